"""Records of JSON exports are found where they stand, and written so that nothing else changes."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from annolint import (
    Argument,
    Change,
    Document,
    Format,
    Mention,
    Passage,
    Record,
    Relation,
    Span,
    TextChange,
    loader,
    repair,
)
from tests.exports import DIALECTS, GOOD, dialect, documents, names, records, replaced

FILLED = [path for path in GOOD if path.stat().st_size]


def literal_at(reader: Format, document: Document, record: Record, field: str,
               item: int | None = None) -> str:  # fmt: skip
    """Return what the file has at the place of a field."""
    place = reader.locate(document, record, field, item)  # type: ignore[arg-type] # a field's name
    file = document.files[0]
    start = file.position(place.line, place.column)
    end = file.position(place.end_line, place.end_column)
    return file.data[start:end].decode("utf-8", "surrogateescape")


def decoded(inside: str) -> str:
    """Return what the inside of a string says."""
    found = json.loads(f'"{inside}"', strict=False)
    assert isinstance(found, str)
    return found


def fields(record: Record, reader: Format) -> Iterator[tuple[str, int | None, str]]:
    """Yield the fields of a record with what must stand there."""
    if isinstance(record, Passage):
        yield "text", None, record.text
    elif isinstance(record, Relation):
        yield from (("argument", n, each.target) for n, each in enumerate(record.arguments))
    elif isinstance(record, Mention):
        if len(record.types) == 1:
            yield "type", 0, record.type
        if record.id and reader.name != "prodigy" and not record.id.endswith(".trigger"):
            yield "id", None, record.id
        for number, concept in enumerate(record.concept_ids):
            yield "concept", number, concept.rpartition(":")[2]


def misplaced(reader: Format, document: Document) -> Iterator[tuple[Record, str, str]]:
    """Yield the fields of a document that `locate` does not find."""
    for record in records(document):
        for field, item, text in fields(record, reader):
            found = literal_at(reader, document, record, field, item)
            if not decoded(found).endswith(text):
                yield record, field, found
        for field in ("start", "end") if isinstance(record, Mention) else ():
            found = literal_at(reader, document, record, field)
            if not found.isdecimal():
                yield record, field, found


def uneven(reader: Format, document: Document) -> list[Record]:
    """Return the records that are not written as they were, once they were changed and are back."""
    data = document.files[0].data
    wrong: list[Record] = []
    for record in records(document):
        copy = msgspec.structs.replace(record)
        if replaced(reader, document, [Change(record, copy)]) != data:
            wrong.append(record)
            continue
        changed = other(document, record)
        if changed is None:
            continue
        written = replaced(reader, document, [Change(record, changed)])
        again = twin(reader, document, written)
        now = same(again, record)
        if now == record or replaced(reader, again, [Change(now, record)]) != data:
            wrong.append(record)
    return wrong


def twin(reader: Format, document: Document, data: bytes) -> Document:
    """Read the bytes of a changed document; of several in one element the one that it was."""
    return next(each for each in documents(reader, data) if each.metadata == document.metadata)


def same(document: Document, record: Record) -> Record:
    """Return the record of a document that has the number of another document's."""
    return next(
        each
        for each in records(document)
        if type(each) is type(record) and each.index == record.index
    )


def other(document: Document, record: Record) -> Record | None:
    """Return a record that differs from another one in all that every dialect can write."""
    if isinstance(record, Mention) and not record.type.isdecimal():  # a number stays one
        if len(record.spans) != 1 or "." in record.id or len(record.types) != 1:
            return None
        (span,) = record.spans
        start = span.start + 1
        surface = document.text[start : span.end]
        return msgspec.structs.replace(
            record, type="Ōther", types=("Ōther",), spans=(Span(start, span.end),), text=surface
        )
    if isinstance(record, Relation) and record.type not in ("coreference", "relation"):
        return msgspec.structs.replace(record, type="Öther")
    return None


@pytest.mark.parametrize("path", FILLED, ids=names(FILLED))
def test_fields_are_where_they_are_said_to_be(path: Path) -> None:
    for document in documents(dialect(path), path.read_bytes()):
        assert list(misplaced(dialect(path), document)) == []


