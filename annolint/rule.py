"""What a rule looks like: `Rule`, `ReaderRule`, `CorpusRule`, their options and examples.

A rule is one frozen value: its class carries the metadata, its fields are the options that
`[rules.<name>]` sets. It yields diagnostics and does nothing else. This module knows no rule.
"""

import enum
import textwrap
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, ClassVar, Literal

import msgspec

from annolint.diagnostic import Diagnostic, Related, Severity
from annolint.fix import Fix, Safety
from annolint.model import Document, Fact
from annolint.project import Project
from annolint.records import Field, Record


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
        files: The texts of files that the configuration names, by name.
    """

    source: str | Mapping[str, str]
    format: str = "inline"
    settings: str = ""
    files: Mapping[str, str] = {}


class Bad(msgspec.Struct, frozen=True):
    """An example with exactly the findings in `expect`.

    Each expectation reads `LINE:COLUMN MESSAGE`, with `FILE:` before it when `source` names files.
    `fixed` is what all fixes together make of the source; None where no finding has one.
    """

    source: str | Mapping[str, str]
    expect: tuple[str, ...]
    fixed: str | Mapping[str, str] | None = None
    format: str = "inline"
    settings: str = ""
    files: Mapping[str, str] = {}


Example = Good | Bad


def option(description: str, **limits: Any) -> msgspec.Meta:
    """Describe an option; `limits` are msgspec constraints such as `ge=0`."""
    return msgspec.Meta(description=description, **limits)


class Observation(msgspec.Struct, frozen=True, gc=False):
    """One case of what a schema could rule, seen in a document; `annolint init` counts them.

    Attributes:
        kind: The key of the schema that could rule it; `together` are types at one place.
        key: What was seen: the type first, or the types.
        record: Where it was seen.
    """

    kind: Literal[
        "arguments",  # relation type, then the types of each argument
        "concept",  # mention type; the mention has no identifier
        "contains",  # types of the outer mention, types of the inner one
        "crosses",  # types of one mention, types of the other one
        "excludes",  # two relation types that hold between the same things
        "namespaces",  # mention type, namespace: empty for none, None where it cannot be told
        "sentinels",  # what stands in place of an identifier
        "symmetric",  # relation type; the same arguments stand in the other order as well
        "together",  # types of one mention, types of another one at the same place
    ]
    key: tuple[Any, ...]
    record: Record


class Requirement(msgspec.Struct, frozen=True):
    """A library that a rule needs, and annolint as it is usually installed does not bring.

    Attributes:
        module: What the rule imports, in its methods only.
        package: What pip is told to install, such as `annolint[ftfy]`.
    """

    module: str
    package: str

    @property
    def is_met(self) -> bool:
        """Whether the library is installed; it is not imported."""
        return find_spec(self.module) is not None

    @property
    def advice(self) -> str:
        """The command that installs it."""
        return f"pip install '{self.package}'"


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
        fixes: Whether there are safe repairs of the fault, unsafe ones, both, or none.
        requires: A library that annolint does not bring. Without it the rule does not run, which
            is said, and is an error where the rule was selected by its code or name.
        looks_at: A fact about documents, such as `suspect_mentions`, often empty: `check`
            is called only where it is not.
        source: Where the fault was seen or the rule was asked for.
        examples: Run as tests, exactly.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity] = Severity.WARNING
    preset: ClassVar[Preset] = Preset.ALL
    yields_to: ClassVar[tuple[str, ...]] = ()
    fixes: ClassVar[tuple[Safety, ...]] = ()
    requires: ClassVar[Requirement | None] = None
    looks_at: ClassVar[Fact] = ""
    source: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()
    hooks: ClassVar[Mapping[str, str]] = {"check": "annolint_check"}

    def applies(self, project: Project) -> bool:  # noqa: ARG002 - for subclasses
        """Say whether the rule can find anything in this project; it is asked once a run.

        A rule that needs `[schema]`, `[splits]` or `[terminologies]` has nothing to do without.
        """
        return True

    def diagnostic(
        self,
        record: Record | None,
        field: Field,
        message: str,
        *,
        item: int | None = None,
        at: int | None = None,
        length: int = 1,
        related: tuple[Related, ...] = (),
        covers: tuple[Record, ...] = (),
        covers_document: bool = False,
        fix: Fix | None = None,
    ) -> Diagnostic:
        """Make a diagnostic at a field of a record; None is the document as a whole.

        `item` and `at` say where in the field: a number in a list, the offset of a character,
        of which `length` are wrong. `fix` is its repair: safe only if it cannot change what the
        annotation means.
        """
        return Diagnostic(
            message=message,
            record=record,
            field=field,
            item=item,
            at=at,
            length=length,
            related=related,
            covers=covers,
            covers_document=covers_document,
            fix=fix,
        )

    def survey(self, document: Document) -> Iterable[Observation]:  # noqa: ARG002 - for subclasses
        """Return what the schema would have to say for this rule to be silent on the document.

        A rule that goes by the schema implements it, so that `annolint init` can propose one.
        """
        return ()


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
