"""The command line: arguments, streams, signals, and files that cannot be written."""

import bz2
import gzip
import json
import lzma
import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import annolint
from annolint.cli import command
from tests.conftest import Program
from tests.toys import CONFIG, LOUD, ONLY_TOYS, PLUGIN, QUIET, write

ROOT = Path(__file__).resolve().parent.parent
STOP = "x.toy:2:1: XAA001 'STOP' shouts\n"
GO = "x.toy:2:10: XAA002 'go' whispers\n"
SUMMARY = "1 error, 1 warning in 1 file\n"


# Commands and arguments


def test_bare_and_check_are_one(toys: Program, program: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD})
    expected = (1, STOP + GO, SUMMARY)
    assert toys("x.toy") == expected
    assert program("x.toy", *ONLY_TOYS) == expected
    assert program("check", "x.toy", *ONLY_TOYS) == expected
    assert program("check", *ONLY_TOYS, "--", "x.toy") == expected
    assert program(*ONLY_TOYS) == expected
    assert program("check", *ONLY_TOYS) == expected


@pytest.mark.parametrize("name", ["rule", "check", "config", "new"])
def test_a_path_that_is_called_like_a_command(program: Program, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    write(tmp_path, {f"{name}/x.toy": LOUD, ".lint/toys.py": PLUGIN, ".annolint.toml": CONFIG})
    lines = f"{name}/x.toy:2:1: XAA001 'STOP' shouts\n{name}/x.toy:2:10: XAA002 'go' whispers\n"
    for arguments in (
        [f"./{name}", *ONLY_TOYS],
        ["check", name, *ONLY_TOYS],
        [*ONLY_TOYS, name],
        [*ONLY_TOYS, "--", name],
    ):
        assert program(*arguments) == (1, lines, SUMMARY)


def test_a_path_that_begins_with_a_dash(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"-x.toy": QUIET})
    assert toys("--", "-x.toy").code == 0
    assert toys("./-x.toy").code == 0


def test_version_and_help(program: Program) -> None:
    assert program("--version") == (0, f"annolint {annolint.__version__}\n", "")
    ran = program("--help")
    assert ran.code == 0
    for name in ("check", "config", "formats", "init", "new", "plugins", "rule", "test"):
        assert re.search(rf"^  {name}  +\w", ran.out, re.MULTILINE)
    assert program("-h").out == ran.out
    ran = program("check", "--help")
    assert (ran.code, program("x", "-h").out) == (0, ran.out)
    assert set(re.findall(r"^  (?:-\w, )?(--[a-z-]+|-p)\b", ran.out, re.MULTILINE)) == {
        *("--select", "--extend-select", "--ignore", "--preset", "--scope", "--fail-on"),
        *("--exit-zero", "--output-format", "--statistics", "--show-files", "--profile-rules"),
        *("--stdin-filename", "--ignore-unknown", "--jobs", "--no-cache", "--quiet", "--verbose"),
        *("--config", "--isolated", "-p", "--no-local-plugins", "--help"),
        *("--fix", "--unsafe-fixes", "--diff", "--fix-only", "--interactive", "--show-fixes"),
    }


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--no-such-option"], "--no-such-option"),
        (["x", "--selct", "A"], "--select"),
        (["--preset", "loud"], "'minimal', 'recommended', 'strict', 'all'"),
        (["--jobs", "many"], "'-j' / '--jobs'"),
        (["--select"], "--select"),
    ],
)
def test_wrong_options(program: Program, arguments: list[str], named: str) -> None:
    ran = program(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Error: " in ran.err
    assert named in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--select", "XAA001"], ["XAA001"]),
        (["--select", "XAA001,XAA002"], ["XAA001", "XAA002"]),
        (["--select", " XAA001 , shouting,"], ["XAA001"]),
        (["--select", "XAA001", "--select", "whispering"], ["XAA001", "XAA002"]),
        (["--ignore", "XAA001"], ["XAA002"]),
        (["--ignore", "X", "--extend-select", "XAA002"], ["XAA002"]),
        (["--preset", "minimal"], ["XAA001"]),
        (["--preset", "minimal", "--extend-select", "XAA002"], ["XAA001", "XAA002"]),
        (["-j", "4", "--no-cache"], ["XAA001", "XAA002"]),
    ],
)
def test_selecting(toys: Program, tmp_path: Path, arguments: list[str], codes: list[str]) -> None:
    write(tmp_path, {"x.toy": LOUD})
    assert [line.split()[1] for line in toys("x.toy", *arguments).out.splitlines()] == codes


