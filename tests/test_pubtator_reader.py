"""What the PubTator reader makes of each form of line, where fields stand, and how it writes."""

from pathlib import Path

import msgspec
import pytest

from annolint import (
    Argument,
    Attribute,
    Document,
    Field,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Relation,
    Span,
)
from tests.pubtator import (
    GOOD,
    READER,
    document,
    documents,
    names,
    problems,
    read,
    records,
    replaced,
)

TEXT = "1|t|Lead in rats\n1|a|Lead rose.\n"


def mention(line: str) -> Mention:
    (found,) = document(f"{TEXT}{line}\n").mentions
    return found


def relation(line: str) -> Relation:
    (found,) = document(f"{TEXT}{line}\n").relations
    return found


def test_text_is_title_and_abstract_joined_by_a_line_feed() -> None:
    found = document("7|t|A |t| b \n7|a| c\n7|f|Fig. 1\n7|f|Fig. 2\n")
    assert found.text == "A |t| b \n c\nFig. 1\nFig. 2"
    assert found.passages == (
        Passage(0, 1, "title", 0, "A |t| b "),
        Passage(1, 2, "abstract", 9, " c"),
        Passage(2, 3, "f", 12, "Fig. 1"),
        Passage(3, 4, "f", 19, "Fig. 2"),
    )
    assert found.id == "7"
    assert found.id_given
    assert found.problems == ()


def test_offsets_count_code_points() -> None:
    found = document("1|t|\U0001f400 a\u0301\n1|a|\u03b2-x\n1\t5\t8\t\u03b2-x\tGene\t1\n")
    assert found.covered_text(found.mentions[0]) == "\u03b2-x"


def test_mention_of_six_columns() -> None:
    assert mention("1\t0\t4\tLead\tChemical\tD007854") == Mention(
        index=0,
        line=3,
        type="Chemical",
        types=("Chemical",),
        spans=(Span(0, 4),),
        text="Lead",
        concept_field="D007854",
        concept_ids=("D007854",),
    )


def test_mention_without_an_identifier() -> None:
    assert mention("1\t8\t12\trats\tSpecies").concept_field is None
    empty = mention("1\t8\t12\trats\tSpecies\t")
    assert (empty.concept_field, empty.concept_ids) == ("", ())


def test_seventh_column() -> None:
    parts = mention("1\t0\t4\tLead\tDisease\tD1|D2\tfirst|second")
    assert parts.component_texts == ("first", "second")
    variant = mention("1\t0\t4\tLead\tSNP\tp|SUB|L|55|M\tRSID:854560")
    assert variant.attributes == (Attribute("RSID", "854560", line=3),)
    assert variant.component_texts == ()
    assert mention("1\t0\t4\tLead\tDisease\tD1\t").component_texts == ()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("D002117", ("D002117",)),
        ("", ()),
        ("-", ()),
        ("-1", ()),
        ("-222", ()),
        (" D008661", ("D008661",)),
        ("D003110|D009369", ("D003110", "D009369")),
        ("6647;6648", ("6647", "6648")),
        ("3172, 3651,6927", ("3172", "3651", "6927")),
        ("D020279+D035583", ("D020279", "D035583")),
        (" D015862+D058499", ("D015862", "D058499")),
        ("OMIM:1+MESH:D02", ("OMIM:1", "MESH:D02")),
        ("1234(Tax:9606)", ("1234(Tax:9606)",)),
        ("1234(Tax:9606);5", ("1234(Tax:9606)", "5")),
        ("D1|-1", ("D1",)),
        ("-1|-1", ()),
        ("D1||D2", ("D1", "", "D2")),
        ("D1|", ("D1", "")),
        ("c|SUB|G|Ex2+860|C", ("c|SUB|G|Ex2+860|C",)),
        ("c|SUB|G|1138|A,C", ("c|SUB|G|1138|A,C",)),
        ("c|DUP||CAG|", ("c|DUP||CAG|",)),
        ("|SUB|G|20210|A", ("|SUB|G|20210|A",)),
        ("tmVar:p|SUB|H|1|R;HGVS:p.H1R", ("tmVar:p|SUB|H|1|R;HGVS:p.H1R",)),
        ("HGVS:p.H1R;CorrespondingGene:5", ("HGVS:p.H1R;CorrespondingGene:5",)),
        ("a+b", ("a+b",)),
    ],
)
def test_concept_identifiers(column: str, expected: tuple[str, ...]) -> None:
    found = mention(f"1\t0\t4\tLead\tChemical\t{column}")
    assert found.concept_field == column
    assert found.concept_ids == expected


