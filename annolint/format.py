"""What a format looks like: it reads bytes into documents, locates fields, renders changes.

This module knows no format and opens no file; the stages hand a `Source` to the format.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

import msgspec

from annolint.records import Passage, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annolint.fix import Change, Edit
    from annolint.model import Document, Problem
    from annolint.records import Field, Record

MAX_RECORD_SIZE = 64 * 1024 * 1024


class Beside(msgspec.Struct, frozen=True):
    """A file that lies near the one that is read: its name as it is shown, and its bytes.

    Of a file that is larger than the size limit of a record, there is one byte more than that.
    """

    path: str
    data: bytes


def _nothing(name: str, *, upward: bool) -> Beside | None:  # noqa: ARG001 - as `Source.find`
    return None


class Source(msgspec.Struct, frozen=True):
    """An opened file: its name as it is shown, its decompressed bytes, and the size limit.

    `max_record_size` is in bytes: a record that is longer is reported and passed over. `find`
    opens other files; formats ask `beside` and `nearest`.
    """

    path: str
    stream: BinaryIO
    max_record_size: int = MAX_RECORD_SIZE
    find: Callable[..., Beside | None] = _nothing

    def beside(self, name: str) -> Beside | None:
        """Return the file of this name in the folder of the source; None if there is none.

        Raises:
            UnreadableFileError: It is there and cannot be read.
        """
        return self.find(name, upward=False)

    def nearest(self, name: str) -> Beside | None:
        """Return the file of this name in that folder, else in the nearest one above it.

        Raises:
            UnreadableFileError: It is there and cannot be read.
        """
        return self.find(name, upward=True)


class NoOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of a format that has none."""


class Abilities(msgspec.Struct, frozen=True):
    """What a format can do besides reading, in words for people.

    Attributes:
        offsets: What its offsets count.
        repairs: What of a document can be changed; empty if nothing can.
        memory: What is held in memory at a time.
        suppression: Where data can say what is not to be reported; empty if nowhere.
    """

    offsets: str = "characters"
    repairs: str = ""
    memory: str = "one document"
    suppression: str = ""


class Format(ABC):
    """One file format.

    Attributes:
        name: What `[formats]` calls it, lower case.
        title: What people call it.
        suffixes: File name endings that tell the format, lower case, with the dot.
        Options: A frozen struct of what `[formats]` can set, each field described by `option`.
        options: What is set.
        can: What it can do besides reading.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    Options: ClassVar[type[msgspec.Struct]] = NoOptions
    can: ClassVar[Abilities] = Abilities()

    def __init__(self, options: Any = None) -> None:
        self.options: Any = self.Options() if options is None else options

    def options_type(self) -> type[msgspec.Struct]:
        """Return the struct of what `[formats]` can set."""
        return self.Options

    def abilities(self) -> Abilities:
        """Return what the format can do, for people who choose one."""
        return self.can

    def belongs_to(self, name: str) -> tuple[str, ...]:  # noqa: ARG002 - for subclasses
        """Return the names of files of which a file with this name is a part, in its own folder.

        Where one of them is there, it is read, and the part with it (`Source.beside`). Where none
        is, but most of such parts in the folder have theirs, `read` gets the part alone.
        """
        return ()

    @abstractmethod
    def sniff(self, head: bytes) -> bool:
        """Say whether a file that begins with `head` (up to 64 KiB) looks like this format."""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield documents and problems, in the order of the file.

        Never raises on bad data and never drops a line in silence: what cannot be read is a
        problem with its place, and reading goes on at the next record. Errors of the stream
        itself (`OSError`, `EOFError`) pass through.
        """

    @abstractmethod
    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field of a record of `document` in `document.files`.

        `record` None is the document itself. A field that the record does not have is located at
        the record as a whole.
        """

    def locate_character(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None,
        at: int,
        length: int = 1,
    ) -> Place:
        """Find `length` characters of a field: their offset `at` counts code points of the field.

        They are looked for where the file has the field as it is, in one line. A format that
        escapes characters or breaks texts into lines has its own way to find them.
        """
        place = self.locate(document, record, field, item)
        column = place.column + at
        return Place(place.path, place.line, column, place.line, column + length)

    @abstractmethod
    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Render changed records as edits, by position; every other byte stays as it is.

        A mention that is added comes without a line and without an id; both are the format's to
        find, and so is the place among the other records. Where the format has no way to say one
        of the changes, there are no edits, and no fix is offered.
        """

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:
        """Return where the bytes of a record are that no change of another record may touch.

        The first number is that of the file in `document.files`, then come the first byte in its
        `data` and the one after the last.
        """
        field: Field = "text" if isinstance(record, Passage) else "record"
        place = self.locate(document, record, field)
        number = next(n for n, file in enumerate(document.files) if file.path == place.path)
        file = document.files[number]
        start = file.position(place.line, place.column)
        end = file.position(place.end_line or place.line, place.end_column or place.column)
        return number, start, end
