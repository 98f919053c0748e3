"""What a crash leaves is undone or removed; what lives, or is not ours, is left alone."""

import fcntl
import hashlib
import os
import time
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from annolint import staging
from annolint.staging import Entry, Staging, begun, recover
from tests.replacing import NEW, OLD, hidden

TOKEN = 16 * "0"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.pubtator"
    path.write_bytes(OLD)
    return path


def left(folder: Path, entries: list[Entry] | bytes, **files: bytes) -> Staging:
    """Leave behind what a killed run would."""
    made = Staging(folder, TOKEN)
    data = entries if isinstance(entries, bytes) else msgspec.json.encode(entries)
    made.journal.write_bytes(data)
    for name, content in files.items():
        (folder / f".annolint-{made.token}.{name.replace('_', '.').strip('.')}").write_bytes(
            content
        )
    return made


def test_a_run_that_lives_is_left_alone(file: Path) -> None:
    with staging.begun(file.parent, 1) as living:
        living.new(0).write_bytes(NEW)
        assert recover([str(file.parent)]) == []
        assert len(hidden(file.parent)) == 2


def test_what_was_edited_since_is_left_alone(file: Path, tmp_path: Path) -> None:
    entries = [Entry(file.name.encode(), "0" * 64, "1" * 64)]
    made = left(tmp_path, entries, _0_old=b"x")
    (said,) = recover([str(tmp_path)])
    assert said.startswith(f"{file}: it changed after a run that was interrupted")
    assert file.read_bytes() == OLD
    assert made.old(0).exists()


@pytest.mark.parametrize(
    "name", ["", "..", "../a", "/etc/passwd", ".annolint-0000000000000000.0.old"]
)
def test_a_journal_speaks_of_its_folder_only(file: Path, tmp_path: Path, name: str) -> None:
    made = left(tmp_path, [Entry(name.encode(), "0" * 64, "1" * 64)])
    assert "no journal of annolint" in recover([str(tmp_path)])[0]
    assert made.journal.exists()
    assert file.read_bytes() == OLD


BROKEN = [
    b"",
    b"{}",
    b"[1]",
    b"\xff",
    b'[{"name": 1}]',
    b'[{"name": "YQ==", "old": "", "new": "", "also": ' + b"[" * 100_000,
    b"[" + b" " * 1024 * 1024 + b"]",
]


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_journal_is_not_obeyed(file: Path, tmp_path: Path, data: bytes) -> None:
    left(tmp_path, data)
    assert "no journal of annolint" in recover([str(tmp_path)])[0]
    assert file.read_bytes() == OLD


