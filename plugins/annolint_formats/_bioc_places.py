"""Where the fields of records stand in a BioC document: from a record to a value of the layout."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from annolint import Document, Field, Mention, Passage, Record, Relation
from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._bioc_documents import has_own_text, relation_ids
from annolint_formats._bioc_infons import annotation_keys, kind_key, relation_keys
from annolint_formats._bioc_relations import IDENTIFIER, Arguments, arguments
from annolint_formats._fields import concept_spans, type_spans


class Annotation(msgspec.Struct, frozen=True):
    """One annotation of a document: what it says, where that stands, and who it belongs to."""

    owner: parts.Owner
    said: parts.Annotation
    placed: layout.Annotation


class RelationView(msgspec.Struct, frozen=True):
    """One relation of a document."""

    said: parts.Relation
    placed: layout.Relation


class View(msgspec.Struct, frozen=True):
    """A document as it was read, with the places of everything in it."""

    said: parts.Document
    placed: layout.Document
    annotations: tuple[Annotation, ...]
    relations: tuple[RelationView, ...]
    relation_ids: frozenset[str]


def view(said: parts.Document, placed: layout.Document) -> View:
    """Put what a document says and where it stands side by side."""
    pairs = zip(parts.all_annotations(said), parts.all_annotations(placed), strict=True)
    annotations = [
        Annotation(owner, *both)
        for (owner, one), (_, other) in pairs
        for both in zip(one, other, strict=True)
    ]
    relations = [
        RelationView(*both)
        for (_, one), (_, other) in zip(
            parts.all_relations(said), parts.all_relations(placed), strict=True
        )
        for both in zip(one, other, strict=True)
    ]
    return View(said, placed, tuple(annotations), tuple(relations), relation_ids(said))


class Found(msgspec.Struct, frozen=True):
    """A place: bytes [start, end), or characters [first, last) of a value that stands there."""

    start: int
    end: int
    value: layout.Value | None = None
    first: int = 0
    last: int | None = None


def _found(value: layout.Value, first: int = 0, last: int | None = None) -> Found:
    return Found(value.start, value.end, value, first, last)


def find(
    seen: View, document: Document, record: Record | None, field: Field, item: int | None
) -> Found:
    """Find a field of a record; the record as a whole if it does not have it."""
    placed = seen.placed
    if field == "document-id" or record is None:
        if field == "document-id" and placed.id is not None:
            return _found(placed.id)
        return Found(placed.start, placed.end)
    found: Found | None = None
    whole: layout.Passage | layout.Annotation | layout.Relation
    if isinstance(record, Mention):
        annotation = seen.annotations[record.index]
        whole = annotation.placed
        found = _of_mention(annotation, record, field, item)
    elif isinstance(record, Relation):
        whole = seen.relations[record.index].placed
        found = _of_relation(seen, document, record, field, item)
    else:
        whole = placed.passages[record.index]
        if isinstance(record, Passage):
            found = _of_passage(seen, record, field)
    return Found(whole.start, whole.end) if found is None else found


def _of_mention(
    annotation: Annotation, mention: Mention, field: Field, item: int | None
) -> Found | None:
    placed = annotation.placed
    keys = annotation_keys(tuple(annotation.said.infons))
    if field in ("start", "end", "span"):
        return _of_location(placed.locations, field, item)
    if field in ("id", "text"):
        value = placed.id if field == "id" else placed.text
        return None if value is None else _found(value)
    if field == "attribute" and 0 <= (item or 0) < len(keys.attributes):
        return _of_infon(placed.infons, keys.attributes[item or 0], (), None)
    if field == "concept":
        spans = concept_spans(mention.concept_field or "")
        return _of_infon(placed.infons, keys.concept, spans, item)
    return _of_infon(
        placed.infons, keys.type if field == "type" else None, type_spans(mention.type), item
    )


def _of_location(
    locations: tuple[layout.Location, ...], field: Field, item: int | None
) -> Found | None:
    if not locations or not 0 <= (item or 0) < len(locations):
        return None
    first = locations[item or 0]
    last = locations[-1 if item is None else item]
    if field == "span":
        return Found(first.start, last.end)
    value = first.offset if field == "start" else last.length
    if value is not None:
        return _found(value)
    whole = first if field == "start" else last
    return Found(whole.start, whole.end)


def _of_infon(
    infons: tuple[layout.Infon, ...],
    key: str | None,
    spans: list[tuple[int, int]] | tuple[()],
    item: int | None,
) -> Found | None:
    infon = layout.infon(infons, key)
    if infon is None:
        return None
    if item is not None and 0 <= item < len(spans):
        return _found(infon.value, *spans[item])
    return _found(infon.value)


def _of_passage(seen: View, passage: Passage, field: Field) -> Found | None:
    placed = seen.placed.passages[passage.index]
    said = seen.said.passages[passage.index]
    if field == "kind":
        return _of_infon(placed.infons, kind_key(tuple(said.infons)), (), None)
    if field == "start":
        return None if placed.offset is None else _found(placed.offset)
    if field == "text":
        if has_own_text(said):
            return None if placed.text is None else _found(placed.text)
        texts = [each.text for each in placed.sentences if each.text is not None]
        return Found(texts[0].start, texts[-1].end) if texts else None
    return None


def at_character(seen: View, passage: Passage, at: int) -> tuple[layout.Value, int] | None:
    """Return the value in which a character of a passage is written, and its number in it."""
    placed = seen.placed.passages[passage.index]
    if has_own_text(seen.said.passages[passage.index]):
        return None if placed.text is None else (placed.text, at)
    starts = [each.start - passage.start for each in passage.sentences]
    number = max(bisect_right(starts, at) - 1, 0)
    value = placed.sentences[number].text
    return None if value is None else (value, at - starts[number])


def _of_relation(
    seen: View, document: Document, relation: Relation, field: Field, item: int | None
) -> Found | None:
    placed = seen.relations[relation.index].placed
    if field == "id":
        return None if placed.id is None else _found(placed.id)
    said = seen.relations[relation.index].said
    keys = relation_keys(tuple(said.infons))
    if field == "type":
        return _of_infon(placed.infons, keys.type, (), None)
    if field == "argument" and item is not None:
        return of_argument(named(seen, document, relation), placed, item)
    if field == "attribute":
        attributes = named(seen, document, relation).attributes
        if 0 <= (item or 0) < len(attributes):
            return _of_infon(placed.infons, attributes[item or 0], (), None)
    return None


def named(seen: View, document: Document, relation: Relation) -> Arguments:
    """Return the arguments of a relation with their origins."""
    said = seen.relations[relation.index].said
    types = frozenset(mention.type for mention in document.mentions)
    return arguments(said, relation_keys(tuple(said.infons)), seen.relation_ids, types)


def of_argument(found: Arguments, placed: layout.Relation, item: int) -> Found | None:
    """Find the target of an argument."""
    if not 0 <= item < len(found.origins):
        return None
    origin = found.origins[item]
    if origin.node >= 0:
        node = placed.nodes[origin.node]
        return Found(node.start, node.end) if node.refid is None else _found(node.refid)
    infon = layout.infon(placed.infons, origin.key)
    if infon is None:
        return None
    inner = dict(infon.members).get(IDENTIFIER)
    if inner is not None:
        return _found(inner)
    if not origin.start:
        return _found(infon.value)
    return _found(infon.value, origin.start, origin.start + len(found.arguments[item].target))
