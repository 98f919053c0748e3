"""Pages about rules, formats, hooks and the configuration, made of what the code itself says.

Everything here is a function from plugins or a schema to Markdown. It reads and writes no file:
`scripts/generate.py` does that for the documentation, `annolint rule` prints a page.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annolint import hookspecs
from annolint.config_schema import SELECTOR, rule_schema
from annolint.reporter import printable
from annolint.rule import Bad, CorpusRule, Example, ReaderRule, Rule, rule_help

if TYPE_CHECKING:
    from annolint.plugins import Registry

_TAB, _BLANK = "→", "·"
_SIGNS = {_TAB: "is a tab", _BLANK: "is a blank at the end of a line"}
_WORDS = {
    "string": "text",
    "boolean": "`true` or `false`",
    "integer": "whole number",
    "date": "date",
}
_LONG_LINE = 160
_SHOWN_START, _SHOWN_END = 80, 40
_BEGIN, _END = "<!-- generated: {name} -->", "<!-- end of generated -->"


def rule_page(
    rule: type[Rule], registry: Registry, link: Callable[[type[Rule]], str] | None = None
) -> str:
    """Return the page of a rule in Markdown.

    Args:
        rule: The rule.
        registry: Every rule, so that others can be named.
        link: Returns the target of a link to another rule; None makes no links.
    """
    text = rule_help(rule)
    parts = [
        f"# {rule.name} ({rule.code})",
        text.summary,
        f"Severity `{rule.severity}` · {_preset(rule)} · {_looks_at(rule)}{_fixes(rule)}",
    ]
    if rule.requires is not None:
        parts.append(f"Needs `{rule.requires.module}`: `{rule.requires.advice}`")
    for heading, section in (
        ("Why is this bad?", text.why),
        ("What to do", text.remedy),
        ("What it does not see", text.unseen),
    ):
        if section:
            parts += [f"## {heading}", section]
    if options := list(_options(rule)):
        parts += ["## Options", f"In `[rules.{rule.name}]`:", "\n".join(options)]
    if rule.examples:
        parts += ["## Examples", *_legend(rule.examples)]
        for example in rule.examples:
            parts += _example(example)
    if rule.yields_to:
        names = [_reference(code, registry, link) for code in rule.yields_to]
        parts += [
            "## Gives way to",
            f"It says nothing where one of these explains the fault: {', '.join(names)}.",
        ]
    if rule.source:
        parts += ["## Source", f"<{rule.source}>" if "://" in rule.source else rule.source]
    return "\n\n".join(parts) + "\n"


def _preset(rule: type[Rule]) -> str:
    return "on only when selected" if rule.preset == "all" else f"preset `{rule.preset}`"


def _looks_at(rule: type[Rule]) -> str:
    if issubclass(rule, CorpusRule):
        return "looks at the whole corpus"
    return "found while reading" if issubclass(rule, ReaderRule) else "looks at each document"


def _fixes(rule: type[Rule]) -> str:
    return f" · {' and '.join(sorted(rule.fixes))} repairs" if rule.fixes else ""


def _options(rule: type[Rule]) -> Iterator[str]:
    schema = rule_schema(rule)
    for name, option in schema["properties"].items():
        if name != "severity":
            yield (
                f"- `{name}` ({_kind(option, schema)}, default `{_json(option['default'])}`): "
                f"{option['description']}"
            )


def _reference(code: str, registry: Registry, link: Callable[[type[Rule]], str] | None) -> str:
    other = registry.rules.get(code)
    if other is None:
        return code
    return f"[{code} {other.name}]({link(other)})" if link else f"{code} {other.name}"


def _legend(examples: Sequence[Example]) -> Iterator[str]:
    """Say what the signs in examples stand for, where there are such signs."""
    if any(example.format == "inline" for example in examples):
        yield (
            "`[text](Type ID)` is a mention, `{Type A B}` a relation between two concepts; places "
            "are lines, and columns of the text without its brackets."
        )
    blocks = "\n".join(
        block
        for example in examples
        for _, block in (*_shown_files(example.files), *_blocks(example))
    )
    signs = [f"`{sign}` {meaning}" for sign, meaning in _SIGNS.items() if sign in blocks]
    if signs:
        yield f"In the examples {' and '.join(signs)}."


def _example(example: Example) -> Iterator[str]:
    if isinstance(example, Bad):
        count = len(example.expect)
        lead = f"Wrong ({count} finding{'s' * (count != 1)})"
    else:
        lead = "Correct"
    yield f"{lead} with this configuration:" if example.settings else f"{lead}:"
    if example.settings:
        yield fenced(example.settings.strip(), "toml")
    for name, block in (*_shown_files(example.files), *_blocks(example)):
        if name:
            yield f"`{name}`:"
        yield fenced(block)
    if isinstance(example, Bad):
        yield fenced("\n".join(shown(line) for line in example.expect))
        if example.fixed is not None:
            yield "Repaired:"
            for name, block in _files(example.fixed):
                if name:
                    yield f"`{name}`:"
                yield fenced(block)


def _blocks(example: Example) -> list[tuple[str, str]]:
    """Return the files of an example by name, as they are shown; one file has no name."""
    return _files(example.source)


def _files(source: str | Mapping[str, str]) -> list[tuple[str, str]]:
    return _shown_files({"": source} if isinstance(source, str) else source)


def _shown_files(files: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (name, "\n".join(shown(line) for line in text.removesuffix("\n").split("\n")))
        for name, text in files.items()
    ]


def shown(line: str) -> str:
    """Return a line so that what cannot be seen in it is seen; a very long one is cut."""
    body = line.rstrip(" ")
    visible = printable(body.replace("\t", _TAB)) + _BLANK * (len(line) - len(body))
    if len(visible) <= _LONG_LINE:
        return visible
    left_out = len(visible) - _SHOWN_START - _SHOWN_END
    return f"{visible[:_SHOWN_START]} … {left_out} characters … {visible[-_SHOWN_END:]}"


def fenced(text: str, language: str = "text") -> str:
    """Return a code block that nothing in `text` can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a vertical bar in a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines
    )


