"""A run: its order, its corpus rules, its scopes, its exit codes; nothing depends on the paths."""

import itertools
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annolint import CorpusRule, Diagnostic, Document, Finding, Problem, Source
from annolint.inline import Inline
from annolint.plan import make_plan
from annolint.runner import Runner, Scope
from tests.conftest import Program
from tests.fuzzing import examples
from tests.toys import CONFIG, LOUD, QUIET, RULES, Repeated, Shouting, config, write

# Order


FILES = {
    "a/z.toy": "--- 3\n[STOP](Word)\n",
    "a/b/y.toy": "--- 1\n[go](Word) and [go](Word)\n[STOP](Word)\n--- 2\n[x](Word)\n",
    "a-b.toy": "--- 2\n[HALT](Word)\n",
    "c.toy": "--- 9\n[Fine](Word)\n",
}
OUT = """\
a/b/y.toy:2:1: XAA002 'go' whispers
a/b/y.toy:2:8: XAA002 'go' whispers
a/b/y.toy:3:1: XAA001 'STOP' shouts
a/b/y.toy:5:1: XAA002 'x' whispers
a/z.toy:2:1: XAA001 'STOP' shouts
a-b.toy:2:1: XAA001 'HALT' shouts
a/b/y.toy:5:1: XCO001 id 2 stands twice
a-b.toy:2:1: XCO001 id 2 stands twice
"""


