"""What slips, steps and causes cost, and how offsets are aligned with a text that was changed.

The prices decide what is a slip and what has a cause, so they are written down here once more.
"""

import unicodedata
from collections.abc import Sequence
from math import log2

import pytest

from annolint import Document, Mention, Passage, SourceFile, Span
from annolint_rules.spans._alignment import (
    Case,
    aligned,
    distance_bits,
    head,
    popular_shifts,
    slip_bits,
)
from annolint_rules.spans._causes import causes
from annolint_rules.spans._counting import Counting, counting, normalized, tab_stops, utf8_length
from annolint_rules.spans._drift import evidence, explain
from annolint_rules.spans._foreign import is_foreign
from annolint_rules.spans._restarts import in_passages, in_sentences


def mention(index: int, surface: str, *places: tuple[int, int]) -> Mention:
    spans = tuple(Span(*place) for place in places)
    return Mention(index, index + 2, "X", ("X",), spans, surface)


def document(text: str, *mentions: Mention, data: bytes = b"", parts: int = 1) -> Document:
    """Make a document of one passage or, cut at line feeds, of several."""
    passages = []
    start = 0
    for number, part in enumerate(text.split("\n", parts - 1)):
        kind = ("title", "abstract", "end")[number]
        passages.append(Passage(number, number + 1, kind, start, part))
        start += len(part) + 1
    return Document("1", text, tuple(passages), mentions, (), (SourceFile("x", 0, 1, data),))


def at(index: int, surface: str, start: int) -> Mention:
    return mention(index, surface, (start, start + len(surface)))


def wrong(surface: str, start: int, bits: float = 12) -> Case:
    return Case(at(0, surface, start), right=False, bits=bits)


# Prices.


def test_near_misses_are_usual() -> None:
    assert [distance_bits(distance) for distance in (0, 1, -1, 3, -7)] == [1, 3, 3, 5, 7]


@pytest.mark.parametrize(
    ("text", "start", "bits"),
    [
        (f"a word{200 * '.'}", 2, 1),
        (f"a word{200 * '.'}", 1, 3),
        (f"a word{200 * '.'}", 5, 5),
        (f"word{200 * '.'}", -3, 5),
        (f"word word{200 * '.'}", 4, 3),
        (f"word  word{200 * '.'}", 3, 5),
        (f"{200 * '.'}word", 210, 1 + 2 * log2(11)),
        ("word or", 3, 1 + log2(8)),  # not farther than the text is long
        ("word or", 9, 1 + log2(8)),
        ("nothing", 2, 1 + log2(8)),
        ("x" * 500 + "word", 0, 1 + log2(505)),
    ],
)
def test_the_price_of_a_slip(text: str, start: int, bits: float) -> None:
    assert slip_bits(text, at(0, "word", start)) == pytest.approx(8 + bits)


def test_a_slip_is_looked_for_in_the_neighbourhood() -> None:
    text = "x" * 500 + "word" + "x" * 10**6
    assert slip_bits(text, at(0, "word", 0)) == pytest.approx(9 + 2 * log2(501))
    assert slip_bits(f"x{text}", at(0, "word", 0)) == pytest.approx(9 + log2(1 + 1 + len(text)))
    assert slip_bits(text, at(0, "word", 1000)) == pytest.approx(9 + 2 * log2(501))
    assert slip_bits(text, at(0, "word", 1001)) == pytest.approx(9 + log2(1 + len(text)))


def test_a_discontinuous_mention_is_looked_for_by_its_first_part() -> None:
    parted = mention(0, "renal failure", (3, 8), (20, 27))
    assert head(parted) == "renal"
    assert head(mention(0, "renal failure", (3, 8))) == "renal failure"
    assert slip_bits("a renal or hepatic failure", parted) == 8 + 3


