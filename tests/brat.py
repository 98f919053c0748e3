"""What the tests of brat share: the data files, and functions that read and lint them.

A document of the data is all files of one name; `NAME.conf` is its `annotation.conf`.
"""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from annolint import Change, Document, Mention, Passage, Problem, Record, Relation, Run, Source
from annolint.format import MAX_RECORD_SIZE, Beside
from annolint.plan import Input, Plan
from annolint.runner import Runner
from annolint_formats.brat import Brat
from tests.pubtator import installed

DATA = Path(__file__).parent / "data" / "brat"
READER = Brat()
Files = Mapping[str, bytes]


def cases(folder: str) -> list[str]:
    """Return the names of the documents in a folder of the data."""
    return sorted({path.stem for path in (DATA / folder).iterdir()})


def case(folder: str, name: str) -> dict[str, bytes]:
    """Return the files of a document, by name."""
    found = {}
    for path in sorted((DATA / folder).glob(f"{name}.*")):
        if path.suffix != ".expected":
            shown = "annotation.conf" if path.suffix == ".conf" else path.name
            found[shown] = path.read_bytes()
    return found


def source(files: Files, limit: int = MAX_RECORD_SIZE) -> Source:
    """Return the first of some files that belong together, with the others beside it."""

    def find(name: str, *, upward: bool) -> Beside | None:  # noqa: ARG001 - there is one folder
        return Beside(name, files[name][: limit + 1]) if name in files else None

    name = first_of(files)
    return Source(name, io.BytesIO(files[name]), limit, find)


def first_of(files: Files) -> str:
    """Return the file that is named to lint a document."""
    order = [".ann", ".a1", ".a2", ".txt"]
    return min(
        (name for name in files if Path(name).suffix in order),
        key=lambda name: order.index(Path(name).suffix),
    )


def read(files: Files, limit: int = MAX_RECORD_SIZE) -> list[Document | Problem]:
    """Return all that the reader says about the files of a document."""
    return list(READER.read(source(files, limit)))


def documents(files: Files) -> list[Document]:
    """Return the documents of some files."""
    return [thing for thing in read(files) if isinstance(thing, Document)]


def document(annotations: str, text: str = "", conf: str | None = None) -> Document:
    """Return the document of these annotations and this text."""
    files = {"1.ann": encoded(annotations), "1.txt": encoded(text)}
    if conf is not None:
        files["annotation.conf"] = encoded(conf)
    (found,) = documents(files)
    return found


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def problems(things: Iterable[Document | Problem]) -> list[str]:
    """Return the problems that are reported, as `file:line:column code message`."""
    found: list[Problem] = []
    for thing in things:
        found += [thing] if isinstance(thing, Problem) else thing.problems
    return [
        f"{each.place.path}:{each.place.line}:{each.place.column} {each.code} {each.message}"
        for each in found
        if not each.folded
    ]


def records(document: Document) -> tuple[Record, ...]:
    """Return every record of a document."""
    found: tuple[Passage | Mention | Relation, ...]
    found = (*document.passages, *document.mentions, *document.relations)
    return found


def annotations(document: Document) -> list[Mention | Relation]:
    """Return the mentions and relations of a document."""
    found: list[Mention | Relation] = []
    found += document.mentions
    found += document.relations
    return found


def replaced(document: Document, record: Record | None, replacement: Record | None) -> Files:
    """Return the files of a document in which one record is replaced."""
    contents = [file.data for file in document.files]
    for edit in reversed(READER.render(document, [Change(record, replacement)])):
        data = contents[edit.file]
        contents[edit.file] = data[: edit.start] + edit.data + data[edit.end :]
    return {file.path: data for file, data in zip(document.files, contents, strict=True)}


def lint(files: Files) -> str:
    """Lint the files of a document with the default preset; return what `annolint` prints."""
    config, registry = installed()
    reporter = registry.reporters["concise"](Run(version="", help={}))
    lines: list[str] = []
    name = first_of(files)
    data = files[name]
    outcome = Runner(
        config,
        Plan((Input(name, name, READER, len(data), io.BytesIO(data), files),)),
        lambda finding: lines.append(reporter.finding(finding)),
    ).run()
    assert not outcome.failures, outcome.failures
    return "".join(lines)
