"""Generated pages and schemas are fresh, and what the pages say in code is true."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # its types are a package of their own
import pytest
import tomli

from annolint import Rule, decoding, docs, plugins
from annolint.cli import _COMMANDS
from annolint.config import resolve
from annolint.config_schema import config_schema
from annolint.plugins import Registry
from annolint.settings import Loaded, Settings
from annolint.testing import check_rule, documents, lint
from scripts import generate

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return generate.own_registry()


@pytest.fixture(scope="module")
def files(registry: Registry) -> dict[str, str]:
    return generate.generated(ROOT, registry)


def test_generated_files_are_fresh(files: dict[str, str]) -> None:
    assert list(generate.stale(ROOT, files)) == [], "run: python scripts/generate.py"


def test_every_rule_has_a_page(registry: Registry, files: dict[str, str]) -> None:
    assert registry.rules
    for code, rule in registry.rules.items():
        page = files[f"docs/rules/{rule.name}.md"]
        assert page.startswith(f"# {rule.name} ({code})\n")
        assert f"[{rule.name}]({rule.name}.md)" in files["docs/rules/index.md"]


def test_stale_missing_and_orphaned_files_are_named_and_repaired(
    tmp_path: Path, registry: Registry
) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    generate.write(tmp_path, generate.generated(tmp_path, registry))
    made = generate.generated(tmp_path, registry)
    assert list(generate.stale(tmp_path, made)) == []

    (tmp_path / "docs/schemas/annolint.schema.json").write_text("{}\n", "utf-8")
    (tmp_path / "docs/rules/padded-mention.md").unlink()
    (tmp_path / "docs/rules/no-rule.md").write_text("# no-rule\n", "utf-8")
    usage = tmp_path / "docs/usage.md"
    usage.write_text(usage.read_text("utf-8").replace("`concise`", "`cOncise`", 1), "utf-8")
    made = generate.generated(tmp_path, registry)
    assert sorted(generate.stale(tmp_path, made)) == [
        (
            "docs/rules/no-rule.md is the page of no rule: "
            "run `python scripts/generate.py` to repair it"
        ),
        "docs/rules/padded-mention.md is missing: run `python scripts/generate.py` to repair it",
        "docs/schemas/annolint.schema.json is stale: run `python scripts/generate.py` to repair it",
        "docs/usage.md is stale: run `python scripts/generate.py` to repair it",
    ]

    generate.write(tmp_path, made)
    assert list(generate.stale(tmp_path, generate.generated(tmp_path, registry))) == []
    assert not (tmp_path / "docs/rules/no-rule.md").exists()


def test_pages_know_only_the_plugins_of_annolint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: Registry
) -> None:
    """A stranger's package that is installed beside annolint does not get into the pages."""
    package = tmp_path / "stranger-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[annolint]\nstranger = stranger_rules\n")
    (tmp_path / "stranger_rules.py").write_text(
        "from annolint import Rule\n"
        "ANNOLINT_API = 1\n"
        "class Strange(Rule, frozen=True):\n"
        "    code = 'XST001'\n"
        "    name = 'strange'\n"
        "    def check(self, document):\n"
        "        return ()\n"
        "def annolint_rules():\n"
        "    return [Strange]\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "XST001" in plugins.load().rules
    assert list(generate.own_registry().rules) == list(registry.rules)


def test_check_names_what_is_stale() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# What the pages say


def _code(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_sample_configuration_is_valid(registry: Registry, tmp_path: Path) -> None:
    sample = _code("configuration.md", "toml")[0]
    table = tomli.loads(sample)
    jsonschema.validate(table, config_schema(registry))
    loaded = Loaded(decoding.decode(table, Settings, "sample"), "sample", tmp_path, {})
    config = resolve(loaded, registry)
    assert config.rules["SPN006"].padding == "."  # type: ignore[attr-defined] # its own option
    assert config.severities["SPN006"] == "warning"


def test_first_rule_of_the_guide_passes_its_examples() -> None:
    source, tests = _code("writing-rules.md", "python")
    names: dict[str, Any] = {}
    imports = (
        "from collections.abc import Iterator\n"
        "from typing import Annotated\n"
        "from annolint import *\n"
    )
    exec(imports + source, names)  # noqa: S102 - our own page
    rule = names["NoPronouns"]
    assert issubclass(rule, Rule)
    assert check_rule(rule) == []
    exec(tests, names)  # noqa: S102 - our own page
    names["test_examples"]()
    names["test_a_file"]()


def test_sample_file_is_clean() -> None:
    sample = _code("formats.md", "text")[0]
    assert "→" in sample
    text = sample.replace("→", "\t")
    # In so small a corpus every type is rare.
    assert {each.code for each in lint(text, format="pubtator")} == {"COR003"}
    (document,) = documents(text, "pubtator")
    assert (len(document.mentions), len(document.relations)) == (2, 1)


def test_usage_speaks_of_every_command() -> None:
    usage = (DOCS / "usage.md").read_text("utf-8")
    assert _COMMANDS
    for name in _COMMANDS:
        assert f"annolint {name}" in usage


def test_table_of_keys_is_complete(registry: Registry) -> None:
    reference = docs.key_reference(config_schema(registry))
    for key in (
        "| `required-version` | text |  |",
        '| `preset` | `"minimal"`, `"recommended"`, `"strict"`, `"all"` |  |',
        "| `extend-select` | list of selectors | `[]` |",
        '| `fail-on` | `"info"`, `"warning"`, `"error"` | `"warning"` |',
        "| `jobs` | whole number, at least 0 | `0` |",
        "| `per-file` | list of tables | `[]` |",
        "### `[rules.NAME]`",
        "### `[[per-file]]`",
        "| `files` | list of texts | required |",
        "### `[[suppress]]`",
        "| `expires` | date |  |",
        "### `[schema.mentions.NAME]`",
        "### `[schema.relations.NAME]`",
        "| `arguments` | list of lists of texts | `[]` |",
        "| `symmetric` | `true` or `false` | `false` |",
    ):
        assert f"\n{key}" in f"\n{reference}", key


def test_links_between_pages_lead_somewhere() -> None:
    """mkdocs checks them too, in CI; this needs no mkdocs."""
    pages = sorted(DOCS.rglob("*.md"))
    assert len(pages) > 10
    for page in pages:
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"`[^`\n]*`", "", text)
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
            if "://" not in target:
                assert (page.parent / target).is_file(), f"{page.name}: {target}"


def test_the_picture_of_the_readme_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "picture.py"), "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")
