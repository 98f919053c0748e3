"""From changed records of a BioC document to edits of the values that differ.

How a value, an element or an object is written is the business of a `Writer`, one for XML and one
for JSON; what has to be written is the same.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from annolint import Attribute, Change, Document, Edit, Mention, Passage, Relation, Span
from annolint_formats import _bioc_layout as layout
from annolint_formats._bioc_documents import has_own_text
from annolint_formats._bioc_infons import annotation_keys, kind_key, relation_keys
from annolint_formats._bioc_offsets import Segments, length, number
from annolint_formats._bioc_parts import Owner
from annolint_formats._bioc_places import Annotation, View, named, of_argument

_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)
_TYPE, _IDENTIFIER = "type", "identifier"


class Removal(msgspec.Struct, frozen=True, order=True):
    """An element or object, bytes [start, end), that is to go."""

    start: int
    end: int


class Writer(ABC):
    """Writes values, elements and objects; `data` are the bytes of the document."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @abstractmethod
    def value(self, value: layout.Value, text: str) -> bytes:
        """Write a text in the place of a value, with all that has to stand around it."""

    @abstractmethod
    def number(self, value: layout.Value, new: int) -> bytes:
        """Write a number in the place of a value."""

    @abstractmethod
    def infon(self, owner: layout.Annotation | layout.Relation, key: str, text: str) -> Edit:
        """Add an infon."""

    @abstractmethod
    def without(self, gone: Sequence[Removal]) -> list[Edit]:
        """Remove elements or objects, in order, and what parts them from their neighbours."""

    @abstractmethod
    def beside(self, start: int, end: int, new: bytes, *, before: bool) -> Edit:
        """Write an element or object beside one that stands at [start, end)."""

    @abstractmethod
    def first(self, passage: layout.Passage, mention: Mention, offset: int) -> Edit:
        """Write the first annotation of a passage."""

    @abstractmethod
    def location(self, like: bytes, offset: int, size: int) -> bytes:
        """Write a location in the form of another one."""

    @abstractmethod
    def between(self, locations: Sequence[layout.Location]) -> bytes:
        """Return what parts locations that follow each other."""


def rendered(
    document: Document, changes: Sequence[Change], seen: View, writer: Writer
) -> list[Edit]:
    """Return the edits that changes of records come to, by position."""
    return _in_order(_Renderer(document, changes, seen, writer).edits(), writer)


def _in_order(found: Iterable[Edit | Removal], writer: Writer) -> list[Edit]:
    """Return edits by position; neighbours that are removed share what parts them."""
    edits, gone = [], []
    for each in found:
        if isinstance(each, Edit):
            edits.append(each)
        else:
            gone.append(each)
    return sorted([*edits, *writer.without(sorted(gone))], key=lambda edit: (edit.start, edit.end))


