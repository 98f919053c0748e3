"""What is done one way almost everywhere in a file, and another way in a few places.

Knows counts alone. What about as many do is a convention that nobody told us, and so is what one
type of mention does throughout.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

Uses = Mapping[tuple[str, str], int]
"""How many times a mention type has something done in a way."""


class Minority(NamedTuple):
    """A way that is rare in `types` of mentions: `number` times, of `total` in the file.

    The others do it the `usual` way.
    """

    way: str
    usual: str
    types: tuple[str, ...]
    number: int
    total: int


def minorities(uses: Uses, dominance: int) -> list[Minority]:
    """Return the ways that are rare.

    The usual way is `dominance` times as frequent, or more, and no rarer in the type itself.
    """
    totals: Counter[str] = Counter()
    for (_, way), number in uses.items():
        totals[way] += number
    usual = max(sorted(totals), key=lambda way: totals[way])
    found = []
    for way in sorted(totals.keys() - {usual}):
        here = {kind: number for (kind, each), number in uses.items() if each == way}
        types = tuple(
            kind for kind, number in sorted(here.items()) if uses.get((kind, usual), 0) >= number
        )
        number = sum(here[kind] for kind in types)
        if types and totals[usual] >= dominance * number:
            found.append(Minority(way, usual, types, number, sum(totals.values())))
    return found
