"""What the tests of CoNLL share: the data files, and functions that read them."""

import io
from pathlib import Path

from annolint import Change, Document, Problem, Record, Source
from annolint.format import MAX_RECORD_SIZE
from annolint.patching import edited
from annolint_formats.conll import Conll, ConllOptions

DATA = Path(__file__).parent / "data" / "conll"
GOOD = sorted((DATA / "good").iterdir())
BROKEN = sorted(path for path in (DATA / "broken").iterdir() if path.suffix != ".expected")

READER = Conll()


def read(
    data: bytes | str, limit: int = MAX_RECORD_SIZE, options: ConllOptions | None = None
) -> list[Document | Problem]:
    """Return all that the reader says about a file."""
    data = data.encode() if isinstance(data, str) else data
    return list(Conll(options).read(Source("file", io.BytesIO(data), limit)))


def documents(data: bytes | str, options: ConllOptions | None = None) -> list[Document]:
    """Return the documents of a file."""
    return [thing for thing in read(data, options=options) if isinstance(thing, Document)]


def document(data: bytes | str, options: ConllOptions | None = None) -> Document:
    """Return the only document of a file."""
    (found,) = documents(data, options)
    return found


def problems(data: bytes | str, options: ConllOptions | None = None) -> list[str]:
    """Return the problems of a file that are reported, as `line:column code message`."""
    found: list[Problem] = []
    for thing in read(data, options=options):
        found += [thing] if isinstance(thing, Problem) else thing.problems
    return [
        f"{each.place.line}:{each.place.column} {each.code} {each.message}"
        for each in sorted(found, key=lambda each: each.place)
    ]


def records(document: Document) -> tuple[Record, ...]:
    """Return every record of a document."""
    return (*document.passages, *document.tokens, *document.mentions)


def rendered(document: Document, *changes: Change) -> bytes:
    """Return the bytes of a document with changes made."""
    return edited(document.files[0].data, READER.render(document, changes))
