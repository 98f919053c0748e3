"""Damage to the offsets of one mention; the text stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from benchmarks.damages.gold import END, ID, START, TEXT, Mention
from benchmarks.damages.kinds import Case, Damaged, kind

_MANY = 4
"""Mentions of a document in which one that is off is no drift."""


def _one_of_many(case: Case) -> Mention | None:
    return case.mention() if len(case.document.mentions) >= _MANY else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _offsets(case: Case, mention: Mention, start: int, end: int) -> Damaged | None:
    """Write other offsets; None where the text there is the same. The text may be named as well.

    Where the words are the same but for a blank or a sign at the edge, the mention text may as well
    have lost that.
    """
    text = case.document.text
    if start < 0 or not start < end <= len(text) or text[start:end] == mention.text:
        return None
    values = {START: str(start), END: str(end), TEXT: mention.text}
    same = _letters(text[start:end]) == _letters(mention.text)
    return case.with_fields(mention, values, *(("SPN001", "SPN012") if same else ("SPN001",)))


@kind("SPN001", "SPN012")
def start_off(case: Case) -> Damaged | None:
    """The first offset is off by one, two or three.

    If only a blank or a sign is too much, the mention text may as well have lost it.
    """
    mention = _one_of_many(case)
    by = case.chance.choice((-3, -2, -1, 1, 2, 3))
    return _offsets(case, mention, mention.start + by, mention.end) if mention else None


@kind("SPN001", "SPN012")
def end_off(case: Case) -> Damaged | None:
    """The second offset is off by one, two or three.

    If only a blank or a sign is too much, the mention text may as well have lost it.
    """
    mention = _one_of_many(case)
    by = case.chance.choice((-3, -2, -1, 1, 2, 3))
    return _offsets(case, mention, mention.start, mention.end + by) if mention else None


@kind("SPN001")
def both_offsets_shifted(case: Case) -> Damaged | None:
    """Both offsets of one mention are shifted by the same number, up to 30."""
    mention = _one_of_many(case)
    by = case.chance.choice((-1, 1)) * case.chance.randrange(1, 31)
    return _offsets(case, mention, mention.start + by, mention.end + by) if mention else None


@kind("SPN004")
def offsets_exchanged(case: Case) -> Damaged | None:
    """The two offsets have changed places."""
    mention = case.mention()
    if mention is None:
        return None
    return case.with_fields(mention, {START: mention.row[END], END: mention.row[START]})


@kind("SPN001", "SPN003", "SPN004")
def offset_digit_mistyped(case: Case) -> Damaged | None:
    """A digit of an offset is lost, added, changed or exchanged with the next.

    What it is called depends on where the mention then ends: past the text, before its start, or
    at other words.
    """
    mention = _one_of_many(case)
    if mention is None:
        return None
    column = case.chance.choice((START, END))
    number = mention.row[column]
    at = case.chance.randrange(len(number))
    digit = case.chance.choice("0123456789")
    wrong = case.chance.choice(
        (
            number[:at] + number[at + 1 :],
            number[:at] + digit + number[at:],
            number[:at] + digit + number[at + 1 :],
            number[:at] + number[at + 1 : at + 2] + number[at] + number[at + 2 :],
        )
    )
    if not wrong or int(wrong) == int(number):
        return None
    start, end = mention.start, mention.end
    start, end = (int(wrong), end) if column == START else (start, int(wrong))
    size = len(case.document.text)
    if start == end or case.document.text[start:end] == mention.text:
        return None
    code = "SPN004" if end < start else "SPN003" if end > size else "SPN001"
    codes = (code, "SPN003") if start > size else (code,)
    return case.with_field(mention, column, wrong, *codes)


@kind("SPN003")
def end_past_text(case: Case) -> Damaged | None:
    """The second offset lies past the end of the text."""
    mention = case.mention()
    if mention is None:
        return None
    end = len(case.document.text) + case.chance.choice((1, 2, 20, 500))
    return case.with_field(mention, END, str(end))


@kind("SPN003")
def both_offsets_past_text(case: Case) -> Damaged | None:
    """Both offsets lie past the end of the text."""
    mention = case.mention()
    if mention is None:
        return None
    start = len(case.document.text) + case.chance.choice((1, 40, 3000))
    return case.with_fields(mention, {START: str(start), END: str(start + len(mention.text))})


def _all_moved(case: Case, moves: Sequence[int]) -> Damaged | None:
    """Add a number to the offsets of each mention; the document or the first of them is named."""
    document = case.document
    if len(document.mentions) <= 10:
        return None
    rows = list(document.rows)
    for each, by in zip(document.mentions, moves, strict=True):
        row = (each.row[ID], str(each.start + by), str(each.end + by), *each.row[TEXT:])
        rows[each.line - 2] = row
    lines = [*document.lines[:2], *("\t".join(row) for row in rows)]
    return case.file(lines, (0, document.mentions[0].line))


@kind("SPN003")
def full_text_offsets(case: Case) -> Damaged | None:
    """The mentions are those of a full text, of which there is only the abstract."""
    size = len(case.document.text)
    gaps = [case.chance.randrange(20, 900) for _ in case.document.mentions]
    return _all_moved(case, [size + by for by in accumulate(gaps)])


@kind("SPN002", "SPN003")
def all_offsets_past_text(case: Case) -> Damaged | None:
    """All offsets are too large by one and the same number, and lie past the end of the text.

    One number explains them, and all of them end after the text.
    """
    by = len(case.document.text) + case.chance.randrange(200, 20_000)
    return _all_moved(case, [by for _ in case.document.mentions])


@kind("SPN005")
def zero_length(case: Case) -> Damaged | None:
    """The second offset is the first."""
    mention = case.mention()
    return case.with_field(mention, END, mention.row[START]) if mention else None


@kind("SPN005")
def blank_annotated(case: Case) -> Damaged | None:
    """The mention has shrunk to the blank beside it."""
    text = case.document.text
    mention = case.mention(lambda each: text[each.end : each.end + 1] == " ")
    if mention is None:
        return None
    values = {START: str(mention.end), END: str(mention.end + 1), TEXT: " "}
    return case.with_fields(mention, values)


def _bad(case: Case, write: str) -> Damaged | None:
    mention = case.mention()
    if mention is None:
        return None
    column = case.chance.choice((START, END))
    return case.with_field(mention, column, write.format(mention.row[column]))


@kind("FMT003")
def negative_offset(case: Case) -> Damaged | None:
    """A minus stands before an offset."""
    return _bad(case, "-{}")


@kind("FMT003")
def decimal_offset(case: Case) -> Damaged | None:
    """A spreadsheet has written an offset as a decimal number."""
    return _bad(case, case.chance.choice(("{}.0", "{},00")))


@kind("FMT003")
def decimal_offsets(case: Case) -> Damaged | None:
    """A data frame has written both offsets of a mention as decimal numbers."""
    mention = case.mention()
    if mention is None:
        return None
    values = {START: f"{mention.start}.0", END: f"{mention.end}.0"}
    return case.with_fields(mention, values)


@kind("FMT003")
def thousands_separator(case: Case) -> Damaged | None:
    """A spreadsheet has put a thousands separator into an offset."""
    mention = case.mention(lambda each: each.end >= 1000)
    if mention is None:
        return None
    value = f"{mention.end:,}".replace(",", case.chance.choice((",", ".", "'", " ")))
    return case.with_field(mention, END, value)


@kind("FMT003")
def letter_for_digit_in_offset(case: Case) -> Damaged | None:
    """A letter stands for a digit of an offset: O for 0, l for 1."""
    mention = case.mention(lambda each: any(digit in each.row[END] for digit in "01"))
    if mention is None:
        return None
    value = mention.row[END].replace("0", "O").replace("1", "l")
    return case.with_field(mention, END, value)


@kind("FMT003", "FMT002")
def empty_offset(case: Case) -> Damaged | None:
    """An offset is empty.

    It is no number, and a column without a value.
    """
    mention = case.mention()
    return case.with_field(mention, case.chance.choice((START, END)), "") if mention else None


@kind("FMT003")
def word_for_offset(case: Case) -> Damaged | None:
    """A word stands for an offset: what a failed lookup leaves."""
    return _bad(case, case.chance.choice(("#REF!", "nan", "None", "#N/A", "?")))
