"""From the old value of an element to a new one, in as few bytes as possible.

Values that are equal keep their bytes, whatever they look like; of a long text, only the part that
differs is written. Knows JSON, and nothing of dialects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from annolint import Edit
from annolint_formats._exports_draft import Path
from annolint_formats._json import Tree, encoded, tree

Range = tuple[int, int]
_SHORT = 80
"""Characters of a string that is written as a whole: its edit says more to whoever reads it."""

REMOVED = object()
"""Stands in an array for an item that is removed."""


class Added:
    """Stands in an array for an item that is added, in the form of item number `like`."""

    def __init__(self, value: Any, like: int | None) -> None:
        self.value = value
        self.like = like


def edits(data: bytes, old: Any, new: Any) -> list[Edit]:
    """Return the edits that make one value of an element another."""
    found = _Differ(tree(data), data)
    return [Edit(start, end, text) for start, end, text in found.value((), old, new)]


class _Differ:
    """Compares values; `data` are the bytes that the places count."""

    def __init__(self, places: Tree, data: bytes, like: bytes = b"") -> None:
        self._tree = places
        self._data = data
        self._style = like or data
        is_spaced = b'": ' in self._style or b", " in self._style
        self._comma, self._colon = (b", ", b": ") if is_spaced else (b",", b":")

    def value(self, path: Path, old: Any, new: Any) -> Iterator[tuple[int, int, bytes]]:
        if type(old) is type(new) and old == new:
            return
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._object(path, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            if len(new) == len(old) or _unadded(new) == len(old):
                yield from self._array(path, old, new)
            else:
                yield (*self._tree.span(path), self._literal(new))
        elif isinstance(old, str) and isinstance(new, str):
            yield self._text(path, old, new)
        else:
            yield (*self._tree.span(path), self._literal(new))

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
            start, _ = self._tree.span(path)
            last = max((end for _, end in self._tree.members(path)), default=start + 1)
            members = [
                self._literal(name) + self._colon + self._literal(new[name]) for name in added
            ]
            yield last, last, (self._comma if old else b"") + self._comma.join(members)

    def _array(
        self, path: Path, old: list[Any], new: list[Any]
    ) -> Iterator[tuple[int, int, bytes]]:
        number = 0
        removed: list[int] = []
        added: list[tuple[int, Added]] = []
        for value in new:
            if number < len(old) and value == old[number]:
                number += 1  # the usual case, and there may be very many
            elif isinstance(value, Added):
                added.append((number, value))
            else:
                if value is REMOVED:
                    removed.append(number)
                else:
                    yield from self.value((*path, number), old[number], value)
                number += 1
        if not (removed or added):
            return
        start, _ = self._tree.span(path)
        ranges = self._tree.members(path)
        if ranges:
            for before, each in added:
                yield self._insertion(path, ranges, before, each)
            yield from _removals(ranges, removed)
        else:
            items = [self._literal(each.value) for _, each in added]
            yield start + 1, start + 1, self._comma.join(items)

    def _insertion(
        self, path: Path, ranges: Sequence[Range], number: int, added: Added
    ) -> tuple[int, int, bytes]:
        """Return the edit that puts an item before the one of a number."""
        text = self._like(path, added)
        if len(ranges) > 1:
            left = max(number - 1, 0) if number < len(ranges) else number - 2
            between = self._data[ranges[left][1] : ranges[left + 1][0]]
        else:
            between = self._comma
        if number:
            return ranges[number - 1][1], ranges[number - 1][1], between + text
        return ranges[0][0], ranges[0][0], text + between

    def _like(self, path: Path, added: Added) -> bytes:
        """Write an item in the form of another one."""
        if added.like is None:
            return self._literal(added.value)
        start, end = self._tree.span((*path, added.like))
        raw = self._data[start:end]
        old = json.loads(raw.decode("utf-8", "surrogateescape"), strict=False)
        if isinstance(old, dict) and old.keys() - added.value.keys():
            return self._literal(added.value)
        inner = _Differ(Tree(raw), raw, self._style)
        for first, last, text in sorted(inner.value((), old, added.value), reverse=True):
            raw = raw[:first] + text + raw[last:]
        return raw

    def _text(self, path: Path, old: str, new: str) -> tuple[int, int, bytes]:
        """Return the edit of the part of a string that differs."""
        start, end = self._tree.span(path)
        if len(old) <= _SHORT and self._data[start:end] == self._literal(old):
            return start + 1, end - 1, self._literal(new)[1:-1]
        shorter = min(len(old), len(new))
        first = 0
        while first < shorter and old[first] == new[first]:
            first += 1
        last = 0
        while last < shorter - first and old[-1 - last] == new[-1 - last]:
            last += 1
        start, end = self._tree.characters(path, first, len(old) - last - first)
        return start, end, self._literal(new[first : len(new) - last])[1:-1]

    def _literal(self, value: Any) -> bytes:
        return encoded(value, self._style)


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


def _unadded(items: Sequence[Any]) -> int:
    """Return how many items are not new ones."""
    return sum(not isinstance(each, Added) for each in items)
