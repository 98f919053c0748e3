"""How alike two texts are, without the texts: MinHash signatures of their word pairs.

The likeness of two texts is the share of their word pairs that both have (Jaccard). A signature is
a sample of it: 128 numbers, of which as many agree, on average, as the texts are alike; the
deviation is 3 in 100 (measured). Texts that may be alike are found by bands of the signature, in
time that grows with the number of texts, not with its square.

Source: Broder, On the resemblance and containment of documents, 1997.
"""

from collections.abc import Container, Hashable, Iterator, Sequence
from itertools import chain, pairwise
from operator import eq
from struct import Struct

from annolint import Document
from annolint_rules._patterns import lazy

_SIZE = 128
_SEED = 1
_PACKED = Struct(f"{_SIZE}H")
"""Two bytes of each number are enough: 1 in 65,536 agrees by chance."""
_BAND = 8
"""Bytes of a signature in a band: 4 numbers. Of 32 bands, two texts that are alike to one half have
one in common in 87 of 100 cases, those alike to two thirds in 999 of 1,000."""

_MOST_COMPARED = 16

FEWEST_WORDS = 50
"""Shorter texts are never nearly the same: single sentences of one author are alike to two thirds
and say different things."""

_PIECEMEAL = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
)
"""Characters of scripts that put no blanks between words: Thai to Khmer, Chinese, Japanese."""
_WORD = lazy(rf"[^\W{_PIECEMEAL}]+|[{_PIECEMEAL}]")


def signature_of(document: Document) -> bytes:
    """Return the signature of a document's text; empty where the text is too short to have one."""
    words = _WORD.findall(document.text.casefold())
    if len(words) < FEWEST_WORDS:
        return b""
    from rensa import RMinHash  # noqa: PLC0415 - 5 ms, and few projects name their splits

    sample = RMinHash(_SIZE, _SEED)
    sample.update(list(map(" ".join, pairwise(words))))
    return _PACKED.pack(*[number & 0xFFFF for number in sample.digest()])


def likeness(one: bytes, other: bytes) -> float:
    """Return how alike the texts of two signatures are, from 0 to 1; 0 where one has none."""
    if not (one and other):
        return 0.0
    agreeing: int = sum(map(eq, _PACKED.unpack(one), _PACKED.unpack(other)))
    return agreeing / _SIZE


def near_copies(
    signatures: Sequence[bytes],
    parts: Sequence[Hashable],
    known: Container[int],
    least: float,
) -> Iterator[tuple[int, int]]:
    """Yield texts with an earlier one that is at least so alike and in another part.

    Both sequences are by number of the text; those in `known` are not looked at again. A text is
    compared with a few of those that share a band with it, so that a corpus of forms that are all
    alike takes no longer than any other.
    """
    found: set[int] = set()
    for start in range(0, _PACKED.size, _BAND):
        sharing: dict[Hashable, dict[bytes, list[int]]] = {part: {} for part in parts}
        for number, signature in enumerate(signatures):
            if not signature:
                continue
            own = parts[number]
            band = signature[start : start + _BAND]
            if number not in found and number not in known:
                others = (each.get(band, ()) for part, each in sharing.items() if part != own)
                for other in chain.from_iterable(others):
                    if likeness(signature, signatures[other]) >= least:
                        found.add(number)
                        yield number, other
                        break
            alike = sharing[own].setdefault(band, [])
            if len(alike) < _MOST_COMPARED:
                alike.append(number)
