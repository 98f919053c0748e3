"""What the arguments of relations name in their document: which mentions, or nothing.

Knows the ways in which an argument names a mention without repeating its concept field: one part
of a composite, the whole in another order, with or without the prefix, and the short lists that
PubTator3 writes for variants (`HGVS:p.H1975R;CorrespondingGene:1956`).
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property

from annolint import Argument, Document, Mention, Relation
from annolint_rules._latest import latest
from annolint_rules._patterns import lazy
from annolint_rules.concepts._identifiers import judge, namespace_of
from annolint_rules.concepts._identity import key_of
from annolint_rules.concepts._variants import is_variant

_SEPARATOR = lazy(r"[|;,+]")
_LOST_LINES = ("FMT001", "FMT002", "FMT008")
_ANY = "*"
"""Stands for the namespace, whether or not one is written."""

Keys = AbstractSet[tuple[str, str]]


@latest
def doubtful(document: Document) -> list[tuple[Relation, int, str]]:
    """Return the arguments that are not to the letter an identifier of a mention.

    Relation, number from 0, target without padding.
    """
    fields = {field for _, field in document.concept_uses}
    if not document.suspect_relations and fields.issuperset(
        [argument.target for relation in document.relations for argument in relation.arguments]
    ):
        return []
    others = [
        (relation, number, argument)
        for relation in document.relations
        for number, argument in enumerate(relation.arguments)
        if argument.target not in fields or argument.kind != "concept"
    ]
    known = document.concept_ids if others else frozenset()  # parts of composites too
    return [
        (relation, number, target)
        for relation, number, argument in others
        if (target := argument.target.strip())
        and (argument.target not in known or argument.kind != "concept")
    ]


def unresolved(document: Document) -> list[tuple[Relation, int, str]]:
    """Return the arguments that name nothing: relation, number from 0, target without padding."""
    arguments = doubtful(document)
    if any(relation.arguments[number].kind != "concept" for relation, number, _ in arguments):
        ids = {each.id for each in document.mentions} | {each.id for each in document.relations}
        arguments = [
            (relation, number, target)
            for relation, number, target in arguments
            if target not in ids or relation.arguments[number].kind == "concept"
        ]
    if not arguments:
        return []
    names = _Names(document)
    return [
        (relation, number, target)
        for relation, number, target in arguments
        if not names.have(target, relation.arguments[number].kind)
    ]


def is_known_id(document: Document, identifier: str) -> bool:
    """Say whether an annotation has this id, or had it in a line that is lost."""
    return _Names(document).have(identifier, "mention")


class _Names:
    """Everything that arguments may name in one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._fields: dict[str, list[Mention]] = {}
        self._holders: dict[tuple[str, str], list[tuple[Keys, Mention]]] = {}
        for mention in document.mentions:
            self._fields.setdefault((mention.concept_field or "").strip(), []).append(mention)
            keys = frozenset(_keys(mention))
            for key in keys:
                self._holders.setdefault(key, []).append((keys, mention))

    @cached_property
    def _ids(self) -> frozenset[str]:
        mentions, relations = self._document.mentions, self._document.relations
        return frozenset([*(each.id for each in mentions), *(each.id for each in relations)])

    def have(self, target: str, kind: str) -> bool:
        """Say whether a target names something, or named something in a line that is lost."""
        if kind != "concept":
            return target in self._ids or self._is_lost(target)
        return any(True for _ in self.mentions(target)) or self._is_lost(target)

    def mentions(self, target: str) -> Iterator[Mention]:
        """Yield the mentions that a concept names: those that have all parts of it."""
        yield from self._fields.get(target, ())
        parts = target.split(";") if is_variant(target) else _SEPARATOR.split(target)
        for keys, mention in self._holders.get((_ANY, key_of(parts[0])[1]), ()):
            if all(_is_among(part, keys) for part in parts):
                yield mention

    def _is_lost(self, target: str) -> bool:
        return self._lost is None or target in self._lost

    @cached_property
    def _lost(self) -> str | None:
        """What stands in the lines that could not be read; None if not all of it is known."""
        lines = []
        for problem in self._document.problems:
            if problem.code in _LOST_LINES and not isinstance(problem.record, Relation):
                if problem.place.end_line > problem.place.line:
                    return None
                lines.append(problem.source)
        return "\n".join(lines)


class ArgumentTypes:
    """Of which types the things are that the relations of one document hold between.

    Mentions with a fault in their own line are no witnesses: what stands there may have shifted.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._broken = {id(problem.record) for problem in document.problems}
        self._by_concept: dict[str, set[str]] = {}
        targets = {each.target for relation in document.relations for each in relation.arguments}
        for mention in self._sound(document.mentions):
            for identifier in mention.concept_ids:
                if identifier in targets:
                    self._by_concept.setdefault(identifier, set()).update(mention.types)

    def of(self, argument: Argument) -> AbstractSet[str]:
        """Return the types of what an argument names; none if that cannot be told."""
        target = argument.target.strip()
        if argument.kind != "concept":
            return self._by_id.get(target, frozenset())
        if target not in self._by_concept:
            named = self._sound(self._names.mentions(target))
            self._by_concept[target] = {kind for mention in named for kind in mention.types}
        return self._by_concept[target]

    def _sound(self, mentions: Iterable[Mention]) -> Iterable[Mention]:
        if not self._broken:
            return mentions
        return (mention for mention in mentions if id(mention) not in self._broken)

    @cached_property
    def _names(self) -> _Names:
        return _Names(self._document)

    @cached_property
    def _by_id(self) -> dict[str, frozenset[str]]:
        """The types of what has an id; where several things have it, those of all."""
        found: dict[str, frozenset[str]] = {}
        for relation in self._document.relations:
            found[relation.id] = found.get(relation.id, frozenset()) | {relation.type.strip()}
        for mention in self._document.mentions:
            found[mention.id] = found.get(mention.id, frozenset()) | frozenset(mention.types)
        return found


def _keys(mention: Mention) -> Iterator[tuple[str, str]]:
    numbers = [f"{each.name}:{each.value}" for each in mention.attributes]
    for identifier in (*mention.concept_ids, *numbers):
        for part in (identifier, *_parts_of_variant(identifier)):
            namespace, local = key_of(part)
            yield namespace, local
            yield _ANY, local


def _parts_of_variant(identifier: str) -> Iterable[str]:
    return identifier.split(";") if ";" in identifier else ()


def _is_among(identifier: str, keys: Keys) -> bool:
    """Say whether an identifier has one of the keys; a prefix may be written on one side only."""
    namespace, local = key_of(identifier)
    if not namespace:
        return (_ANY, local) in keys
    if (namespace, local) in keys:
        return True
    known = namespace_of(identifier.partition(":")[0]) is not None
    return known and ("", local) in keys and judge(identifier) is None
