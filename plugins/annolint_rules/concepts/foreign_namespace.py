"""CID006 foreign-namespace."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import ClassVar, NamedTuple

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Mention,
    MentionType,
    Preset,
    Project,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._forms import VARIANT, form_of, habit_of, plain, written
from annolint_rules.concepts._identifiers import belongs, judge, namespace_of
from annolint_rules.concepts._identity import key_of

_FEWEST = 1000
"""Identifiers that a type must have before one among them is rare enough to be wrong."""

_FEWEST_ELSEWHERE = 100
"""Identifiers that a type must have before its usual namespace is known."""

_OF_VARIANTS = frozenset((VARIANT, "dbSNP", "RS", "clinvar.variation"))

Part = dict[str, int]
"""How many mentions have a habit."""


Key = tuple[str, str]
"""A type of mention and a namespace."""


class Slip(NamedTuple):
    """How often a type has a namespace, of how many, and the type of which it is the usual one."""

    number: int
    total: int
    home: str


Verdict = dict[Key, Slip]


class ForeignNamespace(CorpusRule, frozen=True):
    """A concept identifier is of a namespace that does not suit the type of its mention.

    ## Why is this bad?
    Something was put in the wrong place: the identifier of the mention in the next line, or the
    type. A disease that is gene 7157 is found by nobody who looks for it.

    ## What to do
    Correct the identifier, or the type of the mention. If the type may have such identifiers, name
    the namespace in `[schema.mentions]`.

    ## What it does not see
    With a schema that names namespaces for the type, every identifier is looked at. Without, the
    corpus must show it: the type has at least a thousand identifiers, at most one in a thousand is
    of this namespace, and more than half of those of another type are. So a namespace is never
    foreign for being rare. A bare number is one namespace, whatever it counts: genes and species
    cannot be told apart.

    While it runs, the rule holds about 200 bytes for each way of writing that a mention type has.
    """

    code = "CID006"
    name = "foreign-namespace"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "CID005", "DUP001", "TYP001")
    source = "https://github.com/nlplab/brat/issues/1244"
    hooks: ClassVar[Mapping[str, str]] = {
        **CorpusRule.hooks,
        "check_schema": "annolint_check",  # what the schema says needs no corpus
    }

    examples = (
        Good(
            "[Pain](Sign D010146) [Aches](Sign MESH:D010146) [SAD](Sign OMIM:608516) [TP53](Gene 7157)",
            settings='schema.mentions.Sign.namespaces = ["MeSH", "OMIM"]\n[schema.mentions.Gene]',
        ),
        Bad(
            "[Pain](Sign D010146) and [TP53](Gene D010146), [p53](Gene 7157) in [mice](Gene CVCL_0062)",
            expect=(
                (
                    "1:10 concept identifier 'D010146' is MeSH, and the schema has NCBIGene for "
                    "Gene: correct the identifier, or the type"
                ),
                (
                    "1:23 concept identifier 'CVCL_0062' is Cellosaurus, and the schema has "
                    "NCBIGene for Gene: correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.Gene.namespaces = ["NCBIGene"]',
        ),
    )

    def check_schema(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each mention with an identifier that the schema does not allow."""
        types = project.schema.mentions
        if not types:
            return
        consequences = Consequences(document)
        for mention in document.mentions:
            namespaces = _allowed(mention, types)
            found = _first_foreign(mention.concept_ids, namespaces) if namespaces else None
            if found is not None:
                number, namespace = found
                yield self.diagnostic(
                    mention,
                    "concept",
                    f"concept identifier {quoted(mention.concept_ids[number])} is {namespace}, and "
                    f"the schema has {', '.join(namespaces)} for {mention.type}: correct the "
                    "identifier, or the type",
                    item=number,
                    covers=consequences.of_lost(mention),
                )

    def collect(self, document: Document) -> Part | None:
        """Return how the identifiers of each type are written."""
        return dict(written(document).habits) or None

    def merge(self, into: Part, part: Part) -> Part:
        """Add up the counts."""
        for habit, number in part.items():
            into[habit] = into.get(habit, 0) + number
        return into

    def judge(self, part: Part) -> Verdict | None:
        """Return the namespaces that are foreign to a type; None if there are none."""
        counts: Counter[Key] = Counter()
        totals: Counter[str] = Counter()
        for words, number in part.items():
            habit = habit_of(words)
            for form in habit.forms:
                counts[habit.type, form.namespace] += number
                totals[habit.type] += number
        homes = {
            namespace: kind
            for (kind, namespace), number in sorted(counts.items(), key=lambda item: item[::-1])
            if totals[kind] >= _FEWEST_ELSEWHERE and number * 2 > totals[kind]
        }  # the last one, which has most of them
        verdict = {
            (kind, namespace): Slip(number, totals[kind], homes[namespace])
            for (kind, namespace), number in counts.items()
            if namespace in homes and number * _FEWEST <= totals[kind]
        }
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a mention of the part has an identifier of a foreign namespace."""
        habits = map(habit_of, part)
        return any(
            (habit.type, form.namespace) in verdict for habit in habits for form in habit.forms
        )

    def check(
        self, document: Document, project: Project, verdict: Verdict
    ) -> Iterator[Diagnostic]:
        """Yield each mention with an identifier of a namespace that is foreign to its type."""
        suspects = {kind for kind, _ in verdict}
        for mention in document.mentions:
            kind = plain(mention.type)
            if kind not in suspects or _allowed(mention, project.schema.mentions):
                continue
            for number, identifier in enumerate(mention.concept_ids):
                form = form_of(identifier)
                slip = verdict.get((kind, form.namespace)) if form else None
                if form and slip:
                    yield self.diagnostic(
                        mention,
                        "concept",
                        f"concept identifier {quoted(identifier)} is {form.namespace}, like "
                        f"{slip.number:,} of {slip.total:,} of {kind} and most of {slip.home}: "
                        "correct the identifier, or the type",
                        item=number,
                    )
                    break


def _allowed(mention: Mention, types: Mapping[str, MentionType]) -> tuple[str, ...]:
    """Return the namespaces of a mention's types; none if one of them may have any."""
    found: tuple[str, ...] = ()
    for kind in mention.types:
        namespaces = types[kind].namespaces if kind in types else ()
        if not namespaces:
            return ()
        found += namespaces
    return found


@lru_cache(maxsize=1 << 14)
def _first_foreign(
    identifiers: tuple[str, ...], allowed: tuple[str, ...]
) -> tuple[int, str] | None:
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
    if not form.prefix and (None in known.values() or any(belongs(local, n) for n in allowed)):
        return ""
    return form.namespace
