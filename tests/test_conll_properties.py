"""What holds for any bytes as a CoNLL file, and for any record of a sound one.

The same holds for published corpora. With the folder that holds them:

    ANNOLINT_CORPORA=FOLDER python -m pytest tests/test_conll_properties.py -k corpora
"""

import io
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annolint import Change, Document, Mention, Problem, Record, Source, Token, loader
from annolint.format import MAX_RECORD_SIZE
from annolint.testing import fix, registry
from annolint_formats import _encoding, _text
from annolint_formats._conll_layout import found_layout
from tests.conll import BROKEN, GOOD, READER, documents, read, records, rendered
from tests.fuzzing import examples

FILES = [path.read_bytes() for path in (*GOOD, *BROKEN)]
SOUND = [data for data in (path.read_bytes() for path in GOOD) if documents(data)]
RULES = [rule for code, rule in registry().rules.items() if code[:3] in ("ENC", "FMT", "SEQ")]
often = settings(max_examples=examples(250), deadline=None, database=None)

PIECES = [
    *(
        b"Anna\tB-PER",
        b"Lind\tI-PER",
        b"sang\tO",
        b"Lund B-LOC",
        b". O",
        b"x,O",
        b"# newdoc id = 1",
    ),
    *(
        b"-DOCSTART-",
        b"# x",
        b"#\tO",
        b"1\tAnna\tB-PER",
        b"1-2\tx\tO",
        b"Sentence: 1,x,O",
        b"<<<<<<< ",
    ),
    *(b"# annolint: ignore[SEQ001] so", b"Word\tTag", b"S-PER", b"X-PER", b"B-", b"0", b"O", b"\t"),
    *(b" ", b"\n", b"\n\n", b"\r\n", b"\r", b'"', b",", b"\xef\xbb\xbf", b"\xff", b"\xce", b"\0"),
    *(b"\xe2\x80\xa8", b"\xc2\xa0", b"\tO\n", b"\tB-PER\n", b" I-PER\n", b"SpaceAfter=No"),
]
any_bytes = st.binary(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)


@st.composite
def mutated_file(draw: st.DrawFn) -> bytes:
    """Draw one of the data files with a few bytes or lines inserted, removed, doubled, moved."""
    data = draw(st.sampled_from(FILES))[:1500]
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            parts, joint = [data[i : i + 1] for i in range(len(data))], b""
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
        for module in (_text, _encoding):  # enough to tell UTF-16, no more
            stack.enter_context(patch.object(module, "HEAD_SIZE", 400))
        return list(READER.read(Source("file", stream, limit)))


def unaccounted(data: bytes, things: Iterable[Document | Problem]) -> list[tuple[int, bytes]]:
    """Return the lines that are neither blank, nor a comment, nor read, nor reported."""
    seen: set[int] = set()
    layout = found_layout(data.decode("utf-8", "surrogateescape"))
    has_header = layout is not None and layout.has_header
    for thing in things:
        found: Sequence[Problem] = [thing] if isinstance(thing, Problem) else thing.problems
        for problem in found:
            seen.update(range(problem.place.line, problem.place.end_line + 1))
        if isinstance(thing, Document):
            seen.update(token.line for token in thing.tokens)
    lost = []
    for number, row in enumerate(data.split(b"\n"), 1):
        row = row.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901 - of the first line
        starts = (b"#", b"-DOCSTART-", b"<<<<<<<", b"=======", b">>>>>>>")
        if number in seen or not row.strip(b" \t\r") or row.startswith(starts):
            continue
        numbered = row.split(b"\t")[0].replace(b"-", b"").replace(b".", b"").isdigit()
        if not numbered and not has_header:
            lost.append((number, row))
        has_header = False
    return lost


@often
@given(data=any_bytes | mutated_file(), limit=st.sampled_from([MAX_RECORD_SIZE, 300, 50]))
@example(data=b"\r", limit=50)
@example(data=b"\n\r\xef\xbb\xbf", limit=50)
@example(data=b"\x0b", limit=50)
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
        for kind in (found.passages, found.tokens, found.mentions):
            assert [record.index for record in kind] == list(range(len(kind)))
        for token in found.tokens:
            assert found.text[token.start : token.end] == token.text
        for mention in found.mentions:
            (span,) = mention.spans
            assert found.text[span.start : span.end] == mention.text
            assert "\n" not in mention.text
        assert "\n".join(passage.text for passage in found.passages) == found.text


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
            fields = ("record", "text", "type", "document-id")
            places = [
                READER.locate(thing, record, field)  # type: ignore[arg-type] # names of fields
                for record in (*records(thing), None)
                for field in fields
            ]
            places += [problem.place for problem in thing.problems]
            places += [note.place for note in thing.ignores]
        else:
            places = [thing.place]
        for place in places:
            assert 1 <= place.line <= place.end_line <= len(rows)
            assert 1 <= place.column <= len(rows[place.line - 1]) + 1
            assert place.end_column <= len(rows[place.end_line - 1]) + 2


