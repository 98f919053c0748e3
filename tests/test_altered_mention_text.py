"""What is a spoilt copy of the text, what is another text, and which parts a mention has."""

import pytest

from annolint import Document, Mention, Passage, SourceFile, Span
from annolint.testing import lint, registry
from annolint_rules.spans._alterations import alteration
from annolint_rules.spans._letters import LATIN, greek_name
from annolint_rules.spans.altered_mention_text import AlteredMentionText
from annolint_rules.spans.fragment_text_mismatch import FragmentTextMismatch

RULES = [rule for code, rule in registry().rules.items() if code[:3] in ("FMT", "SPN", "DUP")]

ASCII, CASE, FORM = "letters outside ASCII", "case", "Unicode form"
MARKS, SPACE, ENTITIES = "punctuation", "white space", "character entities"


def differences(there: str, text: str, before: str = "A ", after: str = " here") -> tuple[str, ...]:
    """Return what a mention's text and what stands at its offsets differ in."""
    whole = f"{before}{there}{after}"
    start = len(before)
    mention = Mention(0, 2, "X", ("X",), (Span(start, start + len(there)),), text)
    return alteration(document(whole, mention), mention)


def document(text: str, *mentions: Mention) -> Document:
    passage = Passage(0, 1, "title", 0, text)
    return Document("1", text, (passage,), mentions, (), (SourceFile("x", 0, 1, b""),))


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("Aspirin", "aspirin", (CASE,)),
        ("Straße", "STRASSE", (CASE,)),
        ("TNF-\u03b1", "TNF-a", (ASCII,)),
        ("TNF-\u03b1", "TNF-alpha", (ASCII,)),
        ("TNF-\u03b1", "TNF-?", (ASCII,)),
        ("TNF-\u03b1", "TNF-\ufffd", (ASCII,)),
        ("\u0391-catenin", "alpha-catenin", (ASCII,)),
        ("5 \u03bcM", "5 uM", (ASCII,)),
        ("5 \u00b5M", "5 mM", (ASCII,)),
        ("\u03b8x", "thx", (ASCII,)),
        ("\u03c7x", "chx", (ASCII,)),
        ("\u03c7x", "xx", (ASCII,)),
        ("naïve", "naive", (ASCII,)),
        ("naïve", "nave", (ASCII,)),
        ("naïve", "na?ve", (ASCII,)),
        ("\u1f00\u03b2", "\u03b1\u03b2", (ASCII,)),
        ("Ørsted", "Orsted", (ASCII,)),
        ("straße", "strasse", (CASE,)),
        ("STRAßE", "STRAssE", (CASE,)),
        ("Æther œdema øl łuk", "AEther oedema ol luk", (ASCII,)),
        ("đon ðat þorn k\u0131r æon", "don dat thorn kir aeon", (ASCII,)),
        ("naïve", "nai\u0308ve", (FORM,)),
        ("ﬁbre", "fibre", (FORM,)),
        ("\uff21\uff22", "AB", (FORM,)),
        ("\uff21\uff22", "ab", (FORM, CASE)),
        ("a &lt; b", "a < b", (ENTITIES,)),
        ("&#946;-cell", "β-cell", (ENTITIES,)),
        ("β-cell", "beta cell", (ASCII, MARKS, SPACE)),
        ("IL-2", "IL\u20102", (MARKS,)),
        ("so-called “x”", 'so-called "x"', (MARKS,)),
        ("10 % + 5", "10 5", (MARKS, SPACE)),
        ("10% +5", "10 5", (MARKS,)),
        ("IL-2", "IL - 2", (SPACE,)),
        ("IL-2", "il 2", (CASE, MARKS, SPACE)),
        ("white  space", "white space", (SPACE,)),
        ("a &amp; é", "A & e", (ENTITIES, CASE, ASCII)),
    ],
)  # fmt: skip
def test_spoilt_copies(one: str, other: str, kinds: tuple[str, ...]) -> None:
    assert differences(one, other) == kinds
    assert differences(other, one) == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aspirin", "asprin"),
        ("IL-1\u03b1", "IL-1\u03b2"),
        ("IL-1\u03b1", "IL-1b"),
        ("\u5317\u4eac", "?"),
        ("+", "-"),
        ("...", ""),
        ("vitamin B", "vitamin C"),
        ("p53", "p5"),
    ],
)
def test_other_texts(one: str, other: str) -> None:
    assert differences(one, other) == ()
    assert differences(other, one) == ()


def test_a_text_beside_its_offsets_is_in_the_wrong_place() -> None:
    assert differences("aspirin,", "aspirin") == ()
    assert differences("spirin", "aspirin", before="A a") == ()
    assert differences("aspirin", "aspirin-", after="- here") == ()
    assert differences("aspirin", "-aspirin", before="a -") == ()
    assert differences("Aspirin", "aspirin", before="Aspirin or aspirin ") == (CASE,)
    assert differences("Aspirin", "aspirin", before="Aspirin or aspirin") == (CASE,)
    assert differences("A-A", "-A-", before="-", after="-") == ()


