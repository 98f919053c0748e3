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

import msgspec

from annolint import Document, Mention
from annolint_rules._patterns import lazy
from annolint_rules.concepts._identifiers import is_number, judge
from annolint_rules.concepts._sentinels import is_sentinel

_SLIPS = (
    r"[A-Z]\d{6}|[A-Z]\d{9}",  # another letter than C and D
    r"[CD]\d{3,5}|D\d{7}|[CD]\d{8}|[CD]\d{10}",  # a digit too few or too many
    r"[CD]{2}\d{6,9}",  # a letter too many
    r"[CD](?=\D*\d)[\dA-Z]{6}",  # a letter for a digit
    r"[CD]\d{6,9}[^\w\s]",  # a sign that hangs on
    r"(?:[CD]\d{3,9}){2,}",  # two run together
    r"(?:CVCL|CVLC|CVC|CCVL|VCL)_?\w+",
    r"rs(?=\w*\d)\w*",
    r"0\d*|\d(?:\.\d+)?E\+?\d+",  # numbers as data frames write them
    r"#\S+|nan|n/?a|\?+",  # what they and spreadsheets write for no number
    r"\w?\|[A-Z]+\|.*|.*(?:\(Tax:|CorrespondingGene).*",  # tmVar, GNormPlus
)
_SLIP = lazy("|".join(_SLIPS), re.IGNORECASE)
_WEAK_SLIP = lazy(r"\d+[A-Za-z]\d*|(?=.*\d)[\dOoIl]+|T\d{3}")
"""A letter for a digit of a number, or a type of UMLS; some terminologies have such codes."""


_DECIMAL = lazy(r"\d+\.0")
_CODE = lazy(r"[EV]?\d+\.\d+|[EV]\d{2,3}")
"""ICD-9, most codes of which are numbers."""


class _Written(msgspec.Struct):
    """Identifiers of a document: bare numbers, others that fit a namespace, and those that do not.

    Of these, `decimals` are numbers as a data frame writes them.
    """

    numbers: set[str] = msgspec.field(default_factory=set)
    fitting: set[str] = msgspec.field(default_factory=set)
    odd: set[str] = msgspec.field(default_factory=set)
    decimals: set[str] = msgspec.field(default_factory=set)

    def add(self, identifier: str) -> None:
        """Add one that is no sentinel."""
        if judge(identifier) is None:
            (self.numbers if is_number(identifier) else self.fitting).add(identifier)
        else:
            (self.decimals if _DECIMAL.fullmatch(identifier) else self.odd).add(identifier)

    def others(self) -> tuple[int, int]:
        """Count those that fit a namespace, and those besides one that do not."""
        odd = len(self.odd) + len(self.decimals)
        return len(self.numbers) + len(self.fitting), odd - 1


class Habits:
    """How the identifiers of one document are written, by the types of the mentions."""

    def __init__(self, document: Document, sentinels: tuple[str, ...]) -> None:
        self._document = document
        self._sentinels = sentinels

    def explain(self, mention: Mention, identifier: str) -> bool:
        """Say whether an identifier that fits no namespace is nevertheless written as is usual."""
        here = self._written[mention.types]
        if _DECIMAL.fullmatch(identifier):
            return bool(here.odd)
        fitting, odd = here.others()
        if here.numbers and not here.fitting:  # of any terminology, which may have other codes too
            return bool(odd) or _CODE.fullmatch(identifier) is not None
        if fitting or odd:
            return odd >= fitting
        if _SLIP.fullmatch(identifier):
            return False
        fitting, odd = self._written[None].others()
        is_name = identifier.casefold() == mention.text.casefold()
        return odd >= fitting or not (is_name or _WEAK_SLIP.fullmatch(identifier))

    @cached_property
    def _written(self) -> dict[tuple[str, ...] | None, _Written]:
        """What is written, by types; None: whatever the type."""
        found: dict[tuple[str, ...] | None, _Written] = defaultdict(_Written)
        for mention in self._document.mentions:
            for identifier in mention.concept_ids:
                if not is_sentinel(identifier, self._sentinels):
                    found[mention.types].add(identifier)
                    found[None].add(identifier)
        return found
