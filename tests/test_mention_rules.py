"""What the rules about places, overlaps and duplicates do where their examples cannot show it.

The bracket notation and PubTator have no discontinuous mentions, and an example runs one rule
alone: that one fault gives one finding is shown here, with all these rules on.
"""

from collections.abc import Sequence

import msgspec
import pytest

from annolint import (
    Argument,
    Attribute,
    Document,
    Mention,
    Passage,
    Project,
    Relation,
    Severity,
    SourceFile,
    Span,
)
from annolint.engine import Engine
from annolint.testing import lint, registry
from annolint_rules._places import agrees, is_sound, nearest
from annolint_rules.duplicates.duplicate_relation import DuplicateRelation
from annolint_rules.overlaps._pairs import interleave
from annolint_rules.overlaps.crossing_mentions import CrossingMentions
from annolint_rules.overlaps.nested_mentions import NestedMentions
from annolint_rules.spans.empty_span import EmptySpan
from annolint_rules.spans.out_of_bounds_span import OutOfBoundsSpan
from annolint_rules.spans.passage_crossing_mention import PassageCrossingMention
from annolint_rules.spans.reversed_span import ReversedSpan
from annolint_rules.spans.span_text_mismatch import SpanTextMismatch

RULES = [
    rule for code, rule in registry().rules.items() if code[:3] in ("FMT", "SPN", "OVL", "DUP")
]
CODES = [rule.code for rule in RULES]


def mention(index: int, surface: str, *places: tuple[int, int], **fields: object) -> Mention:
    spans = tuple(Span(start, end) for start, end in places)
    return Mention(index, index + 3, "Disease", ("Disease",), spans, surface, **fields)  # type: ignore[arg-type]


def document(text: str, *mentions: Mention, passages: Sequence[Passage] = ()) -> Document:
    return Document(
        id="1",
        text=text,
        passages=tuple(passages) or (Passage(0, 1, "title", 0, text),),
        mentions=mentions,
        relations=(),
        files=(SourceFile("x", 0, 1, b""),),
    )


def found(lines: str) -> list[str]:
    """Lint lines below a text and return the line and code of each finding, by line."""
    findings = lint(source(lines), RULES, format="pubtator")
    return [f"{each.line} {each.code}" for each in sorted(findings, key=lambda each: each.line)]


def source(lines: str) -> str:
    """Write a PubTator file of lines in which ` / ` stands for a tab."""
    rows = "".join(f"1\t{line}\n".replace(" / ", "\t") for line in lines.split("\n"))
    return f"1|t|Some acute renal failure of the renal cortex\n1|a|\n{rows}"


# The facts of a document.


def test_overlap_groups_do_not_depend_on_the_order_of_the_file() -> None:
    apart = [mention(0, "a", (0, 2)), mention(1, "b", (2, 4)), mention(2, "c", (9, 12))]
    assert document("", *apart).overlap_groups == ()
    late = [mention(0, "c", (9, 12)), mention(1, "a", (0, 2)), mention(2, "b", (2, 4))]
    assert document("", *late).overlap_groups == ()
    late.append(mention(3, "d", (3, 10)))
    assert document("", *late).overlap_groups == ((late[2], late[3], late[0]),)
    late.append(mention(4, "e", (0, 2)))
    assert document("", *late).overlap_groups == (
        (late[1], late[4]),
        (late[2], late[3], late[0]),
    )


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (((0, 4), (8, 9)), ((5, 7),), True),  # inside the gap
        (((0, 4),), ((4, 4),), False),
        (((4, 4),), ((4, 4),), True),
        (((4, 4),), ((4, 5),), True),  # by the longer first, then inside it
        (((2, 7),), ((5, 5),), True),
        (((7, 2),), ((7, 2),), True),  # backwards
        (((7, 2),), ((3, 4),), True),
        ((), ((3, 4),), False),
        ((), (), False),
    ],
)
def test_overlap_groups_hold_odd_places(
    first: tuple[tuple[int, int], ...], second: tuple[tuple[int, int], ...], together: bool
) -> None:
    mentions = [mention(0, "a", *first), mention(1, "b", *second)]
    groups = document("", *mentions).overlap_groups
    assert [sorted(each.index for each in group) for group in groups] == [[0, 1]] * together


