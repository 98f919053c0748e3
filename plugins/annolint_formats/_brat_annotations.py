"""The annotations of a brat document: lines to mentions, relations, and what belongs to them.

Lines that need no second look are read in `read_annotations`, which is most of the time that
reading takes. A line that is none of the known forms goes to `_brat_slips`; none is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from annolint import Argument, Edit, Fix, Mention, Relation, Safety, Span
from annolint_formats import _brat_lines as lines
from annolint_formats._brat_draft import Draft, Line, stand_in
from annolint_formats._brat_slips import TABS, Slip, slips

_COMMENT = re.compile(r"#(?![0-9]*[\t ]+[^\t ]+[\t ]+[A-Z][0-9]).*", re.DOTALL)
"""A line that begins with `#` and is no note about an annotation."""

_RECORD_START = re.compile(r"(?:[A-Z][A-Za-z]*[0-9]|[*#])[^\t]*\t")
_LONGEST = 1024 * 1024
"""Characters of a line with more than one span or two arguments: it could hold very many."""

_MOST_JOINED = 20
"""Lines that the text of one mention may be broken into."""

_UNDECODED = re.compile("[\udc80-\udcff]")


def read_annotations(draft: Draft, file: int, rows: Sequence[str]) -> None:
    """Read the lines of one annotation file; the plain mention and the plain relation come first.

    Most of the time of reading is spent in this loop, so it makes no call that it can do without.
    """
    text, mentions, relations = draft.text, draft.mentions, draft.relations
    plain_mention, plain_relation = lines.PLAIN_MENTION.fullmatch, lines.PLAIN_RELATION.fullmatch
    odd = _OddLines(draft, file, rows)
    for number, row in enumerate(rows, 1):
        kind = row[:1]
        if kind == "T":
            if match := plain_mention(row):
                own, kind, begin, after, surface = match.groups()
                start = int(begin)
                end = int(after)
                if end - start != len(surface) or text[start:end] != surface:
                    surface = odd.surface(number, surface, start, end)
                mentions.append(
                    Mention(
                        len(mentions), number, kind, (kind,), (Span(start, end),), surface,
                        id=own, file=file,
                    )
                )  # fmt: skip
                continue
        elif kind == "R" and (match := plain_relation(row)):
            own, kind, first, one, second, other = match.groups()
            arguments = (
                Argument(one, "relation" if one[:1] in ("E", "R") else "mention", first),
                Argument(other, "relation" if other[:1] in ("E", "R") else "mention", second),
            )
            relations.append(Relation(len(relations), number, kind, arguments, id=own, file=file))
            continue
        if kind:
            odd.read(number)


def _as_in_text(surface: str, covered: str) -> str:
    """Return the text at a place if a mention's text says the same with blanks for line ends."""
    blanks = surface.translate(lines.LINE_END)
    if (
        covered.translate(lines.LINE_END) == blanks
        or covered.replace("\r\n", "\n").translate(lines.LINE_END) == blanks
    ):
        return covered
    return surface


