"""What the CoNLL reader makes of a file: documents, texts, tokens, mentions, places."""

import io

import pytest

from annolint import Document, Problem, Source, TaggingScheme
from annolint.testing import lint
from annolint_formats._conll_files import Account
from annolint_formats.conll import Conll, ConllOptions
from tests.conll import READER, document, documents, problems, read

SCHEMES = {
    "iob2": "B-X I-X O B-X B-X I-X I-X",
    "iob1": "I-X I-X O I-X B-X I-X I-X",
    "bioes": "B-X E-X O S-X B-X I-X E-X",
    "bilou": "B-X L-X O U-X B-X I-X L-X",
    "bmes": "B-X E-X O S-X B-X M-X E-X",
    "bmewo": "B-X E-X O W-X B-X M-X E-X",
    "ioe2": "I-X E-X O E-X I-X I-X E-X",
    "ioe1": "I-X I-X O E-X I-X I-X I-X",
}


def table(tags: str) -> str:
    """Write a sentence with these tags."""
    return "".join(f"w{number}\t{tag}\n" for number, tag in enumerate(tags.split()))


def mentions(found: Document) -> list[tuple[str, str, int]]:
    return [(mention.text, mention.type, mention.line) for mention in found.mentions]


def scheme(found: Document) -> list[str]:
    return [each.value for each in found.metadata]


@pytest.mark.parametrize("name", SCHEMES)
def test_each_scheme_is_found_and_gives_the_same_mentions(name: str) -> None:
    found = document(table(SCHEMES[name]))
    assert scheme(found) == [name]
    assert mentions(found) == [("w0 w1", "X", 1), ("w3", "X", 4), ("w4 w5 w6", "X", 5)]
    assert problems(table(SCHEMES[name])) == []


def test_types_alone_and_letters_alone() -> None:
    alone = document("Anna\tPERSON\nLind\tPERSON\nin\tO\nLund\tCITY\nand\tO\nso\tO\n")
    assert scheme(alone) == ["types"]
    assert mentions(alone) == [("Anna Lind", "PERSON", 1), ("Lund", "CITY", 4)]
    letters = document("p53\tB\ngene\tI\nof\tO\nmice\tB\n")
    assert mentions(letters) == [("p53 gene", "", 1), ("mice", "", 4)]
    assert letters.mentions[0].types == ("",)


def test_a_sentence_is_a_document_where_nothing_else_is() -> None:
    one, two = documents("# sent_id = s7\nAnna\tB-PER\nsang\tO\n\nEva\tB-PER\nslept\tO\n")
    assert (one.id, one.id_given, one.text, one.line) == ("s7", False, "Anna sang", 1)
    assert (two.id, two.id_given, two.text, two.line) == ("2", False, "Eva slept", 5)
    (passage,) = two.passages
    assert (passage.kind, passage.start, passage.line) == ("sentence", 0, 5)


def test_documents_begin_at_docstart() -> None:
    data = "-DOCSTART-\tO\n\nAnna\tB-PER\n\nsang\tO\n\n-DOCSTART-\tO\n\nEva\tB-PER\nslept\tO\n"
    one, two = documents(data)
    assert (one.id, one.id_given, one.text) == ("1", False, "Anna\nsang")
    assert [token.sentence for token in one.tokens] == [0, 1]
    assert [(p.start, p.line) for p in one.passages] == [(0, 3), (5, 5)]
    assert (two.text, two.line) == ("Eva slept", 7)


def test_documents_begin_at_newdoc_and_have_its_id() -> None:
    data = (
        "# newdoc id = a b\n# sent_id = 1\n"
        "1\tAnna\tB-PER\t_\n2\tsang\tO\tSpaceAfter=No\n3\t.\tO\t_\n"
        "\n1\tEva\tB-PER\t_\n\n# newdoc id = c\n1\tIda\tB-PER\t_\n"
    )
    one, two = documents(data)
    assert (one.id, one.id_given, one.text) == ("a b", True, "Anna sang.\nEva")
    assert (two.id, two.line) == ("c", 9)
    assert READER.locate(one, None, "document-id").column == 15
    assert READER.locate(two, None, "document-id").line == 9
    assert READER.locate(one, None, "record").line == 1


