"""The annotations of a PubTator document: mention and relation lines to records.

Lines that need no second look are read in `read_annotations`, which is most of the time that
reading takes. `_OddLines` sorts out the rest and drops none: a line is read, or a problem names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

import msgspec

from annolint import (
    Argument,
    Attribute,
    Fix,
    Mention,
    Record,
    Relation,
    Safety,
    Span,
    quoted,
)
from annolint_formats import _pubtator_slips as slips
from annolint_formats._fields import concept_ids, is_offset, offset_fault, plain_types, types
from annolint_formats._pubtator_draft import Draft
from annolint_formats._pubtator_ids import Numbered, numbered, repeated_ids
from annolint_formats._pubtator_lines import COMMENT, begins_with_id, has_order_ids, role_and_target
from annolint_formats._pubtator_witness import (
    Slip,
    Witness,
    is_mention,
    is_sound_mention,
    is_sound_relation,
)

_Value = TypeVar("_Value")
_MOST_REMEMBERED = 1 << 16
_UNDECODED = re.compile("[\udc80-\udcff]")


class _Remembered(dict[str, _Value]):
    """What a function says of columns: looking it up here is faster than a call, even cached."""

    def __init__(self, function: Callable[[str], _Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, column: str) -> _Value:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        value = self[column] = self._function(column)
        return value


def _offset(column: str) -> int:
    """Return the offset in a column, -1 where there is none that needs no second look."""
    return int(column) if column.isdecimal() and is_offset(column) else -1


_OFFSETS = _Remembered(_offset)
_PLAIN_TYPES = _Remembered(plain_types)
_CONCEPT_IDS = _Remembered(concept_ids)


def read_annotations(draft: Draft, start: int) -> None:
    """Read the rows from `start` on; the plain mention and the plain relation come first.

    Most of the time of reading is spent in this loop, so it makes no call that it can do without.
    """
    text, own_id, mentions, relations = draft.text, draft.id, draft.mentions, draft.relations
    rows = draft.rows[start:]
    odd_lines: _OddLines | None = None
    line = draft.source.line + start - 1
    for row in rows:
        line += 1
        columns = row.split("\t")
        if columns[0] == own_id:
            count = len(columns)
            if count == 6:
                _, begin, end, surface, kind, concept = columns
                first = _OFFSETS[begin]
                last = _OFFSETS[end]
                if (
                    last > first >= 0
                    and text[first:last] == surface
                    and surface
                    and (kinds := _PLAIN_TYPES[kind])
                ):
                    mentions.append(
                        Mention(
                            len(mentions),
                            line,
                            kind,
                            kinds,
                            (Span(first, last),),
                            surface,
                            concept,
                            _CONCEPT_IDS[concept],
                        )
                    )
                    continue
            elif 4 <= count <= 5 and "|" not in row and is_sound_relation(columns, own_id):
                relations.append(
                    Relation(
                        len(relations),
                        line,
                        columns[1],
                        (Argument(columns[2], "concept"), Argument(columns[3], "concept")),
                        (Attribute("novelty", columns[4], line=line),) if count == 5 else (),
                    )
                )
                continue
        if odd_lines is None:
            odd_lines = _OddLines(draft, start)
        odd_lines.read(line - draft.source.line, row, columns)
    if odd_lines is not None:
        odd_lines.report_repeated_ids()
    if draft.next_title_at >= 0:
        _set_right_last(draft)


def _set_right_last(draft: Draft) -> None:
    """Take the title that runs on out of what the last line says of concepts."""
    number = len(draft.rows) - 1
    line = draft.source.line + number
    columns = draft.rows[number][: draft.next_title_at].split("\t")
    record: Mention | Relation | None = None
    if draft.mentions and draft.mentions[-1].line == line:
        ids = concept_ids(columns[5]) if len(columns) > 5 else ()
        record = draft.mentions[-1] = msgspec.structs.replace(draft.mentions[-1], concept_ids=ids)
    elif draft.relations and draft.relations[-1].line == line:
        record = draft.relations[-1]
    # The line is reported with the title; nothing else about the record is worth a finding.
    draft.report("FMT002", "", number, record=record, folded=True)


def _with_tabs(draft: Draft, number: int, slip: Slip) -> Fix:
    """Return the fix that puts tabs in the place of blanks."""
    return Fix(tuple(draft.edit(number, *gap, "\t") for gap in slip.gaps), Safety.UNSAFE)


class _OddLines:
    """Reads the lines of one document that are not plainly a mention or a relation."""

    def __init__(self, draft: Draft, start: int) -> None:
        self._draft = draft
        self._start = start
        self._texts = {text.number for text in draft.texts}
        self._taken = -1
        self._numbered: list[Numbered] = []

    @cached_property
    def _witness(self) -> Witness:
        """What the sound mentions of the document prove."""
        draft = self._draft
        kinds: set[str] = set()
        concepts: set[str] = set()
        with_concept: list[str] = []
        without_concept = 0
        for row in draft.rows[self._start :]:
            columns = row.split("\t")
            if len(columns) > 7:
                columns = row.rstrip("\t").split("\t")
            if is_sound_mention(columns, draft.text):
                kinds.update((columns[4], *types(columns[4])))
                if len(columns) > 5:
                    concepts.update((columns[5], *concept_ids(columns[5])))
                    with_concept.append(columns[4])
                else:
                    without_concept += 1
        whole = frozenset(with_concept if without_concept == 1 else ())
        return Witness(draft.text, draft.id, frozenset(kinds), frozenset(concepts), whole)

    def read(self, number: int, row: str, columns: list[str]) -> None:
        """Read row `number`, or report it."""
        if not row or number in self._texts or number <= self._taken:
            return
        if len(columns) == 1:
            self._line_without_tabs(number, row)
        elif row.startswith('"') and row.endswith('"'):
            self._report_slip(number, slips.quoted_line(row))
        elif is_sound_mention(columns, self._draft.text) or (
            self._draft.lost_text and _is_complete(columns)  # a cut text is no witness
        ):
            self._mention(number, columns)
        elif is_sound_relation(columns, self._draft.id):
            self._relation(number, columns)
        elif has_order_ids(columns):
            self._ordered_mention(number, columns)
        elif columns[0] != self._draft.id and self._ends_previous(number, row):
            pass
        elif slip := slips.slip_of(row, columns, self._following(number), self._witness):
            self._report_slip(number, slip)
        elif slips.is_foreign(columns, self._witness):
            self._draft.unreadable(number)
        elif not is_mention(columns, self._witness):
            self._relation(number, columns)
        elif self._draft.texts or is_offset(columns[1]) or is_offset(columns[2]):
            self._mention(number, columns)
        else:  # names of columns
            self._draft.unreadable(number)

    def _following(self, number: int) -> str:
        rows = self._draft.rows
        return rows[number + 1] if number + 1 < len(rows) else ""

    def _line_without_tabs(self, number: int, row: str) -> None:
        if row.startswith(COMMENT[0]):
            message = "a comment stands inside a document: remove it"
            self._draft.report("FMT001", message, number)
            return
        slip = slips.blanks_for_tabs(row, self._witness)
        if slip is None and begins_with_id(row, self._draft.id):
            slip = slips.broken_line(row, self._following(number), self._witness)
        if slip is not None:
            self._report_slip(number, slip)
        elif not self._ends_previous(number, row):
            self._draft.unreadable(number)

    def _ends_previous(self, number: int, row: str) -> bool:
        """Recognise the end of the record in the line before, which a line end has cut off."""
        draft = self._draft
        before = draft.rows[number - 1] if number > self._start else ""
        if "\t" not in before or number - 1 in self._texts or begins_with_id(row, draft.id):
            return False
        slip = slips.broken_line(before, row, self._witness)
        if slip is None:
            return False
        line = draft.source.line + number - 1
        records: tuple[Record, ...] = (*draft.mentions[-1:], *draft.relations[-1:])
        record = next((record for record in records if record.line == line), None)
        draft.report(slip.code, slip.message, number - 1, last=number, record=record)
        return True

    def _report_slip(self, number: int, slip: Slip) -> None:
        """Report a line; what it says as a mention is kept, so that its words count as read."""
        draft = self._draft
        mention = None
        if reading := slip.reading:
            concept = reading.concept
            mention = Mention(
                len(draft.mentions),
                draft.source.line + number,
                reading.type,
                types(reading.type),
                (Span(*reading.offsets),) if reading.offsets else (),
                reading.text,
                concept,
                concept_ids(concept) if concept else (),
            )
            draft.mentions.append(mention)
        if not slip.message:
            draft.alike(slip.code, number, mention, slip.gaps)
            return
        last = number
        if slip.uses_next:
            self._taken = last = number + 1
        draft.report(
            slip.code,
            slip.message,
            number,
            start=slip.start,
            end=slip.end,
            last=last,
            record=mention,
            fix=_with_tabs(draft, number, slip) if slip.gaps else None,
        )

    def _check_end(self, number: int, columns: list[str]) -> None:
        """Report a line that is cut off inside its type: the only one without an identifier."""
        whole = self._witness.completed(columns[4])
        if whole:
            self._draft.report(
                "FMT002",
                f"the line ends inside the type {quoted(whole)}: write the rest of it, and the "
                "identifier",
                number,
                start=sum(map(len, columns[:4])) + 4,
                record=self._draft.mentions[-1],
            )

    def _mention(self, number: int, columns: list[str]) -> None:
        draft = self._draft
        line = draft.source.line + number
        concept = columns[5] if len(columns) > 5 else None
        components: tuple[str, ...] = ()
        attributes: tuple[Attribute, ...] = ()
        if len(columns) == 7 and columns[6]:
            name, colon, value = columns[6].partition(":")
            if colon and name in ("RSID", "RS#"):
                attributes = (Attribute(name, value, line=line),)
            else:
                components = tuple(columns[6].split("|"))
        offsets = columns[1:3]
        mention = Mention(
            len(draft.mentions),
            line,
            columns[4],
            types(columns[4]),
            (Span(int(offsets[0]), int(offsets[1])),) if all(map(is_offset, offsets)) else (),
            columns[3],
            concept,
            concept_ids(concept) if concept else (),
            components,
            attributes=attributes,
        )
        draft.mentions.append(mention)
        if concept is None:
            self._check_end(number, columns)
        if _UNDECODED.search(draft.rows[number]):  # reported once for the file
            draft.report("ENC001", "", number, record=mention, folded=True)
        draft.check_id(number, columns[0], mention)
        self._check_offsets(number, columns, 1, mention)

    def _ordered_mention(self, number: int, columns: list[str]) -> None:
        """Read a line of the dialect with ids: id, T-id, type, start, end, text."""
        draft = self._draft
        identifier, own, kind, start, end, surface = columns
        mention = Mention(
            len(draft.mentions),
            draft.source.line + number,
            kind,
            types(kind),
            (Span(int(start), int(end)),),
            surface,
            id=own,
        )
        draft.mentions.append(mention)
        draft.check_id(number, identifier, mention)
        self._check_offsets(number, columns, 3, mention)
        self._numbered.append(numbered(number, mention))

    def report_repeated_ids(self) -> None:
        """Report each mention that has another one's id."""
        draft = self._draft
        for slip, other in repeated_ids(self._numbered, draft.text):
            own = slip.mention.id
            start = draft.rows[slip.row].find("\t") + 1
            when = "was given before" if other.row < slip.row else "is given again"
            draft.report(
                "FMT009",
                f"annotation id {quoted(own)} {when}, at line {other.mention.line}: give this "
                "mention an id of its own",
                slip.row,
                start=start,
                end=start + len(own),
                record=slip.mention,
            )
            start = draft.rows[other.row].find("\t") + 1
            draft.relate("the other mention", other.row, start, start + len(own))

    def _check_offsets(
        self, row: int, columns: Sequence[str], first: int, mention: Mention
    ) -> None:
        """Report offsets that are no numbers, or padded; columns `first` and the next hold them."""
        starts = list(accumulate((len(column) + 1 for column in columns), initial=0))
        bad = [number for number in (first, first + 1) if not is_offset(columns[number])]
        if bad:
            column = columns[bad[0]]
            name = "start offset" if bad[0] == first else "end offset"
            shown = f"{name} {quoted(column)}" if column.strip() else f"the {name}"
            message = f"{shown} {offset_fault(column)}"
            if len(bad) > 1:
                message += f", and end offset {quoted(columns[bad[1]])} is no better"
            self._draft.report(
                "FMT003",
                f"{message}: count characters from 0",
                row,
                start=starts[bad[0]],
                end=starts[bad[-1]] + len(columns[bad[-1]]),
                record=mention,
            )
        for number in (first, first + 1):
            column = columns[number]
            if number not in bad and column != column.strip():
                name = "start" if number == first else "end"
                self._draft.report(
                    "FMT010",
                    f"{name} offset {quoted(column)} is padded with blanks: remove them",
                    row,
                    start=starts[number],
                    end=starts[number] + len(column),
                    record=mention,
                    fix=self._draft.stripped(row, starts[number], column),
                )

    def _relation(self, number: int, columns: list[str]) -> None:
        draft = self._draft
        line = draft.source.line + number
        arguments = []
        for column in columns[2:4]:
            role, target = role_and_target(column)
            arguments.append(Argument(target, "concept", role))
        attributes: tuple[Attribute, ...] = ()
        if len(columns) == 5:
            attributes = (Attribute("novelty", columns[4], line=line),)
        relation = Relation(len(draft.relations), line, columns[1], tuple(arguments), attributes)
        draft.relations.append(relation)
        draft.check_id(number, columns[0], relation)


def _is_complete(columns: Sequence[str]) -> bool:
    return 6 <= len(columns) <= 7 and is_offset(columns[1]) and is_offset(columns[2])
