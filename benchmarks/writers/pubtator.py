"""Documents of the model as PubTator; a relation names concepts."""

from collections.abc import Iterator, Sequence

from annolint import Argument, Document, Mention, Relation
from benchmarks.writers.inexpressible import Inexpressible

OMITS = frozenset({"annotation-ids", "arguments", "attributes", "discontinuous", "events"})


def written(documents: Sequence[Document]) -> dict[str, bytes]:
    """Return one file with a block for each document.

    Raises:
        Inexpressible: A mention has several spans or attributes, a relation not two arguments or
            a trigger, a text a line break.
    """
    blocks = ["".join(f"{row}\n" for row in _rows(document)) for document in documents]
    return {"corpus.pubtator": "\n".join(blocks).encode("utf-8", "surrogateescape")}


def _rows(document: Document) -> Iterator[str]:
    for passage, letter in zip(document.passages, "ta", strict=True):
        if "\n" in passage.text:
            raise Inexpressible("a line break in a text")
        yield f"{document.id}|{letter}|{passage.text}"
    for mention in document.mentions:
        yield _mention(document.id, mention)
    for relation in document.relations:
        yield _relation(document, relation)


def _mention(identifier: str, mention: Mention) -> str:
    if len(mention.spans) != 1:
        raise Inexpressible("a mention of several parts")
    if mention.attributes:
        raise Inexpressible("attributes of mentions")
    (span,) = mention.spans
    columns = [identifier, str(span.start), str(span.end), mention.text, mention.type]
    columns.append(mention.concept_field or "")
    if mention.component_texts:
        columns.append("|".join(mention.component_texts))
    if any("\t" in column or "\n" in column for column in columns):
        raise Inexpressible("a tab or line break in a column")
    return "\t".join(columns)


def _relation(document: Document, relation: Relation) -> str:
    if len(relation.arguments) != 2 or relation.trigger:  # noqa: PLR2004 - a pair
        raise Inexpressible("a relation that does not hold between two")
    targets = [_concept(document, argument) for argument in relation.arguments]
    return "\t".join([document.id, relation.type, *targets])


def _concept(document: Document, argument: Argument) -> str:
    if argument.kind == "concept":
        return argument.target
    named = (m.concept_field for m in document.mentions if m.id == argument.target)
    return next(named, argument.target) or ""
