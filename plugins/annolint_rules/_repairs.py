"""How rules of several families repair a mention. Knows no rule."""

from collections.abc import Sequence

from msgspec.structs import replace

from annolint import Change, Document, Fix, Mention, Safety, Span
from annolint_rules._places import agrees


def placed(document: Document, mention: Mention, span: Span) -> Mention:
    """Return a contiguous mention at another place, with the text that stands there.

    A text that agrees with the place but for the joint of two passages stays as it is.
    """
    moved = replace(mention, spans=(span,))
    if agrees(document, moved):
        return moved
    return replace(moved, text=document.covered_text(moved))


def resized(document: Document, mention: Mention, span: Span) -> Fix | None:
    """Return the unsafe fix that gives a contiguous mention other edges; None if it meets another.

    What the mention overlapped before it may still overlap.
    """
    old = mention.spans[0]
    if len(mention.spans) > 1 or span.start >= span.end or span == old:
        return None
    for other in document.mentions:
        for each in other.spans if other is not mention else ():
            meets = each.start < span.end and span.start < each.end
            met = each.start < old.end and old.start < each.end
            nests = (each.start <= span.start and span.end <= each.end) or (
                span.start <= each.start and each.end <= span.end
            )
            if meets and (each == span or not (met and nests)):
                return None
    return Fix((Change(mention, placed(document, mention, span)),), Safety.UNSAFE)


def is_apart(document: Document, mention: Mention, spans: Sequence[Span]) -> bool:
    """Say whether no other mention has one of these spans, or crosses one."""
    return not any(
        each == span
        or each.start < span.start < each.end < span.end
        or span.start < each.start < span.end < each.end
        for other in document.mentions
        if other is not mention
        for each in other.spans
        for span in spans
    )


def rewritten(document: Document, mentions: Sequence[Mention], safety: Safety) -> Fix | None:
    """Return the fix that gives contiguous mentions the texts at their places; None for others."""
    changes = tuple(
        Change(mention, replace(mention, text=document.covered_text(mention)))
        for mention in mentions
    )
    if any(
        len(change.record.spans) != 1 or not change.replacement.text.strip()  # type: ignore[union-attr]
        for change in changes
    ):
        return None
    return Fix(changes, safety)
