"""REL003 contradictory-relations."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import combinations
from typing import Annotated

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Observation,
    Preset,
    Project,
    Related,
    Relation,
    Rule,
    Schema,
    Severity,
    option,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD


class ContradictoryRelations(Rule, frozen=True):
    """Two relations between the same things cannot both hold.

    ## Why is this bad?
    A thing does not rise and fall with another one. One of the two lines is wrong, most often one
    that was corrected while the old one stayed, and whoever counts or learns from them gets both.

    ## What to do
    Keep the relation that the text states. Where two types exclude each other in your guidelines,
    say so in the schema (`excludes` of one of them); where both may hold, empty the option.

    ## What it does not see
    Things that have several identifiers. The order of the arguments counts only where the schema
    has both types and calls neither of them `symmetric`.
    """

    code = "REL003"
    name = "contradictory-relations"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "DUP002", "REL001", "REL002")
    looks_at = "relations"
    source = "https://doi.org/10.1093/bib/bbac282 (BioRED: one relation type for a pair)"

    opposites: Annotated[
        tuple[tuple[str, str], ...],
        option("Pairs of types that exclude each other, besides those of the schema."),
    ] = (
        ("Positive_Correlation", "Negative_Correlation"),
        ("positive_correlate", "negative_correlate"),
    )

    examples = (
        Good(
            "[Aspirin](Drug A) for [pain](Sign B) and [ulcer](Sign C)\n"
            "{Positive_Correlation A B}\n{Negative_Correlation A C}\n{Association A B}"
        ),
        *(
            Bad(
                "[Aspirin](Drug A) for [pain](Sign B)\n"
                f"{{{one} A B}}\n{{Association A B}}\n{{{other} {arguments}}}",
                expect=(
                    (
                        f"4:1 '{other}' excludes '{one}' of the same two in line 2: "
                        "keep the one that holds"
                    ),
                ),
            )
            for one, other, arguments in (
                ("Positive_Correlation", "Negative_Correlation", "A B"),
                ("negative_correlate", "positive_correlate", "B A"),
            )
        ),
        # Several lines about one pair are one finding for each type that is excluded.
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B}\n{Worsens A B}\n{Worsens B A}\n"
            "{Causes A B}",
            expect=(
                "3:1 'Worsens' excludes 'Cures' of the same two in line 2: keep the one that holds",
                "5:1 'Causes' excludes 'Cures' of the same two in line 2: keep the one that holds",
            ),
            settings='schema.relations.Worsens.excludes = ["Cures"]\n'
            "schema.relations.Cures.symmetric = true\n"
            'schema.relations.Cures.excludes = ["Causes"]\n'
            "[schema.relations.Causes]",
        ),
        # The order counts where the schema says of neither type that it does not.
        Good(
            "[TP53](Gene A) and [MDM2](Gene B)\n{Activates A B}\n{Inhibits B A}",
            settings='schema.relations.Inhibits.excludes = ["Activates"]\n'
            "[schema.relations.Activates]",
        ),
        Bad(
            "[TP53](Gene A) and [MDM2](Gene B)\n{Activates A B}\n{Inhibits B A}",
            expect=(
                (
                    "3:1 'Inhibits' excludes 'Activates' of the same two in line 2: "
                    "keep the one that holds"
                ),
            ),
            settings='schema.relations.Inhibits.excludes = ["Activates"]\n'
            "schema.relations.Activates.symmetric = true",
        ),
        Bad(
            "1|t|Aspirin for pain\n1|a|\n1\t0\t7\tAspirin\tDrug\tA\n1\t12\t16\tpain\tSign\tB\n"
            "1\tpositive_correlate \tDrug|A\tSign|B\n1\tnegative_correlate \tDrug| A\tSign|B\n"
            "1\tpositive_correlate\tSign|A\tSign|B\n",
            expect=(
                (
                    "6:3 'negative_correlate' excludes 'positive_correlate' of the same two in "
                    "line 5: keep the one that holds"
                ),
            ),
            format="pubtator",
        ),
        Good(
            "[Aspirin](Drug A) for [pain](Sign B)\n"
            "{Positive_Correlation A B}\n{Negative_Correlation A B}",
            settings="[rules.contradictory-relations]\nopposites = []",
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each relation that contradicts an earlier one."""
        kinds = frozenset([relation.type for relation in document.relations])
        if len(kinds) < 2:  # noqa: PLR2004 - one type contradicts nothing
            return
        opposites = _opposites(self.opposites, kinds, project)
        if not opposites:
            return
        concerned = frozenset().union(*opposites)
        told = set()
        earlier: dict[object, list[Relation]] = {}
        for relation in document.relations:
            if relation.type.strip() not in concerned:
                continue
            others = earlier.setdefault(_things(relation, in_order=False), [])
            for other in others:
                pair = frozenset((relation.type.strip(), other.type.strip()))
                things = _things(relation, in_order=_in_order(pair, project.schema))
                if (
                    pair in opposites
                    and (pair, things) not in told
                    and things == _things(other, in_order=_in_order(pair, project.schema))
                ):
                    told.add((pair, things))
                    yield self._contradiction(relation, other)
            others.append(relation)

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield each two types that hold between the same things."""
        seen: dict[object, dict[str, None]] = {}
        for relation in document.relations:
            kind = relation.type.strip()
            kinds = seen.setdefault(_things(relation, in_order=False), {})
            if kind not in kinds:
                for other in kinds:
                    yield Observation("excludes", tuple(sorted((kind, other))), relation)
                kinds[kind] = None

    def _contradiction(self, relation: Relation, other: Relation) -> Diagnostic:
        return self.diagnostic(
            relation,
            "type",
            f"{quoted(relation.type.strip())} excludes {quoted(other.type.strip())} of the same "
            f"two in line {other.line}: keep the one that holds",
            related=(Related("the other relation", record=other, field="type"),),
        )


@lru_cache(maxsize=1024)
def _opposites(
    pairs: tuple[tuple[str, str], ...], written: frozenset[str], project: Project
) -> set[frozenset[str]]:
    """Return which of the types in a document exclude each other."""
    kinds = {kind.strip() for kind in written}
    declared = project.schema.relations
    found = {frozenset(pair) for pair in pairs if kinds >= set(pair)}
    for one, other in combinations(sorted(kinds), 2) if declared else ():
        if (one in declared and other in declared[one].excludes) or (
            other in declared and one in declared[other].excludes
        ):
            found.add(frozenset((one, other)))
    return found


def _in_order(pair: AbstractSet[str], schema: Schema) -> bool:
    """Say whether the order of arguments counts between relations of two types."""
    declared = schema.relations
    return all(kind in declared and not declared[kind].symmetric for kind in pair)


def _things(relation: Relation, *, in_order: bool) -> object:
    """Return what a relation holds between, by what the arguments name."""
    targets = [argument.target.strip() for argument in relation.arguments]
    return tuple(targets if in_order else sorted(targets))
