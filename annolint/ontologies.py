"""Read the files in which terminologies come: OBO, OBO Graph JSON, OWL and tables of TSV.

Each reader turns an open stream into `Entry` values and knows what its format calls an obsolete
term. None knows a namespace, a cache or a configuration. OBO is read by fastobo and OWL by pronto,
which both come with the extra `ontology`; a graph is plain JSON, which msgspec decodes 16 times as
fast as fastobo and in a fifth of the memory (measured with 50,000 terms).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import PurePath
from typing import IO, Any

import msgspec

from annolint.decoding import allowed
from annolint.errors import AnnolintError
from annolint.loader import COMPRESSED_SUFFIXES

Curie = tuple[str, str]
"""A prefix, empty where none is written, and the identifier without it."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One term of a terminology file.

    Attributes:
        alternatives: Identifiers that the term had before, or that were merged into it.
        line: Where it stands in the file; 0 where the reader cannot tell.
    """

    id: Curie
    name: str = ""
    obsolete: bool = False
    replaced_by: tuple[Curie, ...] = ()
    consider: tuple[Curie, ...] = ()
    alternatives: tuple[Curie, ...] = ()
    species: str = ""
    line: int = 0


class TerminologyError(AnnolintError):
    """A file that cannot be read as a terminology: the message says where and why."""


Reader = Callable[[IO[bytes]], Iterator[Entry]]

_OBO_IRI = "http://purl.obolibrary.org/obo/"
_UNDERSCORED = re.compile(r"([A-Za-z][A-Za-z.]*)_(.+)")


def reader_of(name: str) -> Reader:
    """Return the reader for a file by the suffix of its name, a compression suffix aside.

    Raises:
        TerminologyError: There is none; the message lists the suffixes.
    """
    suffix = suffix_of(name)
    if suffix not in _READERS:
        hint = allowed(suffix, _READERS)
        raise TerminologyError(f'no terminology has the suffix "{suffix}"{hint}')
    return _READERS[suffix]


def suffix_of(name: str) -> str:
    """Return the suffix that tells the format of a file."""
    lower = name.lower()
    if lower.endswith(COMPRESSED_SUFFIXES):
        lower = lower.rpartition(".")[0]
    return PurePath(lower).suffix


def library_of(name: str) -> str:
    """Return the library that reads a file, with its version; empty for annolint itself."""
    library = _LIBRARIES.get(suffix_of(name), "")
    try:
        return f"{library} {metadata.version(library)}" if library else ""
    except metadata.PackageNotFoundError:
        return ""


def curie(text: str) -> Curie:
    """Split an identifier as terminology files write it: `MESH:D012640`, `D012640` or an IRI."""
    text = text.strip()
    if "://" not in text:
        prefix, colon, local = text.partition(":")
        return (prefix, local) if colon else ("", text)
    head, _, last = text.replace("#", "/").rstrip("/").rpartition("/")
    if match := _UNDERSCORED.fullmatch(last):  # `…/obo/MONDO_0005148`, `…/efo/EFO_0000400`
        return match[1], match[2]
    if ":" in last:  # `https://identifiers.org/mesh:D012640`
        return curie(last)
    return head.rpartition("/")[2], last  # `…/mesh/D012640`


def _curies(texts: Iterable[str]) -> tuple[Curie, ...]:
    return tuple(dict.fromkeys(map(curie, texts)))


# --- OBO ---------------------------------------------------------------------------------------

_OBO_LINES = (b"[", b"id:", b"name:", b"is_obsolete:", b"replaced_by:", b"consider:", b"alt_id:")
_BOM = b"\xef\xbb\xbf"
_ESCAPED = re.compile(r"\\(.)")


class _OboLines:
    """The lines of an OBO file that are looked at; the others are empty, so that numbers stay.

    fastobo keeps to the letter of OBO 1.4, which definitions and cross-references of published
    files often do not. Without them a file is read twice as fast, too.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._lines = self._wanted(stream)
        self._rest = b""
        self.failure: AnnolintError | None = None

    @staticmethod
    def _wanted(stream: IO[bytes]) -> Iterator[bytes]:
        in_frame = False  # what stands before the first frame is about the file
        for number, line in enumerate(stream):
            if number == 0:
                line = line.removeprefix(_BOM)  # noqa: PLW2901 - the same line
            in_frame = in_frame or line.startswith(b"[")
            # The last line may lack its line feed, which fastobo demands.
            yield (
                line.rstrip(b"\r\n") + b"\n" if in_frame and line.startswith(_OBO_LINES) else b"\n"
            )

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end; what the stream raises is kept."""
        parts = [self._rest]
        length = len(self._rest)
        try:
            while length < size and (line := next(self._lines, None)):
                parts.append(line)
                length += len(line)
        except AnnolintError as error:
            self.failure = error
            raise
        data = b"".join(parts)
        self._rest = data[size:]
        return data[:size]


def _obo(stream: IO[bytes]) -> Iterator[Entry]:
    fastobo = _library("fastobo")
    lines = _OboLines(stream)
    try:
        # One thread: several hold the whole file in memory, and are no faster here.
        for frame in fastobo.iter(lines, threads=1):
            if type(frame) is fastobo.term.TermFrame:
                yield _frame(frame)
    except (SyntaxError, OSError, TypeError) as error:
        if lines.failure is not None:  # fastobo has made another error of it
            raise lines.failure from error
        if isinstance(error, SyntaxError):
            raise TerminologyError(f"line {error.lineno}: not OBO: {error.msg}") from error
        raise TerminologyError("not UTF-8") from error


def _frame(frame: Any) -> Entry:
    values: dict[str, list[str]] = {}
    for clause in frame:
        values.setdefault(clause.raw_tag(), []).append(_ESCAPED.sub(r"\1", clause.raw_value()))
    return Entry(
        id=curie(_ESCAPED.sub(r"\1", str(frame.id))),
        name=next(iter(values.get("name", ())), ""),
        obsolete=values.get("is_obsolete") == ["true"],
        replaced_by=_curies(values.get("replaced_by", ())),
        consider=_curies(values.get("consider", ())),
        alternatives=_curies(values.get("alt_id", ())),
    )


# --- OBO Graph JSON ----------------------------------------------------------------------------

_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
_REPLACED_BY = ("IAO_0100001", "replacedBy", "replaced_by")
_CONSIDER = ("consider",)
_ALTERNATIVE = ("hasAlternativeId", "alt_id")


class _Property(msgspec.Struct, gc=False):
    pred: str = ""
    val: str = ""


class _Meta(msgspec.Struct, gc=False):
    deprecated: bool = False
    properties: list[_Property] = msgspec.field(name="basicPropertyValues", default_factory=list)


class _Node(msgspec.Struct, gc=False):
    id: str
    lbl: str | None = None
    type: str | None = None
    meta: _Meta | None = None


class _Graph(msgspec.Struct):
    nodes: list[_Node] = []


class _Graphs(msgspec.Struct):
    graphs: list[_Graph]


def _graph(stream: IO[bytes]) -> Iterator[Entry]:
    try:
        document = msgspec.json.decode(stream.read().removeprefix(_BOM), type=_Graphs)
    except UnicodeDecodeError as error:
        raise TerminologyError("not UTF-8") from error
    except msgspec.MsgspecError as error:
        raise TerminologyError(f"not OBO Graph JSON: {error}") from error
    for graph in document.graphs:
        for node in graph.nodes:
            if node.type == "CLASS":
                yield _node(node, node.meta or _Meta())


def _node(node: _Node, meta: _Meta) -> Entry:
    def values(names: tuple[str, ...]) -> tuple[Curie, ...]:
        return _curies(
            each.val
            for each in meta.properties
            if each.pred.removeprefix(_OBO_IRI).removeprefix(_IN_OWL) in names
        )

    return Entry(
        id=curie(node.id),
        name=node.lbl or "",
        obsolete=meta.deprecated,
        replaced_by=values(_REPLACED_BY),
        consider=values(_CONSIDER),
        alternatives=values(_ALTERNATIVE),
    )


# --- OWL ---------------------------------------------------------------------------------------


def _owl(stream: IO[bytes]) -> Iterator[Entry]:
    pronto = _library("pronto")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of the file that are not looked at
            # What the file imports would be fetched from the network.
            ontology = pronto.Ontology(stream, import_depth=0, threads=1)
    except AnnolintError:
        raise
    except Exception as error:  # pronto and what it builds on share no base
        raise TerminologyError(f"not OWL in RDF/XML: {_first_line(error)}") from error
    for term in ontology.terms():
        yield Entry(
            id=curie(term.id),
            name=term.name or "",
            obsolete=term.obsolete,
            replaced_by=_curies(sorted(term.replaced_by.ids)),
            consider=_curies(sorted(term.consider.ids)),
            alternatives=_curies(sorted(term.alternate_ids)),
        )


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__


# --- Tables ------------------------------------------------------------------------------------

_COLUMNS = ("id", "name", "replaced-by", "species")
_NO_REPLACEMENT = "-"


def _table(stream: IO[bytes]) -> Iterator[Entry]:
    columns: tuple[str, ...] | None = None
    for number, raw in enumerate(stream, 1):
        line = _decoded(raw.removeprefix(_BOM) if number == 1 else raw, number)
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns is None:
            columns = _header(cells, number)
            if columns:
                continue
            columns = _COLUMNS
        if line.startswith("#"):
            continue
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise TerminologyError(
                f"line {number}: {len(cells)} columns, not {len(columns)} ({', '.join(columns)})"
            )
        yield _row(dict(zip(columns, cells, strict=False)), number)


def _decoded(raw: bytes, number: int) -> str:
    try:
        return raw.rstrip(b"\r\n").decode()
    except UnicodeDecodeError as error:
        raise TerminologyError(f"line {number}: not UTF-8") from error


def _header(cells: list[str], number: int) -> tuple[str, ...]:
    """Return the columns that the first line names; none if it is a row."""
    names = tuple(re.sub(r"[\s_]", "-", cell.lstrip("# ").casefold()) for cell in cells)
    if "id" not in names:
        return ()
    for cell, name in zip(cells, names, strict=True):
        if name not in _COLUMNS or names.count(name) > 1:
            what = "stands twice" if name in _COLUMNS else "is none"
            raise TerminologyError(
                f'line {number}: the column "{cell}" {what}{allowed(name, _COLUMNS)}'
            )
    return names


def _row(cells: dict[str, str], number: int) -> Entry:
    identifier = cells.get("id", "")
    if not identifier:
        raise TerminologyError(f"line {number}: the id is missing")
    replaced_by = cells.get("replaced-by", "")
    species = cells.get("species", "").rpartition(":")[2]
    if species and not (species.isascii() and species.isdigit()):
        raise TerminologyError(
            f'line {number}: the species "{species}" is no number of NCBI Taxonomy such as 9606'
        )
    others = [each for each in replaced_by.split("|") if each.strip() not in ("", _NO_REPLACEMENT)]
    return Entry(
        id=curie(identifier),
        name=cells.get("name", ""),
        obsolete=bool(replaced_by),
        replaced_by=_curies(others),
        species=species,
        line=number,
    )


def _library(name: str) -> Any:
    import importlib  # noqa: PLC0415 - only to compile

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise TerminologyError(
            "reading it needs an extra: pip install 'annolint[ontology]'"
        ) from error


_READERS: dict[str, Reader] = {
    ".obo": _obo,
    ".json": _graph,
    ".owl": _owl,
    ".tsv": _table,
}
_LIBRARIES = {".obo": "fastobo", ".owl": "pronto"}
