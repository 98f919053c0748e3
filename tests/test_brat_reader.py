"""What a brat document is read into, and where its parts stand."""

import io
from pathlib import Path

import pytest

from annolint import Argument, Attribute, Document, Mention, Problem, Relation, Source, Span
from annolint.format import Beside
from annolint.testing import fix, lint
from benchmarks.writers.brat import written
from benchmarks.writers.inexpressible import Inexpressible
from tests.brat import READER, document, documents, problems, read

TEXT = "Aspirin eases pain in mice.\nIt binds COX-1 and COX-2.\n"
MENTIONS = "T1\tDrug 0 7\tAspirin\nT2\tSign 14 18\tpain\n"


def test_a_mention() -> None:
    found = document(MENTIONS, TEXT)
    assert found.text == TEXT
    assert found.id == "1"
    assert not found.id_given
    (passage,) = found.passages
    assert (passage.kind, passage.start, passage.text, passage.file) == ("text", 0, TEXT, 1)
    assert [file.path for file in found.files] == ["1.ann", "1.txt"]
    assert found.mentions[1] == Mention(
        1, 2, "Sign", ("Sign",), (Span(14, 18),), "pain", id="T2", file=0
    )


def test_a_discontinuous_mention() -> None:
    found = document("T1\tEnzyme 37 40;51 52\tCOX 2\n", TEXT)
    assert found.mentions[0].spans == (Span(37, 40), Span(51, 52))
    assert found.covered_text(found.mentions[0]) == "COX 2"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("renal failure", "renal\nfailure"),
        ("renal  failure", "renal\r\nfailure"),
        ("renal failure", "renal\r\nfailure"),
        ("renal failure", "renal\tfailure"),
        ("renal\tfailure", "renal\tfailure"),
    ],
)
def test_a_blank_stands_for_what_a_line_cannot_hold(surface: str, text: str) -> None:
    found = document(f"T1\tDisease 0 {len(text)}\t{surface}\n", text)
    assert found.mentions[0].text == text
    assert found.problems == ()


def test_a_text_that_differs_is_what_the_file_says() -> None:
    found = document("T1\tDrug 0 7\tasprin \n", TEXT)
    assert found.mentions[0].text == "asprin "


def test_relations_events_and_equivalences() -> None:
    found = document(
        "R1\tEases Arg1:T1 Arg2:T2\t\nE1\tBinding:T3 Theme:T4 Theme2:E2 \nE2\tcauses a:T1 b:R1\n"
        "*\tEquiv T1 T2 T3\n",
        TEXT,
    )
    assert list(found.relations) == [
        Relation(
            0,
            1,
            "Eases",
            (Argument("T1", "mention", "Arg1"), Argument("T2", "mention", "Arg2")),
            id="R1",
        ),
        Relation(
            1,
            2,
            "Binding",
            (Argument("T4", "mention", "Theme"), Argument("E2", "relation", "Theme2")),
            trigger="T3",
            id="E1",
        ),
        Relation(
            2,
            3,
            "causes",
            (Argument("T1", "mention", "a"), Argument("R1", "relation", "b")),
            id="E2",
        ),
        Relation(3, 4, "Equiv", tuple(Argument(f"T{n}", "mention") for n in (1, 2, 3))),
    ]


def test_attributes_go_onto_what_they_are_about_wherever_they_stand() -> None:
    found = document(
        f"A1\tBrand T1\n{MENTIONS}R1\tEases Arg1:T1 Arg2:T2\nM1\tSure R1 very much\nA2\tOld T1\n",
        TEXT,
    )
    assert found.mentions[0].attributes == (
        Attribute("Brand", "", "A1", 1, 0, 0),
        Attribute("Old", "", "A2", 6, 0, 1),
    )
    assert found.relations[0].attributes == (Attribute("Sure", "very much", "M1", 5, 0, 0),)
    assert found.problems == ()


def test_normalisations_are_concept_identifiers() -> None:
    found = document(
        f"{MENTIONS}N1\tReference T1 MESH:D001241\tAspirin\nN2\tReference T2 MESH:D010146|X:1\n"
        "N3\tReference T1 CHEBI:15365\nN4\tTaxonomy Annotation:T2 Referent:10090\n",
        TEXT,
    )
    assert found.mentions[0].concept_field == "MESH:D001241|CHEBI:15365"
    assert found.mentions[0].concept_ids == ("MESH:D001241", "CHEBI:15365")
    assert found.mentions[1].concept_ids == ("MESH:D010146", "X:1", "10090")


