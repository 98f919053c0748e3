"""BigBio KB: `passages`, `entities`, `events`, `coreferences` and `relations` of one document.

Texts and offsets are arrays, of which passages have one and discontinuous entities several. Offsets
count characters of all passages together; the passages of a document are joined by a line feed, and
offsets are converted where the file leaves another gap. The trigger of an event has no id and is a
mention that is named after the event; one that several events share is one mention. The identifier
of a concept is `db_name:db_id`.

Source: https://github.com/bigscience-workshop/biomedical/blob/main/bigbio/schemas/kb.py
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, ClassVar

from annolint import Argument, Document, Field, Mention, Passage, Record, Relation, Span
from annolint_formats._exports import Export, at, record_path
from annolint_formats._exports_draft import Draft, Misfit, Path, items, listed, shown, string
from annolint_formats._exports_rows import under
from annolint_formats._exports_units import Counting, Unit, counted
from annolint_formats._fields import concept_ids
from annolint_formats._json import tree

_COREFERENCE = "coreference"
_RELATION = ("arg1_id", "arg2_id")


class BigBio(Export):
    """Documents in the KB schema of BigBio."""

    name: ClassVar[str] = "bigbio"
    title: ClassVar[str] = "BigBio KB"

    def tells(self, value: Any) -> bool | None:
        """Say whether an element has passages as BigBio writes them."""
        if not isinstance(value, dict) or not isinstance(value.get("passages"), list):
            return False
        return all(
            isinstance(each, dict)
            and isinstance(each.get("text", []), list)
            and "infons" not in each
            and "offset" not in each
            for each in value["passages"]
        ) and ("document_id" in value or "entities" in value or "offsets" in _first(value))

    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield the one document of an element."""
        if not isinstance(value, dict):
            raise Misfit("FMT001", f"{shown(value)} is no object with passages and entities")
        passages = value.get("passages")
        if not isinstance(passages, list):
            raise Misfit("FMT006", "the document has no passages: add them")
        texts = [_text(passage, number) for number, passage in enumerate(passages)]
        draft = Draft("\n".join(texts), ("passages",), line, self.unit)
        _read_passages(draft, passages, texts, self.unit)
        draft.counted = self.counting(draft.passages)
        draft.id = string(value.get("document_id")) or string(value.get("id"))
        draft.id_path = ("document_id",) if value.get("document_id") else ("id",)
        draft.array = ("entities",)
        found = items(draft, value.get("entities"), draft.array, "entities")
        for index, entity in enumerate(found):
            path = ("entities", index)
            if type(entity) is not dict:
                draft.no_record("entity", entity, path, "object")
                continue
            _read_mention(draft, entity, path, string(entity.get("type")), string(entity.get("id")))
        _read_events(draft, items(draft, value.get("events"), ("events",), "events"))
        for name in ("relations", "coreferences"):
            for index, each in enumerate(items(draft, value.get(name), (name,), name)):
                if type(each) is not dict:
                    draft.no_record(name[:-1], each, (name, index), "object")
                elif name == "relations":
                    arguments = [Argument(string(each.get(end)), "mention") for end in _RELATION]
                    identifier = string(each.get("id"))
                    draft.relation((name, index), each.get("type"), arguments, id=identifier)
                else:
                    members = items(
                        draft, each.get("entity_ids"), (name, index, "entity_ids"), "entity ids"
                    )
                    arguments = [Argument(string(one), "mention", "entity") for one in members]
                    identifier = string(each.get("id"))
                    draft.relation((name, index), _COREFERENCE, arguments, id=identifier)
        draft.check_ids()
        yield draft

    def counting(self, passages: Sequence[Passage]) -> Counting | None:
        """Return how offsets count in passages, which the file puts where it likes."""
        plain = super().counting(passages)
        offsets = _Offsets(passages, plain, self.unit)
        return plain if offsets.is_plain else offsets

    def paths(
        self, value: Any, draft: Draft, record: Record, field: Field, item: int | None
    ) -> Sequence[Path]:
        """Return the paths of a field."""
        path = record_path(draft, record)
        if isinstance(record, Relation):
            return _relation_paths(path, at(value, path), field, item)
        holder = at(value, path)
        names: tuple[str | int, ...]
        if field == "concept":
            normalized = listed(holder.get("normalized"))
            numbers = range(len(normalized)) if item is None else (item,)
            return [(*path, "normalized", number, "db_id") for number in numbers]
        if field == "type" and path[-1] == "trigger":
            return ((*path[:-1], "type"),)
        if field in ("start", "end"):
            last = len(listed(holder.get("offsets"))) - 1
            names = ("offsets", 0, 0) if field == "start" else ("offsets", last, 1)
        elif field == "span":
            names = ("offsets",)
        elif field == "text":
            names = ("text", *((0,) if len(listed(holder.get("text"))) == 1 else ()))
        elif field in ("id", "type"):
            names = (field,)
        else:
            return ()
        return under(path, (names,))

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:
        """Return where a record stands; of an event the arguments, for its trigger is a mention."""
        value, draft = self.drafted(document)
        path = record_path(draft, record)
        if path[0] == "events" and isinstance(record, Relation) and "arguments" in at(value, path):
            return 0, *tree(document.files[0].data).span((*path, "arguments"))
        return super().extent(document, record)

    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Write offsets, texts, types, identifiers, and the arguments of relations."""
        path = record_path(draft, old)
        if isinstance(new, Passage) and isinstance(old, Passage):
            holder = at(value, path[:-2])
            holder["text"][0] = new.text
            moved = (new.offset, new.text) != (old.offset, old.text)
            if moved and _is_pair(holder.get("offsets")) and new.offset is not None:
                end = new.offset + _size(new.text, self.unit)
                holder["offsets"] = [[new.offset, end]]
        elif isinstance(new, Mention) and isinstance(old, Mention):
            for holder in _holders(value, path):
                _write(holder, draft, old, new)
        elif isinstance(new, Relation) and isinstance(old, Relation):
            record = at(value, path)
            if new.type != old.type:
                record["type"] = new.type
            for number, (was, now) in enumerate(zip(old.arguments, new.arguments, strict=True)):
                if was.target != now.target:
                    (place,) = _relation_paths(path, record, "argument", number)
                    at(value, place[:-1])[place[-1]] = now.target

    def remove(self, value: Any, draft: Draft, record: Record) -> None:
        """Remove a record; an event stays without its trigger."""
        path = record_path(draft, record)
        if path[-1] == "trigger":
            at(value, path[:-1])["trigger"] = None
        else:
            super().remove(value, draft, record)

    def add(self, draft: Draft, new: Mention, number: int, like: Any) -> tuple[Path, Any]:
        """Write a mention in the form of another one."""
        record = like
        if record is None or "id" not in record:
            record = {"id": "T", "type": "", "text": [], "offsets": [], "normalized": []}
        prefix = string(record["id"]).rstrip("0123456789")
        record["id"] = f"{prefix}{draft.next_number(number)}"
        _write(record, draft, None, new)
        return draft.array, record


def _holders(value: Any, path: Path) -> list[Any]:
    """Return the values that a mention is made of: several events may share a trigger."""
    if path[-1] != "trigger":
        return [at(value, path)]
    event = at(value, path[:-1])
    return [
        each["trigger"]
        for each in value["events"]
        if isinstance(each, dict)
        and each.get("type") == event.get("type")
        and each.get("trigger") == event["trigger"]
    ]


def _first(value: dict[str, Any]) -> Any:
    return value["passages"][0] if value["passages"] else ()


def _text(passage: Any, number: int) -> str:
    path: Path = ("passages", number)
    text = passage.get("text") if isinstance(passage, dict) else None
    if isinstance(text, list) and len(text) == 1 and isinstance(text[0], str):
        return text[0]
    raise Misfit("FMT006", "the passage has no text: a passage has an array of one string", path)


def _is_pair(offsets: Any) -> bool:
    return (
        isinstance(offsets, list)
        and len(offsets) == 1
        and isinstance(offsets[0], list)
        and len(offsets[0]) == 2
        and all(type(each) is int and each >= 0 for each in offsets[0])
    )


def _size(text: str, unit: Unit) -> int:
    """Return how long a text is in units."""
    counts = counted(text, unit)
    return len(text) if counts is None else counts.offset(len(text))


def _read_passages(draft: Draft, passages: Sequence[Any], texts: Sequence[str], unit: Unit) -> None:
    """Give a draft its passages, at the offsets that the file has for them."""
    found: list[Passage] = []
    paths: list[Path] = []
    start = expected = 0
    for index, (passage, text) in enumerate(zip(passages, texts, strict=True)):
        path: Path = ("passages", index)
        offset: int = expected
        message = ""
        if _is_pair(passage.get("offsets")):
            offset = passage["offsets"][0][0]
            if found and offset < (found[-1].offset or 0):
                message = "the passage begins before the one above it: correct its offsets"
                offset = expected
        elif passage.get("offsets") is not None:
            message = "the offsets of the passage are no [[start, end]]: correct them"
        if message:
            draft.fault("FMT003", message, (*path, "offsets"))
        kind = string(passage.get("type")) or "text"
        found.append(Passage(index, draft.line, kind, start, text, offset))
        paths.append((*path, "text", 0))
        start += len(text) + 1
        expected = offset + _size(text, unit) + 1
    draft.passages, draft.passage_paths = tuple(found), paths


class _Offsets:
    """Converts offsets of a document in passages; the passages may leave gaps, or none.

    Offsets of the file count units, and so do those of the joined text (`_units`); what stands
    between two passages counts one there, and what the file says in the file.
    """

    def __init__(self, passages: Sequence[Passage], units: Counting | None, unit: Unit) -> None:
        self._units = units
        self._begins = [passage.offset or 0 for passage in passages]
        sizes = [_size(passage.text, unit) + 1 for passage in passages]
        self._starts = list(accumulate(sizes, initial=0))[:-1]
        self.is_plain = self._begins == self._starts

    def _joined(self, offset: int, number: int) -> int:
        """Return an offset in the joined text, counted from the passage of a number."""
        if not self._begins:
            return offset
        number = max(number, 0)
        return max(self._starts[number] + offset - self._begins[number], 0)

    def start(self, offset: int) -> int:
        """Return the character at which something begins."""
        joined = self._joined(offset, bisect_right(self._begins, offset) - 1)
        return joined if self._units is None else self._units.start(joined)

    def end(self, offset: int) -> int:
        """Return the character before which something ends: in the passage before, at its edge."""
        joined = self._joined(offset, bisect_left(self._begins, offset) - 1)
        return joined if self._units is None else self._units.end(joined)

    def is_edge(self, offset: int) -> bool:
        """Say whether an offset is not inside of a character."""
        joined = self._joined(offset, bisect_right(self._begins, offset) - 1)
        return self._units is None or self._units.is_edge(joined)

    def offset(self, character: int) -> int:
        """Return the offset that the file writes for a character."""
        joined = character if self._units is None else self._units.offset(character)
        number = max(bisect_right(self._starts, joined) - 1, 0)
        return self._begins[number] + joined - self._starts[number] if self._begins else joined


def _read_mention(draft: Draft, record: Any, path: Path, kind: str, identifier: str) -> None:
    """Add the mention of an entity or trigger."""
    text = record.get("text")
    texts = [string(each) for each in listed(text)]
    spans = _spans(draft, record.get("offsets"), path, texts[0] if texts else None)
    more: dict[str, Any] = {}
    if len(texts) > 1:
        more["fragment_texts"] = tuple(texts)
    if concepts := _concepts(record.get("normalized")):
        ids = tuple(one for concept in concepts for one in concept_ids(concept))
        more |= {"concept_field": "|".join(concepts), "concept_ids": ids}
    draft.mention(path, kind, spans, " ".join(texts) if texts else None, id=identifier, **more)


def _spans(draft: Draft, offsets: Any, path: Path, text: Any) -> tuple[Span, ...]:
    found: list[Span] = []
    for number, pair in enumerate(listed(offsets)):
        inner = (*path, "offsets", number)
        start, end = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        spans = draft.spans(start, end, inner, (0, 1), text)
        if not spans:
            return ()
        found += spans
    return tuple(found) if found else draft.spans(None, None, path, ("offsets", "offsets"))


def _concepts(normalized: Any) -> list[str]:
    """Return the identifiers of an entity, each with the name of its database."""
    found = []
    for each in listed(normalized):
        if isinstance(each, dict):
            base, identifier = string(each.get("db_name")), string(each.get("db_id"))
            is_bare = concept_ids(identifier) and not identifier.startswith(f"{base}:")
            prefix = f"{base}:" if base and is_bare else ""
            found.append(f"{prefix}{identifier}")
    return found


def _read_events(draft: Draft, events: Sequence[Any]) -> None:
    triggers: dict[tuple[Any, ...], str] = {}
    for index, event in enumerate(events):
        path: Path = ("events", index)
        if type(event) is not dict:
            draft.no_record("event", event, path, "object")
            continue
        identifier, kind = string(event.get("id")), string(event.get("type"))
        trigger = event.get("trigger")
        name = ""
        if isinstance(trigger, dict) and trigger.get("offsets"):
            key = (kind, json.dumps(trigger["offsets"]))
            if key not in triggers:
                triggers[key] = f"{identifier}.trigger"
                _read_mention(draft, trigger, (*path, "trigger"), kind, triggers[key])
            name = triggers[key]
        arguments = []
        found = items(draft, event.get("arguments"), (*path, "arguments"), "arguments")
        for number, each in enumerate(found):
            if type(each) is dict:
                target, role = string(each.get("ref_id")), string(each.get("role"))
                arguments.append(Argument(target, "mention", role))
            else:
                draft.no_record("argument", each, (*path, "arguments", number), "object")
        draft.relation(path, kind, arguments, id=identifier, trigger=name)


def _relation_paths(
    path: Path, record: dict[str, Any], field: Field, item: int | None
) -> Sequence[Path]:
    if field in ("id", "type") and field in record:
        return ((*path, field),)
    if field != "argument":
        return ()
    inner: list[Path] = [(end,) for end in _RELATION]
    if path[0] == "events":
        arguments = listed(record.get("arguments"))
        numbers = [number for number, each in enumerate(arguments) if type(each) is dict]
        inner = [("arguments", number, "ref_id") for number in numbers]
    elif path[0] == "coreferences":
        members = listed(record.get("entity_ids"))
        inner = [("entity_ids", number) for number in range(len(members))]
    return under(path, inner if item is None else inner[item : item + 1])


def _write(record: dict[str, Any], draft: Draft, old: Mention | None, new: Mention) -> None:
    if new.spans and (old is None or new.spans != old.spans):
        record["offsets"] = [[draft.offset(s.start), draft.offset(s.end)] for s in new.spans]
    if old is None or (new.text, new.fragment_texts) != (old.text, old.fragment_texts):
        texts = new.fragment_texts if len(new.spans) > 1 else ()
        record["text"] = list(texts) or [new.text]
    if "type" in record and (old is None or new.type != old.type):
        record["type"] = new.type
    if old is None and new.concept_field is None:
        record["normalized"] = []
    elif old is None or new.concept_field != old.concept_field:
        _write_concepts(record, new.concept_field or "")


def _write_concepts(record: dict[str, Any], field: str) -> None:
    """Write identifiers beside the names of their databases, where these are the same."""
    parts = field.split("|") if field else []
    known = listed(record.get("normalized"))
    if len(parts) != len(known) or not all(isinstance(each, dict) for each in known):
        record["normalized"] = [
            dict(zip(("db_name", "db_id"), part.split(":", 1), strict=True))
            if ":" in part
            else {"db_name": "", "db_id": part}
            for part in parts
        ]
        return
    for each, part in zip(known, parts, strict=True):
        each["db_id"] = part.removeprefix(f"{string(each.get('db_name'))}:")
