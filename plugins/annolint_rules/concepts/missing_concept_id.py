"""CID004 missing-concept-id."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Observation,
    Preset,
    Project,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._identifiers import is_sentinel, looks_like_sentinel


class MissingConceptId(Rule, frozen=True):
    """A mention has no concept identifier, and the schema demands one.

    ## Why is this bad?
    Where every mention of a type is to be normalised, one without an identifier was forgotten, or
    stands for a concept that the terminology lacks and somebody must look at.

    ## What to do
    Add the identifier. If mentions of the type may go without, leave out `concept = "required"` in
    `[schema.mentions]`.

    ## What it does not see
    Types that the schema does not mark. What stands for no concept (`-`, `-1`, `NIL` and the like,
    and the `sentinels` of the schema) counts as missing.
    """

    code = "CID004"
    name = "missing-concept-id"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (*BROKEN_RECORD, "DUP001")
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Good("Take [aspirin](Chemical) daily", settings="[schema.mentions.Chemical]"),
        Bad(
            "Take [aspirin](Chemical), [rest](Therapy) or [codeine](Chemical D003061)",
            expect=(
                "1:6 mention 'aspirin' has no concept identifier, every Chemical needs one: add it",
            ),
            settings='[schema.mentions.Chemical]\nconcept = "required"\n[schema.mentions.Therapy]',
        ),
        Bad(
            "1|t|Aspirin for "
            "TP53\n1|a|\n1\t0\t7\tAspirin\tChemical\n1\t0\t7\tAspirin\tChemical\t-1\n1\t0\t7\tAspirin\tChemical\tCUI-less\n1\t12\t16\tTP53\tT116,T123\t\n"
            "1\t12\t16\tTP53\tT116,T123\t-1|7157\n",
            expect=(
                (
                    "3:1 mention 'Aspirin' has no concept identifier, every Chemical needs "
                    "one: add it"
                ),
                (
                    "4:24 mention 'Aspirin' has no concept identifier, every Chemical "
                    "needs one: add it"
                ),
                (
                    "5:24 mention 'Aspirin' has no concept identifier, every Chemical "
                    "needs one: add it"
                ),
                "6:24 mention 'TP53' has no concept identifier, every T123 needs one: add it",
            ),
            format="pubtator",
            settings='[schema.mentions.Chemical]\nconcept = "required"\n'
            '[schema.mentions.T123]\nconcept = "required"',
        ),
        Bad(
            "Take [aspirin](Chemical NoID), [rest](Chemical) or [codeine](Chemical D003061)",
            expect=(
                (
                    "1:6 mention 'aspirin' has no concept identifier, every Chemical needs one: "
                    "add it"
                ),
                "1:15 mention 'rest' has no concept identifier, every Chemical needs one: add it",
            ),
            settings='schema.sentinels = ["NOID"]\nschema.mentions.Chemical.concept = "required"',
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each mention without an identifier whose type demands one."""
        types = project.schema.mentions
        if not types or not any(each.concept == "required" for each in types.values()):
            return
        sentinels = project.schema.sentinels
        for mention in document.mentions:
            if all(is_sentinel(identifier, sentinels) for identifier in mention.concept_ids):
                for kind in mention.types:
                    if kind in types and types[kind].concept == "required":
                        yield self.diagnostic(
                            mention,
                            "concept",
                            f"mention {quoted(mention.text)} has no concept identifier, "
                            f"every {kind} needs one: add it",
                        )
                        break

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield each mention without an identifier, and what stands in the place of one."""
        for mention in document.mentions:
            nothing = True
            for identifier in mention.concept_ids:
                if looks_like_sentinel(identifier):
                    yield Observation("sentinels", (identifier,), mention)
                elif not is_sentinel(identifier):
                    nothing = False
            if nothing:
                for kind in mention.types:
                    yield Observation("concept", (kind,), mention)
