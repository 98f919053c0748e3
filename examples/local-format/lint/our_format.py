"""The notes of this project: `NOTE`, `TEXT` and `SPAN` lines, with tabs between the columns.

    NOTE → 17
    TEXT → Lithium was stopped.
    SPAN → 0 → 7 → Drug → Lithium

A `NOTE` line begins a document. Offsets count characters of its `TEXT`.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from annolint import (
    Change,
    Document,
    Edit,
    Field,
    Format,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Source,
    SourceFile,
    Span,
    hookimpl,
)

_COLUMNS = {"start": (1, 1), "end": (2, 2), "span": (1, 2), "type": (3, 3), "text": (4, 4)}
"""The first and the last column of each field."""


class Notes(Format):
    """Notes with spans."""

    name: ClassVar[str] = "notes"
    title: ClassVar[str] = "our notes"
    suffixes: ClassVar[tuple[str, ...]] = (".notes",)

    def sniff(self, head: bytes) -> bool:
        """Say whether a file begins with a note."""
        return head.startswith(b"NOTE\t")

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the notes of a file, one after the other, and the lines that are none of ours."""
        rows: list[bytes] = []
        offset = size = 0
        first = 1
        for number, row in enumerate(source.stream, 1):
            if row.startswith(b"NOTE\t") and rows:
                yield _note(SourceFile(source.path, offset, first, b"".join(rows)))
                offset, first, rows = size, number, []
            rows.append(row)
            size += len(row)
        if rows:
            yield _note(SourceFile(source.path, offset, first, b"".join(rows)))

    def locate(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None = None,  # noqa: ARG002 - no field of ours is a list
    ) -> Place:
        """Find a field: columns in the line of its record."""
        file = document.files[0]
        line = record.line if record is not None else file.line
        row = file.source_line(line)
        columns = row.split("\t")
        first, last = (1, 1)
        if isinstance(record, Mention):
            first, last = _COLUMNS.get(field, (0, len(columns) - 1))
        start = len("\t".join(columns[:first])) + (first > 0)
        end = len("\t".join(columns[: last + 1]))
        return Place(file.path, line, start + 1, line, end + 1)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Write the lines of changed spans anew, and take those of removed ones out."""
        file = document.files[0]
        edits = []
        for change in changes:
            if not isinstance(change.record, Mention):
                return []  # only spans that are there can be changed
            line = change.record.line
            start = file.line_start(line)
            end = file.position(line, len(file.source_line(line)) + 1)
            if isinstance(change.replacement, Mention):
                edits.append(Edit(start, end, _row(change.replacement).encode()))
            else:
                edits.append(Edit(start, file.line_start(line + 1), b""))
        return edits


def _row(mention: Mention) -> str:
    (span,) = mention.spans
    return f"SPAN\t{span.start}\t{span.end}\t{mention.type}\t{mention.text}"


def _note(file: SourceFile) -> Document:
    """Read one note."""
    identifier = text = ""
    mentions: list[Mention] = []
    passages: list[Passage] = []
    problems: list[Problem] = []
    for line in range(file.line, file.line + file.data.count(b"\n") + 1):
        row = file.source_line(line)
        match row.split("\t"):
            case ["NOTE", identifier]:
                pass
            case ["TEXT", text]:
                passages.append(Passage(len(passages), line, "text", 0, text))
            case ["SPAN", start, end, kind, surface] if (start + end).isdecimal():
                spans = (Span(int(start), int(end)),)
                mentions.append(Mention(len(mentions), line, kind, (kind,), spans, surface))
            case [""]:
                pass
            case _:
                place = Place(file.path, line, 1, line, len(row) + 1)
                message = "this is no NOTE, TEXT or SPAN line: correct or remove it"
                problems.append(Problem("FMT001", message, place, source=row))
    return Document(
        id=identifier,
        text=text,
        passages=tuple(passages),
        mentions=tuple(mentions),
        relations=(),
        files=(file,),
        problems=tuple(problems),
    )


@hookimpl
def annolint_formats() -> list[type[Format]]:
    """Return the formats of this file."""
    return [Notes]