def test_several_types_in_one_column() -> None:
    assert mention("1\t0\t4\tLead\tT116, T123\tC4308010").types == ("T116", "T123")
    assert mention("1\t0\t4\tLead\tTrace element\tC4308010").types == ("Trace element",)


def test_relation_of_four_columns() -> None:
    assert relation("1\tCID\tD008750\tD003866") == Relation(
        0, 3, "CID", (Argument("D008750", "concept"), Argument("D003866", "concept"))
    )


def test_relation_of_five_columns() -> None:
    found = relation("1\tPositive_Correlation\tc|DEL|1314_1328|\tD003409\tNovel")
    assert [argument.target for argument in found.arguments] == ["c|DEL|1314_1328|", "D003409"]
    assert found.attributes == (Attribute("novelty", "Novel", line=3),)


@pytest.mark.parametrize("novelty", ["No", "Novel", ""])
def test_relation_between_numbers_is_no_mention(novelty: str) -> None:
    found = relation(f"1\tAssociation\t5594\t7157\t{novelty}")
    assert [argument.target for argument in found.arguments] == ["5594", "7157"]


def test_roles_of_arguments() -> None:
    found = relation("1\ttreat\tChemical|MESH:D009828\tDisease|MESH:D006528")
    assert found.arguments == (
        Argument("MESH:D009828", "concept", "Chemical"),
        Argument("MESH:D006528", "concept", "Disease"),
    )
    plain = relation("1\tIs\tSUB|L|55|M\tp|SUB|L|55|M")
    assert [argument.role for argument in plain.arguments] == ["", ""]


def test_one_bad_offset_of_five_columns_is_a_mention_if_its_text_is_there() -> None:
    found = mention("1\tO\t12\tin rats\tSpecies")
    assert (found.text, found.spans) == ("in rats", ())
    assert relation("1\tAssoc\t12\tmice\tNovel").type == "Assoc"


def test_one_good_offset_is_enough_to_tell_a_mention() -> None:
    assert mention("1\t8\tx\trats\tSpecies").spans == ()
    assert problems(f"{TEXT}1\t8\tx\trats\tSpecies\n".encode()) == [
        "3:5 FMT003 end offset 'x' is no whole number: count characters from 0"
    ]


def test_a_type_is_missed_without_any_text_too() -> None:
    assert problems(b"1\t0\t4\tLead\tD007854\n1\t8\t12\trats\tSpecies\t10116\n") == [
        "1:1 FMT002 'D007854' looks like an identifier and the type before it is missing: add it",
        ("1:1 FMT006 annotations of 1 without title and abstract: add 1|t|… and 1|a|… above them"),
    ]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("10\t4\tLead\tChemical\tD1", 2, 3),
        ("1\t0 4\tLead\tChemical\tD1", 4, 5),
        ("1\t0\t4\t\tLead\tChemical\tD1", 6, 8),
        ("1\t0\t4\tLead\tChemical\t\tD007854", 21, 22),
        ("1\t0\t4\tLead\tChemical\tD1\t\t", 23, 25),
        ("1\t0\t4\tLead\tD007854", 12, 19),
        ("1\t0\t4.0\tLead\tChemical\tD1", 5, 8),
        ("1\t0\t4\tLead\tChemical\tD0078541\t8\t12\trats\tSpecies\t10116", 28, 29),
        ("1\tx\ty\tLead\tChemical\tD1", 3, 6),
        ("1\t 0\t4\tLead\tChemical\tD1", 3, 5),
        ("22\t0\t4\tLead\tChemical\tD1", 1, 3),
        ("1\t0\t4\tLead\tDrug\tD1\textra\tmore", 19, 30),
    ],
)
def test_where_a_slip_is_marked(line: str, start: int, end: int) -> None:
    (problem,) = document(f"{TEXT}{line}\n").problems
    assert (problem.place.line, problem.place.column) == (3, start)
    assert (problem.place.end_line, problem.place.end_column) == (3, end)


