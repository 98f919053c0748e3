"""What the examples of single rules cannot show: one slip under a schema is one finding."""

import pytest

from annolint import (
    Argument,
    Document,
    Mention,
    MentionType,
    Passage,
    Place,
    Problem,
    Project,
    Relation,
    RelationType,
    Schema,
    SourceFile,
    Span,
)
from annolint.testing import documents, lint, registry
from annolint_rules.concepts._sentinels import is_sentinel, looks_like_sentinel
from annolint_rules.relations._arguments import ArgumentTypes
from annolint_rules.relations.undeclared_signature import UndeclaredSignature

SETTINGS = """
[schema]
sentinels = ["NOID"]
[schema.mentions.Chemical]
namespaces = ["MESH"]
concept = "required"
[schema.mentions.Disease]
namespaces = ["MESH"]
concept = "required"
contains = ["Organ"]
crosses = ["Organ"]
[schema.mentions.Organ]
[schema.mentions.SNP]
attributes = { RSID = [] }
[schema.relations.CID]
arguments = [["Chemical", "Disease"]]
attributes = { novelty = ["No", "Novel"] }
[schema.relations.Positive_Correlation]
arguments = [["Chemical", "Disease"]]
symmetric = true
excludes = ["Negative_Correlation"]
[schema.relations.Negative_Correlation]
arguments = [["Chemical", "Disease"]]
symmetric = true
"""
CLEAN = (
    "1|t|Aspirin for renal pain A118G\n1|a|\n"
    "1\t0\t7\tAspirin\tChemical\tD001241\n"
    "1\t12\t22\trenal pain\tDisease\tD010146\n"
    "1\t12\t17\trenal\tOrgan\n"
    "1\t23\t28\tA118G\tSNP\tp|SUB|A|118|G\tRSID:7\n"
    "1\tCID\tD001241\tD010146\tNovel\n"
    "1\tPositive_Correlation\tD010146\tD001241\n"
)
RULES = [rule for code, rule in registry().rules.items() if not code.startswith(("COR", "DOC"))]


def codes(source: str) -> list[tuple[int, int, str]]:
    found = lint(source, RULES, format="pubtator", settings_text=SETTINGS)
    return [(each.line, each.column, each.code) for each in found]


def test_nothing_is_wrong_without_a_slip() -> None:
    assert codes(CLEAN) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\tChemical\t", "\tChemcial\t", (3, 15, "TYP001")),
        ("\tDisease\t", "\tDiesase\t", (4, 20, "TYP001")),
        ("\tOrgan\n", "\tOrgna\n", (5, 15, "TYP001")),
        ("\tSNP\t", "\tSPN\t", (6, 15, "TYP001")),
        ("\tCID\t", "\tCDI\t", (7, 3, "TYP001")),
        ("\tPositive_Corr", "\tInhibits_Corr", (8, 3, "TYP001")),
        ("\tCID\tD001241\tD010146\t", "\tCID\tD010146\tD001241\t", (7, 7, "REL004")),
        ("\tNovel\n", "\tnovel\n", (7, 23, "TYP005")),
        ("\tRSID:7\n", "\tRS#:7\n", (6, 33, "TYP005")),
        ("\tD001241\n1\t12\t22", "\t-\n1\t12\t22", (3, 24, "CID004")),
        ("\tD001241\n1\t12\t22", "\tNoid\n1\t12\t22", (3, 24, "CID004")),
        ("\tD010146\n1\t12\t17", "\n1\t12\t17", (4, 1, "CID004")),
        ("\tOrgan\n", "\tChemical\tD001241\n", (5, 3, "OVL002")),
        (
            "\tPositive_Correlation\tD010146\tD001241\n",
            "\tPositive_Correlation\tD010146\tD001241\n1\tNegative_Correlation\tD001241\tD010146\n",
            (9, 3, "REL003"),
        ),
        (
            "\tPositive_Correlation\tD010146\tD001241\n",
            "\tPositive_Correlation\tD010146\tD001241\n1\tPositive_Correlation\tD001241\tD010146\n",
            (9, 1, "DUP002"),
        ),
        # Both are wrong with a wrong identifier, and the first finding says why.
        ("\tCID\tD001241\tD010146\t", "\tCID\tD001241\tD001241\t", (7, 15, "REL002")),
        ("\tCID\tD001241\tD010146\t", "\tCID\tD001241\tD010145\t", (7, 15, "REL001")),
    ],
)
def test_one_slip_is_one_finding(old: str, new: str, expected: tuple[int, int, str]) -> None:
    assert CLEAN.count(old) == 1
    assert codes(CLEAN.replace(old, new)) == [expected]


