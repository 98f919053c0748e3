"""Damage to the columns of a record: tabs lost, doubled or turned to blanks, columns moved."""

from __future__ import annotations

from benchmarks.damages.gold import (
    CONCEPT,
    END,
    ID,
    PARTS,
    START,
    TEXT,
    TYPE,
    Mention,
    Relation,
)
from benchmarks.damages.kinds import Case, Damaged, has_concept, kind

_TYPES_ELSEWHERE = frozenset({"Chemical", "Disease", "Gene", "Mutation", "Species", "Variant"})
"""Beginnings of types that are types of other corpora; that such a one was cut nobody can see."""


def _six(mention: Mention) -> bool:
    """Say whether a mention has its six columns, none of them empty."""
    return len(mention.row) == PARTS and all(mention.row)


def _joined(case: Case, record: Mention | Relation, at: int, separator: str) -> Damaged:
    """Put something else than a tab between a column and the next."""
    left, right = "\t".join(record.row[: at + 1]), "\t".join(record.row[at + 1 :])
    return case.with_line(record.line, left + separator + right)


def _tab_lost(case: Case, at: int) -> Damaged | None:
    mention = case.mention(_six)
    return _joined(case, mention, at, "") if mention else None


@kind("FMT002", "FMT004")
def tab_lost_after_document_id(case: Case) -> Damaged | None:
    """The tab between document id and first offset is lost.

    The line has a column too few, and its first column is no longer the document's id.
    """
    return _tab_lost(case, ID)


@kind("FMT002")
def tab_lost_between_offsets(case: Case) -> Damaged | None:
    """The tab between the two offsets is lost."""
    return _tab_lost(case, START)


@kind("FMT002")
def tab_lost_before_text(case: Case) -> Damaged | None:
    """The tab between the second offset and the mention text is lost."""
    return _tab_lost(case, END)


@kind("FMT002")
def tab_lost_before_type(case: Case) -> Damaged | None:
    """The tab between mention text and type is lost."""
    return _tab_lost(case, TEXT)


@kind("FMT002")
def tab_lost_before_concept(case: Case) -> Damaged | None:
    """The tab between type and concept identifier is lost."""
    return _tab_lost(case, TYPE)


@kind("FMT002", "REL005")
def tab_lost_in_relation(case: Case) -> Damaged | None:
    """A tab of a relation of four columns is lost.

    A relation of three columns has a column too few, and an argument too few.
    """
    relation = case.relation(lambda each: len(each.row) == 4)
    return _joined(case, relation, case.chance.randrange(3), "") if relation else None


@kind("FMT002")
def tab_doubled(case: Case) -> Damaged | None:
    """A tab of a mention is typed twice, which leaves an empty column."""
    mention = case.mention(_six)
    return _joined(case, mention, case.chance.randrange(ID, TYPE), "\t\t") if mention else None


@kind("FMT002")
def tab_doubled_before_concept(case: Case) -> Damaged | None:
    """The tab before the concept identifier is typed twice; it now stands in column seven."""
    mention = case.mention(lambda each: _six(each) and has_concept(each))
    return _joined(case, mention, TYPE, "\t\t") if mention else None


@kind("FMT002", "REL005")
def tab_doubled_in_relation(case: Case) -> Damaged | None:
    """A tab of a relation is typed twice.

    The line has a column too many, or an argument that is empty.
    """
    relation = case.relation()
    return _joined(case, relation, case.chance.randrange(3), "\t\t") if relation else None


@kind("FMT002")
def tabs_added_at_end_of_relation(case: Case) -> Damaged | None:
    """A spreadsheet fills a relation up with tabs to the width of a mention."""
    relation = case.relation()
    if relation is None:
        return None
    missing = case.chance.choice((6, 7)) - len(relation.row)
    return case.with_line(relation.line, "\t".join(relation.row) + "\t" * missing)


@kind("FMT002")
def tab_inside_mention_text(case: Case) -> Damaged | None:
    """A tab stands for a blank inside the mention text."""
    mention = case.mention(lambda each: _six(each) and " " in each.text)
    if mention is None:
        return None
    return case.with_field(mention, TEXT, mention.text.replace(" ", "\t", 1))


