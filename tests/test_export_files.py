"""Every legal form of a JSON export is read without a finding, every fault with its own.

`broken/NAME.expected` is what a sensible annotator would want to read about `broken/NAME.json`.
"""

import re
from pathlib import Path

import pytest

from tests.exports import BROKEN, DIALECTS, GOOD, dialect, documents, lint, names

_LINE = re.compile(r"[^:]+\.jsonl?:[1-9][0-9]*:[1-9][0-9]*: [A-Z]{3}[0-9]{3} \S.*")


def test_there_are_files_of_every_dialect() -> None:
    for name in DIALECTS:
        good = [path for path in GOOD if path.parent.parent.name == name]
        broken = [path for path in BROKEN if path.parent.parent.name == name]
        assert len(good) >= 5
        assert len(broken) >= 6
    assert len({path.read_bytes() for path in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_good_file(path: Path) -> None:
    data = path.read_bytes()
    assert lint(path.name, data, dialect(path)) == ""
    assert bool(documents(dialect(path), data)) == bool(data)


@pytest.mark.parametrize("path", BROKEN, ids=names(BROKEN))
def test_broken_file(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text("utf-8")
    assert expected
    assert all(_LINE.fullmatch(line) for line in expected.splitlines())
    assert lint(path.name, path.read_bytes(), dialect(path)) == expected


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_a_file_is_taken_for_one_of_its_own_dialect(path: Path) -> None:
    head = path.read_bytes()
    found = [name for name, reader in DIALECTS.items() if reader.sniff(head)]
    assert found == ([path.parent.parent.name] if head else [])