# What is said


def test_quiet(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, "readme": "no corpus"})
    passed_over = "annolint: 1 file of no known format passed over (--show-files lists them)\n"
    assert toys() == (1, STOP + GO, passed_over + SUMMARY)
    assert toys("-q") == (1, STOP + GO, "")
    assert toys("-qq") == (1, "", "")
    assert toys("-q", "nowhere").err == "nowhere:1:1: ANN001 there is no such file or folder\n"


def test_quiet_keeps_files(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD})
    assert toys("-qq", "x.toy", "--output-format", "concise=out") == (1, "", "")
    assert (tmp_path / "out").read_text() == STOP + GO


def test_verbose(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": QUIET})
    assert toys("-v", "x.toy").err == (
        "annolint: configuration: .annolint.toml\n0 errors, 0 warnings in 1 file\n"
    )
    assert toys("-v", "--isolated", "x.toy").err.startswith("annolint: configuration: none\n")


def test_figures(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, "y.toy": "--- 2\n[STOP](W) [1](W) [2](W)\n"})
    ran = toys("--preset", "all", "--ignore", "repeated-id")
    assert ran.err == "2 errors, 1 warning, 2 infos in 2 files\n"


def test_statistics(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, "y.toy": LOUD.replace("1", "2")})
    assert toys("--statistics").err == (
        "       2 XAA001\n       2 XAA002\n2 errors, 2 warnings in 2 files\n"
    )


def test_profile_rules(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, "y.toy": QUIET})
    lines = toys("--profile-rules").err.splitlines()
    assert sorted(line.split()[-1] for line in lines[:-1]) == ["XAA001", "XAA002", "XCO001"]
    for line in lines[:-1]:
        assert re.fullmatch(r" +\d+\.\d{3} s +\d+\.\d% X\w+", line)
    assert toys("--profile-rules").out == toys().out


def test_show_files(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, "a/y.toy": "", "readme": "no corpus", "\x1b[31m": "no corpus"})
    out = (
        "a/y.toy: toy\nx.toy: toy\n"
        "\\x1b[31m: not read, no format recognises it\n"
        "readme: not read, no format recognises it\n"
    )
    assert toys("--show-files") == (0, out, "")
    ran = toys("--show-files", "x.toy", "nowhere")
    assert ran == (2, "x.toy: toy\n", "nowhere:1:1: ANN001 there is no such file or folder\n")


def test_nothing_to_lint(toys: Program, tmp_path: Path) -> None:
    nothing = "annolint: nothing to lint: no file of a known format in the paths"
    figures = "0 errors, 0 warnings in 0 files\n"
    assert toys() == (2, "", f"{nothing}\n{figures}")
    write(tmp_path, {".git/HEAD": "", ".gitignore": "*.toy", "x.toy": LOUD, "y.toy": LOUD})
    assert toys() == (2, "", f"{nothing}; .gitignore hides 2 names\n{figures}")
    assert toys("-q").err == f"{nothing}; .gitignore hides 2 names\n"


def test_a_plugin_that_fails_in_the_run(toys: Program, tmp_path: Path) -> None:
    plugin = PLUGIN + (
        "\nclass Broken(toys.Rule, frozen=True):\n    code = 'XBR001'\n    name = 'broken'\n"
        "    preset = toys.Preset.MINIMAL\n    def check(self, document):\n        1 / 0\n"
        "RULES = (*toys.RULES, Broken)\n"
    )
    plugin = plugin.replace("return toys.RULES", "return RULES")
    write(tmp_path, {"x.toy": LOUD, ".lint/toys.py": plugin})
    line = plugin.splitlines().index("        1 / 0") + 1
    failure = (
        "x.toy:2:1: ANN902 rule XBR001 broken raised ZeroDivisionError: division by zero "
        f"(toys.py:{line}), first in document 1\n"
    )
    assert toys("x.toy") == (2, STOP + GO, failure + SUMMARY)
    assert toys("x.toy", "--exit-zero").code == 2
    verbose = toys("x.toy", "-v").err
    assert "Traceback (most recent call last):" in verbose
    assert "in check\n    1 / 0\n" in verbose


