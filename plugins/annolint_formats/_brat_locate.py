"""Where the fields of a brat document stand in its files."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from annolint import Document, Field, Mention, Passage, Place, Record, Relation, SourceFile
from annolint_formats import _brat_lines as lines
from annolint_formats._brat_lines import Dependent, DependentKind
from annolint_formats._fields import concept_spans


def place_of(document: Document, record: Record | None, field: Field, item: int | None) -> Place:
    """Find a field of a record; one that the record does not have stands at its line."""
    if record is None:
        file = document.files[0]
        return _in_line(file, file.line, 0, len(file.source_line(file.line)))
    if isinstance(record, Passage):
        return character_place(document, record, 0, len(record.text))
    if field == "attribute" and isinstance(record, Mention | Relation):
        attributes = dependents(document, record, "attribute")
        if item is not None and 0 <= item < len(attributes):
            each = attributes[item]
            start, end = each.places[0][0], each.places[2][1]
            return _in_line(document.files[each.file], each.line, start, end)
    if field == "concept" and isinstance(record, Mention):
        concepts = dependents(document, record, "concept")
        if concepts:
            return _concept_place(document, concepts, item)
    file = document.files[record.file]
    row = file.source_line(record.line).rstrip("\r")
    if isinstance(record, Mention):
        return _in_line(file, record.line, *lines.place_in_mention(row, field, item))
    return _in_line(file, record.line, *_in_relation(row, field, item))


def _in_line(file: SourceFile, line: int, start: int, end: int) -> Place:
    return Place(file.path, line, start + 1, line, end + 1)


def _concept_place(document: Document, found: list[Dependent], item: int | None) -> Place:
    """Return where an identifier stands, or all those that stand in one line."""
    for each in found:
        places = concept_spans(each.value)
        if item is None or item < len(places):
            start, end = each.places[2]
            if item is not None:
                start, end = start + places[item][0], start + places[item][1]
            return _in_line(document.files[each.file], each.line, start, end)
        item -= len(places)
    return _concept_place(document, found, None)


def _in_relation(row: str, field: Field, item: int | None) -> tuple[int, int]:
    found = lines.words(row)
    if found is None:
        return 0, len(row)
    if field == "argument" and found.arguments:
        if item is not None and 0 <= item < len(found.arguments):
            return found.arguments[item]
        return found.arguments[0][0], found.arguments[-1][1]
    places = {"id": found.id, "type": found.type, "trigger": found.trigger}
    return places.get(field) or (0, len(row))


def character_place(document: Document, passage: Passage, at: int, length: int) -> Place:
    """Find characters of the text in the lines of its file."""
    starts = line_starts(passage.text)
    (line, column), (end_line, end_column) = (
        _line_and_column(starts, offset) for offset in (at, at + length)
    )
    return Place(document.files[passage.file].path, line, column, end_line, end_column)


def dependents(
    document: Document, record: Mention | Relation, kind: DependentKind
) -> list[Dependent]:
    """Return the lines of a kind that are about a record, in the order of the files.

    Of several records with one id the first has them.
    """
    if kind == "attribute" and not record.attributes:
        return []
    if kind == "concept" and isinstance(record, Mention) and record.concept_field is None:
        return []
    return [each for each in all_dependents(document, record.id) if each.kind == kind]


def all_dependents(document: Document, identifier: str) -> list[Dependent]:
    """Return the lines that are about an annotation with this id, in the order of the files."""
    if not identifier:
        return []
    return [
        each
        for number, file in enumerate(document.files)
        if not any(passage.file == number for passage in document.passages)
        for each in _by_target(file.data, number).get(identifier, ())
    ]


@lru_cache(maxsize=4)
def _by_target(data: bytes, file: int) -> dict[str, list[Dependent]]:
    found: dict[str, list[Dependent]] = {}
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    for number, row in enumerate(rows, 1):
        if each := lines.dependent(row.rstrip("\r"), file, number):
            found.setdefault(each.target, []).append(each)
    return found


@lru_cache(maxsize=2)
def line_starts(text: str) -> list[int]:
    """Return where the lines of a text begin."""
    return list(accumulate((len(row) + 1 for row in text.split("\n")), initial=0))


def _line_and_column(starts: list[int], offset: int) -> tuple[int, int]:
    number = bisect_right(starts, offset, hi=len(starts) - 1) - 1
    return number + 1, offset - starts[number] + 1
