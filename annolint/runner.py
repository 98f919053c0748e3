"""One run: read every planned file, check every document, judge the corpus, hand out findings.

Findings come in the order of the report: file by file, then one block of corpus findings. This
module prints nothing; the caller gives it a function that takes findings.
"""

from __future__ import annotations

import contextlib
import io
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from annolint import corpus, loader, rendering
from annolint.diagnostic import Diagnostic, Failure, Finding, Severity
from annolint.engine import Engine, Raw, described
from annolint.errors import UnreadableFileError
from annolint.fix import Fix, LineEnds, Safety
from annolint.format import Beside, Source
from annolint.model import Document, Problem
from annolint.plan import Input, Plan, sort_key
from annolint.plugins import RAISED
from annolint.records import Place
from annolint.reporter import Summary
from annolint.rule import CorpusRule, Rule
from annolint.selection import Layer
from annolint.suppression import Suppressions

if TYPE_CHECKING:
    from io import BufferedReader

    from annolint.config import Config

Scope = Literal["document", "corpus", "all"]


class Found(msgspec.Struct, frozen=True):
    """A finding with the fix that it was made of; a folded one is not reported."""

    finding: Finding
    fix: Fix | None
    folded: bool = False


Observe = Callable[[Input, int, Document | None, Sequence[Found]], None]
"""Sees the documents of a file in order, each with its number from 0 and what was found in it.

A file that corpus rules have findings in is shown once more for these. What is wrong with a file as
a whole comes as it is met, without a document.
"""


class Outcome(msgspec.Struct, frozen=True):
    """What a run amounts to.

    Attributes:
        summary: The figures.
        failures: What annolint could not do; any makes the exit code 2.
        statistics: Findings by code.
        failing: Findings at or above `fail-on`.
        seconds: Time by code, when the run was profiled.
        unjudged: Corpus rules that are on but could not judge a part of the corpus.
        unmet: Rules that are on but need what is not installed: the code, and how to install it.
    """

    summary: Summary
    failures: tuple[Failure, ...]
    statistics: Mapping[str, int]
    failing: int
    seconds: Mapping[str, float]
    unjudged: tuple[str, ...] = ()
    unmet: Mapping[str, str] = {}


