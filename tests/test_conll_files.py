"""Every legal form is read without a finding, every way of being wrong with exactly its own."""

import re
from pathlib import Path

import pytest

from tests.conll import BROKEN, GOOD, READER
from tests.pubtator import lint, names

_LINE = re.compile(r"[^:]+\.[a-z0-9]+:[1-9][0-9]*:[1-9][0-9]*: [A-Z]{3}[0-9]{3} \S.*")


def test_there_is_a_file_for_every_form_and_every_fault() -> None:
    assert len(GOOD) >= 35
    assert len(BROKEN) >= 35
    assert len({path.read_bytes() for path in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_good_file(path: Path) -> None:
    assert lint(path.name, path.read_bytes(), READER) == ""


@pytest.mark.parametrize("path", BROKEN, ids=names(BROKEN))
def test_broken_file(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text("utf-8")
    assert expected
    assert all(_LINE.fullmatch(line) for line in expected.splitlines())
    assert lint(path.name, path.read_bytes(), READER) == expected


def test_each_code_of_the_reader_has_a_broken_file() -> None:
    text = "".join(path.with_suffix(".expected").read_text("utf-8") for path in BROKEN)
    found = set(re.findall(r": ([A-Z]{3}[0-9]{3}) ", text))
    assert found >= {"ENC001", "ENC002", "ENC003", "FMT001", "FMT002", "FMT008"}
    assert found >= {"SEQ001", "SEQ002", "SEQ003", "ANN911"}
