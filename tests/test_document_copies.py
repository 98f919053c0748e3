"""What rules about copies of documents do where their examples cannot show it.

Which texts are one text, that one copy is one finding whatever rules are on, and the memory.
"""

import random
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annolint import (
    CorpusRule,
    Document,
    Mention,
    Passage,
    Project,
    Question,
    SourceFile,
    Span,
    Split,
)
from annolint.testing import check_parts, lint
from annolint_rules.documents._copies import (
    SHORTEST,
    copy_key,
    folded,
    is_long,
    key,
    proves_something,
)
from annolint_rules.documents.conflicting_copies import ConflictingCopies
from annolint_rules.documents.duplicate_document_id import DuplicateDocumentId
from annolint_rules.documents.duplicate_document_text import DuplicateDocumentText
from annolint_rules.documents.leaked_document import LeakedDocument

LONG = (
    "Aspirin was given to forty men with a fever, and on the second day it went down in them all. "
)
TEXT = 2 * LONG
OTHER = TEXT.replace("Aspirin", "Codeine")
SPLITS = '[splits]\ntrain = ["train*"]\ntest = ["test*"]'


def block(identifier: str, text: str, *lines: str) -> str:
    """Write a document in PubTator; lines stand without the id."""
    rows = "".join(f"{identifier}\t{line}\n" for line in lines)
    return f"{identifier}|t|{text}\n{identifier}|a|\n{rows}\n"


ASPIRIN = "0\t7\tAspirin\tChemical\tD001241"
FEVER = "38\t43\tfever\tDisease\tD005334"
LATER = f"{38 + len(LONG)}\t{43 + len(LONG)}\tfever\tDisease\tD005334"
LATER_ASPIRIN = f"{len(LONG)}\t{len(LONG) + 7}\tAspirin\tChemical\tD001241"
NOWHERE = FEVER.replace("38", "37")


def codes(sources: str | Mapping[str, str], settings_text: str = "") -> list[str]:
    """Lint with all rules and return path, line and code of what the family finds."""
    findings = lint(sources, format="pubtator", settings_text=settings_text)
    return [
        f"{each.path}:{each.line} {each.code}"
        for each in findings
        if each.code.startswith("DOC") and each.code != "DOC006"
    ]


# Which texts are one text


@given(st.text())
def test_folding_is_case_folding_without_white_space(text: str) -> None:
    assert folded(text) == "".join(text.casefold().split()).encode("utf-8", "surrogatepass")


@given(st.text(st.characters(max_codepoint=127)))
def test_folding_of_ascii_is_the_same(text: str) -> None:
    assert folded(text) == "".join(text.casefold().split()).encode()
    assert folded(f"{text}\u00a0") == folded(text)


def test_a_lone_surrogate_is_no_obstacle() -> None:
    assert folded("caf\udce9 A") == b"caf\xed\xb3\xa9a"
    assert lint({"a": block("\udce9", TEXT), "b": block("2", TEXT)}, [DuplicateDocumentText],
                format="pubtator")  # fmt: skip
    assert copy_key(document("a", "\udce9", "Aspirin")) is not None


def test_the_key_is_the_same_in_every_run_and_holds_two_checksums() -> None:
    assert key(b"") == 0x0000_0000_0000_0001
    assert key(b"aspirin") == 0xCBA7_9F89_0BCA_02F7


def test_a_short_text_needs_its_id() -> None:
    short, long = "a " * (SHORTEST - 1), "a " * SHORTEST
    assert copy_key(document("a", "1", short)) == copy_key(document("b", "1", short.upper()))
    assert copy_key(document("a", "1", short)) != copy_key(document("a", "2", short))
    assert copy_key(document("a", "1", long)) == copy_key(document("a", "2", f"{long}\n"))
    assert copy_key(document("a", "", long)) == copy_key(document("a", "2", long))
    assert copy_key(document("a", "", short)) is None
    assert copy_key(document("a", "1", " \n")) is None


