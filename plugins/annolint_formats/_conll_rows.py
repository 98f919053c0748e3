"""One row of a CoNLL file: its columns and where they stand.

Columns are separated by tabs, by blanks or by commas; a file has one way in most of its rows, but a
row can have another. This module knows nothing of what the columns hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

Separator: TypeAlias = Literal["tab", "blank", "comma"]

DOCUMENT_START = "-DOCSTART-"
PADDING = " \t"
"""White space of which a blank line may be made; any other may be a token."""

_BLANKS = re.compile(r"[^ ]+")
_WORDS = re.compile(r"[^ \t]+")
_FIELD = re.compile(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)')
_TABS = re.compile(r"(?:^|\t)([^\t]*)")


def is_blank(row: str) -> bool:
    """Say whether a row divides sentences."""
    return not row.strip(PADDING)


def separators(rows: Iterable[str]) -> Separator | None:
    """Return how most rows separate their columns; None if most do not at all."""
    tabs = blanks = commas = others = 0
    for row in rows:
        if "\t" in row:
            tabs += 1
        elif "," in row and " " not in row.rpartition(",")[2]:
            commas += 1
        elif " " in row:
            blanks += 1
        else:
            others += 1
    if max(tabs + blanks, commas) <= others:
        return None
    if commas > tabs + blanks:
        return "comma"
    return "tab" if tabs >= blanks else "blank"


def cells(row: str, separator: Separator, size: int) -> list[str]:
    """Return what stands in the columns of a row; `size` is how many there should be.

    A row with another separator than the others is divided at that, where this gives `size`.
    """
    if separator == "tab":
        if "\t" in row:
            return row.split("\t")
    elif separator == "blank":
        if "\t" not in row:
            found = row.split(" ")
            return [cell for cell in found if cell] if "" in found else found
    elif '"' not in row:
        return row.split(",")
    return [_value(row[start:end], separator) for start, end in spans(row, separator, size)]


def spans(row: str, separator: Separator, size: int) -> list[tuple[int, int]]:
    """Return where the columns of a row stand: code points, 0-based, half-open."""
    if separator == "comma":
        return [match.span(1) for match in _FIELD.finditer(row)]
    if "\t" in row:
        found = [match.span(1) for match in _TABS.finditer(row)]
        if separator == "tab" or len(found) == size:
            return found
        return [match.span() for match in _WORDS.finditer(row)]
    return [match.span() for match in _BLANKS.finditer(row)]


def _value(cell: str, separator: Separator) -> str:
    if separator == "comma" and len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell


def written(value: str, separator: Separator, old: str) -> str | None:
    """Write a value as a column, in the manner of what stands there; None if that cannot be."""
    if value == _value(old, separator):
        return old
    if separator == "comma":
        if old.startswith('"') or "," in value or '"' in value:
            return '"' + value.replace('"', '""') + '"'
        return value
    forbidden = "\t\n\r" if separator == "tab" else " \t\n\r"
    return value if value and not any(each in value for each in forbidden) else None


def sentences(rows: Iterable[str]) -> Iterator[list[str]]:
    """Divide rows at blank ones."""
    sentence: list[str] = []
    for row in rows:
        if not is_blank(row):
            sentence.append(row)
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence
