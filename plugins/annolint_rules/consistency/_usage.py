"""How surface forms are annotated across the corpus, and where they are bare: what COR001 counts.

The corpus is read twice for it: forms first, then the places where they are no mention and the
words on both sides. Knows no thresholds of evidence: those are the rule's options.
"""

from collections import Counter, defaultdict

import msgspec

from annolint import Document
from annolint_rules._surfaces import (
    count,
    counts,
    documents_in,
    form_of,
    is_abbreviation,
    label_of,
    mentions_in,
)
from annolint_rules.consistency._occurrences import (
    Bare,
    Search,
    bare,
    begins_sentence,
    is_searchable,
    words_around,
)

Key = tuple[str, ...]

Part = dict[Key, int]
"""Form and type, with the count of their mentions. In the second reading, behind an empty text,
also how often a form is bare or has a capital within a sentence, and how often a word stands beside
mentions of a type and beside bare forms of it.
"""

_ASKED: Key = ("",)
"""Stands in the parts of the second reading."""

_AT_HOME = 2 / 3
"""A word is at home beside mentions of a type if so many of its places there are such mentions."""

_NOTABLE = 0.1
"""The share of a form's mentions from which on a type, or a capital, is a way to write it."""

_CLEAR = 0.5
"""The share of a form's mentions that its usual type has; otherwise it is a pronoun or the like."""


class Usage(msgspec.Struct, frozen=True):
    """How a form is annotated: its types, the count, all places, and whether with a capital."""

    labels: tuple[str, ...]
    count: int
    total: int
    capital: bool


class Verdict(msgspec.Struct, frozen=True):
    """What to look for, how forms are used that are bare, and the words that are not at home."""

    search: Search
    usage: dict[str, Usage]
    foreign: frozenset[Key]

    def fits(self, document: Document, place: Bare) -> bool:
        """Say whether a form is written as elsewhere and stands where mentions of its type do."""
        usage = self.usage[place.form]
        if not (usage.capital or is_abbreviation(place.form)) and (
            _is_capital(document.text, place.start, place.end)
        ):
            return False
        return self.foreign.isdisjoint(_sides(usage.labels[0], place.before, place.after))


def forms(document: Document) -> Part:
    """Count the forms and types of a document's mentions."""
    return count(
        (form, label_of(mention))
        for mention in document.mentions
        if mention.types and is_searchable(form := form_of(mention.text))
    )


def places(document: Document, search: Search) -> Part:
    """Count the bare forms of a document, and the words beside them and beside mentions."""
    keys = []
    for place in eligible(document, search):
        label = search.labels[place.form][0]
        keys.append(_bare(place.form))
        keys += [("", "bare", *side) for side in _sides(label, place.before, place.after)]
    unsound = {mention.index for mention in document.suspect_mentions}
    for mention in document.mentions:
        if mention.index not in unsound:
            (span,) = mention.spans
            around = words_around(document.text, span.start, span.end)
            keys += [("", "mention", *side) for side in _sides(label_of(mention), *around)]
            if _is_capital(document.text, span.start, span.end):
                keys.append(_capital(form_of(mention.text)))
    return {_ASKED: 0, **Counter(keys)}


def eligible(document: Document, search: Search) -> list[Bare]:
    """Return the bare places of forms of which the document has a type."""
    here = {label_of(mention) for mention in document.mentions}
    return [
        place for place in bare(document, search) if not here.isdisjoint(search.labels[place.form])
    ]


def was_asked(part: Part) -> bool:
    """Say whether a part is of the second reading."""
    return _ASKED in part


def is_bare(part: Part, form: str) -> bool:
    """Say whether a form is bare somewhere in what a part was collected from."""
    return _bare(form) in part


def searched(part: Part, least: int) -> Search | None:
    """Return a search for the forms with enough mentions; None if there are none.

    Rarer forms are in it, without a type, where they hold one of those, since they may be longer at
    its place.
    """
    found = _by_form(part)
    labels = {
        form: _labels(numbers)
        for form, numbers in found.items()
        if sum(map(mentions_in, numbers.values())) >= least
    }
    if not labels:
        return None
    frequent = Search(labels)
    longer = [form for form in found if form not in labels and any(frequent.places(form))]
    return Search({**labels, **dict.fromkeys(longer, ())})


def used(part: Part, search: Search, least_share: float) -> dict[str, Usage]:
    """Return the usage of forms that are bare somewhere, but are mentions in most places."""
    usage = {}
    for form, numbers in _by_form(part).items():
        bare_places = part.get(_bare(form), 0)
        mentions = sum(map(mentions_in, numbers.values()))
        most = max(map(mentions_in, numbers.values()))
        total = mentions + bare_places
        if bare_places and mentions >= least_share * total and most >= _CLEAR * mentions:
            counted = counts(mentions, max(map(documents_in, numbers.values())))
            capital = part.get(_capital(form), 0) >= _NOTABLE * mentions
            usage[form] = Usage(search.labels[form], counted, total, capital)
    return usage


def foreign(part: Part) -> frozenset[Key]:
    """Return type, side and word of words that stand beside bare forms rather than mentions."""
    found = []
    for key, number in part.items():
        if key[:2] == ("", "bare"):
            mentions = part.get(("", "mention", *key[2:]), 0)
            if mentions < _AT_HOME * (mentions + number):
                found.append(key[2:])
    return frozenset(found)


def _is_capital(text: str, start: int, end: int) -> bool:
    """Say whether words have a capital that no beginning of a sentence explains."""
    return text[start:end].isupper() or (text[start].isupper() and not begins_sentence(text, start))


def _by_form(part: Part) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, number in part.items():
        if key[0]:
            form, label = key
            found[form][label] = number
    return found


def _labels(numbers: dict[str, int]) -> tuple[str, ...]:
    """Return the types of a form that are worth naming, the most frequent first."""
    mentions = {label: mentions_in(number) for label, number in sorted(numbers.items())}
    least = _NOTABLE * sum(mentions.values())
    ordered = sorted(mentions, key=mentions.__getitem__, reverse=True)
    return tuple(label for label in ordered if mentions[label] >= least)


def _bare(form: str) -> Key:
    return "", "form", form


def _capital(form: str) -> Key:
    return "", "capital", form


def _sides(label: str, before: str, after: str) -> list[Key]:
    sides = (("before", before), ("after", after))
    return [(label, side, word) for side, word in sides if word]