def test_the_price_of_each_cause() -> None:
    text = "Some title\nand an abstract. Another (β) one"
    whole = document(
        text,
        at(0, "title", 5 + 3),
        at(1, "abstract", 18 + 3),
        at(2, "Another", 28 + 3),
        at(3, "one", 40 + 3),
        parts=2,
        data=b"\r\n",
    )
    found = list(causes(whole, evidence(whole)))
    # What explains anything comes first, then what is usual.
    assert (found[0].price, found[0].what) == (10 + 7 + 8, "characters were lost from the text")
    prices = [cause.price for cause in found[1:]]
    assert prices == sorted(prices)
    by_what = {cause.what: cause.price for cause in found}
    assert {what: price for what, price in by_what.items() if " and " not in what} == {
        "characters were lost from the text": 25,
        "offsets count from 1": 15,
        "offsets end at the last character instead of after it": 15,
        "offsets end one character too late": 15,
        "offsets count the title twice": 15,
        "offsets begin at 0 in the abstract": 15,
        "the second offset is the length of the mention": 16,
        "all offsets are 3 too large": 16 + 5,
        "offsets do not count white space at the edges of the passages": 14,
        "offsets count line feeds twice, as for CRLF": 14,
        "offsets count CRLF as one character": 15,
        "offsets do not count line ends": 16,
        "offsets count a run of white space as one blank": 15,
        "offsets do not count white space": 16,
        "offsets count two blanks after the end of a sentence": 15,
        "offsets count a tab as 2 characters": 16,
        "offsets count a tab as 4 characters": 16,
        "offsets count a tab as 8 characters": 16,
        "offsets count tabs up to the next tab stop, every 4": 16,
        "offsets count tabs up to the next tab stop, every 8": 16,
        "offsets count UTF-8 bytes": 15,
        "offsets count UTF-16 units": 15,
        "offsets count characters beyond U+FFFF, such as emoji, once less than the format does": 15,
        "offsets count two bytes for characters outside ASCII": 16,
        "offsets do not count the byte order mark": 14,
        "offsets do not count invisible characters": 16,
        "offsets count accents apart, as Unicode form NFD does": 15,
        "offsets count accents apart, as Unicode form NFKD does": 16,
        "offsets count letters with their accents, as Unicode form NFC does": 15,
        "offsets count letters with their accents, as Unicode form NFKC does": 16,
        "offsets do not count combining marks": 16,
        "offsets count Greek letters by their names, such as beta for β": 16,
        "offsets count the names of Greek letters as one letter, such as β for beta": 17,
        "offsets count character entities, such as &amp; for &": 15,
        "offsets count decimal character entities, such as &#946; for β": 15,
        "offsets count hexadecimal character entities, such as &#x3b2; for β": 15,
        "offsets count named character entities, such as &beta; for β": 15,
        ("offsets count each character entity of the text as the character that it stands for"): 15,
    }
    assert by_what["offsets count no character between title and abstract"] == 15
    assert by_what["offsets count 2 characters between title and abstract"] == 12.5 + 3
    assert by_what["offsets count 4 characters between title and abstract"] == 12.5 + 5
    assert by_what["offsets count from 1 and end at the last character"] == 15
    assert by_what["offsets count UTF-8 bytes and count from 1"] == 15 + 8
    assert by_what["offsets count line feeds twice, as for CRLF and count from 1"] == 14 + 8
    assert {cause.remedy for cause in found if "UTF" in cause.what} == {
        "count the characters of the text"
    }


def test_the_price_of_a_witness() -> None:
    for data, what, price in [
        (b"\xef\xbb\xbf1", "offsets count the byte order mark", 13),
        (b"", "offsets count line feeds twice, as for CRLF", 16),
    ]:
        whole = document("a word\nor two", at(0, "word", 3), data=data)
        assert [each.price for each in causes(whole, evidence(whole)) if each.what == what] == [
            price
        ]


# Steps.


def steps(text: str, cases: Sequence[Case], popular: Sequence[int] = ()) -> tuple[Counting, float]:
    return aligned(text, cases, popular)


def test_steps_have_their_price() -> None:
    text = "one two three four"
    right = Case(at(0, "one", 0), right=True)
    assert steps(text, [right]) == (Counting(), 0)
    assert steps(text, [right, wrong("two", 5)]) == (Counting((5,), (5,), (0, 1)), 7 + 4)
    assert steps(text, [wrong("two", 7), right]) == (Counting((7,), (7,), (0, 3)), 7 + 8)
    assert steps(text, [right, wrong("two", 5), wrong("three", 9), wrong("four", 17)]) == (
        Counting((5, 17), (5, 17), (0, 1, 3)),
        11 + 7 + 4 * log2(3),
    )
    # To take back is dearer: 7 + 8 + 24 for 3 characters.
    back = [wrong("two", 6, 20), wrong("three", 7, 20)]
    assert steps(text, back) == (Counting((6,), (6,), (0, 2)), 7 + 4 * log2(3))
    back[1] = wrong("three", 7, 29)
    assert steps(text, back) == (Counting((6,), (6,), (0, 2)), 7 + 4 * log2(3))
    back[1] = wrong("three", 7, 29.01)
    assert steps(text, back) == (
        Counting((6, 7), (6, 7), (0, 2, -1)),
        7 + 4 * log2(3) + 7 + 8 + 24,
    )


