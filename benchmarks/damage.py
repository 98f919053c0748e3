"""Damage clean gold documents in more than a hundred ways, and see what annolint says of each.

    python benchmarks/damage.py [FOLDER] [--tries 40] [--seed 1] [--kind NAME …] [--failures]
                                [--keep FOLDER] [--write docs/damage.md]

Each folder below FOLDER is one corpus of PubTator files. Without FOLDER a made-up corpus is used.
For each kind of damage a clean document is picked, hurt at a random place and linted among its
neighbours: is it found under the right code, at the right line and field, with exactly one finding;
what do repairs make of it; and what do bioc and bconv say of the same file (`pip install -e
'.[bench]'`)? The exit code is 1 when that is below the thresholds in `damages.scores`. No text of a
corpus is printed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __package__ in {None, ""}:
    sys.path[0] = str(ROOT)  # run as a file: find the bench beside it, as the tests do

from benchmarks import generate  # noqa: E402 - after the path is set
from benchmarks.damages import (  # noqa: E402, F401 - after the path is set; they register kinds
    blocks,
    characters,
    columns,
    concepts,
    consistency,
    documents,
    drift,
    edges,
    files,
    gold,
    offsets,
    relations,
    scores,
    setups,
    surfaces,
    types,
    unseen,
)
from benchmarks.damages.bench import Bench, Corpus, clean  # noqa: E402 - after the path is set
from benchmarks.damages.kinds import KINDS  # noqa: E402 - after the path is set
from benchmarks.damages.peers import peers  # noqa: E402 - after the path is set

_MADE_UP = 260
"""Documents of the made-up corpus."""


def read_corpora(folder: Path) -> Iterator[tuple[str, list[gold.Document]]]:
    """Yield name and regular documents of each corpus below a folder."""
    for corpus in sorted(path for path in folder.iterdir() if path.is_dir()):
        found: dict[str, gold.Document] = {}
        for file in sorted(path for path in corpus.rglob("*") if path.is_file()):
            for document in gold.read(file):
                found.setdefault(document.id, document)
        if found:
            yield corpus.name, list(found.values())


def made_up(seed: int, count: int) -> Iterator[tuple[str, list[gold.Document]]]:
    """Yield made-up corpora: a plain one, one with all of Unicode, one with prefixes."""
    for name in ("generated", "generated-unicode", "generated-prefixed"):
        pages = islice(generate.documents(seed, unicode="unicode" in name), count)
        text = "".join(pages)
        if "prefixed" in name:
            text = re.sub(r"(?<=[\t|])[CD][0-9]{6}(?=[|\t\n])", r"MESH:\g<0>", text)
        yield name, gold.parsed(text)


def corpora(folder: Path | None, work: Path, preset: str, seed: int) -> list[Corpus]:
    """Return the corpora with their clean documents."""
    found = []
    for name, everything in read_corpora(folder) if folder else made_up(seed, _MADE_UP):
        kept = clean(work / "clean", everything, preset)
        if kept:
            found.append(Corpus(name, kept, setups.vocabulary(kept)))
    return found


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "folder", type=Path, nargs="?", help="folder with one folder for each corpus"
    )
    parser.add_argument("--tries", type=int, default=40, help="damaged files for each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--preset", default="recommended")
    parser.add_argument("--kind", nargs="+", choices=KINDS, metavar="NAME", help="only these kinds")
    parser.add_argument("--failures", action="store_true", help="list what was missed or not alone")
    parser.add_argument("--keep", type=Path, help="folder to write the damaged files to")
    parser.add_argument("--write", type=Path, help="page whose tables are replaced")
    options = parser.parse_args(arguments)
    if options.folder is not None and not options.folder.is_dir():
        parser.error(f"{options.folder}: no such folder; name the folder with the corpora")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; print the tables, write the page on request."""
    options = parsed(arguments)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        found = corpora(options.folder, work, options.preset, options.seed)
        bench = Bench(work, found, options.preset, peers(), keep=options.keep)
        wanted = [KINDS[each] for each in options.kind or KINDS]
        results = [bench.run(kind, options.tries, options.seed) for kind in wanted]
    figures = scores.tables(results)
    print(figures)
    if options.failures:
        print("\n".join(scores.failures(results)))
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        head, _, rest = page.partition("<!-- tables -->\n")
        _, _, tail = rest.partition("<!-- end of tables -->\n")
        text = f"{head}<!-- tables -->\n{figures}<!-- end of tables -->\n{tail}"
        options.write.write_text(text, encoding="utf-8")
    wrong = scores.below(results)
    print("\n".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
