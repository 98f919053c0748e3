"""The script that makes the table of findings on corpora; it runs over a toy corpus here."""

from pathlib import Path

import pytest

from scripts.corpora import (
    Corpus,
    Found,
    Verdict,
    corpora,
    counts_table,
    lint,
    read_verdicts,
    replace,
    sample,
    summary,
    verdicts_table,
)
from tests.toys import write

TEXT = (
    "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\t D001241\n1\t0\t99\tTake\tDrug\tD001241\n"
)
WRONG = [Found("toy", "x.pubtator", 3, "FMT010"), Found("toy", "x.pubtator", 4, "SPN003")]


def test_a_folder_of_corpora(tmp_path: Path) -> None:
    write(tmp_path, {"toy/x.pubtator": TEXT, "toy/readme": "nothing", "other/y.txt": "nothing"})
    names = list(corpora(tmp_path))
    assert names == [Corpus("toy", 2)]
    found = lint(tmp_path, names[0], "recommended")
    assert found == WRONG
    assert list(counts_table(names, found)) == [
        "| rule | toy | all |",
        "|---|---|---|",
        "| *mentions* | *2* | *2* |",
        "| FMT010 | 1 | 1 |",
        "| SPN003 | 1 | 1 |",
        "| all | 2 | 2 |",
    ]


def test_verdicts(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.tsv"
    head = "corpus\tpath\tline\tcode\tverdict\treason\n"
    file.write_text(head + "toy\tx.pubtator\t3\tFMT010\tfalse\tmeant\n", encoding="utf-8")
    verdicts = read_verdicts(file)
    assert verdicts == {WRONG[0]: Verdict(is_true=False, reason="meant")}
    assert list(verdicts_table(WRONG, verdicts))[2:] == [
        "| FMT010 | toy/x.pubtator | 3 | FALSE: meant |",
        "| SPN003 | toy/x.pubtator | 4 | not looked at |",
    ]
    for row in ("toy\tx\t3\tFMT010\tmaybe\tmeant\n", "toy\tx\t3\tFMT010\ttrue\t\n"):
        file.write_text(head + row, encoding="utf-8")
        with pytest.raises(ValueError, match=r"verdicts\.tsv: no verdict with a reason"):
            read_verdicts(file)


def test_a_sample_speaks_for_its_cell() -> None:
    many = [Found("toy", "x", line, "OVL002") for line in range(90)]
    shown = sample(many)
    assert len(shown) == 30
    assert shown == sample(many)
    assert shown == sorted(shown)
    verdicts = {each: Verdict(is_true=number >= 3, reason="r") for number, each in enumerate(shown)}
    verdicts[WRONG[0]] = Verdict(is_true=True, reason="r")
    assert summary([Corpus("toy", 1000)], [*WRONG, *many], verdicts) == (
        "31 of 92 findings were looked at: 28 are true, 3 false. Where a sample speaks for its "
        "cell, that is a precision of 0.90 and 90.0 false findings in 10,000 mentions."
    )
    assert summary([Corpus("toy", 1000)], WRONG, {}) == "No finding was looked at."


def test_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- tables -->\nold\n<!-- end of tables -->\nb\n", encoding="utf-8")
    replace(page, "new\n")
    assert page.read_text(encoding="utf-8") == (
        "a\n<!-- tables -->\nnew\n<!-- end of tables -->\nb\n"
    )


def test_the_verdicts_of_the_project_can_be_read() -> None:
    assert len(read_verdicts()) >= 13
