"""Causes that put many mentions of a document into the wrong place, and where these belong.

Each has a price in bits (see `_alignment`), by how unusual it is: how offsets come to be wrong is
no secret, and what is usual needs less evidence.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise

import msgspec

from annolint import Document, Mention, Span
from annolint_rules.spans._alignment import Case, aligned, distance_bits, popular_shifts
from annolint_rules.spans._counting import Counting, Pieces, counting, joined_by
from annolint_rules.spans._restarts import in_passages, in_sentences
from annolint_rules.spans._ways import WAYS

Place = Callable[[Mention], tuple[Span, ...]]
"""From a mention to the spans where it belongs.

They are its own where the cause does not concern it, and none where it could not stand at all.
"""

_USUAL, _UNUSUAL, _SENTENCES = 15, 16, 20
_SHIFT, _JOINT, _STEPS = 16, 12.5, 10
"""What these cost besides the shift itself."""

_WITNESSED = -2
"""What is added to a price where the file bears witness."""

_BESIDES = 8
"""What is added for wrong edges besides another cause."""

_BOM = b"\xef\xbb\xbf"
_MOST_BLANKS = 10
"""More characters than these do not stand between two passages."""

_BOTH = (1, 1, "count from 1", "subtract 1 from both offsets")
_EDGES = (
    _BOTH,
    (0, -1, "end at the last character instead of after it", "add 1 to the end offsets"),
    (1, 0, "count from 1 and end at the last character", "subtract 1 from the start offsets"),
    (0, 1, "end one character too late", "subtract 1 from the end offsets"),
)
"""By how much starts and ends are too large, what the offsets then do, and what to do."""


class Cause(msgspec.Struct, frozen=True):
    """Why mentions of a document are in the wrong place.

    Attributes:
        price: How unusual it is, in bits.
        what: The cause in words, as a clause.
        remedy: What to do.
        build: Returns where mentions belong; None if the cause cannot be one here.
    """

    price: float
    what: str
    remedy: str
    build: Callable[[], Place | None]


def causes(document: Document, cases: Sequence[Case]) -> Iterator[Cause]:
    """Yield the causes that may be one in this document, the most usual of a price first.

    What explains anything at all comes first of all: the others are then soon given up.
    """
    shifts = popular_shifts(document.text, cases)
    yield _stepwise(document, cases, shifts)
    named = [
        *_wrong_edges(document),
        *_joined(document, shifts),
        *_restarted(document, cases),
        *_ways(document),
        *_constant(shifts),
    ]
    yield from sorted(named, key=lambda cause: cause.price)


def _placed(difference: Counting, edges: tuple[int, int] = (0, 0)) -> Place:
    """Return a function that places mentions whose offsets count that, with wrong edges besides."""
    at_start, at_end = edges

    def place(mention: Mention) -> tuple[Span, ...]:
        return tuple(
            [
                difference.place(Span(span.start - at_start, span.end - at_end))
                for span in mention.spans
            ]
        )

    return place


def _wrong_edges(document: Document) -> Iterator[Cause]:
    for start, end, what, remedy in _EDGES:
        build = partial(_placed, Counting(), (start, end))
        yield Cause(_USUAL, f"offsets {what}", remedy, build)
    file = document.files[-1]  # that of the text
    taken_off = file.offset if file.line == 1 else 0
    if taken_off == len(_BOM) or file.data.startswith(_BOM):
        build = partial(_placed, Counting(), (1, 1))
        price = _USUAL + _WITNESSED
        yield Cause(price, "offsets count the byte order mark", _BOTH[-1], build)
    what, remedy = "the second offset is the length of the mention", "add the start to it"
    yield Cause(_UNUSUAL, what, remedy, lambda: _placed_by_length)


def _placed_by_length(mention: Mention) -> tuple[Span, ...]:
    return tuple([Span(span.start, span.start + span.end) for span in mention.spans])


def _constant(shifts: Sequence[int]) -> Iterator[Cause]:
    for shift in shifts:
        number = abs(shift)
        size, verb = ("large", "subtract") if shift > 0 else ("small", "add")
        build = partial(_placed, Counting(), (shift, shift))
        price = _SHIFT + distance_bits(shift)
        yield Cause(price, f"all offsets are {number} too {size}", f"{verb} {number}", build)


def _joined(document: Document, shifts: Sequence[int]) -> Iterator[Cause]:
    """Yield causes that lie between the passages."""
    passages = document.passages
    kinds = [passage.kind for passage in passages]
    if len(kinds) < 2:  # noqa: PLR2004 - it takes two to have something between them
        return
    if len(kinds) == 2:  # noqa: PLR2004 - title and abstract, as a rule
        between, later = " and ".join(kinds), f"from the {kinds[1]} on"
    else:
        between, later = "two passages", "for each passage before"

    def joint(number: str, weight: int, remedy: str, price: float) -> Cause:
        what = f"offsets count {number} between {between}"
        difference = partial(_counted, document, joined_by(weight))
        return Cause(price, what, f"{remedy} {later}", partial(_differing, difference))

    yield joint("no character", 0, "add 1", _USUAL)
    for more in sorted({1, *(shift for shift in shifts if 0 < shift < _MOST_BLANKS)}):
        price = _JOINT + distance_bits(more)
        yield joint(f"{1 + more} characters", 1 + more, f"subtract {more}", price)
    second = passages[1].start
    twice = counting([(second - 1, second, second + 1)])
    what, remedy = f"offsets count the {kinds[0]} twice", f"subtract {second} {later}"
    yield Cause(_USUAL, what, remedy, lambda: _placed(twice))


def _ways(document: Document) -> Iterator[Cause]:
    data = document.files[-1].data  # that of the text
    for way in WAYS:
        price = way.price + (_WITNESSED if way.witness and way.witness in data else 0)
        difference = cache(partial(_counted, document, way.pieces))  # needed several times
        yield Cause(price, way.what, way.remedy, partial(_differing, difference))
        for start, end, what, _ in _EDGES:
            build = partial(_differing, difference, (start, end))
            yield Cause(price + _BESIDES, f"{way.what} and {what}", way.remedy, build)


def _counted(document: Document, pieces: Pieces) -> Counting:
    return counting(pieces(document))


def _differing(difference: Callable[[], Counting], edges: tuple[int, int] = (0, 0)) -> Place | None:
    """Do as `_placed`, but return None where there is no difference besides the edges."""
    found = difference()
    return _placed(found, edges) if found.starts else None


def _restarted(document: Document, cases: Sequence[Case]) -> Iterator[Cause]:
    """Yield causes by which offsets begin anew inside the document."""
    passages = document.passages
    if found := in_passages(document, cases):
        where, begin = "each passage", "where the passage begins"
        if len(passages) == 2:  # noqa: PLR2004 - title and abstract, as a rule
            where, begin = f"the {passages[1].kind}", f"{passages[1].start} there"
        what = f"offsets begin at 0 in {where}"
        yield Cause(_USUAL + found.price, what, f"add {begin}", partial(_same, found.place))
    if found := in_sentences(document, cases):
        what, remedy = "offsets begin at 0 in each sentence", "add where the sentence begins"
        yield Cause(_SENTENCES + found.price, what, remedy, partial(_same, found.place))


def _same(place: Place) -> Place:
    return place


def _stepwise(document: Document, cases: Sequence[Case], shifts: Sequence[int]) -> Cause:
    """Return the cause that characters were lost from the text, or added to it."""
    difference, price = aligned(document.text, cases, shifts)

    def place(mention: Mention) -> tuple[Span, ...]:
        spans = tuple([difference.place(span) for span in mention.spans])
        if len(spans) > 1:
            return spans
        # What was lost or added may have been in the mention: its end says nothing.
        start = spans[0].start
        moved = start != mention.spans[0].start
        return (Span(start, start + len(mention.text)),) if moved else mention.spans

    steps = [after - before for before, after in pairwise(difference.shifts)]
    if all(step > 0 for step in steps):
        what = "characters were lost from the text"
    elif all(step < 0 for step in steps):
        what = "characters were added to the text"
    else:
        what = "characters were lost from the text and added to it"
    remedy = "restore the text, or correct the offsets after each such place"
    return Cause(_STEPS + price, what, remedy, lambda: place if steps else None)
