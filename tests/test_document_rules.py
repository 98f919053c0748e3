"""What rules about documents and rare types do where an example, of one rule alone, is blind."""

from collections.abc import Mapping

import pytest

from annolint import Document, Passage, Rule, SourceFile
from annolint.testing import lint
from annolint_rules.consistency.rare_type import RareType
from annolint_rules.documents.malformed_document_id import MalformedDocumentId
from annolint_rules.types.undeclared_type import UndeclaredType


def codes(source: str | Mapping[str, str], settings_text: str = "") -> list[str]:
    """Lint with all rules; return line and code of findings about records and documents."""
    findings = lint(source, format="pubtator", settings_text=settings_text)
    return [f"{each.line} {each.code}" for each in findings if each.code[:3] in ("DOC", "FMT")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1|t|Take aspirin\n1|a|\n", ["1 DOC006"]),
        ("1|t|Take aspirin\n1|a|\n1\tCID\tD1\tD2\n", ["1 DOC006"]),
        # What could not be read may have been a mention; a text that is missing is worse.
        ("1|t|Take aspirin\n1|a|\n1 5 12 Aspirins\n", ["3 FMT001"]),
        ("1|t|Take aspirin\n1|a|\n1\t5\n", ["3 FMT002"]),
        ("1|t|Take aspirin\n", ["1 FMT006"]),
        ("1|t| \n1|a|\n", ["1 DOC005"]),
    ],
)
def test_a_document_without_mentions(source: str, expected: list[str]) -> None:
    assert codes(source) == expected


PATTERN = "[schema]\ndocument-id = '[0-9]+'"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x1|t|Take aspirin\nx1|a|\nx1\t5\t12\taspirin\tDrug\n", ["1 DOC007"]),
        ("\n\n1|t|Rest\n1|a|\n1\t0\t4\tRest\tRest\n\nx1|t|Take rest\nx1|a|\nx1\t5\t9\trest\tRest\n",
         ["7 DOC007"]),
        # A title with another id than the other records is that.
        ("x1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tDrug\n", ["1 FMT004"]),
        ("x1|t|Rest\nx1|a|\nx1\t0\n", ["1 DOC007", "3 FMT002"]),
    ],
)  # fmt: skip
def test_a_malformed_document_id(source: str, expected: list[str]) -> None:
    assert codes(source, PATTERN) == expected


def test_the_document_id_is_marked() -> None:
    (found,) = lint("x1|t|Aspirin\nx1|a|\n", [MalformedDocumentId], format="pubtator",
                    settings_text=PATTERN)  # fmt: skip
    assert (found.line, found.column, found.end_column, found.document) == (1, 1, 3, "x1")


def test_a_rare_type_that_is_undeclared_is_that_alone() -> None:
    source = "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tDrug\n"
    rules: list[type[Rule]] = [RareType, UndeclaredType]
    (found,) = lint(source, rules, format="pubtator", settings_text="[schema.mentions.Chemical]")
    assert found.code == "TYP001"
    (found,) = lint(source, rules, format="pubtator", settings_text="[schema.mentions.Drug]")
    assert (found.code, found.column, found.end_column) == ("COR003", 16, 20)


def test_a_rare_type_begins_in_one_document() -> None:
    rule = RareType()
    first, second = (
        Document(
            "1", "", (Passage(0, line, "title", 0, ""),), (), (), (SourceFile("a", 0, 1, b""),)
        )
        for line in (1, 4)
    )
    verdict = {("a", 1 << 48): {"Drug": 1}}
    assert rule.touches({"Drug": (1, "a", 1 << 48)}, verdict)
    assert not rule.touches({"Drug": (1, "a", 4 << 48), "Sign": (1, "b", 1 << 48)}, verdict)
    assert not rule.touches({}, verdict)
    assert list(rule.check(first, verdict)) == list(rule.check(second, verdict)) == []
    assert rule.collect(first) is None
    assert rule.judge({"Drug": (5, "a", 1)}) is None
    assert rule.judge({"Drug": (4, "a", 1)}) == {("a", 1): {"Drug": 4}}


def test_the_verdict_on_rare_types_is_not_changed_by_checking() -> None:
    source = {name: f"{name}|t|Aspirin\n{name}|a|\n{name}\t0\t7\tAspirin\tDrug\n" for name in "12"}
    (found,) = lint(source, [RareType], format="pubtator")
    assert (found.path, found.line, found.mention) == ("1", 3, "Aspirin")
