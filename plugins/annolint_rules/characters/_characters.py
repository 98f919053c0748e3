"""Where characters stand in a document that should not be there, and what they are called.

Looks at the text and at what records say beside it: texts of mentions that the document does not
have, types, concept identifiers, arguments, attributes. Knows no rule.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from annolint import Document, Field, Mention, Passage, Record
from annolint_rules._latest import latest
from annolint_rules.concepts._consequences import Consequences

_ALIASES = {
    "\0": "NULL",
    "\b": "BACKSPACE",
    "\v": "LINE TABULATION",
    "\f": "FORM FEED",
    "\r": "CARRIAGE RETURN",
    "\x1a": "SUBSTITUTE",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
"""Control characters have no names, only aliases; these are the ones that corpora have."""

_PLAIN_BYTES = bytes([10, *range(32, 127)])
_MOST_REMEMBERED = 1 << 16
_PLAIN_USES: set[tuple[str, str | None]] = set()
_PLAIN_VALUES: set[str] = set()

_POINTED_AT = ("text", "type", "concept")
"""Fields in which formats that write values as they are have them alone."""


class Found(msgspec.Struct, frozen=True):
    """A match in a field of a record.

    `start` is its offset in the field, and so is `at`, but None where no format can point at it;
    `before` and `after` are the characters beside it, empty at the edges of the field.
    """

    record: Record
    field: Field
    item: int | None
    at: int | None
    start: int
    text: str
    before: str = ""
    after: str = ""

    @property
    def where(self) -> str:
        """What a message calls the field."""
        if isinstance(self.record, Passage):
            return "the text"
        if self.field == "concept":
            return "the concept identifier"
        return "the text of the mention" if self.field == "text" else f"the {self.field}"


def name(character: str) -> str:
    """Return the code point and the name of a character: `U+000C FORM FEED`."""
    import unicodedata  # noqa: PLC0415 - only for a message

    known = unicodedata.name(character, "") or _ALIASES.get(character, "")
    return f"U+{ord(character):04X} {known}".rstrip()


@latest
def is_plain(document: Document) -> bool:
    """Say whether nothing but visible ASCII and blanks stands in the text and in all records.

    Lines of the text end in line feeds. Most values of fields occur again and again; those that are
    plain are remembered, as to compare two sets is several times faster than to ask for each.
    """
    text = document.text
    if not text.isascii() or text.encode().translate(None, _PLAIN_BYTES):
        return False
    uses = document.concept_uses
    if len(_PLAIN_USES) > _MOST_REMEMBERED:
        _PLAIN_USES.clear()
        _PLAIN_VALUES.clear()
    for use in uses - _PLAIN_USES:
        if not all(map(_is_plain, filter(None, use))):
            return False
        _PLAIN_USES.add(use)
    values = document.other_values
    if document.suspect_mentions:
        values = [*values, *(mention.text for mention in document.suspect_mentions)]
    if not _PLAIN_VALUES.issuperset(values):
        for value in set(values) - _PLAIN_VALUES:
            if not _is_plain(value):
                return False
            _PLAIN_VALUES.add(value)
    return True


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable()


def is_ascii(document: Document) -> bool:
    """Say whether there is nothing but ASCII in the text and in all records."""
    return is_plain(document) or (
        document.text.isascii()
        and document.mention_texts.isascii()
        and document.field_values.isascii()
    )


def find(document: Document, pattern: re.Pattern[str]) -> list[Found]:
    """Return every match: in the passages, then in the mentions, then in the relations."""
    found = []
    for record, field, item, value in values(document):
        start, end = 0, len(value)
        if field != "text":  # white space around a value is padded-field
            start, end = end - len(value.lstrip()), len(value.rstrip())
        for match in pattern.finditer(value, start, end):
            at = match.start() if field in _POINTED_AT else None
            before = value[: match.start()][-1:]
            after = value[match.end() : match.end() + 1]
            found.append(Found(record, field, item, at, match.start(), match[0], before, after))
    return found


def values(document: Document) -> Iterator[tuple[Record, Field, int | None, str]]:
    """Yield every text and every value of a field: the record, the field, its item, the value."""
    for passage in document.passages:
        yield passage, "text", None, passage.text
    for mention in document.suspect_mentions:
        if mention.text not in document.text:
            yield mention, "text", None, mention.text
    for mention in document.mentions:
        yield mention, "type", None, mention.type
        yield mention, "concept", None, mention.concept_field or ""
        for number, attribute in enumerate(mention.attributes):
            yield mention, "attribute", number, attribute.value
    for relation in document.relations:
        yield relation, "type", None, relation.type
        for number, argument in enumerate(relation.arguments):
            yield relation, "argument", number, argument.target
        for number, attribute in enumerate(relation.attributes):
            yield relation, "attribute", number, attribute.value


def displaced(document: Document, pattern: re.Pattern[str]) -> tuple[Mention, ...]:
    """Return the mentions whose offsets do not count the one such character of the text.

    There are none where more mentions behind it do count it, or do neither.
    """
    matches = list(pattern.finditer(document.text))
    if len(matches) != 1 or not document.suspect_mentions:
        return ()
    text = pattern.sub("", document.text)
    behind = [
        mention
        for mention in document.mentions
        if mention.spans and mention.spans[-1].end > matches[0].start()
    ]
    found = [
        mention
        for mention in behind
        if mention.index in {each.index for each in document.suspect_mentions}
        and text[mention.spans[0].start : mention.spans[-1].end] == mention.text
    ]
    return tuple(found) if 2 * len(found) > len(behind) else ()


def explained(
    document: Document, pattern: re.Pattern[str], found: Sequence[Found]
) -> tuple[Record, ...]:
    """Return the records in which these characters make other things look wrong."""
    records: dict[int, Record] = {id(each.record): each.record for each in found}
    for mention in document.suspect_mentions:
        if pattern.search(f"{mention.text}\n{document.covered_text(mention)}"):
            records[id(mention)] = mention
    consequences = Consequences(document)
    for each in found:
        if each.field == "concept" and isinstance(each.record, Mention):
            for identifier in each.record.concept_ids:
                if pattern.search(identifier):
                    for record in consequences.of(each.record, identifier):
                        records[id(record)] = record
    return tuple(records.values())
