"""PubTator mentions whose columns are all there, but not divided by single tabs.

A tab is missing or doubled, blanks stand in its place, or it cuts a column in two; the text of the
document tells where the columns are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annolint import quoted
from annolint_formats._fields import looks_like_identifier
from annolint_formats._pubtator_witness import COMMON_TYPES, Code, Reading, Slip, Witness

COLUMN_NAMES = ("document id", "start offset", "end offset", "text", "type", "identifier")
NO_DOCUMENT_ID = "the document id is missing: write it first"
_DIGITS = re.compile(r"[0-9]{1,12}")
_BETWEEN = re.compile(r"[ \t]*")
_FIRST_WORD = re.compile(r"[^ \t]*")
_WORD_AND_IDENTIFIER = re.compile(
    r"([A-Za-z_]*[a-z]|T[0-9]{3}(?:,T[0-9]{3})*)"
    r"(?= *(?:[CD][0-9]{6,7}(?:[0-9]{2})?(?![0-9])|(?:MESH|OMIM|UMLS|CHEBI):[^ ]))"
)
"""A word or types of UMLS, and an identifier that tells itself: `DiseaseD005955`, `T038 C0010674`,
`Disease OMIM:176300`."""

_WORD_AND_NUMBER = re.compile(r"([A-Za-z_]+) +[0-9]{1,9}")


def misplaced_separator(row: str, witness: Witness) -> Slip | None:
    """Read a mention whatever stands between its columns; None if it is none, or is sound."""
    for id_end, faults in _document_ids(row, witness.id):
        gap = _gap(row, id_end)
        first = _DIGITS.match(row, gap)
        if first is None:
            continue
        heads = [*faults, *_faults(row, id_end, gap, 0)] if id_end else faults
        for start, end, position, more in _offsets(row, first, witness.text):
            surface = witness.text[start:end]
            words = _gap(row, position)
            if not surface or not row.startswith(surface, words):
                continue
            found = [*heads, *more, *_faults(row, position, words, 2)]
            after = words + len(surface)
            tail = _tail(row, after, witness)
            if tail is None:
                continue
            found += tail[1]
            if found:
                code, message, at = found[0]
                reading = Reading((start, end), surface, *tail[0])
                gaps = tuple((first, last) for code, _, (first, last) in found if last is not None)
                if any(code != "FMT008" for code, _, _ in found):
                    gaps = ()
                return Slip(code, message, at[0], at[1], reading, gaps=gaps)
            return None
    return None


_Fault = tuple[Code, str, tuple[int, int | None]]


def _document_ids(row: str, own_id: str) -> Iterator[tuple[int, list[_Fault]]]:
    """Yield where the document id of a line may end, and what is wrong with it then."""
    word = _FIRST_WORD.match(row)
    end = word.end() if word else 0
    if own_id and row.startswith(own_id):
        size = len(own_id)
        yield size, [_missing_tab(0, size)] if size < end else []
    if row[:1].isdecimal():
        fault: _Fault = ("FMT002", NO_DOCUMENT_ID, (0, None))
        yield 0, [fault]
    if end:
        yield end, []


def _offsets(
    row: str, first: re.Match[str], text: str
) -> Iterator[tuple[int, int, int, list[_Fault]]]:
    """Yield the ways to read two offsets: start, end, where they end, and what is wrong."""
    gap = _gap(row, first.end())
    second = _DIGITS.match(row, gap) if gap > first.end() else None
    if second:
        faults = _faults(row, first.end(), gap, 1)
        yield int(first[0]), int(second[0]), second.end(), faults
        for size in range(len(second[0]) - 1, 0, -1):  # a text that begins with digits
            end = gap + size
            yield int(first[0]), int(row[gap:end]), end, [*faults, _missing_tab(2, end)]
    digits = first[0]
    for size in range(1, len(digits)):
        start, end = int(digits[:size]), int(digits[size:])
        if start < end <= len(text):
            yield start, end, first.end(), [_missing_tab(1, first.start() + size)]


_Tail = tuple[tuple[str, str | None], list[_Fault]]
"""Type and identifier of a mention, and what is wrong with where they stand."""


def _tail(row: str, after: int, witness: Witness) -> _Tail | None:
    """Read what follows the words of a mention; None if that is neither type nor identifier."""
    position = _gap(row, after)
    columns = row[position:].split("\t")
    head = columns[0]
    # Without a gap the words may go on: that is another text, not a lost tab.
    if not head or (position == after and not witness.has_type(_first_part(head, witness))):
        return None
    faults = _faults(row, after, position, 3)
    doubled = row.count("\t", after, position) > 1
    if looks_like_identifier(head) and not witness.has_type(head):
        message = f"{quoted(head)} looks like an identifier and the type before it is missing"
        fault: _Fault = ("FMT002", f"{message}: add it", (position, None))
        return None if len(columns) > 1 or doubled else (("", head), [*faults, fault])
    if len(columns) > 1:
        return _type_and_rest(columns, position, faults, witness)
    is_blank = "\t" not in row
    glued = None if doubled else _glued(head, position, witness, is_blank=is_blank)
    return (glued[0], [*faults, *glued[1]]) if glued else ((head, None), faults)


def _type_and_rest(
    columns: list[str], position: int, faults: list[_Fault], witness: Witness
) -> _Tail:
    """Read type, identifier, and the columns after them."""
    head, concept, rest = columns[0], columns[1], columns[2:]
    at = position + len(head) + 1
    if not rest:
        return (head, concept), faults
    if not concept.strip() and looks_like_identifier(rest[0]):
        message = "a tab is doubled before the identifier: remove one"
        return (head, rest[0]), [*faults, ("FMT002", message, (at, at + 1))]
    if len(rest) == 1 and looks_like_identifier(rest[0]) and not looks_like_identifier(concept):
        if looks_like_identifier(concept + rest[0]):
            message = "a tab cuts the identifier in two: remove it"
            return (head, concept + rest[0]), [*faults, ("FMT002", message, (at, None))]
        if witness.has_type(head + concept):
            message = "a tab cuts the type in two: remove it"
            return (head + concept, rest[0]), [*faults, ("FMT002", message, (position, None))]
    if len(rest) > 1:
        if any(column.strip() for column in rest):
            message = f"{len(columns) + 4} columns: a mention has no more than 7"
        else:
            message = "tabs stand after the last column: remove them"
        end = at + len(concept)
        return (head, concept), [*faults, ("FMT002", message, (end, None))]
    return (head, concept), faults


def _glued(column: str, position: int, witness: Witness, *, is_blank: bool) -> _Tail | None:
    """Divide a last column that holds type and identifier.

    In a line that has blanks for all its tabs, a word and a number are these two.
    """
    number = _WORD_AND_NUMBER.fullmatch(column) if is_blank else None
    kind = number[1] if number else _first_part(column, witness)
    rest = column[len(kind) :]
    if not looks_like_identifier(rest) and (match := _WORD_AND_IDENTIFIER.match(column)):
        kind = match[1]  # a type that the document has only here
        rest = column[len(kind) :]
    if not kind or not rest.strip() or not looks_like_identifier(rest):
        return None
    end = position + len(kind)
    if rest[0] == " ":
        blank: _Fault = ("FMT008", _blank_message(4), (end, end + len(rest) - len(rest.lstrip())))
        return (kind, rest.strip()), [blank]
    return (kind, rest), [_missing_tab(4, end)]


def _first_part(column: str, witness: Witness) -> str:
    """Return the longest known type that a column begins with."""
    known = (kind for kind in witness.types | COMMON_TYPES if kind and column.startswith(kind))
    return max(known, key=len, default="")


def _gap(row: str, position: int) -> int:
    match = _BETWEEN.match(row, position)
    return match.end() if match else position


def _faults(row: str, start: int, end: int, left: int) -> list[_Fault]:
    """Say what is wrong with what stands between column `left` and the next."""
    gap = row[start:end]
    if not gap:
        return [_missing_tab(left, start)]
    tabs = gap.count("\t")
    if not tabs:
        return [("FMT008", _blank_message(left), (start, end))]
    if tabs > 1:
        message = f"a tab is doubled before the {COLUMN_NAMES[left + 1]}: remove one"
        return [("FMT002", message, (start, end))]
    return []


def _missing_tab(left: int, position: int) -> _Fault:
    names = f"{COLUMN_NAMES[left]} and {COLUMN_NAMES[left + 1]}"
    message = f"the tab between {names} is missing: add it"
    return ("FMT002", message, (position, position + 1))


def _blank_message(left: int) -> str:
    names = f"{COLUMN_NAMES[left]} and {COLUMN_NAMES[left + 1]}"
    return f"blanks stand between {names}: put a tab there"
