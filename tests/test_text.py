"""Bytes to blocks, encodings and line ends: what every line-based format builds on."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annolint import Problem, Source, quoted
from annolint_formats import _text
from annolint_formats._encoding import Encoding, ends_lines_with_cr, likely_encoding, wide_encoding
from annolint_formats._text import Block, blocks, read_head
from tests.fuzzing import examples

EAST_ASIAN = "an East Asian encoding such as GB 18030 or Shift JIS"
START = re.compile(rb"\n#")


@contextmanager
def sizes(chunk: int = 1024 * 1024, long_block: int = 8 * 1024 * 1024) -> Iterator[None]:
    with (
        patch.object(_text, "CHUNK_SIZE", chunk),
        patch.object(_text, "HEAD_SIZE", 1),
        patch.object(_text, "_LONG_BLOCK", long_block),
    ):
        yield


class Dribble(io.BytesIO):
    """Gives at most so many bytes at a time, as a pipe does."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self.most = most
        self.largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self.most if size is None or size < 0 else min(size, self.most)
        self.largest = max(self.largest, size or 0)
        return super().read(wanted)


def cut(
    data: bytes, limit: int = 1 << 20, *, chunk: int = 1 << 20, long: int = 1 << 23
) -> list[Block]:
    stream = Dribble(data, chunk)
    with sizes(chunk, long):
        return list(blocks(Source("file", stream, limit), read_head(stream), START))


def test_blank_lines_divide_and_lead() -> None:
    assert cut(b"\n\r\na\nb\n\n \t\r\nc\n\n") == [
        Block(offset=3, line=3, data=b"a\nb\n", lead=b"\n\r\n"),
        Block(offset=12, line=7, data=b"c\n", lead=b"\n \t\r\n"),
    ]


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n  \n\t", b"   "])
def test_nothing_but_blank_lines_is_no_block(data: bytes) -> None:
    assert cut(data) == []


def test_white_space_of_other_kinds_is_no_blank_line() -> None:
    assert [block.data for block in cut(b"a\n\x0b\n\xc2\xa0\n\x85\nb")] == [
        b"a\n\x0b\n\xc2\xa0\n\x85\nb"
    ]


def test_the_last_line_needs_no_end() -> None:
    assert cut(b"a\n\nb") == [Block(0, 1, b"a\n"), Block(3, 3, b"b", b"\n")]


def test_a_block_over_the_limit_is_passed_over() -> None:
    found = cut(b"a\n\nbbbb\nbbbb\nb\n\nc\n", limit=6)
    assert found == [
        Block(0, 1, b"a\n"),
        Block(3, 3, b"bbbb\nb", b"\n", last_line=5),
        Block(16, 7, b"c\n", b"\n"),
    ]


def test_a_long_block_is_divided_where_records_start() -> None:
    found = cut(b"a\n#b\nc\n#d\n", long=4)
    assert found == [Block(0, 1, b"a\n"), Block(2, 2, b"#b\nc\n"), Block(7, 4, b"#d\n")]
    assert cut(b"a\n#b\nc\n#d\n") == [Block(0, 1, b"a\n#b\nc\n#d\n")]


def test_after_a_record_that_is_too_large_reading_goes_on_at_the_next() -> None:
    found = cut(b"a" * 3000 + b"\nb\n#c\nd\n", limit=1000, chunk=100)
    assert found == [
        Block(0, 1, b"a" * 1000, last_line=2),
        Block(3003, 3, b"#c\nd\n"),
    ]


@pytest.mark.parametrize(("end", "last"), [(b"", 3), (b"\n", 3), (b"\nd", 4), (b"\n\n", 3)])
def test_the_last_line_of_what_is_passed_over(end: bytes, last: int) -> None:
    data = b"a" * 3000 + b"\nb\nc" + end
    for chunk in (50, 1 << 20):
        (found,) = cut(data, limit=100, chunk=chunk)
        assert found.last_line == last


def test_a_line_over_the_limit_is_read_in_small_pieces() -> None:
    stream = Dribble(b"a" * 1_000_000 + b"\n\nb\n", 1 << 20)
    with sizes(1000):
        found = list(blocks(Source("file", stream, 10_000), read_head(stream), START))
    assert found == [
        Block(0, 1, b"a" * 4096, last_line=1),
        Block(1_000_002, 3, b"b\n", b"\n"),
    ]
    assert stream.largest < 10_000


def test_very_many_blank_lines_are_not_kept() -> None:
    (first, second) = cut(b"a\n" + b"\n" * 300_000 + b"b\n", chunk=1000)
    assert first == Block(0, 1, b"a\n")
    assert (second.offset, second.line, second.data) == (300_002, 300_002, b"b\n")
    assert 0 < len(second.lead) < 100_000


@settings(max_examples=examples(300), deadline=None, database=None)
@given(
    data=st.lists(st.sampled_from([b"a", b"bb", b"\n", b"\n", b"\n#", b" ", b"\r\n"])).map(
        b"".join
    ),
    chunk=st.integers(1, 9),
    limit=st.sampled_from([3, 8, 1000]),
    long=st.sampled_from([3, 8, 1000]),
)
def test_chunks_do_not_matter(data: bytes, chunk: int, limit: int, long: int) -> None:
    assert cut(data, limit, chunk=chunk, long=long) == cut(data, limit, long=long)


