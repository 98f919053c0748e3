"""From one `document` element of BioC XML to its parts, and to where they stand.

The element is parsed alone, so nothing that the file declares is known: no entity is expanded and
nothing is fetched. What the definition of the format does not allow is noticed here and told by
`_bioc_xml_faults`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._xml import Element, characters

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Tree

_BAD_BYTES = {0xDC80 + byte: 0x10FF00 + byte for byte in range(128)}
"""Bytes that are not UTF-8, as lone surrogates, and characters for private use in their place."""

_RESTORED = {replacement: surrogate for surrogate, replacement in _BAD_BYTES.items()}

TEXT, ATTRIBUTE, EMPTY = "text", "attribute", "empty"
"""How a value is written: as the content of an element, in quotes, or not at all so far."""


class Watch(msgspec.Struct):
    """Whether something was met that the definition of the format does not allow."""

    met: bool = False


def read_parts(data: bytes, watch: Watch) -> parts.Document | None:
    """Read a document element; None if it is not well formed."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - when there is XML

    try:
        data.decode()
    except UnicodeDecodeError:
        return _read_with_bad_bytes(data, watch)
    parser = ET.XMLParser(encoding="utf-8")  # noqa: S314 - there is no document type in `data`
    try:
        parser.feed(data)
        root = parser.close()
    except ET.ParseError:
        return None
    if root.tag != "document":  # the document declares a namespace
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
    return parts_of(root, watch)


def _read_with_bad_bytes(data: bytes, watch: Watch) -> parts.Document | None:
    """Read a document with bytes that are not UTF-8: to a parser they are private characters."""
    said = read_parts(data.decode("utf-8", "surrogateescape").translate(_BAD_BYTES).encode(), watch)
    if said is None:
        return None
    return msgspec.convert(_restored(msgspec.to_builtins(said)), parts.Document)


def _restored(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_RESTORED)
    if isinstance(value, dict):
        return {_restored(key): _restored(each) for key, each in value.items()}
    return [_restored(each) for each in value] if isinstance(value, list) else value


# From the tree to parts. What is odd is looked for again, with its place, so here it is only noted.


def parts_of(root: Tree, watch: Watch) -> parts.Document:
    """Return the parts of a document."""
    document = parts.Document()
    seen_id = False
    for child in root:
        tag = child.tag
        if tag == "passage":
            document.passages.append(_passage(child, watch))
        elif tag == "annotation":
            document.annotations.append(_annotation(child, watch))
        elif tag == "relation":
            document.relations.append(_relation(child, watch))
        elif tag == "infon":
            _infon(document.infons, child, watch)
        elif tag == "id":
            watch.met = watch.met or seen_id
            seen_id = True
            document.id = _text(child, watch)
        else:
            watch.met = True
        _check_tail(child, watch)
    _check_head(root, watch)
    return document


def _passage(element: Tree, watch: Watch) -> parts.Passage:
    passage = parts.Passage()
    for child in element:
        tag = child.tag
        if tag == "annotation":
            passage.annotations.append(_annotation(child, watch))
        elif tag == "sentence":
            passage.sentences.append(_sentence(child, watch))
        elif tag == "relation":
            passage.relations.append(_relation(child, watch))
        else:
            _common(passage, child, watch)
        _check_tail(child, watch)
    _check_head(element, watch)
    return passage


def _sentence(element: Tree, watch: Watch) -> parts.Sentence:
    sentence = parts.Sentence()
    for child in element:
        tag = child.tag
        if tag == "annotation":
            sentence.annotations.append(_annotation(child, watch))
        elif tag == "relation":
            sentence.relations.append(_relation(child, watch))
        else:
            _common(sentence, child, watch)
        _check_tail(child, watch)
    _check_head(element, watch)
    return sentence


def _common(into: parts.Passage | parts.Sentence, child: Tree, watch: Watch) -> None:
    """Read what passages and sentences have both."""
    tag = child.tag
    if tag == "infon":
        _infon(into.infons, child, watch)
    elif tag == "offset":
        watch.met = watch.met or into.offset is not None
        into.offset = _text(child, watch)
    elif tag == "text":
        watch.met = watch.met or into.text is not None
        into.text = _text(child, watch)
    else:
        watch.met = True


def _annotation(element: Tree, watch: Watch) -> parts.Annotation:
    """Read an annotation; most of the time goes here, so it makes few calls."""
    infons: parts.Infons = {}
    locations = []
    text = None
    for child in element:
        tag = child.tag
        if tag == "infon":
            key = child.get("key", "")
            if key in infons or not key or len(child):
                watch.met = True
            infons[key] = child.text or ""
        elif tag == "location":
            locations.append(parts.Location(child.get("offset"), child.get("length")))
            if child.text or len(child):
                watch.met = True
        elif tag == "text":
            if text is not None or len(child):
                watch.met = True
            text = child.text or ""
        else:
            watch.met = True
        tail = child.tail
        if tail and not tail.isspace():
            watch.met = True
    if (head := element.text) and not head.isspace():
        watch.met = True
    return parts.Annotation(element.get("id", ""), infons, locations, text)


