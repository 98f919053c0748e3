"""`annolint rule`, `config`, `formats` and `plugins`: what is there and what is in force."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from annolint import decoding, plugins, settings
from annolint.cli.options import load_project, project_options
from annolint.config import Config, resolve
from annolint.diagnostic import OWN_CODES
from annolint.errors import AnnolintError
from annolint.plan import make_plan
from annolint.reporter import printable
from annolint.rule import Rule, rule_help

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from annolint.plugins import Registry
    from annolint.settings import Loaded

_WIDTH = 100
_BRINGS = ("rules", "formats", "reporters")
_COLUMNS = ("CODE", "NAME", "SEVERITY", "PRESET", "SUMMARY")


def complete_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return codes and names of installed rules that begin with `incomplete`, for the shell."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only in completion

    return [
        CompletionItem(key, help=rule_help(rule).summary)
        for rule in plugins.load().rules.values()
        for key in (rule.code, rule.name)
        if key.startswith(incomplete)
    ]


@click.command("rule")
@click.argument("rule", required=False, metavar="[CODE|PREFIX|NAME]", shell_complete=complete_rules)
@project_options
def rule_command(**options: Any) -> None:
    """List the rules, or those whose codes begin alike, or explain one."""
    _, registry = load_project((), options)
    wanted: str = options["rule"] or ""
    if own := _own_codes(wanted):
        write(own)
        return
    rows = [
        (rule.code, rule.name, rule.severity, rule.preset, rule_help(rule).summary)
        for code, rule in registry.rules.items()
        if code != wanted.upper() and code.startswith(wanted.upper())
    ]
    if rows or not wanted:
        write(table([_COLUMNS, *rows]))
        return
    rule = find_rule(registry, wanted)
    from annolint.docs import rule_page  # noqa: PLC0415 - the table does not need it

    page = rule_page(rule, registry)
    if not sys.stdout.isatty():
        write(page)
        return
    from rich.console import Console  # noqa: PLC0415 - only at a terminal
    from rich.markdown import Markdown  # noqa: PLC0415 - only at a terminal

    Console(width=min(shutil.get_terminal_size().columns, _WIDTH)).print(Markdown(page))


def _own_codes(wanted: str) -> str:
    """Explain what annolint says about itself, by code, prefix or name; empty for anything else."""
    chosen = {
        code: (name, what)
        for code, (name, what) in OWN_CODES.items()
        if wanted and (wanted == name or code.startswith(wanted.upper()))
    }
    if not chosen:
        return ""
    rows = table((code, name, what) for code, (name, what) in chosen.items())
    return f"{rows}\nThis is about annolint or its configuration, is no rule, and is always on.\n"


def find_rule(registry: Registry, key: str) -> type[Rule]:
    """Return the rule with a code or name.

    Raises:
        AnnolintError: There is none; the message has the nearest spelling.
    """
    rule = registry.rule(key) or registry.rule(key.upper())
    if rule is None:
        keys = [known for each in registry.rules.values() for known in (each.code, each.name)]
        raise AnnolintError(f'there is no rule "{key}"{decoding.allowed(key, keys)}')
    return rule


@click.command("formats")
@project_options
def formats_command(**options: Any) -> None:
    """List the file formats that are read and the output formats that are written."""
    _, registry = load_project((), options)
    formats = [
        (name, each.title, " ".join(each.suffixes), _owner(registry, f"format {name}"))
        for name, each in sorted(registry.formats.items())
    ]
    reporters = [
        (name, each.title, _owner(registry, f"reporter {name}"))
        for name, each in sorted(registry.reporters.items())
    ]
    write("File formats, as [formats] names them:\n\n")
    write(table([("NAME", "FORMAT", "SUFFIXES", "PLUGIN"), *formats]))
    write("\nWhat they can do besides reading, with line and column of every field:\n\n")
    head = ("NAME", "OFFSETS", "REPAIRS OF", "SUPPRESSION IN THE DATA")
    abilities = sorted((name, each.abilities()) for name, each in registry.formats.items())
    rows = [
        (name, can.offsets, can.repairs or "nothing", can.suppression or "none")
        for name, can in abilities
    ]
    write(table([head, *rows]))
    write("\nOutput formats, as --output-format names them:\n\n")
    write(table([("NAME", "WHAT", "PLUGIN"), *reporters]))


def _owner(registry: Registry, key: str) -> str:
    """Return the name of the plugin that brings a format or reporter."""
    label = registry.owners[key]
    return next(plugin.name for plugin in registry.plugins if plugin.label == label)


@click.command("plugins")
@project_options
def plugins_command(**options: Any) -> None:
    """List the plugins, where they come from and what each brings."""
    _, registry = load_project((), options)
    for plugin in registry.plugins:
        write(f"{printable(plugin.label)}\n")
        own = [key for key, owner in registry.owners.items() if owner == plugin.label]
        brought: dict[str, list[str]] = {kind: [] for kind in _BRINGS}
        for key in own:
            kind, _, name = key.rpartition(" ")
            if kind:
                brought[f"{kind}s"].append(name)
            elif key in registry.rules:
                brought["rules"].append(f"{key} {registry.rules[key].name}")
        for kind, names in brought.items():
            if names:
                text = f"{kind}: {', '.join(sorted(names))}"
                lines = textwrap.wrap(text, _WIDTH - 2, break_on_hyphens=False)
                write("".join(f"  {line}\n" for line in lines))


@click.command("config")
@click.argument("file", required=False, type=click.Path(readable=False))
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of the file.")
@project_options
def config_command(**options: Any) -> None:
    """Show what is in force, and why each rule is on or off, for FILE or the project."""
    file: str | None = options["file"]
    loaded, registry = load_project((file,) if file else (), options)
    if options["as_schema"]:
        from annolint.config_schema import config_schema, to_text  # noqa: PLC0415 - seldom

        write(to_text(config_schema(registry)))
        return
    config = resolve(loaded, registry)
    write(f"configuration: {printable(loaded.file or 'none')}\n")
    write(f"root: {printable(settings.shown_path(loaded.root))}\n")
    if file is not None:
        if not os.path.lexists(file):
            message = f"{file}: there is no such file; this is what would hold for it"
            click.echo(f"annolint: {printable(message)}", err=True)
        write(f"file: {printable(file)} ({_reading(file, config, registry)})\n")
    write("\n")
    for key, value, origin in _values(loaded):
        write(f"{printable(f'{key} = {value}')}  # {printable(origin)}\n")
    write("\n")
    write("".join(_rules(config, file)))


def _reading(file: str, config: Config, registry: Registry) -> str:
    """Say how a file is read."""
    plan = make_plan((file,), config, registry.formats)
    if plan.excluded:
        return "excluded by the configuration"
    if plan.failures:
        return printable(plan.failures[0].message)
    formats = sorted({item.format.name for item in plan.inputs})
    return f"read as {', '.join(formats)}" if formats else "no file of a known format"


def _values(loaded: Loaded) -> Iterator[tuple[str, str, str]]:
    """Yield dotted key, value in TOML and origin of everything that is in force."""
    for field in msgspec.structs.fields(type(loaded.settings)):
        key = field.encode_name
        value = getattr(loaded.settings, field.name)
        leaves = [] if value in ({}, ()) else list(_leaves(value, key))
        for name, leaf in leaves or [(key, value)]:
            yield name, _toml(leaf), origin_of(loaded, name)


def origin_of(loaded: Loaded, key: str) -> str:
    """Return where the value of a dotted key comes from: a file, or the default."""
    named = [known for known in loaded.origins if key == known or key.startswith(f"{known}.")]
    return loaded.origins[max(named, key=len)] if named else "default"


def _leaves(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """Yield the values that lie in tables; inside a table only what differs from the default."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, decoding.dotted(key, name))
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            inner = getattr(value, field.name)
            if inner not in (field.default, {}, ()):
                yield from _leaves(inner, f"{key}.{field.encode_name}")
    elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{key}[{number}]")
    else:
        yield key, value


