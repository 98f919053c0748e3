"""Plant slips in gold, see which of them the consistency rules find, and what they say of gold.

    python benchmarks/consistency.py FOLDER [--seed N] [--write PAGE] [--list]

Each folder below FOLDER is one corpus of PubTator files. Its documents are cut into two halves by
their ids: the thresholds of the rules were chosen on the first, the second shows what they are
worth. Slips of one kind are planted in one mention of 300, in several rounds, never two in one
document or in mentions of the same words, so that each is judged by the evidence of the others:

- a mention is removed (COR001);
- an edge is moved by a word, inwards or outwards (COR002);
- a type is changed to another one of the corpus (TYP004);
- an identifier is changed to another one of the type (CID002, or CID001 where the document shows
  it).

`--list` adds a random 50 of the findings on the untouched corpora as file, line and code, for
reading them there; no text of a corpus is printed. Knows annolint's JSON output and nothing of its
insides.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

CODES = ("COR001", "COR002", "TYP004", "CID002")
HALVES = ("first", "second")
CLASSES = (("once", 1), ("2 to 5 times", 2), ("6 to 20 times", 6), ("more often", 21))
"""How often a mention's words are mentions of its corpus, the slip included; from here on."""

_PROGRAM = [sys.executable, "-c", "from annolint.cli import main; main()"]
_FEWEST = 500
"""A corpus with fewer mentions has nothing to be consistent with."""
_SHOWN = 50
_SPACING = 300
"""Mentions for each slip of one kind that is planted at the same time."""
_ROUNDS = 8

_EDGES = (
    (re.compile(r"\w[\w'-]* \Z"), True, True),
    (re.compile(r"\S+ "), False, True),
    (re.compile(r" \S+\Z"), True, False),
    (re.compile(r" \w[\w'-]*"), False, False),
)
"""A word outside or inside an edge; whether it ends where it is sought; whether at the start."""


class Mention(NamedTuple):
    """The line of a mention: its number in the block and its columns."""

    row: int
    columns: list[str]

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return int(self.columns[1]), int(self.columns[2])

    @property
    def words(self) -> str:
        """What counts as the same words."""
        return self.columns[3].lower()

    def replaced(self, first: int, *columns: str) -> str:
        """Return the line with other columns from number `first` on."""
        rest = self.columns[first + len(columns) :]
        return "\t".join([*self.columns[:first], *columns, *rest])


class Block(NamedTuple):
    """The lines of one document, and where it stood in the corpus."""

    path: str
    line: int
    rows: list[str]

    @property
    def text(self) -> str:
        """Title and abstract, as offsets count them."""
        return "\n".join(row.split("|", 2)[2] for row in self.rows[:2])

    def mentions(self) -> Iterator[Mention]:
        """Yield the mentions."""
        for number, row in enumerate(self.rows):
            columns = row.split("\t")
            if len(columns) > 5 and columns[1].isdigit() and columns[2].isdigit():  # noqa: PLR2004 - the format
                yield Mention(number, columns)


class Half(NamedTuple):
    """The documents of half a corpus; how often words are mentions; identifiers by type."""

    blocks: list[Block]
    words: Counter[str]
    concepts: dict[str, list[str]]


class Slip(NamedTuple):
    """A line and what becomes of it (None: it is removed); which codes must find it, and where."""

    row: int
    line: str | None
    codes: tuple[str, ...]
    found_row: int
    found_column: int | None = None


Plant = Callable[[random.Random, Half, Block, Mention], Slip | None]


def removed(_: random.Random, __: Half, block: Block, mention: Mention) -> Slip | None:
    """Remove a mention that no other one overlaps."""
    start, end = mention.span
    overlapping = [
        other for other in block.mentions() if other.span[0] < end and start < other.span[1]
    ]
    if len(overlapping) > 1:
        return None
    title = block.text.index("\n")
    row, offset = (0, start) if start <= title else (1, start - title - 1)
    head = len(block.rows[row]) - len(block.rows[row].split("|", 2)[2])
    return Slip(mention.row, None, ("COR001",), row, head + offset + 1)


