"""JSON exports of annotation tools: one element a document, whatever the dialect calls its parts.

A dialect says what an element of its looks like (`tells`), which records stand in it (`drafts`),
where their fields are (`paths`), and how a changed one is written (`write`). Reading, locating and
rendering are the same for all of them, and stand here. Elements are lines, the items of one array,
or objects one after the other.
"""

from __future__ import annotations

import copy
import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import msgspec

from annolint import (
    Abilities,
    Change,
    Document,
    Edit,
    Field,
    Format,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Relation,
    Source,
)
from annolint_formats import _exports_documents as documents
from annolint_formats._encoding import BOM, Encoding
from annolint_formats._exports_draft import Draft, Misfit, Path
from annolint_formats._exports_edits import REMOVED, Added, edits
from annolint_formats._exports_samples import samples
from annolint_formats._exports_units import Counting, CountsCharacters, Unit, counted
from annolint_formats._exports_whole import Faults, bom_problem
from annolint_formats._json import tree
from annolint_formats._json_stream import elements
from annolint_formats._refusals import refusal
from annolint_formats._text import Block, read_head

Range = tuple[int, int]


class Export(Format):
    """A dialect of JSON exports."""

    Options: ClassVar[type[msgspec.Struct]] = CountsCharacters
    suffixes: ClassVar[tuple[str, ...]] = ()
    can: ClassVar[Abilities] = Abilities(
        offsets="characters (option offsets)", repairs="annotations, texts"
    )
    lists: ClassVar[frozenset[str]] = frozenset()
    """Names of arrays of elements in an object around them."""

    @property
    def unit(self) -> Unit:
        """What offsets count."""
        options: Any = self.options
        unit: Unit = options.offsets
        return unit

    # What a dialect says.

    @abstractmethod
    def tells(self, value: Any) -> bool | None:
        """Say whether an element looks like the dialect; None if it could be any.

        `value` may be the beginning of an element that is larger than what was looked at.
        """

    @abstractmethod
    def drafts(self, value: Any, line: int) -> Iterator[Draft]:
        """Yield the documents in an element that begins in `line`.

        Raises:
            Misfit: It is no element of the dialect.
        """

    @abstractmethod
    def paths(
        self, value: Any, draft: Draft, record: Record, field: Field, item: int | None
    ) -> Sequence[Path]:
        """Return the paths of the values that a field consists of; none if it has none."""

    @abstractmethod
    def write(self, value: Any, draft: Draft, old: Record, new: Record) -> None:
        """Change the element so that it holds `new` where it holds `old`."""

    @abstractmethod
    def add(self, draft: Draft, new: Mention, number: int, like: Any) -> tuple[Path, Any]:
        """Return the array for the n-th new mention, and its value there.

        `like` is the value of another mention, which may be changed; None where there is none.
        """

    def remove(self, value: Any, draft: Draft, record: Record) -> None:
        """Change the element so that it does not hold a record any longer."""
        path = record_path(draft, record)
        at(value, path[:-1])[path[-1]] = REMOVED

    def counting(self, passages: Sequence[Passage]) -> Counting | None:
        """Return how offsets count in a text of these passages; None if they count characters."""
        return counted("\n".join(passage.text for passage in passages), self.unit)

    def identify(self, draft: Draft, before: Draft | None) -> tuple[str, bool]:  # noqa: ARG002
        """Return the id of a document, and whether it is given; `before` stands before it."""
        return draft.id, bool(draft.id)

    # What is the same for all.

    def sniff(self, head: bytes) -> bool:
        """Say whether most of the first elements are ones of the dialect."""
        verdicts = [self.tells(value) for value in _samples(head)]
        told = [verdict for verdict in verdicts if verdict is not None]
        return sum(told) * 2 > len(told)

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of a file, and what is wrong with its elements."""
        head = read_head(source.stream)
        if refused := refusal(source, head):
            yield refused
            return
        yield from bom_problem(source.path, head)
        encoding = Encoding(source.path, line_ends=False)
        faults = Faults()
        before: Draft | None = None
        number = 0
        for element in elements(source, head, self.lists):
            if isinstance(element, Problem):
                yield from faults.add(element)
                continue
            file = element.source
            encoding.decode(Block(file.offset, file.line, file.data))
            number += 1
            try:
                drafts = list(self.drafts(element.value, file.line))
            except Misfit as error:
                for problem in (*element.problems, documents.misfit(error, file)):
                    yield from faults.add(problem)
                continue
            yield from faults.flush()
            problems = element.problems
            for draft in drafts:
                identifier, is_given = self.identify(draft, before)
                name = identifier or draft.label or str(number)
                yield faults.limited(documents.document(draft, file, name, is_given, problems))
                problems = ()
                before = draft
            for problem in problems:
                yield from faults.add(problem)
        yield from faults.rest()
        yield from encoding.problems()

    def locate(
        self, document: Document, record: Record | None, field: Field, item: int | None = None
    ) -> Place:
        """Find a field by its path."""
        file = document.files[0]
        return file.place(*documents.inside(file.data, self._range(document, record, field, item)))

    def locate_character(
        self,
        document: Document,
        record: Record | None,
        field: Field,
        item: int | None,
        at: int,
        length: int = 1,
    ) -> Place:
        """Find characters in a string, or in the text where a mention has none of its own."""
        file = document.files[0]
        places = tree(file.data)
        value, draft = self.drafted(document)
        paths = self._paths(value, draft, record, field, item)
        if not paths and isinstance(record, Mention) and field == "text" and record.spans:
            path, at = _in_text(draft, record, at)
            paths = (path,)
        if len(paths) != 1:
            return self.locate(document, record, field, item)
        return file.place(*places.characters(paths[0], at, length))

    def extent(self, document: Document, record: Record) -> tuple[int, int, int]:
        """Return where the value of a record stands; of a passage, its text."""
        _, draft = self.drafted(document)
        return 0, *tree(document.files[0].data).span(record_path(draft, record))

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        """Write the values that differ."""
        data = document.files[0].data
        old, draft = self.drafted(document)
        new = _value(data)
        passages = list(draft.passages)
        for change in changes:
            if isinstance(change.record, Passage) and isinstance(change.replacement, Passage):
                passages[change.record.index] = change.replacement
        draft = _like(draft, self.counting(passages), passages)
        added = []
        removed = []
        for change in changes:
            if isinstance(change.replacement, Mention) and change.record is None:
                added.append(change.replacement)
            elif change.replacement is None and change.record is not None:
                removed.append(change.record)
            elif change.replacement is not None and change.record is not None:
                self.write(new, draft, change.record, change.replacement)
        for record in removed:
            self.remove(new, draft, record)
        self._insert(old, new, draft, sorted(added, key=lambda mention: mention.spans))
        return sorted(edits(data, old, new), key=lambda edit: (edit.start, edit.end))

    def _insert(self, old: Any, new: Any, draft: Draft, added: Sequence[Mention]) -> None:
        """Put new mentions behind those that begin before them, in the form of these."""
        found: dict[Path, list[tuple[int, Added]]] = {}
        for number, mention in enumerate(added, 1):
            like = _neighbour(draft, mention)
            if like is None:
                path, value = self.add(draft, mention, number, None)
                if not path:
                    continue  # there is nothing in the element that could hold it
                found.setdefault(path, []).append((0, Added(value, None)))
                continue
            where = draft.mention_paths[like.index]
            path, value = self.add(draft, mention, number, copy.deepcopy(at(old, where)))
            index = int(where[-1])
            position = index + (like.spans[:1] <= mention.spans[:1])
            found.setdefault(path, []).append((position, Added(value, index)))
        for path, insertions in found.items():
            holder = at(new, path[:-1])
            if not isinstance(holder, dict) or isinstance(holder.get(str(path[-1])), list):
                items = at(new, path)
                for position, each in reversed(insertions):
                    items.insert(position, each)
            else:
                holder[path[-1]] = [each.value for _, each in insertions]

    def drafted(self, document: Document) -> tuple[Any, Draft]:
        """Return the element of a document, and what it was made of."""
        value, drafts = _drafts(self, document.files[0].data, document.line)
        parts = [each.index for each in document.metadata if each.name == documents.PART]
        part = parts[0] if parts else None
        return value, next(draft for draft in drafts if draft.part == part)

    def _range(
        self, document: Document, record: Record | None, field: Field, item: int | None
    ) -> Range:
        data = document.files[0].data
        places = tree(data)
        value, draft = self.drafted(document)
        ranges = [places.span(path) for path in self._paths(value, draft, record, field, item)]
        if ranges:
            return min(start for start, _ in ranges), max(end for _, end in ranges)
        if record is not None:
            return places.span(record_path(draft, record))
        start, end = 0, len(data)
        line_end = data.find(b"\n", start)
        return start, end if line_end < 0 else line_end

    def _paths(
        self, value: Any, draft: Draft, record: Record | None, field: Field, item: int | None
    ) -> Sequence[Path]:
        if record is None:
            return (draft.id_path,) if field == "document-id" and draft.id_path else ()
        if isinstance(record, Passage):
            return (draft.passage_paths[record.index],) if field == "text" else ()
        return () if field == "record" else self.paths(value, draft, record, field, item)


@lru_cache(maxsize=1)
def _samples(head: bytes) -> list[Any]:
    """Return the first elements of a file; every dialect asks for them."""
    begins = head.removeprefix(BOM).lstrip(b" \t\r\n")[:1]
    return samples(head) if begins in (b"{", b"[") else []


@lru_cache(maxsize=2)
def _drafts(dialect: Export, data: bytes, line: int) -> tuple[Any, Sequence[Draft]]:
    value = _value(data)
    return value, list(dialect.drafts(value, line))


def _value(data: bytes) -> Any:
    """Return the value of an element, which was read before; NaN, which equals nothing, is None."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # it has its slips
        text = data.decode("utf-8", "surrogateescape")
    return json.loads(text, strict=False, parse_constant=lambda _: None)


