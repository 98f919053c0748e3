"""What stands in the place of a concept identifier where there is none."""

from functools import lru_cache

from annolint_rules._patterns import fits

# Readers turn these into "no identifier"; whoever meets one here all the same must not be alarmed.
SENTINELS = frozenset(("", "-", "-1", "-000", "-111", "-222", "nil", "null", "none", "cui-less"))
# No identifier of any namespace looks like these. People write the words on purpose.
_SENTINEL_WORDS = (
    r"no[ _-]?(?:id|cui|concept|match|code)|not[ _-]?(?:found|available|applicable|in[ _-]\w+)"
    r"|(?:id|concept|code)[ _-]?less|un(?:k|known|linked|mapped|normali[sz]ed)|missing|empty|other"
    r"|nil[ _-]?\d+|-*nme-*"
)
_OTHER_SENTINELS = rf"n\W?a|nan|0+|-\d+|\?+|x|tb[ad]|{_SENTINEL_WORDS}"


@lru_cache(maxsize=1 << 14)
def is_sentinel(identifier: str, others: tuple[str, ...] = ()) -> bool:
    """Say whether `identifier` stands for no concept; `others` are the schema's own sentinels."""
    folded = identifier.strip().casefold()
    return folded in SENTINELS or any(folded == other.strip().casefold() for other in others)


def looks_like_sentinel(identifier: str) -> bool:
    """Say whether `identifier` is what some projects write for no concept, besides the usual."""
    return fits(_OTHER_SENTINELS, identifier.strip().casefold())


def says_none(identifier: str) -> bool:
    """Say whether `identifier` is a word that says that there is none: `CONCEPT_LESS`, `NIL23`."""
    return fits(_SENTINEL_WORDS, identifier.strip().casefold())
