"""The plugin API: every hook, what it is called with and what it returns.

Three hooks are called once, when annolint starts: they tell what a plugin brings. The others are
called for each document, on the rules that are enabled. An implementation names only the
arguments that it wants. A plugin is a module that implements any of the first three;
a package also states `ANNOLINT_API = 1`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annolint.diagnostic import Diagnostic
    from annolint.format import Format
    from annolint.model import Document
    from annolint.project import Project
    from annolint.reporter import Reporter
    from annolint.rule import Rule

API = 1

hookspec = pluggy.HookspecMarker("annolint")
hookimpl = pluggy.HookimplMarker("annolint")


@hookspec
def annolint_rules() -> Iterable[type[Rule]]:
    """Return the rule classes that this plugin brings."""
    raise NotImplementedError


@hookspec
def annolint_formats() -> Iterable[type[Format]]:
    """Return the format classes that this plugin brings."""
    raise NotImplementedError


@hookspec
def annolint_reporters() -> Iterable[type[Reporter]]:
    """Return the reporter classes that this plugin brings."""
    raise NotImplementedError


@hookspec
def annolint_check(document: Document, project: Project) -> Iterable[Diagnostic]:
    """Return what is wrong with one document. `Rule.check` implements it."""
    raise NotImplementedError


@hookspec
def annolint_collect(document: Document, project: Project, question: Any) -> Any:
    """Return what one document contributes to the corpus. `CorpusRule.collect` implements it.

    `question` is None in the first reading, then what the rule's own `Question` is about.
    """
    raise NotImplementedError


@hookspec
def annolint_check_corpus(
    document: Document, project: Project, verdict: Any
) -> Iterable[Diagnostic]:
    """Return what is wrong with one document in its corpus. `CorpusRule.check` implements it."""
    raise NotImplementedError
