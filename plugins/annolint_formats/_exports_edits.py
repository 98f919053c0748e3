"""From the old value of an element to a new one, in as few bytes as possible.

Values that are equal keep their bytes, whatever they look like; of a text, only the part that
differs is written. Knows JSON, and nothing of dialects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from annolint import Edit
from annolint_formats._exports_json import Path, Range, Tree, literal, tree

REMOVED = object()
"""Stands in an array for an item that is removed."""


class Added:
    """Stands in an array for an item that is added, in the form of item number `like`."""

    def __init__(self, value: Any, like: int | None) -> None:
        self.value = value
        self.like = like


def edits(data: bytes, old: Any, new: Any) -> list[Edit]:
    """Return the edits that make one value of an element another."""
    found = _Differ(tree(data))
    return [Edit(start, end, text) for start, end, text in found.value((), old, new)]


class _Differ:
    def __init__(self, places: Tree) -> None:
        self._tree = places
        self._data = places.data
        self._ascii = places.data.isascii()
        self._spaced = b'": ' in places.data or b", " in places.data

    def value(self, path: Path, old: Any, new: Any) -> Iterator[tuple[int, int, bytes]]:
        if old is new:
            return
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._object(path, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            if sum(not isinstance(each, Added) for each in new) == len(old):
                yield from self._array(path, old, new)
            else:
                yield (*self._tree.range(path), self._literal(new))
        elif type(old) is type(new) and old == new:
            return
        elif isinstance(old, str) and isinstance(new, str):
            yield self._text(self._tree.range(path), old, new)
        else:
            yield (*self._tree.range(path), self._literal(new))

    def _object(
        self, path: Path, old: dict[str, Any], new: dict[str, Any]
    ) -> Iterator[tuple[int, int, bytes]]:
        added = []
        for name, value in new.items():
            if name in old:
                yield from self.value((*path, name), old[name], value)
            else:
                added.append(name)
        if added:
            start, _ = self._tree.range(path)
            last = max((each[1] for each in self._tree.children(start).values()), default=start + 1)
            colon = b": " if self._spaced else b":"
            members = [self._literal(name) + colon + self._literal(new[name]) for name in added]
            comma = b", " if self._spaced else b","
            yield last, last, (comma if old else b"") + comma.join(members)

    def _array(
        self, path: Path, old: list[Any], new: list[Any]
    ) -> Iterator[tuple[int, int, bytes]]:
        start, _ = self._tree.range(path)
        ranges: list[Range] = list(self._tree.children(start).values())
        number = 0
        removed: list[int] = []
        for value in new:
            if isinstance(value, Added):
                yield self._insertion(path, start, ranges, number, value)
                continue
            if value is REMOVED:
                removed.append(number)
            else:
                yield from self.value((*path, number), old[number], value)
            number += 1
        yield from _removals(ranges, removed)

    def _insertion(
        self, path: Path, start: int, ranges: Sequence[Range], number: int, added: Added
    ) -> tuple[int, int, bytes]:
        """Return the edit that puts an item before the one of a number."""
        text = self._like(path, added)
        if not ranges:
            return start + 1, start + 1, text
        if len(ranges) > 1:
            left = max(number - 1, 0) if number < len(ranges) else number - 2
            between = self._data[ranges[left][1] : ranges[left + 1][0]]
        else:
            between = b", " if self._spaced else b","
        if number:
            return ranges[number - 1][1], ranges[number - 1][1], between + text
        return ranges[0][0], ranges[0][0], text + between

    def _like(self, path: Path, added: Added) -> bytes:
        """Write an item in the form of another one."""
        if added.like is None:
            return self._literal(added.value)
        start, end = self._tree.range((*path, added.like))
        raw = self._data[start:end]
        old = msgspec.json.decode(raw) if self._is_strict(raw) else None
        if old is None:
            return self._literal(added.value)
        inner = _Differ(Tree(raw))
        inner._ascii, inner._spaced = self._ascii, self._spaced
        for first, last, text in sorted(inner.value((), old, added.value), reverse=True):
            raw = raw[:first] + text + raw[last:]
        return raw

    @staticmethod
    def _is_strict(raw: bytes) -> bool:
        try:
            msgspec.json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return False
        return True

    def _text(self, place: Range, old: str, new: str) -> tuple[int, int, bytes]:
        """Return the edit of the part of a string that differs."""
        shorter = min(len(old), len(new))
        first = 0
        while first < shorter and old[first] == new[first]:
            first += 1
        last = 0
        while last < shorter - first and old[-1 - last] == new[-1 - last]:
            last += 1
        start, end = self._tree.characters(place, first, len(old) - last - first)
        return start, end, self._literal(new[first : len(new) - last])[1:-1]

    def _literal(self, value: Any) -> bytes:
        return literal(value, ascii_only=self._ascii, spaced=self._spaced)


def _removals(ranges: Sequence[Range], removed: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield the edits that remove items with the commas that divide them from others."""
    position = 0
    while position < len(removed):
        first = last = removed[position]
        while position + 1 < len(removed) and removed[position + 1] == last + 1:
            position += 1
            last = removed[position]
        position += 1
        if last + 1 < len(ranges):
            yield ranges[first][0], ranges[last + 1][0], b""
        elif first:
            yield ranges[first - 1][1], ranges[last][1], b""
        else:
            yield ranges[first][0], ranges[last][1], b""