def test_text_of_others_is_shown_and_not_obeyed(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"a\x1b[31m.toy": "--- 1\n[ST\x1bOP](Word)\n"})
    ran = toys("a\x1b[31m.toy", "no\nwhere")
    assert ran.out == "a\\x1b[31m.toy:2:1: XAA001 'ST\\x1bOP' shouts\n"
    assert ran.err.splitlines()[0] == ("no\\x0awhere:1:1: ANN001 there is no such file or folder")


def test_a_fault_of_annolint_is_no_finding(
    toys: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"x.toy": LOUD})
    monkeypatch.setattr("annolint.runner.Runner.run", lambda _: 1 / 0)
    ran = toys("x.toy")
    assert ran.code == 2
    assert ran.err.splitlines()[-2:] == [
        "ZeroDivisionError: division by zero",
        "annolint: this is a fault of annolint; please report it",
    ]


# Output formats and files


def test_several_formats(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD})
    ran = toys(
        "x.toy", "--output-format", "json=out.json", "--output-format", "concise",
        "--output-format", "concise=out.txt",
    )  # fmt: skip
    assert ran == (1, STOP + GO, SUMMARY)
    assert (tmp_path / "out.txt").read_text() == STOP + GO
    report = json.loads((tmp_path / "out.json").read_bytes())
    assert [each["code"] for each in report["findings"]] == ["XAA001", "XAA002"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".annolint.toml", ".lint", "out.json", "out.txt", "x.toy",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        (["concise", "json"], "two formats for standard output; name a FILE each"),
        (["concise=out", "json=out"], "two formats for out; name a FILE each"),
        (["concise=out", "json=./a/../out"], "two formats for ./a/../out; name a FILE each"),
        (["concise="], "concise= names no file"),
        (["=out"], 'there is no format "" (allowed: concise, '),
        (["consise"], 'there is no format "consise"; did you mean "concise"? (allowed: concise, '),
        (["concise=no/out"], "no/out: there is no such file or folder"),
        (["concise=."], ".: is a directory"),
        (["concise=x.toy/out"], "x.toy/out: not a directory"),
    ],
)
def test_outputs_that_cannot_be(
    toys: Program, tmp_path: Path, formats: list[str], message: str
) -> None:
    write(tmp_path, {"x.toy": LOUD, "a/b": ""})
    ran = toys("x.toy", *(word for each in formats for word in ("--output-format", each)))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"annolint: --output-format: {message}")
    assert len(ran.err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".annolint.toml", ".lint", "a", "x.toy",
    ]  # fmt: skip


def test_a_report_file_takes_the_place_of_the_old_one(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, "real/out": "old"})
    (tmp_path / "real" / "out").chmod(0o640)
    (tmp_path / "out").symlink_to("real/out")
    assert toys("x.toy", "-qq", "--output-format", "concise=out").code == 1
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "out").read_text() == STOP + GO
    assert (tmp_path / "real" / "out").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["out"]


def test_a_report_file_with_a_name_of_the_greatest_length(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD})
    name = 255 * "x"
    assert toys("x.toy", "-qq", "--output-format", f"concise={name}").code == 1
    assert (tmp_path / name).read_text() == STOP + GO


def test_a_report_file_is_not_left_half_written(
    toys: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"x.toy": LOUD, "out": "old"})

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("annolint.suppression.Suppressions.findings", stop)
    assert toys("x.toy", "--output-format", "concise=out").code == 130
    assert (tmp_path / "out").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".annolint.toml", ".lint", "out", "x.toy",
    ]  # fmt: skip


