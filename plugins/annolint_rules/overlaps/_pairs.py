"""What the rules about overlaps share: where a finding about two mentions stands, and the walk."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

from annolint import Document, Mention, Schema
from annolint_rules._places import is_sound

MOST_SURVEYED = 50
"""Partners of one mention that a survey counts; more of them are no annotation."""


def is_declared(schema: Schema, mention: Mention) -> bool:
    """Say whether the schema has a type of the mention, or no types at all."""
    return not schema.mentions or any(kind in schema.mentions for kind in mention.types)


def at_and_other(document: Document, one: Mention, other: Mention) -> tuple[Mention, Mention]:
    """Return the mention of a pair at which a finding stands, then the other one.

    That is the later one in the file, unless the first one is in the wrong place: the finding about
    that place then explains the overlap, and this one yields to it.
    """
    first, later = sorted((one, other), key=lambda mention: mention.index)
    return (later, first) if is_sound(document, first) else (first, later)


def walk(
    group: Iterable[Mention],
) -> Iterator[tuple[Mention, Iterator[Mention], Iterator[Mention]]]:
    """Go through the contiguous mentions of an overlap group from left to right.

    Yields each with the earlier ones that cross it, and with those that contain it and are longer;
    the shortest overlap and the innermost come first. Both are to be used before the next step.
    Nothing is compared with everything else: thousands of mentions may stand at one place.
    """
    begun: list[tuple[int, int, int, Mention]] = []
    for number, mention in enumerate(group):
        if len(mention.spans) != 1:
            continue
        span = mention.spans[0]
        if span.start >= span.end:
            continue
        del begun[: bisect_left(begun, (span.start + 1,))]
        inside = bisect_left(begun, (span.end,))
        around = bisect_left(begun, (span.end, 1 - span.start))  # behind those of the same place
        yield mention, _mentions(begun, 0, inside), _mentions(begun, around, len(begun))
        insort(begun, (span.end, -span.start, number, mention))


def _mentions(
    begun: Sequence[tuple[int, int, int, Mention]], start: int, end: int
) -> Iterator[Mention]:
    return (begun[number][-1] for number in range(start, end))


def interleave(one: Mention, other: Mention) -> bool:
    """Say whether mentions, one of them discontinuous, share a part, neither all."""
    if len(one.spans) == 1 and len(other.spans) == 1:
        return False
    return (
        any(a.start < b.end and b.start < a.end for a in one.spans for b in other.spans)
        and not _covers(one, other)
        and not _covers(other, one)
    )


def _covers(one: Mention, other: Mention) -> bool:
    return all(any(a.start <= b.start and b.end <= a.end for a in one.spans) for b in other.spans)
