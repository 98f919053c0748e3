"""How a CoNLL file is laid out: found from its beginning, or set by options.

Which column holds tokens and which one tags, how tags are written, which scheme they follow. All
that is known of a file is that most of its rows are alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

import msgspec

from annolint import Attribute
from annolint_formats._conll_rows import DOCUMENT_START, Separator, cells, is_blank, separators
from annolint_formats._conll_segments import Schemes, found_schemes
from annolint_formats._conll_tags import Notation, notation

SCHEME = "tagging-scheme"
"""The metadata that tells rules the scheme of the file; the first is that of most mentions."""

_MOST_ROWS = 100_000
_ALIKE = 0.9
"""Of so many rows the columns are the file's; fewer may be the rule where rows differ."""

_MANY = 0.75
_MOST = 0.5
"""Of so many rows the tags are as they should be, in what may be any file and in what is CoNLL."""

_MOST_SLIPS = 20
"""Rows of another size that are no more than slips, whatever their share."""

_FEWEST = 3
"""Rows of what may be any file that show that it is one of tokens and tags."""

_NUMBER = re.compile(r"[0-9]+(?:[-.][0-9]+)?")
NO_TOKEN = re.compile(r"[0-9]+[-.][0-9]+")
"""What numbers a word of several tokens, or an omitted one, in CoNLL-U."""

_SENTENCE_COLUMN = re.compile(r"sentence\b.*", re.IGNORECASE)
_TOKEN_NAMES = frozenset({"word", "words", "token", "tokens", "form", "text", "surface"})
_TAG_NAMES = frozenset(
    {"tag", "tags", "label", "labels", "ner", "ner_tag", "ner_tags", "ner tag", "entity"}
    | {"entities", "iob", "iob2", "bio", "bioes", "ne", "named entity"}
)
_CHUNKS = frozenset(
    {"NP", "VP", "PP", "ADVP", "SBAR", "ADJP", "PRT", "CONJP", "INTJ", "LST", "UCP"}
    | {"NC", "VC", "PC"}
)
"""Types of the chunk column that stands before the entities in the data of CoNLL-2003."""

NO_SPACE = "SpaceAfter=No"
_START = re.compile(rf"{DOCUMENT_START}|#\s*newdoc\b")


class Layout(msgspec.Struct, frozen=True):
    """How the rows of a file are made; columns count from 0.

    Attributes:
        separator: What separates the columns of most rows.
        size: The number of columns; 0 where rows differ and no number is the usual one.
        token: The column of tokens.
        tag: The column of tags.
        space: The column that may say that no blank follows the token; -1 where there is none.
        notation: How tags are written.
        schemes: The scheme of the file, and the other one that a part of it follows.
        has_header: The first row says what the columns hold.
        has_documents: Rows say where documents begin; else each sentence is one.
        numbers_tokens: The first column numbers the tokens; what has a range there is no token.
        numbers_sentences: The first column says where a sentence begins, and is empty elsewhere.
        metadata: What rules are told of the schemes.
    """

    separator: Separator
    size: int
    token: int
    tag: int
    space: int
    notation: Notation
    schemes: Schemes
    has_header: bool
    has_documents: bool
    numbers_sentences: bool
    numbers_tokens: bool
    metadata: tuple[Attribute, ...]


def is_comment(row: str, layout_size: int, separator: Separator, tag: int, tags: Notation) -> bool:
    """Say whether a row that begins with `#` is no token."""
    if separator == "tab" and "\t" not in row:
        return True
    found = cells(row, separator, layout_size)
    return len(found) != layout_size or bool(tags.read(found[tag]).fault)


def found_layout(
    text: str,
    scheme: str = "",
    token_column: int = 0,
    tag_column: int = 0,
    *,
    certain: bool = False,
) -> Layout | None:
    """Find the layout of a file by its beginning; None if it has no column of tags.

    Args:
        text: Whole rows from the beginning of the file.
        scheme: The scheme of the tags, where it is known.
        token_column: The number of the column with tokens from 1, from the end if negative; 0 is
            unknown.
        tag_column: The same of the column with tags.
        certain: Whether the file may be anything else, so that nearly all of it must fit.
    """
    rows = [row.rstrip("\r") for row in text.split("\n")]
    rows[0] = rows[0].removeprefix("\ufeff")
    data = list(islice((row for row in rows if _is_data(row)), _MOST_ROWS))
    separator = separators(data)
    if separator is None:
        return None
    divided = [cells(row, separator, 0) for row in data]
    size, alike = Counter(map(len, divided)).most_common(1)[0]
    odd = len(data) - alike
    if size < 2 or (certain and (alike < _ALIKE * len(data) or alike < _FEWEST)):
        return None
    header = [cell.strip().lower() for cell in divided[0]]
    is_named = not (_TOKEN_NAMES | _TAG_NAMES).isdisjoint(header)
    table = [row for row in divided[is_named:] if len(row) == size]
    numbered = _counts_tokens([row[0] for row in table])
    if numbered:
        table = [row for row in table if not NO_TOKEN.fullmatch(row[0])]
    columns = list(zip(*table, strict=True))
    if not columns:
        return None
    tag, tags = _tag_column(columns, _from_start(tag_column, size), certain=certain)
    if tags is None:
        return None
    has_header = is_named and tag < len(header) and not tags.has(divided[0][tag])
    token = _from_start(token_column, size)
    if token is None:
        token = _token_column(columns, header if has_header else (), tag)
    if not 0 <= token < size:
        return None
    sequences = _sequences(rows, separator, size, tag, numbered=numbered)
    schemes = found_schemes(sequences, tags, scheme)
    return Layout(
        separator=separator,
        size=0 if odd > _MOST_SLIPS and alike < _ALIKE * len(data) else size,
        token=token,
        tag=tag,
        space=max((n for n, each in enumerate(columns) if _says_space(each)), default=-1),
        notation=tags,
        schemes=schemes,
        has_header=has_header,
        has_documents=any(_START.match(row) for row in rows if row[:1] in ("-", "#")),
        numbers_sentences=_numbers_sentences(header, columns[0]),
        numbers_tokens=numbered and token > 0,
        metadata=tuple(
            Attribute(SCHEME, name, index=index) for index, name in enumerate(schemes.names)
        ),
    )


