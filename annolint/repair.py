"""What a document is after a fix: changes applied to the model, and what follows from them.

Pure functions on documents: nothing here knows bytes, files, or which rule asked for a change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from annolint.fix import Change, Fix, Safety, TextChange
from annolint.model import Document
from annolint.records import Mention, Passage, Record, Relation, Sentence, Span, Token

_Kind = TypeVar("_Kind", bound=Record)
_replace = msgspec.structs.replace

Key = tuple[str, int]
"""What identifies a record in its document: its kind and index."""


def key(record: Record) -> Key:
    """Return what identifies a record in its document."""
    return type(record).__name__, record.index


def has(document: Document, record: object) -> bool:
    """Say whether a record is one of the document's own, not a copy of one."""
    kinds: tuple[tuple[type, Sequence[object]], ...] = (
        (Mention, document.mentions),
        (Relation, document.relations),
        (Passage, document.passages),
        (Token, document.tokens),
    )
    for kind, records in kinds:
        if isinstance(record, kind):
            index: int = record.index  # type: ignore[attr-defined] # every record has one
            return 0 <= index < len(records) and records[index] is record
    return False


def fault(document: Document, fix: Fix) -> str:
    """Say in words why a rule's fix makes no sense for this document; empty if it does."""
    faults = (_change_fault(document, change, fix.safety) for change in fix.changes)
    return next(filter(None, faults), "" if fix.changes else "has no changes")


def _change_fault(document: Document, change: object, safety: Safety) -> str:
    if isinstance(change, TextChange):
        if safety is not Safety.UNSAFE:
            return "changes the text of the document in a safe fix"
        inside = (p.start <= change.start <= change.end <= p.end for p in document.passages)
        return "" if any(inside) else "changes text that is not in one passage"
    if not isinstance(change, Change):
        return f"has {type(change).__name__} for a change"
    old, new = change.record, change.replacement
    if old is None:
        return "" if isinstance(new, Mention) else "adds something that is no mention"
    if not has(document, old):
        return "changes a record that is not in the document"
    replaces = new is None or key(new) == key(old)
    return "" if replaces else "replaces a record by one of another kind or index"


def completed(document: Document, changes: Iterable[Change | TextChange]) -> list[Change]:
    """Return the changes of records that changes of a document come to, with what they entail.

    Text that changes moves the spans behind it; identifiers and mentions that are gone are
    replaced where relations name them. Of each record there is one change.
    """
    edits: list[TextChange] = []
    added: list[Mention] = []
    wanted: dict[Key, Change] = {}
    for change in changes:
        if isinstance(change, TextChange):
            edits.append(change)
        elif change.record is not None:
            wanted[key(change.record)] = change
        elif isinstance(change.replacement, Mention):
            added.append(change.replacement)
    wanted |= dict(_followed(document, wanted))
    if edits:
        edited = _Edited(document, sorted(edits, key=lambda edit: edit.start))
        wanted |= dict(_moved(edited, wanted))
        added = [edited.mention(mention) for mention in added]
    made = [change for change in wanted.values() if change.record != change.replacement]
    return made + [Change(None, mention) for mention in added]


def applied(document: Document, changes: Sequence[Change]) -> Document:
    """Return a document with completed changes made; lines stay those of the old one."""
    wanted: dict[Key, Record | None] = {
        key(c.record): c.replacement for c in changes if c.record is not None
    }
    added = [c.replacement for c in changes if isinstance(c.replacement, Mention) and not c.record]
    passages = _kept(document.passages, wanted)
    return _replace(
        document,
        text=document.text if passages == document.passages else _text(document, passages),
        passages=passages,
        mentions=_kept(document.mentions, wanted, added),
        relations=_kept(document.relations, wanted),
        tokens=_kept(document.tokens, wanted),
    )


def content(document: Document) -> Hashable:
    """Return what a document says, without where it stands: equal for equal documents.

    What is derived (`types`, `concept_ids`, lines, indexes) is left out, and so are the tags of
    tokens, which say once more what mentions say, the order of annotations, and the id of a
    mention, which a format makes up for one that is added.
    """
    return (
        document.id,
        document.text,
        tuple((passage.kind, passage.start, passage.text) for passage in document.passages),
        tuple((token.text, token.start, token.end) for token in document.tokens),
        frozenset(Counter(map(_mention_content, document.mentions)).items()),
        frozenset(Counter(map(_relation_content, document.relations)).items()),
    )


