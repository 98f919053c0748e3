"""OVL001 crossing-mentions."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Observation,
    Preset,
    Project,
    Related,
    Rule,
    Schema,
    Severity,
    option,
)
from annolint_rules._places import MISPLACED, named, shown
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.overlaps._pairs import (
    MOST_SURVEYED,
    at_and_other,
    interleave,
    is_declared,
    walk,
)


class CrossingMentions(Rule, frozen=True):
    """Two mentions overlap in part: each has characters that the other does not have.

    ## Why is this bad?
    One of the two has a wrong edge, most often. Tag sequences, trees and most models cannot hold
    such a pair, so that one of the mentions is lost on the way.

    ## What to do
    Correct the edges, so that the mentions stand apart or one stands inside the other. Where the
    guidelines allow it for two types, say so in the schema (`crosses`).

    ## What it does not see
    Pairs in which a mention is discontinuous, as long as the option is off: they mostly share a
    head that the text has only once, which is meant. A mention that crosses several others is one
    finding. Where the schema does not have the type of one of the two, that is the finding
    (`undeclared-type`).
    """

    code = "OVL001"
    name = "crossing-mentions"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        "SPN007",
        "SPN009",
        "SPN010",
        "DUP001",
        "OVL003",
        "OVL004",
    )
    looks_at = "overlap_groups"
    source = "https://github.com/anuzzolese/oke-challenge/issues/8"

    discontinuous: Annotated[
        bool, option("Whether pairs with a discontinuous mention are looked at as well.")
    ] = False

    examples = (
        Good("Take [aspirin](Chemical) and [water](Chemical) daily"),
        Good("Some [acute [renal failure](Disease)](Disease) in [rats](Species)"),
        Good("Some [acute [renal](Organ) failure](Disease), [acute](Time)"),
        Good("Some [[acute](Time)[-renal](Organ)](Disease) failure"),
        Bad(
            "1|t|Some acute renal failure\n1|a|\n"
            "1\t5\t16\tacute renal\tFinding\t-\n1\t11\t24\trenal failure\tDisease\tD051437\n",
            expect=(
                (
                    "4:3 mention 'renal failure' (Disease) partly overlaps 'acute renal' (Finding) "
                    "at 5-16: correct the edges of one of them"
                ),
            ),
            format="pubtator",
        ),
        # The later line is the finding, wherever it stands in the text; one partner is enough.
        Bad(
            "1|t|Some acute renal failure\n1|a|\n"
            "1\t11\t24\trenal failure\tDisease\tD051437\n1\t5\t16\tacute renal\tFinding\t-\n"
            "1\t0\t6\tSome a\tFinding\t-\n",
            expect=(
                (
                    "4:3 mention 'acute renal' (Finding) partly overlaps 'renal failure' (Disease) "
                    "at 11-24: correct the edges of one of them"
                ),
                (
                    "5:3 mention 'Some a' (Finding) partly overlaps 'acute renal' (Finding) "
                    "at 5-16: correct the edges of one of them"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Some acute renal failure\n1|a|\n"
            "1\t0\t16\tSome acute renal\tFinding\t-\n1\t5\t16\tacute renal\tFinding\t-\n"
            "1\t11\t24\trenal failure\tDisease\tD051437\n",
            expect=(
                (
                    "5:3 mention 'renal failure' (Disease) partly overlaps 'acute renal' (Finding) "
                    "at 5-16: correct the edges of one of them"
                ),
            ),
            format="pubtator",
        ),
        *(
            Good(
                "1|t|Some acute renal failure\n1|a|\n"
                "1\t5\t16\tacute renal\tFinding\t-\n1\t11\t24\trenal failure\tDisease\tD051437\n",
                format="pubtator",
                settings=f'[schema.mentions.{one}]\ncrosses = ["{other}"]\n'
                f"[schema.mentions.{other}]",
            )
            for one, other in (("Finding", "Disease"), ("Disease", "Finding"))
        ),
        # What a type that the schema does not have may cross, nobody can tell.
        *(
            Good(
                "1|t|Some acute renal failure\n1|a|\n"
                f"1\t5\t16\tacute renal\t{one}\t-\n1\t11\t24\trenal failure\t{other}\tD051437\n",
                format="pubtator",
                settings="[schema.mentions.Finding]\n[schema.mentions.Disease]",
            )
            for one, other in (("Fnding", "Disease"), ("Finding", "Diesase"))
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each mention that crosses an earlier one which it must not cross."""
        for group in document.overlap_groups:
            for mention, crossing, _ in walk(group):
                yield from self._first(document, project.schema, mention, crossing)
            if self.discontinuous:
                for number, mention in enumerate(group):
                    crossing = (other for other in group[:number] if interleave(mention, other))
                    yield from self._first(document, project.schema, mention, crossing)

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield the types of each two mentions that cross."""
        for group in document.overlap_groups:
            for mention, crossing, _ in walk(group):
                for other in islice(crossing, MOST_SURVEYED):
                    at, beside = at_and_other(document, mention, other)
                    yield Observation("crosses", (beside.types, at.types), at)

    def _first(
        self, document: Document, schema: Schema, mention: Mention, crossing: Iterator[Mention]
    ) -> Iterator[Diagnostic]:
        """Yield one diagnostic for the first pair that the schema does not allow."""
        other = next((each for each in crossing if not _may_cross(schema, mention, each)), None)
        if other is not None:
            at, beside = at_and_other(document, mention, other)
            yield self.diagnostic(
                at,
                "span",
                f"mention {named(at)} partly overlaps {named(beside)} at {shown(beside)}: "
                "correct the edges of one of them",
                related=(Related("the mention that it crosses", record=beside, field="span"),),
            )


def _may_cross(schema: Schema, one: Mention, other: Mention) -> bool:
    """Say whether the schema allows a pair, or might if it had the type of one of the two."""
    if not (is_declared(schema, one) and is_declared(schema, other)):
        return True
    return any(
        second in schema.mentions[first].crosses
        for pair in ((one, other), (other, one))
        for first in pair[0].types
        if first in schema.mentions
        for second in pair[1].types
    )
