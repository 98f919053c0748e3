"""Damage one corpus in the same ways in every format, and see that the findings are the same.

    python benchmarks/parity.py [--damage NAME …] [--format NAME …] [--keep FOLDER]
                                [--write docs/parity.md]

The corpus is made up, in terms of the document model; each format's writer makes files of it. For
each kind of damage and each format: is there one finding, with the right code, at the right
mention? Where a format cannot say what is damaged, the table says so. The exit code is 1 where
something else is found.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if __package__ in {None, ""}:
    sys.path[0] = str(ROOT)  # run as a file: find the bench beside it, as the tests do

import annolint  # noqa: E402 - after the path is set
from annolint import Document, Finding, plugins, settings  # noqa: E402 - after the path is set
from annolint.config import Overrides, resolve  # noqa: E402 - after the path is set
from annolint.plan import make_plan  # noqa: E402 - after the path is set
from annolint.runner import Runner  # noqa: E402 - after the path is set
from benchmarks.parities import corpus  # noqa: E402 - after the path is set
from benchmarks.parities.damages import DAMAGES, Damage, Hits  # noqa: E402 - after the path is set
from benchmarks.writers import WRITERS, Writer  # noqa: E402 - after the path is set
from benchmarks.writers.inexpressible import Inexpressible  # noqa: E402 - after the path is set

_FOUND = "\u2713"
_TABLE = re.compile(r"(?<=<!-- measured: parity -->\n).*?(?=<!-- end of measured -->)", re.DOTALL)


class Cell(NamedTuple):
    """What came of one damage in one format: `fault` is empty if it was found, and alone.

    `reason` is why the format has no way to say it; it is not linted then.
    """

    fault: str = ""
    reason: str = ""


class Bench:
    """Writes and lints damaged corpora below a folder.

    Raises:
        SystemExit: The clean corpus is not clean in some format.
    """

    def __init__(self, work: Path) -> None:
        self._work = work
        (work / ".annolint.toml").write_text(corpus.SETTINGS, encoding="utf-8")
        (work / "mesh.tsv").write_text(corpus.terminology(), encoding="utf-8")
        self._registry = plugins.load()
        loaded = settings.read(work / ".annolint.toml", annolint.__version__)
        self._config = resolve(loaded, self._registry, cached=False)
        # A schema that demands identifiers is not one for formats without.
        self._without_concepts = resolve(
            loaded, self._registry, Overrides(ignore=("CID004",)), cached=False
        )
        self._clean = corpus.clean()
        self._number = 0

    def lint(self, documents: Sequence[Document], writer: Writer) -> Counter[tuple[str, str]]:
        """Write documents as files, lint them, and count findings by code and mention.

        Raises:
            Inexpressible: The format cannot say what stands in the documents.
        """
        files = writer.written(documents)
        config = self._without_concepts if "concepts" in writer.omits else self._config
        self._number += 1
        folder = self._work / str(self._number)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        found: list[Finding] = []
        plan = make_plan([str(folder)], config, self._registry.formats)
        outcome = Runner(config, plan, found.append).run()
        failed = [f"{each.code} {each.message}" for each in outcome.failures]
        if failed or not plan.inputs:
            return Counter((each, "") for each in failed or ["nothing was read"])
        return Counter((each.code, each.mention or "") for each in found)

    def check_clean(self, name: str, writer: Writer) -> None:
        """Exit if something is found in the clean corpus."""
        if found := self.lint(self._clean, writer):
            sys.exit(f"{name}: the clean corpus has findings: {dict(found)}")

    def run(self, damage: Damage, writer: Writer) -> Cell:
        """Lint one damage in one format."""
        if lacking := damage.needs & writer.omits:
            return Cell(reason=f"no {' or '.join(sorted(lacking))}")
        hits: Hits = damage.hurt(list(self._clean))
        try:
            found = self.lint(hits.documents, writer)
        except Inexpressible as reason:
            return Cell(reason=str(reason))
        expected = Counter((damage.code, text) for text in hits.at)
        if found == expected or ("texts" in writer.omits and _codes(found) == _codes(expected)):
            return Cell()
        shown = [f"{code} at {text!r}" if text else code for code, text in found.elements()]
        return Cell(fault=", ".join(shown) or "nothing")


def _codes(found: Counter[tuple[str, str]]) -> Counter[str]:
    """Count findings by code: a format without texts has for one what stands at its offsets."""
    return Counter(code for code, _ in found.elements())


def table(cells: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return the table of damages and formats, and what the dashes in it stand for."""
    formats = list(next(iter(cells.values())))
    rows = ["| damage | code | " + " | ".join(formats) + " |", "| --- " * (len(formats) + 2) + "|"]
    reasons: dict[str, list[str]] = {}
    for name, row in cells.items():
        shown = []
        for file_format, cell in row.items():
            shown.append(cell.fault or ("\u2013" if cell.reason else _FOUND))
            if cell.reason:
                reasons.setdefault(f"{name}: {cell.reason}", []).append(file_format)
        rows.append(f"| {name} | {DAMAGES[name].code} | {' | '.join(shown)} |")
    notes = [f"- {what} ({', '.join(formats)})" for what, formats in reasons.items()]
    told = sum(not cell.reason for row in cells.values() for cell in row.values())
    same = sum(cell == Cell() for row in cells.values() for cell in row.values())
    head = (
        f"{corpus.SIZE} documents, {len(cells)} kinds of damage, {len(formats)} formats: {told} "
        f"of {len(cells) * len(formats)} cells can be said, and in {same} of them the damage is "
        "found under its code, at its mention, and nothing else."
    )
    return "\n".join([head, "", *rows, "", "What cannot be said:", "", *notes, ""])


def cells(
    work: Path, damages: Sequence[str] = (), formats: Sequence[str] = ()
) -> dict[str, dict[str, Cell]]:
    """Return what came of each damage in each format; all of them unless some are named."""
    bench = Bench(work)
    writers = {name: WRITERS[name] for name in formats or WRITERS}
    for name, writer in writers.items():
        bench.check_clean(name, writer)
    return {
        name: {each: bench.run(DAMAGES[name], writer) for each, writer in writers.items()}
        for name in damages or DAMAGES
    }


def faults(found: Mapping[str, Mapping[str, Cell]]) -> Iterator[str]:
    """Yield the cells in which something else was found."""
    for name, row in found.items():
        for file_format, cell in row.items():
            if cell.fault:
                yield f"{file_format}: {name}: {cell.fault}, not {DAMAGES[name].code}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; print the table, write the page on request."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--damage", nargs="+", choices=DAMAGES, metavar="NAME", default=())
    parser.add_argument("--format", nargs="+", choices=WRITERS, metavar="NAME", default=())
    parser.add_argument("--keep", type=Path, help="new folder to write the damaged files to")
    parser.add_argument("--write", type=Path, help="page whose table is replaced")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        work = options.keep or Path(name)
        work.mkdir(parents=True, exist_ok=True)
        found = cells(work, options.damage, options.format)
    figures = table(found)
    print(figures)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(_TABLE.sub(lambda _: f"\n{figures}\n", page), encoding="utf-8")
    wrong = list(faults(found))
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
