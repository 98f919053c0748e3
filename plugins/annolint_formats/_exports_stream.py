"""Files of JSON to elements: one a line, those of one array, or one object.

Memory is bounded by the largest element. A faulty element does not take the others along: a line
ends with its line feed, and in an array the next element is looked for that begins as others do.
Knows nothing of what elements mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecoder
from typing import Any, Literal

import msgspec

from annolint import Source
from annolint_formats._encoding import BOM
from annolint_formats._exports_json import completed, value_end
from annolint_formats._text import CHUNK_SIZE

_KEPT_OF_PASSED_OVER = 4096
_BETWEEN = re.compile(rb"[ \t\r\n,]*")
_WORD = re.compile(r'[^\s,\[\]{}"]*')
_OPENING = re.compile(rb'\{\s*"(?:[^"\\]|\\.)*"')
_RAW = JSONDecoder(strict=False).raw_decode
_SAMPLES = 20

Kind = Literal["value", "large", "open", "rest", "comma"]


class Element(msgspec.Struct, frozen=True):
    """A stretch of the file that should be one JSON value.

    Attributes:
        offset: Position of `data` in the decompressed file, in bytes.
        line: Number of the line in which `data` begins, from 1.
        column: Its column there, in code points from 1.
        data: The bytes of the value, without white space around them.
        lead: What stands between the element before and this one.
        kind: What it is: a value; the beginning of one over the size limit; one that the end of the
            file cuts off; what follows the end of the array; a value behind a missing or
            superfluous comma.
        end_line: The line in which it ends, where `data` are no more than its beginning.
    """

    offset: int
    line: int
    column: int
    data: bytes
    lead: bytes = b""
    kind: Kind = "value"
    end_line: int = 0


def elements(source: Source, head: bytes) -> Iterator[Element]:
    """Yield the elements of a file, of which `head` was read already."""
    start = len(BOM) if head.startswith(BOM) else 0
    if is_by_line(head[start:]):
        return _by_line(source, head[start:], start)
    return _Scanner(source, head[start:], start).elements()


def is_by_line(head: bytes) -> bool:
    """Say whether a file that begins so has one element a line."""
    text = head.lstrip(b" \t\r\n")
    first, _, rest = text.partition(b"\n")
    if not first.startswith((b"{", b"[")):
        return True
    if len(first) == len(text):  # one line, or one that is longer than the head
        return first.startswith(b"{") or _is_pair(first)
    if _is_whole(first):
        return bool(rest.strip()) or first.startswith(b"{") or _is_pair(first)
    second = rest.lstrip(b" \t\r\n").partition(b"\n")[0]
    return first[:1] == second[:1] and _is_whole(second) and not rest[:1].isspace()


def _is_pair(line: bytes) -> bool:
    """Say whether an array begins with a string, as spaCy's pairs of text and annotations do."""
    return line[1:].lstrip().startswith(b'"')


