"""Are the identifiers of a document its project's own, and which one is a slip all the same?

Corpora number entities (`e1`, `T12`), name them by their article (`Rome`), or use a terminology
that nobody else writes without a prefix (`R50.9`, `8247/3`). Such an identifier fits no namespace,
and so does one that was mistyped; the others of its type tell the two apart. Where there are no
others, what is one slip away from an identifier of a namespace is taken for a slip.

Knows one document at a time.
"""

import re
from collections import defaultdict
from functools import cached_property

from annolint import Document, Mention
from annolint_rules.concepts._identifiers import is_sentinel, judge

_SLIPS = (
    r"[A-Z]\d{6}|[A-Z]\d{9}",  # another letter than C and D
    r"[CD]\d{5}|D\d{7}|[CD]\d{8}|[CD]\d{10}",  # a digit too few or too many
    r"[CD]{2}\d{6,9}",  # a letter too many
    r"[CD](?=\D*\d)[\dA-Z]{6}",  # a letter for a digit
    r"[CD]\d{6,9}[^\w\s]",  # a sign that hangs on
    r"(?:[CD]\d{3,9}){2,}",  # two run together
    r"(?:CVCL|CVLC|CVC|CCVL|VCL)_?\w+",
    r"rs\w*\d\w*",
    r"0\d*|\d{2,}\.0|\d(?:\.\d+)?E\+?\d+",  # numbers as data frames write them
    r"#\S+|nan|n/?a|\?+",  # what they and spreadsheets write for no number
    r"\w?\|[A-Z]+\|.*|.*(?:\(Tax:|CorrespondingGene).*",  # tmVar, GNormPlus
)
_SLIP = re.compile("|".join(_SLIPS), re.IGNORECASE)
_WEAK_SLIP = re.compile(r"\d+[A-Za-z]\d*|(?=.*\d)[\dOoIl]+")
"""A letter for a digit of a number, but some terminologies have such codes."""


class Habits:
    """How the identifiers of one document are written, by the types of the mentions."""

    def __init__(self, document: Document, sentinels: tuple[str, ...]) -> None:
        self._document = document
        self._sentinels = sentinels

    def explain(self, mention: Mention, identifier: str) -> bool:
        """Say whether an identifier that fits no namespace is nevertheless written as is usual."""
        fitting, odd = self._others(identifier, mention.types)
        if fitting or odd:
            return odd >= fitting
        if _SLIP.fullmatch(identifier):
            return False
        fitting, odd = self._others(identifier, None)
        is_name = identifier.casefold() == mention.text.casefold()
        return odd >= fitting or not (is_name or _WEAK_SLIP.fullmatch(identifier))

    def _others(self, identifier: str, types: tuple[str, ...] | None) -> tuple[int, int]:
        """Count the identifiers besides one that fit a namespace, and those that fit none."""
        fitting, odd = self._written.get(types, (set(), set()))
        return len(fitting), len(odd) - (identifier in odd)

    @cached_property
    def _written(self) -> dict[tuple[str, ...] | None, tuple[set[str], set[str]]]:
        """Identifiers that fit a namespace, and the others, by types; None: of all types."""
        found: dict[tuple[str, ...] | None, tuple[set[str], set[str]]] = defaultdict(
            lambda: (set(), set())
        )
        for mention in self._document.mentions:
            for identifier in mention.concept_ids:
                if not is_sentinel(identifier, self._sentinels):
                    is_odd = judge(identifier) is not None
                    for types in (mention.types, None):
                        found[types][is_odd].add(identifier)
        return found
