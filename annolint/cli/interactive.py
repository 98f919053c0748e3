"""`--interactive`: show one repair at a time, before and after, and ask whether to make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from annolint.fix import Change
from annolint.records import Mention
from annolint.reporter import printable, shown_characters

if TYPE_CHECKING:
    from annolint.diagnostic import PlacedEdit
    from annolint.model import Document
    from annolint.runner import Found

_CONTEXT = 30
_MOST_SHOWN = 3
"""Changes of one repair that are shown; the others are counted."""

_VISIBLE = {"\t": "→", "\n": " "}
_CHOICES = ["y", "n", "a", "q"]
_QUESTION = "Make this repair? (yes, no, all of the rest, quit)"


class Dialogue:
    """Asks about repairs on standard error; remembers when there is nothing more to ask."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._rest: bool | None = None

    def approve(self, found: Found, document: Document | None) -> bool:
        """Show a repair and return whether it is to be made."""
        if self._rest is not None:
            return self._rest
        for line in shown(found, document):
            self._console.print(line)
        try:
            answer = Prompt.ask(_QUESTION, console=self._console, choices=_CHOICES)
        except EOFError:  # nobody answers any more
            answer = "q"
        if answer in ("a", "q"):
            self._rest = answer == "a"
        return answer in ("y", "a")


def shown(found: Found, document: Document | None) -> list[Text]:
    """Return the lines that show a repair: what is wrong, the text and the lines of the file."""
    finding = found.finding
    place = printable(f"{finding.path}:{finding.line}:{finding.column}")
    lines = [
        Text.assemble("\n", (f"{place} ", "cyan"), (f"{finding.code} ", "bold red"), finding.name),
        Text(printable(finding.message), "bold"),
    ]
    changes = [
        (change.record, change.replacement)
        for change in (found.fix.changes if found.fix is not None else ())
        if isinstance(change, Change)
    ]
    for old, new in changes[:_MOST_SHOWN] if document is not None else ():
        assert document is not None  # noqa: S101 - the condition of the loop
        if getattr(old, "spans", None) != getattr(new, "spans", None):
            for record, label in ((old, "before"), (new, "after")):
                if isinstance(record, Mention) and record.spans:
                    lines.append(_marked(document, record, label))
    edits = finding.fix.edits if finding.fix is not None else ()
    for edit in edits[:_MOST_SHOWN]:
        lines += _edited(edit, document)
    if (more := max(len(edits), len(changes)) - _MOST_SHOWN) > 0:
        lines.append(Text(f"  and {more} more", "dim"))
    return lines


def _marked(document: Document, mention: Mention, label: str) -> Text:
    """Show a mention in its text; a place outside of the text shows the end of it."""
    text = document.text
    start, end = (min(max(each, 0), len(text)) for each in (
        mention.spans[0].start, mention.spans[-1].end))  # fmt: skip
    end = max(end, start)
    return Text.assemble(
        (f"  {label:7}", "dim"),
        _visible(text[max(start - _CONTEXT, 0) : start]),
        (_visible(text[start:end]), "reverse"),
        _visible(text[end : end + _CONTEXT]),
    )


def _edited(edit: PlacedEdit, document: Document | None) -> list[Text]:
    """Show what stands in the file, and what will."""
    old = ""
    if document is not None:
        file = next(file for file in document.files if file.path == edit.path)
        start = file.position(edit.line, edit.column)
        end = file.position(edit.end_line, edit.end_column)
        old = file.data[start:end].decode("utf-8", "surrogateescape")
    pairs = (("-", old, "red"), ("+", edit.text, "green"))
    return [
        Text(f"  {mark} {_visible(line)}", style)
        for mark, text, style in pairs
        for line in text.splitlines()
    ]


def _visible(text: str) -> str:
    """Return text as it is shown: a tab is an arrow, a line feed a blank."""
    pairs = zip(text, shown_characters(text), strict=True)
    return "".join(_VISIBLE.get(character, shown) for character, shown in pairs)