def test_order_of_the_report(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert toys().out == OUT


def test_any_order_of_paths_and_duplicates(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    for paths in (
        *itertools.permutations(["a", "a-b.toy", "c.toy"]),
        ["."],
        ["./a/", "a/b", "a/../a-b.toy", "./c.toy", "a/b/y.toy", ".", "c.toy"],
        list(reversed(list(FILES))),
    ):
        assert toys(*paths) == (1, OUT, "3 errors, 5 warnings in 4 files\n")


def test_findings_of_a_file_are_in_order_whatever_the_reader_does(tmp_path: Path) -> None:
    class Backwards(Inline):
        def read(self, source: Source) -> Iterator[Document | Problem]:
            yield from reversed(list(super().read(source)))

    path = tmp_path / "x.inline"
    path.write_text("--- 1\n[STOP](Word) [go](Word)\n--- 2\n[go](Word)\n", encoding="utf-8")
    findings: list[Finding] = []
    made = config(formats=(Backwards(),), root=tmp_path)
    plan = make_plan([str(path)], made, {"inline": Backwards()})
    Runner(made, plan, findings.append).run()
    assert [(each.line, each.column) for each in findings] == [(2, 1), (2, 6), (4, 1)]


# Corpus rules


def lint(
    root: Path,
    *paths: str,
    settings_text: str = "",
    scope: Scope = "all",
    reader: Inline | None = None,
) -> tuple[list[str], tuple[str, ...], Inline]:
    """Lint files below a folder; return findings, codes that were not judged, and the reader."""
    reader = reader or Noting()
    made = config(settings_text, root=root, formats=(reader,))
    plan = make_plan([str(root / path) for path in paths], made, {reader.name: reader})
    findings: list[Finding] = []
    outcome = Runner(made, plan, findings.append, scope=scope).run()
    assert outcome.failures == ()
    found = [f"{Path(each.path).relative_to(root)}:{each.line} {each.code}" for each in findings]
    return found, outcome.unjudged, reader


class Noting(Inline):
    """The bracket notation, taking down which files are read."""

    name = "noting"
    suffixes = (".toy",)

    def __init__(self) -> None:
        self.read_files: list[str] = []

    def read(self, source: Source) -> Iterator[Document | Problem]:
        self.read_files.append(Path(source.path).name)
        return super().read(source)


class Toy(Inline):
    """The bracket notation, for files that are called `.toy`."""

    suffixes: ClassVar[tuple[str, ...]] = (".toy",)


def test_only_touched_files_are_read_twice(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.toy": QUIET, "b.toy": LOUD, "c.toy": QUIET, "d.toy": LOUD.replace("1", "3")}
    )
    found, _, reader = lint(tmp_path, ".", settings_text='select = ["XCO"]')
    assert found == ["a.toy:2 XCO001", "c.toy:2 XCO001"]
    assert isinstance(reader, Noting)
    assert reader.read_files == ["a.toy", "b.toy", "c.toy", "d.toy", "a.toy", "c.toy"]


def test_nothing_is_read_twice_without_a_verdict(tmp_path: Path) -> None:
    write(tmp_path, {"a.toy": QUIET, "b.toy": LOUD})
    found, _, reader = lint(tmp_path, ".")
    assert found == ["b.toy:2 XAA001", "b.toy:2 XAA002"]
    assert isinstance(reader, Noting)
    assert reader.read_files == ["a.toy", "b.toy"]


@pytest.mark.parametrize(
    ("scope", "codes"),
    [
        ("all", ["XAA001", "XAA002", "XAA001", "XAA002", "XCO001", "XCO001"]),
        ("document", ["XAA001", "XAA002", "XAA001", "XAA002"]),
        ("corpus", ["XCO001", "XCO001"]),
    ],
)
def test_scope(tmp_path: Path, scope: Scope, codes: list[str]) -> None:
    write(tmp_path, {"a.toy": LOUD, "b.toy": LOUD})
    found, unjudged, _ = lint(tmp_path, ".", scope=scope)
    assert ([each.split()[1] for each in found], unjudged) == (codes, ())


@pytest.mark.parametrize("scope", ["all", "corpus", "document"])
def test_a_part_of_the_corpus_is_not_judged(tmp_path: Path, scope: Scope) -> None:
    write(tmp_path, {"a.toy": QUIET, "b.toy": QUIET, "c.toy": QUIET})
    text = 'paths = ["a.toy", "b.toy"]'
    found, unjudged, _ = lint(tmp_path, "a.toy", "c.toy", settings_text=text, scope=scope)
    assert (found, unjudged) == ([], () if scope == "document" else ("XCO001",))
    found, unjudged, _ = lint(tmp_path, settings_text=text, scope=scope)
    assert len(found) == (0 if scope == "document" else 2)
    assert unjudged == ()


class SeenAtOnce(Repeated, frozen=True):
    """Two documents have one id, or a document is called 0."""

    name = "seen-at-once"
    hooks: ClassVar[Mapping[str, str]] = {**CorpusRule.hooks, "check_alone": "annolint_check"}

    def check_alone(self, document: Document) -> Iterator[Diagnostic]:
        if document.id == "0":
            yield self.diagnostic(None, "document-id", "id 0")


@pytest.mark.parametrize(
    ("paths", "scope", "lines", "unjudged"),
    [
        ((), "all", [1, 1, 3], ()),
        ((), "document", [3], ()),
        ((), "corpus", [1, 1], ()),
        (("a.toy",), "all", [3], ("XCO001",)),
        (("a.toy",), "document", [3], ()),
        (("a.toy",), "corpus", [], ("XCO001",)),
    ],
)
def test_what_a_corpus_rule_sees_in_one_document_needs_no_corpus(
    tmp_path: Path, paths: tuple[str, ...], scope: Scope, lines: list[int], unjudged: tuple[str]
) -> None:
    write(tmp_path, {"a.toy": "--- 1\n[x](Word)\n--- 0\n[y](Word)\n", "b.toy": "--- 1\n"})
    made = config('paths = ["a.toy", "b.toy"]', (SeenAtOnce,), root=tmp_path)
    plan = make_plan([str(tmp_path / path) for path in paths], made, {"inline": Toy()})
    findings: list[Finding] = []
    outcome = Runner(made, plan, findings.append, scope=scope).run()
    assert (outcome.failures, outcome.unjudged) == ((), unjudged)
    assert sorted(each.line - 1 for each in findings) == lines


@pytest.mark.parametrize("scope", ["all", "document"])
def test_a_suppression_is_unused_only_if_the_corpus_was_looked_at(
    tmp_path: Path, scope: Scope
) -> None:
    write(tmp_path, {"a.toy": "--- 1\n[x](Word)\n"})
    text = '[[suppress]]\nrule = "XCO001"\nreason = "known"\ndocument = "1"\n'
    made = config(text, (SeenAtOnce,), root=tmp_path)
    plan = make_plan([str(tmp_path)], made, {"inline": Toy()})
    findings: list[Finding] = []
    Runner(made, plan, findings.append, scope=scope).run()
    assert [each.code for each in findings] == (["ANN911"] if scope == "all" else [])


def test_what_is_not_judged_is_said(toys: Program, tmp_path: Path) -> None:
    text = CONFIG + 'paths = ["a.toy", "b.toy"]\n'
    write(tmp_path, {"a.toy": QUIET, "b.toy": QUIET, ".annolint.toml": text})
    assert toys("a.toy") == (
        0,
        "",
        (
            "annolint: XCO001 did not run: the paths are only a part of the corpus\n"
            "0 errors, 0 warnings in 1 file\n"
        ),
    )
    assert toys("-q", "a.toy") == (0, "", "")
    assert toys().code == 1


def test_a_corpus_rule_that_is_off_for_a_file_learns_nothing_from_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.toy": QUIET, "b.toy": QUIET, "old/c.toy": QUIET})
    off = '[[per-file]]\nfiles = ["old/"]\nignore = ["XCO"]'
    assert lint(tmp_path, ".", settings_text=off)[0] == ["a.toy:2 XCO001", "b.toy:2 XCO001"]
    assert lint(tmp_path, "a.toy", "old", settings_text=off)[0] == []
    on = 'ignore = ["XCO"]\n[[per-file]]\nfiles = ["old/", "b.toy"]\nselect = ["XCO"]'
    assert lint(tmp_path, ".", settings_text=on)[0] == ["b.toy:2 XCO001", "old/c.toy:2 XCO001"]


def test_standard_input_is_read_twice(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"a.toy": QUIET})
    ran = toys("-", "a.toy", "--stdin-filename", "b.toy", stdin=QUIET.encode())
    assert ran.out == "a.toy:2:1: XCO001 id 2 stands twice\nb.toy:2:1: XCO001 id 2 stands twice\n"
    ran = toys("-", stdin=(QUIET + QUIET).encode())
    assert ran.out.splitlines() == [
        "<stdin>:2:1: XCO001 id 2 stands twice",
        "<stdin>:4:1: XCO001 id 2 stands twice",
    ]


def test_a_file_that_is_gone_in_the_second_reading(tmp_path: Path) -> None:
    class Vanishing(Noting):
        def read(self, source: Source) -> Iterator[Document | Problem]:
            yield from super().read(source)
            (tmp_path / "a.toy").unlink(missing_ok=True)

    write(tmp_path, {"a.toy": QUIET, "b.toy": QUIET})
    made = config(root=tmp_path)
    reader = Vanishing()
    plan = make_plan([str(tmp_path)], made, {"noting": reader})
    findings: list[Finding] = []
    outcome = Runner(made, plan, findings.append).run()
    assert [Path(each.path).name for each in findings] == ["b.toy"]
    assert [each.message for each in outcome.failures] == ["there is no such file or folder"]


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        # 0: clean, or nothing at or above fail-on.
        (["quiet.toy"], 0),
        (["empty.toy"], 0),
        (["loud.toy", "--exit-zero"], 0),
        (["warn.toy", "--fail-on", "error"], 0),
        (["info.toy", "--preset", "all"], 0),
        (["loud.toy", "--ignore", "ALL"], 0),
        (["old/loud.toy"], 0),
        (["readme.md", "--ignore-unknown"], 0),
        (["readme.md", "--ignore-unknown", "quiet.toy"], 0),
        (["quiet.toy", "--show-files"], 0),
        # 1: findings.
        (["loud.toy"], 1),
        (["warn.toy"], 1),
        (["warn.toy", "--fail-on", "info"], 1),
        (["info.toy", "--preset", "all", "--fail-on", "info"], 1),
        (["loud.toy", "--fail-on", "error"], 1),
        (["loud.toy", "quiet.toy", "-qq"], 1),
        (["readme.md", "--ignore-unknown", "loud.toy"], 1),
        # 2: annolint could not do its job, and --exit-zero does not mask it.
        (["nowhere.toy"], 2),
        (["nowhere.toy", "loud.toy"], 2),
        (["nowhere.toy", "loud.toy", "--exit-zero"], 2),
        (["nowhere.toy", "--ignore-unknown"], 2),
        (["readme.md"], 2),
        (["readme.md", "quiet.toy"], 2),
        (["folder"], 2),
        (["folder", "--exit-zero"], 2),
        (["folder", "--show-files"], 2),
        (["nowhere.toy", "--show-files"], 2),
        (["quiet.toy", "--select", "Q"], 2),
        (["quiet.toy", "--fail-on", "fatal"], 2),
        (["quiet.toy", "--scope", "word"], 2),
        (["quiet.toy", "--preset", "loud"], 2),
        (["quiet.toy", "--no-such-option"], 2),
        (["quiet.toy", "-j", "-1"], 2),
        (["quiet.toy", "--config", "nowhere.toml"], 2),
        (["quiet.toy", "--output-format", "morse"], 2),
    ],
)
def test_exit_codes(toys: Program, tmp_path: Path, arguments: list[str], code: int) -> None:
    write(
        tmp_path,
        {
            "quiet.toy": QUIET,
            "loud.toy": LOUD,
            "warn.toy": "--- 3\n[go](Word)\n",
            "info.toy": "--- 4\n[Q](Word)\n",
            "empty.toy": "",
            "old/loud.toy": LOUD,
            "readme.md": "# no corpus",
            "folder/readme.md": "# no corpus",
            ".annolint.toml": CONFIG + 'exclude = ["old"]\n[rules.shouting]\nexempt = ["Q"]\n',
        },
    )
    ran = toys(*arguments)
    assert (ran.code, "Traceback" in ran.err) == (code, False)


