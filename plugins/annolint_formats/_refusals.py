"""Files that are no text, and parts of files that are too large: what is not read, and why."""

from __future__ import annotations

from annolint import Place, Problem, Source
from annolint_formats._encoding import binary_kind, ends_lines_with_cr, wide_encoding
from annolint_formats._text import CHUNK_SIZE, Block


def refusal(source: Source, head: bytes, *, by_lines: bool = False) -> Problem | None:
    """Report a file that is no text in UTF-8, of which nothing is read; None if it is.

    Args:
        source: The file.
        head: What was read of it already.
        by_lines: The records of the format are lines, so their ends must be known.
    """
    if wide := wide_encoding(head):
        return unchecked(source, head, "ENC001", f"the file is {wide[:6]}: convert it to UTF-8")
    if kind := binary_kind(head):
        message = f"the file is {kind}, no text: name the file that holds the annotations"
        return unchecked(source, head, "FMT001", message)
    if by_lines and ends_lines_with_cr(head):
        message = "the lines end with CR alone: convert the line ends to LF"
        return unchecked(source, head, "FMT001", message)
    return None


def unchecked(source: Source, head: bytes, code: str, message: str) -> Problem:
    """Report a file that cannot be read as lines at all; read on to see how long it is."""
    last, data = 1, head
    ended = False
    while data:
        last += data.count(b"\n")
        ended = data.endswith(b"\n")
        data = source.stream.read(CHUNK_SIZE)
    place = Place(source.path, 1, 1, max(last - ended, 1), 1)
    return Problem(code, f"{message}; nothing in it was checked", place)


def passed_over(source: Source, block: Block) -> Problem:
    """Report lines that are larger than the size limit."""
    count = block.last_line - block.line + 1
    what = "the line has" if count == 1 else f"{count} lines without a blank one have"
    beginning = block.data.split(b"\n", 1)[0].decode("utf-8", "surrogateescape")
    return Problem(
        "FMT001",
        f"{what} over {source.max_record_size} bytes and {'was' if count == 1 else 'were'} passed "
        "over: divide the document, or raise max-record-size",
        Place(source.path, block.line, 1, block.last_line, 1),
        source=beginning,
    )
