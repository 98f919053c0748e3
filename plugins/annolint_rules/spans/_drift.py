"""Whether one cause explains why many mentions of a document are in the wrong place.

That so many mentions slipped one by one has a price, and so has a cause, by how unusual it is (in
bits, see `_alignment`). The cause that saves most is believed, if it saves anything; so a cause
needs more evidence the more unusual it is, and a single slip by a character or two is a slip.
"""

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from annolint import Document, Mention, Span
from annolint_rules._places import is_sound
from annolint_rules._shared import broken_records
from annolint_rules.spans._alignment import (
    CONTRADICTION,
    UNEXPLAINED,
    Case,
    slip_bits,
)
from annolint_rules.spans._alterations import alteration, has_own_edges
from annolint_rules.spans._causes import Cause, Place, causes

_SAMPLE = 200
_PROMISING = 10
"""One mention in so many must be explained; a cause that saves bits explains more."""


class Drift(msgspec.Struct, frozen=True):
    """What is wrong with the offsets of a document.

    Attributes:
        cause: The cause, and what to do about it.
        place: Where a mention belongs.
        mentions: The wrong mentions that are explained, in the order of the file.
        by_chance: Mentions that have another place too, by the cause, and seem right where they
            are.
        is_whole: No mention is right that by the cause is not.
    """

    cause: Cause
    place: Place
    mentions: tuple[Mention, ...]
    by_chance: tuple[Mention, ...]
    is_whole: bool


def explain(document: Document, cases: Sequence[Case]) -> Drift | None:
    """Return the one cause that explains most of what is wrong with the places of mentions."""
    wrong = [case for case in cases if case.bits]
    if not wrong:
        return None
    slips = sum(case.bits for case in wrong)
    sample = wrong[:: len(wrong) // _SAMPLE + 1]
    best: tuple[Cause, Place] | None = None
    saved = 0.0
    for cause in causes(document, cases):
        if slips - cause.price <= saved:
            continue
        place = cause.build()
        if place is None or not _is_promising(document, sample, place):
            continue
        gain = _saved(document, cases, place) - cause.price
        if gain > saved:
            best, saved = (cause, place), gain
    return _drift(document, cases, *best) if best else None


def _drift(document: Document, cases: Sequence[Case], cause: Cause, place: Place) -> Drift:
    """Gather what a cause explains: a text may be spoilt besides."""
    explained: list[Mention] = []
    by_chance: list[Mention] = []
    is_whole = True
    for case in cases:
        mention = case.mention
        spans = place(mention)
        if spans != mention.spans:
            fits = _fits(document, mention, spans)
            if case.bits and (fits or _is_spoilt(document, mention, spans)):
                explained += (mention, *case.copies)
            elif fits:
                by_chance.append(mention)
            elif not case.bits:
                is_whole = False
    return Drift(cause, place, tuple(explained), tuple(by_chance), is_whole)


def _is_spoilt(document: Document, mention: Mention, spans: tuple[Span, ...]) -> bool:
    """Say whether a mention that stood at these spans would have a spoilt text, and whole edges."""
    if not spans:
        return False
    moved = replace(mention, spans=spans)
    if not alteration(document, moved):
        return False
    if len(spans) == 1:
        moved = replace(moved, spans=(same_words(document, moved),))
    return has_own_edges(mention.text, document.covered_text(moved))


def same_words(document: Document, mention: Mention) -> Span:
    """Return where a mention ends if the text has other white space between its words."""
    (span,) = mention.spans
    words = r"\s+".join(re.escape(word) for word in mention.text.split())
    match = re.compile(words).match(document.text, span.start) if span.start >= 0 else None
    return Span(*match.span()) if match and words else span


def _is_promising(document: Document, sample: Sequence[Case], place: Place) -> bool:
    """Say whether a cause explains some of the mentions that are wrong, and so may save bits."""
    found = sum(_fits(document, case.mention, place(case.mention)) for case in sample)
    return found * _PROMISING >= len(sample)


def evidence(document: Document) -> list[Case]:
    """Return the mentions of which text and place can be compared, in the order of the file.

    Wrong mentions that stand at one place with one text are one piece of evidence.
    """
    suspects = {mention.index for mention in document.suspect_mentions}
    broken = broken_records(document)
    cases: list[Case] = []
    wrong: dict[tuple[tuple[Span, ...], str], int] = {}
    for mention in document.mentions:
        if mention.index not in suspects:
            cases.append(Case(mention, right=True))
        elif mention.spans and mention.text.strip() and id(mention) not in broken:
            key = mention.spans, mention.text
            if key in wrong:
                case = cases[wrong[key]]
                cases[wrong[key]] = replace(case, copies=(*case.copies, mention))
            elif is_sound(document, mention):
                cases.append(Case(mention, right=True))
            elif alteration(document, mention):
                cases.append(Case(mention, right=False))
            else:
                wrong[key] = len(cases)
                cases.append(Case(mention, right=False, bits=slip_bits(document.text, mention)))
    return cases


def _saved(document: Document, cases: Sequence[Case], place: Place) -> float:
    """Return how many bits a cause saves, its own price aside."""
    bits = 0.0
    for case in cases:
        mention = case.mention
        spans = place(mention)
        if spans != mention.spans and _fits(document, mention, spans):
            bits += case.bits
        elif case.bits:
            bits -= UNEXPLAINED
        elif spans != mention.spans:
            bits -= CONTRADICTION
    return bits


def _fits(document: Document, mention: Mention, spans: tuple[Span, ...]) -> bool:
    """Say whether the text of a mention stands at these spans."""
    if len(spans) == 1:
        start, end = spans[0].start, spans[0].end
        return 0 <= start < end and document.text[start:end] == mention.text
    return bool(spans) and is_sound(document, replace(mention, spans=spans))
