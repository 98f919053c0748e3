"""Where things stand in a JSON value: paths of keys and numbers to bytes, and edits of them.

The standard library reads values, fast and strictly, but does not say where they stand. So a value
is read once more, member by member, only when something in it is looked for. The text of a value
is sound JSON here; `_json_stream` sees to that.

Source: https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

import msgspec

Path = Sequence[str | int]
"""Keys of objects and numbers of elements, from the outside to the inside."""

_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL
)
"""An escape, or the two that make one character."""
_NO_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)
_HALF = re.compile(r"\\[uU]?[dD]")
_STEP = 1024
_LONGEST_LINE = 64 * 1024
"""Characters among which the end of a line is looked for, for each value anew."""
"""Characters whose bytes are counted anew for each position."""

_decode = json.JSONDecoder(strict=False).raw_decode


class Member(msgspec.Struct, frozen=True):
    """A value in an object or array: characters [start, end), and where its key begins.

    For an element of an array, and for the whole, `key_start` is `start`.
    """

    key: str | int
    key_start: int
    start: int
    end: int


class Tree:
    """A JSON value and where its parts stand; positions are bytes of `data`."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("utf-8", "surrogateescape")
        self._ascii = len(self.text) == len(data)
        self._members: dict[int, dict[str | int, Member]] = {}

    def has(self, path: Path) -> bool:
        """Say whether there is a value at a path."""
        return self._find(path) is not None

    def span(self, path: Path) -> tuple[int, int]:
        """Return where the value at a path stands; the nearest value around it if there is none."""
        member = self._nearest(path)
        return self._byte(member.start), self._byte(member.end)

    def member(self, path: Path) -> tuple[int, int]:
        """Return where the value at a path stands with its key, or the nearest one around it."""
        member = self._nearest(path)
        return self._byte(member.key_start), self._byte(member.end)

    def characters(self, path: Path, at: int, length: int) -> tuple[int, int]:
        """Return where characters [at, at + length) of the string at a path stand, escapes and all.

        The whole value if it is no string.
        """
        member = self._nearest(path)
        if self.text[member.start] != '"':
            return self._byte(member.start), self._byte(member.end)
        inside = self.text[member.start + 1 : member.end - 1]
        first, last = _raw(inside, at), _raw(inside, at + length)
        return self._byte(member.start + 1 + first), self._byte(member.start + 1 + last)

    def members(self, path: Path) -> list[tuple[int, int]]:
        """Return where the values in the array or object at a path stand, in order."""
        inside = self._children(self._nearest(path)).values()
        return [(self._byte(member.start), self._byte(member.end)) for member in inside]

    def removal(self, path: Path) -> tuple[int, int]:
        """Return what is to be cut so that a member is gone, with one of the commas beside it."""
        member = self._nearest(path)
        members = list(self._children(self._nearest(path[:-1])).values())
        number = members.index(member)
        if number:
            return self._byte(members[number - 1].end), self._byte(member.end)
        if len(members) > 1:
            return self._byte(member.key_start), self._byte(members[1].key_start)
        return self._byte(member.key_start), self._byte(member.end)

    def insertion(self, path: Path) -> tuple[int, str, str]:
        """Return where a member can be added at the end of an object or array.

        Returns:
            The position, what must stand before the new member, and what must stand after it.
        """
        around = self._nearest(path)
        members = list(self._children(around).values())
        if not members:
            return self._byte(around.end - 1), "", ""
        last = members[-1]
        before = members[-2].end if len(members) > 1 else around.start
        gap = self.text[before : last.key_start].lstrip("[{")
        return self._byte(last.end), gap if gap.startswith(",") else f",{gap}", ""

    def repeated(self) -> Iterator[tuple[str, int, int]]:
        """Yield the keys that stand in an object twice, each with where it stands again."""
        waiting = [self._whole()]
        while waiting:
            around = waiting.pop()
            seen: set[str | int] = set()
            for member in self._listed(around):
                if member.key in seen:
                    start = self._byte(member.key_start)
                    yield str(member.key), start, self._byte(member.end)
                seen.add(member.key)
                if self.text[member.start] in "[{":
                    waiting.append(member)

    def _byte(self, position: int) -> int:
        if self._ascii:
            return position
        number = position // _STEP
        between = self.text[number * _STEP : position]
        return self._marks[number] + len(between.encode("utf-8", "surrogateescape"))

    @cached_property
    def _marks(self) -> list[int]:
        """How many bytes stand before each step, so that none is counted again and again."""
        pieces = (self.text[at : at + _STEP] for at in range(0, len(self.text), _STEP))
        sizes = (len(piece.encode("utf-8", "surrogateescape")) for piece in pieces)
        return list(accumulate(sizes, initial=0))

    def _whole(self) -> Member:
        start = _after_space(self.text, 0)
        return Member("", start, start, len(self.text.rstrip(" \t\n\r")))

    def _find(self, path: Path) -> Member | None:
        member = self._whole()
        for step in path:
            inside = self._children(member).get(step)
            if inside is None:
                return None
            member = inside
        return member

    def _nearest(self, path: Path) -> Member:
        member = self._whole()
        for step in path:
            inside = self._children(member).get(step)
            if inside is None:
                break
            member = inside
        return member

    def _children(self, around: Member) -> dict[str | int, Member]:
        """Return the members of an object or array by key; of two with one key the last counts."""
        known = self._members.get(around.start)
        if known is None:
            known = {member.key: member for member in self._listed(around)}
            self._members[around.start] = known
        return known

    def _listed(self, around: Member) -> Iterator[Member]:
        text = self.text
        opening = text[around.start : around.start + 1]
        if opening not in ("{", "["):
            return
        position = _after_space(text, around.start + 1)
        number = 0
        while position < around.end and text[position] not in "]}":
            key_start = position
            key: str | int = number
            if opening == "{":
                key, position = _decode(text, position)
                position = _after_space(text, _after_space(text, position) + 1)
            _, end = _decode(text, position)
            yield Member(key, key_start, position, end)
            number += 1
            position = _after_space(text, end)
            if text[position : position + 1] == ",":
                position = _after_space(text, position + 1)


