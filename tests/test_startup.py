"""Start-up matters to users of pre-commit: nothing is imported that the run does not need."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.toys import write

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

BASE = """
import sys, click, msgspec, pluggy
from importlib.metadata import entry_points
entry_points(group="annolint")
"""
"""What no run can do without: the libraries of the command line, the values and the plugins."""

RUN = """
import sys
from annolint.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0, end.code
"""

NEEDED = {
    "annolint": "itself",
    "annolint_formats": "itself",
    "annolint_reporters": "itself",
    "annolint_rules": "itself",
    "copy": "parts of corpus rules are merged into a copy",
    "difflib": "the nearest spelling, in rules",
    "gc": "the collector of cycles looks less often",
    "heapq": "difflib",
    "json": "reads values of JSON files and says where they stand; 2 ms",
    "pkgutil": "the rules of the package are listed",
    "traceback": "names the line in which a plugin failed",
    "unicodedata": "what letters and marks are, in rules",
}
"""What a run may import besides, and why; names that begin with `_` belong to these."""

COSTLY = {
    "asyncio": "nothing waits",
    "bioregistry": "1.3 s; its patterns are in a table",
    "bz2": "only for .bz2 files; zipfile imports it",
    "concurrent": "one process does the work",
    "fastobo": "only to compile a terminology",
    "ftfy": "only where a text looks like mojibake",
    "gzip": "only for .gz files",
    "http": "nothing comes from a network",
    "hypothesis": "for tests",
    "jsonschema": "for tests",
    "logging": "nobody logs",
    "lzma": "only for .xz files; zipfile imports it",
    "multiprocessing": "one process does the work",
    "packaging": "20 ms; only for required-version",
    "pathspec": "20 ms; only for globs, and .gitignore lines that come near to a name",
    "platformdirs": "only where there are terminologies",
    "pronto": "60 ms; only to compile a terminology",
    "pydantic": "msgspec checks values",
    "pytest": "for tests",
    "rensa": "5 ms; only for the splits of a project",
    "rich": "65 ms; only to paint",
    "sqlite3": "only where there are terminologies",
    "ssl": "nothing comes from a network",
    "tomli": "only where there is a configuration",
    "unittest": "for tests",
    "xml": "no format needs it yet",
    "zstandard": "only for .zst files",
}
"""What must not be imported, and when it would have to be."""


def imported(folder: Path, code: str, *arguments: str) -> set[str]:
    """Return the top-level modules that are imported when `code` has run in a new process."""
    script = code + "\nprint(*sys.modules, sep='\\n', file=sys.stderr)\n"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", script, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {line.partition(".")[0] for line in ran.stderr.splitlines() if " " not in line}
    return {name for name in names if not name.startswith("_") and "__" not in name}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a corpus, in no repository and without a configuration."""
    folder = tmp_path_factory.mktemp("corpus")
    write(folder, {path.name: path.read_bytes() for path in SEEDS.glob("*.pubtator")})
    assert list(folder.iterdir())
    return folder


@pytest.fixture(scope="module")
def base(folder: Path) -> set[str]:
    """Return what is imported before annolint itself is."""
    return imported(folder, BASE)


def test_a_run_imports_what_it_needs(folder: Path, base: set[str]) -> None:
    new = imported(folder, RUN, ".") - base
    assert {"annolint", "annolint_rules", "annolint_formats", "annolint_reporters"} <= new
    # A module that turns up here is imported later, or gets its reason in NEEDED.
    assert {name: COSTLY.get(name, "?") for name in new - NEEDED.keys()} == {}


TERMS = 'terminologies.SIGN = "x.obo"'
PADDED = "1|t|Take 茶 daily\n1|a|\n1\t5\t7\t茶 \tChemical\tD001241\n"
EMPTY_GZ = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00" + bytes(8)


@pytest.mark.parametrize(
    ("name", "content", "arguments", "module"),
    [
        (".annolint.toml", "", [], "tomli"),
        (".annolint.toml", 'required-version = ">=0.1"', [], "packaging"),
        (".annolint.toml", 'exclude = ["old/"]', [], "pathspec"),
        (".annolint.toml", '[[per-file]]\nfiles = ["old/"]\n', [], "pathspec"),
        (".gitignore", "[o]ld/\n", [], "pathspec"),
        ("x.pubtator.gz", EMPTY_GZ, [], "gzip"),
        ("x.pubtator", PADDED, ["--output-format", "full"], "rich"),
        (".annolint.toml", TERMS, ["--no-cache"], "sqlite3"),
        (".annolint.toml", TERMS, ["--no-cache"], "fastobo"),
        (".annolint.toml", TERMS, [], "platformdirs"),
        (".annolint.toml", '[splits]\ntrain = ["*.pubtator"]\n', [], "rensa"),
    ],
)
def test_what_is_imported_only_when_it_is_needed(
    folder: Path, tmp_path: Path, name: str, content: str | bytes, arguments: list[str], module: str
) -> None:
    write(tmp_path, {path.name: path.read_bytes() for path in folder.iterdir()})
    write(tmp_path, {".git/HEAD": "", ".gitignore": "# nothing\n*.log\n/build/\n"})
    write(tmp_path, {"x.obo": "[Term]\nid: SIGN:1\n"})
    if module != "tomli":
        assert module not in imported(tmp_path, RUN, "--isolated", *arguments)
    write(tmp_path, {name: content})
    assert module in imported(tmp_path, RUN, "--exit-zero", *arguments)


def test_the_lists_do_not_contradict_each_other() -> None:
    assert NEEDED.keys() & COSTLY.keys() == set()