def test_files_that_the_configuration_speaks_of(toys: Program, tmp_path: Path) -> None:
    settings = (
        f"{CONFIG}\n[splits]\ntrain = ['a.toy', 'b*.toy']\ntest = ['b*', 'c.toy']\n"
        "'the dev' = ['d*']\n"
        "[[per-file]]\nfiles = ['a.toy']\n[[per-file]]\nfiles = ['d/']\n"
    )
    files = dict.fromkeys(["a.toy", "b.toy", "c.toy"], QUIET)
    write(tmp_path, {".annolint.toml": settings, **files})
    notes = (
        'annolint: splits."the dev" fits no file\n'
        "annolint: one file belongs in one split, b.toy fits several: train, test\n"
        "annolint: .annolint.toml [[per-file]] 2 fits no file\n"
    )
    checks = ("--select", "XAA001")
    assert toys(*checks) == (0, "", f"{notes}0 errors, 0 warnings in 3 files\n")
    assert toys(*checks, "--quiet") == (0, "", "")
    # Of a part of the project nothing can be said, and nothing of an empty one.
    assert toys(*checks, "c.toy") == (0, "", "0 errors, 0 warnings in 1 file\n")
    write(tmp_path, {"b2.toy": QUIET, "b3.toy": QUIET})
    assert "b.toy (and 2 more) fits several: train, test\n" in toys().err
    for path in tmp_path.glob("*.toy"):
        path.unlink()
    assert "fits no file" not in toys().err


def test_a_corpus_rule_that_is_asked_for_by_name(toys: Program, tmp_path: Path) -> None:
    settings = f"{CONFIG}paths = ['a.toy', 'b.toy']\nextend-select = ['XCO001']\n"
    write(tmp_path, {".annolint.toml": settings, "a.toy": QUIET, "b.toy": QUIET})
    message = (
        "annolint: XCO001 repeated-id judges the corpus as a whole, and the paths are only a part "
        "of it: give no path, which takes all of a.toy b.toy\n"
    )
    for how in (["--select", "XCO001"], ["--extend-select", "XAA,repeated-id"]):
        assert toys("a.toy", *how) == (2, "", message)
        assert toys(*how).code == 1
        assert toys("a.toy", *how, "--scope", "document").code == 0
        assert "no such file" in toys("c.toy", *how).err
    # Who asks for more than this rule knows that not all of it can run.
    for how in ([], ["--select", "XCO"], ["--select", "XCO001", "--ignore", "XCO001"]):
        assert toys("a.toy", *how).code == 0


def test_devices_are_written_to_as_they_are(toys: Program, tmp_path: Path) -> None:
    folder = Path("/dev")
    if os.geteuid() == 0:  # a fault would take the devices of the machine from everybody
        folder = tmp_path / "devices"
        folder.mkdir()
        for name, minor in (("null", 3), ("full", 7)):
            os.mknod(folder / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
    write(tmp_path, {"x.toy": LOUD})
    null, full = folder / "null", folder / "full"
    assert toys("x.toy", "-qq", "--output-format", f"concise={null}").code == 1
    assert null.is_char_device()
    ran = toys("x.toy", "-qq", "--output-format", f"concise={full}")
    assert ran == (2, "", f"annolint: --output-format: {full}: no space left on device\n")
    assert full.is_char_device()


@pytest.mark.parametrize("method", ["__init__", "begin", "finding", "end"])
def test_a_reporter_that_raises(toys: Program, tmp_path: Path, method: str) -> None:
    plugin = PLUGIN + (
        "\nfrom annolint import Reporter\n"
        "class Broken(Reporter):\n    name = 'broken'\n    title = 'broken'\n"
        "    def finding(self, finding):\n        return 'said'\n"
        f"    def {method}(self, *arguments):\n        1 / 0\n"
        "@hookimpl\ndef annolint_reporters():\n    return [Broken]\n"
    )
    write(tmp_path, {"x.toy": LOUD, "out": "old", ".lint/toys.py": plugin})
    ran = toys("x.toy", "--output-format", "broken=out", "--output-format", "concise")
    line = plugin.splitlines().index("        1 / 0") + 1
    raised = f"output format broken raised ZeroDivisionError: division by zero (toys.py:{line})\n"
    if method == "__init__":
        assert ran == (2, "", f"annolint: plugin toys (.lint/toys.py): {raised}")
    else:
        assert ran == (2, STOP + GO, f"annolint: ANN901 {raised}{SUMMARY}")
    assert (tmp_path / "out").read_text() == "old"


def test_a_reporter_that_returns_no_text(toys: Program, tmp_path: Path) -> None:
    plugin = PLUGIN + (
        "\nfrom annolint import Reporter\n"
        "class Broken(Reporter):\n    name = 'broken'\n    title = 'broken'\n"
        "    def finding(self, finding):\n        return None\n"
        "@hookimpl\ndef annolint_reporters():\n    return [Broken]\n"
    )
    write(tmp_path, {"x.toy": LOUD, ".lint/toys.py": plugin})
    ran = toys("x.toy", "--output-format", "broken")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("annolint: ANN901 output format broken raised AttributeError: ")


def test_the_format_of_the_configuration(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, ".annolint.toml": CONFIG + 'output-format = "jsonl"\n'})
    assert [json.loads(line)["code"] for line in toys("x.toy").out.splitlines()] == [
        "XAA001",
        "XAA002",
    ]
    assert toys("x.toy", "--output-format", "concise").out == STOP + GO


