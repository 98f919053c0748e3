"""BioC XML: a collection of documents, which hold passages with annotations and relations.

Documents are cut out of the stream and parsed one by one, so that memory holds no more than the
largest. The way from bytes to documents is `_xml_pieces`, `_bioc_xml_parts`, `_bioc_documents`,
and `_bioc_faults`, `_bioc_xml_faults`, `_bioc_xml_envelope` for what is wrong; the way back is
`_bioc_places` and `_bioc_render`.

Source: https://bioc.sourceforge.net, BioC.dtd; the corpora named in docs/formats.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any, ClassVar

from annolint import Abilities, Document, Problem, Source, SourceFile
from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._bioc_documents import Lines, draft, finished
from annolint_formats._bioc_faults import Faults
from annolint_formats._bioc_files import Alike
from annolint_formats._bioc_format import BioC
from annolint_formats._bioc_places import View, view
from annolint_formats._bioc_xml_envelope import Envelope, prolog_end
from annolint_formats._bioc_xml_faults import crowded, malformed, oddities, passed_over
from annolint_formats._bioc_xml_layout import layout_of
from annolint_formats._bioc_xml_parts import Watch, read_parts
from annolint_formats._bioc_xml_writer import XMLWriter
from annolint_formats._encoding import Encoding
from annolint_formats._refusals import refusal
from annolint_formats._text import Block, read_head
from annolint_formats._xml import characters, tree
from annolint_formats._xml_pieces import Piece, pieces

_ROOT = re.compile(
    rb"<collection[\s>].*?<(?:source|date|key|document|infon)[\s/>]"
    rb"|<document[\s>]\s*(?:<(?:id|infon)[\s/>].*?)?<passage[\s>]",
    re.DOTALL,
)
_RECORD = re.compile(rb"<(passage|annotation|relation)(?=[\s/>])")


class BioCXML(BioC):
    """The BioC XML format."""

    name: ClassVar[str] = "bioc-xml"
    title: ClassVar[str] = "BioC XML"
    suffixes: ClassVar[tuple[str, ...]] = (".bioc.xml",)
    can: ClassVar[Abilities] = Abilities(repairs="annotations, texts", suppression="infon annolint")

    def sniff(self, head: bytes) -> bool:
        """Say whether a file begins as a collection of BioC, or as a document of one."""
        return _ROOT.match(head, prolog_end(head)) is not None

    def read(self, source: Source) -> Iterator[Document | Problem]:
        """Yield the documents of a collection, and what is wrong with the file around them."""
        head = read_head(source.stream)
        if refused := refusal(source, head):
            yield refused
            return
        encoding = Encoding(source.path)
        envelope = Envelope(source.path)
        alike = Alike()
        is_cut, is_ascii = False, True
        number = 0
        for piece in pieces(source, head, "document"):
            if piece.is_record:
                number += 1
                is_cut = not piece.is_closed
                yield from envelope.document(piece)
            if piece.last_line:
                yield passed_over(source, piece)
                continue
            is_ascii = is_ascii and piece.data.isascii()
            encoding.decode(Block(piece.offset, piece.line, piece.data, column=piece.column))
            if piece.is_record:
                if (thing := alike.add(_read(source.path, piece, number))) is not None:
                    yield thing
            else:
                is_cut = is_cut and piece.data.isspace()
                yield from envelope.piece(piece)
        yield from alike.rest()
        yield from envelope.end(is_cut=is_cut)
        if envelope.encoding and not is_ascii and encoding.is_utf8:
            yield envelope.misdeclared()
        yield from encoding.problems()

    def view(self, data: bytes) -> View:
        """Return the document in the bytes of one that was read, with its places."""
        return _view(data)

    def writer(self, data: bytes) -> XMLWriter:
        """Return what writes values of that document."""
        return XMLWriter(data)

    def characters(self, value: layout.Value, raw: str) -> Iterator[tuple[str, int, int]]:
        """Yield the characters of a value: what a reference means is one."""
        return characters(raw) if not value.before else iter(())


@lru_cache(maxsize=2)
def _view(data: bytes) -> View:
    said = read_parts(data, Watch())
    assert said is not None  # noqa: S101 - it was read before
    return view(said, layout_of(tree(data), data))


def _read(path: str, piece: Piece, number: int) -> Document | Problem:
    """Read one document; what no parser reads is a problem."""
    data = piece.data
    file = SourceFile(path, piece.offset, piece.line, data, piece.column)
    if (problem := crowded(file)) is not None:
        return problem
    watch = Watch()
    said = read_parts(data, watch)
    if said is None:
        return malformed(file, piece)
    made = draft(said, _lines(file, said))
    faults = Faults(file, made, partial(_view, data), XMLWriter(data).value)
    faults.check(said)
    if watch.met:
        faults.report_oddities(oddities(tree(data), data))
    return finished(file, said, made, faults.problems(), tuple(faults.ignores), number)


_WALKS = (parts.all_annotations, parts.all_relations)


def _is_in_order(walk: Iterator[tuple[parts.Owner, list[Any]]]) -> bool:
    """Say whether records surely stand in the file in the order in which they are numbered."""
    return len({(owner.passage < 0, owner.sentence < 0) for owner, _ in walk}) <= 1


def _lines(file: SourceFile, said: parts.Document) -> Lines:
    """Return the lines of records.

    In well-formed XML nothing looks like a first tag but a first tag, comments and the like aside.
    """
    data, line = file.data, file.line
    counts = [len(said.passages)]
    counts += [sum(len(found) for _, found in walk(said)) for walk in _WALKS]
    if b"\n" not in data:
        return Lines(*([line] * count for count in counts))
    if b"<!" not in data and b"<?" not in data and all(_is_in_order(walk(said)) for walk in _WALKS):
        found: dict[bytes, list[int]] = {b"passage": [], b"annotation": [], b"relation": []}
        position = 0
        for match in _RECORD.finditer(data):
            start = match.start()
            line += data.count(b"\n", position, start)
            position = start
            found[match[1]].append(line)
        if [len(lines) for lines in found.values()] == counts:
            return Lines(*found.values())
    placed = _view(data).placed
    return Lines(
        [file.place(each.start, each.start).line for each in placed.passages],
        *(
            [file.place(a.start, a.start).line for _, found in walk(placed) for a in found]
            for walk in _WALKS
        ),
    )
