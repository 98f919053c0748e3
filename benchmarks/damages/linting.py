"""Run annolint as a user would, in this process: a folder in, its JSON report out.

Knows the command line and the JSON output, and nothing of what is behind them.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from annolint.cli import main
from annolint.testing import registry


class Place(NamedTuple):
    """A finding, or an error of the run: where it stands, what it is called, how safe its fix is.

    `fix` is `safe` or `unsafe`, empty where there is none.
    """

    path: str
    line: int
    code: str
    column: int = 1
    end_column: int = 1
    fix: str = ""


@contextlib.contextmanager
def _captured(said: io.StringIO) -> Iterator[io.BytesIO]:
    """Take what is written to standard output as bytes, and to standard error as text."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(said):
        yield out
    text.detach()


def run(folder: Path, arguments: list[str]) -> str:
    """Run the program in a folder, and return what it writes to standard output.

    Raises:
        RuntimeError: annolint could not do its job, for another reason than an unreadable file.
    """
    said = io.StringIO()
    status: object = 0
    with contextlib.chdir(folder), _captured(said) as out:
        try:
            main(arguments)
        except SystemExit as ended:
            status = ended.code
    text = out.getvalue().decode()
    if status not in {0, 1} and not text:
        raise RuntimeError(f"annolint {' '.join(arguments)} ended with {status}: {said.getvalue()}")
    return text


def known_codes() -> frozenset[str]:
    """Return the codes of all rules, and of annolint's own errors."""
    return frozenset(registry().rules) | {"ANN001", "ANN002"}


def has_command(name: str) -> bool:
    """Say whether annolint has a command."""
    return re.search(rf"^  {name} ", run(Path.cwd(), ["--help"]), re.MULTILINE) is not None


def lint(
    folder: Path, preset: str, codes: Collection[str], fixing: Collection[str] = ()
) -> list[Place]:
    """Lint a folder with its own configuration: a preset, and some rules besides.

    `fixing` are the options that have it repaired; then what is left is returned.
    """
    rules = sorted(code for code in codes if code in registry().rules)
    arguments = [".", "--preset", preset, "--output-format", "json", "-q", "-j1", *fixing]
    arguments += ["--extend-select", ",".join(rules)] if rules else []
    report: dict[str, Any] = json.loads(run(folder, arguments))
    found = []
    for each in report["findings"]:
        ends = each["end_column"] if each["end_line"] == each["line"] else sys.maxsize
        fix = (each["fix"] or {}).get("safety", "")
        found.append(Place(each["path"], each["line"], each["code"], each["column"], ends, fix))
    found += [Place(each["path"], 0, each["code"]) for each in report["errors"]]
    return found
