"""The document model: what every format is read into and every rule looks at.

What a document is made of, and the units, stand in `records`. This module knows no format, no rule
and no file system.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, chain
from typing import Literal, TypeAlias, get_args

import msgspec

from annolint.facts import fact
from annolint.fix import Fix
from annolint.records import Attribute, Mention, Passage, Place, Record, Relation, Token
from annolint.schema import Schema

Fact: TypeAlias = Literal[
    "",  # nothing in particular
    "overlap_groups",
    "parted_mentions",
    "relations",
    "suspect_mentions",
    "suspect_relations",
]
"""What a rule may say that it looks at: attributes of `Document` that are empty for most."""

FACTS: frozenset[str] = frozenset(get_args(Fact))


class Problem(msgspec.Struct, frozen=True):
    """What a reader found wrong while reading: the raw form of a reader rule's finding.

    Attributes:
        code: The code of the reader rule that declares it.
        place: Where it stands.
        record: The record that it is about, where there is one; other rules can yield to it.
        covers_document: Rules that yield to this code are silent on the whole document.
        folded: It silences others but is not reported: another problem speaks for it.
        source: The line of the file, for showing.
        related: Other places that belong to it, each with what it is.
        fix: How it is repaired, in edits of the file.
    """

    code: str
    message: str
    place: Place
    record: Record | None = None
    covers_document: bool = False
    folded: bool = False
    source: str = ""
    related: tuple[tuple[str, Place], ...] = ()
    fix: Fix | None = None


_STEP = 4096
_CONTINUATIONS = frozenset(bytes([byte]) for byte in range(0x80, 0xC0))


@lru_cache(maxsize=2)
def _lines(data: bytes) -> list[bytes]:
    """Return the lines of a document's bytes; its findings ask for them one after the other."""
    return data.split(b"\n")


@lru_cache(maxsize=2)
def _starts(data: bytes) -> list[int]:
    """Return where the lines of a document's bytes begin, and one more than where they end."""
    return list(accumulate((len(line) + 1 for line in _lines(data)), initial=0))


@lru_cache(maxsize=4)
def _row(data: bytes, number: int) -> str:
    """Return a line of a document's bytes without its end; it may be all of the document."""
    return _lines(data)[number].removesuffix(b"\r").decode("utf-8", "surrogateescape")


@lru_cache(maxsize=2)
def _marks(data: bytes) -> list[tuple[int, int]]:
    """Return positions in bytes, one about every step, each with the code points before it.

    None lies inside of a character: those have up to three more bytes, which begin with 10.
    """
    marks = [(0, 0)]
    position = count = 0
    while position + _STEP < len(data):
        start, position = position, position + _STEP
        while position < start + _STEP + 3 and data[position : position + 1] in _CONTINUATIONS:
            position += 1
        count += len(data[start:position].decode("utf-8", "surrogateescape"))
        marks.append((position, count))
    return marks


def _characters(data: bytes, start: int, end: int) -> int:
    """Return how many code points there are from one position to another."""
    if end - start <= _STEP:
        return len(data[start:end].decode("utf-8", "surrogateescape"))
    before, total = (_characters_before(data, position) for position in (start, end))
    return total - before


def _characters_before(data: bytes, position: int) -> int:
    marks = _marks(data)
    mark, count = marks[bisect_right(marks, (position, position)) - 1]
    return count + len(data[mark:position].decode("utf-8", "surrogateescape"))