@pytest.mark.parametrize(
    ("surface", "places"),
    [
        ("renal", ()),
        ("renal cortex", ((5, 10), (11, 17))),
        ("x", ((5, 10),)),
        ("renal", ((10, 5),)),
        ("", ((5, 5),)),
        ("x", ((17, 18),)),
        ("", ((17, 17),)),
        (" ", ((4, 5),)),
        ("e\nr", ((3, 6),)),
        ("cortex", ((11, 18),)),
        ("x", ((-1, 17),)),
    ],
)
def test_suspects_are_all_that_is_not_plain(
    surface: str, places: tuple[tuple[int, int], ...]
) -> None:
    suspect = mention(1, surface, *places)
    text = "Some\nrenal cortex" if "\n" in surface else "Some renal cortex"
    sound = mention(0, "cortex", (11, 17))
    assert document(text, sound, suspect).suspect_mentions == (suspect,)


# Discontinuous mentions.

TEXT = "renal and hepatic failure"


@pytest.mark.parametrize(
    "surface", ["renal failure", "renalfailure", "renal ... failure", "renal [...] failure"]
)
def test_fragments_may_be_joined_in_any_usual_way(surface: str) -> None:
    assert agrees(document(TEXT), mention(0, surface, (0, 5), (18, 25)))


def test_a_fragment_may_begin_with_a_joining_character() -> None:
    dose = document("renal or .5 mg")
    assert agrees(dose, mention(0, "renal .5 mg", (0, 5), (9, 14)))
    assert agrees(dose, mention(0, "renal ... .5 mg", (0, 5), (9, 14)))
    assert agrees(dose, mention(0, "renal.5 mg", (0, 5), (9, 14)))


@pytest.mark.parametrize("place", [(-1, 5), (5, 5), (5, 0), (0, 26), (25, 30)])
def test_a_mention_in_an_impossible_place_is_not_sound(place: tuple[int, int]) -> None:
    covered = TEXT[max(place[0], 0) : place[1]]
    assert not is_sound(document(TEXT), mention(0, covered, place))
    assert not is_sound(document(TEXT), mention(0, f"failure {covered}", (18, 25), place))


def test_a_sound_mention_may_reach_both_ends() -> None:
    assert is_sound(document(TEXT), mention(0, TEXT, (0, 25)))
    assert not is_sound(document(TEXT), mention(0, "renal", (1, 6)))


def test_fragments_may_stand_in_any_order() -> None:
    assert agrees(document(TEXT), mention(0, "renal failure", (18, 25), (0, 5)))
    assert agrees(document(TEXT), mention(0, "failure renal", (18, 25), (0, 5)))


@pytest.mark.parametrize(
    "surface",
    [
        "renal x failure",
        "renal failur",
        "enal failure",
        " renal failure",
        "renal failure ",
        "renal",
        "renal ",
        "",
    ],
)
def test_other_texts_than_the_fragments_do_not_agree(surface: str) -> None:
    discontinuous = mention(0, surface, (0, 5), (18, 25))
    assert not agrees(document(TEXT), discontinuous)
    assert len(list(SpanTextMismatch().check(document(TEXT, discontinuous)))) == 1


def test_fragment_texts_are_compared_one_by_one() -> None:
    good = mention(0, "whatever", (0, 5), (18, 25), fragment_texts=("renal", "failure"))
    bad = mention(0, "renal failure", (0, 5), (18, 25), fragment_texts=("renal", "failur"))
    fewer = mention(0, "renal failure", (0, 5), (18, 25), fragment_texts=("renal",))
    assert agrees(document(TEXT), good)
    assert not agrees(document(TEXT), bad)
    assert agrees(document(TEXT), fewer)


