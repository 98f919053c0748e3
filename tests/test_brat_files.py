"""Every legal form is read without a finding, every way of being wrong with exactly its own.

`broken/NAME.expected` is what a sensible annotator would want to read about the document NAME;
where the program prints something else, the program is wrong.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.brat import DATA, case, cases, lint

GOOD, BROKEN = cases("good"), cases("broken")
_LINE = re.compile(r"[^:]+\.(?:ann|a1|a2|txt):[1-9][0-9]*:[1-9][0-9]*: [A-Z]{3}[0-9]{3} \S.*")


def test_there_is_a_document_for_every_form_and_every_fault() -> None:
    assert len(GOOD) >= 20
    assert len(BROKEN) >= 40
    assert all((DATA / "broken" / f"{name}.expected").is_file() for name in BROKEN)


@pytest.mark.parametrize("name", GOOD)
def test_good_document(name: str) -> None:
    assert lint(case("good", name)) == ""


@pytest.mark.parametrize("name", BROKEN)
def test_broken_document(name: str) -> None:
    expected = (DATA / "broken" / f"{name}.expected").read_text("utf-8")
    assert expected
    assert all(_LINE.fullmatch(line) for line in expected.splitlines())
    assert lint(case("broken", name)) == expected


@pytest.mark.parametrize("ending", ["ann", "txt"])
def test_the_program_prints_the_same_from_either_side(ending: str) -> None:
    chosen = [name for name in BROKEN if name.startswith("tab-")]
    assert len(chosen) >= 4
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "annolint", "--isolated", "-q", "--scope", "document"),
            *(f"{name}.{ending}" for name in chosen),
        ],
        cwd=DATA / "broken",
        capture_output=True,
        check=False,
    )
    expected = (DATA / "broken" / f"{name}.expected" for name in chosen)
    assert ran.stdout.decode() == "".join(path.read_text("utf-8") for path in expected)
    assert ran.returncode == 1


def test_a_text_that_is_named_is_one_without_annotations_only_among_others(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "annolint", "--isolated", "-q", "2.txt")
    (tmp_path / "2.txt").write_text("Ibuprofen\n", "utf-8")
    alone = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert alone.returncode == 2
    assert b"ANN002" in alone.stderr + alone.stdout
    (tmp_path / "1.ann").write_text("", "utf-8")
    among = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert among.returncode == 1
    assert among.stdout.startswith(b"2.txt:1:1: FMT011 ")


def test_each_code_of_the_reader_has_a_broken_document() -> None:
    paths = (DATA / "broken").glob("*.expected")
    found = set(re.findall(r": ([A-Z]{3}[0-9]{3}) ", "".join(p.read_text("utf-8") for p in paths)))
    assert found >= {
        *("ENC001", "ENC002", "ENC003", "FMT001", "FMT002", "FMT003", "FMT006", "FMT008"),
        *("FMT009", "FMT010", "FMT011", "REL001", "REL006", "SPN011", "TYP001", "TYP005"),
    }
