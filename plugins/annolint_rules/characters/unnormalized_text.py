"""ENC008 unnormalized-text."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Rule,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.characters._characters import is_ascii, values
from annolint_rules.characters._rewriting import Rewrite, rewritten


class UnnormalizedText(Rule, frozen=True):
    """The text is not in Unicode's normal form C.

    ## Why is this bad?
    An `é` may be one character, or an `e` and an accent: they look alike, and no program takes them
    for the same unless it normalizes both. Texts from macOS file names and PDF files are often in
    the long form, so that words of one corpus are not found in the other.

    ## What to do
    Normalize the text to NFC, and correct the offsets of the mentions after each place.

    ## What it does not see
    Texts of mentions that differ from the document in their form: they are wrong for another
    reason. Forms that NFC keeps apart, such as ligatures and full-width letters. A document is one
    finding, at the first place, with the number of places.
    """

    code = "ENC008"
    name = "unnormalized-text"
    severity = Severity.INFO
    preset = Preset.ALL
    yields_to = BROKEN_RECORD
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/persephone-tools/persephone/issues/125"

    examples = (
        Good("Take [caf\u00e9](Place) \ufb01rst \u2014 \uac00"),
        Bad(
            "1|t|A [caf\u00e9] or caf\u0065\u0301\n1|a|\u0065\u0301t\u0065\u0301\n",
            expect=(
                (
                    "1:20 the text has '\u0065\u0301' as U+0065 U+0301, which NFC writes as U+00E9 "
                    "(and 2 more places): normalize it, and correct the offsets after it"
                ),
            ),
            fixed="1|t|A [café] or café\n1|a|été\n",
            format="pubtator",
        ),
        # An accent in the wrong order, an angstrom sign, a Korean syllable in pieces.
        *(
            Bad(
                f"1|t|5 {wrong}\n1|a|\n",
                expect=(
                    (
                        f"1:7 the text has '{wrong}' as {written}, which NFC writes as {normal}: "
                        "normalize it, and correct the offsets after it"
                    ),
                ),
                fixed=f"1|t|5 {right}\n1|a|\n",
                format="pubtator",
            )
            for wrong, written, normal, right in (
                (
                    "q\u0301\u0323",
                    "U+0071 U+0301 U+0323",
                    "U+0071 U+0323 U+0301",
                    "q\u0323\u0301",
                ),
                ("\u212b", "U+212B", "U+00C5", "\u00c5"),
                ("\u1100\u1161\u11a8", "U+1100 U+1161 U+11A8", "U+AC01", "\uac01"),
            )
        ),
        Bad(
            "1|t|Caf\u00e9 de\n1|a|\n1\t0\t4\tCaf\u00e9\tPla\u0065\u0301\tQ\u0065\u0301\n",
            expect=(
                (
                    "3:15 the type has '\u0065\u0301' as U+0065 U+0301, which NFC writes as U+00E9 "
                    "(and 1 more place): normalize it"
                ),
            ),
            fixed="1|t|Café de\n1|a|\n1\t0\t4\tCafé\tPlaé\tQé\n",
            format="pubtator",
        ),
        # What is wrong with the text of this mention is that it is another.
        Good("1|t|Caf\u00e9\n1|a|\n1\t0\t4\tCaf\u0065\u0301\tPlace\tQ\n", format="pubtator"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield one diagnostic at the first place."""
        if is_ascii(document):
            return
        found = [
            Rewrite(record, field, None, start, piece, normal)
            for record, field, item, value in values(document)
            if item is None and not (isinstance(record, Mention) and field == "text")
            for start, piece, normal in _pieces(value)
        ]
        if not found:
            return
        record, field, _, start, piece, normal = found[0]
        others = len(found) - 1
        more = f" (and {others} more place{'s' if others > 1 else ''})" if others else ""
        where = "concept identifier" if field == "concept" else field
        yield self.diagnostic(
            record,
            field,
            f"the {where} has {quoted(piece)} as {_code_points(piece)}, which NFC writes as "
            f"{_code_points(normal)}{more}: normalize it"
            + (", and correct the offsets after it" if field == "text" else ""),
            at=start,
            fix=rewritten(found),
        )


def _pieces(value: str) -> Iterator[tuple[int, str, str]]:
    """Yield what NFC writes otherwise: where it starts, the characters, and their normal form.

    Characters belong together where NFC does not write each of them as if it stood alone.
    """
    from unicodedata import combining, is_normalized, normalize  # noqa: PLC0415 - not for ASCII

    if is_normalized("NFC", value):
        return
    start = 0
    for end in range(1, len(value) + 1):
        following = value[end : end + 1]
        if following and combining(following):
            continue
        piece = value[start:end]
        normal = normalize("NFC", piece)
        if normalize("NFC", piece + following) == normal + normalize("NFC", following):
            if normal != piece:
                yield start, piece, normal
            start = end


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text)