def test_characters_are_counted_not_bytes() -> None:
    short, long = "茶 " * (SHORTEST - 1), "茶 " * SHORTEST
    for text, found in ((short, []), (long, ["b"])):
        findings = lint({"a": block("1", text), "b": block("2", text)}, [DuplicateDocumentText],
                        format="pubtator")  # fmt: skip
        assert [each.path for each in findings] == found
        assert (copy_key(document("a", "1", text)) == copy_key(document("a", "2", text))) is bool(
            found
        )


def test_undecodable_characters_are_counted() -> None:
    assert is_long(folded("\udce9" * SHORTEST))
    assert not is_long(folded("\udce9" * (SHORTEST - 1)))


def test_a_document_most_of_whose_mentions_stand_elsewhere_proves_nothing() -> None:
    right, wrong = Span(0, 7), Span(1, 8)
    for spans, expected in (
        ((), True),
        ((right, wrong), True),
        ((right, wrong, wrong), False),
        ((wrong,), False),
    ):
        assert proves_something(document("a", "1", TEXT, spans)) is expected
    # Discontinuous mentions are suspects, and may be right.
    apart = (Span(0, 3), Span(3, 7))
    for several, expected in (
        ((apart, apart, apart), True),
        ((apart, (right,), (wrong,), (wrong,)), True),
        ((apart, (wrong,), (wrong,)), False),
    ):
        assert proves_something(document("a", "1", TEXT, several)) is expected


def test_a_text_of_exactly_the_shortest_length() -> None:
    rule = DuplicateDocumentText()
    assert rule.collect(document("a", "1", "a" * SHORTEST), None) is not None
    assert rule.collect(document("a", "1", "a" * (SHORTEST - 1)), None) is None


# One copy is one finding


@pytest.mark.parametrize(
    ("rule", "identifier", "line"),
    [(DuplicateDocumentText, "2", ASPIRIN), (ConflictingCopies, "1", LATER_ASPIRIN)],
)
def test_the_first_copy_is_related(rule: type[CorpusRule], identifier: str, line: str) -> None:
    sources = {"a": block("3", OTHER) + block("1", TEXT, ASPIRIN),
               "b": block(identifier, TEXT, line)}  # fmt: skip
    (found,) = lint(sources, [rule], format="pubtator")
    assert (found.path, found.line, found.column, found.end_column) == ("b", 1, 1, 2)
    assert [(each.message, each.path, each.line) for each in found.related] == [
        ("the first one", "a", 4)
    ]


