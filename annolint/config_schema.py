"""The JSON Schema of the configuration file, for editors and for the reference in the docs.

It is made of the settings' own types and of the options of whatever rules are there, so it cannot
say anything else than what annolint accepts. Rules from a project's own plugins are unknown to the
published schema; their tables and codes are let through, and annolint itself checks them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from annolint.diagnostic import Severity
from annolint.rule import Preset, Rule, rule_help
from annolint.settings import Settings

if TYPE_CHECKING:
    from annolint.plugins import Registry

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SELECTOR = "selector"
_REFERENCE = "#/$defs/"
_RULE = "rules."
_SELECTING = {"select", "extend-select", "ignore"}
_ENUMS = {kind.__name__: [member.value for member in kind] for kind in (Preset, Severity)}
_SEVERITY = {
    "description": "How bad a finding of the rule is.",
    "type": "string",
    "enum": _ENUMS[Severity.__name__],
}
_FOREIGN_CODE = "^X[A-Z]{0,2}$|^X[A-Z]{2}[0-9]{1,3}$"
_NAME = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


def config_schema(registry: Registry) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `.annolint.toml` with everything in `registry`."""
    rules = list(registry.rules.values())
    (top, *references), components = msgspec.json.schema_components(
        (Settings, *rules), ref_template=_REFERENCE + "{name}"
    )
    properties = _table(components.pop(_referred(top)))["properties"]
    options = {
        _RULE + rule.name: _rule_table(rule, components.pop(_referred(reference)))
        for rule, reference in zip(rules, references, strict=True)
    }
    tables = {
        name: _table(each) if "properties" in each else each
        for name, each in components.items()
        if name not in _ENUMS
    }
    for table in (properties, tables["PerFile"]["properties"]):
        for key in _SELECTING & table.keys():
            table[key]["items"] = {"$ref": _REFERENCE + SELECTOR}
    properties["output-format"]["enum"] = sorted(registry.reporters)
    properties["formats"]["additionalProperties"] = _formats(registry)
    properties["rules"]["properties"] = {
        key: {"$ref": _REFERENCE + _RULE + rule.name}
        for rule in rules
        for key in (rule.name, rule.code)
    }
    properties["rules"]["additionalProperties"] = {
        "type": "object",
        "properties": {"severity": _SEVERITY},
    }
    return {
        "$schema": DIALECT,
        "title": "annolint",
        "description": "The configuration of annolint: .annolint.toml, annolint.toml, or the table "
        "tool.annolint of pyproject.toml.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {SELECTOR: _selector(rules), **tables, **options},
    }


def rule_schema(rule: type[Rule]) -> dict[str, Any]:
    """Return the JSON Schema of the table `[rules.NAME]` of one rule."""
    (reference,), components = msgspec.json.schema_components(
        (rule,), ref_template=_REFERENCE + "{name}"
    )
    return {**_rule_table(rule, components.pop(_referred(reference))), "$defs": components}


def to_text(schema: Mapping[str, Any]) -> str:
    """Return a JSON Schema as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _referred(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).removeprefix(_REFERENCE)


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a table, which holds no other keys than the ones that it lists."""
    return {
        "title": table["title"],
        "description": table["description"],
        "type": "object",
        "properties": {key: _value(each) for key, each in table["properties"].items()},
        "additionalProperties": False,
        **({"required": table["required"]} if table["required"] else {}),
    }


def _value(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value without what TOML cannot say, which is null."""
    result = dict(schema)
    kinds = [each for each in result.pop("anyOf", []) if each != {"type": "null"}]
    if len(kinds) == 1:
        result |= kinds[0]
    elif kinds:
        result["anyOf"] = kinds
    if "$ref" in result and _referred(result) in _ENUMS:
        result |= {"type": "string", "enum": _ENUMS[_referred(result)]}
        del result["$ref"]
    if "$ref" in result or result.get("default", "") is None:
        result.pop("default", None)
    return result


def _rule_table(rule: type[Rule], table: Mapping[str, Any]) -> dict[str, Any]:
    options = _table(table)
    severity = {"severity": _SEVERITY | {"default": rule.severity.value}}
    return options | {
        "title": f"{rule.name} ({rule.code})",
        "description": rule_help(rule).summary,
        "properties": severity | options["properties"],
    }


def _formats(registry: Registry) -> dict[str, Any]:
    """Return the schema of what `[formats]` says of a glob."""
    tables = []
    for name, each in sorted(registry.formats.items()):
        kind = each.options_type()
        components = msgspec.json.schema_components((kind,))[1]
        options = _table({"description": "", **components[kind.__name__]})
        named = {"format": {"type": "string", "const": name}} | options["properties"]
        tables.append(
            options
            | {"title": each.title, "description": f"{each.title}, with options."}
            | {"properties": named, "required": ["format"]}
        )
    return {"anyOf": [{"type": "string", "enum": sorted(registry.formats)}, *tables]}


def _selector(rules: list[type[Rule]]) -> dict[str, Any]:
    prefixes = {rule.code[:length] for rule in rules for length in range(1, len(rule.code) + 1)}
    known = ["ALL", *sorted(prefixes), *sorted(rule.name for rule in rules)]
    return {
        "title": SELECTOR,
        "description": "A code, a prefix of codes or a name of rules, or ALL. Codes and names that "
        "are not listed belong to a project's own rules.",
        "type": "string",
        "anyOf": [{"enum": known}, {"pattern": _FOREIGN_CODE}, {"pattern": _NAME}],
    }