class Runner:
    """One run over the files of a plan."""

    def __init__(
        self,
        config: Config,
        plan: Plan,
        report: Callable[[Finding], None],
        *,
        scope: Scope = "all",
        profile: bool = False,
        progress: Callable[[int], None] | None = None,
        observe: Observe | None = None,
    ) -> None:
        self._observe = observe
        self._config = config
        self._plan = plan
        self._report = report
        self._scope = scope
        self._progress = progress
        self._suppressions = Suppressions(config)
        self._failures = {(failure.code, failure.path): failure for failure in plan.failures}
        self._counts: Counter[Severity] = Counter()
        self._statistics: Counter[str] = Counter()
        self._files_with_findings: set[str] = set()
        self._failing = 0
        self._fixable: Counter[Safety] = Counter()
        self._enabled: dict[tuple[Layer, ...], frozenset[str]] = {}
        self._done = 0

        wanted = self._wanted()
        self._unmet = {
            rule.code: rule.requires.advice
            for rule in wanted
            if rule.requires is not None and not rule.requires.is_met
        }
        wanted = [rule for rule in wanted if rule.code not in self._unmet]
        self._unjudged: tuple[str, ...] = ()
        self._collecting = plan.whole_corpus and scope != "document"
        if not plan.whole_corpus and scope != "document":
            self._unjudged = tuple(r.code for r in wanted if isinstance(r, CorpusRule))
            wanted = [rule for rule in wanted if not needs_corpus(rule)]
        self._engine = Engine(
            wanted, config.severities, config.rules, config.project, profile=profile
        )
        self._reporting = frozenset(
            rule.code for rule in wanted if scope != "corpus" or isinstance(rule, CorpusRule)
        )
        self._complete = frozenset(
            rule.code for rule in wanted if self._collecting or not isinstance(rule, CorpusRule)
        )

    def _wanted(self) -> list[Rule]:
        """Return the rules that are on for at least one file and that the scope takes in."""
        files = [item.shown for item in self._plan.inputs] if self._config.per_file else [None]
        on = frozenset[str]().union(*map(self._codes, files))
        rules = [rule for code, rule in self._config.rules.items() if code in on]
        if self._scope == "document":
            return [rule for rule in rules if not needs_corpus(rule)]
        if self._scope == "corpus":
            needed = {rule.code for rule in rules if isinstance(rule, CorpusRule)}
            while (
                more := {code for rule in rules if rule.code in needed for code in rule.yields_to}
                - needed
            ):
                needed |= more
            return [rule for rule in rules if rule.code in needed]
        return rules

    def _codes(self, path: str | None) -> frozenset[str]:
        """Return the codes of the rules that are on for a file; few selections occur in a run."""
        layers = self._config.layers(path)
        if layers not in self._enabled:
            self._enabled[layers] = self._config.enabled(layers)
        return self._enabled[layers]

    def run(self) -> Outcome:
        """Read, check, judge; return what it amounts to."""
        shards = [self._lint(item) for item in self._plan.inputs]
        verdicts = corpus.judge(self._engine, shards, self._collect)
        late: list[Finding] = []
        if verdicts:
            for item, shard in zip(self._plan.inputs, shards, strict=True):
                concerned = corpus.touched(self._engine, shard, verdicts)
                if concerned:
                    late.extend(self._recheck(item, concerned))
        failures = (*self._failures.values(), *self._engine.failures())
        complete = self._plan.whole_project and not failures
        late.extend(self._suppressions.findings(complete=complete))
        late.sort(key=lambda finding: (sort_key(finding.path), finding.order))
        self._emit(late)
        return Outcome(
            summary=Summary(
                errors=self._counts[Severity.ERROR],
                warnings=self._counts[Severity.WARNING],
                infos=self._counts[Severity.INFO],
                files=len(self._plan.inputs),
                files_with_findings=len(self._files_with_findings),
                fixable=self._fixable[Safety.SAFE],
                unsafely_fixable=self._fixable[Safety.UNSAFE],
            ),
            failures=failures,
            statistics=self._statistics,
            failing=self._failing,
            seconds=self._engine.calls.seconds,
            unjudged=self._unjudged,
            unmet=self._unmet,
        )

    def _lint(self, item: Input) -> dict[str, Any]:
        """Check one file, report its findings and return what corpus rules learn from it."""
        engine, suppressions = self._engine, self._suppressions
        codes = self._codes(item.shown) & engine.rules.keys()
        suppressions.enter(item.shown, codes & self._reporting & self._complete)
        reporting = codes & self._reporting
        checked = reporting if self._scope != "corpus" else frozenset[str]()
        collecting = dict.fromkeys(codes if self._collecting else ())
        schema = None
        checks = engine.calls.document_checks(checked)
        collectors = engine.calls.collectors(collecting)
        parts: dict[str, Any] = {}
        findings: list[Finding] = []
        number = -1
        for thing in self._read(item):
            if isinstance(thing, Problem):
                raw = engine.problems((thing,), reporting)
                document = None
            else:
                document = thing
                number += 1
                if document.schema is not schema:
                    schema = document.schema
                    checks = engine.calls.document_checks(checked, schema)
                    collectors = engine.calls.collectors(collecting, schema)
                suppressions.see(document)
                raw = engine.problems(document.problems, reporting) if document.problems else []
                raw += engine.run(document, checks)
                if collectors:
                    engine.collect(document, collectors, parts)
            found = self._findings(raw, document, item) if raw else []
            findings += [each.finding for each in found if not each.folded]
            if self._observe is not None:
                self._observe(item, number, document, found)
        findings.sort(key=lambda finding: finding.order)
        self._emit(findings)
        return parts

    def _collect(self, questions: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Read the files once more for corpus rules with a question; return parts by file."""
        calls = self._engine.calls
        shards = []
        for item in self._plan.inputs:
            codes = self._codes(item.shown)
            asked = {code: about for code, about in questions.items() if code in codes}
            schema, collectors = None, calls.collectors(asked)
            parts: dict[str, Any] = {}
            for thing in self._read(item) if asked else ():
                if isinstance(thing, Document):
                    if thing.schema is not schema:
                        schema, collectors = thing.schema, calls.collectors(asked, thing.schema)
                    self._engine.collect(thing, collectors, parts)
            shards.append(parts)
        return shards

    def _recheck(self, item: Input, verdicts: Mapping[str, Any]) -> Iterator[Finding]:
        """Read a file once more and yield what the corpus rules find in it."""
        engine = self._engine
        codes = self._codes(item.shown) & engine.rules.keys()
        judged = frozenset(verdicts)
        stronger = {code for judge in judged for code in engine.rules[judge].yields_to}
        again = self._scope != "corpus"
        schema, late = None, engine.calls.corpus_checks(verdicts)
        documents = (thing for thing in self._read(item) if isinstance(thing, Document))
        for number, document in enumerate(documents):
            if document.schema is not schema:
                schema, late = (
                    document.schema,
                    engine.calls.corpus_checks(verdicts, document.schema),
                )
            if late_raw := engine.run(document, late):
                checks = engine.calls.document_checks(codes & stronger, schema)
                raw = engine.problems(document.problems, codes, again=True)
                raw += engine.run(document, checks, again=again)
                found = self._findings(raw + late_raw, document, item, judged)
                yield from (each.finding for each in found if not each.folded)
                if self._observe is not None:
                    self._observe(item, number, document, found)

    def _findings(
        self,
        raw: list[Raw],
        document: Document | None,
        item: Input,
        wanted: frozenset[str] | None = None,
    ) -> list[Found]:
        """Return what is left of the findings about one document, or only those `wanted` of it."""
        found: list[Found] = []
        for code, thing in self._engine.settle(raw):
            if wanted is not None and code not in wanted:
                continue
            folded = isinstance(thing, Diagnostic) and thing.folded
            if folded and self._observe is None:
                continue
            try:
                finding = self._engine.finding(code, thing, document, item.format)
            except RAISED as error:  # a format may be a stranger's; the other findings must go on
                what = f"could not say where a finding stands: {described(error)}"
                self._blame(item, what, error)
            else:
                if not self._suppressions.covers(finding, document, thing.record):
                    finding, fix = self._with_fix(finding, thing.fix, document, item)
                    found.append(Found(finding, fix, folded))
        return found

    def _with_fix(
        self, finding: Finding, fix: Fix | None, document: Document | None, item: Input
    ) -> tuple[Finding, Fix | None]:
        """Return a finding that says what its fix does; without one if the format cannot tell."""
        if fix is None:
            return finding, None
        place = Place(
            finding.path, finding.line, finding.column, finding.end_line, finding.end_column
        )
        try:
            placed = rendering.placed(document, fix, item.format, place)
        except RAISED as error:  # a format may be a stranger's; the finding itself is right
            self._blame(item, f"could not write a repair: {described(error)}", error)
            return finding, None
        if not placed.edits and not any(isinstance(each, LineEnds) for each in fix.changes):
            return finding, None  # the format has no way to say it
        return msgspec.structs.replace(finding, fix=placed), fix

    def _read(self, item: Input) -> Iterator[Document | Problem]:
        """Read a file; what stops the reading is a failure, what was read until then counts."""
        size = self._config.loaded.settings.max_record_size
        try:
            with opened(item) as stream:
                source = Source(item.shown, stream, size, _finder(item, size))
                for thing in item.format.read(source):
                    if not isinstance(thing, Document | Problem):
                        self._blame(item, f"yielded {type(thing).__name__}, not a Document")
                        continue
                    if self._progress is not None and isinstance(thing, Document):
                        self._progress(self._done + min(thing.files[0].offset, item.size))
                    yield thing
        except UnreadableFileError as error:
            self._fail(Failure("ANN001", "unreadable-file", error.reason, item.shown))
        except RAISED as error:  # a format may be a stranger's; the other files must go on
            self._blame(item, f"raised {described(error)}", error)
        self._done += item.size

    def _blame(self, item: Input, what: str, error: BaseException | None = None) -> None:
        detail = "".join(traceback.format_exception(error)) if error is not None else ""
        message = f"format {item.format.name} {what}"
        self._fail(Failure("ANN901", "plugin-failed", message, item.shown, detail=detail))

    def _fail(self, failure: Failure) -> None:
        """Take down a failure; one of a kind is enough for a file, which may be read twice."""
        self._failures.setdefault((failure.code, failure.path), failure)

    def _emit(self, findings: Sequence[Finding]) -> None:
        threshold = self._config.loaded.settings.fail_on.rank
        for finding in findings:
            self._counts[finding.severity] += 1
            self._statistics[finding.code] += 1
            self._files_with_findings.add(finding.path)
            if finding.fix is not None:
                self._fixable[finding.fix.safety] += 1
            self._failing += finding.severity.rank >= threshold
            self._report(finding)


def needs_corpus(rule: Rule) -> bool:
    """Say whether a rule finds nothing without the corpus; one may look at documents as well."""
    return isinstance(rule, CorpusRule) and "annolint_check" not in rule.hooks.values()


@contextlib.contextmanager
def opened(item: Input) -> Iterator[BufferedReader]:
    """Open a file of a plan; raises what `loader.opened` does."""
    if (content := item.contents.get(item.shown)) is not None:
        yield io.BufferedReader(io.BytesIO(content))
    elif item.spool is None:
        with loader.opened(item.path, item.shown) as stream:
            yield stream
    else:
        item.spool.seek(0)
        yield loader.decompressed(item.spool, item.shown)


def _finder(item: Input, limit: int) -> Callable[..., Beside | None]:
    """Return what finds other files for a reader, as they are by now."""

    def find(name: str, *, upward: bool) -> Beside | None:
        folder = PurePath(item.shown).parent
        for each in (folder, *folder.parents) if upward else (folder,):
            if (content := item.contents.get(path := str(each / name))) is not None:
                return Beside(path, content)
        found = loader.neighbour(item.path, item.shown, name, limit + 1, upward=upward)
        return None if found is None else Beside(found[0], item.contents.get(found[0], found[1]))

    return find
