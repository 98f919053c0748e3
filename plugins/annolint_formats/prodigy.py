"""Prodigy: rows with `text` and `spans`, and perhaps `tokens` and `relations`.

Offsets count characters. Some recipes write the text of a span, others do not; the text of a
mention is then what stands at its offsets. Only rows that were accepted (`"answer": "accept"`, or
no answer) are documents: what was rejected or ignored is not meant to be right, and no model is
trained on it. A relation names its ends by their last tokens, so in rows with relations these
numbers are the ids of mentions. Relations between tokens that are no spans (dependencies) are not
read.

Source: https://prodi.gy/docs/api-interfaces
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from annolint import Argument, Field, Mention, Passage, Record, Relation, Token
from annolint_formats._exports import Export, at, record_path
from annolint_formats._exports_draft import Draft, Path, items, string
from annolint_formats._exports_rows import read_tokens, row_draft, under, write_span, write_token
from annolint_formats._fields import concept_ids

_ACCEPTED = ("accept", None)
_WHO = ("_session_id", "_annotator_id")
_ENDS = ("head", "child")
_NAMES = ("start", "end", "label")
_MENTION: dict[Field, tuple[Path, ...]] = {
    "start": (("start",),),
    "end": (("end",),),
    "span": (("start",), ("end",)),
    "type": (("label",),),
    "concept": (("kb_id",),),
}


class Prodigy(Export):
    """Datasets of Prodigy."""

    name: ClassVar[str] = "prodigy"
    title: ClassVar[str] = "Prodigy"

    def tells(self, value: Any) -> bool | None:
        """Say whether a row has spans of a text, or tokens to mark spans of."""
        if not isinstance(value, dict):
            return False
        spans = value.get("spans")
        if isinstance(spans, list) and spans:
            return all(isinstance(span, dict) and "start" in span for span in spans)
        if "_task_hash" not in value:
            return None if "text" in value else False
        return True if "text" in value and "tokens" in value else None

    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield the one document of a row, unless it was not accepted."""
        if isinstance(value, dict) and value.get("answer") not in _ACCEPTED:
            return
        draft = row_draft(value, line, self.unit)
        if any(value.get(name) is not None for name in _WHO):
            draft.label, draft.id = draft.id, ""  # others may have annotated the same text
        if not draft.id and type(value.get("_task_hash")) is int:
            draft.label = string(value["_task_hash"])
        draft.array = ("spans",)
        relations = items(draft, value.get("relations"), ("relations",), "relations")
        spans = items(draft, value.get("spans"), ("spans",), "spans")
        ids = _ids(spans) if relations else {}
        for index, span in enumerate(spans):
            path = ("spans", index)
            if type(span) is not dict:
                draft.no_record("span", span, path, "object")
                continue
            text = span.get("text")
            if text is None and not relations and "kb_id" not in span:
                start, end = span.get("start"), span.get("end")
                draft.marked(path, span.get("label"), start, end, ("start", "end"))
                continue
            place = draft.spans(span.get("start"), span.get("end"), path, ("start", "end"), text)
            more: dict[str, Any] = {}
            if relations:
                more["id"] = ids[_key(span)]
            if type(concept := span.get("kb_id")) is str:
                more |= {"concept_field": concept, "concept_ids": concept_ids(concept)}
            draft.mention(path, span.get("label"), place, text, **more)
        tokens = value.get("tokens")
        if tokens:
            read_tokens(draft, items(draft, tokens, ("tokens",), "tokens"), ("tokens",))
        if relations:
            _read_relations(draft, relations, ids)
        yield draft

    def paths(
        self, value: Any, draft: Draft, record: Record, field: Field, item: int | None
    ) -> Sequence[Path]:
        """Return the paths of a field."""
        path = record_path(draft, record)
        if isinstance(record, Relation):
            ends = _ENDS if item is None else _ENDS[item : item + 1]
            inner: dict[str, tuple[Path, ...]] = {
                "type": (("label",),),
                "argument": tuple((end,) for end in ends),
            }
            return under(path, inner.get(field, ()))
        if field == "text" and type(at(value, path).get("text")) is str:
            return ((*path, "text"),)
        return under(path, _MENTION.get(field, ()))

    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Write offsets, texts, types, and the ends of a relation."""
        path = record_path(draft, old)
        record = at(value, path)
        if isinstance(new, Passage):
            value["text"] = new.text
        elif isinstance(new, Token) and isinstance(old, Token):
            write_token(record, draft, old, new)
        elif isinstance(new, Mention) and isinstance(old, Mention):
            write_span(record, draft, old, new, _NAMES)
            if not old.id and new.spans != old.spans:
                _write_token_numbers(record, draft, new)
        elif isinstance(new, Relation) and isinstance(old, Relation):
            if new.type != old.type:
                record["label"] = new.type
            for end, was, now in zip(_ENDS, old.arguments, new.arguments, strict=True):
                if was.target != now.target:
                    _write_end(record, draft, end, now.target)

    def add(
        self,
        draft: Draft,
        new: Mention,
        number: int,  # noqa: ARG002 - ids are made of tokens
        like: Any,
    ) -> tuple[Path, Any]:
        """Write a mention in the form of another one."""
        record = {"start": 0, "end": 0, "label": ""} if like is None else like
        write_span(record, draft, None, new, _NAMES)
        if not _write_token_numbers(record, draft, new):
            record.pop("token_start", None)
            record.pop("token_end", None)
        return draft.array, record


def _key(span: dict[str, Any]) -> str:
    """Return the offsets of a span as one text."""
    return f"{string(span.get('start'))}-{string(span.get('end'))}"


def _ids(spans: Sequence[Any]) -> dict[str, str]:
    """Return ids of spans by their offsets: the last token, if no other span ends with it."""
    found = {_key(span): string(span.get("token_end")) for span in spans if type(span) is dict}
    counts = Counter(found.values())
    return {key: token if token and counts[token] == 1 else key for key, token in found.items()}


def _read_relations(draft: Draft, relations: Sequence[Any], ids: Mapping[str, str]) -> None:
    known = frozenset(ids.values())
    for index, relation in enumerate(relations):
        path = ("relations", index)
        if type(relation) is not dict:
            draft.no_record("relation", relation, path, "object")
            continue
        arguments = []
        for end in _ENDS:
            token, span = string(relation.get(end)), relation.get(f"{end}_span")
            if token in known:
                arguments.append(Argument(token, "mention"))
            elif type(span) is dict and span.get("label") is not None:
                key = _key(span)
                arguments.append(Argument(ids.get(key, key), "mention"))
        if len(arguments) == len(_ENDS):
            draft.relation(path, relation.get("label"), arguments)


def _write_token_numbers(record: dict[str, Any], draft: Draft, new: Mention) -> bool:
    """Write at which tokens a mention begins and ends, if it does; say whether that was written."""
    if not new.spans or "token_start" not in record:
        return False
    first, last = new.spans[0].start, new.spans[-1].end
    starts = [token.index for token in draft.tokens if token.start == first]
    ends = [token.index for token in draft.tokens if token.end == last]
    if starts and ends:
        record["token_start"], record["token_end"] = starts[0], ends[0]
    return bool(starts and ends)


def _write_end(record: dict[str, Any], draft: Draft, end: str, target: str) -> None:
    """Write the end of a relation: the last token of the mention, and its span."""
    mention = next((each for each in draft.mentions if each.id == target), None)
    if mention is None:
        return
    if target.isdecimal():
        record[end] = int(target)
    span = record.get(f"{end}_span")
    if isinstance(span, dict):
        write_span(span, draft, None, mention, _NAMES)
        _write_token_numbers(span, draft, mention)
