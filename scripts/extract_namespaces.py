"""Write the table of identifier namespaces that the concept rules read.

Knows how the registry of prefixes (bioregistry, whose data is CC0) spells a namespace, and what a
local identifier of it looks like. Importing the registry takes more than a second and 96 MB, so the
little that is needed of it is written to a file once, here, and no run of annolint imports it.

Does not know which namespaces corpora use, nor where the registry is too lax or too strict for
them: that is `annolint_rules.concepts._identifiers`.

Usage: python scripts/extract_namespaces.py [--check]
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # typeshed leaves them out
from typing import Any

from bioregistry import manager

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "plugins" / "annolint_rules" / "concepts" / "namespaces.json"
REPAIR = "python scripts/extract_namespaces.py"

# The patterns were written by many hands for short strings. An identifier longer than this is
# judged without them; a shorter one makes no kept pattern try more ways of matching than MOST_WAYS
# (a pattern like `(/[a-z][a-z/]+)*`, and the registry has some, tries thousands of millions).
LONGEST = 100
MOST_WAYS = 2_000_000


def ways(nodes: Iterable[tuple[Any, Any]]) -> float:
    """The number of ways, at most, in which a backtracking matcher tries to match `nodes`.

    `nodes` is what `re._parser.parse` returns. Infinite when the pattern holds something that this
    function does not understand, such as a back reference.
    """
    total = 1.0
    for operation, argument in nodes:
        match operation:
            case (
                _constants.LITERAL
                | _constants.NOT_LITERAL
                | _constants.ANY
                | _constants.IN
                | _constants.AT
            ):
                continue
            case _constants.SUBPATTERN:
                total *= ways(argument[-1])
            case _constants.BRANCH:
                total *= sum(ways(branch) for branch in argument[1])
            case _constants.MAX_REPEAT | _constants.MIN_REPEAT:
                least, most, body = argument
                inner = ways(body)
                if inner > MOST_WAYS:
                    return float("inf")
                counts = range(min(least, LONGEST), min(most, LONGEST) + 1)
                total *= sum(inner**count for count in counts)
            case _:
                return float("inf")
    return total


def usable(pattern: str | None) -> str | None:
    """`pattern` without its anchors (it is for `re.fullmatch`), or None if it cannot be trusted."""
    if not pattern:
        return None
    bare = pattern.removeprefix("^")
    if bare.endswith("$") and not bare.endswith(r"\$"):
        bare = bare[:-1]
    try:
        nodes = _parser.parse(bare, re.ASCII)
    except re.error:
        return None
    return bare if ways(nodes) <= MOST_WAYS else None


def entries() -> dict[str, dict[str, Any]]:
    """Canonical prefix → what is known of the namespace; an absent key means that nothing is."""
    resources = manager.registry
    # A spelling has one owner: whose canonical prefix it is, else the first that claims it.
    owner = {prefix: prefix for prefix in sorted(resources)}
    for prefix in sorted(resources):
        resource = resources[prefix]
        for spelling in sorted({resource.get_preferred_prefix() or "", *resource.get_synonyms()}):
            owner.setdefault(spelling.casefold(), prefix)
    owner.pop("", None)

    table: dict[str, dict[str, Any]] = {prefix: {} for prefix in sorted(resources)}
    for spelling, prefix in sorted(owner.items()):
        if spelling != prefix:
            table[prefix].setdefault("synonyms", []).append(spelling)
    for prefix, entry in table.items():
        resource = resources[prefix]
        entry["name"] = resource.get_preferred_prefix() or prefix
        if pattern := usable(resource.get_pattern()):
            entry["pattern"] = pattern
        # What some authorities write before the local identifier once more: `GO:GO:0005634`.
        if banana := resource.get_banana():
            peel = resource.get_banana_peel()
            entry["repeats"] = banana + (":" if peel is None else peel)
    return table


def render() -> str:
    """The whole file: JSON with one namespace per line, so that a diff shows what changed."""
    source = {
        "written by": "scripts/extract_namespaces.py",
        "from": f"bioregistry {version('bioregistry')}",
        "license": "CC0-1.0",
    }
    lines = [
        f"{json.dumps(prefix)}: {json.dumps(entry, ensure_ascii=False, sort_keys=True)}"
        for prefix, entry in entries().items()
    ]
    return (
        "{\n"
        f'"source": {json.dumps(source)},\n'
        f'"longest": {LONGEST},\n'
        '"namespaces": {\n' + ",\n".join(lines) + "\n}\n}\n"
    )


def main() -> int:
    """Write the table, or say whether it is fresh; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the table of identifier namespaces.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    check = parser.parse_args().check
    wanted = render()
    if not check:
        TABLE.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if TABLE.is_file() and TABLE.read_bytes() == wanted.encode():
        return 0
    print(f"{TABLE.relative_to(ROOT)} is out of date; repair it with: {REPAIR}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
