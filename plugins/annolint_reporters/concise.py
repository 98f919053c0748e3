"""`concise`: one line a finding, as flake8 writes it."""

from typing import ClassVar

from annolint import Finding, Reporter, printable


class Concise(Reporter):
    """`path:line:column: CODE message`, which editors and CI services parse."""

    name: ClassVar[str] = "concise"
    title: ClassVar[str] = "one line a finding, as flake8 writes it"

    def finding(self, finding: Finding) -> str:
        """Return the line of one finding."""
        place = f"{printable(finding.path)}:{finding.line}:{finding.column}"
        return f"{place}: {finding.code} {printable(finding.message)}\n"