def test_a_joint_reads_as_a_blank_at_that_one_place_only() -> None:
    passages = [Passage(0, 1, "title", 0, "Low renal"), Passage(1, 2, "abstract", 10, "flow\nrate")]
    whole = document("Low renal\nflow\nrate", passages=passages)
    assert agrees(whole, mention(0, "renal flow", (4, 14)))
    assert agrees(whole, mention(0, "renal\nflow", (4, 14)))
    assert not agrees(whole, mention(0, "renal-flow", (4, 14)))
    assert not agrees(whole, mention(0, "flow rate", (10, 19)))
    assert not agrees(whole, mention(0, "renal", (4, 14)))
    assert agrees(whole, mention(0, "Low renal", (0, 9)))
    assert agrees(whole, mention(0, "renal ", (4, 10)))
    assert agrees(whole, mention(0, " flow", (9, 14)))
    padded = document("Low renal\nflow rate", passages=passages)
    assert agrees(padded, mention(0, "flow ", (10, 15)))
    assert not agrees(padded, mention(0, "Low  ", (-2, 5)))
    adjacent = [Passage(0, 1, "title", 0, "Low renal"), Passage(1, 2, "abstract", 9, "-flow")]
    assert not agrees(document("Low renal-flow", passages=adjacent), mention(0, " -f", (8, 11)))


def test_crossing_of_discontinuous_mentions_is_an_option() -> None:
    text = "the renal and hepatic failure of rats"
    crossing = document(
        text,
        mention(0, "renal failure", (4, 9), (22, 29)),
        mention(1, "hepatic failure of", (14, 32)),
        mention(2, "the renal", (0, 9)),  # contains what it shares
        mention(3, "and hepatic", (10, 21)),  # stands in the gap of the first, in part
        mention(4, "renal", (4, 9)),
        mention(5, "of rats", (30, 37)),
    )

    def pairs(rule: CrossingMentions) -> list[tuple[int, str, int]]:
        return sorted(
            (each.record.index, each.field, each.related[0].record.index)  # type: ignore[union-attr]
            for each in rule.check(crossing, Project())
        )

    assert pairs(CrossingMentions()) == [(3, "span", 1), (5, "span", 1)]
    assert pairs(CrossingMentions(discontinuous=True)) == [
        (1, "span", 0),
        (2, "span", 0),
        (3, "span", 1),
        (5, "span", 1),
    ]


def test_mentions_without_offsets_are_left_to_the_reader() -> None:
    passages = [Passage(0, 1, "title", 0, "renal"), Passage(1, 2, "abstract", 6, "failure")]
    lost = document("renal\nfailure", mention(0, "x"), mention(1, "x"), passages=passages)
    engine = Engine(
        [rule() for rule in RULES], dict.fromkeys(CODES, Severity.ERROR), CODES, Project()
    )
    assert engine.run(lost, engine.calls.document_checks(CODES)) == []
    assert list(engine.failures()) == []


def test_one_reversed_fragment_is_enough() -> None:
    backward = document(TEXT, mention(0, "renal", (0, 5), (25, 18)))
    (found,) = ReversedSpan().check(backward)
    assert found.message.startswith("the mention at 0-5, 25-18 ends before it starts; ")


def test_one_empty_fragment_is_enough() -> None:
    hollow = document(TEXT, mention(0, "renal", (0, 5), (18, 18)))
    assert [each.message for each in EmptySpan().check(hollow)] == [
        "the mention at 0-5, 18-18 has no length; 'renal' stands at 0-5: correct the offsets"
    ]


@pytest.mark.parametrize(
    ("outside", "inside", "findings"), [(10, 0, 10), (11, 10, 1), (11, 11, 11), (12, 11, 1)]
)
def test_one_cause_is_said_when_most_mentions_end_after_the_text(
    outside: int, inside: int, findings: int
) -> None:
    mentions = [mention(n, TEXT[n : n + 1], (n, n + 1)) for n in range(inside)]
    mentions += [mention(inside + n, "x", (90 + n, 91 + n)) for n in range(outside)]
    found = list(OutOfBoundsSpan().check(document(TEXT, *mentions)))
    assert len(found) == findings
    assert found[0].record is mentions[inside]
    covered = found[0].covers
    assert covered == (tuple(mentions[inside + 1 :]) if findings == 1 else ())


def test_one_cause_also_speaks_for_the_mismatches() -> None:
    sound = mention(0, "renal failure", (0, 5), (18, 25))
    wrong = mention(1, "hepatic", (9, 16))
    outside = [mention(n, "x", (90 + n, 91 + n)) for n in range(2, 13)]
    (found,) = OutOfBoundsSpan().check(document(TEXT, sound, wrong, *outside))
    assert found.record is outside[0]
    assert found.covers == (wrong, *outside[1:])


