"""What the examples of the relation rules cannot show: annotation ids, and who yields to whom."""

import time
from collections.abc import Sequence
from typing import Literal

import pytest

from annolint import (
    Argument,
    Document,
    Mention,
    Passage,
    Place,
    Problem,
    Project,
    Relation,
    RelationType,
    Rule,
    Schema,
    SourceFile,
    Span,
)
from annolint.testing import lint, registry
from annolint_rules.relations._arguments import unresolved
from annolint_rules.relations.relation_without_mention import RelationWithoutMention
from annolint_rules.relations.wrong_argument_count import WrongArgumentCount

TEXT = "1|t|Aspirin for pain\n1|a|Take it.\n"
ASPIRIN = "1\t0\t7\tAspirin\tDrug\tMESH:D001241\n"
PAIN = "1\t12\t16\tpain\tSign\tMESH:D010146\n"
RELATION = "1\tCures\tMESH:D001241\tMESH:D010146\n"
CLEAN = TEXT + ASPIRIN + PAIN + RELATION


def codes(source: str, rules: list[type[Rule]] | None = None) -> list[tuple[int, str]]:
    found = lint(source, rules, format="pubtator")
    # In so small a corpus every type is rare.
    return sorted((each.line, each.code) for each in found if each.code != "COR003")


def mention(index: int, identifier: str, concept: str = "") -> Mention:
    ids = (concept,) if concept else ()
    field = concept or None
    return Mention(index, 1, "Drug", ("Drug",), (Span(0, 7),), "Aspirin", field, ids, id=identifier)


def document(
    mentions: list[Mention], relations: list[Relation], problems: Sequence[Problem] = ()
) -> Document:
    return Document(
        "1",
        "Aspirin",
        (Passage(0, 1, "title", 0, "Aspirin"),),
        tuple(mentions),
        tuple(relations),
        (SourceFile("a", 0, 1, b""),),
        problems=tuple(problems),
    )


def test_the_clean_file_is_clean() -> None:
    assert codes(CLEAN) == []


def test_arguments_by_annotation_id() -> None:
    relations = [
        Relation(0, 2, "Is", (Argument("T1", "mention"), Argument("T2", "mention")), id="R1"),
        Relation(1, 3, "Is", (Argument("R1", "relation"), Argument("D1", "mention"))),
    ]
    found = list(RelationWithoutMention().check(document([mention(0, "T1", "D1")], relations)))
    assert [(each.record, each.item, each.message) for each in found] == [
        (
            relations[0],
            1,
            "argument 2 'T2' is the id of no annotation: correct it, or annotate what is missing",
        ),
        (
            relations[1],
            1,
            "argument 2 'D1' is the id of no annotation: correct it, or annotate what is missing",
        ),
    ]


def problem(code: str, source: str, *, lines: int = 1, record: Relation | None = None) -> Problem:
    return Problem(code, "", Place("a", 9, 1, 8 + lines, 1), record, source=source)


@pytest.mark.parametrize("kind", ["concept", "mention"])
def test_what_a_lost_line_holds_is_taken_as_given(kind: Literal["concept", "mention"]) -> None:
    relation = Relation(0, 2, "Is", (Argument("X77", kind), Argument("Y88", kind)))
    broken = Relation(1, 9, "Is", ())
    lost = problem("FMT001", "0 7 Aspirin Drug X77")
    for problems, wrong in (
        ([], ["X77", "Y88"]),
        ([lost], ["Y88"]),
        ([problem("FMT002", "X77"), problem("FMT008", "Y88")], []),
        ([problem("FMT001", "0 7 Aspirin", lines=2)], []),  # only the first line is at hand
        ([problem("FMT002", "X77", record=broken)], ["X77", "Y88"]),
        ([problem("FMT005", "X77")], ["X77", "Y88"]),
    ):
        checked = document([mention(0, "T1"), mention(1, "T2", "D1")], [relation], problems)
        assert [target for _, _, target in unresolved(checked)] == wrong


def test_an_annotation_id_is_no_concept() -> None:
    relation = Relation(0, 2, "Is", (Argument("T1", "concept"), Argument("D1", "concept")))
    assert unresolved(document([mention(0, "T1", "D1")], [relation])) == [(relation, 0, "T1")]


def test_a_relation_that_names_one_missing_thing_twice_is_one_relation() -> None:
    relation = Relation(0, 2, "Is", (Argument("X", "concept"), Argument("X", "concept")))
    (found,) = RelationWithoutMention().check(document([mention(0, "T1", "D1")], [relation]))
    assert found.message == "argument 1 'X' names no mention: correct it, or annotate the mention"


def test_the_other_relations_are_related() -> None:
    source = CLEAN + "1\tCures\tMESH:D001214\tMESH:D010146\n1\tEases\tMESH:D010146\tMESH:D001214\n"
    (found,) = lint(source, [RelationWithoutMention], format="pubtator")
    assert (found.line, found.column) == (6, 9)
    assert [(each.line, each.column) for each in found.related] == [(7, 9)]