def test_fail_on_of_the_configuration(toys: Program, tmp_path: Path) -> None:
    text = CONFIG + 'fail-on = "error"\n'
    write(tmp_path, {"warn.toy": "--- 3\n[go](Word)\n", ".annolint.toml": text})
    assert toys("warn.toy").code == 0
    assert toys("warn.toy", "--fail-on", "warning").code == 1


# Any cut of a corpus gives the same findings


class Common(CorpusRule, frozen=True):
    """A surface form is the most frequent one of the corpus, or as frequent."""

    code = "XCO002"
    name = "common-surface"
    yields_to = ("XAA001",)

    def collect(self, document: Document) -> dict[str, int]:
        part: dict[str, int] = {}
        for mention in document.mentions:
            part[mention.text] = part.get(mention.text, 0) + 1
        return part

    def merge(self, into: dict[str, int], part: dict[str, int]) -> dict[str, int]:
        return {key: into.get(key, 0) + part.get(key, 0) for key in into | part}

    def judge(self, part: dict[str, int]) -> frozenset[str] | None:
        most = max(part.values(), default=0)
        return frozenset(key for key, count in part.items() if count == most > 1) or None

    def touches(self, part: dict[str, int], verdict: frozenset[str]) -> bool:
        return not verdict.isdisjoint(part)

    def check(self, document: Document, verdict: frozenset[str]) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.text in verdict:
                yield self.diagnostic(mention, "text", f"'{mention.text}' is common")


