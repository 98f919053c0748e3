"""Where known surface forms stand in a document without being a mention.

Knows: whole words, the longest form at a place, what belongs to a mention, and the words on both
sides. Does not know which forms ought to be mentions: that is the rule's.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from annolint import Document, Mention
from annolint_rules._patterns import lazy
from annolint_rules._places import is_sound
from annolint_rules._surfaces import form_of, is_abbreviation, lowered

_SHORTEST = 2

# A hyphen, a slash and the like make a word of what stands on both sides.
_JOINING = frozenset("-\u2010\u2011\u2012\u2013/_@#\\=&~")
_JOINING_BEFORE = frozenset(".'\u2019")
_JOINING_AFTER = frozenset(".'\u2019:(")

_WORD_AFTER = lazy(r"[^\S\n]*(\w+(?:-\w+)*|[^\w\s])")
_WORD_BEFORE = lazy(r"((?:\w+-)*\w+|[^\w\s])[^\S\n]*\Z")
_LONGEST_WORD = 40
_SENTENCE_ENDS = frozenset('.!?:"')

_MOST_UNSOUND = 20
"""With more mentions in wrong places than this, nobody knows what is bare in a document."""


class Search(msgspec.Struct, frozen=True, dict=True):
    """Surface forms to look for, with the types that they are annotated as.

    Forms without a type are there because they may be longer than another one at its place. The
    automaton is built when it is first needed, once.
    """

    labels: dict[str, tuple[str, ...]]

    @cached_property
    def _automaton(self) -> Any:
        import ahocorasick  # noqa: PLC0415 - only runs with COR001 need it

        automaton = ahocorasick.Automaton()
        for form in self.labels:
            automaton.add_word(lowered(form), len(form))
        automaton.make_automaton()
        return automaton

    def places(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield form, start and end of whole words, by start; the longest form at each place."""
        found = []
        for last, length in self._automaton.iter(lowered(text)):
            start, end = last + 1 - length, last + 1
            if not (_cuts_word(text, start) or _cuts_word(text, end)):
                form = form_of(text[start:end])
                if form in self.labels:
                    found.append((start, -end, form))
        found.sort()
        reach = 0
        for start, minus_end, form in found:
            if start >= reach:
                reach = -minus_end
                yield form, start, reach


class Bare(NamedTuple):
    """A surface form that is no mention; the words around it in lower case, empty for none.

    Nothing is said of the word before when the form begins a sentence.
    """

    form: str
    start: int
    end: int
    before: str
    after: str


def is_searchable(form: str) -> bool:
    """Say whether a form can be looked for: it has a letter, and more than one character."""
    return len(form) >= _SHORTEST and any(map(str.isalpha, form)) and form.strip() == form


def bare(document: Document, search: Search) -> list[Bare]:
    """Return where forms stand in a document, in no mention and in no compound.

    Nothing in documents of which the reader could not read all, since a mention may be lost.
    """
    unsound = [each for each in document.suspect_mentions if not is_sound(document, each)]
    if document.problems or not document.mentions or len(unsound) > _MOST_UNSOUND:
        return []
    text = document.text
    places = list(search.places(text))
    if not places:
        return []
    taken = covered(document, unsound)
    return [
        Bare(form, start, end, *words)
        for form, start, end in places
        if not any(taken[start:end]) and (words := _neighbours(text, form, start, end))
    ]


def covered(document: Document, unsound: Sequence[Mention] = ()) -> bytearray:
    """Return a 1 for each code point of mentions, and of the texts of those in a wrong place."""
    text = document.text
    taken = bytearray(len(text))
    spans = [(span.start, span.end) for mention in document.mentions for span in mention.spans]
    lower = lowered(text) if unsound else ""
    for mention in unsound:
        if surface := lowered(mention.text.strip()):
            spans += [match.span() for match in re.finditer(re.escape(surface), lower)]
    for start, end in spans:
        first, last = sorted((max(start, 0), min(max(end, 0), len(text))))
        taken[first:last] = b"\1" * (last - first)
    return taken


def _cuts_word(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and _in_word(text[offset - 1]) and _in_word(text[offset])


def _in_word(char: str) -> bool:
    """Say whether a character is part of words; combining marks and digits are."""
    return char.isalnum() or f"a{char}".isidentifier()


def _neighbours(text: str, form: str, start: int, end: int) -> tuple[str, str] | None:
    """Return the words around a form; None in a compound and in a list of symbols."""
    left, right = text[start - 1 : start], text[end : end + 1]
    if left in _JOINING_BEFORE or (right in _JOINING_AFTER and text[end + 1 : end + 2].isalnum()):
        return None
    before, after = words_around(text, start, end)
    if before in _JOINING or after in _JOINING:
        return None
    if is_abbreviation(form) and not (before[-1:].isalnum() or after[:1].isalnum()):
        return (before, after) if (before, after) == ("(", ")") else None
    return ("" if begins_sentence(text, start) else before), after


def words_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words, or signs, before and after a stretch of one line, in lower case."""
    before = _WORD_BEFORE.search(text, max(start - _LONGEST_WORD, 0), start)
    after = _WORD_AFTER.match(text, end)
    return before[1].lower() if before else "", after[1].lower() if after else ""


def begins_sentence(text: str, start: int) -> bool:
    """Say whether nothing stands before, in the sentence or in the line."""
    rest = text[max(start - _LONGEST_WORD, 0) : start].rstrip(" \t")
    return not rest or rest[-1] == "\n" or rest[-1] in _SENTENCE_ENDS
