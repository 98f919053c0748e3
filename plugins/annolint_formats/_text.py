"""Bytes of a text file to blocks of lines: blank lines, size limits, and what blocks are made of.

What every format whose records are lines needs before its own grammar begins. Knows nothing of any
format; what is wrong with the bytes themselves is `_encoding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from annolint import Source

CHUNK_SIZE = 1024 * 1024
HEAD_SIZE = 64 * 1024
_LONG_BLOCK = 8 * 1024 * 1024
"""A block that is longer is divided at record starts, so that memory stays bounded."""

_KEPT_OF_PASSED_OVER = 4096
_LONGEST_TAIL = 1024
"""Bytes of a line that are enough to say whether a record starts there."""

_MANY_BLANK_LINES = 64 * 1024
_BLANK_LINES = re.compile(rb"\n(?:[ \t\r]*\n)+")
_LEADING_BLANK_LINES = re.compile(rb"(?:[ \t\r]*\n)*")


class Block(msgspec.Struct, frozen=True):
    """Lines that no blank line divides.

    Attributes:
        offset: Position of `data` in the decompressed file, in bytes.
        line: Number of the first line in `data`, from 1.
        data: The lines with their ends, exactly as they stand in the file.
        lead: The blank lines before them, one where there are very many; empty at the start of
            the file and where a long block was divided.
        gaps: Numbers of the lines in `data` that follow blank ones; none unless blocks were joined.
        last_line: 0, or the number of the last line of a block that was passed over because it is
            larger than the size limit; `data` is then no more than its beginning.
        column: The column of the first character in `data`, from 1.
    """

    offset: int
    line: int
    data: bytes
    lead: bytes = b""
    gaps: tuple[int, ...] = ()
    last_line: int = 0
    column: int = 1

    @property
    def end(self) -> int:
        """Position after the last byte of `data` in the file."""
        return self.offset + len(self.data)


def read_head(stream: BinaryIO) -> bytes:
    """Read the beginning of a file: at least `HEAD_SIZE` bytes, all of it if it is shorter."""
    head = b""
    while len(head) < HEAD_SIZE and (chunk := stream.read(CHUNK_SIZE)):
        head += chunk
    return head


def blocks(source: Source, head: bytes, record_start: re.Pattern[bytes]) -> Iterator[Block]:
    """Cut a file into blocks at blank lines, in memory bounded by the source's size limit.

    Args:
        source: The file.
        head: What was read of it already.
        record_start: Matches a line feed and what follows it where a document may begin; long
            blocks are divided there.
    """
    return iter(_Cutter(source, head, record_start))


class _Cutter:
    """Holds the bytes that are not yet cut: `_data`, which begins at `_offset` in line `_line`.

    They are the rest of a block that is being divided when `_dividing` is set.
    """

    def __init__(self, source: Source, head: bytes, record_start: re.Pattern[bytes]) -> None:
        self._read = source.stream.read
        self._limit = source.max_record_size
        self._kept = min(self._limit, _KEPT_OF_PASSED_OVER)
        self._record_start = record_start
        self._data = head
        self._offset = 0
        self._line = 1
        self._dividing = False

    def __iter__(self) -> Iterator[Block]:
        more = bool(self._data)
        while more:
            yield from self._complete_blocks()
            yield from self._long_block()
            more = self._fill()
        yield from self._divided(self._data)
        self._drop(len(self._data))

    def _fill(self) -> bool:
        # More, the more there is: a long block is then not copied and searched too often.
        chunk = self._read(max(CHUNK_SIZE, len(self._data) // 4))
        self._data += chunk
        return bool(chunk)

    def _drop(self, size: int) -> None:
        self._line += self._data.count(b"\n", 0, size)
        self._offset += size
        self._data = self._data[size:]

    def _complete_blocks(self) -> Iterator[Block]:
        """Yield the blocks that a blank line ends; that line is the next block's."""
        data, line = self._data, self._line
        position, start = 0, _leading(self._data)
        for blank in _BLANK_LINES.finditer(data, start):
            end = blank.start() + 1
            first = line + data.count(b"\n", position, start)
            if self._dividing or end - start > min(self._limit, _LONG_BLOCK):
                yield from self._divided(data[position:end], position, line)
                self._dividing = False
            else:
                block = data[start:end]
                yield Block(self._offset + start, first, block, _lead(data[position:start]))
            line = first + data.count(b"\n", start, end)
            position, start = end, blank.end()
        self._offset += position
        self._line = line
        self._data = data[position:]

    def _divided(self, data: bytes, position: int = 0, line: int = 0) -> Iterator[Block]:
        """Yield the block in `data`, divided at record starts if it is long."""
        line = line or self._line
        start = _leading(data)
        cuts = []
        if self._dividing or len(data) - start > min(self._limit, _LONG_BLOCK):
            cuts = [match.start() + 1 for match in self._record_start.finditer(data, start)]
        lead, first = _lead(data[:start]), line + data.count(b"\n", 0, start)
        for end in (*cuts, len(data)):
            part = data[start:end]
            if len(part) > self._limit:
                last = first + part.count(b"\n") - part.endswith(b"\n")
                beginning = part[: self._kept]
                at = self._offset + position + start
                yield Block(at, first, beginning, lead, last_line=last)
            elif part.strip(b" \t\r\n"):
                yield Block(self._offset + position + start, first, part, lead)
            first += part.count(b"\n")
            start, lead = end, b""

    def _long_block(self) -> Iterator[Block]:
        """Take what is whole out of a block whose end is not yet read, or pass it over."""
        data = self._data
        start = _leading(data)
        if start == len(data) > _MANY_BLANK_LINES:
            self._drop(start - 1)
        end = data.rfind(b"\n") + 1  # what follows may become a blank line
        if len(data) - end > _LONGEST_TAIL or data[end:].strip(b" \t\r"):
            end = len(data)
        size = end - start
        if not self._dividing and size <= min(self._limit, _LONG_BLOCK):
            return
        cut = 0
        for match in self._record_start.finditer(data, start):
            cut = match.start() + 1
        if cut:
            self._dividing = True
            yield from self._divided(data[:cut])
            self._drop(cut)
        elif size > self._limit + _LONGEST_TAIL:  # and no start is being read
            lead, beginning = _lead(data[:start]), data[start : start + self._kept]
            self._drop(start)
            offset, first = self._offset, self._line
            yield Block(offset, first, beginning, lead, last_line=self._pass_over())

    def _pass_over(self) -> int:
        """Drop all up to the next blank line or record start; return the last line dropped."""
        while True:
            if b"\n" not in self._data:
                self._drop(len(self._data))
            ends = (_BLANK_LINES.search(self._data), self._record_start.search(self._data))
            found = [match.start() + 1 for match in ends if match]
            if found:
                self._drop(min(found))
                self._dividing = not _leading(self._data)
                return self._line - 1
            tail = self._data.rfind(b"\n")
            short = tail >= 0 and len(self._data) - tail <= _LONGEST_TAIL
            self._drop(tail if short else len(self._data))
            if not self._fill():
                last = self._line + self._data.count(b"\n") - self._data.endswith(b"\n")
                self._drop(len(self._data))
                return last


def _lead(blank_lines: bytes) -> bytes:
    """Return blank lines to keep; of very many one says as much."""
    return blank_lines if len(blank_lines) <= _MANY_BLANK_LINES else b"\n"


def _leading(data: bytes) -> int:
    match = _LEADING_BLANK_LINES.match(data)
    return match.end() if match else 0
