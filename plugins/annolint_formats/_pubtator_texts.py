"""The text records of a PubTator document: title, abstract, further sections, and its id.

Puts the text together that offsets count in, and reports text records that are missing, misplaced,
mistyped, broken in two, or run on into the next record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set as AbstractSet

from annolint import Passage
from annolint_formats._pubtator_draft import Draft, TextRow, runs
from annolint_formats._pubtator_lines import COMMENT, KINDS, TEXT_RECORD, begins_with_id

_MISTYPED = re.compile(
    r'"[^|\t]*\|[ta]\|'  # quoted, as by a spreadsheet
    r"|[^|\t]*\|[TA]\|"
    r"|[^\s|]+ ?\|(?:[TtAa]?[ \t]|[TtAa][^|\w]|\||[A-Za-z]{2,8}\|)"
    r"|[^\s|]+[ \t]+[TtAa]\|"
    r"|[0-9]+[ \t:;,/!]{1,2}[TtAa][ \t:;,/!|]{1,2}(?![0-9])"
    r"|[0-9]+[TtAa]\|"
)
_MISTYPED_LETTER = re.compile(r'"?[^\s|:;,/!]*[\s|:;,/!]+([TtAa])\b')
_LATER_RECORD = re.compile(r"\n[^|\t\n]*\|[A-Za-z]\|")


def read_texts(draft: Draft) -> int:
    """Read id, text records and text of a document.

    Returns:
        The number of the first row that is an annotation. Text records may stand among the
        annotations too; they are in `draft.texts`.
    """
    plain, start = _plain_texts(draft)
    if not plain:
        start = _irregular_texts(draft)
    leading = len(draft.texts)
    if _LATER_RECORD.search(draft.body, max(sum(map(len, draft.rows[:start])) + start - 1, 0)):
        _late_texts(draft, start)
        plain = plain and len(draft.texts) == leading
    draft.id = draft.texts[0].identifier.strip() if plain else _own_id(draft, start)
    _compose(draft)
    if not plain or draft.id != draft.texts[0].identifier:
        _check_order(draft, leading)
    _check_run_on(draft)
    return start


def _plain_texts(draft: Draft) -> tuple[bool, int]:
    """Read a title and an abstract, the usual case; say whether that is all that there is."""
    rows = draft.rows
    matches = [TEXT_RECORD.match(row) for row in rows[:2]]
    for number, match in enumerate(matches):
        if match is None or match[2] != "ta"[number] or match[1][:1] == '"':
            return False, 0
        draft.texts.append(TextRow(number, match[1], match[2], match[3]))
    if len(rows) < 2 or draft.texts[0].identifier != draft.texts[1].identifier:
        return False, 0
    return len(rows) == 2 or "\t" in rows[2], 2


def _irregular_texts(draft: Draft) -> int:
    """Read the text records at the beginning, mistyped and broken ones too.

    Returns:
        The number of the first annotation.
    """
    rows, texts = draft.rows, draft.texts
    texts.clear()
    known = _known_id(draft)
    kinds = {match[2] for row in rows if (match := TEXT_RECORD.match(row))}
    continuations: list[int] = []
    for number, row in enumerate(rows):
        match = TEXT_RECORD.match(row)
        if match and not _is_spoilt(row, match, kinds):
            texts.append(TextRow(number, match[1], match[2], match[3]))
        elif match or (not kinds >= KINDS.keys() and _is_mistyped(row, known)):
            _report_mistyped(draft, number, known, kinds)
        elif "\t" in row or begins_with_id(row, known):
            break
        elif row.startswith(COMMENT[0]):
            draft.report("FMT001", "a comment stands inside a document: remove it", number)
        elif row and texts:
            continuations.append(number)
        elif row:
            draft.unreadable(number)
    else:
        number = len(rows)
    _report_continuations(draft, continuations)
    return number


def _known_id(draft: Draft) -> str:
    """Return the id that the first sound line of a document has."""
    for row in draft.rows:
        match = TEXT_RECORD.match(row)
        if match:
            return match[1].strip()
        if row.count("\t") >= 3:
            return row.partition("\t")[0].strip()
    return ""


def _is_spoilt(row: str, match: re.Match[str], kinds: AbstractSet[str]) -> bool:
    """Say whether a title or abstract has quotation marks around it, or a capital letter."""
    small = match[2].lower()
    quoted = row.startswith('"') and row.endswith('"')
    return small in KINDS and (quoted or (small != match[2] and small not in kinds))


def _is_mistyped(row: str, known: str) -> bool:
    if _MISTYPED.match(row):
        return True
    if "\t" in row or not begins_with_id(row, known):
        return False
    rest = row[len(known) :].lstrip()
    return bool(rest) and not rest[0].isdecimal()  # a number would be an offset


def _report_mistyped(draft: Draft, number: int, known: str, kinds: AbstractSet[str]) -> None:
    draft.lost_text = True
    row = draft.rows[number]
    letter = _MISTYPED_LETTER.match(row)
    small = letter[1].lower() if letter else ""
    if not small or (small in kinds and not row.startswith('"')):
        small = "a" if "t" in kinds else "t"
    name = KINDS[small]
    if row.startswith('"'):
        message = f"quotation marks stand around the {name} record: remove them"
    else:
        name = "an abstract" if small == "a" else "a title"
        message = f"{name} record is mistyped: begin it with {known or 'id'}|{small}|"
    draft.report("FMT001", message, number)


def _report_continuations(draft: Draft, rows: list[int]) -> None:
    """Report lines among the text records: what a line end has cut off from one of them."""
    if not rows:
        return
    draft.lost_text = True
    name = _name([text.kind for text in draft.texts if text.number < rows[0]][-1])
    count = rows[-1] - rows[0] + 1
    what = "the line goes" if count == 1 else f"{count} lines go"
    message = f"{what} on with the {name}, which must stand on one line: join them"
    draft.report("FMT001", message, rows[0], last=rows[-1])


def _late_texts(draft: Draft, start: int) -> None:
    """Add the text records that stand among the annotations."""
    for number in range(start, len(draft.rows)):
        if match := TEXT_RECORD.match(draft.rows[number]):
            draft.texts.append(TextRow(number, match[1], match[2], match[3]))


def _own_id(draft: Draft, start: int) -> str:
    """Return the id that a document is known by: its title's, unless most others agree on one."""
    named = [text.identifier for text in draft.texts if text.identifier.strip()]
    others = [row.partition("\t")[0] for row in draft.rows[start:] if "\t" in row]
    if not named:
        counted = Counter(other.strip() for other in others if other.strip())
        return counted.most_common(1)[0][0] if counted else ""
    first = named[0]
    rest = Counter(named[1:] + others)
    if rest and first not in rest:
        identifier, count = rest.most_common(1)[0]
        if 1 < count > rest.total() / 2 and identifier.strip():
            return identifier.strip()
    return first.strip()