def text_at(data: bytes, found: Document, record: Record, field: str) -> str:
    place = READER.locate(found, record, field)  # type: ignore[arg-type] # a field's name
    rows = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n")
    if place.line == place.end_line:
        return rows[place.line - 1][place.column - 1 : place.end_column - 1]
    return rows[place.line - 1][place.column - 1 :]


def misplaced(data: bytes, found: Document) -> list[Record]:
    """Return the tokens and mentions of a document that `locate` does not find."""
    wrong: list[Record] = []
    for token in found.tokens:
        texts = [text_at(data, found, token, field).strip('"') for field in ("text", "type")]
        if texts != [token.text.strip('"').replace('""', '"'), token.tag]:
            wrong.append(token)
    wrong += [
        mention
        for mention in found.mentions
        if not text_at(data, found, mention, "text").startswith(mention.text.split(" ")[0][:1])
        or not text_at(data, found, mention, "type").endswith(mention.type)
    ]
    return wrong


def uneven(found: Document) -> list[Record]:
    """Return the records that are not written as they were when an equal copy replaces them."""
    data = found.files[0].data
    return [
        record
        for record in records(found)
        if rendered(found, Change(record, msgspec.structs.replace(record))) != data
    ]


def rewritten(found: Document) -> list[Mention]:
    """Return the mentions whose tags are others when they are removed and added again."""
    data = found.files[0].data
    return [
        mention
        for mention in found.mentions
        if rendered(found, Change(mention, None)) == data
        or rendered(found, Change(mention, None), Change(None, mention)) != data
    ]


@pytest.mark.parametrize("path", [path for path in GOOD if documents(path.read_bytes())])
def test_records_are_found_and_written_as_they_are(path: Path) -> None:
    data = path.read_bytes()
    for found in documents(data):
        assert misplaced(data, found) == []
        assert uneven(found) == []
        if not path.stem.startswith("note-"):  # these have faults that are accepted
            assert rewritten(found) == []


@st.composite
def changed_record(draw: st.DrawFn) -> tuple[bytes, int, Record, Record]:
    """Draw a sound file, the number of a document, a record of it, and what takes its place."""
    data = draw(st.sampled_from(SOUND))
    found = documents(data)
    number = draw(st.integers(0, len(found) - 1))
    choices: list[Record] = [*found[number].tokens, *found[number].mentions]
    record = draw(st.sampled_from(choices))
    if isinstance(record, Token):
        return data, number, record, msgspec.structs.replace(record, text=f"{record.text}x")
    assert isinstance(record, Mention)
    kinds = [mention.type for each in found for mention in each.mentions]
    kind = draw(st.sampled_from(kinds))
    return data, number, record, msgspec.structs.replace(record, type=kind, types=(kind,))


def said(found: Document) -> list[tuple[str, int, int]]:
    return [
        (mention.type, token.index, len(mention.text.split()))
        for mention in found.mentions
        for token in found.tokens
        if token.start == mention.spans[0].start
    ]


@often
@given(changed_record())
def test_a_changed_record_is_read_back_and_no_other_changes(
    change: tuple[bytes, int, Record, Record],
) -> None:
    data, number, record, changed = change
    before = documents(data)
    found = before[number]
    file = found.files[0]
    written = rendered(found, Change(record, changed))
    again = documents(data[: file.offset] + written + data[file.offset + len(file.data) :])
    assert len(again) == len(before)
    for place, (one, other) in enumerate(zip(before, again, strict=True)):
        texts, mentions = [token.text for token in one.tokens], list(one.mentions)
        if place == number and isinstance(changed, Token):
            texts[changed.index] = changed.text
        elif place == number and isinstance(changed, Mention) and written != file.data:
            mentions[changed.index] = changed
        assert [token.text for token in other.tokens] == texts
        expected = msgspec.structs.replace(one, mentions=tuple(mentions))
        assert said(other) == said(expected)


@settings(max_examples=examples(100), deadline=None, database=None)
@given(data=any_bytes | mutated_file())
def test_rules_repair_whatever_it_is_and_then_nothing_is_left(data: bytes) -> None:
    contents, failures = fix(data, RULES, format="conll")
    assert failures == ()
    assert fix(contents["example"], RULES, format="conll") == (contents, ())


CORPORA = os.environ.get("ANNOLINT_CORPORA", "")


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_are_read_located_and_written() -> None:
    files = [
        path
        for path in sorted(Path(CORPORA, "iob").rglob("*"))
        if path.is_file() and READER.sniff(path.read_bytes()[: loader.HEAD_SIZE])
    ]
    assert len(files) >= 17
    odd = 0
    for path in files:
        data = path.read_bytes()
        things = read(data)
        assert unaccounted(data, things) == [], path
        for found in things:
            if isinstance(found, Document):
                assert uneven(found) == [], path
                odd += len(rewritten(found))
    assert odd == 133  # known faults, all of them in one corpus


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_corpora_of_other_formats_are_not_taken_for_conll() -> None:
    taken = [
        path
        for path in sorted(Path(CORPORA).rglob("*"))
        if path.is_file() and READER.sniff(path.read_bytes()[: loader.HEAD_SIZE])
    ]
    assert taken
    assert {path.relative_to(CORPORA).parts[0] for path in taken if path.suffix != ".conll"} == {
        "iob"
    }
