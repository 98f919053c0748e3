"""What the examples of COR001, COR002, TYP004 and CID002 cannot show: words, compounds, memory."""

import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annolint import Document, Project, Question, Rule
from annolint.testing import documents, lint, registry
from annolint_rules._surfaces import (
    add,
    count,
    documents_in,
    evidence,
    form_of,
    is_abbreviation,
    label_of,
    lowered,
    mentions_in,
)
from annolint_rules.concepts.inconsistent_concept_id import InconsistentConceptId
from annolint_rules.concepts.minority_concept_id import MinorityConceptId
from annolint_rules.consistency._occurrences import (
    Search,
    bare,
    begins_sentence,
    is_searchable,
    words_around,
)
from annolint_rules.consistency.inconsistent_boundary import InconsistentBoundary
from annolint_rules.consistency.missed_mention import MissedMention
from annolint_rules.types.inconsistent_type import InconsistentType

LABELS = ("Drug",)
PROJECT = Project()


def only(text: str, format_name: str = "inline") -> Document:
    (document,) = documents(text, format_name)
    return document


# Surface forms and counts


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Aspirin", "aspirin"),
        ("ASPIRIN", "aspirin"),
        ("NSAIDs", "nsaids"),
        ("SAD", "SAD"),
        ("IL-2R", "IL-2R"),
        ("sAD", "sAD"),
        ("Sad", "sad"),
        ("A", "a"),
        ("İzmir", "İzmir"),
        ("ΑΣ", "ΑΣ"),
        ("Straße", "straße"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert form_of(text) == form
    assert is_abbreviation(form) == (form in ("SAD", "IL-2R", "sAD", "ΑΣ"))


@given(st.text())
def test_lower_case_keeps_positions(text: str) -> None:
    assert len(lowered(text)) == len(text)


def test_counts() -> None:
    counted = add(add({}, count("aab")), count("ac"))
    assert {key: (mentions_in(n), documents_in(n)) for key, n in counted.items()} == {
        "a": (3, 2),
        "b": (1, 1),
        "c": (1, 1),
    }
    assert evidence(counted["a"], 4) == "3 of 4 times in 2 documents"
    assert evidence(counted["b"], 1) == "1 of 1 times in one document"


def test_types_in_any_order() -> None:
    text = "1|t|DCTN4\n1|a|\n1\t0\t5\tDCTN4\tT2,T1\tC1\n1\t0\t5\tDCTN4\t,\tC1\n"
    assert list(map(label_of, only(text, "pubtator").mentions)) == ["T1,T2", ""]


# Where forms stand


@pytest.mark.parametrize(
    ("forms", "text", "found"),
    [
        (["pain"], "pain Pain, PAINT, paint; spain", [(0, 4), (5, 9)]),
        (["pain"], "pain_ pain2 2pain é pain\u0301 painé", []),
        (["pain", "pain relief"], "pain relief and pain", [(0, 11), (16, 20)]),
        (["bad pain", "pain relief"], "bad pain relief", [(0, 8)]),
        (["pain", "pain relie"], "pain relief", [(0, 4)]),
        (["MS"], "MS ms Ms", [(0, 2)]),
        (["sad"], "SAD sad Sad", [(4, 7), (8, 11)]),
        (["δ-cell", "x"], "😀 Δ-Cell 😀x", [(2, 8), (10, 11)]),
        (["(r)-xyz"], "a(R)-XYZ (R)-XYZa", [(1, 8)]),
        (["痛"], "痛 頭痛", [(0, 1)]),
        (["b\udcff"], "a b\udcff", [(2, 4)]),
    ],
)
def test_whole_words_the_longest_first(
    forms: Sequence[str], text: str, found: list[tuple[int, int]]
) -> None:
    search = Search(dict.fromkeys(forms, LABELS))
    assert [(start, end) for _, start, end in search.places(text)] == found
    assert all(form_of(text[start:end]) == form for form, start, end in search.places(text))


words = st.text(alphabet="ab -", min_size=1, max_size=4)


@given(st.sets(words, min_size=1, max_size=5), st.text(alphabet="ab -", max_size=20))
def test_places_as_found_the_slow_way(forms: set[str], text: str) -> None:
    def is_cut(offset: int) -> bool:
        return text[max(offset - 1, 0) : offset].isalpha() and text[offset : offset + 1].isalpha()

    expected = []
    start = 0
    while start < len(text):
        ends = [
            start + len(form)
            for form in forms
            if text.startswith(form, start) and not is_cut(start) and not is_cut(start + len(form))
        ]
        if ends:
            expected.append((start, max(ends)))
        start = max([*ends, start + 1])
    search = Search(dict.fromkeys(forms, LABELS))
    assert [(start, end) for _, start, end in search.places(text)] == expected


def test_the_automaton_is_built_once() -> None:
    search = Search({"pain": LABELS})
    assert list(search.places("pain")) == list(search.places("pain"))
    assert search._automaton is search._automaton  # noqa: SLF001 - what the test is about
    assert search == Search({"pain": LABELS})


@pytest.mark.parametrize(
    ("form", "searchable"),
    [("ab", True), ("a", False), ("2006", False), ("@x", True), (" ab", False), ("", False)],
)
def test_forms_that_are_looked_for(form: str, searchable: bool) -> None:
    assert is_searchable(form) == searchable


def found(text: str, *forms: str, format_name: str = "inline") -> list[str]:
    """Return the bare places of forms, with the words around."""
    document = only(text, format_name)
    places = bare(document, Search(dict.fromkeys(forms or ("aspirin", "MS"), LABELS)))
    return [
        f"{place.before} [{document.text[place.start : place.end]}] {place.after}"
        for place in places
    ]


@pytest.mark.parametrize(
    "text",
    [
        "aspirin-induced",
        "an aspirin - induced",
        "non-aspirin",
        "non\u2011aspirin",
        "aspirin/codeine",
        "codeine / aspirin",
        "www.aspirin.com",
        "an aspirin.com",
        "an aspirin's",
        "an aspirin\u2019s",
        "l'aspirin",
        "aspirin:10",
        "an aspirin(10)",
        "#aspirin",
        "x@aspirin",
        "as (AB, MS, CD)",
        "as (MS, CD)",
        "as (AB, MS)",
    ],
)
def test_compounds_and_lists(text: str) -> None:
    assert found(f"{text} for [pain](Sign)") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Take aspirin daily", "take [aspirin] daily"),
        ("Take aspirin.", "take [aspirin] ."),
        ("Take aspirin: it", "take [aspirin] :"),
        ("Take 'aspirin' daily", ""),
        ("Take (aspirin) daily", "( [aspirin] )"),
        ("Take aspirin (one", "take [aspirin] ("),
        ("Aspirin Slow-Release", " [Aspirin] slow-release"),
        ("Pain. Aspirin helps", " [Aspirin] helps"),
        ("slow-release aspirin\nnext", "slow-release [aspirin] "),
        ("Sclerosis (MS) is", "( [MS] )"),
        ("Of MS, or", "of [MS] ,"),
        ("Pain, MS of", ", [MS] of"),
        ("Pain; MS, of", ""),
        ("Pain of slow-release MS, of", "slow-release [MS] ,"),
        ("Pain, MS x-ray", ", [MS] x-ray"),
    ],
)
def test_words_around_a_bare_form(text: str, place: str) -> None:
    assert found(f"{text}\n[pain](Sign)") == ([place] if place else [])


