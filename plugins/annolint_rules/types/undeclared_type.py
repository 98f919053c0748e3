"""TYP001 undeclared-type."""

from collections.abc import Iterable, Iterator

from annolint import Bad, Diagnostic, Document, Good, Preset, Project, Rule, Severity, quoted
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules._spelling import nearest_spelling


class UndeclaredType(Rule, frozen=True):
    """The schema has no such type of mention or relation.

    ## Why is this bad?
    The guidelines name the types; another one is a slip of the hand, or a decision that nobody
    wrote down. Either way a few records leave their class, and no count or score shows it.

    ## What to do
    Correct the type, or add it to `[schema.mentions]` or `[schema.relations]`. Where the schema has
    a type of nearly the same spelling, the message names it.

    ## What it does not see
    Types of mentions as long as `[schema.mentions]` is empty, and of relations as long as
    `[schema.relations]` is. A type that is missing is `missing-type` (TYP003).
    """

    code = "TYP001"
    name = "undeclared-type"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *BAD_CHARACTERS, "DUP001", "DUP002")
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("Take [aspirin](Chemcial) daily"),
        Good("Take [aspirin](Chemical) daily", settings="[schema.mentions.Chemical]"),
        Bad(
            "Take [aspirin](Chemcial) or [rest](Therapy)",
            expect=(
                "1:6 mention type 'Chemcial' is not in the schema: 'Chemical' is probably meant",
                "1:17 mention type 'Therapy' is not in the schema: correct it, or add it there",
            ),
            settings="[schema.mentions.Chemical]\n[schema.mentions.Disease]",
        ),
        Good(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B}",
            settings="[schema.mentions.Drug]\n[schema.mentions.Sign]",
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{treats A B}\n{Cures A B}\n{Treats A B}",
            expect=(
                "2:1 relation type 'treats' is not in the schema: 'Treats' is probably meant",
                "3:1 relation type 'Cures' is not in the schema: correct it, or add it there",
            ),
            settings="[schema.relations.Treats]",
        ),
        # Several types in one column are looked at one by one; blanks around them are padding.
        Bad(
            "1|t|DCTN4\n1|a|\n1\t0\t5\tDCTN4\tT116, T123 \tC4308010\n"
            "1\t0\t5\tDCTN4\tT116,T999\tC4308010\n1\tT116 \tC4308010\tC4308010\n1\t \tA\tB\n",
            expect=("4:13 mention type 'T999' is not in the schema: correct it, or add it there",),
            format="pubtator",
            settings="[schema.mentions.T116]\n[schema.mentions.T123]\n[schema.relations.T116]",
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether the schema declares types."""
        return bool(project.schema.mentions or project.schema.relations)

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each type of a mention or relation that the schema does not have."""
        schema = project.schema
        if schema.mentions:
            for mention in document.mentions:
                for kind in mention.types:
                    if kind not in schema.mentions:
                        yield self.diagnostic(
                            mention, "type", _message("mention", kind, schema.mentions)
                        )
        if schema.relations:
            for relation in document.relations:
                kind = relation.type.strip()
                if kind and kind not in schema.relations:
                    yield self.diagnostic(
                        relation, "type", _message("relation", kind, schema.relations)
                    )


def _message(record: str, kind: str, declared: Iterable[str]) -> str:
    near = nearest_spelling(kind, tuple(declared))
    remedy = f"{quoted(near)} is probably meant" if near else "correct it, or add it there"
    return f"{record} type {quoted(kind)} is not in the schema: {remedy}"