def _compose(draft: Draft) -> None:
    """Put the text together: title, abstract, then further sections as they come."""
    title = [text for text in draft.texts if text.kind == "t"][:1]
    abstract = [text for text in draft.texts if text.kind == "a"][:1]
    sections = [text for text in draft.texts if text.kind not in KINDS]
    passages = []
    start = 0
    for index, row in enumerate((*title, *abstract, *sections)):
        line = draft.source.line + row.number
        passages.append(Passage(index, line, KINDS.get(row.kind, row.kind), start, row.text))
        start += len(row.text) + 1
    draft.passages = tuple(passages)
    draft.text = "\n".join([passage.text for passage in passages])


def _name(kind: str) -> str:
    return KINDS.get(kind, f"|{kind}| record")


def _check_order(draft: Draft, leading: int) -> None:
    """Report text records that are misplaced, twice there, or of another document."""
    seen: dict[str, str] = {}
    late: list[TextRow] = []
    for position, row in enumerate(draft.texts):
        kind, name = row.kind, _name(row.kind)
        draft.check_id(row.number, row.identifier, None)
        if kind in KINDS and kind in seen:
            message = f"a second {name} for {draft.id}: keep one of the two"
            draft.report("FMT007", message, row.number)
            draft.lost_text = draft.lost_text or seen[kind] != row.text
        elif position >= leading:
            late.append(row)
        elif kind == "t" and "a" in seen:
            message = "the title stands after the abstract: exchange the two lines"
            draft.report("FMT007", message, row.number)
        seen.setdefault(kind, row.text)
    for first, last in runs([row.number for row in late]):
        names = [_name(row.kind) for row in late if first <= row.number <= last]
        verb, them = ("stand", "them") if len(names) > 1 else ("stands", "it")
        message = f"the {' and the '.join(names)} {verb} after annotations: move {them} to the top"
        draft.report("FMT007", message, first, last=last)


def _check_run_on(draft: Draft) -> None:
    """Report text records into which the next record runs on, for want of a line end."""
    texts = draft.texts
    if draft.marks > len(texts):
        ids = "|".join(re.escape(text.identifier) for text in texts if text.identifier)
        record = re.compile(rf"(?:{ids or '(?!)'}|(?<![0-9])[0-9]{{4,}})\|([ta])\|")
        for row in texts:
            if (match := record.search(row.text)) and not draft.ends_with_title(row.number):
                _report_run_on(draft, row, match.start(), f"the {KINDS[match[1]]}")
                draft.lost_text = draft.lost_text or row is not texts[-1] or len(texts) == 1
    if "\t" in draft.text:
        for row in texts:
            at = row.text.find(f"{draft.id}\t")
            if at >= 0 and row.text.count("\t", at) >= 3:
                _report_run_on(draft, row, at, "an annotation")
                draft.lost_text = draft.lost_text or row is not texts[-1]


def _report_run_on(draft: Draft, row: TextRow, at: int, what: str) -> None:
    start = len(draft.rows[row.number]) - len(row.text) + at
    name = _name(row.kind)
    message = f"{what} runs on in the line of the {name}: break the line before it"
    draft.report("FMT001", message, row.number, start=start)


def check_missing(draft: Draft) -> None:
    """Report a document without title or abstract; call it when the mentions are read."""
    kinds = {passage.kind for passage in draft.passages}
    missing = [kind for kind in KINDS.values() if kind not in kinds]
    if draft.lost_text or _is_damaged(draft):  # that is reported, and why nothing else is checked
        draft.report("FMT006", "", 0, covers_document=True, folded=True)
    elif len(missing) == len(KINDS) and not draft.passages:
        message = (
            f"annotations of {draft.id} without title and abstract: "
            f"add {draft.id}|t|… and {draft.id}|a|… above them"
        )
        draft.report("FMT006", message, 0, covers_document=True)
    elif missing:
        message = (
            f"document {draft.id} has no {missing[0]} record: "
            f"add a line {draft.id}|{missing[0][0]}|… (it may be empty)"
        )
        # Without an abstract the title may still be all that the mentions need.
        needed = missing[0] == "title" or any(
            span.end > len(draft.text) for mention in draft.mentions for span in mention.spans
        )
        draft.report("FMT006", message, 0, covers_document=needed)


def _is_damaged(draft: Draft) -> bool:
    """Say whether the text has undecodable bytes, and offsets that no longer fit it."""
    if draft.text.isascii():
        return False
    try:
        draft.text.encode()
    except UnicodeEncodeError:
        return any(
            draft.text[span.start : span.end] != mention.text
            for mention in draft.mentions
            for span in mention.spans
        )
    return False
