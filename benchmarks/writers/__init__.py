"""Documents of the model as files of each format, mistakes and all.

Each module has `written(documents)`, which returns files by name. What a format has no way to say
is left out where `OMITS` names it, else it is `Inexpressible`. They are written for tests: a
linter's own rendering only ever changes files that are there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from annolint import Document
from benchmarks.writers import pubtator


class Writer(NamedTuple):
    """How documents become files of a format, and what its files have no place for."""

    written: Callable[[Sequence[Document]], dict[str, bytes]]
    omits: frozenset[str]


WRITERS: Mapping[str, Writer] = {
    "pubtator": Writer(pubtator.written, pubtator.OMITS),
}
