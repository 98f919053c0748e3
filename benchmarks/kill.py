"""Kill annolint at random moments while it repairs a corpus, and see what is left.

    python benchmarks/kill.py [--kills 200] [--files 50] [--seed 1]

A made-up corpus with a fault in every file is repaired by a process that is killed (SIGKILL) at the
n-th thing that it does to files. After each kill every file must be its old or its new self, and
the next run must remove what was left over and finish the work. The same is done to pairs of files
that belong together: after the next run both must be old, or both new. The exit code is 1 when
anything else is met.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

_HOOK = """
import os, signal, sys
folder, moment = sys.argv[1], int(sys.argv[2])
seen = replaced = 0

def hook(event, arguments):
    global seen, replaced
    if event not in ("open", "os.rename", "os.remove", "os.link", "os.chmod"):
        return
    if not any(isinstance(each, (str, os.PathLike)) and os.fspath(each).startswith(folder)
               for each in arguments):
        return
    seen += 1
    if seen == moment:
        os.write(1, b"killed %d" % replaced)
        os.kill(os.getpid(), signal.SIGKILL)
    replaced += event == "os.rename" and not os.fspath(arguments[1]).endswith(".journal")

"""

_FIX = (
    _HOOK
    + """
from annolint.cli import main
sys.addaudithook(hook)
try:
    main(["--fix", "--isolated", "-qq", folder])
except SystemExit:
    pass
os.write(1, b"done %d" % seen)
"""
)
"""annolint itself, on a folder."""

_PAIRS = (
    _HOOK
    + """
from pathlib import Path
from annolint.writing import Replacement, replace_files, stamp
groups = {}
for file in sorted(Path(folder).iterdir()):
    if not file.name.startswith("."):
        groups.setdefault(file.stem, []).append(file)
sys.addaudithook(hook)
for group in groups.values():
    replace_files([Replacement(str(file), file.name, file.read_bytes().replace(b"old", b"new"),
                               stamp(str(file))) for file in group])
os.write(1, b"done %d" % seen)
"""
)
"""What writes files that belong together, for want of a format that has such."""

_RECOVER = "import sys; from annolint.staging import recover; recover(sys.argv[1:])"


@dataclass(frozen=True)
class Kind:
    """A corpus to kill a process over: the program, the files as they are and as they should be."""

    name: str
    program: str
    old: dict[str, bytes]
    new: dict[str, bytes]
    together: bool


def kinds(files: int) -> Iterator[Kind]:
    """Yield both kinds."""
    old, new = {}, {}
    for number in range(files):
        text = f"{number}|t|Take aspirin daily\n{number}|a|\n{number}\t{{}}\tDrug\tD001241\n"
        old[f"{number:03}.pubtator"] = text.format("5\t13\taspirin ").encode()
        new[f"{number:03}.pubtator"] = text.format("5\t12\taspirin").encode()
    yield Kind("annolint --fix", _FIX, old, new, together=False)
    names = [f"{number:03}.{end}" for number in range(files // 2) for end in ("ann", "txt")]
    yield Kind(
        "pairs of files",
        _PAIRS,
        {name: b"old " + name.encode() for name in names},
        {name: b"new " + name.encode() for name in names},
        together=True,
    )


def run(program: str, *arguments: str) -> str:
    """Run a program of ours; it may be killed, but not fail."""
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"the program failed:\n{done.stderr}")
    return done.stdout


def written(folder: Path, files: dict[str, bytes]) -> None:
    """Make the folder hold these files alone."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def check(kind: Kind, folder: Path, moment: int) -> tuple[str, list[str]]:
    """Kill once; return what the process said, and what is wrong."""
    written(folder, kind.old)
    said = run(kind.program, str(folder), str(moment))
    states = {name: (folder / name).read_bytes() for name in kind.old}
    wrong = [
        f"{name} is neither old nor new at {moment}"
        for name, state in states.items()
        if state not in (kind.old[name], kind.new[name])
    ]
    if kind.together:
        run(_RECOVER, str(folder))
        stems = {Path(name).stem for name in kind.old}
        for stem in stems:
            names = [name for name in kind.old if Path(name).stem == stem]
            fresh = {(folder / name).read_bytes() == kind.new[name] for name in names}
            wrong += [f"{stem} is half replaced at {moment}"] if len(fresh) > 1 else []
    run(kind.program, str(folder), "0")
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    if left != kind.new:
        wrong.append(f"the next run did not finish the work at {moment}")
    return said, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    chance = Random(options.seed)  # noqa: S311 - no secret: it must repeat
    everything = []
    for kind in kinds(options.files):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            written(folder, kind.old)
            moments = int(run(kind.program, name, "0").removeprefix("done "))
            between = 0
            for _ in range(options.kills):
                said, wrong = check(kind, folder, chance.randrange(1, moments + 1))
                everything += wrong
                between += 0 < int(said.split()[1]) < len(kind.old)
        print(
            f"{kind.name}: {options.kills} kills at {moments} moments, {between} of them between "
            f"the first and the last replacement of {len(kind.old)} files"
        )
    print("\n".join(everything) or "nothing was lost")
    return int(bool(everything))


if __name__ == "__main__":
    sys.exit(main())
