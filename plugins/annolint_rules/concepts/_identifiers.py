"""Is one concept identifier well formed?

Knows the shapes: the patterns of the namespaces in `namespaces.json` (written from bioregistry by
`scripts/extract_namespaces.py`), the tighter ones of the namespaces that corpora use most, the few
that corpora write without a prefix, and `1234(Tax:9606)`. Sentinels and variants have modules of
their own.

Does not know whether an identifier exists (that takes a terminology), whether its namespace suits
the mention's type, nor how a composite is split: it is given one identifier. Blanks around it are
the padding that FMT010 reports, and are not looked at here.

It leans to silence. A prefix that nobody knows is the project's own and anything may follow it,
unless it is one slip away from a prefix that corpora use and what follows fits that namespace
(`MSEH:D012640`). A slip that leads to another well-formed identifier cannot be seen: a bare number
is a gene to us even if a digit was lost, and the same holds for `C012640`, in MeSH and one digit
short of UMLS.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from annolint_rules._patterns import compiled, fits
from annolint_rules._spelling import one_slip_apart
from annolint_rules.concepts._sentinels import SENTINELS
from annolint_rules.concepts._variants import is_variant, judge_variant


class Namespace(msgspec.Struct, frozen=True):
    """What is known of a namespace: how people name it, and what its identifiers look like."""

    name: str
    pattern: str = ""
    """For `re.fullmatch`, ASCII only; empty: anything goes."""
    shape: str = ""
    """The pattern in words, for people; only our own patterns have it."""
    repeats: str = ""
    """What may stand before the local identifier once more, as in `CVCL:CVCL_0062`."""
    synonyms: tuple[str, ...] = ()


class _Table(msgspec.Struct, frozen=True):
    longest: int
    """The table's patterns are known to be fast on local identifiers of so many characters."""
    namespaces: dict[str, Namespace]


_UNIPROT = r"(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d+)?"

# Where the registry is laxer than the authority (any number of digits in MeSH), or stricter than
# honest corpora (isoforms, `dbSNP:662`, `HGNC:HGNC:5`, `miRBase:MIMAT…`, ICD-10's longer national
# codes, titles with blanks). These patterns judge identifiers of any length, so none may have two
# ways of matching the same characters.
_OVERRIDES = {
    "mesh": Namespace("MeSH", r"[CD](?:\d{6}|\d{9})", "C or D, then 6 or 9 digits"),
    "umls": Namespace("UMLS", r"C\d{7}", "C, then 7 digits"),
    # The first digit says how the trait is inherited, or where.
    "omim": Namespace("OMIM", r"(?:PS)?[1-6]\d{5}(?:\.\d{4})?", "6 digits, the first from 1 to 6"),
    "ncbigene": Namespace("NCBI Gene", r"[1-9]\d*", "digits without a leading zero"),
    "ncbitaxon": Namespace("NCBI Taxonomy", r"[1-9]\d*", "digits without a leading zero"),
    "dbsnp": Namespace("dbSNP", r"(?:rs)?[1-9]\d*", "rs, then digits"),
    "cellosaurus": Namespace("Cellosaurus", r"[A-Z\d]{4}", "4 capitals or digits", "CVCL_"),
    "uniprot": Namespace("UniProt", _UNIPROT, "an accession such as P04637"),
    "hgnc": Namespace("HGNC", r"[1-9]\d{0,4}", "at most 5 digits", "HGNC:"),
    "mirbase": Namespace("miRBase", r"MI(?:MAT)?\d{7}", "MI or MIMAT, then 7 digits"),
    "icd10": Namespace(
        "ICD-10",
        r"[A-Z]\d[A-Z\d](?:\.?[A-Z\d]{1,4})?(?:-[A-Z]\d[A-Z\d])?[+*!]?|[IVX]+",
        "a code such as E11.9",
    ),
    # `RS:` is a rat strain to the registry and dbSNP to others; digits suit both.
    "rs": Namespace("RS", r"\d+", "digits"),
    "wikipedia.en": Namespace("Wikipedia"),
}

# Spellings that the registry lacks: tools write them into BioC infons and tmVar's seventh column.
_SPELLINGS = {
    "ncbi gene": "ncbigene",
    "ncbi_gene": "ncbigene",
    "entrez gene": "ncbigene",
    "cui": "umls",
    "rsid": "dbsnp",
}

