"""What holds for any bytes as a PubTator file, and for any record of a sound one.

The same holds for published corpora. With the folder that holds them:

    ANNOLINT_CORPORA=FOLDER python -m pytest tests/test_pubtator_properties.py -k corpora
"""

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annolint import (
    Argument,
    Document,
    Mention,
    Passage,
    Problem,
    Record,
    Relation,
    Source,
    Span,
    loader,
)
from annolint.format import MAX_RECORD_SIZE
from annolint_formats import _encoding, _text
from tests.fuzzing import examples
from tests.pubtator import BROKEN, GOOD, READER, documents, read, records, replaced

FILES = [path.read_bytes() for path in (*GOOD, *BROKEN)]
SOUND = [data for data in (path.read_bytes() for path in GOOD) if documents(data)]
often = settings(max_examples=examples(250), deadline=None, database=None)

PIECES = [
    *(b"1|t|Lead in rats", b"1|a|Lead rose.", b"2|t|Iron", b"2|a|", b"1\t0\t4\tLead\tChemical\tD1"),
    *(b"1\t8\t12\trats\tSpecies", b"1\tCID\tD1\t10116", b"2\t0\t4\tIron\tChemical\tD2", b"## x"),
    *(b"1", b"|t|", b"|", b"\t", b"\t\t", b" ", b"\n", b"\n\n", b"\r\n", b"\r", b'"', b"0", b"-"),
    *(b"\xef\xbb\xbf", b"\xff", b"\xce", b"\0", b"\xe2\x80\xa8", b"99999999999999999999"),
]
any_bytes = st.binary(max_size=300) | st.lists(st.sampled_from(PIECES)).map(b"".join)


@st.composite
def mutated_file(draw: st.DrawFn) -> bytes:
    """Draw one of the data files with a few bytes or lines inserted, removed, doubled, moved."""
    data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            parts = [data[i : i + 1] for i in range(len(data))]
            joint = b""
        else:
            parts, joint = data.split(b"\n"), b"\n"
        start = draw(st.integers(0, len(parts)))
        end = min(len(parts), start + draw(st.integers(0, 3)))
        inserted = draw(
            st.sampled_from([[], parts[start:end] * 2, [*parts[start:end], b""]])
            | st.lists(st.sampled_from(PIECES), max_size=2)
        )
        data = joint.join([*parts[:start], *inserted, *parts[end:]])
    return data


class Dribble(io.BytesIO):
    """Gives at most so many bytes at a time."""

    most = 1

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.most if size is None or size < 0 else min(size, self.most))


def read_in_pieces(data: bytes, limit: int, most: int) -> list[Document | Problem]:
    stream = Dribble(data)
    stream.most = most
    with ExitStack() as stack:
        stack.enter_context(patch.object(_text, "CHUNK_SIZE", most))
        for module in (_text, _encoding):  # enough to tell UTF-16, no more
            stack.enter_context(patch.object(module, "HEAD_SIZE", 400))
        return list(READER.read(Source("file", stream, limit)))


def unaccounted(data: bytes, things: Iterable[Document | Problem]) -> list[tuple[int, bytes]]:
    """Return the lines that are neither blank, nor a comment, nor read, nor reported."""
    seen: set[int] = set()
    for thing in things:
        found: Sequence[Problem] = [thing] if isinstance(thing, Problem) else thing.problems
        for problem in found:
            seen.update(range(problem.place.line, problem.place.end_line + 1))
        if isinstance(thing, Document):
            seen.update(record.line for record in records(thing))
    return [
        (number, row)
        for number, row in enumerate(data.split(b"\n"), 1)
        if number not in seen and row.strip(b" \t\r") and not row.startswith(b"##")
    ]


@often
@given(data=any_bytes | mutated_file(), limit=st.sampled_from([MAX_RECORD_SIZE, 300, 50]))
@example(data=b"\r", limit=50)
@example(data=b"\n\r\xef\xbb\xbf", limit=50)
def test_no_line_is_lost_and_nothing_is_raised(data: bytes, limit: int) -> None:
    things = read(data, limit)
    assert unaccounted(data, things) == []
    READER.sniff(data)


@often
@given(data=any_bytes | mutated_file())
def test_the_data_of_a_document_are_the_bytes_of_the_file(data: bytes) -> None:
    end = 0
    for found in documents(data):
        (file,) = found.files
        assert data[file.offset : file.offset + len(file.data)] == file.data
        assert data[: file.offset].count(b"\n") == file.line - 1
        assert file.offset >= end  # documents do not overlap
        end = file.offset + len(file.data)
        for index, record in enumerate(found.mentions):
            assert record.index == index
        assert list(found.mentions) == sorted(found.mentions, key=lambda record: record.line)


@often
@given(
    data=any_bytes | mutated_file(),
    limit=st.sampled_from([MAX_RECORD_SIZE, 300, 50]),
    most=st.sampled_from([1, 2, 3, 7, 64, 500]),
)
def test_pieces_of_the_stream_do_not_matter(data: bytes, limit: int, most: int) -> None:
    assert read_in_pieces(data, limit, most) == read_in_pieces(data, limit, 1 << 20)


@often
@given(data=any_bytes | mutated_file())
def test_every_place_lies_in_the_file(data: bytes) -> None:
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    for thing in read(data):
        if isinstance(thing, Document):
            places = [READER.locate(thing, record, "text") for record in (*records(thing), None)]
            places += [problem.place for problem in thing.problems]
        else:
            places = [thing.place]
        for place in places:
            assert 1 <= place.line <= place.end_line <= len(rows)
            assert 1 <= place.column <= len(rows[place.line - 1].removeprefix("\ufeff")) + 2
            assert place.end_column <= len(rows[place.end_line - 1]) + 2


