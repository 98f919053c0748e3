"""That wrong offsets are explained by the right cause, and not explained where they are slips.

A document is made here by writing out what some program counts: `counted` gives the offset of a
place from the text before it. All rules are on, so that one cause is one finding.
"""

import html
import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

import msgspec
import pytest

from annolint import Document, Finding, Mention, Passage, Sentence, SourceFile, Span
from annolint.testing import documents, lint, registry
from annolint_rules.spans._counting import Counting, counting
from annolint_rules.spans._drift import evidence, explain
from annolint_rules.spans._foreign import is_foreign
from annolint_rules.spans.offset_drift import OffsetDrift

RULES = [
    rule
    for code, rule in registry().rules.items()
    if code[:3] in ("FMT", "SPN", "OVL", "DUP", "DOC")
]

Marked = tuple[str, str, list[tuple[int, int, str]]]
"""Title, abstract, and the mentions in it."""

TITLE = "[Aspirin] for [mice] and [rats]"
ABSTRACT = "[Ibuprofen] was given. [Mice] drank [tea] daily! Did [rats] too? [Milk] was not there."


def marked(title: str, abstract: str) -> Marked:
    """Take the brackets out of two texts and return what they mark."""
    text = f"{title}\n{abstract}"
    found = []
    taken = 0
    for match in re.finditer(r"\[([^]]*)\]", text):
        start = match.start() - taken
        found.append((start, start + len(match[1]), match[1]))
        taken += 2
    title, abstract = (re.sub(r"[][]", "", each) for each in (title, abstract))
    return title, abstract, found


def written(
    document: Marked,
    counted: Callable[[str], int] = len,
    edges: tuple[int, int] = (0, 0),
    line_end: str = "\n",
) -> str:
    """Write a PubTator file in which offsets count what `counted` says of the text before."""
    title, abstract, mentions = document
    text = f"{title}\n{abstract}"
    places = [
        (counted(text[:start]) + edges[0], counted(text[:end]) + edges[1], surface)
        for start, end, surface in mentions
    ]
    return pubtator(title, abstract, places, line_end)


def pubtator(
    title: str, abstract: str, places: Iterable[tuple[int, int, str]], line_end: str = "\n"
) -> str:
    rows = [f"1|t|{title}", f"1|a|{abstract}"]
    rows += [f"1\t{start}\t{end}\t{surface}\tX\t-" for start, end, surface in places]
    return "".join(row + line_end for row in rows)


def found(source: str | bytes) -> list[str]:
    """Lint a file and return line and code of each finding."""
    return [f"{each.line} {each.code}" for each in linted(source)]


def linted(source: str | bytes) -> list[Finding]:
    return [each for each in lint(source, RULES, format="pubtator") if each.code != "DOC006"]


def drift(source: str | bytes) -> str:
    """Lint a file with one finding, SPN002, and return its message."""
    (finding,) = linted(source)
    assert finding.code == "SPN002"
    return finding.message


def cause(source: str | bytes) -> str:
    """Return the cause that the only finding names."""
    return drift(source).partition(": ")[2].rpartition("; ")[0]


def length_in(form: str) -> Callable[[str], int]:
    return lambda text: len(unicodedata.normalize(form, text))  # type: ignore[arg-type]


# What offsets may count, by text. The last word is far enough from the first for a drift.