def test_words_around_are_short() -> None:
    text = f"{'x' * 50} pain {'y' * 50}"
    assert words_around(text, 51, 55) == ("x" * 39, "y" * 50)
    assert words_around("pain", 0, 4) == ("", "")


@pytest.mark.parametrize(
    ("text", "begins"),
    [("", True), ("A. ", True), ("A! ", True), ("A?\t", True), ("A: ", True), ('A "', True),
     ("a\n", True), ("a\n ", True), ("a, ", False), ("A. X ", False), ("a ", False), ("(", False)],
)  # fmt: skip
def test_where_sentences_begin(text: str, begins: bool) -> None:
    assert begins_sentence(f"{text}Pain", len(text)) == begins


def test_mentions_are_not_bare() -> None:
    assert found("[aspirin](Drug) aspirin [the aspirin use](Drug)") == ["aspirin [aspirin] the"]
    head = "1|t|Take aspirin or Aspirin\n1|a|\n1\t16\t23\tAspirin\tX\n"
    assert found(f"{head}1\t0\t2\tor\tX\n", format_name="pubtator") == ["take [aspirin] or"]
    # The text of a mention in the wrong place is its own somewhere; here, all of it.
    head = "1|t|Take aspirin or Aspirin\n1|a|\n"
    assert found(f"{head}1\t0\t4\tTake\tX\n", format_name="pubtator") != []
    assert found(f"{head}1\t0\t4\tTake\tX\n1\t0\t7\taspirin\tX\n", format_name="pubtator") == []
    assert found(f"{head}1\t0\t4\tTake\tX\n1\t12\t5\taspirin\tX\n", format_name="pubtator") == []
    assert found(f"{head}1\t0\t4\tTake\tX\n1\t0\t4\t \tX\n", format_name="pubtator") != []


