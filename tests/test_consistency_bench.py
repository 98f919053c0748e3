"""The benchmark of the consistency rules plants what it says, and looks where it must be found."""

import random
from pathlib import Path

from benchmarks import consistency as bench

ROWS = [
    "1|t|Take aspirin daily",
    "1|a|For acute renal failure or pain",
    "1\t5\t12\taspirin\tDrug\tD1",
    "1\t23\t42\tacute renal failure\tSign\tD2",
    "1\t29\t42\trenal failure\tSign\tD3",
    "1\t46\t50\tpain\tSign\t-1",
    "1\tCID\tD1\tD2",
]
BLOCK = bench.Block("file", 1, ROWS)
HALF = bench._half([BLOCK])  # noqa: SLF001 - as the script makes it
ASPIRIN, ACUTE, RENAL, PAIN = BLOCK.mentions()


def chance() -> random.Random:
    return random.Random(1)  # noqa: S311 - no secret depends on it


def test_mentions_stand_where_they_say() -> None:
    assert [BLOCK.text[slice(*m.span)] for m in BLOCK.mentions()] == [
        m.columns[3] for m in BLOCK.mentions()
    ]


def test_a_removed_mention_is_missed_in_its_text() -> None:
    for mention, row in ((ASPIRIN, 0), (PAIN, 1)):
        slip = bench.removed(chance(), HALF, BLOCK, mention)
        assert slip is not None
        assert (slip.row, slip.line, slip.found_row) == (mention.row, None, row)
        assert slip.found_column is not None
        assert ROWS[row][slip.found_column - 1 :].startswith(mention.columns[3])
    assert bench.removed(chance(), HALF, BLOCK, RENAL) is None


def test_an_edge_moves_by_a_word() -> None:
    found = set()
    for seed in range(40):
        slip = bench.moved(random.Random(seed), HALF, BLOCK, ACUTE)  # noqa: S311 - no secret
        assert slip is not None
        assert slip.line is not None
        columns = slip.line.split("\t")
        assert BLOCK.text[int(columns[1]) : int(columns[2])] == columns[3]
        found.add(columns[3])
    assert found == {
        "For acute renal failure",
        "acute renal failure or",
        "acute renal",
        "renal failure",
    }


def test_types_and_identifiers_change_to_others_of_the_corpus() -> None:
    slip = bench.retyped(chance(), HALF, BLOCK, ASPIRIN)
    assert slip is not None
    assert slip.line == "1\t5\t12\taspirin\tSign\tD1"
    lines = {
        slip.line
        for seed in range(40)
        if (slip := bench.renumbered(random.Random(seed), HALF, BLOCK, ACUTE))  # noqa: S311 - no secret
    }
    assert lines == {"1\t23\t42\tacute renal failure\tSign\tD3"}
    assert bench.renumbered(chance(), HALF, BLOCK, PAIN) is None


def test_documents_are_cut_into_halves_with_their_lines(tmp_path: Path) -> None:
    text = "".join(f"{n}|t|Pain\n{n}|a|\n{n}\t0\t4\tPain\tSign\tD1\n\n" for n in range(20))
    (tmp_path / "a.txt").write_text(f"\n{text}", encoding="utf-8")
    (tmp_path / "LICENSE").write_text("Anything\n\ngoes", encoding="utf-8")
    halves = bench.halves(tmp_path)
    assert sorted(block.line for half in halves for block in half.blocks) == [
        2 + 4 * n for n in range(20)
    ]
    assert all(half.blocks for half in halves)
    assert sum(half.words["pain"] for half in halves) == 20


def test_planted_slips_are_looked_for_by_annolint() -> None:
    usual = ["0|t|Take aspirin for pain or codeine for cough", "0|a|"]
    usual += ["0\t5\t12\taspirin\tDrug\tD1", "0\t17\t21\tpain\tSign\tD2"]
    usual += ["0\t25\t32\tcodeine\tDrug\tD3", "0\t37\t42\tcough\tSign\tD4"]
    blocks = [
        bench.Block("file", 1, [row.replace("0", str(number), 1) for row in usual])
        for number in range(160)
    ]
    half = bench._half(blocks)  # noqa: SLF001 - as the script makes it
    for plant in bench.PLANTS.values():
        total, found = bench.planted(chance(), half, plant)
        assert total == {"more often": 2} == found
    assert bench.untouched("corpus", half) == []