@pytest.mark.parametrize(
    ("files", "settings_text", "expected"),
    [
        # In one file.
        ({"a": [("1", TEXT, [ASPIRIN]), ("2", TEXT, [ASPIRIN])]}, "", ["a:5 DOC002"]),
        ({"a": [("1", TEXT, [ASPIRIN]), ("1", TEXT, [ASPIRIN])]}, "", ["a:5 DOC001"]),
        (
            {"a": [("1", TEXT, [ASPIRIN]), ("2", TEXT, [ASPIRIN]), ("1", TEXT, [ASPIRIN])]},
            "",
            ["a:5 DOC002", "a:9 DOC001"],
        ),
        (
            {"a": [("1", TEXT, [ASPIRIN]), ("1", TEXT, [ASPIRIN]), ("2", TEXT, [ASPIRIN])]},
            "",
            ["a:5 DOC001", "a:9 DOC002"],
        ),
        # Copies that contradict each other are DOC003 in two files only.
        ({"a": [("1", TEXT, [ASPIRIN]), ("1", TEXT, [])]}, "", ["a:5 DOC001"]),
        (
            {"a": [("1", TEXT, [ASPIRIN])], "b": [("1", TEXT, [FEVER, ASPIRIN])]},
            "",
            ["b:1 DOC001"],
        ),
        ({"a": [("1", TEXT, [FEVER])], "b": [("1", TEXT, [LATER])]}, "", ["b:1 DOC003"]),
        ({"a": [("1", TEXT, [FEVER])], "b": [("1", TEXT, [NOWHERE])]}, "", ["b:1 DOC001"]),
        (
            {"a": [("1", TEXT, [FEVER, ASPIRIN])], "b": [("1", TEXT, [FEVER]), ("3", OTHER, [])]},
            "",
            ["b:1 DOC001"],
        ),
        (
            {
                "a": [("1", TEXT, [FEVER, ASPIRIN])],
                "b": [("1", TEXT, [FEVER]), ("3", "Aspirin", [ASPIRIN])],
            },
            "",
            ["b:1 DOC003"],
        ),
        (
            {
                "a": [("1", TEXT, [FEVER, ASPIRIN])],
                "b": [("2", TEXT, [FEVER]), ("3", "Aspirin", [ASPIRIN])],
            },
            "",
            ["b:1 DOC003"],
        ),
        # A leak comes before all others.
        (
            {"train": [("1", TEXT, [ASPIRIN])], "test": [("1", TEXT, [ASPIRIN])]},
            SPLITS,
            ["train:1 DOC004"],
        ),
        (
            {"train": [("1", TEXT, [ASPIRIN])], "test": [("2", TEXT, [ASPIRIN])]},
            SPLITS,
            ["train:1 DOC004"],
        ),
        (
            {
                "train": [("1", TEXT, [ASPIRIN])],
                "test": [("1", TEXT, [FEVER]), ("3", "Aspirin", [ASPIRIN])],
            },
            SPLITS,
            ["train:1 DOC004"],
        ),
        # In one split nothing leaks.
        (
            {"train1": [("1", TEXT, [ASPIRIN])], "train2": [("1", TEXT, [ASPIRIN])]},
            SPLITS,
            ["train2:1 DOC001"],
        ),
        (
            {"train1": [("1", TEXT, [ASPIRIN])], "train2": [("2", TEXT, [ASPIRIN])]},
            SPLITS,
            ["train2:1 DOC002"],
        ),
    ],
)
def test_one_copy_is_one_finding(
    files: dict[str, list[tuple[str, str, list[str]]]], settings_text: str, expected: list[str]
) -> None:
    sources = {
        name: "".join(block(identifier, text, *lines) for identifier, text, lines in blocks)
        for name, blocks in files.items()
    }
    assert codes(sources, settings_text) == expected


# DOC003


def conflict(*sources: str) -> list[str]:
    findings = lint(dict(zip("abcdef", sources, strict=False)), [ConflictingCopies],
                    format="pubtator")  # fmt: skip
    return [f"{each.path} {each.message}" for each in findings]


def test_copies_without_an_id() -> None:
    given, bare = block("1", TEXT, ASPIRIN), block("", TEXT, ASPIRIN, "16\t21\tto fo\tChemical")
    said = "at a:1 too, annotated differently (Chemical {}): decide which is right"
    assert conflict(given, bare) == [f"b the document stands {said.format('2 here, 1 there')}"]
    assert conflict(bare, given) == [f"b document '1' stands {said.format('1 here, 2 there')}"]


def test_a_short_text_is_one_document_with_its_id_only() -> None:
    one, other = "0\t7\tAspirin\tDrug", "0\t3\tAsp\tDrug"
    assert conflict(block("1", "Aspirin", one), block("2", "Aspirin", other)) == []
    assert conflict(block("1", "Aspirin", one), block("1", "ASPIRIN", other.upper())) == []
    assert conflict(block("1", "Aspirin", one), block("1", "ASPIRIN", "0\t3\tASP\tDrug")) == [
        (
            "b document '1' stands at a:1 too, annotated differently (Drug 1 in both, at other "
            "places): decide which is right"
        )
    ]


def test_three_types_are_named_and_the_others_counted() -> None:
    kinds = ("A", "B", "C", "D", "E")
    source = block("1", TEXT, *(ASPIRIN.replace("Chemical", kind) for kind in kinds))
    moved = block("1", TEXT, *(FEVER.replace("Disease", kind) for kind in kinds[:4]))
    rest = block("2", "Aspirin", ASPIRIN.replace("Chemical", "E"))
    (said,) = conflict(source, moved + rest)
    elsewhere = "1 in both, at other places"
    assert f"(A {elsewhere}; B {elsewhere}; C {elsewhere}; 2 more)" in said
    (said,) = conflict(source, block("1", TEXT, *(FEVER.replace("Disease", k) for k in "ABC")))
    assert "more" not in said


