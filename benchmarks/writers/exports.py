"""Writes documents as JSON exports, mistakes and all.

`written` writes BigBio, the one dialect that holds all there is in a document. The others are in
`WRITERS`; `OMITS` says what they leave out because no file of theirs has it. What a document has
and they could only write as something else is `Inexpressible`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annolint import Argument, Document, Mention, Span
from benchmarks.writers.inexpressible import Inexpressible

Writer = Callable[[Sequence[Document]], dict[str, bytes]]

_NO_EVENTS = frozenset({"arguments", "events"})
OMITS: Mapping[str, frozenset[str]] = {
    "bigbio": _NO_EVENTS | {"attributes"},
    "doccano": _NO_EVENTS | {"attributes", "concepts", "discontinuous", "passages", "texts"},
    "label-studio": _NO_EVENTS | {"attributes", "concepts", "discontinuous", "passages"},
    "prodigy": _NO_EVENTS
    | {"annotation-ids", "attributes", "discontinuous", "passages"}
    | {"document-ids"},
    "pubannotation": _NO_EVENTS | {"passages", "texts"},
    "spacy": _NO_EVENTS
    | {"annotation-ids", "attributes", "discontinuous", "document-ids"}
    | {"passages", "relations", "texts"},
}
"""What files of each dialect have no place for."""


def _lines(rows: Sequence[Any], name: str) -> dict[str, bytes]:
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return {f"{name}.jsonl": text.encode("utf-8", "surrogateescape")}


def _name(mention: Mention) -> str:
    """Return the id of a mention, or one that is made up for it."""
    return mention.id or f"T{mention.index + 1}"


def _target(document: Document, argument: Argument) -> str:
    """Return the id of the mention that an argument names; what names none is written as it is."""
    if argument.kind == "mention":
        return argument.target
    for mention in document.mentions:
        if argument.target in (mention.concept_field, *mention.concept_ids):
            return _name(mention)
    return argument.target


def _pair(document: Document, relation_arguments: Sequence[Argument]) -> tuple[str, str]:
    if len(relation_arguments) != 2:
        raise Inexpressible("a relation has two ends")
    first, second = relation_arguments
    return _target(document, first), _target(document, second)


def _offsets(mention: Mention) -> tuple[int | None, int | None]:
    """Return the offsets of a mention, which has only one span."""
    if len(mention.spans) > 1:
        raise Inexpressible("a mention has one span")
    return (mention.spans[0].start, mention.spans[0].end) if mention.spans else (None, None)


def _without_text(document: Document, mention: Mention) -> None:
    """See that nothing is lost where the text of a mention is not written."""
    size = len(document.text)
    inside = all(0 <= span.start < span.end <= size for span in mention.spans)
    if mention.spans and inside and document.covered_text(mention) != mention.text:
        raise Inexpressible("no texts of mentions are written")


def doccano(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write rows with entities and relations."""
    rows = []
    for document in documents:
        entities = []
        for mention in document.mentions:
            _without_text(document, mention)
            start, end = _offsets(mention)
            entities.append(
                {
                    "id": _name(mention),
                    "label": mention.type,
                    "start_offset": start,
                    "end_offset": end,
                }
            )
        relations = []
        for number, relation in enumerate(document.relations):
            first, second = _pair(document, relation.arguments)
            relations.append(
                {"id": number, "from_id": first, "to_id": second, "type": relation.type}
            )
        rows.append(
            {"id": document.id, "text": document.text, "entities": entities, "relations": relations}
        )
    return _lines(rows, "doccano")


