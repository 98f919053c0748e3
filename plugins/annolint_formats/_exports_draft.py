"""What a dialect makes of one element, before it is a document: records, and where they stand.

Each record stands beside the path of its value in the element. Faults name paths too; places are
worked out of them only when there are any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from annolint import Argument, Mention, Passage, Relation, Span, Token, quoted
from annolint_formats._exports_units import Counting, Unit, counted

Path: TypeAlias = tuple[str | int, ...]
"""The way from an element to a value in it: keys of objects and numbers of items."""

Kind: TypeAlias = Literal["mention", "relation"]

_MOST_SHOWN = 40
_NUMBER = re.compile(r"[0-9]{1,18}\Z")


class Misfit(Exception):  # noqa: N818 - it is what is wrong with the data, not with annolint
    """An element is no document of the dialect."""

    def __init__(self, code: str, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path


class Fault(msgspec.Struct, frozen=True):
    """Something that is wrong in a document: at a path, and with a record, where there is one."""

    code: str
    message: str
    path: Path
    record: tuple[Kind, int] | None = None
    related: tuple[tuple[str, Path], ...] = ()


class Draft:
    """What a dialect makes of one element, or of a part of it.

    Attributes:
        text: The text of the document.
        line: The line in which the element begins; records that begin in later lines get theirs
            afterwards.
        counted: How offsets count, where they do not count characters.
        id: The id that the file gives, else empty.
        label: What the document is called where it has no id; empty for its number.
        array: The path of the array in which new mentions go.
        part: The number of the part of the element that the document is; None for all of it.
    """

    __slots__ = (
        "array",
        "counted",
        "faults",
        "id",
        "id_path",
        "label",
        "line",
        "mention_paths",
        "mentions",
        "part",
        "passage_paths",
        "passages",
        "relation_paths",
        "relations",
        "text",
        "token_paths",
        "tokens",
    )

    def __init__(self, text: str, path: Path, line: int, unit: Unit) -> None:
        self.text = text
        self.line = line
        self.counted: Counting | None = counted(text, unit)
        self.id = self.label = ""
        self.id_path: Path = ()
        self.part: int | None = None
        self.array: Path = ()
        self.passages: Sequence[Passage] = (Passage(0, line, "text", 0, text),)
        self.passage_paths: Sequence[Path] = (path,)
        self.tokens: list[Token] = []
        self.token_paths: list[Path] = []
        self.mentions: list[Mention] = []
        self.mention_paths: list[Path] = []
        self.relations: list[Relation] = []
        self.relation_paths: list[Path] = []
        self.faults: list[Fault] = []

    def fault(
        self, code: str, message: str, path: Path, related: tuple[tuple[str, Path], ...] = ()
    ) -> None:
        """Take down a fault of the document."""
        self.faults.append(Fault(code, message, path, related=related))

    def spans(
        self,
        start: Any,
        end: Any,
        path: Path,
        names: tuple[str | int, str | int],
        text: Any = None,
    ) -> tuple[Span, ...]:
        """Return the span of offsets as the file has them; none, and a fault, if they are none.

        `path` leads to what holds the two offsets, `names` are those of start and end there. A
        fault is one of the mention that is added next. An offset inside of a character is one
        where no text of the mention tells what is meant.
        """
        if type(start) is int and type(end) is int and start >= 0 and end >= 0:
            counts = self.counted
            if counts is None:
                return (Span(start, end),)
            is_start, is_end = counts.is_edge(start), counts.is_edge(end)
            if (is_start and is_end) or type(text) is str:
                return (Span(counts.start(start), counts.end(end)),)
            what, number, value = ("end", 1, end) if is_start else ("start", 0, start)
            message = f"{what} offset {value} lies inside of a character: count anew"
        else:
            number, message = _offsets_fault(start, end)
        index = len(self.mentions)
        self.faults.append(Fault("FMT003", message, (*path, names[number]), ("mention", index)))
        return ()

    def marked(
        self,
        path: Path,
        kind: Any,
        start: Any,
        end: Any,
        names: tuple[str | int, str | int],
        where: Path | None = None,
        identifier: str = "",
    ) -> None:
        """Add a mention that has nothing besides its offsets, its type and perhaps an id.

        Most are such, and of these there are very many; so this is one step. `where` leads to what
        holds the offsets if that is not the record itself.
        """
        if (
            self.counted is None
            and type(start) is int
            and type(end) is int
            and start >= 0
            and end >= 0
            and type(kind) is str
            and kind
            and kind.strip() == kind
        ):
            mentions = self.mentions
            mentions.append(
                Mention(
                    len(mentions),
                    self.line,
                    kind,
                    (kind,),
                    (Span(start, end),),
                    self.text[start:end],
                    None,
                    (),
                    (),
                    (),
                    (),
                    identifier,
                )
            )
            self.mention_paths.append(path)
        else:
            spans = self.spans(start, end, path if where is None else where, names)
            self.mention(path, kind, spans, id=identifier)

    def offset(self, character: int) -> int:
        """Return the offset that the file writes for a character."""
        return character if self.counted is None else self.counted.offset(character)

    def covered(self, spans: Sequence[Span]) -> str:
        """Return what stands at spans, for a dialect that writes no texts of mentions."""
        if len(spans) == 1:
            span = spans[0]
            return self.text[span.start : span.end]
        return " ".join([self.text[span.start : span.end] for span in spans])

    def mention(
        self,
        path: Path,
        kind: Any,
        spans: tuple[Span, ...],
        text: Any = None,
        types: tuple[str, ...] | None = None,
        **more: Any,
    ) -> None:
        """Add a mention; without a text of its own it has the one at its spans."""
        name = kind if type(kind) is str else string(kind)
        self.mentions.append(
            Mention(
                len(self.mentions),
                self.line,
                name,
                types if types is not None else (name.strip(),) if name.strip() else (),
                spans,
                text if type(text) is str else self.covered(spans),
                **more,
            )
        )
        self.mention_paths.append(path)

    def relation(self, path: Path, kind: Any, arguments: Iterable[Argument], **more: Any) -> None:
        """Add a relation."""
        self.relations.append(
            Relation(len(self.relations), self.line, string(kind), tuple(arguments), **more)
        )
        self.relation_paths.append(path)

    def no_record(self, what: str, value: Any, path: Path, wanted: str) -> None:
        """Report a value that should be a record."""
        self.fault("FMT001", f"{what} {shown(value)} is no {wanted}: correct or remove it", path)

    def next_number(self, number: int) -> int:
        """Return a number for the n-th new mention: behind those of all ids that have one."""
        digits = [match[0] for each in self.mentions if (match := _NUMBER.search(each.id))]
        return max(map(int, digits), default=0) + number

    def check_ids(self) -> None:
        """Report mentions with the id of another one, and relations likewise."""
        self._check_ids("mention", self.mentions, self.mention_paths)
        self._check_ids("relation", self.relations, self.relation_paths)

    def _check_ids(
        self, kind: Kind, records: Sequence[Mention | Relation], paths: Sequence[Path]
    ) -> None:
        known: dict[str, int] = {}
        for record in records:
            first = known.setdefault(record.id, record.index) if record.id else record.index
            if first != record.index:
                self.faults.append(
                    Fault(
                        "FMT009",
                        f"annotation id {quoted(record.id)} was given before: give this {kind} an "
                        "id of its own",
                        (*paths[record.index], "id"),
                        (kind, record.index),
                        (("the first of them", (*paths[first], "id")),),
                    )
                )


def items(draft: Draft, value: Any, path: Path, what: str) -> Sequence[Any]:
    """Return an array, or nothing: None is none, and anything else is a fault."""
    if type(value) is list:
        return value
    if value is not None:
        draft.fault("FMT001", f"{what} are {shown(value)}: they must be an array", path)
    return ()


def listed(value: Any) -> Sequence[Any]:
    """Return an array, or nothing; what is no array was reported before, or is no concern here."""
    return value if type(value) is list else ()


def string(value: Any) -> str:
    """Return an id or a type as text: None is empty, a number its digits."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    return str(value) if type(value) is int else shown(value)


def shown(value: Any) -> str:
    """Write a value for a message."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _offsets_fault(start: Any, end: Any) -> tuple[int, str]:
    """Return which of two offsets is wrong first, from 0, and what is wrong with them."""
    wrong = [
        (number, name, value)
        for number, (name, value) in enumerate((("start", start), ("end", end)))
        if type(value) is not int or value < 0
    ]
    (number, name, value), *others = wrong
    if start is None and end is None:
        return number, "both offsets are missing: count characters from 0"
    what = f"{name} offset {_offset_fault(value)}"
    if others:
        what += f", and end offset {shown(end)} is no better"
    if all(isinstance(each, str) and each.strip().isdecimal() for _, _, each in wrong):
        return number, f"{what}: write numbers without quotation marks"
    return number, f"{what}: count characters from 0"


def _offset_fault(value: Any) -> str:
    if value is None:
        return "is missing"
    if type(value) is int:
        return f"{shown(value)} is negative"
    if isinstance(value, str) and value.strip().isdecimal():
        return f"{shown(value)} is a string"
    return f"{shown(value)} is no whole number"
