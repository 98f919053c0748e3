"""Every corpus rule that ships, end to end: cuts, orders, scopes, standard input, file lists."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annolint import CorpusRule, Document, Project, Schema, Split
from annolint.testing import check_parts, documents, lint, registry
from tests.conftest import Program
from tests.fuzzing import examples
from tests.toys import write

CORPUS_RULES = {
    code: rule for code, rule in registry().rules.items() if issubclass(rule, CorpusRule)
}
NOTHING = ["no example gives a part, so nothing was proved"]

LONG = "Aspirin was given to forty men with fever, and on the second day it went down in them all. "
TEXTS = {
    "1": 2 * LONG,
    "2": 2 * LONG.upper(),
    "3": 2 * LONG.replace("Aspirin", "Codeine"),
    "4": "Aspirin and fever",
    "1234567": 2 * LONG.replace("fever", "fever and pain"),
}
MENTIONS = (
    "0\t7\tAspirin\tChemical\tD001241",
    "37\t42\tfever\tDisease\tD005334",
    "8\t11\twas\tOdd",
)

BLOCKS = st.lists(
    st.tuples(st.sampled_from(sorted(TEXTS)), st.sets(st.sampled_from(MENTIONS))),
    min_size=1,
    max_size=9,
)


def block(identifier: str, mentions: set[str]) -> str:
    rows = "".join(f"{identifier}\t{row}\n" for row in sorted(mentions))
    return f"{identifier}|t|{TEXTS[identifier]}\n{identifier}|a|\n{rows}\n"


def read(corpus: list[tuple[str, set[str]]], files: int) -> list[Document]:
    """Read blocks that are dealt out to files."""
    sources = ["".join(block(*each) for each in corpus[number::files]) for number in range(files)]
    return [
        document
        for number, source in enumerate(sources)
        for document in documents(source, "pubtator", f"file{number}")
    ]


def test_there_are_corpus_rules() -> None:
    assert {"COR003", "DOC001", "DOC002", "DOC003", "DOC004"} <= CORPUS_RULES.keys()


@pytest.mark.parametrize("code", CORPUS_RULES)
@given(BLOCKS, st.integers(1, 3))
@settings(max_examples=examples(30))
def test_parts_merge_in_any_order_and_grouping(
    code: str, corpus: list[tuple[str, set[str]]], files: int
) -> None:
    project = Project(
        schema=Schema(), splits=(Split("a", "file0".__eq__), Split("b", "file1".__eq__))
    )
    rule = CORPUS_RULES[code]()
    assert isinstance(rule, CorpusRule)
    assert check_parts(rule, read(corpus, files), project=project) in ([], NOTHING)


UNCUT = ("DOC001", "DOC002", "COR003")
"""Rules to which it makes no difference in which file a document stands.

