"""Break the rules in small ways and count how many of the breakages the tests notice.

    pip install -e '.[test,mutation]'
    python scripts/mutation.py [FAMILY ...] [--write docs/mutation.md]

A copy of the project is laid out as mutmut wants it (the package below `src/`), mutmut makes the
mutants of `plugins/annolint_rules` and runs on each the tests that reach it. The tests are those
named in `TESTS`: the rules' own examples, and the files about rules. Survivors are printed with
their difference; a share of killed mutants below 90 % makes the exit code 1.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "annolint_rules"
TESTS = (
    "tests/test_rules.py",
    "tests/test_altered_mention_text.py",
    "tests/test_character_rules.py",
    "tests/test_concept_identifiers.py",
    "tests/test_concept_rules.py",
    "tests/test_consistency_rules.py",
    "tests/test_corpus_rules.py",
    "tests/test_document_copies.py",
    "tests/test_document_rules.py",
    "tests/test_duplicate_document_id.py",
    "tests/test_edge_rules.py",
    "tests/test_identifier_habits.py",
    "tests/test_init.py",
    "tests/test_leaked_document.py",
    "tests/test_mention_rules.py",
    "tests/test_offset_alignment.py",
    "tests/test_offset_drift.py",
    "tests/test_own_identifiers.py",
    "tests/test_relation_arguments.py",
    "tests/test_rule_repairs.py",
    "tests/test_schema_rules.py",
    "tests/test_spelling.py",
    "tests/test_terminology_rules.py",
)
_LEAST = 0.9
_KILLED = ("killed", "timeout")
_CHILDREN = 2
_RESULT = re.compile(r"\s*(?P<name>\S+): (?P<verdict>.+)")


def lay_out(folder: Path, families: Sequence[str]) -> None:
    """Copy what mutmut needs, with the package where it looks for packages."""
    shutil.copytree(ROOT / "plugins" / PACKAGE, folder / "src" / PACKAGE)
    for name in ("tests", "seeds", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = settings.replace('pythonpath = ["."]', 'pythonpath = [".", "src"]')
    chosen = [f"src/{PACKAGE}/{family}/*" for family in families] or [f"src/{PACKAGE}/*"]
    settings += (
        "\n[tool.mutmut]\n"
        f'source_paths = ["src"]\nonly_mutate = {quoted(chosen)}\nalso_copy = ["seeds", "docs"]\n'
        f"pytest_add_cli_args_test_selection = {quoted(TESTS)}\nuse_setproctitle = false\n"
        # Mutants run slower and hold more than what they are made of; and tests of the table of
        # identifier patterns run a script that is not copied.
        'pytest_add_cli_args = ["-k", "not time and not memory and not fresh and not stale"]\n'
    )
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")


def quoted(names: Sequence[str]) -> str:
    """Return a list of strings in TOML."""
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut in a folder and return what it prints."""
    program = str(Path(sys.executable).parent / "mutmut")
    done = subprocess.run(  # noqa: S603 - our own command
        [program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"mutmut {arguments[0]} failed:\n{done.stdout[-2000:]}{done.stderr}")
    return done.stdout


def verdicts(listing: str) -> dict[str, str]:
    """Read mutmut's list of results: the verdict on each mutant, by name."""
    found = (_RESULT.fullmatch(line) for line in listing.splitlines())
    return {match["name"]: match["verdict"] for match in found if match}


def family_of(name: str) -> str:
    """Return the family of the rule that a mutant was made of: `spans`, or `shared`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 3 else "shared"  # noqa: PLR2004 - package, family, module, name


def table(results: dict[str, str]) -> Iterator[str]:
    """Yield a Markdown table of mutants by family."""
    made = Counter(map(family_of, results))
    killed = Counter(family_of(name) for name, verdict in results.items() if verdict in _KILLED)
    yield "| family | mutants | killed | share |"
    yield "|---|---|---|---|"
    for family in sorted(made):
        share = killed[family] / made[family]
        yield f"| {family} | {made[family]} | {killed[family]} | {share:.1%} |"
    yield f"| all | {made.total()} | {killed.total()} | {killed.total() / made.total():.1%} |"


def survivors(results: dict[str, str]) -> Iterator[str]:
    """Yield a Markdown list of what was not killed, by module and function."""
    for name, verdict in sorted(results.items()):
        if verdict not in _KILLED:
            module, _, function = name.removeprefix(f"{PACKAGE}.").rpartition(".")
            what, _, number = function.partition("__mutmut_")
            readable = what.removeprefix("x_").replace("xǁ", "").replace("ǁ", ".")
            yield f"- `{module}`: `{readable}`, mutant {number} ({verdict})"


def main() -> None:
    """Make the mutants, run the tests, print what survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("families", nargs="*", metavar="FAMILY", help="spans, concepts …; or all")
    parser.add_argument("--write", type=Path, help="page whose table and list are replaced")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, arguments.families)
        mutmut(folder, "run", "--max-children", str(_CHILDREN))
        results = verdicts(mutmut(folder, "results", "--all", "true"))
        for mutant, verdict in sorted(results.items()):
            if verdict not in _KILLED:
                print(mutmut(folder, "show", mutant))
    if not results:
        raise SystemExit("mutmut made no mutants")
    text = "\n".join([*table(results), "", "Survivors:", "", *survivors(results), ""])
    if arguments.write:
        begin, end = "<!-- mutants -->\n", "<!-- end of mutants -->\n"
        head, _, rest = arguments.write.read_text(encoding="utf-8").partition(begin)
        page = f"{head}{begin}{text}{end}{rest.partition(end)[2]}"
        arguments.write.write_text(page, encoding="utf-8")
    print(text)
    killed = sum(verdict in _KILLED for verdict in results.values())
    if killed < _LEAST * len(results):
        raise SystemExit(f"fewer than {_LEAST:.0%} of the mutants were killed")


if __name__ == "__main__":
    main()
