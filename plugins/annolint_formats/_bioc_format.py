"""What BioC XML and BioC JSON have in common as formats: places and repairs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from annolint import Change, Document, Edit, Field, Format, Passage, Place, Record
from annolint_formats import _bioc_layout as layout
from annolint_formats._bioc_places import Found, View, at_character, find
from annolint_formats._bioc_render import Writer, rendered


class BioC(Format):
    """A format of BioC documents; see `_bioc_documents` for what they are made of."""

    @abstractmethod
    def view(self, data: bytes) -> View:
        """Return the document in the bytes of one that was read, with its places."""

    @abstractmethod
    def writer(self, data: bytes) -> Writer:
        """Return what writes values of that document."""

    @abstractmethod
    def characters(self, value: layout.Value, raw: str) -> Iterator[tuple[str, int, int]]:
        """Yield the characters of a value with their places in `raw`, in code points."""

    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field in its element or object."""
        return document.files[0].place(*self._bytes(document, record, field, item))

    def _bytes(
        self, document: Document, record: Record | None, field: Field, item: int | None
    ) -> tuple[int, int]:
        data = document.files[0].data
        found = find(self.view(data), document, record, field, item)
        if found.value is None or (not found.first and found.last is None):
            return found.start, found.end
        return self._inside(data, found)

    def _inside(self, data: bytes, found: Found) -> tuple[int, int]:
        """Return the bytes of some characters of a value."""
        value = found.value
        assert value is not None  # noqa: S101 - characters are those of a value
        raw = data[value.start : value.end].decode("utf-8", "surrogateescape")
        places = [(start, end) for _, start, end in self.characters(value, raw)]
        last = len(places) if found.last is None else found.last
        first = min(found.first, len(places))
        start = places[first][0] if first < len(places) else len(raw)
        end = places[last - 1][1] if first < last <= len(places) else start
        return value.start + _size(raw[:start]), value.start + _size(raw[:end])

    def locate_character(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None,
        at: int,
        length: int = 1,
    ) -> Place:
        """Find characters of a field, as it is written: an escape is one character."""
        file = document.files[0]
        seen = self.view(file.data)
        if isinstance(record, Passage) and field == "text":
            inside = at_character(seen, record, at)
            if inside is not None:
                value, first = inside
                found = Found(value.start, value.end, value, first, first + length)
                return file.place(*self._inside(file.data, found))
        found = find(seen, document, record, field, item)
        if found.value is None:
            return file.place(found.start, found.end)
        first = found.first + at
        found = Found(found.start, found.end, found.value, first, first + length)
        return file.place(*self._inside(file.data, found))

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:
        """Return the bytes of a record's element or object; of a passage, those of its text.

        Between the texts of its sentences other records stand, so there it is the first of them.
        """
        if isinstance(record, Passage):
            inside = at_character(self.view(document.files[0].data), record, 0)
            if inside is not None:
                return 0, inside[0].start, inside[0].end
        return 0, *self._bytes(document, record, "record", None)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Render the values that differ."""
        data = document.files[0].data
        return rendered(document, changes, self.view(data), self.writer(data))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
