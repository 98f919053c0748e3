"""From what a dialect makes of an element to a document: lines of records, places of faults."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import msgspec

from annolint import Attribute, Document, Place, Problem, Record, SourceFile
from annolint_formats._exports_draft import Draft, Fault, Misfit, Path
from annolint_formats._json import tree

PART = "annotation"
"""The attribute of a document that tells which part of its element it is."""

Range = tuple[int, int]


def inside(data: bytes, found: Range) -> Range:
    """Return where the characters of a string stand, without the quotation marks."""
    start, end = found
    if end - start >= 2 and data[start : start + 1] == data[end - 1 : end] == b'"':
        return start + 1, end - 1
    return found


def document(
    draft: Draft, file: SourceFile, name: str, is_given: bool, found: Sequence[Problem]
) -> Document:
    """Make a document of a draft; `found` are the problems of its element."""
    mentions, relations = tuple(draft.mentions), tuple(draft.relations)
    passages, tokens = tuple(draft.passages), tuple(draft.tokens)
    if b"\n" in file.data:
        lines = _Lines(file)
        mentions = lines.put(mentions, draft.mention_paths)
        relations = lines.put(relations, draft.relation_paths)
        passages = lines.put(passages, draft.passage_paths)
        tokens = lines.put(tokens, draft.token_paths)
    records: Mapping[str, Sequence[Record]] = {"mention": mentions, "relation": relations}
    part = draft.part
    return Document(
        id=name,
        text=draft.text,
        passages=passages,
        mentions=mentions,
        relations=relations,
        files=(file,),
        id_given=is_given,
        tokens=tokens,
        problems=(*found, *(_problem(fault, file, records) for fault in draft.faults)),
        metadata=(Attribute(PART, str(part), index=part),) if part is not None else (),
    )


def _problem(fault: Fault, file: SourceFile, records: Mapping[str, Sequence[Record]]) -> Problem:
    kind, number = fault.record or ("", 0)
    return Problem(
        fault.code,
        fault.message,
        _place(file, fault.path),
        record=records[kind][number] if kind else None,
        related=tuple((what, _place(file, path)) for what, path in fault.related),
    )


def _place(file: SourceFile, path: Path) -> Place:
    return file.place(*inside(file.data, tree(file.data).span(path)))


def misfit(error: Misfit, file: SourceFile) -> Problem:
    """Report an element that is no document."""
    place = _place(file, error.path)
    whole = file.first_column(place.line) == 1
    source = file.source_line(place.line) if whole else ""
    return Problem(error.code, error.message, place, source=source)


class _Lines:
    """Gives records of an element of several lines the lines in which they begin."""

    def __init__(self, file: SourceFile) -> None:
        self._tree = tree(file.data)
        self._first = file.line
        self._starts = list(accumulate((len(row) + 1 for row in file.data.split(b"\n")), initial=0))

    def put(self, records: tuple[Any, ...], paths: Sequence[Path]) -> tuple[Any, ...]:
        """Return records with their lines."""
        found = []
        for record, path in zip(records, paths, strict=True):
            number = bisect_right(self._starts, self._tree.span(path)[0]) - 1
            found.append(msgspec.structs.replace(record, line=self._first + number))
        return tuple(found)