@pytest.mark.parametrize("trigger", ["", "T1"])
@pytest.mark.parametrize("role", ["", "Theme"])
def test_an_event_may_have_one_argument(trigger: str, role: str) -> None:
    relation = Relation(0, 2, "Is", (Argument("T1", "mention", role),), trigger=trigger)
    found = list(WrongArgumentCount().check(document([mention(0, "T1")], [relation]), Project()))
    assert bool(found) == (not trigger and not role)


@pytest.mark.parametrize(
    ("roles", "item"),
    [
        (("Drug", "Drug", "Sign"), 1),
        (("Drug", "Sign", "Drug"), 2),
        (("Drug", "Sign", "Sign"), None),
        (("Arg", "Arg", "Sign"), None),  # the schema says nothing of this role
        (("", "", ""), None),
    ],
)
def test_a_role_stands_as_often_as_the_schema_allows(
    roles: tuple[str, ...], item: int | None
) -> None:
    signatures = (("Drug", "Sign", "Sign"), ("Sign", "Sign", "Sign"))
    schema = Schema(relations={"Is": RelationType(arguments=signatures)})
    arguments = tuple(Argument("T1", "mention", role) for role in roles)
    checked = document([mention(0, "T1")], [Relation(0, 2, " Is ", arguments)])
    found = list(WrongArgumentCount().check(checked, Project(schema)))
    assert [each.item for each in found] == ([] if item is None else [item])


def test_a_padded_type_is_looked_up_and_shown_without_its_blanks() -> None:
    schema = Schema(relations={"Is": RelationType(arguments=(("Drug",),))})
    arguments = (Argument("D1", "concept"), Argument("D1", "concept"))
    checked = document([mention(0, "", "D1")], [Relation(0, 2, "Is ", arguments)])
    (found,) = WrongArgumentCount().check(checked, Project(schema))
    assert found.message == "relation 'Is' has 2 arguments, the schema wants 1: correct it"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1\t0\t7\tAspirin\tMESH:D001241\n", "FMT002"),
        ("1\tO\t7\tAspirin\tDrug\tMESH:D001241\n", "FMT003"),
        ("2\t0\t7\tAspirin\tDrug\tMESH:D001241\n", "FMT004"),
        ("1 0 7 Aspirin Drug MESH:D001241\n", "FMT008"),
        ("1\t0\t7\tAspirin\tDrug\t MESH:D001241\n", "FMT010"),
    ],
)
def test_a_relation_is_no_victim_of_a_broken_mention(line: str, code: str) -> None:
    assert codes(TEXT + PAIN + line + RELATION) == [(4, code)]


@pytest.mark.parametrize(
    "wrong",
    [
        "MESH:DO01241",
        "MESH:D00124",
        "MESH:D0012411",
        "MESH:D001241x1",
        "MSEH:D001241",
        "MESH:",
        "MESH D001241",
        "MESH:D009369|",
    ],
)
def test_a_relation_is_no_victim_of_a_malformed_identifier(wrong: str) -> None:
    source = TEXT + ASPIRIN.replace("MESH:D001241", wrong) + PAIN + RELATION
    assert codes(source) == [(3, "CID003")]
    alone = [registry().rules["REL001"]]
    assert codes(source, alone) == [(5, "REL001")]


def test_a_malformed_identifier_explains_only_what_is_near_it() -> None:
    source = TEXT + ASPIRIN.replace("D001241", "DO01241") + PAIN
    other = "1\tCures\tMESH:C004649\tMESH:D010146\n"
    assert codes(source + RELATION + other) == [(3, "CID003"), (6, "REL001")]


def test_a_relation_to_itself_that_names_nothing_is_one_finding() -> None:
    source = CLEAN + "1\tCures\tMESH:D003061\tMESH:D003061\n"
    assert codes(source) == [(6, "REL001")]


def test_a_relation_with_another_document_s_id_is_one_finding() -> None:
    source = CLEAN + "2\tCures\tMESH:D003061\tMESH:D010146\n"
    assert codes(source) == [(6, "FMT004")]
    # The other relation is reported, although the one before it has its own fault.
    source += "1\tEases\tMESH:D003061\tMESH:D010146\n"
    assert codes(source) == [(6, "FMT004"), (7, "REL001")]


def test_thousands_of_wrong_arguments_take_no_time() -> None:
    count = 4000
    mentions = [mention(number, "", f"D{number:06}") for number in range(count)]
    relations = [
        Relation(n, n, "Is", (Argument(f"C{n:06}|D1", "concept"), Argument(f"D{n:06}", "concept")))
        for n in range(count)
    ]
    started = time.perf_counter()
    found = list(RelationWithoutMention().check(document(mentions, relations)))
    assert len(found) == count
    assert time.perf_counter() - started < 2