@pytest.mark.parametrize("path", FILLED, ids=names(FILLED))
def test_a_record_that_was_changed_and_is_changed_back_is_as_it_was(path: Path) -> None:
    for document in documents(dialect(path), path.read_bytes()):
        assert uneven(dialect(path), document) == []


@pytest.mark.parametrize("path", FILLED, ids=names(FILLED))
def test_records_are_removed_with_their_commas(path: Path) -> None:
    reader = dialect(path)
    for document in documents(reader, path.read_bytes()):
        mentions = [each for each in document.mentions if not each.id.endswith(".trigger")]
        for removed in ([each] for each in mentions):
            check_removed(reader, document, removed)
        check_removed(reader, document, mentions)
        check_removed(reader, document, mentions[1:])
        check_removed(reader, document, mentions[:-1])
        check_removed(reader, document, mentions[::2])
        for relation in document.relations:
            check_removed(reader, document, [relation])


def check_removed(reader: Format, document: Document, removed: Sequence[Record]) -> None:
    data = replaced(reader, document, [Change(each, None) for each in removed])
    json.loads(data)
    again = twin(reader, document, data)
    gone = {id(each) for each in removed}
    assert [each.text for each in again.mentions] == [
        each.text for each in document.mentions if id(each) not in gone
    ]
    assert [each.type for each in again.relations] == [
        each.type for each in document.relations if id(each) not in gone
    ]


