"""Which fixes can be made together, what they do to the bytes of a file, and whether they may.

Pure functions on documents and bytes: nothing here knows rules, runs or the file system.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from annolint import rendering, repair
from annolint.fix import Change, Edit, Fix, LineEnds, TextChange
from annolint.model import Document

if TYPE_CHECKING:
    from annolint.format import Format


class Taken:
    """The fixes of a document, or of a file as a whole, that are made in one pass.

    Two fixes that speak of one record, one stretch of text or of bytes are not made together: the
    second waits, and may not be needed any more.
    """

    def __init__(self) -> None:
        self._records: set[object] = set()
        self._stretches: dict[object, list[tuple[int, int]]] = {}
        self._alone = False

    def take(self, fix: Fix) -> bool:
        """Take a fix, unless it has to wait; say whether it was taken."""
        records: set[object] = set()
        stretches: list[tuple[object, int, int]] = []
        for change in fix.changes:
            if isinstance(change, TextChange):
                stretches.append(("text", change.start, change.end))
            elif isinstance(change, Edit):
                stretches.append((change.file, change.start, change.end))
            elif isinstance(change, Change):
                records.add(repair.key(change.record) if change.record else change.replacement)
        alone = any(isinstance(change, LineEnds) for change in fix.changes)
        if (
            self._alone
            or (alone and (self._records or self._stretches))
            or records & self._records
            or any(self._overlaps(*stretch) for stretch in stretches)
        ):
            return False
        self._alone = alone
        self._records |= records
        for what, start, end in stretches:
            insort(self._stretches.setdefault(what, []), (start, max(end, start + 1)))
        return True

    def _overlaps(self, what: object, start: int, end: int) -> bool:
        """Say whether a stretch shares something with a taken one; an insertion takes one place."""
        known = self._stretches.get(what, [])
        after = bisect_left(known, (start, 0))
        neighbours = known[max(after - 1, 0) : after + 1]
        return any(one < max(end, start + 1) and start < other for one, other in neighbours)


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return bytes with edits made; they do not overlap."""
    parts = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [data[position : edit.start], edit.data]
        position = edit.end
    return b"".join([*parts, data[position:]])


def fault(
    document: Document, changes: Sequence[Change], edits: Sequence[Edit], file_format: Format
) -> str:
    """Say in words why edits must not be made; empty if they may.

    `changes` are all records that change; the bytes of every other record must stay as they are.
    """
    for edit in edits:
        if not (
            0 <= edit.file < len(document.files)
            and 0 <= edit.start <= edit.end <= len(document.files[edit.file].data)
        ):
            return "they lie outside of the document"
    for one, other in pairwise(edits):
        if one.file == other.file and other.start < one.end:
            return "they overlap"
    return (
        "they touch other records"
        if changes and _touches(document, changes, edits, file_format)
        else ""
    )


def _touches(
    document: Document, changes: Sequence[Change], edits: Sequence[Edit], file_format: Format
) -> bool:
    """Say whether one of the edits, which stand in order, changes a byte of an unchanged record."""
    changed = {repair.key(change.record) for change in changes if change.record is not None}
    ends = [(edit.file, edit.end) for edit in edits]
    for records in (document.passages, document.tokens, document.mentions, document.relations):
        for record in records:
            if repair.key(record) in changed:
                continue
            number, start, end = file_format.extent(document, record)
            first = bisect_left(ends, (number, start + 1))
            for edit in edits[first : first + 1]:
                if edit.file == number and edit.start < end and edit.end > start:
                    return True
    return False


class Part(msgspec.Struct, frozen=True):
    """What is to be done to one file: `data` is what stands at `offset` so far.

    `edits` count from the first byte of the (decompressed) file.
    """

    path: str
    offset: int
    data: bytes
    edits: Sequence[Edit]


class Patch(msgspec.Struct, frozen=True):
    """What is to be done to a document in one pass, or to a file as a whole.

    There is a part for each file of the document. Where the reader repairs lines that it could not
    read, there may be more records in the `document`.
    """

    name: str
    line: int
    parts: Sequence[Part]
    codes: Sequence[str]
    expected: int = 0
    line_ends: bytes = b""
    document: Document | None = None


Chosen = Sequence[tuple[str, Fix]]
"""Fixes that are made together, each with the code of its rule."""


def file_patch(path: str, chosen: Chosen) -> Patch:
    """Return what fixes do to a file as a whole."""
    changes = [change for _, fix in chosen for change in fix.changes]
    line_ends = next((each.end for each in changes if isinstance(each, LineEnds)), b"")
    edits = [change for change in changes if isinstance(change, Edit)]
    part = Part(path, 0, b"", edits)
    return Patch("", 1, (part,), [code for code, _ in chosen], line_ends=line_ends)


def document_patch(document: Document, chosen: Chosen, file_format: Format) -> Patch | str:
    """Return what is to be done to a document, or why it must not be done."""
    fixes = [fix for _, fix in chosen]
    changes = repair.completed(
        document,
        [c for fix in fixes for c in fix.changes if isinstance(c, Change | TextChange)],
    )
    edits = rendering.edits(document, fixes, file_format)
    if wrong := fault(document, changes, edits, file_format):
        return wrong
    return Patch(
        name=document.id,
        line=document.line,
        parts=[
            Part(
                file.path,
                file.offset,
                file.data,
                [
                    Edit(each.start + file.offset, each.end + file.offset, each.data)
                    for each in edits
                    if each.file == number
                ],
            )
            for number, file in enumerate(document.files)
        ],
        codes=[code for code, _ in chosen],
        expected=hash(repair.content(repair.applied(document, changes))),
        document=None if changes else document,
    )
