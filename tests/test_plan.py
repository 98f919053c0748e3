"""Which files a run reads: folders, ignored names, links, formats, and what cannot be read."""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from annolint import loader
from annolint.inline import Inline
from annolint.plan import Plan, make_plan
from tests.conftest import Program
from tests.toys import LOUD, QUIET, config, write


class Toy(Inline):
    """The bracket notation, told by a suffix or by its first bytes."""

    name = "toy"
    suffixes = (".toy",)

    def sniff(self, head: bytes) -> bool:
        return head.startswith(b"---")


FORMATS = (Toy(), Inline())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def planned(
    *paths: str, settings: str = "", ignore_unknown: bool = False, stdin_name: str | None = None
) -> Plan:
    made = config(settings, formats=FORMATS)
    formats = {each.name: each for each in FORMATS}
    return make_plan(paths, made, formats, stdin_name=stdin_name, ignore_unknown=ignore_unknown)


def read(*paths: str, **options: str) -> list[str]:
    """Return the files that are read, in the order of the report."""
    plan = planned(*paths, **options)  # type: ignore[arg-type] # only strings are given
    assert plan.failures == ()
    return [item.shown for item in plan.inputs]


def failed(plan: Plan) -> list[str]:
    return [f"{each.path}: {each.code} {each.message}" for each in plan.failures]


# Folders


def test_folders_are_read_recursively(here: Path) -> None:
    write(here, dict.fromkeys(["b.toy", "a/z.toy", "a/b/c/d.toy", "a.toy", "a-b/x.toy"], QUIET))
    # Ordered folder by folder, not letter by letter.
    everything = ["a/b/c/d.toy", "a/z.toy", "a-b/x.toy", "a.toy", "b.toy"]
    assert read(".") == everything
    assert read() == everything
    assert read(str(here)) == [str(here / name) for name in everything]
    assert read("a") == ["a/b/c/d.toy", "a/z.toy"]
    assert read("a/", "a/b", "a//b/../b/c/d.toy") == ["a/b/c/d.toy", "a/z.toy"]


def test_configured_paths(here: Path) -> None:
    write(here, dict.fromkeys(["a/x.toy", "b/x.toy", "c.toy"], QUIET))
    assert read(settings='paths = ["c.toy", "a"]') == ["a/x.toy", "c.toy"]
    assert read("b", settings='paths = ["c.toy", "a"]') == ["b/x.toy"]
    plan = planned(settings='paths = ["nowhere"]')
    assert failed(plan) == ["nowhere: ANN001 there is no such file or folder"]


def test_hidden_names_are_passed_over_unless_named(here: Path) -> None:
    write(here, dict.fromkeys([".git/x.toy", ".x.toy", "a/.b/x.toy", "x.toy"], QUIET))
    assert read(".") == ["x.toy"]
    assert read(".x.toy", "a/.b") == [".x.toy", "a/.b/x.toy"]


def test_what_is_not_recognised(here: Path) -> None:
    write(
        here,
        {
            "a.toy": QUIET,
            "b.txt": QUIET,
            "c.txt": "no corpus",
            "d.toy": "no matter",
            "empty.toy": "",
            "empty.txt": "",
            "binary": bytes(range(256)),
        },
    )
    plan = planned(".")
    assert [item.shown for item in plan.inputs] == ["a.toy", "b.txt", "d.toy", "empty.toy"]
    assert plan.skipped == ("binary", "c.txt", "empty.txt")
    assert plan.failures == ()


def test_what_is_named_must_be_recognised(here: Path) -> None:
    write(here, {"a.txt": QUIET, "b.txt": "no corpus", "empty.txt": ""})
    plan = planned("a.txt", "b.txt", "empty.txt")
    assert [item.shown for item in plan.inputs] == ["a.txt", "empty.txt"]
    assert failed(plan) == [
        (
            "b.txt: ANN002 no format recognises it (known: toy, inline); name its format in "
            "[formats] of .annolint.toml"
        )
    ]
    plan = planned("a.txt", "b.txt", "nowhere", ignore_unknown=True)
    assert [item.shown for item in plan.inputs] == ["a.txt"]
    assert plan.skipped == ("b.txt",)
    assert failed(plan) == ["nowhere: ANN001 there is no such file or folder"]


