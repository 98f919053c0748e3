"""Every legal form is read without a finding, every way of being wrong with exactly its own.

`broken/NAME.expected` is what a sensible annotator would want to read about `broken/NAME`; where
the program prints something else, the program is wrong.
"""

import re
from pathlib import Path

import pytest

from tests.bioc import BROKEN, DATA, GOOD, lint, names

_LINE = re.compile(r"[^:]+\.bioc\.(xml|json):[1-9][0-9]*:[1-9][0-9]*: [A-Z]{3}[0-9]{3} \S.*")


def expected(path: Path) -> str:
    return path.with_name(f"{path.name}.expected").read_text("utf-8")


def test_there_is_a_file_for_every_form_and_every_fault() -> None:
    for suffix in (".xml", ".json"):
        assert sum(path.suffix == suffix for path in GOOD) >= 20
        assert sum(path.suffix == suffix for path in BROKEN) >= 50
    assert {f"{path.name}.expected" for path in BROKEN} == {
        path.name for path in (DATA / "broken").glob("*.expected")
    }


def test_no_two_broken_files_are_alike() -> None:
    assert len({path.read_bytes() for path in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_good_file(path: Path) -> None:
    assert lint(path) == ""


@pytest.mark.parametrize("path", BROKEN, ids=names(BROKEN))
def test_broken_file(path: Path) -> None:
    wanted = expected(path)
    assert wanted
    assert all(_LINE.fullmatch(line) for line in wanted.splitlines())
    assert lint(path) == wanted


def test_each_code_of_the_reader_has_a_broken_file() -> None:
    found = set(re.findall(r": ([A-Z]{3}[0-9]{3}) ", "".join(map(expected, BROKEN))))
    assert found >= {"ENC001", "ENC002", "ENC003", *(f"FMT00{n}" for n in (1, 3, 6, 9)), "FMT010"}
