"""One brat document while it is being read: its files, what was read, what is wrong.

Faults that many lines share are one problem. Knows no grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from annolint import (
    Document,
    Edit,
    Fix,
    Ignore,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Relation,
    Safety,
    Schema,
    SourceFile,
)
from annolint_formats._brat_lines import Dependent

_MANY = 10
_MANY_OF = {"FMT008": 1}
"""Lines with one fault above which it is reported once; where there are blanks, all have them."""

_VARIABLE = re.compile("'[^']*'|[0-9]+")
EXAMPLE = "T1, a tab, Type 0 5, a tab, and the text"


class Line(msgspec.Struct, frozen=True):
    """A line of a file: the number of the file, that of the line from 1, and what it says."""

    file: int
    number: int
    row: str


def stand_in(line: Line) -> Relation:
    """Return what a problem names as its record in a line that makes no record of its own.

    Attributes, normalisations and notes have ids, and faults that are not each other's; the
    document holds none of these.
    """
    return Relation(-1, line.number, "", (), id=line.row.partition("\t")[0], file=line.file)


class Draft:
    """What is known of one document so far.

    Args:
        files: The files of the document, the text last if there is one.
        text: The document's text.

    Attributes:
        dependents: Lines about other annotations, in the order of the files.
        lost: Lines that are no record.
    """

    def __init__(self, files: tuple[SourceFile, ...], text: str) -> None:
        self.files = files
        self.text = text
        self.passages: tuple[Passage, ...] = ()
        self.mentions: list[Mention] = []
        self.relations: list[Relation] = []
        self.dependents: list[Dependent] = []
        self.problems: list[Problem] = []
        self.ignores: list[Ignore] = []
        self.schema: Schema | None = None
        self.lost: list[Line] = []

    def records(self) -> list[Mention | Relation]:
        """Return what was read: the mentions, then the relations."""
        found: list[Mention | Relation] = []
        found += self.mentions
        found += self.relations
        return found

    def report(
        self,
        code: str,
        message: str,
        line: Line,
        start: int = 0,
        end: int | None = None,
        *,
        record: Record | None = None,
        folded: bool = False,
        related: tuple[tuple[str, Place], ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Add a problem in a line, from code point `start` to `end`, 0-based."""
        place = self.place(line, start, len(line.row) if end is None else end)
        self.problems.append(
            Problem(
                code, message, place, record, folded=folded, source=line.row, related=related,
                fix=fix,
            )
        )  # fmt: skip

    def place(self, line: Line, start: int, end: int) -> Place:
        """Return the place of code points [start, end) of a line."""
        path = self.files[line.file].path
        return Place(path, line.number, start + 1, line.number, end + 1)

    def edit(self, line: Line, start: int, end: int, text: str) -> Edit:
        """Return the edit that puts `text` in the place of code points [start, end) of a line."""
        file = self.files[line.file]
        first, last = (file.position(line.number, at + 1) for at in (start, end))
        return Edit(first, last, text.encode("utf-8", "surrogateescape"), line.file)

    def finish(self, name: str) -> Document:
        """Return the document."""
        self._report_lost()
        self.problems = list(_joined(self.problems))
        order = {file.path: number for number, file in enumerate(self.files)}
        self.problems.sort(key=lambda each: (order.get(each.place.path, len(order)), each.place))
        return Document(
            name,
            self.text,
            self.passages,
            tuple(self.mentions),
            tuple(self.relations),
            self.files,
            id_given=False,
            problems=tuple(self.problems),
            ignores=tuple(self.ignores),
            schema=self.schema,
        )

    def _report_lost(self) -> None:
        """Report lines that are no records: a run of them once, and once if there is no other."""
        nothing = not (self.mentions or self.relations or self.dependents)
        for _, group in groupby(self.lost, key=lambda line: line.file):
            lost = list(group)
            if nothing and len(lost) > 1:
                self._report_run(lost, "nothing in the file is a")
                continue
            for run in _runs(lost):
                several = f"{len(run)} lines from here are no"
                self._report_run(run, "the line is no" if len(run) == 1 else several)

    def _report_run(self, run: Sequence[Line], what: str) -> None:
        first, last = run[0], run[-1]
        path = self.files[first.file].path
        place = Place(path, first.number, 1, last.number, len(last.row) + 1)
        message = f"{what} brat annotation, such as {EXAMPLE}"
        self.problems.append(Problem("FMT001", message, place, source=first.row))


def _runs(found: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines that follow each other."""
    run: list[Line] = []
    for line in found:
        if run and line.number != run[-1].number + 1:
            yield run
            run = []
        run.append(line)
    yield run


def _joined(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield problems; those that very many lines share are folded into the first of them."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if not problem.folded:
            kind = (problem.code, _VARIABLE.sub("", problem.message))
            kinds.setdefault(kind, []).append(problem)
    first_of = {id(alike[0]): alike for alike in kinds.values() if _are_many(alike)}
    rest = {id(each) for alike in first_of.values() for each in alike[1:]}
    for problem in problems:
        if id(problem) in rest:
            yield msgspec.structs.replace(problem, folded=True)
        elif alike := first_of.get(id(problem)):
            message = f"{problem.message}; so it is in {len(alike)} lines"
            yield msgspec.structs.replace(problem, message=message, fix=_one_fix(alike))
        else:
            yield problem


def _are_many(alike: Sequence[Problem]) -> bool:
    return len(alike) > _MANY_OF.get(alike[0].code, _MANY)


def _one_fix(problems: Sequence[Problem]) -> Fix | None:
    """Return the fixes of problems as one; none if one of them has none."""
    fixes = [each.fix for each in problems if each.fix is not None]
    if len(fixes) < len(problems):
        return None
    unsafe = any(fix.safety is Safety.UNSAFE for fix in fixes)
    changes = tuple(change for fix in fixes for change in fix.changes)
    return Fix(changes, Safety.UNSAFE if unsafe else Safety.SAFE)
