"""OVL004 conflicting-concept-ids."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Related,
    Rule,
    Severity,
)
from annolint_rules._places import MISPLACED, named
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.overlaps._pairs import at_and_other


class ConflictingConceptIds(Rule, frozen=True):
    """Two mentions have the same place and type and different concept identifiers.

    ## Why is this bad?
    What normalises the mention is right with one of the two and wrong with the other, and counts
    of mentions are too high. Mostly, an identifier was corrected and the old mention stayed.

    ## What to do
    Keep the mention with the right identifier. A name that stands for several concepts is one
    mention with all of them.

    ## What it does not see
    Whether the identifiers are right. One that is malformed, not allowed by the schema or unknown
    tells which of the two mentions is wrong, and has a finding of its own (CID003, CID006, CID007).
    The same identifiers in another order are a
    `duplicate-mention` (DUP001); other types at one place are `conflicting-types` (OVL003).
    """

    code = "OVL004"
    name = "conflicting-concept-ids"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "CID003", "CID006", "CID007", "DUP001")
    looks_at = "overlap_groups"
    source = "https://github.com/bigscience-workshop/biomedical/issues/667"

    examples = (
        Good("Some [failure](Disease D1), [failure](Disease D2)"),
        Good("Some [[failure](Disease D1)](Finding D2)"),
        Good("Some [[failure](Disease D1|D2)](Disease D2|D1)"),
        Good("Some [[renal](Disease D1) failure](Disease D2)"),
        Bad(
            "Some [[failure](Disease D1)](Disease D2)",
            expect=(
                (
                    "1:6 'failure' (Disease) has D2 here and D1 in another mention: "
                    "keep one of the two mentions"
                ),
            ),
        ),
        Bad(
            "Some [[failure]( D1)]( D2)",
            expect=(
                (
                    "1:6 'failure' (no type) has D2 here and D1 in another mention: "
                    "keep one of the two mentions"
                ),
            ),
        ),
        Bad(
            "1|t|Some VHL failure\n1|a|\n1\t5\t8\tVHL\tT116,T123\t-\n1\t5\t8\tVHL\tT123,T116\tC2\n"
            "1\t5\t8\tVHL\tT116,T123\tC1|C3\n1\t5\t8\tVHL\tT116,T123\tC2\n",
            expect=(
                (
                    "4:21 'VHL' (T123,T116) has C2 here and no identifier in another mention: "
                    "keep one of the two mentions"
                ),
                (
                    "5:21 'VHL' (T116,T123) has C1|C3 here and no identifier in another mention: "
                    "keep one of the two mentions"
                ),
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention whose place and type have other identifiers already."""
        for group in document.overlap_groups:
            known: dict[object, dict[tuple[str, ...], Mention]] = {}
            for mention in group:  # those of one place in the order of the file
                place = (mention.spans, frozenset(mention.types))
                by_ids = known.setdefault(place, {})
                ids = tuple(sorted(mention.concept_ids))
                if ids in by_ids:
                    continue
                by_ids[ids] = mention
                other = next(iter(by_ids.values()))
                if other is not mention:
                    at, beside = at_and_other(document, mention, other)
                    yield self.diagnostic(
                        at,
                        "concept",
                        f"{named(at)} has {_shown(at)} here and "
                        f"{_shown(beside)} in another mention: "
                        "keep one of the two mentions",
                        related=(Related("the other mention", record=beside, field="concept"),),
                    )


def _shown(mention: Mention) -> str:
    return "|".join(mention.concept_ids) or "no identifier"