COUNTED: list[tuple[str, str, Callable[[str], int]]] = [
    ("offsets count UTF-8 bytes", "ä β 漢 😀 \x7f\x80", lambda text: len(text.encode())),
    (
        "offsets count UTF-16 units",
        "ä 😀 𐀀 😷 \uffff",
        lambda text: len(text.encode("utf-16-le")) // 2,
    ),
    (
        "offsets count two bytes for characters outside ASCII",
        "漢字 漢字漢 \x7f\x80",
        lambda text: sum(1 + (not each.isascii()) for each in text),
    ),
    (
        "offsets count character entities, such as &amp; for &",
        """a & b <c> "d" 'e'""",
        lambda text: len(html.escape(text, quote=False)),
    ),
    (
        "offsets count character entities, such as &amp; for &",
        """a & b <c> "d" 'e'""",
        lambda text: len(html.escape(text, quote=False).replace('"', "&quot;")),
    ),
    (
        "offsets count character entities, such as &amp; for &",
        """a & b <c> "d" 'e'""",
        lambda text: len(html.escape(text)),
    ),
    (
        "offsets count character entities, such as &amp; for &",
        """a & b <c> "d" 'e'""",
        lambda text: len(html.escape(text).replace("&#x27;", "&#39;")),
    ),
    (
        "offsets count decimal character entities, such as &#946; for β",
        """ä β λ δ ε & <> "''" ,""",
        lambda text: len(text.encode("ascii", "xmlcharrefreplace")),
    ),
    (
        "offsets count decimal character entities, such as &#946; for β",
        """ä β λ δ ε & <> "''" ,""",
        lambda text: len(html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace")),
    ),
    (
        "offsets count decimal character entities, such as &#946; for β",
        """ä β λ δ ε & <> "''" ,""",
        lambda text: len(
            html.escape(text).replace("&#x27;", "&#39;").encode("ascii", "xmlcharrefreplace")
        ),
    ),
    (
        "offsets count hexadecimal character entities, such as &#x3b2; for β",
        "β ☃ 😀",
        lambda text: sum(1 if each.isascii() else len(f"&#{ord(each):#x};") - 1 for each in text),
    ),
    (
        "offsets count named character entities, such as &beta; for β",
        "β ä λ \u2063",
        lambda text: sum({"β": 6, "λ": 8, "ä": 6, "\u2063": 7}.get(each, 1) for each in text),
    ),
    (
        (
            "offsets count each character entity of the text as the character that it stands for"
        ),
        "&amp; &lt; &#946; &#X3b2; &frac12; & a; &#a;",
        lambda text: len(html.unescape(text)),
    ),
    (
        "offsets count a run of white space as one blank",
        "a  b   \u00a0c d",
        lambda text: len(re.sub(r"\s+", " ", text)),
    ),
    ("offsets do not count white space", "a  b   c d", lambda text: len(re.sub(r"\s", "", text))),
    (
        "offsets count two blanks after the end of a sentence",
        "A. B! C? D: e",
        lambda text: len(re.sub(r"(?<=[.!?]) ", "  ", text)),
    ),
    ("offsets do not count the byte order mark", "", lambda text: len(text.lstrip("\ufeff"))),
    (
        "offsets do not count invisible characters",
        "a\u00adb\u200bc\u200fd\u2060e\ufeff",
        lambda text: len(re.sub("[\u00ad\u200b\u200f\u2060\ufeff]", "", text)),
    ),
    (
        "offsets count accents apart, as Unicode form NFD does",
        "ế ǖ ế 각",
        length_in("NFD"),
    ),
    ("offsets count accents apart, as Unicode form NFKD does", "ﬁ ế … ½ ½", length_in("NFKD")),
    (
        "offsets count letters with their accents, as Unicode form NFC does",
        unicodedata.normalize("NFD", "ế ǖ ế 각 e"),
        length_in("NFC"),
    ),
    (
        "offsets count letters with their accents, as Unicode form NFKC does",
        "ﬁ e\u0301 … ½ ½ e\u0301",
        length_in("NFKC"),
    ),
    (
        "offsets do not count combining marks",
        "b\u0301 x\u0302\u0301 é q\u0301",
        lambda text: sum(
            not unicodedata.combining(each) for each in unicodedata.normalize("NFC", text)
        ),
    ),
    (
        "offsets count Greek letters by their names, such as beta for β",
        "β λ ς µ ά Ω ώ \u1f80 ϐ\u0378",
        lambda text: len(
            re.sub(
                "[βλςµάΩώ\u1f80]",
                lambda found: {
                    "β": "beta", "λ": "lambda", "ς": "sigma", "µ": "mu", "ά": "alpha",
                    "Ω": "omega", "ώ": "omega",
                    "\u1f80": "alpha"
                }[found[0]],
                text,
            )
        ),
    ),
    (
        "offsets count the names of Greek letters as one letter, such as β for beta",
        "TNFalpha beta-2 Omega mutation lambda",
        lambda text: len(re.sub(r"(?<!mu)(?:alpha|beta|Omega|lambda)", "x", text)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "counted"), COUNTED)
def test_offsets_that_count_something_else(
    what: str, text: str, counted: Callable[[str], int]
) -> None:
    mark = "\ufeff" if "byte order" in what else ""
    document = marked(f"{mark}A first [title]", f"See {text} [word] {text} [other], [end] here.")
    source = written(document, counted)
    wrong = [line for line in source.splitlines()[2:] if line.split("\t")[3]]
    assert len(wrong) == 4
    assert cause(source) == what


@pytest.mark.parametrize(("what", "text", "counted"), COUNTED)
def test_every_mention_is_placed_where_it_belongs(
    what: str, text: str, counted: Callable[[str], int]
) -> None:
    mark = "\ufeff" if "byte order" in what else ""
    whole = marked(f"{mark}A first [title]", f"See {text} [word] {text} [other], [end] here.")
    (document,) = documents(written(whole, counted), "pubtator")
    explained = explain(document, evidence(document))
    assert explained is not None
    assert explained.cause.remedy == "count the characters of the text"
    assert [explained.place(mention) for mention in document.mentions] == [
        (Span(start, end),) for start, end, _ in whole[2]
    ]


def test_crlf_and_a_second_blank_between_title_and_abstract() -> None:
    document = marked(TITLE, ABSTRACT)

    def doubled(text: str) -> int:
        return len(text.replace("\n", "\r\n"))

    assert cause(written(document, doubled)) == (
        "offsets count 2 characters between title and abstract"
    )
    assert cause(written(document, doubled, line_end="\r\n")) == (
        "offsets count line feeds twice, as for CRLF"
    )


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        (
            (1, 1),
            "stand 1 character too late: offsets count from 1; subtract 1 from both offsets",
        ),
        (
            (0, -1),
            (
                "end 1 character too early: offsets end at the last character instead of after it; "
                "add 1 to the end offsets"
            ),
        ),
        (
            (1, 0),
            (
                "stand 1 character too late: offsets count from 1 and end at the last character; "
                "subtract 1 from the start offsets"
            ),
        ),
        (
            (0, 1),
            (
                "end 1 character too late: offsets end one character too late; "
                "subtract 1 from the end offsets"
            ),
        ),
        (
            (7, 7),
            "stand 7 characters too late: all offsets are 7 too large; subtract 7",
        ),
        (
            (500, 500),
            "stand 500 characters too late: all offsets are 500 too large; subtract 500",
        ),
    ],
)
def test_wrong_edges(edges: tuple[int, int], message: str) -> None:
    source = written(marked(TITLE, ABSTRACT), edges=edges)
    assert drift(source) == f"8 of 8 mentions, from 'Aspirin' at {edges[0]} on, {message}"


