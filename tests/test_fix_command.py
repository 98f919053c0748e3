"""`annolint --fix` and its kin on real files: what is written, shown, asked, and refused."""

import gzip
import json
import os
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annolint.cli.diffs import painted, unified
from annolint.fix import Edit
from annolint.model import SourceFile
from annolint.patching import edited
from tests.conftest import Program

HEAD = "1|t|Take aspirin daily\n1|a|\n"
GOOD = HEAD + "1\t5\t12\taspirin\tDrug\tD001241\n"
PADDED = HEAD + "1\t5\t13\taspirin \tDrug\tD001241\n"
EXCHANGED = HEAD + "1\t12\t5\taspirin\tDrug\tD001241\n"
MISPLACED = HEAD + "1\t0\t4\taspirin\tDrug\tD001241\n"
UNKNOWN = HEAD + "1\t5\t12\taspirin\tDrug\t\n1\tr\tD1\tD2\n"
PROGRAM = "from annolint.cli import main; main()"


def named(text: str, old: str, new: str) -> str:
    """Give the document of a file another id."""
    return re.sub(rf"^{old}(?=[|\t])", new, text, flags=re.MULTILINE)


def write(folder: Path, **files: str) -> None:
    """Write files; the id of the document is the name of the file."""
    for name, text in files.items():
        (folder / f"{name}.pubtator").write_bytes(named(text, "1", name).encode())


def read(folder: Path, name: str) -> str:
    """Return what `write` was given, or what has become of it."""
    return named((folder / f"{name}.pubtator").read_bytes().decode(), name, "1")


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def two(program: Program, tmp_path: Path) -> Program:
    """Return the program, in a folder with two faulty files and a good one."""
    write(tmp_path, a=PADDED, b=EXCHANGED + "1\tr\tD1\tD001241\n", c=GOOD)
    return program


def test_files_are_repaired_and_what_is_left_is_reported(two: Program, tmp_path: Path) -> None:
    ran = two("--fix", ".")
    assert read(tmp_path, "a") == GOOD
    assert read(tmp_path, "b") == GOOD + "1\tr\tD1\tD001241\n"
    assert read(tmp_path, "c") == GOOD
    assert ran.code == 1
    assert ran.out.startswith("b.pubtator:4:5: REL001 ")
    assert ran.out.count("\n") == 1
    assert ran.err == "1 error, 0 warnings in 3 files; 2 fixed\n"
    assert listed(tmp_path) == ["a.pubtator", "b.pubtator", "c.pubtator"]


def test_what_could_be_repaired_is_said(two: Program) -> None:
    ran = two(".")
    assert ran.code == 1
    assert ran.err == "3 errors, 0 warnings in 3 files; 2 fixable with --fix\n"


def test_unsafe_repairs(program: Program, tmp_path: Path) -> None:
    write(tmp_path, a=MISPLACED)
    assert program(".").err.endswith("in 1 file; 1 with --unsafe-fixes\n")
    ran = program("--fix", ".")
    assert (ran.code, read(tmp_path, "a")) == (1, MISPLACED)
    ran = program("--fix", "--unsafe-fixes", ".")
    assert (ran.code, read(tmp_path, "a")) == (0, GOOD)


def test_a_diff_is_shown_and_nothing_is_written(two: Program, tmp_path: Path) -> None:
    ran = two("--diff", ".")
    assert read(tmp_path, "a") == PADDED
    assert ran.code == 1
    assert ran.out == (
        "--- a.pubtator\n+++ a.pubtator\n@@ -1,3 +1,3 @@\n a|t|Take aspirin daily\n a|a|\n"
        "-a\t5\t13\taspirin \tDrug\tD001241\n+a\t5\t12\taspirin\tDrug\tD001241\n"
        "--- b.pubtator\n+++ b.pubtator\n@@ -1,4 +1,4 @@\n b|t|Take aspirin daily\n b|a|\n"
        "-b\t12\t5\taspirin\tDrug\tD001241\n+b\t5\t12\taspirin\tDrug\tD001241\n b\tr\tD1\tD001241\n"
    )
    assert ran.err == "1 error, 0 warnings in 3 files; 2 would be fixed\n"
    ran = two("--diff", "--exit-zero", "--show-fixes", ".")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "a.pubtator: 1 would be fixed: SPN006 padded-mention",
        "b.pubtator: 1 would be fixed: SPN004 reversed-span",
        "1 error, 0 warnings in 3 files; 2 would be fixed",
    ]


def test_without_a_difference_there_is_no_diff(program: Program, tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=UNKNOWN)
    assert program("--diff", ".")[:2] == (0, "")


def test_only_repairs(two: Program, tmp_path: Path) -> None:
    ran = two("--fix-only", ".")
    assert (ran.code, ran.out) == (0, "")
    assert read(tmp_path, "a") == GOOD


def test_repairs_are_listed(two: Program) -> None:
    assert two("--fix", "--show-fixes", ".").err.splitlines()[:2] == [
        "a.pubtator: 1 fixed: SPN006 padded-mention",
        "b.pubtator: 1 fixed: SPN004 reversed-span",
    ]


