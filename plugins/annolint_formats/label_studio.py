"""Label Studio: tasks with `data` and `annotations`, whose results mark spans of a text.

Offsets count UTF-16 units, as programs in a browser do. A result names the text that it marks
(`to_name`); where that is no key of `data`, the text is the one in which the marked words stand.
The annotations of a task by several people are a document each, of which none has a given id,
since the text is the same; those that were cancelled are none. Regions of HTML, of sound and of
images are not read, and files that have no others are no files of this format. What is said of a
region as a whole (`perRegion` choices, ratings) is an attribute of its mention; what is written
about it (`textarea`) is a note and is not read. In the smaller export (JSON-MIN) a row is one
annotation of a task, and regions stand in an array beside the text.

Source: https://labelstud.io/guide/export and https://labelstud.io/guide/task_format
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import msgspec

from annolint import Abilities, Argument, Attribute, Field, Mention, Passage, Record, Relation
from annolint_formats._exports import Export, at, record_path
from annolint_formats._exports_draft import Draft, Fault, Misfit, Path, items, listed, shown, string
from annolint_formats._exports_rows import under
from annolint_formats._exports_units import CountsUtf16

_TYPE = "labels"
_MENTION: dict[str, tuple[Path, ...]] = {
    "text": (("text",),),
    "start": (("start",),),
    "end": (("end",),),
    "span": (("start",), ("end",)),
}
_NO_ATTRIBUTES = (_TYPE, "relation", "textarea", "")
_RELATION = ("from_id", "to_id")


class LabelStudio(Export):
    """Exports of Label Studio, of tasks with texts."""

    name: ClassVar[str] = "label-studio"
    title: ClassVar[str] = "Label Studio"
    can: ClassVar[Abilities] = Abilities(
        offsets="UTF-16 units (option offsets)", repairs="annotations, texts"
    )
    Options: ClassVar[type[msgspec.Struct]] = CountsUtf16

    def tells(self, value: Any) -> bool | None:
        """Say whether a task has regions of a text; None if it has no regions at all."""
        if not isinstance(value, dict) or not isinstance(value.get("data", {}), dict):
            return False
        if "data" not in value and "annotations" not in value:
            return True if _arrays(value) else None if "annotation_id" in value else False
        if not isinstance(value.get("annotations"), list):
            return False
        results = [
            result
            for annotation in value["annotations"]
            if isinstance(annotation, dict)
            for result in _results(annotation)
        ]
        if not results:
            return None if "data" in value else False
        return any(map(_is_region, results))

    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield a document for each annotation of a task."""
        if isinstance(value, dict) and "data" not in value and "annotations" not in value:
            arrays = _arrays(value)
            if arrays or "annotation_id" in value:
                yield self._row(value, arrays, line)
                return
        if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
            raise Misfit("FMT001", f"{shown(value)} is no task with data and annotations")
        annotations = value.get("annotations")
        if annotations is not None and not isinstance(annotations, list):
            message = f"the annotations are {shown(annotations)}: they must be an array"
            raise Misfit("FMT001", message, ("annotations",))
        valid = [
            (number, annotation)
            for number, annotation in enumerate(annotations or ())
            if isinstance(annotation, dict) and not annotation.get("was_cancelled")
        ]
        for number, annotation in valid:
            results = annotation.get("result")
            regions = [each for each in _results(annotation) if _is_region(each)]
            key = _key(value["data"], regions)
            if not key:
                if regions or not results:
                    raise Misfit("FMT006", "the task has no text: add it to its data", ("data",))
                continue
            draft = Draft(value["data"][key], ("data", key), line, self.unit)
            draft.array = ("annotations", number, "result")
            identifier = string(value.get("id"))
            if len(valid) == 1:
                draft.id, draft.id_path = identifier, ("id",) if identifier else ()
            else:
                draft.part = number
                draft.label = f"{identifier}:{string(annotation.get('id')) or number + 1}"
            self._read(draft, results, key, value["data"])
            yield draft
        if not annotations and (key := _key(value["data"], ())):
            draft = Draft(value["data"][key], ("data", key), line, self.unit)
            draft.id = string(value.get("id"))
            yield draft

    def _row(self, value: dict[str, Any], arrays: Sequence[str], line: int) -> Draft:
        """Return the document of a row of the smaller export."""
        regions = [region for name in arrays for region in value[name]]
        key = _key(value, [{"value": region} for region in regions])
        if not key:
            raise Misfit("FMT006", "the row has no text: add it")
        draft = Draft(value[key], (key,), line, self.unit)
        draft.array = (arrays[0] if arrays else "label",)
        numbers = [string(value.get(name)) for name in ("id", "annotation_id")]
        draft.label = ":".join(filter(None, numbers))
        for name in arrays:
            for index, region in enumerate(value[name]):
                _mark(draft, region, (name, index), (name, index))
        return draft

    @staticmethod
    def _read(draft: Draft, value: Any, key: str, data: dict[str, Any]) -> None:
        results = items(draft, value, draft.array, "results")
        more = _said_of_regions(results, draft.line)
        relations = []
        for index, result in enumerate(results):
            path = (*draft.array, index)
            if type(result) is not dict:
                draft.no_record("result", result, path, "object")
            elif result.get("type") == "relation":
                relations.append((path, result))
            elif _is_region(result) and _marks(result, key, data):
                identifier = string(result.get("id"))
                own = tuple(more.get(identifier, ()))
                _mark(draft, result["value"], path, (*path, "value"), identifier, own)
        _check_ids(draft)
        for path, result in relations:
            labels = result.get("labels")
            names = [string(each) for each in listed(labels)]
            ends = [string(result.get(end)) for end in _RELATION]
            # Relations need no label in Label Studio, and most have none.
            kind = ",".join(names) or "relation"
            draft.relation(path, kind, [Argument(end, "mention") for end in ends])

    def paths(
        self, value: Any, draft: Draft, record: Record, field: Field, item: int | None
    ) -> Sequence[Path]:
        """Return the paths of a field."""
        path = record_path(draft, record)
        if isinstance(record, Relation):
            if field == "argument":
                ends = _RELATION if item is None else _RELATION[item : item + 1]
                return under(path, [(end,) for end in ends])
            return ((*path, "labels"),) if field == "type" else ()
        place = _place(path)
        if field == "type":
            labels = listed(at(value, place).get(_TYPE))
            number = item if item is not None else 0 if len(labels) == 1 else None
            return ((*place, _TYPE, *(() if number is None else (number,))),)
        if field == "text" and type(at(value, place).get("text")) is not str:
            return ()
        if field == "id":
            return ((*path, field),) if draft.mentions[record.index].id else ()
        return under(place, _MENTION.get(field, ()))

    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Write offsets, texts, labels, and the ends of a relation."""
        path = record_path(draft, old)
        if isinstance(new, Passage):
            if draft.part is None:  # else the other annotations would lose their places
                at(value, path[:-1])[path[-1]] = new.text
        elif isinstance(new, Mention) and isinstance(old, Mention):
            _write(at(value, _place(path)), draft, old, new)
        elif isinstance(new, Relation) and isinstance(old, Relation):
            record = at(value, path)
            if new.type != old.type:
                record["labels"] = _labels(record.get("labels"), new.type)
            for name, was, now in zip(_RELATION, old.arguments, new.arguments, strict=True):
                if was.target != now.target:
                    record[name] = now.target

    def add(self, draft: Draft, new: Mention, number: int, like: Any) -> tuple[Path, Any]:
        """Write a mention in the form of another one."""
        record = like
        if record is None and draft.array[0] != "annotations":
            record = {"start": 0, "end": 0, "text": "", _TYPE: []}
        elif record is None:
            value = {"start": 0, "end": 0, "text": "", _TYPE: []}
            record = {"value": value, "id": "", "from_name": "label", "to_name": "text",
                      "type": _TYPE}  # fmt: skip
        if "value" in record:
            known = {mention.id for mention in draft.mentions}
            numbers = range(number, number + len(known) + 1)
            names = (f"added-{each}" for each in numbers)
            record["id"] = next(name for name in names if name not in known)
        _write(record.get("value", record), draft, None, new)
        return draft.array, record


def _mark(
    draft: Draft,
    region: dict[str, Any],
    path: Path,
    place: Path,
    identifier: str = "",
    attributes: tuple[Attribute, ...] = (),
) -> None:
    """Add the mention of a region, of which `place` leads to what holds its offsets."""
    names = [string(each) for each in listed(region.get(_TYPE))]
    text = region.get("text")
    spans = draft.spans(region.get("start"), region.get("end"), place, ("start", "end"), text)
    types = tuple(filter(None, map(str.strip, names)))
    draft.mention(path, ",".join(names), spans, text, types, id=identifier, attributes=attributes)


def _arrays(value: dict[str, Any]) -> Sequence[str]:
    """Return the names of the arrays of regions in a row of the smaller export."""
    return [
        name
        for name, found in value.items()
        if isinstance(found, list)
        and found
        and all(isinstance(each, dict) and {"start", "end", _TYPE} <= each.keys() for each in found)
        and not any("channel" in each for each in found)
    ]


def _place(path: Path) -> Path:
    """Return the path of what holds the offsets of a region."""
    return (*path, "value") if path[0] == "annotations" else path


def _results(annotation: dict[str, Any]) -> Sequence[Any]:
    return listed(annotation.get("result"))


def _is_region(result: Any) -> bool:
    """Say whether a result marks a stretch of a text, not of sound or of a page."""
    if not isinstance(result, dict) or result.get("type") != _TYPE:
        return False
    value = result.get("value")
    return isinstance(value, dict) and "start" in value and "channel" not in value


def _key(data: dict[str, Any], regions: Sequence[dict[str, Any]]) -> str:
    """Return the name of the text that regions mark; empty if there is none."""
    texts = {key: text for key, text in data.items() if isinstance(text, str)}
    for region in regions:
        if (name := string(region.get("to_name"))) in texts:
            return name
    if "text" in texts or len(texts) < 2:
        return "text" if "text" in texts else next(iter(texts), "")
    words = [string(region["value"].get("text")) for region in regions]
    return max(texts, key=lambda key: sum(word in texts[key] for word in words if word))


def _marks(result: dict[str, Any], key: str, data: dict[str, Any]) -> bool:
    """Say whether a region is one of the text of a name, not of another text of the task."""
    name = string(result.get("to_name"))
    return name == key or name not in data


def _said_of_regions(results: Sequence[Any], line: int) -> dict[str, list[Attribute]]:
    """Return what further results say of regions, by the id of the region."""
    found: dict[str, list[Attribute]] = {}
    for result in results:
        kind = string(result.get("type")) if isinstance(result, dict) else ""
        value = result.get("value") if kind not in _NO_ATTRIBUTES else None
        if not isinstance(value, dict):
            continue
        said = value.get(kind)
        own = found.setdefault(string(result.get("id")), [])
        for each in said if isinstance(said, list) else [said]:
            name = string(result.get("from_name")) or kind
            own.append(Attribute(name, string(each), line=line, index=len(own)))
    return found


def _check_ids(draft: Draft) -> None:
    """Report ids of two regions; one region may have labels of several kinds."""
    known: dict[str, int] = {}
    for mention in draft.mentions:
        first = known.setdefault(mention.id, mention.index) if mention.id else mention.index
        if draft.mentions[first].spans != mention.spans:
            draft.faults.append(
                Fault(
                    "FMT009",
                    f"region id '{mention.id}' was given before: give this region an id of its own",
                    (*draft.mention_paths[mention.index], "id"),
                    ("mention", mention.index),
                    (("the first of them", (*draft.mention_paths[first], "id")),),
                )
            )


def _write(value: dict[str, Any], draft: Draft, old: Mention | None, new: Mention) -> None:
    if new.spans and (old is None or new.spans != old.spans):
        value["start"] = draft.offset(new.spans[0].start)
        value["end"] = draft.offset(new.spans[-1].end)
    if "text" in value and (old is None or new.text != old.text):
        value["text"] = new.text
    if old is None or new.type != old.type:
        value[_TYPE] = _labels(value.get(_TYPE), new.type)


def _labels(old: Any, kind: str) -> list[str]:
    """Return the labels that a type is made of; one label may hold commas itself."""
    return kind.split(",") if len(listed(old)) > 1 else [kind]