class _OddLines:
    """Reads the lines of one file that are no plain mention and no plain relation."""

    def __init__(self, draft: Draft, file: int, rows: Sequence[str]) -> None:
        self._draft = draft
        self._file = file
        self._rows = rows
        self._joined_up_to = 0

    def _line(self, number: int) -> Line:
        return Line(self._file, number, self._rows[number - 1])

    def read(self, number: int) -> None:
        """Read one line."""
        row = self._rows[number - 1]
        if number <= self._joined_up_to or not row.strip() or _COMMENT.fullmatch(row):
            return
        line = self._line(number)
        if self._known(line, row):
            return
        for slip in slips(row):
            if (read := self._meant(line, slip)) is not False:
                self._report(line, slip, read)
                return
        self._draft.lost.append(line)

    def _meant(self, line: Line, slip: Slip) -> Mention | Relation | bool:
        """Read what a line was meant to say; the record, or whether it could be read."""
        draft = self._draft
        if slip.mention is not None:
            return self._add_mention(line, *slip.mention)
        if slip.row:
            before = len(draft.mentions), len(draft.relations)
            if not self._known(line, slip.row):
                return False
            if len(draft.mentions) > before[0]:
                return draft.mentions[-1]
            return draft.relations[-1] if len(draft.relations) > before[1] else True
        return True

    def _report(self, line: Line, slip: Slip, read: Mention | Relation | bool) -> None:
        fix = None
        if slip.edits:
            edits = tuple(self._draft.edit(line, *edit) for edit in slip.edits)
            fix = Fix(edits, Safety.SAFE if slip.code == "FMT010" else Safety.UNSAFE)
        record = stand_in(line) if isinstance(read, bool) else read
        self._draft.report(slip.code, slip.message, line, *slip.place, record=record, fix=fix)

    def _known(self, line: Line, row: str) -> bool:
        """Read a line if it has one of the forms that lines have."""
        draft = self._draft
        if len(row) > _LONGEST:
            return False
        if found := lines.dependent(row, line.file, line.number):
            draft.dependents.append(found)
            return True
        if row[:1] in ("R", "E", "*"):
            return self._relation(line, row)
        return row[:1] not in ("A", "M", "N", "#") and self._mention(line, row)

    def _mention(self, line: Line, row: str) -> bool:
        """Read a mention with several spans, or whose text holds tabs."""
        match = lines.MENTION.fullmatch(row)
        if match is None:
            return False
        own, kind, column, surface = match.groups()
        draft = self._draft
        fault = ""
        covered = self._covered(column) if "\t" in surface else surface
        if surface != covered and _as_in_text(surface, covered) != covered:
            kept, _, rest = surface.partition("\t")
            if not rest.strip():
                fault = "a tab stands behind the text of the mention: remove it"
            else:
                fault = "more columns follow the text of the mention: remove them"
            end = match.start(4) + len(kept)
            surface = kept
        mention = self._add_mention(line, own, kind, column, surface)
        if fault:
            safety = Safety.UNSAFE if rest.strip() else Safety.SAFE
            fix = Fix((draft.edit(line, end, len(row), ""),), safety) if row == line.row else None
            draft.report("FMT002", fault, line, end, record=mention, fix=fix)
        return True

    def _covered(self, column: str) -> str:
        text = self._draft.text
        return " ".join(text[span.start : span.end] for span in lines.spans(column))

    def _add_mention(self, line: Line, own: str, kind: str, column: str, surface: str) -> Mention:
        draft = self._draft
        if column and surface != (covered := self._covered(column)):
            surface = _as_in_text(surface, covered)
        mention = Mention(
            len(draft.mentions),
            line.number,
            kind,
            (kind,) if kind else (),
            lines.spans(column) if column else (),
            surface,
            id=own,
            file=line.file,
        )
        draft.mentions.append(mention)
        return mention

    def _relation(self, line: Line, row: str) -> bool:
        """Read a relation, an event or an equivalence."""
        draft = self._draft
        found = lines.words(row)
        if found is None or (len(found.arguments) == 0 and found.trigger is None):
            return False
        arguments = []
        bare = ""
        is_equivalence = row.startswith("*")
        for place in found.arguments:
            word = found.text(place)
            role, target = ("", word) if is_equivalence else lines.role_and_target(word)
            if not (role or is_equivalence):
                bare = bare or word
            kind = "relation" if lines.names_relation(target) else "mention"
            arguments.append(Argument(target, kind, role))  # type: ignore[arg-type] # as above
        relation = Relation(
            len(draft.relations),
            line.number,
            found.text(found.type),
            tuple(arguments),
            trigger=found.text(found.trigger) if found.trigger else "",
            id="" if is_equivalence else found.text(found.id),
            file=line.file,
        )
        draft.relations.append(relation)
        if row == line.row and (tabs := list(TABS.finditer(row, found.id[1] + 1))):
            message = "tabs stand where blanks belong: put blanks there"
            edits = tuple(draft.edit(line, *each.span(), " ") for each in tabs)
            fix = Fix(edits, Safety.UNSAFE)
            draft.report("FMT002", message, line, *tabs[0].span(), record=relation, fix=fix)
        if found.trigger and not relation.trigger:
            message = "the trigger of the event is missing: write its id behind the colon"
            draft.report("FMT002", message, line, *found.trigger, record=relation)
        if bare:
            start = row.find(bare, found.type[1])
            message = f"argument '{bare}' has no role: write it before a colon, as in Arg1:{bare}"
            draft.report("FMT002", message, line, start, start + len(bare), record=relation)
        return True

    def surface(self, number: int, surface: str, start: int, end: int) -> str:
        """Return the text of a mention that is not to the letter what stands at its place.

        Where it has a line break in it, the next lines have the rest, which is reported.
        """
        text, size = self._draft.text, end - start
        if len(surface) <= size <= 2 * len(surface):  # CRLF may be one blank
            found = _as_in_text(surface, text[start:end])
            if found is not surface:
                return found
        rows = self._rows[number : number + _MOST_JOINED] if len(surface) < size else ()
        whole = surface
        for last, row in enumerate(rows, number + 1):
            if _RECORD_START.match(row) or len(whole) >= size:
                break
            whole = f"{whole}\n{row}"
            if len(whole) == size and _as_in_text(whole, text[start:end]) == text[start:end]:
                self._report_broken(number, last)
                return text[start:end]
        return surface

    def _report_broken(self, number: int, last: int) -> None:
        draft = self._draft
        self._joined_up_to = last
        edits = []
        for each in range(number, last):
            line = self._line(each)
            end = draft.edit(line, len(line.row), len(line.row), " ")
            after = draft.edit(self._line(each + 1), 0, 0, "")
            edits.append(Edit(end.start, after.start, end.data, end.file))
        message = (
            f"this is the rest of the text of the mention at line {number}: write a blank for "
            "the line break"
        )
        draft.report("FMT001", message, self._line(number + 1), fix=Fix(tuple(edits)))


def report_undecodable(draft: Draft, file: int, rows: Sequence[str]) -> None:
    """Mark the records of a file whose bytes are no UTF-8; the file as a whole is reported."""
    for record in draft.records():
        if record.file == file and _UNDECODED.search(rows[record.line - 1]):
            line = Line(file, record.line, rows[record.line - 1])
            draft.report("ENC001", "", line, record=record, folded=True)