@kind("FMT008")
def blank_for_one_tab(case: Case) -> Damaged | None:
    """A blank stands for one of a mention's tabs."""
    mention = case.mention(_six)
    return _joined(case, mention, case.chance.randrange(ID, TYPE), " ") if mention else None


@kind("FMT008")
def blank_for_last_tab(case: Case) -> Damaged | None:
    """A blank stands for the tab before the concept identifier."""
    mention = case.mention(lambda each: _six(each) and has_concept(each))
    return _joined(case, mention, TYPE, " ") if mention else None


@kind("FMT008")
def blank_for_tab_in_relation(case: Case) -> Damaged | None:
    """A blank stands for one of a relation's tabs."""
    relation = case.relation(lambda each: len(each.row) == 4)
    return _joined(case, relation, case.chance.randrange(3), " ") if relation else None


@kind("FMT008")
def blanks_for_tabs_in_line(case: Case) -> Damaged | None:
    """All tabs of a mention have become blanks."""
    mention = case.mention(_six)
    blanks = " " * case.chance.choice((1, 1, 4))
    return case.with_line(mention.line, blanks.join(mention.row)) if mention else None


@kind("FMT008")
def blanks_for_tabs_in_relation(case: Case) -> Damaged | None:
    """All tabs of a relation have become blanks."""
    relation = case.relation(lambda each: len(each.row) == 4)
    return case.with_line(relation.line, " ".join(relation.row)) if relation else None


@kind("FMT008")
def blanks_for_tabs_in_document(case: Case) -> Damaged | None:
    """An editor has written blanks for every tab of a document."""
    document = case.document
    if len(document.rows) < 2 or not all(map(_six, document.mentions)):
        return None
    if any(" " in argument for each in document.relations for argument in each.row):
        return None
    lines = [line.expandtabs(case.chance.choice((1, 4, 8))) for line in document.lines]
    return case.file(lines, 2)


def _column_lost(case: Case, column: int) -> Damaged | None:
    mention = case.mention(lambda each: _six(each) and has_concept(each))
    if mention is None:
        return None
    row = mention.row[:column] + mention.row[column + 1 :]
    return case.with_line(mention.line, "\t".join(row))


@kind("FMT002", "FMT004")
def document_id_column_lost(case: Case) -> Damaged | None:
    """The document id of a mention is gone, with its tab.

    A column is missing, and what stands first is not the document's id.
    """
    return _column_lost(case, ID)


@kind("FMT002")
def start_column_lost(case: Case) -> Damaged | None:
    """The first offset of a mention is gone, with its tab."""
    return _column_lost(case, START)


@kind("FMT002")
def end_column_lost(case: Case) -> Damaged | None:
    """The second offset of a mention is gone, with its tab."""
    return _column_lost(case, END)


@kind("FMT002")
def text_column_lost(case: Case) -> Damaged | None:
    """The text of a mention is gone, with its tab."""
    return _column_lost(case, TEXT)


@kind("FMT002")
def type_column_lost(case: Case) -> Damaged | None:
    """The type of a mention is gone, with its tab; the identifier stands in its place."""
    return _column_lost(case, TYPE)


@kind("FMT002", "REL005")
def relation_column_lost(case: Case) -> Damaged | None:
    """The type or an argument of a relation of four columns is gone, with its tab.

    A relation of three columns has a column too few, and an argument too few.
    """
    relation = case.relation(lambda each: len(each.row) == 4)
    if relation is None:
        return None
    gone = case.chance.randrange(1, 4)
    row = relation.row[:gone] + relation.row[gone + 1 :]
    return case.with_line(relation.line, "\t".join(row))


@kind("FMT002")
def line_cut_short(case: Case) -> Damaged | None:
    """Only the first two, three or four columns of a mention are left."""
    mention = case.mention(_six)
    if mention is None:
        return None
    row = mention.row[: case.chance.randrange(2, 5)]
    return case.with_line(mention.line, "\t".join(row))