def keeps(before: Document, after: Document) -> bool:
    """Say whether a document says all that it said before, and perhaps more in further records."""
    one, other = (_replace(each, mentions=(), relations=()) for each in (before, after))
    lost = Counter(map(_mention_content, before.mentions))
    lost -= Counter(map(_mention_content, after.mentions))
    gone = Counter(map(_relation_content, before.relations))
    gone -= Counter(map(_relation_content, after.relations))
    return content(one) == content(other) and not lost and not gone


def _mention_content(mention: Mention) -> Hashable:
    return (
        mention.type,
        mention.spans,
        mention.text,
        mention.concept_field,
        mention.component_texts,
        mention.fragment_texts,
        tuple((each.name, each.value) for each in mention.attributes),
    )


def _relation_content(relation: Relation) -> Hashable:
    attributes = tuple((each.name, each.value) for each in relation.attributes)
    return relation.id, relation.type, relation.trigger, relation.arguments, attributes


def _kept(
    records: Sequence[_Kind], wanted: Mapping[Key, Record | None], added: Sequence[_Kind] = ()
) -> tuple[_Kind, ...]:
    now = [wanted.get(key(record), record) for record in records]
    kept = [*(record for record in now if record is not None), *added]
    return tuple(
        _replace(record, index=index)  # type: ignore[misc] # a record is replaced by its kind
        for index, record in enumerate(kept)
    )


def _text(document: Document, passages: Sequence[Passage]) -> str:
    """Put the new texts of passages in the place of the old ones."""
    parts = []
    position = 0
    for old, new in zip(document.passages, passages, strict=True):
        parts += [document.text[position : old.start], new.text]
        position = old.end
    return "".join([*parts, document.text[position:]])


# What refers to a changed record follows.


def _followed(document: Document, wanted: Mapping[Key, Change]) -> Iterator[tuple[Key, Change]]:
    """Yield the relations that name what is no longer there, as they should be."""
    names = dict(_relation_heirs(document, wanted))
    changed = [
        (change.record, change.replacement)
        for change in wanted.values()
        if isinstance(change.record, Mention) and _renames(change.record, change.replacement)
    ]
    if not (changed or names) or not document.relations:
        return
    stay = [mention for mention in document.mentions if key(mention) not in wanted]
    stay += [each.replacement for each in wanted.values() if isinstance(each.replacement, Mention)]
    known = {name for mention in stay for name in (*mention.concept_ids, mention.concept_field)}
    for old, new in changed:
        if isinstance(new, Mention):
            names |= dict(_new_concepts(old, new, known))
        elif heir := _heir(old, stay):
            names |= dict(_new_concepts(old, heir, known))
            if old.id:
                names["mention", old.id] = heir.id
    for relation in document.relations if names else ():
        change = wanted.get(key(relation))
        now = change.replacement if change else relation
        if isinstance(now, Relation):
            arguments = tuple(
                _replace(each, target=names.get((each.kind, each.target), each.target))
                for each in now.arguments
            )
            trigger = names.get(("mention", now.trigger), now.trigger)
            if arguments != now.arguments or trigger != now.trigger:
                replacement = _replace(now, arguments=arguments, trigger=trigger)
                yield key(relation), Change(relation, replacement)


