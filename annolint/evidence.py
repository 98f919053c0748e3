"""What a count says: whether it is rare, whether a name is a slip, and how a question shows it.

This module knows no kind of evidence in particular.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from annolint.survey import Tally

_RARE = 20
_RARE_SHARE = 1 / 200
"""What is seen at most so often, and in less than this share of the cases, is rare."""
_SLIP_SHARE = 1 / 20
"""A type that is one slip from another and less than so frequent is probably misspelt."""
_SHORTEST_SLIP = 5


class Entry(msgspec.Struct, frozen=True):
    """A key of the schema with its value, and what the data say about it."""

    key: str
    value: Any
    note: str = ""


class Section(msgspec.Struct):
    """What is proposed for one type, and what is asked about it."""

    name: str
    note: str
    entries: list[Entry] = []
    questions: list[str] = []


def meant_by(kind: str, tallies: Mapping[str, Tally]) -> str:
    """Return the type that a much rarer one is a slip of, in one letter or in case; else empty."""
    if len(kind) < _SHORTEST_SLIP:
        return ""
    most = tallies[kind].count / _SLIP_SHARE
    frequent = [other for other, tally in sorted(tallies.items()) if tally.count >= most]
    return next((other for other in frequent if _is_slip(kind, other)), "")


def _is_slip(word: str, other: str) -> bool:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where types are nearly alike

    if abs(len(word) - len(other)) > 1 or re.findall("[0-9]", word) != re.findall("[0-9]", other):
        return False
    one, two = word.casefold(), other.casefold()
    longest = max(len(one), len(two))
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= 1 - 1 / longest


def is_rare(count: int, total: int) -> bool:
    """Say whether so many of all cases are too few to make a rule of."""
    return count <= _RARE and count < total * _RARE_SHARE


def can_be_written(text: str) -> bool:
    """Say whether TOML can hold a text: lone surrogates stand for bytes that are no UTF-8."""
    return not re.search("[\ud800-\udfff]", text)


def in_quotes(text: str) -> str:
    """Write a text as TOML does, for a question."""
    return f'"{text}"'


def counted(count: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def times(count: int) -> str:
    """Return how often something was seen."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def places(tally: Tally) -> str:
    """Return the first places, and how many there are more; a file is named once."""
    shown, last = [], ""
    for path, line in tally.places:
        shown.append(f"{line}" if path == last else f"{path}:{line}")
        last = path
    more = tally.count - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")