def test_a_repair_that_waits_is_counted_once(program: Program, tmp_path: Path) -> None:
    write(tmp_path, a=PADDED.replace("\n", "\r\n", 1))
    assert program("--fix", "--show-fixes", ".").err.splitlines() == [
        "a.pubtator: 1 fixed: ENC003 mixed-line-endings",
        "a.pubtator: 1 fixed: SPN006 padded-mention",
        "0 errors, 0 warnings in 1 file; 2 fixed",
    ]
    assert read(tmp_path, "a") == GOOD


def test_repairs_of_the_rules_that_are_on(two: Program, tmp_path: Path) -> None:
    two("--fix", "--select", "SPN004", ".")
    assert read(tmp_path, "a") == PADDED
    assert read(tmp_path, "b").startswith(GOOD)


def test_what_the_project_accepts_is_not_repaired(two: Program, tmp_path: Path) -> None:
    accepted = '[[suppress]]\nrule = "SPN006"\nreason = "as published"\n'
    (tmp_path / ".annolint.toml").write_text(accepted, encoding="utf-8")
    two("--fix", ".")
    assert read(tmp_path, "a") == PADDED


@pytest.mark.parametrize("text", [PADDED, PADDED.replace("\n", "\r\n"), GOOD, ""])
def test_standard_input_goes_to_standard_output(program: Program, text: str) -> None:
    ran = program("--fix", "-", stdin=text.encode())
    assert ran.out == text.replace("5\t13\taspirin ", "5\t12\taspirin")


def test_findings_in_standard_input_go_to_standard_error(program: Program) -> None:
    ran = program("--fix", "--stdin-filename", "a.pubtator", "-", stdin=UNKNOWN.encode())
    assert (ran.code, ran.out) == (1, UNKNOWN)
    assert ran.err.startswith("a.pubtator:4:5: REL001 ")


def test_compressed_input_comes_out_compressed(program: Program, tmp_path: Path) -> None:
    data = gzip.compress(PADDED.encode())
    (tmp_path / "a.pubtator.gz").write_bytes(data)
    assert program("--fix", ".").code == 0
    assert gzip.decompress((tmp_path / "a.pubtator.gz").read_bytes()).decode() == GOOD
    arguments = [sys.executable, "-c", PROGRAM, "--fix", "-"]
    done = subprocess.run(arguments, input=data, capture_output=True, check=False)
    assert gzip.decompress(done.stdout).decode() == GOOD


def test_what_cannot_be_written_is_said_and_the_rest_is_written(
    two: Program, tmp_path: Path
) -> None:
    (tmp_path / "a.pubtator").chmod(0o444)
    ran = two("--fix", "--show-fixes", ".")
    assert ran.code == 2
    assert read(tmp_path, "a") == PADDED
    assert read(tmp_path, "b").startswith(GOOD)
    assert ran.err.splitlines() == [
        "b.pubtator: 1 fixed: SPN004 reversed-span",
        "a.pubtator:1:1: ANN905 it is read-only: make it writable, or leave it out",
        "1 error, 0 warnings in 3 files; 1 fixed",
    ]


def test_a_full_disk(two: Program, tmp_path: Path) -> None:
    write(tmp_path, a=PADDED.replace("daily", "daily " * 20_000))
    before = read(tmp_path, "a")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        ran = two("--fix", ".")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert ran.code == 2
    assert "a.pubtator:1:1: ANN905 it cannot be written: file too large; it is as it was" in ran.err
    assert read(tmp_path, "a") == before
    assert read(tmp_path, "b").startswith(GOOD)
    assert listed(tmp_path) == ["a.pubtator", "b.pubtator", "c.pubtator"]


def test_what_a_killed_run_left_is_removed(two: Program, tmp_path: Path) -> None:
    for ending in ("lock", "0.new"):
        (tmp_path / f".annolint-0123456789abcdef.{ending}").write_bytes(b"")
    ran = two("--fix", ".")
    assert f"annolint: {tmp_path}: removed what an interrupted run left" in ran.err
    assert listed(tmp_path) == ["a.pubtator", "b.pubtator", "c.pubtator"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--diff", "--interactive"], "--diff shows every repair"),
        (["--interactive"], "--interactive asks at a terminal"),
        (["--fix", "--show-files"], "--show-files lints nothing"),
    ],
)
def test_options_that_contradict_each_other(
    two: Program, tmp_path: Path, arguments: list[str], named: str
) -> None:
    ran = two(*arguments, ".")
    assert ran.code == 2
    assert named in ran.err
    assert read(tmp_path, "a") == PADDED


# One at a time.


