"""JSON text of one element: its value, what is wrong with it, and where each value stands.

Values come from msgspec, which is fast and strict; what it refuses is read once more by the
standard library, which says where and what. Where a value stands is worked out only when somebody
asks: the way to it is walked, and what lies beside it is skipped by the standard library's scanner.

Source: RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined] # not in typeshed
from typing import Any

import msgspec

Path = tuple[str | int, ...]
"""The way from an element to a value in it: keys of objects and numbers in arrays."""

Range = tuple[int, int]
"""First byte of a value in its element, and the one after the last."""

WHITE_SPACE = " \t\r\n"
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_NO_NUMBER = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(-?Infinity|NaN)', re.DOTALL)
_PAIR_OR_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL
)
_MESSAGES = {
    "Expecting value": "a value is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting ',' delimiter": "a comma is missing",
    "Unterminated string starting at": "a string is not closed",
    "Invalid control character at": "a control character stands in a string: write it as \\u….",
    "Extra data": "something follows the end of the value",
    "Illegal trailing comma before end of object": "a comma stands before the end of the object",
    "Illegal trailing comma before end of array": "a comma stands before the end of the array",
}
_HIGH, _LOW, _END_OF_SURROGATES = 0xD800, 0xDC00, 0xE000


class Malformed(Exception):  # noqa: N818 - it is what is wrong with the data, not with annolint
    """The bytes are no JSON value; `message` says why, `position` is the byte that is wrong."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Slip(msgspec.Struct, frozen=True):
    """Something that a strict reader refuses, though the value can be had."""

    message: str
    start: int
    end: int


def decoded(data: bytes) -> tuple[Any, Sequence[Slip]]:
    """Return the value of an element, and the slips in it.

    Raises:
        Malformed: It is no JSON.
    """
    try:
        value = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _decoded_slowly(data)
    # A name that stands twice is lost, and so are its quotation marks. Nothing else changes them.
    if b"\\u0022" not in data and data.count(b'"') == msgspec.json.encode(value).count(b'"'):
        return value, ()
    return _decoded_slowly(data)


def _decoded_slowly(data: bytes) -> tuple[Any, Sequence[Slip]]:
    text = data.decode("utf-8", "surrogateescape")
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            repeated.extend(name for name, count in counts.items() if count > 1)
        return found

    try:
        value = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise _malformed(error, text) from None
    except RecursionError:
        raise Malformed("values are nested too deep", 0) from None
    except ValueError:  # `int` takes no more than some thousands of digits
        raise Malformed("a number has too many digits", 0) from None
    if half := _half_character(text):
        raise Malformed(
            f"{text[half : half + 6]} is half of a character: write both halves, or the character",
            _bytes_before(text, half),
        )
    slips = [_repeated(data, name) for name in dict.fromkeys(repeated)]
    for match in _NO_NUMBER.finditer(text):
        if match[1]:
            start = _bytes_before(text, match.start())
            message = f"{match[1]} is no JSON: write null"
            slips.append(Slip(message, start, start + len(match[1])))
    return value, slips


def _malformed(error: json.JSONDecodeError, text: str) -> Malformed:
    message = _MESSAGES.get(error.msg, error.msg[:1].lower() + error.msg[1:])
    position = error.pos
    if position >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        message = f"it ends too early: {message}"
        position = min(position, max(len(text) - 1, 0))
    return Malformed(message, _bytes_before(text, position))


def _bytes_before(text: str, position: int) -> int:
    return len(text[:position].encode("utf-8", "surrogateescape"))


def _half_character(text: str) -> int:
    """Return where the first escape of a lone surrogate stands; 0 if there is none."""
    high = None
    for match in _ESCAPE.finditer(text):
        code = int(match[1] or "0", 16)
        if high is not None:
            if _LOW <= code < _END_OF_SURROGATES and match.start() == high.end():
                high = None
                continue
            return high.start()
        if _HIGH <= code < _LOW:
            high = match
        elif _LOW <= code < _END_OF_SURROGATES:
            return match.start()
    return high.start() if high is not None else 0


def _repeated(data: bytes, name: str) -> Slip:
    """Return that a name stands twice in an object, at the second place."""
    found = _second(data.decode("latin-1"), name.encode("utf-8", "surrogateescape"))
    return Slip(f"the name {json.dumps(name)} stands twice in one object: keep one of them", *found)


def _second(text: str, name: bytes) -> Range:
    opened: list[set[bytes]] = []
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0][0]
        if mark in "{[":
            opened.append(set())
        elif mark in "]}":
            if opened:
                opened.pop()
        elif opened and text[match.end() :].lstrip(WHITE_SPACE).startswith(":"):
            here = _key(match[0]).encode("utf-8", "surrogateescape")
            if here == name and here in opened[-1]:
                return match.span()
            opened[-1].add(here)
    return 0, 1


def _key(literal: str) -> str:
    """Return what a string says that was decoded as Latin-1."""
    return str(
        json.loads(literal.encode("latin-1").decode("utf-8", "surrogateescape"), strict=False)
    )


