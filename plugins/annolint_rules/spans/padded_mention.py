"""SPN006 padded-mention."""

from collections.abc import Iterator
from typing import Annotated

from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Preset,
    Rule,
    Safety,
    Severity,
    Span,
    option,
    quoted,
)
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.characters._characters import is_plain


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
    fixes = (Safety.SAFE,)
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
            fixed="Take [aspirin](Chemical) daily",
        ),
        Bad(
            "Take[ aspirin ](Chemical)daily",
            expect=(
                "1:5 mention ' aspirin ' starts and ends with white space: move its edges inwards",
            ),
            fixed="Take [aspirin](Chemical) daily",
        ),
        Bad(
            "Take [aspirin.](Chemical)",
            expect=("1:6 mention 'aspirin.' ends with '.': move its edges inwards",),
            settings='[rules.padded-mention]\npadding = "."',
            fixed="Take [aspirin](Chemical).",
        ),
        # Where the text is another than what stands there, nobody knows which is meant.
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t5\t12\tibuprofen \tChemical\n",
            expect=("3:8 mention 'ibuprofen ' ends with white space: move its edges inwards",),
            format="pubtator",
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
                fix=self._fix(document, mention),
            )

    def _fix(self, document: Document, mention: Mention) -> Fix | None:
        """Return the move of the edges of a mention, whose text stands where it says."""
        if len(mention.spans) != 1 or document.covered_text(mention) != mention.text:
            return None
        text = mention.text
        while text and self._pads(text[0]):
            text = text[1:]
        start = mention.spans[0].end - len(text)
        while text and self._pads(text[-1]):
            text = text[:-1]
        trimmed = replace(mention, spans=(Span(start, start + len(text)),), text=text)
        return Fix((Change(mention, trimmed),)) if text else None

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
        # No other white space; tabs are not plain, and the text has what all others say.
        and (is_plain(document) or texts.replace("\n", "").isprintable())
    )