def test_documents_of_which_little_is_known() -> None:
    assert found("Take aspirin") == []
    head = "1|t|Take aspirin\n1|a|\n1\t0\t4\tTake\tX\n"
    lost = "1\t0\t4\tgive\tX\n"
    assert found(head + 20 * lost, format_name="pubtator") == ["take [aspirin] "]
    assert found(head + 21 * lost, format_name="pubtator") == []
    assert found(f"{head}1 5 12\n", format_name="pubtator") == []


# The rules


def test_a_missed_mention_is_shown_where_it_stands() -> None:
    usual = "--- 1\nTake [aspirin](Drug) for [pain](Sign)\n" * 6
    (finding,) = lint(f"{usual}--- 2\n[rest](Drug)\nTake aspirin for it", [MissedMention])
    assert (finding.line, finding.column, finding.end_column) == (15, 6, 13)
    assert finding.excerpt is not None
    text, start = finding.excerpt.text, finding.excerpt.start
    assert text[start : start + finding.excerpt.length] == "aspirin"


def test_more_places_are_counted() -> None:
    usual = "--- 1\nTake [aspirin](Drug) for [pain](Sign)\n" * 20
    text = f"{usual}--- 2\n[rest](Drug)\nTake aspirin for it. Take aspirin for it. Take aspirin for"
    (finding,) = lint(text, [MissedMention])
    assert " here it is not (and at 2 more places): " in finding.message


@pytest.mark.parametrize(("capitals", "times"), [(1, 0), (2, 1)])
def test_a_capital_that_is_rare(capitals: int, times: int) -> None:
    usual = (
        "--- 1\nTake [aspirin](Drug) for\n" * 18 + "--- 1\nTake [Aspirin](Drug) for\n" * capitals
    )
    assert len(lint(f"{usual}--- 2\n[Rest](Drug) take Aspirin for", [MissedMention])) == times


@pytest.mark.parametrize("bare_places", [1, 2])
def test_a_word_at_home(bare_places: int) -> None:
    """Two mentions before a word outweigh one bare form before it, not two."""
    usual = "--- 1\nTake [aspirin](Drug) for\n" * 15 + "--- 1\nTake [aspirin](Drug) daily\n" * 2
    rest = "--- 1\n[rest](Drug) of take aspirin daily\n".replace("of take", "Take") * bare_places
    assert len(lint(usual + rest, [MissedMention])) == (1 if bare_places == 1 else 0)


def test_one_finding_for_one_slip_of_an_identifier() -> None:
    usual = "".join(
        f"--- {n}\n[Pain](Sign X:1), [pain](Sign X:1), [pain](Sign X:1)\n" for n in range(4)
    )
    rules: list[type[Rule]] = [MinorityConceptId, InconsistentConceptId]
    for slip, code in (
        ("[Pain](Sign X:2), [ache](Sign X:1)", "CID002"),
        ("[Pain](Sign X:2), [pain](Sign X:1)", "CID001"),
        ("[Pain](Sign X:2), [pain](Sign X:2), [pain](Sign X:1)", "CID001"),
    ):
        (finding,) = lint(f"{usual}--- 9\n{slip}", rules)
        assert finding.code == code


def test_two_odd_edges_are_one_finding() -> None:
    usual = "Has [acute pain](Sign) now\nHas [pain attack](Sign) now\n" * 6
    (finding,) = lint(f"{usual}Has acute [pain](Sign) attack", [InconsistentBoundary])
    assert "'acute pain' 6 of 7 times" in finding.message


def test_mentions_after_one_in_the_wrong_place() -> None:
    usual = "".join(
        f"{number}|t|Had bad pain\n{number}|a|\n{number}\t4\t12\tbad pain\tSign\n\n"
        for number in range(5)
    )
    odd = "9|t|Had bad pain\n9|a|\n9\t1\t4\tHad\tSign\n9\t8\t12\tpain\tSign\n"
    (finding,) = lint(usual + odd, [InconsistentBoundary], format="pubtator")
    assert finding.line == 24


def test_nothing_to_ask() -> None:
    assert InconsistentBoundary().judge({}) is None
    assert MissedMention().judge({}) is None