def _relation_heirs(
    document: Document, wanted: Mapping[Key, Change]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the ids of removed relations, each with that of its equal that stays."""
    gone = [
        change.record
        for change in wanted.values()
        if isinstance(change.record, Relation) and change.record.id and not change.replacement
    ]
    if not gone:
        return
    removed = {key(relation) for relation in gone}
    stay: dict[Hashable, str] = {}
    for relation in document.relations:
        if relation.id and key(relation) not in removed:
            stay.setdefault(_relation_said(relation), relation.id)
    for relation in gone:
        if heir := stay.get(_relation_said(relation)):
            yield ("relation", relation.id), heir


def _relation_said(relation: Relation) -> Hashable:
    """Return what a relation says, however its arguments are ordered."""
    arguments = sorted((each.role, each.target) for each in relation.arguments)
    return relation.type, relation.trigger, tuple(arguments)


def _renames(old: Mention, new: Record | None) -> bool:
    """Say whether something that named a mention may have to name something else."""
    if isinstance(new, Mention):
        return new.concept_field != old.concept_field
    return True


def _heir(removed: Mention, stay: Sequence[Mention]) -> Mention | None:
    """Return the mention that says what the removed one said, with an id where that had one."""
    said = _said(removed)
    return next(
        (each for each in stay if bool(each.id) >= bool(removed.id) and _said(each) == said), None
    )


def _said(mention: Mention) -> Hashable:
    """Return what a mention says, however its types, identifiers and attributes are ordered."""
    return (
        mention.spans,
        mention.text,
        frozenset(mention.types),
        frozenset(mention.concept_ids),
        frozenset((each.name, each.value) for each in mention.attributes),
    )


def _new_concepts(
    old: Mention, new: Mention, known: Container[str | None]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the identifiers that no mention has any longer, each with what it is now."""
    pairs = [(old.concept_field, new.concept_field)]
    if len(old.concept_ids) == len(new.concept_ids):
        pairs += zip(old.concept_ids, new.concept_ids, strict=True)
    for before, after in pairs:
        if before and after and before not in known:
            yield ("concept", before.strip()), after.strip()


# Text that changes moves what stands behind it.


class _Edited:
    """Where things are in a text once it is changed; `edits` stand in order, apart."""

    def __init__(self, document: Document, edits: Sequence[TextChange]) -> None:
        self._document = document
        self._edits = edits
        self.shifts: tuple[tuple[Sequence[Record], Callable[..., Record]], ...] = (
            (document.passages, self.passage),
            (document.mentions, self.mention),
            (document.tokens, self.token),
        )

    def start(self, offset: int) -> int:
        """Return the new offset of what begins here: inside of a change, where that begins."""
        return self._moved(offset, inside=False)

    def end(self, offset: int) -> int:
        """Return the new offset of what ends here: inside of a change, where that ends."""
        return self._moved(offset, inside=True)

    def _moved(self, offset: int, *, inside: bool) -> int:
        shift = 0
        for edit in self._edits:
            if offset <= edit.start:
                break
            if offset < edit.end:
                return edit.start + shift + (len(edit.text) if inside else 0)
            shift += len(edit.text) - (edit.end - edit.start)
        return offset + shift

    def text(self, start: int, end: int, *, with_end: bool = False) -> str:
        """Return a stretch of the old text as it is once it is changed.

        What is inserted at its end belongs to it only `with_end`: the end of a span stays before.
        """
        text = self._document.text
        parts = []
        position = start
        for edit in self._edits:
            inside = start <= edit.start and edit.end <= end
            if inside and (with_end or edit.start < end):
                parts += [text[position : edit.start], edit.text]
                position = edit.end
        return "".join([*parts, text[position:end]])

    def passage(self, passage: Passage) -> Passage:
        """Return a passage with its new text."""
        start = self.start(passage.start)
        offset = None if passage.offset is None else passage.offset + start - passage.start
        return _replace(
            passage,
            start=start,
            text=self.text(passage.start, passage.end, with_end=True),
            offset=offset,
            sentences=tuple(map(self._sentence, passage.sentences)),
        )

    def _sentence(self, sentence: Sentence) -> Sentence:
        start = self.start(sentence.start)
        offset = None if sentence.offset is None else sentence.offset + start - sentence.start
        return _replace(sentence, start=start, end=self.end(sentence.end), offset=offset)

    def mention(self, mention: Mention) -> Mention:
        """Return a mention at its new place; where it said what stands there, it still does."""
        old = mention.spans
        spans = tuple(Span(self.start(span.start), self.end(span.end)) for span in old)
        now = _replace(mention, spans=spans)
        texts = [self.text(span.start, span.end) for span in old]
        if old and self._document.covered_text(mention) == mention.text:
            now = _replace(now, text=" ".join(texts))
        was = tuple(self._document.text[span.start : span.end] for span in old)
        if mention.fragment_texts == was:
            now = _replace(now, fragment_texts=tuple(texts))
        return now

    def token(self, token: Token) -> Token:
        """Return a token with its new text."""
        start, end = token.start, token.end
        return _replace(
            token, start=self.start(start), end=self.end(end), text=self.text(start, end)
        )


def _moved(edited: _Edited, wanted: Mapping[Key, Change]) -> Iterator[tuple[Key, Change]]:
    """Yield changes for all records that a change of the text moves or changes."""
    for records, shifted in edited.shifts:
        for record in records:
            change = wanted.get(key(record))
            now = change.replacement if change else record
            if now is not None:
                yield key(record), Change(record, shifted(now))
