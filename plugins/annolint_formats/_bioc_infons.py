"""Infons: which key says the type, which the concept identifier, and what the others are.

BioC leaves the keys to those who write it, so they differ from corpus to corpus.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import msgspec

SUPPRESSION = "annolint"
"""The key of what a file asks annolint not to report."""

_TYPES = ("type", "entity_type", "class", "category")
_RELATION_TYPES = ("type", "relation_type", "relation")
_CONCEPTS = (
    "identifier",
    "identifiers",
    "concept_id",
    "conceptid",
    "cui",
    "mesh",
    "meshid",
    "mesh_id",
    "ncbi_gene",
    "ncbigene",
    "gene_id",
    "geneid",
    "entrezgene",
    "ncbi_taxonomy",
    "taxonomy",
    "taxid",
    "tax_id",
    "ncbitaxon",
    "omim",
    "chebi",
    "umls",
    "dbsnp",
    "rsid",
    "cellosaurus",
    "ncbi_homologene",
)
_KINDS = ("type", "section_type", "section", "kind")


class Keys(msgspec.Struct, frozen=True):
    """The keys of the infons of an annotation or relation, by what they say; None: no such key.

    `suppression` says whether one of them asks annolint for silence.
    """

    type: str | None
    concept: str | None
    attributes: tuple[str, ...]
    suppression: bool


def _folded(key: str) -> str:
    return key.casefold().replace(" ", "_").replace("-", "_")


def _first(keys: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
    folded = {_folded(key): key for key in reversed(keys)}
    return next((folded[each] for each in wanted if each in folded), None)


@lru_cache(maxsize=4096)
def annotation_keys(keys: tuple[str, ...]) -> Keys:
    """Tell the keys of an annotation's infons apart."""
    kind = _first(keys, _TYPES)
    concept = _first(tuple(key for key in keys if key != kind), _CONCEPTS)
    return Keys(kind, concept, _rest(keys, kind, concept), SUPPRESSION in keys)


@lru_cache(maxsize=4096)
def relation_keys(keys: tuple[str, ...]) -> Keys:
    """Tell the keys of a relation's infons apart; its arguments may be among the attributes."""
    kind = _first(keys, _RELATION_TYPES)
    return Keys(kind, None, _rest(keys, kind), SUPPRESSION in keys)


@lru_cache(maxsize=4096)
def kind_key(keys: tuple[str, ...]) -> str | None:
    """Return the key of what kind of passage this is."""
    return _first(keys, _KINDS)


def _rest(keys: tuple[str, ...], *taken: str | None) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in taken and key != SUPPRESSION)


def shown(value: Any) -> str:
    """Return the value of an infon as text: strings as they are, anything else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def optional(value: Any) -> str | None:
    """Return the value of an infon as text; None where JSON has null."""
    return None if value is None else shown(value)
