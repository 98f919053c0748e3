"""What lies in a folder: names to read, without those that are hidden or that git ignores.

This module follows links and `.gitignore` as far as they make sense, and knows no format and no
configuration.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from annolint import loader, settings

_GITIGNORE = ".gitignore"


def walk(
    top: str,
    ignored: IgnoreFiles,
    is_pruned: Callable[[str], bool],
    unreadable: Callable[[str, str], None],
    notice_config: Callable[[Path], None],
) -> Iterator[str]:
    """Yield what lies below a folder and is no folder; hidden and ignored names are passed over.

    Each folder is entered once: loops of links end, links to a folder above are not followed, and
    a folder that has a name of its own is not reported by that of a link.
    """
    seen = {_identity(folder) for folder in settings.real(Path(top)).parents}
    pending, linked = [top], list[str]()
    while pending or linked:
        current = pending.pop() if pending else linked.pop()
        try:
            identity = _identity(Path(current))
            if identity in seen:
                continue
            seen.add(identity)
            with os.scandir(current) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            unreadable(current, loader.reason(error))
            continue
        names = {entry.name for entry in entries}
        if not names.isdisjoint(settings.FILE_NAMES):
            notice_config(settings.absolute(Path(current)))
        if _GITIGNORE in names:
            ignored.enter(Path(current))
        for entry in entries:
            path = os.path.normpath(entry.path)
            if entry.name.startswith("."):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError:  # a link that leads round in a circle
                is_folder = False
            if ignored.match(path, is_folder=is_folder):
                ignored.hidden += 1
                continue
            if not is_folder:
                yield path
            elif not is_pruned(path):
                (linked if entry.is_symlink() else pending).append(path)


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


class IgnoreFiles:
    """The `.gitignore` files that hold for a folder and what lies below it."""

    def __init__(self, folder: str) -> None:
        self.hidden = 0
        self._files: dict[Path, _IgnoreFile] = {}
        top = settings.absolute(Path(folder))
        above = (top, *top.parents)
        root = next((each for each in above if (each / ".git").exists()), None)
        if root is not None:
            inside = above[: above.index(root) + 1]
            for each in inside:
                self.enter(each)
            if any(self.match(str(each), is_folder=True) for each in inside[:-1]):
                self._files = {}  # who names an ignored folder means it
                self.enter(top)

    def enter(self, folder: Path) -> None:
        """Read the `.gitignore` of a folder, if it has one."""
        folder = settings.absolute(folder)
        if folder not in self._files:
            try:
                text = (folder / _GITIGNORE).read_text("utf-8", "surrogateescape")
            except OSError:  # there is none, or git cannot read it either
                return
            self._files[folder] = _IgnoreFile(text.split("\n"))

    def match(self, path: str, *, is_folder: bool) -> bool:
        """Say whether a path is ignored: the last line of the nearest file that speaks of it.

        The folders above it are not ignored, or nobody would ask.
        """
        if not self._files:
            return False
        absolute = settings.absolute(Path(path))
        for parent in absolute.parents:
            if file := self._files.get(parent):
                verdict = file.verdict(absolute.relative_to(parent).as_posix(), is_folder=is_folder)
                if verdict is not None:
                    return verdict
        return False


class _IgnoreFile:
    """One `.gitignore`; its patterns are compiled when a name could fit one of them."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = [line for line in lines if line.strip() and not line.startswith("#")]
        self._needles = {_needle(line) for line in self._lines}
        self._patterns: list[Any] | None = None

    def verdict(self, name: str, *, is_folder: bool) -> bool | None:
        """Say whether a name is ignored; None when no line speaks of it."""
        if not any(needle in name for needle in self._needles):
            return None
        if self._patterns is None:
            self._patterns = list(_compiled(self._lines))
        for pattern in reversed(self._patterns):
            if _fits(pattern, name) or (is_folder and _fits(pattern, f"{name}/")):
                return bool(pattern.include)
        return None


def _needle(line: str) -> str:
    """Return letters that stand in every name that fits a line of `.gitignore`."""
    if "[" in line or "\\" in line:
        return ""
    return max(re.split(r"[*?!/\s]", line), key=len)


def _compiled(lines: Iterable[str]) -> Iterator[Any]:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - few names come near to being ignored

    for line in lines:
        try:
            patterns = GitIgnoreSpec.from_lines([line]).patterns
        except (ValueError, re.error):  # git passes over what it cannot read, too
            continue
        yield from (pattern for pattern in patterns if pattern.include is not None)


def _fits(pattern: Any, name: str) -> bool:
    """Say whether a pattern of pathspec fits a name itself, not a folder that the name lies in."""
    match = pattern.regex.match(name)
    if match is None:
        return False
    folder = match.end("ps_d") if "ps_d" in match.re.groupindex else -1  # the one that fits
    return folder == (len(name) if name.endswith("/") else -1)