@pytest.mark.parametrize("offsets", ["8-12", "8 - 12", "8\u201312", "8:12", "8,12", "8..12"])
def test_offsets_in_one_column(offsets: str) -> None:
    for rest in ("\tSpecies", "\tSpecies\t10116", "\tSpecies\t10116\t"):
        line = f"1\t{offsets}\trats{rest}"
        assert problems(f"{TEXT}{line}\n".encode()) == [
            "3:3 FMT002 both offsets stand in one column: put a tab between them"
        ]
        (problem,) = document(f"{TEXT}{line}\n").problems
        assert problem.place.end_column == 3 + len(offsets)
        found = mention(line)
        assert (found.spans, found.text, found.type) == ((Span(8, 12),), "rats", "Species")


def test_tabs_at_the_ends_of_lines() -> None:
    lines = [
        "1\t0\t4\tLead\tChemical\tD007854",
        "1\t8\t12\trats\tSpecies",
        "1\t13\t17\tLead\tDisease\tD1|D2\tfirst|second",
        "1\t18\t22\tRose\tChemical\tD007855",  # a fault that would wait for the tabs
        "1\tCID\tD007854\tD1",
        "1\tCID\tD007854\tD2\tNovel",
    ]
    # A column that may be empty is no fault.
    for line in (f"{lines[0]}\t", f"{lines[1]}\t", f"{lines[1]}\t\t", f"{lines[4]}\t"):
        assert problems(f"{TEXT}{line}\n".encode()) == []
    one = "FMT002 tabs stand at the end of the line: remove them"
    for line in (lines[0], lines[1], lines[2]):
        start = len(line) + 1
        assert problems(f"{TEXT}{line}\t\t\t\n".encode()) == [f"3:{start} {one}"]
    for tabs in ("\t\t\t", "\t\t\t\t\t"):
        data = (TEXT + "".join(f"{line}{tabs}\n" for line in lines)).encode()
        assert problems(data) == [
            "3:1 FMT002 tabs stand at the end of 6 lines from here: remove them"
        ]
        (found,) = documents(data)
        assert [each.concept_field for each in found.mentions] == [
            "D007854",
            None,
            "D1|D2",
            "D007855",
        ]
        assert [len(each.spans) for each in found.mentions] == [1, 1, 1, 1]
        assert sum(each.folded for each in found.problems) == 5
    between = f"{lines[0]}\n{lines[4].replace('D1', 'D007854')}\t\t\n{lines[1]}\n"
    assert problems((TEXT + between).encode()) == [f"4:{len(lines[4]) + 6} {one}"]


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (
            "1\t-1\t-1",
            (
                "3:3 FMT003 start offset '-1' is negative, and end offset '-1' is no better: count "
                "characters from 0; so it is in all 11 mentions"
            ),
        ),
        (
            "0\t4",
            "3:1 FMT002 the document id is missing: write it first; so it is in all 11 mentions",
        ),
    ],
)
def test_a_fault_of_all_mentions(start: str, message: str) -> None:
    line = f"{start}\tLead\tChemical\tD007854\n"
    (found,) = documents((TEXT + 11 * line).encode())
    assert problems((TEXT + 11 * line).encode()) == [message]
    assert [each.record for each in found.problems] == list(found.mentions)
    # Few are told one by one, and so are many of several kinds.
    assert len(problems((TEXT + 10 * line).encode())) == 10
    sound = "1\t0\t4\tLead\tChemical\tD007854\n"
    assert len(problems((TEXT + 11 * line + sound).encode())) == 11
    odd = "1\tx\t4\tLead\tChemical\tD007854\n"
    assert len(problems((TEXT + 11 * line + odd).encode())) == 12


def test_relations_wait_for_the_document_id() -> None:
    lines = 11 * "0\t4\tLead\tChemical\tD007854\n" + "CID\tD007854\tD1\nCID\tD007854\tD2\tNo\n"
    (found,) = problems((TEXT + lines).encode())
    assert found.startswith("3:1 FMT002 the document id is missing")