def test_offsets_that_are_too_small() -> None:
    source = written(marked("Now [aspirin] and [tea]", "Some [milk]"), edges=(-2, -2))
    assert drift(source) == (
        "3 of 3 mentions, from 'aspirin' at 2 on, stand 2 characters too early: "
        "all offsets are 2 too small; add 2"
    )


def test_an_edge_may_be_wrong_besides() -> None:
    document = marked("[Naïve] [mice]", "[β-cells] of [rats] and [café]")
    for edges, what in [
        ((1, 1), "offsets count UTF-8 bytes and count from 1"),
        ((0, -1), "offsets count UTF-8 bytes and end at the last character instead of after it"),
        ((1, 0), "offsets count UTF-8 bytes and count from 1 and end at the last character"),
        ((0, 1), "offsets count UTF-8 bytes and end one character too late"),
    ]:
        source = written(document, lambda text: len(text.encode()), edges)
        assert cause(source) == what


@pytest.mark.parametrize("format_keeps_it", [False, True])
def test_the_byte_order_mark(*, format_keeps_it: bool) -> None:
    source = "\ufeff" + written(marked(TITLE, ABSTRACT), edges=(1, 1))
    if not format_keeps_it:
        assert cause(source) == "offsets count the byte order mark"
    (document,) = documents(source, "pubtator")
    file = SourceFile("x", 0, 1, b"\xef\xbb\xbf" if format_keeps_it else b"")
    elsewhere = SourceFile("x", 3, 2, b"")
    for files, what in [((file,), "byte order mark"), ((elsewhere,), "1")]:
        if format_keeps_it or files == (elsewhere,):
            explained = explain(other := changed(document, files=files), evidence(other))
            assert explained is not None
            assert explained.cause.what.endswith(what)


def changed(document: Document, **fields: object) -> Document:
    return msgspec.structs.replace(document, **fields)


def joined(joint: str, title: str = TITLE) -> str:
    """Write a file whose offsets count another joint between title and abstract."""
    return written(marked(title, ABSTRACT), lambda text: len(text.replace("\n", joint)))


@pytest.mark.parametrize(
    ("joint", "message"),
    [
        (
            "",
            (
                "stand 1 character too early: "
                "offsets count no character between title and abstract; "
                "add 1 from the abstract on"
            ),
        ),
        (
            "__",
            (
                "stand 1 character too late: "
                "offsets count 2 characters between title and abstract; "
                "subtract 1 from the abstract on"
            ),
        ),
        (
            "____",
            (
                "stand 3 characters too late: "
                "offsets count 4 characters between title and abstract; "
                "subtract 3 from the abstract on"
            ),
        ),
        (
            "_" * 10,
            (
                "stand 9 characters too late: "
                "offsets count 10 characters between title and abstract; "
                "subtract 9 from the abstract on"
            ),
        ),
        (
            "_" * 11,
            (
                "stand 10 characters too late: characters were lost from the text; "
                "restore the text, or correct the offsets after each such place"
            ),
        ),
        (
            "\nAspirin for mice and rats\n",
            (
                "stand 26 characters too late: offsets count the title twice; "
                "subtract 26 from the abstract on"
            ),
        ),
    ],
)
def test_the_joint_of_title_and_abstract(joint: str, message: str) -> None:
    start = 26 + len(joint) - 1
    assert drift(joined(joint)) == f"5 of 8 mentions, from 'Ibuprofen' at {start} on, {message}"


