"""What a misspelt word was probably meant to be. Knows no rule and no document."""

import difflib
from collections.abc import Iterable
from functools import lru_cache

_LONGEST = 100
"""Longer words are no slips of a type, and comparing them takes long."""
_ALIKE = 0.75


@lru_cache(maxsize=1024)
def nearest_spelling(word: str, known: tuple[str, ...]) -> str:
    """Return the known word that `word` is probably a slip of; empty if it looks like none."""
    if len(word) > _LONGEST:
        return ""
    folded = word.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE)), "")


def nearest_slip(word: str, known: Iterable[str]) -> str:
    """Return the first known word that is one slip away from `word`; empty if there is none."""
    folded = word.casefold()
    return next((other for other in known if one_slip_apart(folded, other.casefold())), "")


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter lost, added, exchanged, or swapped with its neighbour is between them."""
    if abs(len(one) - len(other)) > 1:
        return False
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end, most = 0, shorter - start
    while end < most and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if len(one) <= 1 and len(other) <= 1:
        return one != other
    return len(one) == 2 and one == other[::-1]  # noqa: PLR2004 - two neighbours, swapped
