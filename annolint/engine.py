"""Run rules over documents: registered in pluggy, fed one document at a time.

The engine calls each hook implementation by itself, so that a rule that raises is named and the
others go on. It drops findings that yield to better ones, works out places, and stamps code, name
and severity. It knows no rule, opens no file and prints nothing.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec

from annolint import repair
from annolint.calls import Calls, Check
from annolint.diagnostic import (
    Diagnostic,
    Failure,
    Finding,
    Related,
    RelatedPlace,
    Severity,
    excerpt,
)
from annolint.model import Document, Problem
from annolint.plugins import RAISED, in_order
from annolint.records import FIELDS, Mention, Place
from annolint.rule import CorpusRule, Rule

if TYPE_CHECKING:
    from annolint.format import Format
    from annolint.project import Project

Raw = tuple[str, "Diagnostic | Problem"]

_NAMES = {"ANN902": "rule-crashed", "ANN903": "invalid-finding"}


class _Fault(msgspec.Struct):
    """What is known of a plugin that failed: the first case, and how many."""

    failure: Failure
    times: int = 0


class Engine:
    """The rules of one run, in the order in which they must run.

    Args:
        rules: Every rule that is on for at least one file.
        severities: Severity by code.
        declared: The codes that any rule, on or off, declares.
        project: What rules may know besides the document.
        profile: Measure the time that each rule takes.

    Raises:
        PluginError: A rule's method wants arguments that the hook does not have.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        severities: Mapping[str, Severity],
        declared: Iterable[str],
        project: Project,
        *,
        profile: bool = False,
    ) -> None:
        self.rules = {rule.code: rule for rule in in_order(rules)}
        self._severities = severities
        self._declared = frozenset(declared)
        self._faults: dict[tuple[str, str], _Fault] = {}
        self.calls = Calls(self.rules, project, self._applies, profile=profile)

    def _applies(self, rule: Rule, project: Project) -> bool:
        return self.guarded(rule, rule.applies, project) is not False

    def run(self, document: Document, checks: Sequence[Check], *, again: bool = False) -> list[Raw]:
        """Call `checks` on a document and return what they yield, with their codes.

        `again` says that they have been called on it before: what fails is already known.
        """
        raw: list[Raw] = []
        for check in checks:
            if check.looks_at is not None and not check.looks_at(document):
                continue
            found: Any = ()
            try:
                found = check.call(document)
                if found is None:
                    continue
                for diagnostic in found:
                    if fault := _fault(document, diagnostic):
                        self._blame("ANN903", check.rule, document, fault, again=again)
                    else:
                        raw.append((check.rule.code, diagnostic))
            except RAISED as error:  # a rule may raise anything; the others must go on
                if isinstance(found, Iterable):
                    self._blame("ANN902", check.rule, document, error, again=again)
                else:
                    fault = f"returned {type(found).__name__}, not diagnostics"
                    self._blame("ANN903", check.rule, document, fault, again=again)
        return raw

    def problems(
        self, problems: Iterable[Problem], codes: frozenset[str], *, again: bool = False
    ) -> list[Raw]:
        """Return what a reader found, as far as its rules are on."""
        raw: list[Raw] = []
        for problem in problems:
            if problem.code in codes:
                raw.append((problem.code, problem))
            elif problem.code not in self._declared and not again:
                message = f"the reader reported {problem.code}, which no rule declares"
                place = problem.place
                self._failed("ANN903", problem.code, message, place.path, place.line)
        return raw

    def collect(self, document: Document, checks: Sequence[Check], parts: dict[str, Any]) -> None:
        """Add what corpus rules learn from a document to `parts`, by code."""
        for check in checks:
            rule = check.rule
            assert isinstance(rule, CorpusRule)  # noqa: S101 - only they implement the hook
            try:
                part: Any = check.call(document)
                if part is not None:
                    known = parts.get(rule.code)
                    parts[rule.code] = part if known is None else rule.merge(known, part)
            except RAISED as error:  # a rule may raise anything; the others must go on
                self._blame("ANN902", rule, document, error)

    def guarded(self, rule: Rule, step: Callable[..., Any], *arguments: Any) -> Any:
        """Run one step of a corpus rule between documents; None when it raises."""
        try:
            return step(*arguments)
        except RAISED as error:  # a rule may raise anything; the others must go on
            self._blame("ANN902", rule, None, error)
            return None

    def crashed(self, code: str) -> bool:
        """Say whether the rule has raised."""
        return ("ANN902", code) in self._faults

    def _blame(
        self,
        code: str,
        rule: Rule,
        document: Document | None,
        error: BaseException | str,
        *,
        again: bool = False,
    ) -> None:
        if again:
            return
        what = error if isinstance(error, str) else f"raised {described(error)}"
        first = f", first in document {document.id}" if document is not None else ""
        message = f"rule {rule.code} {rule.name} {what}{first}"
        path, line = (document.path, document.line) if document is not None else ("", 0)
        self._failed(code, rule.code, message, path, line, error)

    def _failed(
        self,
        code: str,
        subject: str,
        message: str,
        path: str,
        line: int,
        error: BaseException | str = "",
    ) -> None:
        """Take down that a plugin failed; one failure for each subject, with the count."""
        if (fault := self._faults.get((code, subject))) is None:
            detail = "" if isinstance(error, str) else "".join(traceback.format_exception(error))
            fault = _Fault(Failure(code, _NAMES[code], message, path, line, detail))
            self._faults[code, subject] = fault
        fault.times += 1

    def failures(self) -> Iterator[Failure]:
        """Yield one failure for each plugin that failed."""
        for fault in self._faults.values():
            times = f" ({fault.times} times)" if fault.times > 1 else ""
            yield msgspec.structs.replace(fault.failure, message=fault.failure.message + times)

    def settle(self, raw: Sequence[Raw]) -> Iterator[Raw]:
        """Drop what yields to a better finding about the same record, and what is folded."""
        if len(raw) == 1:
            code, only = raw[0]
            if not (isinstance(only, Problem) and only.folded):
                yield raw[0]
            return
        everywhere: set[str] = set()
        at_record: dict[int | None, set[str]] = {}
        for code, item in raw:
            if item.covers_document:
                everywhere.add(code)
            at_record.setdefault(None if item.record is None else id(item.record), set()).add(code)
            if isinstance(item, Diagnostic):
                for record in item.covers:
                    at_record.setdefault(id(record), set()).add(code)
        for code, item in raw:
            if isinstance(item, Problem) and item.folded:
                continue
            stronger = self.rules[code].yields_to
            here = at_record[None if item.record is None else id(item.record)]
            if not any(other in everywhere or other in here for other in stronger):
                yield code, item

    def finding(self, code: str, item: Diagnostic | Problem, document: Document | None,
                file_format: Format) -> Finding:  # fmt: skip
        """Make a finding of what a rule or reader said: place, name, severity, excerpt."""
        rule = self.rules[code]
        related: tuple[RelatedPlace, ...] = ()
        if isinstance(item, Problem):
            place, line, first = item.place, item.source, 1
            if not line and document is not None:
                line, first = _source_line(document, place)
            related = tuple(
                RelatedPlace(message, at.path, at.line, at.column) for message, at in item.related
            )
        else:
            assert document is not None  # noqa: S101 - a diagnostic is about a document
            if item.at is None:
                place = file_format.locate(document, item.record, item.field, item.item)
            else:
                place = file_format.locate_character(
                    document, item.record, item.field, item.item, item.at, item.length
                )
            line, first = _source_line(document, place)
            related = tuple(_related(document, each, file_format) for each in item.related)
        record = item.record
        same_line = place.end_line in (0, place.line)
        end_column = place.end_column if same_line else len(line) + first
        return Finding(
            path=place.path,
            line=place.line,
            column=place.column,
            code=code,
            name=rule.name,
            severity=self._severities[code],
            message=item.message,
            end_line=place.end_line or place.line,
            end_column=place.end_column or place.column,
            document=document.id if document is not None else None,
            annotation=(getattr(record, "id", "") or None) if record is not None else None,
            mention=record.text if isinstance(record, Mention) else None,
            related=related,
            excerpt=excerpt(line, place.column, end_column, first) if line else None,
        )


