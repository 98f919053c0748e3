"""Write the pages and schemas in docs/ that are made of the code, or say which ones are stale.

    python scripts/generate.py            write them
    python scripts/generate.py --check    write nothing; exit 1 if one is stale

It knows annolint's own plugins only, whatever else is installed beside them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from annolint import docs, plugins
from annolint.cli.check import check_command
from annolint.config_schema import config_schema, to_text
from annolint.plugins import Registry
from annolint.rule import Rule
from annolint_reporters.json_reports import findings_schema

ROOT = Path(__file__).resolve().parent.parent
REPAIR = "run `python scripts/generate.py` to repair it"
_OWN = "annolint_"
_RULES = "docs/rules"
_INDEX = "index.md"


def own_registry() -> Registry:
    """Return what the plugins that ship with annolint bring."""
    foreign = [each.name for each in plugins.load().plugins if not each.name.startswith(_OWN)]
    return plugins.load([f"no:{name}" for name in foreign])


def generated(root: Path, registry: Registry) -> dict[str, str]:
    """Return what every generated file must hold, by its path below `root`.

    Pages that are written by hand are read from `root`, and their generated sections filled in.
    """
    schema = config_schema(registry)
    sections = {
        f"{_RULES}/{_INDEX}": {"rules": docs.rule_table(registry, _page)},
        "docs/configuration.md": {"keys": docs.key_reference(schema)},
        "docs/formats.md": {"formats": docs.format_table(registry)},
        "docs/usage.md": {
            "options": _options(check_command),
            "output formats": docs.reporter_table(registry),
        },
        "docs/writing-rules.md": {"hooks": docs.hook_reference()},
    }
    return {
        "docs/schemas/annolint.schema.json": to_text(schema),
        "docs/schemas/findings.schema.json": to_text(findings_schema()),
        **{path: _filled(root / path, contents) for path, contents in sections.items()},
        **{
            f"{_RULES}/{_page(rule)}": docs.rule_page(rule, registry, _page)
            for rule in registry.rules.values()
        },
    }


def stale(root: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Say which files below `root` are missing, differ, or belong to no rule."""
    for path, content in files.items():
        file = root / path
        if not file.is_file():
            yield f"{path} is missing: {REPAIR}"
        elif file.read_text("utf-8") != content:
            yield f"{path} is stale: {REPAIR}"
    for path in _orphans(root, files):
        yield f"{path} is the page of no rule: {REPAIR}"


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write the files below `root` and remove pages of rules that are no more."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8", newline="\n")
    for path in _orphans(root, files):
        (root / path).unlink()


def _orphans(root: Path, files: Mapping[str, str]) -> list[str]:
    pages = (root / _RULES).glob("*.md")
    return sorted(path for page in pages if (path := f"{_RULES}/{page.name}") not in files)


def _page(rule: type[Rule]) -> str:
    return f"{rule.name}.md"


def _filled(file: Path, contents: Mapping[str, str]) -> str:
    page = file.read_text("utf-8")
    for name, content in contents.items():
        page = docs.with_section(page, name, content)
    return page


def _options(command: click.Command) -> str:
    """Return the options of a command as a table."""
    rows = []
    for option in command.params:
        if isinstance(option, click.Option):
            name = ", ".join(f"`{each}`" for each in option.opts)
            if isinstance(option.type, click.Choice):
                name += f" {'|'.join(option.type.choices)}"
            elif option.metavar:
                name += f" {option.metavar}"
            rows.append((name, option.help or ""))
    return docs.markdown_table(("option", "what"), rows)


def main() -> None:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    arguments = parser.parse_args()
    files = generated(ROOT, own_registry())
    if not arguments.check:
        write(ROOT, files)
        return
    complaints = list(stale(ROOT, files))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