def test_nested_mentions_are_contiguous_and_not_empty() -> None:
    nested = document(
        TEXT,
        mention(0, TEXT, (0, 25)),
        mention(1, "renal failure", (0, 5), (18, 25)),
        mention(2, "", (6, 6)),
        mention(3, "and", (9, 6)),
        mention(4, "renal", (0, 5)),
    )
    assert [each.record for each in NestedMentions().check(nested, False, Project())] == [
        nested.mentions[4]
    ]


def test_out_of_bounds_fragments_and_crossing_fragments_are_found() -> None:
    outside = document(TEXT, mention(0, "renal x", (0, 5), (25, 26)))
    assert len(list(OutOfBoundsSpan().check(outside))) == 1
    passages = [Passage(0, 1, "title", 0, "renal"), Passage(1, 2, "abstract", 6, "failure")]
    across = document(
        "renal\nfailure", mention(0, "renal failure", (0, 5), (6, 13)), passages=passages
    )
    assert len(list(PassageCrossingMention().check(across))) == 1


# The nearest place.


def test_nearest_place_lies_far_away_or_across_the_joint() -> None:
    text = "x" * 5000 + " renal " + "x" * 5000
    assert nearest(document(text), mention(0, "renal", (0, 5)), frozenset()) == Span(5001, 5006)
    assert nearest(document(text), mention(0, "renal", (10_000, 10_005)), frozenset()) == Span(
        5001, 5006
    )
    assert nearest(document(text), mention(0, "renal", (99_999, 100_004)), frozenset()) == Span(
        5001, 5006
    )
    assert nearest(document(text), mention(0, "cortex", (0, 6)), frozenset()) is None


def test_nearest_place_prefers_whole_words_then_free_places_then_short_ways() -> None:
    text = "adrenal renal renal, renal adrenals"
    lost = mention(0, "renal", (1, 6))
    taken = {Span(8, 13)}
    assert nearest(document(text), lost, frozenset()) == Span(8, 13)
    assert nearest(document(text), lost, taken) == Span(14, 19)
    assert nearest(document(text), lost, {Span(8, 13), Span(14, 19), Span(21, 26)}) == Span(8, 13)
    assert nearest(document("adrenal, adrenals"), lost, frozenset()) == Span(2, 7)
    late = mention(0, "renal", (29, 34))
    assert nearest(document(text), late, frozenset()) == Span(21, 26)


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("renal ............ renal", 17, 19),
        ("renal ............ renal", 7, 0),
        ("renal, adrenals, and so on", 20, 0),  # past a part of a word, to the left
        ("so on: adrenals, renal", 0, 17),
        ("a drenal, renala. renal", 0, 18),
        ("drenal, renala.", 0, 1),
        ("renal", 0, 0),
        ("renal", -3, 0),
    ],
)
def test_nearest_place_is_looked_for_on_both_sides(text: str, start: int, expected: int) -> None:
    found = nearest(document(text), mention(0, "renal", (start, start + 5)), frozenset())
    assert found == Span(expected, expected + 5)


@pytest.mark.parametrize("title", ["renal", "low renal", "a title that is long, of renal"])
@pytest.mark.parametrize("abstract", ["flow", "flow that the abstract is about"])
def test_nearest_place_may_lie_across_a_joint(title: str, abstract: str) -> None:
    joint = len(title)
    passages = [Passage(0, 1, "t", 0, title), Passage(1, 2, "a", joint + 1, abstract)]
    whole = document(f"{title}\n{abstract}", passages=passages)
    lost = mention(0, "renal flow", (1, 11))
    assert nearest(whole, lost, frozenset()) == Span(joint - 5, joint + 5)
    assert nearest(whole, mention(0, "renal  flow", (1, 12)), frozenset()) is None
    assert nearest(whole, mention(0, "renal-flow", (1, 11)), frozenset()) is None


