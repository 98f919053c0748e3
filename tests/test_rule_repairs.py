"""Repairs of rules where examples do not show enough: edges, fields, other mentions, no repair."""

import re
from collections.abc import Sequence

import pytest
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
    Rule,
    Safety,
    Span,
    TextChange,
)
from annolint.testing import documents, fix, lint, registry
from annolint_rules._patterns import lazy
from annolint_rules._repairs import placed, resized, rewritten
from annolint_rules.characters._rewriting import Rewrite, uncounted
from annolint_rules.characters._rewriting import rewritten as respelt
from annolint_rules.concepts._rewriting import with_identifiers

RULES = registry().rules
HEAD = "1|t|Take aspirin daily\n1|a|\n"


def repaired(source: str, *codes: str, unsafe: bool = True, settings: str = "") -> str:
    """Return what the repairs of some rules make of a PubTator file."""
    rules: list[type[Rule]] = [RULES[code] for code in codes]
    fixed, failures = fix(source, rules, format="pubtator", unsafe=unsafe, settings_text=settings)
    assert failures == ()
    return fixed["example"].decode()


def safeties(source: str, code: str) -> list[Safety | None]:
    found = lint(source, [RULES[code]], format="pubtator")
    return [each.fix.safety if each.fix else None for each in found]


def mentioned(text: str, *spans: tuple[int, int]) -> Document:
    mentions = [
        Mention(n, n, "X", ("X",), (Span(*span),), text[slice(*span)])
        for n, span in enumerate(spans)
    ]
    passages = (Passage(0, 1, "title", 0, text),)
    return Document("1", text, passages, tuple(mentions), (), ())


# Places of mentions.


def test_a_mention_that_is_placed_takes_the_text_from_there() -> None:
    document = mentioned("lead and tin", (0, 4))
    moved = placed(document, document.mentions[0], Span(9, 12))
    assert (moved.spans, moved.text) == ((Span(9, 12),), "tin")


def test_a_text_that_agrees_but_for_the_joint_stays() -> None:
    (document,) = documents(
        "1|t|Low calcium\n1|a|levels\n1\t5\t19\tcalcium levels\tX\n", "pubtator"
    )
    moved = placed(document, document.mentions[0], Span(4, 18))
    assert moved.text == "calcium levels"


@pytest.mark.parametrize(
    ("others", "span", "fits"),
    [
        ([], (2, 6), True),
        ([], (3, 5), False),  # it is there
        ([], (4, 4), False),
        ([], (5, 4), False),
        ([(6, 9)], (2, 6), True),  # beside another
        ([(0, 2)], (2, 6), True),
        ([(5, 9)], (3, 6), False),  # meets another
        ([(0, 4)], (2, 5), False),
        ([(3, 5)], (2, 6), True),  # around one that it overlapped before
        ([(2, 6)], (3, 6), True),  # within one
        ([(2, 6)], (2, 5), True),
        ([(2, 6)], (2, 6), False),  # the very place of another
        ([(4, 8)], (3, 6), False),  # it overlapped before, and would cross
        ([(4, 8)], (3, 8), True),
        ([(0, 4)], (0, 5), True),
        ([(6, 8)], (2, 9), False),  # around one that it did not meet before
        ([(0, 9)], (2, 6), True),
    ],
)
def test_edges_move_where_no_other_mention_is_met(
    others: Sequence[tuple[int, int]], span: tuple[int, int], fits: bool
) -> None:
    document = mentioned("abcdefghij", (3, 5), *others)
    found = resized(document, document.mentions[0], Span(*span))
    assert (found is not None) == fits
    if found is not None:
        assert found.safety is Safety.UNSAFE
        ((change),) = found.changes
        assert isinstance(change, Change)
        assert isinstance(change.replacement, Mention)
        assert change.record is document.mentions[0]
        assert change.replacement.text == "abcdefghij"[slice(*span)]


