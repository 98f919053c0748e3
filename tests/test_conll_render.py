"""What becomes of a CoNLL file when records change: tags in its scheme, and no other byte."""

import msgspec
import pytest

from annolint import Change, Document, Mention, Span, TextChange
from annolint.patching import edited
from annolint.repair import completed
from annolint.testing import documents as inline
from annolint.testing import fix
from annolint_rules.sequences.invalid_transition import InvalidTransition
from annolint_rules.spans.edge_punctuation import EdgePunctuation
from annolint_rules.types.misspelt_type import MisspeltType
from benchmarks.writers.conll import written
from benchmarks.writers.inexpressible import Inexpressible
from tests.conll import READER, document, documents, rendered
from tests.test_conll_reader import SCHEMES, table

SOUND = "Anna\tB-PER\nLind\tI-PER\nsang\tO\nin\tO\nLund\tB-LOC\n.\tO\n"


def span(found: Document, first: int, last: int) -> tuple[Span, ...]:
    return (Span(found.tokens[first].start, found.tokens[last].end),)


def mention(found: Document, first: int, last: int, kind: str = "X") -> Mention:
    spans = span(found, first, last)
    text = found.text[spans[0].start : spans[0].end]
    return Mention(len(found.mentions), 0, kind, (kind,), spans, text)


def tags(data: bytes) -> str:
    return " ".join(token.tag for token in document(data).tokens)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_mention_is_added_and_removed_in_the_scheme_of_the_file(name: str) -> None:
    data = table(SCHEMES[name]) + "\n" + table("O O O O O")
    first, bare = documents(data)
    removed = rendered(first, *[Change(each, None) for each in first.mentions])
    assert removed == table("O O O O O O O").encode()
    again = rendered(bare, *[Change(None, mention(bare, *place)) for place in ((0, 1), (2, 2))])
    _, found = documents(data.encode()[: bare.files[0].offset] + again)
    assert [each.text for each in found.mentions] == ["w0 w1", "w2"]
    wanted = {
        "iob2": "B-X I-X B-X O O",
        "iob1": "I-X I-X B-X O O",
        "bioes": "B-X E-X S-X O O",
        "bilou": "B-X L-X U-X O O",
        "bmes": "B-X E-X S-X O O",
        "bmewo": "B-X E-X W-X O O",
        "ioe2": "I-X E-X E-X O O",
        "ioe1": "I-X E-X I-X O O",
    }
    assert again == table(wanted[name]).encode()


def test_a_mention_that_grows_and_one_that_shrinks() -> None:
    found = document(SOUND)
    anna, lund = found.mentions
    grown = msgspec.structs.replace(lund, spans=span(found, 3, 4), text="in Lund")
    assert tags(rendered(found, Change(lund, grown))) == "B-PER I-PER O B-LOC I-LOC O"
    shrunk = msgspec.structs.replace(anna, spans=span(found, 1, 1), text="Lind")
    assert tags(rendered(found, Change(anna, shrunk))) == "O B-PER O O B-LOC O"


def test_another_type_keeps_the_letters_of_the_file() -> None:
    found = document(SOUND.replace("B-PER", "I-PER"))
    changed = msgspec.structs.replace(found.mentions[0], type="ORG", types=("ORG",))
    assert tags(rendered(found, Change(found.mentions[0], changed))) == "I-ORG I-ORG O O B-LOC O"


def test_neighbours_follow_where_only_boundaries_are_marked() -> None:
    iob1 = document("a\tO\nb\tI-X\nc\tB-X\nd\tO\ne\tI-X\n")
    assert tags(rendered(iob1, Change(None, mention(iob1, 0, 0)))) == "I-X B-X B-X O I-X"
    assert tags(rendered(iob1, Change(iob1.mentions[0], None))) == "O O I-X O I-X"
    other = msgspec.structs.replace(iob1.mentions[0], type="Y", types=("Y",))
    assert tags(rendered(iob1, Change(iob1.mentions[0], other))) == "O I-Y I-X O I-X"
    ioe1 = document("a\tE-X\nb\tI-X\nc\tO\nd\tI-X\n")
    assert tags(rendered(ioe1, Change(None, mention(ioe1, 2, 2)))) == "E-X E-X E-X I-X"
    assert tags(rendered(ioe1, Change(ioe1.mentions[1], None))) == "I-X O O I-X"


