"""What do the project's terminologies say of a concept identifier?

Knows which terminology an identifier belongs to, however a corpus writes it: with a prefix in any
registered spelling, as `CVCL_0062`, or bare, where the schema names the namespaces of the type or
the shape is that of one namespace. Knows nothing of files and formats.

It leans to silence: where a namespace that has no terminology could hold the identifier too,
nothing is said. So bare numbers need the schema; they are genes, taxa, diseases and more.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from annolint import Document, Mention, Project, Term, Terminology, quoted
from annolint_rules._patterns import lazy
from annolint_rules.concepts._identifiers import Namespace, belongs, is_underscored, namespace_of
from annolint_rules.concepts._sentinels import is_sentinel
from annolint_rules.concepts._variants import is_variant

SPECIES = lazy(r"\(Tax:([0-9]+)\)\Z")

# Shapes that only one authority uses; numbers are most often genes, but nobody can be sure.
_BARE_SHAPES = {
    "dbsnp": lazy(r"rs[0-9]+"),
    "ensembl": lazy(r"ENS[A-Z]{1,6}[0-9]{11}(?:\.[0-9]+)?"),
    "refseq": lazy(r"[NX][CGMPRTW]_[0-9]{6,9}(?:\.[0-9]+)?"),
    "wikidata": lazy(r"Q[1-9][0-9]*"),
}
_BARE_NAMESPACES = ("mesh", "umls", "uniprot")
_NUMBER = lazy(r"[0-9]+")
_VERSIONED = ("ensembl", "refseq", "UniProt")
_VERSION = lazy(r"[.-][0-9]+\Z")
_MOST_SETTLED = 1 << 16

Key = Namespace | str
"""A namespace; the prefix, case-folded, where it is the project's own."""


class Reading(msgspec.Struct, frozen=True):
    """How an identifier is looked up.

    Attributes:
        head: What stands before the local identifier: `MESH:`, `CVCL_`, or nothing.
        local: The identifier within its namespace.
        tail: What stands after it: `(Tax:9606)`, or nothing.
        sources: The terminologies that may hold it, each with its namespace.
        settled: Whether no other namespace may hold it.
    """

    head: str
    local: str
    tail: str
    sources: tuple[tuple[Terminology, Key], ...]
    settled: bool

    def find(self, local: str) -> Term | None:
        """Return the term of a local identifier, preferably one that is not obsolete."""
        found = None
        for terminology, key in self.sources:
            for form in _forms(local, key):
                term = terminology.term(form)
                if term is not None and not term.obsolete:
                    return term
                found = found or term
        return found

    def written(self, local: str) -> str:
        """Return what a terminology calls another identifier as the corpus writes this one."""
        for _, key in self.sources:
            if isinstance(key, Namespace):
                local = local.removeprefix(key.repeats)
        if ":" in local:  # of another namespace
            return local
        return f"{self.head}{local}{self.tail}"

    def named(self, local: str) -> str:
        """Return an identifier with the name of its term, for a message."""
        term = self.find(local)
        name = f" ({quoted(term.name)})" if term is not None and term.name else ""
        return quoted(self.written(local)) + name


class Doubt(msgspec.Struct):
    """An identifier of a document that no terminology has, or that is obsolete there."""

    identifier: str
    reading: Reading
    term: Term | None
    uses: list[tuple[Mention, int]]

    @property
    def counted(self) -> str:
        """The identifier, and how many mentions have it, for a message."""
        count = len({mention.index for mention, _ in self.uses}) - 1
        more = f" (and in {count} more mention{'s' if count > 1 else ''})" if count else ""
        return quoted(self.identifier) + more

    @property
    def files(self) -> str:
        """The terminologies that were looked at, for a message."""
        return " or ".join(dict.fromkeys(each.file for each, _ in self.reading.sources))


def doubts(document: Document, project: Project) -> Sequence[Doubt]:
    """Return the identifiers that are unknown or obsolete, each once, in file order."""
    settled = _settled(project)
    if len(settled) > _MOST_SETTLED:
        settled.clear()
    found: dict[tuple[str, tuple[tuple[Terminology, Key], ...]], Doubt] = {}
    for mention in document.mentions:
        use = mention.type, mention.concept_field
        if use in settled:
            continue
        namespaces = namespaces_of(project, mention)
        is_settled = True
        for number, identifier in enumerate(mention.concept_ids):
            reading = read(project, identifier, namespaces)
            term = reading.find(reading.local) if reading is not None else None
            if reading is None or not (reading.settled and (term is None or term.obsolete)):
                continue
            is_settled = False
            doubt = found.setdefault(
                (reading.local, reading.sources), Doubt(identifier, reading, term, [])
            )
            doubt.uses.append((mention, number))
        if is_settled:
            settled.add(use)
    return tuple(found.values())


