"""Do two concept identifiers name the same thing, and may they be held against each other?

Knows how one identifier is written in several ways (`MESH:D012640` and `D012640`, `CVCL:0062` and
`CVCL_0062`, `RS#:662` and `rs662`), and which namespaces number the genes of each species apart.
Does not know whether an identifier is well formed: that is `_identifiers`.
"""

from functools import lru_cache

from annolint import Project
from annolint_rules._patterns import lazy
from annolint_rules.concepts._identifiers import Namespace, belongs, namespace_of
from annolint_rules.concepts._sentinels import is_sentinel
from annolint_rules.concepts._terms import SPECIES, species_of
from annolint_rules.concepts._variants import is_variant

_VARIANT_TEXTS = ("tmVar:", "HGVS:")
_VARIANT_NUMBER = lazy(r"rs[0-9]+")

# One symbol stands for several identifiers here when a text speaks of several species.
_SPECIES_BOUND = (
    "ncbigene",
    "ensembl",
    "uniprot",
    "refseq",
    "ncbiprotein",
    "genbank",
    "mirbase",
    "mirbase.mature",
    "hgnc",
    "mgi",
    "rgd",
    "flybase",
    "wormbase",
    "sgd",
    "zfin",
    "xenbase",
    "pombase",
    "vgnc",
)
_SPECIES_BOUND_BARE = lazy(
    r"[0-9]+"  # NCBI Gene
    r"|ENS[A-Z]*[0-9]+(?:\.[0-9]+)?"
    r"|(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-[0-9]+)?"
    r"|[NX][MPR]_[0-9]+(?:\.[0-9]+)?"
    r"|(?:FBgn|WBGene|MI|MIMAT)[0-9]+"
)


@lru_cache(maxsize=1 << 14)
def key_of(identifier: str) -> tuple[str, str]:
    """Return the namespace (empty where none is written) and the identifier within it.

    Two identifiers of one namespace name the same thing when their keys are equal.
    """
    text = SPECIES.sub("", identifier.strip())
    if text.startswith(_VARIANT_TEXTS):
        return "", text.partition(":")[2]
    prefix, colon, local = text.partition(":")
    if colon:
        namespace = namespace_of(prefix.removesuffix("#"))
        if namespace is None:
            return prefix.casefold(), local
        if namespace.name in ("dbSNP", "RS"):
            return "dbSNP", "rs" + local.removeprefix("rs")
        return namespace.name, local.removeprefix(namespace.repeats)
    prefix, underscore, local = text.partition("_")
    namespace = namespace_of(prefix) if underscore and belongs(local, prefix) else None
    return (namespace.name, local) if namespace else ("", text)


@lru_cache(maxsize=1 << 14)
def comparable(
    identifiers: tuple[str, ...],
    namespaces: tuple[str, ...],
    *,
    across_species: bool,
    project: Project,
) -> tuple[str, frozenset[str]] | None:
    """Return the species and the identifiers without prefixes; None if not to be compared.

    Not to be compared are variants (one allele name stands for many of them), genes of which the
    species is neither written nor known to a terminology of the project, and what stands for no
    concept. `namespaces` are those of the schema for the mention's type. The species is empty where
    it does not matter.
    """
    species = set()
    keys = set()
    for identifier in identifiers:
        _, local = key_of(identifier)
        if (
            is_sentinel(identifier, project.schema.sentinels)
            or is_variant(identifier)
            or _VARIANT_NUMBER.fullmatch(local)
        ):
            return None
        if not across_species:
            taxon = SPECIES.search(identifier)
            if taxon:
                species.add(taxon[1])
            elif _is_species_bound(identifier, namespaces):
                known = species_of(project, identifier, namespaces)
                if not known:
                    return None
                species.add(known)
        keys.add(local)
    return (" ".join(sorted(species)), frozenset(keys)) if keys else None


def _is_species_bound(identifier: str, namespaces: tuple[str, ...]) -> bool:
    prefix, colon, _ = identifier.partition(":")
    if colon:
        return namespace_of(prefix) in _bound_namespaces()
    if not _SPECIES_BOUND_BARE.fullmatch(identifier):
        return False
    return not namespaces or any(namespace_of(name) in _bound_namespaces() for name in namespaces)


@lru_cache(maxsize=1)
def _bound_namespaces() -> frozenset[Namespace]:
    return frozenset(filter(None, map(namespace_of, _SPECIES_BOUND)))
