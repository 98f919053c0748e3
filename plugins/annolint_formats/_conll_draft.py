"""Rows of one CoNLL document to its tokens, sentences and mentions.

A row that is no token is passed over and reported, one without a tag is a token outside of
mentions. What is said once about a whole file is kept in `Account`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from annolint import (
    Document,
    Edit,
    Fix,
    Ignore,
    Mention,
    Passage,
    Place,
    Problem,
    Safety,
    SourceFile,
    Span,
    Token,
    parse_ignore,
    quoted,
)
from annolint_formats._conflicts import passed_over_conflicts
from annolint_formats._conll_files import Account, Rest
from annolint_formats._conll_layout import NO_SPACE, NO_TOKEN, Layout
from annolint_formats._conll_rows import DOCUMENT_START, cells, is_blank, spans
from annolint_formats._conll_segments import Segment, neighbours, segments
from annolint_formats._conll_tags import Tag

NEW_DOCUMENT = re.compile(r"#\s*newdoc\b(?:\s+id)?\s*=?\s*(.*)")
_SENTENCE_ID = re.compile(r"#\s*sent_id\s*=\s*(.+)")
_NOTE = re.compile(r"#+\s*(annolint\b.*)")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")


def _start(mention: Mention) -> int:
    return mention.spans[0].start


class Table(SourceFile, frozen=True, kw_only=True):
    """The rows of a document, with what is needed to find columns in them."""

    layout: Layout


class Draft:
    """One document that is being read."""

    def __init__(self, account: Account, source: Table, rows: Sequence[str]) -> None:
        self._account = account
        self._layout = account.layout
        self._source = source
        self._rows = rows
        self._tokens: list[Token] = []
        self._tags: list[Tag] = []
        self._first = 0
        self._passages: list[Passage] = []
        self._mentions: list[Mention] = []
        self._problems: list[Problem] = []
        self._odd: list[tuple[str, str, str, int, Token | None]] = []
        self._notes: list[Ignore] = []
        self._sentence_notes: list[Ignore] = []
        self._ignores: list[Ignore] = []
        self._id = ""
        self._sentence_id = ""
        self._at_start = True

    def read(self) -> Document | None:
        """Return the document; None if there is no text in it."""
        if b"<<<<<<<" in self._source.data:
            self._pass_over_conflicts()
        self._read_rows()
        self._report_odd_rows()
        account = self._account
        text = "\n".join([passage.text for passage in self._passages])
        if not text.strip():
            if self._source.offset == 0 and self._notes:
                account.ignores = tuple(self._notes)
            return None
        account.documents += 1
        account.tabs += len(self._tokens)
        return Document(
            id=self._id or self._sentence_id or str(account.documents),
            text=text,
            passages=tuple(self._passages),
            mentions=tuple(self._mentions),
            relations=(),
            files=(self._source,),
            id_given=bool(self._id),
            tokens=tuple(self._tokens),
            problems=tuple(self._problems),
            metadata=self._layout.metadata,
            ignores=(*account.ignores, *self._notes, *self._ignores)
            if account.ignores or self._notes or self._ignores
            else (),
        )

    @property
    def problems(self) -> list[Problem]:
        """What was found wrong."""
        return self._problems

    def _pass_over_conflicts(self) -> None:
        """Make comments of what merge conflicts leave out: blank rows would end a sentence."""
        rows = list(self._rows)
        source = self._source
        self._problems += passed_over_conflicts(source.path, source.line, rows)
        self._rows = [
            row if row or not old else "# passed over"
            for row, old in zip(rows, self._rows, strict=True)
        ]

    def _read_rows(self) -> None:
        account, layout = self._account, self._layout
        known = account.tags
        tokens, tags = self._tokens, self._tags
        size, of_token, of_tag, of_space = layout.size, layout.token, layout.tag, layout.space
        tabbed, numbered = layout.separator == "tab", layout.numbers_tokens
        line = self._source.line - 1
        position = sentence = 0
        gaps: list[str] = []
        surfaces: list[str] = []
        has_mentions = False
        for row in self._rows:
            line += 1
            found = row.split("\t") if tabbed else cells(row, layout.separator, size)
            if (
                len(found) != size
                or row[0] in "#-<=>"
                or account.header
                or not found[of_token].strip()
                or (numbered and not found[0].isdecimal())
            ):
                odd = self._read_odd(row, line)
                if odd is None:
                    if surfaces and is_blank(row):
                        self._end_sentence(surfaces, gaps, has_mentions=has_mentions)
                        position = tokens[-1].end + 1
                        sentence += 1
                        surfaces, gaps, has_mentions = [], [], False
                    continue
                surface, written = odd
                space = ""
            else:
                surface, written = found[of_token], found[of_tag]
                space = found[of_space] if of_space >= 0 else ""
            tag = known.get(written)
            if tag is None:
                tag = account.tag(written)
            end = position + len(surface)
            tokens.append(Token(len(tokens), line, surface, position, end, written, sentence))
            tags.append(tag)
            surfaces.append(surface)
            if of_space >= 0:
                gaps.append("" if NO_SPACE in space else " ")
                position = end + len(gaps[-1])
            else:
                position = end + 1
            if tag.letter != "O" or tag.fault:
                has_mentions = True
        if surfaces:
            self._end_sentence(surfaces, gaps, has_mentions=has_mentions)

    def _end_sentence(self, surfaces: list[str], gaps: list[str], *, has_mentions: bool) -> None:
        first, tokens = self._first, self._tokens
        start = tokens[first].start
        if gaps:
            gaps[-1] = ""
            text = "".join([part for pair in zip(surfaces, gaps, strict=True) for part in pair])
        else:
            text = " ".join(surfaces)
        self._passages.append(
            Passage(len(self._passages), tokens[first].line, "sentence", start, text)
        )
        before = len(self._mentions)
        if has_mentions:
            self._add_mentions(text, start)
        for note in self._sentence_notes:
            concerned = (*self._mentions[before:], *tokens[first:], self._passages[-1])
            self._ignores += [msgspec.structs.replace(note, record=each) for each in concerned]
        self._sentence_notes = []
        self._first = len(tokens)

    def _add_mentions(self, text: str, start: int) -> None:
        tokens, first, mentions = self._tokens, self._first, self._mentions
        tags = self._tags[first:]
        found = list(segments(tags))
        for number, each in enumerate(found):
            head, last = tokens[first + each.first], tokens[first + each.end - 1]
            mention = Mention(
                len(mentions),
                head.line,
                each.type,
                each.types,
                (Span(head.start, last.end),),
                text[head.start - start : last.end - start],
            )
            mentions.append(mention)
            self._compare(found, number, head)
        for number, tag in enumerate(tags):
            if tag.fault:
                self._report_tag(tokens[first + number], tag)

    def _compare(self, found: Sequence[Segment], number: int, head: Token) -> None:
        """Take down that a mention has the letters of another scheme."""
        each, schemes = found[number], self._layout.schemes
        follows, precedes = neighbours(found, number) if len(found) > 1 else (False, False)
        if not schemes.is_foreign(each.letters, follows=follows, precedes=precedes):
            return
        account = self._account
        if account.foreign is None:
            row = self._row(head.line)
            other = schemes.other or "another scheme"
            message = (
                f"the tags of the file are {schemes.main.upper()}, but {{number}} tagged in "
                f"{other.upper() if schemes.other else other}, first here: convert them"
            )
            place = self._cell(row, head.line, self._layout.tag)
            account.foreign = Rest(Problem("SEQ002", message, place, source=row))
        account.foreign.count += 1

    def _report_tag(self, token: Token, tag: Tag) -> None:
        row = self._row(token.line)
        layout = self._layout
        if not token.tag and not self._is_regular(cells(row, layout.separator, layout.size)):
            return  # the row as a whole is reported
        place = self._cell(row, token.line, self._layout.tag)
        fix = None
        if tag.meant:
            start = self._source.position(token.line, place.column)
            end = self._source.position(token.line, place.end_column)
            edit = Edit(start, end, tag.meant.encode("utf-8", "surrogateescape"))
            fix = Fix((edit,), Safety.UNSAFE)
        problem = Problem(
            "SEQ003", tag.fault, place, record=self._mention_at(token) or token, source=row, fix=fix
        )
        self._problems += self._account.reported(f"tag {token.tag}", problem)

    def _mention_at(self, token: Token) -> Mention | None:
        """Return the mention that a token is a part of."""
        number = bisect_right(self._mentions, token.start, key=_start) - 1
        mention = self._mentions[number] if number >= 0 else None
        return mention if mention is not None and token.end <= mention.spans[0].end else None

    # Rows that are not what rows are.

    def _read_odd(self, row: str, line: int) -> tuple[str, str] | None:
        """Return the token and tag of a row that is unusual; None if it has no token."""
        if is_blank(row) or row.startswith(DOCUMENT_START):
            self._at_start &= bool(row.strip())
            return None
        layout = self._layout
        found = cells(row, layout.separator, layout.size)
        regular = self._is_regular(found)
        if row.startswith("#") and self._is_comment(row, found, regular=regular):
            self._read_comment(row, line)
            return None
        self._at_start = False
        if self._account.header or _CONFLICT.match(row):
            if not self._account.header:
                self._report_conflict(row, line)
            self._account.header = False
            return None
        if regular and layout.separator == "tab" and "\t" not in row:
            self._note_blanks(row, line)
        if regular and layout.numbers_tokens and NO_TOKEN.fullmatch(found[0]):
            return None
        if regular and found[layout.token].strip():
            return found[layout.token], found[layout.tag]
        return self._read_irregular(row, line, found)

    def _is_regular(self, found: Sequence[str]) -> bool:
        """Say whether a row has as many columns as it should."""
        layout = self._layout
        if not layout.size:
            return len(found) > max(layout.tag, layout.token)
        return len(found) == layout.size

    def _is_comment(self, row: str, found: Sequence[str], *, regular: bool) -> bool:
        if not regular:
            return True
        if self._layout.separator == "tab":
            return "\t" not in row
        return row.startswith("# ") and bool(self._account.tag(found[self._layout.tag]).fault)

    def _read_comment(self, row: str, line: int) -> None:
        if match := NEW_DOCUMENT.fullmatch(row):
            self._id = match[1].strip()
        elif match := _SENTENCE_ID.fullmatch(row):
            self._sentence_id = self._sentence_id or match[1].strip()
            self._at_start = False
        elif (match := _NOTE.fullmatch(row)) and (note := parse_ignore(match[1])):
            place = Place(self._source.path, line, 1, line, len(row) + 1)
            whole = self._at_start or not self._layout.has_documents
            (self._notes if whole else self._sentence_notes).append(Ignore(*note, place))
        elif row.lstrip("# ").startswith("text"):
            self._at_start = False

    def _note_blanks(self, row: str, line: int) -> None:
        account = self._account
        if account.blanks is None:
            message = "{number} blanks for tabs, first here: put tabs between the columns"
            place = Place(account.path, line, 1, line, len(row) + 1)
            account.blanks = Rest(Problem("FMT008", message, place, source=row))
        account.blanks.count += 1
        account.tabs -= 1

    def _report_conflict(self, row: str, line: int) -> None:
        if row.startswith("<"):
            message = "a mark of a merge conflict is left here: keep the lines that are right"
            self._problems.append(
                Problem("FMT001", message, Place(self._source.path, line, 1, line, len(row) + 1),
                        source=row)
            )  # fmt: skip

    def _read_irregular(self, row: str, line: int, found: Sequence[str]) -> tuple[str, str] | None:
        """Read a row with another number of columns, as far as its token and tag can be told."""
        layout, number = self._layout, len(found)
        size = layout.size
        expected = f"{size} columns" if size else "more columns"
        last_is_tag = layout.tag == size - 1 or not size
        if number == size:
            kind, message = "token", "the token is missing: write it"
            if found[layout.token]:
                message = "the token is nothing but white space: write it or remove the row"
            result: tuple[str, str] | None = (found[layout.token], found[layout.tag])
        elif number == 1:
            lone = self._account.tag(found[0])
            if layout.separator != "tab" and lone.letter != "?" and row.startswith(" "):
                kind, message, result = "token", "the token is missing: write it", None
            else:
                kind = "tag"
                outside = layout.notation.outside[0]
                message = f"the tag is missing: write it, {outside} for none"
                result = (found[0], "")
        elif layout.separator == "tab" and "\t" not in row:
            kind, message = (
                "row",
                "the line is no row of columns separated by tabs: make it one or remove it",
            )
            result = None
        else:
            kind = f"{number} columns"
            remedy = "remove what is too much" if number > size else "add what is missing"
            message = f"{number} columns, where the other rows have {expected}: {remedy}"
            tag = found[-1] if last_is_tag else found[min(layout.tag, number - 1)]
            if self._account.tag(tag).fault:
                tag = ""
            surface = found[min(layout.token, number - 1)]
            if number > size == 2 and layout.separator == "blank" and tag:
                surface = row[: row.rindex(tag)].strip(" ")
                message += f", or is {quoted(surface)} one token?"
            result = (surface, tag)
        code = "FMT001" if kind == "row" else "FMT002"
        self._odd.append((code, kind, message, line, None))
        return result

    def _report_odd_rows(self) -> None:
        """Report rows that are odd in the same way, those in a row at once."""
        runs: list[list[tuple[str, str, str, int, Token | None]]] = []
        for odd in self._odd:
            last = runs[-1][-1] if runs else None
            if last is not None and last[1] == odd[1] and last[3] == odd[3] - 1:
                runs[-1].append(odd)
            else:
                runs.append([odd])
        tokens = {token.line: token for token in self._tokens} if runs else {}
        for run in runs:
            code, kind, message, line, _ = run[0]
            last_line = run[-1][3]
            row = self._row(line)
            if len(run) > 1:
                message = f"{len(run)} lines: {message}"
            end = len(row) if line == last_line else len(self._row(last_line))
            place = Place(self._source.path, line, 1, last_line, end + 1)
            token = tokens.get(line)
            record = token and (self._mention_at(token) or token)
            problem = Problem(code, message, place, record=record, source=row)
            self._problems += self._account.reported(kind, problem)

    def _row(self, line: int) -> str:
        return self._rows[line - self._source.line]

    def _cell(self, row: str, line: int, column: int) -> Place:
        """Return the place of a column; of the whole row where it has no such one."""
        found = spans(row, self._layout.separator, self._layout.size)
        start, end = found[column] if column < len(found) else (0, len(row))
        return Place(self._source.path, line, start + 1, line, end + 1)
