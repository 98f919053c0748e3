"""What is said of a file of JSON as a whole, or of many of its elements at once."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator

import msgspec

from annolint import Document, Edit, Fix, Place, Problem, Source, SourceFile
from annolint_formats._exports_json import Malformed
from annolint_formats._exports_stream import Element
from annolint_formats._pubtator_files import unchecked

__all__ = ["Faults", "bom_problem", "element_problem", "unchecked"]

_MOST = 10
"""So many faults of one kind are reported one by one; the rest of a file are one finding."""


def bom_problem(path: str, head: bytes) -> Iterator[Problem]:
    """Report a byte order mark at the start of a file."""
    if head.startswith(codecs.BOM_UTF8):
        yield Problem(
            "ENC002",
            "a byte order mark stands before the first character; programs that read JSON refuse "
            "it: remove it",
            Place(path, 1, 1, 1, 2),
            source=head[3:].partition(b"\n")[0].decode("utf-8", "surrogateescape"),
            fix=Fix((Edit(0, len(codecs.BOM_UTF8), b""),)),
        )


def element_problem(element: Element, source: Source, file: SourceFile) -> Problem:
    """Report an element that is no whole value."""
    last = element.end_line or element.line
    place = Place(source.path, element.line, element.column, last, element.column)
    if last == element.line:
        place = file.place(0, len(element.data))
    if element.kind == "large":
        message = (
            f"a record has over {source.max_record_size} bytes and was passed over, with what "
            "follows up to the next line: divide it, or raise max-record-size"
        )
    elif element.kind == "rest":
        message = "something follows the end of the array and was not read: remove it"
    elif element.kind == "comma":
        message = (
            "a comma stands before the end of the array: remove it"
            if element.data == b"]"
            else "between two elements of the array there must be one comma: correct it"
        )
    else:
        message = "the file ends inside of the array: it was cut off; fetch it again"
    return Problem("FMT001", message, place, source=file.source_line(element.line))


class Faults:
    """Joins faults that follow each other, and folds those of which there are very many."""

    def __init__(self, source: Source, title: str) -> None:
        self._path = source.path
        self._title = title
        self._held: Problem | None = None
        self._count = 0
        self._was_faulty = False
        self._has_document = False
        self._counts: Counter[str] = Counter()
        self._folded: dict[str, Problem] = {}

    def malformed(self, error: Malformed, place: Place, file: SourceFile) -> Problem:
        """Report an element that is no JSON."""
        return Problem(
            "FMT001",
            f"this is no JSON: {error.message}",
            place,
            source=file.source_line(place.line),
        )

    def add(self, problem: Problem, element: Element) -> Iterator[Problem]:
        """Take a fault of an element without a document; yield what it does not join."""
        if self._held is not None and element.kind == "comma":
            return  # it follows from the fault before
        if self._held is not None and self._held.code == problem.code:
            self._count += 1
            self._held = msgspec.structs.replace(
                self._held,
                place=msgspec.structs.replace(
                    self._held.place,
                    end_line=problem.place.end_line,
                    end_column=problem.place.end_column,
                ),
            )
            return
        yield from self._flushed()
        self._held = problem
        self._count = 1

    def flush(self) -> Iterator[Problem]:
        """Yield the fault that was taken; a document follows."""
        self._has_document = True
        yield from self._flushed()

    def _flushed(self) -> Iterator[Problem]:
        held, self._held = self._held, None
        if held is None:
            return
        if self._count > 1:
            message = f"{held.message}; so are {self._count - 1} more that follow"
            held = msgspec.structs.replace(held, message=message)
        self._counts[held.code] += 1
        if self._counts[held.code] <= _MOST:
            yield held
        else:
            self._folded.setdefault(held.code, held)

    def limited(self, document: Document) -> Document:
        """Return a document whose faults are folded where there were very many of their kind."""
        if not document.problems:
            return document
        problems = []
        for problem in document.problems:
            self._counts[problem.code] += 1
            if self._counts[problem.code] > _MOST:
                self._folded.setdefault(problem.code, problem)
                problems.append(msgspec.structs.replace(problem, folded=True))
            else:
                problems.append(problem)
        return msgspec.structs.replace(document, problems=tuple(problems))

    def rest(self) -> Iterator[Problem]:
        """Yield what is left at the end of the file."""
        yield from self._flushed()
        for code, problem in self._folded.items():
            more = self._counts[code] - _MOST
            others = f"; this file has {more - 1} more of this kind" if more > 1 else ""
            message = f"{problem.message}{others}"
            yield msgspec.structs.replace(problem, message=message, record=None)
