"""Which identifiers of a file are written with another prefix than the others of their namespace.

Decides by the counts of habits alone, and knows which numbers are written without a prefix.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from annolint_rules.concepts._forms import NUMBER, Form, form_of, habit_of
from annolint_rules.concepts._identifiers import belongs, namespace_of, takes_numbers
from annolint_rules.concepts._minority import Minority, minorities

ARGUMENT = "argument of a relation"
"""Stands for a type of mention where an argument is not written as any mention is."""

AS_MENTIONED = Form("as a mention", "")
"""The form of arguments that are to the letter an identifier of a mention."""

_DOMINANCE = 7
"""How many times as frequent the usual way must be. In one file of published corpora both ways
occur only by mistake (2 in 881), so that little evidence will do."""

_BARE_NUMBERS = ("NCBI Gene", "NCBI Taxonomy")
"""Whose numbers are written without a prefix; others that are numbers always have one."""


class Slip(NamedTuple):
    """Identifiers of one namespace that have another prefix than the others in the file."""

    namespace: str
    found: Minority

    def holds(self, kind: str, identifier: str) -> bool:
        """Say whether an identifier of a mention type is one of them."""
        form = form_of(identifier) if kind in self.found.types else None
        if form == (NUMBER, ""):
            return not self.found.way and belongs(identifier, _named(self.found.usual))
        return form == (self.namespace, self.found.way)


def slips(habits: Mapping[str, int]) -> tuple[Slip, ...]:
    """Find the slips in what the mentions of one file do."""
    counts: Counter[tuple[str, Form]] = Counter()
    for words, number in habits.items():
        habit = habit_of(words)
        for form in habit.forms:
            counts[habit.type, form] += number
    groups: dict[str, Counter[tuple[str, str]]] = {}
    for (kind, form), number in counts.items():
        namespace = _owner(kind, counts) if form.namespace == NUMBER else form.namespace
        groups.setdefault(namespace, Counter())[kind, form.prefix] += number
    more = {ARGUMENT: counts[ARGUMENT, AS_MENTIONED]}
    return tuple(
        Slip(namespace, minority)
        for namespace, uses in sorted(groups.items())
        for minority in minorities(uses, _DOMINANCE, more)
        if minority.usual or namespace in _BARE_NUMBERS or not _is_numeric(minority.way)
    )


def _owner(kind: str, counts: Mapping[tuple[str, Form], int]) -> str:
    """Return the namespace that bare numbers of a type may belong to, NUMBER if to none.

    It is the most frequent of those that the type has numbers of, with a prefix.
    """
    candidates = [
        (other == kind, number, form.namespace)
        for (other, form), number in counts.items()
        if _is_numeric(form.prefix) and (other == kind or form.namespace in _BARE_NUMBERS)
    ]
    return max(candidates)[2] if candidates else NUMBER


def _is_numeric(prefix: str) -> bool:
    namespace = namespace_of(_named(prefix))
    return namespace is not None and takes_numbers(namespace)


def _named(prefix: str) -> str:
    """Return the name in a prefix: `CVCL` for `CVCL:CVCL_`."""
    return prefix.rstrip("_").partition(":")[0]
