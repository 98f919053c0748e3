"""Findings that the project accepts: `[[suppress]]`, and which of its entries are of no use.

Knows the configuration's entries and findings; does not know how findings are made.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from annolint.diagnostic import Finding, Severity
from annolint.selection import path_matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annolint.config import Config

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
        for number, entry in enumerate(self._entries):
            rule = next(r for r in config.rules.values() if entry.rule in (r.code, r.name))
            fits = None if entry.path is None else path_matcher((entry.path,))
            self._by_rule.setdefault(rule.code, []).append((number, fits))

    def enter(self, path: str, codes: Iterable[str]) -> None:
        """Take down that a file is read with these rules on: what could an entry now fit?"""
        if not self._entries:
            return
        name = self._config.relative(path)
        self._awaited = {}
        for code in codes:
            for number, fits in self._by_rule.get(code, ()):
                if fits is None or fits(name):
                    document = self._entries[number].document
                    if document is None:
                        self._tried.add(number)
                    else:
                        self._awaited.setdefault(document, set()).add(number)

    def see(self, document: str) -> None:
        """Take down that a document of the file is read."""
        if self._awaited:
            self._tried |= self._awaited.get(document, set())

    def covers(self, finding: Finding) -> bool:
        """Say whether an entry accepts the finding, and remember that it was used."""
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
        """Yield what is wrong with the entries themselves.

        An entry is unused when its rule was on for a file and document that it speaks of, and
        found nothing there. `complete` says that the whole corpus was read; else none is.
        """
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

    def _finding(self, kind: tuple[str, str], message: str) -> Finding:
        code, name = kind
        return Finding(
            path=self._config.loaded.file or "",
            line=1,
            column=1,
            code=code,
            name=name,
            severity=Severity.WARNING,
            message=message,
            end_line=1,
            end_column=1,
        )
