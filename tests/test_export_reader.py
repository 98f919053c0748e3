"""What documents are made of JSON exports: ids, mentions, relations, attributes, units."""

import json
from collections.abc import Sequence

import msgspec
import pytest

from annolint import Attribute, Change, Document, Format, Mention, Problem
from annolint_formats._exports_units import CountsCharacters, Unit, counted
from annolint_formats.bigbio import BigBio
from annolint_formats.doccano import Doccano
from annolint_formats.label_studio import LabelStudio
from tests.exports import DATA, DIALECTS, documents, read


def good(name: str, stem: str) -> list[Document]:
    (path,) = (DATA / name / "good").glob(f"{stem}.json*")
    return documents(DIALECTS[name], path.read_bytes())


def marked(mentions: Sequence[Mention]) -> list[tuple[str, str, str]]:
    return [(mention.id, mention.type, mention.text) for mention in mentions]


def ends(document: Document) -> list[tuple[str, ...]]:
    return [
        (relation.type, *(argument.target for argument in relation.arguments))
        for relation in document.relations
    ]


def row(reader: Format, value: object) -> Document:
    (found,) = documents(reader, json.dumps(value, ensure_ascii=False).encode())
    return found


def test_doccano() -> None:
    (document,) = good("doccano", "relations")
    assert (document.id, document.id_given) == ("7", True)
    assert marked(document.mentions) == [("21", "Drug", "Ketamine"), ("22", "Sign", "seizures")]
    assert ends(document) == [("treats", "21", "22")]
    first, second = good("doccano", "without-ids")
    assert [(each.id, each.id_given) for each in (first, second)] == [("1", False), ("2", False)]
    _, classified, empty = good("doccano", "whole-rows-classified")
    assert (classified.mentions, empty.mentions) == ((), ())
    assert classified.problems == empty.problems == ()


def test_prodigy() -> None:
    first, second = good("prodigy", "ner")
    assert [(each.id, each.id_given) for each in (first, second)] == [("12", False), ("-22", False)]
    assert [mention.id for mention in first.mentions] == ["", ""]
    assert [token.text for token in first.tokens][:3] == ["Ketamine", "stopped", "the"]
    (related,) = good("prodigy", "relations")
    assert ends(related) == [("STOPS", "0", "3")]
    assert [mention.id for mention in related.mentions] == ["0", "3"]
    _, dependencies = good("prodigy", "dependencies")
    assert dependencies.relations == ()


def test_rows_that_were_not_accepted_are_no_documents() -> None:
    assert len(good("prodigy", "rejected-rows")) == 1


def test_mentions_that_end_with_one_token_are_told_apart_by_their_offsets() -> None:
    spans = [
        {"start": 0, "end": 13, "token_start": 0, "token_end": 1, "label": "DISEASE"},
        {"start": 6, "end": 13, "token_start": 1, "token_end": 1, "label": "SIGN"},
    ]
    relation = {
        "head": 1,
        "child": 1,
        "head_span": spans[0],
        "child_span": spans[1],
        "label": "HAS",
    }
    document = row(
        DIALECTS["prodigy"], {"text": "renal failure", "spans": spans, "relations": [relation]}
    )
    assert [mention.id for mention in document.mentions] == ["0-13", "6-13"]
    assert ends(document) == [("HAS", "0-13", "6-13")]


def test_spacy() -> None:
    (document,) = good("spacy", "doc-to-json")
    assert [mention.concept_ids for mention in document.mentions] == [("MESH:D007649",), ()]
    (passage,) = document.passages
    assert [(each.start, each.end) for each in passage.sentences] == [(0, 47), (48, 80)]
    assert [mention.line for mention in document.mentions] == [4, 10]
    pairs = good("spacy", "pairs")
    assert [marked(each.mentions)[0] for each in pairs] == [
        ("", "DRUG", "Ketamine"),
        ("", "DRUG", "Valproate"),
    ]
    assert good("spacy", "pairs-indented")[0].mentions[1].line == 11
    assert [each.id_given for each in pairs] == [False, False]


def test_label_studio() -> None:
    (document,) = good("label-studio", "utf-16")
    assert marked(document.mentions) == [("aa", "Drug", "Ketamine"), ("bb", "Sign", "seizures")]
    assert [document.covered_text(each) for each in document.mentions] == ["Ketamine", "seizures"]
    assert ends(document) == [("stops", "aa", "bb")]
    assert (document.id, document.id_given, document.text[:3]) == ("1", True, "🧠 K")
    (unlabelled,) = good("label-studio", "unlabelled-relation")
    assert ends(unlabelled) == [("relation", "aa", "bb")]
    (sure,) = good("label-studio", "per-region")
    assert sure.mentions[0].attributes == (Attribute("sure", "certain", line=1),)


