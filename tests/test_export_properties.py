"""What holds for any bytes as a JSON export, of whatever dialect."""

import io
import json
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annolint import Change, Document, Field, Format, Mention, Problem, Source, Span
from annolint.format import MAX_RECORD_SIZE
from tests.exports import DIALECTS, GOOD, dialect, documents, lint, read, records, replaced
from tests.fuzzing import examples

often = settings(max_examples=examples(150), deadline=None)
FILES = [(dialect(path), path.read_bytes()) for path in GOOD if path.stat().st_size]
FIELDS: tuple[Field, ...] = ("record", "text", "type", "span", "start", "id", "concept")
PIECES = [
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\xff", b"\0", b"NaN", b"-1",
    b"1e999", b"9" * 30, b"null", b"true", b'"\\ud83d"', b"\xef\xbb\xbf", "🧠".encode(), b"3.0",
    b'"3"', b"[[", b"]]", b"{}", b"[]", b'{"text":"x"}', b'"id":1,', b" " * 9,
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Format, bytes]:
    """Draw a good file in which some bytes are replaced."""
    reader, data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 5, 40]))
        data = data[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=4)) + data[end:]
    return reader, data


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@st.composite
def ill_typed(draw: st.DrawFn) -> tuple[Format, bytes]:
    """Draw a good file in which one value is another one."""
    reader, data = draw(st.sampled_from(FILES))
    try:
        value = json.loads(data)
    except ValueError:
        value = json.loads(data.strip().splitlines()[0])
    holder = value
    while True:
        names = range(len(holder)) if isinstance(holder, list) else list(holder)
        key = draw(st.sampled_from(names))
        inner = holder[key]
        if not isinstance(inner, list | dict) or not inner or draw(st.integers(0, 3)) == 0:
            break
        holder = inner
    holder[key] = draw(json_values)
    return reader, json.dumps(value, ensure_ascii=draw(st.booleans())).encode(
        "utf-8", "surrogatepass"
    )


def check_places(things: Sequence[Document | Problem], data: bytes, reader: Format) -> None:
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    for thing in things:
        if isinstance(thing, Document):
            places = [problem.place for problem in thing.problems]
            for record in (*records(thing), None):
                places += [reader.locate(thing, record, field) for field in FIELDS]
            for file in thing.files:
                assert data[file.offset : file.offset + len(file.data)] == file.data
        else:
            places = [thing.place]
        for place in places:
            assert 1 <= place.line <= (place.end_line or place.line) <= len(rows)
            assert 1 <= place.column <= len(rows[place.line - 1]) + 1
            assert place.end_column <= len(rows[place.end_line - 1]) + 1


@often
@given(case=mutated())
@example(case=(DIALECTS["doccano"], b"\r"))
@example(case=(DIALECTS["doccano"], b"[{}"))
@example(case=(DIALECTS["bigbio"], b'{"passages": []}'))
def test_nothing_is_raised_and_places_lie_in_the_file(case: tuple[Format, bytes]) -> None:
    reader, data = case
    things = read(reader, data)
    check_places(things, data, reader)
    for each in DIALECTS.values():
        each.sniff(data)
    if data.strip(b" \t\r\n\xef\xbb\xbf[],"):
        assert things or reader.name in ("prodigy", "label-studio")


@often
@given(case=ill_typed())
def test_values_of_another_type_raise_nothing(case: tuple[Format, bytes]) -> None:
    reader, data = case
    check_places(read(reader, data), data, reader)
    for each in DIALECTS.values():
        each.sniff(data)
        read(each, data)


@often
@given(case=ill_typed())
def test_whatever_was_read_can_be_written(case: tuple[Format, bytes]) -> None:
    reader, data = case
    for document in documents(reader, data):
        for record in records(document):
            reader.extent(document, record)
            copy = msgspec.structs.replace(record)
            assert replaced(reader, document, [Change(record, copy)]) == document.files[0].data
            if isinstance(record, Mention):
                other = msgspec.structs.replace(record, type="New", spans=(Span(0, 1),))
                for change in (Change(record, other), Change(record, None), Change(None, other)):
                    json.loads(replaced(reader, document, [change]), strict=False)


@settings(max_examples=examples(60), deadline=None)
@given(case=mutated() | ill_typed())
def test_rules_look_at_anything(case: tuple[Format, bytes]) -> None:
    reader, data = case
    lint("file", data, reader)  # no plugin fails


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("limit", [MAX_RECORD_SIZE, 200])
@settings(max_examples=examples(30), deadline=None)
@given(data=st.binary(max_size=60))
def test_any_bytes_are_read(name: str, limit: int, data: bytes) -> None:
    things = list(DIALECTS[name].read(Source("file", io.BytesIO(data), limit)))
    check_places(things, data, DIALECTS[name])


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b'{"a":' * 100_000, b'"' * 100_001, b"[{" + b'"a":[' * 5000, b"9" * 100_000],
    ids=["arrays", "objects", "quotes", "mixed", "digits"],
)
def test_what_is_too_deep_or_too_long_is_a_finding(name: str, data: bytes) -> None:
    reader = DIALECTS[name]
    things = read(reader, data)
    assert 1 <= len(things) <= 3
    assert all(isinstance(thing, Problem) for thing in things)
    assert not reader.sniff(data)
