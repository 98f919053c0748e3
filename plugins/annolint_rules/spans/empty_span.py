"""SPN005 empty-span."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Mention, Preset, Rule, Severity
from annolint_rules._places import Occurrences, advice, shown, taken_spans
from annolint_rules._shared import BROKEN_RECORD


class EmptySpan(Rule, frozen=True):
    """A mention has no length, or covers nothing but white space.

    ## Why is this bad?
    There is nothing that it could be a mention of. Programs that count or compare mentions count
    it all the same, and some of them stop at it.

    ## What to do
    Correct the offsets, or remove the mention.

    ## What it does not see
    A mention that has a text of its own and offsets at white space is in the wrong place, which is
    `span-text-mismatch` (SPN001).
    """

    code = "SPN005"
    name = "empty-span"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DUP001", "SPN002", "SPN003", "SPN004")
    looks_at = "suspect_mentions"
    source = "https://github.com/recogito/recogito-js/issues/83"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Bad(
            "Take[ ](Chemical)aspirin daily",
            expect=(
                (
                    "1:5 the mention at 4-5 covers nothing but white space; "
                    "correct the offsets or remove the mention"
                ),
            ),
        ),
        Bad(
            "Take [](Chemical)aspirin daily",
            expect=(
                "1:6 the mention at 5-5 has no length; correct the offsets or remove the mention",
            ),
        ),
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t5\t5\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:3 the mention at 5-5 has no length; 'aspirin' stands at 5-12: "
                    "correct the offsets"
                ),
            ),
            format="pubtator",
        ),
        # A text of its own at a blank: the place is wrong, not the length.
        Good("1|t|Vitamin C helps\n1|a|\n1\t7\t8\tC\tChemical\tD001205\n", format="pubtator"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention that covers nothing."""
        empty = [
            (mention, what)
            for mention in document.suspect_mentions
            if (what := _emptiness(document, mention))
        ]
        if empty:
            taken = taken_spans(document)
            known: Occurrences = {}
            for mention, what in empty:
                yield self.diagnostic(
                    mention,
                    "span",
                    f"the mention at {shown(mention)} {what}; "
                    + advice(document, mention, taken, known),
                )


def _emptiness(document: Document, mention: Mention) -> str:
    """Say in words how a mention is empty; an empty string if it is not."""
    if any(span.start == span.end for span in mention.spans):
        return "has no length"
    if not mention.text.strip() and document.covered_text(mention).isspace():
        return "covers nothing but white space"
    return ""
