"""Offsets against a text of which characters were lost, or to which some were added.

Every mention is looked for near where the mentions before it lead one to expect it, so that the
work grows with the mentions and hardly with the text. All prices are in bits: the negative binary
logarithm of a chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from math import log2

import msgspec

from annolint import Mention
from annolint_rules._places import leftward, rightward
from annolint_rules.spans._counting import Counting

CONTRADICTION = 12
"""The price of a mention that is right although a cause says that it should not be."""

UNEXPLAINED = 10
"""The price of a mention that is wrong, but not by the cause: one slip makes others likelier."""

_SLIP = 8
"""The price of a mention that is wrong by a slip of the hand, wherever it stands then."""

_STEP, _TURN = 7, 24
"""The price of another shift, besides its size, and what one costs more that takes back."""

_NEAR, _REACH = 500, 300
"""How far from a place a text is looked for: from where it stands, and from where it should."""

_SAMPLE, _LOOKS, _POPULAR = 100, 10, 8
"""How many mentions vote on the shifts, with how many places on each side; and for how many."""


class Case(msgspec.Struct, frozen=True):
    """A mention with one or several spans as evidence.

    Attributes:
        mention: The mention.
        right: It is where it says.
        bits: The price of saying that it slipped; 0 where it did not, be its text spoilt or not.
        copies: Mentions with the same place and text.
    """

    mention: Mention
    right: bool
    bits: float = 0
    copies: tuple[Mention, ...] = ()


class _Way(msgspec.Struct):
    """The best way to explain the mentions so far that ends in a shift."""

    score: float
    price: float
    last: _Step


class _Step(msgspec.Struct, frozen=True):
    offset: int
    shift: int
    before: _Step | None = None


def head(mention: Mention) -> str:
    """Return the text of a mention's first span: all of it, unless the mention is discontinuous."""
    first, text = mention.spans[0], mention.text
    return text if len(mention.spans) == 1 else text[: first.end - first.start]


def distance_bits(distance: int) -> float:
    """Return the price of missing a place by a distance: near misses are usual."""
    return 1 + 2 * log2(1 + abs(distance))


def slip_bits(text: str, mention: Mention) -> float:
    """Return the price of saying that one slip of the hand put a mention where it stands."""
    start = mention.spans[0].start
    places = _around(text, head(mention), start, _NEAR)
    farthest = 1 + log2(1 + len(text))
    return _SLIP + min([farthest, *(distance_bits(place - start) for place in places)])


def _around(text: str, surface: str, start: int, reach: int) -> list[int]:
    """Return the occurrences nearest to a place, at most one on each side."""
    start = min(max(start, 0), len(text))
    left = text.rfind(surface, max(start - reach, 0), start + len(surface) - 1)
    right = text.find(surface, start, start + reach + len(surface))
    return [place for place in (left, right) if place >= 0]


def popular_shifts(text: str, cases: Sequence[Case]) -> list[int]:
    """Return by how much mentions are displaced most often, as far as a sample of them says.

    A mention votes for the ways to the places where its text stands: the fewer, the more they
    count.
    """
    votes: Counter[int] = Counter()
    wrong = [case.mention for case in cases if case.bits]
    for mention in wrong[:: len(wrong) // _SAMPLE + 1]:
        start, surface = mention.spans[0].start, head(mention)
        middle = min(max(start, 0), len(text))
        places = [
            *islice(leftward(text, surface, middle, 0), _LOOKS),
            *islice(rightward(text, surface, middle, len(text)), _LOOKS),
        ]
        for place in places:
            votes[start - place] += 2 * _LOOKS // len(places)
    best = sorted(votes, key=lambda shift: (-votes[shift], abs(shift), shift))
    return [shift for shift in best[:_POPULAR] if shift]


def aligned(text: str, cases: Sequence[Case], popular: Sequence[int]) -> tuple[Counting, float]:
    """Find the steps by which offsets and text diverge: those that explain most mentions.

    Each mention, in the order of the offsets, is explained by every shift at which its text stands.
    Going over to another shift has a price. For every shift the best way to end in it is kept.

    Returns:
        The steps, and their price.
    """
    best = _Way(0, 0, _Step(0, 0))
    ways = {0: best}
    for case in sorted(cases, key=lambda case: case.mention.spans[0]):
        start = case.mention.spans[0].start
        reward = case.bits + UNEXPLAINED if case.bits else CONTRADICTION
        leading, score, price = best.last, best.score, best.price
        for shift in _shifts(text, case, leading.shift, popular):
            toll = _toll(leading.shift, shift)
            way = ways.get(shift)
            if case.right and shift and way is None:
                continue  # what is right begins no step: it stays where it is
            if way is None or way.score < score - toll:
                step = leading if shift == leading.shift else _Step(start, shift, leading)
                way = ways[shift] = _Way(score - toll, price + toll, step)
            way.score += reward
            if way.score > best.score:
                best = way
    steps = list(_steps(best.last))[-2::-1]
    offsets = tuple(step.offset for step in steps)
    return Counting(offsets, offsets, (0, *(step.shift for step in steps))), best.price


def _steps(step: _Step | None) -> Iterator[_Step]:
    while step is not None:
        yield step
        step = step.before


def _toll(before: int, shift: int) -> float:
    """Return the price of going over from one shift to another."""
    if shift == before:
        return 0
    grows = before * (shift - before) >= 0
    # Twice as dear as a slip of that size: mere chance must not find a step for every mention.
    return _STEP + 4 * log2(1 + abs(shift - before)) + (0 if grows else _TURN)


def _shifts(text: str, case: Case, expected: int, popular: Sequence[int]) -> set[int]:
    """Return the shifts that explain a mention; a wrong one is not explained by none at all."""
    surface, start = head(case.mention), case.mention.spans[0].start
    shifts = {start - place for place in _around(text, surface, start - expected, _REACH)}
    shifts.update(
        shift for shift in popular if start >= shift and text.startswith(surface, start - shift)
    )
    shifts.discard(0)
    if case.right:
        shifts.add(0)
    return shifts