def test_empty_columns_inside_a_line_are_no_tabs_at_its_end() -> None:
    line = "1\t0\t4\tLead\tD007854\t\t\t"  # the type is missing
    assert not problems(f"{TEXT}{line}\n".encode())[0].endswith("remove them")
    line = "1\tCID\t\tD007854\t\t"  # an argument is missing
    (found,) = problems(f"{TEXT}1\t0\t4\tLead\tChemical\tD007854\n{line}\n".encode())
    assert "tabs stand" not in found


def test_columns_of_the_dialect_with_ids() -> None:
    found = mention("1\tT7\tChemical\t0\t4\tLead")
    assert found == Mention(0, 3, "Chemical", ("Chemical",), (Span(0, 4),), "Lead", id="T7")


def test_zeros_before_an_offset_and_huge_offsets() -> None:
    assert mention("1\t00\t004\tLead\tChemical\tD1").spans == (Span(0, 4),)
    assert mention(f"1\t0\t{'9' * 18}\tLead\tChemical\tD1").spans == (Span(0, 10**18 - 1),)
    assert mention(f"1\t0\t{'9' * 5000}\tLead\tChemical\tD1").spans == ()


def test_documents_without_a_blank_line_between_them() -> None:
    first, second = documents(b"1|t|A\n1|a|\n1\t0\t1\tA\tGene\t1\n2|t|B\n2|a|\n")
    assert (first.id, first.line, len(first.mentions)) == ("1", 1, 1)
    assert (second.id, second.line) == ("2", 4)
    assert second.files[0].offset == 26
    assert second.files[0].data == b"2|t|B\n2|a|\n"


def test_a_document_that_blank_lines_cut_is_one() -> None:
    found = document("1|t|A b\n\n \n1|a|\n\n1\t0\t1\tA\tGene\t1\n1\t2\t3\tb\tGene\t2\n")
    assert [mention.line for mention in found.mentions] == [6, 7]
    assert [passage.line for passage in found.passages] == [1, 4]
    assert found.files[0].data.count(b"\n") == 7


def test_a_second_document_of_the_same_id_is_another() -> None:
    assert [each.line for each in documents(b"1|t|A\n1|a|\n\n1|t|A\n1|a|\n")] == [1, 4]


def test_annotations_without_text_are_divided_by_id() -> None:
    data = b"1\t0\t1\tA\tGene\t1\n1\t2\t3\tB\tGene\t1\n2\t0\t1\tA\tGene\t1\n"
    assert [(each.id, len(each.mentions)) for each in documents(data)] == [("1", 2), ("2", 1)]


def test_the_id_of_a_document_is_what_most_lines_say() -> None:
    assert document("9|t|A\n1|a|\n1\t0\t1\tA\tGene\t1\n").id == "1"
    assert document("9|t|A\n1|a|\n2\t0\t1\tA\tGene\t1\n").id == "9"
    mention = "1\t0\t1\tA\tGene\t1\n"
    assert document(f"9|t|A\n1|a|\n{mention}{mention.replace('1', '2', 1)}").id == "1"
    assert document(f"9|t|A\n9|a|\n{mention * 3}").id == "9"
    assert document(" 1|t|A\n1|a|\n").id == "1"
    nameless = document("|t|A\n|a|\n")
    assert (nameless.id, nameless.id_given) == ("", False)


def test_header_comments_belong_to_no_document() -> None:
    found = document("## made by hand\n1|t|A\n1|a|\n")
    assert found.line == 2
    assert found.files[0].offset == 16
    assert found.problems == ()


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    (found,) = documents(b"\xef\xbb\xbf1|t|A\n1|a|\n")
    assert (found.id, found.files[0].offset) == ("1", 3)
    assert found.problems == ()


def test_line_separators_of_unicode_are_characters() -> None:
    found = document("1|t|A\u2028b\x85c\x0bd\x0ce\x1cf\n1|a|\n1\t2\t3\tb\tGene\t1\n")
    assert found.passages[0].text == "A\u2028b\x85c\x0bd\x0ce\x1cf"
    assert found.problems == ()


def test_undecodable_bytes_are_kept() -> None:
    found = documents(b"1|t|caf\xe9 au lait\n1|a|\n1\t0\t4\tcaf\xe9\tFood\t-\n")[0]
    assert found.mentions[0].text == "caf\udce9"
    assert found.problems == ()


