"""Which identifiers of a file are written with another prefix than the others of their namespace.

Knows which namespaces a bare number may belong to. Does not know where the identifiers stand.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from annolint_rules.concepts._forms import NUMBER, Form, form_of, habit_of
from annolint_rules.concepts._identifiers import belongs, namespace_of, takes_numbers
from annolint_rules.concepts._identity import key_of
from annolint_rules.concepts._minority import Minority, minorities

ARGUMENT = "argument of a relation"
"""Stands for a type of mention where an identifier is an argument."""

_DOMINANCE = 7
"""How many times as frequent the usual way must be. In one file of published corpora both ways
occur only by mistake (2 in 881), so that little evidence will do."""

_BARE_NUMBERS = ("NCBI Gene", "NCBI Taxonomy")
"""Whose numbers are written without a prefix; others that are numbers always have one."""

Owners = Mapping[str, tuple[str, ...]]
"""By type: prefixes that its bare numbers may have lost."""


class Slip(NamedTuple):
    """Identifiers of one namespace that have another prefix than the others in the file."""

    namespace: str
    found: Minority


def owners(habits: Collection[str]) -> Owners | None:
    """Return what bare numbers may be if a type writes a namespace in two ways; None if none does.

    An argument counts as if the mention types were one.
    """
    forms = {(habit.type, form) for habit in map(habit_of, habits) for form in habit.forms}
    numeric = {(kind, form) for kind, form in forms if _takes_numbers(form.prefix)}
    found = {}
    for kind in sorted(kind for kind, form in forms if form.namespace == NUMBER):
        own = sorted(form.prefix for other, form in numeric if other == kind)
        rest = {form.prefix for _, form in numeric if form.namespace in _BARE_NUMBERS}
        found[kind] = (*own, *sorted(rest.difference(own)))
    written: dict[tuple[str, str], set[str]] = {}
    for kind, (namespace, prefix) in forms:
        names = [_namespace(each) for each in found[kind]] if namespace == NUMBER else [namespace]
        for name in names:
            written.setdefault((kind, name), set()).add(prefix)
            written.setdefault((ARGUMENT, name), set()).add(prefix)
    mixed = {kind for (kind, _), prefixes in written.items() if len(prefixes) > 1}
    if mixed - {ARGUMENT} or (mixed and any(kind == ARGUMENT for kind, _ in forms)):
        return found
    return None


def resolved(kind: str, identifier: str, owners: Owners) -> Form | None:
    """Return the form of an identifier; a bare number gets the namespace that it fits."""
    form = form_of(identifier)
    if form != (NUMBER, ""):
        return form
    number = key_of(identifier)[1]
    fitting = (prefix for prefix in owners.get(kind, ()) if belongs(number, _name(prefix)))
    return next((Form(_namespace(prefix), "") for prefix in fitting), form)


def slips(uses: Mapping[tuple[str, Form], int]) -> list[Slip]:
    """Find the slips in the identifiers of one file, counted by type and form."""
    groups: dict[str, dict[tuple[str, str], int]] = {}
    for (kind, form), number in uses.items():
        groups.setdefault(form.namespace, {})[kind, form.prefix] = number
    return [
        Slip(namespace, minority)
        for namespace, group in sorted(groups.items())
        for minority in minorities(group, _DOMINANCE)
        if minority.usual or namespace in _BARE_NUMBERS or not _takes_numbers(minority.way)
    ]


def _takes_numbers(prefix: str) -> bool:
    namespace = namespace_of(_name(prefix))
    return namespace is not None and takes_numbers(namespace)


def _namespace(prefix: str) -> str:
    namespace = namespace_of(_name(prefix))
    return namespace.name if namespace else ""


def _name(prefix: str) -> str:
    """Return the name in a prefix: `CVCL` for `CVCL:CVCL_`."""
    return prefix.rstrip("_").partition(":")[0]
