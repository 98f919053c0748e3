"""Words that an offset divides, and when that is meant: seams, endings, compounds. Knows no rule.

Only words of Latin, Greek or Cyrillic letters are looked at: other scripts have no blanks between
words, or write particles onto them.
"""

import re

import msgspec

from annolint_rules._patterns import lazy

FIRST_MARK = "\u0300"
_LAST_MARK = "\u036f"
_MARKS = f"{FIRST_MARK}-{_LAST_MARK}"
"""Accents and the like that follow their letter."""

_WORD = lazy(
    rf"[0-9A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿ{_MARKS}]+|[0-9Ͱ-Ͽἀ-῿{_MARKS}]+|[0-9Ѐ-ԯ{_MARKS}]+"  # noqa: RUF001 - Greek
)
_LONGEST = 100
"""Characters on each side of an offset that may belong to the word; no word is longer."""

_PREFIX = lazy(
    "ante|anti|circum|counter|extra|hemi|hyper|infra|inter|intra|meta|multi|non|over|para|peri|poly|"
    "post|semi|super|supra|trans|ultra|under"
)
_MULTIPLIER = lazy("bis|de|deoxy|di|hexa|mono|nor|penta|per|tert|tetra|tri|tris")
_RADICAL = lazy(
    "acet|allyl|amin|azo|benz|brom|but|carb|chlor|eth|fluor|gluc|hydr|iod|meth|nitr|ox[oy]|phen|"
    "phosph|prop|sacchar|sul[fp]|thi"
)
_NO_PLURAL = lazy("ascite|diabete|herpe|measle|mump|pancrea|sapien")
"""Words without their last letter, which is no ending."""

_SHORTEST_PART = 4
_SHORTEST_NOUN = 3


class Split(msgspec.Struct, frozen=True):
    """A word that an edge of a mention divides: the part outside it, and the part inside.

    `at_start` says that the mention begins here, so that the part outside comes first.
    """

    word: str
    outside: str
    inside: str
    at_start: bool

    @property
    def is_seam(self) -> bool:
        """Whether the parts meet where digits, capitals or small letters begin: `p53|wt`."""
        first, second = (
            (self.outside, self.inside) if self.at_start else (self.inside, self.outside)
        )
        before, after = first[-1], second[0]
        if before.isdecimal() != after.isdecimal() or (before.islower() and after.isupper()):
            return True
        return after.islower() and before.isupper() and first[-2:-1].isupper()

    @property
    def is_regular(self) -> bool:
        """Whether the word is made of parts, of which the mention is one: `tumor|s`, `anti|viral`.

        Parts of compounds have at least four letters, but for a few prefixes.
        """
        outside, inside = self.outside.lower(), self.inside.lower()
        shortest = min(len(outside), len(inside))
        if self.at_start:
            if _MULTIPLIER.fullmatch(outside) and _RADICAL.match(inside):
                return True
            if _PREFIX.fullmatch(outside):
                return len(inside) >= _SHORTEST_NOUN
            return shortest >= _SHORTEST_PART and outside.endswith("o")
        if is_ending(inside, self.outside):
            return True
        return shortest >= _SHORTEST_PART and inside.endswith(("o", "yl"))


def is_ending(noun: str, ending: str) -> bool:
    """Say whether an English noun in lower case has its plural or genitive with this ending."""
    if len(noun) < _SHORTEST_NOUN or _NO_PLURAL.fullmatch(noun):
        return False
    if ending == "s":
        return not noun.endswith(("s", "i", "u", "ie"))
    return ending == "es" and noun.endswith(("ss", "us", "x", "z", "ch", "sh", "o"))


def split_at(text: str, offset: int, other: int) -> Split | None:
    """Return the word that one edge of a mention divides; `other` is the other edge."""
    before, after = text[offset - 1 : offset], text[offset : offset + 1]
    if not (before.isalnum() and _belongs(after)):
        return None
    start, end = offset - 1, offset + 1
    while start and _belongs(text[start - 1]) and offset - start < _LONGEST:
        start -= 1
    while end < len(text) and _belongs(text[end]) and end - offset < _LONGEST:
        end += 1
    if not _WORD.fullmatch(text, start, end):
        return None
    if offset < other:
        inside = text[offset : min(end, other)]
        return Split(text[start:end], text[start:offset], inside, at_start=True)
    inside = text[max(start, other) : offset]
    return Split(text[start:end], text[offset:end], inside, at_start=False)


def _belongs(character: str) -> bool:
    return character.isalnum() or FIRST_MARK <= character <= _LAST_MARK


def stands_whole(text: str, surface: str) -> bool:
    """Say whether a surface form stands somewhere in a text as a word; capitals must be the same.

    Words in small letters may stand there with a capital, and the other way round.
    """
    flags = re.NOFLAG if surface.isupper() else re.IGNORECASE
    whole = rf"(?<![\w{_MARKS}]){re.escape(surface)}(?![\w{_MARKS}])"
    return re.search(whole, text, flags) is not None
