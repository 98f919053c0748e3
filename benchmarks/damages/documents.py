"""Damage to whole documents: pasted twice, under another id, in two files, without text."""

from __future__ import annotations

import re
from dataclasses import replace

from benchmarks.damages.gold import Document, joined
from benchmarks.damages.kinds import Case, Damaged, Setup, kind


def _another_id(case: Case) -> str | None:
    """Return an id like the document's that no document of the corpus has."""
    own = case.document.id
    taken = {each.id for each in (*case.neighbours, *case.others)}
    if not own.isdecimal():
        return None
    other = str(int(own) + case.chance.randrange(1, 999))
    return None if other in taken else other


def _line_of(documents: tuple[Document, ...]) -> int:
    """Return the line, from 1, that follows some documents in a file."""
    return joined(documents).count("\n") + 1


@kind("DOC001")
def document_pasted_twice(case: Case) -> Damaged | None:
    """A document is pasted a second time, below it or at the end of the file."""
    document = case.document
    if case.chance.random() < 1 / 2:
        before = (*case.before, document)
        content = joined((*before, document, *case.after))
    else:
        before = case.neighbours
        content = joined((*before, document))
    return Damaged({case.name: content.encode()}, frozenset({(case.name, _line_of(before))}))


@kind("DOC002")
def document_pasted_under_new_id(case: Case) -> Damaged | None:
    """A document is pasted a second time under another id; either title may be named."""
    identifier = _another_id(case)
    if identifier is None:
        return None
    content = joined((*case.neighbours, case.document.renamed(identifier)))
    places = {(case.name, case.first_line), (case.name, _line_of(case.neighbours))}
    return Damaged({case.name: content.encode()}, frozenset(places))


def _second_file(case: Case, documents: tuple[Document, ...], *codes: str) -> Damaged | None:
    """Add a file that holds a clean document and then others; those others are at fault."""
    other = case.pick(case.others)
    if other is None:
        return None
    name = f"more-{case.name}"
    content = joined((other, *documents))
    places = {(case.name, case.first_line), (name, _line_of((other,)))}
    return Damaged({**case.clean, name: content.encode()}, frozenset(places), codes=codes)


@kind("DOC001")
def document_in_two_files(case: Case) -> Damaged | None:
    """A document stands in two files; either may be named."""
    return _second_file(case, (case.document,))


@kind("DOC003")
def document_annotated_otherwise_in_second_file(case: Case) -> Damaged | None:
    """A document stands in two files, and one of them lacks some of its mentions."""
    mentions = case.document.mentions
    if len(mentions) < 4:
        return None
    gone = case.chance.sample(mentions, case.chance.randrange(1, len(mentions) // 2))
    used = [mention.concept for mention in mentions if mention not in gone]
    kept = case.document.without([each.line for each in gone])
    kept = replace(
        kept,
        rows=tuple(row for row in kept.rows if len(row) > 5 or _holds(row, used)),
    )
    return _second_file(case, (kept,))


def _holds(row: tuple[str, ...], used: list[str]) -> bool:
    """Say whether the mentions that are left have the arguments of a relation."""
    return all(any(argument in field for field in used) for argument in row[2:4])


def _leaked(case: Case, document: Document) -> Damaged | None:
    """Put the file into one split, and the document into another."""
    other = case.pick(case.others)
    if other is None:
        return None
    first, second = f"train/{case.name}", f"test/{case.name}"
    files = {first: joined(case.neighbours), second: joined((other, document))}
    places = {(first, case.first_line), (second, _line_of((other,)))}
    return Damaged({name: text.encode() for name, text in files.items()}, frozenset(places))


@kind("DOC004", needs={Setup.SPLITS})
def document_leaked(case: Case) -> Damaged | None:
    """A document of one split stands in another as well."""
    return _leaked(case, case.document)


@kind("DOC004", needs={Setup.SPLITS})
def document_leaked_under_new_id(case: Case) -> Damaged | None:
    """A document of one split stands in another as well, under another id."""
    identifier = _another_id(case)
    return _leaked(case, case.document.renamed(identifier)) if identifier else None


def _reworded(case: Case, document: Document, share: float) -> Document:
    """Replace a share of the words outside mentions, with offsets kept right."""
    words = [
        match.span()
        for match in re.finditer(r"(?<= )[a-z]{2,}(?= )", document.text)
        if not document.covered & set(range(match.start() - 1, match.end() + 1))
    ]
    for start, end in sorted(case.chance.sample(words, round(share * len(words))), reverse=True):
        document = document.replaced(start, end, case.chance.choice(("also", "then", "thus")))
    return document


@kind("DOC004", needs={Setup.SPLITS})
def document_leaked_with_changes(case: Case) -> Damaged | None:
    """A document stands in another split under another id; 3 in 100 words are changed."""
    identifier = _another_id(case)
    if identifier is None or len(case.document.text) < 600:
        return None
    return _leaked(case, _reworded(case, case.document, 0.03).renamed(identifier))


@kind("DOC005")
def text_lost(case: Case) -> Damaged | None:
    """Title and abstract are empty, and the mentions are gone with them."""
    document = replace(case.document, title="", abstract="", rows=())
    return case.with_document(document, (0, 1))


@kind("DOC006")
def annotations_lost(case: Case) -> Damaged | None:
    """All annotations of a document are gone."""
    return (
        case.with_document(replace(case.document, rows=()), (0, 1)) if case.document.rows else None
    )


@kind("DOC007", needs={Setup.SCHEMA})
def document_id_malformed(case: Case) -> Damaged | None:
    """All lines of a document have an id that is none of the corpus."""
    own = case.document.id
    if not own.isdecimal():
        return None
    wrong = case.chance.choice((f"PMID{own}", f"{own}_1", f"{own}x", "O" + own[1:]))
    return case.with_document(case.document.renamed(wrong), (0, 1))
