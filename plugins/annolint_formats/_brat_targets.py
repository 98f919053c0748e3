"""What hangs on the annotations of a brat document: attributes, normalisations, notes; and ids.

Lines about other annotations may stand anywhere in the file, so they are brought home when all of
it is read. Knows no grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from annolint import Attribute, Ignore, Mention, Relation, parse_ignore, quoted
from annolint_formats._brat_draft import Draft, Line, stand_in
from annolint_formats._brat_lines import Dependent
from annolint_formats._fields import concept_ids

_Owner = Mention | Relation
_FIRST_WORD = re.compile(r"[\w-]+")
"""The id that a line which could not be read may have had."""

_WHAT = {"attribute": "attribute", "concept": "normalisation", "note": "note"}


def bring_home(draft: Draft) -> None:
    """Give annotations what the lines about them say, and report those that are about nothing."""
    _report_repeated_ids(draft)
    if not draft.dependents:
        return
    lost = {match[0] for line in draft.lost if (match := _FIRST_WORD.match(line.row))}
    owners: dict[str, _Owner] = {}
    for record in draft.records():
        if record.id:
            owners.setdefault(record.id, record)
    targets = {each.id: each.target for each in reversed(draft.dependents)}
    about: dict[str, list[Dependent]] = {}
    for each in draft.dependents:
        owner = each.target
        if each.kind == "note" and owner not in owners:
            owner = targets.get(owner, owner)  # a note on an attribute
        if owner in owners:
            about.setdefault(owner, []).append(each)
        elif not (each.target in targets or each.target in lost):
            line = Line(each.file, each.line, each.row)
            message = (
                f"the {_WHAT[each.kind]} is about {quoted(each.target)}, which is the id of no "
                "annotation: correct it, or annotate what is missing"
            )
            draft.report("REL001", message, line, *each.places[1], record=stand_in(line))
    renewed: dict[int, _Owner] = {}
    for owner, found in about.items():
        old = owners[owner]
        new: _Owner
        if isinstance(old, Mention):
            new = draft.mentions[old.index] = _mention(old, found)
        else:
            new = draft.relations[old.index] = replace(old, attributes=_attributes(found))
        renewed[id(old)] = new
        draft.ignores += _ignores(draft, new, found)
    draft.problems[:] = [
        replace(problem, record=renewed.get(id(problem.record), problem.record))
        for problem in draft.problems
    ]


def _mention(mention: Mention, found: list[Dependent]) -> Mention:
    fields = [each.value for each in found if each.kind == "concept"]
    if not fields:
        return replace(mention, attributes=_attributes(found))
    return replace(
        mention,
        attributes=_attributes(found),
        concept_field="|".join(fields),
        concept_ids=tuple(identifier for field in fields for identifier in concept_ids(field)),
    )


def _attributes(found: list[Dependent]) -> tuple[Attribute, ...]:
    own = [each for each in found if each.kind == "attribute"]
    return tuple(
        Attribute(each.name, each.value, each.id, each.line, each.file, index)
        for index, each in enumerate(own)
    )


def _ignores(draft: Draft, owner: _Owner, found: list[Dependent]) -> Iterator[Ignore]:
    for each in found:
        if each.kind == "note" and (parsed := parse_ignore(each.value)):
            line = Line(each.file, each.line, each.row)
            yield Ignore(*parsed, draft.place(line, *each.places[2]), owner)


def _with_ids(draft: Draft) -> list[_Owner | Dependent]:
    found: list[_Owner | Dependent] = []
    found += draft.records()
    found += draft.dependents
    return found


def _report_repeated_ids(draft: Draft) -> None:
    """Report each annotation that has an earlier one's id."""
    named: list[tuple[str, int, int, _Owner | Dependent]] = [
        (each.id, each.file, each.line, each) for each in _with_ids(draft) if each.id
    ]
    if len({identifier for identifier, *_ in named}) == len(named):
        return
    named.sort(key=lambda each: each[1:3])
    first_at: dict[str, tuple[int, int]] = {}
    for identifier, file, number, record in named:
        file_and_line = first_at.setdefault(identifier, (file, number))
        if file_and_line == (file, number) or not identifier.strip("*#"):
            continue
        first_file, first_number = file_and_line
        path = draft.files[first_file].path
        where = f"line {first_number}" + ("" if file == first_file else f" of {path}")
        row = draft.files[file].source_line(number)
        line = Line(file, number, row)
        first = Line(first_file, first_number, draft.files[first_file].source_line(first_number))
        draft.report(
            "FMT009",
            f"annotation id {quoted(identifier)} was given before, at {where}: give this "
            "annotation an id of its own",
            line,
            0,
            len(identifier),
            record=stand_in(line) if isinstance(record, Dependent) else record,
            related=(("the other annotation", draft.place(first, 0, len(identifier))),),
        )
