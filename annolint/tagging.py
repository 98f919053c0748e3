"""Schemes of tags that say of each token whether it begins, continues or ends a mention.

A tag is a letter, a hyphen and a type, such as `B-Gene`; `O` stands outside of mentions. This
module knows which letters a scheme gives a mention; it knows no format and reads no tags.

Source: Ramshaw and Marcus 1995 (IOB1); Tjong Kim Sang and Veenstra 1999 (IOB2, IOE1, IOE2);
Ratinov and Roth 2009 (BILOU).
"""

from functools import lru_cache
from typing import Literal, TypeAlias, get_args

TaggingScheme: TypeAlias = Literal[
    "iob2", "iob1", "bioes", "bilou", "bmes", "bmewo", "ioe2", "ioe1", "io", "types"
]
"""`types` has no letters: every tag is a type."""

TAGGING_SCHEMES: tuple[TaggingScheme, ...] = get_args(TaggingScheme)
"""The usual ones first."""

# For the first token of a mention, those inside, the last one, and the only one.
_LETTERS: dict[str, str] = {
    "iob2": "BIIB",
    "iob1": "BIIB",
    "bioes": "BIES",
    "bilou": "BILU",
    "bmes": "BMES",
    "bmewo": "BMEW",
    "ioe2": "IIEE",
    "ioe1": "IIEE",
    "io": "IIII",
    "types": "",
}


@lru_cache(maxsize=4096)
def scheme_letters(scheme: str, size: int, *, follows: bool = False, precedes: bool = False) -> str:
    """Return the letters of the tags of a mention; nothing in a scheme without letters.

    Args:
        scheme: One of `TAGGING_SCHEMES`.
        size: The number of its tokens, at least one.
        follows: The token before it ends a mention of the same type.
        precedes: The token after it begins one.
    """
    letters = _LETTERS[scheme]
    if (scheme == "iob1" and not follows) or (scheme == "ioe1" and not precedes):
        letters = _LETTERS["io"]  # a boundary is marked only where it would not be seen
    if not letters:
        return ""
    if size == 1:
        return letters[3]
    return letters[0] + letters[1] * (size - 2) + letters[2]
