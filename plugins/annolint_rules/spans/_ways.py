"""The usual ways of counting offsets that can be read off the text, as a table."""

import msgspec

from annolint_rules.spans._counting import (
    Pieces,
    matches,
    normalized,
    outer_blanks,
    tab_stops,
    taken_for_utf16,
    utf8_length,
)
from annolint_rules.spans._entities import ENTITY, escaped_length, unescaped
from annolint_rules.spans._letters import GREEK_NAME, greek_name


class Way(msgspec.Struct, frozen=True):
    """A way of counting.

    Attributes:
        what: The cause in words, as a clause.
        pieces: Finds what counts as more or less than its characters.
        price: How unusual it is, in bits.
        witness: Bytes that make it likely where the file has them.
        remedy: What to do.
    """

    what: str
    pieces: Pieces
    price: float = 15
    witness: bytes = b""
    remedy: str = "count the characters of the text"


_ENTITIES = "offsets count character entities, such as &amp; for &"

_OF_ENTITIES = (
    Way(_ENTITIES, matches(r"[&<>]", escaped_length(""))),
    Way(_ENTITIES, matches(r'[&<>"]', escaped_length("", 6))),
    Way(_ENTITIES, matches(r"""[&<>"']""", escaped_length("", 6, 5))),
    Way(_ENTITIES, matches(r"""[&<>"']""", escaped_length("", 6, 6))),
    *(
        Way(
            f"offsets count {letters} character entities, such as {example} for β",
            matches(rf"[{ascii_too}\x80-\U0010ffff]", escaped_length(letters, *quotes)),
        )
        for letters, example in (
            ("decimal", "&#946;"),
            ("hexadecimal", "&#x3b2;"),
            ("named", "&beta;"),
        )
        for ascii_too, quotes in (("", ()), ("&<>", ()), ("&<>\"'", (6, 5)))
    ),
    Way(
        "offsets count each character entity of the text as the character that it stands for",
        matches(
            ENTITY,
            lambda entity: len(unescaped(entity)),
        ),
    ),
)

_OF_SPACE = (
    Way("offsets do not count white space at the edges of the passages", outer_blanks, price=14),
    Way("offsets count line feeds twice, as for CRLF", matches(r"(?<!\r)\n", 2), 16, b"\r\n"),
    Way("offsets count CRLF as one character", matches(r"\r\n", 1)),
    Way("offsets do not count line ends", matches(r"\r?\n", 0), price=16),
    Way("offsets count a run of white space as one blank", matches(r"\s{2,}", 1)),
    Way("offsets do not count white space", matches(r"\s+", 0), price=16),
    Way("offsets count two blanks after the end of a sentence", matches(r"(?<=[.!?]) ", 2)),
    *(
        Way(f"offsets count a tab as {width} characters", matches(r"\t", width), price=16)
        for width in (2, 4, 8)
    ),
    *(
        Way(
            f"offsets count tabs up to the next tab stop, every {width}", tab_stops(width), price=16
        )
        for width in (4, 8)
    ),
)

_OF_CHARACTERS = (
    Way("offsets count UTF-8 bytes", matches(r"[^\x00-\x7f]", utf8_length)),
    Way("offsets count UTF-16 units", matches(r"[\U00010000-\U0010ffff]", 2)),
    Way(
        "offsets count characters beyond U+FFFF, such as emoji, once less than the format does",
        taken_for_utf16,
        remedy="count as it does, or say in [formats] what offsets count",
    ),
    Way("offsets count two bytes for characters outside ASCII", matches(r"[^\x00-\x7f]", 2), 16),
    Way("offsets do not count the byte order mark", matches(r"\A\ufeff", 0), price=14),
    Way(
        "offsets do not count invisible characters",
        matches("[\u00ad\u200b-\u200f\u2060\ufeff]", 0),
        price=16,
    ),
    Way("offsets count accents apart, as Unicode form NFD does", normalized("NFD")),
    Way("offsets count accents apart, as Unicode form NFKD does", normalized("NFKD"), 16),
    Way("offsets count letters with their accents, as Unicode form NFC does", normalized("NFC")),
    Way(
        "offsets count letters with their accents, as Unicode form NFKC does",
        normalized("NFKC"),
        16,
    ),
    Way("offsets do not count combining marks", normalized("NFC", with_marks=False), price=16),
    Way(
        "offsets count Greek letters by their names, such as beta for β",
        matches("[\u00b5\u0370-\u03ff\u1f00-\u1fff]", lambda letter: len(greek_name(letter)) or 1),
        price=16,
    ),
    Way(
        "offsets count the names of Greek letters as one letter, such as β for beta",
        matches(GREEK_NAME, 1),
        price=17,
    ),
)

WAYS = tuple(sorted((*_OF_SPACE, *_OF_CHARACTERS, *_OF_ENTITIES), key=lambda way: way.price))
