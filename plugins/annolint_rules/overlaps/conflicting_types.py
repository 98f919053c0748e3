"""OVL003 conflicting-types."""

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
    Severity,
    Span,
    option,
    quoted,
)
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.overlaps._pairs import MOST_SURVEYED, at_and_other, is_declared


class ConflictingTypes(Rule, frozen=True):
    """Two mentions have the same place and different types.

    ## Why is this bad?
    Readers of the corpus do not know which of the two holds, and one that takes the first or the
    last decides by accident. Mostly, a type was corrected and the old mention stayed.

    ## What to do
    Keep the mention with the right type. Where a name really has two types, allow the pair by the
    option, or list both types in one mention if the format can.

    ## What it does not see
    One mention that lists several types is meant so. Mentions of the same type at one place are
    `duplicate-mention` (DUP001) or `conflicting-concept-ids` (OVL004). A type that the schema does
    not have is `undeclared-type` (TYP001).
    """

    code = "OVL003"
    name = "conflicting-types"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "DUP001")
    looks_at = "overlap_groups"
    source = "https://github.com/yahshibu/nested-ner-tacl2020-transformers/issues/3"

    allow: Annotated[
        tuple[tuple[str, str], ...],
        option("Pairs of types, in either order, that one place may have."),
    ] = ()

    examples = (
        Good("The [VHL](Gene) gene in [VHL](Disease)"),
        Good("The [[VHL](Disease) gene](Gene)"),
        # A missing type is TYP003.
        Good("The [[VHL](Gene)]() gene"),
        # Several types in one mention, in any order, are no conflict.
        Good(
            "1|t|The VHL gene\n1|a|\n1\t4\t7\tVHL\tT116,T123\tC1\n1\t4\t7\tVHL\tT123,T116\tC2\n",
            format="pubtator",
        ),
        Bad(
            "The [[VHL](Disease)](Gene) gene",
            expect=(
                (
                    "1:5 'VHL' is Gene here and Disease in another mention: "
                    "keep one of the two types"
                ),
            ),
        ),
        # Each other type once, however often it stands there.
        Bad(
            "1|t|The VHL gene\n1|a|\n1\t4\t7\tVHL\tT028\tC1\n1\t4\t7\tVHL\tT116,T123\tC2\n"
            "1\t4\t7\tVHL\tT028\tC3\n1\t4\t7\tVHL\tT047\tC4\n1\t4\t7\tVHL\tT123,T116\tC5\n",
            expect=(
                (
                    "4:11 'VHL' is T116,T123 here and T028 in another mention: "
                    "keep one of the two types"
                ),
                ("6:11 'VHL' is T047 here and T028 in another mention: keep one of the two types"),
            ),
            format="pubtator",
        ),
        Good(
            "The [[VHL](Disease)](Gene) gene and [[APC](Gene)](Disease)",
            settings='[rules.conflicting-types]\nallow = [["Gene", "Disease"]]',
        ),
        Bad(
            "The [[[VHL](Disease)](Gene)](Finding) gene",
            expect=(
                (
                    "1:5 'VHL' is Finding here and Disease in another mention: "
                    "keep one of the two types"
                ),
            ),
            settings="[rules.conflicting-types]\n"
            'allow = [["Gene", "Disease"], ["Finding", "Gene"]]',
        ),
        # Of lists of types, one allowed pair is enough.
        Good(
            "1|t|The VHL gene\n1|a|\n1\t4\t7\tVHL\tT116,T123\tC1\n1\t4\t7\tVHL\tT028,T047\tC2\n",
            format="pubtator",
            settings='[rules.conflicting-types]\nallow = [["T123", "T028"]]',
        ),
        # What was meant by a type that the schema does not have may be the other one.
        Good(
            "The [[VHL](Disease)](Diesase) and [[APC](Gnee)](Gene)",
            settings="[schema.mentions.Disease]\n[schema.mentions.Gene]",
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each mention whose place has another type already."""
        for group in document.overlap_groups:
            first_of_type: dict[tuple[Span, ...], dict[frozenset[str], Mention]] = {}
            for mention in group:  # those of one place in the order of the file
                types = frozenset(mention.types)
                known = first_of_type.setdefault(mention.spans, {})
                if not types or types in known or not is_declared(project.schema, mention):
                    continue
                for other in known.values():
                    if not self._allowed(mention, other):
                        at, beside = at_and_other(document, mention, other)
                        yield self.diagnostic(
                            at,
                            "type",
                            f"{quoted(at.text)} is {at.type} here and {beside.type} in another "
                            "mention: keep one of the two types",
                            related=(Related("the other mention", record=beside, field="type"),),
                        )
                        break
                known[types] = mention

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield each two lists of types that mentions have at one place."""
        for group in document.overlap_groups:
            at_place: dict[tuple[Span, ...], dict[frozenset[str], Mention]] = {}
            for mention in group:
                known = at_place.setdefault(mention.spans, {})
                types = frozenset(mention.types)
                if types and types not in known:
                    for other in islice(known.values(), MOST_SURVEYED):
                        yield Observation("together", (other.types, mention.types), mention)
                    known[types] = mention

    def _allowed(self, one: Mention, other: Mention) -> bool:
        return any(
            (first, second) in self.allow or (second, first) in self.allow
            for first in one.types
            for second in other.types
        )
