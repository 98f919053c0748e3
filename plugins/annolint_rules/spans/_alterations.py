"""How the text of a mention is a spoilt copy of what stands at its offsets."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from html import unescape
from itertools import combinations

from annolint import Document, Mention
from annolint_rules._places import whole_words
from annolint_rules.spans._letters import LATIN, greek_name

_SPELT = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)
_SHORT = 4
"""Shorter texts are like others by chance, and must at least be whole words."""

_LOST = "?\ufffd"
"""What programs write in the place of a character that they cannot write."""


def _unescaped(text: str) -> str:
    return unescape(text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_SPELT))
    return "".join([each for each in parts if not unicodedata.combining(each)])


def _without_punctuation(text: str) -> str:
    return "".join(
        [each for each in text if each in _LOST or unicodedata.category(each)[0] not in "PS"]
    )


def _without_white_space(text: str) -> str:
    return "".join(text.split())


_LETTERS = "letters outside ASCII"

_FOLDS: dict[str, Callable[[str], str]] = {
    "character entities": _unescaped,
    "Unicode form": _composed,
    "case": str.casefold,
    _LETTERS: _without_accents,
    "punctuation": _without_punctuation,
    "white space": _without_white_space,
}
"""What copies differ in, and functions that take the difference away, in the order of their use."""

KINDS = tuple(_FOLDS)


def alteration(document: Document, mention: Mention) -> tuple[str, ...]:
    """Return what the text of a mention and the text at its offsets differ in; else nothing.

    A difference in letters, digits or place is no alteration: nothing is returned where the text
    of the mention stands just beside its offsets, or at a part of them.
    """
    surface, covered = mention.text, document.covered_text(mention)
    sloppy = not whole_words(document, mention) and (
        len(surface) < _SHORT or (surface == surface.strip() and covered != covered.strip())
    )
    if sloppy or not _alike(KINDS, surface, covered) or _overlaps(document, mention):
        return ()
    return next(
        some
        for count in range(1, len(KINDS) + 1)
        for some in combinations(KINDS, count)
        if _alike(some, surface, covered)
    )


def _overlaps(document: Document, mention: Mention) -> bool:
    """Say whether the mention's text stands where a part of it or of its offsets is."""
    surface = mention.text
    return any(
        document.text.find(
            surface, max(span.start - len(surface) + 1, 0), span.end - 1 + len(surface)
        )
        >= 0
        for span in mention.spans
    )


def _alike(kinds: Sequence[str], one: str, other: str) -> bool:
    for kind in kinds:
        one, other = _FOLDS[kind](one), _FOLDS[kind](other)
    if not one or not other:
        return False
    if one == other:
        return True
    return _LETTERS in kinds and (_is_spelling(one, other) or _is_spelling(other, one))


def _is_spelling(ascii_too: str, original: str) -> bool:
    """Say whether a text is another in which letters outside ASCII are spelt in ASCII, or lost."""
    if original.isascii():
        return False
    return re.fullmatch("".join(map(_spelling, original)), ascii_too) is not None


def _spelling(character: str) -> str:
    """Return a pattern of what may be written for a character."""
    if character.isascii():
        return re.escape(character)
    name = greek_name(character)
    ways = [character, *([name, *LATIN[name]] if name in LATIN else []), *_LOST, ""]
    return f"(?:{'|'.join(map(re.escape, ways))})"