def _is_whole(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _by_line(source: Source, head: bytes, offset: int) -> Iterator[Element]:
    limit = source.max_record_size
    rest, line = head, 1
    more = True
    lead = b""
    passing: Element | None = None
    while more:
        chunk = source.stream.read(max(CHUNK_SIZE, len(rest) // 4))
        more = bool(chunk)
        rest += chunk
        *lines, rest = rest.split(b"\n") if more else [*rest.split(b"\n"), b""]
        for row in lines:
            if passing is not None:
                yield msgspec.structs.replace(passing, end_line=line)
                passing = None
            elif len(row) > limit:
                yield Element(offset, line, 1, row[:_KEPT_OF_PASSED_OVER], lead, "large", line)
                lead = b""
            else:
                data = row.strip(b" \t\r")
                if data:
                    before = len(row) - len(row.lstrip(b" \t\r"))
                    yield Element(offset + before, line, before + 1, data, lead)
                    lead = row[before + len(data) :] + b"\n"
                else:
                    lead = (lead + row + b"\n")[-CHUNK_SIZE:]
            offset += len(row) + 1
            line += 1
        if len(rest) > limit:
            if passing is None:
                passing = Element(offset, line, 1, rest[:_KEPT_OF_PASSED_OVER], lead, "large")
                lead = b""
            offset += len(rest)
            rest = b""
    if passing is not None:  # pragma: no cover - a last line always follows
        yield msgspec.structs.replace(passing, end_line=line)


class _Scanner:
    """Finds the elements of an array, or values one after the other.

    `_data` begin at `_offset` in the file; `_at` is the first byte of them that was not handed out
    yet, and stands at `_line` and `_column`. `_text` has one character for each byte.
    """

    def __init__(self, source: Source, head: bytes, offset: int) -> None:
        self._read = source.stream.read
        self._limit = source.max_record_size
        self._data = head
        self._text = head.decode("latin-1")
        self._offset = offset
        self._at = 0
        self._line = self._column = 1
        self._lead = b""
        self._more = True
        self._opening: re.Pattern[bytes] | None = None
        self._names: frozenset[str] = frozenset()

    def elements(self) -> Iterator[Element]:
        """Yield the elements of the file."""
        self._pass_over()
        in_array = self._text.startswith("[", self._at)
        if in_array:
            self._advance(self._at + 1)
        first = True
        while True:
            commas = self._pass_over()
            if self._at == len(self._data):
                if in_array:
                    yield self._element(0, "open")
                return
            if in_array and self._text[self._at] == "]":
                if commas:
                    yield self._element(1, "comma")
                self._advance(self._at + 1)
                self._pass_over()
                if self._at < len(self._data):
                    yield self._rest("rest")
                return
            if in_array and commas != (not first):
                yield self._element(1, "comma")
            first = False
            yield from self._next()

    def _next(self) -> Iterator[Element]:
        """Yield the element that begins here."""
        while not (end := self._end()):
            size = len(self._data) - self._at
            if size > self._limit:
                yield self._rest("large")
                return
            if not self._more:
                break
            self._fill()
        if end:
            kind: Kind = "large" if end - self._at > self._limit else "value"
        else:
            end = self._resumption()
            kind = "value" if end else "open"
            end = end or len(self._data)
        size = len(self._data[self._at : end].rstrip(b" \t\r\n,"))
        found = self._element(min(size, self._limit), kind)
        if self._opening is None:
            self._learn(found.data)
        self._advance(self._at + size)
        yield msgspec.structs.replace(found, end_line=self._line) if kind == "large" else found

    def _end(self) -> int:
        """Return where the element ends that begins here; 0 if that is not known yet."""
        text, at = self._text, self._at
        try:
            end = int(_RAW(text, at)[1])
        except (ValueError, RecursionError):
            if text[at] in '{["':
                end = value_end(text, at)
            else:
                match = _WORD.match(text, at)
                end = max(match.end() if match else 0, at + 1)
            if end or len(text) - at > CHUNK_SIZE:
                resumption = self._resumption()
                if resumption and (not end or resumption < end):
                    return resumption
        return end if end < len(text) or not self._more else 0

    def _learn(self, data: bytes) -> None:
        """Remember how the first element begins, and what names it has."""
        match = _OPENING.match(data)
        if match is not None:
            try:
                value = json.loads(data)
            except (ValueError, RecursionError):
                return
            self._names = frozenset(value)
            self._opening = re.compile(rb"[\r\n,\]}]\s*(?=" + re.escape(match[0]) + rb"\s*:)")

    def _resumption(self) -> int:
        """Return where the next element begins, seen from a faulty one; 0 if there is none."""
        if self._opening is None:
            return 0
        for match in self._opening.finditer(self._data, self._at + 1):
            try:
                value = _RAW(self._text, match.end())[0]
            except (ValueError, RecursionError):
                continue
            if 2 * len(self._names & value.keys()) > len(self._names):
                return match.end()
        return 0

    def _rest(self, kind: Kind) -> Element:
        """Return the beginning of what follows to the end of the file, and pass over all of it."""
        found = self._element(_KEPT_OF_PASSED_OVER, kind)
        line = self._line + self._data.count(b"\n", self._at)
        self._data, self._text, self._at = b"", "", 0
        while chunk := self._read(CHUNK_SIZE):
            line += chunk.count(b"\n")
        self._more = False
        return msgspec.structs.replace(found, end_line=line)

    def _element(self, size: int, kind: Kind) -> Element:
        lead, self._lead = self._lead, b""
        data = self._data[self._at : self._at + size]
        return Element(self._offset + self._at, self._line, self._column, data, lead, kind)

    def _pass_over(self) -> int:
        """Pass over white space and commas; return how many commas there were."""
        commas = 0
        while True:
            match = _BETWEEN.match(self._data, self._at)
            end = match.end() if match else self._at
            commas += self._data.count(b",", self._at, end)
            self._lead = (self._lead + self._data[self._at : end])[-CHUNK_SIZE:]
            self._advance(end)
            if end < len(self._data) or not self._fill():
                return commas

    def _fill(self) -> bool:
        """Read more, and let go of what was handed out; say whether there was more."""
        kept = self._data[self._at :]
        chunk = self._read(max(CHUNK_SIZE, len(kept)))
        self._offset += self._at
        self._at = 0
        self._data = kept + chunk
        self._text = self._data.decode("latin-1")
        self._more = bool(chunk)
        return self._more

    def _advance(self, to: int) -> None:
        data, at = self._data, self._at
        lines = data.count(b"\n", at, to)
        if lines:
            self._line += lines
            self._column = 1
            at = data.rfind(b"\n", at, to) + 1
        self._column += len(data[at:to].decode("utf-8", "surrogateescape"))
        self._at = to


def samples(source: Source, head: bytes) -> list[Any]:
    """Return the first elements of a file; of one that the head cuts off, its beginning."""
    found: list[Any] = []
    for element in elements(source, head):
        text = element.data.decode("utf-8", "replace")
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            if element.kind == "value" and element.offset + len(element.data) + 1 < len(head):
                continue
            text = completed(text)
            value = json.loads(text, strict=False) if text else None
        found.append(value)
        if len(found) == _SAMPLES:
            break
    return found
