"""Kinds of damage to documents of the model, each with the rule that must find it.

A damage says what it needs a format to have; where the format leaves that out, it is nothing that
a file of the format could show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from annolint import Argument, Attribute, Document, Mention, Passage, Relation, Span
from benchmarks.parities.corpus import disease, obsolete

Documents = list[Document]
Hurt = Callable[[Documents], "Hits"]


class Hits(NamedTuple):
    """Damaged documents, and the words of the mentions that findings must stand at.

    A finding at no mention, such as one at a relation or a document, is an empty string.
    """

    documents: Documents
    at: tuple[str, ...] = ("",)


class Damage(NamedTuple):
    """A kind of damage."""

    name: str
    code: str
    hurt: Hurt
    needs: frozenset[str] = frozenset()


DAMAGES: dict[str, Damage] = {}

_NUMBER = 6
"""The document that is hurt: it has characters beyond ASCII, and others stand around it."""


def _damage(name: str, code: str, *needs: str) -> Callable[[Hurt], Hurt]:
    def register(hurt: Hurt) -> Hurt:
        DAMAGES[name] = Damage(name, code, hurt, frozenset(needs))
        return hurt

    return register


def _with(documents: Documents, document: Document) -> Documents:
    return [*documents[:_NUMBER], document, *documents[_NUMBER + 1 :]]


def _mentions(documents: Documents, mentions: Sequence[Mention]) -> Documents:
    numbered = tuple(replace(each, index=index) for index, each in enumerate(mentions))
    return _with(documents, replace(documents[_NUMBER], mentions=numbered))


def _changed(documents: Documents, number: int, **fields: object) -> Hits:
    mentions = list(documents[_NUMBER].mentions)
    mentions[number] = replace(mentions[number], **fields)
    return Hits(_mentions(documents, mentions), (mentions[number].text,))


def _relations(documents: Documents, relations: Sequence[Relation]) -> Hits:
    numbered = tuple(
        replace(each, index=index, id=f"R{index + 1}") for index, each in enumerate(relations)
    )
    return Hits(_with(documents, replace(documents[_NUMBER], relations=numbered)))


def _moved(
    documents: Documents, move: Callable[[str, Span], Span], which: Callable[[Mention], bool]
) -> Hits:
    document = documents[_NUMBER]
    mentions = [
        replace(each, spans=tuple(move(document.text, span) for span in each.spans))
        if which(each)
        else each
        for each in document.mentions
    ]
    hurt = [now for was, now in zip(document.mentions, mentions, strict=True) if was != now]
    return Hits(_mentions(documents, mentions), (hurt[0].text,))


def _everywhere(_: Mention) -> bool:
    return True


# Spans


@_damage("a mention three characters late", "SPN001", "texts")
def _late(documents: Documents) -> Hits:
    (span,) = documents[_NUMBER].mentions[4].spans
    return _changed(documents, 4, spans=(Span(span.start + 3, span.end + 3),))


@_damage("other words than the text's", "SPN001", "texts")
def _other_words(documents: Documents) -> Hits:
    return _changed(documents, 4, text="headache")


@_damage("all offsets from 1", "SPN002", "texts")
def _one_based(documents: Documents) -> Hits:
    return _moved(documents, lambda _, s: Span(s.start + 1, s.end + 1), _everywhere)


@_damage("ends that are inclusive", "SPN002", "texts")
def _inclusive(documents: Documents) -> Hits:
    return _moved(documents, lambda _, s: Span(s.start, s.end - 1), _everywhere)


@_damage("offsets in bytes", "SPN002", "texts")
def _in_bytes(documents: Documents) -> Hits:
    def move(text: str, span: Span) -> Span:
        return Span(len(text[: span.start].encode()), len(text[: span.end].encode()))

    return _moved(documents, move, _everywhere)


@_damage("offsets in UTF-16 units", "SPN002", "texts")
def _in_utf16(documents: Documents) -> Hits:
    def units(text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    return _moved(
        documents, lambda text, s: Span(units(text[: s.start]), units(text[: s.end])), _everywhere
    )


@_damage("the character between passages not counted", "SPN002", "texts", "passages")
def _joined(documents: Documents) -> Hits:
    start = documents[_NUMBER].passages[1].start
    return _moved(
        documents,
        lambda _, s: Span(s.start - 1, s.end - 1),
        lambda mention: mention.spans[0].start >= start,
    )


@_damage("an end behind the text", "SPN003")
def _outside(documents: Documents) -> Hits:
    (span,) = documents[_NUMBER].mentions[7].spans
    return _changed(documents, 7, spans=(Span(span.start, span.end + 900),))


@_damage("start and end exchanged", "SPN004")
def _reversed(documents: Documents) -> Hits:
    (span,) = documents[_NUMBER].mentions[4].spans
    return _changed(documents, 4, spans=(Span(span.end, span.start),))


@_damage("a mention of no characters", "SPN005")
def _empty(documents: Documents) -> Hits:
    (span,) = documents[_NUMBER].mentions[4].spans
    return _changed(documents, 4, spans=(Span(span.start, span.start),), text="")


@_damage("a blank at the end of a mention", "SPN006")
def _padded(documents: Documents) -> Hits:
    (span,) = documents[_NUMBER].mentions[5].spans
    text = documents[_NUMBER].text[span.start : span.end + 1]
    return _changed(documents, 5, spans=(Span(span.start, span.end + 1),), text=text)


@_damage("a mention over two passages", "SPN010", "passages")
def _crossing_passages(documents: Documents) -> Hits:
    document = documents[_NUMBER]
    first, second = document.passages
    span = Span(first.end - 1, second.start + 2)
    text = document.text[span.start : span.end].replace("\n", " ")
    ours = Mention(
        0, 0, "Disease", ("Disease",), (span,), text, disease(0), (disease(0),), id="T90"
    )
    return Hits(_mentions(documents, [*document.mentions, ours]), (text,))


@_damage("fragments that share characters", "SPN011", "discontinuous")
def _shared_fragments(documents: Documents) -> Hits:
    document = documents[_NUMBER]
    (span,) = document.mentions[4].spans
    spans = (Span(span.start, span.start + 4), Span(span.start + 2, span.end))
    texts = tuple(document.text[each.start : each.end] for each in spans)
    return _changed(documents, 4, spans=spans, text=" ".join(texts), fragment_texts=texts)


@_damage("a capital letter that the text has not", "SPN012", "texts")
def _capital(documents: Documents) -> Hits:
    return _changed(documents, 4, text=documents[_NUMBER].mentions[4].text.capitalize())


# Mentions beside each other


@_damage("two mentions that cross", "OVL001", "overlaps")
def _crossing(documents: Documents) -> Hits:
    document = documents[_NUMBER]
    (span,) = document.mentions[4].spans
    other = Span(span.start + 3, span.end + 4)
    mention = replace(
        document.mentions[3],
        spans=(other,),
        text=document.text[other.start : other.end],
        id="T90",
    )
    return Hits(_mentions(documents, [*document.mentions, mention]), (mention.text,))


@_damage("two types at one place", "OVL003", "overlaps")
def _two_types(documents: Documents) -> Hits:
    mention = documents[_NUMBER].mentions[3]
    other = replace(mention, type="Disease", types=("Disease",), id="T90")
    return Hits(_mentions(documents, [*documents[_NUMBER].mentions, other]), (mention.text,))


@_damage("two identifiers at one place", "OVL004", "overlaps", "concepts")
def _two_concepts(documents: Documents) -> Hits:
    mention = documents[_NUMBER].mentions[4]
    other = _with_concept(mention, disease(_NUMBER + 1))
    other = replace(other, id="T90")
    return Hits(_mentions(documents, [*documents[_NUMBER].mentions, other]), (mention.text,))


@_damage("a mention twice", "DUP001", "overlaps")
def _twice(documents: Documents) -> Hits:
    mention = replace(documents[_NUMBER].mentions[4], id="T90")
    return Hits(_mentions(documents, [*documents[_NUMBER].mentions, mention]), (mention.text,))


@_damage("a relation twice", "DUP002", "relations")
def _relation_twice(documents: Documents) -> Hits:
    relations = documents[_NUMBER].relations
    return _relations(documents, [*relations, relations[0]])


@_damage("an annotation id twice", "FMT009", "annotation-ids")
def _id_twice(documents: Documents) -> Hits:
    return _changed(documents, 4, id=documents[_NUMBER].mentions[3].id)


# Types and attributes


@_damage("a type that the schema does not have", "TYP001")
def _undeclared_type(documents: Documents) -> Hits:
    return _changed(documents, 4, type="Symptom", types=("Symptom",))


@_damage("no type", "TYP003")
def _no_type(documents: Documents) -> Hits:
    return _changed(documents, 4, type="", types=())


@_damage("a blank behind a type", "FMT010")
def _padded_type(documents: Documents) -> Hits:
    return _changed(documents, 4, type="Disease ", types=("Disease",))


@_damage("a value that the schema does not have", "TYP005", "attributes")
def _undeclared_value(documents: Documents) -> Hits:
    return _changed(documents, 3, attributes=(Attribute("status", "recalled"),))


@_damage("an attribute that the schema does not have", "TYP005", "attributes")
def _undeclared_attribute(documents: Documents) -> Hits:
    return _changed(documents, 3, attributes=(Attribute("certainty", "high"),))


# Concept identifiers


def _with_concept(mention: Mention, field: str | None, *identifiers: str) -> Mention:
    ids = identifiers or ((field,) if field not in (None, "-") else ())
    return replace(mention, concept_field=field, concept_ids=ids)


def _concept(documents: Documents, number: int, field: str | None, *identifiers: str) -> Hits:
    mentions = list(documents[_NUMBER].mentions)
    mentions[number] = _with_concept(mentions[number], field, *identifiers)
    return Hits(_mentions(documents, mentions), (mentions[number].text,))


@_damage("another identifier for the same words", "CID001", "concepts")
def _inconsistent(documents: Documents) -> Hits:
    return _concept(documents, 5, "MESH:D100091")


@_damage("an identifier with a digit too many", "CID003", "concepts")
def _malformed(documents: Documents) -> Hits:
    return _concept(documents, 3, f"{documents[_NUMBER].mentions[3].concept_field}0")


@_damage("no identifier where the schema demands one", "CID004", "concepts")
def _missing(documents: Documents) -> Hits:
    return _concept(documents, 5, "-")


@_damage("a prefix that the others do not have", "CID005", "concepts")
def _other_prefix(documents: Documents) -> Hits:
    hurt, at = _concept(documents, 6, "NCBIGene:1006")
    first, second = hurt[_NUMBER].relations
    arguments = (second.arguments[0], Argument("NCBIGene:1006", "concept"))
    return Hits(_relations(hurt, [first, replace(second, arguments=arguments)]).documents, at)


@_damage("an identifier of another type's namespace", "CID006", "concepts")
def _foreign(documents: Documents) -> Hits:
    return _concept(documents, 6, disease(3))


@_damage("an identifier that the terminology does not have", "CID007", "concepts")
def _unknown(documents: Documents) -> Hits:
    return _concept(documents, 7, "MESH:D999999")


@_damage("an identifier that is obsolete", "CID008", "concepts")
def _obsolete(documents: Documents) -> Hits:
    return _concept(documents, 7, obsolete(_NUMBER))


@_damage("the same identifier twice in a composite", "CID012", "concepts", "composites")
def _repeated(documents: Documents) -> Hits:
    own = documents[_NUMBER].mentions[3].concept_field or ""
    return _concept(documents, 3, f"{own}|{own}", own, own)


# Relations


def _relation(kind: str, *targets: str) -> Relation:
    return Relation(0, 0, kind, tuple(Argument(target, "concept") for target in targets))


def _targets(documents: Documents) -> tuple[str, str]:
    first, second = documents[_NUMBER].relations[0].arguments
    return first.target, second.target


@_damage("an argument that no mention has", "REL001", "relations")
def _dangling(documents: Documents) -> Hits:
    drug, _ = _targets(documents)
    return _relations(
        documents, [*documents[_NUMBER].relations, _relation("Association", drug, "MESH:D299999")]
    )


@_damage("a relation with itself", "REL002", "relations")
def _with_itself(documents: Documents) -> Hits:
    drug, _ = _targets(documents)
    return _relations(
        documents, [*documents[_NUMBER].relations, _relation("Treatment", drug, drug)]
    )


@_damage("relations that exclude each other", "REL003", "relations")
def _contradictory(documents: Documents) -> Hits:
    return _relations(
        documents,
        [
            *documents[_NUMBER].relations,
            _relation("Positive_Correlation", *_targets(documents)),
            _relation("Negative_Correlation", *_targets(documents)),
        ],
    )


@_damage("types that the schema does not relate", "REL004", "relations")
def _signature(documents: Documents) -> Hits:
    drug, illness = _targets(documents)
    return _relations(
        documents, [*documents[_NUMBER].relations, _relation("Association", illness, drug)]
    )


@_damage("a type of relation that the schema does not have", "TYP001", "relations")
def _undeclared_relation(documents: Documents) -> Hits:
    return _relations(
        documents, [*documents[_NUMBER].relations, _relation("Causes", *_targets(documents))]
    )


@_damage("a relation with one argument", "REL005", "relations", "arguments")
def _one_argument(documents: Documents) -> Hits:
    drug, _ = _targets(documents)
    return _relations(documents, [*documents[_NUMBER].relations, _relation("Treatment", drug)])


@_damage("an event on a trigger that is none", "REL006", "events")
def _no_trigger(documents: Documents) -> Hits:
    event = Relation(
        0, 0, "Treatment", (Argument("T2", "mention", "Theme"),), trigger="T99", id="E1"
    )
    hits = _relations(documents, documents[_NUMBER].relations)
    document = hits.documents[_NUMBER]
    relations = (*document.relations, replace(event, index=len(document.relations)))
    return Hits(_with(documents, replace(document, relations=relations)))


# Characters and documents


def _text(documents: Documents, number: int, text: str) -> Documents:
    """Put another text of the same length in the place of a passage."""
    document = documents[_NUMBER]
    passages: list[Passage] = list(document.passages)
    passages[number] = replace(passages[number], text=text)
    whole = "\n".join(passage.text for passage in passages)
    return _with(documents, replace(document, passages=tuple(passages), text=whole))


@_damage("a control character in a text", "ENC004")
def _control(documents: Documents) -> Hits:
    text = documents[_NUMBER].passages[0].text.replace(" adults", "\x0badults")
    return Hits(_text(documents, 0, text))


@_damage("a character that was lost before", "ENC005")
def _lost(documents: Documents) -> Hits:
    text = documents[_NUMBER].passages[0].text.replace("adults", "ad\ufffdlts")
    return Hits(_text(documents, 0, text))


@_damage("a character that nobody sees in a mention", "ENC006")
def _unseen(documents: Documents) -> Hits:
    document = documents[_NUMBER]
    mention = document.mentions[1]
    (span,) = mention.spans
    surface = f"{mention.text[:3]}\u200b{mention.text[4:]}"
    text = document.text[: span.start] + surface + document.text[span.end :]
    hits = _changed(_text(documents, 0, text.split("\n")[0]), 1, text=surface)
    return Hits(hits.documents, (surface,))


@_damage("a document id twice", "DOC001", "document-ids", "documents-of-one-name")
def _same_id(documents: Documents) -> Hits:
    return Hits(_with(documents, replace(documents[_NUMBER], id=documents[0].id)))


@_damage("a document twice under two ids", "DOC002", "document-ids")
def _same_text(documents: Documents) -> Hits:
    copy = replace(documents[0], id=documents[_NUMBER].id)
    return Hits(_with(documents, copy))


@_damage("an id that the schema does not allow", "DOC007", "document-ids")
def _odd_id(documents: Documents) -> Hits:
    return Hits(_with(documents, replace(documents[_NUMBER], id="PMC-7")))


@_damage("no text", "DOC005")
def _textless(documents: Documents) -> Hits:
    document = documents[_NUMBER]
    passages = tuple(replace(each, text="", start=each.index) for each in document.passages)
    empty = replace(document, text="\n", passages=passages, mentions=(), relations=())
    return Hits(_with(documents, empty))
