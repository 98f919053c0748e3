"""The examples work in a fresh environment, installed as their users install them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
LOCAL_FINDING = "data/lithium.pubtator:6:16: XAB001 'It' is a pronoun: remove the mention\n"
FORMAT_FINDINGS = """\
data/ward.notes:4:1: DUP001 mention 'Lithium' (Drug) stands here a second time: remove the copy
data/ward.notes:5:6: SPN001 'the second' stands at 23-33, not 'second day', which stands at 27-37: \
correct the offsets
data/ward.notes:8:1: FMT001 this is no NOTE, TEXT or SPAN line: correct or remove it
"""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of a new environment with annolint and the plugin package.

    Both are installed from copies without what earlier builds left; pip fetches what they depend
    on as it is configured to.
    """
    folder = tmp_path_factory.mktemp("fresh")
    left = shutil.ignore_patterns("*.egg-info", "__pycache__", "build", "dist")
    sources = folder / "sources"
    sources.mkdir()
    for name in ("annolint", "plugins"):
        shutil.copytree(ROOT / name, sources / name, ignore=left)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    package = shutil.copytree(EXAMPLES / "plugin-package", folder / "package", ignore=left)
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    done = subprocess.run(
        [*pip, str(sources), f"{package}[test]"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return programs


def _run(
    scripts: Path, folder: Path, *arguments: str, program: str = "annolint"
) -> tuple[int, str]:
    """Run a program of the new environment in a folder; return exit code and standard output."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    done = subprocess.run(
        [scripts / program, *arguments],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key not in hidden},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project with a rule of its own."""
    copy: Path = shutil.copytree(EXAMPLES / "local-rule", tmp_path / "local-rule")
    return copy


def test_local_rule_is_found_from_the_working_directory(scripts: Path, project: Path) -> None:
    assert _run(scripts, project) == (1, LOCAL_FINDING)
    assert _run(scripts, project, "data") == (1, LOCAL_FINDING)
    below = LOCAL_FINDING.removeprefix("data/")
    assert _run(scripts, project / "data", "lithium.pubtator") == (1, below)
    assert _run(scripts, project, "--no-local-plugins") == (0, "")


def test_configuration_beside_the_data_runs_no_code(scripts: Path, project: Path) -> None:
    assert _run(scripts, project.parent, "local-rule/data") == (0, "")
    config = ("--config", "local-rule/.annolint.toml")
    assert _run(scripts, project.parent, *config, "local-rule/data") == (
        1,
        f"local-rule/{LOCAL_FINDING}",
    )


def test_examples_of_the_local_rule_pass(scripts: Path, project: Path) -> None:
    expected = "passed  XAB001 no-pronouns (3 examples)\n"
    assert _run(scripts, project, "test") == (0, expected)
    assert _run(scripts, project, "test", "lint/our_rules.py") == (0, expected)


def test_options_of_the_local_rule(scripts: Path, project: Path) -> None:
    with (project / ".annolint.toml").open("a", encoding="utf-8") as config:
        config.write('[rules.no-pronouns]\npronouns = ["lithium"]\n')
    status, out = _run(scripts, project)
    assert (status, [line.split(": ")[0] for line in out.splitlines()]) == (
        1,
        ["data/lithium.pubtator:3:14", "data/lithium.pubtator:5:16"],
    )


def test_package_is_a_plugin(scripts: Path, tmp_path: Path) -> None:
    status, out = _run(scripts, tmp_path, "plugins")
    assert status == 0
    assert ("annolint_dosage (package annolint-dosage)\n  rules: XDS001 dose-in-mention\n") in out
    status, out = _run(scripts, tmp_path, "rule", "XDS001")
    assert status == 0
    assert out.startswith(
        "# dose-in-mention (XDS001)\n\nA mention of a chemical takes its dose in."
    )
    status, out = _run(scripts, tmp_path, "test", "dose-in-mention")
    assert (status, out) == (0, "passed  XDS001 dose-in-mention (4 examples)\n")


def test_rule_of_the_package_finds_and_is_blocked(scripts: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pubtator").write_text(
        "1|t|Take 100 mg aspirin\n1|a|\n1\t5\t19\t100 mg aspirin\tChemical\tD001241\n", "utf-8"
    )
    assert _run(scripts, tmp_path, "a.pubtator") == (
        1,
        "a.pubtator:3:8: XDS001 the mention takes the dose '100 mg' in: leave only the name\n",
    )
    for name in ("annolint_dosage", "dosage"):
        assert _run(scripts, tmp_path, "-p", f"no:{name}", "a.pubtator") == (0, "")
    status, out = _run(scripts, tmp_path, "-p", "no:annolint_dosage", "plugins")
    assert (status, out) == (2, "")  # options stand behind the command
    status, out = _run(scripts, tmp_path, "plugins", "-p", "no:annolint_dosage")
    assert status == 0
    assert "dosage" not in out


def test_tests_of_the_package_pass(scripts: Path, tmp_path: Path) -> None:
    tests = shutil.copytree(EXAMPLES / "plugin-package" / "tests", tmp_path / "tests")
    status, out = _run(scripts, tests, "-q", "-p", "no:cacheprovider", program="pytest")
    assert (status, out.splitlines()[-1].split(" in ")[0]) == (0, "2 passed")


def test_local_format_is_linted_and_repaired(scripts: Path, tmp_path: Path) -> None:
    project = shutil.copytree(EXAMPLES / "local-format", tmp_path / "local-format")
    assert _run(scripts, project) == (1, FORMAT_FINDINGS)
    code, _ = _run(scripts, project, "--fix")
    notes = (project / "data" / "ward.notes").read_text(encoding="utf-8")
    assert code == 1
    assert notes == (EXAMPLES / "local-format/data/ward.notes").read_text(encoding="utf-8").replace(
        "SPAN\t0\t7\tDrug\tLithium\n", "", 1
    )
    listed = _run(scripts, project, "formats")[1].splitlines()
    assert ["notes", "our", "notes"] in [row.split()[:3] for row in listed]
