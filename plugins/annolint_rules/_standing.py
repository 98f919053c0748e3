"""Where documents stand, as the parts of corpus rules hold it, and in which order."""

from functools import lru_cache
from pathlib import PurePath

from annolint import Document

_OFFSET_BITS = 48


def place(document: Document) -> int:
    """Return line and byte offset in one integer, which takes half the memory of a tuple.

    The offset tells documents apart that stand in one line.
    """
    line = document.passages[0].line if document.passages else document.line
    return line << _OFFSET_BITS | document.files[0].offset


def line_of(place: int) -> int:
    """Return the line of a place."""
    return place >> _OFFSET_BITS


@lru_cache(maxsize=4096)
def path_order(path: str) -> tuple[str, ...]:
    """Return what files are ordered by in a report."""
    return PurePath(path).parts
