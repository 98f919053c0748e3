"""Lint a folder of corpora, one corpus at a time, and print findings by corpus and rule.

    python scripts/corpora.py FOLDER [--preset strict] [--list]

Each folder below FOLDER is one corpus. With `--list`, every finding follows as file, line and code;
no text of a corpus is printed. Knows annolint's JSON output and nothing of its insides.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_PROGRAM = [sys.executable, "-c", "from annolint.cli import main; main()"]


def lint(corpus: Path, preset: str) -> dict[str, Any]:
    """Return annolint's JSON report on one corpus."""
    command = [*_PROGRAM, ".", "--isolated", "--preset", preset, "--output-format", "json", "-q"]
    done = subprocess.run(command, cwd=corpus, capture_output=True, check=False)  # noqa: S603 - our own program
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def table(counts: dict[str, Counter[str]]) -> str:
    """Return a Markdown table of rules by corpora; rules without findings are left out."""
    codes = sorted({code for each in counts.values() for code in each})
    rows = ["| corpus | " + " | ".join([*codes, "all"]) + " |", "|---" * (len(codes) + 2) + "|"]
    for name, each in counts.items():
        cells = [str(each[code] or "") for code in codes]
        rows.append(f"| {name} | " + " | ".join([*cells, str(each.total())]) + " |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Print the table, and the places of the findings on request."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with one folder for each corpus")
    parser.add_argument("--preset", default="recommended")
    parser.add_argument("--list", action="store_true", help="list the place of each finding")
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        raise SystemExit(f"{arguments.folder}: no such folder; name the folder with the corpora")
    counts: dict[str, Counter[str]] = {}
    places = []
    for corpus in sorted(path for path in arguments.folder.iterdir() if path.is_dir()):
        report = lint(corpus, arguments.preset)
        findings = report["findings"]
        counts[corpus.name] = Counter(finding["code"] for finding in findings)
        places += [
            f"- {corpus.name}/{finding['path']}:{finding['line']} {finding['code']}"
            for finding in findings
        ]
        for error in report["errors"]:
            print(f"{corpus.name}: {error['code']} {error['message']}", file=sys.stderr)
    print(table(counts))
    if arguments.list:
        print("\n".join(places))


if __name__ == "__main__":
    main()
