"""A large XML file in pieces: its records, and what stands around them, in bounded memory.

A record is an element of one name that holds no other of this name, such as a BioC `document`.
Records need not be well formed: one that is not closed ends where the next one begins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from annolint import Source
from annolint_formats import _text

_LONGEST_TAIL = 64
"""Bytes that may hold the beginning of a tag or comment that the next chunk goes on with."""

_LONGEST_TEXT = 64 * 1024
"""Bytes outside of records that may lie between two tags before they are cut."""

_KEPT_OF_PASSED_OVER = 4096
_CLOSED_BY = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


class Piece(msgspec.Struct, frozen=True):
    """Bytes of a file that follow those of the piece before.

    Attributes:
        offset: Position of `data` in the file, in bytes.
        line: Line of the first byte, from 1.
        column: Its column, from 1, in code points.
        data: The bytes.
        is_record: They are one record, as far as the file has it; else they lie outside of any.
        is_closed: The record has its last tag.
        is_last: Nothing follows: the file ends here.
        last_line: 0, or the last line of a record that was passed over because it is larger than
            the size limit; `data` is then no more than its beginning.
    """

    offset: int
    line: int
    column: int
    data: bytes
    is_record: bool = False
    is_closed: bool = True
    is_last: bool = False
    last_line: int = 0


def pieces(source: Source, head: bytes, name: str) -> Iterator[Piece]:
    """Cut a file into pieces.

    Args:
        source: The file.
        head: What was read of it already.
        name: The name of the elements that are records.
    """
    return iter(_Cutter(source, head, name.encode()))


class _Cutter:
    """Holds the bytes that are not yet cut: those of `_data` from `_at` on.

    `_inside` says whether they begin with a record, `_position` how many of them are searched.
    """

    def __init__(self, source: Source, head: bytes, name: bytes) -> None:
        self._read = source.stream.read
        self._limit = source.max_record_size
        self._data = head
        self._at = 0
        self._offset = 0
        self._line = 1
        self._column = 1
        self._inside = False
        self._position = 0
        self._in_vain: dict[bytes, int] = defaultdict(int)
        start, skipped = rb"<" + name + rb"(?=[\s/>])", rb"<!--|<!\[CDATA\[|<\?"
        self._start = re.compile(start + rb"|" + skipped)
        self._end = re.compile(start + rb"|</" + name + rb"\s*>|" + skipped)
        self._name_size = len(name) + 1

    def __iter__(self) -> Iterator[Piece]:
        while True:
            pattern = self._end if self._inside else self._start
            match = pattern.search(self._data, self._at + self._position)
            if match is not None:
                yield from self._matched(match)
                continue
            if (piece := self._searched()) is not None:
                yield piece
            elif not self._fill():
                if rest := len(self._data) - self._at:
                    yield self._cut(rest, is_closed=False, is_last=True)
                return

    def _searched(self) -> Piece | None:
        """Take off what was searched in vain, if that is worth it."""
        searched = max(self._position, len(self._data) - self._at - _LONGEST_TAIL)
        if self._inside:
            if searched > self._limit:
                return self._passed_over()
        else:
            # After a tag, so that each stands in one piece; a text without any is cut anywhere.
            tag = self._data.rfind(b">", self._at, self._at + searched) + 1 - self._at
            if tag > 0:
                return self._cut(tag)
            if searched > _LONGEST_TEXT:
                return self._cut(self._whole(searched))
        self._position = searched
        return None

    def _matched(self, match: re.Match[bytes]) -> Iterator[Piece]:
        """Cut where a record begins or ends, and pass over comments and the like."""
        sign, start = match[0], match.start() - self._at
        if sign in _CLOSED_BY:
            self._position = self._after(start + len(sign), _CLOSED_BY[sign])
        elif sign.startswith(b"</"):
            yield self._cut(start + len(sign))
        elif self._inside:
            yield self._cut(start, is_closed=False)
        else:
            if start:
                yield self._cut(start)
            self._inside, self._position = True, self._name_size
            size = self._after(self._name_size, b">")
            if self._data[self._at + size - 2 : self._at + size] == b"/>":
                yield self._cut(size)

    def _fill(self) -> bool:
        # More, the more there is: a long record is then not copied and searched too often.
        rest = len(self._data) - self._at
        chunk = self._read(max(_text.CHUNK_SIZE, rest // 4))
        self._data = self._data[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def _after(self, position: int, closing: bytes) -> int:
        """Return the position after what closes a tag or comment; `position` if nothing does."""
        size = len(closing)
        # What was searched in vain before is not searched again.
        searched = max(position, self._in_vain[closing] - self._offset)
        while True:
            found = self._data.find(closing, self._at + searched) - self._at
            if found >= searched:
                return found + size if found - position <= self._limit else position
            searched = max(searched, len(self._data) - self._at - size + 1)
            self._in_vain[closing] = self._offset + searched
            if searched - position > self._limit or not self._fill():
                return position

    def _whole(self, size: int) -> int:
        """Return a size that cuts no character in two."""
        for shorter in range(size, max(size - 4, 0), -1):
            if not b"\x80" <= self._data[self._at + shorter : self._at + shorter + 1] < b"\xc0":
                return shorter
        return size

    def _cut(self, size: int, *, is_closed: bool = True, is_last: bool = False) -> Piece:
        """Take a piece off; what follows lies outside of a record until it is told otherwise."""
        if self._inside and size > self._limit:
            return self._passed_over()
        data = self._data[self._at : self._at + size]
        piece = Piece(
            self._offset, self._line, self._column, data, self._inside, is_closed, is_last
        )
        self._inside, self._position = False, 0
        self._drop(data)
        return piece

    def _drop(self, data: bytes) -> None:
        self._at += len(data)
        self._offset += len(data)
        last = data.rfind(b"\n") + 1
        if last:
            self._line += data.count(b"\n")
            self._column = 1
        rest = data[last:] if last else data
        self._column += (
            len(rest) if rest.isascii() else len(rest.decode("utf-8", "surrogateescape"))
        )

    def _passed_over(self) -> Piece:
        """Drop a record that is too large, up to its last tag or the next record."""
        self._inside, self._position = False, 0
        offset, line, column = self._offset, self._line, self._column
        kept = self._data[self._at : self._at + min(self._limit, _KEPT_OF_PASSED_OVER)]
        position = self._name_size
        while True:
            match = self._end.search(self._data, self._at + position)
            if match is not None and match[0] in _CLOSED_BY:
                position = match.end() - self._at
                continue
            if match is not None:
                end = match.end() if match[0].startswith(b"</") else match.start()
                self._drop(self._data[self._at : end])
                break
            size = self._whole(max(position, len(self._data) - self._at - _LONGEST_TAIL))
            self._drop(self._data[self._at : self._at + size])
            position = 0
            if not self._fill():
                self._drop(self._data[self._at :])
                break
        return Piece(offset, line, column, kept, is_record=True, last_line=self._line)
