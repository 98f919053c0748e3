"""Is it the practice of a corpus that mentions stand inside each other, or in one place?

Where it is, a single case is no slip. Counts the cases of the whole corpus against its mentions;
knows no rule and no schema.
"""

Part = tuple[int, int]
"""The mentions of some documents, and those of them that are a case."""

_LEAST = 10
_SHARE = 0.01
"""So many cases, at least, that make up so much of the mentions, are no slips.

Of some thirty corpora, those with nested mentions have 30 and 40 % of them, the others none at all;
of those with two types in one place the one where that is meant has 1.6 %, the others none.
"""


def add(into: Part, part: Part) -> Part:
    """Join two parts."""
    return into[0] + part[0], into[1] + part[1]


def is_practice(part: Part) -> bool:
    """Say whether there are too many cases for slips."""
    mentions, cases = part
    return cases >= _LEAST and cases >= _SHARE * mentions
