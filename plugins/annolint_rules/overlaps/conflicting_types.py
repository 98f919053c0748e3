"""OVL003 conflicting-types."""

from collections.abc import Iterable, Iterator
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
    Span,
    option,
    quoted,
)
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.overlaps import _practice
from annolint_rules.overlaps._pairs import MOST_SURVEYED, at_and_other, is_declared

_NO_SCHEMA = Schema()
_TEN = "[[VHL](Disease)](Gene) " * 10
_TEN_FOUND = tuple(
    f"1:{place} 'VHL' is Gene here and Disease in another mention: keep one of the two types"
    for place in range(1, 41, 4)
)


class ConflictingTypes(CorpusRule, frozen=True):
    """Two mentions have the same place and different types.

    ## Why is this bad?
    Readers of the corpus do not know which of the two holds, and one that takes the first or the
    last decides by accident. Mostly, a type was corrected and the old mention stayed.

    ## What to do
    Keep the mention with the right type. Where a name really has two types, allow the pair in the
    schema (`coincides` of either type) or by the option, or list both types in one mention if the
    format can.

    ## What it does not see
    One mention that lists several types is meant so. So are two mentions where that happens all the
    time: in ten places, and for one in a hundred mentions, unless somebody says what is allowed.
    Mentions of the same type at one place are
    `duplicate-mention` (DUP001) or `conflicting-concept-ids` (OVL004). A type that the schema does
    not have is `undeclared-type` (TYP001). An identifier that is malformed, or that the schema does
    not allow the type, tells which of the two mentions is wrong (CID003, CID006).

    While it runs, the rule holds two numbers for the whole corpus.
    """

    code = "OVL003"
    name = "conflicting-types"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "CID003", "CID006", "DUP001")
    looks_at = "overlap_groups"
    source = "https://github.com/yahshibu/nested-ner-tacl2020-transformers/issues/3"

    allow: Annotated[
        tuple[tuple[str, str], ...],
        option("Pairs of types, in either order, that one place may have."),
    ] = ()

    examples = (
        Good("The [VHL](Gene) gene in [VHL](Disease)"),
        Good("The [[VHL](Disease) gene](Gene)"),
        # A missing type is TYP003.
        Good("The [[VHL](Gene)]() gene"),
        # Several types in one mention, in any order, are no conflict.
        Good(
            "1|t|The VHL gene\n1|a|\n1\t4\t7\tVHL\tT116,T123\tC1\n1\t4\t7\tVHL\tT123,T116\tC2\n",
            format="pubtator",
        ),
        Bad(
            "The [[VHL](Disease)](Gene) gene",
            expect=(
                (
                    "1:5 'VHL' is Gene here and Disease in another mention: "
                    "keep one of the two types"
                ),
            ),
        ),
        # Each other type once, however often it stands there.
        Bad(
            "1|t|The VHL gene\n1|a|\n1\t4\t7\tVHL\tT028\tC1\n1\t4\t7\tVHL\tT116,T123\tC2\n"
            "1\t4\t7\tVHL\tT028\tC3\n1\t4\t7\tVHL\tT047\tC4\n1\t4\t7\tVHL\tT123,T116\tC5\n",
            expect=(
                (
                    "4:11 'VHL' is T116,T123 here and T028 in another mention: "
                    "keep one of the two types"
                ),
                ("6:11 'VHL' is T047 here and T028 in another mention: keep one of the two types"),
            ),
            format="pubtator",
        ),
        Good(
            "The [[VHL](Disease)](Gene) gene and [[APC](Gene)](Disease)",
            settings='[rules.conflicting-types]\nallow = [["Gene", "Disease"]]',
        ),
        Bad(
            "The [[[VHL](Disease)](Gene)](Finding) gene",
            expect=(
                (
                    "1:5 'VHL' is Finding here and Disease in another mention: "
                    "keep one of the two types"
                ),
            ),
            settings="[rules.conflicting-types]\n"
            'allow = [["Gene", "Disease"], ["Finding", "Gene"]]',
        ),
        Good(
            "The [[VHL](Disease)](Gene) gene and [[APC](Gene)](Disease)",
            settings="[schema.mentions.Gene]\ncoincides = ['Disease']\n[schema.mentions.Disease]",
        ),
        Bad(
            "The [[VHL](Disease)](Gene) gene " * 10 + "[[APC](Finding)](Gene)",
            expect=(
                (
                    "1:131 'APC' is Gene here and Finding in another mention: "
                    "keep one of the two types"
                ),
            ),
            settings="[schema.mentions.Gene]\ncoincides = ['Disease']\n[schema.mentions.Disease]\n"
            "[schema.mentions.Finding]",
        ),
        # Nine are slips, ten are practice if they are one in a hundred mentions.
        Bad("[[VHL](Disease)](Gene) " * 9, expect=_TEN_FOUND[:9]),
        Good(_TEN + "[pain](Sign) " * 980),
        Bad(_TEN + "[pain](Sign) " * 981, expect=_TEN_FOUND),
        Good(f"--- 1\n{_TEN}\n--- 2\n[[APC](Disease)](Gene)"),
        # Unless somebody has said what is allowed.
        Bad(
            _TEN,
            expect=_TEN_FOUND,
            settings='[rules.conflicting-types]\nallow = [["Gene", "Finding"]]',
        ),
        # Of lists of types, one allowed pair is enough.
        Good(
            "1|t|The VHL gene\n1|a|\n1\t4\t7\tVHL\tT116,T123\tC1\n1\t4\t7\tVHL\tT028,T047\tC2\n",
            format="pubtator",
            settings='[rules.conflicting-types]\nallow = [["T123", "T028"]]',
        ),
        # What was meant by a type that the schema does not have may be the other one.
        Good(
            "The [[VHL](Disease)](Diesase) and [[APC](Gnee)](Gene)",
            settings="[schema.mentions.Disease]\n[schema.mentions.Gene]",
        ),
    )

    def collect(self, document: Document) -> _practice.Part:
        """Count the mentions of a document, and those whose place has another type already."""
        return len(document.mentions), sum(1 for _ in _retyped(document))

    def merge(self, into: _practice.Part, part: _practice.Part) -> _practice.Part:
        """Add the counts of a part."""
        return _practice.add(into, part)

    def judge(self, part: _practice.Part) -> bool | None:
        """Say whether so many places have two types that it is meant; None if none has."""
        return _practice.is_practice(part) if part[1] else None

    def touches(self, part: _practice.Part, verdict: bool) -> bool:  # noqa: ARG002 - any
        """Say whether a place of the part has two types."""
        return part[1] > 0

    def check(
        self,
        document: Document,
        verdict: bool,
        project: Project,
    ) -> Iterator[Diagnostic]:
        """Yield each mention whose place has another type already."""
        schema = project.schema
        if verdict and not (self.allow or any(m.coincides for m in schema.mentions.values())):
            return
        for mention, others in _retyped(document, schema):
            other = next(
                (each for each in others if not self._allowed(schema, mention, each)), None
            )
            if other is not None:
                at, beside = at_and_other(document, mention, other)
                yield self.diagnostic(
                    at,
                    "type",
                    f"{quoted(at.text)} is {at.type} here and {beside.type} in another "
                    "mention: keep one of the two types",
                    related=(Related("the other mention", record=beside, field="type"),),
                )

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield each two lists of types that mentions have at one place."""
        for mention, others in _retyped(document):
            for other in islice(others, MOST_SURVEYED):
                yield Observation("together", (other.types, mention.types), mention)

    def _allowed(self, schema: Schema, one: Mention, other: Mention) -> bool:
        return any(
            (first, second) in self.allow
            or (first in schema.mentions and second in schema.mentions[first].coincides)
            for here, there in ((one, other), (other, one))
            for first in here.types
            for second in there.types
        )


def _retyped(
    document: Document, schema: Schema = _NO_SCHEMA
) -> Iterator[tuple[Mention, Iterable[Mention]]]:
    """Yield each mention whose place has other types already, with the first mention of each."""
    for group in document.overlap_groups:
        at_place: dict[tuple[Span, ...], dict[frozenset[str], Mention]] = {}
        for mention in group:  # those of one place in the order of the file
            types = frozenset(mention.types)
            known = at_place.setdefault(mention.spans, {})
            if types and types not in known and is_declared(schema, mention):
                if known:
                    yield mention, known.values()
                known[types] = mention
