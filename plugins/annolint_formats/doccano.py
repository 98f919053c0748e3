"""doccano: rows with `text` and `label`, or with `entities` and `relations`.

A span is `[start, end, type]`, or an object with `start_offset`, `end_offset` and `label`. Offsets
count characters. No text of a mention is written, so that of a mention is what stands at its
offsets. Rows that are classified as a whole (`"label": ["positive"]`) are documents without
mentions.

Source: https://github.com/doccano/doccano/tree/master/backend/data_export and `data_import`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from annolint import Argument, Field, Mention, Passage, Record, Relation
from annolint_formats._exports import Export, at, record_path
from annolint_formats._exports_draft import Draft, Path, items, string
from annolint_formats._exports_rows import row_draft, under, write_span

_LISTS = ("label", "labels", "entities", "annotations")
_OFFSETS = ("start_offset", "end_offset")
_TRIPLE: dict[Field, tuple[Path, ...]] = {
    "start": ((0,),),
    "end": ((1,),),
    "span": ((0,), (1,)),
    "type": ((2,),),
}
_OBJECT: dict[Field, tuple[Path, ...]] = {
    "id": (("id",),),
    "start": (("start_offset",),),
    "end": (("end_offset",),),
    "span": (("start_offset",), ("end_offset",)),
    "type": (("label",),),
}


class Doccano(Export):
    """Exports of doccano, and what it imports."""

    name: ClassVar[str] = "doccano"
    title: ClassVar[str] = "doccano"

    def tells(self, value: Any) -> bool | None:
        """Say whether a row has spans as doccano writes them."""
        if not isinstance(value, dict):
            return False
        spans = [span for name in _LISTS for span in _spans(value.get(name))]
        if spans:
            return all(map(_is_span, spans)) and not _is_spacy(value)
        return None if "text" in value or not value else False

    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield the one document of a row."""
        draft = row_draft(value, line, self.unit)
        name = next((name for name in _LISTS if isinstance(value.get(name), list)), "label")
        draft.array = (name,)
        for index, span in enumerate(items(draft, value.get(name), (name,), "annotations")):
            path = (name, index)
            if type(span) is list and len(span) == 3:
                start, end, kind = span
                draft.marked(path, kind, start, end, (0, 1))
            elif type(span) is dict and ("start_offset" in span or "end_offset" in span):
                start, end = span.get("start_offset"), span.get("end_offset")
                identifier = string(span.get("id"))
                draft.marked(path, span.get("label"), start, end, _OFFSETS, None, identifier)
            elif type(span) is not str or name in ("entities", "annotations"):
                draft.no_record("annotation", span, path, "[start, end, type]")
        found = items(draft, value.get("relations"), ("relations",), "relations")
        for index, relation in enumerate(found):
            path = ("relations", index)
            if type(relation) is not dict:
                draft.no_record("relation", relation, path, "object")
                continue
            ends = (relation.get("from_id"), relation.get("to_id"))
            arguments = [Argument(string(end), "mention") for end in ends]
            draft.relation(path, relation.get("type"), arguments, id=string(relation.get("id")))
        draft.check_ids()
        yield draft

    def paths(
        self, value: Any, draft: Draft, record: Record, field: Field, item: int | None
    ) -> Sequence[Path]:
        """Return the paths of a field."""
        path = record_path(draft, record)
        if isinstance(record, Relation):
            names = {
                "id": ("id",),
                "type": ("type",),
                "argument": ("from_id", "to_id") if item is None else (("from_id", "to_id")[item],),
            }
            return [(*path, name) for name in names.get(field, ())]
        inner = _TRIPLE if isinstance(at(value, path), list) else _OBJECT
        return under(path, inner.get(field, ()))

    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Write offsets, type, and the ends of a relation."""
        target = at(value, record_path(draft, old)[:-1])
        key = record_path(draft, old)[-1]
        if isinstance(new, Passage):
            target[key] = new.text
        elif isinstance(new, Mention):
            _put(target[key], draft, old if isinstance(old, Mention) else None, new)
        elif isinstance(new, Relation) and isinstance(old, Relation):
            record = target[key]
            if new.type != old.type:
                record["type"] = new.type
            for name, was, now in zip(
                ("from_id", "to_id"), old.arguments, new.arguments, strict=True
            ):
                if was.target != now.target:
                    record[name] = _as(record.get(name), now.target)

    def add(self, draft: Draft, new: Mention, number: int, like: Any) -> tuple[Path, Any]:
        """Write a mention in the form of another one."""
        found: Any = [0, 0, ""] if like is None else like
        if isinstance(found, dict) and "id" in found:
            found["id"] = _as(found["id"], str(draft.next_number(number)))
        _put(found, draft, None, new)
        return draft.array, found


def _put(record: Any, draft: Draft, old: Mention | None, new: Mention) -> None:
    is_triple = isinstance(record, list)
    write_span(
        record, draft, old, new, (0, 1, 2) if is_triple else ("start_offset", "end_offset", "label")
    )


def _as(value: Any, text: str) -> Any:
    """Return a text as a number where there was one before."""
    return int(text) if isinstance(value, int) and text.isdecimal() else text


def _spans(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from (each for each in value if not isinstance(each, str))


def _is_span(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) == 3 and isinstance(value[2], str)
    return isinstance(value, dict) and "start_offset" in value


def _is_spacy(value: Any) -> bool:
    entities = value.get("entities")
    is_triple = isinstance(entities, list) and bool(entities) and isinstance(entities[0], list)
    return is_triple and not isinstance(value.get("cats"), list)
