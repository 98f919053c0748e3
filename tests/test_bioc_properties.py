"""What holds for any bytes as a BioC file, and for any record of a sound one.

The same holds for published corpora. With the folder that holds them:

    ANNOLINT_CORPORA=FOLDER python -m pytest tests/test_bioc_properties.py -k corpora
"""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annolint import (
    Argument,
    Change,
    Document,
    Mention,
    Passage,
    Problem,
    Record,
    Relation,
    Source,
    Span,
    loader,
    patching,
)
from annolint.format import MAX_RECORD_SIZE, Format
from annolint_formats import _text
from tests.bioc import BROKEN, GOOD, JSON, READERS, XML, changed, documents, names, read, reader
from tests.bioc import records as records_of
from tests.fuzzing import examples

often = settings(max_examples=examples(150), deadline=None, database=None)
SMALL = [path for path in (*GOOD, *BROKEN) if path.stat().st_size < 10_000]
SOUND = [path for path in GOOD if documents(reader(path), path.read_bytes())]

XML_PIECES = [
    *(
        b"<collection>",
        b"</collection>",
        b"<document>",
        b"</document>",
        b"<document/>",
        b"<id>1</id>",
    ),
    *(
        b"<passage>",
        b"</passage>",
        b"<passage/>",
        b"<sentence>",
        b"</sentence>",
        b"<offset>0</offset>",
    ),
    *(b"<text>Zinc &amp; iron</text>", b"<text/>", b'<annotation id="1">', b"</annotation>"),
    *(b'<location offset="0" length="4"/>', b'<infon key="type">Drug</infon>', b"<infon/>"),
    *(
        b'<relation id="R">',
        b"</relation>",
        b'<node refid="1" role="a"/>',
        b"<!--",
        b"-->",
        b"<![CDATA[",
    ),
    *(
        b"]]>",
        b"<?xml version='1.0'?>",
        b"<!DOCTYPE c [<!ENTITY a 'b'>]>",
        b"&a;",
        b"&",
        b"<",
        b">",
    ),
    *(b"\xff", b"\xce", b"\0", b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xce\xb2", b"]]", b'"', b"'"),
]
JSON_PIECES = [
    *(
        b'{"documents": [',
        b'{"PubTator3": [',
        b"]}",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"id": "1"',
    ),
    *(
        b'"passages": [',
        b'"annotations": [',
        b'"relations": [',
        b'"sentences": [',
        b'"locations": [',
    ),
    *(
        b'"infons": {"type": "Drug"}',
        b'"text": "Zinc"',
        b'"offset": 0',
        b'"length": 4',
        b'"nodes": [',
    ),
    *(
        b'{"offset": 0, "length": 4}',
        b"null",
        b"1e999",
        b"-1",
        b"true",
        b'"',
        b"\\ud83d",
        b"\\",
        b"\n",
    ),
    *(
        b'{"id": "1", "passages": [{"offset": 0, "text": "Zinc", "annotations": []}]}',
        b"\xff",
        b"\0",
    ),
]


@st.composite
def any_file(draw: st.DrawFn) -> tuple[Format, bytes]:
    """Draw bytes that have something to do with BioC, or one of the data files with slips in it."""
    pieces = draw(st.sampled_from([XML_PIECES, JSON_PIECES]))
    file_format: Format = XML if pieces is XML_PIECES else JSON
    if draw(st.booleans()):
        data = draw(st.binary(max_size=200) | st.lists(st.sampled_from(pieces)).map(b"".join))
        return draw(st.sampled_from([XML, JSON])), data
    data = draw(st.sampled_from([p for p in SMALL if reader(p) is file_format])).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        part = data[start:end]
        inserted = draw(st.sampled_from([b"", part * 2]) | st.sampled_from(pieces))
        data = data[:start] + inserted + data[end:]
    return file_format, data


class Dribble(io.BytesIO):
    """Gives at most so many bytes at a time."""

    most = 1

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.most if size is None or size < 0 else min(size, self.most))


def read_in_pieces(data: bytes, limit: int, most: int) -> list[Document | Problem]:
    """Return what is read of XML, without the lines that are shown: not all of one may be held."""
    stream = Dribble(data)
    stream.most = most
    with patch.object(_text, "CHUNK_SIZE", most), patch.object(_text, "HEAD_SIZE", 400):
        things = list(XML.read(Source("file", stream, limit)))
    # What looks like an encoding is told from the pieces that have bad bytes.
    return [
        msgspec.structs.replace(thing, source="", message=thing.message.partition("; the ")[0])
        if isinstance(thing, Problem)
        else thing
        for thing in things
    ]


