"""Blocks of a CoNLL file to documents: where one ends and the next begins.

A `-DOCSTART-` row or a `# newdoc` comment begins one. In a file without any, each sentence is a
document; and a file without blank lines, which would be one sentence, is cut where sentences end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from annolint import Document, Problem
from annolint_formats._conll_draft import NEW_DOCUMENT, Draft, Table
from annolint_formats._conll_files import Account
from annolint_formats._conll_rows import DOCUMENT_START, cells
from annolint_formats._encoding import BOM, Encoding
from annolint_formats._text import Block

ROW_START = re.compile(rb"\n(?=-DOCSTART-|Sentence: ?[0-9])|(?<=[ \t,]O)\n|(?<=[ \t,]O\r)\n")
"""Where a block that is too long is cut."""

_LONG_SENTENCE = 500
"""Tokens; where there are more, they are no sentence, but a text without blank lines."""

_LONG_DOCUMENT = 8 * 1024 * 1024
_SENTENCE_ENDS = frozenset({*".?!", "\u3002", "\uff01", "\uff1f"})


class Documents:
    """Collects the rows of a document, block by block: `_data` begins at `_offset` in `_line`."""

    def __init__(self, account: Account, encoding: Encoding) -> None:
        self._account = account
        self._layout = account.layout
        self._encoding = encoding
        self._data: list[bytes] = []
        self._size = 0
        self._rows: list[str] = []
        self._offset = 0
        self._line = 1

    def add(self, block: Block) -> Iterator[Document | Problem]:
        """Take a block; yield the documents that end before it or in it."""
        text = self._encoding.decode(block)
        rows = text.split("\n")
        if not rows[-1]:
            rows.pop()
        if "\r" in text:
            rows = [row.rstrip("\r") for row in rows]
        data, offset = block.data, block.offset
        if offset == 0 and data.startswith(BOM):
            data, offset = data[len(BOM) :], len(BOM)
            rows[0] = rows[0][1:]
        goes_on = self._rows and self._offset + self._size + len(block.lead) == offset and (
            not block.lead or (self._layout.has_documents and self._size < _LONG_DOCUMENT)
        )  # fmt: skip
        if not goes_on:
            yield from self.flush()
        starts = self._starts(rows, data)
        if not starts:
            self._append(data, rows, block.lead, offset, block.line)
            return
        ends = list(accumulate((len(row) + 1 for row in data.split(b"\n")), initial=0))
        for start, end in pairwise([0, *starts, len(rows)]):
            if start in starts:
                yield from self.flush()
            if start < end:
                stop = ends[end] if end < len(rows) else len(data)
                lead = b"" if start else block.lead
                at = offset + ends[start]
                self._append(
                    data[ends[start] : stop], rows[start:end], lead, at, block.line + start
                )

    def _append(
        self, data: bytes, rows: Sequence[str], lead: bytes, offset: int, line: int
    ) -> None:
        if not self._rows:
            self._offset, self._line = offset, line
        elif lead:
            self._data.append(lead)
            self._size += len(lead)
            self._rows += [""] * lead.count(b"\n")
        self._data.append(data)
        self._size += len(data)
        self._rows += rows

    def _starts(self, rows: Sequence[str], data: bytes) -> list[int]:
        """Return the rows of a block at which documents begin; 0 stands for itself."""
        if self._layout.numbers_sentences:
            return [n for n, row in enumerate(rows) if row[:8].lower() == "sentence"]
        if b"-DOCSTART-" not in data and b"newdoc" not in data:
            return []
        starts = []
        for number, row in enumerate(rows):
            if row.startswith(DOCUMENT_START) or NEW_DOCUMENT.match(row):
                start = number
                while start and rows[start - 1].startswith("# "):
                    start -= 1
                starts.append(start)
        return starts

    def flush(self) -> Iterator[Document | Problem]:
        """Yield the document that is complete; several where it is no sentence at all."""
        rows = self._rows
        if not rows:
            return
        data = b"".join(self._data)
        cuts = [0]
        if len(rows) > _LONG_SENTENCE and "" not in rows:
            cuts += self._cuts(rows)
        ends = [0, len(data)]
        if len(cuts) > 1:
            ends = list(accumulate((len(row) + 1 for row in data.split(b"\n")), initial=0))
        for start, end in pairwise([*cuts, len(rows)]):
            begin = ends[start]
            stop = ends[end] if end < len(rows) else len(data)
            source = Table(
                path=self._account.path,
                offset=self._offset + begin,
                line=self._line + start,
                data=data[begin:stop],
                layout=self._layout,
            )
            draft = Draft(self._account, source, rows[start:end] if len(cuts) > 1 else rows)
            document = draft.read()
            if document is not None:
                yield document
            else:
                yield from draft.problems
        self._data, self._rows, self._size = [], [], 0

    def _cuts(self, rows: Sequence[str]) -> list[int]:
        """Return where to cut rows without blank ones: where sentences end, outside of mentions."""
        layout, cuts, start = self._layout, [], 0
        needed = max(layout.token, layout.tag) + 1
        while len(rows) - start > 2 * _LONG_SENTENCE:
            fallback = 0
            for number in range(start + _LONG_SENTENCE, len(rows)):
                found = cells(rows[number - 1], layout.separator, layout.size)
                if len(found) < needed or self._account.tag(found[layout.tag]).letter != "O":
                    continue
                if found[layout.token] in _SENTENCE_ENDS:
                    fallback = number
                    break
                fallback = fallback or number
                if number > start + 2 * _LONG_SENTENCE:
                    break
            if not fallback:
                break
            cuts.append(fallback)
            start = fallback
        return cuts
