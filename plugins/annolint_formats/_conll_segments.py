"""Sequences of tags to mentions, and the scheme that they follow.

Every sequence gives mentions, also one that no scheme allows: a letter that begins a mention or
another type begins one, a letter that ends it ends it. Whether the letters are those that the
scheme gives such a mention is another question; where they are not, the rule `invalid-transition`
says so, and where they are of another scheme, `mixed-tagging-scheme`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from annolint import TAGGING_SCHEMES, scheme_letters
from annolint_formats._conll_tags import Notation, Tag

_LETTERS: dict[str, frozenset[str]] = {
    name: frozenset(scheme_letters(name, 1) + scheme_letters(name, 3, follows=True, precedes=True))
    for name in TAGGING_SCHEMES
}
_FEWEST = 3
_SHARE = 10
"""One mention in so many of another scheme is no slip."""


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A mention in a sequence of tags: its first token and the one after its last.

    `doubtful` says that it stands next to a tag of which nothing can be told.
    """

    first: int
    end: int
    type: str
    types: tuple[str, ...]
    letters: str
    doubtful: bool = False


class Schemes(msgspec.Struct, frozen=True):
    """The scheme of most mentions, and another one that many follow; the last is empty if none."""

    main: str
    other: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The schemes, that of most mentions first."""
        return (self.main, self.other) if self.other else (self.main,)

    def is_foreign(self, letters: str, *, follows: bool = False, precedes: bool = False) -> bool:
        """Say whether a mention has the letters of another scheme than the file."""
        if letters == scheme_letters(self.main, len(letters), follows=follows, precedes=precedes):
            return False
        if not _LETTERS[self.main]:
            return False
        if not _LETTERS[self.main].issuperset(letters):
            return True
        return bool(self.other) and letters == scheme_letters(
            self.other, len(letters), follows=follows, precedes=precedes
        )


def segments(tags: Sequence[Tag]) -> Iterator[Segment]:
    """Yield the mentions of one sentence."""
    first = -1
    kind = letters = ""
    types: tuple[str, ...] = ()
    for number, tag in enumerate(tags):
        letter = tag.letter
        continues = first >= 0 and tag.type == kind and not tag.begins and letter not in "O?"
        if first >= 0 and not continues:
            yield Segment(first, number, kind, types, letters, _is_doubtful(tags, first, number))
            first = -1
        if letter in "O?":
            continue
        if first < 0:
            first, kind, types, letters = number, tag.type, tag.types, ""
        letters += letter
        if tag.ends:
            end = number + 1
            yield Segment(first, end, kind, types, letters, _is_doubtful(tags, first, end))
            first = -1
    if first >= 0:
        yield Segment(first, len(tags), kind, types, letters, _is_doubtful(tags, first, len(tags)))


def _is_doubtful(tags: Sequence[Tag], first: int, end: int) -> bool:
    """Say whether tokens stand next to a tag of which nothing can be told."""
    return (first > 0 and tags[first - 1].letter == "?") or (
        end < len(tags) and tags[end].letter == "?"
    )


def neighbours(found: Sequence[Segment], number: int) -> tuple[bool, bool]:
    """Say whether a mention of the same type ends right before this one, and begins right after."""
    here = found[number]
    before = found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    return (
        before is not None and before.end == here.first and before.type == here.type,
        after is not None and after.first == here.end and after.type == here.type,
    )


def found_schemes(
    sequences: Iterable[Sequence[str]], notation: Notation, scheme: str = ""
) -> Schemes:
    """Say which scheme the tags of sentences follow, and whether a part of them follows another."""
    if not notation.delimiters:
        return Schemes("types")
    known: dict[str, Tag] = {}
    kinds: Counter[tuple[str, bool, bool]] = Counter()
    for sequence in sequences:
        tags = []
        for written in sequence:
            tag = known.get(written)
            if tag is None:
                tag = known[written] = notation.read(written)
            tags.append(tag)
        found = list(segments(tags))
        for number, each in enumerate(found):
            if not each.doubtful:
                kinds[(each.letters, *neighbours(found, number))] += 1
    main = scheme or min(TAGGING_SCHEMES, key=lambda name: _misfits(name, kinds))
    rest = Counter({kind: count for kind, count in kinds.items() if not _fits(main, *kind)})
    if not rest:
        return Schemes(main)
    letters = {letter for kind in rest for letter in kind[0]}
    other = min(
        (name for name in TAGGING_SCHEMES if name != main),
        key=lambda name: (_misfits(name, rest), len(letters - _LETTERS[name])),
    )
    shared = rest.total() - _misfits(other, rest)
    own = sum(count for kind, count in rest.items() if not _LETTERS[main].issuperset(kind[0]))
    if own or (shared >= _FEWEST and shared * _SHARE >= kinds.total()):
        return Schemes(main, other)
    return Schemes(main)


def _fits(scheme: str, letters: str, follows: bool, precedes: bool) -> bool:
    return letters == scheme_letters(scheme, len(letters), follows=follows, precedes=precedes)


def _misfits(scheme: str, kinds: Counter[tuple[str, bool, bool]]) -> int:
    return sum(count for kind, count in kinds.items() if not _fits(scheme, *kind))
