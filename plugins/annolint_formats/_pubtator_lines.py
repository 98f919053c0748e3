"""One line of a PubTator file: what its columns are called and what stands in them.

A line is told by its columns alone. This module makes no records and reports nothing; lines whose
columns are lost or shifted are `_pubtator_slips`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from annolint import Field, Mention, Passage, Record, Relation

COMMENT = "##"
KINDS = {"t": "title", "a": "abstract"}
TEXT_RECORD = re.compile(r"([^|\t]*)\|([A-Za-z])\|(.*)", re.DOTALL)
"""Document id, letter, text. DOTALL: a lone CR is a character of the text."""

PADDING = " \t\r"
_MOST_DIGITS = 18
_MARKUP = re.compile(r'[<>{}"]')
_ORDER_ID = re.compile(r"[A-Za-z]+[0-9]+")
_SENTINEL = re.compile(r"(?:-[0-9]*)?")
_VARIANT = re.compile(
    r"(?:tmVar:)?[cpgmnrCPGMNR]?\|[A-Za-z]*\|"
    r"|(?:[^;]*;)*(?:HGVS|RS#|VariantGroup|CorrespondingGene):"
)
_SEPARATOR = re.compile(r"[|;,]")
_PLUS = re.compile(r"\+")
_PLUS_JOINED = re.compile(
    r"(?:[A-Za-z]+:)?[A-Za-z]{0,2}[0-9]+(?: ?\+ ?(?:[A-Za-z]+:)?[A-Za-z]{0,2}[0-9]+)+"
)
_COMMA = re.compile(r",")
_IDENTIFIER = re.compile(
    r"(?:[A-Za-z]+:[^\s|;,+0-9]*[0-9][^\s|;,+]*"
    r"|[CDE][0-9]{5,9}|rs[0-9]+|[0-9]+(?:\(Tax:[0-9]+\))?|CVCL_\w+|-[0-9]*)"
    r"(?: ?[|;,+] ?[^\s|;,+]+)*"
)
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


def is_offset(column: str) -> bool:
    """Say whether a column is a number as offsets are written, blanks around it aside."""
    column = column.strip(" ")
    return column.isdecimal() and column.isascii() and len(column) <= _MOST_DIGITS


def offset_fault(column: str) -> str:
    """Say what is wrong with a column that is no offset."""
    column = column.strip()
    if not column:
        return "is missing"
    if re.fullmatch(r"[-\N{MINUS SIGN}\N{EN DASH}][0-9]+", column):
        return "is negative"
    if column.isdecimal():
        return "has too many digits" if column.isascii() else "has digits other than 0 to 9"
    return "is no whole number"


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


@lru_cache(maxsize=65536)
def looks_like_identifier(column: str) -> bool:
    """Say whether a column holds what only an identifier column holds."""
    column = column.strip()
    return _IDENTIFIER.fullmatch(column) is not None or _VARIANT.match(column) is not None


def role_and_target(column: str) -> tuple[str, str]:
    """Divide an argument `Role|identifier`; the role is empty where there is none."""
    match = _ROLE.fullmatch(column)
    return (match[1], match[2]) if match else ("", column)


@lru_cache(maxsize=65536)
def types(column: str) -> tuple[str, ...]:
    """Return the types that a type column lists, without blanks around them."""
    if column.isalpha():
        return (column,)
    return tuple(column[start:end] for start, end in type_spans(column))


@lru_cache(maxsize=65536)
def plain_types(column: str) -> tuple[str, ...]:
    """Return the types in a column that cannot be anything else; none if it may be shifted."""
    return () if looks_like_identifier(column) else types(column)


@lru_cache(maxsize=65536)
def concept_ids(column: str) -> tuple[str, ...]:
    """Return the identifiers that a concept column lists.

    Composites are joined by `|`, `;`, `,` or `+`; variants of tmVar and PubTator3 use these
    characters themselves and are one identifier. Sentinels for "no concept" are left out; an
    empty part of a composite is kept, since it is a fault.
    """
    prefix, colon, local = column.partition(":")
    if prefix.isalnum() and (local.isalnum() if colon else True):
        return (column,)
    return tuple(column[start:end] for start, end in concept_spans(column))


def type_spans(column: str) -> list[tuple[int, int]]:
    return [span for span in _parts(column, _COMMA) if span[0] < span[1]]


def concept_spans(column: str) -> list[tuple[int, int]]:
    """Return where the identifiers stand that a concept column lists: code points, from 0."""
    whole = _parts(column, None)
    stripped = column.strip()
    if _VARIANT.match(stripped):
        return whole
    if _SEPARATOR.search(column):
        separator: re.Pattern[str] | None = _SEPARATOR
    else:
        separator = _PLUS if _PLUS_JOINED.fullmatch(stripped) else None
        if _SENTINEL.fullmatch(stripped):
            return []
    # An empty part counts, a sentinel does not.
    return [
        (start, end)
        for start, end in _parts(column, separator)
        if start == end or not _SENTINEL.fullmatch(column, start, end)
    ]


def _parts(column: str, separator: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Return where the parts of a column stand, without blanks around them."""
    cuts = [match.start() for match in separator.finditer(column)] if separator else []
    spans = []
    for start, end in zip((0, *(cut + 1 for cut in cuts)), (*cuts, len(column)), strict=True):
        part = column[start:end]
        left = len(part) - len(part.lstrip())
        spans.append((start + left, start + left + len(part.strip())))
    return spans


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
