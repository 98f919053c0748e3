"""PubAnnotation JSON: a text with `denotations`, `relations` and `attributes`.

A denotation has one span, or an array of them where it is discontinuous. Offsets count characters.
No text of a denotation is written, so that of a mention is what stands at its offsets. An attribute
that says what a denotation stands for (`pubann:denotes`, `cui` …) is its concept identifier. The id
of a document is `sourcedb:sourceid:divid`; of an array of divisions without numbers, only the first
is given. The annotations of several projects (`tracks`) are a document each.

Source: https://www.pubannotation.org/docs/annotation-format/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from annolint import (
    Argument,
    Attribute,
    Field,
    Mention,
    Passage,
    Record,
    Relation,
    Span,
    quoted,
)
from annolint_formats._exports import Export, at, record_path
from annolint_formats._exports_draft import Draft, Misfit, Path, items, listed, shown, string
from annolint_formats._exports_edits import REMOVED
from annolint_formats._exports_rows import under
from annolint_formats._fields import concept_ids

_DENOTES = frozenset(
    ("pubann:denotes", "denotes", "cui", "dbid", "db_id", "dbxref", "identifier", "concept_id")
)
_OFFSETS = ("begin", "end")
_LISTS = ("denotations", "relations", "attributes")
_RELATION: dict[str, tuple[Path, ...]] = {
    "id": (("id",),),
    "type": (("pred",),),
    "argument": (("subj",), ("obj",)),
}
_MENTION: dict[str, tuple[Path, ...]] = {
    "id": (("id",),),
    "type": (("obj",),),
    "span": (("span",),),
}


class PubAnnotation(Export):
    """Annotations of PubAnnotation."""

    name: ClassVar[str] = "pubannotation"
    title: ClassVar[str] = "PubAnnotation JSON"

    def tells(self, value: Any) -> bool | None:
        """Say whether an element has denotations, or the source that all documents have."""
        if not isinstance(value, dict):
            return False
        if "denotations" in value or "tracks" in value:
            return True
        return "sourcedb" in value and "sourceid" in value

    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield the document of an element, or one for each of its tracks."""
        if not isinstance(value, dict):
            raise Misfit("FMT001", f"{shown(value)} is no object with a text and denotations")
        text = value.get("text")
        if type(text) is not str:
            wrong = f"the text is {shown(text)}, no string" if "text" in value else ""
            raise Misfit("FMT006", wrong or "the document has no text: add it", ("text",))
        tracks = value.get("tracks")
        parts: list[tuple[int | None, Path, Any]] = []
        if type(tracks) is list:
            parts = [
                (number, ("tracks", number), track)
                for number, track in enumerate(tracks)
                if type(track) is dict
            ]
        if not parts or any(name in value for name in _LISTS):
            parts.insert(0, (None, (), value))
        for part, path, holder in parts:
            draft = Draft(text, ("text",), line, self.unit)
            draft.part = part
            _name(draft, value, holder)
            _read(draft, holder, path)
            yield draft

    def identify(self, draft: Draft, before: Draft | None) -> tuple[str, bool]:
        """Number the divisions that have no number of their own."""
        if draft.part is not None:
            return draft.id, False
        if before is not None and draft.id and draft.text != before.text:
            name, _, number = before.label.partition("\n")
            if draft.id in (before.id, name):
                count = int(number or "0") + 1
                draft.label = f"{draft.id}\n{count}"
                return f"{draft.id}:{count}", False
        return draft.id, bool(draft.id)

    def paths(
        self, value: Any, draft: Draft, record: Record, field: Field, item: int | None
    ) -> Sequence[Path]:
        """Return the paths of a field."""
        path = record_path(draft, record)
        if isinstance(record, Relation):
            found = _RELATION.get(field, ())
            return under(path, found if field != "argument" or item is None else (found[item],))
        if not isinstance(record, Mention):
            return ()
        if field in ("concept", "attribute"):
            wanted: list[Path] = []
            for number, each in _own_attributes(at(value, path[:-2]), record.id):
                if (string(each.get("pred")) in _DENOTES) == (field == "concept"):
                    ids = concept_ids(string(each.get("obj"))) if field == "concept" else (1,)
                    wanted += [(*path[:-2], "attributes", number, "obj")] * (len(ids) or 1)
            return wanted if item is None else wanted[item : item + 1]
        if field in ("start", "end"):
            names: tuple[str | int, ...] = ("begin" if field == "start" else "end",)
            spans = at(value, path).get("span")
            if isinstance(spans, list):
                names = (0 if field == "start" else len(spans) - 1, *names)
            return ((*path, "span", *names),)
        return under(path, _MENTION.get(field, ()))

    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Write spans, types, concepts, and the ends of a relation."""
        path = record_path(draft, old)
        if isinstance(new, Passage):
            value["text"] = new.text
        elif isinstance(new, Mention) and isinstance(old, Mention):
            _write(at(value, path), draft, old, new)
            _write_attributes(at(value, path[:-2]), old, new)
        elif isinstance(new, Relation) and isinstance(old, Relation):
            record = at(value, path)
            if new.type != old.type:
                record["pred"] = new.type
            for name, was, now in zip(("subj", "obj"), old.arguments, new.arguments, strict=True):
                if was.target != now.target:
                    record[name] = now.target

    def add(self, draft: Draft, new: Mention, number: int, like: Any) -> tuple[Path, Any]:
        """Write a mention in the form of another one."""
        record = {"id": "", "span": {}, "obj": ""} if like is None else like
        prefix = string(record.get("id")).rstrip("0123456789") if like is not None else "T"
        record["id"] = f"{prefix}{draft.next_number(number)}"
        _write(record, draft, None, new)
        return draft.array, record

    def remove(self, value: Any, draft: Draft, record: Record) -> None:
        """Remove a record with its attributes."""
        super().remove(value, draft, record)
        holder = at(value, record_path(draft, record)[:-2])
        if isinstance(record, Mention) and record.id:
            others = [m for m in draft.mentions if m.id == record.id and m.index != record.index]
            for number, _ in [] if others else list(_own_attributes(holder, record.id)):
                holder["attributes"][number] = REMOVED


def _name(draft: Draft, value: dict[str, Any], holder: dict[str, Any]) -> None:
    parts = [string(value.get(name)) for name in ("sourcedb", "sourceid", "divid")]
    draft.id = ":".join(part for part in parts if part) if parts[1] else ""
    draft.id_path = ("sourceid",) if draft.id else ()
    if draft.part is not None:
        draft.id = f"{draft.id}:{string(holder.get('project')) or draft.part + 1}"


def _read(draft: Draft, holder: dict[str, Any], base: Path) -> None:
    draft.array = (*base, "denotations")
    attributes = _attributes(draft, holder, base)
    found = items(draft, holder.get("denotations"), draft.array, "denotations")
    for index, denotation in enumerate(found):
        path = (*draft.array, index)
        if type(denotation) is not dict:
            draft.no_record("denotation", denotation, path, "object")
            continue
        identifier = string(denotation.get("id"))
        own = attributes.get(identifier)
        span = denotation.get("span")
        if own is None and type(span) is dict:
            where = (*path, "span")
            begin, end = span.get("begin"), span.get("end")
            draft.marked(path, denotation.get("obj"), begin, end, _OFFSETS, where, identifier)
            continue
        more: dict[str, Any] = {}
        if own:
            concepts = [each.value for each in own if each.name in _DENOTES]
            if concepts:
                field = "|".join(concepts)
                ids = tuple(one for concept in concepts for one in concept_ids(concept))
                more = {"concept_field": field, "concept_ids": ids}
            more["attributes"] = tuple(each for each in own if each.name not in _DENOTES)
        spans = _spans(draft, span, path)
        draft.mention(path, denotation.get("obj"), spans, id=identifier, **more)
    _read_relations(draft, holder, base, attributes)
    draft.check_ids()


def _attributes(draft: Draft, holder: dict[str, Any], base: Path) -> dict[str, list[Attribute]]:
    """Return the attributes by what they are about."""
    found: dict[str, list[Attribute]] = {}
    array = (*base, "attributes")
    for index, each in enumerate(items(draft, holder.get("attributes"), array, "attributes")):
        if type(each) is not dict:
            draft.no_record("attribute", each, (*array, index), "object")
            continue
        own = found.setdefault(string(each.get("subj")), [])
        name, value, identifier = (string(each.get(key)) for key in ("pred", "obj", "id"))
        own.append(Attribute(name, value, identifier, draft.line, 0, len(own)))
    return found


def _read_relations(
    draft: Draft, holder: dict[str, Any], base: Path, attributes: dict[str, list[Attribute]]
) -> None:
    array = (*base, "relations")
    known = {mention.id for mention in draft.mentions}
    blocks = holder.get("blocks")
    known |= (
        {string(each.get("id")) for each in blocks if isinstance(each, dict)}
        if isinstance(blocks, list)
        else set()
    )
    for index, relation in enumerate(items(draft, holder.get("relations"), array, "relations")):
        path = (*array, index)
        if type(relation) is not dict:
            draft.no_record("relation", relation, path, "object")
            continue
        arguments = [Argument(string(relation.get(end)), "mention") for end in ("subj", "obj")]
        identifier = string(relation.get("id"))
        own = tuple(attributes.get(identifier, ()))
        draft.relation(path, relation.get("pred"), arguments, id=identifier, attributes=own)
        known.add(identifier)
    for index, each in enumerate(listed(holder.get("attributes"))):
        if type(each) is dict and (subject := string(each.get("subj"))) not in known:
            message = (
                f"the attribute is about {quoted(subject)}, which nothing is called: "
                "correct the id, or remove it"
            )
            draft.fault("REL001", message, (*base, "attributes", index, "subj"))


def _spans(draft: Draft, value: Any, path: Path) -> tuple[Span, ...]:
    if type(value) is dict:
        return draft.spans(value.get("begin"), value.get("end"), (*path, "span"), _OFFSETS)
    if type(value) is list and value and all(type(each) is dict for each in value):
        found: list[Span] = []
        for number, each in enumerate(value):
            inner = (*path, "span", number)
            spans = draft.spans(each.get("begin"), each.get("end"), inner, _OFFSETS)
            if not spans:
                return ()
            found += spans
        return tuple(found)
    return draft.spans(None, None, path, ("span", "span"))


def _own_attributes(holder: dict[str, Any], identifier: str) -> Iterator[tuple[int, Any]]:
    for number, each in enumerate(listed(holder.get("attributes"))):
        if isinstance(each, dict) and string(each.get("subj")) == identifier:
            yield number, each


def _write(record: dict[str, Any], draft: Draft, old: Mention | None, new: Mention) -> None:
    if old is None or new.type != old.type:
        record["obj"] = new.type
    if new.spans and (old is None or new.spans != old.spans):
        spans = [
            {"begin": draft.offset(span.start), "end": draft.offset(span.end)} for span in new.spans
        ]
        record["span"] = spans if isinstance(record.get("span"), list) else spans[0]
        if len(spans) > 1:
            record["span"] = spans


def _write_attributes(holder: dict[str, Any], old: Mention, new: Mention) -> None:
    own = list(_own_attributes(holder, old.id))
    concepts = [each for _, each in own if string(each.get("pred")) in _DENOTES]
    if new.concept_field != old.concept_field:
        now = (new.concept_field or "").split("|") if len(concepts) > 1 else [new.concept_field]
        for each, value in zip(concepts, now, strict=False):
            each["obj"] = value
    others = [each for _, each in own if string(each.get("pred")) not in _DENOTES]
    for each, was, now_ in zip(others, old.attributes, new.attributes, strict=False):
        if was.value != now_.value:
            each["obj"] = now_.value