def rule_table(registry: Registry, link: Callable[[type[Rule]], str]) -> str:
    """Return the table of all rules."""
    return markdown_table(
        ("code", "name", "what is wrong", "severity", "preset", "fix"),
        (
            (
                rule.code,
                f"[{rule.name}]({link(rule)})",
                rule_help(rule).summary,
                rule.severity.value,
                rule.preset.value,
                ", ".join(rule.fixes),
            )
            for rule in registry.rules.values()
        ),
    )


def format_table(registry: Registry) -> str:
    """Return the table of all file formats."""
    known = sorted(registry.formats.items())
    return markdown_table(
        ("name", "format", "file names", "offsets", "held in memory", "repairs", "suppression"),
        (
            (
                f"`{name}`",
                each.title,
                ", ".join(f"`{suffix}`" for suffix in each.suffixes) or "told by content",
                can.offsets,
                can.memory,
                can.repairs or "none",
                can.suppression or "none",
            )
            for name, each in known
            for can in [each.abilities()]
        ),
    )


def reporter_table(registry: Registry) -> str:
    """Return the table of all output formats."""
    return markdown_table(
        ("name", "what"),
        ((f"`{name}`", each.title) for name, each in sorted(registry.reporters.items())),
    )


def hook_reference() -> str:
    """Return every hook with its arguments and what it returns."""
    parts = []
    for name, function in vars(hookspecs).items():
        if name.startswith("annolint_"):
            arguments = ", ".join(inspect.signature(function).parameters)
            parts.append(f"#### `{name}({arguments})`\n\n{inspect.getdoc(function)}\n")
    return "\n".join(parts)


def key_reference(schema: Mapping[str, Any]) -> str:
    """Return tables of the keys of a configuration, made of its JSON Schema."""
    parts = [_keys(schema, schema)]
    for key, value in schema["properties"].items():
        for heading, description, table in _tables(key, value, schema):
            keys = _keys(table, schema)
            parts.append(f"### `{heading}`\n\n{description}\n\n{keys}")
    return "\n".join(parts)


def _tables(
    key: str, value: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the heading, description and schema of each table below a key."""
    if "$ref" in value:
        for name, inner in _resolved(value, schema)["properties"].items():
            yield from _tables(f"{key}.{name}", inner, schema)
    elif "properties" in (table := _resolved(value.get("items", {}), schema)):
        yield f"[[{key}]]", value["description"], table
    elif value.get("type") == "object":
        inner = value["additionalProperties"]
        table = _resolved(inner, schema)
        if "properties" in table:
            yield f"[{key}.NAME]", value["description"], table


def _keys(table: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    required = table.get("required", ())
    rows = []
    for key, value in table["properties"].items():
        default = f"`{_json(value['default'])}`" if "default" in value else ""
        default = "required" if key in required else default
        rows.append((f"`{key}`", _kind(value, schema), default, value["description"]))
    return markdown_table(("key", "value", "default", "what"), rows)


def _kind(value: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Say in words what a value may be."""
    value = _resolved(value, schema)
    kind = str(value.get("type", "any value"))
    limits = [
        f", {words} {value[limit]}"
        for limit, words in (("minimum", "at least"), ("maximum", "at most"))
        if limit in value
    ]
    if "enum" in value:
        return ", ".join(f"`{_json(choice)}`" for choice in value["enum"])
    if value.get("title") == SELECTOR:
        return SELECTOR
    if "prefixItems" in value:
        return f"[{', '.join(_kind(each, schema) for each in value['prefixItems'])}]"
    if kind == "array":
        return f"list of {_plural(_kind(value.get('items', {}), schema))}"
    if kind == "object":
        inner = _resolved(value.get("additionalProperties") or {}, schema)
        return (
            f"table of {_plural(_kind(inner, schema))}"
            if inner.get("type") == "string"
            else "table"
        )
    return _WORDS.get(value.get("format", kind), kind) + "".join(limits)


def _plural(kind: str) -> str:
    first, _, rest = kind.partition(" ")
    return kind if first.startswith(("`", "[")) else f"{first}s {rest}".strip()


def _resolved(reference: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the definition that a schema refers to, or the schema itself."""
    if "$ref" not in reference:
        return reference
    found: Mapping[str, Any] = schema["$defs"][reference["$ref"].rpartition("/")[2]]
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def with_section(page: str, name: str, content: str) -> str:
    """Return `page` with other content between the marks of a generated section.

    Raises:
        ValueError: The page has no such section.
    """
    begin = _BEGIN.format(name=name)
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(_END)
    if not (found and ended):
        raise ValueError(f"the page has no section {begin} … {_END}")
    return f"{before}{begin}\n\n{content.strip()}\n\n{_END}{after}"
