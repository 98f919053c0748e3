"""What holds for any bytes as the files of a brat document, and for any record of a sound one.

The same holds for published corpora. With the folder that holds them:

    ANNOLINT_CORPORA=FOLDER python -m pytest tests/test_brat_properties.py -k corpora
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annolint import (
    Argument,
    Attribute,
    Document,
    Mention,
    Passage,
    Problem,
    Record,
    Relation,
    Span,
    TextChange,
    loader,
)
from annolint.format import MAX_RECORD_SIZE
from annolint.repair import applied, completed, content
from annolint_formats import _brat_lines as lines
from annolint_formats._brat_conf import schema
from tests.brat import (
    READER,
    annotations,
    case,
    cases,
    documents,
    problems,
    read,
    records,
    replaced,
)
from tests.fuzzing import examples

GOOD = [case("good", name) for name in cases("good")]
FILES = [*GOOD, *(case("broken", name) for name in cases("broken"))]
SOUND = [files for files in GOOD if documents(files)]
often = settings(max_examples=examples(250), deadline=None, database=None)

PIECES = [
    *(b"T1\tDrug 0 4\tLead", b"T2\tSpecies 8 12\trats", b"T1\tDrug 0 2;3 4\tLe d", b"T3\tX 9 3\tx"),
    *(b"R1\tIn Arg1:T1 Arg2:T2", b"E1\tBind:T1 Theme:T2", b"*\tEquiv T1 T2", b"A1\tOld T1 yes"),
    *(b"N1\tReference T2 A:1\tname", b"#1\tAnnotatorNotes T1\tannolint: ignore[SPN] so", b"# note"),
    *(b"T1", b"E", b"#", b"*", b"\t", b"\t\t", b" ", b":", b";", b"\n", b"\n\n", b"\r\n", b"\r"),
    *(b"0", b"-1", b"\xef\xbb\xbf", b"\xff", b"\xce", b"\0", b"\xe2\x80\xa8", b"9" * 30),
    *(b"<<<<<<< a\n", b"=======\n", b">>>>>>> b\n", b"Lead in rats"),
]
any_bytes = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@st.composite
def any_files(draw: st.DrawFn) -> Mapping[str, bytes]:
    """Draw the files of a document with any bytes in them; some may not be there."""
    names = draw(
        st.sampled_from([("1.ann", "1.txt"), ("1.a1", "1.a2", "1.txt"), ("1.ann",), ("1.txt",)])
    )
    files = {name: draw(any_bytes) for name in names}
    return files | {"annotation.conf": draw(any_conf)} if draw(st.booleans()) else files


@st.composite
def mutated_files(draw: st.DrawFn) -> Mapping[str, bytes]:
    """Draw a document of the data with a few bytes or lines inserted, removed, doubled, moved."""
    files = dict(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        data = files[name]
        joint = draw(st.sampled_from([b"", b"\n"]))
        parts = data.split(b"\n") if joint else [data[i : i + 1] for i in range(len(data))]
        start = draw(st.integers(0, len(parts)))
        end = min(len(parts), start + draw(st.integers(0, 3)))
        inserted = draw(
            st.sampled_from([[], parts[start:end] * 2, [*parts[start:end], b""]])
            | st.lists(st.sampled_from(PIECES), max_size=2)
        )
        files[name] = joint.join([*parts[:start], *inserted, *parts[end:]])
    return files


CONF_PIECES = [
    *(
        "[entities]\n",
        "[relations]\n",
        "[events]\n",
        "[attributes]\n",
        "[spans]\n",
        "\n",
        "\t",
        " ",
    ),
    *("Drug\n", "!Thing\n", "Binds Arg1:Drug, Arg2:<ENTITY>\n", "Bind|GO:1 Theme+:Drug, Site?:X\n"),
    *("<OVERLAP> Arg1:<ENTITY>, Arg2:Drug, <OVL-TYPE>:contain|cross\n", "<X>=Drug|<X>\n", "<X>"),
    *("Negation Arg:<EVENT>\n", "Sure Arg:<ANY>, Value:a|b\n", "Equiv Arg1:X, Arg2:X, <REL-TYPE>:"),
    *("symmetric-transitive", "Theme{2-3}:Drug", "{99999999}", ":", ",", "|", "!", "<", ">", "-"),
]
any_conf = st.binary(max_size=200) | st.lists(st.sampled_from(CONF_PIECES), max_size=25).map(
    "".join
).map(str.encode)


def unaccounted(
    files: Mapping[str, bytes], things: Iterable[Document | Problem]
) -> list[tuple[str, int]]:
    """Return the lines that are neither blank, nor a comment, nor read, nor reported."""
    seen: set[tuple[str, int]] = set()
    whole: set[str] = set()
    for thing in things:
        found: Sequence[Problem] = [thing] if isinstance(thing, Problem) else thing.problems
        for problem in found:
            path, place = problem.place.path, problem.place
            seen.update((path, line) for line in range(place.line, place.end_line + 1))
            if problem.message.endswith("nothing in it was checked"):
                whole.update(files)
        if isinstance(thing, Document):
            own = annotations(thing)
            seen.update((thing.files[record.file].path, record.line) for record in own)
    return [
        (name, number)
        for name, data in files.items()
        if name.endswith((".ann", ".a1", ".a2")) and name not in whole
        for number, row in enumerate(
            data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n"), 1
        )
        if row.strip()
        and (name, number) not in seen
        and not lines.dependent(row.rstrip("\r"), 0, 0)
        and not row.startswith("#")
    ]


@often
@given(files=any_files() | mutated_files(), limit=st.sampled_from([MAX_RECORD_SIZE, 60]))
def test_no_line_is_lost_and_nothing_is_raised(files: Mapping[str, bytes], limit: int) -> None:
    things = read(files, limit)
    if things:
        assert unaccounted(files, things) == []
    for data in files.values():
        READER.sniff(data)


@often
@given(any_conf)
def test_any_configuration_is_read(data: bytes) -> None:
    found = schema(data)
    assert found is schema(data)
    if found is not None:
        assert all(isinstance(kind, str) for kind in (*found.mentions, *found.relations))


@often
@given(files=any_files() | mutated_files())
def test_every_place_lies_in_its_file(files: Mapping[str, bytes]) -> None:
    for thing in read(files):
        if isinstance(thing, Document):
            places = [
                READER.locate(thing, record, field, item)
                for record in (*records(thing), None)
                for field in ("record", "text", "span", "concept", "trigger", "argument")
                for item in (None, 0, 5)
            ]
            places += [problem.place for problem in thing.problems]
        else:
            places = [thing.place]
        for place in places:
            rows = files[place.path].decode("utf-8", "surrogateescape").split("\n")
            assert 1 <= place.line <= place.end_line <= len(rows)
            assert 1 <= place.column <= len(rows[place.line - 1]) + 1
            assert place.end_column <= len(rows[place.end_line - 1]) + 2  # the line end too


@often
@given(files=any_files() | mutated_files())
def test_the_data_of_a_document_are_the_bytes_of_its_files(files: Mapping[str, bytes]) -> None:
    for found in documents(files):
        for file in found.files:
            assert files[file.path][file.offset :] == file.data
        for kind in (found.mentions, found.relations):
            assert [record.index for record in kind] == list(range(len(kind)))
        assert uneven(found) == []


def fields(record: Record) -> Iterator[tuple[str, int | None, str]]:
    """Yield the fields of a record with the text that must stand at each."""
    assert isinstance(record, Mention | Relation)
    if record.id:
        yield "id", None, record.id
    yield "type", None, record.type
    for number, attribute in enumerate(record.attributes):
        value = f" {attribute.value}" if attribute.value else ""
        yield "attribute", number, f"{attribute.name} {record.id}{value}"
    if isinstance(record, Mention):
        yield "text", None, record.text.translate(lines.LINE_END)
        spans = record.spans
        yield "span", None, ";".join(f"{span.start} {span.end}" for span in spans)
        for number, span in enumerate(spans):
            yield from (("start", number, str(span.start)), ("end", number, str(span.end)))
        for number, concept in enumerate(record.concept_ids):
            yield "concept", number, concept
    else:
        if record.trigger:
            yield "trigger", None, record.trigger
        for number, argument in enumerate(record.arguments):
            role = f"{argument.role}:" if argument.role else ""
            yield "argument", number, role + argument.target


def misplaced(found: Document) -> list[tuple[Record, str, str]]:
    """Return the fields of a document that `locate` does not find."""
    wrong: list[tuple[Record, str, str]] = []
    for record in annotations(found):
        for field, item, text in fields(record):
            place = READER.locate(found, record, field, item)  # type: ignore[arg-type] # a field
            file = next(file for file in found.files if file.path == place.path)
            row = file.source_line(place.line)
            shown = row[place.column - 1 : place.end_column - 1].translate(lines.LINE_END)
            if shown.replace("  ", " ") != text.replace("  ", " "):
                wrong.append((record, field, shown))
    return wrong


def uneven(found: Document) -> list[Record]:
    """Return the records that are not written as they were when an equal copy replaces them."""
    before = {file.path: file.data for file in found.files}
    return [
        record
        for record in records(found)
        if replaced(found, record, msgspec.structs.replace(record)) != before
    ]


@pytest.mark.parametrize("files", SOUND)
def test_fields_are_where_they_are_said_to_be(files: Mapping[str, bytes]) -> None:
    for found in documents(files):
        assert misplaced(found) == []


@st.composite
def changed_record(draw: st.DrawFn) -> tuple[Document, Record, Record]:
    """Draw a mention or relation of a sound document, and another to take its place."""
    (found,) = documents(draw(st.sampled_from([each for each in SOUND if anything(each)])))
    record = draw(st.sampled_from(annotations(found)))
    word = draw(st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True))
    kept = record.attributes[draw(st.integers(0, 1)) :]
    if draw(st.booleans()) and kept:
        kept = (msgspec.structs.replace(kept[0], value=word), *kept[1:])
    more = draw(st.sampled_from([False, True]))
    attributes = (*kept, Attribute(word, "")) if more else kept
    if isinstance(record, Relation):
        if not record.id:
            attributes = ()
        arguments = (*record.arguments[:1], Argument("T99", "mention", word))
        if not record.id:
            arguments = (*record.arguments[:1], Argument("T99", "mention"))
        return (
            found,
            record,
            msgspec.structs.replace(record, type=word, arguments=arguments, attributes=attributes),
        )
    start = draw(st.integers(0, len(found.text) - 1))
    end = draw(st.integers(start + 1, len(found.text)))
    concept = draw(st.sampled_from([record.concept_field, None, "MESH:D000001", "A:1|B:2"]))
    return (
        found,
        record,
        msgspec.structs.replace(
            record,
            type=word,
            types=(word,),
            spans=(Span(start, end),),
            text=found.text[start:end],
            concept_field=concept,
            attributes=attributes,
        ),
    )


def anything(files: Mapping[str, bytes]) -> bool:
    """Say whether there is an annotation."""
    return any(found.mentions or found.relations for found in documents(files))


@often
@given(changed_record())
def test_a_changed_record_is_read_back_and_no_other_changes(
    change: tuple[Document, Record, Record],
) -> None:
    found, record, changed = change
    (again,) = documents(replaced(found, record, changed))
    expected = [changed if each is record else each for each in records(found)]
    assert [outline(each) for each in records(again)] == [outline(each) for each in expected]


def outline(record: Record) -> object:
    """Return what a record says, without where its lines stand."""
    if isinstance(record, Passage):
        return record.text
    assert isinstance(record, Mention | Relation)
    attributes = sorted((each.name, each.value) for each in record.attributes)
    if isinstance(record, Mention):
        own: tuple[object, ...] = (record.spans, record.text, record.concept_field)
    else:
        own = record.arguments, record.trigger
    return record.id, record.type, own, attributes


@pytest.mark.parametrize("files", [each for each in SOUND if anything(each)])
def test_a_removed_record_takes_along_what_hangs_on_it(files: Mapping[str, bytes]) -> None:
    (found,) = documents(files)
    for record in annotations(found):
        (again,) = documents({**files, **replaced(found, record, None)})
        expected = [outline(each) for each in records(found) if each is not record]
        assert [outline(each) for each in records(again)] == expected
        assert [line for line in problems([again]) if " REL001 " in line] == []


@pytest.mark.parametrize("files", SOUND)
def test_an_added_mention_is_read_back(files: Mapping[str, bytes]) -> None:
    (found,) = documents(files)
    if not found.text:
        return
    added = Mention(
        0, 0, "New", ("New",), (Span(3, 6),), found.text[3:6], "A:1", ("A:1",),
        attributes=(Attribute("Old", "yes"), Attribute("Seen", "")),
    )  # fmt: skip
    (again,) = documents({**files, **replaced(found, None, added)})
    (mention,) = [each for each in again.mentions if each.type == "New"]
    assert outline(mention)[1:] == outline(added)[1:]  # type: ignore[index] # a tuple
    assert mention.id not in {each.id for each in annotations(found)}
    assert len(again.mentions) == len(found.mentions) + 1
    assert problems([again]) == []


@often
@given(st.data())
def test_a_changed_text_moves_what_stands_behind(data: st.DataObject) -> None:
    files = data.draw(st.sampled_from([each for each in SOUND if anything(each)]))
    (found,) = documents(files)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, min(len(found.text), start + 5)))
    # A mention that loses an edge says something else than the text from then on.
    edges = {edge for m in found.mentions for span in m.spans for edge in (span.start, span.end)}
    assume(not any(start < edge < end for edge in edges))
    word = data.draw(st.sampled_from(["", "x", "µ🐁", "word "]))
    changes = completed(found, [TextChange(start, end, word)])
    contents = {file.path: file.data for file in found.files}
    for edit in reversed(READER.render(found, changes)):
        path = found.files[edit.file].path
        old = contents[path]
        contents[path] = old[: edit.start] + edit.data + old[edit.end :]
    expected = applied(found, changes)
    assert expected.text == found.text[:start] + word + found.text[end:]
    if expected.text and all(mention.text for mention in expected.mentions):
        (again,) = documents({**files, **contents})
        assert content(again) == content(expected)


CORPORA = os.environ.get("ANNOLINT_CORPORA", "")


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_are_read_located_and_written() -> None:
    paths = [path for suffix in ("ann", "a1") for path in Path(CORPORA).rglob(f"*.{suffix}")]
    assert paths
    for path in paths:
        files = {each.name: each.read_bytes() for each in path.parent.glob(f"{path.stem}.*")}
        assert problems(read(files)) == [], path
        for found in documents(files):
            assert uneven(found) == [], path
            assert misplaced(found) == [], path
    assert {path.parent.parent.name for path in paths} >= {"anatem", "ehealthkd-2021", "turku-ner"}


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_of_other_formats_are_not_taken_for_brat() -> None:
    others = [
        path
        for path in Path(CORPORA).rglob("*")
        if path.is_file() and path.suffix not in (".ann", ".a1", ".a2")
    ]
    assert others
    for path in others:
        with path.open("rb") as stream:
            assert not READER.sniff(stream.read(loader.HEAD_SIZE)), path


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_of_brat_are_recognised() -> None:
    paths = [path for path in Path(CORPORA).rglob("*.ann") if path.stat().st_size]
    assert paths
    for path in paths:
        assert READER.sniff(path.read_bytes()[: loader.HEAD_SIZE]), path
