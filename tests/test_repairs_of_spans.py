"""Repairs of places: which mention goes where, what is certain, and what is left alone."""

from collections.abc import Sequence

import pytest

from annolint import Document, Mention, Passage, Rule, Safety, Span
from annolint.testing import fix, lint, registry
from annolint_rules.spans._alterations import has_own_edges
from annolint_rules.spans._realignment import realigned

RULES = registry().rules
OFTEN = "A rat, some mice or a rat, two cats, one rat and a last rat"
"""Its rats begin at 2, 22, 41 and 56."""

RATS = (2, 22, 41, 56)


def source(text: str, *rows: str) -> str:
    return f"1|t|{text}\n1|a|\n" + "".join(f"1\t{row}\n" for row in rows)


def repaired(file: str, *codes: str, unsafe: bool = True, failures: bool = False) -> list[str]:
    """Return the annotation rows after the repairs of some rules, without the document's id."""
    rules: list[type[Rule]] = [RULES[code] for code in codes]
    fixed, failed = fix(file, rules, format="pubtator", unsafe=unsafe)
    assert bool(failed) == failures
    return [row.removeprefix("1\t") for row in fixed["example"].decode().splitlines()[2:]]


def safeties(file: str, code: str) -> list[Safety | None]:
    found = lint(file, [RULES[code]], format="pubtator")
    return [each.fix.safety if each.fix else None for each in found]


def rats(*starts: int) -> list[str]:
    return [f"{start}\t{start + 3}\trat\tSpecies\t10116" for start in starts]


def test_the_places_of_a_text() -> None:
    assert [at for at in range(len(OFTEN)) if OFTEN.startswith("rat", at)] == list(RATS)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        # One is past the end, one in the text: two rules, which must not send both to one place.
        ((900, 0, 41, 56), (2, 22, 41, 56)),
        ((2, 21, 900, 56), (2, 22, 41, 56)),
        # In the order of the file, and between the neighbours that are right.
        ((2, 55, 41, 56), (2, 22, 41, 56)),
        ((50, 51, 52, 53), (2, 22, 41, 56)),
        ((2, 22, 0, 56), (2, 22, 41, 56)),
        # Not the nearest place, where that is before or behind a neighbour.
        ((22, 3, 56), (22, 41, 56)),
        ((2, 55, 22), (2, 55, 22)),
        ((41, 3, 56), (41, 3, 56)),
        # The nearest, as there are more places than mentions.
        ((23,), (22,)),
        ((57, 58), (41, 56)),
        # In no order: the nearest each, by offsets.
        ((56, 2, 40, 23), (56, 2, 41, 22)),
        ((56, 2, 23, 24), (56, 2, 22, 41)),
    ],
)
def test_where_mentions_of_one_text_go(starts: Sequence[int], expected: Sequence[int]) -> None:
    assert repaired(source(OFTEN, *rats(*starts)), "SPN001", "SPN003", "DUP001") == rats(*expected)


def test_a_mention_that_fits_nowhere_between_its_neighbours_stays() -> None:
    rows = rats(2, 22, 25, 41, 56)
    assert repaired(source(OFTEN, *rows), "SPN001") == rows


def test_a_place_is_whole_words() -> None:
    assert repaired(source("brat, rats, rat", "2\t5\trat\tX"), "SPN001") == ["12\t15\trat\tX"]


def test_a_text_that_stands_everywhere_is_left_open() -> None:
    often, more = "rat " * 1000, "rat " * 1001
    assert repaired(source(often, "1\t4\trat\tX"), "SPN001") == ["0\t3\trat\tX"]
    assert repaired(source(more, "1\t4\trat\tX"), "SPN001") == ["1\t4\trat\tX"]


def test_a_discontinuous_mention_is_not_moved() -> None:
    text = "rat, some rat"
    parted = Mention(0, 3, "X", ("X",), (Span(1, 3), Span(6, 7)), "rat")
    document = Document("1", text, (Passage(0, 1, "title", 0, text),), (parted,), (), ())
    assert realigned(document, {}) == {}


def test_texts_in_turn_keep_their_order() -> None:
    text = "cat, dog, cat, dog, cat"
    rows = ["9\t12\tcat\tX", "14\t17\tdog\tX", "19\t22\tcat\tX"]
    assert repaired(source(text, *rows), "SPN001") == [
        "10\t13\tcat\tX",
        "15\t18\tdog\tX",
        "20\t23\tcat\tX",
    ]
    # By distance alone the second one would go before the first.
    rows = ["9\t12\tcat\tX", "6\t9\tdog\tX", "20\t23\tcat\tX"]
    assert repaired(source("dog, tea, cat, dog, cat", *rows), "SPN001") == [
        "10\t13\tcat\tX",
        "15\t18\tdog\tX",
        "20\t23\tcat\tX",
    ]


def test_a_long_text_is_placed_before_its_parts() -> None:
    text = "lung cancer and more, then tea or milk or cancer"
    rows = ["27\t30\ttea\tX", "16\t20\tmore\tX", "1\t7\tcancer\tX", "1\t12\tlung cancer\tX"]
    after = ["27\t30\ttea\tX", "16\t20\tmore\tX", "42\t48\tcancer\tX", "0\t11\tlung cancer\tX"]
    assert repaired(source(text, *rows), "SPN001") == after