# What corpora write without a prefix, where the shape tells the namespace.
_BARE_SHAPES = {
    "mesh": r"[CD](?:\d{6}|\d{9})",
    "umls": r"C\d{7}",
    "dbsnp": r"rs[1-9]\d*",
    "ensembl": r"ENS[A-Z]{1,6}\d{11}(?:\.\d+)?",
    "wikidata": r"Q[1-9]\d*",
    "refseq": r"[NX][CGMPRTW]_\d{6,9}(?:\.\d+)?",
    "uniprot": _UNIPROT,
}
_NUMBER = r"[1-9]\d*"  # NCBI Gene and Taxonomy; OMIM, HGNC and SNOMED CT are numbers too
_BARE = "|".join(
    (
        *_BARE_SHAPES.values(),
        _NUMBER,
        r"(?:\d{1,2}|[XY])[pq](?:\d[\d.]*)?(?:-[pq]?\d[\d.]*)?",  # bands of chromosomes: 4q12
        r"\*[1-9]\d*",  # a species as SR4GN marks it
    )
)
BARE_NAMES = (
    "MeSH, UMLS, NCBI Gene or Taxonomy, OMIM, dbSNP, Cellosaurus, UniProt, Ensembl, Wikidata, tmVar"
    " or HGVS"
)
_UNPLACED = f"no prefix, and no identifier of {BARE_NAMES}"

_BEGINNINGS = {r"D\d{2,}": "mesh", r"rs\d.*": "dbsnp", r"CVCL_.*": "cellosaurus"}
"""What begins so can hardly be anything else, however it goes on."""

# `CHEMBL25`, `DB00001`, `FBgn0000017`: letters that only one authority uses. The length keeps gene
# symbols out, which someone may have pasted into the wrong column (`TF2B` fits a namespace).
_SELF_NAMING = r"[A-Za-z]{2,}(?![A-Za-z?*{|])"
_SHORTEST_SELF_NAMING = 7

# Prefixes of which a slip is recognised. Short ones (GO, HP, CL) are one slip from everything.
CORPUS_PREFIXES = (
    "MESH",
    "OMIM",
    "UMLS",
    "NCBIGene",
    "EntrezGene",
    "NCBITaxon",
    "Taxonomy",
    "CHEBI",
    "CVCL",
    "Cellosaurus",
    "dbSNP",
    "UniProt",
    "UniProtKB",
    "HGNC",
    "MONDO",
    "DOID",
    "Ensembl",
    "SNOMEDCT",
    "DrugBank",
    "CHEMBL",
    "Wikidata",
)

_PREFIX = r"[A-Za-z][\w.+#-]*"
_SPECIES = r"\(Tax:[1-9]\d*\)"

# What annotators and character recognition write for digits.
_LOOK_ALIKES = str.maketrans("OoIl", "0011")


@lru_cache(maxsize=1 << 14)
def judge(identifier: str, namespaces: tuple[str, ...] = ()) -> str | None:
    """None if `identifier` is well formed, else why it is not.

    `namespaces` are those of the schema for the mention's type, as the user spells them; empty: no
    schema. The reason is a clause without the identifier ("what follows the prefix is not MeSH: C
    or D, then 6 or 9 digits"), for the caller to put the identifier in front; it ends with what was
    probably meant, if that can be told.
    """
    text = identifier.strip()
    if text.casefold() in SENTINELS:
        return None
    if is_variant(text):
        return judge_variant(text)
    if match := compiled(_SPECIES + r"\Z").search(text):
        text = text[: match.start()]
    prefix, colon, local = text.partition(":")
    if not colon or (namespace_of(prefix) is None and not fits(_PREFIX, prefix.rstrip())):
        return _judge_bare(text, namespaces)
    return _judge_prefixed(prefix, local, namespaces)


def is_unplaced(reason: str) -> bool:
    """Say whether `judge` gave this reason for a bare identifier that fits nothing at all.

    At best it may be a number with a letter in it, and so may `I10`, which is a code of ICD-10.
    """
    return fits(re.escape(_UNPLACED) + f"(?:; {_NUMBER} is probably meant)?", reason)


