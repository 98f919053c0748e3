"""Findings that are accepted: by `[[suppress]]` and by notes in the data; and which are of no use.

Knows the configuration's entries, notes of documents and findings; does not know how findings are
made.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from annolint.diagnostic import Finding, Severity, quoted
from annolint.records import Place
from annolint.selection import path_matcher, specificity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annolint.config import Config
    from annolint.model import Document, Ignore
    from annolint.records import Record
    from annolint.rule import Rule

UNUSED = ("ANN911", "unused-suppression")
EXPIRED = ("ANN912", "expired-suppression")


class Suppressions:
    """The entries of one run; counts which of them were used."""

    def __init__(self, config: Config, today: dt.date | None = None) -> None:
        self._config = config
        self._entries = config.loaded.settings.suppress
        self._today = today or dt.datetime.now(tz=dt.UTC).date()
        self._used: set[int] = set()
        self._tried: set[int] = set()
        self._awaited: dict[str, set[int]] = {}
        self._by_rule: dict[str, list[tuple[int, Callable[[str], bool] | None]]] = {}
        self._codes: frozenset[str] = frozenset()
        self._notes: dict[Place, str] = {}
        for number, entry in enumerate(self._entries):
            rule = next(r for r in config.rules.values() if entry.rule in (r.code, r.name))
            fits = None if entry.path is None else path_matcher((entry.path,))
            self._by_rule.setdefault(rule.code, []).append((number, fits))

    def enter(self, path: str, codes: Iterable[str]) -> None:
        """Take down that a file is read with these rules on: what could an entry now fit?"""
        self._codes = frozenset(codes)
        if not self._entries:
            return
        name = self._config.relative(path)
        self._awaited = {}
        for code in self._codes:
            for number, fits in self._by_rule.get(code, ()):
                if fits is None or fits(name):
                    document = self._entries[number].document
                    if document is None:
                        self._tried.add(number)
                    else:
                        self._awaited.setdefault(document, set()).add(number)

    def see(self, document: Document) -> None:
        """Take down that a document of the file is read."""
        if self._awaited:
            self._tried |= self._awaited.get(document.id, set())
        for note in document.ignores:
            self._notes.setdefault(note.place, self._uselessness(note))

    def _uselessness(self, note: Ignore) -> str:
        """Say what is wrong with a note unless it turns out to be of use; empty: that is open."""
        shown = f"ignore[{', '.join(note.selectors)}]"
        for selector in note.selectors or ("",):
            codes = {code for code, rule in self._config.rules.items() if _fits(selector, rule)}
            if not codes:
                name = quoted(selector) if selector else "it"
                return f"{shown}: {name} is no code, prefix of codes or name of a rule"
            if not codes <= self._codes:  # not all of them are asked
                return ""
        return f"{shown} fits no finding: remove the note"

    def covers(self, finding: Finding, document: Document | None, record: Record | None) -> bool:
        """Say whether the finding about a record is accepted, and remember what accepts it."""
        if document is not None and document.ignores:
            rule = self._config.rules[finding.code]
            for note in document.ignores:
                if note.record in (None, record) and any(_fits(s, rule) for s in note.selectors):
                    self._notes[note.place] = ""
                    return True
        for number, fits in self._by_rule.get(finding.code, ()):
            entry = self._entries[number]
            if (
                (fits is None or fits(self._config.relative(finding.path)))
                and entry.document in (None, finding.document)
                and entry.annotation in (None, finding.annotation)
                and entry.mention in (None, finding.mention)
            ):
                self._used.add(number)
                if entry.expires is None or entry.expires >= self._today:
                    return True
        return False

    def findings(self, *, complete: bool) -> Iterator[Finding]:
        """Yield what is wrong with the entries and notes themselves.

        An entry is unused when its rule was on for a file and document that it speaks of, and
        found nothing there. `complete` says that the whole corpus was read; else none is. A note
        is unused when all of its rules were on for the document and found nothing in it.
        """
        for place, message in self._notes.items():
            if message:
                yield self._finding(UNUSED, message, place)
        for number, entry in enumerate(self._entries):
            where = f"[[suppress]] {number + 1} ({entry.rule})"
            if number in self._used:
                if entry.expires is not None and entry.expires < self._today:
                    yield self._finding(
                        EXPIRED,
                        f"{where} expired on {entry.expires}: repair the data or renew the entry",
                    )
            elif complete and number in self._tried:
                yield self._finding(UNUSED, f"{where} fits no finding: remove the entry")

    def _finding(self, kind: tuple[str, str], message: str, place: Place | None = None) -> Finding:
        code, name = kind
        at = place or Place(self._config.loaded.file or "", 1)
        return Finding(
            path=at.path,
            line=at.line,
            column=at.column,
            code=code,
            name=name,
            severity=Severity.WARNING,
            message=message,
            end_line=at.end_line or at.line,
            end_column=at.end_column or at.column,
        )


def _fits(selector: str, rule: Rule) -> bool:
    return bool(selector) and specificity(selector, type(rule)) >= 0