DOCUMENTS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.lists(st.sampled_from(["STOP", "go", "Fine", "x"]), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=8,
)


@given(DOCUMENTS, st.integers(0, 2**32), st.integers(1, 5))
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cut_into_files_gives_the_same_findings(
    tmp_path: Path, corpus: list[tuple[int, list[str]]], seed: int, count: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    texts = [
        f"--- {name}\n{number}: {' '.join(f'[{word}](Word)' for word in words)}\n"
        for number, (name, words) in enumerate(corpus)
    ]
    whole = findings_of(tmp_path, [texts])
    shuffled = chance.sample(texts, len(texts))
    files: list[list[str]] = [[] for _ in range(count)]
    for text in shuffled:
        chance.choice(files).append(text)
    assert findings_of(tmp_path, [each for each in files if each]) == whole


def findings_of(root: Path, files: list[list[str]]) -> list[tuple[str, str, int, str, str]]:
    """Lint a corpus cut into files; return the findings up to their file and line."""
    for old in root.glob("*.inline"):
        old.unlink()
    for number, texts in enumerate(files):
        (root / f"{number}.inline").write_text("".join(texts), encoding="utf-8")
    reader = Inline()
    made = config('select = ["ALL"]', (*RULES, Common), root=root, formats=(reader,))
    plan = make_plan([str(root)], made, {"inline": reader})
    findings: list[Finding] = []
    outcome = Runner(made, plan, findings.append).run()
    assert outcome.failures == ()
    keys = []
    for each in findings:
        assert each.document is not None
        assert each.excerpt is not None
        keys.append((each.document, each.excerpt.text, each.column, each.code, each.message))
    return sorted(keys)


def test_the_corpus_of_the_test_above_has_findings_of_every_rule(tmp_path: Path) -> None:
    texts = ["--- 1\n0: [STOP](Word) [STOP](Word) [go](Word)\n", "--- 1\n1: [go](Word) [x](Word)\n"]
    codes = [each[3] for each in findings_of(tmp_path, [texts])]
    assert sorted(set(codes)) == ["XAA001", "XAA002", "XAB001", "XCO001", "XCO002"]
    # STOP is as common as go, but it shouts, to which the rule yields.
    assert codes.count("XCO002") == 2


# Parts are not changed by the rules that read them again


class Greedy(Repeated, frozen=True):
    """As Repeated; takes down the parts that it is asked about."""

    code = "XCO003"
    name = "greedy"
    seen: ClassVar[list[dict[str, int]]] = []

    def touches(self, part: dict[str, int], verdict: frozenset[str]) -> bool:  # type: ignore[override] # a dict is a Mapping
        self.seen.append(dict(part))
        return super().touches(part, verdict)


def test_parts_stay_as_they_were_collected(tmp_path: Path) -> None:
    write(tmp_path, {"a.inline": QUIET, "b.inline": QUIET, "c.inline": LOUD})
    Greedy.seen.clear()
    made = config('select = ["XCO003"]', (Shouting, Greedy), root=tmp_path)
    plan = make_plan([str(tmp_path)], made, {"inline": Inline()})
    Runner(made, plan, lambda _: None).run()
    assert Greedy.seen == [{"2": 1}, {"2": 1}, {"1": 1}]


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"a.inline": QUIET * 3, "b.inline": LOUD})
    made = config(root=tmp_path, rules=(Shouting,))
    plan = make_plan([str(tmp_path)], made, {"inline": Inline()})
    told: list[int] = []
    Runner(made, plan, lambda _: None, progress=told.append).run()
    size = (tmp_path / "a.inline").stat().st_size
    assert told == [number * size // 3 + len(b"--- 1\n") for number in range(3)] + [size + 6]