def _toml(value: Any) -> str:
    if value is None:
        return "(not set)"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping | msgspec.Struct):
        pairs = msgspec.to_builtins(value)
        items = (f"{decoding.dotted('', name)} = {_toml(item)}" for name, item in pairs.items())
        return f"{{{', '.join(items)}}}"
    return json.dumps(value, ensure_ascii=False)


def _rules(config: Config, file: str | None) -> Iterator[str]:
    """Yield the table of rules, each with its options under it."""
    rows, below = [], []
    configured = config.loaded.settings.rules
    for code, rule in config.rules.items():
        decision = config.decision(type(rule), file)
        severity = config.severities[code]
        reason = printable(decision.reason)
        if rule.requires is not None:
            fault = "" if rule.requires.is_met else ", which is not installed"
            reason += f"; needs {rule.requires.module}{fault}: {rule.requires.advice}"
        rows.append(("on" if decision.on else "off", code, rule.name, severity, reason))
        key = next((key for key in (rule.name, code) if key in configured), rule.name)
        own = configured.get(key, {})
        values = {"severity": severity.value} if "severity" in own else {}
        values |= {
            field.encode_name: getattr(rule, field.name)
            for field in msgspec.structs.fields(type(rule))
        }
        below.append(
            [
                f"      {name} = {_toml(value)}  # "
                f"{origin_of(config.loaded, f'rules.{key}.{name}') if name in own else 'default'}"
                for name, value in values.items()
            ]
        )
    for line, options in zip(table(rows).splitlines(), below, strict=True):
        yield f"{line}\n"
        yield from (f"{printable(option)}\n" for option in options)


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines with aligned columns."""
    cells = [tuple(map(str, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in cells)


def write(text: str) -> None:
    """Write to standard output as UTF-8, whatever the locale says."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)
