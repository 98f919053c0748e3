"""The configuration that is in force: settings, command line and plugins put together.

`resolve` checks what `annolint.settings` cannot know (codes, names, options of rules) and freezes
the result. Which file is read is `discover`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annolint import __version__, decoding, settings
from annolint.diagnostic import Severity
from annolint.errors import AnnolintError, ConfigError
from annolint.project import Project, Split, Terminology
from annolint.rule import Preset, Rule
from annolint.schema import Schema
from annolint.selection import Decision, Layer, decide, path_matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annolint.format import Format
    from annolint.plugins import Registry
    from annolint.settings import Loaded, Suppress
    from annolint.terminology import Note

COMMAND_LINE = "the command line"


class Overrides(msgspec.Struct, frozen=True):
    """What the command line says about the selection of rules."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preset: Preset | None = None


_NO_OVERRIDES = Overrides()


class Config(msgspec.Struct, frozen=True, dict=True):
    """The frozen configuration of one run.

    Attributes:
        loaded: The settings and where they come from.
        project: What rules may know.
        preset: The preset below all layers; None when a selection replaces it.
        lowest: The selectors of the configuration file, or of `--select`.
        per_file: Selectors for the files that a test of relative paths takes in.
        highest: The other selectors of the command line.
        rules: Every rule with its options, by code, whether it is on or not.
        severities: The severity in force, by code.
        formats: What reads the files that a test of relative paths takes in.
    """

    loaded: Loaded
    project: Project
    preset: Preset | None
    lowest: Layer
    per_file: tuple[tuple[Callable[[str], bool], Layer], ...]
    highest: Layer
    rules: Mapping[str, Rule]
    severities: Mapping[str, Severity]
    formats: tuple[tuple[Callable[[str], bool], Format], ...] = ()

    def decision(self, rule: type[Rule], path: str | None = None) -> Decision:
        """Say whether `rule` is on for a file; for None, whether it is without `[[per-file]]`."""
        return decide(rule, self.preset, self.layers(path))

    def layers(self, path: str | None) -> tuple[Layer, ...]:
        """Return the layers of selectors for a file, lowest first."""
        if path is None or not self.per_file:
            return (self.lowest, self.highest)
        name = self.relative(path)
        fitting = [layer for fits, layer in self.per_file if fits(name)]
        return (self.lowest, *fitting, self.highest)

    def enabled(self, layers: Sequence[Layer]) -> frozenset[str]:
        """Return the codes of the rules that are on for files with these layers."""
        return frozenset(
            code for code, rule in self.rules.items() if decide(type(rule), self.preset, layers).on
        )

    def check_requirements(self) -> None:
        """Check that the rules which are selected one by one can run.

        Raises:
            AnnolintError: A rule that is selected by its code or name needs a library that is not
                installed.
        """
        files = [(self.lowest, layer, self.highest) for _, layer in self.per_file]
        for rule in self.rules.values():
            if rule.requires is None or rule.requires.is_met:
                continue
            for layers in ((self.lowest, self.highest), *files):
                decision = decide(type(rule), self.preset, layers)
                if decision.on and decision.selector in (rule.code, rule.name):
                    raise AnnolintError(
                        f"{decision.reason}: {rule.code} {rule.name} needs "
                        f"{rule.requires.module}, which is not installed: {rule.requires.advice}"
                    )

    def relative(self, path: str) -> str:
        """Return a path relative to the folder of the configuration, with `/`."""
        return relative_path(path, self.loaded.root)


def discover(paths: Sequence[str], explicit: str | None, *, isolated: bool) -> Loaded:
    """Find and read the configuration of a run over `paths`.

    The file that `explicit` names; else the first upward from the working directory; else the
    first upward from the common folder of the paths, whose plugins are then not trusted.
    """
    cwd = Path.cwd()
    if isolated:
        return settings.none(cwd)
    if explicit is not None:
        return settings.read(settings.absolute(Path(explicit)), __version__)
    if file := settings.find(cwd):
        return settings.read(file, __version__)
    if file := settings.find(settings.common_folder(path for path in paths if path != "-")):
        return settings.read(file, __version__, trusted=False)
    return settings.none(cwd)


