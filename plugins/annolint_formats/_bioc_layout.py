"""Where the values of a BioC document stand in its bytes, in XML and JSON alike.

A layout has the shape of the parts (`_bioc_parts`), with places instead of values. It is worked
out only for findings and repairs. Positions are bytes of `SourceFile.data`; `infons_at` and
`annotations_at` are where the first one would stand in the object or list for them, -1 without.
"""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False):
    """Where a value is written: bytes [start, end), without quotes or tags around it.

    `form` tells the writer how; `before` and `after` have to be written around a value that takes
    the place of none, as in an element `<text/>`.
    """

    start: int
    end: int
    form: str = ""
    before: bytes = b""
    after: bytes = b""


class Infon(msgspec.Struct, frozen=True):
    """One infon: its key and the place of its value; `members` of a value that is an object."""

    key: str
    value: Value
    members: tuple[tuple[str, Value], ...] = ()
    start: int = 0
    end: int = 0


class Location(msgspec.Struct, frozen=True):
    """One location of an annotation."""

    start: int
    end: int
    offset: Value | None = None
    length: Value | None = None


class Annotation(msgspec.Struct, frozen=True):
    """An annotation, from the first byte of its element or object to the last."""

    start: int
    end: int
    id: Value | None = None
    infons: tuple[Infon, ...] = ()
    locations: tuple[Location, ...] = ()
    text: Value | None = None
    infons_at: int = -1


class Node(msgspec.Struct, frozen=True):
    """A node of a relation."""

    start: int
    end: int
    refid: Value | None = None
    role: Value | None = None


class Relation(msgspec.Struct, frozen=True):
    """A relation."""

    start: int
    end: int
    id: Value | None = None
    infons: tuple[Infon, ...] = ()
    nodes: tuple[Node, ...] = ()
    infons_at: int = -1


class Sentence(msgspec.Struct, frozen=True):
    """A sentence."""

    start: int
    end: int
    offset: Value | None = None
    text: Value | None = None
    infons: tuple[Infon, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    relations: tuple[Relation, ...] = ()


class Passage(msgspec.Struct, frozen=True):
    """A passage."""

    start: int
    end: int
    offset: Value | None = None
    text: Value | None = None
    infons: tuple[Infon, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    relations: tuple[Relation, ...] = ()
    annotations_at: int = -1


class Document(msgspec.Struct, frozen=True, dict=True):
    """A document; [start, end) is what stands for all of it: its first tag or key."""

    start: int
    end: int
    id: Value | None = None
    infons: tuple[Infon, ...] = ()
    passages: tuple[Passage, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    relations: tuple[Relation, ...] = ()


def infon(infons: tuple[Infon, ...], key: str | None) -> Infon | None:
    """Return the infon with a key; of several the last one, which is the one that is read."""
    return next((each for each in reversed(infons) if each.key == key), None)
