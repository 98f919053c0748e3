"""FMT009: which ids of the PubTator dialect with ids are slips, and which name one mention."""

import pytest

from annolint import Mention
from annolint.testing import documents, lint

TEXT = (
    "1|t|Pain in breast and ovarian cancer. Pain in E. coli and acute renal failure.\n1|a|Pain.\n"
)
LINES = {
    "pain": "Sign\t0\t4\tPain",
    "breast": "Disease\t8\t14\tbreast",
    "ovarian": "Disease\t19\t33\tovarian cancer",
    "cancer": "Disease\t27\t33\tcancer",
    "pain2": "Sign\t35\t39\tPain",
    "coli": "Disease\t46\t50\tcoli",
    "acute": "Disease\t55\t60\tacute",
    "renal": "Disease\t61\t74\trenal failure",
    "pain3": "Sign\t76\t80\tPain",
    "pa": "Sign\t0\t2\tPa",
    "in": "Sign\t2\t4\tin",
}


def source(*lines: str) -> str:
    """Write a document; each line is an id and the name of a mention."""
    rows = (line.split() for line in lines)
    return TEXT + "".join(f"1\t{identifier}\t{LINES[name]}\n" for identifier, name in rows)


def found(*lines: str) -> list[str]:
    """Lint with all rules; return the number of the mention from 1, the code and the other one."""
    return [
        f"{each.line - 2} {each.code}" + "".join(f" {at.line - 2}" for at in each.related)
        for each in lint(source(*lines), format="pubtator")
        if each.code[:3] in ("FMT", "DUP", "SPN") and each.code != "SPN007"  # `Pa` and `in` cut one
    ]


def test_the_text_of_these_tests_is_what_its_mentions_say() -> None:
    lines = [f"T{number} {name}" for number, name in enumerate(LINES, 1)]
    (document,) = documents(source(*lines), "pubtator")
    assert document.suspect_mentions == ()
    assert len(lines) == 11
    assert [mention.id for mention in document.mentions] == [f"T{n}" for n in range(1, 12)]
    assert found(*lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Fragments of one mention: of one type, in one sentence.
        (["T1 pain", "T2 breast", "T3 ovarian", "T2 cancer", "T4 pain2"], []),
        (["T1 pain", "T2 cancer", "T3 ovarian", "T2 breast"], []),
        (["T1 coli", "T1 renal"], []),
        (["T1 pa", "T1 in"], []),
        (["T1 breast", "T1 cancer", "T1 acute"], ["3 FMT009 1"]),
        (["T7 coli", "T4 acute", "T7 renal", "T12 pain"], []),
        # Another type, another sentence, overlapping.
        (["T1 pain", "T1 breast"], ["2 FMT009 1"]),
        (["T1 breast", "T1 acute"], ["2 FMT009 1"]),
        (["T1 acute", "T1 breast"], ["2 FMT009 1"]),
        (["T1 pain2", "T1 pain3"], ["2 FMT009 1"]),
        (["T1 ovarian", "T1 cancer"], ["2 FMT009 1"]),
        (["T1 pain", "T1 breast", "T1 pain3"], ["2 FMT009 1", "3 FMT009 1"]),
        # A number is missing where the line stands.
        (["T1 pain", "T2 breast", "T4 ovarian", "T4 cancer"], ["3 FMT009 4"]),
        (["T1 pain", "T1 breast", "T3 ovarian", "T4 cancer"], ["2 FMT009 1"]),
        (["T3 breast", "T2 ovarian", "T3 cancer"], ["1 FMT009 3"]),
        (["T3 pain", "T2 breast", "T3 ovarian"], ["1 FMT009 3"]),
        (["T2 breast", "T2 ovarian", "T3 cancer"], ["1 FMT009 2"]),
        (["T3 breast", "T2 ovarian", "T3 cancer", "T3 pain2"], ["1 FMT009 3", "4 FMT009 3"]),
        # One is missing, but it is not clear where; one is not missing; letters differ.
        (["T1 breast", "T2 ovarian", "T1 cancer", "T5 pain2"], []),
        (["T1 breast", "T2 ovarian", "T1 cancer", "T4 pain2", "T3 pain3"], []),
        (["T1 breast", "T2 ovarian", "T1 cancer", "T4 pain2", "T03 pain3"], []),
        (
            ["T1 breast", "T2 ovarian", "T1 cancer", "T4 pain2", "E3 pain3"],
            ["3 FMT009 1"],
        ),
        # Both look like slips: the second is reported.
        (["T9 pain", "T2 breast", "T9 ovarian", "T4 cancer"], ["3 FMT009 1"]),
        # The same mention twice is a duplicate.
        (["T1 pain", "T2 breast", "T2 breast"], ["3 DUP001 2"]),
        (["T1 pain", "T1 pain", "T2 breast"], ["2 DUP001 1"]),
        (["T1 pain", "T2 breast", "T1 pain", "T2 breast"], ["3 DUP001 1"]),
        # Numbers that no machine word holds.
        ([f"T{'9' * 5000} pain", f"T{'9' * 5000} breast"], ["2 FMT009 1"]),
    ],
)
def test_ids(lines: list[str], expected: list[str]) -> None:
    assert found(*lines) == expected


def test_the_message_says_where_the_other_stands() -> None:
    after, before = (
        lint(source(*lines), format="pubtator")[0]
        for lines in (("T1 pain", "T1 breast"), ("T3 breast", "T2 ovarian", "T3 cancer"))
    )
    assert (after.line, after.column, after.end_column) == (4, 3, 5)
    assert after.message == (
        "annotation id 'T1' was given before, at line 3: give this mention an id of its own"
    )
    assert [(each.message, each.line, each.column) for each in after.related] == [
        ("the other mention", 3, 3)
    ]
    assert (after.annotation, after.mention) == ("T1", "breast")
    assert before.message == (
        "annotation id 'T3' is given again, at line 5: give this mention an id of its own"
    )


def test_a_line_of_another_document_is_reported_as_that() -> None:
    foreign = source("T1 pain") + "2\tT1\tDisease\t8\t14\tbreast\n"
    assert [each.code for each in lint(foreign, format="pubtator") if each.code[:3] == "FMT"] == [
        "FMT004"
    ]


def test_each_document_has_ids_of_its_own() -> None:
    two = source("T1 pain", "T2 breast") + "\n" + source("T1 pain", "T2 acute").replace("1|", "2|")
    two = two.replace("\n1\tT1\tSign\t0\t4\tPain\n1\tT2\tDisease\t55", "\n2\tT1\tSign\t0\t4\tPain\n"
                      "2\tT2\tDisease\t55")  # fmt: skip
    first, second = documents(two, "pubtator")
    assert [mention.id for mention in (*first.mentions, *second.mentions)] == ["T1", "T2"] * 2
    assert [each.code for each in lint(two, format="pubtator") if each.code[:3] == "FMT"] == []


def test_mentions_without_an_id_are_not_looked_at() -> None:
    (document,) = documents(f"{TEXT}1\t0\t4\tPain\tSign\n1\t35\t39\tPain\tSign\n", "pubtator")
    assert [type(each) for each in document.mentions] == [Mention, Mention]
    assert document.problems == ()
