"""What a BioC document consists of, as its file says it: before anything is made of it.

XML and JSON are read into the same parts. Values are what the file has, strings in XML and
anything in JSON; nothing is checked here. Where the values stand is `_bioc_layout`.

Source: https://bioc.sourceforge.net (BioC.dtd) and https://github.com/bionlplab/bioc.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

Infons = dict[str, Any]


class Location(msgspec.Struct, gc=False):
    """One stretch of text that an annotation covers; offsets count from where the document does."""

    offset: Any = None
    length: Any = None


class Annotation(msgspec.Struct):
    """A mention, before it is one."""

    id: Any = ""
    infons: Infons = msgspec.field(default_factory=dict)
    locations: list[Location] = msgspec.field(default_factory=list)
    text: Any = None


class Node(msgspec.Struct, gc=False):
    """One end of a relation: the id of an annotation or relation, and what it is there."""

    refid: Any = ""
    role: Any = ""


class Relation(msgspec.Struct):
    """A relation, before it is one."""

    id: Any = ""
    infons: Infons = msgspec.field(default_factory=dict)
    nodes: list[Node] = msgspec.field(default_factory=list)


class Sentence(msgspec.Struct):
    """A sentence of a passage."""

    offset: Any = None
    text: Any = None
    infons: Infons = msgspec.field(default_factory=dict)
    annotations: list[Annotation] = msgspec.field(default_factory=list)
    relations: list[Relation] = msgspec.field(default_factory=list)


class Passage(msgspec.Struct):
    """A passage of a document; its text may be that of its sentences."""

    offset: Any = None
    text: Any = None
    infons: Infons = msgspec.field(default_factory=dict)
    sentences: list[Sentence] = msgspec.field(default_factory=list)
    annotations: list[Annotation] = msgspec.field(default_factory=list)
    relations: list[Relation] = msgspec.field(default_factory=list)


class Document(msgspec.Struct):
    """A document of a collection."""

    id: Any = ""
    infons: Infons = msgspec.field(default_factory=dict)
    passages: list[Passage] = msgspec.field(default_factory=list)
    annotations: list[Annotation] = msgspec.field(default_factory=list)
    relations: list[Relation] = msgspec.field(default_factory=list)


class Owner(msgspec.Struct, frozen=True, gc=False):
    """Where in a document annotations stand: number of the passage, and of the sentence in it.

    Both are -1 for what stands in the document itself.
    """

    passage: int = -1
    sentence: int = -1


def all_annotations(document: Any) -> Iterator[tuple[Owner, list[Any]]]:
    """Yield the annotations of a document in the order in which they are numbered.

    It is the order of the file in all files that keep to the definition of the format. `document`
    is one of parts or its layout; so is what is yielded.
    """
    for number, passage in enumerate(document.passages):
        if passage.annotations:
            yield Owner(number), passage.annotations
        for sentence_number, sentence in enumerate(passage.sentences):
            if sentence.annotations:
                yield Owner(number, sentence_number), sentence.annotations
    if document.annotations:
        yield Owner(), document.annotations


def all_relations(document: Any) -> Iterator[tuple[Owner, list[Any]]]:
    """Yield the relations of a document in the order in which they are numbered."""
    for number, passage in enumerate(document.passages):
        for sentence_number, sentence in enumerate(passage.sentences):
            if sentence.relations:
                yield Owner(number, sentence_number), sentence.relations
        if passage.relations:
            yield Owner(number), passage.relations
    if document.relations:
        yield Owner(), document.relations