# The program in a process of its own


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with the toys and a file that has findings."""
    write(tmp_path, {".lint/toys.py": PLUGIN, ".annolint.toml": CONFIG, "x.toy": LOUD})
    return tmp_path


def arguments(*more: str) -> list[str]:
    # Ctrl-C counts also where whoever runs the tests ignores it, as shells do in the background.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "from annolint.cli import main; main()"
    return [sys.executable, "-W", "error", "-c", code, *ONLY_TOYS, *more]


def environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def spawned(
    project: Path, *more: str, env: Mapping[str, str] | None = None, script: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, or in a shell as `$annolint`."""
    words: Sequence[str] = arguments(*more)
    if script:
        words = ["bash", "-c", script, "bash", *words]
    return subprocess.run(
        words, cwd=project, env=env or environment(), capture_output=True, check=False, timeout=60
    )


def test_a_process(project: Path) -> None:
    ran = spawned(project, "x.toy")
    assert (ran.returncode, ran.stdout.decode(), ran.stderr.decode()) == (1, STOP + GO, SUMMARY)


def test_the_module(project: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "annolint", "--version"],
        cwd=project,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode() == f"annolint {annolint.__version__}\n"


def test_a_pipe_that_is_closed(project: Path) -> None:
    write(project, {"y.toy": "--- 1\n" + "[STOP](Word) \n" * 4000})
    ran = spawned(project, "y.toy", script='"$@" | head -1; echo "${PIPESTATUS[0]}"')
    assert ran.stdout.decode() == "y.toy:2:1: XAA001 'STOP' shouts\n141\n"
    assert ran.stderr == b""


def test_a_pipe_that_is_closed_at_once(project: Path) -> None:
    ran = spawned(project, "x.toy", script='"$@" | sleep 0; echo "${PIPESTATUS[0]}"')
    assert ran.stdout in {b"141\n", b"1\n"}  # the findings may have fitted into the pipe before
    assert b"Traceback" not in ran.stderr
    assert b"Exception ignored" not in ran.stderr


def test_a_full_disk(project: Path) -> None:
    write(project, {"y.toy": "--- 1\n" + "[STOP](Word) \n" * 4000})
    for name in ("x.toy", "y.toy"):
        ran = spawned(project, "-q", name, script='"$@" > /dev/full')
        assert ran.returncode == 2
        assert ran.stderr.decode() == "annolint: standard output: no space left on device\n"


