"""ENC004 control-character."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Mention, Passage, Preset, Rule, Severity
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.characters._characters import (
    Found,
    displaced,
    explained,
    find,
    is_plain,
    name,
)

_CONTROL = lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)")


class ControlCharacter(Rule, frozen=True):
    """The text holds a control character, or a character that ends lines for some programs.

    ## Why is this bad?
    Nobody sees it, and programs do what it says: whoever divides a file into lines as Python's
    `splitlines` does cuts the abstract in two at a form feed, a next line (U+0085) or a line
    separator (U+2028), and all offsets after it are wrong there; XML cannot hold most of them.

    ## What to do
    Put a blank in its place, which keeps the offsets right, or remove it where they do not count
    it. U+0080 to U+009F are most often Windows-1252 that was read as Latin-1: the message then says
    which character was meant.

    ## What it does not see
    Tabs and line feeds, and carriage returns at the end of a line. A document is one finding, at
    the first of these characters, with their number.
    """

    code = "ENC004"
    name = "control-character"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "FMT010", "ENC007")
    source = "https://github.com/ufal/udpipe/issues/103"

    examples = (
        Good("1|t|Aspirin\r\n1|a|\r\n1\t0\t7\tAspirin\tDrug\tD001241\r\n", format="pubtator"),
        Good("Take\taspirin"),
        Bad(
            "1|t|Take aspirin\x0cdaily\n1|a|\n",
            expect=(
                (
                    "1:17 the text has a control character, U+000C FORM FEED, at which other "
                    "programs end the line: put a blank in its place"
                ),
            ),
            format="pubtator",
        ),
        *(
            Bad(
                f"1|t|Take\n1|a|aspirin{character}daily\n",
                expect=(
                    (
                        f"2:12 the text has a control character, {called}, {effect}: put "
                        f"{remedy} in its place"
                    ),
                ),
                format="pubtator",
            )
            for character, called, effect, remedy in (
                ("\r", "U+000D CARRIAGE RETURN", "at which other programs end the line", "a blank"),
                (
                    "\u2028",
                    "U+2028 LINE SEPARATOR",
                    "at which other programs end the line",
                    "a blank",
                ),
                (
                    "\x85",
                    "U+0085 NEXT LINE",
                    "at which other programs end the line",
                    "'…', which it is in Windows-1252, or a blank",
                ),
                (
                    "\x80",
                    "U+0080",
                    "which other programs do not expect",
                    "'€', which it is in Windows-1252, or a blank",
                ),
                (
                    "\x9f",
                    "U+009F",
                    "which other programs do not expect",
                    "'Ÿ', which it is in Windows-1252, or a blank",
                ),
                ("\x81", "U+0081", "which other programs do not expect", "a blank"),
                ("\x7f", "U+007F DELETE", "which other programs do not expect", "a blank"),
                ("\0", "U+0000 NULL", "which other programs do not expect", "a blank"),
            )
        ),
        # Once for a document, with the number.
        Bad(
            "1|t|Café\x0bde\n1|a|aspirin\x0cdaily\x1e\n",
            expect=(
                (
                    "1:9 the text has 3 control characters, the first U+000B LINE TABULATION, at "
                    "which other programs end the line: put a blank in its place"
                ),
            ),
            format="pubtator",
        ),
        # Only a record has it.
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\tas\x0cpirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:10 the text of the mention has a control character, U+000C FORM FEED, at "
                    "which other programs end the line: write the mention as the document has it"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\tD00\x011241\n"
            "1\tIs\tD001241\tD00\x011241\n",
            expect=(
                (
                    "3:28 the concept identifier has 2 control characters, the first U+0001, "
                    "which other programs do not expect: remove it"
                ),
            ),
            format="pubtator",
        ),
        # The offsets do not count it: with a blank in its place they would still be wrong.
        Bad(
            "1|t|Take\x07 aspirin\n1|a|or tea\n1\t5\t12\taspirin\tDrug\t-\n"
            "1\t16\t19\ttea\tFood\t-\n",
            expect=(
                (
                    "1:9 the text has a control character, U+0007, which other programs do not "
                    "expect: remove it, the offsets do not count it"
                ),
            ),
            format="pubtator",
        ),
        # White space around a value is FMT010.
        Good(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\x0b\t\x0cD001241\n",
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield one diagnostic at the first of these characters."""
        if _is_clean(document):
            return
        found = find(document, _CONTROL)
        if found:
            first = found[0]
            moved = displaced(document, _CONTROL) if isinstance(first.record, Passage) else ()
            yield self.diagnostic(
                first.record,
                first.field,
                _message(first, len(found), counted=not moved),
                item=first.item,
                at=first.at,
                covers=(*explained(document, _CONTROL, found), *moved),
            )


def _is_clean(document: Document) -> bool:
    if is_plain(document):
        return True
    if not document.field_values.isprintable():
        return False
    return not _CONTROL.search(f"{document.text}{document.mention_texts}")


def _message(first: Found, count: int, *, counted: bool) -> str:
    character = first.text
    what = f"{name(character)}, "
    if count > 1:
        what = f"{count} control characters, the first {what}"
    else:
        what = f"a control character, {what}"
    if character.splitlines() == [""]:
        what += "at which other programs end the line"
    else:
        what += "which other programs do not expect"
    remedy = _remedy(first) if counted else "remove it, the offsets do not count it"
    return f"{first.where} has {what}: {remedy}"


def _remedy(first: Found) -> str:
    if first.field != "text":
        return "remove it"
    if isinstance(first.record, Mention):
        return "write the mention as the document has it"
    if "\x80" <= first.text <= "\x9f":
        meant = first.text.encode("latin-1").decode("cp1252", "ignore")
        if meant:
            return f"put '{meant}', which it is in Windows-1252, or a blank in its place"
    return "put a blank in its place"
