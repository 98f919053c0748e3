"""How the files of a corpus lie: what their names say of formats and splits.

Knows the words that people use for the parts of a corpus. Every glob that it proposes is held
against all names, so that it takes in what it is meant for and nothing else. This module opens no
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from annolint.selection import path_matcher

_MOST_FILES = 20
"""So many files can be listed by name; more of them want a glob."""
_MOST_FOLDERS = 8

_SPLITS = {
    "train": "train|training",
    "dev": "dev|devel|develop|development",
    "validation": "val|valid|validation",
    "test": "test|testing",
}
# A word begins where letters begin or change their case: `test_1`, `CDR_TestSet`, `NCBItestset`.
_BEGIN = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[a-z]))"
_END = r"(?i:set|data)?(?![a-z])"
_WORDS = {name: re.compile(f"{_BEGIN}(?i:{words}){_END}") for name, words in _SPLITS.items()}


class File(msgspec.Struct, frozen=True):
    """A file of the corpus, relative to the configuration, with `/`.

    `format` is the name of its format, empty where there is none; `told` says whether the name of
    the file alone tells it.
    """

    name: str
    format: str = ""
    told: bool = False


class Layout(msgspec.Struct, frozen=True):
    """What the names say: `unplaced` are files in no split, `ungrouped` those without a glob."""

    paths: tuple[str, ...]
    formats: Mapping[str, str] = {}
    splits: Mapping[str, tuple[str, ...]] = {}
    unplaced: tuple[str, ...] = ()
    ungrouped: tuple[str, ...] = ()


def layout(files: Sequence[File], paths: Sequence[str] = ()) -> Layout:
    """Say how the files lie; `paths` are those that the user named, relative to the configuration.

    `files` are all that were found, those of no known format among them.
    """
    corpus = [file for file in files if file.format]
    formats, ungrouped = _formats(files)
    splits, unplaced = _splits([file.name for file in corpus])
    return Layout(
        paths=tuple(paths) or _tops(file.name for file in corpus),
        formats=formats,
        splits=splits,
        unplaced=unplaced,
        ungrouped=ungrouped,
    )


def _tops(names: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that hold all files, or the folder of the configuration."""
    parts = [PurePosixPath(name).parts for name in names]
    tops = sorted({each[0] for each in parts})
    if len(tops) > _MOST_FOLDERS or any(len(each) == 1 for each in parts):
        return (".",)
    return tuple(tops)


def _formats(files: Sequence[File]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return globs for the files whose names do not tell the format, and the files without one."""
    groups: dict[tuple[str, str], list[str]] = {}
    for file in files:
        if file.format and not file.told:
            suffix = PurePosixPath(file.name).suffix
            groups.setdefault((suffix, file.format), []).append(file.name)
    found: dict[str, str] = {}
    ungrouped: list[str] = []
    for (suffix, kind), names in sorted(groups.items()):
        # What a glob must not take in: files of other formats, and of none, such as a README.
        others = [file.name for file in files if file.format != kind]
        globs, without = _globs(names, f"*{escaped(suffix)}" if suffix else "", others)
        found |= dict.fromkeys(globs, kind)
        ungrouped += without
    return dict(sorted(found.items())), tuple(sorted(ungrouped))


def _globs(
    names: Sequence[str], ending: str, others: Sequence[str]
) -> tuple[list[str], Sequence[str]]:
    """Return globs that take in the names and none of the others, and the names without one.

    One for each folder; one for all that lies below a folder where the folders are many; the names
    themselves where nothing else will do.
    """
    folders: dict[str, list[str]] = {}
    for name in names:
        folders.setdefault(PurePosixPath(name).parent.as_posix(), []).append(name)
    if len(folders) > _MOST_FOLDERS:
        below = f"{_anchored(_common(list(folders)))}**/{ending}"
        if ending and not any(map(path_matcher((below,)), others)):
            return [below], ()
    globs: list[str] = []
    rest: list[str] = []
    for folder, inside in folders.items():
        each = f"{_anchored(folder)}{ending}"
        if ending and len(folders) <= _MOST_FOLDERS and not any(map(path_matcher((each,)), others)):
            globs.append(each)
        else:
            rest += inside
    if len(rest) > _MOST_FILES:
        return globs, rest
    return [*globs, *map(_glob, rest)], ()


def _common(folders: Sequence[str]) -> str:
    common = PurePosixPath(folders[0])
    while not all(PurePosixPath(folder).is_relative_to(common) for folder in folders):
        common = common.parent
    return common.as_posix()


def _anchored(folder: str) -> str:
    return "/" if folder == "." else f"{escaped(folder)}/"


def _glob(name: str) -> str:
    """Return the glob that fits one file only."""
    path = PurePosixPath(name)
    return _anchored(path.parent.as_posix()) + escaped(path.name)


def _splits(names: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the globs of each split, and the files that are in none; nothing for one split."""
    members: dict[str, dict[str, str]] = {}
    unplaced = []
    for name in names:
        split, where = split_of(name)
        if split:
            members.setdefault(split, {})[name] = where
        else:
            unplaced.append(name)
    if len(members) < 2:  # noqa: PLR2004 - a corpus of one part has no parts
        return {}, ()
    splits = {}
    for split in _SPLITS:
        if split in members:
            own = members[split]
            others = [name for name in names if name not in own]
            splits[split] = tuple(_split_globs(own, others))
    return splits, tuple(unplaced)


def _split_globs(own: Mapping[str, str], others: Sequence[str]) -> Iterator[str]:
    """Yield globs for the files of one split: folders as a whole, else file by file."""
    for where in sorted(set(own.values())):
        inside = [name for name, place in own.items() if place == where]
        folder = f"{_anchored(where)}**"
        if where not in own and not any(map(path_matcher((folder,)), others)):
            yield folder
        else:
            yield from map(_glob, inside)


def split_of(name: str) -> tuple[str, str]:
    """Return the split that a name tells, and the file or folder whose name it is; empty: none.

    The name of the file says it, else that of the nearest folder. A name with the words of two
    splits tells neither.
    """
    path = PurePosixPath(name)
    for part in (path, *path.parents):
        said = [split for split, word in _WORDS.items() if word.search(part.name)]
        if said:
            return (said[0], part.as_posix()) if len(said) == 1 else ("", "")
    return "", ""


def escaped(name: str) -> str:
    """Write a name as a glob that fits this name only."""
    return re.sub(r"([\\*?\[\]!#])|( )(?=\Z)", r"\\\g<0>", name)
