"""Documents of the model as CoNLL: IOB2, tabs, `# newdoc id = …`, one sentence a passage."""

import re
from collections.abc import Iterator, Sequence

from annolint import Document, Mention
from benchmarks.writers.inexpressible import Inexpressible

OMITS = frozenset(
    {
        "annotation-ids",
        "attributes",
        "concepts",
        "discontinuous",
        "events",
        "overlaps",
        "relations",
        "texts",
    }
)
"""A mention is what the tags of tokens say: it has the words of the text, and a type."""

_TOKEN = re.compile(r"\w+|[^\w \t\r\n]")


def written(documents: Sequence[Document]) -> dict[str, bytes]:
    """Return files by name that say what the documents say.

    Raises:
        Inexpressible: A mention does not consist of whole tokens, all its own, in one sentence, or
            its type is no type.
    """
    text = "\n".join("\n".join(_rows(document)) for document in documents)
    return {"corpus.conll": text.encode("utf-8", "surrogateescape")}


def _rows(document: Document) -> Iterator[str]:
    places = [
        (match.start() + passage.start, match.group())
        for passage in document.passages
        for match in _TOKEN.finditer(passage.text)
    ]
    if any(token.isspace() for _, token in places):
        raise Inexpressible("a token of white space")
    tags = _tags(document, places)
    yield f"# newdoc id = {document.id}"
    for passage in document.passages:
        own = [place for place in places if passage.start <= place[0] < passage.end]
        if any("\n" in token for _, token in own) or not own:
            raise Inexpressible("a passage without tokens")
        yield from (f"{token}\t{tags[start]}" for start, token in own)
        yield ""


def _tags(document: Document, places: Sequence[tuple[int, str]]) -> dict[int, str]:
    tags = dict.fromkeys((start for start, _ in places), "O")
    for mention in document.mentions:
        own = _own(document, mention, places)
        for number, start in enumerate(own):
            if tags[start] != "O":
                raise Inexpressible("mentions that overlap")
            tags[start] = f"{'I' if number else 'B'}-{mention.type}"
    return tags


def _own(document: Document, mention: Mention, places: Sequence[tuple[int, str]]) -> Sequence[int]:
    """Return where the tokens of a mention begin."""
    if len(mention.spans) != 1:
        raise Inexpressible("a mention of several parts, or of none")
    if not mention.type or mention.type != "".join(mention.type.split()):
        raise Inexpressible("a type with white space, or none")
    (span,) = mention.spans
    own = [(start, token) for start, token in places if span.start <= start < span.end]
    is_whole = own and own[0][0] == span.start and own[-1][0] + len(own[-1][1]) == span.end
    inside = any(p.start <= span.start and span.end <= p.end for p in document.passages)
    if not is_whole or not inside or document.text[span.start : span.end] != mention.text:
        raise Inexpressible("a mention that does not consist of whole tokens")
    return [start for start, _ in own]
