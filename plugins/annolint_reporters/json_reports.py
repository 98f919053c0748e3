r"""`json` and `jsonl`: what programs read, and the JSON Schema of it.

Texts are given back exactly, with one exception: JSON in UTF-8 cannot hold lone surrogates, so an
undecodable byte NN is the text `\xNN`, any other lone surrogate the text `\uNNNN`. Characters that
`printable` would not show as they are stand as JSON's own escapes, so that the output can be
looked at in a terminal or a log.
"""

import re
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from annolint import (
    Failure,
    Finding,
    PlacedFix,
    Reporter,
    Run,
    Summary,
    printable,
    shown_characters,
)

_Line = Annotated[int, msgspec.Meta(ge=1, description="Number of a line, from 1.")]
_Column = Annotated[
    int, msgspec.Meta(ge=1, description="Number of a column, from 1, in Unicode code points.")
]
_Path = Annotated[str, msgspec.Meta(description="Path of the file as it was given to annolint.")]
_Code = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}[0-9]{3}$")]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class ReportedPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another place that a finding speaks of."""

    message: str
    path: _Path
    line: _Line
    column: _Column


class ReportedEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of a file, and what should take its place."""

    path: _Path
    line: _Line
    column: _Column
    end_line: _Line
    end_column: Annotated[_Column, msgspec.Meta(description="The first column after it.")]
    text: str


class ReportedFix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to repair a finding: all edits together; none where all line ends of the file change."""

    safety: Literal["safe", "unsafe"]
    edits: list[ReportedEdit]


class ReportedFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One finding; a line of `jsonl` is one of these."""

    code: _Code
    name: Annotated[str, msgspec.Meta(description="Name of the rule.")]
    severity: Literal["error", "warning", "info"]
    message: Annotated[str, msgspec.Meta(description="What is wrong and what to do.")]
    path: _Path
    line: _Line
    column: _Column
    end_line: _Line
    end_column: Annotated[_Column, msgspec.Meta(description="The first column after the finding.")]
    document: Annotated[
        str | None, msgspec.Meta(description="Id of the document; null for the file as a whole.")
    ]
    annotation: Annotated[
        str | None, msgspec.Meta(description="Id of the annotation, where the format has ids.")
    ]
    fix: Annotated[
        ReportedFix | None, msgspec.Meta(description="How to repair it; null: annolint cannot.")
    ]
    related: list[ReportedPlace]


class ReportedError(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that annolint itself could not do; with any, the exit code is 2."""

    code: _Code
    name: str
    message: str
    path: Annotated[str | None, msgspec.Meta(description="The file; null where none is concerned.")]
    line: _Line | None


class ReportedSummary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The figures of the run: findings by severity, files read, files with findings, repairs."""

    errors: _Count
    warnings: _Count
    infos: _Count
    files: _Count
    files_with_findings: _Count
    fixable: Annotated[_Count, msgspec.Meta(description="Findings with a safe fix.")]
    unsafely_fixable: Annotated[_Count, msgspec.Meta(description="Findings with an unsafe fix.")]
    fixed: Annotated[_Count, msgspec.Meta(description="Repairs that were made.")]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `annolint check --output-format json` writes."""

    findings: list[ReportedFinding]
    errors: list[ReportedError]
    summary: ReportedSummary


class Json(Reporter):
    """One object with the findings, the errors and the figures of the run.

    Findings are written as they come, each in a line of its own; nothing waits for the end.
    """

    name: ClassVar[str] = "json"
    title: ClassVar[str] = "one JSON object with findings, errors and figures"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._separator = "\n"

    def begin(self) -> str:
        """Open the object and its list of findings."""
        return '{"findings": ['

    def finding(self, finding: Finding) -> str:
        """Return the next element of the list."""
        before, self._separator = self._separator, ",\n"
        return before + _encoded(_reported(finding))

    def end(self, summary: Summary, failures: tuple[Failure, ...]) -> str:
        """Close the list; add the errors and the figures."""
        errors = _encoded([_error(failure) for failure in failures])
        figures = _encoded(ReportedSummary(**msgspec.structs.asdict(summary)))
        return f'\n],\n"errors": {errors},\n"summary": {figures}}}\n'


class JsonLines(Reporter):
    """One JSON object a finding, each in a line of its own; failures are on standard error only."""

    name: ClassVar[str] = "jsonl"
    title: ClassVar[str] = "one JSON object a line, one line a finding"

    def finding(self, finding: Finding) -> str:
        """Return the line of one finding."""
        return _encoded(_reported(finding)) + "\n"


def findings_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `json` writes; `$defs/ReportedFinding` is that of `jsonl`."""
    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "annolint findings",
        **schema,
    }


def _reported(finding: Finding) -> ReportedFinding:
    return ReportedFinding(
        code=finding.code,
        name=finding.name,
        severity=finding.severity.value,
        message=_text(finding.message),
        path=_text(finding.path),
        line=finding.line,
        column=finding.column,
        end_line=finding.end_line,
        end_column=finding.end_column,
        document=None if finding.document is None else _text(finding.document),
        annotation=None if finding.annotation is None else _text(finding.annotation),
        fix=None if finding.fix is None else _reported_fix(finding.fix),
        related=[
            ReportedPlace(_text(each.message), _text(each.path), each.line, each.column)
            for each in finding.related
        ],
    )


def _reported_fix(fix: PlacedFix) -> ReportedFix:
    return ReportedFix(
        fix.safety.value,
        [
            ReportedEdit(
                _text(each.path),
                each.line,
                each.column,
                each.end_line,
                each.end_column,
                _text(each.text),
            )
            for each in fix.edits
        ],
    )


def _error(failure: Failure) -> ReportedError:
    return ReportedError(
        code=failure.code,
        name=failure.name,
        message=_text(failure.message),
        path=_text(failure.path) or None,
        line=failure.line or None,
    )


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _text(text: str) -> str:
    if text.isascii():
        return text
    return _LONE_SURROGATE.sub(lambda match: printable(match[0]), text)


def _encoded(value: Any) -> str:
    r"""Encode as JSON in one line; what must not be shown as it is becomes `\uNNNN`."""
    text = msgspec.json.encode(value).decode()
    if printable(text) == text:
        return text
    return "".join(
        character if character == shown else _escape(character)
        for character, shown in zip(text, shown_characters(text), strict=True)
    )


def _escape(character: str) -> str:
    """Write one character as JSON escapes: its UTF-16 units."""
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