def test_annotations_of_one_task_by_several_people_are_a_document_each() -> None:
    found = good("label-studio", "two-annotators")
    assert [(each.id, each.id_given) for each in found] == [("1:31", False), ("1:32", False)]
    assert [[m.id for m in each.mentions] for each in found] == [["aa"], ["zz", "yy"]]
    assert len({each.text for each in found}) == 1


def test_bigbio() -> None:
    (document,) = good("bigbio", "events")
    assert document.id == "900001"
    assert [(p.kind, p.start, p.offset) for p in document.passages] == [
        ("title", 0, 0),
        ("abstract", 22, 22),
    ]
    assert [mention.concept_ids for mention in document.mentions][:2] == [
        ("MESH:D007649",),
        ("MESH:D004827",),
    ]
    parted = document.mentions[2]
    assert (parted.text, parted.fragment_texts) == ("renal failure", ("renal", "failure"))
    first, second, coreference = document.relations
    assert (first.trigger, second.trigger) == ("E1.trigger", "E1.trigger")
    assert marked(document.mentions[3:]) == [("E1.trigger", "Failure", "failure")]
    assert [(each.role, each.target) for each in second.arguments] == [("Theme", "T3")]
    assert [each.role for each in coreference.arguments] == ["entity"] * 3


@pytest.mark.parametrize(
    ("base", "identifier", "concept", "ids"),
    [
        ("MESH", "D007649", "MESH:D007649", ("MESH:D007649",)),
        ("MESH", "MESH:D007649", "MESH:D007649", ("MESH:D007649",)),
        (None, "D007649", "D007649", ("D007649",)),
        ("MESH", "-1", "-1", ()),
        ("MESH", "", "", ()),
        ("MESH", None, "", ()),
        ("NCBIGene", 1234, "NCBIGene:1234", ("NCBIGene:1234",)),
    ],
)
def test_concepts_of_bigbio(
    base: str | None, identifier: str | int | None, concept: str, ids: tuple[str, ...]
) -> None:
    normalized = [{"db_name": base, "db_id": identifier}]
    entity = {"id": "1", "type": "X", "text": ["a"], "offsets": [[0, 1]], "normalized": normalized}
    document = row(BigBio(), {"passages": [{"text": ["a"]}], "entities": [entity]})
    (mention,) = document.mentions
    assert (mention.concept_field, mention.concept_ids) == (concept, ids)


@pytest.mark.parametrize("stem", ["gap-between-passages", "no-gap-between-passages"])
def test_offsets_of_bigbio_are_those_of_the_passages(stem: str) -> None:
    (plain,) = good("bigbio", "kb")
    (document,) = good("bigbio", stem)
    assert document.text == plain.text
    assert [m.spans for m in document.mentions] == [m.spans for m in plain.mentions]
    assert document.passages[1].offset != document.passages[1].start == plain.passages[1].start


def test_what_ends_where_a_passage_ends_does_not_end_in_the_next_one() -> None:
    passages = [
        {"text": ["fever"], "offsets": [[0, 5]]},
        {"text": ["cough"], "offsets": [[5, 10]]},
    ]
    entities = [
        {"id": "1", "type": "Sign", "text": [text], "offsets": [offsets]}
        for text, offsets in (("fever", [0, 5]), ("cough", [5, 10]), ("gh", [8, 10]))
    ]
    document = row(BigBio(), {"document_id": "1", "passages": passages, "entities": entities})
    assert [document.covered_text(m) for m in document.mentions] == ["fever", "cough", "gh"]


def test_pubannotation() -> None:
    (document,) = good("pubannotation", "document")
    assert (document.id, document.id_given) == ("PubMed:900001", True)
    first, second = document.mentions
    assert (first.concept_field, first.concept_ids) == ("MESH:D007649", ("MESH:D007649",))
    assert second.attributes == (Attribute("severity", "high", "A2", 1),)
    assert ends(document) == [("stops", "T1", "T2")]
    (parted,) = good("pubannotation", "discontinuous")
    assert marked(parted.mentions)[0] == ("T1", "Disease", "Renal failure")
    assert [each.id for each in good("pubannotation", "tracks")] == [
        "PubMed:900003:one",
        "PubMed:900003:two",
    ]


def test_divisions_of_a_document_have_ids_of_their_own() -> None:
    assert [(each.id, each.id_given) for each in good("pubannotation", "divisions")] == [
        ("PubMed:900001:0", True),
        ("PubMed:900001:1", True),
    ]
    found = good("pubannotation", "divisions-without-numbers")
    assert [(each.id, each.id_given) for each in found] == [
        ("PubMed:900001", True),
        ("PubMed:900001:1", False),
        ("PubMed:900001:2", False),
    ]


