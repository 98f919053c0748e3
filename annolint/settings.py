"""The configuration file: where it is found, what it may hold, and what is wrong with it.

This module reads and checks the file by itself; what depends on the plugins (codes, names, the
options of rules) is checked by `annolint.config`.
"""

import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec

from annolint import decoding
from annolint.diagnostic import Severity
from annolint.errors import ConfigError
from annolint.format import MAX_RECORD_SIZE
from annolint.rule import Preset, option
from annolint.schema import Schema

FILE_NAMES = (".annolint.toml", "annolint.toml", "pyproject.toml")
_MANIFEST = "pyproject.toml"


class PerFile(msgspec.Struct, frozen=True, rename="kebab"):
    """Another selection of rules for some files."""

    files: Annotated[
        tuple[str, ...], option("Paths or globs, relative to this file.", min_length=1)
    ]
    select: Annotated[tuple[str, ...], option("Rules that are on as well, for these files.")] = ()
    ignore: Annotated[tuple[str, ...], option("Rules that are off, for these files.")] = ()


class Suppress(msgspec.Struct, frozen=True, rename="kebab"):
    """Findings that the project accepts. All that is stated must fit."""

    rule: Annotated[str, option("Code or name of the rule.")]
    reason: Annotated[str, option("Why the findings are accepted.", min_length=1)]
    path: Annotated[str | None, option("Path or glob, relative to this file.")] = None
    document: Annotated[str | None, option("Document id.")] = None
    annotation: Annotated[str | None, option("Annotation id.")] = None
    mention: Annotated[str | None, option("Text of the mention.")] = None
    expires: Annotated[
        dt.date | None, option("Day after which the findings are reported again.")
    ] = None


class Settings(msgspec.Struct, frozen=True, rename="kebab"):
    """The keys of a configuration file."""

    required_version: Annotated[
        str | None, option("Versions of annolint that this configuration is for.")
    ] = None
    extend: Annotated[str | None, option("Another configuration file to start from.")] = None
    plugins: Annotated[
        tuple[str, ...], option("Files with rules of your own, relative to this file.")
    ] = ()
    paths: Annotated[
        tuple[str, ...], option("Files and folders that make up the corpus, relative to this file.")
    ] = ()
    include: Annotated[
        tuple[str, ...], option("In folders, read only files that fit one of these globs.")
    ] = ()
    exclude: Annotated[
        tuple[str, ...], option("In folders, leave out what fits one of these globs.")
    ] = ()
    preset: Annotated[Preset | None, option("Set of rules to start from.")] = None
    select: Annotated[
        tuple[str, ...] | None, option("Codes, prefixes of codes, names or ALL: rules that are on.")
    ] = None
    extend_select: Annotated[
        tuple[str, ...], option("Rules that are on besides those of the preset.")
    ] = ()
    ignore: Annotated[tuple[str, ...], option("Rules that are off.")] = ()
    fail_on: Annotated[
        Severity, option("Findings of at least this severity make the exit code 1.")
    ] = Severity.WARNING
    jobs: Annotated[
        int,
        option("Number of processes. Accepted for later; one process does the work so far.", ge=0),
    ] = 0
    output_format: Annotated[
        str | None, option("Output format, if the command line names none.")
    ] = None
    cache_dir: Annotated[
        str | None,
        option("Folder for compiled terminologies, relative to this file; else the user's."),
    ] = None
    max_record_size: Annotated[
        int, option("Bytes of one record above which it is reported and not read.", ge=1024)
    ] = MAX_RECORD_SIZE
    formats: Annotated[
        dict[str, Any],
        option("Format of the files that fit a glob: its name, or a table with its options."),
    ] = {}
    rules: Annotated[
        dict[str, dict[str, Any]], option("Options and severity of rules, by name or code.")
    ] = {}
    per_file: Annotated[
        tuple[PerFile, ...], option("Other selections of rules for some files.")
    ] = ()
    suppress: Annotated[tuple[Suppress, ...], option("Findings that the project accepts.")] = ()
    schema: Annotated[Schema, option("What the project says about its annotation.")] = Schema()
    splits: Annotated[
        dict[str, tuple[str, ...]],
        option("Parts of the corpus by name, with the paths or globs of their files."),
    ] = {}
    terminologies: Annotated[
        dict[str, str],
        option(
            "Files (.obo, .json, .owl, .tsv) with the identifiers of a namespace, relative to "
            "this file."
        ),
    ] = {}


class Loaded(msgspec.Struct, frozen=True):
    """Settings as they were found.

    Attributes:
        settings: All files that extend each other, merged.
        file: The file as it is shown; None when there is none.
        root: The folder that paths and globs are relative to.
        origins: The file that each dotted key comes from, and each table that holds it.
        plugin_files: The plugin files, as absolute paths.
        trusted: Whether plugin files may be loaded.
    """

    settings: Settings
    file: str | None
    root: Path
    origins: Mapping[str, str]
    plugin_files: tuple[Path, ...] = ()
    trusted: bool = True


def find(start: Path) -> Path | None:
    """Return the first configuration file in `start` or a folder above it."""
    for folder in (start, *start.parents):
        if file := config_in(folder):
            return file
    return None


def config_in(folder: Path) -> Path | None:
    """Return the configuration file that a folder holds."""
    for name in FILE_NAMES:
        file = folder / name
        if file.is_file() and (name != _MANIFEST or _has_table(file)):
            return file
    return None


def _has_table(manifest: Path) -> bool:
    """Say whether a `pyproject.toml` has `[tool.annolint]`; a broken one is not ours to report."""
    try:
        data = manifest.read_bytes()
        if b"annolint" not in data:  # as in most, which then need not be parsed
            return False
        import tomli  # noqa: PLC0415 - only where there is a file

        tools = tomli.loads(data.decode("utf-8-sig")).get("tool", {})
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(tools, dict) and "annolint" in tools


