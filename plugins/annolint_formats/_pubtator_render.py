"""From changed records of a PubTator document to edits of its lines.

A record is written in the form of the line that it replaces, a new one in that of a neighbour:
order of the columns, an empty seventh column, offsets with leading zeros, line ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from annolint import Argument, Change, Document, Edit, Mention, Passage, Record, Relation
from annolint_formats import _pubtator_lines as lines
from annolint_formats._fields import is_offset

_NUMBERED = re.compile(r"(\D*)(\d+)")


def rendered(document: Document, changes: Sequence[Change]) -> list[Edit]:
    """Return the edits that changes of records come to, by position."""
    edits = []
    added = 0
    for change in changes:
        if change.record is not None:
            edits.append(_replaced(document, change.record, change.replacement))
        elif isinstance(change.replacement, Mention):
            added += 1
            edits.append(_added(document, change.replacement, added))
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def _replaced(document: Document, old: Record, new: Record | None) -> Edit:
    """Return the edit that puts a record, or nothing, in the place of another."""
    file = document.files[0]
    start, next_start = file.line_start(old.line), file.line_start(old.line + 1)
    if new is None:
        return Edit(start, next_start, b"")
    row = file.source_line(old.line).rstrip("\r")
    end = start + len(_encoded(row))
    if _is_regular(row, old) or new != old:
        row = _written(row, document.id, new)
    return Edit(start, end, _encoded(row))


def _added(document: Document, new: Mention, number: int) -> Edit:
    """Return the edit that writes the n-th new mention: behind those that begin before it."""
    file = document.files[0]
    before = [m for m in document.mentions if m.spans and m.spans[:1] <= new.spans[:1]]
    like = before[-1] if before else next(iter(document.mentions), None)
    row = "" if like is None else file.source_line(like.line).rstrip("\r")
    if like is not None and like.id and (match := _NUMBERED.fullmatch(like.id)):
        numbers = [m[2] for each in document.mentions if (m := _NUMBERED.fullmatch(each.id))]
        new = msgspec.structs.replace(new, id=f"{match[1]}{max(map(int, numbers)) + number}")
    written = _encoded(_written(row, document.id, new))
    if like is not None and not before:
        position = file.line_start(like.line)
    else:
        last = like.line if like is not None else max(p.line for p in document.passages)
        position = file.line_start(last + 1)
    end = b"\r\n" if b"\r\n" in file.data else b"\n"
    if position and not file.data.startswith(b"\n", position - 1):  # the last line has no end
        return Edit(position, position, end + written)
    return Edit(position, position, written + end)


def _encoded(row: str) -> bytes:
    return row.encode("utf-8", "surrogateescape")


def _is_regular(row: str, record: Record) -> bool:
    """Say whether a line has the form of its record; a line that is reported may not."""
    if isinstance(record, Mention):
        return lines.fits(row.split("\t"), record)
    return not isinstance(record, Relation) or 4 <= row.count("\t") + 1 <= 5


def _written(row: str, own_id: str, record: Record) -> str:
    """Write a record in the form of the line that it replaces."""
    if isinstance(record, Passage):
        match = lines.TEXT_RECORD.match(row)
        return (row[: match.start(3)] if match else "") + record.text
    columns = row.split("\t")
    identifier = columns[0] if len(columns) > 1 else own_id
    if isinstance(record, Relation):
        arguments = [_argument(argument) for argument in record.arguments]
        extra = [attribute.value for attribute in record.attributes]
        return "\t".join([identifier, record.type, *arguments, *extra])
    if not isinstance(record, Mention):
        return row
    ordered = bool(record.id)
    offsets = [*columns, "", "", ""][3:5] if ordered else [*columns, "", ""][1:3]
    if record.spans:
        span = record.spans[0]
        offsets = [_offset(span.start, offsets[0]), _offset(span.end, offsets[1])]
    if ordered:
        return "\t".join([identifier, record.id, record.type, *offsets, record.text])
    fields = [identifier, *offsets, record.text, record.type]
    if record.concept_field is not None:
        fields.append(record.concept_field)
        last = "|".join(record.component_texts)
        if record.attributes:
            last = "|".join(f"{each.name}:{each.value}" for each in record.attributes)
        if last or len(columns) == 7:  # the seventh column may be empty
            fields.append(last)
    return "\t".join(fields)


def _offset(offset: int, old: str) -> str:
    """Write an offset; one that has not changed keeps the digits that the file has."""
    return old if is_offset(old) and int(old) == offset else str(offset)


def _argument(argument: Argument) -> str:
    return f"{argument.role}|{argument.target}" if argument.role else argument.target
