"""What is said once of many documents of a BioC file, or of what is no document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from annolint import Document, Place, Problem, SourceFile

MANY = 10
"""Problems of one kind; where there are more, one speaks for all."""

_QUOTED = re.compile(r"'[^']*'|\b[0-9]+\b")


def kind_of(problem_code: str, message: str) -> str:
    """Return what problems have in common that differ in names and numbers alone."""
    return f"{problem_code} {_QUOTED.sub('', message)}"


def row_of(file: SourceFile, place: Place) -> str:
    """Return the line of a place for showing, where all of it belongs to the document."""
    return file.source_line(place.line) if file.first_column(place.line) == 1 else ""


class Alike:
    """Says of documents with the same fault, where there are many in a file, how many they are.

    It is about documents that are no documents, or have no text: their fault has one cause.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._last: dict[str, Problem] = {}

    def add(self, thing: Document | Problem) -> Document | Problem | None:
        """Take what was read; return what is to be said of it, if anything."""
        if isinstance(thing, Problem):
            return None if self._is_one_of_many(thing) else thing
        problems = tuple(
            [
                msgspec.structs.replace(each, folded=True)
                if each.covers_document and self._is_one_of_many(each)
                else each
                for each in thing.problems
            ]
        )
        if problems == thing.problems:
            return thing
        return msgspec.structs.replace(thing, problems=problems)

    def _is_one_of_many(self, problem: Problem) -> bool:
        kind = kind_of(problem.code, problem.message)
        self._counts[kind] += 1
        if self._counts[kind] == MANY + 1:
            self._last[kind] = problem
        return self._counts[kind] > MANY

    def rest(self) -> Iterator[Problem]:
        """Yield one problem for all of a kind that were not reported."""
        for kind, problem in self._last.items():
            more = self._counts[kind] - MANY - 1
            others = f"; so it is in {more} more documents" if more else ""
            message = f"{problem.message}{others}"
            yield msgspec.structs.replace(
                problem, message=message, record=None, covers_document=False
            )
