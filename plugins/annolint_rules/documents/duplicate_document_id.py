"""DOC001 duplicate-document-id."""

import zlib
from collections.abc import Iterator

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Place,
    Preset,
    Related,
    Severity,
    quoted,
)
from annolint_rules._standing import line_of, place
from annolint_rules.documents._copies import entries, folded_text, lacks_text, merge, paths

Entry = tuple[str, int]
"""The path of a document; then its line, byte offset and checksum, packed into one integer.

A tuple of the three numbers would take twice the memory.
"""

Part = dict[str, Entry | tuple[Entry, ...]]
"""The document of an id, or all that share it, in order."""

Verdict = dict[str, dict[tuple[str, int], Entry]]
"""Path; then id, and line and offset, of a document; then path and line of the one it repeats."""

_CHECKSUM_BITS = 32


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

    While it runs, the rule holds about 200 bytes for each document of the corpus, 270 where each
    document is a file of its own.
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

    def collect(self, document: Document) -> Part | None:
        """Return where the document stands, by its id."""
        if not document.id_given or lacks_text(document):
            return None
        return {document.id: (document.path, _packed(document))}

    def merge(self, into: Part, part: Part) -> Part:
        """Join two parts; documents that share an id are put in order."""
        merge(into, part)
        return into

    def judge(self, part: Part) -> Verdict | None:
        """Return the documents that repeat an earlier one; None if there are none."""
        verdict: Verdict = {}
        for identifier, found in part.items():
            firsts: dict[str | int, int] = {}
            group = entries(found)
            for number, (path, packed) in enumerate(group):
                # It repeats the first of the same file, or with the same text, in any file.
                checksum = packed & ((1 << _CHECKSUM_BITS) - 1)
                first = min(firsts.setdefault(path, number), firsts.setdefault(checksum, number))
                if first < number:
                    line = line_of(group[first][1] >> _CHECKSUM_BITS)
                    key = identifier, packed >> _CHECKSUM_BITS
                    verdict.setdefault(path, {})[key] = (group[first][0], line)
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


def _packed(document: Document) -> int:
    """Return the place, and a checksum that is the same in every run, in one integer."""
    return place(document) << _CHECKSUM_BITS | zlib.crc32(folded_text(document))