def test_texts_are_rewritten_for_contiguous_mentions() -> None:
    document = mentioned("lead and tin", (0, 4), (9, 12))
    one, two = (replace(mention, text="x") for mention in document.mentions)
    document = replace(document, mentions=(one, two))
    found = rewritten(document, [one, two], Safety.SAFE)
    assert found == Fix(
        (Change(one, replace(one, text="lead")), Change(two, replace(two, text="tin")))
    )
    parted = replace(one, spans=(Span(0, 4), Span(9, 12)))
    assert rewritten(document, [two, parted], Safety.SAFE) is None
    assert rewritten(document, [replace(one, spans=(Span(4, 5),))], Safety.SAFE) is None
    unsafe = rewritten(document, [one], Safety.UNSAFE)
    assert unsafe is not None
    assert unsafe.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # As many places as mentions: in order, wherever they were.
        (["50\t53", "50\t53"], ["2\t5", "20\t23"]),
        # The first is right: there is one place left, behind it.
        (["2\t5", "0\t3"], ["2\t5", "20\t23"]),
        (["0\t3", "20\t23"], ["2\t5", "20\t23"]),
        # More mentions than places: those go that are nearest, the rest stays.
        (["0\t3", "1\t4", "19\t22"], ["0\t3", "2\t5", "20\t23"]),
    ],
)
def test_mentions_with_one_text_are_put_in_order(rows: list[str], expected: list[str]) -> None:
    head = "1|t|A rat, some rabbits, rat\n1|a|\n".replace("rabbits, ", "mice or ")
    source = head + "".join(f"1\t{row}\trat\tSpecies\t10116\n" for row in rows)
    text = documents(source, "pubtator")[0].text
    assert [match.start() for match in re.finditer("rat", text)] == [2, 20]
    fixed = repaired(source, "SPN001", "SPN003")
    assert [row.split("\trat")[0].removeprefix("1\t") for row in fixed.splitlines()[2:]] == expected


@pytest.mark.parametrize(
    ("row", "safety"),
    [
        ("4\t11\taspirin", Safety.SAFE),  # cuts a word, and there is one place
        ("6\t12\taspirin", Safety.SAFE),
        ("5\t11\taspirin", Safety.SAFE),
        ("0\t4\taspirin", Safety.UNSAFE),  # whole words
        ("5\t12\tibuprofen", Safety.UNSAFE),
        ("6\t12\tibuprofen", None),  # cuts a word: it may be anything
        ("5\t12\t", Safety.UNSAFE),
        ("6\t12\t", None),
    ],
)
def test_how_safe_it_is_to_realign(row: str, safety: Safety | None) -> None:
    assert safeties(f"{HEAD}1\t{row}\tDrug\tD001241\n", "SPN001") == [safety]


def test_a_place_that_is_not_the_nearest_is_not_certain() -> None:
    # The nearest one has a mention already, so that another one may be meant.
    source = (
        "1|t|Take aspirin daily, or rather aspirin twice\n1|a|\n"
        "1\t5\t12\taspirin\tDrug\tD001241\n1\t6\t13\taspirin\tDrug\tD001241\n"
    )
    assert safeties(source, "SPN001") == [Safety.UNSAFE]
    assert "1\t30\t37\taspirin" in repaired(source, "SPN001")
    assert repaired(source, "SPN001", unsafe=False) == source


def test_a_drifting_mention_ends_where_its_words_end() -> None:
    # Two places have lost a blank: one before "caffeine", one inside "beta oxidase".
    text = "Aspirin with caffeine and ibuprofen help alpha beta oxidase. Rabbits, hamsters, monkeys"
    words = ("Aspirin", "caffeine", "ibuprofen", "alpha beta oxidase")
    behind = ("Rabbits", "hamsters", "monkeys")

    def rows(full: str, mentions: tuple[str, ...]) -> str:
        starts = [full.index(each) for each in mentions]
        pairs = zip(starts, mentions, strict=True)
        return "".join(f"1\t{n}\t{n + len(each)}\t{each}\tX\t-\n" for n, each in pairs)

    full = text.replace("with ", "with  ").replace("beta ", "beta  ")
    head = f"1|t|{text}\n1|a|\n"
    drifting = head + rows(full, (*words[:3], "alpha beta  oxidase", *behind))
    assert repaired(drifting, "SPN002", unsafe=False) == head + rows(text, words + behind)


def test_a_drift_takes_along_what_is_right_by_chance() -> None:
    # All offsets are four too great; "rat rat rat " reads the same four later.
    text = "rat rat rat aspirin and tea with milk"
    words = [(0, "rat"), (12, "aspirin"), (24, "tea"), (33, "milk")]
    rows = "".join(f"1\t{at + 4}\t{at + 4 + len(word)}\t{word}\tX\n" for at, word in words)
    good = "".join(f"1\t{at}\t{at + len(word)}\t{word}\tX\n" for at, word in words)
    assert repaired(f"1|t|{text}\n1|a|\n{rows}", "SPN002", unsafe=False) == (
        f"1|t|{text}\n1|a|\n{good}"
    )


