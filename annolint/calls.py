"""Hook implementations of rules, ready to be called with a document.

Every rule of a run is registered in pluggy; each of its implementations is called by itself, with
the arguments that it names. Data may bring a schema of their own; rules then see a project that has
it as well. Nothing here calls a rule on a document.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
import pluggy

from annolint.errors import PluginError
from annolint.model import Document
from annolint.plugins import PluginManager
from annolint.rule import Rule
from annolint.schema import merged

if TYPE_CHECKING:
    from annolint.diagnostic import Diagnostic
    from annolint.project import Project
    from annolint.schema import Schema

Call = Callable[[Document], "Iterable[Diagnostic] | None"]


class Check(msgspec.Struct, frozen=True):
    """One rule, ready to be called with a document."""

    rule: Rule
    call: Call
    looks_at: Callable[[Document], Any] | None = None


class _Setting(msgspec.Struct, frozen=True):
    """What rules are called with besides documents, and which of them have nothing to do there."""

    schema: Schema | None
    project: Project
    idle: frozenset[str]


class Calls:
    """The hook implementations of the rules of one run.

    Args:
        rules: The rules by code, in the order in which they must run.
        project: What rules may know besides the document.
        applies: Says whether a rule can find anything in a project.
        profile: Measure the time that each rule takes, in `seconds`.

    Raises:
        PluginError: A rule's method wants arguments that the hook does not have.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        project: Project,
        applies: Callable[[Rule, Project], bool],
        *,
        profile: bool,
    ) -> None:
        self.seconds: dict[str, float] = {}
        self._rules = rules
        self._project = project
        self._applies = applies
        self._profile = profile
        manager = PluginManager()
        for rule in rules.values():
            try:
                manager.register(rule, name=rule.name)
            except pluggy.PluginValidationError as error:
                text = " ".join(str(error).split())
                raise PluginError(f"rule {rule.code} {rule.name}: {text}") from error
        self._hook = manager.hook
        self._settings: dict[int, _Setting] = {}

    def document_checks(
        self, codes: Iterable[str], schema: Schema | None = None
    ) -> tuple[Check, ...]:
        """Return the checks that look at one document, for the rules that are on."""
        return tuple(self._checks(self._hook.annolint_check, codes, schema).values())

    def collectors(
        self, questions: Mapping[str, Any], schema: Schema | None = None
    ) -> tuple[Check, ...]:
        """Return the first halves of the corpus rules that have a question; None is the first."""
        hook = self._hook.annolint_collect
        return tuple(self._checks(hook, questions, schema, "question", questions).values())

    def corpus_checks(
        self, verdicts: Mapping[str, Any], schema: Schema | None = None
    ) -> tuple[Check, ...]:
        """Return the second halves of the corpus rules that have a verdict."""
        hook = self._hook.annolint_check_corpus
        return tuple(self._checks(hook, verdicts, schema, "verdict", verdicts).values())

    def _checks(
        self,
        caller: Any,
        codes: Iterable[str],
        schema: Schema | None,
        argument: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> dict[str, Check]:
        """Return the implementations of a hook by code, in the order of the rules.

        A hook may have an argument of its own for each rule.
        """
        setting = self._setting(schema)
        wanted = frozenset(codes) - setting.idle
        found = {}
        for implementation in caller.get_hookimpls():
            rule = implementation.plugin
            if rule.code not in wanted:
                continue
            given = {"project": setting.project}
            if values is not None:
                given[argument] = values[rule.code]
            call = _bound(implementation.function, implementation.argnames, given)
            if self._profile:
                call = self._timed(call, rule.code)
            looks_at = attrgetter(rule.looks_at) if rule.looks_at and values is None else None
            found[rule.code] = Check(rule, call, looks_at)
        return {code: found[code] for code in self._rules if code in found}

    def _setting(self, schema: Schema | None) -> _Setting:
        """Return what rules are called with where data bring a schema, or none."""
        known = self._settings.get(id(schema))
        if known is None:
            project = self._project
            if schema is not None:
                project = msgspec.structs.replace(project, schema=merged(schema, project.schema))
            idle = frozenset(
                code for code, rule in self._rules.items() if not self._applies(rule, project)
            )
            known = self._settings[id(schema)] = _Setting(schema, project, idle)
        return known

    def _timed(self, call: Call, code: str) -> Call:
        seconds = self.seconds
        seconds.setdefault(code, 0.0)

        def timed(document: Document) -> Any:
            start = time.perf_counter()
            try:
                result = call(document)
            finally:
                seconds[code] += time.perf_counter() - start
            return steps(result) if isinstance(result, Iterator) else result

        def steps(result: Iterator[Any]) -> Iterator[Any]:
            while True:
                start = time.perf_counter()
                try:
                    step = next(result)
                except StopIteration:
                    return
                finally:
                    seconds[code] += time.perf_counter() - start
                yield step

        return timed


def _bound(function: Callable[..., Any], names: Sequence[str], given: Mapping[str, Any]) -> Call:
    """Fix every argument but the document; the common cases cost no extra call."""
    if tuple(names) == ("document",):
        return function
    rest = {name: given[name] for name in names if name != "document"}
    if names[:1] == ("document",) and len(rest) == 1:
        (second,) = rest.values()
        return lambda document: function(document, second)
    if "document" in names:
        return lambda document: function(document=document, **rest)
    return lambda _: function(**rest)