def test_sloppy_spans_are_believed_less() -> None:
    assert differences("a-t", "A-T") == (CASE,)
    assert differences("a-t", "A-T", before="A b") == ()
    assert differences("a-th", "A-TH", before="A b") == (CASE,)
    assert differences("a-th", "A-TH", after="s") == (CASE,)
    assert differences(" ASPIRIN", "aspirin", before="A") == ()
    assert differences(" ASPIRIN", " aspirin", before="A") == (CASE,)
    assert differences("ASPIRIN ", "aspirin") == ()


def test_names_of_greek_letters() -> None:
    small = [chr(code) for code in range(0x3B1, 0x3CA)]
    assert {greek_name(letter) for letter in small} == set(LATIN)
    assert [greek_name(each) for each in "\u03c2\u03bb\u039b\u03ac\u00b5"] == [
        "sigma", "lambda", "lambda", "alpha", "mu"
    ]  # fmt: skip
    assert [greek_name(each) for each in "a\u0430\u2200\u037e\u0378"] == [""] * 5
    assert {name: ways[0] for name, ways in LATIN.items()} == {
        **{name: name[0] for name in LATIN},
        "theta": "th", "mu": "u", "phi": "ph", "chi": "ch", "psi": "ps"
    }  # fmt: skip
    assert {name: ways[-1] for name, ways in LATIN.items() if len(ways) > 1} == {
        "eta": "h", "theta": "t", "mu": "m", "nu": "v", "rho": "p", "upsilon": "y", "phi": "f",
        "chi": "x", "omega": "w",
    }  # fmt: skip


# The rule.


def found(rows: str, title: str = "Aspirin, Ibuprofen, Tea, Milk or Wine, and Bread") -> list[str]:
    source = f"1|t|{title}\n1|a|\n" + "".join(
        f"1\t{row}\tX\t-\n".replace(" / ", "\t") for row in rows.split("\n")
    )
    findings = lint(source, RULES, format="pubtator")
    return [f"{each.line} {each.code}" for each in findings]


ROWS = [
    "0 / 7 / aspirin",
    "9 / 18 / ibuprofen",
    "20 / 23 / tea",
    "25 / 29 / milk",
    "33 / 37 / wine",
]


def test_three_altered_texts_are_three_findings_and_four_are_one() -> None:
    assert found("\n".join(ROWS[:3])) == ["3 SPN012", "4 SPN012", "5 SPN012"]
    assert found("\n".join(ROWS[:4])) == ["3 SPN012"]
    assert found("\n".join(["43 / 48 / Bread", *ROWS])) == ["4 SPN012"]


def test_others_of_many_are_related() -> None:
    words = ["Zero", "One", "Two", "Three", "Four", "Five", "Six"]
    text = " ".join(words)
    mentions = [
        Mention(
            n,
            n + 2,
            "X",
            ("X",),
            (Span(text.index(word), text.index(word) + len(word)),),
            word.lower(),
        )
        for n, word in enumerate(words)
    ]
    (finding,) = AlteredMentionText().check(document(text, *mentions))
    assert finding.record is mentions[0]
    assert finding.covers == tuple(mentions[1:])
    assert [each.message for each in finding.related] == [
        f"'{word.lower()}' for '{word}'" for word in words[1:6]
    ]
    assert [each.record for each in finding.related] == mentions[1:6]


def test_other_words_in_the_place_of_most_are_names() -> None:
    names = ["0 / 7 / Acetylsalicylic", "9 / 18 / Motrin", "20 / 23 / Thea"]
    assert found("\n".join(names)) == ["3 SPN012"]
    assert found("\n".join(names[:2])) == ["3 SPN001", "4 SPN001"]
    assert found("\n".join([*names, "25 / 29 / Milk", "33 / 37 / Wine"])) == ["3 SPN012"]
    rest = ["25 / 29 / Milk", "33 / 37 / Wine", "43 / 48 / Bread"]
    assert found("\n".join([*names, *rest])) == ["3 SPN001", "4 SPN001", "5 SPN001"]
    # A spoilt copy among them is a name too.
    assert found("\n".join(["25 / 29 / milk", *names])) == ["3 SPN012"]
    # So is one that stands for a part of a word, but not two of five.
    assert found("\n".join([*names, "33 / 37 / Vinum", "43 / 47 / Pan"])) == ["3 SPN012"]
    assert found("\n".join([*names, "33 / 36 / Vinum", "43 / 47 / Pan"])) == [
        "3 SPN001", "4 SPN001", "5 SPN001", "6 SPN001", "7 SPN001"
    ]  # fmt: skip


