"""What stands around the documents of a BioC XML file: declarations and the collection's tags.

The document type is left out before anything is parsed, so no entity is declared, none is expanded
and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annolint import Place, Problem, SourceFile
from annolint_formats._bioc_files import row_of
from annolint_formats._bioc_xml_faults import CHILDREN, entity_fault
from annolint_formats._encoding import BOM
from annolint_formats._xml_pieces import Piece

_IN_DOCTYPE = re.compile(rb"\"[^\"]*\"|'[^']*'|<!--|[\[\]>]")
_SPACE = re.compile(rb"\s*")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_UTF8 = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
_COLLECTION = "collection"
_DEEPEST = 100
"""Elements in elements that nobody reads any further."""

_LONGEST_PROLOG = 1024 * 1024
"""Bytes before the first document that are looked at together."""


class Envelope:
    """Reads the pieces of a file that are no documents, in order."""

    def __init__(self, path: str) -> None:
        from xml.parsers import expat  # noqa: PLC0415 - when there is XML to read

        self._path = path
        self._expat = expat
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._character_data
        self._prolog: list[Piece] | None = []
        self._file = self._last = SourceFile(path, 0, 1, b"")
        self._start = 0
        self._depth = 0
        self._has_root = False
        self._is_blank = True
        self._stopped = False
        self._is_foreign = False
        self._said: set[str] = set()
        self._problems: list[Problem] = []
        self._documents = 0
        self.encoding = ""
        """What the file declares to be written in, where that is not UTF-8."""

    def piece(self, piece: Piece) -> Iterator[Problem]:
        """Take a piece; yield what is wrong with it."""
        self._is_blank = self._is_blank and not piece.data.removeprefix(BOM).strip()
        if self._prolog is not None:
            self._prolog.append(piece)
            if piece.offset > _LONGEST_PROLOG:
                self._end_prolog()
        else:
            file = SourceFile(self._path, piece.offset, piece.line, piece.data, piece.column)
            if not self._stopped:
                self._feed(file)
            self._last = file
        yield from self._reported()

    def document(self, piece: Piece) -> Iterator[Problem]:
        """Note a document."""
        self._documents += 1
        self._last = SourceFile(self._path, piece.offset, piece.line, piece.data, piece.column)
        if self._prolog is not None:
            self._end_prolog()
            yield from self._reported()

    def end(self, *, is_cut: bool) -> Iterator[Problem]:
        """Yield what is wrong at the end of the file; `is_cut`: it ends inside a document."""
        if self._prolog is not None:
            self._end_prolog()
        if not self._stopped and not is_cut and not self._is_foreign and self._has_root:
            self._parse(b"", is_final=True)
        elif not self._has_root and not self._stopped:
            self._file = SourceFile(self._path, 0, 1, b"")
            if not self._documents and not self._is_blank:
                self._report("nothing in the file is BioC: there is no <collection>", 0)
            elif self._documents > 1:
                self._report("the documents stand in no <collection>: put one around them", 0)
        yield from self._reported()

    def _reported(self) -> Iterator[Problem]:
        yield from self._problems
        self._problems = []

    def _end_prolog(self) -> None:
        held = self._prolog or []
        self._prolog = None
        data = b"".join([piece.data for piece in held])
        end = prolog_end(data)
        if (declared := _DECLARED.search(data[:end])) and (
            name := declared[1].decode("ascii", "replace")
        ).lower() not in _UTF8:
            self.encoding = name
        if held and data.strip():
            whole = SourceFile(self._path, 0, 1, data)
            at = whole.place(end, end)
            self._feed(SourceFile(self._path, end, at.line, data[end:], at.column))

    def _feed(self, file: SourceFile) -> None:
        self._file = file
        data = file.data
        try:
            data.decode()
        except UnicodeDecodeError:  # said once for the file; here no more than a character
            data = data.decode("ascii", "replace").replace("\ufffd", "?").encode()
        self._parse(data, is_final=False)
        self._start += len(data)

    def _parse(self, data: bytes, *, is_final: bool) -> None:
        try:
            self._parser.Parse(data, is_final)
        except self._expat.ExpatError as error:
            self._stopped = True
            at = self._parser.ErrorByteIndex - self._start
            if is_final:
                self._file = self._last
                message = "the file ends inside the <collection>: it was cut off, fetch it again"
                self._report(message, len(self._file.data))
            else:
                self._report(self._fault(self._expat.ErrorString(error.code), at), at)

    def _fault(self, reason: str, at: int) -> str:
        errors = self._expat.errors
        if reason == errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
            return "something follows the end of the <collection>: a file holds one"
        if reason == errors.XML_ERROR_MISPLACED_XML_PI:
            return "a second XML file begins here: put it into a file of its own"
        if reason == errors.XML_ERROR_UNDEFINED_ENTITY:
            return entity_fault(self._file.data, at)
        if reason == errors.XML_ERROR_TAG_MISMATCH:
            return "the tag closes nothing that is open: remove it"
        return f"this is no well-formed XML ({reason})"

    def _report(self, message: str, at: int) -> None:
        at = min(max(at, 0), len(self._file.data))
        place = self._file.place(at, min(at + 1, len(self._file.data)))
        row = row_of(self._file, place)
        self._problems.append(Problem("FMT001", message, place, source=row))

    def _here(self) -> int:
        return self._parser.CurrentByteIndex - self._start

    def _once(self, message: str, further: int = 0) -> None:
        if message not in self._said:
            self._said.add(message)
            self._report(message, self._here() + further)

    def _open(self, name: str, _: object) -> None:
        if not self._depth:
            self._has_root = True
            if name != _COLLECTION:
                self._once(f"the file is no BioC: <{name}> stands where <collection> should")
                self._is_foreign = True
        elif self._depth == 1 and name not in CHILDREN[_COLLECTION] and not self._is_foreign:
            self._once(f"<{name}> is no part of <{_COLLECTION}> in BioC: correct or remove it")
        self._depth += 1
        self._stopped = self._stopped or self._depth > _DEEPEST

    def _close(self, _: str) -> None:
        self._depth -= 1

    def _character_data(self, text: str) -> None:
        if self._depth == 1 and not text.isspace() and not self._is_foreign:
            rest = self._file.data[self._here() :]
            message = "text outside of the documents is read by nobody: remove it"
            self._once(message, len(rest) - len(rest.lstrip()))

    def misdeclared(self) -> Problem:
        """Report a file that is UTF-8 and says that it is something else."""
        message = (
            f"the file says that it is {self.encoding}, but it is UTF-8: other readers take its "
            "characters for others; correct the declaration"
        )
        return Problem("ENC001", message, Place(self._path, 1, 1, 1, 2))


def prolog_end(data: bytes) -> int:
    """Return where the first element begins: after declarations, comments and document type."""
    position = len(BOM) if data.startswith(BOM) else 0
    while True:
        position = _after_space(data, position)
        if data.startswith(b"<?", position):
            end = data.find(b"?>", position) + 2
        elif data.startswith(b"<!--", position):
            end = data.find(b"-->", position) + 3
        elif data.startswith(b"<!DOCTYPE", position):
            end = _doctype_end(data, position)
        else:
            return position
        if end <= position:  # it has no end
            return position
        position = end


def _after_space(data: bytes, position: int) -> int:
    match = _SPACE.match(data, position)
    return match.end() if match else position


def _doctype_end(data: bytes, start: int) -> int:
    """Return where a document type ends, with all that it declares; -1 if it does not."""
    position = start
    is_inside = False
    while match := _IN_DOCTYPE.search(data, position):
        position = match.end()
        sign = match[0]
        if sign == b"<!--":
            position = data.find(b"-->", position) + 3
            if position < match.end():
                return -1
        elif sign in b"[]":
            is_inside = sign == b"["
        elif sign == b">" and not is_inside:
            return position
    return -1
