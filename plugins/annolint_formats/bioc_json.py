"""BioC JSON: the documents of BioC XML, as the `bioc` library and PubTator write them in JSON.

Documents stand in a collection (`{"documents": […]}`), in an export of PubTator3
(`{"PubTator3": […]}`), in an array of either, one a line, or alone. The way from bytes to values is
`_json_stream`, from there to documents `_bioc_json_parts` and `_bioc_documents`; what is wrong is
`_bioc_faults`; the way back is `_bioc_places` and `_bioc_render`.

Source: https://github.com/bionlplab/bioc and https://www.ncbi.nlm.nih.gov/research/pubtator3/api.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import ClassVar

from annolint import Document, Edit, Fix, Place, Problem, Source, SourceFile
from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._bioc_documents import Lines, draft, finished
from annolint_formats._bioc_faults import Faults, Oddity
from annolint_formats._bioc_format import BioC
from annolint_formats._bioc_json_parts import STRING, layout_of, parts_of
from annolint_formats._bioc_json_writer import JSONWriter
from annolint_formats._bioc_places import View, view
from annolint_formats._encoding import BOM, Encoding, binary_kind, wide_encoding
from annolint_formats._json import Path, Tree, string_characters, tree
from annolint_formats._json_stream import Element, elements
from annolint_formats._pubtator_files import unchecked
from annolint_formats._text import Block, read_head

_LISTS = frozenset(("documents", "PubTator3"))
_PASSAGE = re.compile(rb'"passages"\s*:\s*\[\s*(?:\{\s*"(?!offsets")|\])')
_BIOC = re.compile(rb'"(?:offset|infons)"\s*:')
_FOREIGN = re.compile(rb'"(?:offsets|entities|denotations)"\s*:')
_EMPTY = re.compile(rb'"(?:documents|PubTator3)"\s*:\s*\[\s*\]')


class BioCJSON(BioC):
    """The BioC JSON format."""

    name: ClassVar[str] = "bioc-json"
    title: ClassVar[str] = "BioC JSON"
    suffixes: ClassVar[tuple[str, ...]] = (".bioc.json",)

    def sniff(self, head: bytes) -> bool:
        """Say whether a file begins like documents with passages that have offsets."""
        if head.removeprefix(BOM).lstrip()[:1] not in (b"{", b"["):
            return False
        if match := _PASSAGE.search(head):
            return _BIOC.search(head) is not None and not _FOREIGN.search(head, match.start())
        return _EMPTY.search(head) is not None and b'"key"' in head

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of a file, and what is wrong with its values."""
        head = read_head(source.stream)
        if wide := wide_encoding(head):
            yield unchecked(source, head, "ENC001", f"the file is {wide[:6]}: convert it to UTF-8")
            return
        if kind := binary_kind(head):
            message = f"the file is {kind}, no text: name the file that holds the annotations"
            yield unchecked(source, head, "FMT001", message)
            return
        if head.startswith(BOM):
            yield _byte_order_mark(source.path)
        encoding = Encoding(source.path)
        number = 0
        for element in elements(source, head, _LISTS):
            if isinstance(element, Problem):
                yield element
                continue
            file = element.source
            encoding.decode(Block(file.offset, file.line, file.data, column=file.column))
            number += 1
            yield from _read(element, number)
        yield from encoding.problems()

    def view(self, data: bytes) -> View:
        """Return the document in the bytes of one that was read, with its places."""
        return _view(data)

    def writer(self, data: bytes) -> JSONWriter:
        """Return what writes values of that document."""
        return JSONWriter(data)

    def characters(self, value: layout.Value, raw: str) -> Iterator[tuple[str, int, int]]:
        """Yield the characters of a value: an escape is one, and so is a pair of surrogates."""
        if value.form != STRING:
            return ((character, at, at + 1) for at, character in enumerate(raw))
        return string_characters(raw)


def _byte_order_mark(path: str) -> Problem:
    return Problem(
        "ENC002",
        "a byte order mark stands before the first character; programs that read JSON refuse it: "
        "remove it",
        Place(path, 1, 1, 1, 2),
        fix=Fix((Edit(0, len(BOM), b""),)),
    )


