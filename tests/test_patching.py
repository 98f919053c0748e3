"""Which fixes are made together, and what they do to bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annolint import Change, Document, Edit, Fix, LineEnds, Mention, Passage, SourceFile, TextChange
from annolint.patching import Taken, edited, fault
from annolint_formats.pubtator import PubTator
from tests.pubtator import document as pubtator

ONE, TWO = (Mention(n, 3, "X", ("X",), (), "x") for n in range(2))
NEW = Mention(0, 0, "X", ("X",), (), "new")


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (Change(ONE, None), Change(TWO, None), True),
        (Change(ONE, None), Change(ONE, TWO), False),
        (Change(ONE, None), Change(Passage(0, 1, "title", 0, ""), None), True),
        (Change(None, NEW), Change(None, ONE), True),
        (Change(None, NEW), Change(None, NEW), False),
        (Change(None, NEW), Change(ONE, None), True),
        (TextChange(0, 2, ""), TextChange(2, 3, ""), True),
        (TextChange(0, 2, ""), TextChange(1, 3, ""), False),
        (TextChange(1, 3, ""), TextChange(0, 2, ""), False),
        (TextChange(1, 1, "a"), TextChange(1, 1, "b"), False),
        (TextChange(1, 1, "a"), TextChange(1, 3, ""), False),
        (TextChange(3, 3, "a"), TextChange(1, 3, ""), True),
        (TextChange(2, 2, "a"), TextChange(1, 3, ""), False),
        (TextChange(0, 2, ""), Edit(0, 2, b""), True),
        (Edit(0, 2, b""), Edit(1, 3, b""), False),
        (Edit(0, 2, b""), Edit(1, 3, b"", file=1), True),
        (LineEnds(b"\n"), Edit(1, 3, b""), False),
        (Edit(1, 3, b""), LineEnds(b"\n"), False),
    ],
)
def test_what_is_made_together(
    first: Change | TextChange | Edit | LineEnds,
    second: Change | TextChange | Edit | LineEnds,
    together: bool,
) -> None:
    taken = Taken()
    assert taken.take(Fix((first,)))
    assert taken.take(Fix((second,))) is together


def test_what_waits_takes_no_place() -> None:
    taken = Taken()
    assert taken.take(Fix((Change(ONE, None),)))
    assert not taken.take(Fix((Change(ONE, None), Change(TWO, None))))
    assert taken.take(Fix((Change(TWO, None),)))


@given(st.binary(max_size=20), st.sets(st.integers(0, 20), max_size=8), st.binary(max_size=3))
def test_edits_of_bytes(data: bytes, cuts: set[int], new: bytes) -> None:
    borders = sorted(cut for cut in cuts if cut <= len(data))
    edits = [Edit(start, end, new) for start, end in zip(borders[::2], borders[1::2], strict=False)]
    expected = bytearray(data)
    for edit in reversed(edits):
        expected[edit.start : edit.end] = new
    assert edited(data, reversed(edits)) == bytes(expected)


TEXT = "1|t|L\u00e9ad\n1|a|\n1\t0\t4\tL\u00e9ad\tX\n1\t0\t4\tL\u00e9ad\tY\n1\tr\tD1\tD2\n"
DATA = TEXT.encode()


def position(text: str) -> int:
    return DATA.index(text.encode())


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], ""),
        ([Edit(position("X"), position("X") + 1, b"Z")], ""),
        ([Edit(position("X") - 13, position("X") + 2, b"")], ""),  # all of the line
        ([Edit(position("X"), position("X") + 3, b"Z")], "they touch other records"),
        ([Edit(position("Y"), position("Y") + 1, b"Z")], "they touch other records"),
        ([Edit(position("\u00e9"), position("ad\n"), b"e")], "they touch other records"),
        ([Edit(position("D2"), position("D2") + 2, b"")], "they touch other records"),
        ([Edit(position("X"), position("X") + 1, b"Z"), Edit(len(DATA), len(DATA), b"")], ""),
        ([Edit(position("X"), position("X") + 1, b""), Edit(position("X"), 99, b"")], "they lie"),
        ([Edit(-1, 0, b"")], "they lie"),
        ([Edit(0, 0, b"", file=1)], "they lie"),
    ],
)
def test_only_bytes_of_changed_records_change(edits: list[Edit], expected: str) -> None:
    document = pubtator(TEXT)
    found = fault(document, [Change(document.mentions[0], None)], edits, PubTator())
    assert found.startswith(expected) if expected else not found


def test_edits_of_two_files_do_not_overlap() -> None:
    files = (SourceFile("a", 0, 1, b"abc"), SourceFile("b", 0, 1, b"abc"))
    document = Document("1", "", (), (), (), files)
    edits = [Edit(0, 3, b""), Edit(0, 3, b"", file=1)]
    assert fault(document, [], edits, PubTator()) == ""
    assert fault(document, [], [*edits, Edit(2, 3, b"", file=1)], PubTator()) == "they overlap"
