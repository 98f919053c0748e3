"""How changed records of BioC are written: the values that differ, in the form of what is there."""

import msgspec
import pytest

from annolint import Argument, Change, Document, Mention, Span, TextChange
from annolint.format import Format
from annolint.repair import applied, completed, content
from tests.bioc import DATA, JSON, XML, changed, documents

FORMATS: dict[str, Format] = {"xml": XML, "json": JSON}
formats = pytest.mark.parametrize("file_format", FORMATS.values(), ids=FORMATS)
replace = msgspec.structs.replace

PRETTY_XML = """\
<document>
  <id>1</id>
  <passage>
    <offset>0</offset>
    <text>Zinc &amp; iron</text>
    <annotation id="T1">
      <infon key="type">Drug</infon>
      <location offset="0" length="4"/>
      <text>Zinc</text>
    </annotation>
    <annotation id="T2">
      <infon key="type">Drug</infon>
      <infon key="identifier">D2</infon>
      <location offset="7" length="4"/>
      <text>iron</text>
    </annotation>
  </passage>
</document>
"""
PRETTY_JSON = """\
{"id": "1", "passages": [{"offset": 0, "text": "Zinc & iron", "annotations": [
  {
    "id": "T1",
    "infons": {"type": "Drug"},
    "text": "Zinc",
    "locations": [{"offset": 0, "length": 4}]
  },
  {
    "id": "T2",
    "infons": {"type": "Drug", "identifier": "D2"},
    "text": "iron",
    "locations": [{"offset": 7, "length": 4}]
  }
]}]}
"""
PRETTY = {"xml": PRETTY_XML, "json": PRETTY_JSON}


def one(file_format: Format, text: str) -> Document:
    (found,) = documents(file_format, text.encode())
    return found


def pretty(file_format: Format) -> Document:
    return one(file_format, PRETTY["xml" if file_format is XML else "json"])


def rewritten(file_format: Format, found: Document, *changes: Change) -> str:
    return changed(file_format, found, changes).decode()


