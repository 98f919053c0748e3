"""Which identifiers that fit no namespace are slips, where the examples of CID003 are too few."""

import time

import pytest

from annolint.testing import lint, registry
from annolint_rules.concepts._sentinels import says_none

RULES = [registry().rules["CID003"]]


def found(*rows: tuple[str, str, str]) -> list[str]:
    """Lint mentions of one word, type and identifier each; return the malformed identifiers."""
    text = " ".join(surface for surface, _, _ in rows)
    lines = ["1|t|" + text, "1|a|"]
    start = 0
    for surface, kind, concept in rows:
        end = start + len(surface)
        lines.append(f"1\t{start}\t{end}\t{surface}\t{kind}\t{concept}")
        start = end + 1
    findings = lint("\n".join(lines) + "\n", RULES, format="pubtator")
    return [each.message.split("'")[1] for each in findings]


SLIPS: tuple[str, ...] = (
    "F012640",
    "F012640123",
    "D01264",
    "C01264",
    "D0126400",
    "C00106745",
    "D0126401234",
)
SLIPS += ("DD012640", "cD012640123", "D01a640", "D012640.", "C0010674?", "D007674D008107")
SLIPS += ("CVCL_062", "CVLC_0062", "VCL_0062", "CVC062", "CCVL_0062", "rs76x3780")
SLIPS += ("0", "07157", "7.16E+03", "7E3", "#N/A", "NaN", "NA", "n/a", "??")
SLIPS += ("c|SUP|G|1138|A", "|DLE|3", "1234(Tax:9606", "foo;CorrespondingGene:59341")


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_known_by_itself(slip: str) -> None:
    assert found(("pain", "Sign", slip)) == [slip]
    # Others of another type say nothing about it.
    assert found(("pain", "Sign", slip), ("Rome", "Place", "Rome")) == [slip]
    # One of its type does.
    assert found(("pain", "Sign", slip), ("ache", "Sign", "heart-1")) == []


OWN: tuple[str, ...] = (
    "e1",
    "T12",
    "R50.9",
    "8247/3",
    "7732-18-5",
    "fma7088",
    "BSYNRYMUTXBXSQ-UHFFFAOYSA-N",
)
OWN += (
    "Franz_Kafka",
    "/m/05qtj",
    "250.00",
    "5A11",
    "7A",
    "Dx",
    "D1",
    "I10",
    "l2O34",
    "Gospel",
    "Novial",
    "CD34",
    "brief",
    "DIABET",
)


@pytest.mark.parametrize("own", OWN)
def test_anything_else_may_be_the_own_identifier_of_a_project(own: str) -> None:
    assert found(("pain", "Sign", own)) == []
    assert found(("pain", "Sign", own), ("ache", "Sign", "heart-1")) == []
    assert found(("pain", "Sign", own), ("ache", "Sign", own)) == []
    # As many of its type fit a namespace as do not.
    known = ("ache", "Sign", "D012640")
    assert found(("pain", "Sign", own), ("itch", "Sign", "heart-1"), known) == []
    # More of them do, but for what stands for none.
    assert found(("pain", "Sign", own), known) == [own]
    assert found(("pain", "Sign", own), ("ache", "Sign", "-1")) == []


def test_what_a_data_frame_makes_of_numbers() -> None:
    decimals = [("TP53", "Gene", "7157.0"), ("BRCA1", "Gene", "672.0")]
    assert found(*decimals) == ["7157.0", "672.0"]
    assert found(*decimals, ("ACE", "Gene", "1636")) == ["7157.0", "672.0"]
    assert found(*decimals, ("ACE", "Gene", "250.12")) == []


@pytest.mark.parametrize("code", ["250.12", "V58.1", "V58", "E950"])
def test_codes_may_stand_beside_numbers(code: str) -> None:
    number = ("gout", "Sign", "274")
    assert found(("pain", "Sign", code), number) == []
    assert found(("pain", "Sign", code), number, ("ache", "Sign", "D012640")) == [code]


def test_two_that_are_odd_are_no_slips_beside_numbers() -> None:
    numbers = [(f"gout{number}", "Sign", str(number)) for number in (274, 275, 276)]
    assert found(*numbers, ("pain", "Sign", "heart-1")) == ["heart-1"]
    assert found(*numbers, ("pain", "Sign", "heart-1"), ("ache", "Sign", "heart-2")) == []


@pytest.mark.parametrize("weak", ["Pain", "7S57", "75S", "7O57", "l2O34", "T047"])
def test_a_weak_slip_needs_others_that_fit(weak: str) -> None:
    mention = ("pain", "Sign", weak)
    assert found(mention) == []
    assert found(mention, ("TP53", "Gene", "7157")) == [weak]
    assert found(mention, ("TP53", "Gene", "7157"), ("Rome", "Place", "Rome")) == []


@pytest.mark.parametrize(
    "word", ["CONCEPT_LESS", " no id ", "NIL0023", "nil-3", "--NME--", "other"]
)
def test_words_that_say_that_there_is_no_concept(word: str) -> None:
    assert says_none(word)
    assert (
        found(("pain", "Sign", word.strip().replace(" ", "-")), ("ache", "Sign", "D012640")) == []
    )


@pytest.mark.parametrize("word", ["nan", "0", "x", "NIL", "nile", "brother", "nmes"])
def test_words_that_do_not(word: str) -> None:
    assert not says_none(word)


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            f"{start}{unit * 100_000}!"
            for start in ("rs", "C", "CVCL_")
            for unit in ("1", "C1", "x")
        ),
        "(Tax:" * 50_000,
        "1" * 200_000 + ".",
        "c|A" * 100_000,
    ],
    ids=lambda hostile: hostile[:8],
)
def test_hostile_input_takes_no_time(hostile: str) -> None:
    started = time.perf_counter()
    found(("pain", "Sign", hostile))
    assert time.perf_counter() - started < 1
