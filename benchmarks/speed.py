"""Time annolint beside the tools that people know, as pairs in one run.

Two comparisons: start-up, `annolint seeds/` beside `flake8` on one small file; throughput,
`annolint` with its default rules on a generated PubTator file beside `bioc.pubtator.load`, which
merely loads the same file. Machines are noisy: each round runs both commands one after the other,
and what counts is the median of the ratios. On the same file, what each rule costs.

    pip install -e '.[bench]'
    python benchmarks/speed.py --size 100MB --write docs/benchmarks.md

Knows nothing of how annolint works inside.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent
_ENVIRONMENT = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}
"""Both programs start from compiled modules, as they do where they are installed."""
_PROFILED = ("recommended", "strict")
_COST = re.compile(r" *([0-9.]+) s +([0-9.]+%) ([A-Z]+[0-9]+)")
_SMALL_MODULE = """\
def double(number: int) -> int:
    return 2 * number
"""
_BIOC = """
import sys
from bioc import pubtator
with open(sys.argv[1], encoding="utf-8") as file:
    documents = pubtator.load(file)
assert documents
"""


class Measured(NamedTuple):
    """Wall-clock seconds and peak memory in MB of one process."""

    seconds: float
    megabytes: float


class Pair(NamedTuple):
    """Two commands that were run in turn."""

    name: str
    ours: list[Measured]
    theirs: list[Measured]

    @property
    def ratios(self) -> list[float]:
        """Our time over theirs, round by round."""
        return [a.seconds / b.seconds for a, b in zip(self.ours, self.theirs, strict=True)]


def measure(command: list[str]) -> Measured:
    """Run a command to its end on one core and take its time and memory."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own commands
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        preexec_fn=_one_core,  # noqa: PLW1509 - this program has one thread
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def compare(name: str, ours: list[str], theirs: list[str], rounds: int) -> Pair:
    """Run two commands in turn, once unmeasured, then `rounds` times."""
    measure(ours)
    measure(theirs)
    pair = Pair(name, [], [])
    for _ in range(rounds):
        pair.ours.append(measure(ours))
        pair.theirs.append(measure(theirs))
    return pair


def startup(folder: Path, rounds: int) -> Pair:
    """Compare start-up: annolint on its seeds, flake8 on one small file."""
    module = folder / "small.py"
    module.write_text(_SMALL_MODULE, encoding="utf-8")
    return compare(
        "start-up: `annolint seeds/` / `flake8` on one small file",
        [str(_BIN / "annolint"), "seeds/"],
        [str(_BIN / "flake8"), "--isolated", str(module)],
        rounds,
    )


def generated(folder: Path, size: str) -> Path:
    """Write the corpus on which the tools are compared."""
    corpus = folder / "corpus.pubtator"
    generate = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(corpus)]
    subprocess.run([*generate, "--size", size, "--seed", "1"], check=True)  # noqa: S603 - our own script
    return corpus


def throughput(corpus: Path, size: str, rounds: int) -> Pair:
    """Compare throughput on one core: annolint's default rules, bioc's loader."""
    return compare(
        f"{size} PubTator: `annolint` with default rules / `bioc.pubtator.load`",
        [str(_BIN / "annolint"), "--isolated", "-j1", "--no-cache", str(corpus)],
        [sys.executable, "-c", _BIOC, str(corpus)],
        rounds,
    )


def rule_costs(corpus: Path, preset: str) -> str:
    """Return what each rule of a preset takes of the time of all rules, as a Markdown table."""
    command = [str(_BIN / "annolint"), "--isolated", "--preset", preset, "--profile-rules", "-q"]
    done = subprocess.run(  # noqa: S603 - our own program
        [*command, str(corpus)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        check=False, env=_ENVIRONMENT,
    )  # fmt: skip
    found = (_COST.fullmatch(line) for line in done.stderr.splitlines())
    rows = [f"| {match[3]} | {match[1]} s | {match[2]} |" for match in found if match]
    if not rows:
        raise SystemExit(f"annolint showed no costs:\n{done.stderr}")
    return "\n".join(["| rule | time | share |", "|---|---|---|", *rows]) + "\n"


def table(pairs: list[Pair]) -> str:
    """Return the figures as a Markdown table."""
    rows = [
        "| comparison | annolint | other | ratio (min to max) | annolint peak | other peak |",
        "|---|---|---|---|---|---|",
    ]
    for pair in pairs:
        ours = statistics.median(each.seconds for each in pair.ours)
        theirs = statistics.median(each.seconds for each in pair.theirs)
        ratios = pair.ratios
        rows.append(
            f"| {pair.name} | {ours:.3f} s | {theirs:.3f} s "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, "
            f"n = {len(ratios)}) "
            f"| {max(each.megabytes for each in pair.ours):.0f} MB "
            f"| {max(each.megabytes for each in pair.theirs):.0f} MB |"
        )
    return "\n".join(rows) + "\n"


def replace(file: Path, figures: dict[str, str]) -> None:
    """Put figures in the place of those that stand between their markers in a page."""
    page = file.read_text(encoding="utf-8")
    for marker, text in figures.items():
        head, _, rest = page.partition(f"<!-- {marker} -->\n")
        _, end, tail = rest.partition(f"<!-- end of {marker} -->\n")
        page = f"{head}<!-- {marker} -->\n{text}{end}{tail}"
    file.write_text(page, encoding="utf-8")


def main() -> None:
    """Measure and print; write the page on request."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", default="100MB", help="size of the generated corpus")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the throughput pair")
    parser.add_argument("--write", type=Path, help="page whose table is replaced")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = generated(folder, arguments.size)
        pairs = [
            startup(folder, rounds=4 * arguments.rounds),
            throughput(corpus, arguments.size, arguments.rounds),
        ]
        figures = {"table": table(pairs)} | {
            f"costs of {preset}": rule_costs(corpus, preset) for preset in _PROFILED
        }
    print("\n".join(figures.values()))
    if arguments.write:
        replace(arguments.write, figures)


if __name__ == "__main__":
    main()