def test_annotations_of_two_types_go_together() -> None:
    text = "Take aspirin daily, or rather aspirin twice"
    rows = ["4\t11\taspirin\tDrug\tD1", "4\t11\taspirin\tAcid\tD1", "4\t11\taspirin\tAcid\tD2"]
    assert repaired(source(text, *rows), "SPN001") == [
        row.replace("4\t11", "5\t12") for row in rows
    ]
    # What says the same twice is two mentions, or a copy.
    assert repaired(source(text, rows[0], rows[0]), "SPN001") == [
        rows[0].replace("4\t11", "5\t12"),
        rows[0].replace("4\t11", "30\t37"),
    ]
    copies = source(text, *rows[:2], *rows[:2])
    assert [row.partition("\taspirin\t")[0] for row in repaired(copies, "SPN001")] == [
        "5\t12",
        "5\t12",
        "30\t37",
        "30\t37",
    ]


def test_no_place_is_taken_from_a_mention_that_stays() -> None:
    # A spoilt copy is where it says, and so is one whose offsets are exchanged.
    text = "Take aspirin daily"
    slipped = "4\t11\taspirin\tDrug"
    for other in ("5\t12\tASPIRIN\tDrug", "12\t5\taspirin\tDrug"):
        assert repaired(source(text, other, slipped), "SPN001") == [other, slipped]


def test_a_reversed_span_is_exchanged_or_placed() -> None:
    text = "Take aspirin daily"
    file = source(text, "12\t5\taspirin\tDrug")
    assert safeties(file, "SPN004") == [Safety.SAFE]
    file = source(text, "12\t3\taspirin\tDrug")
    assert safeties(file, "SPN004") == [Safety.UNSAFE]
    assert repaired(file, "SPN004") == ["5\t12\taspirin\tDrug"]
    assert safeties(source(text, "12\t3\ttea\tDrug"), "SPN004") == [None]


@pytest.mark.parametrize(
    ("text", "rows", "safety"),
    [
        # Two slips of one text, two free places: each at its own.
        ("a rat, some rat", ("3\t6\trat", "13\t16\trat"), [Safety.SAFE, Safety.SAFE]),
        ("a rat, some rat", ("3\t6\trat", "4\t7\trat"), [Safety.SAFE, Safety.UNSAFE]),
        ("a rat, some rat", ("3\t6\trat",), [Safety.UNSAFE]),
        # The place is not the nearest: another has it.
        ("a rat, some rat", ("2\t5\trat", "3\t6\trat"), [Safety.UNSAFE]),
        # Cut before an ending, as mentions may be: the text may have been shortened.
        ("calcium levels", ("0\t13\tcalcium",), [Safety.UNSAFE]),
        ("calcium levels", ("0\t11\tcalcium",), [Safety.SAFE]),
        # The word was cut short.
        ("some rats", ("5\t8\trats",), [Safety.SAFE]),
        ("some rats", ("4\t8\trats",), [Safety.SAFE]),
        # Elsewhere: the text may be another's.
        ("tumors, rat", ("0\t5\trat",), [Safety.UNSAFE]),
        ("tumors, rat", ("0\t4\trat",), [Safety.SAFE]),
        ("p53wt, rat", ("0\t3\trat",), [Safety.UNSAFE]),
        ("\u963f\u53f8\u5339\u6797, rat", ("0\t2\trat",), [Safety.SAFE]),
    ],
)
def test_what_is_certain(text: str, rows: Sequence[str], safety: list[Safety]) -> None:
    assert safeties(source(text, *(f"{row}\tX" for row in rows)), "SPN001") == safety


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        # Punctuation and short words were taken in.
        ("Take aspirin, daily", "5\t13\taspirin", "5\t12\taspirin"),
        ("Take aspirin in May", "5\t15\taspirin", "5\t12\taspirin"),
        ("Tea of aspirin, yes", "4\t15\taspirin", "7\t14\taspirin"),
        # Words of the name were left out.
        ("Take IL 2 daily now", "5\t9\tIL", "5\t9\tIL 2"),
        ("Take IL 2a daily", "5\t10\tIL", "5\t10\tIL 2a"),
        ("Take Ca II, daily x", "5\t10\tCa", "5\t10\tCa II"),
        ("Take lung cancer now", "5\t16\tcancer", "5\t16\tlung cancer"),
        # Letters were.
        ("Take aspirin, daily", "5\t12\taspir", "5\t12\taspirin"),
        # That many words are no name.
        ("Take tea with two or more spoons of milk", "5\t40\ttea", "5\t8\ttea"),
        ("Take tea with two or more cups", "5\t30\ttea", "5\t30\ttea with two or more cups"),
    ],
)  # fmt: skip
def test_a_mention_around_its_text(text: str, row: str, expected: str) -> None:
    file = source(text, f"{row}\tX")
    assert safeties(file, "SPN001") == [Safety.UNSAFE]
    assert repaired(file, "SPN001") == [f"{expected}\tX"]


