"""CoNLL and its kin (IOB, BIO, BIOES …): one token a row, with its tag in one of the columns.

`Document.text` is the tokens joined by one blank, or by nothing where `SpaceAfter=No` says so, and
the sentences joined by a line feed; each sentence is a passage. Mentions are made of the tags. What
a file looks like is found from its first rows (`_conll_layout`); the way from bytes to documents is
`_text`, `_encoding`, `_conll_documents`, `_conll_draft`; tags are `_conll_tags` and
`_conll_segments`; the way back is `_conll_render`.

Source: https://aclanthology.org/W03-0419/ and https://universaldependencies.org/format.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Annotated, ClassVar

import msgspec

from annolint import (
    Abilities,
    Change,
    Document,
    Edit,
    Field,
    Fix,
    Format,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Source,
    TaggingScheme,
    Token,
    option,
)
from annolint_formats._conll_documents import ROW_START, Documents
from annolint_formats._conll_draft import NEW_DOCUMENT
from annolint_formats._conll_files import Account
from annolint_formats._conll_layout import found_layout
from annolint_formats._conll_render import (
    mention_tokens,
    rendered,
    token_span,
    tokens_between,
)
from annolint_formats._encoding import BOM, Encoding, binary_kind, ends_lines_with_cr, wide_encoding
from annolint_formats._refusals import passed_over, refusal, unchecked
from annolint_formats._text import CHUNK_SIZE, blocks, read_head

_WEBANNO = re.compile(r"\ufeff?\s*#(?:FORMAT=WebAnno|id=| webanno\.| de\.tudarmstadt\.)")
"""How WebAnno TSV begins, whose first version has columns of tags as well."""

_SAMPLE = 2 * 1024 * 1024
"""Bytes from which the layout is found; more of a file than nearly all have."""


class ConllOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What cannot always be told from the data."""

    scheme: Annotated[
        TaggingScheme | None,
        option("The tagging scheme; without it, the one that most mentions follow."),
    ] = None
    tag_column: Annotated[
        int,
        option("The column of tags, from 1, or from the end if negative; 0 finds it."),
    ] = 0
    token_column: Annotated[
        int,
        option("The column of tokens, from 1, or from the end if negative; 0 finds it."),
    ] = 0