def _is_data(row: str) -> bool:
    """Say whether a row is probably one of the table, and neither a comment nor a mark."""
    if row.startswith("#"):
        return "\t" in row
    return not (is_blank(row) or row.startswith(DOCUMENT_START))


def _from_start(column: int, size: int) -> int | None:
    """Return the index of the column that an option names; None if it names none."""
    if column < 0:
        return size + column
    return column - 1 if column else None


def _numbers_sentences(header: Sequence[str], column: Sequence[str]) -> bool:
    first = next((cell for cell in column if cell), "")
    return bool(_SENTENCE_COLUMN.fullmatch(header[0]) and _SENTENCE_COLUMN.fullmatch(first))


def _tag_column(
    columns: Sequence[Sequence[str]], wanted: int | None, *, certain: bool
) -> tuple[int, Notation | None]:
    """Return the column of tags, and how they are written.

    The first one with mentions, but for chunks, which are asked for by nobody who annotates
    entities as well; the last one without mentions if none has any.
    """
    candidates: list[tuple[tuple[int, int], int, Notation]] = []
    for number, column in enumerate(columns):
        if wanted not in (None, number):
            continue
        uses = Counter(column)
        tags = notation(uses) or (None if wanted is None else Notation())
        if tags is None:
            continue
        outside = sum(uses[each] for each in tags.outside)
        if not tags.delimiters:
            rank, needed = 2, _ALIKE
            if certain and 2 * outside < len(column):
                continue  # words, of whatever kind
        elif certain and not tags.types and not outside:
            continue  # letters, of whatever kind
        elif tags.types or tags.alone:
            rank, needed = int(tags.types.issubset(_CHUNKS) and not tags.alone), _MANY
        else:
            rank, needed = 3, 1.0
        good = sum(count for tag, count in uses.items() if not tags.read(tag).fault)
        if wanted is None and good < (needed if certain else _MOST) * len(column):
            continue
        candidates.append(((rank, number if rank < 3 else -number), number, tags))
    if not candidates:
        return -1, None
    _, number, tags = min(candidates, key=lambda each: each[0])
    return number, tags


def _token_column(columns: Sequence[Sequence[str]], header: Sequence[str], tag: int) -> int:
    named = [n for n, name in enumerate(header) if name in _TOKEN_NAMES and n != tag]
    if named:
        return named[0]
    others = [number for number in range(len(columns)) if number != tag]
    first = others[0]
    if len(others) > 1 and (_counts_tokens(columns[first]) or _is_sparse(columns[first])):
        return others[1]
    return first


def _counts_tokens(column: Sequence[str]) -> bool:
    """Say whether a column numbers the tokens of each sentence."""
    numbers = [cell for cell in column if _NUMBER.fullmatch(cell)]
    if len(numbers) < _ALIKE * len(column):
        return False
    values = [int(re.split(r"[-.]", cell)[0][:9]) for cell in numbers]
    steps = sum(b in (a, a + 1) or b <= 1 for a, b in pairwise(values))
    return steps >= _ALIKE * (len(values) - 1)


def _is_sparse(column: Sequence[str]) -> bool:
    """Say whether a column is empty in most rows, as one that numbers sentences."""
    return sum(not cell for cell in column) * 2 > len(column)


def _says_space(column: Sequence[str]) -> bool:
    return any(NO_SPACE in cell for cell in column)


def _sequences(
    rows: Iterable[str], separator: Separator, size: int, tag: int, *, numbered: bool
) -> Iterable[list[str]]:
    """Yield the tags of each sentence; a row without one gives an empty tag."""
    sequence: list[str] = []
    for row in islice(rows, _MOST_ROWS):
        if is_blank(row) or row.startswith(DOCUMENT_START):
            if sequence:
                yield sequence
                sequence = []
        elif not row.startswith("# "):
            found = cells(row, separator, size)
            if not (numbered and NO_TOKEN.fullmatch(found[0])):
                sequence.append(found[tag] if len(found) == size else "")
    if sequence:
        yield sequence
