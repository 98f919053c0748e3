"""Kill annolint at random moments while it repairs a corpus, and look whether anything is lost.

    python scripts/kills.py [--kills 200] [--files 50] [--seed 0]

A kill (SIGKILL) comes just before one of the calls that the program makes to the system. It is done
to `annolint --fix` over a corpus of single files, and to the replacing of a corpus where two of
three files belong together in pairs. After each kill every file must be its old or its new self;
after the next run all must be new, and nothing may be left over. Exit code 1 if that does not hold,
or if less than half of the kills came between the first and the last replace.

Knows the command line, and which calls of Python reach the system.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NamedTuple

from annolint.cli import main as annolint
from annolint.staging import recover
from annolint.writing import Replacement, replace_files, stamp

_CALLS = {"open", "fsync", "flock", "rename", "replace", "unlink", "link", "chmod", "fchown"}
_WRITES = {"write", "flush", "close"}
"""What changes files, by the names of functions of `posix`, `fcntl` and `io`, and of streams."""

Work = Callable[[Path], None]


class Corpus(NamedTuple):
    """The files of a folder, before and after they are repaired; those of a document together."""

    old: Mapping[str, bytes]
    new: Mapping[str, bytes]

    def write(self, folder: Path) -> None:
        """Make the folder, with the old files."""
        folder.mkdir()
        for name, content in self.old.items():
            (folder / name).write_bytes(content)

    def states(self, folder: Path) -> dict[str, bool]:
        """Say of each file whether it is new; raises `AssertionError` if it is neither."""
        states = {}
        for name, old in self.old.items():
            now = (folder / name).read_bytes()
            if now not in (old, self.new[name]):
                raise AssertionError(f"{folder / name} is neither old nor new")
            states[name] = now == self.new[name]
        return states


def singles(files: int) -> Corpus:
    """Return documents with a padded mention each, one in a file."""
    old, new = {}, {}
    for number in range(files):
        head = f"{number}|t|Take aspirin daily\n{number}|a|\n{number}\t5\t"
        old[f"{number:03}.pubtator"] = f"{head}13\taspirin \tDrug\tD001241\n".encode()
        new[f"{number:03}.pubtator"] = f"{head}12\taspirin\tDrug\tD001241\n".encode()
    return Corpus(old, new)


def pairs(files: int) -> Corpus:
    """Return documents of which every second has two files, named alike but for the suffix."""
    endings = ("a.ann", "a.txt", "b.txt")
    names = [f"{number:03}{ending}" for number in range(files) for ending in endings][:files]
    return Corpus(
        {name: b"old " + name.encode() for name in names},
        {name: b"new and longer " + name.encode() for name in names},
    )


def _document(name: str) -> str:
    return name.partition(".")[0]


def fix(folder: Path) -> None:
    """Repair a folder from the command line."""
    annolint(["check", "--fix", "--isolated", "--quiet", str(folder)])


def replace(folder: Path) -> None:
    """Replace the files of a folder that are not new yet, document by document."""
    recover([str(folder)])
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    for _, document in groupby(names, _document):
        files = [folder / name for name in document]
        if not files[0].read_bytes().startswith(b"new"):
            replace_files(
                [
                    Replacement(
                        str(file),
                        file.name,
                        b"new and longer " + file.name.encode(),
                        stamp(str(file)),
                    )
                    for file in files
                ]
            )


def in_child(work: Work, folder: Path, moment: int | None = None) -> int:
    """Do some work in another process.

    Args:
        work: What to do.
        folder: Where to do it.
        moment: Kill it before this one of its calls to the system; 0 only counts them.

    Returns:
        The calls that it made, if they were counted and it lived.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _be_killed(work, folder, moment, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return 0
    if not said:
        raise AssertionError("the work failed")
    return int(said)


def _be_killed(work: Work, folder: Path, moment: int | None, writer: int) -> None:
    """Work, say how many calls it took, and end the process."""
    calls = 0

    def count(_: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        if event == "c_call" and changes_files(argument):
            calls += 1
            if calls == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(silence, stream)
        if moment is not None:
            sys.setprofile(count)
        try:
            work(folder)
        except SystemExit as end:
            if end.code:
                raise
        finally:
            sys.setprofile(None)
        os.write(writer, str(calls).encode())
    finally:
        os._exit(1)


def changes_files(function: Any) -> bool:
    """Say whether a function of C changes files."""
    if isinstance(function.__self__, io.IOBase):
        return function.__name__ in _WRITES
    return function.__name__ in _CALLS and isinstance(function.__self__, ModuleType)


def moments(work: Work, corpus: Corpus, folder: Path) -> int:
    """Return how many calls to the system the repair of a corpus takes."""
    corpus.write(folder)
    calls = in_child(work, folder, 0)
    _check_done(corpus, folder)
    shutil.rmtree(folder)
    return calls


def check_kill(work: Work, corpus: Corpus, folder: Path, moment: int) -> int:
    """Kill some work at a moment and do it again; return how many files it had replaced.

    Raises:
        AssertionError: Something was lost, torn or left.
    """
    corpus.write(folder)
    if in_child(work, folder, moment):
        raise AssertionError(f"it ended before moment {moment}")
    replaced = sum(corpus.states(folder).values())
    if moment % 2:  # the next run begins with it, and shows only how all ends
        recover([str(folder)])
        _check_clean(corpus, folder)
        states = corpus.states(folder)
        for document, names in groupby(states, _document):
            if len({states[name] for name in names}) > 1:
                raise AssertionError(f"{folder}: {document} is half old, half new")
    in_child(work, folder)
    _check_done(corpus, folder)
    shutil.rmtree(folder)
    return replaced


def _check_done(corpus: Corpus, folder: Path) -> None:
    _check_clean(corpus, folder)
    if not all(corpus.states(folder).values()):
        raise AssertionError(f"{folder}: not all files are new")


def _check_clean(corpus: Corpus, folder: Path) -> None:
    if left := {path.name for path in folder.iterdir()} - set(corpus.old):
        raise AssertionError(f"{folder}: left over: {', '.join(sorted(left))}")


def kill(name: str, work: Work, corpus: Corpus, kills: int, seed: int) -> bool:
    """Kill some work at random moments, print what became of it, and say whether it is well."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "corpus"
        calls = moments(work, corpus, folder)
        chosen = random.Random(seed).choices(range(1, calls + 1), k=kills)  # noqa: S311 - no secret
        replaced = [check_kill(work, corpus, folder, moment) for moment in chosen]
    between = sum(0 < each < len(corpus.old) for each in replaced)
    print(
        f"{name}: {kills} kills at {len(set(chosen))} of {calls} moments, {between} of them between"
        f" the first and the last replace; nothing lost ({time.monotonic() - start:.0f} s)"
    )
    return between >= kills / 2


def main() -> None:
    """Kill both kinds of work."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="kills of each kind of work")
    parser.add_argument("--files", type=int, default=50, help="files of each corpus")
    parser.add_argument("--seed", type=int, default=0, help="chooses the moments")
    given = parser.parse_args()
    well = [
        kill("annolint --fix", fix, singles(given.files), given.kills, given.seed),
        kill("pairs of files", replace, pairs(given.files), given.kills, given.seed),
    ]
    if not all(well):
        raise SystemExit("less than half of the kills came between the first and the last replace")


if __name__ == "__main__":
    main()