def test_the_other_mentions_are_named() -> None:
    usual = "".join(
        f"{number}|t|{'Pain ' * 20}\n{number}|a|\n"
        + "".join(f"{number}\t{5 * n}\t{5 * n + 4}\tPain\tSign\tD1\n" for n in range(20))
        + "\n"
        for number in range(3)
    )
    head = "9|t|Pain Pain Pain\n9|a|\n"
    rules: list[tuple[type[Rule], str, int]] = [
        (MinorityConceptId, "Sign\tD2", 17),
        (InconsistentType, "Drug", 12),
    ]
    for rule, columns, column in rules:
        rows = [f"9\t{5 * n}\t{5 * n + 4}\tPain\t{columns}\n" for n in range(3)]
        (finding,) = lint(usual + head + "".join(rows), [rule], format="pubtator")
        assert (finding.line, finding.column) == (72, column)
        assert [(each.message, each.line, each.column) for each in finding.related] == [
            ("and here", 73, column),
            ("and here", 74, column + 2),
        ]


@pytest.mark.parametrize(
    ("often", "seldom", "is_usage"), [(0, 12, False), (3, 9, True), (2, 10, False), (3, 6, False)]
)
def test_types_that_share_more_forms_than_slips_explain(
    often: int, seldom: int, *, is_usage: bool
) -> None:
    one, two = count("a")["a"], count("aa")["a"]
    forms = {f"drug {n}": {"Drug": two} for n in range(200)}
    forms |= {f"food {n}": {"Food": two} for n in range(200)}
    forms |= {f"rare {n}": {"Drug": one} for n in range(300)}
    forms |= {f"scarce {n}": {"Food": one} for n in range(300)}
    forms |= {f"often {n}": {"Food": two, "Drug": two} for n in range(often)}
    forms |= {f"seldom {n}": {"Food": one, "Drug": two} for n in range(seldom)}
    pairs = {("Drug", "Food"), ("Food", "Drug")} if is_usage else set()
    assert InconsistentType()._usage(forms) == pairs  # noqa: SLF001 - what the test is about


def collected(rule: Any, corpus: Sequence[Document], question: Any = None) -> Any:
    """Return the part of some documents."""
    part: Any = {}
    for document in corpus:
        if isinstance(rule, MinorityConceptId):
            part = rule.merge(part, rule.collect(document, PROJECT))
        elif isinstance(rule, InconsistentType):
            part = rule.merge(part, rule.collect(document))
        else:
            part = rule.merge(part, rule.collect(document, question))
    return part


@pytest.mark.parametrize(
    ("rule", "usual", "odd"),
    [
        (
            MinorityConceptId(),
            "[Pain](Sign D1), [pain](Sign D1), [pain](Sign D1)",
            "[Pain](Sign D2), [ache](Sign D1)",
        ),
        (
            InconsistentType(),
            "[Pain](Sign D1), [pain](Sign D1), [pain](Sign D1)",
            "[Pain](Drug D2), [ache](Drug D1)",
        ),
        (InconsistentBoundary(), "Had [acute pain](Sign) now", "Had acute [pain](Sign) now"),
        (
            MissedMention(),
            "Take [aspirin](Drug) and [rest](Drug) now",
            "Take aspirin and [rest](Drug) now",
        ),
    ],
)
def test_only_files_with_a_finding_are_read_again(rule: Any, usual: str, odd: str) -> None:
    files = [documents("\n".join(f"--- {n}\n{usual}" for n in range(6))), [only(odd)]]
    parts = [collected(rule, file) for file in files]
    verdict = rule.judge(rule.merge(dict(parts[0]), parts[1]))
    if isinstance(verdict, Question):
        parts = [collected(rule, file, verdict.about) for file in files]
        verdict = rule.judge(rule.merge(dict(parts[0]), parts[1]))
    assert verdict is not None
    assert [rule.touches(part, verdict) for part in parts] == [False, True]


@pytest.mark.parametrize(
    ("rule", "bytes_each"),
    [(MissedMention(), 190), (InconsistentBoundary(), 250), (InconsistentType(), 190),
     (MinorityConceptId(), 230)],
)  # fmt: skip
def test_memory_for_each_form(rule: Any, bytes_each: int) -> None:
    text = "".join(
        f"--- {n}\n" + " ".join(f"[word number {n} {m}](Sign D{n:05}{m})" for m in range(10)) + "\n"
        for n in range(400)
    )
    corpus = documents(text)
    collected(rule, corpus)  # what is kept of identifiers for their own sake
    tracemalloc.start()
    part = collected(rule, corpus)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(part) == 4000
    assert size / 4000 < bytes_each


def test_a_misspelt_type_is_not_inconsistent_as_well() -> None:
    documents = [f"--- {number}\n" + "[aspirin](Chemical) " * 50 for number in range(1, 5)]
    source = "\n".join([*documents, "--- 5\n[aspirin](Chemcial)"])
    rules = [registry().rules[code] for code in ("TYP002", "TYP004")]
    assert [each.code for each in lint(source, rules[1:])] == ["TYP004"]
    assert [each.code for each in lint(source, rules)] == ["TYP002"]
