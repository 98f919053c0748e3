"""brat standoff: annotations in `.ann` and the text beside them in `.txt`.

Offsets count the characters of the text file, line ends included. The BioNLP shared tasks divide
the annotations: `.a1` holds what is given, `.a2` what is asked for. What stands in a line is
`_brat_lines`; the way from bytes to documents is `_brat_files`, `_brat_annotations` with
`_brat_slips` for lines that are written otherwise, `_brat_targets`, and `_brat_conf` for the schema
that `annotation.conf` states; the way back is `_brat_render`.

Source: https://brat.nlplab.org/standoff.html and the corpora named in docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import ClassVar

from annolint import (
    Abilities,
    Change,
    Document,
    Edit,
    Field,
    Format,
    Passage,
    Place,
    Problem,
    Record,
    Source,
)
from annolint_formats import _brat_files as files
from annolint_formats import _brat_lines as lines
from annolint_formats._brat_locate import character_place, place_of
from annolint_formats._brat_render import rendered

_SNIFFED_LINES = 30


class Brat(Format):
    """The standoff format of brat and of the BioNLP shared tasks.

    The extent of a mention or relation is its own line. Its attributes, normalisations and notes
    have lines that belong to no other record, and go where it goes.
    """

    name: ClassVar[str] = "brat"
    title: ClassVar[str] = "brat standoff"
    suffixes: ClassVar[tuple[str, ...]] = (".ann", ".a1")
    can: ClassVar[Abilities] = Abilities(
        repairs="annotations, texts", suppression="note # annolint: ignore[CODE] reason"
    )

    def belongs_to(self, name: str) -> tuple[str, ...]:
        """Return the annotation files that a text, or the second part of annotations, is for."""
        path = PurePath(name)
        if path.suffix == ".txt":
            return f"{path.stem}.ann", f"{path.stem}.a1"
        return (f"{path.stem}.a1",) if path.suffix == ".a2" else ()

    def sniff(self, head: bytes) -> bool:
        """Say whether most of the first lines are annotations, and one of them is a mention."""
        rows = head.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
        if len(rows) > 1:
            rows.pop()  # it may be cut
        known = [lines.is_telling(row) for row in rows if row.strip()][:_SNIFFED_LINES]
        return "mention" in known and 2 * sum(map(bool, known)) > len(known)

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the document of a file, and what is wrong with its bytes."""
        yield from files.read(source)

    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field in its line, or the text in its file."""
        return place_of(document, record, field, item)

    def locate_character(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None,
        at: int,
        length: int = 1,
    ) -> Place:
        """Find characters of a field; those of the text stand in its lines."""
        if isinstance(record, Passage) and field == "text":
            return character_place(document, record, at, length)
        return super().locate_character(document, record, field, item, at, length)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Render changed records line by line."""
        return rendered(document, changes)
