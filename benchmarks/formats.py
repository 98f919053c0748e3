"""Time annolint on large files of other formats beside bioc's loaders, and take its memory.

    pip install -e '.[bench]'
    python benchmarks/formats.py --size 100MB --rounds 3 [--large 1GB] --write docs/benchmarks.md

The documents are those of `benchmarks/generate.py`, written as BioC XML, BioC JSON and rows of
doccano. Rounds and ratios are those of `benchmarks/speed.py`; nobody but bioc has a loader to hold
annolint against. `--large` is the size of two more files, BioC XML and rows, that annolint lints
once, for its peak memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
if __package__ in {None, ""}:
    sys.path[0] = str(ROOT)  # run as a file: find the bench beside it, as the tests do

from annolint import Document  # noqa: E402 - after the path is set
from annolint.testing import documents  # noqa: E402 - after the path is set
from benchmarks import generate, speed  # noqa: E402 - after the path is set
from benchmarks.writers import bioc, exports  # noqa: E402 - after the path is set

_BATCH = 200
_LOADERS = {
    "bioc-xml": "import sys, bioc; bioc.load(sys.argv[1])",
    "bioc-json": "import sys\nfrom bioc import biocjson\nbiocjson.load(open(sys.argv[1]))",
}
_ENDINGS = {"bioc-xml": ".bioc.xml", "bioc-json": ".bioc.json", "doccano": ".jsonl"}


def batches() -> Iterator[list[Document]]:
    """Yield made-up documents without end."""
    pages = generate.documents(1)
    while text := "".join(islice(pages, _BATCH)):
        yield [
            replace(
                document,
                mentions=tuple(replace(m, component_texts=()) for m in document.mentions),
            )
            for document in documents(text, "pubtator")
        ]


def _between(data: bytes, first: bytes, last: bytes) -> bytes:
    """Return what stands from the first document to behind the last one."""
    return data[data.index(first) : data.rindex(last) + len(last)]


def _xml(batch: Sequence[Document]) -> bytes:
    (data,) = bioc.written(batch).values()
    return _between(data, b"<document>", b"</document>") + b"\n"


def _json(batch: Sequence[Document]) -> bytes:
    (data,) = bioc.written_json(batch).values()
    start = data.index(b'"documents": [') + len(b'"documents": [')
    return data[start : data.rindex(b"]")].strip()


def _rows(batch: Sequence[Document]) -> bytes:
    # Relations hold between concepts; between mentions some of them would be the same.
    (data,) = exports.doccano([replace(each, relations=()) for each in batch]).values()
    return data


_PARTS: dict[str, tuple[bytes, Callable[[Sequence[Document]], bytes], bytes, bytes]] = {
    "bioc-xml": (
        b"<collection><source/><date/><key/>\n",
        _xml,
        b"",
        b"</collection>\n",
    ),
    "bioc-json": (
        b'{"source": "", "date": "", "key": "", "infons": {}, "documents": [\n',
        _json,
        b",\n",
        b"\n]}\n",
    ),
    "doccano": (b"", _rows, b"", b""),
}
"""What stands before the documents, how a batch is written, what parts batches, and the end."""


def write(path: Path, name: str, size: int) -> None:
    """Write a file of at least `size` bytes in a format."""
    head, part, between, end = _PARTS[name]
    with path.open("wb") as stream:
        stream.write(head)
        for number, batch in enumerate(batches()):
            stream.write((between if number else b"") + part(batch))
            if stream.tell() >= size:
                break
        stream.write(end)


def compare(folder: Path, name: str, size: str, rounds: int) -> speed.Pair:
    """Compare annolint's default rules and bioc's loader on one file."""
    corpus = folder / f"corpus{_ENDINGS[name]}"
    write(corpus, name, generate.parse_size(size))
    pair = speed.compare(
        f"{size} {name}: `annolint` with default rules / `bioc` loads it",
        [*_annolint(), str(corpus)],
        [sys.executable, "-c", _LOADERS[name], str(corpus)],
        rounds,
    )
    corpus.unlink()
    return pair


def alone(folder: Path, name: str, size: str) -> tuple[str, speed.Measured]:
    """Lint one large file once."""
    corpus = folder / f"large{_ENDINGS[name]}"
    write(corpus, name, generate.parse_size(size))
    measured = speed.measure([*_annolint(), str(corpus)])
    corpus.unlink()
    return f"{size} {name}", measured


def _annolint() -> list[str]:
    program = str(Path(sys.executable).parent / "annolint")
    return [program, "--isolated", "-j1", "--no-cache"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; write the page on request."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", default="100MB", help="size of each file of a pair")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each pair")
    parser.add_argument("--large", help="size of the files that are linted for memory")
    parser.add_argument("--write", type=Path, help="page whose table is replaced")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = [compare(folder, each, options.size, options.rounds) for each in _LOADERS]
        lonely = [
            alone(folder, each, options.large) for each in ("bioc-xml", "doccano") if options.large
        ]
    text = speed.table(pairs)
    if lonely:
        text += "\n| file | annolint | peak |\n|---|---|---|\n"
        text += "".join(
            f"| {what} | {each.seconds:.0f} s | {each.megabytes:.0f} MB |\n"
            for what, each in lonely
        )
    print(text)
    if options.write:
        speed.replace(options.write, {"formats": text})


if __name__ == "__main__":
    main()
