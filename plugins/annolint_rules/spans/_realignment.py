"""Where mentions belong whose text stands elsewhere: free places, in the order of the mentions.

A place is a whole word that no mention overlaps; where the mentions of a file stand in the order of
the text, so will those that are moved. Knows no rule.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from annolint import Document, Mention, Span
from annolint_rules._places import Occurrences, inside_word, occurrences

_MOST = 1000
"""Places of a text that are looked at; a document that repeats it more often leaves it open."""


class Realigned(msgspec.Struct, frozen=True):
    """Where a mention belongs; `is_only` says that it can be nowhere else."""

    span: Span
    is_only: bool


def realigned(
    document: Document, wrong: Sequence[Mention], known: Occurrences
) -> dict[int, Realigned]:
    """Return where misplaced contiguous mentions belong, by index, as far as that can be told.

    Args:
        document: The document.
        wrong: Its misplaced mentions, in the order of the file.
        known: What has been looked for already.
    """
    wrong_ones = {mention.index for mention in wrong}
    right = [m for m in document.mentions if m.index not in wrong_ones and m.spans]
    free = _Free(document, right)
    bounds = _bounds(document, right)
    found: dict[int, Realigned] = {}
    movable = [mention for mention in wrong if len(mention.spans) == 1 and mention.text.strip()]
    for _, group in groupby(movable, key=lambda m: (m.text, bounds(m))):
        same = list(group)
        low, high = bounds(same[0])
        everywhere = free.places(same[0].text, known)
        inside = [place for place in everywhere if low <= place.start and place.end <= high]
        for mention, place in _assigned(same, inside or everywhere):
            is_only = len(same) == len(everywhere) == 1 and _is_nearest(
                document, mention, place, known
            )
            found[mention.index] = Realigned(place, is_only)
            free.take(place)
    return found


def _assigned(same: Sequence[Mention], places: Sequence[Span]) -> Iterator[tuple[Mention, Span]]:
    """Yield which of the mentions with one text goes where: as many as places, else the nearest."""
    if len(same) == len(places):
        yield from zip(same, places, strict=True)
        return
    low = 0
    for mention in same:
        start = mention.spans[0].start
        left = [place for place in places if place.start >= low]
        if left:
            place = min(left, key=lambda place: abs(place.start - start))
            yield mention, place
            low = place.end


def _is_nearest(document: Document, mention: Mention, place: Span, known: Occurrences) -> bool:
    """Say whether no place of the text, free or not, is nearer to where the mention stands."""
    start = mention.spans[0].start
    found = occurrences(document.text, mention.text, known)
    return abs(place.start - start) == min(abs(each - start) for each in found)


class _Free:
    """The places of texts that no mention overlaps."""

    def __init__(self, document: Document, right: Sequence[Mention]) -> None:
        self._text = document.text
        self._covered = bytearray(len(document.text))
        for mention in right:
            for span in mention.spans:
                self.take(span)

    def take(self, span: Span) -> None:
        """Cover a place."""
        start, end = max(span.start, 0), min(span.end, len(self._text))
        if start < end:
            self._covered[start:end] = b"\1" * (end - start)

    def places(self, surface: str, known: Occurrences) -> list[Span]:
        """Return where a text stands in whole words and free, in the order of the text."""
        found = occurrences(self._text, surface, known)
        size = len(surface)
        return [
            Span(start, start + size)
            for start in (found if len(found) <= _MOST else ())
            if not (inside_word(self._text, start) or inside_word(self._text, start + size))
            and not any(self._covered[start : start + size])
        ]


class _bounds:  # noqa: N801 - used like a function
    """Between which offsets a mention must stand, for mentions to be in the order of the text."""

    def __init__(self, document: Document, right: Sequence[Mention]) -> None:
        self._size = len(document.text)
        self._indexes = [mention.index for mention in right]
        self._starts = [mention.spans[0].start for mention in right]
        self._ordered = self._starts == sorted(self._starts)

    def __call__(self, mention: Mention) -> tuple[int, int]:
        """Return the least start and the greatest end."""
        low, high = 0, self._size
        if self._ordered:
            after = bisect_left(self._indexes, mention.index)
            low = self._starts[after - 1] if after else low
            high = self._starts[after] + len(mention.text) if after < len(self._starts) else high
        return low, high