def placed(reason: str, identifier: str) -> str:
    """Return the reason with the one namespace that an unplaced identifier looks like, if any."""
    for beginning, key in _BEGINNINGS.items():
        if fits(beginning, identifier.strip()):
            return reason.replace(_UNPLACED, f"no prefix, and not {_described(_namespaces()[key])}")
    return reason


def namespace_of(prefix: str) -> Namespace | None:
    """The namespace that `prefix` spells, in any case and with any blanks; None: unknown."""
    return _namespaces().get(" ".join(prefix.casefold().split()))


def _judge_prefixed(prefix: str, local: str, namespaces: tuple[str, ...]) -> str | None:
    if not local:
        return "nothing follows the prefix"
    if prefix != prefix.rstrip() or local != local.lstrip():
        return f"a blank beside the colon; {prefix.rstrip()}:{local.lstrip()} is probably meant"
    namespace = namespace_of(prefix)
    if namespace is None or not namespace.pattern:
        return _judge_unknown(prefix, local, namespaces)
    if _is_local(local, namespace):
        return None
    reason = f"what follows the prefix is not {_described(namespace)}"
    meant = _repaired(local, namespace)
    return f"{reason}; {prefix}:{meant} is probably meant" if meant else reason


def _judge_unknown(prefix: str, local: str, namespaces: tuple[str, ...]) -> str | None:
    if prefix.casefold() not in {name.casefold() for name in namespaces}:
        for known in CORPUS_PREFIXES:
            if not belongs(local, known):
                continue
            if one_slip_apart(prefix.casefold(), known.casefold()):
                return f"the prefix {prefix!r} is unknown; {known}:{local} is probably meant"
            before = prefix.removesuffix(known)
            if before != prefix and any(map(str.isdigit, before)):
                return f"{before} and {known}:{local} run together"
    return None


def _judge_bare(text: str, namespaces: tuple[str, ...]) -> str | None:
    allowed = [namespace_of(name) for name in namespaces]
    if None in allowed:
        return None  # one of the project's own, of which no pattern is known
    known = [namespace for namespace in allowed if namespace is not None]
    if known:
        if any(_is_bare(text, namespace) for namespace in known) or is_underscored(text):
            return None
        if _is_foreign(text, known):
            return None  # well formed, and `foreign-namespace` (CID006) says what is wrong
        reason = f"no prefix, and not {' or '.join(map(_described, known))}"
        meant = next(filter(None, (_repaired(text, namespace) for namespace in known)), None)
    else:
        if fits(_BARE, text) or is_underscored(text) or self_named(text) is not None:
            return None
        reason = _UNPLACED
        # In a word, letters that look like digits are letters (`Gospel` is not UniProt's `G0SPE1`).
        slips = _slips(text) if any(map(str.isdigit, text)) else ()
        meant = next((slip for slip in slips if fits(_BARE, slip)), None)
    meant = _with_colon(text) or meant
    return f"{reason}; {meant} is probably meant" if meant else reason


def _is_local(local: str, namespace: Namespace) -> bool:
    if not namespace.pattern:
        return True
    # Only our own patterns are sure to be fast on anything.
    if not namespace.shape and len(local) > _table().longest:
        return True
    return fits(namespace.pattern, local) or (
        bool(namespace.repeats)
        and local.startswith(namespace.repeats)
        and fits(namespace.pattern, local.removeprefix(namespace.repeats))
    )


def _is_bare(text: str, namespace: Namespace) -> bool:
    """Whether `text` is an identifier of a namespace as corpora write it without a prefix."""
    return _is_local(text, namespace) and not (namespace.name == "dbSNP" and is_number(text))


def belongs(local: str, prefix: str) -> bool:
    """Whether `local` fits the pattern that the namespace of `prefix` has."""
    namespace = namespace_of(prefix)
    return namespace is not None and bool(namespace.pattern) and _is_local(local, namespace)


def is_bare(text: str, prefix: str) -> bool:
    """Whether `text` is what corpora write, without a prefix, for one of the namespace."""
    namespace = namespace_of(prefix)
    return namespace is not None and bool(namespace.pattern) and _is_bare(text, namespace)


