"""What a reporter looks like: it turns findings into text and writes nothing itself.

Corpus text is data, never markup or control; `printable` is what every line-based reporter puts
it through. This module knows no output format.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from annolint.diagnostic import Failure, Finding
from annolint.rule import RuleHelp


class Run(msgspec.Struct, frozen=True):
    """What reporters may know about the run.

    `help` holds the documentation of every rule that can report, by code; `color` says whether
    the output may be coloured, `width` the number of columns.
    """

    version: str
    help: Mapping[str, RuleHelp]
    color: bool = False
    width: int = 100


class Summary(msgspec.Struct, frozen=True):
    """The figures of a run: findings by severity, files read, files with findings.

    `fixable` findings have a safe repair, `unsafely_fixable` ones an unsafe one; `fixed` is how
    many repairs were made.
    """

    errors: int
    warnings: int
    infos: int
    files: int
    files_with_findings: int
    fixable: int = 0
    unsafely_fixable: int = 0
    fixed: int = 0


class Reporter(ABC):
    """One output format. Each method returns the text that is to be written next."""

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, run: Run) -> None:
        self.run = run

    def begin(self) -> str:
        """Return what comes before the first finding."""
        return ""

    @abstractmethod
    def finding(self, finding: Finding) -> str:
        """Return one finding; they come in the order of the report."""

    def end(self, summary: Summary, failures: tuple[Failure, ...]) -> str:  # noqa: ARG002
        """Return what comes after the last finding."""
        return ""


_HIDDEN = (
    "\x00-\x1f\x7f-\x9f"  # C0 controls, DEL, C1 controls
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # line separators, bidirectional controls
    "\xad\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f"  # characters that show nothing
    "\ud800-\udfff"  # lone surrogates
)
_UNPRINTABLE = re.compile(
    f"[{_HIDDEN}]"
    # Joiners are letters' business in Persian, in Indic scripts and in emoji; there is nothing to
    # join after ASCII.
    f"|(?<![^\x00-\x7f\u200c\u200d{_HIDDEN}])[\u200c\u200d]"
    # CI services take commands from any place in a line of a log: `##[add-mask]` (GitHub),
    # `##vso[task.setvariable]` (Azure Pipelines), `##teamcity[...]`.
    r"|#(?=#[A-Za-z]*\[)"
)
# GitHub takes `::set-env` and the like at the start of a line, after blanks too.
_COMMAND = re.compile(r"\s*::")


def printable(text: str) -> str:
    r"""Escape what a terminal, a log or a line-based format would obey or hide instead of show.

    Control characters, line and paragraph separators, bidirectional controls, characters without
    any width or ink, and lone surrogates become `\xNN`, `\uNNNN` or `\UNNNNNNNN`: `\xNN` is an
    ASCII control character or, from `\x80` on, a byte that could not be decoded. Joiners stay
    where they can join, variation selectors and combining marks always. The first character of a
    command to a CI service is escaped: `\x23#[add-mask]`, and `\x3a:error::` where the text begins
    with it. A backslash stays as it is.
    """
    if text.isascii() and text.isprintable() and "##" not in text and "::" not in text:
        return text
    return "".join(shown_characters(text))


def shown_characters(text: str) -> list[str]:
    """Return what `printable` shows for each character of the text."""
    shown = list(text)
    for match in _UNPRINTABLE.finditer(text):
        shown[match.start()] = _escape(match[0])
    if command := _COMMAND.match(text):
        shown[command.end() - 2] = _escape(":")
    return shown


def _escape(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # noqa: PLR2004 - surrogateescape keeps byte NN as U+DCNN
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x80:  # noqa: PLR2004 - ASCII
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 - BMP
