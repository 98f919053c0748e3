"""Feed bytes that a coverage-guided fuzzer makes up to the reader of a format.

    pip install -e '.[fuzz]'
    python scripts/fuzz.py bioc-xml --seconds 600

Whatever the bytes are, nothing may be raised, reading must end, every record must be found in the
bytes, and an equal copy of a record must be written as the same bytes. The fuzzer begins with the
good files of the tests. Bytes behind the first NUL are the file that lies beside the one that is
read, such as the text of brat. The exit code is that of the fuzzer; what crashed is in `crash-…`.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["annolint", "annolint_formats"]):
    from annolint import Beside, Change, Document, Format, Source, plugins
    from annolint.patching import edited

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
_FOLDERS = {"bioc-xml": "bioc", "bioc-json": "bioc"}
_LONGEST = 4096
_LIMIT = 1 << 20
_SLOWEST = 20
"""Seconds for one input, instrumented; more is a hang."""


def check(file_format: Format, data: bytes) -> None:
    """Read bytes as a file and write every record of it back, but for those that are damaged.

    Raises:
        AssertionError: A record comes back as other bytes.
    """
    own, _, beside = data.partition(b"\0") if file_format.belongs_to("a.txt") else (data, b"", b"")

    def find(name: str, *, upward: bool) -> Beside | None:
        return None if upward else Beside(name, beside)

    for thing in file_format.read(Source("a.ann", io.BytesIO(own), _LIMIT, find)):
        if not isinstance(thing, Document):
            continue
        file_format.locate(thing, None, "document-id")
        damaged = {id(problem.record) for problem in thing.problems}
        for records in (thing.passages, thing.mentions, thing.relations, thing.tokens):
            for record in records:
                file_format.locate(thing, record, "record")
                file_format.locate(thing, record, "text")
                # A damaged record is written as it was meant, if it is written at all.
                edits = file_format.render(thing, [Change(record, record)])
                for edit in edits if id(record) not in damaged else ():
                    before = thing.files[edit.file].data
                    assert edited(before, [edit]) == before  # noqa: S101 - what is tried


def main() -> None:
    """Fuzz one format for some time."""
    formats = plugins.load().formats
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("format", choices=formats)
    parser.add_argument("--seconds", type=int, default=600)
    options = parser.parse_args()
    file_format = formats[options.format]
    folder = DATA / _FOLDERS.get(options.format, options.format) / "good"
    with tempfile.TemporaryDirectory() as name:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            (Path(name) / path.name).write_bytes(path.read_bytes()[:_LONGEST])
        atheris.Setup(
            [
                sys.argv[0],
                name,
                f"-max_total_time={options.seconds}",
                f"-max_len={_LONGEST}",
                f"-timeout={_SLOWEST}",
                "-rss_limit_mb=4096",
            ],
            lambda data: check(file_format, data),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