def test_a_text_is_not_written_where_another_mention_is_crossed() -> None:
    text = "Take aspirin and tea daily"
    other = "13\t26\tand tea daily\tX"
    row = "5\t16\tibuprofen\tX"
    assert repaired(source(text, row, other), "SPN001") == [row, other]
    other = "13\t16\tand\tX"  # one inside is not crossed
    assert repaired(source(text, row, other), "SPN001") == ["5\t16\taspirin and\tX", other]
    other = "5\t16\taspirin and\tX"
    assert repaired(source(text, row, other), "SPN001") == [row, other]
    other = "0\t12\tTake aspirin\tX"
    assert repaired(source(text, row, other), "SPN001") == [row, other]


@pytest.mark.parametrize(
    ("surface", "covered", "has"),
    [
        ("ASPIRIN", "aspirin", True),
        ("Aspirin", "aspirin,", False),
        ("Aspirin", "(aspirin", False),
        ("Aspirin.", "aspirin", True),
        ("(Aspirin", "aspirin", True),
        ("ASPIRIN.", "aspirin,", True),
        ("caf?", "caf\u00e9", True),
        ("caf\u00e9", "caf?", True),
        ("caf\u00e9", "cafe\u0301", True),
        ("&beta;", "\u03b2", True),
        ("IL2", "IL2&quot;", False),
        ("Aspirin", "aspirin\n", False),
    ],
)
def test_edges_of_a_copy(surface: str, covered: str, has: bool) -> None:
    assert has_own_edges(surface, covered) == has


def test_texts_are_not_surely_spoilt_where_offsets_may_be_wrong() -> None:
    text = "Aspirin, Ibuprofen, Tea, Milk, Beer"
    words = [(0, 7), (9, 18), (20, 23), (25, 29), (31, 35)]
    rows = [f"{start}\t{end}\t{text[start:end].lower()}\tX" for start, end in words]
    rows[1] = "9\t19\tibuprofen\tX"
    file = source(text, *rows)
    assert safeties(file, "SPN012") == [Safety.SAFE, Safety.UNSAFE]
    after = [f"{start}\t{end}\t{text[start:end]}\tX" for start, end in words]
    after[1] = rows[1]
    assert repaired(file, "SPN012", unsafe=False) == after
    after[1] = "9\t19\tIbuprofen,\tX"
    assert repaired(file, "SPN012") == after
    assert safeties(source(text, "9\t19\tibuprofen\tX"), "SPN012") == [Safety.UNSAFE]


def test_a_drift_writes_no_sign_into_a_text() -> None:
    # All offsets are one too great; "aspirin" took in the comma besides, and is spoilt.
    text = "Take aspirin, ibuprofen and tea with milk"
    words = [(14, 23), (28, 31), (37, 41)]
    rows = [f"{start + 1}\t{end + 1}\t{text[start:end]}\tX" for start, end in words]
    after = [f"{start}\t{end}\t{text[start:end]}\tX" for start, end in words]
    spoilt = "6\t14\tASPIRIN\tX"
    fixed = repaired(source(text, spoilt, *rows), "SPN001", "SPN002", "SPN012", unsafe=False)
    assert fixed == [spoilt, *after]
    fixed = repaired(source(text, "6\t13\tASPIRIN\tX", *rows), "SPN002", unsafe=False)
    assert fixed == ["5\t12\taspirin\tX", *after]


def test_no_mention_is_lost_where_two_have_the_same_wrong_offsets() -> None:
    rows = rats(0, 0)
    assert safeties(source(OFTEN, *rows), "DUP001") == [Safety.UNSAFE]
    assert repaired(source(OFTEN, *rows), "SPN001", "DUP001", unsafe=False) == rows
    assert safeties(source(OFTEN, *rats(2, 2)), "DUP001") == [Safety.SAFE]
    # A run of copies is one, even if an offset was wrong in it.
    run = rats(2, 0, 2, 0)
    assert safeties(source(OFTEN, *run), "DUP001") == [Safety.SAFE]


def test_many_texts_that_may_have_wrong_offsets_are_one_unsafe_repair() -> None:
    text = "Aspirin, Ibuprofen, Tea, Milk, Beer"
    words = [(0, 8), (9, 19), (20, 24), (25, 30)]
    rows = [f"{start}\t{end}\t{text[start : end - 1].lower()}\tX" for start, end in words]
    assert safeties(source(text, *rows), "SPN012") == [Safety.UNSAFE]


def test_blanks_before_a_comma_are_left_out_with_it() -> None:
    row = "5\t14\taspirin ,\tX"
    assert repaired(source("Take aspirin , daily", row), "SPN008") == ["5\t12\taspirin\tX"]


def test_a_word_is_left_out_where_taking_it_in_meets_another_mention() -> None:
    rows = ["0\t6\tTake x\tX", "6\t19\taspirin daily\tX"]
    fixed = repaired(source("Take xaspirin daily, now", *rows), "SPN007")
    assert fixed[1] == "14\t19\tdaily\tX"
