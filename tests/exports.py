"""What the tests of the JSON exports share: their data files, and functions that lint them."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from annolint import Change, Document, Format, Passage, Problem, Record, Run, Source
from annolint.format import MAX_RECORD_SIZE
from annolint.plan import Input, Plan
from annolint.runner import Runner
from annolint_formats.bigbio import BigBio
from annolint_formats.doccano import Doccano
from annolint_formats.label_studio import LabelStudio
from annolint_formats.prodigy import Prodigy
from annolint_formats.pubannotation import PubAnnotation
from annolint_formats.spacy import Spacy
from tests.pubtator import installed

DATA = Path(__file__).parent / "data"
DIALECTS: dict[str, Format] = {
    each.name: each
    for each in (BigBio(), Doccano(), LabelStudio(), Prodigy(), PubAnnotation(), Spacy())
}


def files(kind: str) -> list[Path]:
    """Return the data files of one kind, good or broken, of all dialects."""
    found = [path for name in DIALECTS for path in (DATA / name / kind).iterdir()]
    return sorted(path for path in found if path.suffix != ".expected")


GOOD, BROKEN = files("good"), files("broken")


def dialect(path: Path) -> Format:
    """Return the dialect of a data file."""
    return DIALECTS[path.parent.parent.name]


def names(paths: Iterable[Path]) -> list[str]:
    """Return what parametrised tests are called."""
    return [f"{path.parent.parent.name}-{path.stem}" for path in paths]


def read(reader: Format, data: bytes, limit: int = MAX_RECORD_SIZE) -> list[Document | Problem]:
    """Return all that a reader says about a file."""
    return list(reader.read(Source("file", io.BytesIO(data), limit)))


def documents(reader: Format, data: bytes) -> list[Document]:
    """Return the documents of a file."""
    return [thing for thing in read(reader, data) if isinstance(thing, Document)]


def records(document: Document) -> Sequence[Record]:
    """Return every record of a document."""
    found: list[Record] = [*document.passages, *document.tokens]
    return [*found, *document.mentions, *document.relations]


def replaced(reader: Format, document: Document, changes: Sequence[Change]) -> bytes:
    """Return the bytes of a document in which records are replaced."""
    data = document.files[0].data
    for edit in reversed(reader.render(document, changes)):
        data = data[: edit.start] + edit.data + data[edit.end :]
    return data


def lint(name: str, data: bytes, reader: Format) -> str:
    """Lint a file with the default preset; return what `annolint` would print."""
    config, registry = installed()
    reporter = registry.reporters["concise"](Run(version="", help={}))
    lines: list[str] = []
    outcome = Runner(
        config,
        Plan((Input(name, name, reader, len(data), io.BytesIO(data)),)),
        lambda finding: lines.append(reporter.finding(finding)),
    ).run()
    assert not outcome.failures, outcome.failures
    return "".join(lines)


def texts(record: Record) -> str:
    """Return the text of a passage or mention."""
    return record.text if isinstance(record, Passage) or hasattr(record, "text") else ""
