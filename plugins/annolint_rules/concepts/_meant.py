"""What was probably meant by an identifier that the terminology does not have?"""

import string
from collections.abc import Iterator
from functools import lru_cache

from annolint import Document, Project
from annolint_rules._spelling import one_slip_apart
from annolint_rules.concepts._terms import Doubt, Reading, namespaces_of, read

_LONGEST = 24
"""Longer identifiers are no numbers that somebody typed, and have too many neighbours."""


def meant(document: Document, project: Project, doubt: Doubt) -> str:
    """Say what to do about an unknown identifier.

    What the mention's words are the name of comes first, then what other mentions of the document
    have, then what is one slip away; it is named only where it is the only one of its kind.
    """
    reading = doubt.reading
    for find in (_by_name, _in_document):
        found = find(document, project, doubt)
        if len(found) == 1:
            return f"{reading.named(*found)} is probably meant"
    local = _neighbour(reading)
    return (
        f"{reading.named(local)} is probably meant"
        if local
        else "correct it, or get a newer terminology"
    )


def _by_name(_: Document, __: Project, doubt: Doubt) -> set[str]:
    """Return the identifiers of which the name is what the first mention says."""
    mention, number = doubt.uses[0]
    count = len(mention.concept_ids)
    texts = mention.component_texts if count > 1 else (mention.text,)
    if len(texts) != count:
        return set()
    return {
        found
        for terminology, _ in doubt.reading.sources
        for found in terminology.named(texts[number])
    }


def _in_document(document: Document, project: Project, doubt: Doubt) -> set[str]:
    """Return the known identifiers of the document that are one slip away."""
    unknown = doubt.reading
    found = set()
    for mention in document.mentions:
        for identifier in mention.concept_ids:
            reading = read(project, identifier, namespaces_of(project, mention))
            if (
                reading is not None
                and reading.sources == unknown.sources
                and one_slip_apart(reading.local, unknown.local)
                and _is_current(unknown, reading.local)
            ):
                found.add(reading.local)
    return found


@lru_cache(maxsize=1 << 12)
def _neighbour(reading: Reading) -> str:
    """Return the only known identifier that is one slip away; empty if there is not one only.

    Two neighbours swapped, or the wrong case, are likelier than anything else.
    """
    local = reading.local
    if len(local) > _LONGEST:
        return ""
    for slips in (_swaps, _slips):
        known = {slip for slip in slips(local) if _is_current(reading, slip)}
        if len(known) == 1:
            return known.pop()
        if known:
            return ""
    return ""


def _is_current(reading: Reading, local: str) -> bool:
    term = reading.find(local)
    return term is not None and not term.obsolete


def _swaps(local: str) -> Iterator[str]:
    yield local.upper()
    yield local.lower()
    for at in range(len(local) - 1):
        yield local[:at] + local[at + 1] + local[at] + local[at + 2 :]


def _slips(local: str) -> Iterator[str]:
    """Yield everything that one character lost, added or exchanged makes of an identifier."""
    for at, character in enumerate(local):
        yield local[:at] + local[at + 1 :]
        for other in _alphabet(character):
            yield local[:at] + other + local[at + 1 :]
            yield local[:at] + other + local[at:]
            yield local[: at + 1] + other + local[at + 1 :]


def _alphabet(character: str) -> str:
    if character.isdigit():
        return string.digits
    if character.isalpha():
        return string.ascii_uppercase if character.isupper() else string.ascii_lowercase
    return ""
