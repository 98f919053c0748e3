"""Which files a run reads, and in which format: paths in, `Plan` out.

Folders are walked recursively; what `.gitignore` and `exclude` name and what begins with a dot is
left out. The plan does not depend on the order in which paths are given.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from annolint import decoding, loader, settings
from annolint.diagnostic import Failure
from annolint.errors import UnreadableFileError
from annolint.selection import path_matcher
from annolint.walk import IgnoreFiles, walk

if TYPE_CHECKING:
    from annolint.config import Config
    from annolint.format import Format


class Input(msgspec.Struct, frozen=True):
    """One file of the run.

    Attributes:
        path: The file, as it is opened.
        shown: The file, as it is reported.
        format: What reads it.
        size: Its bytes on disk.
        spool: Standard input, copied to a temporary file; then `path` is not opened.
        contents: What is read instead of files that are being repaired: decompressed content by
            the name that is shown, of this file and of others that belong to it.
    """

    path: str
    shown: str
    format: Any  # a Format; Any, as msgspec would otherwise resolve the name at import
    size: int
    spool: Any = None
    contents: Mapping[str, bytes] = {}


class Plan(msgspec.Struct, frozen=True):
    """The files of a run, in the order of the report.

    Attributes:
        inputs: What is read.
        skipped: Files that no format recognises, and that nobody named as part of the corpus.
        failures: What was named but cannot be read.
        excluded: How many named files the configuration excludes.
        ignored: How many names in folders `.gitignore` hides.
        whole_corpus: The run may be judged as one corpus.
        whole_project: The run covers everything that the configuration speaks of.
        unused_configs: Configuration files nearer to the data than the one in use.
    """

    inputs: tuple[Input, ...]
    skipped: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    excluded: int = 0
    ignored: int = 0
    whole_corpus: bool = True
    whole_project: bool = True
    unused_configs: tuple[str, ...] = ()

    def close(self) -> None:
        """Let go of standard input."""
        for item in self.inputs:
            if item.spool is not None:
                item.spool.close()


def make_plan(
    paths: Sequence[str],
    config: Config,
    formats: Mapping[str, Format],
    *,
    stdin_name: str | None = None,
    ignore_unknown: bool = False,
) -> Plan:
    """Find the files of a run.

    Args:
        paths: What the command line names; `-` is standard input. Empty: the configured paths,
            else the working directory.
        config: The configuration in force.
        formats: Every format, by name.
        stdin_name: What standard input is called in the report.
        ignore_unknown: Pass over a named file that no format recognises, as in a folder.
    """
    root = config.loaded.root
    configured = [settings.absolute(root / path) for path in config.loaded.settings.paths]
    default = [settings.shown_path(path) for path in configured] or ["."]
    planner = _Planner(config, formats, ignore_unknown=ignore_unknown)
    for path in dict.fromkeys(paths or default):
        if path == loader.STDIN:
            planner.add_stdin(stdin_name)
        else:
            planner.add(path)
    return Plan(
        inputs=tuple(sorted(planner.inputs.values(), key=lambda item: sort_key(item.shown))),
        skipped=tuple(sorted(planner.skipped, key=sort_key)),
        failures=tuple(planner.failures[path] for path in sorted(planner.failures, key=sort_key)),
        excluded=len(planner.excluded),
        ignored=planner.ignored,
        whole_corpus=not paths or not configured or _cover(paths, configured),
        whole_project=not paths or _cover(paths, configured or [root]),
        unused_configs=tuple(sorted(planner.unused_configs, key=sort_key)),
    )


def sort_key(path: str) -> tuple[str, ...]:
    """Return what files are ordered by: their path, folder by folder."""
    return PurePath(path).parts


def misfits(plan: Plan, config: Config) -> Iterator[str]:
    """Yield what the configuration says of files and no file of a whole project bears out."""
    files = [item.shown for item in plan.inputs]
    homes: dict[str, list[str]] = {file: [] for file in files}
    for split in config.project.splits:
        held = [file for file in files if split.holds(file)]
        for file in held:
            homes[file].append(split.name)
        if not held:
            yield f"{decoding.dotted('splits', split.name)} fits no file"
    shared: dict[str, list[str]] = {}
    for file, names in homes.items():
        if len(names) > 1:
            shared.setdefault(", ".join(names), []).append(file)
    for together, (first, *others) in shared.items():
        more = f" (and {len(others)} more)" if others else ""
        yield f"one file belongs in one split, {first}{more} fits several: {together}"
    for fits, layer in config.per_file:
        if not any(fits(config.relative(file)) for file in files):
            yield f"{layer.origin} fits no file"


def _cover(paths: Iterable[str], targets: Iterable[Path]) -> bool:
    given = [settings.real(Path(path)) for path in paths if path != loader.STDIN]
    wanted = [settings.real(target) for target in targets]
    return all(any(target.is_relative_to(path) for path in given) for target in wanted)


class _Planner:
    """Collects the files of one run."""

    def __init__(
        self, config: Config, formats: Mapping[str, Format], *, ignore_unknown: bool
    ) -> None:
        own = config.loaded.settings
        self.inputs: dict[tuple[int, int] | str, Input] = {}
        self.skipped: set[str] = set()
        self.failures: dict[str, Failure] = {}
        self.excluded: set[str] = set()
        self.ignored = 0
        self.unused_configs: set[str] = set()
        self._config = config
        self._formats = formats
        self._ignore_unknown = ignore_unknown
        self._includes = path_matcher(own.include) if own.include else None
        self._excludes = path_matcher(own.exclude)
        self._globs = config.formats
        self._folders: set[Path] = set()
        self._parts: Counter[str] = Counter()
        self._lonely: list[tuple[str, os.stat_result, Format]] = []

    def add(self, path: str) -> None:
        """Add a file or folder that the user named."""
        if not path:
            self._unreadable(path, "a path is empty")
            return
        path = os.path.normpath(path)
        try:
            status = Path(path).stat()
        except OSError as error:
            self._unreadable(path, loader.reason(error))
            return
        if not stat.S_ISDIR(status.st_mode):
            self._notice_config(settings.absolute(Path(path)).parent)
            owner = "" if self._format_by_path(path) else self._owner(path)
            self._add_named(owner or path, Path(owner).stat() if owner else status)
            return
        self._notice_config(settings.absolute(Path(path)))
        ignored = IgnoreFiles(path)
        for file in walk(path, ignored, self._is_pruned, self._unreadable, self._notice_config):
            self._add_found(file)
        self._add_lonely()
        self.ignored += ignored.hidden

    def add_stdin(self, name: str | None) -> None:
        """Add standard input, under the name that it is reported by."""
        shown = name or "<stdin>"
        if name is not None and self._excludes(self._config.relative(name)):
            self.excluded.add(name)
            return
        try:
            spool = loader.spool_stdin(shown)
            size = spool.seek(0, os.SEEK_END)
            found = self._format(shown, spool, size=size)
        except UnreadableFileError as error:
            self._unreadable(shown, error.reason)
            return
        if found is None:
            spool.close()
            self._unknown(shown)
        else:
            self.inputs["-"] = Input(shown, shown, found, size, spool)

    def _add_named(self, path: str, status: os.stat_result) -> None:
        if self._excludes(self._config.relative(path)):
            self.excluded.add(path)
            return
        if fault := loader.kind_fault(status.st_mode):
            self._unreadable(path, fault)
            return
        try:
            found = self._format(path, size=status.st_size)
        except UnreadableFileError as error:
            self._unreadable(path, error.reason)
            return
        if found is None and (part_of := self._format_of_part(path)) and _is_beside(path, part_of):
            found = part_of
        if found is not None:
            self._add_input(path, status, found)
        else:
            self._unknown(path)

    def _add_found(self, path: str) -> None:
        """Add a file that was met in a folder; what is no file of a known format is passed over."""
        name = self._config.relative(path)
        if self._excludes(name) or (self._includes is not None and not self._includes(name)):
            return
        known = self._format_by_path(path)
        if known is None and self._owner(path):
            self._parts[os.path.dirname(path)] += 1  # noqa: PTH120 - of very many names
            return
        try:
            status = Path(path).stat()
            if not stat.S_ISREG(status.st_mode):
                self.skipped.add(path)
            elif known is not None:
                self._add_input(path, status, known)
            elif status.st_size and (found := self._format(path, size=status.st_size)):
                self._add_input(path, status, found)
            elif found := self._format_of_part(path):
                self._lonely.append((path, status, found))
            else:
                self.skipped.add(path)
        except UnreadableFileError as error:
            self._unreadable(path, error.reason)
        except OSError as error:  # a link that leads nowhere: data that were not fetched, perhaps
            if known is None:
                self.skipped.add(path)
            else:
                self._unreadable(path, f"the link leads nowhere: {loader.reason(error)}")

    def _owner(self, path: str) -> str:
        """Return the file of which this one is a part, where there is one; else nothing."""
        folder, name = os.path.split(path)
        bare, suffix = os.path.splitext(name)  # noqa: PTH122 - of very many names
        if suffix.lower() not in loader.COMPRESSED_SUFFIXES:
            bare, suffix = name, ""
        for each in self._formats.values():
            for owner in each.belongs_to(bare):
                for candidate in dict.fromkeys((owner + suffix, owner)):
                    if os.path.isfile(found := os.path.join(folder, candidate)):  # noqa: PTH113, PTH118
                        return found
        return ""

    def _format_of_part(self, path: str) -> Format | None:
        """Return the format of which files with this name are a part, wherever their owner is."""
        name = PurePath(path).name
        return next((each for each in self._formats.values() if each.belongs_to(name)), None)

    def _add_lonely(self) -> None:
        """Add parts without an owner where most of their like have one; pass over the rest.

        A folder of texts that nobody has annotated is no corpus, nor is a README beside one.
        """
        alone = Counter(os.path.dirname(path) for path, _, _ in self._lonely)  # noqa: PTH120
        for path, status, found in self._lonely:
            folder = os.path.dirname(path)  # noqa: PTH120
            if self._parts[folder] > alone[folder]:
                self._add_input(path, status, found)
            else:
                self.skipped.add(path)
        self._lonely.clear()

    def _add_input(self, path: str, status: os.stat_result, found: Format) -> None:
        """Add a file once, however many names it has; the first in order is the one shown."""
        identity = (status.st_dev, status.st_ino)
        known = self.inputs.get(identity)
        if known is None or sort_key(path) < sort_key(known.shown):
            self.inputs[identity] = Input(path, path, found, status.st_size)

    def _format(self, path: str, spool: BinaryIO | None = None, *, size: int) -> Format | None:
        if known := self._format_by_path(path):
            return known
        if size == 0:  # nothing to recognise and nothing to lint: any format reads it
            return next(iter(self._formats.values()))
        if spool is not None:
            spool.seek(0)
            head = loader.decompressed(spool, path).read(loader.HEAD_SIZE)
        else:
            with loader.opened(path) as stream:
                head = stream.read(loader.HEAD_SIZE)
        return loader.format_by_content(head, self._formats)

    def _format_by_path(self, path: str) -> Format | None:
        if self._globs:
            name = self._config.relative(path)
            for fits, found in self._globs:
                if fits(name):
                    return found
        return loader.format_by_name(path, self._formats)

    def _is_pruned(self, folder: str) -> bool:
        return self._excludes(f"{self._config.relative(folder)}/")

    def _notice_config(self, folder: Path) -> None:
        """Remember the configuration that would hold for a folder if it is not the one in use."""
        if folder in self._folders:
            return
        self._folders.add(folder)
        found = settings.find(folder)
        loaded = self._config.loaded
        if found is not None and (loaded.file is None or found.parent != loaded.root):
            self.unused_configs.add(settings.shown_path(found))

    def _unreadable(self, path: str, reason: str) -> None:
        self.failures[path] = Failure("ANN001", "unreadable-file", reason, path)

    def _unknown(self, path: str) -> None:
        if self._ignore_unknown:
            self.skipped.add(path)
            return
        message = (
            f"no format recognises it (known: {', '.join(self._formats)}); "
            "name its format in [formats] of .annolint.toml"
        )
        self.failures[path] = Failure("ANN002", "unknown-format", message, path)


def _is_beside(path: str, found: Format) -> bool:
    """Say whether a file lies in a folder with files of a format, by their names."""
    try:
        names = [each.name for each in Path(path).parent.iterdir()]
    except OSError:  # a folder that may be entered, but not listed
        return False
    return any(name.lower().endswith(found.suffixes) for name in names)
