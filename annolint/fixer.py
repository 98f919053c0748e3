"""Repair the files of a run, in memory: lint, make the fixes, lint again, until nothing changes.

Every pass is a run of its own over what the files have become. What a pass has done is checked by
reading: the documents are those that were meant, and in the end nothing is found in them that was
not there before. Else the file starts anew, and the document that went wrong is left as it was.
Nothing here writes a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from annolint import patching, repair
from annolint.diagnostic import Failure, Finding
from annolint.engine import described
from annolint.errors import UnreadableFileError
from annolint.fix import Edit, Fix, Safety
from annolint.loader import reason
from annolint.model import Document
from annolint.patching import Chosen, Patch, file_patch
from annolint.pending import (
    WHOLE,
    Pending,
    Repaired,
    RepairedInput,
    changed_files,
    loaded,
    state,
)
from annolint.plan import Input, Plan, sort_key
from annolint.plugins import RAISED
from annolint.rule import CorpusRule
from annolint.runner import Found, Outcome, Runner, Scope

if TYPE_CHECKING:
    from annolint.config import Config

MAX_PASSES = 10
_MOST_RESTARTS = 5
"""How often a file starts anew before it is left alone altogether."""

Approve = Callable[[Found, "Document | None"], bool]
"""Says whether a fix may be made; asked once for each."""


class Repairs(msgspec.Struct, frozen=True):
    """What came of it: the files that change, and what is found in the files as they are then."""

    inputs: tuple[RepairedInput, ...]
    findings: tuple[Finding, ...]
    outcome: Outcome

    @property
    def files(self) -> tuple[Repaired, ...]:
        """All files that change."""
        return tuple(file for each in self.inputs for file in each.files)


class _Wrong(msgspec.Struct, frozen=True):
    """A document that must not be changed: its name and line, by which rules, and why."""

    name: str
    line: int
    codes: Iterable[str]
    why: str


class _Seen:
    """What was seen of a file in one pass: what documents say, findings, what is to be done."""

    def __init__(self) -> None:
        self.contents: list[int] = []
        self.counts: dict[int, Counter[str]] = {}
        self.patches: dict[int, Patch] = {}
        self.wrong: dict[int, _Wrong] = {}


class Fixer:
    """Makes the fixes of a run.

    Args:
        config: The configuration in force.
        plan: The files.
        scope: The rules whose fixes are made.
        unsafe: Make unsafe fixes as well.
        approve: Asked before a fix is made; None makes all.
    """

    def __init__(
        self,
        config: Config,
        plan: Plan,
        *,
        scope: Scope = "all",
        unsafe: bool = False,
        approve: Approve | None = None,
    ) -> None:
        self._config = config
        self._plan = plan
        self._scope: Scope = scope
        self._unsafe = unsafe
        self._approve = approve
        self._answers: dict[tuple[object, ...], bool] = {}
        self._inputs = {item.shown: item for item in plan.inputs}
        self._files: dict[str, Pending] = {}
        self._left: dict[str, set[int]] = {}
        self._whole: set[str] = set()
        self._restarts: Counter[str] = Counter()
        self._seen: dict[str, _Seen] = {}
        self._failures: list[Failure] = []
        self._pass = 0

    def run(self) -> Repairs:
        """Lint and repair until nothing changes; at most `MAX_PASSES` times after a restart."""
        findings, outcome = self._lint()
        before = {path: seen.counts for path, seen in self._seen.items()}
        while self._advance() or self._put_back_worse(before):
            findings, outcome = self._lint()
        repaired = tuple(
            RepairedInput(self._inputs[path], changed, sum(file.codes.values(), Counter()))
            for path, file in sorted(self._files.items(), key=lambda each: sort_key(each[0]))
            if (changed := tuple(changed_files(file, self._inputs[path])))
        )
        outcome = msgspec.structs.replace(
            outcome,
            failures=(*outcome.failures, *self._failures),
            summary=msgspec.structs.replace(outcome.summary, fixed=count_fixes(repaired)),
        )
        return Repairs(repaired, tuple(findings), outcome)

    def _lint(self) -> tuple[list[Finding], Outcome]:
        self._seen = {}
        findings: list[Finding] = []
        inputs = tuple(
            msgspec.structs.replace(item, contents={**item.contents, **self._files[path].contents})
            if path in self._files
            else item
            for path, item in self._inputs.items()
        )
        plan = msgspec.structs.replace(self._plan, inputs=inputs)
        runner = Runner(
            self._config, plan, findings.append, scope=self._scope, observe=self._observe
        )
        return findings, runner.run()

    # During a pass: what is to be done.

    def _observe(
        self, item: Input, number: int, document: Document | None, found: Sequence[Found]
    ) -> None:
        path = item.shown
        seen = self._seen.setdefault(path, _Seen())
        if document is None:
            number = WHOLE
        elif number == len(seen.contents):  # else corpus rules look at it once more
            seen.contents.append(self._content(path, number, document))
        if not found:
            return
        counts = seen.counts.setdefault(number, Counter())
        counts.update(
            each.finding.code
            for each in found
            if not isinstance(self._config.rules[each.finding.code], CorpusRule)
        )
        if (
            self._pass >= MAX_PASSES
            or path in self._whole
            or number in self._left.get(path, ())
            or number in seen.patches  # the rest waits for the next pass
        ):
            return
        chosen = self._chosen(found, document)
        if not chosen:
            return
        file = self._files.get(path)
        patch: Patch | str
        if document is None:
            patch = file_patch(path, chosen)
        elif file is not None and state(document) in file.states.get(number, ()):
            patch = "they undo each other"
        else:
            patch = _document_patch(document, chosen, item)
        if isinstance(patch, Patch):
            seen.patches[number] = patch
        elif document is not None:
            codes = {code for code, _ in chosen}.union(
                file.codes.get(number, ()) if file is not None else ()
            )
            seen.wrong[number] = _Wrong(document.id, document.line, codes, patch)

    def _content(self, path: str, number: int, document: Document) -> int:
        """Return what a document says; as much as is expected of it if it keeps what it said."""
        file = self._files.get(path)
        patch = file.patched.get(number) if file is not None else None
        if patch is not None and patch.document and repair.keeps(patch.document, document):
            return patch.expected
        return hash(repair.content(document))

    def _chosen(self, found: Iterable[Found], document: Document | None) -> list[tuple[str, Fix]]:
        """Return the fixes that are made together; edits by the reader come before changes."""
        taken = patching.Taken()
        chosen = [
            (each.finding.code, each.fix)
            for each in sorted(found, key=lambda each: each.finding.order)
            if each.fix is not None
            and (self._unsafe or each.fix.safety is Safety.SAFE)
            and self._is_approved(each, document)
            and taken.take(each.fix)
        ]
        reader = [each for each in chosen if any(isinstance(c, Edit) for c in each[1].changes)]
        return reader or chosen

    def _is_approved(self, found: Found, document: Document | None) -> bool:
        if self._approve is None:
            return True
        finding = found.finding
        general = (finding.path, finding.code)
        if found.folded and general in self._answers:  # given to the one that speaks for it
            return self._answers[general]
        line = finding.line - (document.line if document is not None else 0)
        texts = tuple(edit.text for edit in finding.fix.edits) if finding.fix else ()
        what = (*general, finding.document, line, finding.mention, texts)
        if what not in self._answers:
            self._answers[what] = self._approve(found, document)
        self._answers[general] = self._answers[what]
        return self._answers[what]

    # After a pass: do it, or start anew.

    def _advance(self) -> bool:
        """Change the files as the last pass found it right; say whether there is a next one."""
        changed = False
        self._pass += 1
        for path, seen in self._seen.items():
            wrong = {**seen.wrong, **self._misread(path, seen)}
            if wrong:
                self._put_back(path, wrong)
                changed = True
            elif seen.patches and self._is_loaded(path, seen):
                self._files[path].patch(seen.patches, seen.contents)
                changed = True
        return changed

    def _is_loaded(self, path: str, seen: _Seen) -> bool:
        """Load files that are to be patched; say whether they are those that were linted."""
        parts = [part for patch in seen.patches.values() for part in patch.parts]
        if path not in self._files:
            try:
                self._files[path] = loaded(
                    self._inputs[path], dict.fromkeys(each.path for each in parts)
                )
            except (OSError, UnreadableFileError) as error:
                why = error.reason if isinstance(error, UnreadableFileError) else reason(error)
                self._abandon(path, 0, why)
                self._whole.add(path)
                return False
        contents = self._files[path].contents
        if all(contents[each.path].startswith(each.data, each.offset) for each in parts):
            return True
        self._abandon(path, 0, "it changed while it was read: run annolint again")
        self._whole.add(path)
        del self._files[path]
        return False

    def _misread(self, path: str, seen: _Seen) -> dict[int, _Wrong]:
        """Return the patched documents that read otherwise than was meant."""
        file = self._files.get(path)
        if file is None or not file.patched or seen.contents == file.expected:
            return {}
        numbers = []
        if len(seen.contents) == len(file.expected):
            pairs = zip(seen.contents, file.expected, strict=True)
            numbers = [n for n, (a, b) in enumerate(pairs) if a != b and n in file.patched]
        why = "the repaired file would read otherwise than was meant"
        return {number: _wrong(file, number, why) for number in numbers or file.patched}

    def _put_back_worse(self, before: Mapping[str, Mapping[int, Counter[str]]]) -> bool:
        """Put back documents in which something is found that was not; say whether there are any.

        What rules say of the corpus as a whole does not count: it is about other documents too.
        """
        found = False
        for path, file in list(self._files.items()):
            worse = {}
            for number in file.patched:
                now = self._seen[path].counts.get(number, Counter())
                if more := now - before.get(path, {}).get(number, Counter()):
                    worse[number] = _wrong(file, number, f"they would bring up {_names(more)}")
            if worse:
                self._put_back(path, worse)
                found = True
        return found

    def _put_back(self, path: str, wrong: Mapping[int, _Wrong]) -> None:
        """Let a file start anew, without the fixes of the documents that went wrong."""
        for each in wrong.values():
            name = f"document {each.name}" if each.name else "the file"
            self._abandon(
                path,
                each.line,
                f"{name} is left as it was, repairs by {_names(each.codes)} were not made: "
                f"{each.why}",
            )
        self._left.setdefault(path, set()).update(wrong)
        if (file := self._files.get(path)) is not None:
            self._files[path] = Pending(file.before, file.stamps)
        self._restarts[path] += 1
        if self._restarts[path] > _MOST_RESTARTS:
            self._whole.add(path)
        self._pass = 0

    def _abandon(self, path: str, line: int, message: str) -> None:
        self._failures.append(Failure("ANN905", "fix-abandoned", message, path, line))


def count_fixes(inputs: Iterable[RepairedInput]) -> int:
    """Return how many repairs were made in all files."""
    return sum(number for each in inputs for number in each.fixes.values())


def _wrong(file: Pending, number: int, why: str) -> _Wrong:
    """Return that a document that was changed must not be."""
    patch = file.patched[number]
    return _Wrong(patch.name, patch.line, file.codes[number], why)


def _names(codes: Iterable[str]) -> str:
    return ", ".join(sorted(set(codes)))


def _document_patch(document: Document, chosen: Chosen, item: Input) -> Patch | str:
    """Return what is to be done to a document, or why it must not or cannot be done."""
    try:
        return patching.document_patch(document, chosen, item.format)
    except RAISED as error:  # a format may be a stranger's; the other files must go on
        return f"format {item.format.name} raised {described(error)}"
