"""From one JSON value of a BioC file to its parts, and to where they stand.

What has another type than BioC gives it, such as an object for a list, is passed over and noted;
values that are no strings stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._json import Path, Tree

STRING, OTHER = "string", "other"
"""How a value is written: in quotation marks, or as a number, null, true, false, list, object."""

_LISTS: dict[type[msgspec.Struct], dict[str, type[msgspec.Struct]]] = {
    parts.Document: {
        "passages": parts.Passage,
        "annotations": parts.Annotation,
        "relations": parts.Relation,
    },
    parts.Passage: {
        "sentences": parts.Sentence,
        "annotations": parts.Annotation,
        "relations": parts.Relation,
    },
    parts.Sentence: {"annotations": parts.Annotation, "relations": parts.Relation},
    parts.Annotation: {"locations": parts.Location},
    parts.Relation: {"nodes": parts.Node},
    parts.Location: {},
    parts.Node: {},
}


class Misfit(msgspec.Struct, frozen=True):
    """A value of a type that BioC does not have there."""

    path: tuple[str | int, ...]
    message: str


def parts_of(value: dict[str, Any]) -> tuple[parts.Document, list[Misfit]]:
    """Return the parts of a document, and what had to be passed over."""
    misfits: list[Misfit] = []
    try:
        return msgspec.convert(value, parts.Document), misfits
    except (msgspec.ValidationError, UnicodeEncodeError):  # keys may have bytes that are not UTF-8
        found = _fitting(value, parts.Document, (), misfits)
        assert isinstance(found, parts.Document)  # noqa: S101 - it is of the kind asked for
        return found, misfits


def _fitting(
    value: dict[str, Any],
    kind: type[msgspec.Struct],
    path: tuple[str | int, ...],
    misfits: list[Misfit],
) -> msgspec.Struct:
    """Make one of the parts, without the members and elements that do not fit."""
    lists = _LISTS[kind]
    made: dict[str, Any] = {}
    for key in kind.__struct_fields__:
        found = value.get(key)
        if key in lists and isinstance(found, list):
            made[key] = list(_elements(found, lists[key], (*path, key), misfits))
        elif key in lists or key == "infons":
            if isinstance(found, dict) and key == "infons":
                made[key] = found
            elif found is not None:
                wanted = "list" if key in lists else "object"
                misfits.append(Misfit((*path, key), f"'{key}' is no {wanted}: write one"))
        elif key in value:
            made[key] = found
    return kind(**made)


def _elements(
    found: list[Any],
    kind: type[msgspec.Struct],
    path: tuple[str | int, ...],
    misfits: list[Misfit],
) -> Iterator[msgspec.Struct]:
    name = kind.__name__.lower()
    for number, each in enumerate(found):
        if isinstance(each, dict):
            yield _fitting(each, kind, (*path, number), misfits)
        else:
            message = f"this {name} is no object: write one, or remove it"
            misfits.append(Misfit((*path, number), message))


# Where the parts stand.


def layout_of(value: dict[str, Any], places: Tree) -> layout.Document:
    """Return where the parts of a document stand; `value` is what was read."""
    builder = _Builder(places)
    start, _ = places.span(())
    return layout.Document(
        start,
        start + 1,
        builder.value(value, (), "id"),
        builder.infons(value, ()),
        tuple(
            layout.Passage(
                *places.span(path),
                builder.value(each, path, "offset"),
                builder.value(each, path, "text"),
                builder.infons(each, path),
                tuple(
                    builder.sentence(child, inner)
                    for child, inner in _objects(each, path, "sentences")
                ),
                builder.annotations(each, path),
                builder.relations(each, path),
                builder.inside(each, path, "annotations", list),
            )
            for each, path in _objects(value, (), "passages")
        ),
        builder.annotations(value, ()),
        builder.relations(value, ()),
    )


def _objects(
    value: dict[str, Any], path: Path, key: str
) -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    """Yield the objects in a list of an object, each with its path."""
    found = value.get(key)
    for number, each in enumerate(found if isinstance(found, list) else ()):
        if isinstance(each, dict):
            yield each, (*path, key, number)


class _Builder:
    """Looks up the places of values."""

    def __init__(self, places: Tree) -> None:
        self._places = places

    def value(self, value: dict[str, Any], path: Path, key: str) -> layout.Value | None:
        """Return where the value under a key stands; without its quotation marks if it has any."""
        if key not in value:
            return None
        start, end = self._places.span((*path, key))
        if isinstance(value[key], str):
            return layout.Value(start + 1, end - 1, STRING)
        return layout.Value(start, end, OTHER)

    def inside(self, value: dict[str, Any], path: Path, key: str, kind: type) -> int:
        """Return the byte after the bracket that opens a list or object; -1 if there is none."""
        found = isinstance(value.get(key), kind)
        return self._places.span((*path, key))[0] + 1 if found else -1

    def infons(self, value: dict[str, Any], path: Path) -> tuple[layout.Infon, ...]:
        """Return where the infons of an object stand."""
        infons = value.get("infons")
        if not isinstance(infons, dict):
            return ()
        found = []
        for key in infons:
            here = (*path, "infons", key)
            at = self.value(infons, (*path, "infons"), key)
            assert at is not None  # noqa: S101 - it is there
            inner = infons[key]
            members = [
                (name, member)
                for name in (inner if isinstance(inner, dict) else ())
                if (member := self.value(inner, here, name)) is not None
            ]
            found.append(layout.Infon(key, at, tuple(members), *self._places.member(here)))
        return tuple(found)

    def sentence(self, value: dict[str, Any], path: Path) -> layout.Sentence:
        """Return where the parts of a sentence stand."""
        return layout.Sentence(
            *self._places.span(path),
            self.value(value, path, "offset"),
            self.value(value, path, "text"),
            self.infons(value, path),
            self.annotations(value, path),
            self.relations(value, path),
        )

    def annotations(self, value: dict[str, Any], path: Path) -> tuple[layout.Annotation, ...]:
        """Return where the annotations of an object stand."""
        return tuple(
            layout.Annotation(
                *self._places.span(here),
                self.value(each, here, "id"),
                self.infons(each, here),
                tuple(
                    layout.Location(
                        *self._places.span(inner),
                        self.value(child, inner, "offset"),
                        self.value(child, inner, "length"),
                    )
                    for child, inner in _objects(each, here, "locations")
                ),
                self.value(each, here, "text"),
                self.inside(each, here, "infons", dict),
            )
            for each, here in _objects(value, path, "annotations")
        )

    def relations(self, value: dict[str, Any], path: Path) -> tuple[layout.Relation, ...]:
        """Return where the relations of an object stand."""
        return tuple(
            layout.Relation(
                *self._places.span(here),
                self.value(each, here, "id"),
                self.infons(each, here),
                tuple(
                    layout.Node(
                        *self._places.span(inner),
                        self.value(child, inner, "refid"),
                        self.value(child, inner, "role"),
                    )
                    for child, inner in _objects(each, here, "nodes")
                ),
                self.inside(each, here, "infons", dict),
            )
            for each, here in _objects(value, path, "relations")
        )
