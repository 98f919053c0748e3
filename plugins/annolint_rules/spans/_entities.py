"""Character entities of HTML and XML: how long they are, and what they stand for.

The tables of the standard library are loaded when something is wrong, not before.
"""

from collections.abc import Callable

ENTITY = r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);"
"""A pattern of entities."""


def unescaped(text: str) -> str:
    """Return a text with characters for its entities."""
    from html import unescape  # noqa: PLC0415 - only for a mismatch

    return unescape(text)


def escaped_length(
    letters: str, quotation_mark: int = 1, apostrophe: int = 1
) -> Callable[[str], int]:
    """Return a function that says how long a character is when it is escaped.

    `letters` says how what is not ASCII is written: decimal, hexadecimal or named.
    """

    def length(character: str) -> int:
        if character.isascii():
            return {"&": 5, "<": 4, ">": 4, '"': quotation_mark, "'": apostrophe}[character]
        from html.entities import codepoint2name  # noqa: PLC0415 - only for a mismatch

        number = ord(character)
        if letters == "named" and number in codepoint2name:
            return len(f"&{codepoint2name[number]};")
        return len(f"&#x{number:x};" if letters == "hexadecimal" else f"&#{number};")

    return length