def test_types_that_may_cross_and_others() -> None:
    crossing = CLEAN.replace("12\t17\trenal\t", "8\t17\tfor renal\t")
    assert codes(crossing) == []
    assert codes(crossing.replace("\tOrgan\n", "\tSNP\n")) == [(5, 3, "OVL001")]


def test_a_contradiction_shows_the_other_relation() -> None:
    again = "1\tNegative_Correlation\tD001241\tD010146\n"
    (found,) = lint(CLEAN + again, RULES, format="pubtator", settings_text=SETTINGS)
    shown = [(each.message, each.line, each.column) for each in found.related]
    assert shown == [("the other relation", 8, 3)]


def test_types_of_arguments_by_id() -> None:
    one = Mention(0, 1, "Drug", ("Drug",), (Span(0, 7),), "Aspirin", id="T1")
    other = Mention(1, 2, "Sign", ("Sign",), (Span(0, 7),), "Aspirin", id="T2")
    links = [
        Relation(0, 3, "Cures", (Argument(a, "mention"), Argument(b, "mention")), id=f"R{number}")
        for number, (a, b) in enumerate((("T1", "T2"), ("T2", "T1"), ("T1", "T9")))
    ]
    above = Relation(
        3, 6, "Because", (Argument("R0", "relation"), Argument(" T1", "mention")), id="R3"
    )
    document = Document(
        "1",
        "Aspirin",
        (Passage(0, 1, "title", 0, "Aspirin"),),
        (one, other),
        (*links, above),
        (SourceFile("a", 0, 1, b""),),
    )
    types = ArgumentTypes(document)
    assert [types.of(each) for each in above.arguments] == [{"Cures"}, {"Drug"}]
    schema = Schema(
        mentions=declared("Drug", "Sign"),
        relations={
            "Cures": RelationType(arguments=(("Drug", "Sign"),)),
            "Because": RelationType(arguments=(("Cures", "Sign"),)),
        },
    )
    found = list(UndeclaredSignature().check(document, Project(schema=schema)))
    assert [each.record for each in found] == [links[1], above]
    assert [each.item for each in found] == [None, 1]


def declared(*names: str) -> dict[str, MentionType]:
    return {name: MentionType() for name in names}


def test_a_mention_with_a_fault_in_its_line_is_no_witness() -> None:
    (document,) = documents(CLEAN, "pubtator")
    argument = document.relations[0].arguments[0]
    assert ArgumentTypes(document).of(argument) == {"Chemical"}
    problem = Problem("FMT002", "shifted", Place("a", 3), record=document.mentions[0])
    doubtful = Document(
        *(document.id, document.text, document.passages, document.mentions, document.relations),
        document.files,
        problems=(problem,),
    )
    assert ArgumentTypes(doubtful).of(argument) == set()


@pytest.mark.parametrize("word", ["-", "-1", "NIL", " cui-less ", "Noid", ""])
def test_what_stands_for_no_concept(word: str) -> None:
    assert is_sentinel(word, (" NOID ",))
    assert is_sentinel(word) is (word != "Noid")


@pytest.mark.parametrize(
    ("word", "looks"),
    [
        *((word, True) for word in ("NA", "n/a", "NaN", "0", "000", "-2", "?", "NoID", "no_match")),
        *((word, True) for word in ("not found", "CONCEPT-less", "unknown", "Unk", "other", "tbd")),
        *((word, False) for word in ("-", "D001241", "10", "NAD", "nitric", "heart-1", "x1", "")),
    ],
)
def test_what_looks_like_a_sentinel(word: str, looks: bool) -> None:
    assert looks_like_sentinel(word) is looks