@lru_cache(maxsize=2)
def tree(data: bytes) -> Tree:
    """Return where the values of an element stand; its findings ask one after the other."""
    return Tree(data)


class Tree:
    """Where the values of one element stand; the element is well formed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        # Every byte is one character, so positions in the text are positions in the data.
        self._text = data.decode("latin-1")
        self._decode = JSONDecoder(strict=False).raw_decode
        self._children: dict[int, dict[str | int, Range]] = {}
        start = self._skip(0)
        self.root = (start, self._end(start))

    def range(self, path: Path) -> Range:
        """Return where the value at the end of a path stands; the nearest one around it if none."""
        found = self.root
        for step in path:
            inner = self.children(found[0]).get(step)
            if inner is None:
                return found
            found = inner
        return found

    def has(self, path: Path) -> bool:
        """Say whether there is a value at the end of a path."""
        found = self.root
        for step in path:
            inner = self.children(found[0]).get(step)
            if inner is None:
                return False
            found = inner
        return True

    def children(self, start: int) -> dict[str | int, Range]:
        """Return where the values in an array or object stand that begins at `start`."""
        known = self._children.get(start)
        if known is None:
            opening = self._text[start]
            known = dict(
                self._members(start)
                if opening == "{"
                else self._items(start)
                if opening == "["
                else ()
            )
            self._children[start] = known
        return known

    def _members(self, start: int) -> Iterator[tuple[str, Range]]:
        text = self._text
        position = self._skip(start + 1)
        while text[position] != "}":
            after = scanstring(text, position + 1, False)[1]
            name = _key(text[position:after])
            position = self._skip(self._skip(after) + 1)
            end = self._end(position)
            yield name, (position, end)
            position = self._next(end)

    def _items(self, start: int) -> Iterator[tuple[int, Range]]:
        text = self._text
        position = self._skip(start + 1)
        number = 0
        while text[position] != "]":
            end = self._end(position)
            yield number, (position, end)
            number += 1
            position = self._next(end)

    def _next(self, end: int) -> int:
        position = self._skip(end)
        return self._skip(position + 1) if self._text[position] == "," else position

    def _skip(self, position: int) -> int:
        text = self._text
        while position < len(text) and text[position] in WHITE_SPACE:
            position += 1
        return position

    def _end(self, start: int) -> int:
        try:
            return int(self._decode(self._text, start)[1])
        except (RecursionError, ValueError):
            return value_end(self._text, start) or len(self._text)

    def characters(self, string: Range, at: int, length: int) -> Range:
        """Return where characters of a string stand: `at` and `length` are code points of it."""
        raw = self.data[string[0] + 1 : string[1] - 1].decode("utf-8", "surrogateescape")
        first = string[0] + 1
        start, end = _raw_offset(raw, at), _raw_offset(raw, at + length)
        return first + _bytes_before(raw, start), first + _bytes_before(raw, end)


def _raw_offset(raw: str, at: int) -> int:
    """Return where in the inside of a string literal its character number `at` begins."""
    if "\\" not in raw:
        return at
    position = count = 0
    for match in _PAIR_OR_ESCAPE.finditer(raw):
        between = match.start() - position
        if count + between >= at:
            break
        count += between + 1
        position = match.end()
        if count == at:
            return position
    return min(position + at - count, len(raw))


def value_end(text: str, start: int) -> int:
    """Return where the array, object or string ends that begins at `start`; 0 if it does not.

    Only brackets and strings count, so that the end of a faulty value is found as well.
    """
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text, start):
        mark = match[0]
        if mark in ("{", "["):
            depth += 1
        elif mark in ("}", "]"):
            depth -= 1
        if depth <= 0:
            return match.end()
    return 0


def literal(value: object, *, ascii_only: bool, spaced: bool) -> bytes:
    """Write a value in the style of the file."""
    separators = (", ", ": ") if spaced else (",", ":")
    text = json.dumps(value, ensure_ascii=ascii_only, separators=separators)
    return text.encode("utf-8", "surrogateescape")


def completed(text: str) -> str:
    """Close the strings, arrays and objects of a value of which only the beginning is there."""
    stack = []
    end = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0][0]
        end = match.end()
        if mark in "{[":
            stack.append("}" if mark == "{" else "]")
        elif mark in "}]" and stack:
            stack.pop()
    rest = text[end:]
    quote = rest.find('"')
    if quote >= 0:  # a string is open, perhaps in the middle of an escape
        text = re.sub(r"\\(?:u[0-9a-fA-F]{0,3})?\Z", "", text) + '"'
    else:
        text = re.sub(r"[-+.\w]+\Z", "", text).rstrip(WHITE_SPACE)
    closing = "".join(reversed(stack))
    for middle in ("", "null", ":null"):
        candidate = f"{text.rstrip(',') if not middle else text}{middle}{closing}"
        try:
            json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        return candidate
    return ""
