"""The lines in which passages, annotations and relations of a BioC JSON document begin.

The decoder does not say where values stand. Brackets do: they are found without reading what is
between them, and an annotation or relation is passed over as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from annolint_formats import _bioc_layout as layout
from annolint_formats import _bioc_parts as parts
from annolint_formats._bioc_documents import Lines

Found = dict[parts.Owner, list[int]]

_STRING = r'"(?:[^"\\]++|\\.)*+"'
_FLAT = rf'\{{(?:[^{{}}"]++|{_STRING})*+\}}'
_NESTED = rf'\{{(?:[^{{}}"]++|{_STRING}|{_FLAT})*+\}}'
_RECORD = re.compile(rf'\{{(?:[^{{}}"]++|{_STRING}|{_NESTED})*+\}}'.encode(), re.DOTALL)
"""An object with objects in objects in it, as infons of PubTator3 are; deeper ones are walked."""

_BRACKET = re.compile(rf'(?:[^"{{}}\[\]]++|{_STRING})*+([{{}}\[\]])'.encode(), re.DOTALL)
_KEY = re.compile(rb'"([a-z]+)"\s*:\s*\Z')
_LONGEST_KEY = 40
_LIST, _LIST_END, _OBJECT = b"[]{"
_PASSAGES, _SENTENCES = "passages", "sentences"
_RECORDS = ("annotations", "relations")
_DEPTH_OF_PASSAGES = 2


def lines_of(data: bytes, line: int, said: parts.Document) -> Lines | None:
    """Return the lines of the records of a document that begins in a line; None if in doubt."""
    walks = [list(parts.all_annotations(said)), list(parts.all_relations(said))]
    counts = [len(said.passages), *(sum(len(found) for _, found in walk) for walk in walks)]
    if b"\n" not in data:
        return Lines(*([line] * count for count in counts))
    passages, *others = _found(data, line)
    lines = [passages.get(parts.Owner(), [])]
    for found, walk in zip(others, walks, strict=True):
        lines.append([each for owner, _ in walk for each in found.get(owner, ())])
    return Lines(*lines) if [len(each) for each in lines] == counts else None


def lines_of_layout(data: bytes, line: int, placed: layout.Document) -> Lines:
    """Return the lines of records whose places are known."""
    starts: Sequence[list[int]] = (
        [each.start for each in placed.passages],
        [each.start for _, every in parts.all_annotations(placed) for each in every],
        [each.start for _, every in parts.all_relations(placed) for each in every],
    )
    return Lines(*([line + data.count(b"\n", 0, start) for start in each] for each in starts))


def _found(data: bytes, line: int) -> tuple[Found, Found, Found]:
    """Return the lines of passages, annotations and relations, by what they stand in."""
    found: dict[str, Found] = {key: {} for key in (_PASSAGES, *_RECORDS)}
    keys: list[str] = []  # of the lists and objects that are open; empty for others
    passage = sentence = -1
    position = counted = 0
    while match := _BRACKET.match(data, position):
        at = match.start(1)
        position = match.end()
        bracket = data[at]
        if bracket == _LIST:
            named = _KEY.search(data, max(at - _LONGEST_KEY, 0), at)
            keys.append(named[1].decode() if named else "")
        elif bracket != _OBJECT:
            key = keys.pop()
            if bracket == _LIST_END and key in (_PASSAGES, _SENTENCES):
                sentence = -1
                passage = -1 if key == _PASSAGES else passage
        else:
            key = keys[-1] if keys else ""
            keys.append("")
            if key == _SENTENCES:
                sentence += 1
            elif key in _RECORDS or (key == _PASSAGES and len(keys) == _DEPTH_OF_PASSAGES + 1):
                line += data.count(b"\n", counted, at)
                counted = at
                owner = parts.Owner() if key == _PASSAGES else parts.Owner(passage, sentence)
                found[key].setdefault(owner, []).append(line)
                passage += key == _PASSAGES
            if key in _RECORDS and (whole := _RECORD.match(data, at)):
                position = whole.end()
                keys.pop()
    return found[_PASSAGES], found["annotations"], found["relations"]