def test_a_drift_leaves_what_is_right_where_others_are() -> None:
    # "milk" is right, and by the cause it would not be: so "rat", which reads both ways, stays.
    text = "milk and rat rat rat aspirin and tea with beer and wine"
    words = [(21, "aspirin"), (33, "tea"), (42, "beer"), (51, "wine")]
    rows = "".join(f"1\t{at + 4}\t{at + 4 + len(word)}\t{word}\tX\n" for at, word in words)
    source = f"1|t|{text}\n1|a|\n1\t0\t4\tmilk\tX\n1\t13\t16\trat\tX\n{rows}"
    fixed = repaired(source, "SPN002", unsafe=False)
    assert "1\t0\t4\tmilk" in fixed
    assert "1\t13\t16\trat" in fixed
    assert "1\t21\t28\taspirin" in fixed


# Characters.


def record() -> tuple[Mention, Relation]:
    mention = Mention(
        0, 3, "XaX", ("XaX",), (Span(0, 1),), "TaT", "CaC|D", ("CaC", "D"),
        attributes=(Attribute("n", "v"), Attribute("m", "WaW")),
    )  # fmt: skip
    relation = Relation(
        0, 4, "RaR", (Argument("x", "concept"), Argument("AaA", "concept", "role")),
        (Attribute("n", "BaB"),),
    )  # fmt: skip
    return mention, relation


def test_characters_are_put_into_every_field() -> None:
    mention, relation = record()
    found = respelt(
        [
            Rewrite(mention, "type", None, 1, "a", "b"),
            Rewrite(mention, "text", None, 1, "a", ""),
            Rewrite(mention, "concept", None, 1, "a", "bb"),
            Rewrite(mention, "attribute", 1, 1, "a", "b"),
            Rewrite(relation, "type", None, 1, "a", "b"),
            Rewrite(relation, "argument", 1, 1, "a", "b"),
            Rewrite(relation, "attribute", 0, 1, "a", "b"),
        ]
    )
    changed = replace(
        mention, type="XbX", text="TT", concept_field="CbbC|D", concept_ids=("CbbC", "D"),
        attributes=(Attribute("n", "v"), Attribute("m", "WbW")),
    )  # fmt: skip
    other = replace(
        relation, type="RbR", attributes=(Attribute("n", "BbB"),),
        arguments=(Argument("x", "concept"), Argument("AbA", "concept", "role")),
    )  # fmt: skip
    assert found == Fix((Change(mention, changed), Change(relation, other)), Safety.UNSAFE)


def test_several_places_of_a_field_and_of_the_text() -> None:
    mention, _ = record()
    mention = replace(mention, text="a-a-a")
    passage = Passage(1, 2, "abstract", 10, "a-a")
    found = respelt(
        [
            Rewrite(mention, "text", None, 0, "a", "bb"),
            Rewrite(mention, "text", None, 4, "a", ""),
            Rewrite(passage, "text", None, 2, "a", "b"),
            Rewrite(passage, "text", None, 2, "a", "b"),
        ]
    )
    assert found == Fix(
        (TextChange(12, 13, "b"), Change(mention, replace(mention, text="bb-a-"))), Safety.UNSAFE
    )
    assert respelt([]) is None


def test_offsets_that_do_not_count_a_character() -> None:
    document = mentioned("le\u00adad and tin", (0, 4), (9, 12), (0, 2))
    after = uncounted(document, 2, 1)
    assert [(each.record.index, each.replacement.spans) for each in after if each.record] == [  # type: ignore[union-attr]
        (0, (Span(0, 5),)),
        (1, (Span(10, 13),)),
    ]


@pytest.mark.parametrize(
    ("text", "row", "fixed"),
    [
        # The offsets count it, or do not; the mention has it, or does not.
        ("asp\u200birin and tea", "0\t8\tasp\u200birin", "0\t7\taspirin"),
        ("asp\u200birin and tea", "0\t8\taspirin", "0\t7\taspirin"),
        ("aspirin and tea", "0\t7\tasp\u200birin", "0\t7\taspirin"),
    ],
)
def test_an_invisible_character_goes(text: str, row: str, fixed: str) -> None:
    tea = text.index("tea")
    source = f"1|t|{text}\n1|a|x\n1\t{row}\tDrug\n1\t{tea}\t{tea + 3}\ttea\tDrug\n"
    clean = text.replace("\u200b", "")
    tea = clean.index("tea")
    assert repaired(source, "ENC006") == (
        f"1|t|{clean}\n1|a|x\n1\t{fixed}\tDrug\n1\t{tea}\t{tea + 3}\ttea\tDrug\n"
    )


