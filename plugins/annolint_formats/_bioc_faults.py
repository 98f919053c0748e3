"""What is wrong with a BioC document beyond what rules see: offsets, ids, texts, suppressions.

XML and JSON share it. It is asked only about documents in which something may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from annolint import (
    Edit,
    Fix,
    Ignore,
    Mention,
    Problem,
    Record,
    Relation,
    SourceFile,
    parse_ignore,
    quoted,
)
from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._bioc_documents import Draft, has_own_text
from annolint_formats._bioc_files import MANY, kind_of
from annolint_formats._bioc_infons import SUPPRESSION, shown
from annolint_formats._bioc_offsets import length, number
from annolint_formats._bioc_places import View
from annolint_formats._fields import offset_fault

_PADDING = " \t\r\n"


class Oddity(msgspec.Struct, frozen=True):
    """Something that stands in a document and is not BioC.

    `record` is the first byte of the annotation or relation that it stands in, else -1.
    """

    message: str
    start: int
    end: int
    record: int = -1


class Faults:
    """Collects the problems of one document.

    Args:
        file: The bytes of the document.
        made: Its records.
        see: Gives the document with its places; a document without faults is not asked for them.
        write: Says how a text is written in the place of a value.
    """

    def __init__(
        self,
        file: SourceFile,
        made: Draft,
        see: Callable[[], View],
        write: Callable[[layout.Value, str], bytes],
    ) -> None:
        self._file = file
        self._made = made
        self._see = see
        self._write = write
        self._problems: list[Problem] = []
        self._kinds: dict[tuple[str, bool], list[int]] = {}
        self.ignores: list[Ignore] = []

    def report(
        self,
        code: str,
        message: str,
        place: tuple[int, int],
        record: Record | None = None,
        *,
        folded: bool = False,
        covers_document: bool = False,
        related: Sequence[tuple[str, tuple[int, int]]] = (),
        fix: Fix | None = None,
    ) -> None:
        """Report a fault at bytes of the document."""
        kind = kind_of(code, message), folded
        alike = self._kinds.setdefault(kind, [])
        alike.append(len(self._problems))
        # Where one speaks for many, nobody asks where each of them is.
        many = len(alike) > MANY + 1
        self._problems.append(
            Problem(
                code,
                message,
                self._problems[alike[0]].place if many else self._file.place(*place),
                record,
                covers_document,
                folded,
                related=tuple([(what, self._file.place(*other)) for what, other in related]),
                fix=fix,
            )
        )

    def problems(self) -> tuple[Problem, ...]:
        """Return what was reported, in order; many of one kind once."""
        for (_, folded), positions in self._kinds.items():
            if folded:
                continue
            if len(positions) <= MANY:
                continue
            first, *others = positions
            for position in others:
                self._problems[position] = msgspec.structs.replace(
                    self._problems[position], folded=True
                )
            problem = self._problems[first]
            message = f"{problem.message}; so it is at {len(others)} more places in the document"
            fix = _joined([self._problems[position].fix for position in positions])
            self._problems[first] = msgspec.structs.replace(problem, message=message, fix=fix)
        return tuple(sorted(self._problems, key=lambda problem: problem.place))

    def check(self, said: parts.Document) -> None:
        """Find what is wrong with a document."""
        self._check_id(said)
        self._check_passages(said)
        if self._made.doubtful:
            self._check_locations()
        if _repeat([mention.id for mention in self._made.mentions]):
            self._check_ids(said, is_mention=True)
        if _repeat([relation.id for relation in self._made.relations]):
            self._check_ids(said, is_mention=False)
        if self._made.suppresses or SUPPRESSION in said.infons:
            self._read_suppressions(said)

    def report_oddities(self, oddities: Iterable[Oddity]) -> None:
        """Report what is not BioC; what it is in is then not looked at too closely."""
        records: dict[int, Record] = {}
        seen = self._see()
        for mention, annotation in zip(self._made.mentions, seen.annotations, strict=True):
            records[annotation.placed.start] = mention
        for relation, each in zip(self._made.relations, seen.relations, strict=True):
            records[each.placed.start] = relation
        for odd in oddities:
            place = odd.start, odd.end
            record = records.get(odd.record)
            self.report("FMT001", odd.message, place, record)
            if record is not None:  # what follows from it is no news
                self.report("FMT002", "", place, record, folded=True)

    # The document and its passages.

    def _check_id(self, said: parts.Document) -> None:
        identifier = shown(said.id)
        value = self._see().placed.id if identifier != identifier.strip() else None
        if value is not None and identifier.strip():
            message = f"document id {quoted(identifier)} is padded with blanks: remove them"
            fix = self._fix(value, identifier.strip())
            self.report("FMT010", message, (value.start, value.end), fix=fix)

    def _check_passages(self, said: parts.Document) -> None:
        for index, passage in enumerate(said.passages):
            record = self._made.passages[index]
            if record.offset is None:
                placed = self._see().placed.passages[index]
                self._bad_offset("passage", passage.offset, placed, record)
            for sentence_number, sentence in enumerate(passage.sentences):
                if record.sentences[sentence_number].offset is None:
                    place = self._see().placed.passages[index].sentences[sentence_number]
                    self._bad_offset("sentence", sentence.offset, place, record)
        if not any(_has_text(passage) for passage in said.passages):
            whole = self._see().placed
            message = "the document has no text: add the text of its passages"
            self.report("FMT006", message, (whole.start, whole.end), covers_document=True)
            return
        for index, passage in enumerate(said.passages):
            if not _has_text(passage) and (passage.annotations or passage.sentences):
                self._textless(index)

    def _bad_offset(
        self,
        what: str,
        raw: Any,
        placed: layout.Passage | layout.Sentence,
        record: Record,
    ) -> None:
        if raw is None or placed.offset is None:
            message = f"the {what} has no offset: write that of its first character"
            self.report("FMT003", message, (placed.start, placed.end), record)
            return
        fault = offset_fault(shown(raw))
        message = (
            f"the offset {quoted(shown(raw))} of the {what} {fault}: count characters from the "
            "beginning of the document, from 0"
        )
        self.report("FMT003", message, (placed.offset.start, placed.offset.end), record)

    def _textless(self, index: int) -> None:
        seen = self._see()
        placed = seen.placed.passages[index]
        held = [n for n, each in enumerate(seen.annotations) if each.owner.passage == index]
        if not held:
            return
        message = "the passage has annotations but no text: add the text that they stand in"
        self.report("FMT006", message, (placed.start, placed.end), self._made.mentions[held[0]])
        for number_of_mention in held[1:]:
            mention = self._made.mentions[number_of_mention]
            self.report("FMT006", "", (placed.start, placed.end), mention, folded=True)

    # Locations.

    def _check_locations(self) -> None:
        for index in dict.fromkeys(self._made.doubtful):
            annotation = self._see().annotations[index]
            for said, placed in zip(
                annotation.said.locations, annotation.placed.locations, strict=True
            ):
                mention = self._made.mentions[index]
                self._check_number("offset", said.offset, placed, placed.offset, mention)
                self._check_number("length", said.length, placed, placed.length, mention)

    def _check_number(
        self,
        what: str,
        raw: Any,
        location: layout.Location,
        value: layout.Value | None,
        mention: Mention,
    ) -> None:
        read = number(raw) if what == "offset" else length(raw)
        text = "" if raw is None else shown(raw)
        place = (location.start, location.end) if value is None else (value.start, value.end)
        if read is None:
            counted = "count characters from 0"
            if what == "length":
                counted = "count the characters of the mention"
            subject = f"{what} {quoted(text)}" if text.strip() else f"the {what}"
            self.report("FMT003", f"{subject} {offset_fault(text)}: {counted}", place, mention)
        elif value is not None and text != text.strip(_PADDING):
            message = f"{what} {quoted(text)} is padded with blanks: remove them"
            self.report("FMT010", message, place, mention, fix=self._fix(value, text.strip()))

    def _fix(self, value: layout.Value, text: str) -> Fix:
        return Fix((Edit(value.start, value.end, self._write(value, text)),))

    # Ids.

    def _check_ids(self, said: parts.Document, *, is_mention: bool) -> None:
        """Report each id that was given before, within the scope in which it may be referred to."""
        walk = parts.all_annotations if is_mention else parts.all_relations
        owners = [owner.passage for owner, found in walk(said) for _ in found]
        mentions, relations = self._made.mentions, self._made.relations
        records: Sequence[Mention | Relation] = mentions if is_mention else relations
        if _is_numbered_by_passage(said, [(o, r.id) for o, r in zip(owners, records, strict=True)]):
            scopes = owners
        else:
            scopes = [0] * len(owners)
        first: dict[tuple[int, str], Mention | Relation] = {}
        for scope, record in zip(scopes, records, strict=True):
            if record.id and (other := first.setdefault((scope, record.id), record)) is not record:
                self._repeated(other, record, is_mention=is_mention)

    def _repeated(
        self, other: Mention | Relation, record: Mention | Relation, *, is_mention: bool
    ) -> None:
        seen = self._see()
        places = []
        for each in (other, record):
            placed = (seen.annotations if is_mention else seen.relations)[each.index].placed
            value = placed.id
            places.append((placed.start, placed.end) if value is None else (value.start, value.end))
        at = self._file.place(*places[0])
        where = f"line {at.line}"
        if at.line == self._file.place(*places[1]).line:
            where = f"column {at.column}"
        what, noun = ("annotation", "mention") if is_mention else ("relation", "relation")
        self.report(
            "FMT009",
            f"{what} id {quoted(record.id)} was given before, at {where}: give this {noun} an id "
            "of its own",
            places[1],
            record,
            related=((f"the other {noun}", places[0]),),
        )

    # Suppressions.

    def _read_suppressions(self, said: parts.Document) -> None:
        seen, made = self._see(), self._made
        self._read_suppression(said.infons, seen.placed.infons, None)
        for index, passage in enumerate(said.passages):
            placed = seen.placed.passages[index]
            self._read_suppression(passage.infons, placed.infons, made.passages[index])
        for mention, annotation in zip(made.mentions, seen.annotations, strict=True):
            self._read_suppression(annotation.said.infons, annotation.placed.infons, mention)
        for relation, each in zip(made.relations, seen.relations, strict=True):
            self._read_suppression(each.said.infons, each.placed.infons, relation)

    def _read_suppression(
        self, said: parts.Infons, placed: tuple[layout.Infon, ...], record: Record | None
    ) -> None:
        if SUPPRESSION not in said:
            return
        infon = layout.infon(placed, SUPPRESSION)
        assert infon is not None  # noqa: S101 - it was read
        place = infon.value.start, infon.value.end
        read = parse_ignore(shown(said[SUPPRESSION]))
        if read is None:
            message = (
                f"infon '{SUPPRESSION}' says nothing that annolint understands: write "
                "ignore[CODE] and the reason"
            )
            self.report("FMT001", message, place)
        else:
            self.ignores.append(Ignore(*read, self._file.place(*place), record))


def _repeat(ids: Iterable[str]) -> bool:
    given = [identifier for identifier in ids if identifier]
    return len(set(given)) < len(given)


def _joined(fixes: Iterable[Fix | None]) -> Fix | None:
    """Return one fix that does what all of them do; None if one of the faults has none."""
    changes: list[Any] = []
    for fix in fixes:
        if fix is None:
            return None
        changes += fix.changes
    return Fix(tuple(changes))


def _has_text(passage: parts.Passage) -> bool:
    if has_own_text(passage):
        return passage.text is not None
    return True


def _is_numbered_by_passage(said: parts.Document, owned: Sequence[tuple[int, str]]) -> bool:
    """Say whether ids are numbered anew in each passage, so that one may stand in several.

    They are where relations stand in passages, which name what stands in the same one. Where
    nothing names them, most ids of a passage stand in an earlier one as well.
    """
    if said.relations:
        return False
    if any(True for _ in parts.all_relations(said)):
        return True
    ids: dict[int, set[str]] = {}
    for passage, identifier in owned:
        ids.setdefault(passage, set()).add(identifier)
    seen: set[str] = set()
    shared = others = 0
    for own in ids.values():
        if seen:
            shared += len(own & seen)
            others += len(own - seen)
        seen |= own
    return shared > 1 and shared > others
