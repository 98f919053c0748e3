"""What offsets count: characters (code points), UTF-16 units, or bytes of UTF-8.

Most texts count alike in all of them, so a text gets a table only when it needs one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Annotated, Literal, Protocol, TypeAlias

import msgspec

from annolint import option

Unit: TypeAlias = Literal["characters", "utf-16", "bytes"]

_LAST_OF_ONE_UNIT = "\uffff"


class CountsCharacters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The options of dialects whose offsets count characters."""

    offsets: Annotated[Unit, option("What offsets count.")] = "characters"


class CountsUtf16(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The options of dialects whose offsets count UTF-16 units, as programs in a browser do."""

    offsets: Annotated[Unit, option("What offsets count.")] = "utf-16"


class Counting(Protocol):
    """From offsets as a file writes them to characters of the text, and back."""

    def start(self, offset: int) -> int:
        """Return the character at which something begins."""

    def end(self, offset: int) -> int:
        """Return the character before which something ends."""

    def is_edge(self, offset: int) -> bool:
        """Say whether an offset is not inside of a character."""

    def offset(self, character: int) -> int:
        """Return the offset that the file writes for a character."""


class Counted:
    """A text whose offsets do not count characters.

    Offsets beyond the text are as far beyond it in the other unit.
    """

    def __init__(self, text: str, weigh: Callable[[str], int]) -> None:
        self._starts = list(accumulate(map(weigh, text), initial=0))

    def start(self, offset: int) -> int:
        """Return the character that an offset is at, or inside of."""
        starts = self._starts
        if offset > starts[-1]:
            return len(starts) - 1 + offset - starts[-1]
        return bisect_right(starts, offset) - 1

    def end(self, offset: int) -> int:
        """Return the character before which something ends: after the one that it is inside of."""
        return self.start(offset) + (not self.is_edge(offset))

    def is_edge(self, offset: int) -> bool:
        """Say whether a character begins at an offset, or none is there."""
        starts = self._starts
        return offset > starts[-1] or starts[bisect_right(starts, offset) - 1] == offset

    def offset(self, character: int) -> int:
        """Return the offset at which a character begins."""
        starts = self._starts
        if character < len(starts):
            return starts[max(character, 0)]
        return starts[-1] + character - len(starts) + 1


def counted(text: str, unit: Unit) -> Counting | None:
    """Return how offsets of a text count; None if they count characters."""
    if unit == "characters" or text.isascii():
        return None
    if unit == "bytes":
        return Counted(text, _bytes)
    return None if max(text) <= _LAST_OF_ONE_UNIT else Counted(text, _utf16_units)


def _bytes(character: str) -> int:
    if "\udc80" <= character <= "\udcff":  # a byte that is no UTF-8, kept as it is
        return 1
    return len(character.encode("utf-8", "surrogatepass"))


def _utf16_units(character: str) -> int:
    return 1 + (character > _LAST_OF_ONE_UNIT)
