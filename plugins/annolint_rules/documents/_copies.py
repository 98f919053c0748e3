"""What rules about copies of documents share: which texts are the same.

A text is known by a key, so that no rule holds texts. White space and case do not count. Most
documents have no copy: what a rule would have to hold of each it asks about in a second reading,
only of those whose keys occur twice.
"""

import zlib
from array import array
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from annolint import Document, Question
from annolint_rules._latest import latest
from annolint_rules._places import is_sound
from annolint_rules._standing import path_order

SHORTEST = 100
"""Characters besides white space from which on a text stands for one document alone.

Different documents honestly share shorter ones: `[Not Available]`, `Erratum`, and titles such as
`Lithium toxicity`. Of the 37,000 sentences of seven corpora (sentences are the shortest documents)
286 stand there twice, of those of this length 50: signatures, retweets and other true copies.
"""

Entry = tuple[Any, ...]
"""A document as a part holds it: the path, the place, and what a rule needs besides."""

Group = Entry | list[Entry]
"""One document, which is the usual case, or several that have something in common."""

_CHECKSUM_BITS = 32

_WHITE = bytes(code for code in range(128) if chr(code).isspace())
_LOWER = bytes(range(256)).lower()


def folded(text: str) -> bytes:
    """Return a text without its white space and its case.

    Nearly every text is ASCII, and for that this is eight times as fast as `casefold` and `split`.
    """
    if text.isascii():
        return text.encode().translate(_LOWER, _WHITE)
    return "".join(text.casefold().split()).encode("utf-8", "surrogatepass")


def key(data: bytes) -> int:
    """Return a number that is the same in every run, and differs for any two texts of a corpus.

    The two checksums have nothing in common. Together they are worth 54 bits from `SHORTEST` on
    (measured): of a thousand corpora with a million texts each, none or one has two different texts
    with one key.
    """
    return zlib.crc32(data) << _CHECKSUM_BITS | zlib.adler32(data)


@latest
def folded_text(document: Document) -> bytes:
    """Return the text of a document, folded, for the rules that ask one after the other."""
    return folded(document.text)


def is_long(data: bytes) -> bool:
    """Say whether a folded text stands for one document alone."""
    if len(data) < SHORTEST:
        return False
    return data.isascii() or len(data.decode("utf-8", "surrogatepass")) >= SHORTEST


def copy_key(document: Document) -> int | None:
    """Return what is the same for copies of a document: its text, for a short one its id as well.

    None where a short text has no id either.
    """
    data = folded_text(document)
    if not is_long(data):
        if not data or not document.id_given:
            return None
        data += b"\n" + document.id.encode("utf-8", "surrogatepass")
    return key(data)


def lacks_text(document: Document) -> bool:
    """Say whether the title or abstract record is missing."""
    return any(problem.code == "FMT006" for problem in document.problems)


def proves_something(document: Document) -> bool:
    """Say whether the document has its text, and that text is its own.

    Where most mentions stand elsewhere the text is another document's, which is a finding of its
    own and no copy.
    """
    suspects = document.suspect_mentions
    if 2 * len(suspects) > len(document.mentions):
        wrong = sum(not is_sound(document, mention) for mention in suspects)
        if 2 * wrong > len(document.mentions):
            return False
    return not lacks_text(document)


if TYPE_CHECKING:
    Keys: TypeAlias = array[int]
else:
    Keys = array  # it cannot be subscripted in Python 3.11


class Part(msgspec.Struct):
    """What is learnt in the two readings.

    Attributes:
        keys: Numbers of documents, of which copies have one in common; 8 bytes each.
        found: The documents whose numbers were asked about, in groups.
    """

    keys: Keys = msgspec.field(default_factory=lambda: array("Q"))
    found: dict[Any, Any] = {}


def joined(into: Part, part: Part) -> Part:
    """Join two parts into the first; the second is not changed."""
    into.keys.extend(part.keys)
    merge(into.found, part.found)
    return into


def repeated(part: Part) -> Question | None:
    """Return the question about the numbers that several documents have; None if none has."""
    several = frozenset(one for one, other in pairwise(sorted(part.keys)) if one == other)
    return Question(several) if several else None


def entries(group: Group) -> list[Entry]:
    """Return the documents of a group, each once, in the order of a report."""
    return sorted(set(group), key=_order) if isinstance(group, list) else [group]


def paths(part: Part) -> set[str]:
    """Return the files in which the documents stand that were asked about."""
    found = set()
    for group in part.found.values():
        found.update([each[0] for each in group] if isinstance(group, list) else [group[0]])
    return found


def merge(into: dict[Any, Any], part: Mapping[Any, Group]) -> None:
    """Join groups of documents into `into`; `part` is not changed.

    Any number of documents may have an id or a text in common, so a group is not sorted here.
    """
    for name, group in part.items():
        known = into.get(name)
        if known is None:
            into[name] = list(group) if isinstance(group, list) else group
            continue
        if not isinstance(known, list):
            into[name] = known = [known]
        if isinstance(group, list):
            known += group
        else:
            known.append(group)


def _order(entry: Entry) -> tuple[Any, ...]:
    return (path_order(entry[0]), *entry[1:])
