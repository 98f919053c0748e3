"""What is known and said once of a whole CoNLL file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from annolint import Ignore, Problem
from annolint_formats._conll_layout import Layout
from annolint_formats._conll_tags import Tag

_MOST_OF_A_KIND = 20
_MOST_OF_A_CODE = 200
"""Findings of one kind, such as one wrong tag, and of one code; more are counted in one."""

_MOST_TAGS = 100_000

_SLIPS_AMONG = 20
"""Rows with tabs to each with blanks that make the latter a slip."""


class Rest(msgspec.Struct):
    """Findings of one kind that are only counted: the first place, and how many."""

    problem: Problem
    count: int = 0


class Account:
    """What is known of one file while its documents are read."""

    def __init__(self, path: str, layout: Layout) -> None:
        self.path = path
        self.layout = layout
        self.documents = 0
        self.header = layout.has_header
        self.ignores: tuple[Ignore, ...] = ()
        self.tabs = 0
        self.blanks: Rest | None = None
        self.foreign: Rest | None = None
        self.tags: dict[str, Tag] = {}
        self._seen: Counter[str] = Counter()
        self._rest: dict[str, Rest] = {}

    def tag(self, written: str) -> Tag:
        """Return what a tag means."""
        found = self.tags.get(written)
        if found is None:
            if len(self.tags) > _MOST_TAGS:
                self.tags.clear()
            found = self.tags[written] = self.layout.notation.read(written)
        return found

    def reported(self, kind: str, problem: Problem) -> Iterator[Problem]:
        """Yield a problem unless there are very many of its kind; the rest is only counted."""
        code = problem.code
        if self._seen[code] >= _MOST_OF_A_CODE:
            self._rest.setdefault(code, Rest(problem)).count += 1
        elif self._seen[kind] >= _MOST_OF_A_KIND:
            self._rest.setdefault(kind, Rest(problem)).count += 1
        else:
            self._seen[code] += 1
            self._seen[kind] += 1
            yield problem

    def rest(self) -> Iterator[Problem]:
        """Yield what is said of the whole file."""
        for rest in self._rest.values():
            more = f" (and {rest.count - 1} more of this kind)" if rest.count > 1 else ""
            message = f"{rest.problem.message}{more}"
            yield msgspec.structs.replace(rest.problem, message=message, record=None, fix=None)
        if self.blanks is not None and self.tabs >= _SLIPS_AMONG * self.blanks.count:
            yield _counted(self.blanks, "row has", "rows have")
        if self.foreign is not None:
            yield _counted(self.foreign, "mention is", "mentions are")


def _counted(rest: Rest, one: str, many: str) -> Problem:
    number = f"1 {one}" if rest.count == 1 else f"{rest.count} {many}"
    message = rest.problem.message.replace("{number}", number)
    return msgspec.structs.replace(rest.problem, message=message)