def test_where_no_boundaries_are_marked_mentions_of_a_type_do_not_touch() -> None:
    found = document("a\tX\nb\tO\nc\tO\nd\tX\ne\tO\nf\tO\n")
    assert READER.render(found, [Change(None, mention(found, 1, 1))]) == []
    assert READER.render(found, [Change(None, mention(found, 2, 2))]) == []
    assert READER.render(found, [Change(None, mention(found, 1, 1, "Y"))])


def test_tags_are_written_in_the_manner_of_the_file() -> None:
    small = document(SOUND.replace("B-", "b_").replace("I-", "i_"))
    added = Change(None, mention(small, 2, 3))
    assert tags(rendered(small, added)) == "b_PER i_PER b_X i_X b_LOC O"
    zeros = document(SOUND.replace("\tO", "\t0"))
    assert tags(rendered(zeros, Change(zeros.mentions[1], None))) == "B-PER I-PER 0 0 0 0"
    alone = document("Anna\tPER\nsang\tO\nin\tO\nLund\tLOC\nand\tO\n.\tO\n!\tO\n")
    assert tags(rendered(alone, Change(None, mention(alone, 1, 2)))) == "PER X X LOC O O O"
    letters = document("p53\tB\ngene\tI\nof\tO\nmice\tB\n")
    assert tags(rendered(letters, Change(letters.mentions[0], None))) == "O O O B"
    commas = document('Word,Tag\nAnna,B-PER\n"Lind, of Lund",I-PER\nsang,O\n"a ""b""",O\n')
    assert b'"Lind, of Lund",O\n' in rendered(commas, Change(commas.mentions[0], None))
    crlf = document(SOUND.replace("\n", "\r\n"))
    assert rendered(crlf, Change(crlf.mentions[1], None)).endswith(b"Lund\tO\r\n.\tO\r\n")


def test_what_tags_cannot_say_is_not_written() -> None:
    found = document(SOUND)
    anna, lund = found.mentions
    data = found.files[0].data
    inside = msgspec.structs.replace(anna, spans=(Span(1, 9),), text="nna Lind")
    parted = msgspec.structs.replace(anna, spans=(*span(found, 0, 0), *span(found, 2, 2)))
    for change in (
        Change(anna, inside),
        Change(anna, parted),
        Change(None, mention(found, 1, 2)),
        Change(found.tokens[0], None),
        Change(found.tokens[0], msgspec.structs.replace(found.tokens[0], text="An\tna")),
        Change(found.tokens[0], msgspec.structs.replace(found.tokens[0], text="")),
        Change(found.passages[0], None),
    ):
        assert READER.render(found, [change]) == []
        assert rendered(found, change, Change(lund, None)) == data
    two = document(f"-DOCSTART-\n\n{SOUND}\n{SOUND}")
    assert READER.render(two, [Change(None, mention(two, 5, 6))]) == []


def test_text_that_changes_moves_no_tag() -> None:
    found = document(SOUND)
    changes = completed(found, [TextChange(0, 4, "Johanna")])
    assert rendered(found, *changes) == SOUND.replace("Anna", "Johanna").encode()
    blank = completed(found, [TextChange(0, 4, "Jo hanna")])
    assert rendered(found, *blank) == SOUND.replace("Anna", "Jo hanna").encode()
    spaced = document(SOUND.replace("\t", " "))
    assert READER.render(spaced, completed(spaced, [TextChange(0, 4, "Jo hanna")])) == []
    joint = completed(found, [TextChange(3, 6, "")])  # two tokens would be one
    assert READER.render(found, joint) == []


def test_repairs_of_rules_come_out_as_tags() -> None:
    data = SOUND + "".join(f"\nzinc{number}\tB-Chemical\nis\tO\n" for number in range(120))
    data += "\nAspirin\tB-Chemcial\nC\tI-Chemcial\nhelps\tO\n"
    contents, failures = fix(data, [MisspeltType], format="conll")
    assert not failures
    assert contents["example"] == data.replace("Chemcial", "Chemical").encode()

    edge = "The\tO\nLind\tB-PER\n,\tI-PER\nsang\tO\n\nEva,\tB-PER\nslept\tO\n"
    contents, failures = fix(edge, [EdgePunctuation], format="conll")
    assert not failures  # what is inside of a token stays
    assert contents["example"] == edge.replace(",\tI-PER", ",\tO").encode()


