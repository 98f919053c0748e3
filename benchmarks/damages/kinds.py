"""What a kind of damage is: a function from a case to a damaged file, and what it must be called.

A kind is registered by `kind`. Its docstring says in one line what happens to the file; where two
codes are equally right, the lines after it say why. It checks its own precondition and returns None
where the document at hand gives it no chance. Knows neither annolint nor the corpora.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TypeVar

from benchmarks.damages.gold import CONCEPT, Document, Mention, Relation, joined

_T = TypeVar("_T")


class Setup(enum.StrEnum):
    """What the project must state for a damage to be seen."""

    SCHEMA = "schema"
    TERMINOLOGY = "terminology"
    SPLITS = "splits"


@dataclass(frozen=True)
class Damaged:
    """The files after the damage, and where the finding belongs.

    Attributes:
        files: Content by name.
        places: Files and lines, from 1, where a finding is at the right place.
        columns: Where the damaged field stands in that line, from 0, end exclusive; None where no
            single field is wrong.
        codes: The codes that are right for this very case; none for those of the kind.
        gold: The files before the damage, where that is not the clean one.
    """

    files: dict[str, bytes]
    places: frozenset[tuple[str, int]]
    columns: tuple[int, int] | None = None
    codes: tuple[str, ...] = ()
    gold: dict[str, bytes] | None = None


@dataclass(frozen=True)
class Vocabulary:
    """What the whole corpus of a case uses: its words for kinds that need one from elsewhere."""

    types: frozenset[str]
    relation_types: frozenset[str]
    concepts: dict[str, frozenset[str]]
    """Concept fields by mention type."""
    required: frozenset[str]
    """Mention types that are frequent and always have an identifier."""
    nested: frozenset[tuple[str, str]]
    """Pairs of types, the outer first, of which one stands inside the other somewhere."""
    signatures: dict[str, frozenset[tuple[str, str]]]
    """Pairs of argument types by relation type."""


@dataclass(frozen=True)
class Case:
    """A clean document among its neighbours, and the chance that says where it is hurt."""

    chance: Random
    name: str
    neighbours: tuple[Document, ...]
    position: int
    vocabulary: Vocabulary
    others: Sequence[Document]
    """Clean documents of the corpus that do not stand in the file."""

    @cached_property
    def document(self) -> Document:
        """The document that is hurt."""
        return self.neighbours[self.position]

    @property
    def before(self) -> tuple[Document, ...]:
        """What stands above it in the file."""
        return self.neighbours[: self.position]

    @property
    def after(self) -> tuple[Document, ...]:
        """What stands below it in the file."""
        return self.neighbours[self.position + 1 :]

    @cached_property
    def clean(self) -> dict[str, bytes]:
        """The file before the damage."""
        return {self.name: joined(self.neighbours).encode()}

    @cached_property
    def first_line(self) -> int:
        """The line of the document's title in the file, from 1."""
        return joined(self.before).count("\n") + 1

    def pick(self, values: Sequence[_T]) -> _T | None:
        """Return one of some values; None when there are none."""
        return self.chance.choice(values) if values else None

    def mention(self, fits: Callable[[Mention], bool] = bool) -> Mention | None:
        """Return a mention that fits."""
        return self.pick([each for each in self.document.mentions if fits(each)])

    def relation(self, fits: Callable[[Relation], bool] = bool) -> Relation | None:
        """Return a relation that fits."""
        return self.pick([each for each in self.document.relations if fits(each)])

    def record(self) -> Mention | Relation | None:
        """Return a mention or relation."""
        records: list[Mention | Relation] = [*self.document.mentions, *self.document.relations]
        return self.pick(records)

    def is_argument(self, mention: Mention) -> bool:
        """Say whether a relation names what this mention alone stands for."""
        others = [each for each in self.document.mentions if each.line != mention.line]
        if any(each.concept == mention.concept for each in others):
            return False
        parts = {mention.concept, *concept_parts(mention.concept)}
        return any(parts & set(relation.row) for relation in self.document.relations)

    def file(
        self,
        lines: Sequence[str],
        at: int | Collection[int],
        columns: tuple[int, int] | None = None,
        codes: tuple[str, ...] = (),
        *,
        end: str = "\n",
    ) -> Damaged:
        """Put the damaged lines of the document back among its neighbours.

        Args:
            lines: The lines of the document.
            at: The numbers of those where a finding is at the right place.
            columns: Where the damaged field stands in that line.
            codes: The codes that are right here, where those of the kind say too much.
            end: What stands between the document and the next.
        """
        text = joined(self.before) + "".join(f"{line}\n" for line in lines) + end
        content = (text + joined(self.after)).encode("utf-8", "surrogateescape")
        numbers = [at] if isinstance(at, int) else at
        places = frozenset((self.name, self.first_line + number) for number in numbers)
        return Damaged({self.name: content}, places, columns, codes)

    def with_line(
        self, number: int, line: str, columns: tuple[int, int] | None = None, *codes: str
    ) -> Damaged:
        """Put one line of the document in the place of another."""
        lines = list(self.document.lines)
        lines[number] = line
        return self.file(lines, number, columns, codes)

    def with_field(
        self, record: Mention | Relation, column: int, value: str, *codes: str
    ) -> Damaged:
        """Put another value into one column of a record."""
        return self.with_fields(record, {column: value}, *codes)

    def with_fields(
        self, record: Mention | Relation, values: dict[int, str], *codes: str
    ) -> Damaged:
        """Put other values into columns of a record; what is wrong spans all of them."""
        row = list(record.row)
        for column, value in values.items():
            row[column] = value
        starts = [sum(len(each) + 1 for each in row[:column]) for column in range(len(row) + 1)]
        columns = (starts[min(values)], starts[max(values) + 1] - 1)
        return self.with_line(record.line, "\t".join(row), columns, *codes)

    def with_document(self, document: Document, at: int | Collection[int], *codes: str) -> Damaged:
        """Put another document in the place of the one at hand."""
        return self.file(document.lines, at, None, codes)