def test_a_mention_that_stands_twice_counts_once() -> None:
    twice = block("1", TEXT, ASPIRIN, ASPIRIN, FEVER)
    assert conflict(block("1", TEXT, FEVER, ASPIRIN), twice) == []
    assert "Chemical 2 here, 1 there" in conflict(
        twice, block("1", TEXT, ASPIRIN, FEVER, "8\t11\twas\tChemical")
    )[0]  # fmt: skip


def test_types_are_compared_one_by_one() -> None:
    several = block("1", TEXT, ASPIRIN.replace("Chemical", "T1,T2"))
    assert conflict(several, block("1", TEXT, ASPIRIN.replace("Chemical", "T2"))) == []
    assert "(T2 1 in both" in conflict(several, block("1", TEXT, FEVER.replace("Disease", "T2")))[0]


def test_fragments_and_offsets_before_the_text_are_compared() -> None:
    rule = ConflictingCopies()

    def verdict(*spans: tuple[Span, ...]) -> Any:
        corpus = [document("ab"[number], "1", TEXT, (Span(0, 7), Span(0, 7), each), merged=True)
                  for number, each in enumerate(spans)]  # fmt: skip
        return judged(rule, corpus)

    same = (Span(0, 7), Span(12, 17))
    assert verdict(same, same) is None
    assert verdict(same, (Span(0, 7), Span(12, 16))) is not None
    assert verdict((Span(-3, 7),), (Span(0, 7),)) is None
    assert verdict((Span(-3, 7),), (Span(0, 9),)) is not None


def test_relations_are_counted_whatever_they_relate() -> None:
    one = block("1", TEXT, ASPIRIN, FEVER, "CID\tD001241\tD005334")
    assert conflict(one, block("1", TEXT, ASPIRIN, FEVER, "CID\tD005334\tD001241")) == []
    (said,) = conflict(one, block("1", TEXT, ASPIRIN, FEVER) + block("2", OTHER, "CID\tD1\tD2"))
    assert "(CID relations 0 here, 1 there)" in said


def test_copies_are_asked_about_only_where_several_files_have_them() -> None:
    rule = ConflictingCopies()
    corpus = [document("a", "1", TEXT), document("a", "1", TEXT), document("b", "2", OTHER)]
    assert rule.judge(learnt(rule, corpus)) is None
    corpus.append(document("c", "3", OTHER))
    question = rule.judge(learnt(rule, corpus))
    assert question == Question(frozenset({copy_key(corpus[2])}))
    part = learnt(rule, corpus, question.about)
    assert list(part.copies) == [copy_key(corpus[2])]
    assert part.types.keys() == {"a", "b", "c"}


# Parts and memory


def document(
    path: str,
    identifier: str,
    text: str,
    spans: tuple[Any, ...] = (),
    number: int = 0,
    *,
    merged: bool = False,
) -> Document:
    """Make a document with mentions at spans, or (`merged`) at tuples of spans."""
    mentions = []
    for index, each in enumerate(spans):
        places = each if isinstance(each, tuple) else (each,)
        surface = "Aspirin" if not merged else text[places[0].start : places[0].end]
        mentions.append(Mention(index, 1, "Chemical", ("Chemical",), places, surface))
    source = SourceFile(path, number, number * 25 + 1, b"")
    passage = Passage(0, number * 25 + 1, "title", 0, text)
    return Document(identifier, text, (passage,), tuple(mentions), (), (source,),
                    id_given=bool(identifier))  # fmt: skip


PROJECT = Project(splits=(Split("train", "a".__eq__), Split("test", "b".__eq__)))


def learnt(rule: CorpusRule, corpus: list[Document], question: Any = None) -> Any:
    """Collect and merge the parts of documents."""
    arguments: dict[type[CorpusRule], dict[str, Any]] = {
        ConflictingCopies: {"question": question},
        DuplicateDocumentId: {"question": question},
        DuplicateDocumentText: {"question": question},
        LeakedDocument: {"project": PROJECT},
    }
    collect: Callable[..., Any] = rule.collect  # type: ignore[attr-defined] # each rule has one
    parts = [collect(each, **arguments.get(type(rule), {})) for each in corpus]
    merged, *others = [part for part in parts if part is not None]
    for part in others:
        merged = rule.merge(merged, part)
    return merged


