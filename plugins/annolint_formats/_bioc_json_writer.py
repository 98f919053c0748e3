"""Writes values, objects and commas of BioC JSON, in the form of what stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annolint import Edit, Mention
from annolint_formats import _bioc_layout as layout
from annolint_formats._bioc_json_parts import STRING
from annolint_formats._bioc_render import Removal, Writer
from annolint_formats._json import encoded

_NUMBERS = re.compile(rb'("(offset|length)"\s*:\s*"?)[^",}\s]*')
_COMMA = re.compile(rb"\s*,\s*")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_SPACE = b" \t\r\n"


class JSONWriter(Writer):
    """Writes JSON."""

    def value(self, value: layout.Value, text: str) -> bytes:
        """Write a text; in the place of a number as a number, if it is one."""
        if value.form == STRING:
            return encoded(text, self.data)[1:-1]
        old = self.data[value.start : value.end]
        if _INTEGER.fullmatch(text) and _INTEGER.fullmatch(old.decode("utf-8", "replace")):
            return text.encode()
        return encoded(text, self.data)

    def number(self, value: layout.Value, new: int) -> bytes:  # noqa: ARG002 - as in XML
        """Write a number, which some files put in quotation marks."""
        return str(new).encode()

    def infon(self, owner: layout.Annotation | layout.Relation, key: str, text: str) -> Edit:
        """Write an infon behind the last one, else as the first."""
        new = encoded(key, self.data) + b": " + encoded(text, self.data)
        if owner.infons:
            last = owner.infons[-1]
            return self.beside(last.start, last.end, new, before=False)
        if owner.infons_at >= 0:
            return Edit(owner.infons_at, owner.infons_at, new)
        return Edit(owner.start + 1, owner.start + 1, b'"infons": {' + new + b"}, ")

    def without(self, gone: Sequence[Removal]) -> list[Edit]:
        """Remove members or elements with one of the commas beside them."""
        runs: list[Removal] = []
        for each in gone:
            if runs and self.data[runs[-1].end : each.start].strip() == b",":
                runs[-1] = Removal(runs[-1].start, each.end)
            else:
                runs.append(each)
        return [self._without(run.start, run.end) for run in runs]

    def _without(self, start: int, end: int) -> Edit:
        before = len(self.data[:start].rstrip(_SPACE))
        if self.data[before - 1 : before] == b",":
            return Edit(before - 1, end, b"")
        match = _COMMA.match(self.data, end)
        return Edit(start, match.end(), b"") if match else Edit(before, end, b"")

    def beside(self, start: int, end: int, new: bytes, *, before: bool) -> Edit:
        """Write a member or element beside another one, as far in as that one."""
        first = len(self.data[:start].rstrip(_SPACE))
        gap = self.data[first:start]
        if not gap and self.data[first - 1 : first] in (b"{", b"["):
            gap = b" " if b", " in self.data[max(start - 200, 0) : end] else b""
        return Edit(start, start, new + b"," + gap) if before else Edit(end, end, b"," + gap + new)

    def first(self, passage: layout.Passage, mention: Mention, offset: int) -> Edit:
        """Write the first annotation of a passage."""
        span = mention.spans[0] if mention.spans else None
        infons = {"type": mention.type}
        if mention.concept_field is not None:
            infons["identifier"] = mention.concept_field
        new = encoded(
            {
                "id": mention.id,
                "infons": infons,
                "text": mention.text,
                "locations": [
                    {"offset": offset, "length": span.end - span.start if span is not None else 0}
                ],
            },
            self.data,
        )
        if passage.annotations_at >= 0:
            return Edit(passage.annotations_at, passage.annotations_at, new)
        at = passage.start + 1
        return Edit(at, at, b'"annotations": [' + new + b"], ")

    def location(self, like: bytes, offset: int, size: int) -> bytes:
        """Write a location."""
        numbers = {b"offset": str(offset).encode(), b"length": str(size).encode()}
        return _NUMBERS.sub(lambda match: match[1] + numbers[match[2]], like)

    def between(self, locations: Sequence[layout.Location]) -> bytes:
        """Return the comma before a location, with white space."""
        start = locations[0].start
        return b"," + self.data[len(self.data[:start].rstrip(_SPACE)) : start]
