"""Where mentions belong whose text stands elsewhere: free places, in the order of the mentions.

A place is a whole word that no mention overlaps. All misplaced mentions of a document are placed
together, so that no two get one place, whichever rules report them; where the mentions of a file
stand in the order of the text, so will those that are moved. Knows no rule.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import log2

import msgspec
from msgspec.structs import replace

from annolint import Change, Document, Fix, Mention, Safety, Span
from annolint_rules._places import Occurrences, inside_word, is_sound, occurrences
from annolint_rules._repairs import placed
from annolint_rules.spans._alterations import alteration

_MOST = 1000
"""Places of a text that are looked at; a document that repeats it more often leaves it open."""

_LOOKS, _ENDS = 50, 200
"""Places on each side that one mention may go to, and ways to go on that are kept."""

_UNPLACED = 1000
"""The price, in bits, of a mention that is left where it is."""


class Realigned(msgspec.Struct, frozen=True):
    """Where a mention belongs.

    It `is_certain` where the text has as many free places as misplaced mentions, and the place is
    nearer than any other, free or not.
    """

    span: Span
    is_certain: bool


def realigned(document: Document, known: Occurrences) -> dict[int, Realigned]:
    """Return where misplaced contiguous mentions belong, by index, as far as that can be told.

    Mentions of several types that stand at one place with one text go to one place.

    Args:
        document: The document.
        known: What has been looked for already.
    """
    right, wrong = _divided(document)
    twins = _twins(wrong)
    firsts = [mention for mention in wrong if mention.index in twins]
    free = _Free(document, right, known)
    texts = Counter(mention.text for mention in firsts)
    full = {text for text, count in texts.items() if count == len(free.places(text))}
    found: dict[int, Realigned] = {}
    for low, high, run in _runs(right, firsts):
        taken = _in_order(run, [free.near(mention, low, high) for mention in run])
        for mention, place in taken:
            is_certain = mention.text in full and _is_nearest(document, mention, place, known)
            for index in twins[mention.index]:
                found[index] = Realigned(place, is_certain)
        for _, place in taken:
            free.take(place)
    return found


def relocated(
    document: Document, mention: Mention, place: Realigned | None, safety: Safety = Safety.UNSAFE
) -> Fix | None:
    """Return the fix that puts a mention where it belongs, if that is known."""
    if place is None:
        return None
    return Fix((Change(mention, placed(document, mention, place.span)),), safety)


def _divided(document: Document) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions that stay, and the contiguous ones that are elsewhere than they say.

    What is spoilt in its text alone stays, and what has its two offsets exchanged is where it says.
    """
    suspects = {mention.index for mention in document.suspect_mentions}
    right, wrong = [], []
    for mention in document.mentions:
        spans = tuple(Span(*sorted((span.start, span.end))) for span in mention.spans)
        turned = replace(mention, spans=spans) if mention.index in suspects else mention
        if not spans:
            continue
        if turned is mention or is_sound(document, turned):
            right.append(turned)
        elif mention.text.strip():
            if alteration(document, mention):
                right.append(mention)
            elif len(spans) == 1:
                wrong.append(mention)
    return right, wrong


def _twins(wrong: Sequence[Mention]) -> dict[int, list[int]]:
    """Return which mentions go together, by the index of the first: another type, or another id."""
    twins: dict[int, list[int]] = {}
    groups: dict[tuple[Span, str], list[tuple[int, set[tuple[str, str | None]]]]] = {}
    for mention in wrong:
        content = mention.type, mention.concept_field
        known = groups.setdefault((mention.spans[0], mention.text), [])
        for first, contents in known:
            if content not in contents:
                contents.add(content)
                twins[first].append(mention.index)
                break
        else:
            known.append((mention.index, {content}))
            twins[mention.index] = [mention.index]
    return twins