def resolve(
    loaded: Loaded,
    registry: Registry,
    overrides: Overrides = _NO_OVERRIDES,
    *,
    cached: bool = True,
    note: Note = lambda _, __: None,
) -> Config:
    """Put settings, command line, plugins and terminologies together.

    `cached` is whether compiled terminologies are kept, `note` is told what is done with them.

    Raises:
        ConfigError: A selector, rule, option, glob or format that does not exist, a bad value, or
            a terminology that cannot be read.
    """
    own = loaded.settings
    _check(loaded, registry, overrides)
    rules, severities = _configured(loaded, registry)
    per_file = tuple(
        (
            path_matcher(entry.files),
            Layer(
                # `--select` says all that may be on; what a file must not have stays off.
                entry.select if overrides.select is None else (),
                entry.ignore,
                f"{_file(loaded)} [[per-file]] {number}",
            ),
        )
        for number, entry in enumerate(own.per_file, 1)
    )
    preset, lowest = _lowest(loaded, overrides)
    return Config(
        loaded=loaded,
        project=Project(
            schema=own.schema,
            terminologies=_terminologies(loaded, note, cached=cached),
            splits=_splits(loaded),
        ),
        preset=preset,
        lowest=lowest,
        per_file=per_file,
        highest=Layer(overrides.extend_select, overrides.ignore, COMMAND_LINE),
        rules=rules,
        severities=severities,
        formats=tuple(_formats(loaded, registry)),
    )


def relative_path(path: str, root: Path) -> str:
    """Return a path as globs see it: relative to the folder of the configuration, with `/`.

    Of a path that lies elsewhere that is the whole of it, without the first `/`.
    """
    file = settings.absolute(Path(path))
    if not file.is_relative_to(root):  # perhaps by another name, through a link
        file, root = settings.real(file), settings.real(root)
    if file.is_relative_to(root):
        return file.relative_to(root).as_posix()
    return file.as_posix().lstrip("/")


def _formats(loaded: Loaded, registry: Registry) -> Iterator[tuple[Callable[[str], bool], Format]]:
    """Yield the formats that the settings name, with their options, each with a test for paths."""
    file = _file(loaded)
    for glob, said in loaded.settings.formats.items():
        key = decoding.dotted("formats", glob)
        if not isinstance(said, str | dict):
            raise ConfigError(
                file, key, "must be the name of a format, or a table with its options"
            )
        options = {"format": said} if isinstance(said, str) else dict(said)
        name = decoding.decode(options.pop("format", ""), str, file, f"{key}.format")
        known = registry.formats.get(name)
        if known is None:
            hint = decoding.allowed(name, registry.formats)
            raise ConfigError(file, key, f'there is no format "{name}"{hint}')
        if options:
            known = type(known)(decoding.decode(options, known.options_type(), file, key))
        yield path_matcher((glob,)), known


def _splits(loaded: Loaded) -> tuple[Split, ...]:
    """Return the parts of the corpus, each with a test for the paths of its files."""

    def split(name: str, globs: tuple[str, ...]) -> Split:
        fits = path_matcher(globs)
        return Split(name, lambda path: fits(relative_path(path, loaded.root)))

    return tuple(split(name, globs) for name, globs in loaded.settings.splits.items())


def _terminologies(loaded: Loaded, note: Note, *, cached: bool) -> Mapping[str, Terminology]:
    """Open the terminologies, by namespace."""
    own = loaded.settings
    if not own.terminologies:
        return {}
    from annolint import terminology  # noqa: PLC0415 - SQLite, only where there is something in it

    folder = None
    if cached:
        # Linting must not write where a corpus says.
        chosen = own.cache_dir if loaded.trusted else None
        folder = loaded.root / chosen if chosen else terminology.default_folder()
    return terminology.compiled(own.terminologies, loaded.root, _file(loaded), folder, note)


def _lowest(loaded: Loaded, overrides: Overrides) -> tuple[Preset | None, Layer]:
    """Return the preset and the layer above it.

    `--select` replaces preset, select and ignore of the file; `--preset` replaces preset and
    select. A select without a preset stands alone.
    """
    own = loaded.settings
    if overrides.select is not None:
        return overrides.preset, Layer(overrides.select, (), "--select")
    preset = overrides.preset or own.preset
    if overrides.preset is not None or own.select is None:
        chosen = own.extend_select
        preset = preset or Preset.RECOMMENDED
    else:
        chosen = (*own.select, *own.extend_select)
    return preset, Layer(chosen, own.ignore, _file(loaded))


def _check(loaded: Loaded, registry: Registry, overrides: Overrides) -> None:
    """Check everything that names a rule, a format or files."""
    own, file = loaded.settings, _file(loaded)
    for key in ("select", "extend-select", "ignore"):
        attribute = key.replace("-", "_")
        _check_selectors(getattr(own, attribute) or (), registry, file, key)
        _check_selectors(getattr(overrides, attribute) or (), registry, COMMAND_LINE, f"--{key}")
    for key in ("include", "exclude"):
        _check_globs(getattr(own, key), file, key)
    for number, per_file in enumerate(own.per_file, 1):
        place = f"per-file[{number}]"
        _check_globs(per_file.files, file, f"{place}.files")
        _check_selectors(per_file.select, registry, file, f"{place}.select")
        _check_selectors(per_file.ignore, registry, file, f"{place}.ignore")
    for name, globs in own.splits.items():
        _check_globs(globs, file, decoding.dotted("splits", name))
    _check_pattern(own.schema.document_id, file, "schema.document-id")
    _check_types(own.schema, file)
    for number, suppress in enumerate(own.suppress, 1):
        _check_suppress(suppress, registry, file, f"suppress[{number}]")
    for glob in own.formats:
        _check_globs((glob,), file, decoding.dotted("formats", glob))
    # A file to write to cannot be named here: linting must not write where a corpus says.
    if own.output_format is not None and own.output_format not in registry.reporters:
        hint = decoding.allowed(own.output_format, registry.reporters)
        message = f'there is no output format "{own.output_format}"{hint}'
        raise ConfigError(file, "output-format", message)


