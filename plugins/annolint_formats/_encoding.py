"""What is wrong with the bytes of a text file: encoding, byte order marks, line ends.

One finding a file for each kind of fault, with its first place. Knows nothing of any format.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from annolint import (
    Edit,
    Fix,
    LineEnds,
    Place,
    Problem,
)
from annolint_formats._text import HEAD_SIZE, Block

BOM = codecs.BOM_UTF8
_SAMPLE_SIZE = 256 * 1024
_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "a database"),
)
_TAR_MAGIC_AT = 257
_BINARY_SAMPLE = 4096
_LEAST_CONTROLS = 16
"""Control characters in text are slips, and few; a twentieth of it all is no slip."""

_UNDEFINED_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_C1 = re.compile(rb"[\x80-\x9f]")
_DOUBLE_BYTE = re.compile(rb"(?:[\x81-\xfe][\x40-\xfe])+")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_LINE_END = re.compile(rb"(?<!\r)\r*\n")
_NAMES = {b"\n": "LF", b"\r\n": "CRLF"}


def wide_encoding(head: bytes) -> str:
    """Return the codec of a file that begins like UTF-16 or UTF-32 text, else empty."""
    for bom, codec in _WIDE_BOMS:
        if head.startswith(bom):
            return codec
    sample = head[:400]
    if len(sample) < 40:
        return ""
    # Text of western letters has a NUL for every other byte.
    for zeros, others, codec in (
        (sample[1::2], sample[::2], "UTF-16-LE"),
        (sample[::2], sample[1::2], "UTF-16-BE"),
    ):
        if zeros.count(0) > 0.8 * len(zeros) and others.count(0) < 0.2 * len(others):
            return codec
    return ""


def binary_kind(head: bytes) -> str:
    """Say what a file that begins so is when it is no text at all, else empty."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[_TAR_MAGIC_AT:].startswith(b"ustar"):
        return "a tar archive"
    sample = head[:_BINARY_SAMPLE]
    if not _BINARY.search(sample.partition(b"\n")[0]):
        return ""  # text at least at first
    controls = len(_BINARY.findall(sample))
    return "binary data" if controls >= _LEAST_CONTROLS and 20 * controls > len(sample) else ""


def ends_lines_with_cr(head: bytes) -> bool:
    """Say whether a file that begins so ends its lines with CR alone, as old Macs did."""
    start = head[:HEAD_SIZE]
    return b"\n" not in start and b"\r" in start.rstrip(b"\r")


def bom_problem(path: str, line: int, row: str, marked: tuple[int, int]) -> Problem:
    """Report a byte order mark before a line; `row` is the line without it.

    `marked` are its first byte in the file and the one after its last.
    """
    where = "the first character" if line == 1 else "this line, as when files are joined"
    return Problem(
        "ENC002",
        f"a byte order mark stands before {where}; other readers take it for a part of the "
        "document id: remove it",
        Place(path, line, 1, line, 2),
        source=row,
        fix=Fix((Edit(*marked, b""),)),
    )


class _BadBytes(msgspec.Struct, frozen=True):
    """The first bytes of a file that are not UTF-8."""

    offset: int
    place: Place
    source: str
    at_end_of: int
    """Position after the block, when the bytes are the beginning of a character at its end."""