def test_an_invisible_character_that_no_offset_counts_goes_alone() -> None:
    rows = "1\t0\t7\taspirin\tDrug\n1\t12\t15\ttea\tDrug\n1\t21\t25\tmilk\tDrug\n"
    source = f"1|t|asp\u200birin and tea with milk\n1|a|x\n{rows}"
    fixed = repaired(source, "ENC006", "SPN001", "SPN002")
    assert fixed == f"1|t|aspirin and tea with milk\n1|a|x\n{rows}"


def test_invisible_characters_of_a_type_and_an_identifier_go() -> None:
    source = f"{HEAD}1\t5\t12\taspirin\tDr\u200bug\tD00\u200b1241\n"
    assert repaired(source, "ENC006") == f"{HEAD}1\t5\t12\taspirin\tDrug\tD001241\n"


# Identifiers.


def identified(field: str, *ids: str) -> Mention:
    return Mention(0, 3, "X", ("X",), (Span(0, 1),), "x", field, ids)


@pytest.mark.parametrize(
    ("field", "ids", "wanted", "expected"),
    [
        ("A|B", ("A", "B"), ("C", "B"), "C|B"),
        ("A|B", ("A", "B"), ("A", "CCC"), "A|CCC"),
        (" A ; B ", ("A", "B"), ("C", "D"), " C ; D "),
        ("A|B,C", ("A", "B", "C"), ("A", None, "C"), "A,C"),
        ("A|B,C", ("A", "B", "C"), ("A", "B", None), "A|B"),
        ("A|B,C", ("A", "B", "C"), (None, "B", "C"), "B,C"),
        ("A|B", ("A", "B"), (None, None), None),
        ("A|B", ("A", "B"), ("A",), None),
        ("A|X", ("A", "B"), ("A", "C"), None),
        ("A|A", ("A", "A"), ("A", "B"), "A|B"),
        ("-1|A", ("A",), ("B",), "-1|B"),
    ],
)
def test_identifiers_are_written_into_a_field(
    field: str, ids: tuple[str, ...], wanted: Sequence[str | None], expected: str | None
) -> None:
    after = with_identifiers(identified(field, *ids), wanted)
    if expected is None:
        assert after is None
    else:
        assert after is not None
        assert after.concept_field == expected
        assert after.concept_ids == tuple(each for each in wanted if each)


def test_prefixes_of_all_documents_of_a_file_are_repaired_at_once() -> None:
    usual = "".join(f"1\t5\t12\taspirin\tDrug\tD00124{n}\n" for n in range(10)) * 3
    other = (
        "2|t|Aspirin\n2|a|\n2\t0\t7\tAspirin\tDrug\tMESH:D001241|MESH:D001242\n"
        "2\tr\tMESH:D001241\tD001242\n"
    )
    third = other.replace("2|", "3|").replace("\n2\t", "\n3\t")
    fixed = repaired(f"{HEAD}{usual}\n{other}\n{third}", "CID005")
    assert fixed == f"{HEAD}{usual}\n{other}\n{third}".replace("MESH:", "")


def test_an_obsolete_identifier_is_replaced_in_every_mention_and_relation() -> None:
    rule = RULES["CID008"]
    example = next(each for each in rule.examples if getattr(each, "fixed", None))
    source = (
        "1|t|Pain and pain\n1|a|\n1\t0\t4\tPain\tSign\tC000001\n"
        "1\t9\t13\tpain\tSign\tC000001|D000002\n"
        "1\tr\tC000001\tD000002\n"
    )
    fixed, _ = fix(
        source, [rule], format="pubtator", settings_text=example.settings, files=example.files
    )
    assert fixed["example"].decode() == source.replace("C000001", "D000001")


def test_copies_go_and_their_relations_stay() -> None:
    row = "1\t5\t12\taspirin\tDrug\tD001241\n"
    source = f"{HEAD}{row}{row}1\tr\tD001241\tD001241\n"
    assert repaired(source, "DUP001", unsafe=False) == f"{HEAD}{row}1\tr\tD001241\tD001241\n"


CLEFT = "1|t|Cleft lip and palate\n1|a|\n"
CLEFT_ROW = "1\t0\t20\tCleft lip and palate\tSign\t"


