"""How a fault is repaired: changes of records or of text, which the format of the file writes.

A rule says what should stand in the document instead, never which bytes; so one fix works in every
format. Knows records; does not know documents, and writes nothing.
"""

from __future__ import annotations

import enum

import msgspec

from annolint.records import Record


class Safety(enum.StrEnum):
    """What a repair may change.

    A `safe` one leaves the meaning of the annotation as it is; any other, and any that changes the
    text of a document, is `unsafe` and is made only where `--unsafe-fixes` allows it.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"


class Change(msgspec.Struct, frozen=True):
    """Replace a record by another of its kind.

    `record` None adds the replacement, `replacement` None removes the record. What refers to the
    record follows: arguments that name an identifier which no mention has any longer name the new
    one, and arguments that name a removed mention name its equal that stays.
    """

    record: Record | None
    replacement: Record | None


class TextChange(msgspec.Struct, frozen=True):
    """Put `text` in the place of [start, end) of `Document.text`, within one passage.

    Offsets are code points. Spans behind it move, and surface forms that hold it change with it.
    """

    start: int
    end: int
    text: str


class Edit(msgspec.Struct, frozen=True):
    """Replace bytes [start, end) of `document.files[file].data` by `data`.

    Only formats make edits: as what changed records look like in the file, or as the repair of
    something that is no record, such as a missing separator. In a problem of the file as a whole,
    which has no document, positions count from the first byte of the (decompressed) file.
    """

    start: int
    end: int
    data: bytes
    file: int = 0


class LineEnds(msgspec.Struct, frozen=True):
    """Give every line of a file the same end; only formats do, in a problem of the whole file."""

    end: bytes


class Fix(msgspec.Struct, frozen=True):
    """One repair: all of its changes are made, or none."""

    changes: tuple[Change | TextChange | Edit | LineEnds, ...]
    safety: Safety = Safety.SAFE
