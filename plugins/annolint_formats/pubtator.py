"""PubTator: blocks of `id|t|title`, `id|a|abstract`, mention lines and relation lines.

Offsets count code points of the title, one character, and the abstract; `Document.text` joins
them by a line feed. Every form that published corpora use is read as it is. What stands in a line
is `_pubtator_lines`; the way from bytes to documents is `_text`, `_encoding`, `_pubtator_blocks`,
`_pubtator_texts`, `_pubtator_annotations`, and `_pubtator_slips` for lines that are no records;
the way back is `_pubtator_render`.

Source: https://github.com/ncbi-nlp/pubtator and the corpora named in docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from annolint import (
    Abilities,
    Change,
    Document,
    Edit,
    Field,
    Format,
    Place,
    Problem,
    Record,
    Source,
)
from annolint_formats import _pubtator_lines as lines
from annolint_formats._encoding import Encoding, ends_lines_with_cr, wide_encoding
from annolint_formats._pubtator_blocks import RECORD_START, documents, joined
from annolint_formats._pubtator_files import MissingText, UnreadableLines
from annolint_formats._pubtator_render import rendered
from annolint_formats._refusals import passed_over, refusal
from annolint_formats._text import blocks, read_head

_SNIFFED_LINES = 30


class PubTator(Format):
    """The PubTator format and its dialects."""

    name: ClassVar[str] = "pubtator"
    title: ClassVar[str] = "PubTator"
    suffixes: ClassVar[tuple[str, ...]] = (".pubtator", ".pubtator3")
    can: ClassVar[Abilities] = Abilities(repairs="annotations, texts")

    def sniff(self, head: bytes) -> bool:
        """Say whether most of the first lines are PubTator records."""
        text = head.decode(wide_encoding(head) or "utf-8", "replace")
        rows = text.split("\r" if ends_lines_with_cr(head) else "\n")
        if len(rows) > 1:
            rows.pop()  # it may be cut
        known: list[bool] = []
        for row in rows:
            record = row.lstrip("\ufeff").rstrip("\r")
            if record.strip(lines.PADDING) and not record.startswith(lines.COMMENT):
                known.append(lines.is_telling(record))
            if len(known) == _SNIFFED_LINES:
                break
        return sum(known) * 2 > len(known)

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of a PubTator file, and what is wrong with the file as a whole."""
        head = read_head(source.stream)
        if refused := refusal(source, head, by_lines=True):
            yield refused
            return
        encoding = Encoding(source.path)
        unreadable = UnreadableLines(source.path)
        missing_text = MissingText()
        found = joined(blocks(source, head, RECORD_START), source.max_record_size)
        for block in found:
            if block.last_line:
                yield from unreadable.flush()
                yield passed_over(source, block)
                continue
            for thing in documents(source.path, block, encoding):
                if isinstance(thing, Document):
                    yield from unreadable.flush()
                    yield from missing_text.add(thing)
                elif isinstance(thing, Problem):
                    yield thing
                else:
                    unreadable.add(thing)
        yield from unreadable.rest()
        yield from missing_text.rest()
        yield from encoding.problems()

    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field in its line."""
        file = document.files[0]
        if record is None:
            row = file.source_line(file.line)
            separator = "|" if lines.TEXT_RECORD.match(row) else "\t"
            end = len(row.partition(separator)[0]) if field == "document-id" else len(row)
            return Place(file.path, file.line, 1, file.line, end + 1)
        row = file.source_line(record.line).rstrip("\r")
        start, end = lines.place_of(row, record, field, item)
        return Place(file.path, record.line, start + 1, record.line, end + 1)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Render changed records line by line."""
        return rendered(document, changes)
