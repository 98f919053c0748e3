"""From offsets that count something else than characters to places in the text.

A `Counting` knows at which of its offsets the difference to the text changes, and by how much. It
is built of pieces: stretches of the text that count as more or fewer than their characters.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Literal, TypeAlias

import msgspec

from annolint import Document, Span
from annolint_rules._patterns import lazy

Piece = tuple[int, int, int]
"""Start and end of a stretch of the text, and what it counts."""

Form: TypeAlias = Literal["NFC", "NFD", "NFKC", "NFKD"]

Pieces = Callable[[Document], Iterable[Piece]]


class Counting(msgspec.Struct, frozen=True):
    """A difference between offsets and places that changes from step to step.

    `starts` and `ends` hold the offsets at which the steps are reached, for the start and for the
    end of a span: they differ where characters count nothing, which belong to neither side.
    `shifts` holds how much larger than the place an offset is, first before any step.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    shifts: tuple[int, ...] = (0,)

    def place(self, span: Span) -> Span:
        """Return where in the text a span of such offsets lies."""
        start, end = span.start, span.end
        return Span(
            start - self.shifts[bisect_right(self.starts, start)],
            end - self.shifts[bisect_right(self.ends, end)],
        )


def counting(pieces: Iterable[Piece]) -> Counting:
    """Count the pieces as they say, and everything else by characters."""
    starts, ends, shifts = [], [], [0]
    shift = 0
    for start, end, weight in pieces:
        if weight != end - start:
            reached = start + shift + weight
            shift += weight - (end - start)
            starts.append(reached)
            ends.append(reached + (weight == 0))
            shifts.append(shift)
    return Counting(tuple(starts), tuple(ends), tuple(shifts))


def matches(pattern: str, weight: int | Callable[[str], int]) -> Pieces:
    """Return a function that finds what a pattern matches, each of a weight."""

    def pieces(document: Document) -> Iterator[Piece]:
        for match in re.finditer(pattern, document.text):
            weighs = weight if isinstance(weight, int) else weight(match[0])
            yield match.start(), match.end(), weighs

    return pieces


def joints(document: Document) -> list[int]:
    """Return the offsets of the single characters that join two passages."""
    return [
        passage.start - 1
        for before, passage in pairwise(document.passages)
        if passage.start == before.end + 1
    ]


def joined_by(weight: int) -> Pieces:
    """Return a function that finds what joins two passages, each joint of a weight."""

    def pieces(document: Document) -> Iterator[Piece]:
        return ((joint, joint + 1, weight) for joint in joints(document))

    return pieces


def outer_blanks(document: Document) -> Iterator[Piece]:
    """Find white space at the edges of passages, which counts nothing."""
    for passage in document.passages:
        kept = passage.text.strip()
        if kept != passage.text:
            first = passage.start + len(passage.text) - len(passage.text.lstrip())
            yield passage.start, first, 0
            yield first + len(kept), passage.end, 0


def tab_stops(width: int) -> Pieces:
    """Return a function that finds tabs, each as wide as the way to the next tab stop."""

    def pieces(document: Document) -> Iterator[Piece]:
        begin = wider = 0
        for match in re.finditer(r"[\t\n]", document.text):
            at = match.start()
            if match[0] == "\n":
                begin, wider = at + 1, 0
            else:
                weight = width - (at - begin + wider) % width
                yield at, at + 1, weight
                wider += weight - 1

    return pieces


def taken_for_utf16(document: Document) -> Iterator[Piece]:
    """Find what makes offsets wrong that count characters and were read as UTF-16 units.

    Each is smaller by the characters of two units that stand before the place that it has got. The
    pieces lie as far behind these characters as offsets have fallen behind until there.
    """
    for number, match in enumerate(re.finditer("[\U00010000-\U0010ffff]", document.text)):
        start = match.start() + number
        yield start, start + 2, 1


_JAMO = range(0x1160, 0x1200)
"""Medial vowels and final consonants, which make one syllable with what stands before."""

_NOT_ASCII = lazy(r"(?s).?[^\x00-\x7f]+")


def normalized(form: Form, *, with_marks: bool = True) -> Pieces:
    """Return a function that finds characters that have another length in a Unicode form.

    Without marks only the characters that are no combining marks in that form count.
    """

    @cache  # of a few characters; the texts of all documents have no more
    def weigh(cluster: str) -> int:
        there = unicodedata.normalize(form, cluster)
        return sum(with_marks or not unicodedata.combining(each) for each in there)

    def pieces(document: Document) -> Iterator[Piece]:
        text = document.text
        for run in _NOT_ASCII.finditer(text):
            begin = run.start()
            for at in range(begin + 1, run.end()):
                if not (unicodedata.combining(text[at]) or ord(text[at]) in _JAMO):
                    yield begin, at, weigh(text[begin:at])
                    begin = at
            yield begin, run.end(), weigh(text[begin : run.end()])

    return pieces


def utf8_length(characters: str) -> int:
    """Return how many bytes characters take in UTF-8."""
    return len(characters.encode("utf-8", "surrogatepass"))
