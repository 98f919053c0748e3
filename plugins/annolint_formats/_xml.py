"""Where elements, attributes and characters stand in well-formed XML without a document type.

`xml.etree` reads XML and says no places; this finds the places in what it has read. Positions are
bytes. Entities are the five that XML predefines, and characters by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<close>/?)(?P<name>[^\s/>]+)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.DOTALL)
_PIECE = re.compile(
    r"<!\[CDATA\[(?P<data>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|&(?P<entity>[^;]*);|(?P<end>\r\n?)",
    re.DOTALL,
)
PREDEFINED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_QUOTED = {**_ESCAPES, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


class Element(msgspec.Struct):
    """An element.

    Attributes:
        name: What stands in its tags.
        start: Its first byte.
        inner: The first byte after its first tag.
        inner_end: The first byte of its last tag; `inner` in an empty element.
        end: The byte after its last one.
        attributes: Where the value of each attribute stands.
        children: The elements in it.
    """

    name: str
    start: int
    inner: int
    inner_end: int = 0
    end: int = 0
    attributes: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)
    children: list[Element] = msgspec.field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether one tag, `<name/>`, is all of it."""
        return self.inner_end == self.end


def tree(data: bytes) -> Element:
    """Return the outermost element of well-formed XML."""
    top = Element("", 0, 0)
    open_elements = [top]
    for match in _TOKEN.finditer(data):
        name = match["name"]
        if name is None:
            continue
        if match["close"]:
            element = open_elements.pop()
            element.inner_end, element.end = match.start(), match.end()
            continue
        element = Element(name.decode("utf-8", "replace"), match.start(), match.end())
        if match["rest"]:
            first = match.start("rest")
            for each in _ATTRIBUTE.finditer(match["rest"]):
                group = 2 if each[2] is not None else 3
                place = (first + each.start(group), first + each.end(group))
                element.attributes[each[1].decode("utf-8", "replace")] = place
        open_elements[-1].children.append(element)
        if match["empty"]:
            element.inner_end = element.end = match.end()
        else:
            open_elements.append(element)
    return top.children[0]


def characters(raw: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters that a reader of XML sees, each with where it is written.

    Places are code points of `raw`, half-open. Line ends are read as line feeds.
    """
    position = 0
    for match in _PIECE.finditer(raw):
        for at in range(position, match.start()):
            yield raw[at], at, at + 1
        if match["data"] is not None:
            first = match.start("data")
            for character, start, end in characters_of_data(match["data"]):
                yield character, first + start, first + end
        elif match["entity"] is not None:
            yield entity(match["entity"]), match.start(), match.end()
        elif match["end"] is not None:
            yield "\n", match.start(), match.end()
        position = match.end()
    for at in range(position, len(raw)):
        yield raw[at], at, at + 1


def characters_of_data(raw: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters of a CDATA section, in which nothing but line ends is special."""
    for match in re.finditer(r"\r\n?|.", raw, re.DOTALL):
        yield match[0] if match[0][0] != "\r" else "\n", match.start(), match.end()


def entity(name: str) -> str:
    """Return the character that a reference in well-formed XML means."""
    if name.startswith("#"):
        digits = name[1:]
        return chr(int(digits.removeprefix("x"), base=16 if digits.startswith("x") else 10))
    return PREDEFINED.get(name, "\ufffd")


def escaped(text: str) -> str:
    """Write text as the content of an element."""
    return "".join([_ESCAPES.get(character, character) for character in text])


def quoted(text: str) -> str:
    """Write text as the value of an attribute, whichever quotes are around it."""
    return "".join([_QUOTED.get(character, character) for character in text]).replace("'", "&apos;")


def html_character(name: str) -> str:
    """Return the character that HTML, but not XML, calls by this name; else empty."""
    from html.entities import html5  # noqa: PLC0415 - a large table, for a mistake

    return html5.get(f"{name};", "")
