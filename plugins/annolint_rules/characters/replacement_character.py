"""ENC005 replacement-character."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Mention, Preset, Rule, Severity
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.characters._characters import explained, find, is_plain

_REPLACEMENT = lazy("\ufffd+")


class ReplacementCharacter(Rule, frozen=True):
    """The text holds U+FFFD, which stands where a character was lost.

    ## Why is this bad?
    A program that could not decode a byte wrote it. Names with accents, Greek letters and quotation
    marks are gone, no search finds them, and where several bytes made one character, offsets that
    were counted before are wrong.

    ## What to do
    Take the text from its source again, and decode it rightly.

    ## What it does not see
    Characters that were lost to a question mark. A document is one finding, at the first place,
    with the number of places.
    """

    code = "ENC005"
    name = "replacement-character"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = BROKEN_RECORD
    source = "https://www.unicode.org/faq/utf_bom.html"

    examples = (
        Good("1|t|Café?\n1|a|\n1\t0\t4\tCafé\tPlace\tQ30022\n", format="pubtator"),
        Bad(
            "1|t|Caf\ufffd\n1|a|\n1\t0\t4\tCaf\ufffd\tPlace\tQ30022\n",
            expect=(
                (
                    "1:8 a character of the text was lost before, U+FFFD stands in its place: "
                    "restore it from the source"
                ),
            ),
            format="pubtator",
        ),
        # Two bytes of one character, and another place.
        Bad(
            "1|t|Caf\ufffd\ufffd in\n1|a|Orl\ufffdans\n",
            expect=(
                (
                    "1:8 characters of the text were lost before in 2 places, U+FFFD stands there: "
                    "restore them from the source"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Café\n1|a|\n1\t0\t4\tCaf\ufffd\tPlace\tQ30022\n",
            expect=(
                (
                    "3:10 a character of the text of the mention was lost before, U+FFFD stands in "
                    "its place: write the mention as the document has it"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Café\n1|a|\n1\t0\t4\tCafé\tB\ufffdtiment\tQ30022\n",
            expect=(
                (
                    "3:13 a character of the type was lost before, U+FFFD stands in its place: "
                    "restore it from the source"
                ),
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield one diagnostic at the first place."""
        if is_plain(document):
            return
        texts = (document.text, document.mention_texts, document.field_values)
        if not any("\ufffd" in text for text in texts):
            return
        found = find(document, _REPLACEMENT)
        if not found:
            return
        first = found[0]
        if len(found) == 1:
            fault = f"a character of {first.where} was lost before, U+FFFD stands in its place"
        else:
            places = f"{len(found)} places"
            fault = f"characters of {first.where} were lost before in {places}, U+FFFD stands there"
        if isinstance(first.record, Mention) and first.field == "text":
            remedy = "write the mention as the document has it"
        else:
            remedy = f"restore {'it' if len(found) == 1 else 'them'} from the source"
        yield self.diagnostic(
            first.record,
            first.field,
            f"{fault}: {remedy}",
            item=first.item,
            at=first.at,
            covers=explained(document, _REPLACEMENT, found),
        )