def test_blanks_at_the_edges_of_passages() -> None:
    for title, abstract in [
        ("[Aspirin] for [mice]  ", "[Milk] and [tea]"),
        ("[Aspirin] for [mice]", "  [Milk] and [tea]"),
        ("  [Aspirin] for [mice] ", " [Milk] and [tea] \t"),
    ]:
        source = written(
            marked(title, abstract), lambda text: len(re.sub(r"(?:\A|\s*\n)\s*", "\n", text)) - 1
        )
        assert cause(source) == "offsets do not count white space at the edges of the passages"


def test_tabs() -> None:
    # PubTator cannot have tabs in its text.
    text = "A\t[word] a\t\tand [another]\nor\tthe\t[third] [one]"
    text, _, mentions = marked(text, "")
    text = text.rstrip("\n")
    ways: list[tuple[str, Callable[[str], int]]] = [
        ("offsets count a tab as 2 characters", lambda it: len(it.replace("\t", "  "))),
        ("offsets count a tab as 4 characters", lambda it: len(it.replace("\t", "    "))),
        ("offsets count a tab as 8 characters", lambda it: len(it.replace("\t", "        "))),
        ("offsets count tabs up to the next tab stop, every 4", lambda it: len(it.expandtabs(4))),
        ("offsets count tabs up to the next tab stop, every 8", lambda it: len(it.expandtabs(8))),
    ]
    for what, counted in ways:
        document = plain(text, [(counted(text[:s]), counted(text[:e]), w) for s, e, w in mentions])
        explained = explain(document, evidence(document))
        assert explained is not None
        assert explained.cause.what == what


def plain(
    text: str, places: Iterable[tuple[int, int, str]], passages: Sequence[Passage] = ()
) -> Document:
    """Make a document of any text, of one passage unless there are others."""
    mentions = [
        Mention(number, number + 2, "X", ("X",), (Span(start, end),), surface)
        for number, (start, end, surface) in enumerate(places)
    ]
    return Document(
        id="1",
        text=text,
        passages=tuple(passages) or (Passage(0, 1, "text", 0, text),),
        mentions=tuple(mentions),
        relations=(),
        files=(SourceFile("x", 0, 1, b""),),
    )


@pytest.mark.parametrize(
    ("what", "text", "counted"),
    [
        (
            "offsets count line feeds twice, as for CRLF",
            "A\n[word]\nand\n[another]\n\n[third]",
            lambda text: len(text.replace("\n", "\r\n")),
        ),
        (
            "offsets count CRLF as one character",
            "A\r\n[word]\r\nand\r\n[another]\r\n[third]",
            lambda text: len(text.replace("\r\n", "\n")),
        ),
        (
            "offsets do not count line ends",
            "A\r\n[word]\r\nand\n[another]\n[third] and [last]",
            lambda text: len(text.replace("\r", "").replace("\n", "")),
        ),
    ],
)
def test_line_ends(what: str, text: str, counted: Callable[[str], int]) -> None:
    text, _, mentions = marked(text, "")
    document = plain(text, [(counted(text[:s]), counted(text[:e]), w) for s, e, w in mentions])
    explained = explain(document, evidence(document))
    assert explained is not None
    assert explained.cause.what == what


def test_lengths_for_ends() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    places = [(start, end - start, surface) for start, end, surface in mentions]
    assert drift(pubtator(title, abstract, places)) == (
        "7 of 8 mentions, from 'mice' at 12 on, end 12 to 83 characters too early: "
        "the second offset is the length of the mention; add the start to it"
    )


# Offsets that begin anew.


