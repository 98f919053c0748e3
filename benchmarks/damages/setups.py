"""What a project states about a corpus: schema, terminologies, splits, made from its gold.

The schema is what `annolint init` proposes for the undamaged corpus, the terminologies hold its
identifiers and for each of MeSH an obsolete one, and the splits are the folders `train` and
`test`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import product
from pathlib import Path

from benchmarks.damages.concepts import obsolete
from benchmarks.damages.gold import FIRST, RELATION_TYPE, SECOND, Document, joined
from benchmarks.damages.kinds import Setup, Vocabulary, has_concept
from benchmarks.damages.linting import run

_NAMESPACES = (
    ("MESH", re.compile(r"(?:MESH:)?([CD](?:[0-9]{6}|[0-9]{9}))")),
    ("OMIM", re.compile(r"OMIM:([0-9]{6})")),
    ("UMLS", re.compile(r"(?:UMLS:)?(C[0-9]{7})")),
    ("Cellosaurus", re.compile(r"CVCL[_:]([0-9A-Z]{4})")),
    ("dbSNP", re.compile(r"(rs[0-9]+)")),
)
_NUMBERS = {"Species": "NCBITaxon", "OrganismTaxon": "NCBITaxon"}
"""The namespace of a bare number by the type of its mentions; all others are genes."""

_OFTEN = 20
"""Mentions of a type that show what it needs; a rare type is a question, and no schema."""

_SEPARATORS = re.compile("[|,;+]")


def vocabulary(documents: Sequence[Document]) -> Vocabulary:
    """Collect the words of a corpus."""
    uses: Counter[str] = Counter()
    concepts: dict[str, set[str]] = defaultdict(set)
    nested = set()
    signatures: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for document in documents:
        types_of: dict[str, set[str]] = defaultdict(set)
        for mention in document.mentions:
            uses[mention.type] += 1
            concepts[mention.type].add(mention.concept)
            for part in (mention.concept, *_SEPARATORS.split(mention.concept)):
                types_of[part].add(mention.type)
        nested |= {
            (outer.type, inner.type)
            for outer, inner in product(document.mentions, repeat=2)
            if outer.line != inner.line and outer.start <= inner.start and inner.end <= outer.end
        }
        for relation in document.relations:
            arguments = (types_of[relation.row[FIRST]], types_of[relation.row[SECOND]])
            signatures[relation.row[RELATION_TYPE]] |= set(product(*arguments))
    return Vocabulary(
        types=frozenset(concepts),
        relation_types=frozenset(signatures),
        concepts={name: frozenset(fields) for name, fields in concepts.items()},
        required=frozenset(
            name
            for name, fields in concepts.items()
            if all(field.strip("-1") for field in fields) and uses[name] >= _OFTEN
        ),
        nested=frozenset(nested),
        signatures={name: frozenset(pairs) for name, pairs in signatures.items()},
    )


def identified(documents: Sequence[Document]) -> Iterator[tuple[str, str, str, str]]:
    """Yield type, namespace, identifier without prefix, and a name, where they are known."""
    for document in documents:
        for mention in document.mentions:
            for part in _SEPARATORS.split(mention.concept) if has_concept(mention) else ():
                for namespace, pattern in _NAMESPACES:
                    if match := pattern.fullmatch(part):
                        yield mention.type, namespace, match[1], mention.text
                if part.isdecimal():
                    yield mention.type, _NUMBERS.get(mention.type, "NCBIGene"), part, mention.text


def write(folder: Path, documents: Sequence[Document], needs: Collection[Setup]) -> None:
    """Write `.annolint.toml`, and what it names, for a corpus."""
    text: list[str] = []
    if Setup.SCHEMA in needs:
        text.append(_schema(folder, documents))
    if Setup.TERMINOLOGY in needs:
        text += ["[terminologies]", *_terminologies(folder, documents)]
    if Setup.SPLITS in needs:
        text += ["[splits]", 'train = ["train/**"]', 'test = ["test/**"]']
    (folder / ".annolint.toml").write_text("\n".join(text) + "\n", encoding="utf-8")


def _schema(folder: Path, documents: Sequence[Document]) -> str:
    """Return what `annolint init` proposes for the undamaged corpus."""
    corpus = folder / "corpus.pubtator"
    corpus.write_text(joined(documents), encoding="utf-8")
    run(folder, ["init", "."])
    corpus.unlink()
    return (folder / ".annolint.toml").read_text(encoding="utf-8")


def _terminologies(folder: Path, documents: Sequence[Document]) -> Iterator[str]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for _, namespace, identifier, name in identified(documents):
        names[namespace].setdefault(identifier, name)
    for namespace, terms in sorted(names.items()):
        file = f"{namespace.lower()}.tsv"
        rows = [f"{identifier}\t{name}\t" for identifier, name in sorted(terms.items())]
        if namespace == "MESH":
            rows += [f"{obsolete(each)}\t{name}\t{each}" for each, name in sorted(terms.items())]
        (folder / file).write_text(
            "\n".join(("id\tname\treplaced-by", *rows, "")), encoding="utf-8"
        )
        yield f'{namespace} = "{file}"'
