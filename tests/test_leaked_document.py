"""Which texts DOC004 takes for nearly the same, and what it makes of splits."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from annolint import Document, Passage, Project, SourceFile, Split
from annolint.testing import lint
from annolint_rules.documents import _signatures
from annolint_rules.documents._signatures import (
    FEWEST_WORDS,
    likeness,
    near_copies,
    signature_of,
)
from annolint_rules.documents.leaked_document import LeakedDocument

CHANCE = random.Random(7)  # noqa: S311 - no secret depends on it
WORDS = [f"w{CHANCE.randrange(10**9)}" for _ in range(2_000)]


@pytest.fixture(autouse=True)
def seed() -> None:
    """Begin each test with the same chance, whatever tests ran before."""
    CHANCE.seed(7)


def sentences(words: int) -> list[str]:
    """Invent a text: words as in a language, few of them frequent and most of them rare."""
    return [WORDS[int(len(WORDS) * CHANCE.random() ** 3)] for _ in range(words)]


def document(number: int, path: str, words: list[str]) -> Document:
    text = " ".join(words)
    passage = Passage(0, number, "title", 0, text)
    return Document(str(number), text, (passage,), (), (), (SourceFile(path, number, 1, b""),))


def exchange(words: list[str], share: float) -> list[str]:
    return [CHANCE.choice(WORDS) if CHANCE.random() < share else word for word in words]


def without_a_sentence(words: list[str]) -> list[str]:
    start = CHANCE.randrange(len(words) - 30)
    return words[:start] + words[start + 30 :]


EDITS: dict[str, Callable[[list[str]], list[str]]] = {
    "one word in 20 exchanged": lambda words: exchange(words, 0.05),
    "one word in 10 exchanged": lambda words: exchange(words, 0.1),
    "a sentence removed": without_a_sentence,
    "the first third cut off": lambda words: words[len(words) // 3 :],
    "another sentence added": lambda words: words + sentences(30),
    "upper case": lambda words: [word.upper() for word in words],
}
PROJECT = Project(splits=(Split("test", "a".__eq__), Split("train", "b".__eq__)))


def test_planted_copies_are_found_and_nothing_else() -> None:
    rule = LeakedDocument()
    part = []
    planted = {}
    for number in range(1, 601):
        words = sentences(CHANCE.randint(120, 280))
        part += rule.collect(document(number, "a", words), PROJECT) or []
        if number <= 300:
            kind = list(EDITS)[number % len(EDITS)]
            planted[number + 10_000] = (number, kind)
            copy = document(number + 10_000, "b", EDITS[kind](words))
            part += rule.collect(copy, PROJECT) or []
        part += rule.collect(document(number + 20_000, "b", sentences(200)), PROJECT) or []
    verdict = rule.judge(part)
    assert verdict is not None
    assert verdict.keys() == {"b"}
    found = {int(one.name): int(other.name) for one, other in verdict["b"].values()}
    assert found.keys() <= planted.keys()
    assert all(planted[one][0] == other for one, other in found.items())
    missed = Counter(kind for number, (_, kind) in planted.items() if number not in found)
    assert missed.keys() <= {"one word in 10 exchanged"}
    assert missed.total() <= 1


def test_likeness_is_measured_to_within_a_few_hundredths() -> None:
    for share in (0.02, 0.05, 0.1, 0.2, 0.4):
        errors = []
        for _ in range(40):
            words = sentences(200)
            one, other = document(1, "a", words), document(2, "a", exchange(words, share))
            first, second = (set(pairwise(each)) for each in
                             (one.text.split(), other.text.split()))  # fmt: skip
            exact = len(first & second) / len(first | second)
            errors.append(likeness(signature_of(one), signature_of(other)) - exact)
        assert abs(sum(errors) / len(errors)) < 0.03
        assert max(map(abs, errors)) < 0.16


def test_a_signature_is_the_same_whatever_the_case_and_the_white_space() -> None:
    words = sentences(60)
    one = document(1, "a", words)
    other = document(1, "a", ["\n", *(word.title() for word in words), " ", "."])
    assert signature_of(one) == signature_of(other)
    assert len(signature_of(one)) == 256


def test_few_words_have_no_signature_and_are_like_nothing() -> None:
    words = sentences(50)
    enough = signature_of(document(1, "a", words))
    assert enough
    assert signature_of(document(1, "a", words[:-1])) == b""
    assert likeness(b"", b"") == likeness(enough, b"") == likeness(b"", enough) == 0
    assert likeness(enough, enough) == 1


@pytest.mark.parametrize("blank", ["", " "])
def test_scripts_without_blanks_are_cut_into_characters(blank: str) -> None:
    signs = [chr(CHANCE.randrange(0x4E00, 0x9FFF)) for _ in range(200)]
    text = blank.join(signs)
    changed = blank.join([*signs[:60], "茶", *signs[61:]])
    one, other = (signature_of(document(1, "a", [each])) for each in (text, changed))
    assert likeness(one, other) > 0.9
    assert one == signature_of(document(1, "a", ["".join(signs)]))
    for first, last in ((0x0E01, 0x0E2E), (0x3041, 0x3096), (0x20000, 0x2A6D6)):
        word = "".join(chr(CHANCE.randint(first, last)) for _ in range(FEWEST_WORDS))
        assert signature_of(document(1, "a", [word]))
        assert signature_of(document(1, "a", [f"w{word[1:]}"]))
    assert not signature_of(document(1, "a", ["가" * FEWEST_WORDS]))


def test_a_lone_surrogate_is_no_word() -> None:
    words = sentences(60)
    assert signature_of(document(1, "a", [*words, "\udce9"])) == signature_of(
        document(1, "a", words)
    )


def test_forms_that_are_all_alike_are_compared_with_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def counting(one: bytes, other: bytes) -> float:
        compared.append(1)
        return likeness(one, other)

    monkeypatch.setattr(_signatures, "likeness", counting)
    form = sentences(200)
    count = 400
    signatures = [
        signature_of(document(number, "a", exchange(form, 0.25))) for number in range(count)
    ]
    parts = ["train" if number % 2 else "test" for number in range(count)]
    assert list(near_copies(signatures, parts, frozenset(), 0.99)) == []
    assert len(compared) < count * 32 * 16 / 2
    assert len(compared) > count


NUMBERS = bytes(range(1, 255)) + b"\x01\x01"
"""A signature in which no two numbers are the same."""


def agreeing(start: int, end: int) -> bytes:
    """Return a signature that agrees with the one above in these bytes alone."""
    return bytes(255 - each for each in NUMBERS[:start]) + NUMBERS[start:end] + bytes(
        255 - each for each in NUMBERS[end:]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0, 8, True), (8, 16, True), (248, 256, True), (0, 6, False), (4, 12, False), (12, 24, True)],
)
def test_texts_are_compared_when_they_agree_in_four_numbers(
    start: int, end: int, found: bool
) -> None:
    signatures = [NUMBERS, agreeing(start, end)]
    assert list(near_copies(signatures, ["a", "b"], frozenset(), 0.01)) == ([(1, 0)] * found)


@pytest.mark.parametrize(("others", "found"), [(15, True), (16, False)])
def test_a_text_is_compared_with_sixteen_that_share_a_band(others: int, found: bool) -> None:
    # Only the first band leads from one to the other: in each other band one number differs.
    alike = bytes(
        255 - each if number >= 8 and number % 8 == 0 else each
        for number, each in enumerate(NUMBERS)
    )
    signatures = [agreeing(0, 8)] * others + [alike, NUMBERS]
    parts = ["a"] * (others + 1) + ["b"]
    least = likeness(alike, NUMBERS)
    assert least > likeness(signatures[0], NUMBERS)
    expected = [(others + 1, others)] if found else []
    assert list(near_copies(signatures, parts, frozenset(), least)) == expected


def test_known_copies_are_not_looked_at_again_but_others_are_held_against_them() -> None:
    words = sentences(100)
    same = signature_of(document(1, "a", words))
    assert dict(near_copies([same] * 3, ["a", "b", "c"], frozenset({1}), 0.5)) == {2: 0}
    assert dict(near_copies([same] * 3, ["a", "a", "b"], frozenset(), 0.5)) == {2: 0}
    assert dict(near_copies([b"", same, same], ["a", "b", "b"], frozenset(), 0.5)) == {}
    assert dict(near_copies([b"", same, same], ["a", "b", "a"], frozenset(), 0.5)) == {2: 1}
    assert dict(near_copies([same, same], ["a", "b"], frozenset(), 1.0)) == {1: 0}


TEXT = " ".join(sentences(80))


def leaks(sources: dict[str, str], splits: str) -> list[str]:
    findings = lint(sources, [LeakedDocument], settings_text=f"[splits]\n{splits}")
    return [f"{each.path}:{each.line} {each.message.partition(' of split ')[2]}"
            for each in findings]  # fmt: skip


def test_the_first_document_of_another_split_is_named() -> None:
    sources = dict.fromkeys("abcd", f"--- 1\n{TEXT}")
    found = leaks(sources, 'train = ["a", "b"]\ndevel = ["c"]\ntest = ["d"]')
    assert found == [
        "c:2 'devel' stands in split 'train' too, at a:2: take it out of one of the two",
        "d:2 'test' stands in split 'train' too, at a:2: take it out of one of the two",
    ]


def test_of_a_copy_and_an_id_the_earlier_is_named() -> None:
    other = " ".join(sentences(80))
    for first, second in ((TEXT, other), (other, TEXT)):
        found = leaks(
            {
                "a": f"--- 1234567\n{first}" if first == other else f"--- 1\n{first}",
                "b": f"--- 1234567\n{second}" if second == other else f"--- 1\n{second}",
                "c": f"--- 1234567\n{TEXT}",
            },
            'train = ["a", "b"]\ntest = ["c"]',
        )
        (said,) = found
        assert "at a:2" in said


def test_splits_that_both_have_are_not_named() -> None:
    sources = dict.fromkeys("abc", f"--- 1\n{TEXT}")
    assert leaks(sources, 'all = ["*"]\ntrain = ["a"]\ngold = ["a"]\ntest = ["b"]') == [
        (
            "b:2 'test' stands in split 'train' and 'gold' too, at a:2: take it out of one of the "
            "two"
        ),
        "c:2 'all' stands in split 'train' and 'gold' too, at a:2: take it out of one of the two",
    ]


def test_the_place_of_the_other_is_related() -> None:
    (found,) = lint(
        {"a": f"--- 1\nPain\n--- 2\n{TEXT}", "b": f"--- 2\n{TEXT}"},
        [LeakedDocument],
        settings_text='splits = {train = ["a"], test = ["b"]}',
    )
    assert [(each.message, each.path, each.line) for each in found.related] == [
        ("the first one", "a", 4)
    ]


def test_documents_without_an_id_do_not_share_one() -> None:
    other = " ".join(sentences(80))
    sources = {"a": f"|t|{TEXT}\n|a|\n", "b": f"|t|{other}\n|a|\n"}
    assert lint(sources, [LeakedDocument], format="pubtator",
                settings_text='splits = {train = ["a"], test = ["b"]}') == []  # fmt: skip
