"""Damage to mention types, and overlaps that differ in type."""

from __future__ import annotations

from collections import Counter

from benchmarks.damages.gold import CONCEPT, END, PARTS, START, TEXT, TYPE, Mention
from benchmarks.damages.kinds import WHOLE_FILE, Case, Damaged, Setup, kind

_LONG = 5
_OFTEN = 110
"""Uses of a type beside which a misspelt one stands out."""


@kind("TYP003")
def type_empty(case: Case) -> Damaged | None:
    """The type of a mention is empty; its tab is there."""
    mention = case.mention(lambda each: len(each.row) > CONCEPT and all(each.row[:6]))
    return case.with_field(mention, TYPE, "") if mention else None


@kind("TYP003", "FMT010")
def type_blank(case: Case) -> Damaged | None:
    """The type of a mention is a blank.

    There is no type, and a field has blanks in it.
    """
    mention = case.mention(lambda each: len(each.row) > CONCEPT and all(each.row[:6]))
    return case.with_field(mention, TYPE, " ") if mention else None


def _misspelt(case: Case, name: str) -> str:
    """Exchange two letters, lose one, double one or strike the key beside it."""
    at = case.chance.randrange(1, len(name) - 1)
    head, pair, tail = name[:at], name[at : at + 2], name[at + 2 :]
    wrong = case.chance.choice((pair[::-1], pair[0], pair[0] + pair, "w" + pair[1]))
    return head + wrong + tail


def _frequent(case: Case) -> frozenset[str]:
    uses = Counter(each.type for document in case.neighbours for each in document.mentions)
    return frozenset(
        name
        for name, count in uses.items()
        if count >= _OFTEN and len(name) >= _LONG and name.isalpha()
    )


@kind("TYP002", context=WHOLE_FILE)
def type_misspelt(case: Case) -> Damaged | None:
    """The type of a mention is misspelt by one letter."""
    frequent = _frequent(case)
    mention = case.mention(lambda each: each.type in frequent)
    if mention is None:
        return None
    name = _misspelt(case, mention.type)
    return case.with_field(mention, TYPE, name) if name not in case.vocabulary.types else None


@kind("TYP002", context=WHOLE_FILE)
def type_in_other_case(case: Case) -> Damaged | None:
    """The type of a mention is written in small or in capital letters."""
    frequent = _frequent(case)
    mention = case.mention(lambda each: each.type in frequent)
    if mention is None:
        return None
    return case.with_field(mention, TYPE, case.chance.choice((str.lower, str.upper))(mention.type))


@kind("TYP001", "TYP002", needs={Setup.SCHEMA})
def type_misspelt_under_schema(case: Case) -> Damaged | None:
    """The type of a mention is misspelt by one letter, and the schema knows the right one.

    The schema does not have the type, and another type differs in one letter.
    """
    mention = case.mention(lambda each: len(each.type) >= _LONG and each.type.isalpha())
    if mention is None:
        return None
    name = _misspelt(case, mention.type)
    return case.with_field(mention, TYPE, name) if name not in case.vocabulary.types else None


@kind("TYP001", needs={Setup.SCHEMA})
def type_unknown(case: Case) -> Damaged | None:
    """A mention has a type that the schema does not have."""
    mention = case.mention()
    name = case.chance.choice(("Symptom", "Procedure", "Anatomy", "Tissue"))
    if mention is None or name in case.vocabulary.types:
        return None
    return case.with_field(mention, TYPE, name)


def _copied(case: Case, mention: Mention, values: dict[int, str]) -> Damaged:
    row = list(mention.row)
    for column, value in values.items():
        row[column] = value
    lines = list(case.document.lines)
    lines.insert(mention.line + 1, "\t".join(row))
    return case.file(lines, (mention.line, mention.line + 1))


@kind("OVL003")
def same_span_with_other_type(case: Case) -> Damaged | None:
    """A mention is there a second time with another type; either line may be named."""
    mention = case.mention(lambda each: "," not in each.type and len(each.row) == TYPE + 2)
    if mention is None:
        return None
    other = case.pick(
        sorted(each for each in case.vocabulary.types - {mention.type} if "," not in each)
    )
    return _copied(case, mention, {TYPE: other}) if other else None


@kind("OVL002", needs={Setup.SCHEMA})
def nested_mention_added(case: Case) -> Damaged | None:
    """A word of a mention is a mention of its own, and the schema does not allow the pair.

    Either of the two lines may be named.
    """

    def fits(mention: Mention) -> bool:
        return (
            mention.text.count(" ") >= 1
            and len(mention.row) <= PARTS
            and mention.text.replace(" ", "").isalpha()
            and not any(
                each.start < mention.end and mention.start < each.end
                for each in case.document.mentions
                if each.line != mention.line
            )
        )

    mention = case.mention(fits)
    if mention is None:
        return None
    types = sorted(
        each for each in case.vocabulary.types if (mention.type, each) not in case.vocabulary.nested
    )
    inner = case.pick(types)
    source = [
        each
        for document in case.neighbours
        for each in document.mentions
        if each.type == inner and len(each.row) == CONCEPT + 1
    ]
    model = case.pick(source)
    if inner is None or model is None:
        return None
    word = mention.text.partition(" ")[0]
    values = {
        START: str(mention.start),
        END: str(mention.start + len(word)),
        TEXT: word,
        TYPE: inner,
    }
    if len(mention.row) > CONCEPT:
        values[CONCEPT] = model.concept
    return _copied(case, mention, values)


@kind("COR003", context=WHOLE_FILE)
def type_used_once(case: Case) -> Damaged | None:
    """A single mention of the corpus has a type of its own."""
    mention = case.mention()
    name = case.chance.choice(("Symptom", "Procedure", "Anatomy", "Tissue"))
    if mention is None or name in case.vocabulary.types:
        return None
    return case.with_field(mention, TYPE, name)
