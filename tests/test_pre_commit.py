"""The hooks for pre-commit and the action for GitHub, run as their users run them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # its types are a package of their own

from tests.toys import write

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (
    "annolint",
    "plugins",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".pre-commit-hooks.yaml",
)
TAG = "v0.0.0-test"

GOOD = "1|t|Take aspirin daily\n1|a|It helps.\n1\t5\t12\taspirin\tChemical\tMESH:D001241\n\n"
BROKEN = GOOD.replace("\t5\t12\taspirin\t", "\t4\t12\t aspirin\t")
CONFIGURATION = f"""\
repos:
  - repo: {{repo}}
    rev: {TAG}
    hooks:
      - id: annolint
      - id: annolint-corpus
"""


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which git depends on nobody's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    names = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Somebody"), ("EMAIL", "somebody@example.org"))
    }
    return {
        **kept,
        **names,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **more,
    }


def git(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def committed(folder: Path, *arguments: str) -> None:
    for words in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "first"], arguments):
        ran = git(folder, *words)
        assert ran.returncode == 0, ran.stderr


class Repository:
    """A corpus in git whose commits go through pre-commit."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._home = str(home)

    def commit(self, files: dict[str, str], *, staged: bool = True) -> tuple[bool, list[str]]:
        """Write files and commit them; say whether git did, and what was said."""
        write(self.folder, files)
        if staged:
            assert git(self.folder, "add", "-A").returncode == 0
        ran = git(self.folder, "commit", "-m", "more", PRE_COMMIT_HOME=self._home)
        return ran.returncode == 0, (ran.stdout + ran.stderr).splitlines()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which pre-commit installs annolint, once."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return annolint as a git repository with a tag, as it stands in the working tree."""
    folder = tmp_path_factory.mktemp("annolint-source")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    committed(folder, "tag", TAG)
    return folder


@pytest.fixture
def repository(tmp_path: Path, home: Path, source: Path) -> Repository:
    write(
        tmp_path,
        {
            "corpus/one.pubtator": GOOD,
            "README.md": "# A corpus\n",
            ".annolint.toml": 'paths = ["corpus"]\n',
            ".pre-commit-config.yaml": CONFIGURATION.format(repo=source),
        },
    )
    committed(tmp_path, "status")
    installed = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"],
        cwd=tmp_path,
        env=environment(PRE_COMMIT_HOME=str(home)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr
    return Repository(tmp_path, home)


def outcomes(lines: list[str]) -> list[str]:
    """Return what pre-commit says of each hook."""
    return [line for line in lines if line.startswith("annolint") and ".." in line]


def passed(hook: str) -> str:
    return f"{hook}{'Passed':.>{79 - len(hook)}}"


def failed(hook: str) -> str:
    return f"{hook}{'Failed':.>{79 - len(hook)}}"


def test_the_manifest_is_valid() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_commits(repository: Repository) -> None:
    both_pass = [passed("annolint"), passed("annolint (corpus)")]
    # What is no corpus passes.
    done, lines = repository.commit({"README.md": "# Our corpus\n", "tool.py": "print(1)\n"})
    assert (done, outcomes(lines)) == (True, both_pass), lines
    # A good file passes, told by its content.
    done, lines = repository.commit(
        {"corpus/two.txt": GOOD.replace("1|", "2|").replace("1\t", "2\t", 1)}
    )
    assert (done, outcomes(lines)) == (True, both_pass), lines
    # A broken file does not.
    done, lines = repository.commit({"corpus/three.pubtator": BROKEN.replace("1|", "3|")
                                     .replace("1\t", "3\t", 1)})  # fmt: skip
    assert (done, outcomes(lines)) == (False, [failed("annolint"), failed("annolint (corpus)")])
    findings = [line for line in lines if line.startswith("corpus/three.pubtator:")]
    assert findings
    assert all(line.startswith("corpus/three.pubtator:3:") for line in findings)
    assert "- exit code: 1" in lines
    # The repaired file does, also while the working tree holds something else.
    fixed = GOOD.replace("1|", "3|").replace("1\t", "3\t", 1)
    write(repository.folder, {"corpus/three.pubtator": fixed})
    assert git(repository.folder, "add", "-A").returncode == 0
    done, lines = repository.commit({"corpus/three.pubtator": BROKEN}, staged=False)
    assert (done, outcomes(lines)) == (True, both_pass), lines


def test_only_the_corpus_hook_knows_the_other_files(repository: Repository) -> None:
    # The same document in two files: each by itself is right.
    done, lines = repository.commit({"corpus/copy.pubtator": GOOD})
    assert (done, outcomes(lines)) == (False, [passed("annolint"), failed("annolint (corpus)")])
    assert [line.split()[:2] for line in lines if line.startswith("corpus/")] == [
        ["corpus/one.pubtator:1:1:", "DOC001"]
    ]


def test_a_file_that_is_deleted(repository: Repository) -> None:
    repository.commit({"corpus/two.pubtator": GOOD.replace("1|", "2|").replace("1\t", "2\t", 1)})
    (repository.folder / "corpus" / "two.pubtator").unlink()
    done, lines = repository.commit({})
    assert done, lines


# The action


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return parsed


def test_the_action_is_whole(action: dict[str, Any]) -> None:
    assert action["runs"]["using"] == "composite"
    assert set(action["inputs"]) == {"paths", "args", "python-version"}
    python, install, run = action["runs"]["steps"]
    assert python["uses"].startswith("actions/setup-python@")
    for step in (install, run):
        # An input must not become part of a script.
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        subprocess.run(["bash", "-n", "-c", step["run"]], check=True)


@pytest.mark.parametrize(
    ("paths", "args", "code", "out"),
    [
        ("good", "--output-format github", 0, ""),
        ("", "", 1, "broken.pubtator:3:"),
        ("good broken.pubtator", "--output-format github", 1, "::error "),
        ("good\nbroken.pubtator\n", "--select\n  SPN006,SPN001", 1, "broken.pubtator:3:"),
        ("$(touch,hacked) ;touch;hacked", "", 2, ""),
        ("--version", "", 2, ""),
    ],
)
def test_the_run_line_of_the_action(
    action: dict[str, Any], tmp_path: Path, paths: str, args: str, code: int, out: str
) -> None:
    write(tmp_path, {"good/x.pubtator": GOOD, "broken.pubtator": BROKEN})
    script = action["runs"]["steps"][2]["run"]
    program = Path(sys.executable).parent / "annolint"
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "ANNOLINT": str(program), "PATHS": paths, "ARGS": args},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.startswith(out)) == (code, True)
    assert bool(ran.stdout) is bool(out)
    assert not (tmp_path / "hacked").exists()


def test_the_install_line_of_the_action(action: dict[str, Any], tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    fake = '#!/bin/sh\necho "$0 $*" >> "$CALLS"\nmkdir -p "$3/bin" && cp "$0" "$3/bin/python"\n'
    (tmp_path / "python").write_text(fake, encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "env").touch()
    subprocess.run(
        [
            "bash",
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            action["runs"]["steps"][1]["run"],
        ],
        env={
            **os.environ,
            "PYTHON": str(tmp_path / "python"),
            "SOURCE": "/where annolint lies",
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ENV": str(tmp_path / "env"),
            "CALLS": str(calls),
        },
        cwd=tmp_path,
        check=True,
    )
    assert calls.read_text().splitlines() == [
        f"{tmp_path}/python -m venv {tmp_path}/annolint",
        "./python -m pip install --quiet /where annolint lies",
    ]
    assert (tmp_path / "env").read_text() == f"ANNOLINT={tmp_path}/annolint/bin/annolint\n"
