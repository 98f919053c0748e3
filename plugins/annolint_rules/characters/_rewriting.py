"""Put other characters into texts and fields, at all places of a document. Knows no rule."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from annolint import (
    Attribute,
    Change,
    Document,
    Field,
    Fix,
    Mention,
    Passage,
    Record,
    Relation,
    Safety,
    Span,
    TextChange,
)


class Rewrite(NamedTuple):
    """What is to stand in a field in the place of `old`, which begins at offset `at` of it."""

    record: Record
    field: Field
    item: int | None
    at: int
    old: str
    new: str


def rewritten(rewrites: Iterable[Rewrite]) -> Fix | None:
    """Return the unsafe fix that makes all of them; None without any.

    Surface forms that stand in the text follow it by themselves.
    """
    texts: dict[int, TextChange] = {}
    fields: dict[tuple[type[Record], int], list[Rewrite]] = {}
    for each in rewrites:
        if isinstance(each.record, Passage):
            start = each.record.start + each.at
            texts[start] = TextChange(start, start + len(each.old), each.new)
        else:
            fields.setdefault((type(each.record), each.record.index), []).append(each)
    changes: list[Change | TextChange] = list(texts.values())
    for wanted in fields.values():
        record = wanted[0].record
        # From the end on, so that offsets stay what they are.
        for each in sorted(wanted, key=lambda rewrite: -rewrite.at):
            record = _changed(record, each)
        changes.append(Change(wanted[0].record, record))
    return Fix(tuple(changes), Safety.UNSAFE) if changes else None


def _changed(record: Record, rewrite: Rewrite) -> Record:
    _, field, item, at, old, new = rewrite

    def put(value: str) -> str:
        return value[:at] + new + value[at + len(old) :]

    if isinstance(record, Mention | Relation):
        if field == "type":
            return replace(record, type=put(record.type))
        if field == "attribute" and item is not None:
            value = put(record.attributes[item].value)
            return replace(record, attributes=_with(record.attributes, item, value))
    if isinstance(record, Mention):
        if field == "text":
            return replace(record, text=put(record.text))
        if field == "concept":
            names = tuple(name.replace(old, new) for name in record.concept_ids)
            return replace(record, concept_field=put(record.concept_field or ""), concept_ids=names)
    if isinstance(record, Relation) and field == "argument" and item is not None:
        arguments = list(record.arguments)
        arguments[item] = replace(arguments[item], target=put(arguments[item].target))
        return replace(record, arguments=tuple(arguments))
    return record


def _with(attributes: Sequence[Attribute], item: int, value: str) -> tuple[Attribute, ...]:
    changed = list(attributes)
    changed[item] = replace(changed[item], value=value)
    return tuple(changed)


def uncounted(document: Document, at: int, length: int) -> tuple[Change, ...]:
    """Return mentions behind `length` characters that their offsets do not count, as if they did.

    So they are where they are meant when the characters are taken out of the text.
    """
    changes = []
    for mention in document.mentions:
        spans = tuple(
            Span(
                span.start + length * (span.start > at),
                span.end + length * (span.end > at),
            )
            for span in mention.spans
        )
        if spans != mention.spans:
            changes.append(Change(mention, replace(mention, spans=spans)))
    return tuple(changes)
