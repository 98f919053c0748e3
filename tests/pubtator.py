"""What the tests of PubTator share: the data files, and functions that read and lint them."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from annolint import (
    Change,
    Document,
    Format,
    Mention,
    Passage,
    Problem,
    Record,
    Relation,
    Run,
    Source,
    plugins,
    settings,
)
from annolint.config import Config, Overrides, resolve
from annolint.format import MAX_RECORD_SIZE
from annolint.plan import Input, Plan
from annolint.plugins import Registry
from annolint.runner import Runner
from annolint.settings import Loaded
from annolint_formats.pubtator import PubTator

DATA = Path(__file__).parent / "data" / "pubtator"
GOOD = sorted((DATA / "good").glob("*.pubtator"))
BROKEN = sorted((DATA / "broken").glob("*.pubtator"))

READER = PubTator()


def read(data: bytes, limit: int = MAX_RECORD_SIZE) -> list[Document | Problem]:
    """Return all that the reader says about a file."""
    return list(READER.read(Source("file", io.BytesIO(data), limit)))


def documents(data: bytes) -> list[Document]:
    """Return the documents of a file."""
    return [thing for thing in read(data) if isinstance(thing, Document)]


def document(text: str) -> Document:
    """Return the only document of a file."""
    (found,) = documents(text.encode("utf-8", "surrogateescape"))
    return found


def problems(data: bytes) -> list[str]:
    """Return the problems of a file that are reported, as `line:column code message`."""
    found: list[Problem] = []
    for thing in read(data):
        found += [thing] if isinstance(thing, Problem) else thing.problems
    return [
        f"{each.place.line}:{each.place.column} {each.code} {each.message}"
        for each in sorted(found, key=lambda each: each.place)
        if not each.folded
    ]


def records(document: Document) -> tuple[Record, ...]:
    """Return every record of a document that has a line of its own."""
    found: tuple[Passage | Mention | Relation, ...]
    found = (*document.passages, *document.mentions, *document.relations)
    return found


def replaced(document: Document, record: Record, replacement: Record | None) -> bytes:
    """Return the bytes of a document in which one record is replaced."""
    data = document.files[0].data
    for edit in READER.render(document, [Change(record, replacement)]):
        data = data[: edit.start] + edit.data + data[edit.end :]
    return data


@cache
def installed() -> tuple[Config, Registry]:
    """Return the installed rules in their default preset."""
    registry = plugins.load()
    loaded = Loaded(settings=settings.Settings(), file=None, root=Path.cwd(), origins={})
    return resolve(loaded, registry, Overrides()), registry


def lint(name: str, data: bytes, reader: Format = READER) -> str:
    """Lint a file with the default preset; return what `annolint` would print."""
    config, registry = installed()
    reporter = registry.reporters["concise"](Run(version="", help={}))
    lines: list[str] = []
    outcome = Runner(
        config,
        Plan((Input(name, name, reader, len(data), io.BytesIO(data)),)),
        lambda finding: lines.append(reporter.finding(finding)),
    ).run()
    assert not outcome.failures
    return "".join(lines)


def names(paths: Iterable[Path]) -> list[str]:
    """Return what parametrised tests are called."""
    return [path.stem for path in paths]