@settings(max_examples=examples(300), deadline=None, database=None)
@given(
    data=st.lists(st.sampled_from([b"a", b"bb", b"\n", b"\n", b"\n#", b" ", b"\r\n"])).map(
        b"".join
    ),
    limit=st.sampled_from([3, 1000]),
)
def test_every_line_is_in_a_block_or_blank(data: bytes, limit: int) -> None:
    covered: set[int] = set()
    for block in cut(data, limit, long=5):
        size = block.data.count(b"\n") - block.data.endswith(b"\n")
        last = block.last_line or block.line + size
        assert covered.isdisjoint(range(block.line, last + 1))
        covered.update(range(block.line, last + 1))
        assert data[block.offset : block.end] == block.data
        assert data[: block.offset].count(b"\n") == block.line - 1
    for number, line in enumerate(data.split(b"\n"), 1):
        assert number in covered or not line.strip(b" \r")


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        ("\ufeffab".encode("utf-16-le"), "UTF-16"),
        ("\ufeffab".encode("utf-16-be"), "UTF-16"),
        ("\ufeffab".encode("utf-32-le"), "UTF-32"),
        ("\ufeffab".encode("utf-32-be"), "UTF-32"),
        (("title of β " * 9).encode("utf-16-le"), "UTF-16-LE"),
        (("title of β " * 9).encode("utf-16-be"), "UTF-16-BE"),
        (b"plain text " * 9, ""),
        ("亜鉛".encode("utf-16-le") * 40, ""),
        (b"\0" * 400, ""),
        (b"\0\1" * 5, ""),
        (b"", ""),
    ],
)
def test_wide_encoding(data: bytes, codec: str) -> None:
    assert wide_encoding(data) == codec


def test_carriage_returns_alone() -> None:
    assert ends_lines_with_cr(b"a\rb\r")
    assert not ends_lines_with_cr(b"a\r\nb\r\n")
    assert not ends_lines_with_cr(b"a\r")
    assert not ends_lines_with_cr(b"a\rb\nc")


def reported(*parts: bytes) -> list[str]:
    encoding = Encoding("file")
    offset, line = 0, 1
    for part in parts:
        encoding.decode(Block(offset, line, part))
        offset += len(part) + 1
        line += part.count(b"\n") + 1
    return [shown(problem) for problem in encoding.problems()]


def shown(problem: Problem) -> str:
    place = problem.place
    assert (place.end_line, place.end_column) == (place.line, place.column + 1)
    return f"{place.line}:{place.column} {problem.code} {problem.message}"


def test_bad_bytes_are_reported_once_with_the_likeliest_encoding() -> None:
    assert reported(b"a\n", "xé\nï".encode("latin-1")) == [
        (
            "3:2 ENC001 2 bytes are not UTF-8, first at byte 4; "
            "the file looks like ISO 8859-1 or Windows-1252: convert it to UTF-8"
        )
    ]
    assert reported("\u2018a\u2019".encode("cp1252")) == [
        (
            "1:1 ENC001 2 bytes are not UTF-8, first at byte 0; "
            "the file looks like Windows-1252: convert it to UTF-8"
        )
    ]
    assert reported("é".encode() + b"\n", b"ab\xe9c") == [
        (
            "3:3 ENC001 1 byte is not UTF-8, first at byte 6; the rest of the file is, "
            "here it looks like ISO 8859-1 or Windows-1252: convert it"
        )
    ]


def test_damaged_text_is_told_from_another_encoding() -> None:
    assert reported("αβγδε".encode() + b"\xce x") == [
        (
            "1:6 ENC001 1 byte is not UTF-8, first at byte 10; the rest of the file is: "
            "restore the damaged characters"
        )
    ]
    assert reported(b"\x01\x02\xff\x00") == [
        "1:3 ENC001 1 byte is not UTF-8, first at byte 2; this looks like binary data: remove it"
    ]
    assert reported(b"a\n", b"b\xe2\x82") == [
        (
            "3:2 ENC001 the file ends inside a character, at byte 4: it was cut off; "
            "fetch it again or remove the rest of the character"
        )
    ]
    assert "ends inside" not in reported(b"b\xe2\x82", b"a\n")[0]
    assert "ends inside" not in reported(b"a\n", b"b\xff")[0]
    assert "the rest of the file is, here" in reported("é".encode(), b"a\n", b"ab\xe9c")[0]


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("研究の結果を示した。亜鉛と味覚", "shift_jis", EAST_ASIAN),
        ("研究表明锌对味觉有影响", "gb18030", EAST_ASIAN),
        ("Größe und Länge", "latin-1", "ISO 8859-1 or Windows-1252"),
        ("Größe \u2013 „lang“", "cp1252", "Windows-1252"),
        ("ŃĄŠ\x81", "iso8859_13", "another 8-bit encoding"),
    ],
)
def test_likely_encoding(text: str, codec: str, name: str) -> None:
    assert likely_encoding(text.encode(codec)) == name


def test_mixed_line_ends_are_reported_where_they_change() -> None:
    assert reported(b"a\r\nb\r\n", b"c\r\nde\nf\n") == [
        "5:3 ENC003 line ends with LF, those before with CRLF: use one of them"
    ]
    assert reported(b"a\nb\n", b"c\r\n") == [
        "4:2 ENC003 line ends with CRLF, those before with LF: use one of them"
    ]
    assert reported(b"a\r\r\nb\r\r\n") == [
        (
            "1:2 ENC003 line ends with CR CR LF, as when line ends are converted twice: "
            "end every line with LF or CRLF"
        )
    ]
    assert reported(b"a\r\nb\r\r\n")[0].startswith("2:2 ENC003 line ends with CR CR LF, ")
    assert reported(b"a\r\nb\r\n", b"c") == reported(b"a\rb\nc\n") == []


def test_undecodable_bytes_survive() -> None:
    data = bytes(range(256))
    text = Encoding("file").decode(Block(0, 1, data))
    assert text.encode("utf-8", "surrogateescape") == data


def test_quoted_text_is_cut_in_the_middle() -> None:
    assert quoted("short") == "'short'"
    assert quoted("a" * 40 + "b" * 40, limit=11) == "'aaaaa…bbbbb'"