def test_what_is_said_of_a_broken_mention_is_kept() -> None:
    found = mention("1\t0 4\tLead\tChemical\tD007854")
    assert (found.spans, found.type, found.concept_ids) == (
        (Span(0, 4),),
        "Chemical",
        ("D007854",),
    )
    joined = mention("1\t0\t4\tLead\tChemical\tD0078541\t8\t12\trats\tSpecies\t10116")
    assert joined.concept_ids == ("D007854", "10116")


def test_problems_silence_other_rules_about_their_record() -> None:
    found = document(f"{TEXT}1\t0\tx\tLead\tChemical\tD007854\n")
    (problem,) = found.problems
    assert problem.record is found.mentions[0]


@pytest.mark.parametrize("text", ["1|t|A\ngoes on\n1|a|\n", "1:t:A\n1|a|\n", "1|t|A 1|a|B\n"])
def test_lost_text_silences_the_document(text: str) -> None:
    found = document(text + "1\t0\t1\tA\tGene\t1\n")
    assert [p.code for p in found.problems if p.covers_document and p.folded] == ["FMT006"]
    assert [p.code for p in found.problems if not p.folded] == ["FMT001"]


@pytest.mark.parametrize("title", ["A 1\tb\tc", "A 1|b|c", "A 123|t|", "A 12\t3\t4\t5"])
def test_what_is_no_record_does_not_run_on(title: str) -> None:
    assert problems(f"1|t|{title}\n1|a|\n".encode()) == []


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("A1\t0\t1\tA\tGene", "an annotation"),
        ("A 1|a|b", "the abstract"),
        ("A 1234|t|b", "the title"),
    ],
)
def test_a_record_that_runs_on(title: str, what: str) -> None:
    assert problems(f"1|t|{title}\n1|a|\n".encode()) == [
        (
            f"1:{6 + (' ' in title)} FMT001 {what} runs on in the line of the title: "
            "break the line before it"
        )
    ]


def test_a_record_over_the_limit_is_passed_over() -> None:
    data = b"1|t|A\n1|a|\n\n2|t|" + b"B" * 200 + b"\n2|a|\n\n3|t|C\n3|a|\n"
    first, problem, third = read(data, limit=100)
    assert isinstance(first, Document)
    assert isinstance(problem, Problem)
    assert isinstance(third, Document)
    assert (first.id, third.id) == ("1", "3")
    assert problems(data) == []
    assert (problem.place.line, problem.place.end_line) == (4, 5)
    assert problem.message == (
        "2 lines without a blank one have over 100 bytes and were passed over: "
        "divide the document, or raise max-record-size"
    )


def test_missing_text_is_folded_while_all_documents_lack_the_same() -> None:
    lacking = b"1|t|A\n\n2|t|B\n\n"
    assert problems(lacking) == [
        (
            "1:1 FMT006 no abstract in any of 2 documents: add id|a|… lines, or lint the file "
            "that has the texts"
        )
    ]
    assert problems(lacking + b"3|t|C\n3|a|\n") == [
        "1:1 FMT006 document 1 has no abstract record: add a line 1|a|… (it may be empty)",
        "3:1 FMT006 document 2 has no abstract record: add a line 2|a|… (it may be empty)",
    ]
    assert problems(b"1|t|A\n\n2|a|B\n\n3|t|C\n") == [
        "1:1 FMT006 document 1 has no abstract record: add a line 1|a|… (it may be empty)",
        "3:1 FMT006 document 2 has no title record: add a line 2|t|… (it may be empty)",
        "5:1 FMT006 document 3 has no abstract record: add a line 3|a|… (it may be empty)",
    ]
    assert problems(b"1|t|A\n") == [
        "1:1 FMT006 document 1 has no abstract record: add a line 1|a|… (it may be empty)"
    ]


def test_a_title_alone_is_enough_for_mentions_that_lie_in_it() -> None:
    inside = document("1|t|Lead in rats\n1\t0\t4\tLead\tChemical\tD1\n")
    beyond = document("1|t|Lead in rats\n1\t0\t4\tLead\tChemical\tD1\n1\t20\t24\tLead\tGene\t1\n")
    assert [each.covers_document for each in inside.problems] == [False]
    assert [each.covers_document for each in beyond.problems] == [True]


