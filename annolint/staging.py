"""The hidden files of a transaction, and what is done about them after a crash.

`.annolint-TOKEN.lock` is locked as long as the process lives that made it. Beside it lie the new
files, what the old ones were, and, while some files are replaced and others are not, a journal of
them. A journal lies among the data, so it is believed only as far as digests bear it out, and only
of files in its own folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from annolint import loader

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_NAME = re.compile(r"\.annolint-(?P<token>[0-9a-f]{16})\.(?:lock|journal|[0-9]{1,3}\.(?:new|old))")
_MOST_FILES = 100
"""Files that can change together; a document has two or three."""

_LONGEST_RUN = 3600.0
"""Seconds after which a run is taken to be dead where the system has no locks to tell."""


class Entry(msgspec.Struct, frozen=True):
    """A file of a journal: its name in the folder, and the digests of what it was and is to be."""

    name: str
    old: str
    new: str


class Staging(msgspec.Struct, frozen=True):
    """The hidden names of one transaction."""

    folder: Path
    token: str

    def _path(self, ending: str) -> Path:
        return self.folder / f".annolint-{self.token}.{ending}"

    @property
    def lock(self) -> Path:
        """What is locked as long as the process lives: made first, removed last."""
        return self._path("lock")

    @property
    def journal(self) -> Path:
        """What is there while some files are replaced and others are not."""
        return self._path("journal")

    def new(self, number: int) -> Path:
        """What a file is to be."""
        return self._path(f"{number}.new")

    def old(self, number: int) -> Path:
        """What a file was."""
        return self._path(f"{number}.old")

    def remove(self, files: int = _MOST_FILES) -> None:
        """Remove all of them, the journal first and the lock last; `files` are those replaced."""
        self.journal.unlink(missing_ok=True)
        for number in range(files + 1):  # the journal was one
            self.new(number).unlink(missing_ok=True)
            self.old(number).unlink(missing_ok=True)
        self.lock.unlink(missing_ok=True)


@contextlib.contextmanager
def begun(folder: Path, files: int) -> Iterator[Staging]:
    """Begin a transaction of some files; what is half done at the end is undone, and the rest goes.

    Raises:
        OSError: Nothing can be written there.
    """
    staging = Staging(folder, secrets.token_hex(8))
    with staging.lock.open("xb") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield staging
        finally:
            with contextlib.suppress(OSError):  # a later run recovers
                if not (staging.journal.exists() and _undo(staging)):
                    staging.remove(files)


def digest(path: Path) -> str:
    """Return the SHA-256 digest of a file; raises `OSError`."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make renames durable, where folders can be synchronized."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# After a crash.


def recover(folders: Iterable[str]) -> list[str]:
    """Undo what runs that were killed have left half done in folders, and remove what they left.

    Files that change together are all what they were, or all new where all were replaced.

    Returns:
        What was done, and what could not be, in sentences; nothing where there was nothing to do.
    """
    said: list[str] = []
    for folder in dict.fromkeys(Path(os.path.realpath(each)) for each in folders):
        for staging in _left_over(folder):
            try:
                if staging.journal.exists() and (fault := _undo(staging)):
                    said.append(fault)
                    continue
                staging.remove()
            except OSError as error:
                said.append(f"{folder}: what an interrupted run left stays: {loader.reason(error)}")
            else:
                said.append(f"{folder}: removed what an interrupted run left")
    return said


def _left_over(folder: Path) -> Iterator[Staging]:
    """Yield the transactions in a folder whose process is dead."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:  # whoever reads its files will say so
        return
    matches = filter(None, map(_NAME.fullmatch, names))
    for token in dict.fromkeys(match["token"] for match in matches):
        staging = Staging(folder, token)
        with _taken_over(staging.lock) as is_dead:
            if is_dead:
                yield staging


@contextlib.contextmanager
def _taken_over(lock: Path) -> Iterator[bool]:
    """Take a lock that a dead process has left; False if its process is alive."""
    try:
        stream: Any = lock.open("rb")
    except FileNotFoundError:  # it is made first and removed last
        yield True
        return
    except OSError:
        yield False
        return
    with stream:
        if fcntl is None:
            yield time.time() - lock.stat().st_mtime > _LONGEST_RUN
            return
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _undo(staging: Staging) -> str:
    """Put back the old files, unless all are new; say why it cannot be done, empty if it was."""
    journal = staging.journal
    try:
        entries = msgspec.json.decode(journal.read_bytes(), type=list[Entry])
    except msgspec.DecodeError:
        return f"{journal}: no journal of annolint, though it is called so: remove it"
    states = []
    for number, entry in enumerate(entries):
        target = staging.folder / entry.name
        if entry.name != Path(entry.name).name or _NAME.fullmatch(entry.name):
            return f"{journal}: no journal of annolint, though it is called so: remove it"
        now = digest(target) if target.is_file() and not target.is_symlink() else ""
        if now not in (entry.old, entry.new):
            return (
                f"{target}: it changed after a run that was interrupted; what it was is "
                f"{staging.old(number).name}: put that back or remove it, and {journal.name}"
            )
        states.append(now == entry.new)
    if not all(states):
        for number, entry in enumerate(entries):
            old = staging.old(number)
            if states[number] and entry.old != entry.new:
                if not old.is_file() or digest(old) != entry.old:
                    return f"{old}: it is not what {entry.name} was; put that back yourself"
                old.replace(staging.folder / entry.name)
        sync_folder(staging.folder)
    return ""
