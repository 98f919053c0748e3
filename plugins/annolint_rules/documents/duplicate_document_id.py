"""DOC001 duplicate-document-id."""

import zlib
from array import array
from collections.abc import Iterator
from functools import lru_cache

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Place,
    Preset,
    Question,
    Related,
    Severity,
    quoted,
)
from annolint_rules._standing import line_of, place
from annolint_rules.documents._copies import (
    Part,
    entries,
    folded_text,
    joined,
    lacks_text,
    paths,
    repeated,
)

Verdict = dict[str, dict[tuple[str, int], tuple[str, int]]]
"""Path; then id, and line and offset, of a document; then path and line of the one it repeats."""


class DuplicateDocumentId(CorpusRule, frozen=True):
    """The same document stands in the corpus twice.

    ## Why is this bad?
    A document that was pasted twice counts twice, in every statistic and every score, and one that
    stands in two files may be trained on and tested on. Where the copies differ, nobody knows which
    one is right.

    ## What to do
    Remove one of the two, after merging their annotations; or correct the id, if the documents are
    different ones. The finding is at the second, and names the first.

    ## What it does not see
    Documents of one id in two files whose texts differ: corpora that took an abstract at different
    times are not copies of each other. Ids that the file does not give, and documents that lack a
    title or abstract record (FMT006).

    While it runs, the rule holds about 20 bytes for each document of the corpus, and of those that
    seem to be copies about 300.
    """

    code = "DOC001"
    name = "duplicate-document-id"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = ("DOC003", "DOC004")
    source = "https://github.com/spyysalo/ncbi-disease/issues/1"

    examples = (
        Good("--- 1\nTake aspirin daily\n--- 2\nTake aspirin daily"),
        Bad(
            "--- 1\nTake aspirin daily\n--- 2\nTake rest\n--- 1\nTake aspirin twice\n--- 1\nNo",
            expect=(
                (
                    "6:1 document id '1' was given before, at line 2: remove one of the two, or "
                    "correct the id"
                ),
                (
                    "8:1 document id '1' was given before, at line 2: remove one of the two, or "
                    "correct the id"
                ),
            ),
        ),
        Bad(
            {"a": "--- 1\nTake aspirin daily", "b": "--- 1\nTake aspirin daily"},
            expect=(
                (
                    "b:2:1 document id '1' was given before, with the same text, at a:2: remove "
                    "one of the two, or correct the id"
                ),
            ),
        ),
        Good({"a": "--- 1\nTake aspirin daily", "b": "--- 1\nTake rest"}),
        # Documents without an id.
        Good("1|t|Take aspirin\n1|a|\n\n|t|One\n|a|\n\n|t|Two\n|a|\n", format="pubtator"),
    )

    def collect(self, document: Document, question: frozenset[int] | None) -> Part | None:
        """Return the document's keys; asked for some keys, where it stands."""
        if not document.id_given or lacks_text(document):
            return None
        keys = _keys(document)
        if question is None:
            return Part(array("Q", keys))
        if question.isdisjoint(keys):
            return None
        return Part(found={document.id: (document.path, place(document), keys[1])})

    def merge(self, into: Part, part: Part) -> Part:
        """Join two parts."""
        return joined(into, part)

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask about the documents that seem to repeat another one; then return those that do."""
        if question := repeated(part):
            return question
        verdict: Verdict = {}
        for identifier, found in part.found.items():
            firsts: dict[str | int, int] = {}
            group = entries(found)
            for number, (path, where, text) in enumerate(group):
                # It repeats the first of the same file, or with the same text, in any file.
                first = min(firsts.setdefault(path, number), firsts.setdefault(text, number))
                if first < number:
                    line = line_of(group[first][1])
                    verdict.setdefault(path, {})[identifier, where] = (group[first][0], line)
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a document of the part stands in a file that has a finding."""
        return not verdict.keys().isdisjoint(paths(part))

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield the document if it repeats an earlier one."""
        key = document.id, place(document)
        first = verdict.get(document.path, {}).get(key)
        if first is None:
            return
        path, line = first
        where = f"at line {line}"
        if path != document.path:
            where = f"with the same text, at {path}:{line}"
        yield self.diagnostic(
            None,
            "document-id",
            f"document id {quoted(document.id)} was given before, {where}: "
            "remove one of the two, or correct the id",
            related=(Related("the first one", place=Place(path, line)),),
        )


def _keys(document: Document) -> tuple[int, int]:
    """Return what documents of one id have in common, in one file, and with one text in any.

    That different documents have it in common is so rare that asking about these costs nothing.
    """
    name = document.id.encode("utf-8", "surrogatepass")
    own = zlib.crc32(name)
    in_file = zlib.crc32(name, _checksum(document.path))
    return in_file << 32 | zlib.adler32(name), zlib.crc32(folded_text(document)) << 32 | own


@lru_cache(maxsize=16)
def _checksum(path: str) -> int:
    return zlib.crc32(path.encode("utf-8", "surrogateescape"))