def test_a_note_may_ask_for_silence() -> None:
    found = document(
        f"{MENTIONS}A1\tBrand T1\n#1\tAnnotatorNotes T2\tannolint: ignore[SPN001, CID] a scan\n"
        "#2\tAnnotatorNotes A1\tignore[TYP005]\n#3\tAnnotatorNotes T1\tplain words\n",
        TEXT,
    )
    first, second = sorted(found.ignores, key=lambda each: each.place)
    assert (first.selectors, first.reason) == (("SPN001", "CID"), "a scan")
    assert first.record is found.mentions[1]
    assert (first.place.line, first.place.column) == (4, 22)
    assert second.record is found.mentions[0]


def test_what_is_wrong_with_a_line_stands_at_the_record_that_is_left() -> None:
    found = document("T1 Drug 0 7 Aspirin\nA1\tBrand T1\n", TEXT)
    (problem,) = found.problems
    assert problem.code == "FMT008"
    assert problem.record is found.mentions[0]
    assert found.mentions[0].attributes


def test_the_two_parts_of_a_shared_task() -> None:
    (found,) = documents(
        {
            "x.a1": b"T1\tProtein 37 42\tCOX-1\n",
            "x.a2": b"T2\tBinding 31 36\tbinds\nE1\tBinding:T2 Theme:T1\n",
            "x.txt": TEXT.encode(),
        }
    )
    assert [file.path for file in found.files] == ["x.a1", "x.a2", "x.txt"]
    assert [mention.file for mention in found.mentions] == [0, 1]
    assert found.relations[0].file == 1
    assert found.passages[0].file == 2
    place = READER.locate(found, found.relations[0], "trigger")
    assert (place.path, place.line, place.column, place.end_column) == ("x.a2", 2, 12, 14)


def test_which_files_belong_together() -> None:
    assert READER.belongs_to("x.y.txt") == ("x.y.ann", "x.y.a1")
    assert READER.belongs_to("x.a2") == ("x.a1",)
    assert READER.belongs_to("x.ann") == READER.belongs_to("txt") == ()


@pytest.mark.parametrize("files", [{"1.ann": b""}, {"1.ann": b"", "1.txt": b""}, {"1.a1": b""}])
def test_no_byte_no_document(files: dict[str, bytes]) -> None:
    assert read(files) == []


def test_an_empty_file_beside_a_text_is_a_document_without_annotations() -> None:
    (found,) = documents({"1.ann": b"", "1.txt": b"Nothing\n"})
    assert found.text == "Nothing\n"
    assert found.mentions == ()
    assert found.problems == ()


def test_the_text_of_annotations_that_are_compressed() -> None:
    def find(name: str, *, upward: bool) -> Beside | None:  # noqa: ARG001 - one folder
        return Beside("1.txt.gz", TEXT.encode()) if name == "1.txt" else None

    source = Source("1.ann.gz", io.BytesIO(MENTIONS.encode()), find=find)
    (found,) = (thing for thing in READER.read(source) if isinstance(thing, Document))
    assert found.id == "1"
    assert found.text == TEXT


def test_files_over_the_limit_are_passed_over() -> None:
    files = {"1.ann": MENTIONS.encode(), "1.txt": TEXT.encode()}
    (problem,) = read(files, len(MENTIONS) - 1)
    assert isinstance(problem, Problem)
    assert problem.message.startswith("the file has over 38 bytes and was passed over")
    found = read({**files, "1.txt": TEXT.encode() * 9}, len(MENTIONS))
    assert problems(found)[0].startswith("1.txt:1:1 FMT001 the file has over 39 bytes")


@pytest.mark.parametrize(
    ("head", "is_brat"),
    [
        (MENTIONS, True),
        (f"\ufeff{MENTIONS}".replace("\n", "\r\n"), True),
        ("#1\tAnnotatorNotes T1\tsee\nT1\tDrug 0 7\tAspirin\nR1\tIs Arg1:T1 Arg2:T1\n", True),
        ("R1\tIs Arg1:T1 Arg2:T1\n", False),
        ("", False),
        ("Aspirin\tB-Drug\n", False),
        ("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tD1\n", False),
        ("T1\tDrug 0 7\tAspirin\n{}\n[]\n", False),
    ],
)
def test_a_file_is_told_by_its_first_lines(head: str, is_brat: bool) -> None:
    assert READER.sniff(head.encode()) is is_brat


def test_characters_of_the_text_are_found_in_its_lines() -> None:
    found = document(MENTIONS, TEXT)
    place = READER.locate_character(found, found.passages[0], "text", None, 31, 5)
    assert (place.path, place.line, place.column) == ("1.txt", 2, 4)
    assert (place.end_line, place.end_column) == (2, 9)
    place = READER.locate_character(found, found.mentions[1], "text", None, 1, 2)
    assert (place.path, place.line, place.column, place.end_column) == ("1.ann", 2, 16, 18)


