"""SPN010 passage-crossing-mention."""

from bisect import bisect_right
from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Passage,
    Preset,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._places import MISPLACED, is_sound
from annolint_rules._shared import BROKEN_RECORD


class PassageCrossingMention(Rule, frozen=True):
    """A mention starts in one passage and ends in another.

    ## Why is this bad?
    No name begins in the title and goes on in the abstract. Formats that keep passages apart
    cannot hold such a mention, so it is lost or cut when the corpus is converted.

    ## What to do
    Keep the mention inside one of the passages, or make two of it.

    ## What it does not see
    Formats without passages, and sentences. Where the text of the mention is not what stands at
    its offsets, that is the finding (SPN001).
    """

    code = "SPN010"
    name = "passage-crossing-mention"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "DUP001")
    looks_at = "suspect_mentions"
    source = "https://github.com/jakelever/biotext/issues/9"

    examples = (
        Good("Low [calcium](Chemical)\n[levels](Finding) were seen"),
        # White space that belongs to the joint is padding.
        Good("Low [calcium\n](Chemical)levels were seen"),
        Good("Low calcium[\nlevels](Finding) were seen"),
        Bad(
            "Low calciu[m\nl](Finding)evels were seen",
            expect=(
                (
                    "1:11 mention 'm\nl' runs from the title into the abstract, "
                    "which begins at 12: keep it inside one of them"
                ),
            ),
        ),
        Bad(
            "1|t|Low calcium\n1|a|levels were seen.\n1\t4\t18\tcalcium levels\tFinding\t-\n",
            expect=(
                (
                    "3:3 mention 'calcium levels' runs from the title into the abstract, "
                    "which begins at 12: keep it inside one of them"
                ),
            ),
            format="pubtator",
        ),
        # The offsets are wrong: that the span crosses follows from it.
        Good("1|t|Low calcium\n1|a|levels\n1\t5\t19\tcalcium levels\tFinding\t-\n", "pubtator"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention that is sound but for the passages that it joins."""
        if len(document.passages) < 2:  # noqa: PLR2004 - it takes two to cross
            return
        for mention in document.suspect_mentions:
            if mention.spans and is_sound(document, mention):
                first, last = _ends(document, mention)
                if first is not last:
                    yield self.diagnostic(
                        mention,
                        "span",
                        f"mention {quoted(mention.text)} runs from the {first.kind} into the "
                        f"{last.kind}, which begins at {last.start}: "
                        "keep it inside one of them",
                    )


def _ends(document: Document, mention: Mention) -> tuple[Passage, Passage]:
    """Return the passages of a mention's first and last character, white space aside."""
    start = min(span.start for span in mention.spans)
    end = max(span.end for span in mention.spans)
    covered = document.text[start:end]
    first = start + len(covered) - len(covered.lstrip())
    last = start + len(covered.rstrip()) - 1
    passages = document.passages
    starts = [passage.start for passage in passages]
    return passages[bisect_right(starts, first) - 1], passages[bisect_right(starts, last) - 1]