@pytest.mark.parametrize(
    ("concepts", "kept"),
    [
        (("D1|D2", "D1|D2\tlip|palate", "D1|D2"), (1,)),
        (("D1|D2", "D1|D2", "D1|D2\tlip|palate"), (2,)),
        (("D1|D2\tlip|palate", "D2|D1\tpalate|lip"), (0,)),
        (("D1|D2\tlip|palate", "D2|D1\tlip|palate"), (0, 1)),
        (("D1|D2\tlip|palate", "D2|D1\tlip|palate", "D1|D2"), (0, 1)),
        (("D1|D2", "D1|D2\tlip|palate", "D1|D2\tpalate|lip"), (1, 2)),
        (("D1|D2\tlip", "D1|D2\tlip", "D1|D2\tother"), (0, 2)),
    ],
)
def test_strings_of_components_are_not_lost_with_copies(
    concepts: Sequence[str], kept: Sequence[int]
) -> None:
    source = CLEFT + "".join(f"{CLEFT_ROW}{each}\n" for each in concepts)
    expected = CLEFT + "".join(f"{CLEFT_ROW}{concepts[each]}\n" for each in kept)
    assert repaired(source, "DUP001", unsafe=False) == expected


def test_a_relation_follows_a_copy_that_had_another_order() -> None:
    rows = f"{CLEFT_ROW}D1|D2\n", f"{CLEFT_ROW}D2|D1\n"
    fixed = repaired(f"{CLEFT}{''.join(rows)}1\tr\tD2|D1\tD2\n", "DUP001", unsafe=False)
    assert fixed == f"{CLEFT}{rows[0]}1\tr\tD1|D2\tD2\n"


@pytest.mark.parametrize(
    ("field", "safety"),
    [
        ("D007674|D007674|D010146", Safety.SAFE),
        ("D007674|D010146|D007674", Safety.UNSAFE),  # which order was meant?
        ("D007674|MESH:D007674|D010146", Safety.UNSAFE),  # with a prefix, or without?
    ],
)
def test_how_safe_it_is_to_remove_a_repetition(field: str, safety: Safety) -> None:
    assert safeties(f"{CLEFT}{CLEFT_ROW}{field}\n", "CID012") == [safety]


@pytest.mark.parametrize(
    ("strings", "safety"), [("", Safety.SAFE), ("\tlip|palate", Safety.UNSAFE)]
)
def test_how_safe_it_is_to_turn_a_composite(strings: str, safety: Safety) -> None:
    usual = f"{CLEFT_ROW}D000001|D000002\n" * 4
    turned = f"{CLEFT_ROW}D000002|D000001{strings}\n"
    assert safeties(f"{CLEFT}{usual}{turned}", "CID011") == [safety]


def test_a_type_is_not_listed_twice() -> None:
    row = "1\t5\t12\taspirin\t{}\t-\n".format
    source = HEAD + row("Drugs,Drugz") + row("Drugs") * 100
    assert safeties(source, "TYP002") == [None]


# Missed mentions.

ASPIRIN = "1\t{}\t{}\taspirin\tDrug\tD001241\n"


def missed(rows: str, *, more: str = "") -> str:
    text = "aspirin or " * 6 + "tea"
    return repaired(f"1|t|{text}\n1|a|\n{rows}{more}", "COR001")


def test_a_missed_mention_is_like_the_others() -> None:
    rows = [ASPIRIN.format(at, at + 7) for at in range(0, 66, 11)]
    fixed = missed("".join(rows[:5]))
    assert fixed.endswith("".join(rows))
    assert missed(rows[0] + "".join(rows[2:])).endswith("".join(rows))


@pytest.mark.parametrize(
    "other",
    ["Drug\tD009999", "Drug", "Drug\tD001241|D2\taspirin|other"],
)
def test_where_mentions_differ_none_is_added(other: str) -> None:
    rows = [ASPIRIN.format(at, at + 7) for at in range(0, 66, 11)]
    rows[0] = rows[0].replace("Drug\tD001241", other)
    assert missed("".join(rows[:5])).endswith("".join(rows[:5]))


# Patterns.


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    broken = lazy("(")
    with pytest.raises(re.error):
        broken.search("x")
    pattern = lazy("a+b", re.IGNORECASE)
    match = pattern.fullmatch("AAB")
    assert match is not None
    assert pattern.pattern == "a+b"
    assert pattern.search is pattern.search
