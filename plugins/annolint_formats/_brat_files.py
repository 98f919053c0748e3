"""The files of a brat document: which belong together, and what is wrong with their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from msgspec.structs import replace

from annolint import Beside, Document, Passage, Place, Problem, Source, SourceFile
from annolint_formats._brat_annotations import read_annotations, report_undecodable
from annolint_formats._brat_conf import schema
from annolint_formats._brat_draft import Draft
from annolint_formats._brat_targets import bring_home
from annolint_formats._conflicts import passed_over_conflicts
from annolint_formats._encoding import (
    BOM,
    Encoding,
    binary_kind,
    bom_problem,
    ends_lines_with_cr,
    wide_encoding,
)
from annolint_formats._text import HEAD_SIZE, Block

_COMPRESSED = (".gz", ".bz2", ".xz", ".zst")


def read(source: Source) -> Iterator[Document | Problem]:
    """Read a document from its annotations and what lies beside them."""
    stem, suffix = _divided(source.path)
    if suffix == ".txt":
        yield from _lonely_text(source, stem)
        return
    limit = source.max_record_size
    found = [Beside(source.path, _content(source))]
    if suffix == ".a1" and (second := source.beside(f"{stem}.a2")):
        found.append(second)
    text = source.beside(f"{stem}.txt")
    if not any(each.data for each in (*found, *([text] if text else ()))):
        return
    for each in found:
        if problem := _unreadable(each, limit) or _no_annotations(each):
            yield problem
            return
    yield from _document(found, text, source, stem)


def _document(
    annotations: list[Beside], text: Beside | None, source: Source, name: str
) -> Iterator[Document | Problem]:
    fault = _text_fault(text, source.max_record_size, annotations[0], name)
    sources, rows, whole = [], [], []
    for each in annotations:
        file, content, problems = _decoded(each, is_text=False)
        sources.append(file)
        listed = [row.rstrip("\r") for row in content.split("\n")]
        if "<<<<<<<" in content:
            problems += passed_over_conflicts(each.path, 1, listed)
        rows.append(listed)
        whole += problems if each is annotations[0] else [replace(p, fix=None) for p in problems]
    content = ""
    broken = fault
    if text is not None and fault is None:
        file, content, problems = _decoded(text, is_text=True)
        sources.append(file)
        whole += [replace(problem, fix=None) for problem in problems]
        broken = next((problem for problem in problems if problem.code == "ENC001"), None)
    draft = Draft(tuple(sources), content)
    if text is not None and fault is None:
        draft.passages = (Passage(0, 1, "text", 0, content, file=len(sources) - 1),)
    if fault is not None:
        draft.problems.append(fault)
    if broken is not None and broken.code != "FMT006":
        # Without all of the text, offsets prove nothing.
        lost = Problem("FMT006", "", broken.place, covers_document=True, folded=True)
        draft.problems.append(lost)
    for number, listed in enumerate(rows):
        read_annotations(draft, number, listed)
        if any(problem.code == "ENC001" for problem in whole):
            report_undecodable(draft, number, listed)
    bring_home(draft)
    if conf := source.nearest("annotation.conf"):
        draft.schema = schema(conf.data)
    yield draft.finish(name)
    yield from whole


def _divided(path: str) -> tuple[str, str]:
    """Return the name of a file without its suffix, and that suffix; how it is packed aside."""
    name = PurePath(path)
    if name.suffix.lower() in _COMPRESSED:
        name = PurePath(name.stem)
    return name.stem, name.suffix.lower()


def _content(source: Source) -> bytes:
    """Return all of a file, or of a larger one a byte more than the limit."""
    parts, missing = [], source.max_record_size + 1
    while missing > 0 and (part := source.stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _decoded(found: Beside, *, is_text: bool) -> tuple[SourceFile, str, list[Problem]]:
    """Return a file without its byte order mark, its text, and what is wrong with its bytes."""
    marks = len(found.data) - len(found.data.removeprefix(BOM))
    data = found.data[marks:]
    encoding = Encoding(found.path)
    content = encoding.decode(Block(marks, 1, data))
    problems = list(encoding.problems())
    if marks:
        row = content.partition("\n")[0].rstrip("\r")
        problem = bom_problem(found.path, 1, row, (0, marks))
        message = "a byte order mark stands before the first character; "
        if is_text:
            message += (
                "brat counts it, other programs do not: remove it, and see that the offsets do "
                "not count it"
            )
        else:
            message += "other readers take it for a part of the first annotation: remove it"
        problems.append(replace(problem, message=message))
    return SourceFile(found.path, marks, 1, data), content, problems


def _lonely_text(source: Source, stem: str) -> Iterator[Problem]:
    """Report a text that nobody has annotated, unless its annotations are read by themselves."""
    if any(source.beside(f"{stem}{suffix}") for suffix in (".ann", ".a1")):
        return
    message = (
        f"there are no annotations beside the text: put {stem}.ann there, empty if there is "
        "nothing to annotate"
    )
    yield Problem("FMT011", message, Place(source.path, 1, 1, 1, 1))


def _text_fault(text: Beside | None, limit: int, first: Beside, name: str) -> Problem | None:
    """Say why a document has no text."""
    if text is None:
        message = f"there is no text beside the annotations: put {name}.txt there"
        row = first.data[:HEAD_SIZE].decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
        place = Place(first.path, 1, 1, 1, len(row) + 1)
        return Problem("FMT006", message, place, covers_document=True, source=row)
    return _unreadable(text, limit)


def _unreadable(found: Beside, limit: int) -> Problem | None:
    """Say why a file cannot be read as text at all."""
    head = found.data[:HEAD_SIZE]
    if len(found.data) > limit:
        code = "FMT001"
        message = (
            f"the file has over {limit} bytes and was passed over: divide the document, or raise "
            "max-record-size"
        )
    elif wide := wide_encoding(head):
        code, message = "ENC001", f"the file is {wide[:6]}: convert it to UTF-8"
    elif kind := binary_kind(head):
        code, message = "FMT001", f"the file is {kind}, no text: name the right file"
    else:
        return None
    place = Place(found.path, 1, 1, max(found.data.count(b"\n"), 1), 1)
    return Problem(code, f"{message}; nothing in it was checked", place)


def _no_annotations(found: Beside) -> Problem | None:
    """Say why a file of text cannot be read as lines."""
    if not ends_lines_with_cr(found.data):
        return None
    message = "the lines end with CR alone: convert the line ends to LF; nothing in it was checked"
    return Problem("FMT001", message, Place(found.path, 1, 1, 1, 1))
