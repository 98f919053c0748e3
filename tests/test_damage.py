"""The damage bench in short: each kind once or twice on the made-up corpora.

Each kind must damage what it says, and find its fault alone where annolint has the rule.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pytest

from benchmarks import damage, generate
from benchmarks.damages import gold, linting, peers, scores, setups
from benchmarks.damages.bench import Bench, Corpus, is_available
from benchmarks.damages.gold import Document
from benchmarks.damages.kinds import KINDS, WHOLE_FILE, Case, Damaged, Kind, Setup
from benchmarks.damages.scores import Repair, Score, Try

TRIES = 2
SEED = 3
COUNT = 170
"""Documents of each made-up corpus: a file of a kind that needs a whole one, and some others."""

NEVER = {
    "bracket-left-out",
    "bracket-taken-in",
    "component-repeated",
    "composite-reordered",
    "concept-separator-changed",
}
"""Kinds that need what the made-up corpora do not have."""

SCORED = [kind for kind in KINDS.values() if not kind.unscored]
UNSCORED = [kind for kind in KINDS.values() if kind.unscored]
ROW = re.compile(r"[A-Z][A-Z0-9]{2}[0-9]{3}")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("damage")
    corpora = [
        Corpus(name, tuple(documents), setups.vocabulary(documents))
        for name, documents in damage.made_up(SEED, COUNT)
    ]
    return Bench(folder, corpora)


def names(kinds: list[Kind]) -> list[str]:
    return [kind.name for kind in kinds]


def test_there_are_kinds_for_every_way_of_being_wrong() -> None:
    assert len(SCORED) >= 100
    assert len(UNSCORED) >= 10
    codes = {code for kind in SCORED for code in kind.codes}
    assert len(codes) >= 50
    assert all(ROW.fullmatch(code) for code in codes)
    assert {kind.context for kind in KINDS.values()} == {5, 20, WHOLE_FILE}


@pytest.mark.parametrize("kind", KINDS.values(), ids=names(list(KINDS.values())))
def test_a_kind_says_what_it_does(kind: Kind) -> None:
    assert kind.says
    assert len(kind.codes) == 1 or kind.why or kind.unscored


def test_the_rules_that_pubtator_can_break_have_a_kind() -> None:
    # There are no discontinuous mentions and events in PubTator, and no texts beside it.
    without = {"SPN011", "REL006", "FMT011"}
    known = {code for code in linting.known_codes() if code[:3] not in ("ANN", "SEQ")}
    assert known
    assert known - without <= {code for kind in KINDS.values() for code in kind.codes}


@pytest.mark.parametrize("kind", SCORED, ids=names(SCORED))
def test_damage_is_found_alone(bench: Bench, kind: Kind) -> None:
    if not is_available(kind):
        pytest.skip(f"annolint has no rule {' or '.join(kind.codes)}, or not what its setup needs")
    score = bench.run(kind, TRIES, SEED)
    assert score.tries or kind.name in NEVER, "no document gives it a chance"
    assert [each.came for each in score.tries if not each.alone] == []
    assert all(each.field is not False for each in score.tries)
    safe, every = score.repairs("safe"), score.repairs("unsafe")
    assert len(safe) <= len(every), "a safe repair is one of all repairs"
    assert not any(each.wrong for each in safe)
    assert not any(each.abandoned for each in every)


@pytest.mark.parametrize("kind", UNSCORED, ids=names(UNSCORED))
def test_what_no_linter_can_see_is_measured(bench: Bench, kind: Kind) -> None:
    score = bench.run(kind, 1, SEED)
    assert not score.counts
    assert all(len(each.lines) > 0 for each in score.tries)


def cases(kind: Kind, bench: Bench) -> Iterator[tuple[Case, Damaged]]:
    """Yield damaged files of a kind, whether annolint has its rule or not."""
    chance = Random(SEED)  # noqa: S311 - no secret: it must repeat
    for corpus in islice(cycle(bench.corpora), 120):
        documents = chance.sample(corpus.documents, kind.context)
        position = chance.randrange(len(documents))
        if kind.prepare is not None:
            prepared = kind.prepare(documents[position], chance)
            if prepared is None:
                continue
            documents[position] = prepared
        rest = [each for each in corpus.documents if each not in documents]
        case = Case(chance, "f", tuple(documents), position, corpus.vocabulary, rest)
        made = kind.function(case)
        if made is not None:
            yield case, made


@pytest.mark.parametrize("kind", KINDS.values(), ids=names(list(KINDS.values())))
def test_a_kind_changes_the_file_where_it_says(bench: Bench, kind: Kind) -> None:
    some = list(islice(cases(kind, bench), 2))
    assert some or kind.name in NEVER
    for case, made in some:
        assert made.files != case.clean or kind.name == "lines-in-other-order"
        assert made.places
        for name, line in made.places:
            lines = made.files[name].count(b"\n") + 1 if line else 0
            assert line <= lines or kind.unscored


@pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS.values() if kind.prepare],
    ids=[kind.name for kind in KINDS.values() if kind.prepare],
)
def test_what_is_prepared_is_clean(bench: Bench, kind: Kind) -> None:
    some = list(islice(cases(kind, bench), 2))
    assert some
    for case, _ in some:
        text = case.document.text.replace("\n", " ")
        for mention in case.document.mentions:
            assert text[mention.start : mention.end] == mention.text


def block(text: str) -> Document:
    (document,) = gold.parsed(text)
    return document


BLOCK = "1|t|Lead in rats\n1|a|Lead rose.\n1\t0\t4\tLead\tDrug\tD1\n1\t8\t12\trats\tSpecies\t2\n"


def test_gold_is_what_is_regular() -> None:
    document = block(f"{BLOCK}1\tIs\tD1\t2\n")
    assert document.lines[-1] == "1\tIs\tD1\t2"
    assert [each.text for each in document.mentions] == ["Lead", "rats"]
    assert [each.line for each in document.relations] == [4]
    for wrong in (
        BLOCK.replace("|a|", "|b|"),
        BLOCK.replace("8\t12", "7\t11"),
        BLOCK.replace("\n1\t8", "\n2\t8"),
        BLOCK.replace("\tD1", "\tD1\t\t"),
        BLOCK.replace("0\t4", "x\t4"),
    ):
        assert gold.parsed(wrong) == []


def test_insertion_keeps_offsets_right() -> None:
    document = block(BLOCK)
    for at in range(len(document.text) + 1):
        changed = document.inserted(at, "xyz")
        text = changed.text.replace("\n", " ")
        assert text == (document.text[:at] + "xyz" + document.text[at:]).replace("\n", " ")
        for mention in changed.mentions:
            assert text[mention.start : mention.end] == mention.text
    assert document.inserted(0, "x").mentions[0].text == "Lead"
    assert document.inserted(2, "x").mentions[0].text == "Lexad"
    assert document.replaced(5, 7, "along").mentions[1].row[1:3] == ("11", "15")


def test_lines_and_columns_of_a_damaged_field() -> None:
    document = block(BLOCK)
    clean = Document("0", "a", "b", ())
    chance = Random(SEED)  # noqa: S311 - no secret: it must repeat
    case = Case(chance, "f", (clean, document), 1, setups.vocabulary([document]), ())
    made = case.with_field(document.mentions[1], gold.TYPE, "Specie")
    (content,) = made.files.values()
    assert made.places == {("f", 7)}
    assert made.columns is not None
    row = content.decode().split("\n")[6]
    assert row[slice(*made.columns)] == "Specie"


def a_try(*, named: bool, found: bool, alone: bool) -> Try:
    return Try("c", "d", (3, 5), named, found, found, alone, {"bioc": alone}, ("4:FMT001",))


def test_scores_and_thresholds() -> None:
    good = a_try(named=True, found=True, alone=True)
    line = a_try(named=True, found=False, alone=False)
    missed = a_try(named=False, found=False, alone=False)
    two = a_try(named=True, found=True, alone=False)
    kind, other = SCORED[:2]
    perfect = Score(kind, (good,) * 100, peers=("bioc",))
    assert scores.below([perfect, Score(other, (good,))]) == []
    assert scores.below([perfect, Score(other, missing=True)]) == []
    assert scores.below([perfect, Score(UNSCORED[0], (missed,) * 9)]) == []
    assert scores.below([perfect, Score(other)]) == [f"{other.name}: no document gives it a chance"]
    assert scores.below([perfect, Score(other, (line, good))]) == [
        "98.0% alone over all kinds, not 97%" for _ in ()
    ] + [f"{other.name}: 50% found, not 95%"]
    assert scores.below([Score(kind, (good,) * 96 + (two,) * 4)]) == [
        "96.0% alone over all kinds, not 97%"
    ]
    assert scores.below([Score(kind, (good,) * 98 + (line,) * 2)]) == [
        "98.0% found over all kinds, not 99%"
    ]
    assert list(scores.failures([Score(kind, (good, line, missed, two))])) == [
        f"{what} {kind.name} c d:3-5 4:FMT001" for what in ("line", "missed", "collateral")
    ]
    text = scores.tables([perfect, Score(other, missing=True), Score(UNSCORED[0], (missed,))])
    assert (
        f"(`{kind.name}`) | {' or '.join(kind.codes)} |  | 100 | 100 | 100 | 100 | 100 | 100 |"
        in text
    )
    assert f"No rule yet: {other.name}." in text
    assert UNSCORED[0].unscored in text


REPAIRED = {
    "offsets-exchanged": "safe",  # by changes of records
    "mention-pasted-twice": "safe",  # by leaving a record out
    "blank-line-lost": "safe",  # by an edit of the reader's
    "one-line-without-cr": "safe",  # by line ends; here the gold is not the clean file
    "mojibake-in-mention": "unsafe",  # by a change of the text
}


@pytest.mark.parametrize(("name", "safety"), REPAIRED.items(), ids=list(REPAIRED))
def test_damage_is_repaired(bench: Bench, name: str, safety: str) -> None:
    score = bench.run(KINDS[name], TRIES, SEED)
    made = Repair(identical=True, clean=True, abandoned=False)
    assert score.repairs("unsafe") == [made] * TRIES
    assert score.repairs("safe") == ([made] * TRIES if safety == "safe" else [])


def test_what_has_no_fix_is_no_repair(bench: Bench) -> None:
    score = bench.run(KINDS["argument-empty"], TRIES, SEED)
    assert len(score.tries) == TRIES
    assert score.repairs("safe") == score.repairs("unsafe") == []


def test_damaged_text_is_scored_on_annotations() -> None:
    then = f"{BLOCK}1\tIs\tD1\t2\n"
    moved = then.replace("in rats", "in  rats").replace("8\t12", "9\t13")
    assert gold.textual({"f": then.encode()}) == [b"1|t|Lead in rats", b"1|a|Lead rose."]
    crlf = then.replace("\n", "\r\n")
    assert gold.textual({"f": crlf.encode()}) == gold.textual({"f": then.encode()})
    assert gold.covers_gold(moved.encode(), then.encode())
    wide = "1|t|a  b\n1|a|c\n1\t0\t4\ta  b\tDrug\t-\n"
    narrow = wide.replace("a  b", "a b").replace("0\t4", "0\t3")
    assert gold.covers_gold(narrow.encode(), wide.encode())
    for wrong in (
        "",
        then.replace("in rats", "in  rats"),  # the offsets did not follow
        then.replace("8\t12\trats", "5\t7\tin"),
        then.replace("rats", "mice"),
        then.replace("Species", "Drug"),
        then.replace("\tD1\n1", "\tD2\n1", 1),
        then.replace("Is\tD1", "Is\tD2"),
        then.replace("1\tIs\tD1\t2\n", ""),
        then.replace("1\t8\t12\trats\tSpecies\t2\n", ""),
        then.replace("\n1", "\n2").replace("1|t|", "2|t|"),
    ):
        assert not gold.covers_gold(wrong.encode(), then.encode()), wrong


def test_scores_and_thresholds_of_repairs() -> None:
    right = Repair(identical=True, clean=True, abandoned=False)
    unlike = Repair(identical=False, clean=True, abandoned=False)
    left = Repair(identical=False, clean=False, abandoned=False)
    back = Repair(identical=False, clean=False, abandoned=True)
    assert [each.wrong for each in (right, unlike, left, back)] == [False, True, False, False]
    good = a_try(named=True, found=True, alone=True)

    def score(safe: list[Repair], unsafe: list[Repair]) -> Score:
        tries = [replace(good, safe=each, unsafe=each) for each in safe]
        tries += [replace(good, unsafe=each) for each in unsafe]
        return Score(SCORED[0], (*tries, good))

    assert scores.below([score([right] * 19 + [left], [])]) == []
    assert scores.below([score([right] * 18 + [back] * 2, [])]) == [
        "90.0% identical after safe repairs, not 95%"
    ]
    assert scores.below([score([], [right] * 17 + [unlike] * 3)]) == []
    assert scores.below([score([], [right] * 16 + [left] * 4)]) == [
        "80.0% identical after unsafe repairs, not 85%"
    ]
    assert scores.below([score([right] * 19 + [unlike], [])]) == [
        f"{SCORED[0].name}: a safe repair was wrong"
    ]
    mixed = score([right, unlike], [left, back])
    assert list(scores.failures([mixed])) == [
        f"{what} {SCORED[0].name} c d:3"
        for what in (
            "wrong after safe repairs",
            "wrong after unsafe repairs",
            "left after unsafe repairs",
            "abandoned after unsafe repairs",
        )
    ]
    text = scores.tables([mixed, Score(SCORED[1], (good,))])
    assert f"| `{SCORED[0].name}` | 2 | 50 | 1 | 4 | 25 | 1 |\n" in text
    assert "| **all** | 2 | 50 | 1 | 4 | 25 | 1 |\n" in text
    assert f"| `{SCORED[1].name}` | 0" not in text


@pytest.mark.skipif(not peers.peers(), reason="needs the extra bench")
def test_what_the_peers_say() -> None:
    clean = f"{BLOCK}\n".encode()
    for peer in peers.peers():
        assert peers.verdict(peer, clean) == ""
        assert peers.verdict(peer, clean.replace(b"8\t12", b"x\t12")) == "raises"
    assert all(peers.verdict(peer, b"\xff") == "raises" for peer in peers.peers())


def test_terminologies_hold_the_identifiers_of_the_gold(tmp_path: Path) -> None:
    document = block(BLOCK.replace("D1", "MESH:D000001|OMIM:100100"))
    setups.write(tmp_path, [document], {Setup.TERMINOLOGY, Setup.SPLITS})
    settings = (tmp_path / ".annolint.toml").read_text("utf-8")
    assert 'MESH = "mesh.tsv"' in settings
    assert "[splits]" in settings
    assert "D000001\tLead\t\n" in (tmp_path / "mesh.tsv").read_text("utf-8")
    assert "D900001\tLead\tD000001\n" in (tmp_path / "mesh.tsv").read_text("utf-8")
    assert "100100\tLead\t\n" in (tmp_path / "omim.tsv").read_text("utf-8")
    assert "2\trats\t\n" in (tmp_path / "ncbitaxon.tsv").read_text("utf-8")


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(islice(generate.documents(SEED), 12))
    (tmp_path / "corpora" / "made").mkdir(parents=True)
    (tmp_path / "corpora" / "made" / "x.pubtator").write_text(text, "utf-8")
    page = tmp_path / "page.md"
    page.write_text("# Page\n<!-- tables -->\nold\n<!-- end of tables -->\nend\n", "utf-8")
    arguments = [str(tmp_path / "corpora"), "--tries", "3", "--kind", "zero-length", "tab-doubled"]
    keep = tmp_path / "kept"
    assert damage.main([*arguments, "--failures", "--keep", str(keep), "--write", str(page)]) == 0
    written = page.read_text("utf-8")
    assert written.startswith("# Page\n<!-- tables -->\n6 tries of 2 kinds: **100.00 % found**")
    assert written.endswith("<!-- end of tables -->\nend\n")
    assert "old" not in written
    assert written.split("<!-- tables -->\n")[1].split("<!-- end")[0] in capsys.readouterr().out
    assert len(list(keep.glob("zero-length/*/corpus.pubtator"))) == 3
    assert damage.main([*arguments]) == 0
    assert capsys.readouterr().out.rstrip("\n") in written
