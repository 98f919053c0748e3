"""What rules that compare the whole corpus take for the same surface form, and how they count.

A count holds two numbers in one integer, mentions and documents, so that counts are merged by
adding them and a million surface forms take a third less memory.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from annolint import Mention

Key = TypeVar("Key", bound=Hashable)

_LONGEST_ABBREVIATION = 5
_BITS = 32


def lowered(text: str) -> str:
    """Return a text in lower case, with as many code points as it had."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char if len(char.lower()) > 1 else char.lower() for char in text)


def form_of(text: str) -> str:
    """Return what is compared: the words in lower case, but short abbreviations as they are.

    A short abbreviation has a capital behind its first character; `SAD` is not `sad`.
    """
    if len(text) <= _LONGEST_ABBREVIATION and any(map(str.isupper, text[1:])):
        return text
    return lowered(text)


def is_abbreviation(form: str) -> bool:
    """Say whether a form is a short abbreviation, whose meaning depends on the document."""
    return form != lowered(form)


def label_of(mention: Mention) -> str:
    """Return the types of a mention in one text; empty if it has none."""
    return ",".join(sorted(mention.types))


def counts(mentions: int, documents: int) -> int:
    """Return a count of so many mentions in so many documents."""
    return (documents << _BITS) + mentions


def count(keys: Iterable[Key]) -> dict[Key, int]:
    """Return how often each key occurs in one document, as counts."""
    return {key: counts(times, 1) for key, times in Counter(keys).items()}


def add(into: dict[Key, int], part: Mapping[Key, int]) -> dict[Key, int]:
    """Add counts to others, and return these."""
    for key, number in part.items():
        into[key] = into.get(key, 0) + number
    return into


def mentions_in(number: int) -> int:
    """Return the mentions of a count."""
    return number & ((1 << _BITS) - 1)


def documents_in(number: int) -> int:
    """Return the documents of a count."""
    return number >> _BITS


def evidence(usual: int, total: int) -> str:
    """Say in a message how often something is so: `57 of 58 times in 23 documents`."""
    documents = documents_in(usual)
    where = "one document" if documents == 1 else f"{documents} documents"
    return f"{mentions_in(usual)} of {total} times in {where}"