PLACES: list[tuple[str, Field, int | None, str]] = [
    ("mention", "record", None, "1\t0\t4\tLead\tT1, T2\tD1|-1|D2\tx|y|z"),
    ("mention", "document-id", None, "1"),
    ("mention", "start", None, "0"),
    ("mention", "end", None, "4"),
    ("mention", "span", None, "0\t4"),
    ("mention", "text", None, "Lead"),
    ("mention", "type", None, "T1, T2"),
    ("mention", "type", 1, "T2"),
    ("mention", "concept", None, "D1|-1|D2"),
    ("mention", "concept", 1, "D2"),
    ("mention", "concept", 2, "D1|-1|D2"),
    ("mention", "components", None, "x|y|z"),
    ("mention", "id", None, "1\t0\t4\tLead\tT1, T2\tD1|-1|D2\tx|y|z"),
    ("relation", "type", None, "Is"),
    ("relation", "argument", None, "D1\tD2"),
    ("relation", "argument", 1, "D2"),
    ("relation", "attribute", 0, "Novel"),
    ("relation", "text", None, "1\tIs\tD1\tD2\tNovel"),
    ("passage", "text", None, "Lead in rats"),
    ("passage", "kind", None, "t"),
    ("passage", "document-id", None, "1"),
    ("passage", "type", None, "1|t|Lead in rats"),
    ("none", "record", None, "1|t|Lead in rats"),
    ("none", "document-id", None, "1"),
]


@pytest.mark.parametrize(("kind", "field", "item", "expected"), PLACES)
def test_locate(kind: str, field: Field, item: int | None, expected: str) -> None:
    data = (
        "1|t|Lead in rats\n1|a|Lead rose.\n"
        "1\t0\t4\tLead\tT1, T2\tD1|-1|D2\tx|y|z\n1\tIs\tD1\tD2\tNovel\n"
    )
    found = document(data)
    record = {
        "mention": found.mentions[0],
        "relation": found.relations[0],
        "passage": found.passages[0],
        "none": None,
    }[kind]
    place = READER.locate(found, record, field, item)
    assert place.line == place.end_line
    assert data.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1] == expected


def test_locate_a_character() -> None:
    found = document(f"{TEXT}1\t0\t4\tLead\tT1\tD1|D2\n")
    mention, passage = found.mentions[0], found.passages[0]
    assert READER.locate_character(found, mention, "text", None, 3) == Place("file", 3, 10, 3, 11)
    assert READER.locate_character(found, mention, "concept", 1, 0) == Place("file", 3, 18, 3, 19)
    assert READER.locate_character(found, passage, "text", None, 0) == Place("file", 1, 5, 1, 6)


def test_locate_in_the_dialect_with_ids() -> None:
    found = document(f"{TEXT}1\tT7\tChemical\t0\t4\tLead\r\n")
    columns = [
        READER.locate(found, found.mentions[0], field).column
        for field in ("id", "type", "start", "end", "text")
    ]
    assert columns == [3, 6, 15, 17, 19]
    assert READER.locate(found, found.mentions[0], "text").end_column == 23


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_equal_copies_are_written_as_they_were(path: Path) -> None:
    for found in documents(path.read_bytes()):
        for record in records(found):
            copy = msgspec.structs.replace(record)
            assert replaced(found, record, copy) == found.files[0].data


def test_a_changed_record_is_written_in_the_form_of_its_line() -> None:
    data = (
        "1|t|Lead in rats\r\n1|a|Lead rose.\r\n"
        "1\t00\t4\tLead\tChemical\tD1\t\r\n1\tT7\tChemical\t0\t4\tLead\r\n"
        "1\t8\t12\trats\tSpecies\r\n1\tIs\tChemical|D1\tGene|5\tNo"
    )
    found = document(data)
    first, second, third = found.mentions
    (link,) = found.relations
    replace = msgspec.structs.replace
    expected: dict[str, Record] = {
        "1\t00\t4\tLead\tMetal\tD1\t": replace(first, type="Metal"),
        "1\t1\t4\tead\tChemical\tD1\t": replace(first, spans=(Span(1, 4),), text="ead"),
        "1\tT7\tMetal\t0\t4\tLead": replace(second, type="Metal"),
        "1\t8\t12\trats\tSpecies\t10116": replace(third, concept_field="10116"),
        "1\tIs\tChemical|D1\tGene|6\tNo": replace(
            link, arguments=(link.arguments[0], Argument("6", "concept", "Gene"))
        ),
        "1|a|Lead fell.": replace(found.passages[1], text="Lead fell."),
    }
    originals: list[Record] = [first, first, second, third, link, found.passages[1]]
    for original, (line, changed) in zip(originals, expected.items(), strict=True):
        rows = data.split("\r\n")
        rows[original.line - 1] = line
        assert replaced(found, original, changed).decode() == "\r\n".join(rows)


