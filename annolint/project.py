"""What the project says about its annotation: the schema that rules hold documents against.

A `Project` is frozen and handed to every rule that asks for it. It comes from `[schema]` in the
configuration; a project that states nothing has an empty schema, and rules that need a statement
are then silent.
"""

from typing import Annotated, Literal

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


class RelationType(_Table, frozen=True):
    """What the project says about one type of relation."""

    arguments: Annotated[
        tuple[tuple[str, ...], ...],
        msgspec.Meta(description="Allowed signatures: lists of argument types."),
    ] = ()
    symmetric: Annotated[
        bool, msgspec.Meta(description="Whether the order of the arguments means nothing.")
    ] = False


class Schema(_Table, frozen=True):
    """The project's annotation schema."""

    mentions: Annotated[
        dict[str, MentionType], msgspec.Meta(description="Mention types, by name.")
    ] = {}
    relations: Annotated[
        dict[str, RelationType], msgspec.Meta(description="Relation types, by name.")
    ] = {}


class Project(msgspec.Struct, frozen=True):
    """Everything that rules may know about the project besides the document at hand."""

    schema: Schema = Schema()
