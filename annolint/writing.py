"""Put repaired files in the place of old ones: whole and durable, or not at all.

A new file is written beside the old one, under a hidden name that no walk of folders takes, and
then renamed. Several files change together: what they were is kept until all of them are replaced,
and a journal says what belongs together; see `staging` for what happens after a crash. Nothing here
knows documents or formats.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat as modes
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from annolint import loader
from annolint.errors import AnnolintError
from annolint.staging import Entry, Staging, begun, digest, sync_folder

_WRITABLE = modes.S_IWUSR | modes.S_IWGRP | modes.S_IWOTH


class WriteError(AnnolintError):
    """A file could not be replaced; it is what it was."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Stamp(msgspec.Struct, frozen=True):
    """What tells that a file is still the one that was read."""

    device: int
    inode: int
    size: int
    modified: int


class Replacement(msgspec.Struct, frozen=True):
    """What a file is to be.

    Attributes:
        path: The file, as it is opened; of a symbolic link the target is replaced.
        shown: The file, as it is reported.
        content: Its new content, not compressed; it is compressed as the file was.
        stamp: The file that was read.
    """

    path: str
    shown: str
    content: bytes
    stamp: Stamp


def stamp(path: str) -> Stamp:
    """Return what tells a file from what it may become; raises `OSError`."""
    status = Path(path).stat()
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def replace_files(replacements: Sequence[Replacement]) -> None:
    """Replace files, all of them or none; they lie in one folder.

    Raises:
        WriteError: One of them cannot be replaced, or is not what was read.
    """
    targets = [Path(os.path.realpath(each.path)) for each in replacements]
    folder = targets[0].parent
    if any(target.parent != folder for target in targets):
        raise WriteError(replacements[0].shown, "files of one document lie in several folders")
    for target, each in zip(targets, replacements, strict=True):
        _check(target, each)
    with contextlib.ExitStack() as stack:
        with _named(replacements[0].shown):
            staging = stack.enter_context(begun(folder, len(targets)))
        for number, each in enumerate(replacements):
            with _named(each.shown):
                _write_beside(targets[number], staging.new(number), each.content)
        for target, each in zip(targets, replacements, strict=True):
            _check(target, each)
        if len(targets) == 1:
            with _named(replacements[0].shown):
                staging.new(0).replace(targets[0])
        else:
            _replace_together(staging, targets, replacements)
        sync_folder(folder)


def _check(target: Path, replacement: Replacement) -> None:
    """Raise if a file must not be replaced."""
    shown = replacement.shown
    with _named(shown):
        status = target.stat()
        if stamp(str(target)) != replacement.stamp:
            raise WriteError(shown, "it changed since it was read: run annolint again")
        # The superuser may write any file, but one that is closed to everybody is so on purpose.
        if not status.st_mode & _WRITABLE or not os.access(target, os.W_OK):
            raise WriteError(shown, "it is read-only: make it writable, or leave it out")
        if status.st_nlink > 1:
            raise WriteError(
                shown,
                f"it has {status.st_nlink} names (hard links), and the others would keep the old "
                "content: repair a copy",
            )


# Files beside the old ones.


def _write_beside(target: Path, path: Path, content: bytes) -> None:
    """Write the new content of a file under another name, with all that the file has."""
    status = target.stat()
    with target.open("rb") as old:
        data = loader.compressed(content, old, target.name)
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        if hasattr(os, "fchown") and (os.geteuid(), os.getegid()) != (status.st_uid, status.st_gid):
            os.fchown(stream.fileno(), status.st_uid, status.st_gid)
        path.chmod(modes.S_IMODE(status.st_mode))
        _copy_attributes(target, path)
        os.fsync(stream.fileno())


def _copy_attributes(source: Path, target: Path) -> None:
    """Copy what the file system keeps besides, access lists among it, as far as it lets us."""
    for name in getattr(os, "listxattr", lambda _: ())(source):
        with contextlib.suppress(OSError):
            os.setxattr(target, name, os.getxattr(source, name))


@contextlib.contextmanager
def _named(shown: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = f"it cannot be written: {loader.reason(error)}; it is as it was"
        raise WriteError(shown, why) from error


# Several files at once.


def _replace_together(
    staging: Staging, targets: Sequence[Path], replacements: Sequence[Replacement]
) -> None:
    with _named(replacements[0].shown):
        entries = []
        for number, target in enumerate(targets):
            _keep(target, staging.old(number))
            entries.append(
                Entry(target.name, digest(staging.old(number)), digest(staging.new(number)))
            )
        part = staging.new(len(targets))
        with part.open("xb") as stream:
            stream.write(msgspec.json.encode(entries))
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(staging.folder)
        part.replace(staging.journal)
        sync_folder(staging.folder)
    for number, target in enumerate(targets):
        with _named(replacements[number].shown):
            staging.new(number).replace(target)
    sync_folder(staging.folder)
    with _named(replacements[0].shown):
        staging.journal.unlink()


def _keep(target: Path, path: Path) -> None:
    """Keep what a file is under another name."""
    try:
        path.hardlink_to(target)
    except OSError:  # a file system without links
        shutil.copy2(target, path)
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
