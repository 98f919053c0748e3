"""Damage that gives a file which may as well be right: no linter can see it without the original.

Each kind says why. What annolint says all the same is measured and not scored; whatever it says,
under whatever code, counts as noticed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from benchmarks.damages.gold import CONCEPT, END, NOVELTY, PARTS, RELATION_TYPE, START, TEXT, TYPE
from benchmarks.damages.kinds import Case, Damaged, has_concept, kind
from benchmarks.damages.surfaces import blank_outside

ANY = "any"
"""Stands for whatever code a finding has."""

_FREE_ORDER = "the order of lines means nothing in the format"
_NO_TRACE = "what was never annotated leaves no trace"
_LEGAL = "the result is a legal annotation"


@kind(ANY, unscored=_FREE_ORDER)
def lines_in_other_order(case: Case) -> Damaged | None:
    """The annotations of a document are in another order."""
    rows = case.chance.sample(case.document.rows, len(case.document.rows))
    return case.with_document(replace(case.document, rows=tuple(rows)), range(99))


@kind(ANY, unscored=_FREE_ORDER)
def documents_in_other_order(case: Case) -> Damaged | None:
    """The documents of the file are in another order."""
    documents = case.chance.sample(case.neighbours, len(case.neighbours))
    text = "".join("\n".join(each.lines) + "\n\n" for each in documents)
    lines = range(1, text.count("\n") + 1)
    return Damaged({case.name: text.encode()}, frozenset((case.name, line) for line in lines))


@kind(ANY, unscored=_NO_TRACE)
def mention_left_out(case: Case) -> Damaged | None:
    """A mention is left out that no relation needs."""
    mention = case.mention()
    if mention is None or case.is_argument(mention):
        return None
    return case.with_document(case.document.without([mention.line]), range(99))


@kind(ANY, unscored=_NO_TRACE)
def relation_left_out(case: Case) -> Damaged | None:
    """A relation is left out."""
    relation = case.relation()
    if relation is None:
        return None
    return case.with_document(case.document.without([relation.line]), range(99))


@kind(ANY, unscored=_LEGAL)
def one_type_for_another(case: Case) -> Damaged | None:
    """A mention has another type of the corpus."""
    mention = case.mention()
    other = case.pick(sorted(case.vocabulary.types - {mention.type})) if mention else None
    return case.with_field(mention, TYPE, other) if mention and other else None


@kind(ANY, unscored=_LEGAL)
def one_relation_type_for_another(case: Case) -> Damaged | None:
    """A relation has another type of the corpus."""
    relation = case.relation()
    if relation is None:
        return None
    other = case.pick(sorted(case.vocabulary.relation_types - {relation.row[RELATION_TYPE]}))
    return case.with_field(relation, RELATION_TYPE, other) if other else None


@kind(ANY, unscored="any number may be that of a gene; a terminology tells (gene-digit-lost)")
def digit_lost_from_bare_number(case: Case) -> Damaged | None:
    """A bare gene or taxon number has lost a digit, and no terminology is at hand."""
    mention = case.mention(lambda each: each.concept.isdecimal() and len(each.concept) > 3)
    if mention is None:
        return None
    at = case.chance.randrange(len(mention.concept))
    value = (mention.concept[:at] + mention.concept[at + 1 :]).lstrip("0")
    return case.with_field(mention, CONCEPT, value) if value else None


@kind(
    ANY,
    unscored="any identifier may be the right one; a terminology tells (concept-digits-exchanged)",
)
def digits_of_concept_exchanged(case: Case) -> Damaged | None:
    """Two digits of an identifier are exchanged, and no terminology is at hand."""
    mention = case.mention(
        lambda each: has_concept(each) and bool(re.search(r"[0-9]{3}$", each.concept))
    )
    if mention is None:
        return None
    value = mention.concept[:-2] + mention.concept[-1] + mention.concept[-2]
    return case.with_field(mention, CONCEPT, value) if value != mention.concept else None


@kind(ANY, unscored=_LEGAL)
def one_concept_for_another(case: Case) -> Damaged | None:
    """A mention has another identifier of the corpus for its type."""
    mention = case.mention(lambda each: has_concept(each) and len(each.row) == PARTS)
    if mention is None:
        return None
    values = case.vocabulary.concepts.get(mention.type, frozenset()) - {mention.concept}
    other = case.pick(sorted(each for each in values if "|" not in each))
    return case.with_field(mention, CONCEPT, other) if other else None


@kind(ANY, unscored="the column is optional; a schema may demand it (concept-missing)")
def concept_column_lost(case: Case) -> Damaged | None:
    """The identifier of a mention is gone, with its tab."""
    mention = case.mention(lambda each: len(each.row) == PARTS)
    if mention is None:
        return None
    return case.with_line(mention.line, "\t".join(mention.row[:CONCEPT]))


@kind(ANY, unscored="the column is optional")
def novelty_lost(case: Case) -> Damaged | None:
    """The fifth column of a relation is gone, with its tab."""
    relation = case.relation(lambda each: len(each.row) > NOVELTY)
    if relation is None:
        return None
    return case.with_line(relation.line, "\t".join(relation.row[:NOVELTY]))


@kind(ANY, unscored="text and offsets agree; only who reads it sees that a word is missing")
def word_left_out_of_mention(case: Case) -> Damaged | None:
    """A mention has lost its first word, and its offset says so too."""
    mention = case.mention(lambda each: " " in each.text)
    if mention is None:
        return None
    rest = mention.text.partition(" ")[2]
    values = {START: str(mention.end - len(rest)), END: mention.row[END], TEXT: rest}
    return case.with_fields(mention, values)


@kind(ANY, unscored="no offset and no word of an annotation is touched")
def word_of_text_changed(case: Case) -> Damaged | None:
    """A word of the text outside mentions is changed, and the offsets behind it follow."""
    document = case.document
    at = blank_outside(document, case.chance)
    if at is None:
        return None
    return case.with_document(document.inserted(at, " not"), range(99))


@kind(ANY, unscored="blank lines between documents may be several")
def blank_line_added(case: Case) -> Damaged | None:
    """A second blank line stands between two documents."""
    return case.file([*case.document.lines, ""], range(99))


@kind(ANY, unscored="a document is as good without the file around it")
def documents_cut_off(case: Case) -> Damaged | None:
    """The file ends after a document, and the rest of it is lost."""
    if not case.after:
        return None
    text = "".join("\n".join(each.lines) + "\n\n" for each in (*case.before, case.document))
    lines = range(1, text.count("\n") + 1)
    return Damaged({case.name: text.encode()}, frozenset((case.name, line) for line in lines))
