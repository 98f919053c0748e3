"""DUP002 duplicate-relation."""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Fix,
    Good,
    Observation,
    Preset,
    Project,
    Related,
    Relation,
    Rule,
    Safety,
    Schema,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD, is_numbered
from annolint_rules.duplicates._runs import runs


class DuplicateRelation(Rule, frozen=True):
    """A relation stands twice: same type, same arguments.

    ## Why is this bad?
    Every count of relations is too high, and a score counts the copy as found or missed once more.
    Where the two differ in an attribute, one of them is wrong and nobody can tell which.

    ## What to do
    Remove the copy. Copies that follow each other are one finding, which says how many they are.
    Where attributes such as the novelty differ, keep the right one.

    ## What it does not see
    The arguments in the other order, unless the schema says that the relation is `symmetric`. The
    same arguments with another type may both hold. Where several mentions have the id that an
    argument names, as when ids begin anew in each passage, nobody can tell which is meant.
    """

    code = "DUP002"
    name = "duplicate-relation"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = BROKEN_RECORD
    looks_at = "relations"
    fixes = (Safety.SAFE,)
    source = "https://github.com/PaddlePaddle/Research/issues/75"

    examples = (
        Good("[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}\n{CID D2 D1}"),
        Good("[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}\n{Association D1 D2}"),
        Good(
            "1|t|Aspirin, warfarin\n1|a|\n"
            "1\t0\t7\tAspirin\tDrug\tD1\n1\t9\t17\twarfarin\tPoison\tD2\n"
            "1\tbind\tDrug|D1\tPoison|D2\n1\tbind\tPoison|D1\tDrug|D2\n",
            format="pubtator",
        ),
        Bad(
            "[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}\n{CID D1 D2}",
            expect=("3:1 relation CID of D1 and D2 stands here a second time: remove the copy",),
            fixed="[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}",
        ),
        Bad(
            "[aspirin](Chemical D1) and [ulcer](Disease D2)\n"
            "{CID D1 D2}\n{CID D2 D1}\n{CID D1 D2}\n{CID D2 D1}",
            expect=(
                (
                    "4:1 2 relations in a row repeat earlier ones, from CID of D1 and D2 "
                    "to CID of D2 and D1: remove the copies"
                ),
            ),
            fixed="[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}\n{CID D2 D1}",
        ),
        Bad(
            "[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}\n{CID D2 D1}",
            expect=("3:1 relation CID of D2 and D1 stands here a second time: remove the copy",),
            fixed="[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}",
            settings="[schema.relations.CID]\nsymmetric = true",
        ),
        Good(
            "[aspirin](Chemical D1) and [ulcer](Disease D2)\n{CID D1 D2}\n{CID D2 D1}",
            settings="[schema.relations.CID]\nsymmetric = false",
        ),
        Bad(
            {
                "1.txt": "Aspirin, codeine\n",
                "1.ann": "T1\tDrug 0 7\tAspirin\nT2\tDrug 9 16\tcodeine\n"
                "R1\tWith Arg1:T1 Arg2:T2\nR2\tWith Arg1:T2 Arg2:T1\n",
            },
            expect=(
                "1.ann:4:1 relation With of T2 and T1 stands here a second time: remove the copy",
            ),
            fixed={
                "1.txt": "Aspirin, codeine\n",
                "1.ann": "T1\tDrug 0 7\tAspirin\nT2\tDrug 9 16\tcodeine\n"
                "R1\tWith Arg1:T1 Arg2:T2\n",
            },
            settings="schema.relations.With.symmetric = true",
            format="brat",
        ),
        # Ids begin anew in each passage: the relations hold between other mentions.
        Good(
            "<collection><document><id>1</id>"
            + "".join(
                f"<passage><offset>{offset}</offset><text>{text}</text>"
                f'<annotation id="T1"><infon key="type">Drug</infon><location offset="{offset}" '
                f'length="4"/><text>{text[:4]}</text></annotation>'
                f'<annotation id="T2"><infon key="type">Sign</infon><location '
                f'offset="{offset + 9}" length="4"/><text>pain</text></annotation>'
                '<relation id="R1"><infon key="type">cures</infon><node refid="T1" role="drug"/>'
                '<node refid="T2" role="sign"/></relation></passage>'
                for offset, text in ((0, "Rest for pain"), (14, "Heat for pain"))
            )
            + "</document></collection>",
            format="bioc-xml",
        ),
        # Contradictory attributes are said, one by one.
        Bad(
            "[aspirin](Chemical D1) and [ulcer](Disease D2)\n"
            "{Bind D1 D2 Novel}\n{Bind D1 D2 No}\n{Bind D1 D2}",
            expect=(
                (
                    "3:1 relation Bind of D1 and D2 stands here again, with novelty 'No' after "
                    "novelty 'Novel': keep the right one"
                ),
                (
                    "4:1 relation Bind of D1 and D2 stands here again, with no attribute after "
                    "novelty 'Novel': keep the right one"
                ),
            ),
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each relation, or run of relations, that stands earlier in the document already."""
        relations = document.relations
        schema = project.schema
        contents = {(each.type, each.trigger, each.arguments) for each in relations}
        if len(contents) == len(relations) and not schema.relations:
            return  # the usual case, quickly
        originals: dict[object, Relation] = {}
        copies = []
        shared = _shared_ids(document)
        for relation in relations:
            if not shared.isdisjoint([each.target for each in relation.arguments]):
                continue
            original = originals.setdefault(_content(relation, schema), relation)
            if original is relation:
                continue
            if _attributes(relation) == _attributes(original):
                copies.append((relation, original))
            else:
                yield self.diagnostic(
                    relation,
                    "record",
                    f"relation {_shown(relation)} stands here again, with "
                    f"{_attributes(relation)} after {_attributes(original)}: keep the right one",
                    related=(Related("the first of them", record=original),),
                )
        for run in runs(copies):
            (first, original), last = run[0], run[-1][0]
            if len(run) == 1:
                message = f"relation {_shown(first)} stands here a second time: remove the copy"
            else:
                message = (
                    f"{len(run)} relations in a row repeat earlier ones, from {_shown(first)} to "
                    f"{_shown(last)}: remove the copies"
                )
            yield self.diagnostic(
                first,
                "record",
                message,
                related=(Related("the first of them", record=original),),
                covers=tuple(copy for copy, _ in run[1:]),
                fix=Fix(tuple(Change(copy, None) for copy, _ in run)),
            )

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield each relation whose arguments stand in the other order with the same type."""
        seen: dict[object, object] = {}
        for relation in document.relations:
            arguments = frozenset(relation.arguments)
            first = seen.setdefault(
                (relation.type, relation.trigger, arguments), relation.arguments
            )
            if first != relation.arguments:
                yield Observation("symmetric", (relation.type.strip(),), relation)


def _shared_ids(document: Document) -> AbstractSet[str]:
    """Return the ids that several mentions have: who names one of these may mean another one.

    In BioC, ids may begin anew in each passage, and relations name what stands in theirs. A mention
    that is written twice is one mention.
    """
    different = {(each.id, each.type, each.spans) for each in document.mentions if each.id}
    counts = Counter(identifier for identifier, _, _ in different)
    return {identifier for identifier, count in counts.items() if count > 1}


def _content(relation: Relation, schema: Schema) -> object:
    """Return what two relations must have in common to be one relation written twice."""
    declared = schema.relations.get(relation.type.strip())
    arguments = relation.arguments
    if declared is not None and declared.symmetric:
        if all(is_numbered(each.role) for each in arguments):
            arguments = tuple(replace(each, role="") for each in arguments)
        arguments = tuple(sorted(arguments, key=lambda each: (each.role, each.target)))
    return relation.type, relation.trigger, arguments


def _attributes(relation: Relation) -> str:
    """Return the attributes of a relation for a message; equal where they are equal."""
    pairs = sorted(f"{each.name} {quoted(each.value)}" for each in relation.attributes)
    return " and ".join(pairs) or "no attribute"


def _shown(relation: Relation) -> str:
    targets = " and ".join(each.target for each in relation.arguments)
    return f"{relation.type} of {targets}"
