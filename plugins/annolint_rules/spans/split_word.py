"""SPN007 split-word."""

from collections.abc import Iterator, Sequence

from annolint import (
    Bad,
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
    quoted,
)
from annolint_rules._places import MISPLACED
from annolint_rules._repairs import resized
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.spans._edges import crossed, edged
from annolint_rules.spans._words import FIRST_MARK, Split, split_at, stands_whole

_SHORTEST_WORD = 4
_SHORTEST_ABBREVIATION = 2
_PRACTICE = 3
"""So many mentions of a document that end before an ending are no slips, if they are a quarter."""


class SplitWord(Rule, frozen=True):
    """A mention starts or ends inside a word.

    ## Why is this bad?
    An edge was missed by a few characters: `spirin`, `aspirin d`. The surface form is no word, no
    other mention has it, and programs that read tokens lose the mention or move its edges.

    ## What to do
    Take the whole word into the mention, or leave it out.

    ## What it does not see
    What may be meant: edges at hyphens, digits and changes of case (`p53` in `p53wt`), English
    plurals (`tumor` in `tumors`), known prefixes (`anti`, `non`), parts that stand in the document
    as words of their own; but where the whole word is annotated elsewhere in the document, it is
    missing here. Words of other scripts than Latin, Greek and Cyrillic, discontinuous mentions, and
    documents in which every fourth mention ends before an ending, as in languages with many cases.
    """

    code = "SPN007"
    name = "split-word"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        "DUP001",
        "SPN006",
        "SPN012",
    )
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/explosion/spaCy/issues/5727"

    examples = (
        Good("Take [aspirin](Chemical)-[induced](Sign) p[53](Gene)wt"),
        Good("Some [tumor](Disease)s, an anti[viral](Chemical) drug, [Toxic](Sign)ity or toxic"),
        Bad(
            "Take a[spirin](Chemical) daily",
            expect=(
                (
                    "1:7 mention 'spirin' starts inside the word 'aspirin': take in the whole "
                    "word, or leave it out"
                ),
            ),
            fixed="Take [aspirin](Chemical) daily",
        ),
        Bad(
            "Take [aspirin d](Chemical)aily",
            expect=(
                (
                    "1:6 mention 'aspirin d' ends inside the word 'daily': take in the whole word, "
                    "or leave it out"
                ),
            ),
            fixed="Take [aspirin](Chemical) daily",
        ),
        Bad(
            "Tak[e aspiri](Chemical)n daily",
            expect=(
                (
                    "1:4 mention 'e aspiri' starts inside the word 'Take' and ends inside the "
                    "word 'aspirin': take in the whole word, or leave it out"
                ),
            ),
            fixed="Take [aspirin](Chemical) daily",
        ),
        # The document itself says what the word is.
        Bad(
            "Some [tumor](Disease)s or [tumors](Disease)",
            expect=(
                (
                    "1:6 mention 'tumor' ends inside the word 'tumors': take in the whole word, "
                    "or leave it out"
                ),
            ),
            fixed="Some [tumors](Disease) or [tumors](Disease)",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention with an edge inside a word, unless that may be meant."""
        text = document.text
        count = 0
        found: list[tuple[Mention, list[Split]]] = []
        for mention, start, end in edged(document):
            count += 1
            before, after = text[start - 1 : start], text[end : end + 1]
            if not (before.isalnum() or after.isalnum() or after >= FIRST_MARK):
                continue  # the usual case
            edges = (split_at(text, start, end), split_at(text, end, start))
            splits = [split for split in edges if split is not None]
            if splits and (
                wrong := [each for each in splits if _is_wrong(document, mention, each)]
            ):
                found.append((mention, wrong))
        at_ends = [splits for _, splits in found if not splits[0].at_start]
        practice = len(at_ends) >= _PRACTICE and 4 * len(at_ends) >= count
        for mention, splits in found:
            if not (practice and not splits[0].at_start):
                yield self.diagnostic(
                    mention,
                    "text",
                    _message(mention, splits),
                    covers=tuple(crossed(document, mention)),
                    fix=_fix(document, mention, splits),
                )


def _is_wrong(document: Document, mention: Mention, split: Split) -> bool:
    """Say whether an edge inside a word is a slip."""
    surface = mention.text.casefold()
    whole = mention.text + split.outside
    if split.at_start:
        whole = split.outside + mention.text
    others = {
        other.text.casefold()
        for other in document.mentions
        if other.type == mention.type and other is not mention
    }
    if split.is_seam:
        return whole.casefold() in others and surface not in others
    return whole.casefold() in others or not (split.is_regular or _is_word(document.text, split))


def _fix(document: Document, mention: Mention, splits: Sequence[Split]) -> Fix | None:
    """Return other edges: the word is taken in where most of it is inside, else left out."""
    edges = mention.spans[0].start, mention.spans[0].end
    for prefers_most in (True, False):
        start, end = edges
        for split in splits:
            takes_in = (len(split.inside) >= len(split.outside)) is prefers_most
            step = len(split.outside) if takes_in else -len(split.inside)
            start, end = (start - step, end) if split.at_start else (start, end + step)
        if start < end:
            text = document.text[start:end]
            start += len(text) - len(text.lstrip())
            end -= len(text) - len(text.rstrip())
        if fix := resized(document, mention, Span(start, end)):
            return fix
    return None


def _is_word(text: str, split: Split) -> bool:
    """Say whether the part inside the mention stands in the text as a word of its own."""
    inside, outside = split.inside, split.outside
    abbreviations = inside.isupper() and len(outside) >= _SHORTEST_ABBREVIATION
    shortest = _SHORTEST_ABBREVIATION if abbreviations else _SHORTEST_WORD
    return len(inside) >= shortest and stands_whole(text, inside)


def _message(mention: Mention, splits: list[Split]) -> str:
    where = " and ".join(
        f"{'starts' if split.at_start else 'ends'} inside the word {quoted(split.word)}"
        for split in splits
    )
    return f"mention {quoted(mention.text)} {where}: take in the whole word, or leave it out"