def string_characters(raw: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters of a string without its quotation marks, each with where it stands.

    An escape is one character, and so is a pair of escaped surrogates.
    """
    position = 0
    while position < len(raw):
        match = _CHARACTER.match(raw, position)
        end = match.end() if match else position + 1
        character = json.loads(f'"{match[0]}"', strict=False) if match else raw[position]
        yield character, position, end
        position = end


@lru_cache(maxsize=4)
def tree(data: bytes) -> Tree:
    """Return where the parts of a value stand; its findings ask for it one after the other."""
    return Tree(data)


def encoded(value: Any, like: bytes) -> bytes:
    """Write a value as JSON; characters beyond ASCII are escaped if they are in `like`.

    Separators are those that most programs write; what stands around the value stays as it is.
    """
    plain = re.search(rb"[\x80-\xff]", like) is not None
    escaped = not plain and re.search(rb"\\u(?!00[01])", like) is not None
    text = json.dumps(value, ensure_ascii=escaped)
    return text.encode("utf-8", "surrogateescape")


def line_value(text: str, start: int) -> tuple[Any, int] | None:
    """Return an object that ends with its line, and its end: fast, as most stand so.

    None if it does not end there, or if anything is odd about it, so that it wants a closer look. A
    key that stands twice shows in the number of quotation marks, which nothing else changes.
    """
    end = text.find("\n", start, start + _LONGEST_LINE)
    while end > start and text[end - 1] in "\r\t ,":
        end -= 1
    if end <= start or text[start] != "{" or text[end - 1] != "}":
        return None
    line = text[start:end]
    try:
        value = msgspec.json.decode(line)
        marks = msgspec.json.encode(value).count(b'"')
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError):
        return None
    return None if "\\u0022" in line or line.count('"') != marks else (value, end)


def no_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where NaN or Infinity stands, which many programs write and JSON does not have."""
    for match in _NO_NUMBER.finditer(text):
        if match[1]:
            yield match.span(1)


def half_characters(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an escape stands for half a character, whose other half is missing."""
    if not _HALF.search(text):
        return
    pending: re.Match[str] | None = None
    for match in _ESCAPE.finditer(text):
        number = int(match[1], 16) if match[1] else 0
        if pending is not None:
            if 0xDC00 <= number <= 0xDFFF and match.start() == pending.end():
                pending = None
                continue
            yield pending.span()
            pending = None
        if 0xD800 <= number <= 0xDBFF:
            pending = match
        elif 0xDC00 <= number <= 0xDFFF:
            yield match.span()
    if pending is not None:
        yield pending.span()


def _raw(inside: str, at: int) -> int:
    """Return where in a string, as it is written, its character number `at` begins."""
    position = count = 0
    for escape in _CHARACTER.finditer(inside) if "\\" in inside else ():
        between = escape.start() - position
        if count + between >= at:
            break
        count += between + 1
        position = escape.end()
    return min(position + at - count, len(inside))


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
