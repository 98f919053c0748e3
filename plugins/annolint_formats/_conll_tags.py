"""Tags of a CoNLL file: the letter and type of each, and what a tag that is none must mean.

The usual tag is a letter, a hyphen and a type (`B-Gene`), or `O`. What a file does throughout is
its own way and no fault: an underscore, small letters, types alone, letters alone, a zero for `O`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import msgspec

from annolint import quoted

OUTSIDE = ("O", "0")
_LETTERS = "BIELSUMW"
_TAG = re.compile(rf"([{_LETTERS}{_LETTERS.lower()}])([-_])(.+)", re.DOTALL)
_LOOSE = re.compile(
    rf"([{_LETTERS}{_LETTERS.lower()}])(?: *[-_:.\u00ad\u2010-\u2015\u2212\ufe63\uff0d] *| +)(.+)",
    re.DOTALL,
)
_OTHER = re.compile(r"([^\W\d_])-(.+)", re.DOTALL)
_TURNED = re.compile(rf"(.+)[-_]([{_LETTERS}])", re.DOTALL)
_TYPE = re.compile(r"[^\W\d_][\w.:/&+-]*")
_ZEROS = (*OUTSIDE, "o", "\u039f", "\u041e", "\u03bf", "\u043e")
"""A small O, and letters of other scripts that look like one."""

_BEGIN, _INSIDE, _END, _ONLY = "B", "IM", "EL", "SUW"
_MOST_TYPES = 200
_LEAST_SHARE = 10
"""One tag in so many makes a manner of writing the file's own."""

_MOST_SLIPS = 3
_DOMINANCE = 4
"""Uses of a type for each of another that is a slip of it."""


class Tag(msgspec.Struct, frozen=True):
    """A tag as it is meant.

    Attributes:
        letter: In the upper case; `O` outside of mentions, `?` where nothing can be told.
        type: Empty in files that have letters alone.
        types: The same as a mention has it.
        fault: What is wrong with the tag as it is written; empty if nothing is.
        meant: How it is to be written, where that can be told.
    """

    letter: str
    type: str = ""
    types: tuple[str, ...] = ()
    fault: str = ""
    meant: str = ""

    @property
    def begins(self) -> bool:
        """Whether a mention begins here, whatever stands before."""
        return self.letter in _BEGIN or self.letter in _ONLY

    @property
    def ends(self) -> bool:
        """Whether the mention ends here, whatever follows."""
        return self.letter in _END or self.letter in _ONLY


class Notation(msgspec.Struct, frozen=True):
    """How the tags of a file are written.

    Attributes:
        outside: What stands outside of mentions; the first is the usual one.
        delimiters: What stands between letter and type; none where there are no letters.
        small: Whether letters may be small.
        alone: Whether letters may stand without a type.
        slips: Types that are others in the wrong case, each with the right one.
        types: The types of the file, as far as they are known.
    """

    outside: tuple[str, ...] = ("O",)
    delimiters: str = "-"
    small: bool = False
    alone: bool = False
    slips: Mapping[str, str] = {}
    types: frozenset[str] = frozenset()

    def read(self, written: str) -> Tag:
        """Say what a tag means."""
        tag = self._read(written.strip())
        if written == written.strip() or not written.strip():
            return tag
        meant = tag.meant or written.strip()
        fault = f"the tag {quoted(written)} has white space: write {quoted(meant)}"
        return msgspec.structs.replace(tag, fault=fault, meant=meant)

    def has(self, written: str) -> bool:
        """Say whether the file has this tag, or one like it, and it is not the name of a column."""
        if not self.delimiters:
            return written in self.types or written in self.outside
        return not self.read(written).fault

    def _read(self, tag: str) -> Tag:
        if tag in self.outside:
            return Tag("O")
        if not tag:
            return Tag("?", fault=f"the tag is missing: write it, {self.outside[0]} for none")
        if tag in _ZEROS:
            return self._slip(tag, "O")
        if not self.delimiters:
            right = self.slips.get(tag, tag)
            return Tag("I", tag, (tag,)) if right == tag else self._slip(tag, "I", right)
        if self.alone and tag.upper() in _LETTERS and (self.small or tag.isupper()):
            return Tag(tag.upper(), "", ("",))
        match = _TAG.fullmatch(tag)
        return self._prefixed(tag, *match.groups()) if match else self._other(tag)

    def _prefixed(self, tag: str, letter: str, delimiter: str, kind: str) -> Tag:
        """Read a tag of a letter and a type."""
        right = self.slips.get(kind, kind.strip())
        if right in OUTSIDE:
            return self._slip(tag, "O")
        is_usual = delimiter in self.delimiters and (self.small or letter.isupper())
        if is_usual and right == kind:
            return Tag(letter.upper(), kind, (kind,))
        return self._slip(tag, letter, right)

    def _other(self, tag: str) -> Tag:
        """Say what is wrong with a tag that is none."""
        if meant := self._meant(tag):
            return self._slip(tag, *meant)
        other = _OTHER.fullmatch(tag)
        if len(tag.rstrip("-_ ")) == 1 and tag[0].upper() in _LETTERS:
            fault = f"the tag {quoted(tag)} has no type: write it"
        elif tag in self.types:
            fault = f"the tag {quoted(tag)} has no letter such as B- or I-: write it"
        elif other:
            fault = f"no tag begins with {other[1]}-: correct {quoted(tag)}"
        else:
            fault = f"{quoted(tag)} is no tag such as O or B-TYPE: correct it"
        return Tag("?", fault=fault)

    def _meant(self, tag: str) -> tuple[str, str] | None:
        """Return the letter and type of a tag that lost its hyphen, or has it elsewhere."""
        loose, turned = _LOOSE.fullmatch(tag), _TURNED.fullmatch(tag)
        if loose and loose[2] in self.types:
            return loose[1], loose[2]
        if tag[0].upper() in _LETTERS and tag[1:] in self.types:
            return tag[0], tag[1:]
        if turned and turned[1] in self.types:
            return turned[2], turned[1]
        return None

    def _slip(self, tag: str, letter: str, kind: str = "") -> Tag:
        letter = letter.upper()
        if letter == "O":
            meant = self.outside[0]
        elif self.delimiters:
            meant = f"{letter.lower() if self.small else letter}{self.delimiters[0]}{kind}"
        else:
            meant = kind
        fault = f"{quoted(tag)} is no tag: write {quoted(meant)}"
        return Tag(letter, kind, (kind,) if kind else (), fault, meant)


