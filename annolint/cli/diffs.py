"""What repairs change in a file, as a unified diff. Knows bytes and terminals, nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

import click

from annolint.reporter import printable

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_CONTEXT = 3
_NO_LINE_END = b"\n\\ No newline at end of file\n"
_COLORS = {b"-": "red", b"+": "green", b"@": "cyan"}


class _Change(NamedTuple):
    """Lines of the old file, and the lines of the new one that take their place."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def unified(name: str, before: bytes, after: bytes) -> Iterator[bytes]:
    """Yield a diff as `patch` takes it, the bytes of the file as they are: the head, then lines."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    shown = printable(name).encode()
    yield b"--- %s\n+++ %s\n" % (shown, shown)
    for hunk in _hunks(list(_changes(old, new))):
        first, last = hunk[0], hunk[-1]
        start = max(first.old_start - _CONTEXT, 0)
        end = min(last.old_end + _CONTEXT, len(old))
        new_start = first.new_start - (first.old_start - start)
        new_end = last.new_end + (end - last.old_end)
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n".encode()
        position = start
        for change in hunk:
            yield from (_marked(b" ", line) for line in old[position : change.old_start])
            yield from (_marked(b"-", line) for line in old[change.old_start : change.old_end])
            yield from (_marked(b"+", line) for line in new[change.new_start : change.new_end])
            position = change.old_end
        yield from (_marked(b" ", line) for line in old[position:end])


def painted(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a diff for a terminal: in colours, and nothing in it that a terminal obeys."""
    yield click.style(next(lines).decode(), bold=True).encode()
    for line in lines:
        text, *rest = line.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
        yield (click.style(printable(text), fg=_COLORS.get(line[:1])) + "\n").encode()
        for each in rest:  # that the file ends without a line end
            yield f"{each}\n".encode()


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + _NO_LINE_END


def _range(start: int, end: int) -> str:
    """Write lines as unified diffs do: the first one, from 1, and how many."""
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Yield the changes that stand so close that they are shown together."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.old_start - hunk[-1].old_end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _changes(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Change]:
    """Yield where two lists of lines differ.

    `SequenceMatcher` alone takes too long for large files. So lines that occur once in both, as
    most do, are matched first, and it is only asked about what lies between.
    """
    for (i1, j1), (i2, j2) in pairwise([(-1, -1), *_anchors(old, new), (len(old), len(new))]):
        between = SequenceMatcher(None, old[i1 + 1 : i2], new[j1 + 1 : j2], autojunk=False)
        for tag, a1, a2, b1, b2 in between.get_opcodes():
            if tag != "equal":
                yield _Change(i1 + 1 + a1, i1 + 1 + a2, j1 + 1 + b1, j1 + 1 + b2)


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where lines stand that occur once in both, as long as they are in order."""
    single = {line for line, count in Counter(old).items() if count == 1}
    single &= {line for line, count in Counter(new).items() if count == 1}
    places = {line: number for number, line in enumerate(new) if line in single}
    last = -1
    for number, line in enumerate(old):
        place = places.get(line, -1)
        if place > last:
            last = place
            yield number, place