class _Renderer:
    def __init__(
        self, document: Document, changes: Sequence[Change], seen: View, writer: Writer
    ) -> None:
        self._document = document
        self._changes = changes
        self._seen = seen
        self._writer = writer
        passages = list(document.passages)
        for change in changes:
            if isinstance(change.replacement, Passage):
                passages[change.replacement.index] = change.replacement
        self._segments = Segments(passages)
        self._passages = passages

    def edits(self) -> Iterator[Edit | Removal]:
        """Yield what is to be written, and what is to go."""
        added = 0
        for change in self._changes:
            old, new = change.record, change.replacement
            if isinstance(old, Mention) and isinstance(new, Mention):
                yield from self._mention(self._seen.annotations[old.index], old, new)
            elif isinstance(old, Relation) and isinstance(new, Relation):
                yield from self._relation(old, new)
            elif isinstance(old, Passage) and isinstance(new, Passage):
                yield from self._passage(old, new)
            elif isinstance(old, Mention):
                placed = self._seen.annotations[old.index].placed
                yield Removal(placed.start, placed.end)
            elif isinstance(old, Relation):
                relation = self._seen.relations[old.index].placed
                yield Removal(relation.start, relation.end)
            elif isinstance(new, Mention):
                added += 1
                yield self._added(new, added)

    def _write(self, value: layout.Value | None, old: str, new: str) -> Iterator[Edit]:
        """Write a text where it differs from what was read."""
        if value is not None and old != new:
            yield Edit(value.start, value.end, self._writer.value(value, new))

    def _infon(
        self,
        owner: layout.Annotation | layout.Relation,
        key: str | None,
        usual: str,
        texts: tuple[str | None, str | None],
    ) -> Iterator[Edit | Removal]:
        """Write an infon; it is added or removed where it is in one of the records only."""
        old, new = texts
        if old == new or (key is None and not new):
            return
        infon = layout.infon(owner.infons, key)
        if infon is None:
            yield self._writer.infon(owner, usual, new or "")
        elif new is None:
            yield Removal(infon.start, infon.end)
        else:
            yield Edit(infon.value.start, infon.value.end, self._writer.value(infon.value, new))

    def _attributes(
        self,
        owner: layout.Annotation | layout.Relation,
        keys: Sequence[str],
        old: Sequence[Attribute],
        new: Sequence[Attribute],
    ) -> Iterator[Edit | Removal]:
        for key, before, after in zip(keys, old, [*new, *[None] * len(keys)], strict=False):
            text = None if after is None else after.value
            yield from self._infon(owner, key, key, (before.value, text))

    # Mentions.

    def _mention(
        self, annotation: Annotation, old: Mention, new: Mention
    ) -> Iterator[Edit | Removal]:
        placed = annotation.placed
        keys = annotation_keys(tuple(annotation.said.infons))
        yield from self._write(placed.id, old.id, new.id)
        yield from self._write(placed.text, old.text, new.text)
        yield from self._infon(placed, keys.type, _TYPE, (old.type, new.type))
        concepts = old.concept_field, new.concept_field
        yield from self._infon(placed, keys.concept, _IDENTIFIER, concepts)
        yield from self._attributes(placed, keys.attributes, old.attributes, new.attributes)
        if old.spans != new.spans:
            yield from self._locations(annotation, new.spans)

    def _locations(self, annotation: Annotation, spans: Sequence[Span]) -> Iterator[Edit]:
        said, placed = annotation.said.locations, annotation.placed.locations
        own = self._segments.own(annotation.owner)
        written = [(self._segments.written(s.start, own), s.end - s.start) for s in spans]
        if len(written) == len(placed) and all(each.offset and each.length for each in placed):
            for raw, at, (offset, size) in zip(said, placed, written, strict=True):
                assert at.offset is not None and at.length is not None  # noqa: PT018, S101
                if number(raw.offset) != offset:
                    new = self._writer.number(at.offset, offset)
                    yield Edit(at.offset.start, at.offset.end, new)
                if length(raw.length) != size:
                    new = self._writer.number(at.length, size)
                    yield Edit(at.length.start, at.length.end, new)
        elif placed:
            start, end = placed[0].start, placed[-1].end
            like = self._writer.data[start : placed[0].end]
            new = self._writer.between(placed).join(
                [self._writer.location(like, *each) for each in written]
            )
            yield Edit(start, end, new)

    def _added(self, new: Mention, ordinal: int) -> Edit:
        """Write a mention that was added, in the form of a neighbour."""
        start = new.spans[0].start if new.spans else 0
        inside = [p.index for p in self._passages if p.start <= start <= p.end]
        passage = inside[-1] if inside else 0
        near = [
            (mention, annotation)
            for mention, annotation in zip(
                self._document.mentions, self._seen.annotations, strict=True
            )
            if annotation.owner.passage == passage
        ] or list(zip(self._document.mentions, self._seen.annotations, strict=True))
        if not near:
            offset = self._segments.written(start, self._segments.own(Owner(passage)))
            new = msgspec.structs.replace(new, id=str(ordinal))
            return self._writer.first(self._seen.placed.passages[passage], new, offset)
        before = [pair for pair in near if pair[0].spans and pair[0].spans[0].start <= start]
        like, annotation = max(
            before, key=lambda pair: (pair[0].spans[0].start, pair[0].index), default=near[0]
        )
        if like.id:
            new = msgspec.structs.replace(new, id=self._new_id(like.id, ordinal))
        placed = annotation.placed
        edits = _in_order(self._mention(annotation, like, new), self._writer)
        written = _patched(self._writer.data, edits, placed.start, placed.end)
        return self._writer.beside(placed.start, placed.end, written, before=not before)

    def _new_id(self, like: str, ordinal: int) -> str:
        match = _NUMBERED.fullmatch(like)
        prefix = match[1] if match else like
        numbers = [
            int(found[2])
            for mention in self._document.mentions
            if (found := _NUMBERED.fullmatch(mention.id)) and found[1] == prefix
        ]
        return f"{prefix}{max(numbers, default=0) + ordinal}"

    # Relations and passages.

    def _relation(self, old: Relation, new: Relation) -> Iterator[Edit | Removal]:
        seen = self._seen.relations[old.index]
        placed = seen.placed
        keys = relation_keys(tuple(seen.said.infons))
        found = named(self._seen, self._document, old)
        yield from self._write(placed.id, old.id, new.id)
        yield from self._infon(placed, keys.type, _TYPE, (old.type, new.type))
        yield from self._attributes(placed, found.attributes, old.attributes, new.attributes)
        for item, (before, after) in enumerate(zip(old.arguments, new.arguments, strict=False)):
            origin = found.origins[item]
            if origin.node >= 0:
                node = placed.nodes[origin.node]
                yield from self._write(node.refid, before.target, after.target)
                yield from self._write(node.role, before.role, after.role)
                continue
            at = of_argument(found, placed, item)
            if before != after and at is not None and at.value is not None:
                text = f"{after.role}|{after.target}" if origin.start else after.target
                yield Edit(at.value.start, at.value.end, self._writer.value(at.value, text))

    def _passage(self, old: Passage, new: Passage) -> Iterator[Edit]:
        placed = self._seen.placed.passages[old.index]
        said = self._seen.said.passages[old.index]
        kind = layout.infon(placed.infons, kind_key(tuple(said.infons)))
        if kind is not None:
            yield from self._write(kind.value, old.kind, new.kind)
        yield from self._offset(placed.offset, old.offset, new.offset)
        own_text = has_own_text(said)
        if own_text:
            yield from self._write(placed.text, old.text, new.text)
        for at, before, after in zip(placed.sentences, old.sentences, new.sentences, strict=True):
            yield from self._offset(at.offset, before.offset, after.offset)
            texts = [
                each.text[sentence.start - each.start : sentence.end - each.start]
                for each, sentence in ((old, before), (new, after))
            ]
            if not own_text or (at.text is not None and at.text.end > at.text.start):
                yield from self._write(at.text, *texts)

    def _offset(
        self, value: layout.Value | None, old: int | None, new: int | None
    ) -> Iterator[Edit]:
        if value is not None and new is not None and old != new:
            yield Edit(value.start, value.end, self._writer.number(value, new))


def _patched(data: bytes, edits: Iterable[Edit], start: int, end: int) -> bytes:
    """Return bytes [start, end) of the data as they are after edits, which stand in order."""
    pieces = []
    position = start
    for edit in edits:
        pieces += [data[position : edit.start], edit.data]
        position = edit.end
    return b"".join([*pieces, data[position:end]])
