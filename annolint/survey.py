"""What a corpus shows of its schema: every case counted, with the places of the first ones.

A `Survey` is fed one document at a time and keeps counts, never documents: its size grows with the
number of different types, values and surface forms. What the rules want of a schema they say
themselves (`Rule.survey`). This module knows no rule and decides nothing.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec

from annolint.errors import PluginError
from annolint.model import Document
from annolint.plugins import RAISED
from annolint.records import Mention, Relation
from annolint.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PLACES = 3
_MOST_VALUES = 50
"""An attribute with more different values than this may have any."""
_MOST_SHAPES = 20
"""Document ids of more shapes than this follow no pattern."""
_DIGITS = re.compile("([0-9]+)")


class Tally(msgspec.Struct):
    """How often something was seen, and where first: paths and lines."""

    count: int = 0
    places: list[tuple[str, int]] = []

    def add(self, path: str, line: int) -> None:
        """Count one case."""
        self.count += 1
        if self.count <= _PLACES:
            self.places.append((path, line))

    def join(self, other: Tally) -> None:
        """Count the cases of another tally as well."""
        self.count += other.count
        self.places = sorted([*self.places, *other.places], key=_in_order)[:_PLACES]


class Values(msgspec.Struct):
    """The values of one attribute; `by_value` is empty once they are too many to list."""

    tally: Tally = msgspec.field(default_factory=Tally)
    by_value: dict[str, Tally] = {}
    open: bool = False

    def add(self, value: str, path: str, line: int) -> None:
        """Count one value."""
        self.tally.add(path, line)
        if not self.open:
            self.by_value.setdefault(value, Tally()).add(path, line)
            self._limit()

    def join(self, other: Values) -> None:
        """Count the values of another type as well."""
        self.tally.join(other.tally)
        for value, tally in other.by_value.items():
            self.by_value.setdefault(value, Tally()).join(tally)
        self.open = self.open or other.open
        self._limit()

    def _limit(self) -> None:
        if self.open or len(self.by_value) > _MOST_VALUES:
            self.open = True
            self.by_value.clear()


class Shape(msgspec.Struct):
    """The document ids that differ in their numbers only; `most` are the longest numbers."""

    tally: Tally
    most: list[int]


Attributes = dict[tuple[str, str], Values]
"""Values by type and name."""


class Survey:
    """What is counted over the documents of a corpus.

    Attributes:
        documents: How many there are.
        mentions: How many there are, without those of which the line is faulty.
        relations: Likewise.
        faulty: Records that were left out, since what stands in their lines may have shifted.
        mention_types: The mentions of each type.
        relation_types: The relations of each type.
        texts: The different surface forms of each type, as hashes.
        mention_attributes: What attributes mentions have.
        relation_attributes: What attributes relations have.
        shapes: The document ids by what stands between their numbers; None if they are too many.
    """

    def __init__(self, rules: Iterable[type[Rule]]) -> None:
        self.documents = 0
        self.mentions = 0
        self.relations = 0
        self.faulty = 0
        self.mention_types: dict[str, Tally] = {}
        self.relation_types: dict[str, Tally] = {}
        self.texts: dict[str, set[int]] = {}
        self.mention_attributes: Attributes = {}
        self.relation_attributes: Attributes = {}
        self.shapes: dict[tuple[str, ...], Shape] | None = {}
        self._rules = [rule() for rule in rules if rule.survey is not Rule.survey]
        self._seen: dict[str, dict[tuple[Any, ...], Tally]] = {}

    def seen(self, kind: str) -> Mapping[tuple[Any, ...], Tally]:
        """Return what the rules observed of one kind (`Observation.kind`), by key."""
        return self._seen.get(kind, {})

    def add(self, document: Document) -> None:
        """Count a document.

        Raises:
            PluginError: A rule failed at it.
        """
        self.documents += 1
        faulty = {id(problem.record) for problem in document.problems if problem.record is not None}
        self.faulty += len(faulty)
        if document.id_given:
            self._add_id(document)
        for mention in document.mentions:
            if id(mention) not in faulty:
                self._add_mention(document, mention)
        for relation in document.relations:
            if id(relation) not in faulty:
                self._add_relation(document, relation)
        for rule in self._rules:
            try:
                for observed in rule.survey(document):
                    record = observed.record
                    if id(record) not in faulty:
                        tallies = self._seen.setdefault(observed.kind, {})
                        tally = tallies.get(observed.key)
                        if tally is None:
                            tally = tallies[observed.key] = Tally()
                        tally.add(document.files[record.file].path, record.line)
            except RAISED as error:  # a rule may be a stranger's
                what = f"{type(error).__name__}: {error}"
                raise PluginError(
                    f"rule {rule.code} {rule.name}: survey of document {document.id} raised {what}"
                ) from error

    def _add_mention(self, document: Document, mention: Mention) -> None:
        self.mentions += 1
        path = document.files[mention.file].path
        surface = hash(mention.text)
        for kind in mention.types:
            self.mention_types.setdefault(kind, Tally()).add(path, mention.line)
            self.texts.setdefault(kind, set()).add(surface)
            if mention.attributes:
                _add_attributes(self.mention_attributes, kind, mention, path)

    def _add_relation(self, document: Document, relation: Relation) -> None:
        self.relations += 1
        path = document.files[relation.file].path
        kind = relation.type.strip()
        if kind:
            self.relation_types.setdefault(kind, Tally()).add(path, relation.line)
            _add_attributes(self.relation_attributes, kind, relation, path)

    def _add_id(self, document: Document) -> None:
        if self.shapes is None:
            return
        parts = _DIGITS.split(document.id)
        shape = self.shapes.setdefault(tuple(parts[::2]), Shape(Tally(), [0] * (len(parts) // 2)))
        shape.tally.add(document.path, document.line)
        shape.most = [
            max(known, len(new)) for known, new in zip(shape.most, parts[1::2], strict=True)
        ]
        if len(self.shapes) > _MOST_SHAPES:
            self.shapes = None


def _add_attributes(
    attributes: Attributes, kind: str, record: Mention | Relation, path: str
) -> None:
    for attribute in record.attributes:
        key = kind, attribute.name
        attributes.setdefault(key, Values()).add(attribute.value.strip(), path, record.line)


def _in_order(place: tuple[str, int]) -> tuple[tuple[str, ...], int]:
    path, line = place
    return PurePath(path).parts, line