@often
@given(file=any_file(), limit=st.sampled_from([MAX_RECORD_SIZE, 300, 50]))
@example(file=(XML, b"<document>" * 3), limit=50)
@example(file=(XML, b"<!--"), limit=MAX_RECORD_SIZE)
def test_nothing_is_raised_and_nothing_is_lost(file: tuple[Format, bytes], limit: int) -> None:
    file_format, data = file
    things = read(file_format, data, limit)
    for each in READERS.values():
        each.sniff(data)
    if not things:  # an empty collection, perhaps
        skipped = data.count(b"<!") + data.count(b"<?")
        assert data.count(b"<document") <= data.count(b"<documents") + skipped


@often
@given(file=any_file())
def test_the_data_of_a_document_are_the_bytes_of_the_file(file: tuple[Format, bytes]) -> None:
    file_format, data = file
    end = 0
    for found in documents(file_format, data):
        (source,) = found.files
        assert data[source.offset : source.offset + len(source.data)] == source.data
        before = data[: source.offset]
        assert before.count(b"\n") == source.line - 1
        row = before[before.rfind(b"\n") + 1 :].decode("utf-8", "surrogateescape")
        assert len(row.removeprefix("\ufeff")) + 1 in (source.column, source.column - 1)
        assert source.offset >= end  # documents do not overlap
        end = source.offset + len(source.data)
        for found_records in (found.passages, found.mentions, found.relations):
            assert [record.index for record in found_records] == list(range(len(found_records)))


@often
@given(
    data=any_file().filter(lambda file: file[0] is XML).map(lambda file: file[1]),
    limit=st.sampled_from([MAX_RECORD_SIZE, 300, 50]),
    most=st.sampled_from([1, 3, 7, 64, 500]),
)
def test_pieces_of_the_stream_do_not_matter(data: bytes, limit: int, most: int) -> None:
    assert read_in_pieces(data, limit, most) == read_in_pieces(data, limit, 1 << 20)


@often
@given(file=any_file())
def test_every_place_lies_in_the_file(file: tuple[Format, bytes]) -> None:
    file_format, data = file
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    for thing in read(file_format, data):
        if isinstance(thing, Document):
            places = [problem.place for problem in thing.problems]
            for record in (*records_of(thing), None):
                place = file_format.locate(thing, record, "record")
                assert record is None or place.line == record.line
                places += [place, file_format.locate(thing, record, "text")]
                places.append(file_format.locate_character(thing, record, "text", None, 2))
        else:
            places = [thing.place]
        for place in places:
            assert 1 <= place.line <= place.end_line <= len(rows)
            assert 1 <= place.column <= len(rows[place.line - 1]) + 2
            assert place.end_column <= len(rows[place.end_line - 1]) + 2


# Records of sound files.


def meant(file_format: Format, raw: bytes) -> str:
    """Return what a reader of the format sees in bytes of a value."""
    text = raw.decode("utf-8", "surrogateescape")
    if file_format is JSON:
        value = json.loads(text if text[:1] in ("[", "{") else f'"{text}"')
        return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return ET.fromstring(f"<a>{text}</a>").text or ""  # noqa: S314 - data of our own


def fields(record: Record) -> Iterator[tuple[str, int | None, str]]:
    """Yield the fields of a record with the text that must stand at each."""
    match record:
        case Passage():
            if not record.sentences:
                yield "text", None, record.text
            if record.kind:
                yield "kind", None, record.kind
        case Mention():
            yield "text", None, record.text
            if record.type:
                yield "type", None, record.type
            yield from (("type", number, kind) for number, kind in enumerate(record.types))
            yield from (("concept", n, concept) for n, concept in enumerate(record.concept_ids))
            yield from (
                ("end", number, str(span.end - span.start))
                for number, span in enumerate(record.spans)
            )
            for number, each in enumerate(record.attributes):
                yield "attribute", number, each.value
        case Relation():
            if record.type:
                yield "type", None, record.type
            for number, argument in enumerate(record.arguments):
                yield "argument", number, argument.target
            for number, each in enumerate(record.attributes):
                yield "attribute", number, each.value


def misplaced(file_format: Format, found: Document) -> list[tuple[Record, str, str]]:
    """Return the fields of a document that `locate` does not find."""
    wrong: list[tuple[Record, str, str]] = []
    file = found.files[0]
    for record in records_of(found):
        for field, item, text in fields(record):
            place = file_format.locate(found, record, field, item)  # type: ignore[arg-type] # a field
            start = file.position(place.line, place.column)
            end = file.position(place.end_line, place.end_column)
            shown = meant(file_format, file.data[start:end])
            if shown != text:
                wrong.append((record, field, shown))
    return wrong


def uneven(file_format: Format, found: Document) -> list[Record]:
    """Return the records that are not written as they were when an equal copy replaces them."""
    return [
        record
        for record in records_of(found)
        if changed(file_format, found, [Change(record, msgspec.structs.replace(record))])
        != found.files[0].data
    ]


@pytest.mark.parametrize("path", SOUND, ids=names(SOUND))
def test_fields_are_where_they_are_said_to_be(path: Path) -> None:
    file_format = reader(path)
    for found in documents(file_format, path.read_bytes()):
        assert misplaced(file_format, found) == []
        assert uneven(file_format, found) == []


