"""What is wrong in a document only because one of its concept identifiers is.

These are relations that name the mention by the right identifier, and mentions of the same surface
form that have the right one.
"""

from collections.abc import Collection
from functools import cached_property

from annolint import Document, Mention, Record, Relation
from annolint_rules._spelling import one_slip_apart
from annolint_rules.relations._arguments import unresolved

_MOST_EXPLAINED = 100
"""Where more arguments than this name nothing, a slip in an identifier is not the cause."""


class Consequences:
    """The records of one document that a wrong or obsolete identifier makes look wrong."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._done: set[str] = set()

    def of(
        self, mention: Mention, identifier: str, meant: Collection[str] = ()
    ) -> tuple[Record, ...]:
        """Return the records that a mention's identifier explains, each of them once.

        `meant` are identifiers, without prefix, of which one is known to belong in its place.
        """
        records: list[Record] = []
        if identifier not in self._done:
            self._done.add(identifier)
            targets = {target for _, _, target in self._unresolved}
            # Where one argument alone names nothing, it is what the mention should have, even if
            # the two are not alike: `aspirin` for D001241.
            near = (
                targets
                if len(targets) == 1
                else {
                    target
                    for target in targets
                    if target.rpartition(":")[2] in meant
                    or _is_near(target.casefold(), identifier.casefold())
                }
            )
            records += [relation for relation, _, target in self._unresolved if target in near]
        records += self._by_surface.pop(mention.text.casefold(), ())
        return tuple(records)

    def of_lost(self, mention: Mention) -> tuple[Record, ...]:
        """Return the records that an identifier explains which the mention should have and lacks.

        It may be any, so every argument that names nothing is explained.
        """
        relations = dict.fromkeys(relation.index for relation, _, _ in self._unresolved)
        return (
            *(self._document.relations[index] for index in relations),
            *self._by_surface.get(mention.text.casefold(), ()),
        )

    @cached_property
    def _unresolved(self) -> list[tuple[Relation, int, str]]:
        found = unresolved(self._document)
        return found if len(found) <= _MOST_EXPLAINED else []

    @cached_property
    def _by_surface(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self._document.mentions:
            found.setdefault(mention.text.casefold(), []).append(mention)
        return found


def _is_near(target: str, identifier: str) -> bool:
    """Say whether one is probably a slip of the other, or a part of it."""
    return one_slip_apart(target, identifier) or target in identifier or identifier in target
