"""The bracket notation in which rules write their examples, as a format of its own.

`[surface](Type)` is a mention, `[surface](Type ID)` one with concept identifiers; brackets nest.
A line `{Type A B}` is a relation between the concepts A and B; further words are attributes.
Other lines are the passages of the document: the first the title, the second the abstract. A line
`--- ID` starts a document. A backslash takes a bracket as it is. Places count lines of the
notation and columns of the text without its brackets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from annolint.fix import Edit
from annolint.format import Format, Source
from annolint.model import Document, Problem, SourceFile
from annolint.records import (
    Argument,
    Attribute,
    Field,
    Mention,
    Passage,
    Place,
    Record,
    Relation,
    Span,
)
from annolint.repair import applied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annolint.fix import Change

_DIVIDER = "---"
_RELATION = re.compile(r"\{([^{}]+)\}")
_TOKEN = re.compile(r"\\(.)|(\[)|\]\(([^()\n]*)\)", re.DOTALL)
_KINDS = ("title", "abstract")


class Inline(Format):
    """Documents written in the bracket notation."""

    name: ClassVar[str] = "inline"
    title: ClassVar[str] = "bracket notation"
    suffixes: ClassVar[tuple[str, ...]] = (".inline",)

    def sniff(self, head: bytes) -> bool:  # noqa: ARG002 - examples name the format
        """Say no: only examples are written in this notation."""
        return False

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of an example."""
        text = source.stream.read().decode("utf-8", "surrogateescape")
        rows = text.split("\n")
        start, name = 0, "1"
        if rows[0].startswith(_DIVIDER):
            name, start = rows[0].removeprefix(_DIVIDER).strip(), 1
        for number in range(start, len(rows) + 1):
            if number == len(rows) or rows[number].startswith(_DIVIDER):
                before = "".join(f"{row}\n" for row in rows[:start])
                offset = len(before.encode("utf-8", "surrogateescape"))
                yield _document(source.path, name, rows[start:number], start + 1, offset)
                if number < len(rows):
                    name, start = rows[number].removeprefix(_DIVIDER).strip(), number + 1

    def locate(
        self,
        document: Document,
        record: Record | None,
        field: Field,  # noqa: ARG002 - a field stands where its mention stands
        item: int | None = None,  # noqa: ARG002
    ) -> Place:
        """Return where a mention stands in the text; a relation stands in its own line."""
        path, first = document.path, document.line
        if not isinstance(record, Mention) or not record.spans:
            line = record.line if record is not None else first
            return Place(path, line, 1, line, 1)
        before = document.text[: record.spans[0].start]
        line = before.count("\n") + document.passages[0].line
        column = len(before) - before.rfind("\n")
        length = record.spans[-1].end - record.spans[0].start
        return Place(path, line, column, line, column + length)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Write a changed document anew, as a whole."""
        data = _notation(applied(document, changes)).encode("utf-8", "surrogateescape")
        return [Edit(0, len(document.files[0].data), data)]

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:  # noqa: ARG002
        """Return no bytes: a document is written as a whole."""
        return 0, 0, 0


class _Notation(SourceFile, frozen=True):
    """The notation of a document; what is shown of it is the plain text, in which columns count."""

    text: str = ""

    def source_line(self, line: int) -> str:
        """Return a line of the text without its brackets; empty if it has none of that number."""
        lines = self.text.split("\n")
        return lines[line - self.line] if 0 <= line - self.line < len(lines) else ""


def _notation(document: Document) -> str:
    """Write a document with mentions that do not cross."""
    opened: dict[int, int] = {}
    closed: dict[int, list[Mention]] = {}
    for mention in sorted(document.mentions, key=lambda m: (m.spans[0].end, -m.spans[0].start)):
        opened[mention.spans[0].start] = opened.get(mention.spans[0].start, 0) + 1
        closed.setdefault(mention.spans[0].end, []).append(mention)
    parts = []
    for position in range(len(document.text) + 1):
        for mention in closed.get(position, ()):
            label = " ".join(filter(None, (mention.type, mention.concept_field)))
            parts.append(f"]({label})")
        parts.append("[" * opened.get(position, 0))
        character = document.text[position : position + 1]
        parts.append(f"\\{character}" if character and character in "[\\" else character)
    rows = ["".join(parts)]
    for relation in document.relations:
        words = [relation.type, *(argument.target for argument in relation.arguments)]
        words += [attribute.value for attribute in relation.attributes]
        rows.append(f"{{{' '.join(words)}}}")
    return "\n".join(rows)


def _document(path: str, name: str, rows: list[str], first: int, offset: int) -> Document:
    while rows and not rows[-1]:
        rows = rows[:-1]
    data = "\n".join(rows).encode("utf-8", "surrogateescape")
    relations: list[tuple[int, list[str]]] = []
    while rows and (match := _RELATION.fullmatch(rows[-1])):
        relations.insert(0, (first + len(rows) - 1, match[1].split()))
        rows = rows[:-1]
    text, mentions = _mentions("\n".join(rows), first)
    passages = []
    start = 0
    for index, row in enumerate(text.split("\n")):
        kind = _KINDS[index] if index < len(_KINDS) else "section"
        passages.append(Passage(index, first + index, kind, start, row))
        start += len(row) + 1
    return Document(
        id=name,
        text=text,
        passages=tuple(passages),
        mentions=mentions,
        relations=tuple(
            Relation(
                index,
                line,
                words[0],
                tuple(Argument(word, "concept") for word in words[1:3]),
                tuple(Attribute("novelty", word, line=line) for word in words[3:]),
            )
            for index, (line, words) in enumerate(relations)
        ),
        files=(_Notation(path, offset, first, data, text=text),),
    )


def _mentions(notation: str, first: int) -> tuple[str, tuple[Mention, ...]]:
    """Take the brackets out of a text and return the mentions that they mark, by start."""
    plain: list[str] = []
    length = position = 0
    opened: list[int] = []
    found: list[tuple[int, int, str]] = []
    for token in _TOKEN.finditer(notation):
        between = notation[position : token.start()]
        plain.append(between)
        length += len(between)
        position = token.end()
        if token[1] is not None:
            plain.append(token[1])
            length += 1
        elif token[2] is not None:
            opened.append(length)
        else:
            found.append((opened.pop(), length, token[3]))
    plain.append(notation[position:])
    text = "".join(plain)
    found.sort(key=lambda mention: (mention[0], -mention[1]))
    mentions = []
    for index, (start, end, label) in enumerate(found):
        kind, _, concept = label.partition(" ")
        mentions.append(
            Mention(
                index=index,
                line=first + text.count("\n", 0, start),
                type=kind,
                types=(kind,) if kind else (),
                spans=(Span(start, end),),
                text=text[start:end],
                concept_field=concept or None,
                concept_ids=tuple(part for part in re.split(r"[|;,]", concept) if part),
            )
        )
    return text, tuple(mentions)