def moved(chance: random.Random, _: Half, block: Block, mention: Mention) -> Slip | None:
    """Move one edge by one word."""
    start, end = mention.span
    text = block.text
    ways = []
    for word, ends_here, is_start in _EDGES:
        outside = ends_here == is_start
        low, high = (start, end) if not outside else (0, start) if is_start else (end, len(text))
        match = word.search(text, low, high) if ends_here else word.match(text, low, high)
        if match:
            edge = match.start() if ends_here else match.end()
            ways.append((edge, end) if is_start else (start, edge))
    if not ways:
        return None
    low, high = chance.choice(ways)
    line = mention.replaced(1, str(low), str(high), text[low:high])
    return Slip(mention.row, line, ("COR002",), mention.row)


def retyped(chance: random.Random, half: Half, _: Block, mention: Mention) -> Slip | None:
    """Give a mention another type."""
    others = sorted(half.concepts.keys() - {mention.columns[4]})
    if not others:
        return None
    return Slip(mention.row, mention.replaced(4, chance.choice(others)), ("TYP004",), mention.row)


def renumbered(chance: random.Random, half: Half, _: Block, mention: Mention) -> Slip | None:
    """Give a mention the identifier of another concept of its type."""
    kind, concept = mention.columns[4:6]
    other = chance.choice(half.concepts[kind])
    if concept.strip() in ("", "-", "-1") or other in (concept, "", "-", "-1"):
        return None
    return Slip(mention.row, mention.replaced(5, other), ("CID002", "CID001"), mention.row)


PLANTS: dict[str, Plant] = {
    "a mention removed": removed,
    "an edge moved": moved,
    "a type changed": retyped,
    "an identifier changed": renumbered,
}


def halves(corpus: Path) -> list[Half]:
    """Read the PubTator files of a corpus and cut it into two by the ids of the documents."""
    blocks: tuple[list[Block], list[Block]] = ([], [])
    for file in sorted(path for path in corpus.rglob("*") if path.is_file()):
        line = 1
        for part in re.split(r"\n(?=\n*\d+\|t\|)", file.read_text("utf-8", "replace")):
            skipped = len(part) - len(part.lstrip("\n"))
            rows = part.strip("\n").split("\n")
            if [row.split("|")[1:2] for row in rows[:2]] == [["t"], ["a"]]:
                identifier = rows[0].partition("|")[0]
                path = str(file.relative_to(corpus))
                half = blocks[zlib.crc32(identifier.encode()) % 2]
                half.append(Block(path, line + skipped, rows))
            line += part.count("\n") + 1
    return [_half(each) for each in blocks]


def _half(blocks: list[Block]) -> Half:
    mentions = [mention for block in blocks for mention in block.mentions()]
    concepts: dict[str, set[str]] = {}
    for mention in mentions:
        concepts.setdefault(mention.columns[4], set()).add(mention.columns[5])
    return Half(
        blocks,
        Counter(mention.words for mention in mentions),
        {kind: sorted(found) for kind, found in sorted(concepts.items())},
    )


def lint(blocks: Iterable[list[str]]) -> tuple[list[int], set[tuple[int, int, str]]]:
    """Lint documents; return the line at which each begins, and line, column, code of findings."""
    lines: list[str] = []
    starts = []
    for rows in blocks:
        starts.append(len(lines) + 1)
        lines += [*rows, ""]
    codes = ",".join((*CODES, "CID001"))
    command = [*_PROGRAM, ".", "--isolated", "--select", codes, "--output-format", "json", "-q"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "half.pubtator").write_text("\n".join(lines), encoding="utf-8")
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - our own program
    report = json.loads(done.stdout)
    return starts, {(each["line"], each["column"], each["code"]) for each in report["findings"]}


