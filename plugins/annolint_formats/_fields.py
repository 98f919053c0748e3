"""What stands in a field, in any format: offsets, types, concept identifiers.

A field is told by its text alone. This module makes no records and reports nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MOST_DIGITS = 18
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


@lru_cache(maxsize=65536)
def looks_like_identifier(column: str) -> bool:
    """Say whether a column holds what only an identifier column holds."""
    column = column.strip()
    return _IDENTIFIER.fullmatch(column) is not None or _VARIANT.match(column) is not None


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
    """Return where the types stand that a type column lists: code points, from 0."""
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