# One fault, one finding.


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("5 / 24 / acute renal failure / Disease / D1", [], id="sound"),
        pytest.param(
            "5 / 10 / acute / Time / D1\n5 / 10 / acute / Time / D1", ["4 DUP001"], id="copy"
        ),
        pytest.param(
            "6 / 11 / acute / Time / D1\n6 / 11 / acute / Time / D1",
            ["3 SPN001", "4 DUP001"],
            id="copy of a mismatch",
        ),
        pytest.param(
            "24 / 5 / x / Time / D1\n99 / 104 / x / Time / D1\n7 / 7 / x / Time / D1\n"
            "24 / 5 / x / Time / D1\n99 / 104 / x / Time / D1\n7 / 7 / x / Time / D1",
            ["3 SPN004", "4 SPN003", "5 SPN005", "6 DUP001"],
            id="copies of impossible places",
        ),
        pytest.param(
            "5 / 10 / acute / Time / D1\n5 / 10 / acute / Disease / D2", ["4 OVL003"], id="type"
        ),
        pytest.param(
            "5 / 10 / acute / Time / D1\n5 / 10 / acute / Time / D2", ["4 OVL004"], id="concept"
        ),
        pytest.param(
            "5 / 16 / acute renal / Time / D1\n5 / 16 / acute renal / Disease / D2\n"
            "11 / 24 / renal failure / Disease / D2",
            ["4 OVL003", "5 OVL001"],
            id="two types that cross a third",
        ),
        pytest.param(
            "11 / 24 / renal failure / Disease / D2\n"
            "5 / 16 / acute renal / Time / D1\n5 / 16 / acute renal / Disease / D2",
            ["4 OVL001", "5 OVL003"],
            id="a third that crosses two types",
        ),
        pytest.param(
            "5 / 16 / acute renal / Time / D1\n11 / 24 / renal failure / Disease / D2\n"
            "5 / 16 / acute renal / Time / D1\n11 / 24 / renal failure / Disease / D2",
            ["4 OVL001", "5 DUP001"],
            id="copies of a crossing pair",
        ),
        pytest.param(
            "11 / 16 / renal / Organ / D1\n5 / 24 / acute renal failure / Disease / D2",
            ["4 OVL002"],
            id="nested, the outer later",
        ),
        pytest.param(
            "5 / 24 / acute renal failure / Disease / D2\n11 / 16 / renal / Organ / D1\n"
            "11 / 16 / renal / Organ / D1",
            ["4 OVL002", "5 DUP001"],
            id="copy of a nested one",
        ),
        pytest.param(
            "5 / 16 / renal failure / Disease / D2\n10 / 24 / renal failure / Disease / D2",
            ["3 SPN001", "4 SPN001"],
            id="wrong places that cross",
        ),
        pytest.param(
            "5 / 24 / renal failure / Disease / D2\n17 / 27 / failure of / Disease / D2",
            ["3 SPN001"],
            id="a wrong place that crosses a later mention",
        ),
        pytest.param(
            "5 / 10 / acute / Time / D1\n5 / 10 / renal / Organ / D2",
            ["4 SPN001"],
            id="a wrong place that is another's",
        ),
        pytest.param(
            "5 / 10 / renal / Organ / D2\n5 / 10 / acute / Time / D1",
            ["3 SPN001"],
            id="a wrong place that is a later one's",
        ),
        pytest.param("4 / 10 /  acute / Time / D1", ["3 SPN006"], id="padded"),
        pytest.param(
            "4 / 10 /  acute / Time / D1\n4 / 10 /  acute / Time / D1",
            ["3 SPN006", "4 DUP001"],
            id="copy of a padded one",
        ),
        pytest.param("4 / 5 /   / Time / D1", ["3 SPN005"], id="a blank"),
        pytest.param("4 / 4 / x / Time / D1", ["3 SPN005"], id="no length"),
        pytest.param("5 / 10 /  / Time / D1", ["3 SPN001"], id="no text"),
        pytest.param("5 / 10 /   / Time / D1", ["3 SPN001"], id="a blank for a text"),
        pytest.param("24 / 5 / x / Time / D1", ["3 SPN004"], id="backwards"),
        pytest.param("400 / 200 / x / Time / D1", ["3 SPN004"], id="backwards and outside"),
        pytest.param("200 / 200 / x / Time / D1", ["3 SPN003"], id="outside without length"),
        pytest.param("200 / 204 / x / Time / D1", ["3 SPN003"], id="outside"),
    ],
)
def test_one_fault_is_one_finding(lines: str, expected: list[str]) -> None:
    assert found(lines) == expected