class Encoding:
    """Decodes the blocks of one file and keeps account of what is wrong with its bytes.

    `line_ends` says whether these matter; where they are white space like any other, they do not.
    """

    def __init__(self, path: str, *, line_ends: bool = True) -> None:
        self._path = path
        self._line_ends = line_ends
        self._count = 0
        self._first: _BadBytes | None = None
        self._sample = b""
        self._utf8_elsewhere = False
        self._end = 0
        self._line_end = b""
        self._mixed: Problem | None = None
        self._ends: Counter[bytes] = Counter()

    @property
    def is_utf8(self) -> bool:
        """Whether all that was decoded so far is UTF-8."""
        return self._first is None

    def decode(self, block: Block) -> str:
        """Return the text of a block; undecodable bytes become lone surrogates."""
        if self._line_ends:
            self._check_line_ends(block)
        self._end = block.end
        try:
            text = block.data.decode()
        except UnicodeDecodeError as error:
            text = block.data.decode("utf-8", "surrogateescape")
            self._note_bad_bytes(block, text, error)
        else:
            self._utf8_elsewhere = self._utf8_elsewhere or not text.isascii()
        return text

    def _note_bad_bytes(self, block: Block, text: str, error: UnicodeDecodeError) -> None:
        data = block.data
        self._count += sum("\udc80" <= character <= "\udcff" for character in text)
        self._sample += data[: _SAMPLE_SIZE - len(self._sample)]
        if self._first is None:
            start = data.rfind(b"\n", 0, error.start) + 1
            column = len(data[start : error.start].decode()) + (1 if start else block.column)
            line = block.line + data.count(b"\n", 0, error.start)
            cut = error.end == len(data) and error.reason == "unexpected end of data"
            self._first = _BadBytes(
                offset=block.offset + error.start,
                place=Place(self._path, line, column, line, column + 1),
                source=_beginning(data, start) if start or block.column == 1 else "",
                at_end_of=block.end if cut else 0,
            )

    def _check_line_ends(self, block: Block) -> None:
        data = block.data
        if self._mixed is not None:
            self._count_line_ends(data)
            return
        if self._line_end == b"\n" and b"\r" not in data and b"\r" not in block.lead:
            return
        data = block.lead + data
        lines = data.count(b"\n")
        if not lines:
            return
        if not self._line_end:
            first = _LINE_END.search(data)
            self._line_end = first.group() if first else b""
        expected = lines if self._line_end == b"\r\n" else 0
        if data.count(b"\r\n") != expected or b"\r\r\n" in data:
            first_column = 1 if block.lead else block.column
            self._report_line_end(data, block.line - block.lead.count(b"\n"), first_column)

    def _report_line_end(self, data: bytes, first_line: int, first_column: int) -> None:
        usual = self._line_end
        for line, match in enumerate(_LINE_END.finditer(data), first_line):
            end = match.group()
            if end == usual and usual in _NAMES:
                continue
            start = data.rfind(b"\n", 0, match.start()) + 1
            row = data[start : match.start()].decode("utf-8", "surrogateescape")
            if end in _NAMES:
                before = _NAMES.get(usual, "CR CR LF")
                message = (
                    f"line ends with {_NAMES[end]}, those before with {before}: use one of them"
                )
            else:
                message = (
                    f"line ends with {'CR ' * (len(end) - 1)}LF, as when line ends are converted "
                    "twice: end every line with LF or CRLF"
                )
            shift = 0 if start else first_column - 1
            column = shift + len(row) + 1
            place = Place(self._path, line, column, line, column + 1)
            self._mixed = Problem("ENC003", message, place, source="" if shift else row)
            self._ends[b"\r\n" if usual.startswith(b"\r") else b"\n"] += first_line - 1
            self._count_line_ends(data)
            return

    def _count_line_ends(self, data: bytes) -> None:
        with_cr = data.count(b"\r\n")
        self._ends[b"\r\n"] += with_cr
        self._ends[b"\n"] += data.count(b"\n") - with_cr

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the bytes of the file, after its last block."""
        if self._first is not None:
            yield Problem("ENC001", self._message(self._first), self._first.place,
                          source=self._first.source)  # fmt: skip
        if self._mixed is not None:
            usual = max(self._ends, key=lambda end: self._ends[end])
            yield msgspec.structs.replace(self._mixed, fix=Fix((LineEnds(usual),)))

    def _message(self, first: _BadBytes) -> str:
        if first.at_end_of == self._end:
            return (
                f"the file ends inside a character, at byte {first.offset}: it was cut off; "
                "fetch it again or remove the rest of the character"
            )
        count = "1 byte is" if self._count == 1 else f"{self._count} bytes are"
        fault = f"{count} not UTF-8, first at byte {first.offset}"
        if _BINARY.search(self._sample):
            return f"{fault}; this looks like binary data: remove it"
        looks = likely_encoding(self._sample)
        if not looks:
            return f"{fault}; the rest of the file is: restore the damaged characters"
        if self._utf8_elsewhere:
            return f"{fault}; the rest of the file is, here it looks like {looks}: convert it"
        return f"{fault}; the file looks like {looks}: convert it to UTF-8"


def _beginning(data: bytes, start: int) -> str:
    """Return the line that begins at a position."""
    return data[start:].split(b"\n", 1)[0].decode("utf-8", "surrogateescape")


def likely_encoding(data: bytes) -> str:
    """Name the encoding that text which is not UTF-8 most likely has; empty for damaged UTF-8."""
    high = sum(byte > 0x7F for byte in data)
    sequences = _UTF8_SEQUENCE.findall(data)
    if 5 * sum(map(len, sequences)) >= 3 * high:
        return ""
    # In text of two-byte characters they come in runs; in western text they stand alone.
    runs = _DOUBLE_BYTE.findall(data)
    if sum(map(len, runs)) >= high >= 8 and max(map(len, runs)) >= 8:
        return "an East Asian encoding such as GB 18030 or Shift JIS"
    if not _C1.search(data):
        return "ISO 8859-1 or Windows-1252"
    undefined = _UNDEFINED_IN_WINDOWS_1252.search(data)
    return "another 8-bit encoding" if undefined else "Windows-1252"
