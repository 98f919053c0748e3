"""BioC files that nobody wrote in good faith: a finding or two, in no time, and no exception."""

import time
import tracemalloc

import pytest

from annolint.format import Format
from tests.bioc import JSON, XML, problems

_BOMB = (
    '<!DOCTYPE c [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
_TEXT = "<passage><offset>0</offset><text>Zinc</text>"


def _bytes(text: str) -> bytes:
    return text.encode()


HOSTILE: dict[str, tuple[Format, bytes, str]] = {
    "bomb": (
        XML,
        _bytes(f"{_BOMB}<collection><document>{_TEXT}&a11;</passage></document></collection>"),
        "'&a11;' is not one of XML and is not expanded",
    ),
    "bomb-around": (
        XML,
        _bytes(f"{_BOMB}<collection><source>&a11;</source></collection>"),
        "'&a11;' is not one of XML and is not expanded",
    ),
    "bomb-in-attribute": (
        XML,
        _bytes(f'{_BOMB}<collection><source x="&a11;"/></collection>'),
        "'&a11;' is not one of XML and is not expanded",
    ),
    "deep": (XML, b"<document>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</document>", "tags"),
    "deep-around": (XML, b"<collection>" + b"<a>" * 200_000, "<a> is no part of <collection>"),
    "crowded": (XML, b"<document>" + b"<a/>" * 400_000 + b"</document>", "no BioC"),
    "comments-without-end": (XML, b"<collection>" + b"<!--" * 20_000, "well-formed"),
    "data-without-end": (XML, b"<document>" + b"<![CDATA[" * 20_000, "was cut off"),
    "instructions-without-end": (XML, b"<?" * 20_000, "well-formed"),
    "quotes-in-document-type": (XML, b"<!DOCTYPE c [" + b'"' * 100_001, "well-formed"),
    "comments-in-document-type": (XML, b"<!DOCTYPE c [" + b"<!--" * 20_000, "well-formed"),
    "many-documents": (XML, b"<collection>" + b"<document>" * 2_000, "is not closed"),
    "bad-offsets": (
        XML,
        _bytes(
            f"<document>{_TEXT}"
            + '<annotation><location offset="q" length="1"/><text>Zinc</text></annotation>' * 2_000
            + "</passage></document>"
        ),
        "so it is at 1999 more places",
    ),
    "foreign-elements": (
        XML,
        _bytes(f"<document>{_TEXT}{'<foreign>element</foreign>' * 2_000}</passage></document>"),
        "so it is at 1999 more places",
    ),
    "deep-json": (JSON, b'{"passages": [{"infons": {"a": ' + b"[" * 200_000, "nested too deep"),
    "many-values": (JSON, b"[" + b"{}," * 2_000 + b"{}]", "so it is in 1990 more documents"),
    "huge-number": (
        JSON,
        b'{"passages": [{"offset": ' + b"9" * 100_000 + b"}]}",
        "too many digits",
    ),
    "text-without-end": (JSON, b'{"passages": [{"text": "' + b'\\"' * 200_000, "cut off"),
    "bad-offsets-json": (
        JSON,
        b'{"passages": [{"offset": 0, "text": "Zinc", "annotations": ['
        + b'{"locations": [{"offset": -1, "length": 1}]},' * 2_000
        + b'{"infons": {}}]}]}',
        "so it is at 1999 more places",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_takes_little_and_says_much(name: str) -> None:
    file_format, data, message = HOSTILE[name]
    tracemalloc.start()
    start = time.process_time()
    found = problems(file_format, data)
    seconds = time.process_time() - start
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 1 <= len(found) <= 12
    assert any(message in problem for problem in found), found
    assert seconds < 20  # memory is traced, which takes its time
    assert most < 80_000_000


ODD = {
    "<id>1</id><id>2</id>": "<id> stands twice in <document>",
    "<passage><offset>0</offset><offset>1</offset><text>Zinc</text></passage>": (
        "<offset> stands twice in <passage>"
    ),
    "<passage><offset>0</offset><text>a</text><text>b</text></passage>": (
        "<text> stands twice in <passage>"
    ),
    "<id><b>1</b></id>": "<b> is no part of <id>",
    f"{_TEXT}<sentence><offset>0</offset><b/></sentence></passage>": (
        "<b> is no part of <sentence>"
    ),
    f"{_TEXT}<sentence>x<offset>0</offset></sentence></passage>": (
        "text between the elements of <sentence>"
    ),
    f"{_TEXT}</passage>x": "text between the elements of <document>",
    f"x{_TEXT}</passage>": "text between the elements of <document>",
    "<relation><b/></relation>": "<b> is no part of <relation>",
    '<relation>x<node refid="1" role=""/></relation>': "text between the elements of <relation>",
    '<relation><node refid="1" role=""/>x</relation>': "text between the elements of <relation>",
    "<annotation><b/><text>Zinc</text></annotation>": "<b> is no part of <annotation>",
    "<annotation>x<text>Zinc</text></annotation>": "text between the elements of <annotation>",
    "<annotation><text>Z<b>i</b>nc</text></annotation>": "<b> is no part of <text>",
    "<annotation><infon>Z</infon><text>Zinc</text></annotation>": "the infon has no key",
    '<infon key="a">1</infon><infon key="a">2</infon>': "infon 'a' stands twice",
    '<annotation><location offset="0" length="1">x</location><text>Z</text></annotation>': (
        "text between the elements of <location>"
    ),
}


@pytest.mark.parametrize("inner", ODD)
def test_what_is_not_bioc_is_said(inner: str) -> None:
    text = "" if "<passage>" in inner else f"{_TEXT}</passage>"
    found = problems(XML, f"<document>{inner}{text}</document>".encode())
    assert len([problem for problem in found if ODD[inner] in problem]) == 1, found
    assert all("FMT001" in problem for problem in found)


def test_a_namespace_is_passed_over_and_a_prefix_is_said() -> None:
    for attribute in ('xmlns="http://bioc.example"', 'xmlns:x="http://bioc.example"'):
        data = f"<collection {attribute}><document>{_TEXT}</passage></document></collection>"
        assert problems(XML, data.encode()) == []
        data = f"<document {attribute}>{_TEXT}</passage></document>"
        assert problems(XML, data.encode()) == []
    (found,) = problems(XML, f"<document>{_TEXT}<x:b/></passage></document>".encode())
    assert found.startswith("1:55 FMT001 a name has a prefix that the document does not declare")


@pytest.mark.parametrize("file_format", [XML, JSON])
def test_what_is_no_text(file_format: Format) -> None:
    (found,) = problems(file_format, b"PK\x03\x04" + bytes(100))
    assert "a ZIP archive" in found