# Include, exclude


FILES = ["a/x.toy", "a/y.toy", "b/x.toy", "x.toy"]


@pytest.mark.parametrize(
    ("settings", "paths", "expected"),
    [
        ('exclude = ["a/"]', ".", ["b/x.toy", "x.toy"]),
        ('exclude = ["a"]', ".", ["b/x.toy", "x.toy"]),
        ('exclude = ["a/**"]', ".", ["b/x.toy", "x.toy"]),
        ('exclude = ["x.toy"]', ".", ["a/y.toy"]),
        ('exclude = ["/x.toy"]', ".", ["a/x.toy", "a/y.toy", "b/x.toy"]),
        ('exclude = ["*.toy", "!y.toy"]', ".", ["a/y.toy"]),
        ('include = ["a/*"]', ".", ["a/x.toy", "a/y.toy"]),
        ('include = ["x.toy"]\nexclude = ["/b"]', ".", ["a/x.toy", "x.toy"]),
        # What is named is read although `include` does not speak of it, but not what is excluded.
        ('include = ["a/*"]', "b/x.toy x.toy", ["b/x.toy", "x.toy"]),
        ('exclude = ["a"]', "a b/x.toy", ["b/x.toy"]),
        ('exclude = ["a"]', "a/x.toy b", ["b/x.toy"]),
    ],
)
def test_include_and_exclude(here: Path, settings: str, paths: str, expected: list[str]) -> None:
    write(here, dict.fromkeys(FILES, QUIET))
    assert read(*paths.split(), settings=settings) == expected


def test_excluded_files_that_are_named_are_counted(here: Path) -> None:
    write(here, dict.fromkeys(FILES, QUIET))
    plan = planned("a/x.toy", "./a/x.toy", "a/y.toy", settings='exclude = ["a"]')
    assert (plan.inputs, plan.excluded, plan.failures) == ((), 2, ())


