"""Offsets that begin anew at 0 where a passage or a sentence begins."""

from collections.abc import Sequence
from itertools import pairwise
from math import log2

import msgspec

from annolint import Document, Mention, Span
from annolint_rules._patterns import lazy
from annolint_rules.spans._alignment import Case, head

_SENTENCE_END = lazy(r"[.!?]\s+|\n")

_REACH = 200
"""How many beginnings a mention is looked for after, from that of the mention before on."""


class Restarts(msgspec.Struct, frozen=True):
    """Where mentions belong if offsets begin anew.

    Attributes:
        spans: The places, by the number of the mention; none for one that is not found.
        price: The price of going from one beginning to another, in bits.
    """

    spans: dict[int, tuple[Span, ...]]
    price: float

    def place(self, mention: Mention) -> tuple[Span, ...]:
        """Return where a mention belongs."""
        return self.spans.get(mention.index, mention.spans)


def in_passages(document: Document, cases: Sequence[Case]) -> Restarts | None:
    """Place mentions from the beginnings of the passages; None if that explains nothing."""
    return _restarts(document.text, cases, [passage.start for passage in document.passages])


def in_sentences(document: Document, cases: Sequence[Case]) -> Restarts | None:
    """Place mentions from the beginnings of the sentences; None if that explains nothing."""
    begins = {match.end() for match in _SENTENCE_END.finditer(document.text)}
    for passage in document.passages:
        begins.add(passage.start)
        begins.update(sentence.start for sentence in passage.sentences)
    return _restarts(document.text, cases, sorted(begins))


def _restarts(text: str, cases: Sequence[Case], begins: Sequence[int]) -> Restarts | None:
    """Look for each mention behind the beginnings, in the order of the file."""
    if len(begins) < 2:  # noqa: PLR2004 - the first is 0
        return None
    longest = max(after - begin for begin, after in pairwise([*begins, len(text)]))
    wrong = [case.mention for case in cases if case.bits]
    if sum(mention.spans[0].start <= longest for mention in wrong) * 2 < len(wrong):
        return None
    spans: dict[int, tuple[Span, ...]] = {}
    price = 0.0
    current = 1  # nothing is wrong with the first
    for case in cases:
        mention = case.mention
        if case.right and mention.spans[-1].end <= begins[1]:
            continue
        start, surface = mention.spans[0].start, head(mention)
        spans[mention.index] = ()
        for number in (
            *range(current, min(current + _REACH, len(begins))),
            *range(min(current, _REACH)),
        ):
            begin = begins[number]
            if begin and text.startswith(surface, begin + start):
                price += 2 * log2(1 + abs(number - current))
                current = number
                spans[mention.index] = tuple(
                    [Span(span.start + begin, span.end + begin) for span in mention.spans]
                )
                break
    return Restarts(spans, price)
