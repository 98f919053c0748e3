"""Rules that need a library which annolint does not bring, with the library and without."""

from pathlib import Path

import pytest

from annolint import Requirement, docs, plugins
from annolint.testing import check_rule
from tests.conftest import Program
from tests.toys import LOUD, ONLY_TOYS, write

RULE = """
from annolint import Preset, Requirement, Rule, hookimpl


class Missing(Rule, frozen=True):
    '''A mention needs a library.'''

    code = "XRQ001"
    name = "missing-library"
    preset = Preset.STRICT
    requires = Requirement("no_such_library", "annolint[extra]")

    def check(self, document):
        yield self.diagnostic(document.mentions[0], "text", "found")


class Present(Missing, frozen=True):
    '''A mention needs a library that is there.'''

    code = "XRQ002"
    name = "present-library"
    requires = Requirement("wave", "annolint[wave]")


@hookimpl
def annolint_rules():
    return [Missing, Present]
"""
ADVICE = "pip install 'annolint[extra]'"
NOTE = f"annolint: XRQ001 did not run: {ADVICE}\n"
ERROR = f"XRQ001 missing-library needs no_such_library, which is not installed: {ADVICE}\n"


@pytest.fixture
def needing(toys: Program, tmp_path: Path) -> Program:
    """Return the program with the toys and with two rules that need a library."""
    write(tmp_path, {".lint/needing.py": RULE, "a.toy": LOUD})
    write(tmp_path, {".annolint.toml": 'plugins = [".lint/toys.py", ".lint/needing.py"]\n'})
    return toys


@pytest.mark.parametrize(
    "options", [["--preset", "strict"], ["--select", "ALL"], ["--select", "XRQ"]]
)
def test_without_its_library_a_rule_does_not_run_and_this_is_said(
    needing: Program, options: list[str]
) -> None:
    ran = needing(*options, "a.toy")
    assert ran.code == 1
    assert "XRQ001" not in ran.out
    assert "a.toy:2:1: XRQ002 found" in ran.out
    assert ran.err.startswith(NOTE)
    assert ran.err.count("did not run") == 1
    assert "did not run" not in needing("-q", *options, "a.toy").err


def test_a_rule_that_is_off_needs_nothing(needing: Program) -> None:
    assert "did not run" not in needing("a.toy").err
    assert "did not run" not in needing("--preset", "all", "--ignore", "XRQ001", "a.toy").err


def test_nothing_is_said_where_there_is_nothing_to_lint(needing: Program) -> None:
    ran = needing("--preset", "strict", "--ignore-unknown", ".lint")
    assert "did not run" not in ran.err


@pytest.mark.parametrize("selector", ["XRQ001", "missing-library"])
def test_a_rule_that_was_asked_for_must_run(
    needing: Program, tmp_path: Path, selector: str
) -> None:
    assert needing("--select", selector, "a.toy") == (
        2,
        "",
        f'annolint: "{selector}" selected by --select: {ERROR}',
    )
    config = (tmp_path / ".annolint.toml").read_text("utf-8")
    selected = f'extend-select = ["{selector}"]\n'
    write(tmp_path, {".annolint.toml": config + selected})
    ran = needing("a.toy")
    assert (ran.code, ran.err) == (
        2,
        f'annolint: "{selector}" selected by .annolint.toml: {ERROR}',
    )
    assert needing("--ignore", selector, "a.toy").code == 1
    write(
        tmp_path,
        {".annolint.toml": f'{config}[[per-file]]\nfiles = ["b.toy"]\nselect = ["{selector}"]\n'},
    )
    ran = needing("a.toy")
    assert ran.code == 2
    assert ran.err == f'annolint: "{selector}" selected by .annolint.toml [[per-file]] 1: {ERROR}'


@pytest.mark.usefixtures("needing")
def test_what_is_in_force_says_what_is_missing(program: Program) -> None:
    lines = program("config", *ONLY_TOYS).out.splitlines()
    (missing,) = [line for line in lines if "XRQ001" in line]
    assert missing.endswith(
        f"but in strict; needs no_such_library, which is not installed: {ADVICE}"
    )
    (present,) = [line for line in lines if "XRQ002" in line]
    assert present.endswith("but in strict; needs wave: pip install 'annolint[wave]'")


@pytest.mark.usefixtures("needing")
def test_the_page_says_what_a_rule_needs(program: Program) -> None:
    page = program("rule", *ONLY_TOYS, "XRQ002").out
    assert "\n\nNeeds `wave`: `pip install 'annolint[wave]'`\n" in page
    installed = plugins.load()
    for rule in installed.rules.values():
        page = docs.rule_page(rule, installed)
        assert ("\nNeeds `" in page) == (rule.requires is not None)


def test_examples_without_the_library_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(rule for rule in plugins.load().rules.values() if rule.requires is None)
    requirement = Requirement("no_such_library", "annolint[extra]")
    assert not requirement.is_met
    monkeypatch.setattr(rule, "requires", requirement)
    wrong = check_rule(rule)
    assert len(wrong) == len(rule.examples)
    assert all(line.endswith(f"which is not installed: {ADVICE}") for line in wrong)
