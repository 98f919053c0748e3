"""What is said of a file of JSON as a whole, or of many of its elements at once."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator

import msgspec

from annolint import Document, Edit, Fix, Place, Problem

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


class Faults:
    """Joins faults that follow each other, and folds those of which there are very many."""

    def __init__(self) -> None:
        self._held: Problem | None = None
        self._count = 0
        self._counts: Counter[str] = Counter()
        self._folded: dict[str, Problem] = {}

    def add(self, problem: Problem) -> Iterator[Problem]:
        """Take a fault of an element without a document; yield what it does not join."""
        held = self._held
        if held is None or held.code != problem.code:
            yield from self._flushed()
            self._held, self._count = problem, 1
            return
        self._count += 1
        line, column = max(_end(held.place), _end(problem.place))
        place = msgspec.structs.replace(held.place, end_line=line, end_column=column)
        self._held = msgspec.structs.replace(held, place=place)

    def flush(self) -> Iterator[Problem]:
        """Yield the fault that was taken; a document follows."""
        yield from self._flushed()

    def _flushed(self) -> Iterator[Problem]:
        held, self._held = self._held, None
        if held is None:
            return
        if self._count > 1:
            message = f"{held.message} ({self._count - 1} more of this kind follow)"
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
            others = f" (this file has {more - 1} more of this kind)" if more > 1 else ""
            message = f"{problem.message}{others}"
            yield msgspec.structs.replace(problem, message=message, record=None)


def _end(place: Place) -> tuple[int, int]:
    if place.end_line:
        return place.end_line, place.end_column
    return place.line, place.column
