"""Damage to relations."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.damages.gold import FIRST, NOVELTY, RELATION_TYPE, SECOND, Relation
from benchmarks.damages.kinds import Case, Damaged, Setup, kind

_OPPOSITE = {
    "Positive_Correlation": "Negative_Correlation",
    "Negative_Correlation": "Positive_Correlation",
}


def _plain(relation: Relation) -> bool:
    """Say whether the arguments are single identifiers without a role."""
    return not any("|" in argument or ";" in argument for argument in relation.row[FIRST:NOVELTY])


def _inserted(case: Case, relation: Relation, row: tuple[str, ...], *, both: bool) -> Damaged:
    lines = list(case.document.lines)
    lines.insert(relation.line + 1, "\t".join(row))
    at = (relation.line, relation.line + 1) if both else relation.line + 1
    return case.file(lines, at)


@kind("REL001")
def argument_unknown(case: Case) -> Damaged | None:
    """An argument is an identifier that no mention of the document has."""
    relation = case.relation(_plain)
    own = {each.concept for each in case.document.mentions}
    other = case.pick(
        [
            each.concept
            for document in case.neighbours
            for each in document.mentions
            if not any(each.concept in mine or mine in each.concept for mine in own)
            and each.concept.strip("-1")
            and not set(each.concept) & set("|,;+")
        ]
    )
    if relation is None or other is None:
        return None
    return case.with_field(relation, case.chance.choice((FIRST, SECOND)), other)


@kind("REL001", "CID003")
def argument_mistyped(case: Case) -> Damaged | None:
    """A digit of an argument is lost, typed twice or exchanged with the next.

    No mention has the result, and it may not be an identifier at all.
    """
    relation = case.relation(_plain)
    if relation is None:
        return None
    column = case.chance.choice((FIRST, SECOND))
    value = relation.row[column]
    digits = [at for at, sign in enumerate(value) if sign.isdecimal()]
    at = case.pick(digits)
    if at is None:
        return None
    wrong = case.chance.choice(
        (
            value[:at] + value[at + 1 :],
            value[:at] + value[at] + value[at:],
            value[:at] + value[at + 1 : at + 2] + value[at] + value[at + 2 :],
        )
    )
    if not wrong or any(wrong in each.concept for each in case.document.mentions):
        return None
    return case.with_field(relation, column, wrong)


@kind("REL005")
def argument_empty(case: Case) -> Damaged | None:
    """An argument of a relation is empty; its tab is there."""
    relation = case.relation(lambda each: len(each.row) == NOVELTY)
    return case.with_field(relation, case.chance.choice((FIRST, SECOND)), "") if relation else None


@kind("REL002")
def argument_repeated(case: Case) -> Damaged | None:
    """Both arguments of a relation are the same."""
    relation = case.relation(lambda each: _plain(each) and len(each.row) == NOVELTY)
    if relation is None:
        return None
    row = list(relation.row)
    row[FIRST] = row[SECOND] = row[case.chance.choice((FIRST, SECOND))]
    if any(row == list(each.row) for each in case.document.relations):
        return None
    return case.with_fields(relation, {FIRST: row[FIRST], SECOND: row[SECOND]})


@kind("REL003")
def contradictory_relation_added(case: Case) -> Damaged | None:
    """The opposite of a relation is there as well; either line may be named."""
    relation = case.relation(lambda each: each.row[RELATION_TYPE] in _OPPOSITE)
    if relation is None:
        return None
    row = list(relation.row)
    row[RELATION_TYPE] = _OPPOSITE[row[RELATION_TYPE]]
    if any(row[:NOVELTY] == list(each.row[:NOVELTY]) for each in case.document.relations):
        return None
    return _inserted(case, relation, tuple(row), both=True)


@kind("TYP001", "TYP002", needs={Setup.SCHEMA})
def relation_type_misspelt(case: Case) -> Damaged | None:
    """The type of a relation is misspelt, and the schema knows the right one.

    The schema does not have the type, and another type differs in one letter.
    """
    relation = case.relation(lambda each: len(each.row[RELATION_TYPE]) > 2)
    if relation is None:
        return None
    name = relation.row[RELATION_TYPE]
    at = case.chance.randrange(1, len(name) - 1)
    wrong = case.chance.choice((name[:at] + name[at + 1 :], name.lower(), name + "s"))
    if wrong in case.vocabulary.relation_types:
        return None
    return case.with_field(relation, RELATION_TYPE, wrong)


@kind("TYP003")
def relation_type_empty(case: Case) -> Damaged | None:
    """The type of a relation is empty; its tab is there."""
    relation = case.relation(lambda each: len(each.row) == NOVELTY)
    return case.with_field(relation, RELATION_TYPE, "") if relation else None


def _types_of(case: Case, argument: str) -> frozenset[str]:
    return frozenset(
        each.type
        for each in case.document.mentions
        if argument in (each.concept, *each.concept.split("|"))
    )


def _signatures(case: Case, relation: Relation) -> Iterator[tuple[str, str]]:
    for first in _types_of(case, relation.row[FIRST]):
        for second in _types_of(case, relation.row[SECOND]):
            yield first, second


@kind("REL004", needs={Setup.SCHEMA})
def argument_of_wrong_type(case: Case) -> Damaged | None:
    """An argument of a relation is a mention of a type that the schema does not allow there."""
    relation = case.relation(lambda each: _plain(each) and len(each.row) == NOVELTY)
    if relation is None:
        return None
    column = case.chance.choice((FIRST, SECOND))
    allowed = case.vocabulary.signatures.get(relation.row[RELATION_TYPE], frozenset())
    allowed |= {(second, first) for first, second in allowed}
    rows = [each.row for each in case.document.relations]
    for other in case.chance.sample(case.document.mentions, len(case.document.mentions)):
        row = list(relation.row)
        row[column] = other.concept
        if set(other.concept) & set("|,;+") or not other.concept.strip("-1") or tuple(row) in rows:
            continue
        made = Relation(relation.line, tuple(row))
        kinds = list(_signatures(case, made))
        if kinds and row[FIRST] != row[SECOND] and not set(kinds) & allowed:
            return case.with_field(relation, column, other.concept)
    return None


@kind("REL004", needs={Setup.SCHEMA})
def arguments_exchanged(case: Case) -> Damaged | None:
    """The arguments of a relation that has a direction have changed places."""
    relation = case.relation(_plain)
    if relation is None:
        return None
    allowed = case.vocabulary.signatures.get(relation.row[RELATION_TYPE], frozenset())
    kinds = set(_signatures(case, relation))
    if any((second, first) in allowed for first, second in allowed | kinds):
        return None
    row = relation.row
    return case.with_fields(relation, {FIRST: row[SECOND], SECOND: row[FIRST]})


@kind("TYP005", needs={Setup.SCHEMA})
def novelty_misspelt(case: Case) -> Damaged | None:
    """The fifth column of a relation has a value that the schema does not have."""
    relation = case.relation(lambda each: len(each.row) > NOVELTY)
    value = case.chance.choice(("Novle", "novel", "Yes", "Nov"))
    return case.with_field(relation, NOVELTY, value) if relation else None
