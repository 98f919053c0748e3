"""How concept identifiers are written: their namespaces and prefixes, and what joins composites.

What a concept field says is worked out once for each field that occurs, and brought together once
for each document. Only well-formed identifiers count: what is wrong with the others is CID003's
affair, and a field that is a name may hold commas. Does not know what the rest of a corpus does.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from annolint import Document
from annolint_rules._latest import latest
from annolint_rules._patterns import lazy
from annolint_rules.concepts._identifiers import is_number, judge, namespace_of, shaped_like
from annolint_rules.concepts._sentinels import SENTINELS
from annolint_rules.concepts._variants import is_variant

NUMBER = "a bare number"
"""Stands for the namespace of a number without a prefix, which may be one of several."""

VARIANT = "tmVar or HGVS"
"""Stands for the namespace of a variant."""

_SPECIES = lazy(r"\(Tax:[0-9]+\)\Z")
_SEPARATOR = lazy(r"[|;,]")
_MOST_REMEMBERED = 1 << 16

Use = tuple[str, str | None]
"""A mention's type and concept field, both as the file writes them."""


class Form(NamedTuple):
    """How an identifier is written.

    `prefix` is what stands before the local identifier, with its colon or underscore (`MESH:`,
    `CVCL_`); empty: nothing.
    """

    namespace: str
    prefix: str


class Habit(NamedTuple):
    """How the identifiers of a mention are written, apart from which they are.

    `type` is the mention's, with single blanks. `separators` are the characters that join a
    composite, each once; `+` is none of them.
    """

    type: str
    separators: str
    forms: tuple[Form, ...]


class _Habits(dict[Use, str]):
    """The habit of a mention, as one string; empty: it has none. Fills `_COMPOSITES` as well."""

    def __missing__(self, use: Use) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
            _COMPOSITES.clear()
            _COMPOSITE_USES.clear()
        kind, field = use
        text = (field or "").strip()
        parts, separators = _parts(text)
        if parts:
            _COMPOSITES[use] = parts
            _COMPOSITE_USES.add(use)
        forms = [form for part in parts or (text,) if (form := form_of(part)) is not None]
        self[use] = habit_from(kind, forms, separators) if forms else ""
        return self[use]


_HABITS = _Habits()
_COMPOSITES: dict[Use, tuple[str, ...]] = {}
"""The identifiers of those that are composites, sentinels among them."""

_COMPOSITE_USES: set[Use] = set()
"""The keys of `_COMPOSITES`: two sets are compared at one go."""


@latest
def habits(document: Document) -> set[str]:
    """Return the habits that mentions of a document have, as strings for `habit_of` to read.

    A string knows its hash, which a tuple works out each time anew.
    """
    found = set(map(_HABITS.__getitem__, document.concept_uses))
    found.discard("")
    return found


def home(document: Document) -> str:
    """Return what the habits of a document are compared within: its file, or the folder.

    Where each document has files of its own, such as a text and its annotations, a corpus is a
    folder.
    """
    path = document.path
    return path if len(document.files) == 1 else f"{path.rpartition('/')[0]}/"


def composites(document: Document) -> dict[Use, tuple[str, ...]]:
    """Return the identifiers of each composite, sentinels among them, by type and concept field."""
    habits(document)  # which looks at all uses
    uses = document.concept_uses
    if uses.isdisjoint(_COMPOSITE_USES):
        return {}
    return {use: _COMPOSITES[use] for use in uses if use in _COMPOSITES}


def habits_of_composites(document: Document) -> set[str]:
    """Return the habits that mentions with several identifiers have, as strings."""
    return {_HABITS[use] for use in composites(document)}


def habits_of_mentions(document: Document) -> Iterator[Habit]:
    """Yield the habit of each mention that has one; slow."""
    for mention in document.mentions:
        words = _HABITS[mention.type, mention.concept_field]
        if words:
            yield habit_of(words)


def plain(kind: str) -> str:
    """Return a type with single blanks, as it stands in a `Habit`."""
    return " ".join(kind.split())


def habit_from(kind: str, forms: Iterable[Form], separators: str = "") -> str:
    """Write a habit as one string."""
    return "\t".join((plain(kind), separators, *(word for form in forms for word in form)))


def habit_of(words: str) -> Habit:
    """Read a habit that is written as one string."""
    kind, separators, *rest = words.split("\t")
    return Habit(kind, separators, tuple(map(Form, rest[::2], rest[1::2])))


def _parts(text: str) -> tuple[tuple[str, ...], str]:
    """Return the identifiers of a composite and what joins them; none if one is malformed."""
    if is_variant(text):
        return (), ""
    separators = _SEPARATOR.findall(text)
    parts = tuple(map(str.strip, _SEPARATOR.split(text) if separators else text.split("+")))
    if len(parts) == 1 or not all(part and judge(part) is None for part in parts):
        return (), ""
    return parts, "".join(sorted(set(separators)))


@lru_cache(maxsize=1 << 14)
def form_of(identifier: str) -> Form | None:
    """Return how a well-formed identifier is written; None for sentinels and malformed ones."""
    if identifier.casefold() in SENTINELS or judge(identifier) is not None:
        return None
    if is_variant(identifier):
        return Form(VARIANT, "")
    text = _SPECIES.sub("", identifier)
    prefix, colon, local = text.partition(":")
    if colon:
        namespace = namespace_of(prefix)
        if namespace is None:
            return Form(prefix.casefold(), f"{prefix}:")
        again = namespace.repeats if local.startswith(namespace.repeats) else ""
        return Form(namespace.name, f"{prefix}:{again}")
    namespace = shaped_like(text)
    if namespace is None:
        return Form(NUMBER, "") if is_number(text) else None
    prefix, underscore, _ = text.partition("_")
    return Form(namespace.name, f"{prefix}_" if underscore and namespace_of(prefix) else "")
