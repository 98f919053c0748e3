"""Which namespaces does the schema allow a mention, and which identifiers are of none of them?"""

from collections.abc import Mapping
from functools import lru_cache

from annolint import Mention, MentionType
from annolint_rules.concepts._forms import VARIANT, form_of
from annolint_rules.concepts._identifiers import is_bare, judge, namespace_of
from annolint_rules.concepts._identity import key_of

_OF_VARIANTS = frozenset((VARIANT, "dbSNP", "RS", "hgvs", "clinvar.variation", "clingen.allele"))
"""Namespaces whose identifiers are exchanged for one another, and stand for the same things."""


def allowed_for(mention: Mention, types: Mapping[str, MentionType]) -> tuple[str, ...]:
    """Return the namespaces of a mention's types; none if one of them may have any."""
    found: tuple[str, ...] = ()
    for kind in mention.types:
        namespaces = types[kind].namespaces if kind in types else ()
        if not namespaces:
            return ()
        found += namespaces
    return found


@lru_cache(maxsize=1 << 14)
def first_foreign(identifiers: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[int, str] | None:
    """Return the first identifier that is of no namespace that is allowed, and its namespace."""
    for number, identifier in enumerate(identifiers):
        namespace = _foreign(identifier, allowed)
        if namespace:
            return number, namespace
    return None


def _foreign(identifier: str, allowed: tuple[str, ...]) -> str:
    """Return the namespace of a well-formed identifier, empty if it is allowed or not known."""
    form = form_of(identifier)
    if form is None or judge(identifier, allowed) is not None:
        return ""  # a sentinel, or malformed, which is CID003
    known = {name: namespace_of(name) for name in allowed}
    names = {each.name if each else name.casefold() for name, each in known.items()}
    if form.namespace in names or (form.namespace in _OF_VARIANTS and names & _OF_VARIANTS):
        return ""
    local = key_of(identifier)[1]
    if not form.prefix and (None in known.values() or any(is_bare(local, n) for n in allowed)):
        return ""
    return form.namespace
