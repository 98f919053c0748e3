"""Lines of PubTator whose columns are lost, shifted, exchanged or run together.

So a slip is named (which offset is missing, what was cut in two), and what the line says is not
lost. This module reports nothing and makes no records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from annolint import quoted
from annolint_formats._fields import is_offset, looks_like_identifier
from annolint_formats._pubtator_separators import COLUMN_NAMES, misplaced_separator
from annolint_formats._pubtator_witness import Reading, Slip, Witness, is_mention

_TYPE = re.compile(r"[A-Z][A-Za-z_]*[a-z]|T[0-9]{3}")
"""A word in capitals and small letters, or a semantic type of UMLS."""

_REST_OF_IDENTIFIER = re.compile(r"[\w:|;,+.()-]*[0-9|][\w:|;,+.()-]*")
_BOTH_OFFSETS = re.compile(r"([0-9]{1,12}) ?(?:[-\N{EN DASH}:,;/|]|\.\.) ?([0-9]{1,12})")
_BLANKS = re.compile(r"\s+")
_WITHOUT_TABS = Slip("FMT008", "")
"""Blanks divide all columns of a line; the draft says so, of several lines at once."""

_TABS_AT_END = Slip("FMT002", "")
"""Likewise of lines whose columns are whole, and empty ones follow them."""

_FORM = "a mention has 5 to 7, a relation 4 or 5"


def slip_of(row: str, columns: list[str], following: str, witness: Witness) -> Slip | None:
    """Say how the columns of a line are wrong; None for a mention or relation that can be read."""
    if row.endswith("\t") and (slip := _tabs_at_end(row, witness)):
        return slip
    count = len(columns)
    numbers = sum(is_offset(column) for column in columns[1:3])
    if 5 <= count <= 7 and numbers == 2:
        if witness.stands(*columns[1:4]):
            return misplaced_separator(row, witness) or _exchanged_identifier(columns, witness)
        return (
            misplaced_separator(row, witness)
            or _shifted_columns(columns, witness)
            or _missing_type(columns, witness)
            or broken_line(row, following, witness)
        )
    is_relation = count in (4, 5) and not is_offset(columns[1])
    if is_relation and columns[0] == witness.id and witness.concepts.issuperset(columns[2:4]):
        return None
    slip = (
        _two_records(columns, witness)
        or misplaced_separator(row, witness)
        or broken_line(row, following, witness)
        or _shifted_columns(columns, witness)
        or _shifted_relation(row, columns, witness)
    )
    if slip is None and not is_relation and not is_mention(columns, witness):
        return None if is_foreign(columns, witness) else _miscounted(columns)
    return slip


def quoted_line(row: str) -> Slip:
    """Read a line in quotation marks, as spreadsheets write it."""
    reading = _reading(row.strip('"').split("\t"))
    return Slip("FMT002", "quotation marks stand around the line: remove them", reading=reading)


def _tabs_at_end(row: str, witness: Witness) -> Slip | None:
    """Read a line that is whole but for tabs at its end, more than any line may have."""
    columns = row.rstrip("\t").split("\t")
    count, columns_with_empty = len(columns), row.count("\t") + 1
    if columns[0] != witness.id or count == columns_with_empty:
        return None
    if 5 <= count <= 7 and is_offset(columns[1]) and is_offset(columns[2]):
        fits = columns_with_empty > 7 and not looks_like_identifier(columns[4])
        return msgspec.structs.replace(_TABS_AT_END, reading=_reading(columns)) if fits else None
    is_relation = count in (4, 5) and not is_offset(columns[1]) and all(map(str.strip, columns))
    is_relation = is_relation and witness.concepts.issuperset(columns[2:4])
    return _TABS_AT_END if is_relation and columns_with_empty > 5 else None


def is_foreign(columns: Sequence[str], witness: Witness) -> bool:
    """Say whether a line is no record at all: another id, and a number of columns of its own."""
    if len(columns) in (4, 5) and not is_offset(columns[1]):
        return False
    known = witness.id and witness.id in (columns[0][: len(witness.id)], columns[0].strip())
    return not known and not is_mention(columns, witness)


def blanks_for_tabs(row: str, witness: Witness) -> Slip | None:
    """Read a line without tabs as a record whose columns are divided by blanks."""
    slip = misplaced_separator(row, witness)
    if slip and slip.code == "FMT008":
        return msgspec.structs.replace(_WITHOUT_TABS, reading=slip.reading, gaps=slip.gaps)
    words = row.split()
    # Where no line of the document has its tabs, no concept of it is known.
    is_relation = len(words) in (4, 5) and (
        {words[2], words[3]} <= witness.concepts
        or (
            words[0] == witness.id
            and words[1].isidentifier()
            and all(map(looks_like_identifier, words[2:4]))
        )
    )
    is_mention = (
        not witness.text and 5 <= len(words) <= 7 and is_offset(words[1]) and is_offset(words[2])
    )
    if is_relation:
        gaps = tuple(match.span() for match in _BLANKS.finditer(row.rstrip()))
        return msgspec.structs.replace(_WITHOUT_TABS, gaps=gaps)
    if is_mention:
        return _WITHOUT_TABS
    return None


# Records that run together, and records that a line end cuts.


def is_record(columns: Sequence[str], witness: Witness) -> bool:
    """Say whether columns make a mention whose words stand in the text, or a known relation."""
    count = len(columns)
    if count in (5, 6, 7) and is_offset(columns[1]) and is_offset(columns[2]):
        stands = witness.stands(columns[1], columns[2], columns[3])
        if count == 5:
            return stands and witness.has_type(columns[4])
        sound = columns[5] == "" or looks_like_identifier(columns[5])
        parts = columns[6].count("|") if count == 7 else 0
        sound = sound and (count < 7 or not columns[6] or 0 < parts == columns[5].count("|"))
        return stands and bool(columns[4]) and sound
    if not (count in (4, 5) and {columns[2], columns[3]} <= witness.concepts):
        return False
    return columns[1].isidentifier() and (count == 4 or columns[4].isalpha())


def _two_records(columns: list[str], witness: Witness) -> Slip | None:
    """Recognise two records on one line: the document id stands before both."""
    own_id = witness.id
    position = 0
    for number, column in enumerate(columns):
        glued = column.removesuffix(own_id) if own_id else column
        if 3 <= number < len(columns) - 2 and glued != column:
            first = [*columns[:number], *([glued.rstrip(" ")] if glued.strip() else [])]
            second = [own_id, *columns[number + 1 :]]
            if _has_form(first) and _has_form(second):
                at = position + len(glued)
                return Slip(
                    "FMT002",
                    f"two records stand on one line: break it before the second {quoted(own_id)}",
                    at,
                    at + len(own_id),
                    Reading(concept="|".join(filter(None, (_concept(first), _concept(second))))),
                )
        position += len(column) + 1
    return None


def _has_form(columns: Sequence[str]) -> bool:
    numeric = [is_offset(column) for column in columns[1:3]]
    return (5 <= len(columns) <= 7 and all(numeric)) or (
        len(columns) in (4, 5) and not is_offset(columns[1])
    )


def _concept(columns: Sequence[str]) -> str:
    is_mention = len(columns) in (6, 7) and is_offset(columns[1])
    return columns[5] if is_mention else ""


def broken_line(row: str, following: str, witness: Witness) -> Slip | None:
    """Recognise a record that a line end cuts in two."""
    if not following or following.startswith((f"{witness.id}\t", f"{witness.id}|")):
        return None
    columns = row.split("\t")
    complete = len(columns) > 5 and is_record(columns, witness)
    if complete and not _REST_OF_IDENTIFIER.fullmatch(following):
        return None  # a remark stands below a mention that lacks nothing
    for joint in ("\t", " ", ""):
        columns = f"{row}{joint}{following}".split("\t")
        if is_record(columns, witness):
            reading = None
            if is_offset(columns[1]) and is_offset(columns[2]):
                offsets = (int(columns[1]), int(columns[2]))
                concept = columns[5] if len(columns) > 5 else None
                reading = Reading(offsets, columns[3], columns[4], concept)
            message = "a line end cuts the record in two: join the line with the next"
            return Slip("FMT002", message, reading=reading, uses_next=True)
    return None


# Columns that are missing, too many, or in each other's place.


def _shifted_columns(columns: Sequence[str], witness: Witness) -> Slip | None:
    """Say how the columns of a mention are shifted; None if no shift explains them."""
    if slip := _cut_column(columns, witness):
        return slip
    count = len(columns)
    if count >= 6 and witness.stands(*columns[2:5]):
        return _shift("a column too many stands before the offsets: remove it", columns[1:])
    if count >= 5 and witness.stands(columns[1], columns[2], columns[4]):
        return _shifted_text(columns, witness)
    if 4 <= count <= 6:
        return _joined_offsets(columns) or _too_few_columns(columns, witness)
    return None


def _joined_offsets(columns: Sequence[str]) -> Slip | None:
    """Recognise two offsets in one column."""
    both = _BOTH_OFFSETS.fullmatch(columns[1])
    if both is None or is_offset(columns[2]):  # an offset with a decimal comma
        return None
    start = len(columns[0]) + 1
    message = "both offsets stand in one column: put a tab between them"
    reading = _reading((columns[0], *both.groups(), *columns[2:]))
    return Slip("FMT002", message, start, start + len(columns[1]), reading)


def _cut_column(columns: Sequence[str], witness: Witness) -> Slip | None:
    """Recognise a column that a tab cuts in two."""
    for number in range(min(len(columns) - 1, len(COLUMN_NAMES))):
        for joint in ("", " ", "\t"):
            joined = joint.join(columns[number : number + 2])
            candidate = [*columns[:number], joined, *columns[number + 2 :]]
            if number == 0 and joined != witness.id:
                continue
            if len(candidate) >= 5 and witness.stands(*candidate[1:4]):
                if not columns[0]:
                    return _shift("a tab stands before the document id: remove it", candidate)
                return _shift(f"a tab cuts the {COLUMN_NAMES[number]} in two: remove it", candidate)
    return None


def _too_few_columns(columns: Sequence[str], witness: Witness) -> Slip | None:
    """Say which column of a mention is missing."""
    count = len(columns)
    first, second, third = columns[1:4]
    if is_offset(first) and is_offset(second):
        if count == 4 and witness.stands(first, second, third):
            return _shift("the type is missing: add it", columns)
        if witness.has_type(third) and (count == 4 or looks_like_identifier(columns[4])):
            order = (*columns[:3], "", *columns[3:])
            return _shift("the text of the mention is missing: add it", order)
        return None
    if is_offset(first) and second:
        name = ""
        if witness.text.startswith(second, int(first)):
            name = "the end offset"
        elif witness.text.endswith(second, 0, int(first)):
            name = "the start offset"
        elif witness.has_type(third):
            name = "one of the two offsets"
        return _shift(f"{name} is missing: add it", ("", "", *columns[1:])) if name else None
    if witness.has_type(second) and witness.has_words(first):
        return _shift("both offsets are missing: add them", ("", "", "", *columns[1:]))
    return None


def _shifted_text(columns: Sequence[str], witness: Witness) -> Slip:
    if witness.has_type(columns[3]):
        message = "text and type are exchanged: put the text first"
        order = (*columns[:3], columns[4], columns[3], *columns[5:])
    else:
        message = "a column too many stands before the text: remove it"
        order = (*columns[:3], *columns[4:])
    return _shift(message, order)


def _exchanged_identifier(columns: Sequence[str], witness: Witness) -> Slip | None:
    """Recognise a mention whose type and identifier are in each other's place."""
    if len(columns) != 6 or witness.has_type(columns[4]) or not looks_like_identifier(columns[4]):
        return None
    word, number = columns[5], columns[4]
    # A type that the document has only here is a word where no identifier is one.
    if witness.has_type(word) or (_TYPE.fullmatch(word) and not is_offset(number)):
        order = (*columns[:4], columns[5], columns[4])
        return _shift("type and identifier are exchanged: put the type first", order)
    return None