def test_space_after_no_does_not_reach_the_next_sentence() -> None:
    data = "Anna\tB-PER\t_\nsang\tO\tSpaceAfter=No\n.\tO\tSpaceAfter=No\n\n"
    data += "Eva\tB-PER\t_\nslept\tO\t_\n"
    one = document("-DOCSTART-\n\n" + data)
    assert one.text == "Anna sang.\nEva slept"
    assert [m.text for m in one.mentions] == ["Anna", "Eva"]


def test_words_of_several_tokens_and_empty_nodes_are_no_tokens() -> None:
    found = document("1-2\tzum\t_\n1\tzu\tO\n2\tdem\tO\n3\tSee\tB-LOC\n3.1\tgone\t_\n")
    assert found.text == "zu dem See"


def test_a_text_without_blank_lines_is_cut_where_sentences_end() -> None:
    sentence = "Anna B-PER\nLind I-PER\nsang O\n" + "on O\n" * 16 + ". O\n"
    found = documents(sentence * 200)
    assert [len(each.tokens) for each in found[:2]] == [500, 500]
    assert len(found) == 7
    assert sum(len(each.tokens) for each in found) == 4000
    assert {each.tokens[0].text for each in found} == {"Anna"}
    assert problems(sentence * 200) == []


def test_a_text_without_sentence_ends_is_cut_outside_of_mentions() -> None:
    found = documents("Anna B-PER\nLind I-PER\nsang O\n" * 1000)
    assert len(found) > 2
    assert {each.tokens[0].text for each in found} <= {"Anna", "sang"}
    assert sum(len(each.mentions) for each in found) == 1000
    assert len(documents("Anna B-PER\n" + "Lind I-PER\n" * 3000)) == 1


def test_a_file_is_read_as_it_is_asked_for() -> None:
    stream = io.BytesIO(b"Anna\tB-PER\nLind\tI-PER\nsang\tO\n.\tO\n\n" * 400_000)
    things = READER.read(Source("file", stream))
    for _ in range(10):
        next(things)
    assert stream.tell() < 4 * 1024 * 1024 < len(stream.getvalue()) / 3


def test_options_say_what_the_data_do_not() -> None:
    data = "Anna\tB-PER\tO\nsang\tO\tO\nin\tO\tO\nLund\tO\tB-LOC\n"
    assert mentions(document(data)) == [("Anna", "PER", 1)]
    for number in (3, -1):
        found = document(data, ConllOptions(tag_column=number))
        assert mentions(found) == [("Lund", "LOC", 4)]
    turned = document(data, ConllOptions(tag_column=2, token_column=3))
    assert turned.text == "O O O B-LOC"
    assert problems(data, ConllOptions(tag_column=1))
    io = document("Anna\tI-PER\nLind\tI-PER\nsang\tO\n", ConllOptions(scheme="io"))
    assert scheme(io) == ["io"]


def test_the_scheme_that_is_set_is_the_one_that_counts() -> None:
    data = "Anna\tB-PER\nLind\tI-PER\nsang\tO\nLund\tS-LOC\n"
    options: TaggingScheme = "bioes"
    assert scheme(document(data, ConllOptions(scheme=options)))[0] == "bioes"
    assert problems(data, ConllOptions(scheme=options)) == []
    assert len(problems(data)) == 1


def test_mentions_beside_a_tag_that_is_none_are_no_evidence() -> None:
    data = "Anna\tX-PER\nLind\tI-PER\nsang\tO\n\n" + table(SCHEMES["iob2"])
    assert problems(data) == ["1:6 SEQ003 no tag begins with X-: correct 'X-PER'"]
    assert scheme(documents(data)[0]) == ["iob2"]