class Conll(Format):
    """Token by token, with tags."""

    name: ClassVar[str] = "conll"
    title: ClassVar[str] = "CoNLL (IOB, BIOES)"
    suffixes: ClassVar[tuple[str, ...]] = (".conll", ".iob", ".iob2", ".bio", ".bioes")
    can: ClassVar[Abilities] = Abilities(
        offsets="none: tags of tokens",
        repairs="mentions of whole tokens",
        memory="one document or sentence",
        suppression="comment # annolint: ignore[CODE] reason",
    )
    Options: ClassVar[type[msgspec.Struct]] = ConllOptions
    options: ConllOptions

    def sniff(self, head: bytes) -> bool:
        """Say whether nearly all rows have as many columns, and one of them tags."""
        if wide_encoding(head) or binary_kind(head) or ends_lines_with_cr(head):
            return False
        if len(head) >= CHUNK_SIZE // 16:
            head = head[: head.rfind(b"\n") + 1]  # the last row may be cut
        text = head.decode("utf-8", "surrogateescape")
        return not _WEBANNO.match(text) and found_layout(text, certain=True) is not None

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of a file, and what is wrong with it as a whole."""
        head = read_head(source.stream)
        if refused := refusal(source, head, by_lines=True):
            yield refused
            return
        while len(head) < _SAMPLE and (chunk := source.stream.read(CHUNK_SIZE)):
            head += chunk
        sample = head if len(head) < _SAMPLE else head[: head.rfind(b"\n") + 1]
        layout = found_layout(
            sample.decode("utf-8", "surrogateescape"),
            self.options.scheme or "",
            self.options.token_column,
            self.options.tag_column,
        )
        if layout is None:
            if any(row.strip(b" \t\r") and not row.startswith(b"#") for row in sample.split(b"\n")):
                message = (
                    "no column holds tags such as O and B-TYPE: name the column (tag-column) or "
                    "the format of the file in [formats]"
                )
                yield unchecked(source, head, "FMT001", message)
            return
        account, encoding = Account(source.path, layout), Encoding(source.path)
        if head.startswith(BOM):
            yield self._byte_order_mark(source.path, head)
        documents = Documents(account, encoding)
        for block in blocks(source, head, ROW_START):
            if block.last_line:
                yield from documents.flush()
                yield passed_over(source, block)
            else:
                yield from documents.add(block)
        yield from documents.flush()
        yield from account.rest()
        yield from encoding.problems()

    def _byte_order_mark(self, path: str, head: bytes) -> Problem:
        row = head[len(BOM) :].split(b"\n", 1)[0].decode("utf-8", "surrogateescape")
        return Problem(
            "ENC002",
            "a byte order mark stands before the first character; other readers take it for a part "
            "of the first token: remove it",
            Place(path, 1, 1, 1, 2),
            source=row,
            fix=Fix((Edit(0, len(BOM), b""),)),
        )

    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field in its rows; `item` of a mention's type is the tag of its n-th token."""
        file = document.files[0]
        if record is None:
            return self._locate_document(document, field)
        if isinstance(record, Token):
            row = file.source_line(record.line).rstrip("\r")
            start, end = 0, len(row)
            if field in ("text", "span", "start", "end", "type"):
                start, end = token_span(document, record, tag=field == "type")
            return Place(file.path, record.line, start + 1, record.line, end + 1)
        if isinstance(record, Passage):
            tokens = tokens_between(document, record.start, record.end)
        elif isinstance(record, Mention):
            tokens = mention_tokens(document, record)
            if field == "type" and tokens:
                number = item if item is not None and 0 <= item < len(tokens) else 0
                return self.locate(document, tokens[number], "type")
        else:
            tokens = ()
        if not tokens:
            line = record.line or file.line
            return Place(file.path, line, 1, line, len(file.source_line(line)) + 1)
        first, last = tokens[0], tokens[-1]
        start, _ = token_span(document, first)
        _, end = token_span(document, last)
        return Place(file.path, first.line, start + 1, last.line, end + 1)

    def _locate_document(self, document: Document, field: Field) -> Place:
        file = document.files[0]
        line = file.line
        if field == "document-id" and document.id_given:
            for number in range(file.line, document.tokens[0].line):
                row = file.source_line(number)
                if NEW_DOCUMENT.fullmatch(row.rstrip("\r")):
                    end = len(row.rstrip())
                    return Place(file.path, number, end - len(document.id) + 1, number, end + 1)
        return Place(file.path, line, 1, line, len(file.source_line(line)) + 1)

    def locate_character(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None,
        at: int,
        length: int = 1,
    ) -> Place:
        """Find characters of a text in the row of their token; a joint ends the token before it."""
        if field == "text" and isinstance(record, Mention | Passage):
            start = record.start if isinstance(record, Passage) else record.spans[0].start
            number = bisect_right(document.tokens, start + at, key=attrgetter("start")) - 1
            token = document.tokens[max(number, 0)]
            at = min(start + at - token.start, len(token.text))
            record = token
        return super().locate_character(document, record, field, item, at, length)

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:
        """Return where the text of a token stands.

        Sentences and mentions have no bytes besides those of their tokens: what becomes of them is
        seen when the document is read again.
        """
        if not isinstance(record, Token):
            return 0, 0, 0
        file = document.files[0]
        start, end = token_span(document, record)
        return (
            0,
            file.position(record.line, start + 1),
            file.position(record.line, end + 1),
        )

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Render changed tokens, and changed mentions as tags; what cannot be said is no edit."""
        return rendered(document, changes)
