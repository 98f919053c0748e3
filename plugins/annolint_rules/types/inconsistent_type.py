"""TYP004 inconsistent-type."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Annotated

import msgspec

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Related,
    Severity,
    option,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules._surfaces import (
    add,
    count,
    documents_in,
    evidence,
    form_of,
    is_abbreviation,
    label_of,
    mentions_in,
)

Part = dict[tuple[str, str], int]
"""Surface form and type, with the count of their mentions."""

_COORDINATED = lazy(r"\s*(?:/|&|(?:and|or)\b)")

_REPEATED = 0.01
"""Slips alone hardly give both types twice to more than this share of the forms."""


class Usage(msgspec.Struct, frozen=True):
    """The usual type of a surface form, its count, all mentions, and the types that are odd."""

    usual: str
    count: int
    total: int
    odd: frozenset[str]


Verdict = dict[str, Usage]


_TEXT = "[Aspirin](Chemical) is [aspirin](Chemical), [ASPIRIN](Chemical)"
_USUAL = ("--- 1\n" + _TEXT, *[_TEXT] * 2)
"""Three documents with nine mentions of aspirin as a chemical."""

_NEXT = "\n--- 2\n"
_USAGE = "[pain](Noun) [pain](Noun) [pain](Chemical) [pain](Chemical)"


class InconsistentType(CorpusRule, frozen=True):
    """A surface form has another type here than almost everywhere in the corpus.

    ## Why is this bad?
    One of the two types is a slip of the hand, most often, or a decision that not everybody knows.
    A program that learns from the corpus learns it as noise.

    ## What to do
    Compare the mention with the others of its words, and correct the type if it is no other thing.
    The finding is at the first such mention of a document and names the others.

    ## What it does not see
    Types that share many of their surface forms, because annotators then choose by usage and not
    by the words: a disease and the same disease as a modifier, a country and its team. Forms that
    are rare or stand in few documents. A short abbreviation is compared within its document only,
    for elsewhere it may be short for something else. Mentions before `and` or `or`, which may lack
    their head (`tumor and stromal cells`). Numbers, which may be anything. A type that is misspelt
    is TYP002.

    While it runs, the rule holds about 190 bytes for each surface form of the corpus.
    """

    code = "TYP004"
    name = "inconsistent-type"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        *BAD_CHARACTERS,
        "COR002",
        "DUP001",
        "OVL003",
        "SPN012",
        "TYP001",
        "TYP002",
    )
    source = "Dickinson and Meurers, Detecting Errors in Part-of-Speech Annotation, EACL 2003"

    least_share: Annotated[
        float, option("The share of its mentions that the usual type must have.", gt=0.5, le=1)
    ] = 0.9
    least_documents: Annotated[
        int, option("The documents in which a form must have its usual type.", ge=1)
    ] = 3
    most_shared: Annotated[
        float,
        option("The share of surface forms that two types may have in common.", ge=0, le=1),
    ] = 0.05

    examples = (
        Bad(
            _NEXT.join((*_USUAL, "[Aspirin](Disease) and [rest](Therapy), [aspirin](Disease).")),
            expect=(
                (
                    "8:19 'aspirin' is Chemical 9 of 11 times in 3 documents, here Disease: decide "
                    "which is right"
                ),
            ),
            settings="[rules.inconsistent-type]\nleast-share = 0.8",
        ),
        Bad(
            _NEXT.join((*_USUAL, "[Aspirin](Disease)")),
            expect=(
                (
                    "8:1 'Aspirin' is Chemical 9 of 10 times in 3 documents, here Disease: decide "
                    "which is right"
                ),
            ),
        ),
        # Not clear enough, or not in enough documents.
        Good(_NEXT.join((*_USUAL, "[Aspirin](Disease), [aspirin](Disease)"))),
        Good(
            _NEXT.join((*_USUAL, "[Aspirin](Disease)")),
            settings="[rules.inconsistent-type]\nleast-documents = 4",
        ),
        # Numbers: a quantity, a year.
        Good(_NEXT.join((*["[1920](Number)"] * 9, "[1920](Date)"))),
        # A mention that lacks its head, and one without a type (TYP003).
        Good(_NEXT.join((*_USUAL, "[Aspirin](Disease) and headache"))),
        Good(_NEXT.join((*_USUAL, "[Aspirin](Disease)/[headache](Disease)"))),
        Good(_NEXT.join((*_USUAL, "[Aspirin]( )"))),
        # `[Aspirin](Disease)` stands in its place at the end; `orally` is no conjunction.
        Bad(
            _NEXT.join((*_USUAL, "[Aspirin](Disease) orally")),
            expect=(
                (
                    "8:1 'Aspirin' is Chemical 9 of 10 times in 3 documents, here Disease: decide "
                    "which is right"
                ),
            ),
        ),
        # A short abbreviation may be short for something else in another document.
        Good(
            _NEXT.join((*_USUAL, "[ASA](Drug) " * 9, "[ASA](Drug)", "[ASA](Drug)", "[ASA](Group)"))
        ),
        Bad(
            _NEXT.join((*_USUAL, "[ASA](Drug) " * 9, "[ASA](Drug)", "[ASA](Drug): [ASA](Group)")),
            expect=(
                (
                    "12:6 'ASA' is Drug 11 of 12 times in 3 documents, here Group: decide which is "
                    "right"
                ),
            ),
        ),
        # Two types that annotators choose between by usage: another form has both of them, twice.
        Good(_NEXT.join((*_USUAL, "[Aspirin](Noun)", _USAGE))),
        Bad(
            _NEXT.join((*_USUAL, "[Aspirin](Noun)", "[pain](Noun) [pain](Noun) [pain](Chemical)")),
            expect=(
                (
                    "8:1 'Aspirin' is Chemical 9 of 10 times in 3 documents, here Noun: decide "
                    "which is right"
                ),
            ),
        ),
        Bad(
            _NEXT.join((*_USUAL, "[Aspirin](Noun)", _USAGE)),
            expect=(
                (
                    "8:1 'Aspirin' is Chemical 9 of 10 times in 3 documents, here Noun: decide "
                    "which is right"
                ),
            ),
            settings="[rules.inconsistent-type]\nmost-shared = 1.0",
        ),
    )

    def collect(self, document: Document) -> Part:
        """Count the surface forms and types of a document."""
        return count(
            (form_of(mention.text), label_of(mention))
            for mention in document.mentions
            if mention.types and any(map(str.isalpha, mention.text))
        )

    def merge(self, into: Part, part: Part) -> Part:
        """Add the counts of a part."""
        return add(into, part)

    def judge(self, part: Part) -> Verdict | None:
        """Return the usual types of forms that have an odd one; None if there are none."""
        forms: dict[str, dict[str, int]] = defaultdict(dict)
        for (form, label), number in part.items():
            forms[form][label] = number
        usage = self._usage(forms)
        verdict = {}
        for form, labels in forms.items():
            usual = max(labels, key=lambda label: (mentions_in(labels[label]), label))
            total = sum(map(mentions_in, labels.values()))
            odd = frozenset(
                label for label in labels if label != usual and (label, usual) not in usage
            )
            if (
                odd
                and mentions_in(labels[usual]) >= self.least_share * total
                and documents_in(labels[usual]) >= self.least_documents
            ):
                verdict[form] = Usage(usual, labels[usual], total, odd)
        return verdict or None

    def _usage(self, forms: dict[str, dict[str, int]]) -> set[tuple[str, str]]:
        """Return the pairs of types, in both orders, that share too many forms to be slips."""
        often: Counter[str] = Counter()
        often_each: Counter[str] = Counter()
        shared: Counter[tuple[str, str]] = Counter()
        shared_often: Counter[tuple[str, str]] = Counter()
        for labels in forms.values():
            mentions = {label: mentions_in(number) for label, number in sorted(labels.items())}
            if sum(mentions.values()) > 1:
                often.update(mentions.keys())
                shared.update(combinations(mentions, 2))
            repeated = [label for label, number in mentions.items() if number > 1]
            often_each.update(repeated)
            shared_often.update(combinations(repeated, 2))
        pairs = {
            (one, other)
            for (one, other), number in shared_often.items()
            if number > _REPEATED * min(often_each[one], often_each[other])
            and shared[one, other] > max(1, self.most_shared * min(often[one], often[other]))
        }
        return pairs | {(other, one) for one, other in pairs}

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether the part has a form with an odd type."""
        return any(form in verdict and label in verdict[form].odd for form, label in part)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield one finding for each surface form with an odd type."""
        odd: dict[tuple[str, str], list[Mention]] = {}
        usual = set()
        for mention in document.mentions:
            form = form_of(mention.text)
            if (usage := verdict.get(form)) is not None:
                label = label_of(mention)
                if label in usage.odd and not _is_coordinated(document, mention):
                    odd.setdefault((form, label), []).append(mention)
                elif label == usage.usual:
                    usual.add(form)
        for (form, _), mentions in odd.items():
            if form in usual or not is_abbreviation(form):
                usage = verdict[form]
                yield self.diagnostic(
                    mentions[0],
                    "type",
                    f"{quoted(mentions[0].text)} is {usage.usual} "
                    f"{evidence(usage.count, usage.total)}, here {mentions[0].type}: decide which "
                    "is right",
                    related=tuple(
                        Related("and here", record=other, field="type") for other in mentions[1:]
                    ),
                )


def _is_coordinated(document: Document, mention: Mention) -> bool:
    """Say whether a conjunction follows: the `tumor` of `tumor and stromal cells` is a cell."""
    return bool(mention.spans and _COORDINATED.match(document.text, mention.spans[-1].end))
