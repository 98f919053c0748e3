"""What rules of several families ask about the place of a mention.

Offsets that are shown are those of `Document.text`, as a file of offsets writes them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TypeAlias

from annolint import Document, Mention, Span, quoted

MISPLACED = ("SPN001", "SPN002", "SPN003", "SPN004", "SPN005")
"""Codes of findings that a mention is in the wrong place: what follows from it is no news."""

_JOINERS = frozenset(" \t\r\n.…[]")
"""Characters that formats write between the fragments of a discontinuous mention."""

Occurrences: TypeAlias = dict[str, list[int]]
"""Where texts stand in a document."""

_NEAR = 500
_LOOKS = 20
"""Occurrences that are looked at on each side, so that a one-letter mention costs no more."""

_MOST_KNOWN = 10_000

_FEWEST = 3
"""Mentions that a document must have before their offsets are the same by no slip of one line."""


def shown(mention: Mention) -> str:
    """Return the offsets of a mention for a message: `15-26`, fragments separated by commas."""
    return ", ".join(f"{span.start}-{span.end}" for span in mention.spans)


def named(mention: Mention) -> str:
    """Return the text and type of a mention for a message: `'aspirin' (Chemical)`."""
    return f"{quoted(mention.text)} ({mention.type or 'no type'})"


def agrees(document: Document, mention: Mention) -> bool:
    """Say whether the mention's text stands at its spans.

    The comparison is exact but for two things: the joint between two passages may be a line feed
    or a blank, and fragments may be joined by anything that formats write between them.
    """
    spans = mention.spans
    if len(spans) == 1:
        return _reads(document, spans[0], mention.text)
    if len(mention.fragment_texts) == len(spans):
        return all(map(_reads, [document] * len(spans), spans, mention.fragment_texts))
    return any(
        _joins([document.text[span.start : span.end] for span in order], mention.text)
        for order in (spans, tuple(sorted(spans)))
    )


def is_sound(document: Document, mention: Mention) -> bool:
    """Say whether the spans are well formed, lie inside the text and hold the mention's text."""
    size = len(document.text)
    return all(0 <= span.start < span.end <= size for span in mention.spans) and agrees(
        document, mention
    )


def _reads(document: Document, span: Span, surface: str) -> bool:
    covered = document.text[max(span.start, 0) : max(span.end, 0)]
    if len(covered) != len(surface):
        return False
    for joint in _joints(document):
        at = joint - span.start
        if 0 <= at < len(covered) and surface[at] == " ":
            covered = f"{covered[:at]} {covered[at + 1 :]}"
    return covered == surface


def _joints(document: Document) -> Iterator[int]:
    """Yield where a line feed joins two passages."""
    for passage in document.passages[1:]:
        joint = passage.start - 1
        if document.text[joint : joint + 1] == "\n":
            yield joint


def _joins(pieces: list[str], surface: str) -> bool:
    """Say whether a text is these pieces, with nothing but joining characters between them."""
    position = 0
    for number, piece in enumerate(pieces):
        while (
            number
            and position < len(surface)
            and surface[position] in _JOINERS
            and not surface.startswith(piece, position)
        ):
            position += 1
        if not surface.startswith(piece, position):
            return False
        position += len(piece)
    return position == len(surface)


def have_one_place(document: Document) -> bool:
    """Say whether all mentions of a document, which have other texts, have the same offsets.

    At one place there is one text, so these are no offsets, and tell no mention from another.
    """
    mentions = document.mentions
    if len(mentions) < _FEWEST or len({mention.spans for mention in mentions}) > 1:
        return False
    spans = mentions[0].spans
    lengths = [span.end - span.start for span in spans]
    texts = {mention.text.casefold() for mention in mentions}
    return len(texts) > (2 if any(lengths) else 1) and bool(spans)


def taken_spans(document: Document) -> frozenset[Span]:
    """Return the spans at which a mention rightly stands."""
    suspects = {mention.index for mention in document.suspect_mentions}
    return frozenset(
        mention.spans[0] for mention in document.mentions if mention.index not in suspects
    )


