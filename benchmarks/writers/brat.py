"""Documents of the model to brat files, with all their faults."""

from collections.abc import Sequence

from annolint import Argument, Document, Mention, Relation
from benchmarks.writers.inexpressible import Inexpressible

OMITS = frozenset({"passages", "document-ids"})
"""A text is one passage, and the name of a file is no id that anybody gave."""

_BLANKS = str.maketrans("\t\r\n", "   ")


def written(documents: Sequence[Document]) -> dict[str, bytes]:
    """Write each document to a text and its annotations, by file name.

    Concepts are normalisations. An argument that is a concept becomes the first mention that has
    it, else an id that nothing has.

    Raises:
        Inexpressible: The format cannot say it.
    """
    files: dict[str, bytes] = {}
    for document in documents:
        name = document.id
        if f"{name}.ann" in files:
            raise Inexpressible("two documents of one name in a folder")
        if not name or set(name) & set("/\0\n"):
            raise Inexpressible("a document id that is no file name")
        if len(document.passages) > 0:
            files[f"{name}.txt"] = _encoded(document.text)
        files[f"{name}.ann"] = _encoded("".join(f"{row}\n" for row in _rows(document)))
    return files


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _rows(document: Document) -> list[str]:
    ids = _ids(document)
    rows, more = [], []
    for mention in document.mentions:
        own = ids[mention.index]
        _check(document, mention)
        spans = ";".join(f"{span.start} {span.end}" for span in mention.spans) or "x x"
        surface = mention.text.translate(_BLANKS)
        rows.append(f"{own}\t{mention.type} {spans}\t{surface}")
        if mention.concept_field:
            more.append(f"N\tReference {own} {mention.concept_field}\t{surface}")
        more += [f"A\t{each.name} {own} {each.value}".rstrip(" ") for each in mention.attributes]
    for number, relation in enumerate(document.relations, 1):
        rows.append(_relation(document, relation, number, ids))
        own = rows[-1].partition("\t")[0]
        more += [f"A\t{each.name} {own} {each.value}".rstrip(" ") for each in relation.attributes]
    counts = {"N": 0, "A": 0}
    for row in more:
        counts[row[0]] += 1
        rows.append(f"{row[0]}{counts[row[0]]}{row[1:]}")
    return rows


def _ids(document: Document) -> list[str]:
    given = {mention.id for mention in document.mentions if mention.id}
    free = (name for n in range(1, 10**6) if (name := f"T{n}") not in given)
    return [mention.id or next(free) for mention in document.mentions]


def _check(document: Document, mention: Mention) -> None:
    if len(mention.types) > 1:
        raise Inexpressible("several types of one mention")
    if mention.component_texts or mention.text != " ".join(
        mention.fragment_texts or [mention.text]
    ):
        raise Inexpressible("the strings of components or fragments")
    if any(character.isspace() for character in mention.type.rstrip(" ")):
        raise Inexpressible("a type with a blank in it")
    for span in mention.spans:
        for passage in document.passages[1:]:
            if span.start < passage.start < span.end:
                raise Inexpressible("passages that a mention could cross")


def _relation(document: Document, relation: Relation, number: int, ids: Sequence[str]) -> str:
    targets = [_target(document, argument, ids) for argument in relation.arguments]
    if len(set(targets)) < len({argument.target for argument in relation.arguments}):
        raise Inexpressible("a relation between the identifiers of one mention")
    roles = [argument.role for argument in relation.arguments]
    if any(character.isspace() for character in relation.type):
        raise Inexpressible("a type with a blank in it")
    words = [
        f"{role or f'Arg{place}'}:{target}"
        for place, (role, target) in enumerate(zip(roles, targets, strict=True), 1)
    ]
    if relation.trigger:
        kind, own = f"{relation.type}:{relation.trigger}", relation.id or f"E{number}"
    else:
        kind, own = relation.type, relation.id or f"R{number}"
    return f"{own}\t{' '.join([kind, *words])}"


def _target(document: Document, argument: Argument, ids: Sequence[str]) -> str:
    target = argument.target.strip()
    if argument.kind != "concept" or not target:
        return argument.target
    whole = (m for m in document.mentions if target == (m.concept_field or "").strip())
    part = (m for m in document.mentions if target in m.concept_ids)
    if named := next(whole, None) or next(part, None):
        return ids[named.index]
    known = {target for target in ids if target[1:].isdecimal()}
    return f"T{max((int(name[1:]) for name in known), default=0) + 1}"