def notation(uses: Mapping[str, int]) -> Notation | None:
    """Say how tags are written that are used so often; None if they are none."""
    outside = _outside(uses)
    inside = Counter({tag: count for tag, count in uses.items() if tag not in OUTSIDE})
    if not inside:  # zeros alone may be anything
        return Notation(outside) if uses.get("O") else None
    kinds: Counter[str] = Counter()
    delimiters: Counter[str] = Counter()
    small = alone = 0
    for tag, count in inside.items():
        if match := _TAG.fullmatch(tag.strip()):
            kinds[match[3].strip()] += count
            delimiters[match[2]] += count
            small += count * match[1].islower()
        elif len(tag) == 1 and tag.upper() in _LETTERS:
            alone += count
            small += count * tag.islower()
    prefixed = sum(kinds.values()) + alone
    if prefixed * 2 < sum(inside.values()):
        return _bare(uses, outside, inside)
    return Notation(
        outside=outside,
        delimiters="".join(
            each
            for each, count in delimiters.most_common()
            if count * _LEAST_SHARE >= delimiters.total()
        )
        or "-",
        small=small * 2 > prefixed,
        alone=alone * _LEAST_SHARE >= prefixed,
        slips=_slips(kinds),
        types=frozenset(kinds),
    )


def _bare(
    uses: Mapping[str, int], outside: tuple[str, ...], inside: Counter[str]
) -> Notation | None:
    """Say how types that stand alone are written; None if that is not what they are."""
    kinds = Counter({tag: count for tag, count in inside.items() if _TYPE.fullmatch(tag)})
    turned = sum(count for tag, count in kinds.items() if _TURNED.fullmatch(tag))
    if (
        kinds.total() < 0.9 * inside.total()
        or turned * 2 > kinds.total()
        or len(kinds) > _MOST_TYPES
        or 2 * sum(uses.get(each, 0) for each in outside) < inside.total()
    ):
        return None
    return Notation(outside, "", slips=_slips(kinds), types=frozenset(kinds))


def _outside(uses: Mapping[str, int]) -> tuple[str, ...]:
    """Return what stands outside of mentions; a sign that is rare is a slip."""
    counts = Counter({each: uses.get(each, 0) for each in OUTSIDE})
    total = counts.total()
    usual = [each for each, count in counts.most_common() if count * _LEAST_SHARE > total]
    return tuple(usual) or ("O",)


def _slips(kinds: Mapping[str, int]) -> dict[str, str]:
    """Return types that differ only in case from a much more frequent one."""
    by_letters: dict[str, list[str]] = {}
    for kind in kinds:
        by_letters.setdefault(kind.casefold(), []).append(kind)
    found = {}
    for group in by_letters.values():
        right = max(group, key=lambda kind: kinds[kind])
        for kind in group:
            number = kinds[kind]
            if kind != right and number <= _MOST_SLIPS and kinds[right] >= _DOMINANCE * number:
                found[kind] = right
    return found
