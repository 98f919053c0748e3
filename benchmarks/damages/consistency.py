"""Slips against what the rest of a corpus does: measured, as nobody can promise to see them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from benchmarks.damages.gold import CONCEPT, END, START, TEXT, TYPE, Mention
from benchmarks.damages.kinds import WHOLE_FILE, Case, Damaged, has_concept, kind

_SEEN = 6
"""Uses of a surface form in the file that make it one with a habit."""

_STATISTICAL = "seen only where the corpus has a habit; the rate is the recall of the rule"


def _habitual(case: Case, *columns: int) -> Callable[[Mention], bool]:
    """Return a test for mentions whose form is frequent in the file and always has these values."""
    counts: Counter[str] = Counter()
    values: dict[str, set[tuple[str, ...]]] = {}
    for document in case.neighbours:
        for each in document.mentions:
            counts[each.text] += 1
            value = tuple((*each.row, "")[column] for column in columns)
            values.setdefault(each.text, set()).add(value)
    return lambda each: counts[each.text] >= _SEEN and len(values[each.text]) == 1


@kind("COR001", context=WHOLE_FILE, unscored=_STATISTICAL)
def mention_of_known_form_left_out(case: Case) -> Damaged | None:
    """A mention of a surface form that is annotated six times or more is left out.

    The text or the next annotation may be named.
    """
    document = case.document
    habitual = _habitual(case, TYPE)
    mention = case.mention(
        lambda each: (
            len(each.text) > 3
            and habitual(each)
            and document.text.count(each.text)
            == sum(each.text == other.text for other in document.mentions)
        )
    )
    if mention is None or case.is_argument(mention):
        return None
    return case.with_document(document.without([mention.line]), (0, 1))


@kind("TYP004", context=WHOLE_FILE, unscored=_STATISTICAL)
def type_of_known_form_flipped(case: Case) -> Damaged | None:
    """A mention of a surface form that has one type six times or more has another."""
    mention = case.mention(_habitual(case, TYPE))
    others = sorted(case.vocabulary.types - {mention.type}) if mention else []
    other = case.pick(others)
    return case.with_field(mention, TYPE, other) if mention and other else None


@kind("CID002", "CID001", context=WHOLE_FILE, unscored=_STATISTICAL)
def concept_of_known_form_flipped(case: Case) -> Damaged | None:
    """A mention of a surface form that has one identifier six times or more has another.

    If the document has the form more than once, it contradicts itself.
    """
    habitual = _habitual(case, TYPE, CONCEPT)
    mention = case.mention(
        lambda each: (
            len(each.row) == CONCEPT + 1
            and has_concept(each)
            and each.concept.rpartition(":")[2][:1] in {"C", "D"}
            and habitual(each)
        )
    )
    if mention is None:
        return None
    own = {each.concept for each in case.document.mentions}
    values = case.vocabulary.concepts.get(mention.type, frozenset()) - own
    fitting = sorted(
        each for each in values if len(each) == len(mention.concept) and "|" not in each
    )
    other = case.pick(fitting)
    if other is None or case.is_argument(mention):
        return None
    return case.with_field(mention, CONCEPT, other)


@kind("COR002", "COR001", context=WHOLE_FILE, unscored=_STATISTICAL)
def boundary_of_known_form_moved(case: Case) -> Damaged | None:
    """A mention of several words that is annotated six times or more has lost its first word.

    The long form is annotated elsewhere, and so it is missing here.
    """
    habitual = _habitual(case, TYPE)
    mention = case.mention(lambda each: " " in each.text and habitual(each))
    if mention is None:
        return None
    rest = mention.text.partition(" ")[2]
    start = mention.end - len(rest)
    values = {START: str(start), END: mention.row[END], TEXT: rest}
    made = case.with_fields(mention, values)
    texts = {(case.name, case.first_line), (case.name, case.first_line + 1)}
    return Damaged(made.files, made.places | texts, None, made.codes)
