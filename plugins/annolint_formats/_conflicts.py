"""Merge conflicts that git has left in a file: marks around two versions of some lines.

    <<<<<<< ours / lines / ======= / the same lines otherwise / >>>>>>> theirs

The first version is read; the other, and the common ancestor that some set-ups show between them
(`|||||||`), are passed over, so that one finding says what is wrong. Knows no record.
"""

from __future__ import annotations

from collections.abc import Iterator

from annolint import Place, Problem

_START, _ANCESTOR, _DIVIDER, _END = "<<<<<<<", "|||||||", "=======", ">>>>>>>"


def passed_over_conflicts(path: str, first_line: int, rows: list[str]) -> Iterator[Problem]:
    """Report each complete conflict, and empty the rows of its marks and its later versions.

    Args:
        path: The file.
        first_line: The line of the first row.
        rows: The lines of a block; they are changed.
    """
    start: int | None = None
    other: int | None = None  # where the versions begin that are passed over
    for number, row in enumerate(rows):
        mark = row[: len(_START)]
        if mark == _START:
            start, other = number, None
        elif start is None:
            continue
        elif mark in (_ANCESTOR, _DIVIDER) and other is None:
            other = number
        elif mark == _END and other is not None:
            line = first_line + start
            yield Problem(
                "FMT001",
                f"a merge conflict is left here, up to line {first_line + number}: keep the lines "
                "that are right and remove the marks; only the first version was checked",
                Place(path, line, 1, first_line + number, len(row) + 1),
                source=rows[start],
            )
            rows[start] = ""
            rows[other : number + 1] = [""] * (number + 1 - other)
            start = None
