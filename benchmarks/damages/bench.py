"""Put kinds of damage to annolint: pick clean documents, hurt one, lint, compare.

Everything depends on the seed and the name of the kind alone, so that one kind can be run again
without the others.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.damages import setups
from benchmarks.damages.gold import Document, covers_gold, joined, textual
from benchmarks.damages.kinds import WHOLE_FILE, Case, Damaged, Kind, Setup, Vocabulary
from benchmarks.damages.linting import Place, has_command, known_codes, lint
from benchmarks.damages.peers import Peer, verdict
from benchmarks.damages.scores import Repair, Score, Try
from benchmarks.damages.unseen import ANY

_ATTEMPTS = 400
"""Documents that are tried before a kind is given up for want of a chance."""

_CONTEXTS = 4
"""Files with many documents that are made for a kind; to clean one takes long."""

SAFE = ("--fix",)
UNSAFE = ("--fix", "--unsafe-fixes")

_ROUNDS = 6
"""Times that documents with findings are taken out of such a file."""


@dataclass(frozen=True)
class Corpus:
    """The clean documents of a corpus and what the whole of it uses."""

    name: str
    documents: tuple[Document, ...]
    vocabulary: Vocabulary


def is_available(kind: Kind) -> bool:
    """Say whether annolint has all rules that a kind speaks of, and what makes its setup."""
    has_rules = bool(kind.unscored) or known_codes().issuperset(kind.codes)
    return has_rules and (Setup.SCHEMA not in kind.needs or has_command("init"))


@dataclass
class Bench:
    """A work folder and the corpora; see `run`."""

    folder: Path
    corpora: Sequence[Corpus]
    preset: str = "recommended"
    peers: Sequence[Peer] = ()
    peer_tries: int = 10
    keep: Path | None = None
    _contexts: dict[tuple[str, str], list[list[Document]]] = field(default_factory=dict)

    def run(self, kind: Kind, tries: int, seed: int) -> Score:
        """Try a kind so many times, or as often as the corpora give it a chance."""
        names = tuple(peer.name for peer in self.peers)
        if not is_available(kind):
            return Score(kind, missing=True, peers=names)
        chance = Random(f"{seed} {kind.name}")  # noqa: S311 - no secret: it must repeat
        done: list[Try] = []
        for _ in range(_ATTEMPTS):
            if len(done) == tries:
                break
            made = self._make(kind, chance)
            if made is not None:
                corpus, case, damaged = made
                asked = self.peers if len(done) < self.peer_tries else ()
                done.append(self._try(kind, corpus, case, damaged, asked))
                if self.keep is not None:
                    _write(self.keep / kind.name / f"{len(done):03}", damaged.files)
        return Score(kind, tuple(done), peers=names)

    def _make(self, kind: Kind, chance: Random) -> tuple[Corpus, Case, Damaged] | None:
        """Hurt a document; None where it gives the kind no chance, or was not clean."""
        weights = [len(corpus.documents) ** 0.5 for corpus in self.corpora]
        corpus = chance.choices(self.corpora, weights)[0]
        documents = list(self._neighbours(kind, corpus, chance))
        if not documents:
            return None
        position = chance.randrange(len(documents))
        if kind.prepare is not None:
            prepared = kind.prepare(documents[position], chance)
            if prepared is None:
                return None
            documents[position] = prepared
        ids = {document.id for document in documents}
        others = [document for document in corpus.documents if document.id not in ids]
        name = "corpus.pubtator"
        case = Case(chance, name, tuple(documents), position, corpus.vocabulary, others)
        damaged = kind.function(case)
        if damaged is None or damaged.files == case.clean:
            return None
        if (kind.context < WHOLE_FILE or kind.prepare is not None) and self._findings(
            kind, corpus, case.clean
        ):
            return None
        return corpus, case, damaged

    def _neighbours(self, kind: Kind, corpus: Corpus, chance: Random) -> Sequence[Document]:
        if kind.context < WHOLE_FILE:
            return chance.sample(corpus.documents, min(kind.context, len(corpus.documents)))
        key = (corpus.name, kind.name)
        if key not in self._contexts:
            self._contexts[key] = []
        known = self._contexts[key]
        if len(known) < _CONTEXTS:
            known.append(self._cleaned(kind, corpus, chance))
        return chance.choice(known)

    def _cleaned(self, kind: Kind, corpus: Corpus, chance: Random) -> list[Document]:
        """Return many documents without a finding; none where that cannot be had."""
        documents = chance.sample(corpus.documents, min(kind.context, len(corpus.documents)))
        for _ in range(_ROUNDS):
            found = self._findings(kind, corpus, {"corpus.pubtator": joined(documents).encode()})
            if not found:
                return documents
            documents = _without(documents, {each.line for each in found})
        return []

    def _findings(self, kind: Kind, corpus: Corpus, files: dict[str, bytes]) -> list[Place]:
        folder = self.project(corpus, kind.needs)
        _write(folder, files)
        try:
            return lint(folder, self.preset, kind.codes)
        finally:
            for name in files:
                (folder / name).unlink()

    def project(self, corpus: Corpus, needs: Collection[Setup]) -> Path:
        """Return the folder with the configuration of a corpus."""
        folder = self.folder / corpus.name / ("-".join(sorted(needs)) or "plain")
        if not folder.exists():
            folder.mkdir(parents=True)
            setups.write(folder, corpus.documents, needs)
        return folder

    def _try(
        self, kind: Kind, corpus: Corpus, case: Case, damaged: Damaged, asked: Sequence[Peer]
    ) -> Try:
        found = self._findings(kind, corpus, damaged.files)
        fixes = {each.fix for each in found} - {""}
        codes = damaged.codes or kind.codes
        named = [each for each in found if each.code in codes or ANY in codes]
        right = [each for each in named if (each.path, each.line) in damaged.places]
        return Try(
            corpus=corpus.name,
            document=case.document.id,
            lines=tuple(sorted(line for _, line in damaged.places)),
            named=bool(named),
            found=bool(right),
            field=None if damaged.columns is None else _fits(right, damaged.columns),
            alone=bool(right) and len(found) == 1,
            peers=dict(_heard(asked, case.clean, damaged.files)),
            came=tuple(f"{each.line}:{each.code}" for each in found),
            safe=self._repaired(kind, corpus, case, damaged, SAFE) if "safe" in fixes else None,
            unsafe=self._repaired(kind, corpus, case, damaged, UNSAFE) if fixes else None,
        )

    def _repaired(
        self, kind: Kind, corpus: Corpus, case: Case, damaged: Damaged, options: Sequence[str]
    ) -> Repair:
        """Repair damaged files, and hold what comes of it against the gold."""
        folder = self.project(corpus, kind.needs)
        _write(folder, damaged.files)
        try:
            left = lint(folder, self.preset, kind.codes, options)
            after = {name: (folder / name).read_bytes() for name in damaged.files}
        finally:
            for name in damaged.files:
                (folder / name).unlink()
        gold = damaged.gold or case.clean
        identical = all(after[name] == content for name, content in gold.items())
        texts = [textual(files) for files in (damaged.files, gold)]
        if texts[0] != texts[1]:  # the text itself is damaged: what was lost cannot be known
            identical = identical or all(
                covers_gold(after[name], content) for name, content in gold.items()
            )
        return Repair(
            identical=identical,
            clean=not left,
            abandoned=any(each.code == "ANN905" for each in left),
        )


def _fits(right: Sequence[Place], columns: tuple[int, int]) -> bool:
    """Say whether a finding touches the columns, which count from 0."""
    start, end = columns[0] + 1, columns[1] + 1
    return any(
        each.column <= end and start < max(each.end_column, each.column + 1) for each in right
    )


def _heard(
    asked: Sequence[Peer], clean: dict[str, bytes], files: dict[str, bytes]
) -> Iterator[tuple[str, bool]]:
    for peer in asked:
        if not any(verdict(peer, content) for content in clean.values()):
            yield peer.name, any(verdict(peer, content) for content in files.values())


def _without(documents: Sequence[Document], lines: Collection[int]) -> list[Document]:
    """Return the documents of a file without those that have one of these lines."""
    kept, first = [], 1
    for document in documents:
        last = first + len(document.lines)
        if not any(first <= line < last for line in lines):
            kept.append(document)
        first = last + 1
    return kept


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def clean(folder: Path, documents: Sequence[Document], preset: str) -> tuple[Document, ...]:
    """Return the documents in which annolint finds nothing, each for itself and as one corpus."""
    file = folder / "corpus.pubtator"
    kept = list(documents)
    for _ in range(_ROUNDS):
        _write(folder, {file.name: joined(kept).encode()})
        found = lint(folder, preset, ())
        if not found:
            break
        kept = _without(kept, {each.line for each in found})
    shutil.rmtree(folder)
    return tuple(kept)
