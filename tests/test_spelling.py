"""What counts as a slip of the hand."""

import time

from hypothesis import example, given
from hypothesis import strategies as st

from annolint_rules._spelling import nearest_slip, nearest_spelling, one_slip_apart

words = st.text(alphabet="ab1", max_size=6)


def slips(word: str) -> set[str]:
    """Return every string that one letter lost, added, exchanged or two swapped makes of a word."""
    letters = "ab1"
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    lost = {a + b[1:] for a, b in cuts if b}
    added = {a + c + b for a, b in cuts for c in letters}
    exchanged = {a + c + b[1:] for a, b in cuts if b for c in letters}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return (lost | added | exchanged | swapped) - {word}


@given(words, words)
@example("ab", "ba")
@example("aab", "aba")
@example("", "a")
def test_one_slip_apart(one: str, other: str) -> None:
    assert one_slip_apart(one, other) == (other in slips(one))
    assert one_slip_apart(one, other) == one_slip_apart(other, one)


def test_long_words_are_compared_quickly() -> None:
    started = time.perf_counter()
    assert not one_slip_apart("a" * 300_000 + "bbb", "a" * 300_000 + "ccc")
    assert nearest_spelling("a" * 300_000, ("a" * 299_999,)) == ""
    assert time.perf_counter() - started < 1


def test_the_first_slip_is_taken() -> None:
    assert nearest_slip("D001214", ["D001200", "D001241", "D001215"]) == "D001241"
    assert nearest_slip("mesh:D1", ["MESH:D12", "MESH:D13"]) == "MESH:D12"
    assert nearest_slip("D001214", ["D001214", "C1"]) == ""


def test_another_case_is_nearer_than_another_letter() -> None:
    assert nearest_spelling("gene", ("Genes", "GENE")) == "GENE"
    assert nearest_spelling("Chemcial", ("Disease", "Chemical")) == "Chemical"
    assert nearest_spelling("Drug", ("Disease", "Chemical")) == ""