def test_a_step_must_pay() -> None:
    text = "one two three four"
    assert steps(text, [wrong("two", 5, 1)]) == (Counting(), 0)  # 1 + 10 are its price
    assert steps(text, [wrong("two", 5, 1.01)])[0] == Counting((5,), (5,), (0, 1))
    # A mention that is right is worth 12.
    right = [Case(at(0, "one", 0), right=True), Case(at(1, "two", 4), right=True)]
    assert steps(text, [*right, wrong("three", 9, 2)])[0].shifts == (0, 1)
    spoilt = Case(at(0, "TWO", 4), right=False)
    assert steps(text, [spoilt]) == (Counting(), 0)


def test_a_mention_is_looked_for_where_it_is_expected() -> None:
    for way, expected in [(300, 300), (301, None)]:
        text = f"one {'x' * way}two"
        moved = [wrong("two", 4, 99)]
        shifts = steps(text, moved)[0].shifts
        assert shifts == ((0, -expected) if expected else (0,))
        assert steps(text, moved, [-way])[0].shifts == (0, -way)
        text = f"two {'x' * way}"
        moved = [wrong("two", way, 99)]
        assert steps(text, moved)[0].shifts == ((0, expected) if expected else (0,))
        assert steps(text, moved, [way])[0].shifts == (0, way)
        assert steps(text, moved, [way + 1])[0].shifts == ((0, expected) if expected else (0,))
    # From where the mentions before have led one to expect it.
    text = f"one {'x' * 250}two {'x' * 250}three"
    moved = [wrong("two", 4, 99), wrong("three", 5, 99)]
    assert steps(text, moved)[0].shifts == (0, -250, -503)


def test_mentions_vote_on_shifts() -> None:
    text = "one two one two three"
    cases = [wrong("three", 10), wrong("two", 9), Case(at(0, "one", 3), right=False)]
    assert popular_shifts(text, cases) == [-6, -3, 5]
    assert popular_shifts(text, [wrong("one", 8), wrong("two", 4)]) == [-8, 8]
    assert popular_shifts(text, [wrong("none", 3)]) == []
    assert popular_shifts(text, [wrong("one", 9), wrong("one", 9)]) == [1, 9]
    # The text of the one stands in one place, that of the other in many.
    text = "b" + "a" * 50
    assert popular_shifts(text, [wrong("b", 5), wrong("a", 25), wrong("a", 26)])[0] == 5
    assert popular_shifts("ab", [wrong("a", 90), wrong("b", -70)]) == [-71, 90]


def test_the_most_popular_shifts_are_few() -> None:
    text = "a" * 30
    assert popular_shifts(text, [wrong("a", 15)]) == [
        -1, 1, -2, 2, -3, 3, -4
    ]  # fmt: skip


def test_a_sample_of_mentions_votes() -> None:
    cases = [wrong("one", 1), wrong("two", 6)] * 50
    assert popular_shifts("one two", cases[1:]) == [2, 1]
    assert popular_shifts("one two", cases) == [1]
    assert popular_shifts("one two", cases * 2) == [1, 2]


# Restarts.


def test_the_price_of_going_from_one_beginning_to_another() -> None:
    text = "First it is. Second it is. Third it is. Fourth it is."
    begins = [0, 13, 27, 40]
    mentions = [
        at(0, "it", 6),
        at(1, "Second", 0),
        at(2, "Fourth", 0),
        at(3, "Third", 0),
        at(4, "First", 1),
    ]
    whole = document(text, *mentions)
    found = in_sentences(whole, evidence(whole))
    assert found is not None
    assert found.price == pytest.approx(2 * log2(3) + 2)
    assert [found.place(each) for each in mentions] == [
        (Span(6, 8),),
        (Span(begins[1], begins[1] + 6),),
        (Span(begins[3], begins[3] + 6),),
        (Span(begins[2], begins[2] + 5),),
        (),
    ]
    assert in_passages(whole, evidence(whole)) is None


def test_a_right_mention_far_from_the_start_is_placed_anew_or_nowhere() -> None:
    text = "A title\nand one. More of one"
    mentions = [at(0, "title", 2), at(1, "and", 8), at(2, "and", 0), at(3, "one", 12)]
    whole = document(text, *mentions, parts=2)
    found = in_passages(whole, evidence(whole))
    assert found is not None
    assert [found.place(each) for each in mentions] == [
        (Span(2, 7),), (), (Span(8, 11),), ()
    ]  # fmt: skip


