"""Damage to the lines of a block: joined, broken, lost, pasted twice, in the wrong place."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.damages.gold import ID, PARTS, Document, Row, joined
from benchmarks.damages.kinds import Case, Damaged, kind


@kind("FMT002")
def mention_joined_with_next(case: Case) -> Damaged | None:
    """The line end between two annotations is lost, or has become a blank."""
    lines = list(case.document.lines)
    if len(lines) < 5:
        return None
    number = case.chance.randrange(2, len(lines) - 1)
    lines[number : number + 2] = [case.chance.choice(("", " ")).join(lines[number : number + 2])]
    return case.file(lines, number)


@kind("FMT001", "FMT006", "FMT002")
def title_joined_with_abstract(case: Case) -> Damaged | None:
    """The line end between title and abstract is lost.

    The title line holds two records, and the document has no abstract line.
    """
    lines = list(case.document.lines)
    lines[:2] = [lines[0] + lines[1]]
    return case.file(lines, 0)


@kind("FMT001", "FMT002")
def abstract_joined_with_mention(case: Case) -> Damaged | None:
    """The line end between the abstract and the first annotation is lost.

    The line is no single record, and an annotation's columns stand in a text.
    """
    lines = list(case.document.lines)
    if len(lines) < 4:
        return None
    lines[1:3] = [lines[1] + lines[2]]
    return case.file(lines, 1)


@kind("FMT001", "FMT002")
def mention_broken_in_text(case: Case) -> Damaged | None:
    """A line end breaks a mention inside its text.

    The first half has columns too few, the second is no record; either may be named.
    """
    mention = case.mention(lambda each: " " in each.text)
    if mention is None:
        return None
    lines = list(case.document.lines)
    head, _, tail = mention.text.partition(" ")
    left, right = lines[mention.line].split(f"{head} {tail}", 1)
    lines[mention.line : mention.line + 1] = [left + head, tail + right]
    return case.file(lines, (mention.line, mention.line + 1))


@kind("FMT001", "FMT002")
def mention_broken_at_tab(case: Case) -> Damaged | None:
    """A line end stands for one of a mention's tabs.

    The first half has columns too few, the second is no record; either may be named.
    """
    mention = case.mention(lambda each: len(each.row) == PARTS and all(each.row))
    if mention is None:
        return None
    lines = list(case.document.lines)
    at = case.chance.randrange(1, PARTS - 1)
    halves = ["\t".join(mention.row[:at]), "\t".join(mention.row[at:])]
    lines[mention.line : mention.line + 1] = halves
    return case.file(lines, (mention.line, mention.line + 1))


def _broken(case: Case, number: int) -> Damaged | None:
    """Break a text line at a blank that stands between two words."""
    lines = list(case.document.lines)
    line = lines[number]
    blanks = [at for at in range(len(line) // 4, len(line) - 4) if line[at] == " "]
    blanks = [at for at in blanks if line[at - 1] != " " != line[at + 1]]
    at = case.pick(blanks)
    if at is None:
        return None
    lines[number : number + 1] = [line[:at], line[at + 1 :]]
    return case.file(lines, (number, number + 1))


@kind("FMT001")
def abstract_broken(case: Case) -> Damaged | None:
    """A line end stands for a blank of the abstract."""
    return _broken(case, 1)


@kind("FMT001")
def title_broken(case: Case) -> Damaged | None:
    """A line end stands for a blank of the title."""
    return _broken(case, 0)


@kind("FMT005")
def blank_line_lost(case: Case) -> Damaged | None:
    """The blank line between two documents is lost."""
    if not case.after:
        return None
    lines = case.document.lines
    return case.file(lines, len(lines), end="")


@kind("FMT005", "FMT002", "FMT001")
def documents_joined_in_line(case: Case) -> Damaged | None:
    """The line ends between two documents are lost: the next title runs on in the last line.

    The title begins without its blank line, the line has columns too many, and holds two records.
    """
    if not case.after or not case.document.rows:
        return None
    text = joined((*case.before, case.document)).removesuffix("\n\n") + joined(case.after)
    line = case.first_line + len(case.document.lines) - 1
    return Damaged({case.name: text.encode()}, frozenset({(case.name, line)}))


@kind("FMT006")
def blank_line_inside(case: Case) -> Damaged | None:
    """A blank line stands between two annotations of a document.

    What follows it is a block without title and abstract.
    """
    lines = list(case.document.lines)
    if len(lines) < 4:
        return None
    number = case.chance.randrange(3, len(lines))
    lines.insert(number, "")
    return case.file(lines, (number, number + 1))


@kind("FMT006")
def blank_line_after_title(case: Case) -> Damaged | None:
    """A blank line stands between title and abstract.

    Each of the two blocks lacks a text record.
    """
    lines = list(case.document.lines)
    lines.insert(1, "")
    return case.file(lines, (0, 1, 2))


@kind("FMT006")
def title_lost(case: Case) -> Damaged | None:
    """The title line is gone."""
    if not case.document.rows:
        return None
    return case.file(case.document.lines[1:], 0)


@kind("FMT006")
def abstract_lost(case: Case) -> Damaged | None:
    """The abstract line is gone; the finding belongs to the title or to the line after it."""
    if not any(each.start > len(case.document.title) for each in case.document.mentions):
        return None
    lines = list(case.document.lines)
    del lines[1]
    return case.file(lines, (0, 1))


@kind("FMT006")
def both_texts_lost(case: Case) -> Damaged | None:
    """Title and abstract line are gone."""
    lines = case.document.lines[2:]
    return case.file(lines, 0) if lines else None


@kind("FMT007")
def title_and_abstract_exchanged(case: Case) -> Damaged | None:
    """The abstract line stands above the title line."""
    lines = list(case.document.lines)
    lines[:2] = [lines[1], lines[0]]
    return case.file(lines, (0, 1))


@kind("FMT007")
def title_twice(case: Case) -> Damaged | None:
    """The title line is there twice."""
    lines = list(case.document.lines)
    return case.file([lines[0], *lines], 1)


@kind("FMT007")
def abstract_twice(case: Case) -> Damaged | None:
    """The abstract line is there twice."""
    lines = list(case.document.lines)
    return case.file([*lines[:2], *lines[1:]], 2)


@kind("FMT007")
def abstract_after_mentions(case: Case) -> Damaged | None:
    """The abstract line stands below some or all annotations."""
    lines = list(case.document.lines)
    if len(lines) < 3:
        return None
    number = case.chance.randrange(2, len(lines))
    lines.insert(number, lines.pop(1))
    return case.file(lines, number)


@kind("FMT007")
def block_sorted(case: Case) -> Damaged | None:
    """The lines of a document are sorted, which puts title and abstract last."""
    lines = sorted(case.document.lines)
    titles = [number for number, line in enumerate(lines) if "|" in line.partition("\t")[0]]
    if not case.document.rows or 0 in titles:
        return None
    return case.file(lines, titles)


@kind("FMT001", "FMT006")
def text_record_mistyped(case: Case) -> Damaged | None:
    """The mark of a title or abstract line is mistyped.

    The line is no record any more, and so the record is missing.
    """
    number = case.chance.randrange(2)
    letter = "ta"[number]
    wrong = case.chance.choice((f"|{letter.upper()}|", f"|{letter}", f"{letter}|", f"|{letter}\\"))
    line = case.document.lines[number].replace(f"|{letter}|", wrong, 1)
    made = case.with_line(number, line)
    return replace(made, places=made.places | {(case.name, case.first_line)})


@kind("FMT001")
def prose_between_records(case: Case) -> Damaged | None:
    """A remark stands in a line of its own among the annotations."""
    lines = list(case.document.lines)
    remark = case.chance.choice(
        ("checked by AB", "to do: ask about this one", "--", "see the guidelines, section 3", "???")
    )
    number = case.chance.randrange(2, len(lines) + 1)
    lines.insert(number, remark)
    return case.file(lines, number)


@kind("FMT001")
def prose_between_documents(case: Case) -> Damaged | None:
    """A remark stands in a block of its own between two documents."""
    lines = case.document.lines
    remark = case.chance.choice(("end of batch 3", "AB continues here", "========"))
    return case.file([*lines, "", remark], len(lines) + 1)


@kind("FMT001")
def merge_conflict(case: Case) -> Damaged | None:
    """A merge conflict is left in the file: three marks around two versions of a line."""
    mention = case.mention()
    if mention is None:
        return None
    lines = list(case.document.lines)
    ours = lines[mention.line]
    theirs = ours.replace(mention.type, f"{mention.type}2") if mention.type else ours
    conflict = ["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> second-pass"]
    lines[mention.line : mention.line + 1] = conflict
    return case.file(lines, mention.line)


@kind("FMT001")
def merge_conflict_of_several_lines(case: Case) -> Damaged | None:
    """A merge conflict is left in the file, with several annotations on either side."""
    count = len(case.document.rows)
    if count < 3:
        return None
    lines = list(case.document.lines)
    start = case.chance.randrange(2, count)
    end = case.chance.randrange(start + 1, min(start + 6, count + 2))
    ours = lines[start:end]
    theirs = ours[: case.chance.randrange(len(ours) + 1)]
    lines[start:end] = ["<<<<<<< ours", *ours, "=======", *theirs, ">>>>>>> 1a2b3c4"]
    return case.file(lines, start)


@kind("DUP001")
def mention_pasted_twice(case: Case) -> Damaged | None:
    """A mention line is pasted a second time, below it or at the end of the document."""
    mention = case.mention()
    if mention is None:
        return None
    lines = list(case.document.lines)
    number = case.chance.choice((mention.line + 1, len(lines)))
    lines.insert(number, lines[mention.line])
    return case.file(lines, number)


@kind("DUP001")
def mentions_pasted_twice(case: Case) -> Damaged | None:
    """A block of mentions is pasted a second time below it or at the end of the document."""
    numbers = [each.line for each in case.document.mentions]
    if len(numbers) < 3:
        return None
    first = case.chance.randrange(len(numbers) - 1)
    last = case.chance.randrange(first + 1, len(numbers))
    lines = list(case.document.lines)
    block = lines[numbers[first] : numbers[last] + 1]
    at = case.chance.choice((numbers[last] + 1, numbers[-1] + 1))
    lines[at:at] = block
    return case.file(lines, at)


@kind("DUP002")
def relation_pasted_twice(case: Case) -> Damaged | None:
    """A relation line is pasted a second time."""
    relation = case.relation()
    if relation is None:
        return None
    lines = list(case.document.lines)
    number = case.chance.choice((relation.line + 1, len(lines)))
    lines.insert(number, lines[relation.line])
    return case.file(lines, number)


def _mistyped(identifier: str, case: Case) -> str:
    """Mistype a document id: a digit lost, added, changed or exchanged with the next."""
    at = case.chance.randrange(len(identifier))
    digit = str((int(identifier[at]) + 1) % 10) if identifier[at].isdecimal() else "x"
    exchanged = identifier[:at] + identifier[at + 1 : at + 2] + identifier[at]
    return case.chance.choice(
        [
            each
            for each in (
                identifier[:at] + identifier[at + 1 :],
                identifier[:at] + digit + identifier[at:],
                identifier[:at] + digit + identifier[at + 1 :],
                exchanged + identifier[at + 2 :],
            )
            if each and each != identifier
        ]
    )


@kind("FMT004")
def document_id_mistyped(case: Case) -> Damaged | None:
    """The document id of an annotation is mistyped."""
    record = case.record()
    if record is None or len(case.document.rows) < 2:
        return None
    return case.with_field(record, ID, _mistyped(record.row[ID], case))


@kind("FMT004")
def document_id_mistyped_in_text(case: Case) -> Damaged | None:
    """The document id of the title or the abstract is mistyped; either of them may be named."""
    if len(case.document.rows) < 2:
        return None
    number = case.chance.randrange(2)
    identifier = case.document.id
    line = _mistyped(identifier, case) + case.document.lines[number].removeprefix(identifier)
    return case.with_line(number, line)


@kind("FMT004", "FMT002")
def document_id_empty(case: Case) -> Damaged | None:
    """The document id of an annotation is empty.

    The id is not the document's, and the first column is missing.
    """
    record = case.record()
    return case.with_field(record, ID, "") if record else None


@kind("FMT004")
def foreign_annotations_pasted(case: Case) -> Damaged | None:
    """Annotations of another document are pasted into this one."""
    other = case.pick(case.others)
    if other is None or not other.rows or len(case.document.rows) < 2:
        return None
    lines = list(case.document.lines)
    number = case.chance.randrange(3, len(lines) + 1)
    count = case.chance.choice((1, 1, 2, 3))
    lines[number:number] = other.lines[2 : 2 + count]
    return case.file(lines, number)


def _dragged(identifier: str, by: int) -> str:
    return str(int(identifier) + by).zfill(len(identifier))


@kind("FMT004")
def document_ids_dragged(case: Case) -> Damaged | None:
    """A spreadsheet has counted the document ids of some annotations up."""
    document = case.document
    if len(document.rows) < 6 or not document.id.isdecimal():
        return None
    first = case.chance.randrange(1, len(document.rows) - 2)
    last = min(first + case.chance.randrange(2, 5), len(document.rows))
    rows: list[Row] = list(document.rows)
    for by, number in enumerate(range(first, last), 1):
        rows[number] = (_dragged(document.id, by), *rows[number][1:])
    return case.with_document(replace(document, rows=tuple(rows)), first + 2)


def _fbk(document: Document, _: object) -> Document | None:
    """Write a document in the "fbk" order: id, annotation id, type, start, end, text."""
    if len(document.mentions) < 2:
        return None
    rows = tuple(
        (each.row[ID], f"T{number}", each.type, each.row[1], each.row[2], each.text)
        for number, each in enumerate(document.mentions, 1)
    )
    return replace(document, rows=rows)


@kind("FMT009", prepare=_fbk)
def annotation_id_twice(case: Case) -> Damaged | None:
    """In the "fbk" order, two mentions have one annotation id."""
    rows = list(case.document.rows)
    first, second = sorted(case.chance.sample(range(len(rows)), 2))
    rows[second] = (rows[second][0], rows[first][1], *rows[second][2:])
    document = replace(case.document, rows=tuple(rows))
    return case.with_document(document, second + 2)
