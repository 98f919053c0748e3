"""Columns of long lines are those that decoding everything before them gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annolint import SourceFile
from tests.fuzzing import examples

_PIECES = st.sampled_from(["a", "é", "β", "한", "🧠", "\n", "\udcff", "\udc80\udc80\udc80\udc80"])


@settings(max_examples=examples(60), deadline=None)
@given(
    pieces=st.lists(st.tuples(_PIECES, st.integers(1, 4000)), min_size=1, max_size=12),
    column=st.sampled_from([1, 7]),
    where=st.floats(0, 1),
)
def test_columns(pieces: list[tuple[str, int]], column: int, where: float) -> None:
    text = "".join(piece * count for piece, count in pieces)
    # What was kept of bytes that are no UTF-8 may come to be some when it is put together.
    data = text.encode("utf-8", "surrogateescape")
    text = data.decode("utf-8", "surrogateescape")
    at = int(where * len(text))
    before = text[:at]
    file = SourceFile("file", 0, 3, data, column)
    place = file.place(len(before.encode("utf-8", "surrogateescape")), len(data))
    first = column if "\n" not in before else 1
    assert place.line == 3 + before.count("\n")
    assert place.column == first + len(before) - (before.rfind("\n") + 1)
    assert file.position(place.line, place.column) == len(before.encode("utf-8", "surrogateescape"))
    assert file.source_line(place.line) == text.split("\n")[before.count("\n")].removesuffix("\r")
