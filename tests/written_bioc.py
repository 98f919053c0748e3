"""Documents of the model as BioC XML and BioC JSON, mistakes and all.

A relation between mentions has nodes; one between concepts has the infons of BioRED, or those of
PubTator3 where its arguments have roles.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from annolint import Document, Mention, Passage, Relation
from tests.inexpressible import Inexpressible

OMITS = frozenset({"component-texts", "events"})

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INFONS = ("type", "identifier")


def written(documents: Sequence[Document]) -> dict[str, bytes]:
    """Return one file of BioC XML with all documents.

    Raises:
        Inexpressible: A relation has a trigger, a mention strings that it stands for, or a text
            has characters that XML does not allow.
    """
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE collection SYSTEM "BioC.dtd">']
    rows += ["<collection>", "<source/>", "<date/>", "<key/>"]
    for document in documents:
        rows += _xml(_document(document))
    text = "\n".join([*rows, "</collection>", ""])
    return {"corpus.bioc.xml": text.encode("utf-8", "surrogateescape")}


def written_json(documents: Sequence[Document]) -> dict[str, bytes]:
    """Return one file of BioC JSON with all documents.

    Raises:
        Inexpressible: A relation has a trigger, a mention strings that it stands for.
    """
    made = {"source": "", "date": "", "key": "", "infons": {}}
    value = made | {"documents": [_document(document) for document in documents]}
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return {"corpus.bioc.json": text.encode("utf-8", "surrogateescape")}


# Documents as objects of BioC JSON.


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id if document.id_given else "",
        "infons": {},
        "passages": [_passage(document, passage) for passage in document.passages],
        "annotations": [
            _annotation(mention)
            for mention in document.mentions
            if _home(document, mention) is None
        ],
        "relations": [_relation(relation) for relation in document.relations],
    }


def _home(document: Document, mention: Mention) -> Passage | None:
    """Return the passage in which a mention is written: that of its start, else the last one."""
    start = min((span.start for span in mention.spans), default=0)
    before = [passage for passage in document.passages if passage.start <= start]
    return next(iter([*before[::-1], *document.passages]), None)


def _passage(document: Document, passage: Passage) -> dict[str, Any]:
    own = [mention for mention in document.mentions if _home(document, mention) is passage]
    return {
        "infons": {"type": passage.kind} if passage.kind else {},
        "offset": passage.start,
        "text": passage.text,
        "sentences": [],
        "annotations": [_annotation(mention) for mention in own],
        "relations": [],
    }


def _annotation(mention: Mention) -> dict[str, Any]:
    if mention.component_texts:
        raise Inexpressible("the strings that a mention stands for")
    infons = {"type": mention.type}
    if mention.concept_field is not None:
        infons["identifier"] = mention.concept_field
    infons |= _attributes(mention)
    return {
        "id": mention.id or str(mention.index),
        "infons": infons,
        "text": mention.text,
        "locations": [
            {"offset": span.start, "length": span.end - span.start} for span in mention.spans
        ],
    }


def _relation(relation: Relation) -> dict[str, Any]:
    if relation.trigger:
        raise Inexpressible("a trigger")
    infons: dict[str, Any] = {"type": relation.type}
    nodes = []
    for number, argument in enumerate(relation.arguments, 1):
        if argument.kind != "concept":
            nodes.append({"refid": argument.target, "role": argument.role})
        elif argument.role:
            infons[f"role{number}"] = f"{argument.role}|{argument.target}"
        else:
            infons[f"entity{number}"] = argument.target
    if nodes and len(infons) > 1:
        raise Inexpressible("a relation of a mention with a concept")
    infons |= _attributes(relation)
    return {"id": relation.id or f"R{relation.index}", "infons": infons, "nodes": nodes}


def _attributes(record: Mention | Relation) -> dict[str, str]:
    made = {each.name: each.value for each in record.attributes}
    if len(made) < len(record.attributes) or not made.keys().isdisjoint(_INFONS):
        raise Inexpressible("two attributes of one name")
    return made


# Objects as elements.


def _xml(document: dict[str, Any]) -> list[str]:
    rows = ["<document>", _element("id", document["id"])]
    for passage in document["passages"]:
        rows += ["<passage>", *_infons(passage), _element("offset", str(passage["offset"]))]
        rows.append(_element("text", passage["text"]))
        rows += [row for each in passage["annotations"] for row in _xml_annotation(each)]
        rows.append("</passage>")
    rows += [row for each in document["annotations"] for row in _xml_annotation(each)]
    for relation in document["relations"]:
        rows += [f'<relation id="{_escaped(relation["id"])}">', *_infons(relation)]
        rows += [
            f'<node refid="{_escaped(node["refid"])}" role="{_escaped(node["role"])}"/>'
            for node in relation["nodes"]
        ]
        rows.append("</relation>")
    return [*rows, "</document>"]


def _xml_annotation(annotation: dict[str, Any]) -> list[str]:
    rows = [f'<annotation id="{_escaped(annotation["id"])}">', *_infons(annotation)]
    rows += [
        f'<location offset="{each["offset"]}" length="{each["length"]}"/>'
        for each in annotation["locations"]
    ]
    return [*rows, _element("text", annotation["text"]), "</annotation>"]


def _infons(value: dict[str, Any]) -> list[str]:
    return [
        f'<infon key="{_escaped(key)}">{_escaped(text)}</infon>'
        for key, text in value["infons"].items()
    ]


def _element(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>"


def _escaped(text: str) -> str:
    if _NO_XML.search(text):
        raise Inexpressible("a character that XML does not allow")
    return "".join([_ESCAPES.get(character, character) for character in text])