def test_each_sequence_that_no_scheme_allows_is_repaired_once() -> None:
    data = "Anna\tI-PER\nLind\tB-LOC\nsang\tI-PER\n\n" + SOUND * 2
    contents, failures = fix(data, [InvalidTransition], format="conll")
    assert not failures
    assert contents["example"] == ("Anna\tB-PER\nLind\tB-LOC\nsang\tB-PER\n\n" + SOUND * 2).encode()
    assert fix(contents["example"], [InvalidTransition], format="conll") == (contents, ())
    untouched, _ = fix(data, [InvalidTransition], format="conll", unsafe=False)
    assert untouched["example"] == data.encode()


def test_edits_do_not_overlap_and_stand_in_order() -> None:
    found = document(SOUND)
    edits = READER.render(found, [Change(each, None) for each in reversed(found.mentions)])
    assert edits == sorted(edits, key=lambda edit: edit.start)
    assert (
        edited(found.files[0].data, edits)
        == SOUND.replace("B-PER", "O").replace("I-PER", "O").replace("B-LOC", "O").encode()
    )


def test_documents_of_the_model_are_written_and_read_back() -> None:
    source = "--- 7\n[Lead](Chemical) in [old rats](Species)\n[Lead](Chemical) rose, twice."
    (found,) = inline(source)
    ((name, data),) = written([found]).items()
    assert name == "corpus.conll"
    again = document(data)
    assert (again.id, again.text) == ("7", "Lead in old rats\nLead rose , twice .")
    assert [(m.text, m.type) for m in again.mentions] == [(m.text, m.type) for m in found.mentions]
    for broken in (
        "[Lea](Chemical)d",
        "[[Lead](A) in](B) rats",
        "[Lead ](Chemical)in rats",
        "[Lead]()",
    ):
        with pytest.raises(Inexpressible):
            written(inline(broken))


def test_rows_of_another_size_are_written_where_their_values_stand() -> None:
    found = document("O\tO\nAnna\tB-PER\nO\tx\tO\nword\n" + SOUND)
    places = [READER.locate(found, token, "type") for token in found.tokens[:4]]
    assert [(place.column, place.end_column) for place in places] == [
        (3, 4),
        (6, 11),
        (5, 6),
        (1, 5),
    ]
    added = rendered(found, Change(None, mention(found, 2, 2)))
    assert b"O\tx\tB-X\n" in added
    assert READER.render(found, [Change(None, mention(found, 3, 3))]) == []


def test_tokens_cannot_change_places() -> None:
    found = document(SOUND)
    (passage,) = found.passages
    turned = msgspec.structs.replace(passage, text="Lind Anna sang in Lund .")
    assert READER.render(found, [Change(passage, turned)]) == []


def test_a_copy_changes_nothing_not_even_beside_a_fault() -> None:
    found = document("a\tB-X\nb\tB-X\nc\tO\nd\tI-X\ne\tO\nf\tI-X\n")
    assert [each.value for each in found.metadata] == ["iob1"]
    copy = msgspec.structs.replace(found.mentions[1])
    assert rendered(found, Change(found.mentions[1], copy)) == found.files[0].data
    both = [Change(found.mentions[1], copy), Change(None, mention(found, 1, 1, "Y"))]
    assert READER.render(found, both) == []


def test_a_boundary_is_marked_where_another_type_makes_mentions_touch() -> None:
    found = document("a\tI-X\nb\tI-Y\nc\tO\n\nd\tI-X\ne\tI-X\n".replace("\n\n", "\n"))
    other = msgspec.structs.replace(found.mentions[1], type="X", types=("X",))
    assert tags(rendered(found, Change(found.mentions[1], other))) == "I-X B-X O I-X I-X"


def test_sentences_keep_mentions_apart() -> None:
    iob1 = document("-DOCSTART-\n\na\tI-X\nb\tI-X\n\nc\tO\nd\tO\n")
    assert b"c\tI-X\n" in rendered(iob1, Change(None, mention(iob1, 2, 2)))
    ioe1 = document("-DOCSTART-\n\na\tO\nb\tO\n\nc\tI-X\nd\tE-X\ne\tI-X\n")
    assert [each.value for each in ioe1.metadata] == ["ioe1"]
    assert b"b\tI-X\n" in rendered(ioe1, Change(None, mention(ioe1, 1, 1)))


def test_a_tag_that_is_none_is_not_given_another_type() -> None:
    found = document("Anna\tPER-B\nsang\tO\nEva\tB-PER\nIda\tB-PER\n")
    (first, *_) = found.mentions
    other = msgspec.structs.replace(first, type="LOC", types=("LOC",))
    assert READER.render(found, [Change(first, other)]) == []
