"""What documents BioC files are read into, in XML and JSON alike."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from annolint import Argument, Document, Span
from annolint.format import Format
from benchmarks.writers.bioc import written, written_json
from tests.bioc import DATA, JSON, XML, documents, problems, read

FORMATS: dict[str, Format] = {"xml": XML, "json": JSON}
formats = pytest.mark.parametrize("file_format", FORMATS.values(), ids=FORMATS)


def good(name: str, file_format: Format) -> list[Document]:
    suffix = ".xml" if file_format is XML else ".json"
    return documents(file_format, (DATA / "good" / f"{name}.bioc{suffix}").read_bytes())


def one(text: str) -> Document:
    """Return the document in XML; a blank stands for the collection around it."""
    (found,) = documents(XML, f"<collection><document>{text}</document></collection>".encode())
    return found


def passage(text: str = "Zinc heals", offset: int | str = 0, inner: str = "") -> str:
    return f"<passage><offset>{offset}</offset><text>{text}</text>{inner}</passage>"


def mention(
    offset: int, length: int, text: str, infons: str = '<infon key="type">Drug</infon>'
) -> str:
    location = f'<location offset="{offset}" length="{length}"/>'
    return f'<annotation id="{offset}">{infons}{location}<text>{text}</text></annotation>'


@formats
def test_a_collection(file_format: Format) -> None:
    first, second = good("collection", file_format)
    assert (first.id, first.id_given) == ("40000001", True)
    assert first.text == (
        "Ketamine for refractory status epilepticus.\n"
        "Ketamine stopped the seizures of nine patients with epilepsy."
    )
    assert [(each.kind, each.start, each.offset) for each in first.passages] == [
        ("title", 0, 0),
        ("abstract", 44, 44),
    ]
    found = first.mentions[3]
    assert (found.id, found.type, found.types) == ("3", "Disease", ("Disease",))
    assert (found.spans, found.text) == ((Span(65, 73),), "seizures")
    assert (found.concept_field, found.concept_ids) == ("MESH:D012640", ("MESH:D012640",))
    assert found.attributes == ()
    assert len(second.mentions) == 2


@formats
def test_passages_that_leave_gaps(file_format: Format) -> None:
    passages = passage() + passage("It works", 500, mention(503, 5, "works"))
    value = {
        "passages": [
            {"offset": 0, "text": "Zinc heals"},
            {
                "offset": 500,
                "text": "It works",
                "annotations": [
                    {"infons": {"type": "Drug"}, "text": "works", "locations": [_at(503, 5)]}
                ],
            },
        ]
    }
    data = json.dumps(value) if file_format is JSON else f"<document>{passages}</document>"
    (found,) = documents(file_format, data.encode())
    assert found.text == "Zinc heals\nIt works"
    assert found.mentions[0].spans == (Span(14, 19),)
    assert (found.id, found.id_given) == ("#1", False)


def _at(offset: int, length: int) -> dict[str, int]:
    return {"offset": offset, "length": length}


@pytest.mark.parametrize(
    ("offset", "start"),
    [
        (3, 3),  # inside of the first passage
        (10, 10),  # right behind it
        (40, 40),  # in the gap, counted on from the first
        (100, 11),  # the first character of the second
        (107, 18),
        (109, 20),  # behind everything
    ],
)
@pytest.mark.parametrize("where", ["first", "second", "document"])
def test_an_offset_is_that_of_the_passage_in_which_it_lies(
    offset: int, start: int, where: str
) -> None:
    annotation = mention(offset, 1, "x")
    found = one(
        passage(inner=annotation * (where == "first"))
        + passage("It works", 100, annotation * (where == "second"))
        + annotation * (where == "document")
    )
    assert found.mentions[0].spans == (Span(start, start + 1),)


def test_passages_that_all_begin_at_0() -> None:
    found = one(passage() + passage("It works", 0, mention(3, 5, "works")))
    assert found.covered_text(found.mentions[0]) == "works"


@formats
def test_the_text_of_a_passage_may_be_that_of_its_sentences(file_format: Format) -> None:
    (found,) = good("sentences-only", file_format)
    assert found.passages[1].text == "Zinc cream closed ulcers sooner. Nobody had pain."
    assert [each.offset for each in found.passages[1].sentences] == [22, 55]
    assert [found.covered_text(each) for each in found.mentions] == ["Zinc", "ulcers", "pain"]


def test_sentences_whose_offsets_cannot_be_believed() -> None:
    sentences = "".join(
        f"<sentence><offset>{offset}</offset><text>{text}</text>{mention(offset, 1, text[0])}"
        "</sentence>"
        for offset, text in ((0, "Zinc heals."), (9000, "It works."), (0, "Often."))
    )
    found = one(f"<passage><offset>0</offset>{sentences}</passage>")
    assert found.text == "Zinc heals. It works. Often."
    assert [found.covered_text(each) for each in found.mentions] == ["Z", "I", "O"]


@formats
def test_a_discontinuous_mention(file_format: Format) -> None:
    (found,) = good("discontinuous", file_format)
    assert found.mentions[0].spans == (Span(0, 5), Span(27, 34))
    assert found.mentions[0].text == "Renal failure"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("identifier", "7157"),
        ("Identifier", "7157"),
        ("MESH", "7157"),
        ("NCBI Gene", "7157"),
        ("NCBI Homologene", "7157"),
        ("cui", "7157"),
        ("note", None),
    ],
)
def test_keys_of_concept_identifiers(key: str, field: str | None) -> None:
    infons = f'<infon key="{key}">7157</infon><infon key="type">Gene</infon>'
    (found,) = one(passage("TP53", 0, mention(0, 4, "TP53", infons))).mentions
    assert found.type == "Gene"
    assert found.concept_field == field
    assert [each.name for each in found.attributes] == ([] if field else [key])


def test_other_infons_are_attributes() -> None:
    (found,) = documents(JSON, (DATA / "good" / "numbers-and-nulls.bioc.json").read_bytes())
    gene = found.mentions[0]
    assert (gene.id, gene.concept_field) == ("0", "15032")
    assert [(each.name, each.value) for each in gene.attributes] == [
        ("valid", "true"),
        ("name", "null"),
    ]
    assert one('<infon key="pmcid">PMC1</infon>' + passage()).metadata[0].value == "PMC1"


# Relations.


@formats
def test_relations_of_mentions(file_format: Format) -> None:
    (found,) = good("relations-of-the-document", file_format)
    assert found.relations[0].arguments == (
        Argument("2", "mention", "drug"),
        Argument("3", "mention", "disease"),
    )
    if file_format is XML:
        assert found.relations[1].arguments[0] == Argument("R0", "relation", "claim")


def test_relations_of_concepts() -> None:
    (found,) = good("relations-of-concepts", XML)
    (relation,) = found.relations
    assert relation.type == "Negative_Correlation"
    assert relation.arguments == (
        Argument("MESH:D007649", "concept"),
        Argument("MESH:D012640", "concept"),
    )
    assert [(each.name, each.value) for each in relation.attributes] == [("novel", "Novel")]


@formats
def test_relations_of_pubtator3(file_format: Format) -> None:
    (found,) = good("relations-of-pubtator3", file_format)
    (relation,) = found.relations
    assert relation.arguments == (
        Argument("MESH:D007649", "concept", "Chemical"),
        Argument("MESH:D012640", "concept", "Disease"),
    )
    assert [(each.name, each.value) for each in relation.attributes] == [("score", "0.99")]


def test_an_argument_that_is_a_variant_has_no_role() -> None:
    infons = "".join(
        f'<infon key="entity{number}">{text}</infon>'
        for number, text in enumerate(("SUB|G|1138|A", "c|DEL|1|", "Gene|7157"), 1)
    )
    found = one(passage(inner=f"<relation>{infons}</relation>"))
    assert [(each.role, each.target) for each in found.relations[0].arguments] == [
        ("", "SUB|G|1138|A"),
        ("", "c|DEL|1|"),
        ("Gene", "7157"),
    ]


def test_relations_with_types_for_keys() -> None:
    (found,) = good("relations-with-types-for-keys", XML)
    assert found.relations[0].type == "CID"
    assert found.relations[0].arguments == (
        Argument("MESH:D007649", "concept", "Chemical"),
        Argument("MESH:D012640", "concept", "Disease"),
    )


# Ids.


@pytest.mark.parametrize(
    ("relations", "count"),
    [
        ("", 1),  # nothing names them: an id is for the document
        ("passage", 0),
        ("document", 1),
    ],
)
def test_the_scope_of_an_id_is_where_it_can_be_named(relations: str, count: int) -> None:
    relation = '<relation id="R"><node refid="0" role=""/><node refid="1" role=""/></relation>'
    text = passage("Zinc", 0, mention(0, 4, "Zinc") + mention(1, 1, "i")) + passage(
        "Zinc",
        0,
        mention(0, 4, "Zinc") + mention(2, 1, "n") + relation * (relations == "passage"),
    )
    text += relation * (relations == "document")
    data = f"<document>{text}</document>".encode()
    assert sum("FMT009" in problem for problem in problems(XML, data)) == count


def test_ids_that_begin_anew_in_each_passage_though_nothing_names_them() -> None:
    anew = "".join(mention(number, 1, "Zinc"[number]) for number in range(4))
    data = f"<document>{passage('Zinc', 0, anew) * 3}</document>"
    assert problems(XML, data.encode()) == []


# Suppressions.


@pytest.mark.parametrize("where", ["document", "passage", "annotation", "relation"])
def test_an_infon_can_ask_for_silence(where: str) -> None:
    infon = '<infon key="annolint">annolint: ignore[SPN001, CID] as published</infon>'
    place = {each: infon * (each == where) for each in ("document", "passage", "relation")}
    annotation = mention(0, 4, "Zinc", infon if where == "annotation" else "")
    found = one(
        place["document"]
        + f"<passage>{place['passage']}<offset>0</offset><text>Zinc</text>{annotation}</passage>"
        + f'<relation id="R">{place["relation"]}<node refid="0" role=""/></relation>'
    )
    (ignore,) = found.ignores
    assert ignore.selectors == ("SPN001", "CID")
    assert ignore.reason == "as published"
    records = {
        "document": None,
        "passage": found.passages[0],
        "annotation": found.mentions[0],
        "relation": found.relations[0],
    }
    assert ignore.record is records[where]
    assert found.metadata == ()
    assert found.mentions[0].attributes == ()


# Streams.


class Endless:
    """A collection of so many documents, which is never there as a whole."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.most = 0

    def read(self, size: int) -> bytes:
        if not self.left:
            return b""
        made = b"<document>" + passage("Zinc " * 200, 0, mention(0, 4, "Zinc")).encode()
        made = (made + b"</document>\n") * max(min(size // 1100, self.left), 1)
        self.left -= made.count(b"</document>")
        return made


def test_documents_come_one_by_one() -> None:
    from annolint import Source  # noqa: PLC0415 - only here

    stream = Endless(20_000)
    seen = 0
    for thing in XML.read(Source("file", stream)):  # type: ignore[arg-type] # it can read
        if isinstance(thing, Document):
            seen += 1
            if seen == 1:
                assert stream.left > 15_000
    assert seen == 20_000


def test_a_document_over_the_limit_is_passed_over() -> None:
    data = f"<collection><document>{passage('Zinc ' * 100)}</document>".encode()
    data += f"<document>{passage()}</document></collection>".encode()
    things = read(XML, data, 200)
    assert [isinstance(thing, Document) for thing in things] == [False, True]
    assert "over 200 bytes" in problems(XML, data, 200)[0]


# The same in both.


def strip(found: Document) -> Any:
    return (
        found.id,
        found.text,
        [
            (m.id, m.type, m.spans, m.text, m.concept_field, m.attributes and 1)
            for m in found.mentions
        ],
        [(r.id, r.type, r.arguments) for r in found.relations],
    )


@pytest.mark.parametrize("name", ["collection", "relations-of-the-document", "sentences-only"])
@pytest.mark.parametrize("write", [written, written_json])
def test_what_is_written_is_read_back(
    name: str, write: Callable[[list[Document]], dict[str, bytes]]
) -> None:
    found = good(name, JSON)
    (data,) = write(found).values()
    again = documents(XML if write is written else JSON, data)
    assert list(map(strip, again)) == list(map(strip, found))


def test_neither_takes_the_other() -> None:
    for path in DATA.rglob("*.bioc.*"):
        head = path.read_bytes()
        assert not (XML.sniff(head) and JSON.sniff(head))
        if path.parent.name == "good" and path.stem != "empty-file.bioc":
            assert FORMATS[path.suffix[1:]].sniff(head), path
