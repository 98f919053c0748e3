"""One line of a brat annotation file: what it is, and where its fields stand.

A line is an id, a tab, and what the first letter of the id says: `T` a mention, `R` a relation,
`E` an event, `*` an equivalence, `A` and `M` an attribute, `N` a normalisation, `#` a note. This
module makes no records and reports nothing; lines that are written otherwise are `_brat_slips`.

Source: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from annolint import Field, Span

SPAN = r"[0-9]{1,18} [0-9]{1,18}"
SPANS = rf"{SPAN}(?:;{SPAN})*"

PLAIN_MENTION = re.compile(r"([^\t ]+)\t([^\t ]+) ([0-9]{1,18}) ([0-9]{1,18})\t([^\t]*)")
"""Id, type, start, end, text: what nearly all mentions look like."""

MENTION = re.compile(rf"([^\t ]+)\t([^\t ]*) ({SPANS})\t(.*)", re.DOTALL)
"""Id, type, spans, text; the type may be lost, and the text may hold tabs as the document does."""

PLAIN_RELATION = re.compile(
    r"(R[^\t ]*)\t([^\t: ]+) ([^\t: ]+):([^\t ]*) ([^\t: ]+):([^\t ]*)[\t ]*"
)
"""Id, type, and the role and target of two arguments. brat itself writes a tab at the end."""

ATTRIBUTE = re.compile(r"([^\t ]*)\t([^\t ]+) +([^\t ]+)(?: ([^\t]*))?\t*")
"""Id, name, target, value."""

CONCEPT = re.compile(
    r"([^\t ]*)\t([^\t ]+) +(?:Annotation:)?([^\t ]+) (?:Referent:)?"
    r"( *[^\t ]+ *$|[^\t]+(?=\t))(\t.*)?"
)
"""Id, name, target, concept identifier; then, behind a tab, what the concept is called.

The words with colons are those of the BioNLP shared tasks. Without a tab behind the identifier, a
blank in it stands for that tab.
"""

NOTE = re.compile(r"(#[^\t ]*)\t([^\t ]+) +([^\t ]+) *(?:\t(.*))?")
"""Id, kind of note, target, text."""

_ARGUMENT = re.compile(r"[^\t: ]+:[A-Z]+[0-9]")
WORD = re.compile(r"[^\t ]+")

LINE_END = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""What cannot stand in a line of the file, or not in its last column: a blank is written there."""

DependentKind = Literal["attribute", "concept", "note"]
_DEPENDENTS: Mapping[str, tuple[DependentKind, re.Pattern[str]]] = {
    "A": ("attribute", ATTRIBUTE),
    "M": ("attribute", ATTRIBUTE),
    "N": ("concept", CONCEPT),
    "#": ("note", NOTE),
}


class Dependent(msgspec.Struct, frozen=True):
    """A line that says something about another annotation.

    Attributes:
        kind: What it says: an attribute, a concept identifier, or a note.
        id: Its own id.
        name: The name of the attribute, or what kind of note or reference it is.
        target: The id of the annotation that it is about.
        value: The value, identifier or text.
        places: Where name, target and value stand in the line: code points from 0, half-open.
        file: The number of the file.
        line: The line of that file, from 1.
        row: The line.
    """

    kind: DependentKind
    id: str
    name: str
    target: str
    value: str
    places: tuple[tuple[int, int], ...]
    file: int
    line: int
    row: str


def dependent(row: str, file: int, line: int) -> Dependent | None:
    """Read a line that is about another annotation; None if it is none."""
    if row[:1] not in _DEPENDENTS:
        return None
    kind, pattern = _DEPENDENTS[row[0]]
    match = pattern.fullmatch(row)
    if match is None:
        return None
    end = match.end(3)
    places = (match.span(2), match.span(3), match.span(4) if match[4] is not None else (end, end))
    return Dependent(kind, match[1], match[2], match[3], match[4] or "", places, file, line, row)


def spans(column: str) -> tuple[Span, ...]:
    """Return the spans in `0 3;8 11`."""
    pairs = (pair.split(" ") for pair in column.split(";"))
    return tuple(Span(int(start), int(end)) for start, end in pairs)


def names_relation(identifier: str) -> bool:
    """Say whether an id is that of a relation or event."""
    return identifier[:1] in ("E", "R")


def place_in_mention(row: str, field: Field, item: int | None) -> tuple[int, int]:
    """Return where a field of a mention stands in its line: code points from 0, half-open.

    What the line does not have, or has in another form, stands at the line as a whole.
    """
    whole = (0, len(row))
    match = MENTION.fullmatch(row)
    if match is None:
        return whole
    groups = {"id": 1, "type": 2, "span": 3, "text": 4}
    if field in ("start", "end", "span"):
        begin, column = match.start(3), match[3]
        pairs = list(re.finditer(SPAN, column))
        if item is None or not 0 <= item < len(pairs):
            if field == "span":
                return match.span(3)
            pair = pairs[0 if field == "start" else -1]
        else:
            pair = pairs[item]
        middle = column.index(" ", pair.start())
        start, end = pair.span()
        if field == "start":
            end = middle
        elif field == "end":
            start = middle + 1
        return begin + start, begin + end
    return match.span(groups[field]) if field in groups else whole


class Words(msgspec.Struct, frozen=True):
    """The words of a relation, event or equivalence, with where they stand in the line."""

    row: str
    id: tuple[int, int]
    type: tuple[int, int]
    trigger: tuple[int, int] | None
    arguments: Sequence[tuple[int, int]]

    def text(self, place: tuple[int, int]) -> str:
        """Return what stands at a place."""
        return self.row[place[0] : place[1]]


def words(row: str) -> Words | None:
    """Divide the line of a relation, event or equivalence; None if it has no id or no type."""
    tab = row.find("\t")
    if tab < 0 or " " in row[:tab]:
        return None
    found = [match.span() for match in WORD.finditer(row, tab + 1)]
    if not found:
        return None
    if row.startswith("R") and _ARGUMENT.match(row, *found[0]):
        found.insert(0, (tab + 1, tab + 1))  # the type is lost
    first, *others = found
    trigger = None
    if row.startswith("E"):
        colon = row.find(":", *first)
        if colon >= 0:
            first, trigger = (first[0], colon), (colon + 1, first[1])
    return Words(row, (0, tab), first, trigger, others)


def role_and_target(word: str) -> tuple[str, str]:
    """Divide an argument `Role:T1`; the role is empty where there is none."""
    role, colon, target = word.partition(":")
    return (role, target) if colon else ("", word)


def is_telling(row: str) -> str:
    """Say what a line is if hardly any other format has such lines; else nothing."""
    row = row.rstrip("\r")
    if row.startswith("T") and MENTION.fullmatch(row):
        return "mention"
    if dependent(row, 0, 0) or PLAIN_RELATION.fullmatch(row):
        return "other"
    found = words(row) if row[:1] in ("E", "R", "*") else None
    return "other" if found and found.arguments else ""