def test_offsets_that_are_too_large_do_not_begin_anew() -> None:
    text = "One. Two is longer. Three"
    far, near = at(0, "Two", 16), at(1, "Two", 15)
    assert in_sentences(document(text, far), [wrong("Two", 16)]) is None
    assert in_sentences(document(text, near), [wrong("Two", 15)]) is not None
    assert in_sentences(document(text), [wrong("Two", 15), wrong("Two", 16)]) is not None
    assert (
        in_sentences(document(text), [wrong("Two", 16), wrong("Two", 17), wrong("Two", 0)]) is None
    )


def test_many_sentences_are_not_all_looked_through() -> None:
    text = "x. " * 400 + "word."
    for skipped, is_found in [(200, True), (201, False)]:
        text = "x. " * skipped + "word. x"
        place = at(0, "word", 0)
        found = in_sentences(document(text, place), [Case(place, right=False, bits=20)])
        assert found is not None
        assert (found.place(place) != ()) is is_found


# Pieces.


def test_normal_forms_are_counted_by_clusters() -> None:
    for text in ["각", "\u1100\u1161\u11a8", "\u1100\u1160\u11ff\u1200", "e\u0301\u0302x\u0301"]:
        for form in ("NFC", "NFD"):
            found = counting(normalized(form)(document(f"{text}.")))
            end = len(unicodedata.normalize(form, text))
            assert found.place(Span(end, end + 1)) == Span(len(text), len(text) + 1)
    # The syllable ends before what is no vowel or consonant of it.
    pieces = list(normalized("NFC")(document("\u1100\u1160\u11ff\u1200")))
    assert pieces == [(0, 3, 3), (3, 4, 1)]
    assert list(normalized("NFC")(document("e\u0301\n\u0301"))) == [(0, 2, 1), (2, 4, 2)]
    assert list(normalized("NFC", with_marks=False)(document("ae\u0301x\u0301"))) == [
        (1, 3, 1), (3, 5, 1)
    ]  # fmt: skip


def test_tab_stops() -> None:
    assert list(tab_stops(4)(document("a\tbc\t\n\tabcd\t"))) == [
        (1, 2, 3), (4, 5, 2), (6, 7, 4), (11, 12, 4)
    ]  # fmt: skip


def test_lone_surrogates_have_a_length() -> None:
    assert utf8_length("\udc80") == 3


# Many mentions.


def test_a_cause_is_tried_on_a_sample_first() -> None:
    words = [f"word{number}" for number in range(500)]
    text = " ".join(words)
    starts = [text.index(word) for word in words]
    mentions = [at(n, word, starts[n] + (n > 250)) for n, word in enumerate(words)]
    explained = explain(whole := document(text, *mentions), evidence(whole))
    assert explained is not None
    assert len(explained.mentions) == 249


def test_a_third_must_be_missing_and_half_of_the_places_cut_words() -> None:
    text = "abc def ghi jkl mno pqr stu"
    cut_there = [at(n, word, 1 + 4 * n) for n, word in enumerate(["mno", "pqr", "stu", "abc"])]
    cut_missing = [at(n + 4, "xyz"[: 2 + n % 2], 2 + 4 * n) for n in range(3)]
    whole_missing = [at(n + 7, "uvw", 4 * n) for n in range(4)]

    def foreign(*mentions: Mention) -> bool:
        placed = [
            Mention(n, n + 2, "X", ("X",), each.spans, each.text) for n, each in enumerate(mentions)
        ]
        given = document(text, *placed)
        return is_foreign(given, [Case(each, right=False, bits=9) for each in placed])

    assert foreign(*cut_missing[:2])
    assert not foreign(cut_missing[0], cut_there[0])
    assert foreign(*cut_missing[:2], *cut_there[:3])
    assert not foreign(*cut_missing[:2], *cut_there)
    assert not foreign(*whole_missing)
    assert foreign(*whole_missing[:2], *cut_missing)
    assert not foreign(*whole_missing[:3], *cut_missing)
    outside = [at(n, "vwx", 90 + n) for n in range(3)]
    assert foreign(cut_missing[0], outside[0])
    many = [at(n, "vwx", 90 + n) for n in range(11)]
    assert foreign(cut_missing[0], *many[:10])
    assert not foreign(cut_missing[0], *many)
    assert not foreign(*outside[:2])
    assert foreign(*cut_missing, *many)
    assert not foreign(*cut_missing[:2], *many)
    at_the_end = at(0, "tuvw", len(text) - 4 + 1)
    last = Mention(0, 2, "X", ("X",), (Span(at_the_end.spans[0].start, len(text)),), "zz")
    assert foreign(*cut_missing[:2], last, *many)
