"""What a document is after changes: what follows from them, and what they mean for its records."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annolint import (
    Argument,
    Attribute,
    Change,
    Document,
    Fix,
    Mention,
    Passage,
    Relation,
    Safety,
    Sentence,
    Span,
    TextChange,
    Token,
)
from annolint.repair import applied, completed, content, fault
from annolint.testing import documents


def inline(text: str) -> Document:
    (document,) = documents(text)
    return document


def made(document: Document, *changes: Change | TextChange) -> Document:
    return applied(document, completed(document, changes))


def identified(mention: Mention, name: str) -> Change:
    ids = tuple(name.split("|"))
    return Change(mention, replace(mention, concept_field=name, concept_ids=ids))


def targets(document: Document) -> list[str]:
    return [each.target for relation in document.relations for each in relation.arguments]


def test_a_record_is_replaced() -> None:
    document = inline("[lead](Chemical) and [tin](Chemical)")
    first = document.mentions[0]
    after = made(document, Change(first, replace(first, type="Metal")))
    assert [mention.type for mention in after.mentions] == ["Metal", "Chemical"]
    assert after.text == document.text


def test_a_removed_record_leaves_no_gap() -> None:
    document = inline("[lead](Chemical) and [tin](Chemical) and [zinc](Chemical)")
    after = made(document, Change(document.mentions[1], None))
    assert [(mention.index, mention.text) for mention in after.mentions] == [
        (0, "lead"),
        (1, "zinc"),
    ]


def test_a_mention_is_added() -> None:
    document = inline("[lead](Chemical) and tin")
    new = replace(document.mentions[0], spans=(Span(9, 12),), text="tin", line=0)
    after = made(document, Change(None, new))
    assert [(mention.index, mention.text) for mention in after.mentions] == [
        (0, "lead"),
        (1, "tin"),
    ]


def test_a_change_to_an_equal_record_is_none() -> None:
    document = inline("[lead](Chemical)")
    (mention,) = document.mentions
    assert completed(document, [Change(mention, replace(mention))]) == []


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        # No mention has D1 any longer.
        ("[lead](Chemical D1) [tin](Chemical D2)\n{r D1 D2}", "D9", ["D9", "D2"]),
        # Another one has it still.
        ("[lead](Chemical D1) [tin](Chemical D1)\n{r D1 D2}", "D9", ["D1", "D2"]),
        # A part of a composite, and the composite as a whole.
        ("[lead](Chemical D1|D2)\n{r D1 D2}", "D1|D3", ["D1", "D3"]),
        ("[lead](Chemical D1|D2)\n{r D1|D2 D2}", "D1|D3", ["D1|D3", "D3"]),
        # In another order nothing is gone but the composite.
        ("[lead](Chemical D2|D1)\n{r D1 D2|D1}", "D1|D2", ["D1", "D1|D2"]),
        # One part fewer: which of them an argument would name now cannot be told.
        ("[lead](Chemical D1|D2|D1)\n{r D2 D1|D2|D1}", "D1|D2", ["D2", "D1|D2"]),
        ("[lead](Chemical D1|D2)\n{r D2 D1}", "D1", ["D2", "D1"]),
    ],
)
def test_arguments_follow_an_identifier_that_is_gone(
    source: str, name: str, expected: list[str]
) -> None:
    document = inline(source)
    assert targets(made(document, identified(document.mentions[0], name))) == expected


def test_a_relation_that_changes_itself_follows_too() -> None:
    document = inline("[lead](Chemical D1) [tin](Chemical D2)\n{r D1 D2}\n{s D1 D2}")
    relation = document.relations[0]
    after = made(
        document,
        identified(document.mentions[0], "D9"),
        Change(relation, replace(relation, type="t")),
        Change(document.relations[1], None),
    )
    assert [(each.type, each.arguments[0].target) for each in after.relations] == [("t", "D9")]


def events() -> Document:
    """Return a document whose relations name mentions by their own ids; T1 and T3 are equal."""
    document = inline("[lead](Chemical) [tin](Chemical)")
    one, two = document.mentions
    mentions = (replace(one, id="T1"), replace(two, id="T2"), replace(one, id="T3", index=2))
    relation = Relation(0, 5, "r", (Argument("T3", "mention"), Argument("T2", "mention")), id="R1")
    event = Relation(1, 6, "e", (Argument("T3", "concept"),), trigger="T3", id="E1")
    return replace(document, mentions=mentions, relations=(relation, event))


def test_what_names_a_removed_mention_names_its_equal() -> None:
    document = events()
    after = made(document, Change(document.mentions[2], None))
    assert [each.target for each in after.relations[0].arguments] == ["T1", "T2"]
    assert after.relations[1].trigger == "T1"
    assert after.relations[1].arguments[0].target == "T3"  # a concept of that name


def test_an_equal_may_have_its_types_identifiers_and_attributes_in_another_order() -> None:
    document = events()
    one, two, three = document.mentions
    marks = (Attribute("a", "1"), Attribute("b", "2"))
    one = replace(one, type="A,B", types=("A", "B"), attributes=marks)
    one = replace(one, concept_field="D1|D2", concept_ids=("D1", "D2"))
    three = replace(three, type="B,A", types=("B", "A"), attributes=marks[::-1])
    three = replace(three, concept_field="D2|D1", concept_ids=("D2", "D1"))
    named = replace(
        document.relations[0], arguments=(Argument("T3", "mention"), Argument("D2|D1", "concept"))
    )
    document = replace(document, mentions=(one, two, three), relations=(named,))
    after = made(document, Change(three, None))
    assert [each.target for each in after.relations[0].arguments] == ["T1", "D1|D2"]


@pytest.mark.parametrize(
    "other",
    [
        {"spans": (Span(0, 3),)},
        {"text": "tin"},
        {"types": ("A",)},
        {"concept_ids": ("D1",)},
        {"attributes": (Attribute("a", "1"),)},
        {"id": ""},
    ],
)
def test_what_says_something_else_is_no_equal(other: dict[str, Any]) -> None:
    document = events()
    one, two, three = document.mentions
    document = replace(document, mentions=(replace(one, **other), two, three))
    after = made(document, Change(three, None))
    assert after.relations[0].arguments[0].target == "T3"


def test_a_relation_without_trigger_gets_none_from_a_removed_mention_without_id() -> None:
    document = events()
    one, two, three = document.mentions
    document = replace(document, mentions=(one, two, replace(three, id="")))
    after = made(document, Change(document.mentions[2], None))
    assert after.relations[0].trigger == ""


def test_what_names_a_removed_mention_without_an_equal_stays() -> None:
    document = events()
    after = made(document, Change(document.mentions[1], None))
    assert [each.target for each in after.relations[0].arguments] == ["T3", "T2"]


# Changes of the text.


def test_what_stands_behind_a_change_moves() -> None:
    document = inline("le\u00adad and [tin](Chemical)\nThe [tin](Chemical) rose.")
    after = made(document, TextChange(2, 3, ""))
    assert after.text == "lead and tin\nThe tin rose."
    assert [passage.text for passage in after.passages] == ["lead and tin", "The tin rose."]
    assert [after.covered_text(mention) for mention in after.mentions] == ["tin", "tin"]
    assert [passage.start for passage in after.passages] == [0, 13]


def test_a_surface_form_changes_with_the_text() -> None:
    document = inline("[le\u00adad](Chemical) and [l\u00ade\u00adad](Chemical)")
    after = made(document, *(TextChange(at, at + 1, "") for at in (13, 11, 2)))
    assert [mention.text for mention in after.mentions] == ["lead", "lead"]
    assert [after.covered_text(mention) for mention in after.mentions] == ["lead", "lead"]


def test_a_text_that_was_another_stays() -> None:
    document = inline("[le\u00adad](Chemical)")
    other = replace(document.mentions[0], text="tin\u00ads")
    document = replace(document, mentions=(other,))
    after = made(document, TextChange(2, 3, ""))
    assert after.mentions[0].text == "tin\u00ads"
    assert after.mentions[0].spans == (Span(0, 4),)


def test_a_change_at_an_edge_of_a_mention() -> None:
    document = inline("a[e](X)\u0301b")  # the mention ends inside of what is replaced
    after = made(document, TextChange(1, 3, "\u00e9"))
    assert after.covered_text(after.mentions[0]) == "\u00e9"
    document = inline("ae[\u0301](X)b")
    after = made(document, TextChange(1, 3, "\u00e9"))
    assert after.covered_text(after.mentions[0]) == "\u00e9"


def test_what_is_inserted_behind_a_mention_is_no_part_of_it() -> None:
    document = inline("a [tin](X)")
    after = made(document, TextChange(5, 5, "s"))
    assert after.text == after.passages[0].text == "a tins"
    assert after.mentions[0].text == after.covered_text(after.mentions[0]) == "tin"
    after = made(document, TextChange(2, 2, "x"))
    assert after.mentions[0].text == after.covered_text(after.mentions[0]) == "xtin"


def test_fragments_passages_sentences_and_tokens_move() -> None:
    text = "x\u00ady ab cd"
    spans = (Span(4, 6), Span(7, 9))
    document = Document(
        "1",
        text,
        (Passage(0, 1, "title", 0, text, 100, sentences=(Sentence(0, 3), Sentence(4, 9, 104))),),
        (Mention(0, 2, "X", ("X",), spans, "ab cd", fragment_texts=("ab", "cd")),),
        (),
        (),
        tokens=(Token(0, 3, "x\u00ady", 0, 3, "O", 0), Token(1, 4, "ab", 4, 6, "B-X", 0)),
    )
    after = made(document, TextChange(1, 2, ""))
    assert after.mentions[0].spans == (Span(3, 5), Span(6, 8))
    assert after.mentions[0].text == "ab cd"
    assert after.mentions[0].fragment_texts == ("ab", "cd")
    assert after.passages[0].offset == 100
    assert after.passages[0].sentences == (Sentence(0, 2), Sentence(3, 8, 103))
    assert [(token.text, token.start, token.end) for token in after.tokens] == [
        ("xy", 0, 2),
        ("ab", 3, 5),
    ]
    wide = made(document, TextChange(4, 5, "AAA"))
    assert wide.mentions[0].fragment_texts == ("AAAb", "cd")
    assert wide.mentions[0].text == "AAAb cd"


def test_a_changed_and_an_added_mention_move_too() -> None:
    document = inline("le\u00adad and [tin](Chemical) or zinc")
    tin = document.mentions[0]
    after = made(
        document,
        Change(tin, replace(tin, type="Metal")),
        Change(None, replace(tin, spans=(Span(17, 21),), text="zinc")),
        TextChange(2, 3, ""),
    )
    assert [(m.type, m.text, after.covered_text(m)) for m in after.mentions] == [
        ("Metal", "tin", "tin"),
        ("Chemical", "zinc", "zinc"),
    ]


@given(
    st.text("ab\u00ad ", min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.text("xyz", max_size=3)), max_size=4),
)
def test_changed_text_is_that_of_the_edits(text: str, cuts: Sequence[tuple[int, str]]) -> None:
    document = Document(
        "1",
        text,
        (Passage(0, 1, "title", 0, text),),
        (Mention(0, 2, "X", ("X",), (Span(0, len(text)),), text),),
        (),
        (),
    )
    places = {at: new for at, new in cuts if at < len(text)}
    after = made(document, *(TextChange(at, at + 1, new) for at, new in places.items()))
    expected = "".join(places.get(at, letter) for at, letter in enumerate(text))
    assert after.text == expected
    assert after.mentions[0].text == after.covered_text(after.mentions[0]) == expected


# What a document says, and what is no fix.


def test_content_is_what_a_document_says() -> None:
    document = inline("[lead](Chemical D1) [tin](Metal)\n{r D1 D2}")
    one, two = document.mentions
    same = replace(
        document, mentions=(replace(two, index=0, line=9, id="T1"), replace(one, index=1))
    )
    assert content(same) == content(document)
    for other in (
        replace(document, id="2"),
        replace(document, text="lead tim"),
        replace(document, mentions=(one, replace(two, type="Chemical"))),
        replace(document, mentions=(one, replace(two, text="tim"))),
        replace(document, mentions=(one, replace(two, spans=(Span(5, 7),)))),
        replace(document, mentions=(one, two, two)),
        replace(document, mentions=(one, replace(two, concept_field=""))),
        replace(document, relations=()),
        replace(document, passages=()),
    ):
        assert content(other) != content(document)


@pytest.mark.parametrize(
    ("changes", "safety", "expected"),
    [
        ((), Safety.SAFE, "has no changes"),
        (("a word",), Safety.SAFE, "has str for a change"),
        ((TextChange(0, 1, ""),), Safety.SAFE, "changes the text of the document in a safe fix"),
        ((TextChange(0, 99, ""),), Safety.UNSAFE, "changes text that is not in one passage"),
        ((TextChange(1, 0, ""),), Safety.UNSAFE, "changes text that is not in one passage"),
        ((Change(None, None),), Safety.SAFE, "adds something that is no mention"),
        ((TextChange(0, 1, ""),), Safety.UNSAFE, ""),
    ],
)
def test_a_fix_that_makes_no_sense(
    changes: tuple[object, ...], safety: Safety, expected: str
) -> None:
    document = inline("[lead](Chemical)\n")
    assert fault(document, Fix(changes, safety)) == expected  # type: ignore[arg-type]


def test_a_fix_of_foreign_records() -> None:
    document = inline("[lead](Chemical) [tin](Chemical)")
    one, two = document.mentions
    assert fault(document, Fix((Change(one, None),))) == ""
    assert fault(document, Fix((Change(None, one),))) == ""
    assert fault(document, Fix((Change(replace(one), None),))) == (
        "changes a record that is not in the document"
    )
    for other in (two, document.passages[0]):
        assert fault(document, Fix((Change(one, other),))) == (
            "replaces a record by one of another kind or index"
        )
