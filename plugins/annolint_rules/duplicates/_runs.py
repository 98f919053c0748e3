"""What the rules about duplicates share."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from annolint import Mention, Relation

_Record = TypeVar("_Record", Mention, Relation)


def runs(copies: Iterable[tuple[_Record, _Record]]) -> Iterator[Sequence[tuple[_Record, _Record]]]:
    """Group pairs of a copy and its original: copies that follow each other are one run."""
    run: list[tuple[_Record, _Record]] = []
    for copy, original in copies:
        if run and copy.index != run[-1][0].index + 1:
            yield run
            run = []
        run.append((copy, original))
    if run:
        yield run