def _relation(element: Tree, watch: Watch) -> parts.Relation:
    infons: parts.Infons = {}
    nodes = []
    for child in element:
        if child.tag == "node":
            nodes.append(parts.Node(child.get("refid", ""), child.get("role", "")))
            if child.text or len(child):
                watch.met = True
        elif child.tag == "infon":
            _infon(infons, child, watch)
        else:
            watch.met = True
        tail = child.tail
        if tail and not tail.isspace():
            watch.met = True
    _check_head(element, watch)
    return parts.Relation(element.get("id", ""), infons, nodes)


def _infon(infons: parts.Infons, element: Tree, watch: Watch) -> None:
    key = element.get("key", "")
    if key in infons or not key:
        watch.met = True
    infons[key] = _text(element, watch)


def _text(element: Tree, watch: Watch) -> str:
    if len(element):
        watch.met = True
    return element.text or ""


def _check_tail(element: Tree, watch: Watch) -> None:
    if element.tail and not element.tail.isspace():
        watch.met = True


def _check_head(element: Tree, watch: Watch) -> None:
    if element.text and not element.text.isspace():
        watch.met = True


# From elements with places to the layout.


def layout_of(root: Element, data: bytes) -> layout.Document:
    """Return where the parts of a document stand."""
    return layout.Document(
        root.start,
        root.inner,
        _content(_last(root, "id")),
        _infons(root, data),
        tuple(
            layout.Passage(
                each.start,
                each.end,
                _content(_last(each, "offset")),
                _content(_last(each, "text")),
                _infons(each, data),
                tuple(_sentence_layout(child, data) for child in _named(each, "sentence")),
                _annotations(each, data),
                _relations(each, data),
            )
            for each in _named(root, "passage")
        ),
        _annotations(root, data),
        _relations(root, data),
    )


def _sentence_layout(element: Element, data: bytes) -> layout.Sentence:
    return layout.Sentence(
        element.start,
        element.end,
        _content(_last(element, "offset")),
        _content(_last(element, "text")),
        _infons(element, data),
        _annotations(element, data),
        _relations(element, data),
    )


def _annotations(element: Element, data: bytes) -> tuple[layout.Annotation, ...]:
    return tuple(
        layout.Annotation(
            each.start,
            each.end,
            _attribute(each, "id"),
            _infons(each, data),
            tuple(
                layout.Location(
                    child.start,
                    child.end,
                    _attribute(child, "offset"),
                    _attribute(child, "length"),
                )
                for child in _named(each, "location")
            ),
            _content(_last(each, "text")),
        )
        for each in _named(element, "annotation")
    )


def _relations(element: Element, data: bytes) -> tuple[layout.Relation, ...]:
    return tuple(
        layout.Relation(
            each.start,
            each.end,
            _attribute(each, "id"),
            _infons(each, data),
            tuple(
                layout.Node(
                    child.start, child.end, _attribute(child, "refid"), _attribute(child, "role")
                )
                for child in _named(each, "node")
            ),
        )
        for each in _named(element, "relation")
    )


def _infons(element: Element, data: bytes) -> tuple[layout.Infon, ...]:
    found = []
    for each in _named(element, "infon"):
        value = _content(each)
        assert value is not None  # noqa: S101 - there is an element
        found.append(
            layout.Infon(attribute_text(each, "key", data), value, (), each.start, each.end)
        )
    return tuple(found)


def attribute_text(element: Element, name: str, data: bytes) -> str:
    """Return the value of an attribute; empty without one."""
    if name not in element.attributes:
        return ""
    raw = data[slice(*element.attributes[name])].decode("utf-8", "surrogateescape")
    return "".join([each for each, _, _ in characters(raw)])


def _named(element: Element, name: str) -> list[Element]:
    return [child for child in element.children if child.name == name]


def _last(element: Element, name: str) -> Element | None:
    return next((child for child in reversed(element.children) if child.name == name), None)


def _content(element: Element | None) -> layout.Value | None:
    if element is None:
        return None
    if not element.is_empty:
        return layout.Value(element.inner, element.inner_end, TEXT)
    closing = f"</{element.name}>".encode()
    return layout.Value(element.end - 2, element.end, EMPTY, b">", closing)


def _attribute(element: Element, name: str) -> layout.Value | None:
    place = element.attributes.get(name)
    return None if place is None else layout.Value(*place, ATTRIBUTE)
