"""From offsets of a BioC file to places in the text of the document, and back.

A passage says which offset its first character has; between passages there may be gaps. In
`Document.text` passages are joined by one line feed, so each has a shift of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from annolint import Passage
from annolint_formats._bioc_parts import Owner

_MOST_DIGITS = 18
MOST = 10**_MOST_DIGITS
"""An offset that is as large is no offset."""


def is_plain(digits: str) -> bool:
    """Say whether a string is made of digits as numbers usually are, and not of very many."""
    return len(digits) <= _MOST_DIGITS and digits.isdecimal() and digits.isascii()


def number(raw: Any) -> int | None:
    """Return an offset that a file wrote, blanks around it aside; None if it is none."""
    if type(raw) is int:
        return raw if 0 <= raw < MOST else None
    if isinstance(raw, str):
        digits = raw.strip(" \t\r\n")
        if digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS:
            return int(digits)
    return None


def length(raw: Any) -> int | None:
    """Return the length of a location; it may be negative, which means a reversed span."""
    if type(raw) is int and -MOST < raw < 0:
        return raw
    if isinstance(raw, str) and (digits := raw.strip(" \t\r\n")).startswith("-"):
        found = number(digits[1:])
        return None if found is None or digits[1:2] == " " else -found
    return number(raw)


class Segment(msgspec.Struct, frozen=True, gc=False):
    """Text whose offsets run on: the first offset, where that is in the document, and its end."""

    offset: int
    end: int
    shift: int


class Segments:
    """The stretches of text of one document."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._all: list[Segment] = []
        self._own: dict[Owner, Segment] = {}
        for passage in passages:
            offset = passage.offset
            if offset is None:  # as if it followed the one before
                offset = self._all[-1].end + 1 if self._all else 0
            segment = Segment(offset, offset + len(passage.text), passage.start - offset)
            self._own[Owner(passage.index)] = segment
            apart = [
                (number, Segment(each.offset, each.offset + each.end - each.start, shift))
                for number, each in enumerate(passage.sentences)
                if each.offset is not None and (shift := each.start - each.offset) != segment.shift
            ]
            self._all.append(segment)
            for number, each in apart:
                self._own[Owner(passage.index, number)] = each
                self._all.append(each)

    def own(self, owner: Owner) -> Segment | None:
        """Return the segment of the passage or sentence in which an annotation stands."""
        if owner.passage < 0:
            return None
        return self._own.get(owner) or self._own[Owner(owner.passage)]

    def shift(self, offset: int, own: Segment | None) -> int:
        """Return what to add to an offset of the file to get one of the document's text."""
        if own is not None and own.offset <= offset < own.end:
            return own.shift
        for segment in self._all:
            if segment.offset <= offset < segment.end:
                return segment.shift
        below = [segment for segment in self._all if segment.offset <= offset]
        if below:
            return max(below, key=lambda segment: segment.offset).shift
        return own.shift if own is not None else self._all[0].shift if self._all else 0

    def written(self, start: int, own: Segment | None) -> int:
        """Return the offset by which a file names a place of the document's text."""
        shifts = [own.shift] if own is not None else []
        inside = [each.shift for each in self._all if each.offset <= start - each.shift < each.end]
        shifts += [*inside, *(each.shift for each in self._all)]
        candidates = [start - shift for shift in shifts if start >= shift]
        for offset in candidates:
            if self.shift(offset, own) == start - offset:
                return offset
        return candidates[0] if candidates else start
