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
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import ClassVar

from annolint import Abilities, Document, Problem, Source
from annolint_formats import _bioc_layout as layout
from annolint_formats._bioc_documents import draft, finished
from annolint_formats._bioc_faults import Faults, Oddity
from annolint_formats._bioc_files import Alike, row_of
from annolint_formats._bioc_format import BioC
from annolint_formats._bioc_json_lines import lines_of, lines_of_layout
from annolint_formats._bioc_json_parts import STRING, layout_of, parts_of
from annolint_formats._bioc_json_writer import JSONWriter
from annolint_formats._bioc_places import View, view
from annolint_formats._encoding import BOM, Encoding
from annolint_formats._exports_whole import bom_problem
from annolint_formats._json import Path, Tree, string_characters, tree
from annolint_formats._json_stream import Element, elements
from annolint_formats._refusals import refusal
from annolint_formats._text import Block, read_head

_LISTS = frozenset(("documents", "PubTator3"))
_PASSAGE = re.compile(rb'"passages"\s*:\s*\[\s*(?:\{\s*"(?!offsets")|\])')
_BIOC = re.compile(rb'"(?:offset|infons)"\s*:')
_FOREIGN = re.compile(rb'"offsets"\s*:\s*\[\s*\[')  # passages of BigBio
_EMPTY = re.compile(rb'"(?:documents|PubTator3)"\s*:\s*\[\s*\]')


class BioCJSON(BioC):
    """The BioC JSON format."""

    name: ClassVar[str] = "bioc-json"
    title: ClassVar[str] = "BioC JSON"
    suffixes: ClassVar[tuple[str, ...]] = (".bioc.json",)
    can: ClassVar[Abilities] = Abilities(repairs="annotations, texts", suppression="infon annolint")

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
        if refused := refusal(source, head):
            yield refused
            return
        yield from bom_problem(source.path, head)
        encoding = Encoding(source.path)
        alike = Alike()
        number = 0
        for element in elements(source, head, _LISTS):
            if isinstance(element, Problem):
                yield element
                continue
            file = element.source
            encoding.decode(Block(file.offset, file.line, file.data, column=file.column))
            number += 1
            for thing in _read(element, number):
                if (said := alike.add(thing)) is not None:
                    yield said
        yield from alike.rest()
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
        place = file.place(0, 1)
        yield Problem("FMT001", message, place, source=row_of(file, place))
        return
    said, misfits = parts_of(value)
    lines = lines_of(file.data, file.line, said)
    if lines is None:
        lines = lines_of_layout(file.data, file.line, _view(file.data).placed)
    made = draft(said, lines)
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
