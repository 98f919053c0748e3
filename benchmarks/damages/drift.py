"""Damage to all offsets at once, by one cause: offsets that count something else than the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, pairwise
from random import Random

from benchmarks.damages.gold import END, ID, START, TEXT, Document, Row, is_mention
from benchmarks.damages.kinds import Case, Damaged, Prepare, kind
from benchmarks.damages.surfaces import blank_outside

_FEW = 3
"""Mentions that must be off: fewer prove no cause."""


def _with_pieces(pieces: tuple[str, ...], *places: int) -> Prepare:
    """Make a document with some pieces in its text, before three mentions; offsets are right."""

    def prepare(document: Document, chance: Random) -> Document | None:
        for _ in range(chance.choice(places)):
            at = blank_outside(document, chance, before=_FEW)
            if at is None:
                return None
            document = document.inserted(at, chance.choice(pieces))
        return document

    return prepare


def _recounted(case: Case, document: Document, move: Callable[[int, bool], int]) -> Damaged | None:
    """Write other offsets; `move` takes an offset and whether it is an end.

    A person may be sent to the document, to its texts, or to the first mention that is off.
    """
    wrong = []
    rows: list[Row] = []
    for number, row in enumerate(document.rows, 2):
        if is_mention(row):
            start, end = move(int(row[START]), False), move(int(row[END]), True)
            if start < 0:
                return None
            if document.text[start:end].replace("\n", " ") != row[TEXT]:
                wrong.append(number)
            rows.append((row[ID], str(start), str(end), *row[TEXT:]))
        else:
            rows.append(row)
    if len(wrong) < _FEW or len(set(rows)) < len(rows):  # two lines that are now equal: two faults
        return None
    return case.with_document(document.with_text(document.text, rows), (0, 1, wrong[0]))


def _shifted(case: Case, by: int, start: int = 0) -> Damaged | None:
    """Shift all offsets from a place of the text on."""
    return _recounted(case, case.document, lambda at, _: at + by if at >= start else at)


def _reworded(case: Case, text: str) -> Damaged | None:
    """Write another text and keep all offsets."""
    if text == case.document.text:
        return None
    return _recounted(case, case.document.with_text(text), lambda at, _: at)


def _counted(case: Case, width: Callable[[str], int]) -> Damaged | None:
    """Count each character of the text by its width in another unit."""
    widths = list(accumulate(map(width, case.document.text), initial=0))
    return _recounted(case, case.document, lambda at, _: widths[at])


@kind("SPN002")
def join_not_counted(case: Case) -> Damaged | None:
    """The offsets count no character between title and abstract."""
    return _shifted(case, -1, len(case.document.title) + 1)


@kind("SPN002")
def join_counted_twice(case: Case) -> Damaged | None:
    """The offsets count two characters between title and abstract, such as CR and LF."""
    return _shifted(case, 1, len(case.document.title) + 1)


@kind("SPN002")
def join_of_several(case: Case) -> Damaged | None:
    """The offsets count three to five characters between title and abstract."""
    return _shifted(case, case.chance.choice((2, 3, 4)), len(case.document.title) + 1)


@kind("SPN002", prepare=_with_pieces((" ",), 1, 2))
def white_space_collapsed(case: Case) -> Damaged | None:
    """Double blanks of the text have become single ones; the offsets count both."""
    return _reworded(case, re.sub("  +", " ", case.document.text))


@kind("SPN002", prepare=_with_pieces(("     ", "   ", "      "), 1, 2, 3))
def wide_white_space_collapsed(case: Case) -> Damaged | None:
    """Long runs of blanks have become single blanks; the offsets count all of them."""
    return _reworded(case, re.sub("  +", " ", case.document.text))


def _with_padded_title(document: Document, chance: Random) -> Document | None:
    return document.inserted(len(document.title), " " * chance.choice((1, 2, 3)))


@kind("SPN002", prepare=_with_padded_title)
def title_stripped(case: Case) -> Damaged | None:
    """The blanks at the end of the title are gone; the offsets count them."""
    return _reworded(case, f"{case.document.title.rstrip()}\n{case.document.abstract}")


@kind("SPN002")
def byte_order_mark_counted(case: Case) -> Damaged | None:
    """The offsets count a byte order mark at the start of the file."""
    return _shifted(case, 1)


@kind("SPN002")
def byte_order_mark_bytes_counted(case: Case) -> Damaged | None:
    """The offsets count the three bytes of a byte order mark."""
    return _shifted(case, 3)


_EMOJI = (" 😀", " 🧬", " 𝛼", " 🧪🧪")


@kind("SPN002", prepare=_with_pieces(_EMOJI, 1))
def utf_16_units_once(case: Case) -> Damaged | None:
    """The offsets count UTF-16 code units, and one place of the text needs two a character."""
    return _counted(case, lambda sign: 1 + (ord(sign) > 0xFFFF))


@kind("SPN002", prepare=_with_pieces(_EMOJI, 2, 3, 5))
def utf_16_units(case: Case) -> Damaged | None:
    """The offsets count UTF-16 code units, and several characters of the text need two."""
    return _counted(case, lambda sign: 1 + (ord(sign) > 0xFFFF))


_FOREIGN = (" β", " naïve", " µ", " Sjögren", " 小鼠", " café")


@kind("SPN002", prepare=_with_pieces(_FOREIGN, 1))
def utf_8_bytes_once(case: Case) -> Damaged | None:
    """The offsets count bytes, and one word of the text is not ASCII."""
    return _counted(case, lambda sign: len(sign.encode()))


@kind("SPN002", prepare=_with_pieces(_FOREIGN, 2, 3, 6))
def utf_8_bytes(case: Case) -> Damaged | None:
    """The offsets count bytes, and several words of the text are not ASCII."""
    return _counted(case, lambda sign: len(sign.encode()))


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


@kind("SPN002", prepare=_with_pieces((" <", " &", " >", " & &"), 1, 2, 4))
def entities_counted(case: Case) -> Damaged | None:
    """The offsets count the text with its XML entities; the file has the plain signs."""
    escaped = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    return _counted(case, lambda sign: len(escaped.get(sign, sign)))


@kind("SPN002", prepare=_with_pieces((" &amp;", " &lt;", " &gt;", " &quot;", " &#946;"), 1, 2, 4))
def entities_decoded(case: Case) -> Damaged | None:
    """The entities of the text have become plain signs; the offsets count the entities."""
    text = case.document.text.replace("&#946;", "β")
    for sign, entity in reversed(_ENTITIES.items()):
        text = text.replace(entity, sign)
    return _reworded(case, text)


@kind("SPN002", prepare=_with_pieces((" <", " &", " >"), 1, 2, 4))
def entities_encoded(case: Case) -> Damaged | None:
    """Signs of the text have become entities; the offsets count the signs."""
    text = case.document.text
    for sign in "&<>":
        text = text.replace(sign, _ENTITIES[sign])
    return _reworded(case, text)


@kind("SPN002")
def one_based(case: Case) -> Damaged | None:
    """All offsets are one too many: counted from 1."""
    return _shifted(case, 1)


@kind("SPN002")
def inclusive_ends(case: Case) -> Damaged | None:
    """All second offsets name the last character and not the one after it."""
    return _recounted(case, case.document, lambda at, end: at - end)


@kind("SPN002")
def one_based_inclusive(case: Case) -> Damaged | None:
    """All first offsets are one too many: counted from 1, ends inclusive."""
    return _recounted(case, case.document, lambda at, end: at + (not end))


@kind("SPN002")
def passage_relative(case: Case) -> Damaged | None:
    """The offsets of the abstract count from its own start."""
    start = len(case.document.title) + 1
    return _shifted(case, -start, start)


def _edited(case: Case, places: int, edit: Callable[[str, int], str]) -> Damaged | None:
    """Edit the text at blanks outside mentions, and keep the offsets."""
    document = case.document
    text = document.text
    chosen = set()
    for _ in range(places):
        at = blank_outside(document, case.chance, before=_FEW)
        if at is None:
            return None
        chosen.add(at)
    for at in sorted(chosen, reverse=True):
        text = edit(text, at)
    return _reworded(case, text)


@kind("SPN002")
def characters_lost(case: Case) -> Damaged | None:
    """One to five characters of the text are lost at one place."""
    count = case.chance.randrange(1, 6)
    free = case.document.covered

    def cut(text: str, at: int) -> str:
        return text if free & set(range(at, at + count + 1)) else text[:at] + text[at + count :]

    return _edited(case, 1, cut)


@kind("SPN002")
def characters_lost_at_several_places(case: Case) -> Damaged | None:
    """A character of the text is lost at each of several places, so that the loss adds up."""
    return _edited(case, case.chance.choice((2, 3, 4)), lambda text, at: text[:at] + text[at + 1 :])


@kind("SPN002")
def characters_added(case: Case) -> Damaged | None:
    """One to three characters more stand at one place of the text."""
    piece = case.chance.choice((" ", ".", ", ", " a", " - "))
    return _edited(case, 1, lambda text, at: text[:at] + piece + text[at:])


@kind("SPN002")
def characters_added_at_several_places(case: Case) -> Damaged | None:
    """A character more stands at each of several places of the text, so that it adds up."""
    piece = case.chance.choice((" ", ","))
    places = case.chance.choice((2, 3, 4))
    return _edited(case, places, lambda text, at: text[:at] + piece + text[at:])


@kind("SPN002")
def word_removed(case: Case) -> Damaged | None:
    """A word of the text is removed, and the offsets behind it are as they were."""
    document = case.document
    at = blank_outside(document, case.chance, before=_FEW)
    if at is None:
        return None
    end = at + 1 + len(document.text[at + 1 :].partition(" ")[0])
    if document.covered & set(range(at, end + 1)) or "\n" in document.text[at:end]:
        return None
    return _reworded(case, document.text[:at] + document.text[end:])


@kind("SPN002")
def words_added(case: Case) -> Damaged | None:
    """A few words are added to the text, and the offsets behind them are as they were."""
    words = case.chance.choice((" very", " in our hospital", " as was shown before by others"))
    return _edited(case, 1, lambda text, at: text[:at] + words + text[at:])


@kind("SPN002")
def sentence_removed(case: Case) -> Damaged | None:
    """A sentence without mentions is removed, and the offsets behind it are as they were."""
    document = case.document
    starts = [match.end() for match in re.finditer(r"[.] (?=[A-Z])", document.text)]
    starts = [at for at in starts if at > len(document.title) + 1]
    gaps = [
        (first, last)
        for first, last in pairwise(starts)
        if not document.covered & set(range(first - 1, last + 1))
    ]
    gap = case.pick(gaps)
    if gap is None:
        return None
    return _reworded(case, document.text[: gap[0]] + document.text[gap[1] :])


@kind("SPN002")
def offsets_shifted_from_a_mention_on(case: Case) -> Damaged | None:
    """From one mention on, all offsets are off by the same number."""
    starts = sorted(each.start for each in case.document.mentions)
    if len(starts) < _FEW + 2:
        return None
    first = case.chance.choice(starts[1:-_FEW])
    by = case.chance.choice((-4, -3, -2, -1, 1, 2, 3, 4, 7))
    return _shifted(case, by, first)


@kind("SPN002")
def text_of_another_document(case: Case) -> Damaged | None:
    """Title and abstract are those of another document."""
    size = len(case.document.text)
    other = case.pick([each for each in case.others if len(each.text) >= size])
    return _reworded(case, other.text) if other else None


@kind("SPN002")
def abstract_of_another_document(case: Case) -> Damaged | None:
    """The abstract is that of another document."""
    size = len(case.document.abstract)
    inside = [each for each in case.document.mentions if each.start > len(case.document.title)]
    other = case.pick([each for each in case.others if len(each.abstract) >= size])
    if other is None or len(inside) < 5:
        return None
    return _reworded(case, f"{case.document.title}\n{other.abstract}")
