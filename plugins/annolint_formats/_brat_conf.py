"""`annotation.conf`, in which brat keeps the types of a corpus, to a schema.

What the file says in a way that brat would not understand is passed over: it states nothing then.
What a schema cannot say is left out, so that it never forbids what brat allows: the roles of
arguments, and how often they may stand where that has no limit.

Source: https://brat.nlplab.org/configuration.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, permutations, product

import msgspec
from msgspec.structs import replace

from annolint import MentionType, RelationType, Schema

_SECTION = re.compile(r"\s*\[(.*)\]\s*")
_MACRO = re.compile(r"<([A-Za-z_-]+)>=\s*(.*?)\s*")
_ENTRY = re.compile(r"(\s*)(\S+)(?:\s+(.*))?")
_ARGUMENT = re.compile(r"([^\s:]*?)(\{[0-9]+(?:-[0-9]+)?\}|[?*+]|):(\S*)")
_RELATION_TYPE, _OVERLAP_TYPE = "<REL-TYPE>", "<OVL-TYPE>"
_EQUIVALENCE = "Equiv"
_OVERLAP = "<OVERLAP>"
_ALIASES = {"spans": "entities"}
_WAYS = {"contain": "contains", "cross": "crosses", "equal": "coincides"}
"""The ways to overlap, and what a schema calls them."""

_MOST_SIGNATURES = 2000
_MOST_IN_ALL = 100_000
_MOST_ARGUMENTS = 4
_MOST_BYTES = 1024 * 1024
_MOST_MACROS = 100
_LONGEST = 16 * 1024
"""Characters of a line whose macros are expanded."""


class _Argument(msgspec.Struct, frozen=True):
    """An argument: its role, how often it may stand (None: without limit), and its types."""

    role: str
    least: int
    most: int | None
    types: tuple[str, ...]


class _Entry(msgspec.Struct, frozen=True):
    """A line of a section: a name, how deep it stands, and its arguments.

    `arguments` is None where they could not be understood. `special` holds those with a meaning of
    their own, such as `<REL-TYPE>`.
    """

    name: str
    depth: int
    arguments: tuple[_Argument, ...] | None = ()
    special: Mapping[str, str] = {}
    is_abstract: bool = False


@lru_cache(maxsize=64)
def schema(data: bytes) -> Schema | None:
    """Return what an `annotation.conf` states; None if it states nothing. Never raises."""
    text = data[:_MOST_BYTES].decode("utf-8-sig", "replace")
    sections = {name: tuple(_entries(lines)) for name, lines in _sections(text)}
    kinds = _Kinds(sections)
    mentions = {name: MentionType() for name in (*kinds.entities, *kinds.events)}
    relations = {name: RelationType() for name in kinds.events}
    room = _MOST_IN_ALL
    for section, read in (("relations", _relation), ("events", _event)):
        for name, entries in kinds.by_name(section).items():
            relations[name] = read(entries, kinds) if room > 0 else RelationType()
            room -= len(relations[name].arguments)
    if not (mentions or relations):
        return None
    if relations:  # brat knows it without being told
        relations.setdefault(_EQUIVALENCE, RelationType(symmetric=True))
    _add_overlaps(mentions, sections.get("relations", ()), kinds)
    _add_attributes(mentions, relations, kinds)
    return Schema(mentions=mentions, relations=relations)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if match := _SECTION.fullmatch(line):
            current = found.setdefault(_ALIASES.get(match[1], match[1]), [])
        elif line.strip() and not line.lstrip().startswith("#"):
            current.append(line)
    yield from found.items()


def _entries(lines: Iterable[str]) -> Iterator[_Entry]:
    macros: dict[str, str] = {}
    for line in lines:
        if re.fullmatch(r"\s*-+\s*", line):
            continue
        if match := _MACRO.fullmatch(line):
            if len(macros) < _MOST_MACROS:
                macros[f"<{match[1]}>"] = match[2]
            continue
        for name, value in macros.items() if "<" in line else ():
            line = line.replace(name, value)[:_LONGEST]  # noqa: PLW2901 - expanded step by step
        match = _ENTRY.fullmatch(line)
        if match is None:
            continue
        terms = [term.strip() for term in match[2].split("|") if term.strip()]
        if not terms:
            continue
        arguments, special = _arguments(match[3] or "")
        yield _Entry(
            name=_stored(terms[0].lstrip("!")),
            depth=len(match[1]),
            arguments=arguments,
            special=special,
            is_abstract=any(term.startswith("!") for term in terms),
        )


def _stored(term: str) -> str:
    """Return a name as brat writes it into files."""
    return term if term == _OVERLAP else re.sub(r"[^A-Za-z0-9_-]", "_", term)


def _arguments(text: str) -> tuple[tuple[_Argument, ...] | None, dict[str, str]]:
    found: list[_Argument] = []
    special: dict[str, str] = {}
    understood = True
    for part in filter(None, map(str.strip, text.split(","))):
        match = _ARGUMENT.fullmatch(part)
        if match is None:
            understood = False
        elif match[1].startswith("<"):
            special[match[1]] = match[3]
        else:
            least, most = _counts(match[2])
            types = tuple(each for each in match[3].split("|") if each)
            found.append(_Argument(match[1], least, most, types))
    return (tuple(found) if understood else None), special


def _counts(mark: str) -> tuple[int, int | None]:
    if mark.startswith("{"):
        first, _, last = mark[1:-1].partition("-")
        return int(first[:6]), int((last or first)[:6])
    known: Mapping[str, tuple[int, int | None]] = {"": (1, 1), "?": (0, 1), "*": (0, None)}
    return known.get(mark, (1, None))


class _Kinds:
    """The types of each section, with what stands below them."""

    def __init__(self, sections: Mapping[str, Sequence[_Entry]]) -> None:
        self._sections = sections
        self._below: dict[str, set[str]] = {}
        self._add_hierarchies()
        self.entities = self._usable("entities")
        self.events = self._usable("events")
        self.relations = [name for name in self._usable("relations") if name != _OVERLAP]

    def _usable(self, section: str) -> list[str]:
        entries = self._sections.get(section, ())
        return list(dict.fromkeys(each.name for each in entries if not each.is_abstract))

    def _add_hierarchies(self) -> None:
        for section in ("entities", "events"):
            above: list[_Entry] = []
            for entry in self._sections.get(section, ()):
                above = [each for each in above if each.depth < entry.depth][-32:]
                for each in above:
                    self._below.setdefault(each.name, set()).add(entry.name)
                above.append(entry)

    def by_name(self, section: str) -> dict[str, list[_Entry]]:
        """Return the usable entries of a section; one type may have several."""
        found: dict[str, list[_Entry]] = {}
        for entry in self._sections.get(section, ()):
            if not entry.is_abstract and entry.name != _OVERLAP:
                found.setdefault(entry.name, []).append(entry)
        return found

    def named(self, types: Iterable[str]) -> list[str] | None:
        """Return all types that an argument may have; None if it may have any."""
        found: dict[str, None] = {}
        groups = {"<ENTITY>": self.entities, "<EVENT>": self.events, "<RELATION>": self.relations}
        for kind in types:
            if kind in groups:
                found |= dict.fromkeys(groups[kind])
            elif kind.startswith("<"):
                return None
            else:
                found |= dict.fromkeys((_stored(kind), *sorted(self._below.get(kind, ()))))
        return list(found)


def _relation(entries: Iterable[_Entry], kinds: _Kinds) -> RelationType:
    marks = {mark for each in entries for mark in each.special.get(_RELATION_TYPE, "").split("-")}
    name = next(iter(entries)).name
    if name == _EQUIVALENCE and marks == {""}:
        marks = {"symmetric", "transitive"}
    signatures: dict[tuple[str, ...], None] = {}
    for entry in entries:
        found = _relation_signatures(entry, kinds)
        # Of what is transitive, any number may stand in one line.
        if found is None or "transitive" in marks:
            return RelationType(symmetric="symmetric" in marks)
        signatures |= dict.fromkeys(found)
        if len(signatures) > _MOST_SIGNATURES:
            return RelationType(symmetric="symmetric" in marks)
    return RelationType(arguments=tuple(signatures), symmetric="symmetric" in marks)


def _relation_signatures(entry: _Entry, kinds: _Kinds) -> list[tuple[str, ...]] | None:
    if entry.arguments is None or len(entry.arguments) != 2:
        return None
    choices = [kinds.named(argument.types) for argument in entry.arguments]
    return _product(choices)


def _product(choices: Sequence[Sequence[str] | None]) -> list[tuple[str, ...]] | None:
    size = 1
    for choice in choices:
        if not choice:
            return None
        size *= len(choice)
    return list(product(*choices)) if size <= _MOST_SIGNATURES else None  # type: ignore[arg-type] # none of them is None


def _event(entries: Iterable[_Entry], kinds: _Kinds) -> RelationType:
    return RelationType(arguments=_event_signatures(entries, kinds))


def _event_signatures(entries: Iterable[_Entry], kinds: _Kinds) -> tuple[tuple[str, ...], ...]:
    """Return the types that the arguments of an event may have; none where there is no limit.

    They may stand in any order.
    """
    signatures: dict[tuple[str, ...], None] = {}
    for entry in entries:
        if not entry.arguments or any(each.most is None for each in entry.arguments):
            return ()
        if sum(each.most or 0 for each in entry.arguments) > _MOST_ARGUMENTS:
            return ()
        ranges = [range(each.least, (each.most or 0) + 1) for each in entry.arguments]
        for counts in product(*ranges):
            chosen = [
                kinds.named(argument.types)
                for argument, count in zip(entry.arguments, counts, strict=True)
                for _ in range(count)
            ]
            for order in dict.fromkeys(permutations(range(len(chosen)))):
                found = _product([chosen[number] for number in order])
                if found is None or len(signatures) > _MOST_SIGNATURES:
                    return ()
                signatures |= dict.fromkeys(found)
    return tuple(signatures)


def _add_overlaps(
    mentions: dict[str, MentionType], entries: Iterable[_Entry], kinds: _Kinds
) -> None:
    """Add which types may stand inside which, cross them, or have their place."""
    found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for entry in entries:
        if entry.name != _OVERLAP or entry.arguments is None or len(entry.arguments) != 2:
            continue
        inner, outer = (
            tuple(kind for kind in names if kind in mentions)
            if (names := kinds.named(argument.types)) is not None
            else tuple(mentions)
            for argument in entry.arguments
        )
        ways = set(entry.special.get(_OVERLAP_TYPE, "").split("|"))
        for way, field in _WAYS.items():
            for kind in outer if ways & {way, "<ANY>"} else ():
                found.setdefault((kind, field), []).append(inner)
    for (kind, field), several in found.items():
        types = several[0] if len(several) == 1 else tuple(dict.fromkeys(chain(*several)))
        mentions[kind] = replace(mentions[kind], **{field: types})


def _add_attributes(
    mentions: dict[str, MentionType], relations: dict[str, RelationType], kinds: _Kinds
) -> None:
    """Add which attributes there are, with their values."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, entries in kinds.by_name("attributes").items():
        for entry in entries:
            values: tuple[str, ...] = ()
            owners: Iterable[str] | None = None
            for argument in entry.arguments or ():
                if argument.role == "Value":
                    values = argument.types
                else:
                    owners = kinds.named(argument.types)
            for kind in {**mentions, **relations} if owners is None else owners:
                known = found.setdefault(kind, {})
                known[name] = tuple(dict.fromkeys((*known.get(name, ()), *values)))
    for kind, attributes in found.items():
        if kind in mentions:
            mentions[kind] = replace(mentions[kind], attributes=attributes)
        if kind in relations:
            relations[kind] = replace(relations[kind], attributes=attributes)
