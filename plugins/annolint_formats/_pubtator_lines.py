"""One line of a PubTator file: what its columns are called and what stands in them.

A line is told by its columns alone. This module makes no records and reports nothing; lines whose
columns are lost or shifted are `_pubtator_slips`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from annolint import Field, Mention, Passage, Record, Relation
from annolint_formats._fields import concept_spans, is_offset, type_spans

COMMENT = "##"
KINDS = {"t": "title", "a": "abstract"}
TEXT_RECORD = re.compile(r"([^|\t]*)\|([A-Za-z])\|(.*)", re.DOTALL)
"""Document id, letter, text. DOTALL: a lone CR is a character of the text."""

PADDING = " \t\r"
_MARKUP = re.compile(r'[<>{}"]')
_ORDER_ID = re.compile(r"[A-Za-z]+[0-9]+")
_ROLE = re.compile(r"(?!(?:SUB|DEL|INS|DUP|INDEL|FS|Allele)\|)([A-Za-z][A-Za-z_-]{2,})\|(.+)")

_MENTION_COLUMNS: dict[str, tuple[int, ...]] = {
    "start": (1,),
    "end": (2,),
    "span": (1, 2),
    "text": (3,),
    "type": (4,),
    "concept": (5,),
    "components": (6,),
    "attribute": (6,),
}
_ORDERED_COLUMNS: dict[str, tuple[int, ...]] = {
    "id": (1,),
    "type": (2,),
    "start": (3,),
    "end": (4,),
    "span": (3, 4),
    "text": (5,),
}
_RELATION_COLUMNS: dict[str, tuple[int, ...]] = {
    "type": (1,),
    "argument": (2, 3),
    "attribute": (4,),
}


def begins_with_id(row: str, identifier: str) -> bool:
    """Say whether a line begins with a document id, whatever follows it."""
    end = len(identifier)
    return bool(identifier) and row.startswith(identifier) and not row[end : end + 1].isalnum()


def has_order_ids(columns: Sequence[str]) -> bool:
    """Say whether columns are those of the dialect with ids: id, T-id, type, start, end, text."""
    return (
        len(columns) == 6
        and is_offset(columns[3])
        and is_offset(columns[4])
        and _ORDER_ID.fullmatch(columns[1]) is not None
    )


def is_telling(row: str) -> bool:
    """Say whether a line is one that hardly any other format has: a text record or a mention."""
    if match := TEXT_RECORD.match(row):
        return not _MARKUP.search(match[1])
    columns = row.split("\t")
    if not 5 <= len(columns) <= 7:
        return False
    if has_order_ids(columns):
        return True
    # In a table of positions in a genome, too, two numbers follow a name; there a score comes next.
    numeric = is_offset(columns[1]) and is_offset(columns[2])
    return numeric and bool(columns[3]) and columns[4][:1].isalpha()


def role_and_target(column: str) -> tuple[str, str]:
    """Divide an argument `Role|identifier`; the role is empty where there is none."""
    match = _ROLE.fullmatch(column)
    return (match[1], match[2]) if match else ("", column)


def place_of(row: str, record: Record, field: Field, item: int | None) -> tuple[int, int]:
    """Return where a field of a record stands in its line: code points, 0-based, half-open.

    A field that the line does not have stands at the line as a whole; so does every field of a
    mention whose columns are lost or shifted.
    """
    whole = (0, len(row))
    if isinstance(record, Passage):
        match = TEXT_RECORD.match(row)
        groups = {"document-id": 1, "kind": 2, "text": 3}
        return match.span(groups[field]) if match and field in groups else whole
    columns = row.split("\t")
    wanted = _columns_of(columns, record, field, item)
    if not wanted or wanted[-1] >= len(columns):
        return whole
    starts = list(accumulate((len(column) + 1 for column in columns), initial=0))
    start, end = starts[wanted[0]], starts[wanted[-1]] + len(columns[wanted[-1]])
    if item is not None and isinstance(record, Mention) and field in ("concept", "type"):
        spans = (concept_spans if field == "concept" else type_spans)(row[start:end])
        if 0 <= item < len(spans):
            return start + spans[item][0], start + spans[item][1]
    return start, end


def _columns_of(
    columns: Sequence[str], record: Record, field: Field, item: int | None
) -> tuple[int, ...]:
    if field == "document-id":
        return (0,)
    if isinstance(record, Relation):
        if field == "argument" and item is not None:
            return (2 + item,) if item in (0, 1) else ()
        return _RELATION_COLUMNS.get(field, ()) if len(columns) in (4, 5) else ()
    if not isinstance(record, Mention) or not fits(columns, record):
        return ()
    return (_ORDERED_COLUMNS if record.id else _MENTION_COLUMNS).get(field, ())


def fits(columns: Sequence[str], mention: Mention) -> bool:
    """Say whether the columns of a line are those of the mention that was read from it."""
    if mention.id:
        return has_order_ids(columns)
    return 5 <= len(columns) <= 7 and columns[3] == mention.text and columns[4] == mention.type
