"""The arguments of a BioC relation: its nodes, or infons where the nodes name no annotations.

Three ways are in use. Nodes name annotations by id, as the format's definition has it. BioRED and
BC5CDR name concepts in infons instead: `entity1` and `entity2`, or keys that are types of mentions
(`Chemical`, `Disease`). PubTator3 has infons `role1` and `role2`, in XML as `Type|identifier`, in
JSON as an object, and a node beside them whose numbers are no ids.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from typing import Any, Literal

import msgspec

from annolint import Argument
from annolint_formats._bioc_infons import Keys, optional, shown
from annolint_formats._bioc_parts import Relation
from annolint_formats._fields import looks_like_identifier

_NUMBERED = re.compile(
    r"(?:entity|role|arg|argument|concept|identifier|id)[ _-]?[0-9]+", re.IGNORECASE
)
_OF_TYPE = re.compile(r"([A-Za-z][A-Za-z_ -]{2,})\|(.+)", re.DOTALL)
_VARIANT = re.compile(r"(?:SUB|DEL|INS|DUP|INDEL|FS|Allele)\|")
IDENTIFIER = "identifier"
TYPE = "type"


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where an argument is written: in a node, or in the infon with a key.

    `start` is where its target begins in the value, in code points.
    """

    node: int = -1
    key: str = ""
    start: int = 0


class Arguments(msgspec.Struct, frozen=True):
    """The arguments of a relation, each with its origin; `attributes` are the other infons."""

    arguments: tuple[Argument, ...]
    origins: tuple[Origin, ...]
    attributes: tuple[str, ...]


def arguments(
    relation: Relation, keys: Keys, relation_ids: Container[str], types: Container[str]
) -> Arguments:
    """Find the arguments of a relation.

    Args:
        relation: The relation.
        keys: Its infons, told apart.
        relation_ids: Ids that relations of the document have, and no mention.
        types: Types of mentions of the document.
    """
    named = _numbered(keys.attributes)
    if not named and not relation.nodes:
        named = tuple(
            [key for key in keys.attributes if key in types or _names(key, relation.infons[key])]
        )
    if named:
        found = [_of_infon(key, relation.infons[key]) for key in named]
        rest = tuple(key for key in keys.attributes if key not in named)
        return Arguments(
            tuple([argument for argument, _ in found]), tuple([origin for _, origin in found]), rest
        )
    ends = []
    for node in relation.nodes:
        refid = node.refid if type(node.refid) is str else shown(node.refid)
        role = node.role if type(node.role) is str else optional(node.role) or ""
        kind: Literal["mention", "relation"] = "relation" if refid in relation_ids else "mention"
        ends.append(Argument(refid, kind, role))
    return Arguments(tuple(ends), _of_nodes(len(ends)), keys.attributes)


def _names(key: str, value: Any) -> bool:
    """Say whether an infon names a concept, by a key such as `Disease`."""
    return key[:1].isupper() and isinstance(value, str) and looks_like_identifier(value)


@lru_cache(maxsize=4096)
def _numbered(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in keys if _NUMBERED.fullmatch(key))


@lru_cache(maxsize=64)
def _of_nodes(count: int) -> tuple[Origin, ...]:
    return tuple(Origin(number) for number in range(count))


def _of_infon(key: str, value: Any) -> tuple[Argument, Origin]:
    if isinstance(value, dict):
        target, role = value.get(IDENTIFIER), value.get(TYPE)
        return Argument(optional(target) or "", "concept", optional(role) or ""), Origin(-1, key)
    text = optional(value) or ""
    role = "" if _NUMBERED.fullmatch(key) else key
    start = 0
    match = _OF_TYPE.fullmatch(text)
    if match and not _VARIANT.match(text):
        role, start = match[1], match.start(2)
    return Argument(text[start:], "concept", role), Origin(-1, key, start)
