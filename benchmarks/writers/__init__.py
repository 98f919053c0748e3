"""Documents of the model as files of each format, mistakes and all.

Each module has `written(documents)`, which returns files by name. What a format has no place for is
left out where `omits` names it; what could only be written as something else is `Inexpressible`.
They are written for tests: annolint's own rendering only changes files that are there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from annolint import Document
from benchmarks.writers import brat, conll, exports, pubtator


class Writer(NamedTuple):
    """How documents become files of a format, and what its files have no place for."""

    written: Callable[[Sequence[Document]], dict[str, bytes]]
    omits: frozenset[str]


WRITERS: Mapping[str, Writer] = {
    "pubtator": Writer(pubtator.written, pubtator.OMITS),
    "brat": Writer(brat.written, brat.OMITS),
    "conll": Writer(conll.written, conll.OMITS),
    **{name: Writer(written, exports.OMITS[name]) for name, written in exports.WRITERS.items()},
}
"""By the name of the format."""