DOC003 and DOC004 compare files. DOC001 does so as well, where texts of one id differ: here they do
not.
"""


@given(BLOCKS, st.data())
@settings(max_examples=examples(60))
def test_any_cut_into_files_gives_the_same_findings(
    corpus: list[tuple[str, set[str]]], data: st.DataObject
) -> None:
    texts = [block(*each) for each in corpus]
    cuts = sorted(data.draw(st.sets(st.integers(1, 9), max_size=3)) & set(range(1, len(texts))))
    edges = [0, *cuts, len(texts)]
    files = {
        f"{number}": "".join(texts[start:end])
        for number, (start, end) in enumerate(pairwise(edges))
    }
    firsts = dict(zip(files, edges, strict=False))

    def found(sources: dict[str, str]) -> list[tuple[int, str, str | None]]:
        rules = [registry().rules[code] for code in UNCUT]
        keys = []
        for each in lint(sources, rules, format="pubtator"):
            before = sources[each.path].split("\n")[: each.line]
            number = sum("|t|" in row for row in before) - 1
            start = firsts[each.path] if len(sources) > 1 else 0
            keys.append((start + number, each.code, each.mention))
        return sorted(keys, key=str)

    assert found(files) == found({"all": "".join(texts)})


@given(BLOCKS, st.randoms(use_true_random=False))
@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow])
def test_the_order_in_which_files_are_given_makes_no_difference(
    corpus: list[tuple[str, set[str]]], chance: random.Random
) -> None:
    sources = {
        f"file{number}": "".join(block(*each) for each in corpus[number::3]) for number in range(3)
    }
    shuffled = {name: sources[name] for name in chance.sample(sorted(sources), 3)}
    text = '[splits]\na = ["file0"]\nb = ["file1"]'
    rules = list(CORPUS_RULES.values())
    assert lint(shuffled, rules, format="pubtator", settings_text=text) == lint(
        sources, rules, format="pubtator", settings_text=text
    )


# As a user runs it


CORPUS = {
    "a/one.pubtator": block("1", {MENTIONS[0]}) + block("3", {MENTIONS[2]}),
    "a/two.pubtator": block("2", {MENTIONS[0].replace("Aspirin", "ASPIRIN")}),
    "b.pubtator": block("1", {MENTIONS[0], MENTIONS[1]}) + block("4", {MENTIONS[1]}),
}
CONFIG = """
extend-select = ["DOC003", "COR003"]
[rules.rare-type]
minimum = 2
"""
FOUND = [
    "a/one.pubtator:7:12: COR003",
    "a/two.pubtator:1:1: DOC002",
    "b.pubtator:1:1: DOC001",
]
SPLITS = '[splits]\ntrain = ["a/"]\ntest = ["b.pubtator"]\n'


def found(output: str) -> list[str]:
    """Return place and code of the findings of this module's rules."""
    lines = (line.split(" ", 2) for line in output.splitlines())
    return [f"{place} {code}" for place, code, _ in lines if code in CORPUS_RULES]


def test_several_files_in_any_order(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {**CORPUS, ".annolint.toml": CONFIG})
    for paths in (["."], ["b.pubtator", "a"], ["a/two.pubtator", "b.pubtator", "a/one.pubtator"]):
        assert found(program(*paths).out) == FOUND


def test_splits(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {**CORPUS, ".annolint.toml": CONFIG + SPLITS})
    assert found(program(".").out) == [*FOUND[:2], "b.pubtator:1:1: DOC004"]
    # Paths from another folder are those of the configuration all the same.
    assert found(program(str(tmp_path)).out)[-1].endswith("b.pubtator:1:1: DOC004")


@pytest.mark.parametrize(("scope", "expected"), [("corpus", FOUND), ("document", [])])
def test_scope(program: Program, tmp_path: Path, scope: str, expected: list[str]) -> None:
    write(tmp_path, {**CORPUS, ".annolint.toml": CONFIG})
    assert found(program(".", "--scope", scope).out) == expected


def test_standard_input(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {**CORPUS, ".annolint.toml": CONFIG + SPLITS})
    source = CORPUS["b.pubtator"].encode()
    ran = program("-", "a", "--stdin-filename", "b.pubtator", stdin=source)
    assert found(ran.out) == [*FOUND[:2], "b.pubtator:1:1: DOC004"]


def test_a_file_for_which_the_rules_are_off(program: Program, tmp_path: Path) -> None:
    off = '[[per-file]]\nfiles = ["a/one.pubtator"]\nignore = ["DOC", "COR"]\n'
    write(tmp_path, {**CORPUS, ".annolint.toml": CONFIG + off})
    assert found(program(".").out) == ["b.pubtator:1:1: DOC002"]


def test_a_part_of_the_corpus_is_not_judged(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {**CORPUS, ".annolint.toml": f'paths = ["a", "b.pubtator"]\n{CONFIG}{SPLITS}'})
    ran = program("a/two.pubtator", "b.pubtator")
    assert found(ran.out) == []
    assert "the paths are only a part of the corpus" in ran.err
    assert found(program().out) == [*FOUND[:2], "b.pubtator:1:1: DOC004"]