def test_offsets_that_begin_anew_in_the_abstract() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    places = [(s - 26, e - 26, w) if s > 25 else (s, e, w) for s, e, w in mentions]
    assert drift(pubtator(title, abstract, places)) == (
        "5 of 8 mentions, from 'Ibuprofen' at 0 on, stand 26 characters too early: "
        "offsets begin at 0 in the abstract; add 26 there"
    )
    assert drift(pubtator(title, abstract, places[3:])) == (
        "5 of 5 mentions, from 'Ibuprofen' at 0 on, stand 26 characters too early: "
        "offsets begin at 0 in the abstract; add 26 there"
    )
    # One that is far away is no slip of the hand, but among others that are right it is.
    assert found(pubtator(title, abstract, places[3:4])) == ["3 SPN002"]
    assert found(pubtator(title, abstract, [*mentions[4:], places[3]])) == ["7 SPN001"]


def test_offsets_that_begin_anew_in_each_sentence() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    begins = [0, 26, 47, 69, 83]
    shifts = [max(begin for begin in begins if begin <= start) for start, _, _ in mentions]
    places = [(s - n, e - n, w) for (s, e, w), n in zip(mentions, shifts, strict=True)]
    assert drift(pubtator(title, abstract, places)) == (
        "5 of 8 mentions, from 'Ibuprofen' at 0 on, stand 26 to 83 characters too early: "
        "offsets begin at 0 in each sentence; add where the sentence begins"
    )


# Texts that were changed.


def edited(edit: Callable[[str], str]) -> str:
    """Write a file whose abstract was changed after the mentions were marked."""
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    return pubtator(title, edit(abstract), mentions)


@pytest.mark.parametrize(
    ("edit", "message", "related"),
    [
        (
            lambda text: text.replace(" was given", " given"),
            (
                "4 of 8 mentions, from 'Mice' at 47 on, stand 4 characters too late: "
                "characters were lost from the text; "
                "restore the text, or correct the offsets after each such place"
            ),
            [("the last of them", 10)],
        ),
        (
            lambda text: text.replace("was", "was not"),
            (
                "4 of 8 mentions, from 'Mice' at 47 on, stand 4 characters too early: "
                "characters were added to the text; "
                "restore the text, or correct the offsets after each such place"
            ),
            [("the last of them", 10)],
        ),
        (
            lambda text: text.replace("given", "gven").replace("drank ", ""),
            (
                "4 of 8 mentions, from 'Mice' at 47 on, stand 1 to 7 characters too late: "
                "characters were lost from the text; "
                "restore the text, or correct the offsets after each such place"
            ),
            [
                ("from here on they stand 7 characters too late", 8),
            ],
        ),
    ],
)
def test_characters_lost_or_added(
    edit: Callable[[str], str], message: str, related: list[tuple[str, int]]
) -> None:
    (finding,) = linted(edited(edit))
    assert finding.message == message
    assert [(each.message, each.line) for each in finding.related] == related
    assert {each.column for each in finding.related} == {3}


def test_characters_lost_here_and_added_there() -> None:
    words = [f"[word{number}]" for number in range(12)]
    title, abstract, mentions = marked("A title", " or ".join(words) + " at last")
    abstract = abstract.replace("word1 or", "word1").replace("or word7", "or now and then word7")
    (finding,) = linted(pubtator(title, abstract, mentions))
    assert finding.message == (
        "10 of 12 mentions, from 'word2' at 26 on, stand up to 10 too early or 3 too late: "
        "characters were lost from the text and added to it; "
        "restore the text, or correct the offsets after each such place"
    )
    assert [(each.message, each.line) for each in finding.related] == [
        ("from here on they stand 10 characters too early", 10)
    ]


def test_a_lost_character_may_have_been_in_a_mention() -> None:
    title, abstract, mentions = marked("A title", "One [word] and [naïve] or [a\u0301gain] [so] on")
    # The letters of the second and third have lost their accents, in the text and in the mention.
    plain_abstract = abstract.replace("a\u0301", "a")
    places = [(start, end, surface.replace("a\u0301", "a")) for start, end, surface in mentions]
    assert found(pubtator(title, plain_abstract, places)) == ["5 SPN001", "6 SPN001"]
    assert found(pubtator(title, plain_abstract.replace("One ", "One"), places)) == ["3 SPN002"]


# Slips.


