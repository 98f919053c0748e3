"""Writes values, elements and white space of BioC XML, in the form of what stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annolint import Edit, Mention
from annolint_formats import _bioc_layout as layout
from annolint_formats._bioc_render import Removal, Writer
from annolint_formats._bioc_xml_layout import ATTRIBUTE
from annolint_formats._xml import escaped, quoted

_NUMBERS = re.compile(rb"(offset|length)(\s*=\s*[\"'])[^\"']*")
_LINE_END = re.compile(rb"[ \t]*\r?\n")
_FIRST_TAG_END = re.compile(rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def written(value: layout.Value, text: str) -> bytes:
    """Write a text in the place of a value."""
    new = quoted(text) if value.form == ATTRIBUTE else escaped(text)
    return value.before + new.encode("utf-8", "surrogateescape") + value.after


class XMLWriter(Writer):
    """Writes XML."""

    def value(self, value: layout.Value, text: str) -> bytes:
        """Write a text, escaped as its place needs it."""
        return written(value, text)

    def number(self, value: layout.Value, new: int) -> bytes:
        """Write a number."""
        return written(value, str(new))

    def infon(self, owner: layout.Annotation | layout.Relation, key: str, text: str) -> Edit:
        """Write an infon behind the last one, else behind the first tag."""
        new = f'<infon key="{quoted(key)}">{escaped(text)}</infon>'.encode(
            "utf-8", "surrogateescape"
        )
        if owner.infons:
            last = owner.infons[-1]
            return self.beside(last.start, last.end, new, before=False)
        match = _FIRST_TAG_END.match(self.data, owner.start)
        at = match.end() if match else owner.end
        indent = self.data[at : at + len(self.data[at:]) - len(self.data[at:].lstrip())]
        return Edit(at, at, indent + new)

    def without(self, gone: Sequence[Removal]) -> list[Edit]:
        """Remove elements, and their lines if nothing else is in them."""
        return [self._without(each.start, each.end) for each in gone]

    def _without(self, start: int, end: int) -> Edit:
        match = _LINE_END.match(self.data, end)
        line = len(self.data[:start].rstrip(b" \t"))
        if match is not None and self.data[line - 1 : line] == b"\n":
            return Edit(line, match.end(), b"")
        return Edit(start, end, b"")

    def beside(self, start: int, end: int, new: bytes, *, before: bool) -> Edit:
        """Write an element beside another one, as far in as that one."""
        first = len(self.data[:start].rstrip())
        indent = self.data[first:start]
        return Edit(start, start, new + indent) if before else Edit(end, end, indent + new)

    def first(self, passage: layout.Passage, mention: Mention, offset: int) -> Edit:
        """Write the first annotation of a passage, behind its text or offset."""
        span = mention.spans[0] if mention.spans else None
        size = span.end - span.start if span is not None else 0
        infons = [("type", mention.type)]
        if mention.concept_field is not None:
            infons.append(("identifier", mention.concept_field))
        new = "".join(
            [
                f'<annotation id="{quoted(mention.id)}">',
                *[f'<infon key="{key}">{escaped(text)}</infon>' for key, text in infons],
                f'<location offset="{offset}" length="{size}"/>',
                f"<text>{escaped(mention.text)}</text></annotation>",
            ]
        ).encode("utf-8", "surrogateescape")
        at = self.data.rfind(b"</", passage.start, passage.end)
        for value in (passage.text, passage.offset):
            if value is not None:
                at = self.data.find(b">", value.end) + 1
                break
        return Edit(at, at, new)

    def location(self, like: bytes, offset: int, size: int) -> bytes:
        """Write a location."""
        numbers = {b"offset": str(offset).encode(), b"length": str(size).encode()}
        return _NUMBERS.sub(lambda match: match[1] + match[2] + numbers[match[1]], like)

    def between(self, locations: Sequence[layout.Location]) -> bytes:
        """Return the white space before a location."""
        start = locations[0].start
        return self.data[len(self.data[:start].rstrip()) : start]
