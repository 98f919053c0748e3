"""TYP003 missing-type."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Preset, Rule, Severity, quoted
from annolint_rules._shared import BROKEN_RECORD


class MissingType(Rule, frozen=True):
    """A mention or relation has no type.

    ## Why is this bad?
    What is annotated is not said. Programs drop such records, or learn a type of no name.

    ## What to do
    Write the type, or remove the record.

    ## What it does not see
    A type that is there but means nothing, such as `Unknown`.
    """

    code = "TYP003"
    name = "missing-type"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DUP001", "DUP002")
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("Take [aspirin](Chemical D001241) for [headache](Disease D006261)"),
        Good("1|t|DCTN4\n1|a|\n1\t0\t5\tDCTN4\tT116,T123\tC4308010\n", format="pubtator"),
        Bad(
            "Take [aspirin]( D001241) or [codeine](Drug D003061)",
            expect=("1:6 mention 'aspirin' has no type: write it",),
        ),
        Bad(
            "1|t|DCTN4 and TP53\n1|a|\n1\t0\t5\tDCTN4\t , \tC4308010\n1\t10\t14\tTP53\t\n",
            expect=(
                "3:13 mention 'DCTN4' has no type: write it",
                "4:14 mention 'TP53' has no type: write it",
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin for headache\n1|a|\n1\tIs\tA\tB\n1\t\tD001241\tD006261\n"
            "1\t \tD006261\tD001241\n",
            expect=(
                "4:3 the relation has no type: write it",
                "5:3 the relation has no type: write it",
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention and each relation without a type."""
        if () in [mention.types for mention in document.mentions]:
            for mention in document.mentions:
                if not mention.types:
                    yield self.diagnostic(
                        mention, "type", f"mention {quoted(mention.text)} has no type: write it"
                    )
        for relation in document.suspect_relations:
            if not relation.type.strip():
                yield self.diagnostic(relation, "type", "the relation has no type: write it")
