"""Every registered rule keeps its contract, and every one of its examples is exact."""

import re
import sys
from typing import Annotated, get_args, get_origin, get_type_hints

import msgspec
import pytest

from annolint import Bad, Good, Rule
from annolint.rule import rule_help
from annolint.testing import check_rule, registry
from annolint_rules import FAMILIES, class_name

RULES = registry().rules
CODES = sorted(RULES)


@pytest.fixture(params=CODES)
def rule(request: pytest.FixtureRequest) -> type[Rule]:
    return RULES[request.param]


def test_there_are_rules_of_every_family() -> None:
    families = {rule.__module__.split(".")[1] for rule in RULES.values()}
    assert families == set(FAMILIES)


def test_examples_are_exact(rule: type[Rule]) -> None:
    assert check_rule(rule) == []


def test_examples_show_both_sides(rule: type[Rule]) -> None:
    kinds = [type(example) for example in rule.examples]
    assert Good in kinds
    assert Bad in kinds
    assert all(example.expect for example in rule.examples if isinstance(example, Bad))


def test_one_name_in_three_spellings(rule: type[Rule]) -> None:
    module = rule.__module__.rpartition(".")[2]
    assert module == module.lower()
    assert rule.__name__ == class_name(module)
    assert rule.name == module.replace("_", "-")


def test_code_is_well_formed(rule: type[Rule]) -> None:
    assert re.fullmatch(r"[A-WYZ][A-Z]{2}[0-9]{3}", rule.code)


def test_docstring_says_what_why_what_to_do_and_what_is_not_seen(rule: type[Rule]) -> None:
    words = rule_help(rule)
    assert words.summary.endswith(".")
    assert words.why
    assert words.remedy
    assert words.unseen
    headings = re.findall(r"^ *## .*$", rule.__doc__ or "", re.MULTILINE)
    assert [heading.strip() for heading in headings] == [
        "## Why is this bad?",
        "## What to do",
        "## What it does not see",
    ]


def test_severity_preset_and_source_are_stated(rule: type[Rule]) -> None:
    assert {"code", "name", "severity", "preset", "source", "examples"} <= vars(rule).keys()
    assert rule.source


def test_yields_to_rules_that_exist(rule: type[Rule]) -> None:
    assert set(rule.yields_to) <= RULES.keys()
    assert rule.code not in rule.yields_to
    assert len(set(rule.yields_to)) == len(rule.yields_to)


def test_options_are_described_and_have_valid_defaults(rule: type[Rule]) -> None:
    hints = get_type_hints(rule, include_extras=True)
    for field in msgspec.structs.fields(rule):
        assert not field.required, field.name
        hint = hints[field.name]
        assert get_origin(hint) is Annotated, field.name
        descriptions = [each.description for each in get_args(hint)[1:]]
        assert any(descriptions), field.name
    defaults = msgspec.to_builtins(rule())
    assert msgspec.convert(defaults, rule) == rule()


def test_every_pattern_is_one() -> None:
    names = [name for name in sys.modules if name.startswith("annolint_rules.")]
    patterns = [
        value
        for name in names
        for value in vars(sys.modules[name]).values()
        if type(value).__name__ == "_Lazy"
    ]
    assert len(patterns) > 40
    for pattern in patterns:
        assert isinstance(pattern.groups, int)  # which compiles it
