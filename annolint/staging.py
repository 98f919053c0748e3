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
import stat as modes
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from annolint import loader
from annolint.errors import AnnolintError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_NAME = re.compile(r"\.annolint-(?P<token>[0-9a-f]{16})\.(?:lock|journal|[0-9]+\.(?:new|old))")
_LARGEST_JOURNAL = 1024 * 1024
"""Bytes; a journal has about 200 for each file, and a document has two or three."""

_LONGEST_RUN = 3600.0
"""Seconds after which a run is taken to be dead where the system has no locks to tell."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a journal.

    Attributes:
        name: Its name in the folder, as bytes: it need not be UTF-8.
        old: The SHA-256 digest of what it was.
        new: The SHA-256 digest of what it is to be.
    """

    name: bytes
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


@contextlib.contextmanager
def begun(folder: Path, files: int) -> Iterator[Staging]:
    """Begin a transaction of some files; what is half done at the end is undone, and the rest goes.

    Raises:
        OSError: Nothing can be written there.
    """
    with contextlib.ExitStack() as locks, contextlib.ExitStack() as stack:
        while True:
            staging = Staging(folder, secrets.token_hex(8))
            for _ in range(2):  # Ctrl-C may end the one, but not the other too
                stack.callback(_end, staging, files)
            lock = locks.enter_context(staging.lock.open("xb"))
            is_ours = _locked(lock)
            if is_ours is None:
                lock.close()  # Windows removes no open file
                break
            # Before it was locked, another process may have taken it for that of a dead one.
            if is_ours and staging.lock.exists():
                break
        yield staging


def _end(staging: Staging, files: int) -> None:
    """Undo what is half done and remove the rest; what fails is for a later run to recover."""
    with contextlib.suppress(OSError, AnnolintError):
        if staging.journal.exists():
            undo(staging)
        numbers = range(files + 1)  # the journal was one
        _remove(
            staging, (part(number) for number in numbers for part in (staging.new, staging.old))
        )


@contextlib.contextmanager
def created(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Make a new file, and make durable what is written into it; raises `OSError`.

    Args:
        path: Where there must be nothing.
        mode: Its permissions, of which the umask takes some away.
    """
    path.touch(mode, exist_ok=False)
    with path.open("r+b") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


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


def _locked(stream: BinaryIO) -> bool | None:
    """Lock a file; False if another process has it, None where the system has no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems
        return None
    return True


def _remove(staging: Staging, parts: Iterable[Path]) -> None:
    """Remove the files of a transaction, the journal first and the lock last."""
    for path in (staging.journal, *parts, staging.lock):
        path.unlink(missing_ok=True)


# After a crash.


def recover(folders: Iterable[str]) -> list[str]:
    """Undo what runs that were killed have left half done in folders, and remove what they left.

    Files that change together are all what they were, or all new where all were replaced. A file
    that is neither was edited since: it stays, with all that would be needed to put it back.

    Returns:
        What was done, and what could not be, in sentences; nothing where there was nothing to do.
    """
    said: list[str] = []
    for folder in dict.fromkeys(Path(os.path.realpath(each)) for each in folders):
        for staging, parts in _left_over(folder):
            try:
                if staging.journal in parts:
                    said += [
                        f"{target}: put back what it was before a run that was interrupted"
                        for target in undo(staging)
                    ]
                _remove(staging, (part for part in parts if part != staging.lock))
            except AnnolintError as error:
                said.append(str(error))
            except OSError as error:
                said.append(f"{folder}: what an interrupted run left stays: {loader.reason(error)}")
            else:
                said.append(f"{folder}: removed what an interrupted run left")
    return said


def _left_over(folder: Path) -> Iterator[tuple[Staging, Sequence[Path]]]:
    """Yield the transactions in a folder whose process is dead, and what there is of them."""
    found: dict[str, list[Path]] = {}
    try:
        for path in folder.iterdir():
            if match := _NAME.fullmatch(path.name):
                found.setdefault(match["token"], []).append(path)
    except OSError:  # whoever reads its files will say so
        return
    for token, paths in sorted(found.items()):
        staging = Staging(folder, token)
        with _taken_over(staging.lock) as is_dead:
            if is_dead and (parts := [path for path in paths if _is_regular(path)]):
                yield staging, parts


@contextlib.contextmanager
def _taken_over(lock: Path) -> Iterator[bool]:
    """Take a lock that a dead process has left; False if its process is alive."""
    if not os.path.lexists(lock):  # it is made first and removed last
        yield True
        return
    is_dead: bool | None = False
    with contextlib.ExitStack() as stack:
        # A pipe would never open; what is removed meanwhile, or not for us to see, is not ours.
        with contextlib.suppress(OSError):
            if _is_regular(lock):
                stream = stack.enter_context(lock.open("rb"))
                is_dead = _locked(stream)
                if is_dead is None:
                    is_dead = time.time() - os.fstat(stream.fileno()).st_mtime > _LONGEST_RUN
                    stream.close()  # Windows removes no open file
        yield bool(is_dead)


def _is_regular(path: Path) -> bool:
    """Say whether there is a regular file, and no link to one."""
    try:
        return modes.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def undo(staging: Staging) -> list[Path]:
    """Put back the old files, unless all are new; return those that were put back.

    Raises:
        AnnolintError: Nothing was done: it is no journal, or the files are not what it says.
        OSError: A file cannot be read or put back.
    """
    entries = _entries(staging.journal)
    targets = [staging.folder / os.fsdecode(entry.name) for entry in entries]
    states = []
    for number, (target, entry) in enumerate(zip(targets, entries, strict=True)):
        now = digest(target) if _is_regular(target) else ""
        if now not in (entry.old, entry.new):
            raise AnnolintError(
                f"{target}: it changed after a run that was interrupted; what it was is "
                f"{staging.old(number).name}: put that back or remove it, and "
                f"{staging.journal.name}"
            )
        states.append(now == entry.new)
    if all(states):
        return []
    replaced = [
        number for number, entry in enumerate(entries) if states[number] and entry.old != entry.new
    ]
    for number in replaced:
        old = staging.old(number)
        if not _is_regular(old) or digest(old) != entries[number].old:
            raise AnnolintError(
                f"{old}: it is not what {targets[number].name} was; put that back yourself, and "
                f"remove {staging.journal.name}"
            )
    for number in replaced:
        staging.old(number).replace(targets[number])
    sync_folder(staging.folder)
    return [targets[number] for number in replaced]


def _entries(journal: Path) -> list[Entry]:
    """Read a journal, which anybody may have put there."""
    broken = AnnolintError(f"{journal}: no journal of annolint, though it is called so: remove it")
    if journal.stat().st_size > _LARGEST_JOURNAL:
        raise broken
    try:
        entries = msgspec.json.decode(journal.read_bytes(), type=list[Entry])
    except msgspec.DecodeError:
        raise broken from None
    for entry in entries:
        name = os.fsdecode(entry.name)
        if name in {"", ".."} or name != Path(name).name or _NAME.fullmatch(name):
            raise broken
    return entries
