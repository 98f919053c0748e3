"""The same damage gives the same findings in every format, and the bench would say if not."""

from pathlib import Path

import pytest

from annolint import Document
from benchmarks import parity
from benchmarks.parities import corpus
from benchmarks.parities.damages import DAMAGES, Damage, Hits
from benchmarks.writers import WRITERS, Writer
from benchmarks.writers.pubtator import OMITS, written

PAGE = Path(__file__).parent.parent / "docs" / "parity.md"


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, parity.Cell]]:
    """Return what came of every damage in every format."""
    return parity.cells(tmp_path_factory.mktemp("parity"))


def test_every_damage_is_found_in_every_format(
    cells: dict[str, dict[str, parity.Cell]],
) -> None:
    assert list(parity.faults(cells)) == []
    assert len(cells) == len(DAMAGES)
    assert all(row.keys() == WRITERS.keys() for row in cells.values())


def test_the_page_says_what_is_true(cells: dict[str, dict[str, parity.Cell]]) -> None:
    assert parity.table(cells) in PAGE.read_text(encoding="utf-8")


def test_every_damage_can_be_said_in_some_format(
    cells: dict[str, dict[str, parity.Cell]],
) -> None:
    for name, row in cells.items():
        assert any(not cell.reason for cell in row.values()), name
    for name in WRITERS:
        assert sum(not row[name].reason for row in cells.values()) >= 6, name


def test_the_bench_tells_what_is_not_found_or_not_alone(tmp_path: Path) -> None:
    bench = parity.Bench(tmp_path)
    writer = WRITERS["pubtator"]
    nothing = Damage("nothing", "SPN001", lambda documents: Hits(documents, ("x",)))
    assert bench.run(nothing, writer) == parity.Cell(fault="nothing")
    right = DAMAGES["a mention twice"]
    elsewhere = Damage("elsewhere", "DUP001", lambda d: Hits(right.hurt(d).documents, ("x",)))
    assert bench.run(elsewhere, writer).fault.startswith("DUP001 at '")
    assert bench.run(right._replace(code="DUP002"), writer).fault.startswith("DUP001 at '")
    assert bench.run(right, Writer(written, OMITS | {"overlaps"})) == parity.Cell(
        reason="no overlaps"
    )


def test_a_clean_corpus_with_findings_ends_the_bench(tmp_path: Path) -> None:
    def hurting(documents: list[Document]) -> dict[str, bytes]:
        return written(DAMAGES["a mention twice"].hurt(documents).documents)

    bench = parity.Bench(tmp_path)
    with pytest.raises(SystemExit, match="DUP001"):
        bench.check_clean("pubtator", Writer(hurting, OMITS))  # type: ignore[arg-type] # a list


def test_words_are_those_of_one_document() -> None:
    words = [{mention.text for mention in document.mentions} for document in corpus.clean()]
    assert len(words) == corpus.SIZE
    assert sum(map(len, words)) == len(set().union(*words))