def is_underscored(text: str) -> bool:
    """`CVCL_0062`, `MONDO_0005148`: the form that ontologies have in their addresses."""
    prefix, underscore, local = text.partition("_")
    return bool(underscore) and belongs(local, prefix)


def self_named(text: str) -> Namespace | None:
    """The namespace whose letters `text` starts with, as `CHEMBL25`; None: it names none."""
    if len(text) < _SHORTEST_SELF_NAMING or not any(map(str.isdigit, text)):
        return None
    return next(
        (
            namespace
            for letters, namespace in _self_naming()
            if text.startswith(letters) and _is_local(text, namespace)
        ),
        None,
    )


def shaped_like(text: str) -> Namespace | None:
    """The namespace of an identifier without a prefix, if its shape tells it."""
    for key, pattern in _BARE_SHAPES.items():
        if fits(pattern, text):
            return _namespaces()[key]
    return namespace_of(text.partition("_")[0]) if is_underscored(text) else self_named(text)


def is_number(text: str) -> bool:
    """Whether an identifier is a number as NCBI Gene and others write it, without a prefix."""
    return fits(_NUMBER, text)


@lru_cache(maxsize=1024)
def takes_numbers(namespace: Namespace) -> bool:
    """Whether bare identifiers of a namespace may be nothing but digits, the first no zero."""
    return any(_is_bare("1" * length, namespace) for length in range(1, 10))


def _is_foreign(text: str, allowed: Sequence[Namespace]) -> bool:
    """Whether a bare identifier plainly belongs to a namespace that is not allowed.

    `C0010674` for a MeSH identifier, or the other way round, is rather a digit too many or too few,
    and so is any number where all allowed identifiers are numbers.
    """
    namespace = shaped_like(text)
    if namespace is None:
        return is_number(text) and not all(map(takes_numbers, allowed))
    others = {"MeSH": "UMLS", "UMLS": "MeSH"}
    other = others.get(namespace.name) if text.startswith("C") else None
    return other not in [each.name for each in allowed]


def _described(namespace: Namespace) -> str:
    if namespace.shape:
        shape = namespace.shape
    elif namespace.pattern == r"\d+":
        shape = "digits"
    elif match := re.fullmatch(r"\\d\{(\d+)\}", namespace.pattern):
        shape = f"{match.group(1)} digits"
    else:
        shape = f"the pattern {namespace.pattern}"
    return f"{namespace.name}: {shape}"


def _repaired(local: str, namespace: Namespace) -> str | None:
    return next((slip for slip in _slips(local) if _is_local(slip, namespace)), None)


def _slips(local: str) -> tuple[str, ...]:
    """What may have been meant: no blank, capitals, digits for the letters that look like them."""
    whole = "".join(local.split()).lstrip(":")
    digits = whole[:1] + whole[1:].translate(_LOOK_ALIKES)
    return (whole, digits, digits.upper(), whole.translate(_LOOK_ALIKES))


def _with_colon(text: str) -> str | None:
    """`MESH:D012640` for `MESH;D012640`, `MESH D012640`, `MESHD012640`."""
    for prefix in CORPUS_PREFIXES:
        if text.casefold().startswith(prefix.casefold()):
            local = text[len(prefix) :].lstrip(" ;,.-_/|=#")
            if belongs(local, prefix):
                return f"{prefix}:{local}"
    return None


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = Path(__file__).with_name("namespaces.json").read_bytes()
    return msgspec.json.decode(text, type=_Table)


@lru_cache(maxsize=1)
def _namespaces() -> dict[str, Namespace]:
    """Every known spelling, case-folded → its namespace."""
    found: dict[str, Namespace] = {}
    for prefix, entry in _table().namespaces.items():
        found[prefix] = _OVERRIDES.get(prefix, entry)
        for synonym in entry.synonyms:
            found[synonym] = found[prefix]
    for spelling, prefix in _SPELLINGS.items():
        found[spelling] = found[prefix]
    return found


@lru_cache(maxsize=1)
def _self_naming() -> tuple[tuple[str, Namespace], ...]:
    """The letters with which every local identifier of a namespace starts, and that namespace."""
    start = compiled(_SELF_NAMING)
    return tuple(
        (match.group(), namespace)
        for namespace in dict.fromkeys(_namespaces().values())
        if (match := start.match(namespace.pattern)) is not None
    )