def test_a_tag_that_is_clear_is_read_as_it_is_meant() -> None:
    first = documents("Anna\tB_PER\nLind\tI-PER\nsang\to\n\n" + table(SCHEMES["iob2"]) * 3)[0]
    assert mentions(first) == [("Anna Lind", "PER", 1)]
    assert [token.tag for token in first.tokens] == ["B_PER", "I-PER", "o"]
    assert [problem.record for problem in first.problems] == [first.mentions[0], first.tokens[2]]


def test_many_faults_are_counted() -> None:
    good = "".join(table(SCHEMES["iob2"]) + "\n" for _ in range(400))
    found = problems(good + "x\tQ-1\ny\tO\n" * 30)
    assert len(found) == 21
    assert found[-1].endswith("(and 9 more of this kind)")
    many = "".join(f"x\tQ-{number}\ny\tO\n" for number in range(300))
    found = problems(good + many)
    assert len(found) == 201
    assert found[-1].endswith("(and 99 more of this kind)")


def test_the_tags_that_are_remembered_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annolint_formats._conll_files._MOST_TAGS", 3)
    data = "".join(f"x\tB-T{number}\n" for number in range(9))
    found = document(data)
    assert [each.type for each in found.mentions] == [f"T{number}" for number in range(9)]
    layout = found.files[0].layout  # type: ignore[attr-defined] # the reader's own
    account = Account("file", layout)
    for number in range(9):
        account.tag(f"B-T{number}")
    assert len(account.tags) <= 4


def test_a_record_that_is_too_large_is_passed_over() -> None:
    long = "Anna\tO\n" * 20
    things = read("Eva\tB-PER\nsang\tO\n\n" + long + "\nIda\tB-PER\n", 100)
    assert next(thing.text for thing in things if isinstance(thing, Document)) == "Eva sang"
    lone = read("Eva\tB-PER\nsang\tO\n\n" + "x" * 500 + "\tO\n\nIda\tB-PER\n", 100)
    (problem,) = [thing for thing in lone if isinstance(thing, Problem)]
    assert (problem.code, problem.place.line) == ("FMT001", 4)
    assert [thing.text for thing in lone if isinstance(thing, Document)] == ["Eva sang", "Ida"]


# Places


def test_places_of_mentions_and_tokens() -> None:
    found = document("1\tAnna\tB-PER\n2\tLind\tI-PER\n3\tsang\tO\n")
    (mention,) = found.mentions
    place = READER.locate(found, mention, "text")
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 3, 2, 7)
    assert READER.locate(found, mention, "span") == place
    for item, line in ((None, 1), (0, 1), (1, 2), (7, 1)):
        tag = READER.locate(found, mention, "type", item)
        assert (tag.line, tag.column, tag.end_column) == (line, 8, 13)
    token = READER.locate(found, found.tokens[2], "record")
    assert (token.line, token.column, token.end_column) == (3, 1, 9)


def test_places_of_characters_are_those_of_their_tokens() -> None:
    found = document("Anna\tB-PER\nL\u00ednd\tI-PER\nsang\tO\n")
    (mention,), (passage,) = found.mentions, found.passages
    place = READER.locate_character(found, mention, "text", None, 6, 2)
    assert (place.line, place.column, place.end_column) == (2, 2, 4)
    assert READER.locate_character(found, passage, "text", None, 10).line == 3
    joint = READER.locate_character(found, passage, "text", None, 4)
    assert (joint.line, joint.column) == (1, 5)
    start = READER.locate_character(found, found.tokens[2], "text", None, 1)
    assert (start.line, start.column) == (3, 2)


def test_places_in_rows_of_another_kind() -> None:
    found = documents("Anna\tB-PER\tx\nLind\tI-PER\n" + "sang\tO\n" * 5)[0]
    (mention,) = found.mentions
    assert READER.locate(found, mention, "type").column == 6
    assert READER.extent(found, mention) == (0, 0, 0)
    assert READER.extent(found, found.tokens[1]) == (0, 13, 17)