@pytest.mark.parametrize("seed", range(40))
def test_slips_have_no_common_cause(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    words = [f"[word{number}]" for number in range(20)]
    title, abstract, mentions = marked(" ".join(words[:5]), " and ".join(words[5:]) + " at last")
    slips = chance.sample(range(20), chance.randint(1, 4))
    places = list(mentions)
    for number in slips:
        start, end, surface = places[number]
        by = chance.choice([-3, -2, -1, 1, 2, 3])
        if start + by >= 0:
            places[number] = (start + by, end + by, surface)
    wrong = [number + 3 for number in range(20) if places[number] != mentions[number]]
    assert found(pubtator(title, abstract, places)) == [f"{line} SPN001" for line in wrong]


def test_one_wrong_mention_is_a_slip_unless_it_is_far_from_its_place() -> None:
    title, abstract, mentions = marked("Naïve β-cells of [mice]", "[Milk] and so on and on")
    for by, code in [(1, "SPN001"), (2, "SPN001"), (9, "SPN001")]:
        (start, end, surface), other = mentions
        assert found(pubtator(title, abstract, [(start + by, end + by, surface), other])) == [
            f"3 {code}"
        ]
    far = written(marked("ä" * 60, f"[Milk] {60 * 'a'}"), lambda text: len(text.encode()))
    assert cause(far) == "offsets count UTF-8 bytes"
    assert linted(far)[0].related == ()
    near = written(marked("äää", "[Milk] aaa"), lambda text: len(text.encode()))
    assert found(near) == ["3 SPN001"]


def test_two_wrong_mentions_among_right_ones_that_they_would_move() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    for first, second in [(0, 3), (2, 5), (1, 6)]:
        places = [
            (s + 1, e + 1, w) if n in (first, second) else (s, e, w)
            for n, (s, e, w) in enumerate(mentions)
        ]
        assert found(pubtator(title, abstract, places)) == [
            f"{first + 3} SPN001",
            f"{second + 3} SPN001",
        ]


def test_copies_of_a_slip_are_one_slip() -> None:
    title, abstract, mentions = marked("See [mice]", "and [tea] or [milk] too")
    start, end, surface = mentions[2]
    slip = (start + 1, end + 1, surface)
    assert found(pubtator(title, abstract, [*mentions[:2], slip, slip])) == [
        "5 SPN001",
        "6 DUP001",
    ]
    tea = (mentions[1][0] + 1, mentions[1][1] + 1, "tea")
    (finding, _) = linted(pubtator(title, abstract, [mentions[0], tea, slip, slip]))
    assert finding.message.startswith("3 of 4 mentions, from 'tea' at 14 on, stand 1 character")


# What stands in the way.


def test_a_mention_may_agree_with_its_wrong_offsets_by_chance() -> None:
    title, abstract, mentions = marked("[tea] in [x][x] and [milk]", "[mice] and [rats]")
    places = [(start + 1, end + 1, surface) for start, end, surface in mentions]
    assert places[1] == mentions[2]
    (finding,) = linted(pubtator(title, abstract, places))
    assert finding.message.startswith("5 of 6 mentions, from 'tea' at 1 on, stand 1 character")
    (document,) = documents(pubtator(title, abstract, places), "pubtator")
    (diagnostic,) = OffsetDrift().check(document)
    assert sorted(each.index for each in diagnostic.covers) == [0, 1, 2, 3, 4, 5]


def test_texts_may_be_spoilt_besides() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    places = [
        (start + 1, end + 1, surface.lower() if surface == "Milk" else surface)
        for start, end, surface in mentions
    ]
    assert drift(pubtator(title, abstract, places)).startswith("8 of 8 mentions, from 'Aspirin'")


def test_what_a_cause_does_not_explain_is_reported_beside_it() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    places = [(start + 1, end + 1, surface) for start, end, surface in mentions]
    places[4] = (*mentions[4][:2], "Cats")
    places[6] = (places[6][0] + 4, places[6][1] + 4, "rats")
    assert found(pubtator(title, abstract, places)) == ["3 SPN002", "7 SPN001", "9 SPN001"]


def test_spoilt_texts_in_their_place_are_no_evidence() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    places = [(start, end, surface.upper()) for start, end, surface in mentions]
    assert found(pubtator(title, abstract, places)) == ["3 SPN012"]


def test_broken_records_are_no_evidence_and_do_not_carry_the_finding() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    places = [(start + 1, end + 1, surface) for start, end, surface in mentions]
    rows = pubtator(title, abstract, places).split("\n")
    rows[2] = rows[2].replace("1\t", "2\t", 1)
    assert found("\n".join(rows)) == ["3 FMT004", "4 SPN002"]


def test_impossible_places_are_explained_as_well() -> None:
    title, abstract, mentions = marked("[C] and [tea]", "[B] and [milk]")
    from_one = [(start + 1, end, surface) for start, end, surface in mentions]
    assert drift(pubtator(title, abstract, from_one)).startswith("4 of 4 mentions, from 'C' at 1")
    lengths = [(start, end - start, surface) for start, end, surface in mentions]
    assert found(pubtator(title, abstract, lengths)) == ["4 SPN002"]
    outside = [(start + 90, end + 90, surface) for start, end, surface in mentions]
    assert drift(pubtator(title, abstract, outside)).startswith("4 of 4 mentions, from 'C' at 90")


def test_discontinuous_mentions_move_as_a_whole() -> None:
    text = "ä renal and hepatic failure, renal or cardiac failures"
    spans = [(((3, 8), (21, 28)), "renal failure"), (((30, 35), (47, 54)), "renal failure")]
    mentions = tuple(
        Mention(n, n + 2, "X", ("X",), tuple(Span(*place) for place in places), surface)
        for n, (places, surface) in enumerate(spans)
    )
    document = changed(plain(text, []), mentions=mentions)
    explained = explain(document, evidence(document))
    assert explained is not None
    assert explained.cause.what == "offsets count from 1"
    assert explained.place(mentions[0]) == (Span(2, 7), Span(20, 27))
    assert explained.mentions == mentions


def test_discontinuous_mentions_move_with_the_others() -> None:
    text = "see one, two and renal or hepatic failure, milk and tea"
    places = [(4, 7, "one"), (9, 12, "two"), (43, 47, "milk"), (52, 55, "tea")]
    document = plain(text, [(s + 3, e + 3, w) if s > 20 else (s, e, w) for s, e, w in places])
    parted = Mention(4, 9, "X", ("X",), (Span(20, 25), Span(37, 44)), "renal failure")
    document = changed(document, mentions=(*document.mentions, parted))
    explained = explain(document, evidence(document))
    assert explained is not None
    assert explained.cause.what == "characters were lost from the text"
    assert explained.place(parted) == (Span(17, 22), Span(34, 41))
    assert [mention.text for mention in explained.mentions] == ["milk", "tea", "renal failure"]


# Documents of other formats.


def passages(*texts: str) -> tuple[Passage, ...]:
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    kinds = ("title", "abstract", "introduction")
    return tuple(
        Passage(number, number + 1, kinds[number], start, text)
        for number, (start, text) in enumerate(zip(starts, texts, strict=False))
    )


def test_three_passages() -> None:
    parts = passages("One title", "And one abstract", "With one introduction.")
    text = "\n".join(part.text for part in parts)
    right = [(4, 9, "title"), (18, 26, "abstract"), (36, 48, "introduction"), (27, 31, "With")]
    for shifts, what, remedy in [
        (
            (0, -1, -2, -2),
            "offsets count no character between two passages",
            "add 1 for each passage before",
        ),
        (
            (0, 1, 2, 2),
            "offsets count 2 characters between two passages",
            "subtract 1 for each passage before",
        ),
        (
            (0, -10, -27, -27),
            "offsets begin at 0 in each passage",
            "add where the passage begins",
        ),
    ]:
        wrong = [(s + n, e + n, w) for (s, e, w), n in zip(right, shifts, strict=True)]
        document = plain(text, wrong, parts)
        explained = explain(document, evidence(document))
        assert explained is not None
        assert (explained.cause.what, explained.cause.remedy) == (what, remedy)
        assert [explained.place(mention) for mention in document.mentions] == [
            (Span(start, end),) for start, end, _ in right
        ]


def test_sentences_that_the_format_marks() -> None:
    sentences = tuple(Sentence(start, start + 9) for start in (0, 10, 20, 30))
    text = "one two a\tthree not\tfour more\tfive ends"
    parts = (Passage(0, 1, "text", 0, text, sentences=sentences),)
    wrong = [(4, 7, "two"), (0, 5, "three"), (6, 9, "not"), (0, 4, "four"), (0, 4, "five")]
    document = plain(text, wrong, parts)
    explained = explain(document, evidence(document))
    assert explained is not None
    assert explained.cause.what == "offsets begin at 0 in each sentence"
    assert [explained.place(mention)[0].start for mention in document.mentions] == [
        4, 10, 16, 20, 30
    ]  # fmt: skip


# The annotations of another document.

FOREIGN = [(0, 6, "Heroin"), (9, 14, "hyper"), (21, 25, "coma"), (40, 49, "convulses")]


def test_annotations_of_another_document() -> None:
    title, abstract, _ = marked(TITLE, ABSTRACT)
    (finding,) = linted(pubtator(title, abstract, FOREIGN))
    assert finding.line == 3
    assert finding.message == (
        "4 of 4 mentions do not stand at their offsets, and most stand nowhere in the text: these "
        "look like annotations of another document; bring text and annotations together"
    )
    outside = [(start + 60, end + 60, surface) for start, end, surface in FOREIGN]
    assert found(pubtator(title, abstract, outside)) == ["3 SPN002"]


def test_a_chance_agreement_does_not_make_them_this_documents() -> None:
    text = "a" + "bcdefgh " * 40
    foreign = [(n, n + 5, f"x{n:4}") for n in range(1, 21)]
    agreeing = [(9, 10, "b"), (17, 18, "b"), (25, 26, "b")]
    for count, expected in [(0, True), (1, True), (2, True), (3, False)]:
        document = plain(text, foreign + agreeing[:count])
        assert is_foreign(document, evidence(document)) is expected


def test_annotations_of_another_abstract_or_title() -> None:
    right, wrong = "Milk makes rats and mice fat", "abcdefgh " * 12
    mine = [(0, 4, "Milk"), (11, 15, "rats"), (20, 24, "mice"), (25, 28, "fat"), (5, 10, "makes")]
    for title, abstract, line, kind, after in (
        (right, wrong, 8, "abstract", len(right) + 1),  # the words stand in the title
        (wrong, right, 3, "title", 0),
    ):
        foreign = [(after + 9 * n + 1, after + 9 * n + 6, "rats!") for n in range(1, 6)]
        own = [(at + len(wrong) + 1 - after, end + len(wrong) + 1 - after, word)
               for at, end, word in mine] if line == 3 else mine  # fmt: skip
        mentions = own + foreign if line == 8 else foreign + own
        (finding,) = linted(pubtator(title, abstract, mentions))
        assert finding.line == line
        assert finding.message == (
            f"5 of 10 mentions do not stand at their offsets, and most stand nowhere in the text: "
            f"these look like annotations of another {kind}; bring {kind} and annotations together"
        )
        fewer = [each for each in mentions if each != foreign[0]]
        assert {each.code for each in linted(pubtator(title, abstract, fewer))} == {"SPN001"}


def test_one_foreign_mention_is_a_slip() -> None:
    title, abstract, _ = marked(TITLE, ABSTRACT)
    assert found(pubtator(title, abstract, FOREIGN[:1])) == ["3 SPN001"]
    assert found(pubtator(title, abstract, FOREIGN[:2])) == ["3 SPN002"]
    one_stands = [FOREIGN[0], (9, 13, "Milk")]
    assert found(pubtator(title, abstract, one_stands)) == ["3 SPN001", "4 SPN001"]


def test_whole_words_under_other_texts_are_no_foreign_mentions() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    names = [(start, end, f"Name {number}") for number, (start, end, _) in enumerate(mentions)]
    assert found(pubtator(title, abstract, names)) == ["3 SPN012"]


def test_offsets_of_a_full_text_are_not_those_of_another_document() -> None:
    title, abstract, mentions = marked(TITLE, ABSTRACT)
    later = [(n * 100, n * 100 + 5, f"gene{n}") for n in range(3, 20)]
    assert found(pubtator(title, abstract, mentions + later)) == ["11 SPN003"]
    assert found(pubtator(title, abstract, [*FOREIGN, *later])) == ["3 SPN002"]
    assert found(pubtator(title, abstract, [*FOREIGN[:2], *later])) == ["5 SPN003"]


# The parts.


def test_counting_places_what_counts_nothing_on_neither_side() -> None:
    nothing_counts = counting([(2, 4, 0), (6, 8, 1), (9, 9, 0)])
    assert nothing_counts == Counting((2, 5), (3, 5), (0, -2, -3))
    assert nothing_counts.place(Span(0, 2)) == Span(0, 2)
    assert nothing_counts.place(Span(2, 3)) == Span(4, 5)
    assert nothing_counts.place(Span(4, 5)) == Span(6, 8)
    assert nothing_counts.place(Span(5, 6)) == Span(8, 9)


def test_long_documents_are_explained_in_time() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret depends on it
    words = ["".join(chance.choices("abcdefghijklmnop", k=8)) for _ in range(3000)]
    parts, mentions, length = [], [], 2
    for _ in range(20_000):
        word = chance.choice(words)
        filler = "x" * chance.randint(20, 60)
        mentions.append((length, length + 8, word))
        parts.append(f"{word} {filler}.")
        length += len(parts[-1]) + 1
    abstract = " ".join(parts)
    assert len(abstract) > 900_000
    for changed_abstract, places, expected in [
        (abstract, [(s + 1, e + 1, w) for s, e, w in mentions], "offsets count from 1"),
        (re.sub(r"(x{59})x", r"\1", abstract), mentions, "characters were lost from the text"),
        (" ".join(reversed(parts)).swapcase(), mentions, None),
    ]:
        (document,) = documents(pubtator("T", changed_abstract, places), "pubtator")
        began = time.perf_counter()
        explained = explain(document, evidence(document))
        assert time.perf_counter() - began < 20
        assert (explained and explained.cause.what) == expected
