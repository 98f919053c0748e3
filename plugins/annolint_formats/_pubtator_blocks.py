"""Blocks of a PubTator file to documents: where one ends and the next begins.

A block holds one document, or several for want of a blank line; and a document may be cut by a
blank line that should not be there. Both are seen through and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

import msgspec

from annolint import Document, Edit, Fix, Problem, SourceFile
from annolint_formats._conflicts import passed_over_conflicts
from annolint_formats._encoding import BOM, Encoding, bom_problem
from annolint_formats._pubtator_annotations import read_annotations
from annolint_formats._pubtator_draft import Draft, Unreadable
from annolint_formats._pubtator_lines import COMMENT, KINDS, PADDING, TEXT_RECORD
from annolint_formats._pubtator_texts import check_missing, read_texts
from annolint_formats._text import Block

RECORD_START = re.compile(rb"\n(?:\xef\xbb\xbf)?[^|\t\n]{0,200}\|t\|")
"""A title begins a document, whatever stands before it."""

_TITLE = re.compile(rb"(?:\xef\xbb\xbf)*[^|\t\n]*\|t\|")
_ID = re.compile(rb"([^|\t\n]+)[|\t]")
_FIRST_ID = re.compile(rb"(?:[^|\t\n]*\n){0,3}([^|\t\n]+)[|\t]")
"""The id of the first record; a few lines of a broken text may stand before it."""
_BOM = BOM.decode()
_PIPES = 4
"""Of the marks of a title and an abstract."""


def joined(found: Iterator[Block], limit: int) -> Iterator[Block]:
    """Join blocks that a blank line inside a document divides, up to `limit` bytes."""
    held: list[Block] = []
    for block in found:
        if held and not (
            _continues(held[-1], block) and block.end - _last_record_start(held[0]) <= limit
        ):
            yield _join(held)
            held = []
        held.append(block)
    if held:
        yield _join(held)


def _last_record_start(block: Block) -> int:
    """Return where the last document of a block begins in the file."""
    start = 0
    for match in RECORD_START.finditer(block.data):
        start = match.start() + 1
    return block.offset + start


def _continues(before: Block, block: Block) -> bool:
    """Say whether a block goes on with the document in which the block before it ends."""
    if _TITLE.match(block.data):
        return False
    first = _FIRST_ID.match(block.data)
    last = _ID.match(before.data, before.data.rfind(b"\n", 0, -1) + 1)
    return (
        first is not None
        and last is not None
        and first[1] == last[1]
        and not (before.last_line or block.last_line)
        and bool(block.lead)
        and before.end + len(block.lead) == block.offset
    )


def _join(held: Sequence[Block]) -> Block:
    first = held[0]
    if len(held) == 1:
        return first
    data = first.data + b"".join(block.lead + block.data for block in held[1:])
    gaps = tuple(block.line for block in held[1:])
    return Block(first.offset, first.line, data, first.lead, gaps)


class _Cut(msgspec.Struct, frozen=True):
    """Where a document begins in a block: the row, and how it is parted from the one before.

    `title_at` is where its title begins in the row before it, when the two run together.
    """

    row: int
    title_at: int = -1


def documents(
    path: str, block: Block, encoding: Encoding
) -> Iterator[Document | Unreadable | Problem]:
    """Yield the documents of a block, and the lines of it that are none."""
    text = encoding.decode(block)
    rows = text.split("\n")
    if not rows[-1]:
        rows.pop()
    if "\r" in text:
        rows = [row.rstrip("\r") for row in rows]
    if block.gaps:
        rows = [row if row.strip(PADDING) else "" for row in rows]
    if "<<<<<<<" in text:
        yield from passed_over_conflicts(path, block.line, rows)
        text = "\n".join(rows)
    marks = [0] * len(rows)
    if not text.isascii() and BOM in block.data:
        marks = [len(row) - len(row.lstrip(_BOM)) for row in rows]
        rows = [row.lstrip(_BOM) for row in rows]
        for number, mark in enumerate(marks):
            if mark:
                before = sum(map(len, block.data.split(b"\n")[:number])) + number
                marked = (block.offset + before, block.offset + before + mark * len(BOM))
                yield bom_problem(path, block.line + number, rows[number], marked)
    first = next(
        (number for number, row in enumerate(rows) if row and not row.startswith(COMMENT)), None
    )
    if first is None:
        return
    plain = _has_one_of_each(text, rows[first : first + 2]) and TEXT_RECORD.match(rows[first])
    cuts = [_Cut(first)] if plain else _cuts(rows, first)
    runs_on = block.line > 1 and not block.lead
    if len(cuts) == 1 and not first and not marks[0]:
        source = SourceFile(path, block.offset, block.line, block.data)
        known = 2 if plain else None
        yield from _read(source, rows, cuts[0], None, block.gaps, runs_on=runs_on, marks=known)
        return
    starts = list(accumulate((len(row) + 1 for row in block.data.split(b"\n")), initial=0))
    for cut, following in pairwise([*cuts, None]):
        assert cut is not None  # noqa: S101 - only the last is None
        begin = starts[cut.row] + marks[cut.row] * len(BOM)
        end = starts[following.row] if following else len(block.data)
        line = block.line + cut.row
        source = SourceFile(path, block.offset + begin, line, block.data[begin:end])
        part = rows[cut.row : following.row if following else None]
        for thing in _read(source, part, cut, following, block.gaps, runs_on=runs_on):
            yield thing
            runs_on = isinstance(thing, Document) and bool(thing.passages)


def _has_one_of_each(text: str, rows: Sequence[str]) -> bool:
    """Say whether a block has one mark of a title and one of an abstract; `rows` are its first."""
    # To count one character is several times faster, and most documents have no other pipes.
    if text.count("|") == _PIPES and "|t|" in rows[0] and "|a|" in rows[-1]:
        return True
    return text.count("|t|") == text.count("|a|") == 1


def _read(
    source: SourceFile,
    rows: list[str],
    cut: _Cut,
    following: _Cut | None,
    gaps: Sequence[int],
    *,
    runs_on: bool,
    marks: int | None = None,
) -> Iterator[Document | Unreadable]:
    """Read one document."""
    draft = Draft(source, rows, following.title_at if following else -1, marks)
    draft.lost_text = cut.title_at >= 0
    start = read_texts(draft)
    read_annotations(draft, start)
    if runs_on and cut.title_at < 0:
        message = f"document {draft.id} starts without a blank line before it: put one above"
        line_end = b"\r\n" if b"\r\n" in source.data else b"\n"
        draft.report("FMT005", message, 0, fix=Fix((Edit(0, 0, line_end),)))
    if draft.next_title_at >= 0:
        message = "the title of the next document runs on in this line: break the line before it"
        draft.report("FMT001", message, len(rows) - 1, start=draft.next_title_at)
    inside = [line - source.line for line in gaps if 0 < line - source.line < len(rows)]
    inside = [row for row in inside if not draft.is_reported(row)]
    if inside and draft.passages:
        if len(inside) == 1:
            message = f"a blank line cuts document {draft.id} in two: remove it"
        else:
            message = f"{len(inside)} blank lines cut document {draft.id} into pieces: remove them"
        draft.report("FMT006", message, inside[0])
    check_missing(draft)
    if (thing := draft.finish()) is not None:
        yield thing


def _cuts(rows: Sequence[str], first: int) -> list[_Cut]:
    """Return where the documents of a block begin."""
    texts = [TEXT_RECORD.match(row) for row in rows]
    cuts = [_Cut(first)]
    if not any(match and match[2] in KINDS for match in texts):
        return cuts + [_Cut(row) for row in _groups_of_ids(rows, first)]
    current: str | None = None
    kinds: set[str] = set()
    annotated = False
    for number in range(first, len(rows)):
        match = texts[number]
        if match is None:
            if "\t" in rows[number]:
                current = current or rows[number].partition("\t")[0]
                annotated = True
            continue
        identifier, kind = match[1], match[2]
        title_at = -1
        if current is not None and identifier != current:
            begins = annotated or kind == "t" or kind in kinds
            if begins and kind != "t":
                title_at = rows[number - 1].find(f"{identifier}|t|")
        else:
            begins = kind == "t" and kinds >= KINDS.keys() and _abstract_follows(texts, number)
        if begins:
            cuts.append(_Cut(number, title_at))
            kinds, annotated = set(), False
        if begins or current is None:
            current = identifier
        kinds.add(kind)
    return cuts


def _abstract_follows(texts: Sequence[re.Match[str] | None], number: int) -> bool:
    match = texts[number]
    following = texts[number + 1] if number + 1 < len(texts) else None
    return bool(match and following and following[2] == "a" and following[1] == match[1])


def _groups_of_ids(rows: Sequence[str], first: int) -> list[int]:
    """Divide annotations without text: where another id begins that does not come back."""
    named = [(number, row.partition("\t")[0]) for number, row in enumerate(rows) if "\t" in row]
    groups = [next(group)[0] for _, group in groupby(named, key=lambda pair: pair[1])]
    distinct = len({identifier for _, identifier in named})
    return [row for row in groups[1:] if row > first] if len(groups) == distinct else []