@pytest.mark.parametrize("path", SOUND, ids=names(SOUND))
def test_characters_are_where_they_are_said_to_be(path: Path) -> None:
    file_format = reader(path)
    for found in documents(file_format, path.read_bytes()):
        file = found.files[0]
        for passage in found.passages:
            for at, character in enumerate(passage.text):
                at_start = passage.start + at
                if passage.sentences and not any(
                    sentence.start <= at_start < sentence.end for sentence in passage.sentences
                ):
                    continue  # a gap between sentences, which is written nowhere
                place = file_format.locate_character(found, passage, "text", None, at)
                start = file.position(place.line, place.column)
                end = file.position(place.end_line, place.end_column)
                raw = file.data[start:end]
                assert raw.decode() == character or meant(file_format, raw) == character


@st.composite
def changed_record(draw: st.DrawFn) -> tuple[Format, Document, Record, Record]:
    """Draw a record of a sound file, and another of its kind to take its place."""
    path = draw(st.sampled_from(SOUND))
    found = draw(st.sampled_from(documents(reader(path), path.read_bytes())))
    record = draw(st.sampled_from(records_of(found)))
    word = draw(st.sampled_from(["Zäsur", "a<b&c", '"\\', "'>]]>", "\t x", "😀", "\u2028", "Wort"]))
    match record:
        case Passage():
            kind = word if record.kind else ""
            return reader(path), found, record, msgspec.structs.replace(record, kind=kind)
        case Relation():
            first = record.arguments[0] if record.arguments else Argument("", "mention")
            arguments = (msgspec.structs.replace(first, target=word), *record.arguments[1:])
            if not record.arguments:
                return reader(path), found, record, record
            changed_relation = msgspec.structs.replace(record, type=word, arguments=arguments)
            return reader(path), found, record, changed_relation
    assert isinstance(record, Mention)
    passage = draw(st.sampled_from([each for each in found.passages if each.text]))
    start = draw(st.integers(passage.start, passage.end - 1))
    end = draw(st.integers(start, passage.end))
    spans = record.spans and (Span(start, end), *record.spans[1:])
    new = msgspec.structs.replace(
        record,
        type=word,
        spans=spans,
        text=f"{record.text}{word}",
        concept_field=draw(st.sampled_from([record.concept_field, word, "MESH:D000001"])),
    )
    return reader(path), found, record, new


def said(record: Record) -> object:
    """Return what a record says, but for what is derived and where it stands."""
    match record:
        case Mention():
            attributes = [(each.name, each.value) for each in record.attributes]
            return record.type, record.spans, record.text, record.concept_field, attributes
        case Relation():
            return record.type, [argument.target for argument in record.arguments]
        case Passage():
            return record.kind, record.start, record.text, record.offset
    return record


@often
@given(changed_record())
def test_a_changed_record_is_read_back_and_no_other_changes(
    change: tuple[Format, Document, Record, Record],
) -> None:
    file_format, found, record, new = change
    (again,) = documents(file_format, changed(file_format, found, [Change(record, new)]))
    expected = [said(new if each is record else each) for each in records_of(found)]
    assert [said(each) for each in records_of(again)] == expected


@often
@given(data=st.data())
def test_records_that_are_removed_are_gone_and_the_others_stay(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SOUND))
    file_format = reader(path)
    found = data.draw(st.sampled_from(documents(file_format, path.read_bytes())))
    gone = data.draw(st.sets(st.sampled_from([*found.mentions, *found.relations, None])))
    changes = [Change(record, None) for record in gone if record is not None]
    assert patching.fault(found, changes, file_format.render(found, changes), file_format) == ""
    (again,) = documents(file_format, changed(file_format, found, changes))
    kept = [said(each) for each in records_of(found) if each not in gone]
    assert [said(each) for each in records_of(again)] == kept


CORPORA = os.environ.get("ANNOLINT_CORPORA", "")


def corpus_files(file_format: Format) -> list[Path]:
    found = []
    for path in sorted(path for path in Path(CORPORA).rglob("*") if path.is_file()):
        with path.open("rb") as stream:
            if file_format.sniff(stream.read(loader.HEAD_SIZE)):
                found.append(path)
    return found


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
@pytest.mark.parametrize("suffix", READERS)
def test_corpora_are_recognised_read_located_and_written(suffix: str) -> None:
    file_format = READERS[suffix]
    files = corpus_files(file_format)
    wanted = {path for path in Path(CORPORA, "bioc").rglob("*") if path.suffix.lower() == suffix}
    assert wanted
    assert set(files) == wanted  # and of no other format
    for path in files:
        things = read(file_format, path.read_bytes())
        assert things
        for found in things:
            assert isinstance(found, Document)
            assert not found.problems
            assert misplaced(file_format, found) == []
            assert uneven(file_format, found) == []
