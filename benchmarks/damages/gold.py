"""Gold documents: clean PubTator blocks, read by the letter of the format and nothing else.

The reader here is small on purpose and takes only what is regular (one title, one abstract, rows
that begin with the document's id); it is the tester's own, so that a fault of annolint's reader
cannot hide itself. Knows no damage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

Row = tuple[str, ...]

ID, START, END, TEXT, TYPE, CONCEPT, PARTS = range(7)
"""Columns of a mention."""

RELATION_TYPE, FIRST, SECOND, NOVELTY = range(1, 5)
"""Columns of a relation after the document id."""


@dataclass(frozen=True)
class Mention:
    """A mention line: where it stands in the block, and what it says."""

    line: int
    row: Row

    @property
    def start(self) -> int:
        """Its first offset."""
        return int(self.row[START])

    @property
    def end(self) -> int:
        """Its second offset."""
        return int(self.row[END])

    @property
    def text(self) -> str:
        """Its surface form."""
        return self.row[TEXT]

    @property
    def type(self) -> str:
        """Its type."""
        return self.row[TYPE]

    @property
    def concept(self) -> str:
        """Its concept field; empty when there is none."""
        return self.row[CONCEPT] if len(self.row) > CONCEPT else ""


@dataclass(frozen=True)
class Relation:
    """A relation line."""

    line: int
    row: Row


@dataclass(frozen=True)
class Document:
    """A block: title, abstract, and the columns of every further line."""

    id: str
    title: str
    abstract: str
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """Title, one character, abstract: what offsets count."""
        return f"{self.title}\n{self.abstract}"

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the block."""
        texts = (f"{self.id}|t|{self.title}", f"{self.id}|a|{self.abstract}")
        return texts + tuple("\t".join(row) for row in self.rows)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The mention lines, as they come."""
        return tuple(
            Mention(number, row) for number, row in enumerate(self.rows, 2) if is_mention(row)
        )

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relation lines, as they come."""
        return tuple(
            Relation(number, row) for number, row in enumerate(self.rows, 2) if not is_mention(row)
        )

    @property
    def meanings(self) -> tuple[Row, ...]:
        """The rows without the offsets of mentions, and with single blanks in their texts."""
        return tuple(
            (row[ID], " ".join(row[TEXT].split()), *row[TYPE:]) if is_mention(row) else row
            for row in self.rows
        )

    @cached_property
    def covered(self) -> frozenset[int]:
        """The offsets that stand in a mention."""
        return frozenset(offset for each in self.mentions for offset in range(each.start, each.end))

    def with_text(self, text: str, rows: Iterable[Row] | None = None) -> Document:
        """Return the document with another text, whose first line is the title."""
        title, _, abstract = text.partition("\n")
        return replace(
            self, title=title, abstract=abstract, rows=self.rows if rows is None else tuple(rows)
        )

    def inserted(self, at: int, piece: str) -> Document:
        """Return the document with a piece more in its text, and all offsets still right.

        A mention around the place takes the piece in; one that starts there moves.
        """
        text = self.text[:at] + piece + self.text[at:]
        return self.with_text(text, self._moved(text, at, len(piece)))

    def replaced(self, start: int, end: int, piece: str) -> Document:
        """Return the document with a stretch of its text replaced, and all offsets still right.

        No mention may begin or end inside the stretch.
        """
        text = self.text[:start] + piece + self.text[end:]
        return self.with_text(text, self._moved(text, start, start + len(piece) - end))

    def _moved(self, text: str, at: int, by: int) -> Iterator[Row]:
        for row in self.rows:
            if not is_mention(row):
                yield row
                continue
            first, last = int(row[START]), int(row[END])
            first += by if first >= at and last > at else 0
            last += by if last > at else 0
            surface = text[first:last].replace("\n", " ")
            yield (row[ID], str(first), str(last), surface, *row[TYPE:])

    def renamed(self, identifier: str) -> Document:
        """Return the document under another id."""
        rows = tuple((identifier, *row[1:]) for row in self.rows)
        return replace(self, id=identifier, rows=rows)

    def without(self, lines: Iterable[int]) -> Document:
        """Return the document without some of its annotation lines."""
        gone = frozenset(lines)
        rows = tuple(row for number, row in enumerate(self.rows, 2) if number not in gone)
        return replace(self, rows=rows)


def is_mention(row: Sequence[str]) -> bool:
    """Tell a mention from a relation: whole numbers as offsets, and columns enough."""
    return len(row) > TYPE and row[START].isdecimal() and row[END].isdecimal()


def read(path: Path) -> list[Document]:
    """Read the regular documents of a file; others are left out."""
    try:
        return parsed(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return []


def parsed(text: str) -> list[Document]:
    """Read the regular documents of a text, each id once."""
    found: dict[str, Document] = {}
    for block in text.replace("\r\n", "\n").split("\n\n"):
        document = _document([line for line in block.split("\n") if line])
        if document is not None:
            found.setdefault(document.id, document)
    return list(found.values())


def _document(lines: list[str]) -> Document | None:
    identifier, mark, title = lines[0].partition("|t|") if lines else ("", "", "")
    start = f"{identifier}|a|"
    if not mark or len(lines) < 2 or not lines[1].startswith(start):
        return None
    rows = tuple(tuple(line.split("\t")) for line in lines[2:])
    document = Document(identifier, title, lines[1].removeprefix(start), rows)
    joined = f"{title} {document.abstract}"
    regular = all(
        row[0] == identifier and len(row) in (range(5, 8) if is_mention(row) else (4, 5))
        for row in rows
    )
    fitting = all(joined[each.start : each.end] == each.text for each in document.mentions)
    return document if regular and fitting else None


def textual(files: Mapping[str, bytes]) -> list[bytes]:
    """Return the title and abstract lines of files."""
    lines = (
        line.removesuffix(b"\r") for content in files.values() for line in content.split(b"\n")
    )
    return [line for line in lines if line.split(b"|", 2)[1:2] in ([b"t"], [b"a"])]


def covers_gold(repaired: bytes, gold: bytes) -> bool:
    """Say whether a repaired file has the annotations of the gold, each mention at its text.

    Only offsets and white space may be others: they follow the text, which is not that of the gold.
    """
    now, then = (parsed(content.decode("utf-8", "replace")) for content in (repaired, gold))
    # Only documents are read in which every mention stands at its text.
    return [(each.id, each.meanings) for each in now] == [(each.id, each.meanings) for each in then]


def joined(documents: Iterable[Document]) -> str:
    """Write documents as a file: a blank line after each."""
    return "".join("\n".join(each.lines) + "\n\n" for each in documents)
