"""The rules that ship with annolint. They use annolint's public names only.

One rule is one file: `padded_mention.py` holds the class `PaddedMention` with the name
`padded-mention`. A new file in one of the families is found by itself; files whose names begin
with `_` hold what several rules share.
"""

from importlib import import_module
from pkgutil import iter_modules

from annolint import Rule, hookimpl

FAMILIES = (
    "characters",
    "concepts",
    "consistency",
    "documents",
    "duplicates",
    "overlaps",
    "records",
    "relations",
    "sequences",
    "spans",
    "types",
)


@hookimpl
def annolint_rules() -> list[type[Rule]]:
    """Return the rules of this package."""
    found: list[type[Rule]] = []
    for family in FAMILIES:
        package = import_module(f"{__name__}.{family}")
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            name = module.name.rpartition(".")[2]
            if not name.startswith("_"):
                found.append(getattr(import_module(module.name), class_name(name)))
    return found


def class_name(module: str) -> str:
    """Return the name of the rule class in a module: `padded_mention` holds `PaddedMention`."""
    return "".join(word.capitalize() for word in module.split("_"))