Function = Callable[[Case], Damaged | None]
Prepare = Callable[[Document, Random], Document | None]


@dataclass(frozen=True)
class Kind:
    """A kind of damage.

    Attributes:
        codes: What it may be called: one code, or several that are equally right.
        prepare: Makes a clean document that has what the damage needs.
        needs: What the project must state.
        context: How many documents stand in the file.
        unscored: Why the rate is listed and not scored; empty where it is scored.
    """

    function: Function
    codes: tuple[str, ...]
    prepare: Prepare | None = None
    needs: frozenset[Setup] = frozenset()
    context: int = 5
    unscored: str = ""
    family: str = field(default="")

    @property
    def name(self) -> str:
        """Its name in reports."""
        return self.function.__name__.replace("_", "-")

    @property
    def says(self) -> str:
        """What happens to the file, in one line."""
        return (self.function.__doc__ or "").partition("\n")[0].rstrip(".")

    @property
    def why(self) -> str:
        """Why several codes are right; empty where one is."""
        return " ".join((self.function.__doc__ or "").partition("\n")[2].split())


_VARIANT = re.compile(r"(?:tmVar:)?[a-z]\|")

KINDS: dict[str, Kind] = {}
"""Every kind by name, in the order in which the modules define them."""

WHOLE_FILE = 150
"""Documents in the file of a kind that needs a corpus around it."""


def kind(
    *codes: str,
    prepare: Prepare | None = None,
    needs: Collection[Setup] = (),
    context: int = 5,
    unscored: str = "",
) -> Callable[[Function], Function]:
    """Register a kind of damage."""

    def register(function: Function) -> Function:
        family = function.__module__.rpartition(".")[2]
        made = Kind(function, codes, prepare, frozenset(needs), context, unscored, family)
        if made.name in KINDS:
            raise ValueError(f"two kinds are called {made.name}")
        KINDS[made.name] = made
        return function

    return register


def concept_parts(field_text: str) -> list[str]:
    """Return the identifiers of a field that is joined by bars; tmVar has bars of its own."""
    return [field_text] if _VARIANT.match(field_text) else field_text.split("|")


def has_concept(mention: Mention) -> bool:
    """Say whether a mention has an identifier and not a sign that there is none."""
    return len(mention.row) > CONCEPT and mention.concept.strip("-1") != ""