def described(error: BaseException) -> str:
    """Name an error that a plugin raised, and where it did."""
    what = "".join(traceback.format_exception_only(error)).strip()
    frames = traceback.extract_tb(error.__traceback__)
    return f"{what} ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})"


def _fault(document: Document, diagnostic: object) -> str:
    """Say in words why a rule's yield is no diagnostic about this document; empty if it is."""
    if not isinstance(diagnostic, Diagnostic):
        return f"yielded {type(diagnostic).__name__}, not a Diagnostic"
    if not isinstance(diagnostic.message, str) or not diagnostic.message:
        return "yielded a diagnostic without a message"
    if diagnostic.field not in FIELDS:
        return f"named the field {diagnostic.field!r}; fields are {', '.join(sorted(FIELDS))}"
    for what, number in (("item", diagnostic.item), ("character", diagnostic.at)):
        if not isinstance(number, int | None) or (number or 0) < 0:
            return f"named the {what} {number!r}, not a number from 0"
    records = [diagnostic.record, *diagnostic.covers, *(each.record for each in diagnostic.related)]
    if not all(record is None or repair.has(document, record) for record in records):
        return "named a record that is not in the document"
    fault = repair.fault(document, diagnostic.fix) if diagnostic.fix is not None else ""
    return f"has a fix that {fault}" if fault else ""


def _related(document: Document, related: Related, file_format: Format) -> RelatedPlace:
    place = related.place or file_format.locate(document, related.record, related.field)
    return RelatedPlace(related.message, place.path, place.line, place.column)


def _source_line(document: Document, place: Place) -> tuple[str, int]:
    """Return what is known of a line of the file, and the column at which that begins."""
    for file in document.files:
        if file.path == place.path:
            return file.source_line(place.line), file.first_column(place.line)
    return "", 1
