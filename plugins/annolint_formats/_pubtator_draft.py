"""One PubTator document while it is being read: its lines, what was read, what is wrong.

Lines that are wrong in the same way and follow each other are one problem. Knows no grammar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from annolint import (
    Document,
    Edit,
    Fix,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Relation,
    Safety,
    SourceFile,
    quoted,
)
from annolint_formats._pubtator_separators import NO_DOCUMENT_ID

NO_RECORD = (
    "no PubTator record: a text line is id|t|… or id|a|…, columns of annotations are separated "
    "by tabs"
)

_BOM = "\ufeff"

_MANY = 10
"""Mentions of a document above which a fault that all of them have is reported once."""

_QUOTED = re.compile("'[^']*'")
_ALIKE = {
    "FMT008": (
        "blanks stand between the columns: put tabs there",
        "blanks stand between the columns of {} lines from here: put tabs there",
    ),
    "FMT002": (
        "tabs stand at the end of the line: remove them",
        "tabs stand at the end of {} lines from here: remove them",
    ),
}
"""What is said of one line with a fault that often all lines have, and of several."""


class TextRow(msgspec.Struct, frozen=True):
    """A text record as it stands in its line; `number` counts the rows of the document."""

    number: int
    identifier: str
    kind: str
    text: str


class Unreadable(msgspec.Struct, frozen=True):
    """Lines in which there is no document: the first and last of them, and how many."""

    first: int
    last: int
    count: int
    row: str

    def problem(self, path: str) -> Problem:
        """Return the finding for these lines."""
        if self.count == 1:
            message = f"the line is {NO_RECORD}"
        else:
            message = f"{self.count} lines from here are {NO_RECORD}"
        end = len(self.row) + 1 if self.count == 1 else 1
        return Problem(
            "FMT001", message, Place(path, self.first, 1, self.last, end), source=self.row
        )


class _Alike(NamedTuple):
    """A row with a fault that others have as well: what it says, and blanks for tabs in it."""

    record: Record | None
    gaps: Sequence[tuple[int, int]]


class Draft:
    """What is known of one document so far.

    Args:
        source: The part of the file that it is read from.
        rows: Its lines without line ends, empty ones where blank lines stand between; the first
            is not empty. Row 0 is line `source.line`.
        next_title_at: Where the title of the next document begins in the last row, for want of a
            line end; -1 where it has a line of its own.
        marks: How many marks of titles and abstracts there are in the rows, if that is known.

    Attributes:
        body: The rows, joined by line feeds.
        id: The document's id, without blanks around it.
        text: Title, abstract and further text, joined by line feeds.
        texts: The text records in the order of the file.
        lost_text: Something of the text could not be read, so offsets prove nothing.
    """

    def __init__(
        self,
        source: SourceFile,
        rows: list[str],
        next_title_at: int = -1,
        marks: int | None = None,
    ) -> None:
        self.source = source
        self.rows = rows
        self.body = "\n".join(rows)
        self.marks = self.body.count("|t|") + self.body.count("|a|") if marks is None else marks
        self.next_title_at = next_title_at
        self.id = ""
        self.text = ""
        self.texts: list[TextRow] = []
        self.passages: tuple[Passage, ...] = ()
        self.mentions: list[Mention] = []
        self.relations: list[Relation] = []
        self.lost_text = False
        self._problems: list[Problem] = []
        self._unreadable: list[int] = []
        self._foreign: list[tuple[int, str, Record | None]] = []
        self._alike: dict[str, dict[int, _Alike]] = {code: {} for code in _ALIKE}

    def ends_with_title(self, number: int) -> bool:
        """Say whether row `number` is the last and runs into the title of the next document."""
        return self.next_title_at >= 0 and number == len(self.rows) - 1

    def report(
        self,
        code: str,
        message: str,
        number: int,
        *,
        start: int = 0,
        end: int | None = None,
        last: int | None = None,
        record: Record | None = None,
        covers_document: bool = False,
        folded: bool = False,
        fix: Fix | None = None,
    ) -> None:
        """Add a problem in row `number`, from code point `start` to `end`, 0-based.

        `last` is the last row that it is about, when it is about several.
        """
        row = self.rows[number]
        last = number if last is None else last
        if end is None:
            end = len(self.rows[last])
        line = self.source.line
        place = Place(self.source.path, line + number, start + 1, line + last, end + 1)
        self._problems.append(
            Problem(code, message, place, record, covers_document, folded, row, fix=fix)
        )

    def edit(self, number: int, start: int, end: int, text: str) -> Edit:
        """Return the edit that puts `text` in the place of code points [start, end) of a row."""
        line = self.source.line + number
        written = self.source.source_line(line)
        marks = len(written) - len(written.lstrip(_BOM)) + 1  # rows are read without
        first, last = (self.source.position(line, marks + at) for at in (start, end))
        return Edit(first, last, text.encode("utf-8", "surrogateescape"))

    def stripped(self, number: int, start: int, column: str) -> Fix:
        """Return the fix that takes the padding from a column, which begins at `start`."""
        return Fix((self.edit(number, start, start + len(column), column.strip()),))

    def relate(self, message: str, number: int, start: int, end: int) -> None:
        """Add to the last problem another place that belongs to it, in row `number`."""
        line = self.source.line + number
        place = Place(self.source.path, line, start + 1, line, end + 1)
        self._problems[-1] = msgspec.structs.replace(
            self._problems[-1], related=((message, place),)
        )

    def is_reported(self, number: int) -> bool:
        """Say whether a problem stands at row `number`."""
        return any(problem.place.line == self.source.line + number for problem in self._problems)

    def unreadable(self, number: int) -> None:
        """Note a row that is no record."""
        self._unreadable.append(number)

    def alike(
        self,
        code: str,
        number: int,
        record: Record | None,
        gaps: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Note a row with a fault that often all lines have; `record` is what it says.

        FMT008 is columns that are divided by blanks, which stand in `gaps` if a tab in the place of
        each repairs the row; FMT002 is tabs at the end.
        """
        self._alike[code][number] = _Alike(record, gaps)

    def check_id(self, number: int, identifier: str, record: Record | None) -> None:
        """Note a row whose id column does not hold the document's id."""
        if identifier == self.id:
            return
        if identifier.strip() != self.id:
            self._foreign.append((number, identifier, record))
        elif identifier:
            message = f"document id {quoted(identifier)} is padded with blanks: remove them"
            self.report(
                "FMT010",
                message,
                number,
                end=len(identifier),
                record=record,
                fix=self.stripped(number, 0, identifier),
            )

    def finish(self) -> Document | Unreadable | None:
        """Return the document; without any record, the lines that were to be one."""
        if not (self.passages or self.mentions or self.relations):
            return self._nothing()
        self._report_unreadable()
        self._report_alike()
        self._report_foreign()
        self._fold_common_fault()
        if not self.id:
            self.report("FMT004", "the document has no id: write one in every line", 0, end=0)
        self._problems.sort(key=lambda problem: problem.place)
        return Document(
            self.id,
            self.text,
            self.passages,
            tuple(self.mentions),
            tuple(self.relations),
            (self.source,),
            id_given=bool(self.id),
            problems=tuple(self._problems),
        )

    def _nothing(self) -> Unreadable | None:
        numbers = [number for number, row in enumerate(self.rows) if row]
        if not numbers:
            return None
        first, last = numbers[0], numbers[-1]
        line = self.source.line
        return Unreadable(line + first, line + last, len(numbers), self.rows[first])

    def _report_unreadable(self) -> None:
        for first, last in runs(self._unreadable):
            count = last - first + 1
            subject = "the line is" if count == 1 else f"{count} lines from here are"
            self.report("FMT001", f"{subject} {NO_RECORD}", first, last=last)

    def _report_alike(self) -> None:
        """Report lines with a fault that often all lines have: a run of them once."""
        for code, noted in self._alike.items():
            one, several = _ALIKE[code]
            for first, last in runs(sorted(noted)):
                count = last - first + 1
                message = one if count == 1 else several.format(count)
                row = self.rows[first]
                start = len(row.rstrip("\t")) if row.endswith("\t") and count == 1 else 0
                run = range(first, last + 1)
                fix = None
                if all(noted[number].gaps for number in run):
                    tabs = [self.edit(n, *gap, "\t") for n in run for gap in noted[n].gaps]
                    fix = Fix(tuple(tabs), Safety.UNSAFE)
                record = noted[first].record
                self.report(code, message, first, start=start, last=last, record=record, fix=fix)
                for number in run[1:]:
                    self.report(code, "", number, record=noted[number].record, folded=True)

    def _fold_common_fault(self) -> None:
        """Report a fault of offsets or columns once where all of many mentions have it."""
        kinds: dict[str, list[int]] = {}
        for position, problem in enumerate(self._problems):
            if problem.code in ("FMT002", "FMT003") and isinstance(problem.record, Mention):
                kinds.setdefault(_QUOTED.sub("", problem.message), []).append(position)
        for positions in kinds.values():
            if not _MANY < len(positions) == len(self.mentions):
                continue
            first, alike = self._problems[positions[0]], frozenset(positions)
            # Without their document id, relations look like another document's or like nothing.
            lost_id = first.message == NO_DOCUMENT_ID
            for position, problem in enumerate(self._problems):
                if position in alike or (lost_id and problem.code in ("FMT001", "FMT004")):
                    self._problems[position] = msgspec.structs.replace(problem, folded=True)
            message = f"{first.message}; so it is in all {len(positions)} mentions"
            self._problems[positions[0]] = msgspec.structs.replace(first, message=message)

    def _report_foreign(self) -> None:
        """Report lines that carry another document's id: a run of them once."""
        if not self._foreign:
            return
        foreign = {number: (identifier, record) for number, identifier, record in self._foreign}
        for first, last in runs(sorted(foreign)):
            names = {foreign[number][0].strip() for number in range(first, last + 1)}
            self.report(
                "FMT004",
                self._foreign_message(foreign[first][0], last - first, alike=len(names) == 1),
                first,
                end=len(foreign[first][0]) if first == last else None,
                last=last,
                record=foreign[first][1],
            )
            for number in range(first + 1, last + 1):
                self.report("FMT004", "", number, record=foreign[number][1], folded=True)

    def _foreign_message(self, identifier: str, more: int, *, alike: bool) -> str:
        others = "line" if more == 1 else f"{more} lines"
        these = f" (this and the next {others})" if more else ""
        if not identifier.strip() and alike:
            return f"the document id is missing{these}: write {self.id}"
        if alike:
            where = f"{quoted(identifier)} stands in the block of document {self.id}{these}"
            return f"{where}: correct the id or move the record to its document"
        return (
            f"{more + 1} lines carry other ids than {quoted(self.id)}, first {quoted(identifier)}: "
            "correct the ids or move the records to their documents"
        )


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of consecutive numbers."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
