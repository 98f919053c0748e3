"""A format whose module is imported when a file is of it, or may be.

Most runs read files of one format, which their names tell. To import the readers of all others
would be a quarter of the time that it takes to lint a small file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

import msgspec

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


class Deferred(Format):
    """Stands for the format that is the class `implementation` of the module `module`."""

    module: str
    implementation: str

    def __init__(self, options: Any = None) -> None:
        self._given = options

    @cached_property
    def _format(self) -> Format:
        found: type[Format] = getattr(import_module(self.module), self.implementation)
        return found(self._given)

    def options_type(self) -> type[msgspec.Struct]:
        """Return what `[formats]` can set."""
        return self._format.options_type()

    def abilities(self) -> Abilities:
        """Return what the format can do."""
        return self._format.abilities()

    def belongs_to(self, name: str) -> tuple[str, ...]:
        """Return the names of files of which a file with this name is a part."""
        return self._format.belongs_to(name)

    def sniff(self, head: bytes) -> bool:
        """Say whether a file that begins with `head` looks like the format."""
        return self._format.sniff(head)

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of a file, and what is wrong with it as a whole."""
        return self._format.read(source)

    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field."""
        return self._format.locate(document, record, field, item)

    def locate_character(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None,
        at: int,
        length: int = 1,
    ) -> Place:
        """Find characters of a field."""
        return self._format.locate_character(document, record, field, item, at, length)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Render changed records as edits."""
        return self._format.render(document, changes)

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:
        """Return where the bytes of a record are."""
        return self._format.extent(document, record)


def deferred(name: str, title: str, suffixes: tuple[str, ...], implementation: str) -> type[Format]:
    """Return a class that stands for a format, which `module:Class` implements."""
    module, _, kind = implementation.partition(":")
    attributes = {
        "__doc__": f"The format {title}.",
        "name": name,
        "title": title,
        "suffixes": suffixes,
        "module": f"annolint_formats.{module}",
        "implementation": kind,
    }
    return type(kind, (Deferred,), attributes)
