"""From changed records of a brat document to edits of its files.

A record is written in the form of the line that it replaces. What hangs on it has lines of its own:
an attribute or concept identifier that changes is changed there, and the lines about an annotation
go with it. The text is changed in its own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest

from msgspec.structs import replace

from annolint import Attribute, Change, Document, Edit, Mention, Passage, Record, Relation, Span
from annolint_formats import _brat_lines as lines
from annolint_formats._brat_lines import Dependent, Words
from annolint_formats._brat_locate import all_dependents, dependents

_NUMBERED = re.compile(r"([A-Z])([0-9]{1,18})")
_LONGEST_NUMBER = 18


def rendered(document: Document, changes: Sequence[Change]) -> list[Edit]:
    """Return the edits that changes of records come to, by file and position."""
    writer = _Writer(document, changes)
    edits = [edit for change in changes for edit in writer.edits(change)]
    return sorted(dict.fromkeys(edits), key=lambda edit: (edit.file, edit.start, edit.end))


class _Writer:
    """Writes the changes of one document; it knows which numbers are free for new ids."""

    def __init__(self, document: Document, changes: Sequence[Change]) -> None:
        self._document = document
        gone = {id(change.record) for change in changes if change.replacement is None}
        records: Sequence[Mention | Relation] = (*document.mentions, *document.relations)
        self._stay = {each.id for each in records if id(each) not in gone}
        self._last: dict[str, int] = {}

    def edits(self, change: Change) -> Iterator[Edit]:
        """Yield what one change comes to."""
        old, new = change.record, change.replacement
        if old is None:
            if isinstance(new, Mention):
                yield from self._added(new)
        elif isinstance(old, Passage):
            yield from self._text(old, new)
        elif isinstance(old, Mention | Relation):
            if new is None:
                yield from self._removed(old)
            elif isinstance(new, Mention | Relation):
                yield from self._replaced(old, new)

    def _text(self, old: Passage, new: Record | None) -> Iterator[Edit]:
        """Yield the edit that changes the text: what the old and the new one share stays."""
        after = new.text if isinstance(new, Passage) else ""
        before = old.text
        head = _shared(before, after)
        tail = _shared(before[head:][::-1], after[head:][::-1])
        start = len(_encoded(before[:head]))
        end = len(_encoded(before[: len(before) - tail]))
        yield Edit(start, end, _encoded(after[head : len(after) - tail]), old.file)

    def _removed(self, old: Mention | Relation) -> Iterator[Edit]:
        yield self._without_line(old.file, old.line)
        if old.id in self._stay:
            return
        heir = self._heir(old) if isinstance(old, Mention) else None
        for each in all_dependents(self._document, old.id):
            if each.kind == "note" and heir is not None:
                yield self._in_place(each.file, each.line, _with(each, heir.id, "", each.value))
            else:
                yield self._without_line(each.file, each.line)

    def _heir(self, removed: Mention) -> Mention | None:
        """Return the mention that says the same and stays: what is noted on a copy goes there."""
        return self._staying.get((removed.type, removed.spans))

    @cached_property
    def _staying(self) -> dict[tuple[str, tuple[Span, ...]], Mention]:
        mentions = reversed(self._document.mentions)
        return {(each.type, each.spans): each for each in mentions if each.id in self._stay}

    def _without_line(self, number: int, line: int) -> Edit:
        file = self._document.files[number]
        return Edit(file.line_start(line), file.line_start(line + 1), b"", number)

    def _row(self, number: int, line: int) -> str:
        return self._document.files[number].source_line(line).rstrip("\r")

    def _in_place(self, number: int, line: int, written: str) -> Edit:
        """Return the edit that writes a line anew; its end stays."""
        start = self._document.files[number].line_start(line)
        end = start + len(_encoded(self._row(number, line)))
        return Edit(start, end, _encoded(written), number)

    def _replaced(self, old: Mention | Relation, new: Mention | Relation) -> Iterator[Edit]:
        row = self._row(old.file, old.line)
        if isinstance(old, Mention) and isinstance(new, Mention):
            yield self._in_place(old.file, old.line, _mention(row, old, new))
            if new.concept_field != old.concept_field:
                yield from self._concepts(old, new)
        elif isinstance(old, Relation) and isinstance(new, Relation):
            yield self._in_place(old.file, old.line, _relation(row, old, new))
        if new.attributes != old.attributes:
            yield from self._attributes(old, new)

    def _attributes(self, old: Mention | Relation, new: Mention | Relation) -> Iterator[Edit]:
        found = dependents(self._document, old, "attribute")
        by_place = {(each.file, each.line): each for each in found}
        kept = set()
        added = []
        for attribute in new.attributes:
            place = attribute.file, attribute.line
            if (line := by_place.get(place)) is None or place in kept:
                added.append(_attribute_line(self._next_id("A"), attribute, new.id))
                continue
            kept.add(place)
            written = _with(line, line.target, attribute.name, attribute.value)
            if written != line.row:
                yield self._in_place(line.file, line.line, written)
        for place in by_place.keys() - kept:
            yield self._without_line(*place)
        yield from self._below(new, added)

    def _concepts(self, old: Mention, new: Mention) -> Iterator[Edit]:
        """Yield what writes the identifiers of a mention: one in each line, as far as they go."""
        found = dependents(self._document, old, "concept")
        field = new.concept_field
        values: Sequence[str] = () if field is None else (field,)
        if field is not None and len(found) > 1:
            values = _divided(field, [each.value for each in found])
        added = []
        for line, value in zip_longest(found, values):
            if line is None:
                added.append(f"{self._next_id('N')}\tReference {new.id} {value}")
            elif value is None:
                yield self._without_line(line.file, line.line)
            elif value != line.value:
                yield self._in_place(line.file, line.line, _with(line, line.target, "", value))
        yield from self._below(new, added)

    def _below(self, record: Mention | Relation, rows: Sequence[str]) -> Iterator[Edit]:
        """Yield the edit that writes new lines behind the line of a record."""
        if rows:
            yield self._inserted(record.file, record.line + 1, rows)

    def _inserted(self, number: int, line: int, rows: Sequence[str]) -> Edit:
        """Return the edit that writes new lines before a line."""
        file = self._document.files[number]
        end = b"\r\n" if b"\r\n" in file.data else b"\n"
        position = file.line_start(line)
        written = [_encoded(row) for row in rows]
        if position and not file.data.startswith(b"\n", position - 1):  # the last has no end
            return Edit(position, position, b"".join(end + row for row in written), number)
        return Edit(position, position, b"".join(row + end for row in written), number)

    def _added(self, new: Mention) -> Iterator[Edit]:
        """Yield the edit that writes a new mention: behind those that begin before it."""
        before = [m for m in self._document.mentions if m.spans and m.spans[:1] <= new.spans[:1]]
        first = next(iter(self._document.mentions), None)
        named = replace(new, id=self._next_id("T"))
        rows = [f"{named.id}\t{named.type} {_offsets(named.spans)}\t{_surface(named.text)}"]
        if named.concept_field is not None:
            rows.append(f"{self._next_id('N')}\tReference {named.id} {named.concept_field}")
        rows += [_attribute_line(self._next_id("A"), each, named.id) for each in named.attributes]
        if before:
            last = max(before, key=lambda mention: (mention.file, mention.line))
            yield self._inserted(last.file, last.line + 1, rows)
        elif first is not None:
            yield self._inserted(first.file, first.line, rows)
        else:
            yield self._inserted(0, 1, rows)

    def _next_id(self, letter: str) -> str:
        if letter not in self._last:
            numbers = [0]
            for file in self._document.files[: len(self._document.files) - 1 or 1]:
                pattern = rb"(?m)^" + letter.encode() + rb"([0-9]+)"
                numbers += [
                    int(match[1][:_LONGEST_NUMBER]) for match in re.finditer(pattern, file.data)
                ]
            self._last[letter] = max(numbers)
        self._last[letter] += 1
        return f"{letter}{self._last[letter]}"


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts share at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _offsets(spans: Sequence[Span]) -> str:
    return ";".join(f"{span.start} {span.end}" for span in spans)


def _surface(text: str) -> str:
    return text.replace("\r\n", "\n").translate(lines.LINE_END)


def _mention(row: str, old: Mention, new: Mention) -> str:
    """Write a mention in the form of its line; a line of another form stays if nothing changes."""
    match = lines.MENTION.fullmatch(row)
    if match is None and new == old:
        return row
    column = match[3] if match and new.spans == old.spans else _offsets(new.spans)
    surface = match[4] if match and new.text == old.text else _surface(new.text)
    return f"{new.id}\t{new.type} {column}\t{surface}"


def _relation(row: str, old: Relation, new: Relation) -> str:
    """Write a relation in the form of its line, with the gaps that it has between the words."""
    found = lines.words(row)
    words = [_argument(argument.role, argument.target) for argument in new.arguments]
    kind = new.type
    if new.id.startswith("E") and (new.trigger or (found and found.trigger)):
        kind = f"{kind}:{new.trigger}"
    if found is None or not _is_regular(found, old) or len(words) != len(found.arguments):
        return row if new == old else f"{new.id or '*'}\t{' '.join([kind, *words])}"
    own = new.id or found.text(found.id)
    head = (found.type[0], found.trigger[1] if found.trigger else found.type[1])
    parts, position = [own, row[found.id[1] : head[0]], kind], head[1]
    for number, (start, end) in enumerate(found.arguments):
        gap = row[position:start] or (" " if kind else "")  # none where the type was lost
        stays = old.arguments[number] == new.arguments[number]
        parts += [gap, row[start:end] if stays else words[number]]
        position = end
    return "".join([*parts, row[position:]])


def _is_regular(found: Words, old: Relation) -> bool:
    """Say whether the words of a line are those of the relation that was read from it."""
    return (
        old.id in ("", found.text(found.id))
        and old.type == found.text(found.type)
        and len(old.arguments) == len(found.arguments)
    )


def _argument(role: str, target: str) -> str:
    return f"{role}:{target}" if role else target


def _attribute_line(identifier: str, attribute: Attribute, target: str) -> str:
    value = f" {attribute.value}" if attribute.value else ""
    return f"{identifier}\t{attribute.name} {target}{value}"


def _with(line: Dependent, target: str, name: str, value: str) -> str:
    """Write a line about an annotation with another target, name (unless empty) or value."""
    named, aimed, valued = line.places
    row = line.row
    if valued[0] == valued[1] == aimed[1] and value:
        value = f" {value}"
    tail = row[valued[1] :]
    head = row[: named[0]] + (name or line.name) + row[named[1] : aimed[0]]
    return head + target + row[aimed[1] : valued[0]] + value + tail


def _divided(field: str, old: Sequence[str]) -> Sequence[str]:
    """Divide a concept field among lines: as many parts as there are lines, if it has so many."""
    parts = field.split("|")
    sizes = [value.count("|") + 1 for value in old]
    if len(parts) != sum(sizes):
        return parts
    found, position = [], 0
    for size in sizes:
        found.append("|".join(parts[position : position + size]))
        position += size
    return found
