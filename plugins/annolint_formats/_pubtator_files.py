"""What is said once about a whole PubTator file, or about stretches of it without a document."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from annolint import Document, Place, Problem
from annolint_formats._pubtator_draft import Unreadable
from annolint_formats._pubtator_lines import KINDS

_MOST_HELD = 10_000
_LOOKS = (
    ("{", "JSON"),
    ("[", "JSON"),
    ("<!doctype html", "an HTML page, perhaps an error page"),
    ("<html", "an HTML page, perhaps an error page"),
    ("<", "XML"),
    ("|", "a table in Markdown"),
    ("T1\t", "brat annotations"),
    ("#FORMAT=WebAnno", "WebAnno TSV"),
    ("-DOCSTART-", "CoNLL"),
)
_COMMAS = 4


class UnreadableLines:
    """Joins lines without a document, blank lines between them or not, to one finding."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: Unreadable | None = None
        self._has_document = False

    def add(self, lines: Unreadable) -> None:
        """Take lines that are no records."""
        first = self._lines
        if first is None:
            self._lines = lines
        else:
            count = first.count + lines.count
            self._lines = Unreadable(first.first, lines.last, count, first.row)

    def flush(self) -> Iterator[Problem]:
        """Yield the finding for what was taken so far; a document follows."""
        self._has_document = True
        if self._lines is not None:
            yield self._lines.problem(self._path)
            self._lines = None

    def rest(self) -> Iterator[Problem]:
        """Yield the finding at the end of the file; it is about the whole file if that has none."""
        if self._lines is None:
            return
        if self._has_document:
            yield from self.flush()
            return
        start = self._lines.row.lstrip().lower()
        looks = next((name for sign, name in _LOOKS if start.startswith(sign.lower())), "")
        if not looks and start.count(",") >= _COMMAS:
            looks = "a table separated by commas"
        guess = f"; it looks like {looks}" if looks else ""
        place = Place(self._path, self._lines.first, 1, self._lines.last, 1)
        message = f"nothing in the file is a PubTator record, such as id|t|… and id|a|…{guess}"
        yield Problem("FMT001", message, place, source=self._lines.row)


class MissingText:
    """Reports missing titles and abstracts: by document, or once if all of a file lack the same."""

    def __init__(self) -> None:
        self._held: list[Problem] | None = []
        self._missing: tuple[str, ...] = ()
        self._count = 0

    def add(self, document: Document) -> Iterator[Document | Problem]:
        """Take a document; yield it, and what is now known to be worth a finding."""
        held = self._held
        if held is None:
            yield document
            return
        problem = next((p for p in document.problems if p.code == "FMT006" and not p.folded), None)
        kinds = {passage.kind for passage in document.passages}
        missing = tuple(kind for kind in KINDS.values() if kind not in kinds)
        if problem is None or not missing or (held and missing != self._missing):
            yield from self._release()
            yield document
            return
        self._missing = missing
        self._count += 1
        if len(held) < _MOST_HELD:
            held.append(problem)
        folded = msgspec.structs.replace(problem, folded=True)
        problems = tuple(folded if each is problem else each for each in document.problems)
        yield msgspec.structs.replace(document, problems=problems)

    def _release(self) -> Iterator[Problem]:
        """Yield what was held, one by one: other documents are different."""
        yield from self._held or ()
        self._held = None

    def rest(self) -> Iterator[Problem]:
        """Yield the one finding for a file in which every document lacks the same."""
        if self._count <= 1:
            yield from self._release()
        elif self._held:
            lacking = " and ".join(f"no {kind}" for kind in self._missing)
            records = " and ".join(f"id|{kind[0]}|…" for kind in self._missing)
            first = self._held[0]
            message = (
                f"{lacking} in any of {self._count} documents: add {records} lines, or lint the "
                "file that has the texts"
            )
            yield msgspec.structs.replace(first, message=message, record=None)
