"""OVL002 nested-mentions."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Mention,
    Observation,
    Preset,
    Project,
    Related,
    Schema,
    Severity,
    option,
)
from annolint_rules._places import MISPLACED, named
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.overlaps import _practice
from annolint_rules.overlaps._pairs import MOST_SURVEYED, at_and_other, is_declared, walk

_TEN = "[[renal](Organ) failure](Disease) " * 10
_TEN_FOUND = tuple(
    f"1:{place} mention 'renal' (Organ) stands inside 'renal failure' (Disease): keep one of them, "
    "or allow such pairs in the schema"
    for place in range(1, 141, 14)
)


class NestedMentions(CorpusRule, frozen=True):
    """One mention stands inside another.

    ## Why is this bad?
    Where guidelines ask for the longest name only, the inner mention is one too many, or the outer
    one was drawn too far. Tag sequences hold one of the two, and models count the other as wrong.

    ## What to do
    Keep one of the two. Where the guidelines want both, allow the pair of types: in the schema
    (`contains` of the outer type), or by the option where the project has no schema. Without
    either, nested pairs are reported unless there are so many that they must be meant: ten, and one
    in a hundred mentions.

    ## What it does not see
    Discontinuous mentions, and two mentions of the very same place (`conflicting-types` or
    `conflicting-concept-ids`). A mention inside several others is one finding. Where the schema
    does not have the type of one of the two, that is the finding (`undeclared-type`).

    While it runs, the rule holds two numbers for the whole corpus.
    """

    code = "OVL002"
    name = "nested-mentions"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        "SPN007",
        "SPN009",
        "SPN010",
        "DUP001",
        "OVL003",
        "OVL004",
    )
    looks_at = "overlap_groups"
    source = "https://github.com/explosion/spaCy/issues/5240"

    allow: Annotated[
        tuple[tuple[str, str], ...],
        option("Pairs of types, the outer one first, that may stand one inside the other."),
    ] = ()

    examples = (
        Good("Take [aspirin](Chemical) and [water](Chemical) daily"),
        Good("Some [renal failure](Disease), [renal](Organ)"),
        # The same place is not nested.
        Good("Some [[failure](Finding)](Disease)"),
        Bad(
            "Some [acute [renal](Organ) failure](Disease)",
            expect=(
                (
                    "1:12 mention 'renal' (Organ) stands inside 'acute renal failure' (Disease): "
                    "keep one of them, or allow such pairs in the schema"
                ),
            ),
        ),
        Bad(
            "Some [[renal](Organ) failure](Disease)",
            expect=(
                (
                    "1:6 mention 'renal' (Organ) stands inside 'renal failure' (Disease): "
                    "keep one of them, or allow such pairs in the schema"
                ),
            ),
        ),
        Bad(
            "Some [s[RNA](Chemical)](Gene)",
            expect=(
                (
                    "1:7 mention 'RNA' (Chemical) stands inside 'sRNA' (Gene): "
                    "keep one of them, or allow such pairs in the schema"
                ),
            ),
        ),
        # The innermost of several, and the later line, which is the outer mention here.
        Bad(
            "1|t|Some acute renal failure\n1|a|\n"
            "1\t11\t16\trenal\tOrgan\t-\n1\t11\t24\trenal failure\tDisease\tD051437\n"
            "1\t5\t24\tacute renal failure\tDisease\tD058186\n",
            expect=(
                (
                    "4:3 mention 'renal' (Organ) stands inside 'renal failure' (Disease): "
                    "keep one of them, or allow such pairs in the schema"
                ),
                (
                    "5:3 mention 'renal failure' (Disease) stands inside 'acute renal failure' "
                    "(Disease): keep one of them, or allow such pairs in the schema"
                ),
            ),
            format="pubtator",
        ),
        Good(
            "Some [acute [renal](Organ) failure](Disease)",
            settings='[rules.nested-mentions]\nallow = [["Disease", "Organ"]]',
        ),
        Good(
            "Some [acute [renal](Organ) failure](Disease)",
            settings='[schema.mentions.Disease]\ncontains = ["Organ"]\n[schema.mentions.Organ]',
        ),
        # Nine are slips, ten are practice if they are one in a hundred mentions.
        Bad("[[renal](Organ) failure](Disease) " * 9, expect=_TEN_FOUND[:9]),
        Good(_TEN + "[pain](Sign) " * 980),
        Bad(_TEN + "[pain](Sign) " * 981, expect=_TEN_FOUND),
        Good(f"--- 1\n{_TEN}\n--- 2\n[[renal](Organ) failure](Disease)"),
        # Unless somebody has said what is allowed.
        Bad(
            _TEN,
            expect=_TEN_FOUND,
            settings='[rules.nested-mentions]\nallow = [["Organ", "Disease"]]',
        ),
        Bad(
            _TEN,
            expect=_TEN_FOUND,
            settings="[schema.mentions.Disease]\n[schema.mentions.Organ]",
        ),
        # Of lists of types, one allowed pair is enough.
        Good(
            "1|t|Some sRNA\n1|a|\n1\t5\t9\tsRNA\tT086,T114\tC1\n1\t6\t9\tRNA\tT114,T123\tC2\n",
            format="pubtator",
            settings='[schema.mentions.T086]\ncontains = ["T123"]\n[schema.mentions.T123]',
        ),
        # What is allowed one way is not allowed the other way.
        Bad(
            "Some [acute [renal](Organ) failure](Disease)",
            expect=(
                (
                    "1:12 mention 'renal' (Organ) stands inside 'acute renal failure' (Disease): "
                    "keep one of them, or allow such pairs in the schema"
                ),
            ),
            settings='[schema.mentions.Organ]\ncontains = ["Disease"]\n'
            '[schema.mentions.Disease]\ncontains = ["Gene"]\n[schema.mentions.Gene]\n'
            '[rules.nested-mentions]\nallow = [["Organ", "Disease"]]',
        ),
        # What a type that the schema does not have may hold, or stand in, nobody can tell.
        Good(
            "Some [acute [renal](Orgna) failure](Disease), [acute [renal](Organ) pain](Diesase)",
            settings="[schema.mentions.Disease]\n[schema.mentions.Organ]",
        ),
        Bad(
            "Some [odd [acute [renal](Organ) failure](Diesase) thing](Disease)",
            expect=(
                (
                    "1:16 mention 'renal' (Organ) stands inside 'odd acute renal failure thing' "
                    "(Disease): keep one of them, or allow such pairs in the schema"
                ),
            ),
            settings="[schema.mentions.Disease]\n[schema.mentions.Organ]",
        ),
    )

    def collect(self, document: Document) -> _practice.Part:
        """Count the mentions of a document, and those inside another."""
        groups = document.overlap_groups
        nested = (1 for group in groups for _, _, around in walk(group) if any(around))
        return len(document.mentions), sum(nested)

    def merge(self, into: _practice.Part, part: _practice.Part) -> _practice.Part:
        """Add the counts of a part."""
        return _practice.add(into, part)

    def judge(self, part: _practice.Part) -> bool | None:
        """Say whether so many mentions are nested that it is meant; None if none are."""
        return _practice.is_practice(part) if part[1] else None

    def touches(self, part: _practice.Part, verdict: bool) -> bool:  # noqa: ARG002 - any
        """Say whether the part has a nested mention."""
        return part[1] > 0

    def check(
        self,
        document: Document,
        verdict: bool,
        project: Project,
    ) -> Iterator[Diagnostic]:
        """Yield each mention that stands inside one that must not hold it."""
        schema = project.schema
        if verdict and not (schema.mentions or self.allow):
            return
        for group in document.overlap_groups:
            for mention, _, around in walk(group):
                if not is_declared(schema, mention):
                    continue
                outer = next(
                    (
                        other
                        for other in around
                        if is_declared(schema, other) and not self._allowed(schema, other, mention)
                    ),
                    None,
                )
                if outer is not None:
                    at, beside = at_and_other(document, mention, outer)
                    yield self.diagnostic(
                        at,
                        "span",
                        f"mention {named(mention)} stands inside {named(outer)}: "
                        "keep one of them, or allow such pairs in the schema",
                        related=(Related("the other mention", record=beside, field="span"),),
                    )

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield the types of each mention that stands inside another, the outer ones first."""
        for group in document.overlap_groups:
            for mention, _, around in walk(group):
                for outer in islice(around, MOST_SURVEYED):
                    at, _ = at_and_other(document, mention, outer)
                    yield Observation("contains", (outer.types, mention.types), at)

    def _allowed(self, schema: Schema, outer: Mention, inner: Mention) -> bool:
        return any(
            (kind_of_outer, kind_of_inner) in self.allow
            or (
                kind_of_outer in schema.mentions
                and kind_of_inner in schema.mentions[kind_of_outer].contains
            )
            for kind_of_outer in outer.types
            for kind_of_inner in inner.types
        )
