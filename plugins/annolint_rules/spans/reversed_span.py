"""SPN004 reversed-span."""

from collections.abc import Iterator

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
)
from annolint_rules._places import Occurrences, advice, is_sound, shown, taken_spans
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.spans._realignment import realigned, relocated


class ReversedSpan(Rule, frozen=True):
    """A mention ends before it starts.

    ## Why is this bad?
    Such a span covers nothing. Some programs refuse the whole file, others read the mention as
    empty and go on.

    ## What to do
    Exchange the two offsets, or correct the one that is wrong.

    ## What it does not see
    Offsets in the right order that are wrong otherwise are `span-text-mismatch` (SPN001).
    """

    code = "SPN004"
    name = "reversed-span"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DUP001", "SPN002")
    fixes = (Safety.SAFE, Safety.UNSAFE)
    looks_at = "suspect_mentions"
    source = "https://github.com/webanno/webanno/pull/711"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t12\t5\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:3 the mention at 12-5 ends before it starts; 'aspirin' stands at 5-12: "
                    "correct the offsets"
                ),
            ),
            fixed="1|t|Take aspirin daily\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        # Exchanged, these are not its offsets either.
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t12\t4\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:3 the mention at 12-4 ends before it starts; 'aspirin' stands at 5-12: "
                    "correct the offsets"
                ),
            ),
            fixed="1|t|Take aspirin daily\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t5\t2\twater\tChemical\tD001241\n",
            expect=(
                (
                    "3:3 the mention at 5-2 ends before it starts; 'water' stands nowhere in it: "
                    "correct or remove the mention"
                ),
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention with a span whose end comes before its start."""
        backward = [
            mention
            for mention in document.suspect_mentions
            if any(span.end < span.start for span in mention.spans)
        ]
        if backward:
            taken = taken_spans(document)
            known: Occurrences = {}
            places = realigned(document, known)
            for mention in backward:
                yield self.diagnostic(
                    mention,
                    "span",
                    f"the mention at {shown(mention)} ends before it starts; "
                    + advice(document, mention, taken, known),
                    fix=_exchanged(document, mention)
                    or relocated(document, mention, places.get(mention.index)),
                )


def _exchanged(document: Document, mention: Mention) -> Fix | None:
    """Return the exchange of the offsets, if the text of the mention stands there."""
    spans = tuple(Span(*sorted((span.start, span.end))) for span in mention.spans)
    turned = replace(mention, spans=spans)
    return Fix((Change(mention, turned),)) if is_sound(document, turned) else None
