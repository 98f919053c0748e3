"""`full`: what a person at a terminal sees: the source line, a marker, why, and what to do.

Widths are those of terminal cells: CJK and emoji take two, combining marks none. Only rich knows
them, and how a terminal is made to show colours; both parts of it are imported when this format is
used, and the second only where the output may be coloured.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import ClassVar

from annolint import Excerpt, Finding, PlacedFix, Reporter, Run, printable, shown_characters

_MAX_WIDTH = 100
_MIN_ROOM = 20
_MAX_RELATED = 5
_MAX_HELP = 220
_TAB = "→"
_ELLIPSIS = "…"
_TONES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_DIM, _BOLD, _PLACE, _PLAIN = "dim", "bold", "cyan", ""
_LABEL_WIDTH = len("  also ")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")

Segment = tuple[str, str]
"""Text without line ends, and the rich style that it is painted in."""


class Full(Reporter):
    """A block of lines for each finding; why and what to do only at the first one of a rule."""

    name: ClassVar[str] = "full"
    title: ClassVar[str] = "the source line with a marker, why, and what to do"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._paint = _painter() if run.color else _unpainted
        self._explained: set[str] = set()

    def finding(self, finding: Finding) -> str:
        """Return the lines of one finding and an empty one."""
        lines = _head(finding)
        if finding.excerpt is not None:
            tone = _TONES[finding.severity]
            lines += _source(finding.excerpt, finding.line, tone, self._columns)
        lines += _related(finding)
        if finding.fix is not None:
            lines.append(_fix(finding.fix, self._columns))
        if finding.code not in self._explained:
            self._explained.add(finding.code)
            lines += self._help(finding.code)
        painted = ("".join(self._paint(*segment) for segment in line) for line in lines)
        return "\n".join(painted) + "\n\n"

    @property
    def _columns(self) -> int:
        return min(self.run.width, _MAX_WIDTH)

    def _help(self, code: str) -> Iterator[list[Segment]]:
        known = self.run.help.get(code)
        if known is None:
            return
        room = max(self._columns - _LABEL_WIDTH, _MIN_ROOM)
        for label, text in (("why", known.why), ("do", known.remedy)):
            for number, line in enumerate(textwrap.wrap(_brief(text), room)):
                yield [_label("" if number else label), (line, _PLAIN)]


def _head(finding: Finding) -> list[list[Segment]]:
    """Return what is wrong and where; no line begins with text of the corpus."""
    where = [
        ("  --> ", _DIM),
        (_place(finding.path, finding.line, finding.column), _PLACE),
        (f"  {finding.name}", _DIM),
    ]
    if finding.document is not None:
        where.append((f"  document {printable(finding.document)}", _DIM))
    if finding.annotation is not None:
        where.append((f"  annotation {printable(finding.annotation)}", _DIM))
    tone = _TONES[finding.severity]
    what = [
        (f"{finding.severity.value} {finding.code} ", tone),
        (printable(finding.message), _BOLD),
    ]
    return [what, where]


def _place(path: str, line: int, column: int) -> str:
    return f"{printable(path)}:{line}:{column}"


def _label(label: str) -> Segment:
    return f"  {label:{_LABEL_WIDTH - 2}}", _DIM


def _related(finding: Finding) -> Iterator[list[Segment]]:
    for each in finding.related[:_MAX_RELATED]:
        place = _place(each.path, each.line, each.column)
        yield [_label("also"), (place, _PLACE), (f" {printable(each.message)}", _PLAIN)]
    if (rest := len(finding.related) - _MAX_RELATED) > 0:
        yield [_label("also"), (f"{rest} more", _PLAIN)]


def _fix(fix: PlacedFix, columns: int) -> list[Segment]:
    """Say what the repair writes: the first of its texts, as much as fits, and how many more."""
    first, *others = fix.edits or (None,)
    if first is None:
        text = "other line ends in all of the file"
    elif first.text.strip("\r\n"):
        line = first.text.strip("\r\n").partition("\n")[0]
        pairs = zip(line, shown_characters(line), strict=True)
        text = "".join(_TAB if character == "\t" else shown for character, shown in pairs)
    else:
        text = "remove it" if not first.text else "a line end"
    more = f" (and {len(others)} more)" if others else ""
    room = max(columns - _LABEL_WIDTH - len(fix.safety) - 2 - len(more), _MIN_ROOM)
    if len(text) > room:
        half = (room - 1) // 2
        text = f"{text[:half]}{_ELLIPSIS}{text[-half:]}"
    return [_label("fix"), (f"{fix.safety}: ", _DIM), (text, _PLAIN), (more, _DIM)]


def _brief(text: str) -> str:
    """Return the first paragraph; of a long one, the sentences that fit, at least one."""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    first, *rest = _SENTENCE_END.split(paragraph)
    for sentence in rest:
        if len(first) + 1 + len(sentence) > _MAX_HELP:
            break
        first += " " + sentence
    return first


def _source(excerpt: Excerpt, number: int, tone: str, columns: int) -> list[list[Segment]]:
    """Return the source line, as much of it as fits into `columns` cells, and the marker."""
    gutter = f"  {number} │ "
    below = f"{' ' * len(str(number))}   │ "
    characters = [
        _TAB if character == "\t" else shown
        for character, shown in zip(excerpt.text, shown_characters(excerpt.text), strict=True)
    ]
    widths = _widths(characters)
    start = min(excerpt.start, len(characters))
    end = min(start + excerpt.length, len(characters))
    # A field that begins with a combining mark is seen from the letter that carries it.
    while 0 < start < len(characters) and not widths[start]:
        start -= 1
    cut = (excerpt.cut_left, excerpt.cut_right)
    left, right = _window(widths, start, end, max(columns - len(gutter), _MIN_ROOM), cut)
    before = _ELLIPSIS if left or excerpt.cut_left else ""
    after = _ELLIPSIS if right < len(characters) or excerpt.cut_right else ""
    line = [(gutter, _DIM)]
    if before:
        line.append((before, _DIM))
    for character, shown in zip(excerpt.text[left:right], characters[left:right], strict=True):
        line.append((shown, _PLAIN if character == shown else _DIM))
    if after:
        line.append((after, _DIM))
    marker = " " * (len(before) + sum(widths[left:start]))
    marks = "^" * max(sum(widths[start : min(end, right)]), 1)
    return [_merged(line), [(below + marker, _DIM), (marks, tone)]]


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join neighbours of one style, so that a line is not painted letter by letter."""
    merged = segments[:1]
    for text, style in segments[1:]:
        if style == merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, style)
        else:
            merged.append((text, style))
    return merged


