"""From the parts of a BioC document to the model.

Passages are joined by line feeds; the text of a passage may be that of its sentences, put where
their offsets say. Nothing is repaired. What is wrong is `_bioc_faults`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from annolint import (
    Attribute,
    Document,
    Ignore,
    Mention,
    Passage,
    Problem,
    Relation,
    Sentence,
    SourceFile,
    Span,
)
from annolint_formats import _bioc_parts as parts
from annolint_formats._bioc_infons import (
    SUPPRESSION,
    annotation_keys,
    kind_key,
    optional,
    relation_keys,
    shown,
)
from annolint_formats._bioc_offsets import MOST, Segments, is_plain, length, number
from annolint_formats._bioc_relations import arguments
from annolint_formats._fields import concept_ids, types

_MOST_BLANKS = 100
"""Characters that may be missing between two sentences before their offsets are not believed."""


class Lines(msgspec.Struct, frozen=True):
    """The line of each record, in the order in which records are numbered."""

    passages: Sequence[int]
    annotations: Sequence[int]
    relations: Sequence[int]


class Draft(msgspec.Struct):
    """The records of a document.

    `doubtful` are the numbers of mentions whose offsets have to be looked at again, `suppresses`
    says whether a record asks not to be reported.
    """

    passages: tuple[Passage, ...] = ()
    mentions: list[Mention] = msgspec.field(default_factory=list)
    relations: list[Relation] = msgspec.field(default_factory=list)
    doubtful: list[int] = msgspec.field(default_factory=list)
    suppresses: bool = False

    @property
    def text(self) -> str:
        """The text of the document."""
        return "\n".join([passage.text for passage in self.passages])


def draft(document: parts.Document, lines: Lines) -> Draft:
    """Make the records of a document."""
    made = Draft()
    made.passages = tuple(_passages(document.passages, lines.passages))
    made.suppresses = any(SUPPRESSION in passage.infons for passage in document.passages)
    _read_mentions(made, document, lines.annotations)
    if any(True for _ in parts.all_relations(document)):
        _read_relations(made, document, lines.relations)
    return made


def finished(
    file: SourceFile,
    said: parts.Document,
    made: Draft,
    problems: tuple[Problem, ...],
    ignores: tuple[Ignore, ...],
    number: int,
) -> Document:
    """Put a document together; `number` names it where it has no id."""
    identifier = text_of(said.id).strip()
    metadata = tuple(
        [
            Attribute(key, shown(value), line=file.line, index=index)
            for index, (key, value) in enumerate(said.infons.items())
            if key != SUPPRESSION
        ]
    )
    return Document(
        identifier or f"#{number}",
        made.text,
        made.passages,
        tuple(made.mentions),
        tuple(made.relations),
        (file,),
        id_given=bool(identifier),
        problems=problems,
        metadata=metadata,
        ignores=ignores,
    )


def text_of(value: Any) -> str:
    """Return a text; one that is no string as JSON writes it."""
    return value if type(value) is str else "" if value is None else shown(value)


def has_own_text(passage: parts.Passage) -> bool:
    """Say whether the text of a passage is its own, not that of its sentences."""
    return bool(passage.text) or all(sentence.text is None for sentence in passage.sentences)


# Passages.


def _passages(found: Sequence[parts.Passage], lines: Sequence[int]) -> Iterator[Passage]:
    start = 0
    for index, passage in enumerate(found):
        offset = number(passage.offset)
        text = text_of(passage.text)
        sentences: tuple[Sentence, ...] = ()
        if passage.sentences:
            if has_own_text(passage):
                sentences = _sentences_in(passage.sentences, start, offset, len(text))
            else:
                text, sentences = _joined(passage.sentences, start, offset)
        infons = passage.infons
        key = kind_key(tuple(infons)) if infons else None
        kind = "" if key is None else optional(infons[key]) or ""
        yield Passage(index, lines[index], kind, start, text, offset, 0, sentences)
        start += len(text) + 1


def _sentences_in(
    found: Sequence[parts.Sentence], start: int, offset: int | None, size: int
) -> tuple[Sentence, ...]:
    """Return the sentences of a passage that has its own text; ends may have to be guessed."""
    made = []
    at = start
    for sentence in found:
        own = number(sentence.offset)
        if own is not None and offset is not None:
            at = start + own - offset
        end = at + len(text_of(sentence.text)) if sentence.text else start + size
        made.append(Sentence(at, end, own))
        at = end
    return tuple(made)


def _joined(
    found: Sequence[parts.Sentence], start: int, offset: int | None
) -> tuple[str, tuple[Sentence, ...]]:
    """Return the text that sentences make, with blanks where their offsets leave gaps."""
    pieces: list[str] = []
    made = []
    size = 0
    for sentence in found:
        own = number(sentence.offset)
        gap = own - offset - size if own is not None and offset is not None else -1
        if not 0 <= gap <= _MOST_BLANKS:
            gap = 1 if pieces else 0
        text = text_of(sentence.text)
        pieces += [" " * gap, text]
        made.append(Sentence(start + size + gap, start + size + gap + len(text), own))
        size += gap + len(text)
    return "".join(pieces), tuple(made)


# Mentions.


def _read_mentions(made: Draft, document: parts.Document, lines: Sequence[int]) -> None:
    """Read the annotations; most of the time of reading is spent in this loop."""
    segments = Segments(made.passages)
    mentions = made.mentions
    index = 0
    for owner, found in parts.all_annotations(document):
        own = segments.own(owner)
        for annotation in found:
            infons = annotation.infons
            keys = annotation_keys(tuple(infons))
            kind = infons[keys.type] if keys.type is not None else ""
            if type(kind) is not str:
                kind = optional(kind) or ""
            concept = infons[keys.concept] if keys.concept is not None else None
            if concept is not None and type(concept) is not str:
                concept = shown(concept)
            if keys.suppression:
                made.suppresses = True
            line = lines[index]
            spans: list[Span] = []
            for location in annotation.locations:
                first, size = location.offset, location.length
                if type(first) is int and type(size) is int and 0 <= first < MOST > size >= 0:
                    pass
                elif type(first) is str and type(size) is str and is_plain(f"{first}{size}"):
                    first, size = int(first), int(size)
                else:
                    made.doubtful.append(index)
                    first, size = number(first), length(size)
                    if first is None or size is None:
                        spans = []
                        break
                if own is not None and own.offset <= first < own.end:
                    start = first + own.shift
                else:
                    start = first + segments.shift(first, own)
                spans.append(Span(start, start + size))
            text, identifier = annotation.text, annotation.id
            mentions.append(
                Mention(
                    index,
                    line,
                    kind,
                    types(kind),
                    tuple(spans),
                    text if type(text) is str else text_of(text),
                    concept,
                    concept_ids(concept) if concept else (),
                    (),
                    (),
                    _attributes(infons, keys.attributes, line) if keys.attributes else (),
                    identifier if type(identifier) is str else text_of(identifier),
                )
            )
            index += 1


def _attributes(infons: parts.Infons, keys: Sequence[str], line: int) -> tuple[Attribute, ...]:
    return tuple(
        [
            Attribute(key, shown(infons[key]), line=line, index=index)
            for index, key in enumerate(keys)
        ]
    )


# Relations.


def _read_relations(made: Draft, document: parts.Document, lines: Sequence[int]) -> None:
    ids, kinds = relation_ids(document), frozenset(m.type for m in made.mentions)
    index = 0
    for _, found in parts.all_relations(document):
        for relation in found:
            keys = relation_keys(tuple(relation.infons))
            named = arguments(relation, keys, ids, kinds)
            line = lines[index]
            made.suppresses = made.suppresses or keys.suppression
            made.relations.append(
                Relation(
                    index,
                    line,
                    optional(relation.infons[keys.type]) or "" if keys.type is not None else "",
                    named.arguments,
                    _attributes(relation.infons, named.attributes, line)
                    if named.attributes
                    else (),
                    "",
                    text_of(relation.id),
                )
            )
            index += 1


def relation_ids(document: parts.Document) -> frozenset[str]:
    """Return the ids that relations have, and no annotation."""
    own = {text_of(each.id) for _, found in parts.all_relations(document) for each in found}
    others = {text_of(each.id) for _, found in parts.all_annotations(document) for each in found}
    return frozenset(own - others)