def _runs(
    right: Sequence[Mention], wrong: Sequence[Mention]
) -> Iterator[tuple[int, int | None, list[Mention]]]:
    """Yield mentions whose places have one order, and between which offsets they must start.

    Where the mentions that are right are not in the order of the text, only those with one text
    have an order, which is that of their offsets; long texts come first, which hold the others.
    """
    starts = [mention.spans[0].start for mention in right]
    if starts == sorted(starts):
        indexes = [mention.index for mention in right]
        for after, run in groupby(wrong, key=lambda m: bisect_left(indexes, m.index)):
            yield (
                starts[after - 1] if after else 0,
                starts[after] if after < len(starts) else None,
                list(run),
            )
        return
    by_text = sorted(wrong, key=lambda m: (-len(m.text), m.text, m.spans[0]))
    for _, same in groupby(by_text, key=lambda m: m.text):
        yield 0, None, list(same)


def _in_order(
    run: Sequence[Mention], places: Sequence[Sequence[Span]]
) -> list[tuple[Mention, Span]]:
    """Return which mention goes where: apart, one after the other, and as near as that allows."""
    ends = [_End(0, 0)]  # the later they end, the less they cost
    for mention, nearby in zip(run, places, strict=True):
        reached = [replace(end, cost=end.cost + _UNPLACED) for end in ends]
        last = [end.offset for end in ends]
        for place in nearby:
            if before := bisect_right(last, place.start):
                cost = ends[before - 1].cost + log2(1 + abs(place.start - mention.spans[0].start))
                reached.append(_End(place.end, cost, ends[before - 1], mention, place))
        ends = []
        for end in sorted(reached, key=lambda end: (end.offset, end.cost)):
            if not ends or end.cost < ends[-1].cost:
                ends.append(end)
        del ends[:-_ENDS]
    return list(_chosen(ends[-1]))[::-1]


class _End(msgspec.Struct, frozen=True):
    """A way to place some mentions: where the last of them ends, what it costs, what was before."""

    offset: int
    cost: float
    before: _End | None = None
    mention: Mention | None = None
    place: Span | None = None


def _chosen(end: _End | None) -> Iterator[tuple[Mention, Span]]:
    while end is not None:
        if end.mention is not None and end.place is not None:
            yield end.mention, end.place
        end = end.before


def _is_nearest(document: Document, mention: Mention, place: Span, known: Occurrences) -> bool:
    """Say whether no place of the text, free or not, is nearer to where the mention stands."""
    start = mention.spans[0].start
    found = occurrences(document.text, mention.text, known)
    return abs(place.start - start) == min(abs(each - start) for each in found)


class _Free:
    """The places of texts that no mention overlaps."""

    def __init__(self, document: Document, right: Sequence[Mention], known: Occurrences) -> None:
        self._text = document.text
        self._known = known
        self._covered = bytearray(len(document.text))
        for mention in right:
            for span in mention.spans:
                self.take(span)

    def take(self, span: Span) -> None:
        """Cover a place."""
        start, end = max(span.start, 0), min(span.end, len(self._text))
        if start < end:
            self._covered[start:end] = b"\1" * (end - start)

    def places(self, surface: str) -> list[int]:
        """Return where a text stands in whole words and free, in the order of the text."""
        found = occurrences(self._text, surface, self._known)
        size = len(surface)
        return [
            start
            for start in (found if len(found) <= _MOST else ())
            if not (inside_word(self._text, start) or inside_word(self._text, start + size))
            and not any(self._covered[start : start + size])
        ]

    def near(self, mention: Mention, low: int, high: int | None) -> list[Span]:
        """Return the free places that are nearest to a mention and start between two offsets."""
        size = len(mention.text)
        inside = [
            start
            for start in self.places(mention.text)
            if low <= start and (high is None or start <= high)
        ]
        here = bisect_left(inside, mention.spans[0].start)
        nearest = inside[max(here - _LOOKS, 0) : here + _LOOKS]
        return [Span(start, start + size) for start in nearest]