def test_a_removed_record_takes_its_line_with_it() -> None:
    found = document(f"{TEXT}1\t0\t4\tLead\tChemical\tD1\r\n1\t8\t12\trats\tSpecies\t10116")
    first, last = found.mentions
    assert replaced(found, first, None).decode() == f"{TEXT}1\t8\t12\trats\tSpecies\t10116"
    assert replaced(found, last, None).decode() == f"{TEXT}1\t0\t4\tLead\tChemical\tD1\r\n"


def test_a_broken_record_is_written_whole_when_it_changes() -> None:
    found = document(f"{TEXT}1\t0 4\tLead\tChemical\tD1\n")
    broken = found.mentions[0]
    same = msgspec.structs.replace(broken)
    assert replaced(found, broken, same) == found.files[0].data
    changed = msgspec.structs.replace(broken, type="Metal")
    assert replaced(found, broken, changed).decode() == f"{TEXT}1\t0\t4\tLead\tMetal\tD1\n"


@pytest.mark.parametrize(
    "head",
    [
        b"1|t|A\n",
        b"\n\n## header\n\xef\xbb\xbf1|t|A\n1|a|\n",
        b"1\t0\t4\tLead\tChemical\n",
        b"1\tT1\tChemical\t0\t4\tLead\n",
        "1|t|A\n1|a|long enough to be recognised\n".encode("utf-16"),
        "1|t|A\n1|a|long enough to be recognised\n".encode("utf-16-be"),
        b"1|t|A\r1|a|\r",
        b"1|t|" + b"a" * 70_000,
        b"note\n1|t|A\n1|a|\n1\t0\t1\tA\tGene\t1\n",
    ],
)
def test_recognised(head: bytes) -> None:
    assert READER.sniff(head[: 64 * 1024])


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n \n",
        b"## only a comment\n",
        b"# A readme\n\nabout | many | things\n",
        b'{"text": "1|t|A"}\n',
        b"<a>1|t|A</a>\n",
        b"T1\tGene 0 5\tBRCA1\nT2\tGene 6 9\tTP53\n",
        b"Lead\tB-CHEM\nrose\tO\n",
        b"chr1\t100\t200\tgeneA\t0\t+\nchr1\t300\t400\tgeneB\t5\t-\n",
        b"1-1\t0-4\tLead\t_\t_\t\n",
        b"1\tCID\tD008750\tD003866\n",
        bytes(range(256)) * 4,
    ],
)
def test_not_recognised(head: bytes) -> None:
    assert not READER.sniff(head)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04\x14\n", "a ZIP archive or an Office document"),
        (b"%PDF-1.4\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"GIF89a", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"\xd0\xcf\x11\xe0\n", "an Office document"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07\n", "a RAR archive"),
        (b"SQLite format 3\x00", "a database"),
        (b"a.pubtator".ljust(257, b"\0") + b"ustar", "a tar archive"),
        (b"\x07" * 16 + b"a" * 303, "binary data"),
    ],
)
def test_what_is_no_text(head: bytes, kind: str) -> None:
    assert problems(head) == [
        (
            f"1:1 FMT001 the file is {kind}, no text: name the file that holds the annotations; "
            "nothing in it was checked"
        )
    ]


def test_text_with_control_characters_is_text() -> None:
    for title in (b"\x00" * 15, b"\x00" * 16 + b"a" * 300, b"a\n1|f|" + b"\x00" * 999):
        (found,) = documents(b"1|t|" + title + b"\n1|a|\n")
        assert len(found.passages) == 2 + title.count(b"\n")
