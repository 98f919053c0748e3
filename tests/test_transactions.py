"""Files of one document are all replaced, or none is."""

import errno
import os
from pathlib import Path

import pytest

from annolint.staging import recover
from annolint.writing import WriteError, replace_files
from tests.replacing import NEW, OLD, contents, hidden, replacement


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a.ann", tmp_path / "a.txt"]
    for path in paths:
        path.write_bytes(OLD + path.name.encode())
    return paths


def test_two_files_are_replaced(pair: list[Path]) -> None:
    replace_files([replacement(path) for path in pair])
    assert contents(pair) == [NEW, NEW]
    assert hidden(pair[0].parent) == []


def test_of_two_files_none_is_replaced_if_one_cannot_be(pair: list[Path]) -> None:
    before = contents(pair)
    pair[1].chmod(0o444)
    with pytest.raises(WriteError, match=r"a\.txt: it is read-only"):
        replace_files([replacement(path) for path in pair])
    assert contents(pair) == before


def test_of_two_files_the_first_is_put_back_if_the_second_fails(
    pair: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(pair)
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == pair[1]:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WriteError, match=r"a\.txt: it cannot be written: no space left on device"):
        replace_files([replacement(path) for path in pair])
    assert contents(pair) == before
    assert hidden(pair[0].parent) == []


def test_two_files_in_two_folders_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "x", tmp_path / "b" / "x"]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(OLD)
    with pytest.raises(WriteError, match="several folders"):
        replace_files([replacement(path) for path in paths])
    assert contents(paths) == [OLD, OLD]


def test_one_file_twice_is_refused(pair: list[Path]) -> None:
    before = contents(pair)
    link = pair[0].parent / "link"
    link.symlink_to(pair[0])
    with pytest.raises(WriteError, match="one and the same"):
        replace_files([replacement(pair[0]), replacement(link)])
    assert contents(pair) == before


def test_two_files_whose_names_are_no_unicode(tmp_path: Path) -> None:
    paths = [tmp_path / os.fsdecode(b"caf\xe9" + ending) for ending in (b".ann", b".txt")]
    for path in paths:
        path.write_bytes(OLD)
    replace_files([replacement(path) for path in paths])
    assert contents(paths) == [NEW, NEW]


def test_of_two_files_one_changes_at_the_last_moment(
    pair: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(pair)
    rename = Path.replace

    def slow(self: Path, target: Path) -> Path:
        if target.suffix == ".journal":
            pair[1].write_bytes(b"edited\n")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", slow)
    with pytest.raises(WriteError, match=r"a\.txt: it changed since it was read"):
        replace_files([replacement(path) for path in pair])
    assert contents(pair) == [before[0], b"edited\n"]
    assert hidden(pair[0].parent) == []


def test_of_two_files_the_first_cannot_be_put_back(
    pair: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(pair)
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".old" or target == pair[1]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(WriteError) as caught:
            replace_files([replacement(path) for path in pair])
    assert str(caught.value) == (
        "a.txt: it cannot be written: input/output error; others of its document were replaced and "
        "cannot be put back: input/output error; run annolint --fix again, which undoes it"
    )
    assert contents(pair) == [NEW, before[1]]
    folder = pair[0].parent
    assert recover([str(folder)]) == [
        f"{pair[0]}: put back what it was before a run that was interrupted",
        f"{folder}: removed what an interrupted run left",
    ]
    assert contents(pair) == before
    assert hidden(folder) == []


def test_of_two_files_the_first_is_put_back_where_there_are_no_links(
    pair: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(pair)
    pair[0].chmod(0o640)
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == pair[1]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return rename(self, target)

    def linkless(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "replace", failing)
    monkeypatch.setattr(Path, "hardlink_to", linkless)
    with pytest.raises(WriteError, match="no space left on device; it is as it was"):
        replace_files([replacement(path) for path in pair])
    assert contents(pair) == before
    assert pair[0].stat().st_mode & 0o777 == 0o640
    assert hidden(pair[0].parent) == []
