"""What is wrong in a document only because one of its concept identifiers is.

These are relations that name the mention by the right identifier, and mentions of the same surface
form that have the right one. What has a fault of its own is not among them: a mention whose
identifier is wrong as well, an argument that is a slip of another identifier.
"""

from collections.abc import Collection, Mapping
from functools import cached_property

from annolint import Document, Mention, MentionType, Record, Relation, Span
from annolint_rules._spelling import one_slip_apart
from annolint_rules.concepts._allowed import allowed_for, first_foreign
from annolint_rules.concepts._identifiers import judge
from annolint_rules.concepts._namespaces import namespace_for
from annolint_rules.concepts._sentinels import looks_like_sentinel
from annolint_rules.relations._arguments import unresolved

_MOST_EXPLAINED = 100
"""Where more arguments than this name nothing, a slip in an identifier is not the cause."""

_TELLING = 6
"""Shorter identifiers may be one slip apart by chance."""


class Consequences:
    """The records of one document that a wrong or obsolete identifier makes look wrong."""

    def __init__(self, document: Document, types: Mapping[str, MentionType] | None = None) -> None:
        self._document = document
        self._types = types or {}
        self._done: set[str] = set()
        self._sound: dict[str, list[Mention]] = {}
        self._slips: dict[str, set[str]] = {}
        self._namespaces: dict[str, set[str]] = {}

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
            alone = len(targets) == 1
            near = {
                target
                for target in targets
                if target.rpartition(":")[2] in meant
                or _is_near(target.casefold(), identifier.casefold())
                or (alone and self._could_have(mention, target))
            }
            records += [relation for relation, _, target in self._unresolved if target in near]
        records += self._like(mention)
        self._by_surface.pop(mention.text.casefold(), None)
        return tuple(records)

    def of_lost(self, mention: Mention) -> tuple[Record, ...]:
        """Return the records that an identifier explains which the mention should have and lacks.

        It may be any that suits the mention and is no slip of another one.
        """
        relations = dict.fromkeys(
            relation.index
            for relation, _, target in self._unresolved
            if self._could_have(mention, target)
        )
        return (
            *(self._document.relations[index] for index in relations),
            *self._like(mention),
        )

    def _like(self, mention: Mention) -> list[Mention]:
        """Return the mentions of the same form, but for those with a fault of their own.

        That is a wrong identifier, or another mention at their place.
        """
        surface = mention.text.casefold()
        if surface not in self._by_surface:
            return []
        if surface not in self._sound:
            self._sound[surface] = [
                other
                for other in self._by_surface[surface]
                if len(self._places[other.spans]) == 1 and self._is_sound(other)
            ]
        return self._sound[surface] + self._places[mention.spans]

    def _is_sound(self, mention: Mention) -> bool:
        allowed = allowed_for(mention, self._types)
        identifiers = [each for each in mention.concept_ids if not looks_like_sentinel(each)]
        return (
            len(set(identifiers)) == len(identifiers)
            and all(judge(each, allowed) is None for each in identifiers)
            and not (allowed and first_foreign(tuple(identifiers), allowed))
        )

    def _could_have(self, mention: Mention, target: str) -> bool:
        """Say whether an argument may be what the mention should have, and is not a slip itself."""
        if not self._slips_of(target) <= set(mention.concept_ids):
            return False
        allowed = allowed_for(mention, self._types)
        if allowed:
            return first_foreign((target,), allowed) is None
        namespace = namespace_for(target, mention.type)
        usual = self._namespaces_of(mention.type)
        return namespace is None or not usual or namespace in usual

    def _slips_of(self, target: str) -> set[str]:
        """Return the identifiers of the document that an argument may be a slip of."""
        if target not in self._slips:
            self._slips[target] = {
                each
                for each in self._document.concept_ids
                if len(target) >= _TELLING and one_slip_apart(target.casefold(), each.casefold())
            }
        return self._slips[target]

    def _namespaces_of(self, kind: str) -> set[str]:
        """Return the namespaces that mentions of a type have in the document."""
        if kind not in self._namespaces:
            found = {
                namespace_for(each, kind)
                for mention in self._document.mentions
                if mention.type == kind
                for each in mention.concept_ids
            }
            self._namespaces[kind] = {each for each in found if each is not None}
        return self._namespaces[kind]

    @cached_property
    def _unresolved(self) -> list[tuple[Relation, int, str]]:
        found = unresolved(self._document)
        return found if len(found) <= _MOST_EXPLAINED else []

    @cached_property
    def _places(self) -> dict[tuple[Span, ...], list[Mention]]:
        found: dict[tuple[Span, ...], list[Mention]] = {}
        for mention in self._document.mentions:
            found.setdefault(mention.spans, []).append(mention)
        return found

    @cached_property
    def _by_surface(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self._document.mentions:
            found.setdefault(mention.text.casefold(), []).append(mention)
        return found


def _is_near(target: str, identifier: str) -> bool:
    """Say whether one is probably a slip of the other, or a part of it."""
    return one_slip_apart(target, identifier) or target in identifier or identifier in target
