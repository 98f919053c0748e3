"""What a rule looks like: `Rule`, `ReaderRule`, `CorpusRule`, their options and examples.

A rule is one frozen value: its class carries the metadata, its fields are the options that
`[rules.<name>]` sets. It yields diagnostics and does nothing else. This module knows no rule.
"""

from __future__ import annotations

import enum
import textwrap
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from annolint.diagnostic import Diagnostic, Related, Severity
from annolint.model import Field, Record


class Preset(enum.StrEnum):
    """Named sets of rules, each a subset of the next."""

    MINIMAL = "minimal"
    RECOMMENDED = "recommended"
    STRICT = "strict"
    ALL = "all"

    @property
    def rank(self) -> int:
        """0 for minimal … 3 for all."""
        return ("minimal", "recommended", "strict", "all").index(self.value)


class Good(msgspec.Struct, frozen=True):
    """An example in which the rule finds nothing.

    Attributes:
        source: The text of a file, or texts by file name.
        format: The format's name; `inline` is the bracket notation.
        settings: Configuration in TOML that the example needs.
    """

    source: str | Mapping[str, str]
    format: str = "inline"
    settings: str = ""


class Bad(msgspec.Struct, frozen=True):
    """An example with exactly the findings in `expect`.

    Each expectation reads `LINE:COLUMN MESSAGE`, with `FILE:` before it when `source` names files.
    """

    source: str | Mapping[str, str]
    expect: tuple[str, ...]
    format: str = "inline"
    settings: str = ""


Example = Good | Bad


def option(description: str, **limits: Any) -> msgspec.Meta:
    """Describe an option; `limits` are msgspec constraints such as `ge=0`."""
    return msgspec.Meta(description=description, **limits)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Looks at one document at a time.

    A rule class states its metadata, documents itself in its docstring, and implements
    `check(self, document)` or `check(self, document, project)`, which yields diagnostics. The
    fields of the class are its options: typed, with a default, described by `option`.

    Attributes:
        code: Three letters and three digits; `X` first in rules from outside annolint.
        name: Names the fault; the kebab-case spelling of the class name.
        severity: How bad a finding is unless the configuration says otherwise.
        preset: The smallest preset that holds the rule.
        yields_to: Codes that explain a fault better: a finding of this rule is dropped where one
            of those stands at the same record, covers it, or covers the document.
        source: Where the fault was seen or the rule was asked for.
        examples: Run as tests, exactly.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity] = Severity.WARNING
    preset: ClassVar[Preset] = Preset.ALL
    yields_to: ClassVar[tuple[str, ...]] = ()
    source: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()
    hooks: ClassVar[Mapping[str, str]] = {"check": "annolint_check"}

    def diagnostic(
        self,
        record: Record | None,
        field: Field,
        message: str,
        *,
        item: int | None = None,
        related: tuple[Related, ...] = (),
        covers: tuple[Record, ...] = (),
        covers_document: bool = False,
    ) -> Diagnostic:
        """Make a diagnostic at a field of a record; None is the document as a whole."""
        return Diagnostic(
            message=message,
            record=record,
            field=field,
            item=item,
            related=related,
            covers=covers,
            covers_document=covers_document,
        )


class ReaderRule(Rule, frozen=True):
    """Declares what a reader finds: code, text, severity, examples. It checks nothing itself."""

    hooks: ClassVar[Mapping[str, str]] = {}


class Question(msgspec.Struct, frozen=True):
    """What `CorpusRule.judge` returns to have the corpus read once more before it judges.

    `collect` is then called with `about` as its argument `question`, and `judge` with what it gave.
    """

    about: Any


class CorpusRule(Rule, frozen=True):
    """Learns from the whole corpus, then holds what it learnt against each document.

    `collect(self, document)` (or with `project`, `question`) gives what one document contributes, a
    *part*, or None. Parts are plain data. `merge` is associative and independent of order, so that
    a corpus can be cut anywhere. `judge` makes the verdict; where it is not None, the documents are
    read once more and `check(self, document, verdict)` yields diagnostics. What can be counted only
    when the whole corpus is known takes a `Question` for a verdict; in the first reading `question`
    is None. A rule that knows some of its faults from one document lists another method in `hooks`,
    for `annolint_check`; what that yields needs no corpus.
    """

    hooks: ClassVar[Mapping[str, str]] = {
        "collect": "annolint_collect",
        "check": "annolint_check_corpus",
    }

    def merge(self, into: Any, part: Any) -> Any:
        """Join two parts. `into` may be changed and returned; `part` must not be changed."""
        raise NotImplementedError

    def judge(self, part: Any) -> Any:
        """Return the verdict on the whole corpus, a question, or None: there is nothing to say."""
        raise NotImplementedError

    def touches(self, part: Any, verdict: Any) -> bool:  # noqa: ARG002 - for subclasses
        """Say whether `verdict` can concern the documents that `part` was collected from."""
        return True


class RuleHelp(msgspec.Struct, frozen=True):
    """The documentation of a rule, taken from its docstring."""

    summary: str
    why: str = ""
    remedy: str = ""
    unseen: str = ""


_HEADINGS = {
    "## Why is this bad?": "why",
    "## What to do": "remedy",
    "## What it does not see": "unseen",
}


def rule_help(rule: type[Rule]) -> RuleHelp:
    """Read a rule's docstring: the summary line, then one section under each known heading."""
    first, _, rest = (rule.__doc__ or rule.name).partition("\n")
    sections: dict[str, list[str]] = {"why": []}
    current = sections["why"]
    for line in textwrap.dedent(rest).strip().splitlines():
        heading = _HEADINGS.get(line.strip())
        if heading:
            current = sections.setdefault(heading, [])
        else:
            current.append(line)
    texts = {key: "\n".join(lines).strip() for key, lines in sections.items()}
    return RuleHelp(summary=first.strip(), **texts)