@lru_cache(maxsize=2)
def _view(data: bytes) -> View:
    value = json.loads(data.decode("utf-8", "surrogateescape"), strict=False)
    said, _ = parts_of(value)
    return view(said, layout_of(value, tree(data)))


def _read(element: Element, number: int) -> Iterator[Document | Problem]:
    """Read one value."""
    file, value = element.source, element.value
    if not isinstance(value, dict) or not isinstance(value.get("passages"), list):
        yield from element.problems
        message = "this is no BioC document: it has no list of passages"
        yield Problem("FMT001", message, file.place(0, 1))
        return
    said, misfits = parts_of(value)
    made = draft(said, _lines(file, said))
    faults = Faults(file, made, partial(_view, file.data), JSONWriter(file.data).value)
    faults.check(said)
    if misfits:
        places = tree(file.data)
        faults.report_oddities(
            [
                Oddity(each.message, *places.member(each.path), _record(places, each.path))
                for each in misfits
            ]
        )
    problems = (*element.problems, *faults.problems())
    yield finished(file, said, made, problems, tuple(faults.ignores), number)


def _record(places: Tree, path: Path) -> int:
    """Return where the annotation or relation begins that a path leads into; -1 for none."""
    for number, key in enumerate(path[:-2]):
        if key in ("annotations", "relations"):
            return places.span(path[: number + 2])[0]
    return -1


# Lines.

_LIST, _LIST_END = b"[]"
_DEPTH_OF_PASSAGES = 2
_BRACKET = re.compile(rb'(?:[^"{}\[\]]|"(?:[^"\\]|\\.)*+")*+([{}\[\]])', re.DOTALL)
_KEY = re.compile(rb'"([a-z]+)"\s*:\s*\Z')
_LONGEST_KEY = 40
_RECORDS = ("passages", "annotations", "relations")


def _lines(file: SourceFile, said: parts.Document) -> Lines:
    """Return the lines of records."""
    walks = [list(parts.all_annotations(said)), list(parts.all_relations(said))]
    counts = [len(said.passages), *(sum(len(found) for _, found in walk) for walk in walks)]
    if b"\n" not in file.data:
        return Lines(*([file.line] * count for count in counts))
    passages, *others = _starts(file.data)
    found = [passages.get(parts.Owner(), [])]
    for starts, walk in zip(others, walks, strict=True):
        found.append([start for owner, _ in walk for start in starts.get(owner, [])])
    if [len(starts) for starts in found] != counts:
        placed = _view(file.data).placed
        found = [
            [each.start for each in placed.passages],
            [each.start for _, every in parts.all_annotations(placed) for each in every],
            [each.start for _, every in parts.all_relations(placed) for each in every],
        ]
    ends = [match.start() for match in re.finditer(rb"\n", file.data)]
    return Lines(*([file.line + bisect(ends, start) for start in starts] for starts in found))


Starts = dict[parts.Owner, list[int]]


def _starts(data: bytes) -> tuple[Starts, Starts, Starts]:
    """Return where passages, annotations and relations begin, by what they stand in."""
    found: dict[str, Starts] = {key: {} for key in _RECORDS}
    keys: list[str] = []  # of the lists and objects that are open; empty for others
    passage = sentence = -1
    for match in _BRACKET.finditer(data):
        at = match.start(1)
        bracket = data[at]
        if bracket in b"]}":
            key = keys.pop()
            if bracket == _LIST_END and key == "sentences":
                sentence = -1
            elif bracket == _LIST_END and key == "passages":
                passage = -1
        elif bracket == _LIST:
            named = _KEY.search(data, max(at - _LONGEST_KEY, 0), at)
            keys.append(named[1].decode() if named else "")
        else:
            key = keys[-1] if keys else ""
            if key == "passages" and len(keys) == _DEPTH_OF_PASSAGES:
                passage += 1
                found[key].setdefault(parts.Owner(), []).append(at)
            elif key == "sentences":
                sentence += 1
            elif key in found:
                found[key].setdefault(parts.Owner(passage, sentence), []).append(at)
            keys.append("")
    return found["passages"], found["annotations"], found["relations"]
