"""Which namespace is one concept identifier from?

Knows the prefixes, the shapes of what corpora write without one, and which kind of thing a bare
number stands for by the name of the annotation type: a gene, a species, a disease. Where several
namespaces would do it does not guess.
"""

import re
from functools import lru_cache

from annolint_rules._patterns import lazy
from annolint_rules.concepts._identifiers import (
    CORPUS_PREFIXES,
    Namespace,
    is_underscored,
    judge,
    namespace_of,
    self_named,
)
from annolint_rules.concepts._variants import is_variant

_SPECIES_MARK = lazy(r"\(Tax:[0-9]+\)\Z")

# What fits none of these, or stands in a type whose name says nothing, cannot be told.
_NUMBERS = (
    (lazy("species|organism|taxon|bacteri|virus|strain", re.IGNORECASE), "NCBITaxon"),
    (lazy("gene|protein|enzyme|receptor|GGP", re.IGNORECASE), "NCBIGene"),
    (lazy("disease|disorder|phenotyp|syndrome", re.IGNORECASE), "OMIM"),
)
_SHAPES = (
    (lazy("rs[0-9]+"), "dbSNP"),
    (lazy("[CD][0-9]{6}(?:[0-9]{3})?"), "MESH"),
    (lazy("C[0-9]{7}"), "UMLS"),
    (lazy("Q[0-9]+"), "Wikidata"),
    (lazy("ENS[A-Z]+[0-9.]+"), "Ensembl"),
    (lazy("[NX][A-Z]_[0-9.]+"), "RefSeq"),
    (lazy("[A-NR-Z][0-9][A-Z0-9]{3}[0-9].*|[OPQ][0-9][A-Z0-9]{3}[0-9].*"), "UniProt"),
)


@lru_cache(maxsize=1 << 16)
def namespace_for(identifier: str, kind: str) -> str | None:
    """Return the namespace of an identifier that stands in a mention of type `kind`.

    It is spelt as a schema would name it; empty for variants, which are from none; None where it
    cannot be told.
    """
    text = _SPECIES_MARK.sub("", identifier.strip())
    if is_variant(text):
        return ""
    prefix, colon, _ = text.partition(":")
    if colon:
        namespace = namespace_of(prefix)
        if namespace is not None:
            return _usual(namespace, prefix)
        return prefix if judge(text) is None else None
    if is_underscored(text):
        prefix = text.partition("_")[0]
        namespace = namespace_of(prefix)
        return _usual(namespace, prefix) if namespace is not None else None
    name = _by_shape(text, kind)
    return name if name and judge(text, (name,)) is None else None


def _by_shape(text: str, kind: str) -> str:
    if text.isdecimal():
        return next((name for word, name in _NUMBERS if word.search(kind)), "")
    for shape, name in _SHAPES:
        if shape.fullmatch(text):
            return name
    namespace = self_named(text)
    return namespace.name if namespace is not None else ""


def _usual(namespace: Namespace, prefix: str) -> str:
    """Return the usual one of the prefixes of a namespace."""
    usual = (known for known in CORPUS_PREFIXES if namespace_of(known) == namespace)
    return next(usual, prefix)