def advice(
    document: Document, mention: Mention, taken: AbstractSet[Span], known: Occurrences
) -> str:
    """Say in a message what to do about a mention whose offsets cannot be right."""
    if not mention.text.strip():
        return "correct the offsets or remove the mention"
    place = nearest(document, mention, taken, known)
    if place is None:
        return f"{quoted(mention.text)} stands nowhere in it: correct or remove the mention"
    return f"{quoted(mention.text)} stands at {place.start}-{place.end}: correct the offsets"


def nearest(
    document: Document,
    mention: Mention,
    taken: AbstractSet[Span],
    known: Occurrences | None = None,
) -> Span | None:
    """Return where the mention's text stands nearest to its start, None if nowhere.

    Whole words are preferred to parts of words, and places without a mention to those in `taken`.
    What is found far away is kept in `known`, so that many mentions do not take too long.
    """
    text, surface = document.text, mention.text
    start = max(min(mention.spans[0].start, len(text)), 0)
    low, high = max(start - _NEAR, 0), start + _NEAR + len(surface)
    best = _best(
        document,
        mention,
        taken,
        (leftward(text, surface, start, low), rightward(text, surface, start, high)),
    )
    if best is None or best[:2] != (False, False):
        found = occurrences(text, surface, {} if known is None else known)
        here = bisect_left(found, start)
        before, after = reversed(found[max(here - _LOOKS, 0) : here]), found[here : here + _LOOKS]
        best = _best(document, mention, taken, (before, after))
    position = best[3] if best else _across_joint(document, surface)
    return None if position is None else Span(position, position + len(surface))


def _best(
    document: Document,
    mention: Mention,
    taken: AbstractSet[Span],
    sides: Iterable[Iterable[int]],
) -> tuple[bool, bool, int, int] | None:
    """Return the best of the places of a text, the nearest of each side first, with its rank."""
    text, length, start = document.text, len(mention.text), mention.spans[0].start
    best: tuple[bool, bool, int, int] | None = None
    for side in sides:
        for found in islice(side, _LOOKS):
            end = found + length
            whole = not (inside_word(text, found) or inside_word(text, end))
            rank = (not whole, Span(found, end) in taken, abs(found - start), found)
            best = rank if best is None else min(best, rank)
            if rank[:2] == (False, False):
                break
    return best


def occurrences(text: str, surface: str, known: Occurrences) -> list[int]:
    """Return where a text stands, in order, at most 10,000 times; `known` keeps it."""
    if surface not in known:
        known[surface] = list(islice(rightward(text, surface, 0, len(text)), _MOST_KNOWN))
    return known[surface]


def _across_joint(document: Document, surface: str) -> int | None:
    """Return where a text stands that has a blank for the line feed between two passages."""
    text, length = document.text, len(surface)
    if " " in surface:
        for joint in _joints(document):
            low = max(joint - length, 0)
            found = f"{text[low:joint]} {text[joint + 1 : joint + length]}".find(surface)
            if found >= 0:
                return low + found
    return None


def leftward(text: str, surface: str, start: int, low: int) -> Iterator[int]:
    """Yield the occurrences that begin before `start` and not before `low`, the nearest first."""
    high = start + len(surface) - 1
    if text.find(surface, low, high) < 0:  # several times as fast as `rfind`
        return
    position = text.rfind(surface, low, high)
    while position >= 0:
        yield position
        position = text.rfind(surface, low, position + len(surface) - 1)


def rightward(text: str, surface: str, start: int, high: int) -> Iterator[int]:
    """Yield the occurrences that begin at `start` or after it and end by `high`."""
    position = text.find(surface, start, high)
    while position >= 0:
        yield position
        position = text.find(surface, position + 1, high)


def inside_word(text: str, offset: int) -> bool:
    return text[offset - 1 : offset].isalnum() and text[offset : offset + 1].isalnum()


def whole_words(document: Document, mention: Mention) -> bool:
    """Say whether the spans of a mention lie inside the text, cut no word and have no padding."""
    text = document.text
    return all(
        0 <= span.start < span.end <= len(text)
        and not inside_word(text, span.start)
        and not inside_word(text, span.end)
        and not text[span.start].isspace()
        and not text[span.end - 1].isspace()
        for span in mention.spans
    )
