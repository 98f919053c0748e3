"""SPN006 padded-mention."""

from collections.abc import Iterator
from typing import Annotated

from annolint import Bad, Diagnostic, Document, Good, Preset, Rule, Severity, option, quoted
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BROKEN_RECORD


class PaddedMention(Rule, frozen=True):
    """A mention starts or ends with white space.

    ## Why is this bad?
    Padding is the usual trace of a double click or a sloppy drag. It splits one surface form into
    several, so that counts, gazetteers and exact-match scores all go wrong. Every character that
    Unicode calls white space counts, the no-break space too.

    ## What to do
    Move the offsets to the first and last character of the mention, and correct its text.

    ## What it does not see
    Mentions of white space alone are `empty-span` (SPN005).
    """

    code = "SPN006"
    name = "padded-mention"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "DUP001")
    source = "https://github.com/explosion/spaCy/issues/3558"

    padding: Annotated[
        str, option("Characters besides white space that no mention starts or ends with.")
    ] = ""

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        # White space alone is SPN005.
        Good("Take[ ](Chemical)aspirin daily"),
        Good("Take [aspirin](Chemical) daily.", settings='[rules.padded-mention]\npadding = "."'),
        Bad(
            "Take [aspirin ](Chemical)daily",
            expect=("1:6 mention 'aspirin ' ends with white space: move its edges inwards",),
        ),
        Bad(
            "Take[ aspirin ](Chemical)daily",
            expect=(
                "1:5 mention ' aspirin ' starts and ends with white space: move its edges inwards",
            ),
        ),
        Bad(
            "Take [aspirin.](Chemical)",
            expect=("1:6 mention 'aspirin.' ends with '.': move its edges inwards",),
            settings='[rules.padded-mention]\npadding = "."',
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention whose text has padding."""
        padding = self.padding
        if not padding and _is_plain(document):
            return
        for mention in document.mentions:
            text = mention.text
            if text.strip() == text and (not padding or text.strip(padding) == text):
                continue
            if not text.strip():
                continue
            edges = [
                (verb, edge)
                for verb, edge in (("starts", text[0]), ("ends", text[-1]))
                if self._pads(edge)
            ]
            what = " and ".join(verb for verb, _ in edges)
            kinds = dict.fromkeys(
                "white space" if edge.isspace() else quoted(edge) for _, edge in edges
            )
            yield self.diagnostic(
                mention,
                "text",
                f"mention {quoted(text)} {what} with {' and '.join(kinds)}: move its edges inwards",
            )

    def _pads(self, character: str) -> bool:
        return character.isspace() or character in self.padding


def _is_plain(document: Document) -> bool:
    """Say whether no mention has white space at its edges, at one look at all of them."""
    texts = document.mention_texts
    return (
        " \n" not in texts
        and "\n " not in texts
        and texts == texts.strip()
        and texts.count("\n") < max(len(document.mentions), 1)  # only those that join texts
        and texts.replace("\n", "").isprintable()  # no other white space
    )