class SourceFile(msgspec.Struct, frozen=True):
    """The part of a file that one document was read from.

    `offset` is the position of the first byte of `data` in the (decompressed) file; `line` and
    `column` are where that byte stands, from 1. Where many documents stand in one line, a document
    begins in the middle of it, and nothing is known of the line besides.
    """

    path: str
    offset: int
    line: int
    data: bytes
    column: int = 1

    def source_line(self, line: int) -> str:
        """Return what is in `data` of line number `line` of the file, without its line end."""
        number = line - self.line
        return _row(self.data, number) if 0 <= number < len(_lines(self.data)) else ""

    def first_column(self, line: int) -> int:
        """Return the column of the first character of `source_line(line)`, from 1."""
        return self.column if line == self.line else 1

    def line_start(self, line: int) -> int:
        """Return where in `data` line number `line` of the file begins; one line more is its end.

        Positions are bytes; the nearest one that is in `data`.
        """
        starts = _starts(self.data)
        number = min(max(line - self.line, 0), len(starts) - 1)
        return min(starts[number], len(self.data))

    def position(self, line: int, column: int) -> int:
        """Return where in `data` a place is, in bytes; columns are code points from 1."""
        before = self.source_line(line)[: max(column - self.first_column(line), 0)]
        return self.line_start(line) + len(before.encode("utf-8", "surrogateescape"))

    def place(self, start: int, end: int) -> Place:
        """Return the place of bytes [start, end) of `data`."""
        line, column = self._place(start)
        return Place(self.path, line, column, *self._place(end))

    def _place(self, position: int) -> tuple[int, int]:
        starts = _starts(self.data)
        number = bisect_right(starts, position, hi=len(starts) - 1) - 1
        line = self.line + number
        return line, self.first_column(line) + _characters(self.data, starts[number], position)


class Ignore(msgspec.Struct, frozen=True):
    """What the data themselves ask not to be reported, such as a note of an annotator.

    Attributes:
        selectors: Codes, prefixes of codes or names of rules.
        reason: Why, in the words of whoever wrote it; may be empty.
        place: Where it is written.
        record: What it is about; None is the whole document.
    """

    selectors: tuple[str, ...]
    reason: str
    place: Place
    record: Record | None = None


_IGNORE = re.compile(r"\s*(?:annolint\s*:)?\s*ignore\s*\[([^\[\]]*)\]\s*(.*?)\s*", re.DOTALL)


def parse_ignore(text: str) -> tuple[tuple[str, ...], str] | None:
    """Read `annolint: ignore[CODE, …] reason`, where a format has a place for it.

    Returns:
        The selectors and the reason; None if the text says something else. The word before the
        colon may be missing, as formats may have a field of that name.
    """
    match = _IGNORE.fullmatch(text)
    if match is None:
        return None
    return tuple(filter(None, re.split(r"[\s,]+", match[1]))), match[2]


