"""`github`: workflow commands, which GitHub shows as annotations at the lines of a change.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions and what
the runner refuses: `IssueCommandExtension` in
https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
"""

from typing import ClassVar

from annolint import Finding, Reporter, Severity, printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class GitHub(Reporter):
    """`::error file=…,line=…,title=…::message`, one line a finding."""

    name: ClassVar[str] = "github"
    title: ClassVar[str] = "annotations in GitHub Actions"

    def finding(self, finding: Finding) -> str:
        """Return the command of one finding."""
        properties = {
            "file": _property(finding.path),
            "line": finding.line,
            "col": finding.column,
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
            "title": _property(f"{finding.code} {finding.name}"),
        }
        if finding.end_line != finding.line:  # the runner drops columns that lie in two lines
            del properties["col"], properties["endColumn"]
        listed = ",".join(f"{key}={value}" for key, value in properties.items())
        message = printable(finding.message).replace("%", "%25")
        return f"::{_COMMANDS[finding.severity]} {listed}::{message}\n"


def _property(text: str) -> str:
    """Write the value of a property so that GitHub gets the very text: a path must fit a file.

    What GitHub has no escape for is shown as `printable` shows it.
    """
    for character in "%\r\n:,":
        text = text.replace(character, f"%{ord(character):02X}")
    return printable(text)