def answered(folder: Path, answers: str) -> str:
    """Run `--interactive` at a terminal, answer, and return what it shows."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "dumb", "COLUMNS": "200"}
    arguments = [sys.executable, "-c", PROGRAM, "--interactive", "."]
    with subprocess.Popen(
        arguments, cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, text=True,
    ) as process:  # fmt: skip
        os.write(ours, answers.encode())
        _, shown = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return shown


@pytest.mark.parametrize(
    ("answers", "fixed"),
    [
        ("y\ny\n", "ab"),
        ("n\ny\n", "b"),
        ("y\nn\n", "a"),
        ("a\n", "ab"),
        ("n\na\n", "b"),
        ("q\n", ""),
        ("y\nq\n", "a"),
        ("x\ny\nn\n", "a"),
        ("\x04", ""),
    ],
)
def test_repairs_are_made_as_answered(tmp_path: Path, answers: str, fixed: str) -> None:
    write(tmp_path, a=PADDED, b=EXCHANGED)
    shown = answered(tmp_path, answers)
    assert read(tmp_path, "a") == (GOOD if "a" in fixed else PADDED)
    assert read(tmp_path, "b") == (GOOD if "b" in fixed else EXCHANGED)
    assert "a.pubtator:3:8 SPN006 padded-mention" in shown
    assert "  before Take aspirin daily" in shown
    assert "  - a→5→13→aspirin →Drug→D001241" in shown
    assert "  + a→5→12→aspirin→Drug→D001241" in shown


# Diffs.


def patched(before: bytes, diff: bytes, folder: Path) -> bytes:
    path = folder / "file"
    path.write_bytes(before)
    arguments = ["patch", "--quiet", "--no-backup-if-mismatch", "--binary", str(path)]
    subprocess.run(arguments, input=diff, check=True)
    return path.read_bytes()


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\u00e9\n", "d"]), max_size=30)


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch to apply diffs with")
@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_a_diff_makes_one_file_of_the_other(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str]
) -> None:
    before, after = ("".join(lines).encode() for lines in (old, new))
    diff = b"".join(unified("file", before, after))
    if before != after and before:  # of an empty file, or to one, patch has a mind of its own
        assert after == b"" or patched(before, diff, tmp_path_factory.mktemp("diff")) == after


def test_bytes_of_a_diff_are_those_of_the_file() -> None:
    diff = b"".join(unified("file", b"\xff\x1b[1m\r\n", b"\xfe\n"))
    assert diff == b"--- file\n+++ file\n@@ -1 +1 @@\n-\xff\x1b[1m\r\n+\xfe\n"


def test_a_terminal_gets_colours_and_no_control() -> None:
    lines = list(painted(unified("file", b"\xff\x1b[1m##[group]\n", b"a")))
    assert lines[0].startswith(b"\x1b[1m--- file")
    text = b"".join(lines[1:]).decode()
    assert re.sub(r"\x1b\[[0-9]+m", "", text) == (
        "@@ -1 +1 @@\n-\\xff\\x1b[1m\\x23#[group]\n+a\n\\ No newline at end of file\n"
    )


def test_a_diff_of_a_large_file_takes_no_long() -> None:
    lines = [b"%d\t%d\n" % (number, number % 7) for number in range(300_000)]
    changed = list(lines)
    for number in range(0, 300_000, 1000):
        changed[number] = b"x\n"
    start = time.process_time()
    diff = list(unified("file", b"".join(lines), b"".join(changed)))
    assert time.process_time() - start < 20
    assert diff.count(b"+x\n") == 300


# Killed and interrupted.


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_files_are_whole_whenever_it_ends(tmp_path: Path, number: signal.Signals) -> None:
    names = [f"f{number:03}" for number in range(200)]
    write(tmp_path, **dict.fromkeys(names, PADDED))
    arguments = [sys.executable, "-c", PROGRAM, "--fix", "."]
    with subprocess.Popen(
        arguments, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while read(tmp_path, names[0]) == PADDED and process.poll() is None:
            time.sleep(0.001)
        time.sleep(0.01)
        process.send_signal(number)
    states = [read(tmp_path, name) for name in names]
    assert set(states) <= {PADDED, GOOD}
    if number != signal.SIGKILL:
        assert not [name for name in listed(tmp_path) if name.startswith(".")]
    subprocess.run(arguments, cwd=tmp_path, check=True, capture_output=True)
    assert {read(tmp_path, name) for name in names} == {GOOD}
    assert listed(tmp_path) == [f"{name}.pubtator" for name in names]


# JSON.


def test_edits_in_json_give_the_repaired_file(two: Program, tmp_path: Path) -> None:
    data = (tmp_path / "a.pubtator").read_bytes()
    report = json.loads(two("--output-format", "json", "a.pubtator").out)
    assert report["summary"]["fixable"] == 1
    (finding,) = report["findings"]
    assert finding["fix"]["safety"] == "safe"
    file = SourceFile("a.pubtator", 0, 1, data)
    edits = [
        Edit(
            file.position(each["line"], each["column"]),
            file.position(each["end_line"], each["end_column"]),
            each["text"].encode(),
        )
        for each in finding["fix"]["edits"]
    ]
    assert named(edited(data, edits).decode(), "a", "1") == GOOD
