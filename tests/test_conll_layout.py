"""How a CoNLL file is laid out, and how its rows are divided."""

import pytest

from annolint import Document
from annolint_formats import _conll_documents
from annolint_formats._conll_layout import Layout, found_layout
from annolint_formats._conll_rows import Separator, cells, separators, written
from annolint_formats.conll import ConllOptions
from tests.conll import document, documents, problems


def layout(text: str, *, certain: bool = False) -> Layout:
    found = found_layout(text, certain=certain)
    assert found is not None
    return found


def columns(text: str) -> tuple[int, int]:
    """Return the columns of tokens and of tags."""
    found = layout(text)
    return found.token, found.tag


SOUND = "Anna\tB-PER\nsang\tO\nin\tO\nLund\tB-LOC\n"


def test_the_column_of_tags_is_the_one_with_mentions() -> None:
    assert columns("Anna\tO\tB-PER\nsang\tO\tO\nEva\tO\tB-PER\n") == (0, 2)
    assert columns("a\tO\tO\nb\tO\tO\nc\tO\tO\n") == (0, 2)
    assert columns("Anna\tNAME\tB-PER\nsang\tO\tO\nso\tO\tO\n") == (0, 2)
    assert columns("Anna\tB-PER\tB-LOC\nsang\tO\tO\nso\tO\tO\n") == (0, 1)
    assert columns("Anna NNP I-NP I-PER\nsang VBD I-VP O\n. . O O\n") == (0, 3)
    assert columns("Anna\tNNP\tB-NP\nsang\tVBD\tB-VP\n.\t.\tO\n") == (0, 2)


def test_the_column_of_tokens_numbers_nothing() -> None:
    assert columns("1\tAnna\tB-PER\n2\tsang\tO\n1\tEva\tB-PER\n") == (1, 2)
    assert columns("9\tNUM\tB-X\n3\tNUM\tO\n7\tNUM\tB-X\n") == (0, 2)
    assert columns("1\tO\n2\tB-X\n3\tO\n") == (0, 1)
    assert columns("s1\tAnna\tB-PER\n\tsang\tO\n\tin\tO\n") == (1, 2)
    assert columns("pos,word,tag\nNNP,Anna,B-PER\nVBD,sang,O\n") == (1, 2)


def test_options_name_columns() -> None:
    data = "Anna\tB-PER\tO\nsang\tO\tO\nLund\tO\tB-LOC\n"
    assert document(data, ConllOptions(tag_column=-2)).mentions[0].text == "Anna"
    for options in (
        ConllOptions(tag_column=4),
        ConllOptions(tag_column=-4),
        ConllOptions(token_column=4),
        ConllOptions(token_column=-4),
    ):
        (found,) = problems(data, options)
        assert found.startswith("1:1 FMT001 no column holds tags")
    few = "Anna\tB-PER\nx\tQ\nx\tR\nx\tS\nx\tT\nx\tO\n"
    assert found_layout(few) is None
    assert found_layout(few, tag_column=2) is not None


@pytest.mark.parametrize("text", ["Word\tTag\n", "\ufeffword\tlabel\n"])
def test_a_header_is_no_token(text: str) -> None:
    assert layout(text + SOUND).has_header
    alone = layout(text + "Anna\tPER\nsang\tO\nin\tO\nLund\tLOC\n")
    assert alone.has_header
    assert alone.notation.types == {"PER", "LOC"}


def test_a_word_that_might_name_a_column_is_a_token() -> None:
    assert not layout("word\tO\n" + SOUND).has_header
    assert not layout("text\tB-PER\n" + SOUND).has_header


def test_what_may_be_any_file_must_fit_better() -> None:
    def fits(text: str) -> tuple[bool, bool]:
        return found_layout(text) is not None, found_layout(text, certain=True) is not None

    assert fits(SOUND) == (True, True)
    assert fits("Anna\tB-PER\nsang\tO\n") == (True, False)
    assert fits(SOUND * 2 + "x\tO\ty\n") == (True, False)
    assert fits(SOUND * 9 + "x\tO\ty\n") == (True, True)
    assert fits(SOUND + "x\t1\n" * 2) == (True, False)
    assert fits(SOUND + "x\t1\n") == (True, True)
    assert fits(SOUND + "x\t1\n" * 5) == (False, False)
    assert fits("Anna\tPER\nin\tO\nLund\tLOC\n") == (True, False)
    assert fits("# O\n# O\n# O\n# O\n") == (False, False)


def test_rows_may_differ_where_many_do() -> None:
    assert layout(SOUND * 4 + "x\tO\ty\n" * 3).size == 2
    assert layout(SOUND * 40 + "x\tO\ty\n" * 30).size == 0
    assert problems(SOUND * 40 + "x\tO\ty\n" * 30) == []
    found = problems(SOUND * 40 + "x\tO\ty\n" * 30 + "x\n")
    assert found == ["191:1 FMT002 the tag is missing: write it, O for none"]


