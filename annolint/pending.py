"""Files while they are being repaired: what they were, what they have become, and what is done.

A format may read several files as one; they change together. Nothing here writes a file or decides
what is repaired.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from annolint import loader, patching
from annolint.fix import Edit
from annolint.model import Document
from annolint.patching import Patch
from annolint.plan import Input
from annolint.runner import opened
from annolint.writing import Stamp, stamp

WHOLE = -1
"""The number of what is no document: the file as a whole."""


class Repaired(msgspec.Struct, frozen=True):
    """A file that is another than before.

    Attributes:
        path: The file, as it is opened.
        shown: The file, as it is reported.
        stamp: What tells that it is still the one that was read; None for standard input.
        before: Its content, decompressed.
        after: What its content should be.
    """

    path: str
    shown: str
    stamp: Stamp | None
    before: bytes
    after: bytes


class RepairedInput(msgspec.Struct, frozen=True):
    """The files that change together: what a format read as one, mostly a single file.

    `fixes` says how many repairs of each rule were made, by code.
    """

    item: Input
    files: tuple[Repaired, ...]
    fixes: Mapping[str, int]


class Pending:
    """A file that is being repaired, with those that are read with it.

    Attributes:
        before: What they were, by the name that is shown.
        contents: What they have become.
        stamps: What tells that they are still those that were read.
        expected: What the documents should say when they are read again.
        patched: The last patch of each document that was changed.
        codes: The rules whose fixes each document has got.
        states: What each document was before each pass.
    """

    def __init__(self, before: Mapping[str, bytes], stamps: Mapping[str, Stamp | None]) -> None:
        self.before = before
        self.contents = dict(before)
        self.stamps = stamps
        self.expected: list[int] = []
        self.patched: dict[int, Patch] = {}
        self.codes: dict[int, Counter[str]] = {}
        self.states: dict[int, set[tuple[bytes, ...]]] = {}

    def patch(self, patches: Mapping[int, Patch], contents: Sequence[int]) -> None:
        """Make the changes of one pass; other line ends move all positions, so they wait.

        Args:
            patches: What is to be done, by the number of the document.
            contents: What the documents say so far.
        """
        edits: dict[str, list[Edit]] = {}
        for patch in patches.values():
            for part in patch.parts:
                if part.edits:
                    edits.setdefault(part.path, []).extend(part.edits)
        made = {n: patch for n, patch in patches.items() if not (edits and patch.line_ends)}
        for number, patch in made.items():
            self.patched[number] = patch
            self.codes.setdefault(number, Counter()).update(patch.codes)
            state = tuple(part.data for part in patch.parts)
            self.states.setdefault(number, set()).add(state)
        for path, changes in edits.items():
            self.contents[path] = patching.edited(self.contents[path], changes)
        for patch in made.values():
            if patch.line_ends:
                path = patch.parts[0].path
                self.contents[path] = re.sub(rb"\r*\n", patch.line_ends, self.contents[path])
        self.expected = list(contents)
        for number, patch in made.items():
            if number != WHOLE:
                self.expected[number] = patch.expected


def loaded(item: Input, paths: Iterable[str]) -> Pending:
    """Load a file of the plan and those that its format read with it, by the names shown."""
    stamps: dict[str, Stamp | None] = {}
    contents = {}
    for path in paths:
        if path == item.shown:
            stamps[path] = stamp(item.path) if item.spool is None else None
            with opened(item) as stream:
                contents[path] = stream.read()
        elif path in item.contents:
            stamps[path], contents[path] = None, item.contents[path]
        else:
            stamps[path] = stamp(_real(path, item))
            with loader.opened(_real(path, item), path) as stream:
                contents[path] = stream.read()
    return Pending(contents, stamps)


def _real(path: str, item: Input) -> str:
    """Return the name by which a file in the folder of another is opened."""
    return item.path if path == item.shown else str(Path(item.path).with_name(Path(path).name))


def changed_files(file: Pending, item: Input) -> Iterator[Repaired]:
    """Yield what is another than before, in the order in which the format read it."""
    for path, before in file.before.items():
        if (after := file.contents[path]) != before:
            yield Repaired(_real(path, item), path, file.stamps[path], before, after)


def state(document: Document) -> tuple[bytes, ...]:
    """Return the bytes of a document, which tell whether it was the same before."""
    return tuple(file.data for file in document.files)