class Document(msgspec.Struct, frozen=True, dict=True):
    """One document with its annotations, and the bytes that it was read from.

    A document is what a format's own users call so. `id_given` is False when the reader had to
    make the id up; rules about document ids ignore such ids. `problems` are what the reader found
    in this document, `ignores` what its annotators ask not to be reported. `schema` is what the
    data say of their types, such as a configuration of the annotation tool beside them; a reader
    gives the same object for the same statements.
    """

    id: str
    text: str
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    files: tuple[SourceFile, ...]
    id_given: bool = True
    tokens: tuple[Token, ...] = ()
    problems: tuple[Problem, ...] = ()
    metadata: tuple[Attribute, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    schema: Schema | None = None

    @property
    def path(self) -> str:
        """The file that is shown for this document."""
        return self.files[0].path

    @property
    def line(self) -> int:
        """The first line of the document, from 1."""
        return self.files[0].line

    @fact
    def suspect_mentions(self) -> tuple[Mention, ...]:
        """The mentions that a rule about places must look at, in file order; few or none.

        All others have one span inside the text, and the text there is theirs, lies in one line
        (passages are joined by line feeds, so in one passage too) and is not all white space.
        """
        text = self.text
        size = len(text)
        return tuple(
            [
                mention
                for mention in self.mentions
                if not (
                    len(spans := mention.spans) == 1
                    and 0 <= (start := spans[0].start) < (end := spans[0].end) <= size
                    and text[start:end] == (surface := mention.text)
                    and "\n" not in surface
                    and not surface.isspace()
                )
            ]
        )

    @fact
    def parted_mentions(self) -> tuple[Mention, ...]:
        """The mentions that come with texts of their fragments or components, in file order."""
        return tuple(
            [
                mention
                for mention in self.mentions
                if mention.component_texts or mention.fragment_texts
            ]
        )

    @fact
    def suspect_relations(self) -> tuple[Relation, ...]:
        """The relations that a rule about arguments must look at, in file order; few or none.

        All others have a type and two different arguments, both of them concepts, without a role
        and without blanks around them.
        """
        suspects = []
        for relation in self.relations:
            arguments = relation.arguments
            if len(arguments) == 2:  # noqa: PLR2004 - a pair
                one, other = arguments
                first, second = one.target, other.target
                if (
                    first
                    and second
                    and first != second
                    and not one.role
                    and not other.role
                    and one.kind == other.kind == "concept"
                    and first.strip() == first
                    and second.strip() == second
                    and relation.type.strip()
                ):
                    continue
            suspects.append(relation)
        return tuple(suspects)

    @fact
    def overlap_groups(self) -> tuple[tuple[Mention, ...], ...]:
        """Groups of mentions that overlap; few or none.

        What counts is the stretch from the first to the last fragment: that of each mention in a
        group shares a character with an earlier one's, or is the very same. Mentions of a group
        stand by start, the longer first, then in file order.
        """
        last = 0
        for mention in self.mentions:
            spans = mention.spans
            if len(spans) != 1:
                break
            span = spans[0]
            start = span.start
            end = span.end
            if not last <= start < end:
                break
            last = end
        else:  # the usual case: in the order of the text, and apart
            return ()
        return _overlap_groups(self.mentions)

    @fact
    def concept_ids(self) -> frozenset[str]:
        """Every concept identifier that a mention of the document carries."""
        return frozenset(chain.from_iterable([mention.concept_ids for mention in self.mentions]))

    @fact
    def concept_uses(self) -> frozenset[tuple[str, str | None]]:
        """The types with their concept fields that mentions have, both as the file writes them.

        A document repeats its concepts, so there are far fewer than mentions.
        """
        return frozenset([(mention.type, mention.concept_field) for mention in self.mentions])

    @fact
    def mention_texts(self) -> str:
        """The texts of all mentions as the file writes them, joined by line feeds."""
        return "\n".join([mention.text for mention in self.mentions])

    @fact
    def other_values(self) -> list[str]:
        """What stands in the fields of annotations besides offsets, texts and `concept_uses`.

        Types and arguments of relations, and the values of attributes.
        """
        values = [
            attribute.value
            for mention in self.mentions
            if mention.attributes
            for attribute in mention.attributes
        ]
        for relation in self.relations:
            values.append(relation.type)
            values += [argument.target for argument in relation.arguments]
            if relation.attributes:
                values += [attribute.value for attribute in relation.attributes]
        return values

    @fact
    def field_values(self) -> str:
        """What stands in the fields of annotations, but for offsets and texts, joined by `|`.

        In no order, and what several mentions have stands once: one look at it tells that nothing
        is odd in any of them, which is the usual case.
        """
        return "|".join(
            [*[value or "" for use in self.concept_uses for value in use], *self.other_values]
        )

    def covered_text(self, mention: Mention) -> str:
        """Return the text at the mention's spans, fragments joined by one blank.

        Empty when the mention has no spans; spans outside the text give what lies inside.
        """
        spans = mention.spans
        if len(spans) == 1:
            span = spans[0]
            return self.text[max(span.start, 0) : max(span.end, 0)]
        return " ".join(self.text[max(span.start, 0) : max(span.end, 0)] for span in spans)


def _overlap_groups(mentions: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], ...]:
    places = []
    for mention in mentions:
        spans = mention.spans
        if spans:
            start = min(span.start for span in spans)
            end = max(span.end for span in spans)
            places.append((min(start, end), -max(start, end), mention.index))
    places.sort()
    groups = []
    members: list[Mention] = []
    reach = -1
    previous = (-1, -1)
    for start, minus_end, index in places:
        if start >= reach and (start, minus_end) != previous:
            if len(members) > 1:
                groups.append(tuple(members))
            members = []
            reach = -minus_end
        members.append(mentions[index])
        reach = max(reach, -minus_end)
        previous = (start, minus_end)
    if len(members) > 1:
        groups.append(tuple(members))
    return tuple(groups)