@kind("FMT002")
def line_cut_inside_type(case: Case) -> Damaged | None:
    """A mention ends inside its type, in a document whose mentions all have an identifier."""
    mention = case.mention(lambda each: len(each.type) > 4 and _six(each))
    mentions = case.document.mentions
    if mention is None or not all(len(each.row) > CONCEPT for each in mentions):
        return None
    size = case.chance.randrange(1, len(mention.type))
    kind = mention.type[:size]
    others = {each.type for each in mentions if each.line != mention.line}
    if mention.type not in others or kind in others | _TYPES_ELSEWHERE:
        return None
    row = (*mention.row[:TYPE], kind)
    return case.with_line(mention.line, "\t".join(row))


@kind("FMT002")
def column_added(case: Case) -> Damaged | None:
    """A number stands in a column of its own before the offsets."""
    mention = case.mention(_six)
    if mention is None:
        return None
    row = (mention.row[ID], str(case.chance.randrange(1, 99)), *mention.row[START:])
    return case.with_line(mention.line, "\t".join(row))


@kind("FMT002")
def annotator_column_added(case: Case) -> Damaged | None:
    """Two columns with who annotated it and when stand at the end of a mention."""
    mention = case.mention(lambda each: _six(each) and has_concept(each))
    if mention is None:
        return None
    row = (*mention.row, case.chance.choice(("AB", "annotator2", "curator")), "2024-05-01")
    return case.with_line(mention.line, "\t".join(row))


@kind("FMT002")
def text_and_type_exchanged(case: Case) -> Damaged | None:
    """Mention text and type have changed places."""
    mention = case.mention(lambda each: _six(each) and each.text != each.type)
    if mention is None:
        return None
    return case.with_fields(mention, {TEXT: mention.type, TYPE: mention.text})


@kind("FMT002")
def type_and_concept_exchanged(case: Case) -> Damaged | None:
    """Type and concept identifier have changed places."""
    mention = case.mention(lambda each: _six(each) and has_concept(each))
    if mention is None:
        return None
    return case.with_fields(mention, {TYPE: mention.concept, CONCEPT: mention.type})


@kind("FMT002", "FMT003")
def end_and_text_exchanged(case: Case) -> Damaged | None:
    """The second offset and the mention text have changed places.

    The columns are in the wrong order, and a word stands where an offset belongs.
    """
    mention = case.mention(_six)
    if mention is None:
        return None
    return case.with_fields(mention, {END: mention.text, TEXT: mention.row[END]})


@kind("FMT010")
def padded_type(case: Case) -> Damaged | None:
    """A blank stands before or after the type."""
    mention = case.mention(_six)
    if mention is None:
        return None
    value = case.chance.choice((f" {mention.type}", f"{mention.type} "))
    return case.with_field(mention, TYPE, value)


@kind("FMT010")
def padded_concept(case: Case) -> Damaged | None:
    """A blank stands before or after the concept identifier."""
    mention = case.mention(lambda each: _six(each) and has_concept(each))
    if mention is None:
        return None
    value = case.chance.choice((f" {mention.concept}", f"{mention.concept} "))
    return case.with_field(mention, CONCEPT, value)


@kind("FMT010")
def padded_offset(case: Case) -> Damaged | None:
    """A blank stands before or after an offset."""
    mention = case.mention(_six)
    if mention is None:
        return None
    column = case.chance.choice((START, END))
    value = case.chance.choice((f" {mention.row[column]}", f"{mention.row[column]} "))
    return case.with_field(mention, column, value)


@kind("FMT010")
def padded_document_id(case: Case) -> Damaged | None:
    """A blank stands before or after the document id of a mention."""
    mention = case.mention(_six)
    if mention is None:
        return None
    value = case.chance.choice((f" {mention.row[ID]}", f"{mention.row[ID]} "))
    return case.with_field(mention, ID, value)


@kind("FMT010")
def padded_argument(case: Case) -> Damaged | None:
    """A blank stands before or after an argument of a relation."""
    relation = case.relation()
    if relation is None:
        return None
    column = case.chance.choice((2, 3))
    value = case.chance.choice((f" {relation.row[column]}", f"{relation.row[column]} "))
    return case.with_field(relation, column, value)
