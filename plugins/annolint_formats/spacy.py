"""spaCy: pairs of a text and its entities, and what `Doc.to_json` writes.

`["text", {"entities": [[0, 7, "Drug"]]}]`, the same as one object (`{"text": …, "entities": …}`),
or an object with `text` and `ents`, each with `start`, `end` and `label`. Pairs may stand in the
`annotations` of an object, beside its `classes`. Offsets count characters.
No text of a mention is written, so that of a mention is what stands at its offsets. Span groups
(`spans` of `Doc.to_json`) are layers of their own and are not read.

Source: https://spacy.io/api/doc#to_json and https://spacy.io/api/data-formats
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import msgspec

from annolint import Field, Mention, Passage, Record, Sentence, Token
from annolint_formats._exports import Export, at, record_path
from annolint_formats._exports_draft import Draft, Misfit, Path, items, listed
from annolint_formats._exports_rows import read_tokens, row_draft, under, write_span, write_token
from annolint_formats._fields import concept_ids

_OBJECT = ("start", "end", "label")
_TUPLE = (0, 1, 2)
_CONCEPT = 3


class Spacy(Export):
    """Training data of spaCy."""

    name: ClassVar[str] = "spacy"
    title: ClassVar[str] = "spaCy"
    lists: ClassVar[frozenset[str]] = frozenset({"annotations"})

    def tells(self, value: Any) -> bool | None:
        """Say whether an element has entities as spaCy writes them."""
        if isinstance(value, list):
            return (
                len(value) == 2
                and isinstance(value[0], str)
                and isinstance(value[1], dict)
                and isinstance(value[1].get("entities"), list)
            )
        if not isinstance(value, dict):
            return False
        if isinstance(value.get("ents"), list):
            return True
        if isinstance(value.get("classes"), list) and isinstance(value.get("annotations"), list):
            pairs = [each for each in value["annotations"] if each is not None]
            return all(isinstance(each, list) and self.tells(each) for each in pairs[:1])
        entities = value.get("entities")
        if isinstance(entities, list) and entities:
            return all(isinstance(each, list) for each in entities) and not isinstance(
                value.get("cats"), list
            )
        return None if "text" in value else False

    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield the one document of an element."""
        if value is None:  # a text that was passed over
            return
        if isinstance(value, list):
            if not (len(value) == 2 and type(value[0]) is str and type(value[1]) is dict):
                raise Misfit("FMT001", 'the array is no ["text", {"entities": […]}]')
            draft = Draft(value[0], (0,), line, self.unit)
            self._read(draft, value[1].get("entities"), (1, "entities"))
        else:
            draft = row_draft(value, line, self.unit)
            name = "ents" if "ents" in value else "entities"
            self._read(draft, value.get(name), (name,))
            _read_sentences(draft, value.get("sents"))
            if type(tokens := value.get("tokens")) is list:
                read_tokens(draft, tokens, ("tokens",))
        yield draft

    @staticmethod
    def _read(draft: Draft, value: Any, array: Path) -> None:
        draft.array = array
        for index, entity in enumerate(items(draft, value, array, "entities")):
            path = (*array, index)
            if type(entity) is list and len(entity) == 3:
                start, end, kind = entity
                draft.marked(path, kind, start, end, (0, 1))
                continue
            concept: Any = None
            if type(entity) is list and len(entity) == 4:
                start, end, kind, concept = entity
                spans = draft.spans(start, end, path, (0, 1))
            elif type(entity) is dict:
                kind = entity.get("label")
                spans = draft.spans(entity.get("start"), entity.get("end"), path, ("start", "end"))
                concept = entity.get("kb_id")
            else:
                draft.no_record("entity", entity, path, "[start, end, label]")
                continue
            if type(concept) is str:
                ids = concept_ids(concept)
                draft.mention(path, kind, spans, concept_field=concept, concept_ids=ids)
            else:
                draft.mention(path, kind, spans)

    def paths(
        self,
        value: Any,
        draft: Draft,
        record: Record,
        field: Field,
        item: int | None,  # noqa: ARG002 - no field has several
    ) -> Sequence[Path]:
        """Return the paths of a field."""
        path = record_path(draft, record)
        is_tuple = isinstance(at(value, path), list)
        start, end, kind = _TUPLE if is_tuple else _OBJECT
        inner: dict[str, tuple[Path, ...]] = {
            "start": ((start,),),
            "end": ((end,),),
            "span": ((start,), (end,)),
            "type": ((kind,),),
            "concept": ((_CONCEPT if is_tuple else "kb_id",),),
        }
        return under(path, inner.get(field, ()))

    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Write offsets and types."""
        path = record_path(draft, old)
        if isinstance(new, Passage):
            at(value, path[:-1])[path[-1]] = new.text
            for sentence, place in zip(new.sentences, _sentences(value), strict=False):
                place["start"] = draft.offset(sentence.start)
                place["end"] = draft.offset(sentence.end)
        elif isinstance(new, Token) and isinstance(old, Token):
            write_token(at(value, path), draft, old, new)
        elif isinstance(new, Mention) and isinstance(old, Mention):
            _write(at(value, path), draft, old, new)

    def add(
        self,
        draft: Draft,
        new: Mention,
        number: int,  # noqa: ARG002 - there are no ids
        like: Any,
    ) -> tuple[Path, Any]:
        """Write a mention in the form of another one."""
        record: Any = like
        if record is None:
            record = dict.fromkeys(_OBJECT, "") if draft.array == ("ents",) else [0, 0, ""]
        _write(record, draft, None, new)
        return draft.array, record


def _write(record: Any, draft: Draft, old: Mention | None, new: Mention) -> None:
    names = _TUPLE if isinstance(record, list) else _OBJECT
    write_span(record, draft, old, new, names)
    concept = new.concept_field
    if isinstance(record, list) and len(record) > _CONCEPT and concept is not None:
        record[_CONCEPT] = concept


def _sentences(value: Any) -> Sequence[Any]:
    return listed(value.get("sents")) if isinstance(value, dict) else ()


def _read_sentences(draft: Draft, value: Any) -> None:
    sentences = []
    for sentence in listed(value):
        if type(sentence) is not dict:
            return
        start, end = sentence.get("start"), sentence.get("end")
        if type(start) is not int or type(end) is not int:
            return
        if draft.counted is not None:
            start, end = draft.counted.start(start), draft.counted.end(end)
        sentences.append(Sentence(start, end))
    if sentences:
        (passage,) = draft.passages
        draft.passages = (msgspec.structs.replace(passage, sentences=tuple(sentences)),)
