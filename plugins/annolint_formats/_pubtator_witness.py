"""What the text of a PubTator document proves about its lines.

The text is the witness: a reading of a line is believed when the words between its offsets are
the words in the line. Makes no records and reports nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from annolint_formats._fields import is_offset, looks_like_identifier

COMMON_TYPES = frozenset(
    {"CellLine", "Chemical", "DNAMutation", "Disease", "Gene", "Mutation", "ProteinMutation",
     "SNP", "Species", "Variant"}
)  # fmt: skip

_SEARCHED = 200_000
"""Characters that are searched for one line, so that many lines do not take too long."""

Code = Literal["FMT002", "FMT008"]


class Witness(msgspec.Struct, frozen=True):
    """What is known of the document besides the line: text, id, types and concept identifiers.

    `whole_types` are those of mentions with an identifier, where all but one mention have one.
    """

    text: str
    id: str
    types: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    whole_types: frozenset[str] = frozenset()

    def has_type(self, kind: str) -> bool:
        """Say whether the document, or PubTator itself, knows a type."""
        return kind in self.types or kind in COMMON_TYPES

    def completed(self, kind: str) -> str:
        """Return the type of which the one mention without an identifier has a part, else empty."""
        if not kind or kind in COMMON_TYPES or kind in self.whole_types:
            return ""
        return min((each for each in self.whole_types if each.startswith(kind)), default="")

    def stands(self, start: str, end: str, surface: str) -> bool:
        """Say whether the words between two offsets are those."""
        if not (surface and is_offset(start) and is_offset(end)):
            return False
        return self.text[int(start) : int(end)] == surface

    def has_words(self, surface: str) -> bool:
        """Say whether words stand somewhere in the text, or the first part of a very long one."""
        return bool(surface) and self.text.find(surface, 0, _SEARCHED) >= 0


class Reading(msgspec.Struct, frozen=True):
    """What a mention line says once its slip is seen through; `offsets` None where unknown."""

    offsets: tuple[int, int] | None = None
    text: str = ""
    type: str = ""
    concept: str | None = None


class Slip(msgspec.Struct, frozen=True):
    """How a line is wrong.

    Attributes:
        code: The code of the reader rule.
        message: What is wrong and what to do; empty where the draft says it.
        start: Where in the line, in code points from 0.
        end: Where it ends; None for the end of the line.
        reading: What the line says as a mention, where that can be told.
        uses_next: The next line belongs to this one.
        gaps: Where blanks stand that should be a tab each, if that repairs the line.
    """

    code: Code
    message: str
    start: int = 0
    end: int | None = None
    reading: Reading | None = None
    uses_next: bool = False
    gaps: tuple[tuple[int, int], ...] = ()


def is_sound_mention(columns: Sequence[str], text: str) -> bool:
    """Say whether columns are those of a mention whose words stand at its offsets."""
    count = len(columns)
    if not (5 <= count <= 7 and is_offset(columns[1]) and is_offset(columns[2]) and columns[3]):
        return False
    kind = columns[4]
    if text[int(columns[1]) : int(columns[2])] != columns[3] or not kind.strip():
        return False
    if count == 5:
        return kind.isalpha()
    if count == 7 and columns[6] and looks_like_identifier(columns[6]):
        return looks_like_identifier(columns[5])
    return not looks_like_identifier(kind)


def is_sound_relation(columns: Sequence[str], own_id: str) -> bool:
    """Say whether columns are plainly those of a relation; identifiers are no bare words."""
    if not (4 <= len(columns) <= 5 and columns[0] == own_id and columns[1].isidentifier()):
        return False
    one, other = columns[2], columns[3]
    if not one or not other or one.isalpha() or other.isalpha() or " " in one or " " in other:
        return False
    return len(columns) == 4 or columns[4] not in COMMON_TYPES


def is_mention(columns: Sequence[str], witness: Witness) -> bool:
    """Tell a mention from a relation: by its columns, and for five by the text as well."""
    count = len(columns)
    if count != 5:
        return count in (6, 7)
    first, second = is_offset(columns[1]), is_offset(columns[2])
    if first and second:
        return True
    stands = witness.has_words(columns[3])
    return stands and (first or (second and columns[2] not in witness.concepts))
