"""`annolint new` and `annolint test`: rules of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annolint import plugins, settings
from annolint.cli.explain import complete_rules, find_rule, write
from annolint.cli.options import load_project, project_options
from annolint.errors import AnnolintError
from annolint.reporter import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from annolint.plugins import Plugin, Registry
    from annolint.rule import Rule
    from annolint.settings import Loaded

_FOLDER = "lint"
_CONFIGURATION = ".annolint.toml"


@click.group("new", context_settings={"help_option_names": ["-h", "--help"]})
def new_command() -> None:
    """Write the first version of a rule."""


@new_command.command("rule")
@click.argument("name")
@click.argument("code")
@click.option("--file", type=click.Path(), metavar="FILE",
              help=f"File to write; default: {_FOLDER}/NAME.py.")  # fmt: skip
@project_options
def new_rule_command(name: str, code: str, file: str | None, **options: Any) -> None:
    """Write a rule file that works at once, with its examples.

    NAME is words in lower case joined by hyphens and says what is wrong; CODE is X, two more
    letters and three digits.
    """
    from annolint import scaffold  # noqa: PLC0415 - `annolint test` does not need it

    loaded, registry = load_project((), options)
    scaffold.vet(name, code, registry)
    target = Path(file or f"{_FOLDER}/{name.replace('-', '_')}.py").absolute()
    shown = settings.shown_path(target)
    if target.suffix != ".py":
        raise AnnolintError(f"{shown}: a plugin file must end in .py")
    if not settings.real(target).is_relative_to(settings.real(loaded.root)):
        raise AnnolintError(
            f"{shown} lies outside {loaded.root}, so that the configuration there cannot name it"
        )
    _create(target, shown, scaffold.rule_text(name, code))
    write(f"wrote {printable(shown)}\n")
    named = settings.real(target).relative_to(settings.real(loaded.root)).as_posix()
    write(printable(_next_step(loaded)) + "\n\n")
    own = loaded.settings.plugins if _names_plugins(loaded) else ()
    write(f"    {printable(scaffold.plugins_line((*own, named)))}\n\n")
    write(f"then: annolint test {code}\n")


def _create(file: Path, shown: str, text: str) -> None:
    """Write a new file, and the folders above it."""
    if file.exists():
        raise AnnolintError(f"{shown} exists already; name another with --file")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise AnnolintError(f"{shown}: cannot be written: {error.strerror}") from error


def _names_plugins(loaded: Loaded) -> bool:
    """Say whether the configuration file itself, not one that it extends, names plugins."""
    return loaded.file is not None and loaded.origins.get("plugins") == loaded.file


def _next_step(loaded: Loaded) -> str:
    """Say where the line that names the plugin file belongs."""
    if loaded.file is None:
        return f"next: write a file {_CONFIGURATION} with this line:"
    table = "[tool.annolint] of " if Path(loaded.file).name == "pyproject.toml" else ""
    if _names_plugins(loaded):
        return f"next: in {table}{loaded.file}, make this of the line that begins with plugins:"
    return f"next: put this line into {table}{loaded.file}, before any other table:"


def _complete(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete a plugin file, or the code or name of an installed rule."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only in completion

    # Files first: click's bash function forgets what it has when it comes to a file.
    file = CompletionItem(incomplete, type="file")
    return [file, *complete_rules(ctx, parameter, incomplete)]


@click.command("test")
@click.argument("what", nargs=-1, metavar="[FILE|CODE|NAME]...", shell_complete=_complete)
@project_options
def test_command(what: Sequence[str], **options: Any) -> int:
    """Run the examples of rules: those named, of plugin files, of all local rules, or of all."""
    from annolint.testing import check_rule  # noqa: PLC0415 - `annolint new` does not need it

    files = list(dict.fromkeys(_plugin_file(each) for each in what if each.endswith(".py")))
    _, registry = load_project((), options, files)
    rules = _chosen(registry, what, files)
    failed = 0
    for rule in rules:
        wrong = check_rule(rule)
        failed += bool(wrong)
        examples = len(rule.examples)
        verdict = "FAILED" if wrong else "passed"
        count = f"{examples} example{'s' * (examples != 1)}"
        write(f"{verdict}  {rule.code} {rule.name} ({count})\n")
        write("".join(f"    {printable(line)}\n" for line in wrong))
    click.echo(f"{len(rules) - failed} passed, {failed} failed", err=True)
    return 1 if failed else 0


def _plugin_file(name: str) -> Path:
    file = settings.real(Path(name))
    if not file.is_file():
        raise AnnolintError(f"{name}: there is no such file")
    return file


def _chosen(registry: Registry, what: Sequence[str], files: Sequence[Path]) -> list[type[Rule]]:
    """Return the rules that the command line speaks of, each once, by code."""
    found = {find_rule(registry, each) for each in what if not each.endswith(".py")}
    for file in files:
        brought = _rules_of(registry, {p.label for p in registry.plugins if _is_from(p, file)})
        if not brought:
            raise AnnolintError(f"{settings.shown_path(file)} brings no rules")
        found |= brought
    if not what:
        installed = {plugin.label for plugin in plugins.load().plugins}
        local = _rules_of(registry, {p.label for p in registry.plugins} - installed)
        found = local or set(registry.rules.values())
    return sorted(found, key=lambda rule: rule.code)


def _rules_of(registry: Registry, labels: Iterable[str]) -> set[type[Rule]]:
    return {rule for code, rule in registry.rules.items() if registry.owners[code] in labels}


def _is_from(plugin: Plugin, file: Path) -> bool:
    origin = getattr(plugin.module, "__file__", None)
    return origin is not None and settings.real(Path(origin)) == file
