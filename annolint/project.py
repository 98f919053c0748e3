"""What the project says about its annotation: schema, terminologies, splits.

A `Project` is frozen and handed to every rule that asks for it. It comes from `[schema]`,
`[terminologies]` and `[splits]` in the configuration; a project that states nothing has an empty
schema, and rules that need a statement are then silent.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal, Protocol

import msgspec


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of the configuration file: unknown keys are mistakes."""


class MentionType(_Table, frozen=True):
    """What the project says about one type of mention."""

    namespaces: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Namespaces that its concept identifiers come from."),
    ] = ()
    concept: Annotated[
        Literal["optional", "required"],
        msgspec.Meta(description="Whether every mention needs a concept identifier."),
    ] = "optional"
    contains: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Types of mentions that may stand inside a mention of this type."),
    ] = ()
    crosses: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Types of mentions that may partly overlap with this type."),
    ] = ()
    attributes: Annotated[
        dict[str, tuple[str, ...]],
        msgspec.Meta(description="Attributes by name, with their values; none allows any value."),
    ] = {}


class RelationType(_Table, frozen=True):
    """What the project says about one type of relation."""

    arguments: Annotated[
        tuple[tuple[str, ...], ...],
        msgspec.Meta(description="Allowed signatures: lists of argument types."),
    ] = ()
    symmetric: Annotated[
        bool, msgspec.Meta(description="Whether the order of the arguments means nothing.")
    ] = False
    excludes: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Types of relations that cannot hold between the same things."),
    ] = ()
    attributes: Annotated[
        dict[str, tuple[str, ...]],
        msgspec.Meta(description="Attributes by name, with their values; none allows any value."),
    ] = {}


class Schema(_Table, frozen=True):
    """The project's annotation schema."""

    mentions: Annotated[
        dict[str, MentionType], msgspec.Meta(description="Mention types, by name.")
    ] = {}
    relations: Annotated[
        dict[str, RelationType], msgspec.Meta(description="Relation types, by name.")
    ] = {}
    sentinels: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="What stands for no concept, besides the usual signs."),
    ] = ()
    document_id: Annotated[
        str, msgspec.Meta(description="Regular expression that document ids match as a whole.")
    ] = ""


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
