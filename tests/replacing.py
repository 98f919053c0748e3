"""Files to replace: what they are, what they are to be, and what lies hidden beside them."""

from pathlib import Path

from annolint.writing import Replacement, replace_files, stamp

OLD, NEW = b"old\n", b"new and longer\n"


def replacement(path: Path, content: bytes = NEW) -> Replacement:
    return Replacement(str(path), path.name, content, stamp(str(path)))


def replace(path: Path, content: bytes = NEW) -> None:
    replace_files([replacement(path, content)])


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def contents(paths: list[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]