def test_closed_streams(project: Path) -> None:
    ran = spawned(project, "x.toy", script='"$@" >&-')
    assert (ran.returncode, ran.stderr.decode()) == (1, SUMMARY)
    ran = spawned(project, "x.toy", script='"$@" 2>&-')
    assert (ran.returncode, ran.stdout.decode()) == (1, STOP + GO)
    ran = spawned(project, "-", script='"$@" <&-')
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"<stdin>:1:1: ANN001 standard input is closed\n")


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_any_locale(project: Path, env: dict[str, str]) -> None:
    write(project, {"ä.toy": "--- 1\n[ΔΟΚΟΣ](Word)\n", os.fsdecode(b"\xff.toy"): LOUD})
    ran = spawned(project, ".", env=environment(**env))
    assert ran.returncode == 1
    # Without UTF-8 mode, Python does not know what the bytes of the name mean.
    name = "\\xc3\\xa4" if "PYTHONUTF8" in env else "ä"
    assert ran.stdout.decode().splitlines() == [
        "x.toy:2:1: XAA001 'STOP' shouts",
        "x.toy:2:10: XAA002 'go' whispers",
        f"{name}.toy:2:1: XAA001 'ΔΟΚΟΣ' shouts",
        "\\xff.toy:2:1: XAA001 'STOP' shouts",
        "\\xff.toy:2:10: XAA002 'go' whispers",
        "x.toy:2:1: XCO001 id 1 stands twice",
        f"{name}.toy:2:1: XCO001 id 1 stands twice",
        "\\xff.toy:2:1: XCO001 id 1 stands twice",
    ]
    assert ran.stderr == b"3 errors, 5 warnings in 3 files\n"


SLOW = (
    PLUGIN
    + """

class Slow(toys.Rule, frozen=True):
    code = "XSL001"
    name = "slow"
    preset = toys.Preset.MINIMAL

    def check(self, document):
        import pathlib, time
        pathlib.Path("started").touch()
        time.sleep(30)


RULES = (*toys.RULES, Slow)
"""
)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_and_sigterm(project: Path, sent: signal.Signals, code: int, times: int) -> None:
    plugin = SLOW.replace("return toys.RULES", "return RULES")
    write(project, {".lint/toys.py": plugin, "out": "old"})
    program = subprocess.Popen(
        arguments("x.toy", "--output-format", "concise=out"),
        cwd=project,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        eventually((project / "started").exists)
        for _ in range(times):
            program.send_signal(sent)
        out, err = program.communicate(timeout=20)
    finally:
        program.kill()
    assert (program.returncode, out, err) == (code, b"", b"")
    assert (project / "out").read_text() == "old"
    assert not list(project.glob(".annolint-*"))


def test_sigterm_that_somebody_else_sees_to(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD})
    for handler in (signal.SIG_IGN, signal.SIG_DFL):
        before = signal.signal(signal.SIGTERM, handler)
        try:
            assert toys("x.toy", "-qq", "--output-format", "concise=out").code == 1
            assert signal.getsignal(signal.SIGTERM) is handler
        finally:
            signal.signal(signal.SIGTERM, before)


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# At a terminal


