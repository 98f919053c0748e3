"""Write other identifiers into a concept field; the rest of it stays as it is. Knows no rule."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from annolint import Mention


def with_identifiers(mention: Mention, identifiers: Sequence[str | None]) -> Mention | None:
    """Return a mention with other identifiers in the places of its own; None removes one.

    An identifier that is removed takes the separator before it along, the first the one after it.
    None when the field does not hold the identifiers of the mention as they are.
    """
    field = mention.concept_field or ""
    places = list(_places(field, mention.concept_ids))
    if len(places) != len(mention.concept_ids) or len(identifiers) != len(places):
        return None
    parts: list[str] = []
    position = 0
    for (start, end), identifier in zip(places, identifiers, strict=True):
        before = field[position:start]
        position = end
        if identifier is not None:
            parts += [before if parts or start == places[0][0] else "", identifier]
    if not parts:
        return None
    return replace(
        mention,
        concept_field="".join([*parts, field[position:]]),
        concept_ids=tuple(each for each in identifiers if each is not None),
    )


def _places(field: str, identifiers: Sequence[str]) -> Iterator[tuple[int, int]]:
    position = 0
    for identifier in identifiers:
        start = field.find(identifier, position)
        if start < 0:
            return
        position = start + len(identifier)
        yield start, position
