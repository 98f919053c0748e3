"""Where the parts of a `document` element of BioC XML stand: from elements to the layout."""

from __future__ import annotations

from annolint_formats import _bioc_layout as layout
from annolint_formats._xml import Element, characters

TEXT, ATTRIBUTE, EMPTY = "text", "attribute", "empty"
"""How a value is written: as the content of an element, in quotes, or not at all so far."""


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
