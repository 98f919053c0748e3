"""Which fixes can be made together, what they do to the bytes of a file, and whether they may.

Pure functions on documents and bytes: nothing here knows rules, runs or the file system.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from annolint import repair
from annolint.fix import Change, Edit, Fix, LineEnds, TextChange

if TYPE_CHECKING:
    from annolint.format import Format
    from annolint.model import Document


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
