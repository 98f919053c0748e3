"""From one `document` element of BioC XML to its parts.

The element is parsed alone, so nothing that the file declares is known: no entity is expanded and
nothing is fetched. What the definition of the format does not allow is noticed here and told by
`_bioc_xml_faults`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annolint_formats import _bioc_parts as parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Tree

_BAD_BYTES = {0xDC80 + byte: 0x10FF00 + byte for byte in range(128)}
"""Bytes that are not UTF-8, as lone surrogates, and characters for private use in their place."""

_RESTORED = {replacement: surrogate for surrogate, replacement in _BAD_BYTES.items()}


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