# Notes


def accepted(data: str) -> list[str]:
    """Return what is found, as `line code`."""
    found = lint(data, format="conll")
    return sorted(f"{each.line} {each.code}" for each in found if each.code in ("SEQ001", "ANN911"))


BAD = "Lund\tI-LOC\nslept\tO\n"
SOUND = "Anna\tB-PER\nLind\tI-PER\nsang\tO\nin\tO\nMalmo\tB-LOC\n"


def test_a_note_before_a_sentence_is_about_its_mentions() -> None:
    note = "# annolint: ignore[SEQ001] so\n"
    start = "-DOCSTART-\tO\n\n"
    assert accepted(f"{start}{SOUND}\n{note}{BAD}\n{BAD}") == ["13 SEQ001"]
    assert accepted(f"{SOUND}\n{note}{BAD}\n{BAD}") == ["11 SEQ001"]
    assert accepted(f"{start}{note}{SOUND}\n{BAD}") == ["10 SEQ001", "3 ANN911"]


def test_a_note_at_the_start_of_a_document_is_about_all_of_it() -> None:
    note = "# annolint: ignore[SEQ001] so\n"
    assert accepted(f"-DOCSTART-\tO\n{note}\n{SOUND}\n{BAD}") == []
    assert accepted(f"# newdoc id = 1\n{note}# sent_id = 1\n{SOUND}\n{BAD}") == []
    assert accepted(f"# newdoc id = 1\n# sent_id = 1\n{note}{SOUND}\n{BAD}") == [
        "10 SEQ001",
        "3 ANN911",
    ]


def test_a_note_that_stands_alone_at_the_start_of_a_file_is_about_all_of_it() -> None:
    note = "# annolint: ignore[SEQ001] so\n\n"
    assert accepted(f"{note}{SOUND}\n{BAD}\n{BAD}") == []
    assert accepted(f"{SOUND}\n{note}{BAD}\n{BAD}") == ["12 SEQ001", "9 SEQ001"]


# Other formats


@pytest.mark.parametrize(
    "data",
    [
        "",
        "Anna sang in Lund.\nEva slept.\nIda did not.\n",
        "1|t|Lead\n1|a|\n1\t0\t4\tLead\tChemical\tD007854\n1\t0\t4\tLead\tChemical\tD007854\n",
        "T1\tPerson 0 4\tAnna\nT2\tPerson 8 11\tEva\nR1\tKnows Arg1:T1 Arg2:T2\n",
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=Span|value\n\n\n#Text=Anna\n"
        + "1-1\t0-4\tAnna\tB-PER\t\n" * 4,
        "#id=1\n#text=Anna\n1-1\tAnna\tB-PER\t\n1-2\tsang\tO\t\n1-3\t.\tO\t\n",
        "name\tscore\nAnna\t1\nEva\t2\nIda\t3\n",
        "1\tAnna\tAnna\tPROPN\tNNP\t_\t2\tnsubj\t_\t_\n2\tsang\tsing\tVERB\tVBD\t_\t0\troot\t_\t_\n"
        * 3,
        '{"text": "Anna", "label": [[0, 4, "PER"]]}\n' * 4,
        "a\tB\nb\tS\nc\tM\nd\tE\n",
        "x = 1\ny = 2\nz = O\n",
        "A\tC\tG\nC\tG\tT\nG\tT\tO\n",
    ],
)
def test_other_formats_are_not_taken(data: str) -> None:
    assert not Conll().sniff(data.encode())


def test_a_head_that_is_cut_is_recognised() -> None:
    head = (SOUND * 2000).encode()[: 64 * 1024]
    assert not head.endswith(b"\n")
    assert READER.sniff(head)


# Rows that are not what rows are