def at_terminal(project: Path, *more: str, stdout: bool = True) -> tuple[int, str, str]:
    """Run the program with standard error, and perhaps standard output, at a terminal."""
    leader, follower = pty.openpty()
    program = subprocess.Popen(
        arguments(*more),
        cwd=project,
        env=environment(TERM="xterm", NO_COLOR="1", COLUMNS="100"),
        stdin=subprocess.DEVNULL,
        stdout=follower if stdout else subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    while program.poll() is None or select.select([leader], [], [], 0.1)[0]:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                shown += os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
    os.close(leader)
    out = program.stdout.read().decode() if program.stdout else ""
    if program.stdout:
        program.stdout.close()
    return program.wait(), shown.decode().replace("\r\n", "\n"), out


def test_the_default_at_a_terminal_is_full(project: Path) -> None:
    code, shown, _ = at_terminal(project, "x.toy")
    assert code == 1
    assert "'STOP' shouts" in shown
    assert shown.splitlines()[0] != STOP.rstrip()
    assert shown.endswith(SUMMARY)
    code, shown, out = at_terminal(project, "x.toy", stdout=False)
    assert (code, shown, out) == (1, SUMMARY, STOP + GO)


BIG = ("--- {}\n" + "Fine words and nothing else. " * 40_000 + "[STOP](Word)\n") * 18


def test_a_progress_bar_on_long_runs(project: Path) -> None:
    write(project, {"big.toy": BIG.replace("{}", "1")})
    quiet = ["--ignore", "XCO001", "--output-format", "concise"]
    code, shown, out = at_terminal(project, "big.toy", *quiet, stdout=False)
    assert code == 1
    assert "linting  [" in shown
    assert "linting" not in out
    assert out.count("XAA001") == 18
    code, shown, _ = at_terminal(project, "big.toy", *quiet)
    assert "linting  [" in shown
    # Findings begin at the beginning of a line that was cleared.
    assert "\r\x1b[Kbig.toy:2:" in shown
    for more in (["-q", "big.toy"], ["x.toy"]):
        assert "linting" not in at_terminal(project, *more, *quiet)[1]
    ran = spawned(project, "big.toy", *quiet)
    assert ran.stderr == b"18 errors, 0 warnings in 1 file\n"


# Shell completion


def completed(words: str, incomplete: str) -> list[tuple[str, str]]:
    env = {
        "_ANNOLINT_COMPLETE": "bash_complete",
        "COMP_WORDS": f"annolint {words}{incomplete}",
        "COMP_CWORD": str(len(words.split()) + 1),
    }
    result = CliRunner().invoke(
        command, env=env, prog_name="annolint", complete_var="_ANNOLINT_COMPLETE"
    )
    found = [line.partition(",") for line in result.output.splitlines()]
    return sorted((kind, value) for kind, _, value in found)


def test_completion_of_the_first_word() -> None:
    commands = ["check", "config", "formats", "init", "new", "plugins", "rule", "test"]
    assert completed("", "") == [("file", ""), *(("plain", name) for name in commands)]
    assert completed("", "ru") == [("file", "ru"), ("plain", "rule")]
    assert ("plain", "--select") in completed("", "--")
    assert ("plain", "--version") in completed("", "--")


def test_completion_of_later_words() -> None:
    assert completed("check ", "se") == [("file", "se")]
    assert completed("seeds ", "se") == [("file", "se")]
    assert completed("check ", "--sel") == [("plain", "--select")]
    assert completed("check --preset ", "m") == [("plain", "minimal")]


@pytest.mark.parametrize("name", ["a.pubtator", "./a.pubtator", ".annolint.toml", "link"])
def test_an_output_never_takes_the_place_of_what_is_read(
    program: Program, tmp_path: Path, name: str
) -> None:
    text = "1|t|Rats\n1|a|\n1\t0\t4\trats\tSpecies\t10116\n"
    write(tmp_path, {"a.pubtator": text, ".annolint.toml": ""})
    (tmp_path / "link").symlink_to("a.pubtator")
    ran = program(".", "--output-format", f"csv={name}")
    assert ran.code == 2
    assert ran.err == (
        f"annolint: --output-format: {name} is read in this run and would be lost; "
        "name another FILE\n"
    )
    assert (tmp_path / "a.pubtator").read_text("utf-8") == text
    assert (tmp_path / ".annolint.toml").read_text("utf-8") == ""


def test_a_run_without_rules_says_so(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {"a.pubtator": "1|t|Rats\n1|a|\n1\t0\t4\trats\tSpecies\t10116\n"})
    ran = program("a.pubtator", "--ignore", "ALL")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "annolint: no rule is on: see select and ignore",
        "0 errors, 0 warnings in 1 file",
    ]


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress, lzma.compress])
def test_compressed_data_are_known_by_their_first_bytes(
    program: Program, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    write(tmp_path, {"packed": pack(b"1|t|Rats\n1|a|\n1\t0\t4\tMice\tSpecies\t10116\n")})
    found = (
        ":3:7: SPN001 'Rats' stands at 0-4, not 'Mice', which stands nowhere in the text: "
        "correct the text of the mention\n"
    )
    named = program("packed")
    assert (named.code, named.out) == (1, f"packed{found}")
    piped = program("-", stdin=(tmp_path / "packed").read_bytes())
    assert (piped.code, piped.out) == (1, f"<stdin>{found}")