def test_broken_records_and_mentions_without_text_are_left_to_others() -> None:
    assert found("0 / 7 / aspirin\n9 / 18 / ") == ["3 SPN012", "4 SPN001"]
    source = "1|t|Aspirin\n1|a|\n2\t0\t7\taspirin\tX\t-\n"
    assert [each.code for each in lint(source, RULES, format="pubtator")] == ["FMT004"]


def test_discontinuous_mentions_may_be_spoilt() -> None:
    text = "Renal and hepatic failure"
    for surface, count in [
        ("renal failure", 1),
        ("Renal ... failure", 0),
        ("renal... Failure", 1),
        ("liver", 0),
    ]:
        mention = Mention(0, 2, "X", ("X",), (Span(0, 5), Span(18, 25)), surface)
        assert len(list(AlteredMentionText().check(document(text, mention)))) == count


# Parts of mentions.


@pytest.mark.parametrize(
    ("spans", "texts", "message"),
    [
        (2, ("renal", "failure"), None),
        (2, (), None),
        (0, ("renal",), None),
        (2, ("renal failure",), "1 texts for its 2 fragments"),
        (1, ("renal", "failure"), "2 texts for its 1 fragments"),
    ],
)
def test_one_text_for_each_fragment(
    spans: int, texts: tuple[str, ...], message: str | None
) -> None:
    places = (Span(0, 5), Span(18, 25))[:spans]
    mention = Mention(0, 2, "X", ("X",), places, "renal failure", fragment_texts=texts)
    findings = list(FragmentTextMismatch().check(document("renal and hepatic failure", mention)))
    expected = f"mention 'renal failure' has {message}: write one for each"
    assert [(each.message, each.field) for each in findings] == (
        [(expected, "text")] if message else []
    )


@pytest.mark.parametrize(
    ("surface", "parts", "wrong"),
    [
        ("ataxias and myopathies", ("ataxia", "myopathy"), ""),
        ("ataxia and myopathy", ("ataxias", "myopathies"), ""),
        ("losses of sight and hearing", ("loss of sight", "loss of hearing"), ""),
        ("gas and bus", ("ga", "bus"), ""),
        ("glass and bus", ("glas", "bus"), "glas"),
        ("loss of sight, hearing", ("sight loss", "hearing loss in the ear"), "ear"),
        ("cardio- and nephrotoxicity", ("cardiotoxicity", "nephrotoxicity"), ""),
        ("cardio- and nephrotoxicity", ("cardiocity", "nephrotoxicity"), ""),
        ("cardio- and nephrotoxicity", ("cardioty", "nephrotoxicity"), "cardioty"),
        ("ca and nephrotoxicity", ("catoxicity", "nephrotoxicity"), "catoxicity"),
        ("car and nephrotoxicity", ("cartoxicity", "nephrotoxicity"), ""),
        ("HIV-1 and -2", ("HIV-1", "HIV-2"), ""),
        ("HIV-1 and -2", ("HIV-1", "HIV-3"), "3"),
        ("Renal failure", ("RENAL", "Failure"), ""),
    ],
)
def test_parts_are_made_of_the_words_of_the_mention(
    surface: str, parts: tuple[str, ...], wrong: str
) -> None:
    mention = Mention(0, 2, "X", ("X",), (Span(0, len(surface)),), surface, component_texts=parts)
    findings = list(FragmentTextMismatch().check(document(surface, mention)))
    assert [each.message.partition(" has no ")[2] for each in findings] == (
        [f"'{wrong}': correct the part"] if wrong else []
    )


def test_one_finding_for_each_fault_of_a_composite() -> None:
    source = (
        "1|t|Renal and hepatic failure\n1|a|\n"
        "1\t1\t60\tRenal and hepatic failure\tX\tD1|D2\trenal failure|heart failure\n"
        "1\t0\t25\trenal and hepatic failure\tX\tD1|D2\trenal failure|heart failure\n"
        "1\t0\t25\tRenal and hepatic failure\tX\tD1|D2\trenal failure|heart failure\n"
    )
    assert [f"{each.line} {each.code}" for each in lint(source, RULES, format="pubtator")] == [
        "3 SPN003", "4 SPN012", "5 SPN013"
    ]  # fmt: skip


def test_a_word_that_is_cut_is_why_a_part_is_not_in_the_mention() -> None:
    source = (
        "1|t|Laryngeal or tracheal swelling.\n1|a|\n1\t3\t30\tyngeal or tracheal swelling\tSign"
        "\tD1|D2\tlaryngeal swelling|tracheal swelling\n"
    )
    for codes, expected in (
        (("SPN007", "SPN013"), ["SPN007"]),
        (("SPN013",), ["SPN013"]),
    ):
        rules = [registry().rules[code] for code in codes]
        assert [each.code for each in lint(source, rules, format="pubtator")] == expected