def test_rows_that_are_no_tokens_prove_nothing_of_schemes() -> None:
    text = "1-2\tzum\t_\n1\tzu\tI-X\n2\tdem\tI-X\n3\tSee\tO\n\n" * 3
    assert layout(text).schemes.names == ("iob1",)


# Rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["a\tO", "b O"], "tab"),
        (["a\tO", "b O", "c O"], "blank"),
        ([", O", ", O", ", O", "a O"], "blank"),
        (["a,O", "b,O", "New York,O"], "comma"),
        (["a,O", "b,O", "c,O", "x y", "x y", "x y", "x\ty"], "blank"),
        (["a", "b", "c O"], None),
        ([], None),
    ],
)
def test_the_separator_of_most_rows(rows: list[str], expected: Separator | None) -> None:
    assert separators(rows) == expected


@pytest.mark.parametrize(
    ("row", "separator", "expected"),
    [
        ("a\tO", "tab", ["a", "O"]),
        ("a \t O", "tab", ["a ", " O"]),
        ("\tO", "tab", ["", "O"]),
        ("a O", "tab", ["a", "O"]),
        ("a   O ", "blank", ["a", "O"]),
        ("New York\tO", "blank", ["New York", "O"]),
        ("a\tNN O", "blank", ["a", "NN", "O"]),
        ("\u00a0 O", "blank", ["\u00a0", "O"]),
        ("a,O", "comma", ["a", "O"]),
        ('"a ""b"", c",O', "comma", ['a "b", c', "O"]),
        ("a\tb,O", "comma", ["a\tb", "O"]),
    ],
)
def test_rows_are_divided(row: str, separator: Separator, expected: list[str]) -> None:
    assert cells(row, separator, len(expected)) == expected


@pytest.mark.parametrize(
    ("value", "separator", "old", "expected"),
    [
        ("a b", "tab", "x", "a b"),
        ("a\tb", "tab", "x", None),
        ("a b", "blank", "x", None),
        ("", "tab", "x", None),
        ("a,b", "comma", "x", '"a,b"'),
        ('a"b', "comma", "x", '"a""b"'),
        ("ab", "comma", '"x"', '"ab"'),
        ("ab", "comma", "x", "ab"),
        ('a""', "comma", 'a""', 'a""'),  # as it stands, where it says the same
        ('"a', "comma", '"a', '"a'),
        ("ab", "comma", '"ab"', '"ab"'),
    ],
)
def test_values_are_written(value: str, separator: Separator, old: str, expected: str) -> None:
    assert written(value, separator, old) == expected


# Documents


def are_whole(found: list[Document], data: str) -> bool:
    """Say whether the documents are all of the data, in order, but for blank lines between."""
    end, encoded = 0, data.encode()
    for each in found:
        (file,) = each.files
        assert not encoded[end : file.offset].strip()
        assert encoded[file.offset :].startswith(file.data)
        end = file.offset + len(file.data)
    return end == len(encoded)


def test_very_many_blank_lines_end_a_document() -> None:
    data = f"-DOCSTART-\n\n{SOUND}" + "\n" * 70_000 + SOUND
    found = documents(data)
    assert len(found) == 2
    assert are_whole(found, data)


def test_a_document_that_is_too_long_is_cut_between_sentences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_conll_documents, "_LONG_DOCUMENT", 100)
    data = "# newdoc id = a\n" + "\n".join([SOUND] * 10)
    found = documents(data)
    assert len(found) > 2
    assert are_whole(found, data)
    assert [each.id_given for each in found] == [True] + [False] * (len(found) - 1)


def test_comments_before_the_mark_belong_to_its_document() -> None:
    data = f"# newdoc id = a\n{SOUND}# by hand\n# newdoc id = b\n{SOUND}"
    one, two = documents(data)
    assert (one.line, two.line, two.id) == (1, 6, "b")
    assert are_whole([one, two], data)


def test_a_document_of_many_sentences_is_not_cut() -> None:
    assert len(documents("-DOCSTART-\n\n" + f"{'x O' + chr(10)}" * 400 + "\n" + "x O\n" * 400)) == 1


def test_a_text_without_blank_lines_is_cut_near_five_hundred_tokens() -> None:
    row = "Anna B-PER\nLind I-PER\nsang O\n"
    data = row * 1000 + ". O\n" + row * 10
    found = documents(data)
    assert are_whole(found, data)
    assert {len(each.tokens) for each in found[:-1]} == {501, 997}
    ended = "x O\n" * 600 + ". O\n" + "y O\n" * 700
    assert next(len(each.tokens) for each in documents(ended)) == 601
    broken = "x O\n" * 499 + "x\n" + ". O\n" + "y O\n" * 700
    assert next(len(each.tokens) for each in documents(broken)) == 501
