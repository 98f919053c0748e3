"""From counts to a schema: what is usual becomes a rule, what is rare becomes a question.

A question names the places and the rule that reports them, so that linting the same corpus with the
proposal reports what is asked and nothing else. This module reads no document and writes no TOML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import msgspec

from annolint.diagnostic import quoted
from annolint.evidence import (
    Entry,
    Section,
    can_be_written,
    counted,
    in_quotes,
    is_rare,
    meant_by,
    places,
    times,
)

if TYPE_CHECKING:
    from annolint.survey import Attributes, Survey, Tally, Values

_RARE_TYPE = 3
_RARE_TYPE_SHARE = 1 / 2000
"""A type that is seen at most so often, in less than this share of all records, is asked for."""
_LEAST_REQUIRED = 10
"""Mentions with an identifier from which one can tell that all should have one."""
_LEAST_NESTED = 3
_LEAST_CROSSING = 5
"""What is mostly a slip of the hand takes more than this to be a habit."""
_OTHER_ORDER_SHARE = 1 / 20
"""Share of the rarer order from which on the order means nothing."""
_LEAST_ORDERED = 5
_MOST_LISTED_VALUES = 12
_MOST_SHAPES = 3
_PMID = 8
_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")

Types = tuple[str, ...]


class Draft(msgspec.Struct):
    """A schema with its questions.

    `together` are pairs of types that one place may have, which is an option of a rule.
    """

    mentions: list[Section] = []
    relations: list[Section] = []
    entries: list[Entry] = []
    together: list[Types] = []
    questions: list[str] = []
    mention_questions: list[str] = []
    relation_questions: list[str] = []


def infer(survey: Survey) -> Draft:
    """Return the schema that a survey shows."""
    draft = Draft()
    mention_types, draft.mention_questions = _types(
        survey.mention_types, survey.mentions, "mentions", "schema.mentions"
    )
    relation_types, draft.relation_questions = _types(
        survey.relation_types, survey.relations, "relations", "schema.relations"
    )
    sections = {kind: Section(kind, _mention_note(survey, kind)) for kind in sorted(mention_types)}
    for kind, section in sections.items():
        _namespaces(survey, kind, section)
        _concept(survey, kind, section)
    _overlaps(survey, sections)
    _attributes(survey.mention_attributes, survey.mention_types, sections)
    draft.mentions = list(sections.values())
    relations = {
        kind: Section(kind, counted(survey.relation_types[kind].count, "relation"))
        for kind in sorted(relation_types)
    }
    for kind, section in relations.items():
        _signatures(survey, kind, section, mention_types | relation_types)
        _excludes(survey, kind, section, relation_types)
    _attributes(survey.relation_attributes, survey.relation_types, relations)
    draft.relations = list(relations.values())
    draft.together = _together(survey, draft, mention_types)
    _document_id(survey, draft)
    _sentinels(survey, draft)
    return draft


def _types(
    tallies: Mapping[str, Tally], total: int, what: str, table: str
) -> tuple[set[str], list[str]]:
    """Return the types of a schema, and what is asked about the others."""
    usual, questions = set(), []
    for kind, tally in sorted(tallies.items()):
        meant = meant_by(kind, tallies)
        rare = tally.count <= _RARE_TYPE and tally.count < total * _RARE_TYPE_SHARE
        written = can_be_written(kind)
        if written and not meant and not rare:
            usual.add(kind)
            continue
        seen = f"type {quoted(kind)} in {tally.count:,} of {total:,} {what} ({places(tally)})"
        if meant:
            questions.append(f"{seen}: is {quoted(meant)} meant? undeclared-type reports it")
        elif written:
            questions.append(
                f"{seen}: add it to {table} if it is meant; undeclared-type reports it"
            )
        else:
            questions.append(f"{seen}: it is not UTF-8; undeclared-type reports it")
    return usual, questions


def _mention_note(survey: Survey, kind: str) -> str:
    count, texts = survey.mention_types[kind].count, len(survey.texts[kind])
    return f"{counted(count, 'mention')}, {counted(texts, 'different text')}"


def _namespaces(survey: Survey, kind: str, section: Section) -> None:
    tallies = {
        key[1]: tally
        for key, tally in survey.seen("namespaces").items()
        if key[0] == kind and key[1] != ""
    }
    total = sum(tally.count for tally in tallies.values())
    unknown = tallies.pop(None, None)
    usual = {name: t for name, t in tallies.items() if not is_rare(t.count, total)}
    in_order = sorted(usual, key=lambda name: (-usual[name].count, name))
    said = ", ".join(f"{name} {usual[name].count:,}" for name in in_order)
    if unknown is not None and (not usual or not is_rare(unknown.count, total)):
        names = "".join(f"{in_quotes(name)}, " for name in in_order)
        section.questions.append(
            f"{unknown.count:,} of {total:,} identifiers fit no known namespace "
            f"({places(unknown)}): from which are they? then: namespaces = [{names}…]"
        )
        return
    if usual:
        section.entries.append(Entry("namespaces", in_order, said))
    rest = {name: tally for name, tally in tallies.items() if name not in usual}
    for name, tally in sorted(rest.items()):
        section.questions.append(
            f"{name} in {tally.count:,} of {total:,} identifiers ({places(tally)}): add it to "
            "namespaces if it is meant; foreign-namespace reports it"
        )
    if unknown is not None:
        section.questions.append(
            f"{unknown.count:,} of {total:,} identifiers fit no known namespace "
            f"({places(unknown)}): correct them, or add theirs; malformed-concept-id reports them"
        )


def _concept(survey: Survey, kind: str, section: Section) -> None:
    total = survey.mention_types[kind].count
    without = survey.seen("concept").get((kind,))
    missing = without.count if without else 0
    if total - missing < _LEAST_REQUIRED:
        return
    if without is None:
        section.entries.append(Entry("concept", "required", "all have an identifier"))
        return
    if is_rare(missing, total):
        section.entries.append(Entry("concept", "required"))
        section.questions.append(
            f"{missing:,} of {total:,} mentions have no identifier ({places(without)}): add it, "
            "or leave concept out; missing-concept-id reports them"
        )
    else:
        note = f'{missing:,} of {total:,} have no identifier; "required" would report them'
        section.entries.append(Entry("concept", "optional", note))


def _overlaps(survey: Survey, sections: Mapping[str, Section]) -> None:
    """Say which types may stand inside which, and which may cross."""
    for key, least, rule, words in (
        ("contains", _LEAST_NESTED, "nested-mentions", "{1} inside {0}"),
        ("crosses", _LEAST_CROSSING, "crossing-mentions", "{0} and {1} partly overlap"),
    ):
        symmetric = key == "crosses"
        counts, rest = _pairs(survey.seen(key), sections, survey, least, symmetric=symmetric)
        by_first: dict[str, list[str]] = {}
        for one, other in sorted(counts):
            by_first.setdefault(one, []).append(other)
        for one, others in by_first.items():
            said = ", ".join(f"{other} {counts[one, other]:,}" for other in others)
            sections[one].entries.append(Entry(key, others, said))
        for (first, second), tally in rest:
            what = words.format(",".join(first), ",".join(second))
            holder = next(kind for kind in first if kind in sections)
            section = sections[holder]
            section.questions.append(
                f"{what} {times(tally.count)} ({places(tally)}): add it to {key} if it is meant; "
                f"{rule} reports it"
            )


def _pairs(
    tallies: Mapping[tuple[Any, ...], Tally],
    known: Iterable[str],
    survey: Survey,
    least: int,
    *,
    symmetric: bool = False,
) -> tuple[Counter[Types], list[tuple[tuple[Types, Types], Tally]]]:
    """Return the pairs of types that are usual, with their counts, and the cases that are not."""
    types = frozenset(known)
    counts: Counter[Types] = Counter()
    cases = []
    for (first, second), tally in tallies.items():
        pairs = {
            tuple(sorted(pair)) if symmetric else pair
            for pair in product(first, second)
            if types.issuperset(pair)
        }
        if pairs:
            cases.append(((first, second), pairs, tally))
            counts.update(dict.fromkeys(pairs, tally.count))
    usual = Counter(
        {
            pair: count
            for pair, count in counts.items()
            if count >= least and not is_rare(count, survey.mention_types[pair[1]].count)
        }
    )
    merged: dict[tuple[Types, Types], Tally] = {}
    for key, pairs, tally in cases:
        if pairs.isdisjoint(usual):
            both = (min(key), max(key)) if symmetric else key
            merged.setdefault(both, type(tally)()).join(tally)
    return usual, sorted(merged.items(), key=lambda item: item[0])


def _together(survey: Survey, draft: Draft, known: Iterable[str]) -> list[Types]:
    usual, rest = _pairs(survey.seen("together"), known, survey, _LEAST_CROSSING, symmetric=True)
    for (one, other), tally in rest:
        draft.mention_questions.append(
            f"one place is {','.join(one)} and {','.join(other)} {times(tally.count)} "
            f"({places(tally)}): conflicting-types reports it; its option allow can allow it"
        )
    return sorted(usual)


def _attributes(
    attributes: Attributes, records: Mapping[str, Tally], sections: Mapping[str, Section]
) -> None:
    """Say what attributes records have; the types that have one share its values."""
    pooled: dict[str, Values] = {}
    for (kind, name), values in sorted(attributes.items()):
        if kind in sections:
            pooled.setdefault(name, type(values)()).join(values)
    for (kind, name), values in sorted(attributes.items()):
        section = sections.get(kind)
        if section is None:
            continue
        said = f"{values.tally.count:,} of {records[kind].count:,}"
        if is_rare(values.tally.count, records[kind].count) or not can_be_written(name):
            section.questions.append(
                f"attribute {quoted(name)} in {said} ({places(values.tally)}): add it to "
                "attributes if it is meant; undeclared-attribute reports it"
            )
            continue
        usual = _usual_values(pooled[name])
        counts = [(value, values.by_value[value].count) for value in usual & values.by_value.keys()]
        seen = ", ".join(f"{value or '(empty)'} {count:,}" for value, count in sorted(counts))
        note = seen if usual else f"{said}; any value"
        section.entries.append(Entry(f"attributes.{name}", sorted(usual), note))
        for value in sorted(values.by_value.keys() - usual) if usual else ():
            tally = values.by_value[value]
            section.questions.append(
                f"{name} is {quoted(value)} in {tally.count:,} of {values.tally.count:,} "
                f"({places(tally)}): add it if it is meant; undeclared-attribute reports it"
            )


def _usual_values(values: Values) -> set[str]:
    """Return the values that an attribute has; none where it may have any."""
    total = values.tally.count
    if len(values.by_value) > _MOST_LISTED_VALUES or total < 2 * len(values.by_value):
        return set()
    return {
        value
        for value, tally in values.by_value.items()
        if can_be_written(value) and not is_rare(tally.count, total)
    }


def _signatures(survey: Survey, kind: str, section: Section, known: Iterable[str]) -> None:
    types = frozenset(known)
    cases = {
        key[1]: tally
        for key, tally in survey.seen("arguments").items()
        if key[0] == kind and all(map(types.issuperset, key[1]))
    }
    tallies = _read_one_way(cases)
    orders = _orders(tallies)
    other_order = survey.seen("symmetric").get((kind,))
    total = sum(tally.count for tally in tallies.values())
    symmetric = orders[1] > 0 and orders[1] >= _OTHER_ORDER_SHARE * sum(orders)
    if symmetric and other_order is not None and not is_rare(other_order.count, total):
        symmetric = False  # both orders are stated of the same two, so that each says something
    if symmetric:
        tallies = _folded(tallies)
        if other_order is not None:
            section.questions.append(
                f"the same two stand in both orders {times(other_order.count)} "
                f"({places(other_order)}): duplicate-relation reports it"
            )
    usual = {s: tally for s, tally in tallies.items() if not is_rare(tally.count, total)}
    if usual:
        signatures = sorted(usual)
        counts = [f"{usual[signature].count:,}" for signature in signatures]
        section.entries.append(Entry("arguments", [list(s) for s in signatures], "\n".join(counts)))
    if symmetric:
        said = (
            f"{orders[1]:,} of {sum(orders):,} the other way round; if the order counts, list both"
        )
        section.entries.append(Entry("symmetric", True, said))
    elif usual and sum(orders) < _LEAST_ORDERED and any(len(s) == 2 for s in usual):  # noqa: PLR2004 - a pair
        section.questions.append("does the order of the arguments mean nothing? symmetric = true")
    for signature in sorted(set(tallies) - set(usual)):
        tally = tallies[signature]
        swapped = " (the other way round elsewhere)" if signature[::-1] in usual else ""
        section.questions.append(
            f"{' and '.join(signature)}{swapped} {times(tally.count)} ({places(tally)}): add it "
            "to arguments if it is meant; undeclared-signature reports it"
        )


def _read_one_way(cases: Mapping[tuple[frozenset[str], ...], Tally]) -> dict[Types, Tally]:
    """Return the signatures of relations; of several that an identifier allows, the usual one."""
    counts: Counter[Types] = Counter()
    for types, tally in cases.items():
        counts.update(dict.fromkeys(product(*map(sorted, types)), tally.count))
    found: dict[Types, Tally] = {}
    for types, tally in cases.items():
        signature = max(product(*map(sorted, types)), key=lambda each: (counts[each], each))
        found.setdefault(signature, type(tally)()).join(tally)
    return found


def _orders(tallies: Mapping[Types, Tally]) -> tuple[int, int]:
    """Return how many pairs of different types stand in the usual order, and how many do not."""
    usual = other = 0
    for signature, tally in tallies.items():
        back = tallies.get(signature[::-1])
        reverse = back.count if back else 0
        if len(signature) == 2 and signature < signature[::-1]:  # noqa: PLR2004 - a pair
            usual += max(tally.count, reverse)
            other += min(tally.count, reverse)
        elif len(signature) == 2 and signature > signature[::-1] and not reverse:  # noqa: PLR2004 - a pair
            usual += tally.count
    return usual, other


def _folded(tallies: Mapping[Types, Tally]) -> dict[Types, Tally]:
    """Join the two orders of each signature under the more frequent one."""
    found: dict[Types, Tally] = {}
    for signature, tally in sorted(tallies.items(), key=lambda item: (-item[1].count, item[0])):
        key = signature[::-1] if signature[::-1] in found else signature
        found.setdefault(key, type(tally)()).join(tally)
    return found


def _excludes(survey: Survey, kind: str, section: Section, known: Iterable[str]) -> None:
    """Take types that are called positive and negative for opposites."""
    opposite = re.sub("positive", "negative", kind, flags=re.IGNORECASE).casefold()
    for other in sorted(known):
        if other != kind and other.casefold() == opposite:
            section.entries.append(Entry("excludes", [other]))
            both = survey.seen("excludes").get(tuple(sorted((kind, other))))
            if both is not None:
                section.questions.append(
                    f"{kind} and {other} hold of the same two {times(both.count)} "
                    f"({places(both)}): contradictory-relations reports it"
                )


def _document_id(survey: Survey, draft: Draft) -> None:
    shapes = survey.shapes
    if not shapes:
        return
    total = sum(shape.tally.count for shape in shapes.values())
    usual = {key: shape for key, shape in shapes.items() if not is_rare(shape.tally.count, total)}
    if len(usual) > _MOST_SHAPES or any(len(key) == 1 for key in usual):
        return  # without a number in it, the shape is the id itself
    if not all(map(can_be_written, (part for key in usual for part in key))):
        return
    pattern = "|".join(_pattern(key, usual[key].most) for key in sorted(usual))
    draft.entries.append(Entry("document-id", pattern, counted(total, "document")))
    for key in sorted(set(shapes) - set(usual)):
        tally = shapes[key].tally
        draft.questions.append(
            f"{counted(tally.count, 'document')} of {total:,} with another kind of id "
            f"({places(tally)}): add it to document-id if it is meant; malformed-document-id "
            "reports it"
        )


def _pattern(parts: Sequence[str], most: Sequence[int]) -> str:
    """Return the regular expression for ids with these parts between numbers."""
    if parts == ("", "") and most[0] <= _PMID:
        return f"[0-9]{{1,{_PMID}}}"  # PubMed
    return "[0-9]+".join(_SPECIAL.sub(r"\\\g<0>", part) for part in parts)


def _sentinels(survey: Survey, draft: Draft) -> None:
    usual = []
    for (word,), tally in sorted(survey.seen("sentinels").items()):
        if tally.count >= _LEAST_NESTED and not is_rare(tally.count, survey.mentions):
            usual.append((word, tally.count))
        else:
            draft.questions.append(
                f"{quoted(word)} for an identifier {times(tally.count)} ({places(tally)}): add "
                "it to sentinels if it stands for no concept; malformed-concept-id reports it"
            )
    if usual:
        said = ", ".join(f"{word} {count:,}" for word, count in usual)
        draft.entries.append(Entry("sentinels", [word for word, _ in usual], said))