def read(file: Path, version: str, *, trusted: bool = True) -> Loaded:
    """Read a configuration file and those that it extends.

    Plugin files are relative to the file that names them; every other path and glob is relative to
    `file`, because a shared configuration speaks of the project that uses it. `version` is what
    `required-version` is held against.

    Raises:
        ConfigError: A mistake in a file, with the key and what is allowed.
    """
    tables: list[tuple[dict[str, Any], str]] = []
    plugin_files: list[Path] = []
    seen: list[Path] = []
    current: Path | None = file
    while current is not None:
        shown = shown_path(current)
        seen.append(real(current))
        table = _parse(current, shown)
        _check_version(table, version, shown)
        settings = decoding.decode(table, Settings, shown)
        plugin_files[:0] = [_plugin_file(current, name, shown) for name in settings.plugins]
        tables.append((table, shown))
        current = _extended(current, settings.extend, seen)
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for table, shown in reversed(tables):
        origins |= _origins(table, shown, merged)
        merged = _merge(merged, table)
    return Loaded(
        settings=settings
        if len(tables) == 1
        else decoding.decode(merged, Settings, shown_path(file)),
        file=shown_path(file),
        root=file.parent,
        origins=origins,
        plugin_files=tuple(dict.fromkeys(plugin_files)),
        trusted=trusted,
    )


def _extended(file: Path, name: str | None, seen: Sequence[Path]) -> Path | None:
    """Return the file that `file` extends, if it does."""
    if name is None:
        return None
    base = absolute(file.parent / name)
    if real(base) in seen:
        raise ConfigError(shown_path(file), "extend", "the files extend each other in a circle")
    if not base.is_file():
        raise ConfigError(shown_path(file), "extend", f"{name}: there is no such file")
    return base


def none(root: Path) -> Loaded:
    """Return the settings of a project without a configuration file."""
    return Loaded(settings=Settings(), file=None, root=root, origins={})


def shown_path(path: Path) -> str:
    """Return a path as people know it: relative to the working directory where it lies below."""
    cwd = Path.cwd()
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else str(path)


def absolute(path: Path) -> Path:
    """Make a path absolute and take `..` out, but leave links as the user knows them."""
    return Path(os.path.normpath(path.absolute()))


def real(path: Path) -> Path:
    """Follow the links of a path; one that leads round in a circle stays as it is.

    `Path.resolve` raises for such a link, and differently from one version of Python to the next.
    """
    return Path(os.path.realpath(path))


def _parse(file: Path, shown: str) -> dict[str, Any]:
    import tomli  # noqa: PLC0415 - only where there is a file

    try:
        data = tomli.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(shown, "", "there is no such file") from error
    except OSError as error:
        raise ConfigError(shown, "", f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(shown, "", f"not UTF-8 (byte {error.start})") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting without end, too
        raise ConfigError(shown, "", f"not TOML: {error}") from error
    if file.name != _MANIFEST:
        return data
    tools = data.get("tool", {})
    if not isinstance(tools, dict) or "annolint" not in tools:
        raise ConfigError(shown, "", "it has no table [tool.annolint]")
    return decoding.table(tools["annolint"], shown, "tool.annolint")


def _check_version(table: Mapping[str, Any], version: str, shown: str) -> None:
    """Refuse a file for another version, before its keys, which that version may have added."""
    wanted = table.get("required-version")
    if not isinstance(wanted, str):
        return
    from packaging.specifiers import (  # noqa: PLC0415 - only where the key is
        InvalidSpecifier,
        SpecifierSet,
    )

    try:
        fits = SpecifierSet(wanted).contains(version, prereleases=True)
    except InvalidSpecifier as error:
        raise ConfigError(
            shown, "required-version", f'"{wanted}" is no version specifier such as ">=0.1"'
        ) from error
    if not fits:
        raise ConfigError(
            shown, "required-version", f'needs annolint "{wanted}"; this is {version}'
        )


def _plugin_file(config: Path, name: str, shown: str) -> Path:
    folder = real(config.parent)
    file = real(folder / name)
    if not file.is_relative_to(folder):
        raise ConfigError(shown, "plugins", f"{name} lies outside the folder of this file")
    if not file.is_file():
        raise ConfigError(shown, "plugins", f"{name}: there is no such file")
    return file


_TABLE_LISTS = ("per-file", "suppress")


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Merge two files: tables key by key, lists of tables joined, everything else replaced."""
    merged = dict(base)
    for key, value in over.items():
        old = base.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(old, value)
        elif key in _TABLE_LISTS and old is not None:
            merged[key] = [*old, *value]
        else:
            merged[key] = value
    return merged


def _origins(table: Mapping[str, Any], file: str, base: Mapping[str, Any]) -> dict[str, str]:
    """Return the dotted keys of a file's values, each with the file; `base` lies below it."""
    origins = {}
    for name, value in table.items():
        origins[decoding.dotted("", name)] = file
        if isinstance(value, dict):
            inner = _origins(value, file, {})
            origins |= {f"{decoding.dotted('', name)}.{key}": file for key in inner}
        elif name in _TABLE_LISTS:
            first = len(base.get(name, ())) + 1
            origins |= {f"{name}[{number}]": file for number in range(first, first + len(value))}
    return origins


def common_folder(paths: Iterable[str]) -> Path:
    """Return the folder that all of `paths` lie in; without paths the working directory."""
    folders = [path if path.is_dir() else path.parent for path in map(absolute, map(Path, paths))]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()