@pytest.mark.parametrize("path", FILLED, ids=names(FILLED))
def test_mentions_are_added_beside_others(path: Path) -> None:
    reader = dialect(path)
    for document in documents(reader, path.read_bytes()):
        if reader.name == "label-studio" and b'"result"' not in document.files[0].data:
            continue  # nobody annotated it
        size = len(document.text)
        added = [new_mention(document, at, at + 2) for at in (1, size // 2, size - 3)]
        data = replaced(reader, document, [Change(None, each) for each in added])
        json.loads(data)
        again = twin(reader, document, data)
        assert [each for each in again.problems if not each.folded] == []
        was = sorted((m.spans, m.type, m.text) for m in (*document.mentions, *added))
        assert sorted((m.spans, m.type, m.text) for m in again.mentions) == was
        ids = [each.id for each in again.mentions if each.id]
        assert len(set(ids)) == len(ids)
        for mention in document.mentions:
            assert same_content(mention) in map(same_content, again.mentions)


def same_content(mention: Mention) -> object:
    return mention.id, mention.spans, mention.text, mention.concept_field, mention.attributes


def new_mention(document: Document, start: int, end: int) -> Mention:
    return Mention(
        index=len(document.mentions),
        line=0,
        type="New",
        types=("New",),
        spans=(Span(start, end),),
        text=document.text[start:end],
    )


@pytest.mark.parametrize("path", FILLED, ids=names(FILLED))
def test_a_change_of_the_text_moves_what_stands_behind_it(path: Path) -> None:
    reader = dialect(path)
    for document in documents(reader, path.read_bytes()):
        if document.metadata:  # its text is that of others too
            continue
        text = document.text
        for start, end, new in ((0, 0, "“In” "), (len(text) - 1, len(text), '!\n"é\\')):
            changes = repair.completed(document, [TextChange(start, end, new)])
            if document.tokens or not document.relations or reader.name != "prodigy":
                data = replaced(reader, document, changes)
                again = twin(reader, document, data)
                expected = repair.applied(document, changes)
                assert again.text == expected.text
                assert [m.spans for m in again.mentions] == [m.spans for m in expected.mentions]
                assert [m.text for m in again.mentions] == [m.text for m in expected.mentions]
                assert [t.text for t in again.tokens] == [t.text for t in expected.tokens]


def test_what_is_written_is_escaped_as_in_the_file() -> None:
    reader = DIALECTS["doccano"]
    for text, written in (("caf\\u00e9 noir", b"th\\u00e9"), ("café noir", "thé".encode())):
        row = f'{{"text": "{text}", "label": [[0, 4, "Drink"]]}}'.encode()
        (document,) = documents(reader, row)
        (passage,), (mention,) = document.passages, document.mentions
        changed = msgspec.structs.replace(passage, text="thé noir")
        shorter = msgspec.structs.replace(mention, spans=(Span(0, 3),), text="thé")
        data = replaced(reader, document, [Change(passage, changed), Change(mention, shorter)])
        assert data == b'{"text": "' + written + b' noir", "label": [[0, 3, "Drink"]]}'


def test_arguments_are_written_as_numbers_where_they_were_numbers() -> None:
    reader = DIALECTS["doccano"]
    row = (
        b'{"text":"a b","entities":[{"id":1,"start_offset":0,"end_offset":1,"label":"X"},'
        b'{"id":2,"start_offset":2,"end_offset":3,"label":"X"}],'
        b'"relations":[{"id":1,"from_id":1,"to_id":2,"type":"R"}]}'
    )
    (document,) = documents(reader, row)
    (relation,) = document.relations
    first, _ = relation.arguments
    changed = msgspec.structs.replace(relation, arguments=(first, Argument("1", "mention")))
    written = replaced(reader, document, [Change(relation, changed)])
    assert written == row.replace(b'"to_id":2', b'"to_id":1')


def test_characters_are_found_in_the_text_where_a_mention_has_none_of_its_own() -> None:
    reader = DIALECTS["doccano"]
    row = '{"text": "\\ud83d\\ude00é\\n caf\\u00e9", "label": [[4, 8, "Drink"]]}'
    (document,) = documents(reader, row.encode())
    (mention,) = document.mentions
    place = reader.locate_character(document, mention, "text", None, 3, 1)
    assert row[place.column - 1 : place.end_column - 1] == "\\u00e9"
    (passage,) = document.passages
    assert isinstance(passage, Passage)
    place = reader.locate_character(document, passage, "text", None, 0, 2)
    assert row[place.column - 1 : place.end_column - 1] == "\\ud83d\\ude00é"


CORPORA = os.environ.get("ANNOLINT_CORPORA", "")


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_are_read_located_and_written() -> None:
    seen = set()
    for path in sorted(path for path in Path(CORPORA).rglob("*") if path.is_file()):
        with path.open("rb") as stream:
            head = stream.read(loader.HEAD_SIZE)
        found = [reader for reader in DIALECTS.values() if reader.sniff(head)]
        if not found:
            continue
        (reader,) = found
        assert path.relative_to(CORPORA).parts[0] in ("jsonl", "json", "pubannotation"), path
        seen.add(reader.name)
        for document in documents(reader, path.read_bytes()):
            assert list(misplaced(reader, document)) == [], path
            assert uneven(reader, document) == [], path
    assert seen == {"doccano", "prodigy", "pubannotation"}


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_mentions_of_corpora_are_removed_and_added() -> None:
    for path in sorted(Path(CORPORA).rglob("*.json*")):
        with path.open("rb") as stream:
            head = stream.read(loader.HEAD_SIZE)
        for reader in DIALECTS.values():
            if reader.sniff(head):
                for document in documents(reader, path.read_bytes())[:50]:
                    for mention in document.mentions[:3]:
                        check_removed(reader, document, [mention])


def test_only_what_differs_is_written() -> None:
    reader = DIALECTS["label-studio"]
    path = next(path for path in GOOD if path.name == "per-region.json")
    (document,) = documents(reader, path.read_bytes())
    (mention,) = document.mentions
    changed = msgspec.structs.replace(mention, type="Brand", types=("Brand",))
    (edit,) = reader.render(document, [Change(mention, changed)])
    assert document.files[0].data[edit.start : edit.end] == b"Drug"
    assert edit.data == b"Brand"


def test_offsets_of_a_passage_stay_as_wrong_as_they_are() -> None:
    data = (
        b'{"id": "1", "document_id": "1", "passages": [{"id": "p", "type": "title", '
        b'"text": ["Take aspirin"], "offsets": [[1, 12]]}], "entities": [], "events": [], '
        b'"relations": [], "coreferences": []}'
    )
    reader = DIALECTS["bigbio"]
    (document,) = documents(reader, data)
    (passage,) = document.passages
    assert replaced(reader, document, [Change(passage, passage)]) == data
    longer = msgspec.structs.replace(passage, text="Take two aspirin")
    assert b'["Take two aspirin"], "offsets": [[1, 17]]' in replaced(
        reader, document, [Change(passage, longer)]
    )
