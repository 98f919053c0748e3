"""What is wrong with the XML of a BioC file: what no parser reads, and what BioC does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annolint import Place, Problem, Source, SourceFile, quoted
from annolint_formats._bioc_faults import Oddity
from annolint_formats._bioc_files import row_of
from annolint_formats._bioc_xml_layout import attribute_text
from annolint_formats._xml import PREDEFINED, Element, html_character
from annolint_formats._xml_pieces import Piece

CHILDREN = {
    "collection": frozenset(("source", "date", "key", "infon", "document")),
    "document": frozenset(("id", "infon", "passage", "annotation", "relation")),
    "passage": frozenset(("infon", "offset", "text", "sentence", "annotation", "relation")),
    "sentence": frozenset(("infon", "offset", "text", "annotation", "relation")),
    "annotation": frozenset(("infon", "location", "text")),
    "relation": frozenset(("infon", "node")),
}
_ONCE = frozenset(("id", "offset", "text", "source", "date", "key"))
_EMPTY = frozenset(("location", "node"))
_INFON = "infon"
_RECORDS = frozenset(("annotation", "relation"))
_ENTITY = re.compile(r"&([^\s;&<]*);")
_SHOWN = 200
_MANY_TAGS = 100_000
_BYTES_OF_TAG = 10
"""A tag with what follows it is longer in BioC, on average."""

_LATER = "; nothing else in the document was checked"


def passed_over(source: Source, piece: Piece) -> Problem:
    """Report a document that is larger than the size limit."""
    return Problem(
        "FMT001",
        f"the document has over {source.max_record_size} bytes and was passed over: divide it, or "
        "raise max-record-size",
        Place(
            source.path,
            piece.line,
            piece.column,
            piece.last_line,
            piece.column + 1 if piece.last_line == piece.line else 1,
        ),
    )


def crowded(source: SourceFile) -> Problem | None:
    """Report a document of hardly anything but tags: it takes too much memory, and is no BioC."""
    tags = source.data.count(b"<")
    if tags < _MANY_TAGS or tags * _BYTES_OF_TAG < len(source.data):
        return None
    message = f"the document has {tags:,} tags and hardly anything between them: it is no BioC"
    return Problem("FMT001", f"{message}{_LATER}", source.place(0, 1))


def malformed(source: SourceFile, piece: Piece) -> Problem:
    """Report a document that is no well-formed XML, where a parser stops."""
    position, fault = _stop(source.data, piece)
    place = source.place(position, min(position + 1, len(source.data)))
    return Problem("FMT001", f"{fault}{_LATER}", place, source=row_of(source, place))


def _stop(data: bytes, piece: Piece) -> tuple[int, str]:
    """Return where a parser stops in a document, and why."""
    from xml.parsers import expat  # noqa: PLC0415 - only for a mistake

    parser = expat.ParserCreate("utf-8", "}")
    open_tags: list[tuple[str, int]] = [("document", 0)]
    parser.StartElementHandler = lambda name, _: open_tags.append((name, parser.CurrentByteIndex))
    parser.EndElementHandler = lambda _: open_tags.pop()
    code = expat.errors.XML_ERROR_NO_ELEMENTS
    at = len(data)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        at = min(max(parser.ErrorByteIndex, 0), len(data))
        code = expat.ErrorString(error.code)
    return _at_stop(data, at, code, open_tags[-1], piece)


def _at_stop(
    data: bytes, at: int, code: str, opened: tuple[str, int], piece: Piece
) -> tuple[int, str]:
    """Say in words what stops a parser at a byte; `opened` is the innermost element there."""
    from xml.parsers.expat import errors  # noqa: PLC0415 - only for a mistake

    name, start = opened
    if at >= len(data) or code in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    ):
        if piece.is_last:
            return start, f"the file ends inside this <{name}>: it was cut off, fetch it again"
        if not piece.is_closed:
            return start, f"<{name}> is not closed before the next document begins: close it"
        return at, "a comment, a tag or the like has no end: end it"
    if code == errors.XML_ERROR_TAG_MISMATCH:
        wrong = data[at : at + 40].partition(b">")[0].decode("utf-8", "replace")
        return at, f"{quoted(f'{wrong}>')} closes nothing, <{name}> is open: close it"
    faults = {
        errors.XML_ERROR_UNDEFINED_ENTITY: entity_fault(data, at),
        errors.XML_ERROR_DUPLICATE_ATTRIBUTE: (
            "an attribute stands twice in the tag: keep one of them"
        ),
        errors.XML_ERROR_UNBOUND_PREFIX: (
            "a name has a prefix that the document does not declare: BioC has none, remove it"
        ),
        errors.XML_ERROR_BAD_CHAR_REF: (
            "the reference is to a character that XML does not allow: remove it"
        ),
    }
    return (at, faults[code]) if code in faults else _bad_character(data, at, code)


def entity_fault(data: bytes, at: int) -> str:
    """Say what is wrong with an entity that nothing declares, and what to write instead."""
    names = _ENTITY.findall(data[at : at + _SHOWN].decode("utf-8", "replace"))
    name = next((each for each in names if each not in PREDEFINED), "")
    character = html_character(name)
    remedy = "write the character"
    if character:
        seen = character.isprintable() and not character.isspace()
        remedy = f"write {character if seen else f'&#{ord(character[0])};'}"
    return f"the entity {quoted(f'&{name};')} is not one of XML and is not expanded: {remedy}"


def _bad_character(data: bytes, at: int, code: str) -> tuple[int, str]:
    """Say what is wrong at a character that cannot stand where it does."""
    before = data.rfind(b"&", max(at - 60, 0), at)
    if before >= 0 and re.fullmatch(rb"&[^;<>]*", data[before:at]):
        return before, "a bare & is no text in XML: write &amp;"
    if data[at - 1 : at] == b"<":
        return at - 1, "a bare < is no text in XML: write &lt;"
    character = data[at : at + 4].decode("utf-8", "ignore")[:1]
    if character and (ord(character) < 0x20 or character in "\ufffe\uffff"):
        return at, f"the character U+{ord(character):04X} cannot stand in XML: remove it"
    return at, f"this is no well-formed XML ({code})"


def oddities(root: Element, data: bytes) -> Iterator[Oddity]:
    """Yield what stands in a document and is not BioC."""
    pending = [(root, -1)]
    while pending:
        element, record = pending.pop()
        if element.name in _RECORDS:
            record = element.start
        for message, (start, end) in _odd_in(element, data):
            yield Oddity(message, start, end, record)
        allowed = CHILDREN.get(element.name, frozenset())
        pending += [(child, record) for child in element.children if child.name in allowed]


def _odd_in(element: Element, data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what is odd among the children of an element, and where."""
    allowed = CHILDREN.get(element.name, frozenset())
    seen: set[str] = set()
    for child in element.children:
        place = child.start, child.inner
        name = child.name
        if name not in allowed:
            where = f"<{element.name}>"
            yield f"<{name}> is no part of {where} in BioC: correct or remove it", place
            continue
        if name == _INFON:
            key = attribute_text(child, "key", data)
            if not key:
                yield "the infon has no key: name what it says", place
            elif f"{_INFON} {key}" in seen:
                yield f"infon {quoted(key)} stands twice: keep one of them", place
            seen.add(f"{_INFON} {key}")
        elif name in _ONCE and name in seen:
            yield f"<{name}> stands twice in <{element.name}>: keep one of them", place
        seen.add(name)
    if allowed or element.name in _EMPTY:
        yield from _stray(element, data)


def _stray(element: Element, data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield text between the elements of one that holds nothing but elements."""
    position = element.inner
    ends = [(child.start, child.end) for child in element.children]
    for start, end in [*ends, (element.inner_end, element.end)]:
        text = re.sub(rb"<!--.*?-->|<\?.*?\?>", lambda m: b" " * len(m[0]), data[position:start])
        if text.strip():
            first = position + len(text) - len(text.lstrip())
            message = (
                f"text between the elements of <{element.name}> is read by nobody: put it into "
                "an element, or remove it"
            )
            yield message, (first, position + len(text.rstrip()))
        position = end
