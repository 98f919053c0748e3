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

from annolint import Argument, Attribute, Mention, Passage, Relation, Span, Token, quoted
from annolint_formats._exports_units import Counted, Unit, counted

Path: TypeAlias = tuple[str | int, ...]
"""The way from an element to a value in it: keys of objects and numbers of items."""

Kind: TypeAlias = Literal["mention", "relation"]

_REMEDY = "count characters from 0"
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
        self.counted: Counted | None = counted(text, unit)
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
        self, start: Any, end: Any, path: Path, names: tuple[str | int, str | int]
    ) -> tuple[Span, ...]:
        """Return the span of offsets as the file has them; none, and a fault, if they are none.

        `path` leads to what holds the two offsets, `names` are those of start and end there. A
        fault is one of the mention that is added next.
        """
        if type(start) is int and type(end) is int and start >= 0 and end >= 0:
            if self.counted is None:
                return (Span(start, end),)
            first, last = self.counted.character(start), self.counted.character(end)
            if first is not None and last is not None:
                return (Span(first, last),)
            name, number, value = ("start", 0, start) if first is None else ("end", 1, end)
            message = f"{name} offset {value} lies inside of a character: {_REMEDY}"
        else:
            wrong = [
                (name, number, value)
                for number, (name, value) in enumerate((("start", start), ("end", end)))
                if type(value) is not int or value < 0
            ]
            name, number, value = wrong[0]
            other = ""
            if len(wrong) == 2:
                other = f", and {wrong[1][0]} offset {shown(wrong[1][2])} is no better"
            if start is None and end is None:
                message = f"both offsets are missing: {_REMEDY}"
            else:
                message = f"{name} offset {_offset_fault(value)}{other}: {_REMEDY}"
        index = len(self.mentions)
        self.faults.append(Fault("FMT003", message, (*path, names[number]), ("mention", index)))
        return ()

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
                types if types is not None else (name,) if name else (),
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

    def check_ids(self, step: str = "id") -> None:
        """Report mentions with the id of another one."""
        known: dict[str, int] = {}
        for mention in self.mentions:
            first = known.setdefault(mention.id, mention.index) if mention.id else mention.index
            if first != mention.index:
                self.faults.append(
                    Fault(
                        "FMT009",
                        f"annotation id {quoted(mention.id)} was given before: give this mention "
                        "an id of its own",
                        (*self.mention_paths[mention.index], step),
                        ("mention", mention.index),
                        (("the first of them", (*self.mention_paths[first], step)),),
                    )
                )


def items(draft: Draft, value: Any, path: Path, what: str) -> Sequence[Any]:
    """Return an array, or nothing: None is none, and anything else is a fault."""
    if type(value) is list:
        return value
    if value is not None:
        draft.fault("FMT001", f"{what} are {shown(value)}: they must be an array", path)
    return ()


def string(value: Any) -> str:
    """Return an id or a type as text: None is empty, a number its digits."""
    if type(value) is str:
        return value
    return "" if value is None else shown(value)


def shown(value: Any) -> str:
    """Write a value for a message."""
    if isinstance(value, str):
        return quoted(value, _MOST_SHOWN)
    if isinstance(value, dict | list) and value:
        return "{…}" if isinstance(value, dict) else "[…]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def attributes(pairs: Iterable[tuple[str, Any]], line: int) -> tuple[Attribute, ...]:
    """Return attributes of names and values."""
    return tuple(
        Attribute(name, string(value), line=line, index=index)
        for index, (name, value) in enumerate(pairs)
    )


def _offset_fault(value: Any) -> str:
    if value is None:
        return "is missing"
    if type(value) is int:
        return f"{shown(value)} is negative"
    if isinstance(value, str) and value.strip().isdecimal():
        return f'"{value}" is a string: write it without quotation marks, and'
    return f"{shown(value)} is no whole number"