def record_path(draft: Draft, record: Record) -> Path:
    """Return the path of a record."""
    if isinstance(record, Mention):
        return draft.mention_paths[record.index]
    if isinstance(record, Relation):
        return draft.relation_paths[record.index]
    if isinstance(record, Passage):
        return draft.passage_paths[record.index]
    return draft.token_paths[record.index]


def at(value: Any, path: Iterable[str | int]) -> Any:
    """Return the value at the end of a path."""
    for step in path:
        value = value[step]
    return value


def _neighbour(draft: Draft, mention: Mention) -> Mention | None:
    """Return the mention beside which a new one goes: the last that begins before it, or any."""
    paths = draft.mention_paths
    placed = [m for m in draft.mentions if m.spans and paths[m.index][:-1] == draft.array]
    before = [each for each in placed if each.spans[:1] <= mention.spans[:1]]
    return before[-1] if before else next(iter(placed), None)


def _like(draft: Draft, now: Counting | None, passages: Sequence[Passage]) -> Draft:
    """Return a draft whose offsets count another text."""
    found = Draft.__new__(Draft)
    for name in Draft.__slots__:
        setattr(found, name, getattr(draft, name))
    found.counted = now
    found.passages = passages
    return found


def _in_text(draft: Draft, mention: Mention, at: int) -> tuple[Path, int]:
    """Return the text in which a character of a mention stands, and its number there."""
    for span in mention.spans:
        size = span.end - span.start
        if at < size or span is mention.spans[-1]:
            at += span.start
            break
        at -= size + 1
    for passage, path in zip(draft.passages, draft.passage_paths, strict=True):
        if passage.start <= at <= passage.end:
            return path, at - passage.start
    return draft.passage_paths[0], at
