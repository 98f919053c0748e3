"""What the tests of BioC share: the data files, and functions that read and lint them."""

import io
from collections.abc import Iterable
from pathlib import Path

from annolint import Change, Document, Mention, Passage, Problem, Record, Relation, Run, Source
from annolint.format import MAX_RECORD_SIZE, Format
from annolint.plan import Input, Plan
from annolint.runner import Runner
from annolint_formats.bioc_json import BioCJSON
from annolint_formats.bioc_xml import BioCXML
from tests.pubtator import installed

DATA = Path(__file__).parent / "data" / "bioc"
GOOD = sorted((DATA / "good").glob("*.bioc.*"))
BROKEN = sorted(path for path in (DATA / "broken").glob("*.bioc.*") if path.suffix != ".expected")

XML = BioCXML()
JSON = BioCJSON()
READERS: dict[str, Format] = {".xml": XML, ".json": JSON}


def reader(path: Path) -> Format:
    """Return the format of a data file."""
    return READERS[path.suffix]


def read(
    file_format: Format, data: bytes, limit: int = MAX_RECORD_SIZE
) -> list[Document | Problem]:
    """Return all that the reader says about a file."""
    return list(file_format.read(Source("file", io.BytesIO(data), limit)))


def documents(file_format: Format, data: bytes) -> list[Document]:
    """Return the documents of a file."""
    return [thing for thing in read(file_format, data) if isinstance(thing, Document)]


def problems(file_format: Format, data: bytes, limit: int = MAX_RECORD_SIZE) -> list[str]:
    """Return the problems of a file that are reported, as `line:column code message`."""
    found: list[Problem] = []
    for thing in read(file_format, data, limit):
        found += [thing] if isinstance(thing, Problem) else thing.problems
    return [
        f"{each.place.line}:{each.place.column} {each.code} {each.message}"
        for each in sorted(found, key=lambda each: each.place)
        if not each.folded
    ]


def records(document: Document) -> tuple[Record, ...]:
    """Return every record of a document."""
    found: tuple[Passage | Mention | Relation, ...]
    found = (*document.passages, *document.mentions, *document.relations)
    return found


def changed(file_format: Format, document: Document, changes: Iterable[Change]) -> bytes:
    """Return the bytes of a document with changes made."""
    data = document.files[0].data
    for edit in sorted(
        file_format.render(document, list(changes)), key=lambda edit: edit.start, reverse=True
    ):
        data = data[: edit.start] + edit.data + data[edit.end :]
    return data


def lint(path: Path) -> str:
    """Lint a file with the default preset; return what `annolint` would print."""
    config, registry = installed()
    reporter = registry.reporters["concise"](Run(version="", help={}))
    data = path.read_bytes()
    lines: list[str] = []
    outcome = Runner(
        config,
        Plan((Input(path.name, path.name, reader(path), len(data), io.BytesIO(data)),)),
        lambda finding: lines.append(reporter.finding(finding)),
    ).run()
    assert not outcome.failures
    return "".join(lines)


def names(paths: Iterable[Path]) -> list[str]:
    """Return what parametrised tests are called."""
    return [path.name for path in paths]