def test_excluded_folders_are_not_entered(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, dict.fromkeys(FILES, QUIET))
    entered: list[str] = []
    scan = os.scandir

    def scandir(path: str) -> object:
        entered.append(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    read(".", settings='exclude = ["a/"]')
    assert sorted(entered) == [".", "b"]


# .gitignore


def test_gitignore(here: Path) -> None:
    write(here, dict.fromkeys([*FILES, "a/keep/z.toy", "c/x.toy", "c/d/w.toy", "ä.toy"], QUIET))
    write(
        here,
        {
            ".git/HEAD": "",
            ".gitignore": "# a comment\nx.toy\n!/x.toy\n/c/\n\xe4.toy\n[z-a]\n!\n",
            "a/.gitignore": "*\n!x.toy\n!keep/\n",
            "a/keep/.gitignore": "!*\n",
        },
    )
    assert read(".") == ["a/keep/z.toy", "a/x.toy", "x.toy"]
    # The nested file holds from above, the file above holds below.
    assert read("a") == ["a/keep/z.toy", "a/x.toy"]
    assert read("b") == []
    # What is named is meant, and what it ignores itself still counts.
    assert read("c") == ["c/d/w.toy", "c/x.toy"]
    assert read("c/d") == ["c/d/w.toy"]
    assert read("b/x.toy") == ["b/x.toy"]


def test_gitignore_from_the_root_above(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, dict.fromkeys(FILES, QUIET))
    write(here, {".git": "gitdir: elsewhere", ".gitignore": "/a/y.toy\n"})
    monkeypatch.chdir(here / "a")
    assert read(".") == ["x.toy"]
    assert read("../a") == ["../a/x.toy"]
    assert read("..") == ["../a/x.toy", "../b/x.toy", "../x.toy"]


def test_gitignore_below_the_root_only(here: Path) -> None:
    write(here, dict.fromkeys(FILES, QUIET))
    write(here, {"a/.git/HEAD": "", ".gitignore": "*\n"})
    assert read("a") == ["a/x.toy", "a/y.toy"]


def test_gitignore_that_is_no_file(here: Path) -> None:
    write(here, {"x.toy": QUIET, ".gitignore/x": ""})
    assert read(".") == ["x.toy"]


@pytest.mark.parametrize(
    ("line", "ignored"),
    [
        ("[ab]x.toy", "ax.toy"),
        ("a\\!x.toy", "a!x.toy"),
        ("a?.toy", "ax.toy"),
        ("*x.toy", "ax.toy"),
        ("**/d/*.toy", "d/x.toy"),
        ("d/", "d/x.toy"),
        ("x.toy  ", "d/x.toy"),
        ("#x.toy", None),
        ("y", None),
    ],
)
def test_one_line_of_gitignore(here: Path, line: str, ignored: str | None) -> None:
    names = ["#x.toy", "a!x.toy", "ax.toy", "d/x.toy", "q.toy"]
    write(here, {**dict.fromkeys(names, QUIET), ".git/HEAD": "", ".gitignore": f"{line}\n"})
    for name in names:
        (here / name).write_text(f"{QUIET}{name}", encoding="utf-8")
    hidden = {ignored, *(["a!x.toy", "#x.toy", "d/x.toy"] if line == "*x.toy" else [])}
    assert read(".") == sorted(set(names) - hidden, key=lambda name: Path(name).parts)


def test_gitignore_agrees_with_git(here: Path) -> None:
    names = ["a", "a.log", "b/a.log", "b/c", "b/c.d/e", "d/a", "d/e/f", "x y", "#h", "q/r/s/t"]
    names += ["w/a", "w/keep/a", "w/keep/sub/a", "w/keep/deep/a", "w/no/a", "v/data/a", "v/data/b"]
    write(here, {f"{name}.toy": QUIET for name in names})
    write(
        here,
        {
            ".gitignore": "*.log.toy\n!b/*.log.toy\n/d/*\n!/d/e\nb/**/e.toy\n\\#h.toy\nx\\ y.toy\n"
            "q/*/s/\n",
            "d/.gitignore": "f.toy\n",
            "w/.gitignore": "*\n!keep/\n!no\n!a.toy\n",
            "w/keep/.gitignore": "!/sub\n",
            "v/.gitignore": "data/**\n!data/b.toy\n",
        },
    )
    git = ["git", "-c", "core.excludesFile=", "-c", "core.quotePath=off"]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    expected = sorted(name for name in listed if name.endswith(".toy"))
    assert expected
    assert sorted(read(".")) == expected


# Links and other kinds of files


def test_loops_of_links(here: Path) -> None:
    write(here, {"a/b/x.toy": QUIET})
    (here / "a" / "b" / "up").symlink_to("..")
    (here / "a" / "b" / "self").symlink_to(".")
    (here / "a" / "root").symlink_to("/")
    (here / "a" / "round").symlink_to("round")
    (here / "a" / "round.toy").symlink_to("round.toy")
    plan = planned("a")
    assert [item.shown for item in plan.inputs] == ["a/b/x.toy"]
    assert plan.skipped == ("a/round",)
    assert failed(plan) == [
        "a/round.toy: ANN001 the link leads nowhere: too many levels of symbolic links"
    ]


def test_a_loop_of_links_that_is_named(here: Path) -> None:
    (here / "round.toy").symlink_to("round.toy")
    (here / "a").symlink_to("b")
    (here / "b").symlink_to("a")
    why = "ANN001 too many levels of symbolic links"
    plan = planned("round.toy", "a/x.toy", settings='paths = ["b/y.toy"]')
    assert failed(plan) == [f"a/x.toy: {why}", f"round.toy: {why}"]
    assert not plan.whole_corpus


def test_linked_folders(here: Path) -> None:
    write(here, {"z/x.toy": QUIET, "../out/y.toy": QUIET})
    (here / "a").symlink_to("z")
    (here / "zz").symlink_to("z")
    (here / "b").symlink_to("../out")
    assert read(".") == ["b/y.toy", "z/x.toy"]
    assert read("a") == ["a/x.toy"]


def test_links_that_lead_nowhere(here: Path) -> None:
    write(here, {"x.toy": QUIET})
    for name in ("gone", "gone.toy", ".#x.toy"):
        (here / name).symlink_to("nothing")
    plan = planned(".")
    assert [item.shown for item in plan.inputs] == ["x.toy"]
    assert plan.skipped == ("gone",)
    nowhere = "there is no such file or folder"
    assert failed(plan) == [f"gone.toy: ANN001 the link leads nowhere: {nowhere}"]
    assert failed(planned("gone")) == [f"gone: ANN001 {nowhere}"]


def test_a_file_with_two_names(here: Path) -> None:
    write(here, {"b.toy": QUIET})
    (here / "a.toy").symlink_to("b.toy")
    (here / "c.toy").hardlink_to(here / "b.toy")
    for paths in (["."], ["b.toy", "a.toy", "c.toy"], ["c.toy", "b.toy", "a.toy", ".", "./a.toy"]):
        assert read(*paths) == ["a.toy"]
    assert read("c.toy", "b.toy") == ["b.toy"]


@pytest.mark.parametrize("name", ["pipe", "pipe.toy", "pipe.toy.gz"])
def test_a_fifo(here: Path, name: str) -> None:
    write(here, {"x.toy": QUIET})
    os.mkfifo(here / name)
    plan = planned(".")
    assert ([item.shown for item in plan.inputs], plan.skipped) == (["x.toy"], (name,))
    assert plan.failures == ()


@pytest.mark.parametrize("name", ["pipe", "pipe.toy"])
def test_a_fifo_that_is_named(toys: Program, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    write(tmp_path, {"x.toy": LOUD})
    ran = toys(name, "x.toy")
    assert ran.code == 2
    assert ran.out == "x.toy:2:1: XAA001 'STOP' shouts\nx.toy:2:10: XAA002 'go' whispers\n"
    assert ran.err.splitlines()[0] == (
        f"{name}:1:1: ANN001 is a named pipe; annolint reads regular files"
    )


def test_devices(here: Path) -> None:
    assert (here / "x.toy").parent.is_dir()
    plan = planned("/dev/zero")
    assert failed(plan) == ["/dev/zero: ANN001 is a device; annolint reads regular files"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nowhere", "there is no such file or folder"),
        ("./nowhere/", "there is no such file or folder"),
        ("x.toy/y", "not a directory"),
        ("y" * 300, "file name too long"),
        ("", "a path is empty"),
    ],
)
def test_what_is_not_there(here: Path, path: str, reason: str) -> None:
    write(here, {"x.toy": QUIET})
    plan = planned(path, path, "x.toy")
    assert [item.shown for item in plan.inputs] == ["x.toy"]
    shown = os.path.normpath(path) if path else ""
    assert failed(plan) == [f"{shown}: ANN001 {reason}"]


def forbidden(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make a folder unreadable, also for root."""
    scan = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_an_unreadable_folder_is_named_and_the_others_are_read(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, dict.fromkeys(["a/x.toy", "b/x.toy", "c/x.toy"], QUIET))
    forbidden(monkeypatch, "b")
    plan = planned(".")
    assert [item.shown for item in plan.inputs] == ["a/x.toy", "c/x.toy"]
    assert failed(plan) == ["b: ANN001 permission denied"]
    assert failed(planned("b")) == ["b: ANN001 permission denied"]


def test_an_unreadable_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"a.txt": QUIET, "b.txt": QUIET})
    plain = Path.open

    def opened(path: Path, *arguments: object, **more: object) -> object:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path, *arguments, **more)  # type: ignore[call-overload] # passed on

    monkeypatch.setattr(Path, "open", opened)
    for plan in (planned("."), planned("a.txt", "b.txt")):
        assert [item.shown for item in plan.inputs] == ["b.txt"]
        assert failed(plan) == ["a.txt: ANN001 permission denied"]


# Formats


def test_globs_of_the_configuration_win(here: Path) -> None:
    write(here, {"a.toy": QUIET, "old/a.toy": QUIET, "b.txt": "x", "c.inline": QUIET, "d": "x"})
    plan = planned(
        ".",
        settings='[formats]\n"old/*.toy" = "inline"\n"*.toy" = "toy"\n"/d" = "toy"\n'
        '"c.*" = "toy"\n',
    )
    assert [(item.shown, item.format.name) for item in plan.inputs] == [
        ("a.toy", "toy"),
        ("c.inline", "toy"),
        ("d", "toy"),
        ("old/a.toy", "inline"),
    ]
    assert plan.skipped == ("b.txt",)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_files(here: Path, suffix: str) -> None:
    pack = PACKERS[suffix]
    write(
        here,
        {
            f"a.toy.{suffix}": pack(b"no matter"),
            f"B.TOY.{suffix.upper()}": pack(b"no matter"),
            f"c.txt.{suffix}": pack(QUIET.encode()),
            f"d.{suffix}": pack(QUIET.encode()),
            f"e.{suffix}": pack(b"no corpus"),
            f"f.{suffix}": b"not compressed at all",
            f"g.toy.{suffix}.{suffix}": pack(pack(QUIET.encode())),
        },
    )
    plan = planned(".")
    names = [f"B.TOY.{suffix.upper()}", f"a.toy.{suffix}", f"c.txt.{suffix}", f"d.{suffix}"]
    assert [item.shown for item in plan.inputs] == names
    assert plan.skipped == (f"e.{suffix}", f"g.toy.{suffix}.{suffix}")
    (failure,) = plan.failures
    assert (failure.code, failure.path) == ("ANN001", f"f.{suffix}")
    with loader.opened(f"c.txt.{suffix}") as stream:
        assert stream.read().decode() == QUIET


# Standard input


def test_standard_input(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"x.toy": QUIET})

    def given(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    for data, name, settings, shown in (
        (QUIET.encode(), None, "", ["<stdin>"]),
        (QUIET.encode(), "y.txt", "", ["y.txt"]),
        (b"no corpus", "y.toy", "", ["y.toy"]),
        (gzip.compress(QUIET.encode()), "y.gz", "", ["y.gz"]),
        (b"no corpus", "old/y.txt", '[formats]\n"old/*" = "toy"', ["old/y.txt"]),
        (b"", None, "", ["<stdin>"]),
    ):
        given(data)
        plan = planned("-", "x.toy", "-", stdin_name=name, settings=settings)
        assert sorted(item.shown for item in plan.inputs) == sorted([*shown, "x.toy"])
        assert plan.failures == ()
        plan.close()
    given(b"no corpus")
    plan = planned("-")
    assert [failure.code for failure in plan.failures] == ["ANN002"]
    given(QUIET.encode())
    plan = planned("-", stdin_name="old/y.toy", settings='exclude = ["old"]')
    assert (plan.inputs, plan.excluded, plan.failures) == ((), 1, ())


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert failed(planned("-")) == ["<stdin>: ANN001 standard input is closed"]


# What a run covers


@pytest.mark.parametrize(
    ("settings", "paths", "whole_corpus", "whole_project"),
    [
        ("", [], True, True),
        ("", ["."], True, True),
        ("", ["a"], True, False),
        ("", ["a/x.toy"], True, False),
        ("", ["-"], True, False),
        ("", [".."], True, True),
        ('paths = ["a", "b/x.toy"]', [], True, True),
        ('paths = ["a", "b/x.toy"]', ["a", "b"], True, True),
        ('paths = ["a", "b/x.toy"]', ["a/", "b/x.toy", "c"], True, True),
        ('paths = ["a", "b/x.toy"]', ["."], True, True),
        ('paths = ["a", "b/x.toy"]', ["a"], False, False),
        ('paths = ["a", "b/x.toy"]', ["a/x.toy", "a/y.toy", "b"], False, False),
        ('paths = ["a", "b/x.toy"]', ["-"], False, False),
        ('paths = ["a"]', ["c"], False, False),
    ],
)
def test_what_a_run_covers(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: str,
    paths: list[str],
    whole_corpus: bool,
    whole_project: bool,
) -> None:
    write(here, dict.fromkeys([*FILES, "c/x.toy"], QUIET))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    plan = planned(*paths, settings=settings)
    assert (plan.whole_corpus, plan.whole_project) == (whole_corpus, whole_project)
    plan.close()
