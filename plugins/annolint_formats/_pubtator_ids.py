"""Annotation ids of the PubTator dialect that has them: which line has another one's id.

A discontinuous mention stands there in several lines with one id (bconv writes it so), and that is
no fault. Such lines have one type and stand in one sentence, and no number is missing where they
are: where `T7` stands between `T2` and `T4`, and there is no `T3`, it is a slip.
"""

import re
from collections.abc import Container, Iterator, Sequence

import msgspec

from annolint import Mention

_LONGEST = 18
"""Digits of a number that are looked at; `int` takes no more than some thousands."""
_SENTENCE_END = re.compile(r"(?<=\w\w)[.!?]\s|\n")


class Numbered(msgspec.Struct, frozen=True):
    """A mention with an id: the number of its row, the letters and the number of its id."""

    row: int
    letters: str
    number: int
    mention: Mention


def numbered(row: int, mention: Mention) -> Numbered:
    """Return a mention with the parts of its id."""
    letters = mention.id.rstrip("0123456789")
    digits = mention.id[len(letters) :]
    return Numbered(row, letters, int(digits[-_LONGEST:]), mention)


def repeated_ids(lines: Sequence[Numbered], text: str) -> Iterator[tuple[Numbered, Numbered]]:
    """Yield each line whose id is another line's, and that line; `lines` stand as in the file."""
    groups: dict[str, list[int]] = {}
    for position, line in enumerate(lines):
        groups.setdefault(line.mention.id, []).append(position)
    if len(groups) == len(lines):
        return
    known = {(line.letters, line.number) for line in lines}
    for positions in groups.values():
        first = positions[0]
        for other in positions[1:]:
            is_first, is_other = (_is_slip(lines, each, known) for each in (first, other))
            if not (is_first or is_other) and _is_fragment(lines[first], lines[other], text):
                continue
            if is_first and not is_other:
                first, other = other, first  # noqa: PLW2901 - the slip is reported
            yield lines[other], lines[first]


def _is_slip(lines: Sequence[Numbered], position: int, known: Container[tuple[str, int]]) -> bool:
    """Say whether exactly the number that is expected between the neighbours is missing."""
    if position + 1 == len(lines):
        return False
    before = lines[position - 1].number if position else 0
    expected = before + 1
    missing = (lines[position].letters, expected) not in known
    return lines[position + 1].number == expected + 1 and missing


def _is_fragment(first: Numbered, other: Numbered, text: str) -> bool:
    """Say whether two lines may be fragments of one mention."""
    one, two = sorted((first.mention, other.mention), key=lambda mention: mention.spans)
    end, start = one.spans[0].end, two.spans[0].start
    return one.type == two.type and end <= start and not _SENTENCE_END.search(text, end, start)
