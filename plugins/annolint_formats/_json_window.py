"""The part of a text file that is held while it is read value by value, and where it stands."""

from __future__ import annotations

import codecs
import re

from annolint import Source

CHUNK_SIZE = 1024 * 1024
_SPACE = re.compile(r"[ \t\n\r]*")


class Window:
    """The part of a file that is held: `text`, of which `position` is read.

    What byte, line and column a position is, is counted from `_mark` on.
    """

    def __init__(self, source: Source, head: bytes) -> None:
        self._read = source.stream.read
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self.path = source.path
        self.complete = False
        self.text = self._decode(head)
        self.position = 0
        self._mark = 0
        self._at = (0, 1, 1)

    def fill(self) -> bool:
        """Read more: as much as is held already, so that a long value is not scanned too often."""
        if self.complete:
            return False
        data = self._read(max(CHUNK_SIZE, len(self.text) - self.position))
        self.complete = not data
        self.text += self._decode(data, final=not data)
        return not self.complete

    def drop(self) -> None:
        """Forget what is read, from time to time; positions that were taken before are void."""
        self._at = self.where(self.position)
        self._mark = self.position
        if self.position > max(CHUNK_SIZE, len(self.text) // 2):
            self.text = self.text[self.position :]
            self.position = self._mark = 0

    def where(self, position: int) -> tuple[int, int, int]:
        """Return the byte, line and column at a position of the text."""
        offset, line, column = self._at
        between = self.text[self._mark : position]
        size = len(between)
        if not between.isascii():
            size = len(between.encode("utf-8", "surrogateescape"))
        if lines := between.count("\n"):
            return offset + size, line + lines, len(between) - between.rfind("\n")
        return offset + size, line, column + len(between)

    def row(self, position: int) -> str:
        """Return the line that a position is in, if all of it is held."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        whole = (start or self.where(0)[0] == 0) and (end >= 0 or self.complete)
        row = self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")
        return row if whole else ""

    def skip_space(self) -> str:
        """Pass over white space; return the next character, empty at the end of the file."""
        while True:
            match = _SPACE.match(self.text, self.position)
            self.position = match.end() if match else self.position
            if self.position < len(self.text):
                character = self.text[self.position]
                if character != "\ufeff" or self.where(self.position)[0]:
                    return character
                self.position += 1  # the byte order mark of the file
            elif not self.fill():
                return ""
