"""SPN011 overlapping-fragments."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
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
from annolint_rules._places import MISPLACED, is_sound
from annolint_rules._shared import BROKEN_RECORD

_TEXT = "Breast and ovarian cancer\n"


class OverlappingFragments(Rule, frozen=True):
    """Fragments of a discontinuous mention share characters.

    ## Why is this bad?
    A character stands in the mention twice: its text repeats letters that the document has once,
    and programs that mark the fragments one by one count them twice, or fail.

    ## What to do
    Join the fragments that share characters to one.

    ## What it does not see
    Fragments that touch, or stand in another order than in the text, unless the options ask for
    them: some corpora mean that, one fragment for each word or the head before what it shares.
    """

    code = "SPN011"
    name = "overlapping-fragments"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "DUP001")
    fixes = (Safety.SAFE,)
    looks_at = "suspect_mentions"
    source = "https://github.com/nlplab/brat/issues/956"

    touching: Annotated[
        bool, option("Report fragments between which there is not a single character as well.")
    ] = False
    unordered: Annotated[
        bool, option("Report fragments that stand in another order than in the text as well.")
    ] = False

    examples = (
        Good(
            {"1.txt": _TEXT, "1.ann": "T1\tDisease 0 6;19 25\tBreast cancer\n"},
            format="brat",
        ),
        Bad(
            {
                "1.txt": _TEXT,
                "1.ann": "T1\tDisease 0 10;7 18;19 25\tBreast and and ovarian cancer\n"
                "T2\tDisease 11 18;11 18\tovarian ovarian\n",
            },
            expect=(
                (
                    "1.ann:1:12 fragments 'Breast and' and 'and ovarian' of one mention share "
                    "characters: join them"
                ),
                (
                    "1.ann:2:12 fragments 'ovarian' and 'ovarian' of one mention share "
                    "characters: join them"
                ),
            ),
            fixed={
                "1.txt": _TEXT,
                "1.ann": "T1\tDisease 0 18;19 25\tBreast and ovarian cancer\n"
                "T2\tDisease 11 18\tovarian\n",
            },
            format="brat",
        ),
        # Fragments in another order, which stays; and a text of which not all is known.
        Bad(
            {
                "1.txt": _TEXT,
                "1.ann": "T1\tDisease 19 25;0 4;2 6\tcancer Brea east\n",
            },
            expect=(
                (
                    "1.ann:1:12 fragments 'Brea' and 'east' of one mention share characters: join "
                    "them"
                ),
            ),
            fixed={"1.txt": _TEXT, "1.ann": "T1\tDisease 19 25;0 6\tcancer Breast\n"},
            format="brat",
        ),
        # Several that overlap, in any order, one inside another: one finding for each mention.
        Bad(
            {
                "1.txt": _TEXT,
                "1.ann": "T1\tA 0 6;4 13;11 18\tBreast st and ov ovarian\n"
                "T2\tB 4 18;0 6\tst and ovarian Breast\nT3\tC 0 18;7 10\tBreast and ovarian and\n"
                "T4\tD 0 4;19 25;2 6\tBrea cancer east\nT5\tE 0 4;2 6\tBrea aest\n",
            },
            expect=(
                (
                    "1.ann:1:6 fragments 'Breast' and 'st and ov' of one mention share characters: "
                    "join them"
                ),
                (
                    "1.ann:2:6 fragments 'Breast' and 'st and ovarian' of one mention share "
                    "characters: join them"
                ),
                (
                    "1.ann:3:6 fragments 'Breast and ovarian' and 'and' of one mention share "
                    "characters: join them"
                ),
                (
                    "1.ann:4:6 fragments 'Brea' and 'east' of one mention share characters: join "
                    "them"
                ),
                (
                    "1.ann:5:6 fragments 'Brea' and 'east' of one mention share characters: join "
                    "them"
                ),
            ),
            # The last one does not say what stands there: nobody knows which of the two is wrong.
            fixed={
                "1.txt": _TEXT,
                "1.ann": "T1\tA 0 18\tBreast and ovarian\nT2\tB 0 18\tBreast and ovarian\n"
                "T3\tC 0 18\tBreast and ovarian\nT4\tD 0 6;19 25\tBreast cancer\n"
                "T5\tE 0 4;2 6\tBrea aest\n",
            },
            format="brat",
        ),
        # What touches or is unordered is meant, unless the options say otherwise.
        Good(
            {
                "1.txt": _TEXT,
                "1.ann": "T1\tDisease 0 3;3 6\tBre ast\nT2\tX 11 18;0 6\tovarian Breast\n",
            },
            format="brat",
        ),
        Bad(
            {
                "1.txt": _TEXT,
                "1.ann": "T1\tDisease 0 3;3 6\tBre ast\nT2\tX 11 18;0 6\tovarian Breast\n"
                "T3\tX 3 6;0 3\tast Bre\n",
            },
            expect=(
                "1.ann:1:12 fragments 'Bre' and 'ast' of one mention touch: join them",
                "1.ann:3:6 fragments 'Bre' and 'ast' of one mention touch: join them",
                (
                    "1.ann:2:6 fragments 'ovarian' and 'Breast' of one mention stand in another "
                    "order than in the text: correct the order"
                ),
            ),
            fixed={
                "1.txt": _TEXT,
                "1.ann": "T1\tDisease 0 6\tBreast\nT2\tX 11 18;0 6\tovarian Breast\n"
                "T3\tX 0 6\tBreast\n",
            },
            format="brat",
            settings="[rules.overlapping-fragments]\ntouching = true\nunordered = true",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each discontinuous mention whose fragments share characters."""
        for mention in document.suspect_mentions:
            if len(mention.spans) > 1:
                yield from self._check(document, mention)

    def _check(self, document: Document, mention: Mention) -> Iterator[Diagnostic]:
        ordered = sorted(mention.spans)
        farthest = ordered[0]
        for span in ordered[1:]:
            if span.start < farthest.end or (self.touching and span.start == farthest.end):
                how = "share characters" if span.start < farthest.end else "touch"
                one, other = (quoted(document.text[s.start : s.end]) for s in (farthest, span))
                yield self.diagnostic(
                    mention,
                    "span",
                    f"fragments {one} and {other} of one mention {how}: join them",
                    fix=self._joined(document, mention),
                )
                return
            farthest = span
        if self.unordered and ordered != list(mention.spans):
            first, second = next(pair for pair in pairwise(mention.spans) if pair[1] < pair[0])
            one, other = (quoted(document.text[s.start : s.end]) for s in (first, second))
            yield self.diagnostic(
                mention,
                "span",
                f"fragments {one} and {other} of one mention stand in another order than in the "
                "text: correct the order",
            )

    def _joined(self, document: Document, mention: Mention) -> Fix | None:
        """Return the repair of a mention that says what stands at its fragments."""
        if not is_sound(document, mention):
            return None
        spans = _merged(mention.spans, touching=self.touching)
        texts = tuple(document.text[span.start : span.end] for span in spans)
        joined = replace(mention, spans=spans, text=" ".join(texts))
        if mention.fragment_texts:
            joined = replace(joined, fragment_texts=texts)
        return Fix((Change(mention, joined),))


def _merged(spans: Sequence[Span], *, touching: bool) -> tuple[Span, ...]:
    """Join spans that share characters; each stands where the first of its parts stood."""
    merged: list[Span] = []
    for span in spans:
        own, position = span, len(merged)
        for number in reversed(range(len(merged))):
            other = merged[number]
            if own.start - touching < other.end and other.start - touching < own.end:
                own = Span(min(own.start, other.start), max(own.end, other.end))
                position = number
                del merged[number]
        merged.insert(position, own)
    return tuple(merged)
