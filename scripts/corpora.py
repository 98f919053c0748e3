"""Lint a folder of corpora and write the table of findings, with a verdict on each.

    python scripts/corpora.py FOLDER [--also FOLDER …] [--write docs/corpora.md] [--unjudged]

Each folder below FOLDER is one corpus. Under each of the two presets stands a table of rules by
corpora, and below it the findings with the verdicts of `scripts/verdicts.tsv`: every one, or a
random 30 of a cell that holds more. Corpora of other formats follow, `--also`, with the default
preset. Only file, line and code are shown, no text of a corpus. `--unjudged` lists the shown
findings that have no verdict yet; any makes the exit code 1.

Knows annolint's JSON output, and its readers only to count mentions.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from annolint import Document, plugins, settings
from annolint.config import Config, Overrides, resolve
from annolint.plan import Input, Plan, make_plan
from annolint.runner import Runner

ROOT = Path(__file__).resolve().parent.parent
VERDICTS = ROOT / "scripts" / "verdicts.tsv"
_PRESETS = ("recommended", "strict")
_SHOWN = 30
_PROGRAM = [sys.executable, "-c", "from annolint.cli import main; main()"]


class Found(NamedTuple):
    """One finding: corpus, path below the corpus, line and code."""

    corpus: str
    path: str
    line: int
    code: str


class Verdict(NamedTuple):
    """What somebody who looked at a finding says of it."""

    is_true: bool
    reason: str


class Corpus(NamedTuple):
    """A folder of files and the number of mentions in them."""

    name: str
    mentions: int


def corpora(folder: Path) -> Iterator[Corpus]:
    """Yield the corpora below a folder that hold files of a known format."""
    registry = plugins.load()
    config = resolve(settings.none(folder.absolute()), registry, Overrides(select=()))
    for path in sorted(each for each in folder.iterdir() if each.is_dir()):
        plan = make_plan([str(path)], config, registry.formats)
        if plan.inputs:
            yield Corpus(path.name, _mentions(plan, config))


def _mentions(plan: Plan, config: Config) -> int:
    """Count the mentions in the files of a plan."""
    count = 0

    def observe(item: Input, number: int, document: Document | None, found: object) -> None:  # noqa: ARG001
        nonlocal count
        count += len(document.mentions) if document is not None else 0

    Runner(config, plan, lambda _: None, observe=observe).run()
    return count


def _annolint(corpus: Path, *arguments: str) -> str:
    command = [*_PROGRAM, ".", "--isolated", *arguments]
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=corpus, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"annolint failed on {corpus.name}:\n{done.stderr}")
    return done.stdout


def lint(folder: Path, corpus: Corpus, preset: str) -> list[Found]:
    """Return what annolint finds in a corpus, in its order."""
    report = json.loads(
        _annolint(folder / corpus.name, "--preset", preset, "--output-format", "json", "-q")
    )
    return [
        Found(corpus.name, each["path"], each["line"], each["code"]) for each in report["findings"]
    ]


def read_verdicts(file: Path = VERDICTS) -> dict[Found, Verdict]:
    """Read the verdicts: corpus, path, line, code, true or false, and the reason.

    Raises:
        ValueError: A verdict is neither true nor false, or has no reason.
    """
    found = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["verdict"] not in ("true", "false") or not row["reason"]:
                raise ValueError(f"{file.name}: no verdict with a reason: {row}")
            key = Found(row["corpus"], row["path"], int(row["line"]), row["code"])
            found[key] = Verdict(row["verdict"] == "true", row["reason"])
    return found


def sample(findings: Sequence[Found]) -> list[Found]:
    """Return all findings of a cell, or a random few; the same ones for the same findings."""
    if len(findings) <= _SHOWN:
        return list(findings)
    chance = random.Random(f"{findings[0].corpus} {findings[0].code}")  # noqa: S311 - no secret
    return sorted(chance.sample(findings, _SHOWN), key=findings.index)


def cells(findings: Sequence[Found]) -> dict[tuple[str, str], list[Found]]:
    """Group findings by code and corpus, in the order of codes."""
    found: dict[tuple[str, str], list[Found]] = {}
    for finding in sorted(findings, key=lambda each: (each.code, each.corpus)):
        found.setdefault((finding.code, finding.corpus), []).append(finding)
    return found


def counts_table(names: Sequence[Corpus], findings: Sequence[Found]) -> Iterator[str]:
    """Yield a Markdown table of rules by corpora; rules without findings are left out."""
    counts = Counter((each.code, each.corpus) for each in findings)
    codes = sorted({code for code, _ in counts})
    yield f"| rule | {' | '.join(each.name for each in names)} | all |"
    yield "|---" * (len(names) + 2) + "|"
    total = sum(each.mentions for each in names)
    yield f"| *mentions* | {' | '.join(f'*{each.mentions:,}*' for each in names)} | *{total:,}* |"
    for code in codes:
        row = [counts[code, each.name] for each in names]
        yield f"| {code} | {' | '.join(str(each or '') for each in row)} | {sum(row)} |"
    sums = [sum(counts[code, each.name] for code in codes) for each in names]
    yield f"| all | {' | '.join(map(str, sums))} | {sum(sums)} |"


def summary(
    names: Sequence[Corpus], findings: Sequence[Found], verdicts: Mapping[Found, Verdict]
) -> str:
    """Say in one sentence what the verdicts amount to; a sample speaks for its whole cell."""
    looked_at = false = 0
    estimated = 0.0
    for cell in cells(findings).values():
        judged = [verdicts[each] for each in sample(cell) if each in verdicts]
        wrong = sum(not each.is_true for each in judged)
        looked_at += len(judged)
        false += wrong
        estimated += len(cell) * wrong / len(judged) if judged else 0
    if not looked_at:
        return "No finding was looked at."
    mentions = sum(each.mentions for each in names)
    return (
        f"{looked_at} of {len(findings)} findings were looked at: {looked_at - false} are true, "
        f"{false} false. Where a sample speaks for its cell, that is a precision of "
        f"{1 - estimated / len(findings):.2f} and {10_000 * estimated / mentions:.1f} false "
        "findings in 10,000 mentions."
    )


def verdicts_table(shown: Sequence[Found], verdicts: Mapping[Found, Verdict]) -> Iterator[str]:
    """Yield a Markdown table of findings and verdicts."""
    yield "| rule | file | line | verdict |"
    yield "|---|---|---|---|"
    for each in shown:
        verdict = verdicts.get(each)
        said = "not looked at"
        if verdict is not None:
            said = f"{'true' if verdict.is_true else 'FALSE'}: {verdict.reason}"
        yield f"| {each.code} | {each.corpus}/{each.path} | {each.line} | {said} |"


def section(
    title: str,
    names: Sequence[Corpus],
    findings: Sequence[Found],
    shown: Sequence[Found],
    verdicts: Mapping[Found, Verdict],
) -> Iterator[str]:
    """Yield the lines of one preset or format."""
    yield from (f"## {title}", "", *counts_table(names, findings), "")
    yield from (summary(names, findings, verdicts), "", *verdicts_table(shown, verdicts), "")


def main() -> None:
    """Print or write the tables; fail where a finding has no verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with one folder for each corpus")
    parser.add_argument(
        "--also", type=Path, nargs="+", default=(), help="folders of corpora in other formats"
    )
    parser.add_argument("--write", type=Path, help="page whose tables are replaced")
    parser.add_argument("--unjudged", action="store_true", help="list what has no verdict yet")
    arguments = parser.parse_args()
    for folder in (arguments.folder, *arguments.also):
        if not folder.is_dir():
            raise SystemExit(f"{folder}: no such folder; name the folder with the corpora")
    verdicts = read_verdicts()
    runs = [(f"Preset `{preset}`", arguments.folder, preset) for preset in _PRESETS]
    runs += [(f"Format {each.name}, default preset", each, _PRESETS[0]) for each in arguments.also]
    lines: list[str] = []
    missing: set[Found] = set()
    before: set[Found] = set()
    for title, folder, preset in runs:
        names = list(corpora(folder))
        findings = [each for name in names for each in lint(folder, name, preset)]
        shown = [
            finding
            for cell in cells([each for each in findings if each not in before]).values()
            for finding in sample(cell)
        ]
        missing.update(each for each in shown if each not in verdicts)
        lines += section(title, names, findings, shown, verdicts)
        before.update(findings)
    text = "\n".join(lines).rstrip() + "\n"
    if arguments.unjudged:
        print("\n".join("\t".join(map(str, each)) for each in sorted(missing)))
    elif arguments.write:
        replace(arguments.write, text)
    else:
        print(text, end="")
    if missing:
        raise SystemExit(f"{len(missing)} findings have no verdict in {VERDICTS.name}")


def replace(page: Path, text: str) -> None:
    """Replace what stands between the markers of a page."""
    begin, end = "<!-- tables -->\n", "<!-- end of tables -->\n"
    head, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, tail = rest.partition(end)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=page.parent, delete=False
    ) as stream:
        stream.write(f"{head}{begin}{text}{end}{tail}")
    Path(stream.name).replace(page)


if __name__ == "__main__":
    main()