def test_tokens_stand_where_the_text_has_them_after_a_sentence_without_a_last_blank() -> None:
    data = "-DOCSTART-\n\nsang\tO\tSpaceAfter=No\n.\tO\tSpaceAfter=No\n\nEva\tB-PER\t_\n"
    found = document(data)
    assert [found.text[token.start : token.end] for token in found.tokens] == ["sang", ".", "Eva"]


def test_a_document_without_an_id_is_called_after_its_first_sentence() -> None:
    found = document("-DOCSTART-\n\n# sent_id = s1\nAnna\tB-PER\n\n# sent_id = s2\nsang\tO\n")
    assert (found.id, found.id_given) == ("s1", False)


def test_a_note_before_a_sentence_that_is_a_document_is_about_the_document() -> None:
    (found,) = documents("# sent_id = 1\n# annolint: ignore[DOC006] so\nsang\tO\nEva\tB-PER\n")
    assert [note.record for note in found.ignores] == [None]
    two = document("# newdoc id = 1\n# text = x\n# annolint: ignore[SEQ] so\nsang\tO\nEva\tB-PER\n")
    assert {type(note.record).__name__ for note in two.ignores} == {"Mention", "Token", "Passage"}


def test_a_few_rows_with_blanks_are_slips_and_many_are_none() -> None:
    row, slip = "x\tO\n", "y O\n"
    assert problems(row * 40 + slip * 2) == [
        "41:1 FMT008 2 rows have blanks for tabs, first here: put tabs between the columns"
    ]
    assert problems(row * 39 + slip * 2) == []


def test_what_is_missing_in_a_row_of_one_column() -> None:
    good = "Anna B-PER\nsang O\n" * 5
    assert problems(good + " O\n") == ["11:1 FMT002 the token is missing: write it"]
    for row in ("O", " word", "word"):
        assert problems(f"{good}{row}\n") == [
            "11:1 FMT002 the tag is missing: write it, O for none"
        ]


def test_a_row_of_another_size_is_one_finding() -> None:
    two = "Anna\tB-PER\nsang\tO\n" * 5
    assert [each[:11] for each in problems(two + "x\ty\tz\n")] == ["11:1 FMT002"]
    four = "Anna\tB-PER\tNNP\t_\nsang\tO\tVBD\t_\n" * 5
    assert [each[:11] for each in problems(four + "Eva\tB-PER\tNNP\n")] == ["11:1 FMT002"]
    last = documents(four + "Eva\tB-PER\tNNP\n")[-1].mentions[-1]
    assert (last.text, last.type) == ("Eva", "PER")


def test_rows_that_are_odd_in_one_way_are_one_finding_where_they_stand_together() -> None:
    good = "Anna\tB-PER\nsang\tO\n" * 9
    assert [each[:11] for each in problems(f"{good}x\ny\nz\ta\tO\nz\n{good}w\n")] == [
        "19:1 FMT002",  # x and y
        "21:1 FMT002",
        "22:1 FMT002",
        "41:1 FMT002",
    ]
    assert "2 lines: the tag is missing" in problems(f"{good}x\ny\n")[0]


def test_a_merge_conflict_ends_no_sentence() -> None:
    data = "Anna\tB-PER\n<<<<<<< a\nLind\tI-PER\n=======\nBerg\tI-PER\n>>>>>>> b\nsang\tO\n"
    found = document(data)
    assert (found.text, len(found.passages), len(found.problems)) == ("Anna Lind sang", 1, 1)


def test_tokens_without_text_are_tokens_of_mentions() -> None:
    data = "sang\tO\n\tI-PER\nLind\tI-PER\n\nAnna\tB-PER\n\tB-PER\n\n" + SOUND * 3
    assert accepted(data) == []  # FMT002 comes first
    one, two, *_ = documents(data)
    assert [READER.locate(one, each, "type").line for each in one.mentions] == [2]
    assert [READER.locate(two, each, "type").line for each in two.mentions] == [5, 6]
    assert accepted("Anna\tI-PER\n\tB-PER\n\n" + SOUND * 3) == ["1 SEQ001"]