def _widths(characters: list[str]) -> list[int]:
    """Return how many cells each character adds to the line, as a terminal joins them."""
    text = "".join(characters).replace(_TAB, "-")
    if text.isascii():
        return [len(character) for character in characters]
    from rich.cells import cell_len  # noqa: PLC0415 - not needed for most lines

    shown = ""
    lengths = [0]
    for character in characters:
        shown += character
        lengths.append(cell_len(shown))
    return [after - before for before, after in pairwise(lengths)]


def _window(
    widths: list[int], start: int, end: int, room: int, cut: tuple[bool, bool]
) -> tuple[int, int]:
    """Return which characters are shown in `room` cells."""
    if sum(widths) + sum(cut) <= room:
        left, right = 0, len(widths)
    else:
        left, right = _grown(widths, start, end, room)
    # A combining mark without its letter would sit on the ellipsis.
    while left < start and not widths[left]:
        left += 1
    return left, right


def _grown(widths: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """Return what fits beside two ellipses: the field first, then both sides of it evenly."""
    left = right = start
    free = room - 2 * len(_ELLIPSIS)
    while right < end and widths[right] <= free:
        free -= widths[right]
        right += 1
    grown = True
    while grown:
        grown = False
        if right < len(widths) and widths[right] <= free:
            free -= widths[right]
            right += 1
            grown = True
        if left > 0 and widths[left - 1] <= free:
            free -= widths[left - 1]
            left -= 1
            grown = True
    return left, right


def _unpainted(text: str, style: str) -> str:  # noqa: ARG001 - the signature of a painter
    return text


def _painter() -> Callable[[str, str], str]:
    """Return what paints a text in a style, with the colours that the terminal's theme defines."""
    from rich.color import ColorSystem  # noqa: PLC0415 - only where colours are shown
    from rich.style import Style  # noqa: PLC0415

    styles = {name: Style.parse(name) for name in (*_TONES.values(), _DIM, _BOLD, _PLACE, _PLAIN)}

    def paint(text: str, style: str) -> str:
        return styles[style].render(text, color_system=ColorSystem.STANDARD)

    return paint