@lru_cache(maxsize=1)
def _settled(_: Project) -> set[tuple[str, str | None]]:
    """Types and concept fields of which every identifier is known to be good."""
    return set()


def namespaces_of(project: Project, mention: Mention) -> tuple[str, ...]:
    """Return the namespaces that the schema names for the types of a mention."""
    types = project.schema.mentions
    return tuple(name for kind in mention.types if kind in types for name in types[kind].namespaces)


def species_of(project: Project, identifier: str, namespaces: tuple[str, ...]) -> str:
    """Return the NCBI Taxonomy number that a terminology has for an identifier; empty if none."""
    reading = read(project, identifier, namespaces)
    term = reading.find(reading.local) if reading is not None else None
    return term.species if term is not None else ""


@lru_cache(maxsize=1 << 16)
def read(project: Project, identifier: str, namespaces: tuple[str, ...]) -> Reading | None:
    """Return how to look an identifier up; None where no terminology can say anything of it.

    `namespaces` are those of the schema for the mention's type.
    """
    text = identifier.strip()
    if is_sentinel(text, project.schema.sentinels) or is_variant(text):
        return None
    match = SPECIES.search(text)
    tail = match.group() if match else ""
    text = text.removesuffix(tail)
    head, local = _split(text)
    keys: Iterable[Key]
    if head:
        keys, settled = [_key(head[:-1])], True
    else:
        keys, settled = _bare(text, namespaces)
    known = _by_key(project)
    sources = tuple((each, key) for key in keys for each in known.get(key, ()))
    if not sources:
        return None
    settled = settled and all(key in known for key in keys)
    for _, key in sources:
        if isinstance(key, Namespace) and key.repeats and local.startswith(key.repeats):
            head, local = head + key.repeats, local.removeprefix(key.repeats)
    return Reading(head, local, tail, sources, settled)


def _split(text: str) -> tuple[str, str]:
    """Split a prefix off, with the sign that ends it."""
    sign = ":" if ":" in text else "_" if is_underscored(text) else ""
    prefix, sign, local = text.partition(sign) if sign else ("", "", text)
    return prefix + sign, local


def _bare(text: str, namespaces: tuple[str, ...]) -> tuple[Sequence[Key], bool]:
    """Return the namespaces that may hold an identifier without a prefix, and whether all do."""
    if not namespaces:
        if _NUMBER.fullmatch(text):
            return [_key("ncbigene")], False
        names = [name for name in _BARE_NAMESPACES if belongs(text, name)]
        names += [name for name, shape in _BARE_SHAPES.items() if shape.fullmatch(text)]
        return list(map(_key, names)), True
    keys = [_key(name) for name in namespaces]
    fitting = [
        key
        for key, name in zip(keys, namespaces, strict=True)
        if isinstance(key, str) or not key.pattern or belongs(text, name)
    ]
    # The patterns that the registry has for some namespaces fit nearly everything.
    tight = [key for key in fitting if isinstance(key, Namespace) and key.shape]
    return tight or fitting, True


def _key(prefix: str) -> Key:
    return namespace_of(prefix) or prefix.casefold()


@lru_cache(maxsize=1)
def _by_key(project: Project) -> dict[Key, tuple[Terminology, ...]]:
    found: dict[Key, tuple[Terminology, ...]] = {}
    for name, terminology in project.terminologies.items():
        found[_key(name)] = (*found.get(_key(name), ()), terminology)
    return found


def _forms(local: str, key: Key) -> Iterable[str]:
    """Yield the ways in which a terminology may write a local identifier."""
    yield local
    if isinstance(key, str):
        return
    if key.repeats:
        yield key.repeats + local
    if key.name == "dbSNP":
        yield local.removeprefix("rs") if local.startswith("rs") else f"rs{local}"
    if key.name in _VERSIONED:
        yield _VERSION.sub("", local)