@pytest.mark.parametrize(
    ("lines", "place", "related"),
    [
        ("5 / 10 / acute / A / D1\n5 / 10 / acute / A / D1", "4:1 DUP001", (3, 1)),
        ("5 / 10 / acute / A / D1\n5 / 10 / acute / B / D1", "4:14 OVL003", (3, 14)),
        ("5 / 10 / acute / A / D1\n5 / 10 / acute / A / D2", "4:16 OVL004", (3, 16)),
        ("5 / 16 / acute renal / A / D1\n11 / 24 / renal failure / A / D2", "4:3 OVL001", (3, 3)),
        ("5 / 16 / acute renal / A / D1\n5 / 10 / acute / A / D2", "4:3 OVL002", (3, 3)),
        ("5 / 10 / acute / A / D2\n5 / 16 / acute renal / A / D1", "4:3 OVL002", (3, 3)),
        ("R / D1 / D2\nR / D1 / D2", "4:1 DUP002", (3, 1)),
        ("R / D1 / D2 / No\nR / D1 / D2 / Novel", "4:1 DUP002", (3, 1)),
    ],
)
def test_the_other_record_is_named(lines: str, place: str, related: tuple[int, int]) -> None:
    (finding,) = lint(source(lines), RULES, format="pubtator")
    assert f"{finding.line}:{finding.column} {finding.code}" == place
    assert [(each.line, each.column) for each in finding.related] == [related]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (((0, 5), (9, 12)), ((3, 7),), True),
        (((3, 7),), ((0, 5), (9, 12)), True),
        (((0, 5), (9, 12)), ((5, 9),), False),  # in the gap
        (((0, 5), (9, 12)), ((12, 15),), False),
        (((9, 12), (15, 16)), ((3, 9),), False),
        (((0, 5), (9, 12)), ((0, 12),), False),  # all of it
        (((0, 12),), ((0, 5), (9, 12)), False),
        (((0, 5), (9, 12)), ((9, 12), (15, 16)), True),
        (((0, 5), (9, 12)), ((0, 5), (9, 12)), False),
        (((0, 5),), ((3, 7),), False),  # both contiguous: the walk finds them
    ],
)
def test_discontinuous_mentions_interleave(
    one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...], *, expected: bool
) -> None:
    assert interleave(mention(0, "", *one), mention(1, "", *other)) is expected


def test_copies_of_a_relation_may_order_their_attributes_as_they_like() -> None:
    polarity, novelty = Attribute("polarity", "-"), Attribute("novelty", "No")
    arguments = (Argument("D1", "concept"), Argument("D2", "concept"))
    relations = (
        Relation(0, 3, "R", arguments, (polarity, novelty), trigger="T1"),
        Relation(1, 4, "R", arguments, (novelty, polarity), trigger="T1"),
        Relation(2, 5, "R", arguments, (novelty,), trigger="T1"),
        Relation(3, 6, "R", arguments, (novelty,), trigger="T2"),
    )
    related = msgspec.structs.replace(document(TEXT), relations=relations)
    assert sorted(each.message for each in DuplicateRelation().check(related, Project())) == [
        "relation R of D1 and D2 stands here a second time: remove the copy",
        (
            "relation R of D1 and D2 stands here again, with novelty 'No' after novelty 'No' and "
            "polarity '-': keep the right one"
        ),
    ]


def test_a_run_of_repeated_relations_speaks_for_all_of_them() -> None:
    pairs = [("D1", "D2"), ("D1", "D3"), ("D1", "D2"), ("D1", "D3")]
    relations = tuple(
        Relation(number, number + 3, "R", tuple(Argument(each, "concept") for each in pair))
        for number, pair in enumerate(pairs)
    )
    related = msgspec.structs.replace(document(TEXT), relations=relations)
    (found,) = DuplicateRelation().check(related, Project())
    assert found.record is relations[2]
    assert found.covers == (relations[3],)


def test_hundreds_of_mentions_at_one_place_are_read_in_one_walk() -> None:
    text = "x" * 3000
    inside = [mention(n, text[n : 3000 - n], (n, 3000 - n)) for n in range(1000)]
    nested = list(NestedMentions().check(document(text, *inside), False, Project()))
    assert len(nested) == len(inside) - 1
    assert all(
        each.record is inner and each.related[0].record is outer
        for each, outer, inner in zip(nested, inside, inside[1:], strict=False)
    )