def test_a_removed_copy_leaves_its_name_to_the_one_that_stays() -> None:
    files = {
        "1.txt": TEXT,
        "1.ann": f"{MENTIONS}T3\tDrug 0 7\tAspirin\n#1\tAnnotatorNotes T3\tagain\n"
        "R1\tEases Arg1:T3 Arg2:T2\n",
    }
    fixed, failures = fix(files, format="brat")
    assert failures == ()
    assert fixed["1.ann"].decode() == (
        f"{MENTIONS}#1\tAnnotatorNotes T1\tagain\nR1\tEases Arg1:T1 Arg2:T2\n"
    )
    assert fixed["1.txt"].decode() == TEXT


def test_a_removed_event_leaves_its_name_to_the_one_that_stays() -> None:
    start = "T1\tBind 31 36\tbinds\nT2\tEnzyme 37 42\tCOX-1\nE1\tBind:T1 Theme:T2\n"
    files = {"1.txt": TEXT, "1.ann": f"{start}E2\tBind:T1 Theme:T2\nE3\tBind:T1 Theme:E2\n"}
    fixed, failures = fix(files, format="brat")
    assert failures == ()
    assert fixed["1.ann"].decode() == f"{start}E3\tBind:T1 Theme:E1\n"


def test_a_repair_of_the_text_moves_the_annotations() -> None:
    text = "Aspirin eases pa\u00adin in mice.\n"
    files = {"1.txt": text, "1.ann": "T1\tSign 14 19\tpa\u00adin\nT2\tSpecies 23 27\tmice\n"}
    fixed, failures = fix(files, format="brat")
    assert failures == ()
    assert fixed["1.txt"].decode() == text.replace("\u00ad", "")
    assert fixed["1.ann"].decode() == "T1\tSign 14 18\tpain\nT2\tSpecies 22 26\tmice\n"


def test_repairs_of_lines() -> None:
    files = {
        "1.txt": TEXT,
        "1.ann": "\ufeffT1 Drug 0 7 Aspirin\r\nT2\tSign  14 18\tpain\r\n"
        "T3\tSpecies 22 26\tmice\t\r\nN1\tReference T1 MESH:D001241 \r\n",
    }
    fixed, failures = fix(files, format="brat")
    assert failures == ()
    assert fixed["1.ann"].decode() == (
        "T1\tDrug 0 7\tAspirin\r\nT2\tSign 14 18\tpain\r\nT3\tSpecies 22 26\tmice\r\n"
        "N1\tReference T1 MESH:D001241\r\n"
    )


def test_line_ends_of_a_text_are_left_alone() -> None:
    files = {"1.txt": TEXT.replace("\n", "\r\n", 1), "1.ann": "T1\tDrug 0 7\tAspirin\n"}
    (finding,) = [each for each in lint(files, format="brat") if each.code == "ENC003"]
    assert (finding.path, finding.fix) == ("1.txt", None)
    assert fix(files, format="brat")[0]["1.txt"].decode() == files["1.txt"]


def test_the_sample_of_the_documentation_is_clean() -> None:
    page = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")
    sample = page.partition("## brat\n")[2].partition("```text\n")[2].partition("```")[0]
    files = {"1.ann": sample.replace("→", "\t"), "1.txt": "Aspirin binds strongly COX-1"}
    # In so small a corpus every type is rare.
    assert {each.code for each in lint(files, format="brat")} == {"COR003"}
    assert len(documents({name: text.encode() for name, text in files.items()})[0].mentions) == 3


def test_documents_are_written() -> None:
    files = {
        name: content
        for name, content in written([document(MENTIONS, TEXT)]).items()
        if name.startswith("1.")
    }
    assert files == {"1.ann": MENTIONS.encode(), "1.txt": TEXT.encode()}
    relation = Relation(
        0, 1, "Eases", (Argument("A:1", "concept"), Argument("B:2", "concept")),
        (Attribute("novelty", "Novel"),),
    )  # fmt: skip
    mention = Mention(0, 1, "Drug", ("Drug",), (Span(0, 7),), "Aspirin", "A:1", ("A:1",))
    whole = Document("2", "Aspirin", (), (mention,), (relation,), ())
    assert written([whole]) == {
        "2.ann": b"T1\tDrug 0 7\tAspirin\nR1\tEases Arg1:T1 Arg2:T2\n"
        b"N1\tReference T1 A:1\tAspirin\nA1\tnovelty R1 Novel\n"
    }
    with pytest.raises(Inexpressible):
        written([whole, whole])
