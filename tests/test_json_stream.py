"""JSON values out of a file, and where their parts stand."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annolint import Problem, Source
from annolint_formats._json import encoded, tree
from annolint_formats._json_stream import Element, elements

LISTS = ("documents",)
LIMIT = 1 << 20


def read(data: bytes, *, head: int = 64, limit: int = LIMIT) -> list[Element | Problem]:
    stream = io.BytesIO(data)
    return list(elements(Source("a.json", stream, limit), stream.read(head), LISTS))


def values(things: Sequence[Element | Problem]) -> list[Any]:
    return [thing.value for thing in things if isinstance(thing, Element)]


def problems(things: Sequence[Element | Problem]) -> list[str]:
    found = [
        problem
        for thing in things
        for problem in ([thing] if isinstance(thing, Problem) else thing.problems)
    ]
    return [f"{p.place.line}:{p.place.column} {p.code} {p.message}" for p in found]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b" \r\n\t", []),
        (b"[]", []),
        (b'{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        (b'[{"a": 1},\n {"a": 2}]', [{"a": 1}, {"a": 2}]),
        (b'\xef\xbb\xbf[{"a": 1}]', [{"a": 1}]),
        (b'{"source": [{}], "documents": [{"a": 1}, {"a": 2}], "key": {}}', [{"a": 1}, {"a": 2}]),
        (b'[{"documents": [{"a": 1}]}, {"documents": [{"a": 2}]}]', [{"a": 1}, {"a": 2}]),
        (b'{"documents": [{"a": 1}], "documents": [{"a": 2}]}', [{"a": 1}, {"a": 2}]),
        (b'["Rats", {"ents": []}]\n["Mice", {}]', [["Rats", {"ents": []}], ["Mice", {}]]),
        (b'{"a": "\\ud83d\\ude00 \xf0\x9f\x98\x80"}', [{"a": "\U0001f600 \U0001f600"}]),
        (b'{"documents": {"a": 1}}', [{"documents": {"a": 1}}]),
    ],
)  # fmt: skip
def test_sound_files(data: bytes, expected: list[Any]) -> None:
    for head in (0, 1, 7, 64):
        things = read(data, head=head)
        assert (values(things), problems(things)) == (expected, [])


@pytest.mark.parametrize(
    ("data", "expected", "wrong"),
    [
        (
            b'{"a": 1,}\n{"a": 2}\n',
            [{"a": 2}],
            [("1:9 FMT001 this is no JSON: a key in double quotation marks should stand here, not "
             '"}"')],
        ),
        (
            b'[{"a": "b"c"}, {"a": 2}]',
            [{"a": 2}],
            [('1:11 FMT001 this is no JSON: a comma or the closing bracket should stand here, not '
             '"c"')],
        ),
        (
            b'{"documents": [\n  {"id": 1, "x": [{"id": 5}]\n  {"id": 2, "x": []}]}',
            [{"id": 2, "x": []}],
            [('3:3 FMT001 this is no JSON: a comma or the closing bracket should stand here, not '
             '"{"')],
        ),
        (
            b'{"a": "one\ntwo"}',
            [{"a": "one\ntwo"}],
            [("1:11 FMT001 a line break or control character stands in a string: write it as an "
             "escape such as \\n")],
        ),
        (
            b'{"a": 1, "b": {"c": 1, "c": 2}}',
            [{"a": 1, "b": {"c": 2}}],
            ['1:24 FMT001 the key "c" stands here twice in one object: keep one'],
        ),
        (
            b'{"a": "\\ud83d"}',
            [{"a": "\ud83d"}],
            ["1:8 ENC001 \\ud83d is half a character: write both halves, or the character"],
        ),
        (
            b'[{"a": 1}, {"a": 2}',
            [{"a": 1}, {"a": 2}],
            ["1:20 FMT001 the file ends within the list that begins in line 1: write it anew"],
        ),
        (
            b'{"documents": [{"a": 1}, {"a": ',
            [{"a": 1}],
            ["1:31 FMT001 the value is cut off: the file ends, or a quotation mark is missing"],
        ),
        (
            b'{"documents": [{"a": 1}]',
            [{"a": 1}],
            ["1:25 FMT001 the file ends within an object: write it anew"],
        ),
        (
            b'[{"a": 1}, {"a": 2},]',
            [{"a": 1}, {"a": 2}],
            ["1:21 FMT001 a comma stands before the end of the list: remove it"],
        ),
        (b'[{"a":1},,{"a":2}]', [{"a": 1}, {"a": 2}], ["1:10 FMT001 a comma too many: remove it"]),
        (
            b'[{"a": 1} {"a": 2}]',
            [{"a": 1}, {"a": 2}],
            ["1:11 FMT001 a comma is missing: write one before this"],
        ),
        (
            b'{"x": 1 "documents": [{"a": 1}] "y": 2}',
            [{"a": 1}],
            ["1:9 FMT001 a comma is missing: write one before this",
             "1:33 FMT001 a comma is missing: write one before this"],
        ),
        (
            b'{"documents": [{"a": 1}], "y" 2}',
            [{"a": 1}],
            ["1:31 FMT001 this is no JSON: a colon should stand here"],
        ),
        (
            b'{"documents": [{"a": 1}], "y": }',
            [{"a": 1}],
            ['1:32 FMT001 this is no JSON: a value should stand here, not "}"'],
        ),
        (b"rats", [], ["1:1 FMT001 a JSON object or list should stand here"]),
        (
            b'{"a": ' + b"1" * 5000 + b'}\n{"a": 1}',
            [{"a": 1}],
            ["1:1 FMT001 a number in it has too many digits"],
        ),
        (b"[" * 100_000, [], ["1:9 FMT001 it is nested too deep"]),
        (b'{"a":' * 100_000, [], ["1:1 FMT001 it is nested too deep"]),
        (
            b'{"a": "' + b"x" * LIMIT + b'"}\n{"a": 1}',
            [{"a": 1}],
            ["1:1 FMT001 it is larger than max-record-size (1048576 bytes)"],
        ),
    ],
)  # fmt: skip
def test_damaged_files(data: bytes, expected: list[Any], wrong: list[str]) -> None:
    things = read(data)
    assert (values(things), problems(things)) == (expected, wrong)


def test_what_is_cut_open_again_and_again_ends_the_reading() -> None:
    data = b'[{"a": "x},' + b' {"a": "x},' * 1000
    things = read(data)
    assert len(problems(things)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(st.text(min_size=1), JSON, min_size=1, max_size=4), max_size=4)


@given(OBJECTS, st.booleans(), st.sampled_from([None, 1]), st.integers(0, 80))
def test_every_value_comes_with_its_bytes(
    objects: list[dict[str, Any]], ascii_only: bool, indent: int | None, head: int
) -> None:
    wanted = [each for each in objects if "documents" not in each]
    rows = [json.dumps(each, ensure_ascii=ascii_only) for each in wanted]
    whole = json.dumps(wanted, ensure_ascii=ascii_only, indent=indent)
    for text in ("\n".join(rows), whole):
        data = text.encode("utf-8", "surrogatepass")
        try:
            data.decode()
        except UnicodeDecodeError:
            return
        things = read(data, head=head)
        assert values(things) == wanted
        for thing in things:
            assert isinstance(thing, Element)
            source = thing.source
            assert json.loads(source.data) == thing.value
            assert data[source.offset :].startswith(source.data)
            before = data[: source.offset].decode()
            assert source.line == before.count("\n") + 1
            assert source.column == len(before) - before.rfind("\n")


@given(st.binary(max_size=200), st.integers(0, 200))
def test_any_bytes_come_to_an_end(data: bytes, head: int) -> None:
    for thing in read(data, head=head):
        place = thing.place if isinstance(thing, Problem) else thing.source
        assert 1 <= place.line <= data.count(b"\n") + 1


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(each, (*path, key))


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value


@given(JSON, st.booleans(), st.sampled_from([None, 2]))
def test_paths_lead_to_bytes(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    data = text.encode("utf-8", "surrogateescape")
    found = tree(data)
    for path in _paths(value):
        start, end = found.span(path)
        assert json.loads(data[start:end]) == _at(value, path)
        if path:
            start, end = found.member(path)
            shown = json.loads(
                data[start:end] if isinstance(path[-1], int) else b"{%s}" % data[start:end]
            )
            assert shown == (
                _at(value, path) if isinstance(path[-1], int) else {path[-1]: _at(value, path)}
            )
            start, end = found.removal(path)
            cut = json.loads(data[:start] + data[end:])
            assert len(_at(cut, path[:-1])) == len(_at(value, path[:-1])) - 1
        inner = _at(value, path)
        if isinstance(inner, list | dict):
            position, before, after = found.insertion(path)
            new = "7" if isinstance(inner, list) else '"\\u0000new": 7'
            grown = json.loads(data[:position] + (before + new + after).encode() + data[position:])
            assert len(_at(grown, path)) == len(inner) + 1
        if isinstance(inner, str):
            for at, character in enumerate(inner):
                start, end = found.characters(path, at, 1)
                assert json.loads(b'"%s"' % data[start:end]) == character
        assert json.loads(encoded(inner, data)) == inner


def test_a_path_that_leads_nowhere_ends_at_what_is_there() -> None:
    data = b'{"a": [1, {"b": 2}]}'
    found = tree(data)
    assert not found.has(("a", 5))
    assert data[slice(*found.span(("a", 5)))] == b'[1, {"b": 2}]'
    assert data[slice(*found.span(("a", 1, "c")))] == b'{"b": 2}'


@pytest.mark.parametrize(
    ("like", "expected"),
    [
        (b'{"a": "b"}', '"\u03b1"'),
        (b'{"a": "\\u03b2"}', '"\\u03b1"'),
        ('{"a": "\u03b2 \\u03b2"}'.encode(), '"\u03b1"'),
        (b'{"a": "\\u0007"}', '"\u03b1"'),
    ],
)
def test_strings_are_written_as_the_file_does(like: bytes, expected: str) -> None:
    assert encoded("\u03b1", like).decode() == expected
