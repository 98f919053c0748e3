"""Lines of a brat annotation file that are not written as they should be: what was meant.

Blanks for tabs and tabs for blanks, columns that are lost, offsets that are no numbers. What a line
was meant to say is read, so that nothing that hangs on it goes wrong as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from annolint import quoted
from annolint_formats._brat_lines import SPANS
from annolint_formats._fields import is_offset, offset_fault

_LONGEST = 5000
"""Characters of a line that is looked at: longer ones would take too long, and are no slips."""

_GAP = r"[\t ]+"
_NUMBER = r"[0-9]{1,18}"
_LOOSE_SPANS = rf"{_NUMBER}{_GAP}{_NUMBER}(?:[\t ]*;[\t ]*{_NUMBER}{_GAP}{_NUMBER})*"

_LOOSE_MENTION = re.compile(
    rf"[\t ]*(T[^\t ]*)({_GAP})([^\t ]+)({_GAP})({_LOOSE_SPANS})(?:({_GAP})(.*))?", re.DOTALL
)
_NO_TEXT = re.compile(rf"([^\t ]+)\t([^\t ]+) ({SPANS})\t?")
_TEXT_FIRST = re.compile(rf"([^\t ]+)\t([^\t]+)\t([^\t ]+) ({SPANS})")
_NO_TYPE = re.compile(rf"([^\t ]+)\t({SPANS})\t(.*)", re.DOTALL)
_WIDE_TYPE = re.compile(rf"([^\t ]+)\t *([^\t]+?) +({SPANS})\t(.*)", re.DOTALL)
_NO_ID = re.compile(rf"\t?([^\t ]+) ({SPANS})\t(.*)", re.DOTALL)
_BAD_OFFSETS = re.compile(r"(T[^\t ]*)\t([^\t ]+)(?: ([^\t]*))?(?:\t(.*))?", re.DOTALL)
_LAST_COLUMN = {
    "N": re.compile(r"(?:[^\t ]+[\t ]+){3}[^\t ]+( +)(?=[^\t ])"),
    "#": re.compile(r"(?:[^\t ]+[\t ]+){2}[^\t ]+( +)(?=[^\t ])"),
}
"""What stands before the last column, which may hold blanks, where blanks divide the others."""

TABS = re.compile(r" *\t[\t ]*(?=[^\t ])")
"""Tabs between words that blanks should divide."""

_NO_TAB = re.compile(rf"([REAMN#][0-9][^\t ]*|\*)( +|{_GAP})(?=[^\t ])")
_LOOSE_NAME = re.compile(r"N[^\t ]*\t[^\t ]+ [^\t ]+ [^\t ]+( +)[^\t]+")
_INCOMPLETE = re.compile(r"([REAMN*#])[^\t]*\t.*", re.DOTALL)
_FORMS = {
    "R": "R1, a tab, Type Arg1:T1 Arg2:T2",
    "E": "E1, a tab, Type:T1 Role:T2",
    "*": "*, a tab, Equiv T1 T2",
    "A": "A1, a tab, Name T1, and perhaps a value",
    "M": "M1, a tab, Name E1, and perhaps a value",
    "N": "N1, a tab, Reference T1 Base:Identifier",
}


class Slip(msgspec.Struct, frozen=True):
    """A line with a fault, and what it was meant to be.

    Attributes:
        code: The code of the fault.
        message: The fault, and what to do.
        place: Where it stands in the line: code points from 0, half-open.
        mention: Id, type, spans and text, where the line is a mention.
        row: The line as it should be, where it is something else.
        edits: What repairs it: stretches of the line and what takes their place.
    """

    code: str
    message: str
    place: tuple[int, int]
    mention: tuple[str, str, str, str] | None = None
    row: str = ""
    edits: tuple[tuple[int, int, str], ...] = ()


def slips(row: str) -> Iterator[Slip]:
    """Yield what may be wrong with a line, the likeliest first; none if it is no record at all."""
    if len(row) > _LONGEST:
        return
    if padding := len(row) - len(row.lstrip(" \t")):
        message = "blanks stand before the id: remove them"
        yield Slip("FMT010", message, (0, padding), row=row[padding:], edits=((0, padding, ""),))
    yield from _of_mention(row)
    yield from _of_other(row)


def _of_mention(row: str) -> Iterator[Slip]:
    if match := _LOOSE_MENTION.fullmatch(row):
        yield _loose_mention(row, match)
    if match := _TEXT_FIRST.fullmatch(row):
        message = "the text of the mention stands before its type and offsets: put it last"
        own, surface, kind, column = match.groups()
        fixed = f"{kind} {column}\t{surface}"
        edits = ((match.start(2), len(row), fixed),)
        mention = own, kind, column, surface
        yield Slip("FMT002", message, match.span(2), mention, edits=edits)
    if match := _NO_TEXT.fullmatch(row):
        message = "the text of the mention is missing: add it behind a tab"
        mention = match[1], match[2], match[3], ""
        yield Slip("FMT002", message, (len(row), len(row)), mention)
    if match := _NO_TYPE.fullmatch(row):
        message = "the type of the mention is missing: write it before the offsets"
        mention = match[1], "", match[2], match[3]
        yield Slip("FMT002", message, match.span(2), mention)
    if match := _WIDE_TYPE.fullmatch(row):
        kind = match[2]
        message = f"type {quoted(kind)} has a blank in it: write {quoted(re.sub(' +', '_', kind))}"
        mention = match[1], kind, match[3], match[4]
        yield Slip("FMT002", message, match.span(2), mention)
    if match := _NO_ID.fullmatch(row):
        message = "the id of the mention is missing: begin the line with one, and a tab"
        yield Slip("FMT002", message, (0, 0), ("", match[1], match[2], match[3]))
    if match := _BAD_OFFSETS.fullmatch(row):
        yield _bad_offsets(row, match)


def _of_other(row: str) -> Iterator[Slip]:
    if match := _NO_TAB.match(row):
        yield from _without_tab(row, match)
    if _LOOSE_NAME.fullmatch(row) and (match := re.match(r"(?:[^\t ]+[\t ]){3}[^\t ]+( +)", row)):
        start, end = match.span(1)
        message = "a blank stands before the name of the concept: put a tab there"
        fixed = f"{row[:start]}\t{row[end:]}"
        yield Slip("FMT008", message, (start, end), row=fixed, edits=((start, end, "\t"),))
    if match := _INCOMPLETE.fullmatch(row):
        letter = match[1]
        if letter in _FORMS:
            what = {"R": "relation", "E": "event", "*": "equivalence", "N": "normalisation"}
            message = f"the {what.get(letter, 'attribute')} is incomplete: write {_FORMS[letter]}"
            yield Slip("FMT002", message, (0, len(row)))


def _loose_mention(row: str, match: re.Match[str]) -> Slip:
    own, first, kind, second, column, last, surface = match.groups()
    start = match.start(1)
    spans = re.sub(r"[\t ]*;[\t ]*", ";", re.sub(_GAP, " ", column))
    edits = [(0, start, "")] if start else []
    tabs = [number for number, gap in ((2, first), (6, last)) if gap and "\t" not in gap]
    for number, wanted in ((2, "\t"), (4, " "), (6, "\t")):
        gap = match[number]
        # Blanks behind the tab may be those of the text.
        if gap and gap != wanted and not (number == 6 and gap.startswith("\t")):
            edits.append((*match.span(number), wanted))
    if spans != column:
        edits.append((*match.span(5), spans))
    edits.sort()
    if last and last.startswith("\t"):
        surface = last[1:] + surface
    if tabs:
        code, message = "FMT008", "blanks stand between the columns: put tabs there"
        place = match.span(tabs[0])
    elif "\t" in second or "\t" in column:
        code = "FMT002"
        message = "tabs stand where blanks belong, between type and offsets: put blanks there"
        place = match.span(3)[0], match.span(5)[1]
    elif last is None:
        return Slip(
            "FMT002", "the text of the mention is missing: add it behind a tab",
            (len(row), len(row)), (own, kind, spans, ""),
        )  # fmt: skip
    else:
        code, message = "FMT010", "the line has blanks too many: remove them"
        place = edits[0][:2]
    return Slip(code, message, place, (own, kind, spans, surface or ""), edits=tuple(edits))


def _bad_offsets(row: str, match: re.Match[str]) -> Slip:
    own, kind, column, surface = match.groups()
    mention = (own, kind, "", surface or "")
    if not column or not column.strip():
        message = "the offsets of the mention are missing: write them behind the type"
        return Slip("FMT002", message, match.span(2), mention)
    place = match.span(3)
    pairs = [pair.split() for pair in column.split(";")]
    for pair in pairs:
        if len(pair) == 2:
            for name, offset in zip(("start", "end"), pair, strict=True):
                if not is_offset(offset):
                    start = row.index(offset, place[0])
                    message = f"{name} offset {quoted(offset)} {offset_fault(offset)}"
                    return Slip(
                        "FMT003", f"{message}: count characters from 0",
                        (start, start + len(offset)), mention,
                    )  # fmt: skip
    message = (
        f"offsets {quoted(column)} are no pairs of whole numbers: write start, a blank and end; "
        "a semicolon goes between pairs"
    )
    return Slip("FMT003", message, place, mention)


def _without_tab(row: str, match: re.Match[str]) -> Iterator[Slip]:
    start, end = match.span(2)
    if match[2] == "\t":
        return
    edits = [(start, end, "\t")]
    if before := _LAST_COLUMN.get(row[0]):
        edits += [(*gap.span(1), "\t") for gap in (before.match(row),) if gap]
    else:
        edits += [(*tabs.span(), " ") for tabs in TABS.finditer(row, end)]
    fixed = row
    for first, last, tab in reversed(edits):
        fixed = f"{fixed[:first]}{tab}{fixed[last:]}"
    message = "blanks stand between the columns: put tabs there"
    yield Slip("FMT008", message, (start, end), row=fixed, edits=tuple(edits))