def judged(rule: CorpusRule, corpus: list[Document]) -> Any:
    """Return the verdict, after the question if there is one."""
    verdict = rule.judge(learnt(rule, corpus))
    if isinstance(verdict, Question):
        verdict = rule.judge(learnt(rule, corpus, verdict.about))
    return verdict


RULES = (DuplicateDocumentId, DuplicateDocumentText, ConflictingCopies, LeakedDocument)


@pytest.mark.parametrize("rule", RULES)
@given(
    st.lists(
        st.builds(
            document,
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["", "1", "2", "1234567"]),
            st.sampled_from(["Aspirin", TEXT, OTHER, TEXT.upper()]),
            st.sampled_from([(), (Span(0, 7),), (Span(0, 7), Span(0, 8))]),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_parts_merge_in_any_order_and_grouping(
    rule: type[CorpusRule], corpus: list[Document]
) -> None:
    wrong = check_parts(rule(), corpus, project=PROJECT)
    assert wrong in ([], ["no example gives a part, so nothing was proved"])


@pytest.mark.parametrize(
    ("rule", "identifier", "spans"),
    [
        (DuplicateDocumentText, "2", (Span(0, 7),)),
        (ConflictingCopies, "1", (Span(8, 11),)),
        (LeakedDocument, "1", (Span(0, 7),)),
    ],
)
def test_only_files_with_a_finding_are_touched(
    rule: type[CorpusRule], identifier: str, spans: tuple[Span, ...]
) -> None:
    first = document("a", "1", TEXT, (Span(0, 7),), merged=True)
    second = document("b", identifier, TEXT, spans, merged=True)
    other = document("c", "3", OTHER)
    made = rule()
    question = made.judge(learnt(made, [first, second, other]))
    about = question.about if isinstance(question, Question) else None
    verdict = judged(made, [first, second, other])
    shards = ([first], [second], [first, second])
    touched = [made.touches(learnt(made, shard, about), verdict) for shard in shards]
    assert touched == [False, True, True]


@pytest.mark.parametrize(
    ("rule", "one_file", "stated", "asked"),
    [
        (DuplicateDocumentText, True, 10, False),
        (DuplicateDocumentText, True, 300, True),
        (ConflictingCopies, True, 70, False),
        (ConflictingCopies, False, 140, False),
        (ConflictingCopies, True, 400, True),
        (ConflictingCopies, False, 700, True),
        (LeakedDocument, True, 500, False),
        (LeakedDocument, False, 620, False),
    ],
)
def test_memory_for_each_document_is_what_the_page_says(
    rule: type[CorpusRule], one_file: bool, stated: int, asked: bool
) -> None:
    count = 2_700
    chance = random.Random(1)  # noqa: S311 - no secret depends on it
    made = rule()
    arguments: dict[str, Any] = {}
    if rule is LeakedDocument:
        arguments["project"] = Project(splits=(Split("train", lambda _: True),))
    tracemalloc.start()
    try:
        part: Any = None
        for number in range(count):
            path = "corpus/a" if one_file else f"corpus/{10_000_000 + number}.pubtator"
            text = " ".join(chance.choices(("aspirin", "fever", "men", "week", "day"), k=80))
            each = document(path, str(10_000_000 + number), text, number=number)
            if rule is not LeakedDocument:
                arguments["question"] = frozenset({copy_key(each)}) if asked else None
            if rule is ConflictingCopies:
                spans = (Span(0, 7), Span(8, 12))
                each = document(path, str(10_000_000 + number), text, spans, number, merged=True)
            collected = made.collect(each, **arguments)  # type: ignore[attr-defined] # it has one
            part = collected if part is None else made.merge(part, collected)
        del each, collected, text, path
        arguments.clear()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert stated * 0.5 < size / count < stated * 1.2
    assert str(stated) in str(rule.__doc__)
