"""What a project says of its types of annotation: the tables of `[schema]`.

They come from the configuration, or with the data where an annotation tool keeps them there.
Nothing stated allows everything; this module knows no document.
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
    coincides: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Types of mentions that may stand at the very same place."),
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


def merged(below: Schema, above: Schema) -> Schema:
    """Return what two schemas state together; where both speak of a type, `above` counts."""
    return Schema(
        mentions={**below.mentions, **above.mentions},
        relations={**below.relations, **above.relations},
        sentinels=above.sentinels or below.sentinels,
        document_id=above.document_id or below.document_id,
    )
