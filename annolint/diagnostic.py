"""What rules say about documents: severities, diagnostics, and the findings made of them.

A rule yields a `Diagnostic`, which names a record and a field of it. The engine works out the
place, stamps code, name and severity, and makes a `Finding` of it, which reporters show. Neither
knows which rules exist.
"""

from __future__ import annotations

import enum

import msgspec

from annolint.fix import Fix, Safety
from annolint.records import Field, Place, Record


class Severity(enum.StrEnum):
    """How bad a finding is; `rank` orders them."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Related(msgspec.Struct, frozen=True):
    """Another place that a diagnostic speaks of: a record of the same document, or any place."""

    message: str
    record: Record | None = None
    field: Field = "record"
    place: Place | None = None


class Diagnostic(msgspec.Struct, frozen=True):
    """One fault, as a rule yields it.

    Attributes:
        message: What is wrong and what to do, in one sentence for an annotator.
        record: The record that is wrong; None for the document as a whole.
        field: The part of the record that is wrong.
        item: Which one, for a field that holds several (identifiers, arguments), from 0.
        at: The character of the field that is wrong, in code points from 0; None for all of it.
        length: How many characters are wrong, from there on.
        related: Other places that belong to it.
        covers: Records, besides `record`, whose own findings this one explains.
        covers_document: It explains every finding in the document.
        fix: How it is repaired, where that can be told.
        folded: It is not reported, another one speaks for it; its fix is made with that one's.
    """

    message: str
    record: Record | None = None
    field: Field = "record"
    item: int | None = None
    at: int | None = None
    length: int = 1
    related: tuple[Related, ...] = ()
    covers: tuple[Record, ...] = ()
    covers_document: bool = False
    fix: Fix | None = None
    folded: bool = False


class Excerpt(msgspec.Struct, frozen=True):
    """The part of a source line that shows a finding.

    `text` is at most `WINDOW` code points long, `start` and `length` mark the field in it,
    `cut_left` and `cut_right` say that the line goes on.
    """

    text: str
    start: int
    length: int
    cut_left: bool = False
    cut_right: bool = False


def quoted(text: str, limit: int = 60) -> str:
    """Return text in quotation marks for a message, cut in the middle when it is long."""
    if len(text) > limit:
        half = (limit - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    return f"'{text}'"


WINDOW = 100


def excerpt(line: str, column: int, end_column: int, first: int = 1) -> Excerpt:
    """Cut a window of at most `WINDOW` code points around columns [column, end_column).

    Columns count from 1; `first` is the one at which `line` begins, of which there may be more.
    """
    start = max(column - first, 0)
    length = max(end_column - column, 1)
    if len(line) <= WINDOW:
        return Excerpt(text=line, start=start, length=length, cut_left=first > 1)
    left = max(0, min(start - (WINDOW - min(length, WINDOW)) // 2, len(line) - WINDOW))
    return Excerpt(
        text=line[left : left + WINDOW],
        start=start - left,
        length=min(length, WINDOW - (start - left)),
        cut_left=left > 0 or first > 1,
        cut_right=left + WINDOW < len(line),
    )


class RelatedPlace(msgspec.Struct, frozen=True):
    """A related place as it is reported."""

    message: str
    path: str
    line: int
    column: int


class PlacedEdit(msgspec.Struct, frozen=True):
    """What a fix does to a file: `text` takes the place of what stands there, end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class PlacedFix(msgspec.Struct, frozen=True):
    """A fix as it is reported: what it does to the files, by position.

    There are no edits where it changes the ends of all lines of the file.
    """

    safety: Safety
    edits: tuple[PlacedEdit, ...]


class Finding(msgspec.Struct, frozen=True):
    """A diagnostic with everything that a reader of the report needs.

    `document` is the document's id, None for a finding about a file; `annotation` the id of the
    annotation, None where the format has none; `fix` None where annolint knows no repair.
    """

    path: str
    line: int
    column: int
    code: str
    name: str
    severity: Severity
    message: str
    end_line: int
    end_column: int
    document: str | None = None
    annotation: str | None = None
    mention: str | None = None
    related: tuple[RelatedPlace, ...] = ()
    excerpt: Excerpt | None = None
    fix: PlacedFix | None = None

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Sort key inside one file."""
        return (self.line, self.column, self.code, self.message)


OWN_CODES = {
    "ANN001": ("unreadable-file", "the bytes of a file cannot be had"),
    "ANN002": ("unknown-format", "no format recognises a file that was named"),
    "ANN901": ("plugin-failed", "a plugin failed outside of its rules"),
    "ANN902": ("rule-crashed", "a rule raised an error; the other rules went on"),
    "ANN903": ("invalid-finding", "a rule or format reported something that makes no sense"),
    "ANN905": ("fix-abandoned", "a repair was not made, or was taken back"),
    "ANN911": ("unused-suppression", "an entry of `[[suppress]]` fits no finding"),
    "ANN912": ("expired-suppression", "an entry of `[[suppress]]` has expired"),
}
"""What annolint says about itself, by code: the name and what it means. None is a rule."""


class Failure(msgspec.Struct, frozen=True):
    """Something that annolint itself could not do (codes ANN001 to ANN905); exit code 2.

    `path` is empty and `line` 0 where no file is concerned. `detail` is for developers.
    """

    code: str
    name: str
    message: str
    path: str = ""
    line: int = 0
    detail: str = ""
