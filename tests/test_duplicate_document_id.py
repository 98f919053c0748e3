"""What the examples of DOC001 cannot show: any order of files, any cutting, and the memory."""

import random
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annolint import Document, Passage, Place, Question, SourceFile
from annolint.testing import check_parts, lint
from annolint_rules.documents._copies import Part
from annolint_rules.documents.duplicate_document_id import DuplicateDocumentId, Verdict

TEXTS = ("Aspirin", "Codeine")

files = st.dictionaries(
    st.sampled_from(["a", "a/b", "a.b", "b"]),
    st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from(TEXTS)), max_size=5),
    min_size=1,
)


def pubtator(documents: list[tuple[str, str]]) -> str:
    return "\n".join(f"{identifier}|t|{text}\n{identifier}|a|\n" for identifier, text in documents)


def repeated(corpus: dict[str, list[tuple[str, str]]]) -> set[tuple[str, int, str, int]]:
    """Return what must be found, the slow way: place of a copy, and of what it copies."""
    found = set()
    seen: list[tuple[str, int, str, str]] = []
    for path in sorted(corpus, key=lambda path: path.split("/")):
        for number, (identifier, text) in enumerate(corpus[path]):
            line = 3 * number + 1
            for other, first, known, content in seen:
                if known == identifier and (other == path or content == text):
                    found.add((path, line, other, first))
                    break
            seen.append((path, line, identifier, text))
    return found


@given(files, st.randoms(use_true_random=False))
def test_findings_do_not_depend_on_the_order_of_files(
    corpus: dict[str, list[tuple[str, str]]], chance: random.Random
) -> None:
    names = chance.sample(list(corpus), len(corpus))
    findings = lint(
        {name: pubtator(corpus[name]) for name in names}, [DuplicateDocumentId], format="pubtator"
    )
    found = [
        (each.path, each.line, each.related[0].path, each.related[0].line) for each in findings
    ]
    assert len(found) == len(set(found))
    assert set(found) == repeated(corpus)


def document(path: str, identifier: str, text: str, line: int, offset: int = 0) -> Document:
    passages = (Passage(0, line, "title", 0, text),) if text else ()
    source = SourceFile(path, offset, line if not text else 1, b"")
    return Document(identifier, text, passages, (), (), (source,))


@given(
    st.lists(
        st.builds(
            document,
            st.sampled_from(["a", "b"]),
            st.sampled_from(["1", "2"]),
            st.sampled_from(TEXTS),
            st.integers(1, 5),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_parts_merge_in_any_order_and_grouping(corpus: list[Document]) -> None:
    assert check_parts(DuplicateDocumentId(), corpus) == []


def test_documents_on_one_line_are_told_apart_by_their_offset() -> None:
    rule = DuplicateDocumentId()
    corpus = [document("a", "1", "Aspirin", 1, 7), document("a", "1", "Aspirin", 1, 99)]
    verdict = judged(rule, corpus)
    assert verdict is not None
    assert [list(rule.check(each, verdict)) != [] for each in corpus] == [False, True]


def test_copies_at_any_place_are_copies() -> None:
    rule = DuplicateDocumentId()
    for text in ("Aspirin", ""):
        corpus = [document("a", "1", text, 7, 8), document("b", "1", text, 4, 1)]
        verdict = judged(rule, corpus)
        assert verdict is not None
        (found,) = rule.check(corpus[1], verdict)
        assert [related.place for related in found.related] == [Place("a", 7)]
        assert list(rule.check(corpus[0], verdict)) == []


def test_where_nothing_is_repeated_nothing_is_read_again() -> None:
    corpus = [document("a", "1", "Aspirin", 1), document("a", "2", "Aspirin", 4)]
    assert judged(DuplicateDocumentId(), corpus) is None


def test_a_lone_surrogate_in_the_text_is_no_obstacle() -> None:
    data = b"1|t|Caf\xe9\n1|a|\n"
    findings = lint({"a": data, "b": data}, format="pubtator")
    assert [each.path for each in findings if each.code == "DOC001"] == ["b"]


def test_a_document_without_its_text_is_no_copy() -> None:
    cut = "1|t|Aspirin\n1|a|Take it.\n\n1\t0\t7\tAspirin\tDrug\n"
    for source in (cut, f"1\t0\t7\tAspirin\tDrug\n\n{cut}"):
        codes = {each.code for each in lint(source, format="pubtator")}
        assert "DOC001" not in codes
        assert "FMT006" in codes


def test_only_files_with_a_finding_are_touched() -> None:
    rule = DuplicateDocumentId()
    first, second = document("a", "1", "Aspirin", 1), document("b", "1", "Aspirin", 1)
    other = document("c", "2", "Codeine", 1)
    verdict = judged(rule, [first, second, other])
    assert verdict is not None
    question = rule.judge(part(rule, [first, second, other]))
    assert isinstance(question, Question)
    shards = ([first], [second], [other], [other, second])
    assert [rule.touches(part(rule, shard, question.about), verdict) for shard in shards] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("one_file", "asked", "stated"), [(True, False, 20), (False, False, 20), (True, True, 300)]
)
def test_memory_for_each_document_is_what_the_page_says(
    one_file: bool, asked: bool, stated: int
) -> None:
    count = 20_000
    rule = DuplicateDocumentId()
    question = None
    tracemalloc.start()
    try:
        learnt: Part | None = None
        for number in range(count):
            file = "corpus/a" if one_file else f"corpus/{10_000_000 + number}.pubtator"
            passed = document(file, str(10_000_000 + number), "Aspirin", number * 25, number)
            if asked:
                own = rule.collect(passed, None)
                assert own is not None
                question = frozenset(own.keys)
            collected = rule.collect(passed, question)
            assert collected is not None
            learnt = collected if learnt is None else rule.merge(learnt, collected)
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert learnt is not None
    assert len(learnt.found) == (count if asked else 0)
    assert stated * 0.6 < size / count < stated * 1.2
    assert f"about {stated}" in str(DuplicateDocumentId.__doc__)


def part(
    rule: DuplicateDocumentId, corpus: list[Document], question: frozenset[int] | None = None
) -> Part:
    merged = Part()
    for each in corpus:
        merged = rule.merge(merged, rule.collect(each, question) or Part())
    return merged


def judged(rule: DuplicateDocumentId, corpus: list[Document]) -> Verdict | None:
    verdict = rule.judge(part(rule, corpus))
    if isinstance(verdict, Question):
        verdict = rule.judge(part(rule, corpus, verdict.about))
    assert not isinstance(verdict, Question)
    return verdict


def test_many_documents_of_one_id_take_linear_time() -> None:
    count = 20_000
    text = "".join(f"0|t|Take aspirin {number}\n0|a|\n\n" for number in range(count))
    start = time.perf_counter()
    findings = lint(text, [DuplicateDocumentId], format="pubtator")
    assert len(findings) == count - 1
    assert time.perf_counter() - start < 30  # a hundred times as long when it is quadratic
