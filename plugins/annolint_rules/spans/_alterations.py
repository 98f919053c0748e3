"""How the text of a mention is a spoilt copy of what stands at its offsets."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from annolint import Document, Mention
from annolint_rules._places import whole_words
from annolint_rules.spans._entities import unescaped
from annolint_rules.spans._letters import LATIN, greek_name

_SPELT = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)
_SHORT = 4
"""Shorter texts are like others by chance, and must at least be whole words."""

_WITHOUT_LOST = str.maketrans(dict.fromkeys("?\ufffd"))
"""Takes away what programs write in the place of a character that they cannot write."""

_AS_LETTERS = str.maketrans(dict.fromkeys("?\ufffd", "x"))
"""Takes it for a letter."""


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _without_punctuation(text: str) -> str:
    return "".join([each for each in text if unicodedata.category(each)[0] not in "PS"])


def _without_white_space(text: str) -> str:
    return "".join(text.split())


_BEFORE: dict[str, Callable[[str], str]] = {
    "character entities": unescaped,
    "Unicode form": _composed,
    "case": str.casefold,
}
_LETTERS = "letters outside ASCII"
_AFTER: dict[str, Callable[[str], str]] = {
    "punctuation": _without_punctuation,
    "white space": _without_white_space,
}
"""What copies differ in, and functions that take the difference away; letters come in between."""

KINDS = (*_BEFORE, _LETTERS, *_AFTER)


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


def has_own_edges(surface: str, covered: str) -> bool:
    """Say whether the text at the offsets does not begin or end with a sign that its copy lacks.

    Where it does, it may as well be the offsets that took in a comma.
    """
    one, other = (_composed(unescaped(text)).translate(_AS_LETTERS) for text in (surface, covered))
    return all(other[at].isalnum() or not one[at].isalnum() for at in (0, -1))


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
    """Say whether two texts are the same without these differences, and not empty."""
    ways = [(_fold(_BEFORE, kinds, one), _fold(_BEFORE, kinds, other))]
    if _LETTERS in kinds:
        ways = _in_ascii(*ways[0])
    return any(
        _fold(_AFTER, kinds, first) == _fold(_AFTER, kinds, second) != "" for first, second in ways
    )


def _fold(folds: Mapping[str, Callable[[str], str]], kinds: Sequence[str], text: str) -> str:
    for kind, fold in folds.items():
        if kind in kinds:
            text = fold(text)
    return text


def _in_ascii(one: str, other: str) -> list[tuple[str, str]]:
    """Return both texts with letters written in ASCII, in each of the usual ways.

    Greek letters have names and several Latin letters. What a program cannot write is lost, in one
    of the texts: the other must be ASCII then.
    """
    ways = [
        (_spelt(one, choice), _spelt(other, choice))
        for choice in (lambda name: name, lambda name: LATIN[name][0], lambda name: LATIN[name][-1])
    ]
    left = [text.translate(_WITHOUT_LOST) for text in (one, other)]
    if left[0].isascii() != left[1].isascii():
        ways.append((_ascii_only(left[0]), _ascii_only(left[1])))
    return ways


def _spelt(text: str, choice: Callable[[str], str]) -> str:
    plain = [choice(name) if (name := greek_name(each)) in LATIN else each for each in text]
    parts = unicodedata.normalize("NFKD", "".join(plain).translate(_SPELT))
    return "".join([each for each in parts if not unicodedata.combining(each)])


def _ascii_only(text: str) -> str:
    return "".join([each for each in text if each.isascii()])
