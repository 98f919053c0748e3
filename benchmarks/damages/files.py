"""Damage to whole files: exports, truncation, crashes."""

from __future__ import annotations

import gzip

from benchmarks.damages.gold import PARTS, Document, joined
from benchmarks.damages.kinds import Case, Damaged, kind


def _content(case: Case, text: str, *lines: int) -> Damaged:
    return Damaged({case.name: text.encode()}, frozenset((case.name, line) for line in lines))


@kind("FMT001")
def header_line(case: Case) -> Damaged | None:
    """A line with the names of the columns stands at the top of the file."""
    names = case.chance.choice(
        (
            "pmid\tstart\tend\tmention\ttype\tid",
            "#PMID\tstart\tend\ttext\ttype\tconcept",
            "PMID,start,end,text",
        )
    )
    return _content(case, f"{names}\n{joined(case.neighbours)}", 1)


@kind("FMT001", "FMT002")
def line_quoted_by_spreadsheet(case: Case) -> Damaged | None:
    """A spreadsheet has put quotation marks around a whole annotation line.

    The line is no record; and read as one, its first column is not the id.
    """
    mention = case.mention()
    if mention is None:
        return None
    return case.with_line(mention.line, f'"{case.document.lines[mention.line]}"')


@kind("FMT001")
def text_record_quoted_by_spreadsheet(case: Case) -> Damaged | None:
    """A spreadsheet has put quotation marks around the title or abstract line."""
    number = case.chance.randrange(2)
    return case.with_line(number, f'"{case.document.lines[number]}"')


@kind("FMT001", "FMT002", "FMT008")
def commas_for_tabs_in_line(case: Case) -> Damaged | None:
    """Commas or semicolons stand for the tabs of an annotation.

    The line is no record, has one column, and lacks its tabs.
    """
    mention = case.mention(lambda each: all(each.row))
    if mention is None:
        return None
    separator = case.chance.choice((",", ";"))
    return case.with_line(mention.line, separator.join(mention.row))


@kind("FMT001", "FMT002", "FMT008")
def commas_for_tabs_in_document(case: Case) -> Damaged | None:
    """A CSV export has written commas for all tabs of a document.

    The lines are no records, have one column, and lack their tabs.
    """
    if not case.document.rows:
        return None
    lines = [line.replace("\t", ",") for line in case.document.lines]
    return case.file(lines, 2)


def _without_relations(document: Document, _: object) -> Document:
    return document.without([each.line for each in document.relations])


@kind("FMT002", "FMT001", prepare=_without_relations)
def file_cut_off(case: Case) -> Damaged | None:
    """The file ends in the middle of its last annotation, before the type.

    The last line has columns too few, or is too short to be a record.
    """
    row = case.document.rows[-1] if case.document.rows else ()
    if len(row) < PARTS:
        return None
    text = joined((*case.before, case.document)).removesuffix("\n\n")
    longest = len("\t".join(row[4:])) + 1
    end = len("\t".join(row)) - len(row[0]) - 1
    cut = case.chance.randrange(longest, end)
    return _content(case, text[:-cut], case.first_line + len(case.document.lines) - 1)


@kind("FMT006", "FMT001")
def file_cut_off_in_title(case: Case) -> Damaged | None:
    """The file ends in the middle of its last title.

    The document has no abstract.
    """
    title = case.document.lines[0]
    if len(case.document.title) < 2:
        return None
    start = len(title) - len(case.document.title)
    cut = title[: case.chance.randrange(start + 1, len(title))]
    return _content(case, joined(case.before) + cut, case.first_line)


@kind("FMT001", "ENC004")
def nul_bytes_at_end(case: Case) -> Damaged | None:
    """A crash has left a block of NUL bytes at the end of the file.

    They are no record, and control characters.
    """
    text = joined(case.neighbours)
    return _content(case, text + "\0" * case.chance.choice((16, 512, 4096)), text.count("\n") + 1)


@kind("FMT001")
def error_page_at_end(case: Case) -> Damaged | None:
    """A server's error message stands at the end of a download."""
    text = joined(case.neighbours)
    message = case.chance.choice(
        ('{"error": "API rate limit exceeded"}', "<html><body>502 Bad Gateway</body></html>")
    )
    return _content(case, f"{text}{message}\n", text.count("\n") + 1)


@kind("ANN001")
def gzip_cut_off(case: Case) -> Damaged | None:
    """A gzip file ends too early."""
    packed = gzip.compress(case.clean[case.name], mtime=0)
    cut = case.chance.randrange(len(packed) // 2, len(packed) - 1)
    return _packed(case, packed[:cut])


@kind("ANN001")
def gzip_corrupted(case: Case) -> Damaged | None:
    """A byte of a gzip file is another."""
    packed = bytearray(gzip.compress(case.clean[case.name], mtime=0))
    packed[case.chance.randrange(20, len(packed) - 8)] ^= 0x55
    return _packed(case, bytes(packed))


def _packed(case: Case, content: bytes) -> Damaged:
    """A file that cannot be unpacked has no line that could be named."""
    name = f"{case.name}.gz"
    return Damaged({name: content}, frozenset({(name, 0)}))
