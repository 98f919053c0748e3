"""Every legal form is read without a finding, every way of being wrong with exactly its own.

`broken/NAME.expected` is what a sensible annotator would want to read about `broken/NAME.pubtator`;
where the program prints something else, the program is wrong.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pubtator import BROKEN, DATA, GOOD, lint, names

_LINE = re.compile(r"[^:]+\.pubtator:[1-9][0-9]*:[1-9][0-9]*: [A-Z]{3}[0-9]{3} \S.*")


def test_there_is_a_file_for_every_form_and_every_fault() -> None:
    assert len(GOOD) >= 40
    assert len(BROKEN) >= 150
    assert names(BROKEN) == names(sorted((DATA / "broken").glob("*.expected")))


def test_no_two_broken_files_are_alike() -> None:
    assert len({path.read_bytes() for path in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_good_file(path: Path) -> None:
    assert lint(path.name, path.read_bytes()) == ""


@pytest.mark.parametrize("path", BROKEN, ids=names(BROKEN))
def test_broken_file(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text("utf-8")
    assert expected
    assert all(_LINE.fullmatch(line) for line in expected.splitlines())
    assert lint(path.name, path.read_bytes()) == expected


def test_the_program_prints_the_same() -> None:
    chosen = [path for path in BROKEN if path.stem.startswith("tab-")]
    expected = "".join(path.with_suffix(".expected").read_text("utf-8") for path in chosen)
    assert len(chosen) >= 10  # in one run, so without the rules about the whole corpus
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "annolint",
            "--isolated",
            "-q",
            "--scope",
            "document",
            *(path.name for path in chosen),
        ],
        cwd=DATA / "broken",
        capture_output=True,
        check=False,
    )
    assert ran.stdout.decode() == expected
    assert ran.returncode == 1


def test_each_code_of_the_reader_has_a_broken_file() -> None:
    text = "".join(path.with_suffix(".expected").read_text("utf-8") for path in BROKEN)
    found = set(re.findall(r": ([A-Z]{3}[0-9]{3}) ", text))
    assert found >= {"ENC001", "ENC002", "ENC003", *(f"FMT00{n}" for n in range(1, 9)), "FMT010"}
