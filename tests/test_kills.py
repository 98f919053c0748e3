"""Killed or interrupted at any moment, a run loses nothing; the next one removes what it left."""

import itertools
import os
import sys
from pathlib import Path
from types import FrameType

import pytest

from scripts.kills import (
    Corpus,
    Work,
    changes_files,
    check_kill,
    fix,
    moments,
    pairs,
    replace,
    singles,
)


@pytest.fixture(autouse=True)
def _fast_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: what a killed process wrote is not lost with it."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def test_a_kill_at_each_moment_of_a_pair_and_a_file(tmp_path: Path) -> None:
    corpus = pairs(3)
    calls = moments(replace, corpus, tmp_path / "k")
    replaced = [check_kill(replace, corpus, tmp_path / "k", n) for n in range(1, calls + 1)]
    assert set(replaced) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("work", "corpus", "number"), [(fix, singles(50), 6), (replace, pairs(50), 24)]
)
def test_kills_spread_over_a_run(tmp_path: Path, work: Work, corpus: Corpus, number: int) -> None:
    calls = moments(work, corpus, tmp_path / "k")
    chosen = range(calls // number, calls + 1, calls // number)
    replaced = [check_kill(work, corpus, tmp_path / "k", moment) for moment in chosen]
    assert len(replaced) >= number
    assert sum(0 < each < 50 for each in replaced) >= number / 2


class Interrupted(BaseException):
    """What Ctrl-C raises, but for its name: the test run goes on."""


def is_interrupted(folder: Path, moment: int) -> bool:
    """Replace the files of a folder, interrupted before or after a call to the system."""
    calls = 0

    def interrupt(_: FrameType, event: str, function: object) -> None:
        nonlocal calls
        if event in {"c_call", "c_return"} and changes_files(function):
            calls += 1
            if calls == moment:
                raise Interrupted

    sys.setprofile(interrupt)
    try:
        replace(folder)
    except Interrupted:
        return True
    finally:
        sys.setprofile(None)
    return False


# A file that is interrupted while it is opened is closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_at_any_moment_leaves_nothing_hidden(tmp_path: Path) -> None:
    corpus = pairs(3)
    for moment in itertools.count(1):
        folder = tmp_path / str(moment)
        corpus.write(folder)
        interrupted = is_interrupted(folder, moment)
        states = corpus.states(folder)
        assert states["000a.ann"] == states["000a.txt"]
        assert sorted(path.name for path in folder.iterdir()) == sorted(corpus.old)
        if not interrupted:
            break
    assert moment > 100
    assert all(states.values())
