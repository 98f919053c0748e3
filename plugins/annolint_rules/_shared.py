"""What rules of several families share: untrustworthy records, and how often something is said."""

from collections import Counter

from annolint import Document
from annolint_rules._patterns import lazy

BROKEN_RECORD = ("ENC001", "FMT002", "FMT003", "FMT004", "FMT006", "FMT008")
"""Codes of findings that explain every other finding at the same record or in the document."""

BAD_CHARACTERS = ("ENC004", "ENC005", "ENC006", "ENC007")
"""Codes of findings about characters that nobody wrote: a value with them is not what it seems."""


_NUMBERED = lazy(r"[Aa]rg(?:ument)?_?[0-9]")


def is_numbered(role: str) -> bool:
    """Say whether the role of an argument only numbers it, as in `Arg1`."""
    return _NUMBERED.fullmatch(role) is not None


def times(count: int) -> str:
    """Say how often something occurs: `once`, `twice`, `1,200 times`."""
    return "once" if count == 1 else "twice" if count == 2 else f"{count:,} times"  # noqa: PLR2004


def broken_records(document: Document) -> frozenset[int]:
    """Return the identities (`id`) of the records that such a finding is about."""
    return frozenset(
        id(problem.record) for problem in document.problems if problem.code in BROKEN_RECORD
    )


def shared_ids(document: Document) -> frozenset[str]:
    """Return the ids that several mentions have: what names one of these may mean another one.

    In BioC, ids may begin anew in each passage, and relations name what stands in theirs. A mention
    that is written twice is one mention.
    """
    different = {(each.id, each.type, each.spans) for each in document.mentions if each.id}
    counts = Counter(identifier for identifier, _, _ in different)
    return frozenset(identifier for identifier, count in counts.items() if count > 1)