@pytest.mark.parametrize(
    ("unit", "start", "end"), [("characters", 4, 7), ("utf-16", 5, 8), ("bytes", 8, 12)]
)
def test_offsets_count_what_the_configuration_says(unit: Unit, start: int, end: int) -> None:
    reader = Doccano(CountsCharacters(offsets=unit))
    document = row(reader, {"text": "é 🧠 thé!", "label": [[start, end, "Drink"]]})
    (mention,) = document.mentions
    assert (mention.text, mention.spans[0].start, mention.spans[0].end) == ("thé", 4, 7)
    assert document.problems == ()


@pytest.mark.parametrize("unit", ["utf-16", "bytes"])
def test_offsets_beyond_the_text_are_as_far_beyond_it(unit: Unit) -> None:
    counts = counted("a🧠b", unit)
    assert counts is not None
    size = counts.offset(3)
    assert [counts.start(size), counts.start(size + 4), counts.offset(7)] == [3, 7, size + 4]
    assert [counts.offset(number) for number in (-3, 0, 1)] == [0, 0, 1]
    assert counts.is_edge(size + 9)
    assert not counts.is_edge(2)
    assert (counts.start(2), counts.end(2)) == (1, 2)


def test_undecodable_bytes_count_as_bytes() -> None:
    counts = counted("a\udcffb", "bytes")
    assert counts is not None
    assert [counts.offset(number) for number in range(4)] == [0, 1, 2, 3]


def test_an_offset_inside_of_a_character_is_a_fault_where_no_text_tells_what_is_meant() -> None:
    reader = Doccano(CountsCharacters(offsets="utf-16"))
    (document,) = documents(reader, '{"text": "🧠 thé", "label": [[1, 6, "Drink"]]}'.encode())
    (problem,) = document.problems
    assert problem.code == "FMT003"
    assert problem.record is document.mentions[0]
    assert document.mentions[0].spans == ()


def test_a_file_is_recognised_by_a_document_that_is_larger_than_what_is_looked_at() -> None:
    text = "Ketamine stopped the seizures. " * 5000
    head = json.dumps([{"sourcedb": "PMC", "sourceid": "1", "text": text, "denotations": []}])
    cut = head.encode()[: 64 * 1024]
    assert [name for name, reader in DIALECTS.items() if reader.sniff(cut)] == ["pubannotation"]


def test_files_with_other_regions_than_those_of_texts_are_not_taken_for_label_studio() -> None:
    result = {"type": "rectanglelabels", "value": {"x": 1, "y": 2, "rectanglelabels": ["Car"]}}
    sound = {"type": "labels", "value": {"start": 0.5, "end": 2.5, "channel": 0, "labels": ["A"]}}
    for each in (result, sound):
        task = {"id": 1, "data": {"image": "a.png"}, "annotations": [{"result": [each]}]}
        assert not LabelStudio().sniff(json.dumps([task]).encode())


def test_many_faults_of_a_kind_are_a_handful_of_findings() -> None:
    rows = [{"text": "Ketamine", "label": [["0", "8", "Drug"]] * 3} for _ in range(100)]
    things = read(Doccano(), "".join(f"{json.dumps(each)}\n" for each in rows).encode())
    found = [thing for thing in things if isinstance(thing, Document)]
    shown = [p for each in found for p in each.problems if not p.folded]
    last = things[-1]
    assert len(shown) == 10
    assert isinstance(last, Problem)
    assert last.message.endswith("(this file has 289 more of this kind)")
    assert all(len(each.problems) == 3 for each in found)


def test_a_label_may_hold_commas() -> None:
    value = {"start": 0, "end": 5, "text": "Fever", "labels": ["Sign, acute"]}
    result = {"value": value, "id": "a", "to_name": "text", "type": "labels"}
    task = {"id": 1, "data": {"text": "Fever"}, "annotations": [{"result": [result]}]}
    document = row(LabelStudio(), task)
    (mention,) = document.mentions
    assert mention.types == ("Sign, acute",)
    changed = msgspec.structs.replace(mention, type="Sign, late", types=("Sign, late",))
    (edit,) = LabelStudio().render(document, [Change(mention, changed)])
    assert edit.data == b"Sign, late"


def test_both_ends_of_a_relation_are_found_together() -> None:
    (document,) = good("label-studio", "unlabelled-relation")
    (relation,) = document.relations
    reader = DIALECTS["label-studio"]
    whole, first, second = (
        reader.locate(document, relation, "argument", item) for item in (None, 0, 1)
    )
    assert (whole.column, whole.end_column) == (first.column, second.end_column)