def _file(loaded: Loaded) -> str:
    return loaded.file or COMMAND_LINE


def _check_selectors(selectors: Iterable[str], registry: Registry, file: str, key: str) -> None:
    for selector in selectors:
        if selector == "ALL" or registry.rule(selector) is not None:
            continue
        if not selector or not any(code.startswith(selector) for code in registry.rules):
            raise ConfigError(
                file,
                key,
                f'"{selector}" is no code, prefix of codes or name of a rule, nor ALL'
                + decoding.allowed(selector, _codes_and_names(registry)),
            )


def _check_globs(globs: Sequence[str], file: str, key: str) -> None:
    try:
        path_matcher(globs)
    except ValueError as error:
        raise ConfigError(file, key, str(error)) from error


def _check_pattern(pattern: str, file: str, key: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(file, key, f'"{pattern}" is no regular expression: {error}') from error


def _check_types(schema: Schema, file: str) -> None:
    """Check that the schema declares every type that it speaks of."""
    for name, mention in schema.mentions.items():
        key = decoding.dotted("schema.mentions", name)
        _check_declared(mention.contains, schema.mentions, file, f"{key}.contains")
        _check_declared(mention.crosses, schema.mentions, file, f"{key}.crosses")
        _check_declared(mention.coincides, schema.mentions, file, f"{key}.coincides")
    # The argument of a relation may be another relation.
    types = [*schema.mentions, *schema.relations]
    for name, relation in schema.relations.items():
        key = decoding.dotted("schema.relations", name)
        _check_declared(relation.excludes, schema.relations, file, f"{key}.excludes")
        for number, signature in enumerate(relation.arguments, 1):
            if not signature:
                raise ConfigError(
                    file, f"{key}.arguments[{number}]", "is empty: name the type of each argument"
                )
        # Where nothing is a type that is declared, the names are those of roles.
        if schema.mentions and any(not set(each).isdisjoint(types) for each in relation.arguments):
            for number, signature in enumerate(relation.arguments, 1):
                _check_declared(signature, types, file, f"{key}.arguments[{number}]")


def _check_declared(names: Iterable[str], declared: Iterable[str], file: str, key: str) -> None:
    known = list(declared)
    for name in names:
        if name not in known:
            hint = decoding.allowed(name, known)
            raise ConfigError(file, key, f'the schema declares no type "{name}"{hint}')


def _check_suppress(entry: Suppress, registry: Registry, file: str, key: str) -> None:
    if registry.rule(entry.rule) is None:
        hint = decoding.allowed(entry.rule, _codes_and_names(registry))
        raise ConfigError(file, f"{key}.rule", f'there is no rule "{entry.rule}"{hint}')
    if (entry.path, entry.document, entry.annotation, entry.mention) == (None, None, None, None):
        message = "needs path, document, annotation or mention; to switch a rule off, use ignore"
        raise ConfigError(file, key, message)
    if entry.path is not None:
        _check_globs((entry.path,), file, f"{key}.path")


def _codes_and_names(registry: Registry) -> list[str]:
    return [*registry.rules, *(rule.name for rule in registry.rules.values())]


def _configured(loaded: Loaded, registry: Registry) -> tuple[dict[str, Rule], dict[str, Severity]]:
    """Return every rule with its options, and the severity of each, by code."""
    file = _file(loaded)
    severities = {code: rule.severity for code, rule in registry.rules.items()}
    configured: dict[str, Rule] = {}
    for key, table in loaded.settings.rules.items():
        place = decoding.dotted("rules", key)
        rule = registry.rule(key)
        if rule is None:
            names = [known.name for known in registry.rules.values()]
            hint = decoding.allowed(key, [*names, *registry.rules])
            raise ConfigError(file, place, f"there is no such rule{hint}")
        if rule.code in configured:
            raise ConfigError(file, place, f"{rule.code} and {rule.name} are one rule")
        options = dict(table)
        severity = options.pop("severity", rule.severity)
        severities[rule.code] = decoding.decode(severity, Severity, file, f"{place}.severity")
        configured[rule.code] = decoding.decode(options, rule, file, place)
    return {
        code: configured[code] if code in configured else rule()
        for code, rule in registry.rules.items()
    }, severities