def lines(before: Document, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that a change removes and those that it brings."""
    old = before.files[0].data.decode().split("\n")
    new = after.split("\n")
    return [row for row in old if row not in new], [row for row in new if row not in old]


@pytest.mark.parametrize(
    ("file_format", "before", "after"),
    [
        (XML, '<infon key="type">Drug</infon>', '<infon key="type">a&lt;b&gt;&amp;"</infon>'),
        (XML, '<infon key="type"/>', '<infon key="type">a&lt;b&gt;&amp;"</infon>'),
        (XML, '<infon key="type" />', '<infon key="type" >a&lt;b&gt;&amp;"</infon>'),
        (XML, '<infon key="type"></infon>', '<infon key="type">a&lt;b&gt;&amp;"</infon>'),
        (
            XML,
            '<infon key="type"><![CDATA[<]]></infon>',
            '<infon key="type">a&lt;b&gt;&amp;"</infon>',
        ),
        (XML, "", '<infon key="type">a&lt;b&gt;&amp;"</infon>'),
        (JSON, '"type": "Drug"', '"type": "a<b>&\\""'),
        (JSON, '"type": 9', '"type": "a<b>&\\""'),
        (JSON, '"type": null', '"type": "a<b>&\\""'),
        (JSON, "", '"type": "a<b>&\\""'),
    ],
)
def test_values_are_escaped_and_come_where_there_was_none(
    file_format: Format, before: str, after: str
) -> None:
    if file_format is XML:
        text = f'<document><annotation id="1">{before}<text>Zinc</text></annotation></document>'
    else:
        text = f'{{"passages": [], "annotations": [{{"infons": {{{before}}}, "text": "Zinc"}}]}}'
    found = one(file_format, text)
    mention = found.mentions[0]
    new = replace(mention, type='a<b>&"', types=('a<b>&"',))
    assert rewritten(file_format, found, Change(mention, new)) == (
        text.replace(before, after)
        if before
        else text.replace('id="1">', f'id="1">{after}').replace("{}", f"{{{after}}}")
    )


def test_numbers_stay_numbers_and_other_spellings_stay() -> None:
    text = (
        '{"passages": [{"offset": "0", "text": "Zinc", "annotations": [{"infons": {"type": "Gene", '
        '"identifier": 7157}, "text": "Zinc", "locations": [{"offset": "0000", "length": 4}]}]}]}'
    )
    found = one(JSON, text)
    mention = found.mentions[0]
    new = replace(mention, concept_field="7158", spans=(Span(0, 3),))
    assert rewritten(JSON, found, Change(mention, new)) == text.replace("7157", "7158").replace(
        '"length": 4', '"length": 3'
    )
    new = replace(mention, spans=(Span(1, 4),))
    assert '"offset": "1", "length": 3' in rewritten(JSON, found, Change(mention, new))
    new = replace(mention, concept_field="HGNC:7157")
    assert '"identifier": "HGNC:7157"' in rewritten(JSON, found, Change(mention, new))


def test_characters_are_escaped_in_json_where_the_file_escapes_them() -> None:
    for spelling in ("na\\u00efve", "naïve"):
        found = one(JSON, f'{{"passages": [{{"offset": 0, "text": "{spelling}"}}], "id": "1"}}')
        passage = found.passages[0]
        text = rewritten(JSON, found, Change(passage, replace(passage, text="naïf")))
        assert spelling.replace("ve", "f") in text


@formats
def test_an_annotation_that_is_removed_leaves_no_trace(file_format: Format) -> None:
    found = pretty(file_format)
    for mention in found.mentions:
        text = rewritten(file_format, found, Change(mention, None))
        (again,) = documents(file_format, text.encode())
        assert [each.text for each in again.mentions] == [
            each.text for each in found.mentions if each is not mention
        ]
        assert not [row for row in text.split("\n") if row.isspace()]
    both = rewritten(file_format, found, *[Change(mention, None) for mention in found.mentions])
    (again,) = documents(file_format, both.encode())
    assert again.mentions == ()


@formats
def test_an_annotation_that_is_added_is_written_like_its_neighbour(file_format: Format) -> None:
    found = pretty(file_format)
    new = Mention(0, 0, "Sign", ("Sign",), (Span(5, 6),), "&", "D9", ("D9",))
    text = rewritten(file_format, found, Change(None, new))
    gone, come = lines(found, text)
    (again,) = documents(file_format, text.encode())
    assert [(each.id, each.text) for each in again.mentions] == [
        ("T1", "Zinc"),
        ("T3", "&"),
        ("T2", "iron"),
    ]
    added = again.mentions[1]
    assert (added.type, added.spans, added.concept_field) == ("Sign", (Span(5, 6),), "D9")
    assert gone == []
    indents = {len(row) - len(row.lstrip()) for row in come}
    assert indents == ({4, 6} if file_format is XML else {2, 4}) - (
        {2} if file_format is JSON else set()
    )


@formats
def test_the_first_annotation_of_a_passage(file_format: Format) -> None:
    text = (
        "<document><passage><offset>7</offset><text>Zinc</text></passage></document>"
        if file_format is XML
        else '{"passages": [{"offset": 7, "text": "Zinc", "annotations": []}]}'
    )
    found = one(file_format, text)
    new = Mention(0, 0, "Drug", ("Drug",), (Span(0, 4),), "Zinc", "D1", ("D1",))
    again = one(file_format, rewritten(file_format, found, Change(None, new)))
    (mention,) = again.mentions
    assert (mention.type, mention.spans, mention.text) == ("Drug", (Span(0, 4),), "Zinc")
    assert (mention.id, mention.concept_field) == ("1", "D1")


def test_a_concept_identifier_that_goes_takes_its_infon_along() -> None:
    for file_format in (XML, JSON):
        found = pretty(file_format)
        mention = found.mentions[1]
        text = rewritten(file_format, found, Change(mention, replace(mention, concept_field=None)))
        (again,) = documents(file_format, text.encode())
        assert again.mentions[1].concept_field is None
        assert "identifier" not in text


@formats
def test_more_and_fewer_fragments(file_format: Format) -> None:
    found = pretty(file_format)
    mention = found.mentions[0]
    parted = replace(mention, spans=(Span(0, 2), Span(7, 9)))
    text = rewritten(file_format, found, Change(mention, parted))
    (again,) = documents(file_format, text.encode())
    assert again.mentions[0].spans == parted.spans
    text = rewritten(file_format, again, Change(again.mentions[0], mention))
    (back,) = documents(file_format, text.encode())
    assert back.mentions[0].spans == mention.spans


@formats
def test_arguments_are_written_where_they_stand(file_format: Format) -> None:
    suffix = "xml" if file_format is XML else "json"
    for name in ("relations-of-the-document", "relations-of-pubtator3"):
        data = (DATA / "good" / f"{name}.bioc.{suffix}").read_bytes()
        (found,) = documents(file_format, data)
        relation = found.relations[0]
        first, second = relation.arguments
        new = replace(
            relation, arguments=(Argument("X<9", first.kind, first.role), second), type="is"
        )
        text = rewritten(file_format, found, Change(relation, new))
        (again,) = documents(file_format, text.encode())
        assert content(again) == content(applied(found, [Change(relation, new)]))


@formats
@pytest.mark.parametrize("name", ["collection", "sentences-only", "relations-of-the-document"])
def test_a_change_of_text_moves_what_stands_behind_it(file_format: Format, name: str) -> None:
    suffix = "xml" if file_format is XML else "json"
    data = (DATA / "good" / f"{name}.bioc.{suffix}").read_bytes()
    for found in documents(file_format, data):
        for passage in found.passages:
            change = TextChange(passage.start + 1, passage.start + 2, "& longer <")
            changes = completed(found, [change])
            text = rewritten(file_format, found, *changes)
            (again,) = documents(file_format, text.encode())
            assert content(again) == content(applied(found, changes))
            assert [each.offset for each in again.passages] == [
                each.offset for each in applied(found, changes).passages
            ]


def test_a_text_of_cdata_and_references_is_written_anew_only_where_it_changes() -> None:
    data = (DATA / "good" / "characters.bioc.xml").read_bytes()
    (found,) = documents(XML, data)
    mention = found.mentions[1]
    text = rewritten(XML, found, Change(mention, replace(mention, type="Sign")))
    assert text == found.files[0].data.decode()
    text = rewritten(XML, found, Change(mention, replace(mention, text="ϑ")))
    assert lines(found, text) == (["        <text>θ</text>"], ["        <text>ϑ</text>"])