def _missing_type(columns: Sequence[str], witness: Witness) -> Slip | None:
    """Recognise a mention with an identifier in the place of its type."""
    if len(columns) != 5 or witness.has_type(columns[4]) or not looks_like_identifier(columns[4]):
        return None
    return _shift(
        f"{quoted(columns[4])} looks like an identifier and the type before it is missing: add it",
        (*columns[:4], "", columns[4]),
    )


def _shift(message: str, columns: Sequence[str]) -> Slip:
    """Make a slip; `columns` are those of the mention as it was meant, empty where unknown."""
    return Slip("FMT002", message, reading=_reading(columns))


def _reading(columns: Sequence[str]) -> Reading | None:
    if len(columns) < 5:
        return None
    offsets = None
    if is_offset(columns[1]) and is_offset(columns[2]):
        offsets = (int(columns[1]), int(columns[2]))
    text, kind, concept = (*columns[3:6], "", "", "")[:3]
    return Reading(offsets, text, kind, concept or None)


def _shifted_relation(row: str, columns: Sequence[str], witness: Witness) -> Slip | None:
    """Recognise a relation with a tab too many or too few."""
    if len(columns) > 5 and witness.has_type(columns[4]):
        return None  # a mention, whatever its offsets are
    known = witness.concepts
    without = [column for column in columns if column.strip()]
    if (
        len(without) < len(columns)
        and len(columns) > 4
        and len(without) in (4, 5)
        and not is_offset(without[1])
        and (known.issuperset(without[2:4]) or len(columns) > 5)
    ):
        return Slip("FMT002", "a tab is doubled: remove one")
    if len(columns) > 5 and known.issuperset(columns[2:4]):
        return Slip("FMT002", f"{len(columns)} columns: a relation has 4 or 5")
    words = row.split()
    if len(columns) < len(words) <= 5 and len(words) >= 4 and known.issuperset(words[2:4]):
        return _WITHOUT_TABS
    own_id = witness.id
    if own_id and columns[0] != own_id and columns[0].startswith(own_id):
        kind = columns[0].removeprefix(own_id)
        if len(columns) in (3, 4) and kind.isidentifier() and known.issuperset(columns[1:3]):
            size = len(own_id)
            message = "the tab between document id and type is missing: add it"
            return Slip("FMT002", message, size, size + 1)
    return None


def _miscounted(columns: Sequence[str]) -> Slip:
    count = len(columns)
    concept = next((column for column in columns[3:] if looks_like_identifier(column)), None)
    numeric = any(is_offset(column) for column in columns[1:3])
    noun = "column" if count == 1 else "columns"
    return Slip(
        "FMT002",
        f"{count} {noun}: {_FORM}",
        reading=Reading(concept=concept) if numeric and concept else None,
    )