def test_an_old_file_that_is_another_is_not_put_back(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.pubtator"
    other.write_bytes(NEW)
    entries = [
        Entry(file.name.encode(), staging.digest(file), "1" * 64),
        Entry(other.name.encode(), "2" * 64, staging.digest(other)),
    ]
    left(tmp_path, entries, _1_old=b"forged")
    (said,) = recover([str(tmp_path)])
    assert "it is not what b.pubtator was" in said
    assert other.read_bytes() == NEW


def test_files_that_are_not_ours_stay(tmp_path: Path) -> None:
    names = [".annolint.toml", ".annolint-x.lock", ".annolint-0000000000000000.lock.bak"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    assert recover([str(tmp_path), str(tmp_path / "nowhere")]) == []
    assert hidden(tmp_path) == sorted(names)


def entry(name: str, old: bytes = OLD, new: bytes = NEW) -> Entry:
    return Entry(name.encode(), *(hashlib.sha256(each).hexdigest() for each in (old, new)))


def test_files_are_put_back_unless_all_are_new(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b"
    file.write_bytes(NEW)
    other.write_bytes(OLD)
    entries = [entry(file.name), entry(other.name)]
    left(tmp_path, entries, lock=b"", _0_old=OLD, _1_old=OLD, _1_new=NEW)
    assert recover([str(tmp_path)]) == [
        f"{file}: put back what it was before a run that was interrupted",
        f"{tmp_path}: removed what an interrupted run left",
    ]
    assert (file.read_bytes(), other.read_bytes(), hidden(tmp_path)) == (OLD, OLD, [])


def test_files_that_are_all_new_stay_new(file: Path, tmp_path: Path) -> None:
    file.write_bytes(NEW)
    left(tmp_path, [entry(file.name)], _0_old=OLD)
    assert recover([str(tmp_path)]) == [f"{tmp_path}: removed what an interrupted run left"]
    assert (file.read_bytes(), hidden(tmp_path)) == (NEW, [])


def test_a_file_that_was_to_stay_the_same_needs_no_old_one(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b"
    other.write_bytes(OLD)
    left(tmp_path, [entry(file.name, OLD, OLD), entry(other.name)])
    assert recover([str(tmp_path)]) == [f"{tmp_path}: removed what an interrupted run left"]
    assert (file.read_bytes(), other.read_bytes()) == (OLD, OLD)


def test_nothing_is_put_back_if_one_old_file_is_another(file: Path, tmp_path: Path) -> None:
    names = [file.name, "b", "c"]
    for name in names[:2]:
        (tmp_path / name).write_bytes(NEW)
    (tmp_path / "c").write_bytes(OLD)
    left(tmp_path, [entry(name) for name in names], _0_old=OLD, _1_old=b"forged")
    assert "it is not what b was" in recover([str(tmp_path)])[0]
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("is_old", [True, False])
def test_links_lead_nowhere(tmp_path: Path, is_old: bool) -> None:
    """Neither the file nor what it was may be a link: it could lead out of the folder."""
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    (folder / "b").write_bytes(OLD)
    made = left(folder, [entry("a"), entry("b")])
    link, plain = (made.old(0), folder / "a") if is_old else (folder / "a", made.old(0))
    outside.write_bytes(OLD if is_old else NEW)
    plain.write_bytes(NEW if is_old else OLD)
    link.symlink_to(outside)
    (said,) = recover([str(folder)])
    assert ("it is not what a was" if is_old else "it changed after") in said
    assert link.is_symlink()
    assert made.journal.exists()


@pytest.mark.parametrize("ending", ["lock", "journal", "0.new"])
def test_what_is_no_regular_file_is_not_ours(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f".annolint-{TOKEN}.{ending}"
    os.mkfifo(path)  # whoever opened it would wait for ever
    assert recover([str(tmp_path)]) == []
    assert path.exists()


def test_a_lock_that_is_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f".annolint-{TOKEN}.lock")
    (tmp_path / f".annolint-{TOKEN}.0.new").write_bytes(NEW)
    assert recover([str(tmp_path)]) == []


def test_any_number_of_files_is_removed(tmp_path: Path) -> None:
    for number in ("7", "007", "12345"):
        (tmp_path / f".annolint-{TOKEN}.{number}.new").write_bytes(NEW)
    assert recover([str(tmp_path)]) == [f"{tmp_path}: removed what an interrupted run left"]
    assert hidden(tmp_path) == []


def test_what_cannot_be_removed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f".annolint-{TOKEN}.0.new").write_bytes(NEW)

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", fails)
    assert recover([str(tmp_path)]) == [
        f"{tmp_path}: what an interrupted run left stays: operation not permitted"
    ]


def test_a_run_that_ends_meanwhile_left_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = begun(tmp_path, 1)
    living.__enter__().new(0).write_bytes(NEW)
    taken_over = staging._taken_over  # noqa: SLF001 - the moment before it

    def late(lock: Path) -> object:
        living.__exit__(None, None, None)
        return taken_over(lock)

    monkeypatch.setattr(staging, "_taken_over", late)
    assert recover([str(tmp_path)]) == []
    assert hidden(tmp_path) == []


def test_a_lock_that_is_taken_for_a_dead_one_before_it_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = staging._locked  # noqa: SLF001 - the moment before it
    removed: list[str] = []

    def late(stream: object) -> bool | None:
        if not removed:
            monkeypatch.setattr(staging, "_locked", locked)
            removed.extend(recover([str(tmp_path)]))
        return locked(stream)  # type: ignore[arg-type]

    monkeypatch.setattr(staging, "_locked", late)
    with begun(tmp_path, 1) as living:
        assert removed == [f"{tmp_path}: removed what an interrupted run left"]
        living.new(0).write_bytes(NEW)
        assert recover([str(tmp_path)]) == []
        assert living.new(0).exists()
    assert hidden(tmp_path) == []


def test_a_lock_that_another_has_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has it takes it for that of a dead run, and is about to remove it."""
    flock, locked = fcntl.flock, list[Path]()

    def late(stream: BinaryIO, operation: int) -> None:
        if not locked:
            locked.append(Path(stream.name))
            raise BlockingIOError
        flock(stream, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with begun(tmp_path, 1) as living:
        assert locked != [living.lock]
    assert hidden(tmp_path) == []


def test_the_journal_is_removed_first_and_the_lock_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = left(tmp_path, [], lock=b"", _0_old=OLD, _0_new=NEW)
    removed = []
    unlink = Path.unlink

    def watching(self: Path, *, missing_ok: bool = False) -> None:
        removed.append(self)
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", watching)
    recover([str(tmp_path)])
    assert (removed[0], removed[-1], hidden(tmp_path)) == (made.journal, made.lock, [])


@pytest.mark.parametrize("has_fcntl", [True, False])
@pytest.mark.parametrize("hours", [0.5, 2])
def test_without_locks_age_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: float, has_fcntl: bool
) -> None:
    def fails(*_: object) -> None:
        raise OSError(37, "No locks available")

    if has_fcntl:
        monkeypatch.setattr(fcntl, "flock", fails)
    else:
        monkeypatch.setattr(staging, "fcntl", None)
    with begun(tmp_path, 1) as made:
        then = time.time() - hours * 3600
        os.utime(made.lock, (then, then))
        assert bool(recover([str(tmp_path)])) == (hours > 1)
    assert hidden(tmp_path) == []
