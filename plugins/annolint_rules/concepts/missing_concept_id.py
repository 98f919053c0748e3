"""CID004 missing-concept-id."""

from collections.abc import Callable, Iterator, Mapping

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    MentionType,
    Observation,
    Preset,
    Project,
    Relation,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._sentinels import is_sentinel, looks_like_sentinel
from annolint_rules.relations._arguments import unresolved


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
        # What a relation names and no mention has is what was lost.
        Bad(
            "Take [aspirin](Chemical) for [pain](Sign D010146)\n{Cures D001241 D010146}",
            expect=(
                (
                    "1:6 mention 'aspirin' has no concept identifier, every Chemical needs one: "
                    "'D001241', which a relation names, is probably meant"
                ),
            ),
            settings='schema.mentions.Chemical.concept = "required"',
        ),
        Bad(
            "Take [aspirin](Chemical) for [pain](Sign D010146)\n{Cures D001241 D1}",
            expect=(
                (
                    "1:6 mention 'aspirin' has no concept identifier, every Chemical needs one: "
                    "add it"
                ),
            ),
            settings='schema.mentions.Chemical.concept = "required"',
        ),
        Bad(
            "Take [aspirin](Chemical) or [codeine](Chemical)\n{Cures D001241 D001241}",
            expect=(
                (
                    "1:6 mention 'aspirin' has no concept identifier, every Chemical needs one: "
                    "add it"
                ),
                (
                    "1:17 mention 'codeine' has no concept identifier, every Chemical needs one: "
                    "add it"
                ),
            ),
            settings='schema.mentions.Chemical.concept = "required"',
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether a type needs identifiers."""
        return any(kind.concept == "required" for kind in project.schema.mentions.values())

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each mention without an identifier whose type demands one."""
        types = project.schema.mentions
        missing = [
            (mention, kind)
            for mention in _unidentified(document, project.schema.sentinels)
            if (kind := next(filter(_demanding(types), mention.types), ""))
        ]
        orphans = _orphans(document) if missing else {}
        meant = next(iter(orphans)) if len(orphans) == len(missing) == 1 else ""
        remedy = (
            f"{quoted(meant)}, which a relation names, is probably meant" if meant else "add it"
        )
        # One identifier that only relations have was lost from one of these mentions.
        covers = next(iter(orphans.values())) if len(orphans) == 1 else ()
        for mention, kind in missing:
            yield self.diagnostic(
                mention,
                "concept",
                f"mention {quoted(mention.text)} has no concept identifier, "
                f"every {kind} needs one: {remedy}",
                covers=covers,
            )

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


def _unidentified(document: Document, sentinels: tuple[str, ...]) -> Iterator[Mention]:
    """Yield the mentions that have no identifier, or only what stands for none."""
    nothing = frozenset([each for each in document.concept_ids if is_sentinel(each, sentinels)])
    for mention in document.mentions:
        ids = mention.concept_ids
        if not ids or (nothing and nothing.issuperset(ids)):
            yield mention


def _demanding(types: Mapping[str, MentionType]) -> Callable[[str], bool]:
    return lambda kind: kind in types and types[kind].concept == "required"


def _orphans(document: Document) -> dict[str, tuple[Relation, ...]]:
    """Return the arguments that name no mention, with the relations that they stand in."""
    found: dict[str, tuple[Relation, ...]] = {}
    for relation, _, target in unresolved(document):
        found[target] = (*found.get(target, ()), relation)
    return found