def planted(chance: random.Random, half: Half, plant: Plant) -> tuple[Counter[str], Counter[str]]:
    """Plant slips of one kind in half a corpus; return how many there are and how many are found.

    Both are by class of frequency.
    """
    slips: dict[int, tuple[Slip, str]] = {}
    used: set[str] = set()
    documents = [block.rows for block in half.blocks]
    for number in chance.sample(range(len(documents)), len(documents)):
        block = half.blocks[number]
        mentions = [mention for mention in block.mentions() if mention.words not in used]
        if len(slips) < half.words.total() // _SPACING and mentions:
            mention = chance.choice(mentions)
            slip = plant(chance, half, block, mention)
            if slip is not None:
                used.add(mention.words)
                slips[number] = slip, _class(half.words[mention.words])
                changed = [] if slip.line is None else [slip.line]
                documents[number] = [*block.rows[: slip.row], *changed, *block.rows[slip.row + 1 :]]
    starts, findings = lint(documents)
    total, found = Counter[str](), Counter[str]()
    for number, (slip, frequency) in slips.items():
        total[frequency] += 1
        line = starts[number] + slip.found_row
        found[frequency] += any(
            where == line and code in slip.codes and slip.found_column in (None, column)
            for where, column, code in findings
        )
    return total, found


def _class(times: int) -> str:
    return next(name for name, least in reversed(CLASSES) if times >= least)


def untouched(corpus: str, half: Half) -> list[str]:
    """Return place and code of the findings on half a corpus as it is."""
    starts, findings = lint(block.rows for block in half.blocks)
    places = []
    for line, _, code in sorted(findings):
        if code in CODES:
            number = max(index for index, start in enumerate(starts) if start <= line)
            block = half.blocks[number]
            places.append(f"{corpus}/{block.path}:{block.line + line - starts[number]} {code}")
    return places


def table(folder: Path, seed: int) -> tuple[str, list[str]]:
    """Return the Markdown tables, and the places of the findings on the untouched corpora."""
    totals: Counter[tuple[str, str, str]] = Counter()
    founds: Counter[tuple[str, str, str]] = Counter()
    gold: Counter[tuple[str, str]] = Counter()
    mentions: Counter[str] = Counter()
    places = []
    for corpus in sorted(path for path in folder.iterdir() if path.is_dir()):
        for name, half in zip(HALVES, halves(corpus), strict=True):
            if half.words.total() < _FEWEST:
                continue
            mentions[name] += half.words.total()
            here = untouched(corpus.name, half)
            places += here
            gold.update((name, place.rpartition(" ")[2]) for place in here)
            for kind, plant in PLANTS.items():
                chance = random.Random(f"{seed} {corpus.name} {name} {kind}")  # noqa: S311 - no secret
                for _ in range(_ROUNDS):
                    total, found = planted(chance, half, plant)
                    totals.update({(name, kind, each): times for each, times in total.items()})
                    founds.update({(name, kind, each): times for each, times in found.items()})
    rows = ["| slip | half | " + " | ".join(name for name, _ in CLASSES) + " |"]
    rows.append("|---" * (len(CLASSES) + 2) + "|")
    for kind in PLANTS:
        for name in HALVES:
            cells = [
                f"{founds[name, kind, each]} of {totals[name, kind, each]}" for each, _ in CLASSES
            ]
            rows.append(f"| {kind} | {name} | " + " | ".join(cells) + " |")
    rows += ["", "| untouched gold | mentions | " + " | ".join(CODES) + " |"]
    rows.append("|---" * (len(CODES) + 2) + "|")
    for name in HALVES:
        cells = [str(gold[name, code]) for code in CODES]
        rows.append(f"| {name} half | {mentions[name]:,} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n", places


def main() -> None:
    """Print the tables; write the page and list findings on request."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with one folder for each corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help="page whose tables are replaced")
    parser.add_argument("--list", action="store_true", help="list findings on untouched gold")
    arguments = parser.parse_args()
    figures, places = table(arguments.folder, arguments.seed)
    print(figures)
    if arguments.list:
        chance = random.Random(arguments.seed)  # noqa: S311 - no secret depends on it
        print("\n".join(sorted(chance.sample(places, min(_SHOWN, len(places))))))
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        head, _, rest = page.partition("<!-- consistency -->\n")
        _, _, tail = rest.partition("<!-- end of consistency -->\n")
        text = f"{head}<!-- consistency -->\n{figures}<!-- end of consistency -->\n{tail}"
        arguments.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