def fields(record: Record) -> Iterator[tuple[str, int | None, str]]:
    """Yield the fields of a record with the text that must stand at each."""
    match record:
        case Passage():
            kind = {"title": "t", "abstract": "a"}.get(record.kind, record.kind)
            yield from (("kind", None, kind), ("text", None, record.text))
        case Mention():
            yield from (("text", None, record.text), ("type", None, record.type))
            yield from (("type", number, kind) for number, kind in enumerate(record.types))
            yield from (("concept", n, concept) for n, concept in enumerate(record.concept_ids))
            if record.concept_field is not None:
                yield "concept", None, record.concept_field
            if record.component_texts:
                yield "components", None, "|".join(record.component_texts)
        case Relation():
            yield "type", None, record.type
            for number, argument in enumerate(record.arguments):
                role = f"{argument.role}|" if argument.role else ""
                yield "argument", number, role + argument.target
            yield from (("attribute", None, each.value) for each in record.attributes)


def text_at(data: bytes, found: Document, record: Record, field: str, item: int | None) -> str:
    place = READER.locate(found, record, field, item)  # type: ignore[arg-type] # a field's name
    row = data.decode("utf-8", "surrogateescape").split("\n")[place.line - 1]
    assert place.line == place.end_line == record.line
    return row[place.column - 1 : place.end_column - 1]


def misplaced(data: bytes, found: Document) -> list[tuple[Record, str, str]]:
    """Return the fields of a document that `locate` does not find."""
    wrong: list[tuple[Record, str, str]] = []
    for record in records(found):
        expected = list(fields(record))
        if isinstance(record, Mention) and len(record.spans) == 1:
            span = record.spans[0]
            for field, offset in (("start", span.start), ("end", span.end)):
                shown = text_at(data, found, record, field, None)
                if int(shown) != offset:
                    wrong.append((record, field, shown))
        for field, item, text in expected:
            shown = text_at(data, found, record, field, item)
            if shown != text:
                wrong.append((record, field, shown))
    return wrong


def uneven(found: Document) -> list[Record]:
    """Return the records that are not written as they were when an equal copy replaces them."""
    data = found.files[0].data
    return [
        record
        for record in records(found)
        if replaced(found, record, msgspec.structs.replace(record)) != data
    ]


@pytest.mark.parametrize("data", SOUND)
def test_fields_are_where_they_are_said_to_be(data: bytes) -> None:
    for found in documents(data):
        assert misplaced(data, found) == []


@st.composite
def changed_record(draw: st.DrawFn) -> tuple[Document, Record, Record]:
    """Draw a record of a sound file, and another of its kind to take its place."""
    found = draw(st.sampled_from(documents(draw(st.sampled_from(SOUND)))))
    record = draw(st.sampled_from(records(found)))
    word = draw(st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True))
    match record:
        case Passage():
            return found, record, msgspec.structs.replace(record, text=f"{record.text} {word}")
        case Relation():
            arguments = (*record.arguments[:1], Argument("D000001", "concept"))
            return found, record, msgspec.structs.replace(record, type=word, arguments=arguments)
    assert isinstance(record, Mention)
    start = draw(st.integers(0, len(found.text) - 1))
    end = draw(st.integers(start + 1, len(found.text)))
    surface = found.text[start:end]
    if "\n" in surface or not surface.strip():
        start, end = record.spans[0].start, record.spans[0].end
        surface = found.text[start:end]
    changed = msgspec.structs.replace(
        record, type=word, types=(word,), spans=(Span(start, end),), text=surface
    )
    return found, record, changed


@often
@given(changed_record())
def test_a_changed_record_is_read_back_and_no_other_changes(
    change: tuple[Document, Record, Record],
) -> None:
    found, record, changed = change
    data = found.files[0].data
    written = replaced(found, record, changed)
    line = record.line - found.files[0].line
    assert written.split(b"\n")[:line] == data.split(b"\n")[:line]
    assert written.split(b"\n")[line + 1 :] == data.split(b"\n")[line + 1 :]
    (again,) = documents(b"\n" * (found.files[0].line - 1) + written)
    if isinstance(changed, Passage):
        assert again.passages[changed.index].text == changed.text
        assert [m.text for m in again.mentions] == [m.text for m in found.mentions]
        return
    expected = [changed if each is record else each for each in records(found)]
    assert list(records(again)) == expected
    assert [problem for problem in again.problems if not problem.folded] == []


CORPORA = os.environ.get("ANNOLINT_CORPORA", "")


def corpus_files() -> list[Path]:
    paths = (path for path in Path(CORPORA).rglob("*") if path.is_file())
    found = []
    for path in sorted(paths):
        with path.open("rb") as stream:
            if READER.sniff(stream.read(loader.HEAD_SIZE)):
                found.append(path)
    return found


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_are_read_located_and_written() -> None:
    files = corpus_files()
    assert files
    for path in files:
        data = path.read_bytes()
        things = read(data)
        assert unaccounted(data, things) == [], path
        for found in things:
            if isinstance(found, Document):
                assert uneven(found) == [], path
    assert {path.parent.name for path in files} >= {"bc5cdr", "ncbi-disease", "biored-dev"}


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_of_other_formats_are_not_taken_for_pubtator() -> None:
    files = corpus_files()
    assert files
    assert {path.parent.parent.name for path in files} == {"pubtator"}
    assert {path.suffix for path in files} <= {".txt", ".PubTator", ".pubtator"}
