"""`csv`: a table for a spreadsheet, one row a finding.

Written for people who open it by a double click: a byte order mark, without which Excel reads
UTF-8 as the code page of the machine, and line ends that every spreadsheet knows. A cell that a
spreadsheet would run as a formula begins with an apostrophe; what `printable` escapes is escaped.
"""

import csv
import io
import re
from typing import ClassVar

from annolint import Finding, Reporter, Run, printable

_COLUMNS = (
    "code",
    "name",
    "severity",
    "path",
    "line",
    "column",
    "document",
    "annotation",
    "mention",
    "message",
    "related",
)
_FORMULA = re.compile(
    # A spreadsheet that expects semicolons between cells begins a new one at each.
    r"(?:^|(?<=;))"
    r"(?=[\s\"']*[=+\-@\uff0b\uff0d\uff1d\uff20])"
)
"""Where a formula may begin; the last four characters are the full-width forms of + - = @.

An apostrophe before it counts, so that taking away the one that was put there gives the text back.
"""


class Csv(Reporter):
    """A header and one row a finding. The code comes first: no line begins with corpus text."""

    name: ClassVar[str] = "csv"
    title: ClassVar[str] = "a table for a spreadsheet"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer)

    def begin(self) -> str:
        """Return the byte order mark and the header."""
        return "\ufeff" + self._row(_COLUMNS)

    def finding(self, finding: Finding) -> str:
        """Return the row of one finding."""
        related = "; ".join(
            f"{each.path}:{each.line}:{each.column} {each.message}" for each in finding.related
        )
        return self._row(
            (
                finding.code,
                finding.name,
                finding.severity.value,
                _cell(finding.path),
                str(finding.line),
                str(finding.column),
                _cell(finding.document or ""),
                _cell(finding.annotation or ""),
                _cell(finding.mention or ""),
                _cell(finding.message),
                _cell(related),
            )
        )

    def _row(self, cells: tuple[str, ...]) -> str:
        self._writer.writerow(cells)
        row = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return row


def _cell(text: str) -> str:
    return _FORMULA.sub("'", printable(text))
