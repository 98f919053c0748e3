"""Run annolint as a user would, in this process: a folder in, its JSON report out.

Knows the command line and the JSON output, and nothing of what is behind them.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from annolint.cli import main
from annolint.testing import registry

_USAGE = 2


class Place(NamedTuple):
    """A finding, or an error of the run: where it stands and what it is called."""

    path: str
    line: int
    code: str
    column: int = 1
    end_column: int = 1


@contextlib.contextmanager
def _captured() -> Iterator[io.BytesIO]:
    """Take what is written to standard output as bytes, and pass over standard error."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(io.StringIO()):
        yield out
    text.detach()


def known_codes() -> frozenset[str]:
    """Return the codes of all rules, and of annolint's own errors."""
    return frozenset(registry().rules) | {"ANN001", "ANN002"}


def lint(folder: Path, preset: str, codes: Collection[str]) -> list[Place]:
    """Lint a folder with its own configuration: a preset, and some rules besides.

    Raises:
        RuntimeError: annolint could not do its job, for another reason than an unreadable file.
    """
    rules = sorted(code for code in codes if code in registry().rules)
    arguments = [".", "--preset", preset, "--output-format", "json", "-q", "-j1"]
    arguments += ["--extend-select", ",".join(rules)] if rules else []
    with contextlib.chdir(folder), _captured() as out:
        status = _status(arguments)
    if not out.getvalue():
        raise RuntimeError(f"annolint {' '.join(arguments)} ended with {status}")
    report: dict[str, Any] = json.loads(out.getvalue())
    found = []
    for each in report["findings"]:
        ends = each["end_column"] if each["end_line"] == each["line"] else sys.maxsize
        found.append(Place(each["path"], each["line"], each["code"], each["column"], ends))
    found += [Place(each["path"], 0, each["code"]) for each in report["errors"]]
    return found


def _status(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else _USAGE
    return 0
