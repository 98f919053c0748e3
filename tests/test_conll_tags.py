"""How tags are read, and which scheme they are found to follow."""

import pytest

from annolint import TAGGING_SCHEMES, scheme_letters
from annolint_formats._conll_segments import Schemes, found_schemes, neighbours, segments
from annolint_formats._conll_tags import Notation, notation

USUAL = Notation(types=frozenset({"PER"}))


def schemes(*sentences: str, scheme: str = "") -> tuple[str, ...]:
    """Return the schemes that sentences of tags without types follow."""
    tags = [[f"{tag}-X" if tag not in "O?" else tag for tag in each] for each in sentences]
    return found_schemes(tags, Notation(), scheme).names


@pytest.mark.parametrize(
    ("written", "letter", "kind", "meant"),
    [
        ("O", "O", "", ""),
        ("B-PER", "B", "PER", ""),
        ("I-two-parts", "I", "two-parts", ""),
        ("B_PER", "B", "PER", "B-PER"),
        ("b-PER", "B", "PER", "B-PER"),
        ("B:PER", "B", "PER", "B-PER"),
        ("B\u2013PER", "B", "PER", "B-PER"),
        ("B - PER", "B", "PER", "B-PER"),
        ("BPER", "B", "PER", "B-PER"),
        ("PER-B", "B", "PER", "B-PER"),
        (" B-PER", "B", "PER", "B-PER"),
        ("I-O", "O", "", "O"),
        ("0", "O", "", "O"),
        ("o", "O", "", "O"),
        ("\u041e", "O", "", "O"),
        ("", "?", "", ""),
        ("PER", "?", "", ""),
        ("B", "?", "", ""),
        ("B-", "?", "", ""),
        ("Q-PER", "?", "", ""),
        ("B:NEW", "?", "", ""),
        ("BNEW", "?", "", ""),
        ("NEW-B", "?", "", ""),
        ("NN", "?", "", ""),
    ],
)
def test_a_tag_and_what_it_must_mean(written: str, letter: str, kind: str, meant: str) -> None:
    tag = USUAL.read(written)
    assert (tag.letter, tag.type, tag.meant) == (letter, kind, meant)
    assert bool(tag.fault) == (written not in {"O", "B-PER", "I-two-parts"})


def test_what_a_file_does_throughout_is_its_own_way() -> None:
    found = notation({"b_per": 5, "i_per": 5, "0": 20})
    assert found == Notation(("0",), "_", small=True, types=frozenset({"per"}))
    assert found is not None
    assert not found.read("i_per").fault
    assert found.read("O").meant == "0"
    letters = notation({"B": 5, "I": 5, "O": 20})
    assert letters == Notation(alone=True)
    assert letters is not None
    assert letters.read("I").letter == "I"
    assert letters.read("i").fault


def test_signs_for_outside_are_two_where_both_are_used_much() -> None:
    assert getattr(notation({"B-X": 5, "O": 80, "0": 20}), "outside", ()) == ("O", "0")
    assert getattr(notation({"B-X": 5, "O": 80, "0": 8}), "outside", ()) == ("O",)


def test_a_type_in_the_wrong_case_is_a_slip_where_it_is_rare() -> None:
    def slips(usual: int, other: int) -> object:
        return getattr(notation({"B-PER": usual, "B-Per": other, "O": 100}), "slips", None)

    assert slips(12, 3) == {"Per": "PER"}
    assert slips(11, 3) == {}
    assert slips(100, 4) == {}
    alone = notation({"PER": 12, "Per": 3, "O": 100})
    assert alone is not None
    assert alone.read("Per").meant == "PER"


@pytest.mark.parametrize(
    "uses",
    [
        {"PER-B": 5, "PER-I": 5, "O": 20},
        {f"T{number}": 1 for number in range(201)} | {"O": 500},
        {"0": 20},
        {"NN": 10, "VB": 8, "DT": 5},
        {"NN": 10, "O": 4},
        {"1": 10, "2": 8, "O": 20},
        {},
    ],
)
def test_other_columns_are_none_of_tags(uses: dict[str, int]) -> None:
    assert notation(uses) is None


def test_types_alone_are_tags_where_most_tokens_are_outside() -> None:
    assert notation({"PER": 5, "LOC": 4, "O": 20}) == Notation(
        delimiters="", types=frozenset({"PER", "LOC"})
    )
    assert notation({f"T{number}": 1 for number in range(200)} | {"O": 500}) is not None


def test_each_scheme_marks_what_it_says() -> None:
    assert [scheme_letters(name, 1) for name in TAGGING_SCHEMES] == [*"BISUSWEII", ""]
    assert [scheme_letters(name, 4) for name in TAGGING_SCHEMES] == [
        *("BIII", "IIII", "BIIE", "BIIL", "BMME", "BMME", "IIIE", "IIII", "IIII", ""),
    ]
    assert scheme_letters("iob1", 3, follows=True) == "BII"
    assert scheme_letters("iob1", 1, follows=True, precedes=True) == "B"
    assert scheme_letters("ioe1", 3, precedes=True) == "IIE"
    assert scheme_letters("ioe1", 2, follows=True) == "II"
    assert scheme_letters("io", 2, follows=True, precedes=True) == "II"


def test_the_scheme_of_most_mentions_is_found() -> None:
    assert schemes("OO") == ("iob2",)
    assert schemes("BIO", "B") == ("iob2",)
    assert schemes("IIO", "I") == ("iob1",)
    assert schemes("IIBI", "IO") == ("iob1",)
    assert schemes("BIESOO") == ("bioes",)
    assert schemes("IEOE") == ("ioe2",)
    assert schemes("IEIO") == ("ioe1",)


def test_another_scheme_is_one_by_its_letters_or_by_its_number() -> None:
    assert schemes("BIO", "BO", "SO") == ("iob2", "bioes")
    assert schemes("BIO", "BO", "MO") == ("iob2", "bmes")
    assert schemes(*["BO"] * 20, *["IO"] * 3) == ("iob2", "iob1")
    assert schemes(*["BO"] * 20, *["IO"] * 2) == ("iob2",)
    assert schemes(*["BO"] * 28, *["IO"] * 3) == ("iob2",)
    assert schemes("BO", "BIO", scheme="bioes") == ("bioes",)
    assert schemes(*["BO"] * 3, scheme="bioes") == ("bioes", "iob2")


def test_mentions_beside_tags_that_are_none_prove_nothing() -> None:
    assert schemes(*["?IO"] * 3, "BO") == ("iob2",)
    assert schemes(*["B?O"] * 3, "SO") == ("bioes",)
    assert schemes(*["S?O"] * 3, "BO", "BIO") == ("iob2",)


def test_mentions_touch_where_nothing_is_between() -> None:
    tags = [USUAL.read(tag) for tag in ("B-PER", "B-PER", "O", "B-PER", "B-LOC")]
    found = list(segments(tags))
    assert [neighbours(found, number) for number in range(4)] == [
        (False, True),
        (True, False),
        (False, False),
        (False, False),
    ]


def test_letters_are_foreign_where_the_scheme_does_not_explain_them() -> None:
    assert not Schemes("iob2").is_foreign("BI")
    assert not Schemes("iob2").is_foreign("II")
    assert Schemes("iob2").is_foreign("S")
    assert Schemes("iob2", "iob1").is_foreign("II")
    assert not Schemes("iob2", "iob1").is_foreign("I", follows=True)
    assert not Schemes("types").is_foreign("I")
