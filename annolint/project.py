"""What the project says about its annotation: schema, terminologies, splits.

A `Project` is frozen and handed to every rule that asks for it. It comes from `[schema]`,
`[terminologies]` and `[splits]` in the configuration; a project that states nothing has an empty
schema, and rules that need a statement are then silent.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from annolint.schema import Schema


class Term(msgspec.Struct, frozen=True, gc=False):
    """What a terminology says of one identifier.

    Attributes:
        replaced_by: What an obsolete identifier is replaced by, written as `Terminology.term` takes
            it; that of another namespace with its prefix.
        consider: What else may be meant by an obsolete identifier.
        species: A number of NCBI Taxonomy, or empty.
    """

    name: str = ""
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    species: str = ""


class Terminology(Protocol):
    """The identifiers of one namespace; `file` is where they come from, as people know it."""

    @property
    def file(self) -> str:
        """The file, as the configuration writes it."""

    def term(self, identifier: str) -> Term | None:
        """Look an identifier up, written without its prefix; None if there is no such one."""

    def named(self, name: str) -> tuple[str, ...]:
        """Return identifiers, at most three, of terms with this name that are not obsolete."""


class Split(msgspec.Struct, frozen=True):
    """A part of the corpus with a purpose of its own, such as training or test.

    `holds` says whether a file, by the path of its documents, belongs to it.
    """

    name: str
    holds: Callable[[str], bool]


class Project(msgspec.Struct, frozen=True, eq=False):
    """Everything that rules may know about the project besides the document at hand.

    A run has one. It equals nothing but itself, so what is derived from it can be remembered by it.
    """

    schema: Schema = Schema()
    terminologies: Mapping[str, Terminology] = msgspec.field(default_factory=dict)
    """By namespace, as the configuration writes it."""
    splits: tuple[Split, ...] = ()
