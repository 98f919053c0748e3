"""Put repaired files in the place of old ones: whole and durable, or not at all.

A new file is written beside the old one, under a hidden name that no walk of folders takes, and
then renamed. Several files change together: what they were is kept until all of them are replaced,
and a journal says what belongs together; see `staging` for what happens after a crash. Nothing here
knows documents or formats.
"""

from __future__ import annotations

import contextlib
import os
import stat as modes
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from annolint import loader
from annolint.errors import AnnolintError
from annolint.staging import Entry, Staging, begun, created, digest, sync_folder, undo

_WRITABLE = modes.S_IWUSR | modes.S_IWGRP | modes.S_IWOTH
_PRIVATE = modes.S_IRUSR | modes.S_IWUSR


class WriteError(AnnolintError):
    """A file could not be replaced; unless the reason says otherwise, it is what it was."""

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
        shown: The file, as it is reported; its suffix tells how it is compressed, as in reading.
        content: Its new content, not compressed; it is compressed as the file was.
        stamp: The file that was read, taken before it was.
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
    """Replace files, all of them or none; they lie in one folder, and there is at least one.

    Permissions, access lists, extended attributes and, as far as the system allows it, owner and
    group stay. A file that its owner has closed to writing is left alone, though its folder would
    let us replace it, and so is one with several names (hard links): they would part.

    Raises:
        WriteError: One of them cannot be replaced, or is not what was read.
    """
    targets = [Path(os.path.realpath(each.path)) for each in replacements]
    folder = targets[0].parent
    if any(target.parent != folder for target in targets):
        raise WriteError(replacements[0].shown, "files of one document lie in several folders")
    if len(set(targets)) < len(targets):
        raise WriteError(replacements[0].shown, "files of one document are one and the same")
    for target, each in zip(targets, replacements, strict=True):
        _check(target, each)
    with contextlib.ExitStack() as stack:
        with _named(replacements[0].shown):
            staging = stack.enter_context(begun(folder, len(targets)))
        for number, (target, each) in enumerate(zip(targets, replacements, strict=True)):
            with _named(each.shown):
                with target.open("rb") as old:
                    data = loader.compressed(each.content, old, each.shown)
                _write(staging.new(number), data, target)
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
    _check_unchanged(target, replacement)
    with _named(shown):
        status = target.stat()
        effective = os.access in os.supports_effective_ids
        # The superuser may write any file, but one that is closed to everybody is so on purpose.
        if not status.st_mode & _WRITABLE or not os.access(
            target, os.W_OK, effective_ids=effective
        ):
            raise WriteError(shown, "it is read-only: make it writable, or leave it out")
        if status.st_nlink > 1:
            raise WriteError(
                shown,
                f"it has {status.st_nlink} names (hard links), and the others would keep the old "
                "content: repair a copy",
            )


def _check_unchanged(target: Path, replacement: Replacement) -> None:
    with _named(replacement.shown):
        if stamp(str(target)) != replacement.stamp:
            raise WriteError(replacement.shown, "it changed since it was read: run annolint again")


@contextlib.contextmanager
def _named(shown: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(shown, f"{_unwritable(error)}; it is as it was") from error


def _unwritable(error: OSError) -> str:
    return f"it cannot be written: {loader.reason(error)}"


# Files beside the old ones.


def _write(path: Path, data: bytes, target: Path) -> None:
    """Write a new file with all that the target has, so that it can take its place."""
    status = target.stat()
    with created(path, _PRIVATE) as stream:
        stream.write(data)
        _give(stream.fileno(), status)
        path.chmod(modes.S_IMODE(status.st_mode))
        _copy_attributes(target, path)


def _give(descriptor: int, status: os.stat_result) -> None:
    """Give a file to an owner and a group; only the superuser may give to any, others to a few."""
    if not hasattr(os, "fchown"):  # Windows
        return
    try:
        os.fchown(descriptor, status.st_uid, status.st_gid)
    except OSError:
        with contextlib.suppress(OSError):
            os.fchown(descriptor, -1, status.st_gid)


def _copy_attributes(source: Path, target: Path) -> None:
    """Copy what the file system keeps besides, access lists among it, as far as it lets us."""
    names: Sequence[str] = ()
    with contextlib.suppress(OSError, AttributeError):  # not every system has them
        names = os.listxattr(source)
    for name in names:
        with contextlib.suppress(OSError):
            os.setxattr(target, name, os.getxattr(source, name))


# Several files at once.


def _replace_together(
    staging: Staging, targets: Sequence[Path], replacements: Sequence[Replacement]
) -> None:
    with _named(replacements[0].shown):
        entries = []
        for number, target in enumerate(targets):
            _keep(target, staging.old(number))
            old, new = digest(staging.old(number)), digest(staging.new(number))
            entries.append(Entry(os.fsencode(target.name), old, new))
        part = staging.new(len(targets))
        with created(part) as stream:
            stream.write(msgspec.json.encode(entries))
        sync_folder(staging.folder)
        part.replace(staging.journal)
        sync_folder(staging.folder)
        try:
            for target, each in zip(targets, replacements, strict=True):
                _check_unchanged(target, each)
        except WriteError:
            staging.journal.unlink()  # nothing is replaced yet
            raise
    for number, target in enumerate(targets):
        try:
            staging.new(number).replace(target)
        except OSError as error:
            raise WriteError(replacements[number].shown, _undone(staging, error)) from error
    sync_folder(staging.folder)
    with contextlib.suppress(OSError):  # all are new, which the next run will see
        staging.journal.unlink()


def _undone(staging: Staging, error: OSError) -> str:
    """Put back what was replaced before an error; say what the files are now."""
    try:
        undo(staging)
    except (OSError, AnnolintError) as worse:
        why = loader.reason(worse) if isinstance(worse, OSError) else str(worse)
        return (
            f"{_unwritable(error)}; others of its document were replaced and cannot be put back: "
            f"{why}; run annolint --fix again, which undoes it"
        )
    return f"{_unwritable(error)}; it is as it was"


def _keep(target: Path, path: Path) -> None:
    """Keep what a file is under another name."""
    try:
        path.hardlink_to(target)
    except OSError:  # a file system without links, or a file of another owner
        _write(path, target.read_bytes(), target)