def spacy(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write what `Doc.to_json` does."""
    rows = []
    for document in documents:
        if document.relations:
            raise Inexpressible("there are no relations")
        entities = []
        for mention in document.mentions:
            _without_text(document, mention)
            start, end = _offsets(mention)
            entity = {"start": start, "end": end, "label": mention.type}
            if mention.concept_field is not None:
                entity["kb_id"] = mention.concept_field
            entities.append(entity)
        rows.append({"text": document.text, "ents": entities})
    return _lines(rows, "spacy")


def prodigy(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write rows with spans and relations; the ends of relations are told by their offsets."""
    rows = []
    for document in documents:
        spans = {}
        for mention in document.mentions:
            start, end = _offsets(mention)
            span: dict[str, Any] = {"start": start, "end": end, "label": mention.type}
            span["text"] = mention.text
            if mention.concept_field is not None:
                span["kb_id"] = mention.concept_field
            spans[_name(mention), mention.index] = span
        by_name = {name: span for (name, _), span in reversed(spans.items())}
        relations = []
        for relation in document.relations:
            ends = _pair(document, relation.arguments)
            if not all(end in by_name for end in ends):
                raise Inexpressible("the ends of relations are spans")
            head, child = (by_name[end] for end in ends)
            relations.append({"head_span": head, "child_span": child, "label": relation.type})
        row: dict[str, Any] = {"text": document.text, "spans": list(spans.values())}
        if relations:
            row["relations"] = relations
        rows.append(row | {"answer": "accept"})
    return _lines(rows, "prodigy")


def label_studio(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write tasks, whose offsets count UTF-16 units."""
    tasks = []
    for document in documents:
        results: list[dict[str, Any]] = []
        for mention in document.mentions:
            start, end = _offsets(mention)
            value = {
                "start": _utf16(document.text, start),
                "end": _utf16(document.text, end),
                "text": mention.text,
                "labels": [mention.type] if mention.type else [],
            }
            results.append(
                {
                    "value": value,
                    "id": _name(mention),
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                }
            )
        for relation in document.relations:
            first, second = _pair(document, relation.arguments)
            results.append(
                {
                    "from_id": first,
                    "to_id": second,
                    "type": "relation",
                    "direction": "right",
                    "labels": [relation.type] if relation.type else [],
                }
            )
        annotation = {"id": 1, "result": results, "was_cancelled": False}
        tasks.append(
            {"id": document.id, "data": {"text": document.text}, "annotations": [annotation]}
        )
    return {"label-studio.json": json.dumps(tasks, ensure_ascii=False).encode()}


def _utf16(text: str, offset: int | None) -> int | None:
    if offset is None or offset < 0:
        return offset
    return len(text[:offset].encode("utf-16-le")) // 2 + max(offset - len(text), 0)


def pubannotation(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write an array of documents with denotations, relations and attributes."""
    rows = []
    for document in documents:
        denotations: list[dict[str, Any]] = []
        attributes: list[dict[str, Any]] = []
        for mention in document.mentions:
            _without_text(document, mention)
            spans = [{"begin": span.start, "end": span.end} for span in mention.spans]
            name = _name(mention)
            span: Any = spans[0] if len(spans) == 1 else spans
            denotations.append({"id": name, "span": span, "obj": mention.type})
            said = [(each.name, each.value) for each in mention.attributes]
            if mention.concept_field is not None:
                said.insert(0, ("pubann:denotes", mention.concept_field))
            attributes += [
                {"id": f"A{len(attributes) + n}", "subj": name, "pred": pred, "obj": obj}
                for n, (pred, obj) in enumerate(said, 1)
            ]
        relations = []
        for number, relation in enumerate(document.relations, 1):
            first, second = _pair(document, relation.arguments)
            relations.append(
                {"id": f"R{number}", "pred": relation.type, "subj": first, "obj": second}
            )
        rows.append(
            {
                "sourcedb": "Test",
                "sourceid": document.id,
                "text": document.text,
                "denotations": denotations,
                "relations": relations,
                "attributes": attributes,
            }
        )
    return {"pubannotation.json": json.dumps(rows, ensure_ascii=False, indent=1).encode()}


def bigbio(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write documents in the KB schema."""
    rows = []
    for document in documents:
        passages = [
            {
                "id": f"p{passage.index}",
                "type": passage.kind,
                "text": [passage.text],
                "offsets": [[passage.start, passage.end]],
            }
            for passage in document.passages
        ]
        relations = []
        for number, relation in enumerate(document.relations, 1):
            first, second = _pair(document, relation.arguments)
            relations.append(
                {
                    "id": f"R{number}",
                    "type": relation.type,
                    "arg1_id": first,
                    "arg2_id": second,
                    "normalized": [],
                }
            )
        rows.append(
            {
                "id": document.id,
                "document_id": document.id,
                "passages": passages,
                "entities": [_entity(mention) for mention in document.mentions],
                "events": [],
                "coreferences": [],
                "relations": relations,
            }
        )
    return _lines(rows, "bigbio")


def _entity(mention: Mention) -> dict[str, Any]:
    def pair(span: Span) -> list[int]:
        return [span.start, span.end]

    concepts = [] if mention.concept_field is None else [mention.concept_field]
    return {
        "id": _name(mention),
        "type": mention.type,
        "text": list(mention.fragment_texts) or [mention.text],
        "offsets": [pair(span) for span in mention.spans] or [[None, None]],
        "normalized": [
            {"db_name": base if colon else "", "db_id": identifier if colon else base}
            for base, colon, identifier in (concept.partition(":") for concept in concepts)
        ],
    }


WRITERS: Mapping[str, Writer] = {
    "bigbio": bigbio,
    "doccano": doccano,
    "label-studio": label_studio,
    "prodigy": prodigy,
    "pubannotation": pubannotation,
    "spacy": spacy,
}
written = bigbio
