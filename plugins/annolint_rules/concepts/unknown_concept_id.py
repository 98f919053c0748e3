"""CID007 unknown-concept-id."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Preset,
    Project,
    Record,
    Related,
    Rule,
    Severity,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._meant import meant
from annolint_rules.concepts._terms import doubts

_MESH = "terminologies.MESH = 'mesh.tsv'"
_TERMS = {"mesh.tsv": "D012640\tSeizures\nD001241\tAspirin\nD003110\tColonic Neoplasms\n"}


class UnknownConceptId(Rule, frozen=True):
    """A concept identifier is well formed, but the terminology does not have it.

    ## Why is this bad?
    A digit was mistyped or two were swapped, and the mention now stands for nothing, or the
    identifier was taken from another version of the terminology than the project's. Whoever looks
    it up finds nothing.

    ## What to do
    Correct the identifier. Where a term of the terminology has the mention's words for its name, or
    an identifier that is one slip away, the message names it. If the identifier is newer than the
    file in `[terminologies]`, get a newer file. An identifier that stands in several mentions of a
    document is reported once, at the first of them.

    ## What it does not see
    Identifiers of namespaces for which `[terminologies]` has no file, variants, and identifiers
    without a prefix that may be of such a namespace: a bare number is looked up only where the
    schema says what namespaces its type has. A slip that leads to another term of the terminology.
    """

    code = "CID007"
    name = "unknown-concept-id"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "DUP001")
    source = "https://www.nlm.nih.gov/mesh"

    examples = (
        Good(
            "[Fits](Sign D012640), [fits](Sign MESH:D012640), [fits](Sign msh:D012640|-1), "
            "[rest](Sign -), [fits](Sign UMLS:C0036572), [mice](Species 10090)",
            settings=_MESH,
            files=_TERMS,
        ),
        # Without a terminology nobody knows.
        Good("[Fits](Sign D012641)"),
        Bad(
            "[Fits](Sign D012641), [rest](Sign MESH:D199999), [fits](Sign D012641|D003110) "
            "and [fits](Sign MESH:D012641)\n{Is D012641 D003110}",
            expect=(
                (
                    "1:1 concept identifier 'D012641' (and in 2 more mentions) is not in mesh.tsv: "
                    "'D012640' ('Seizures') is probably meant"
                ),
                (
                    "1:7 concept identifier 'MESH:D199999' is not in mesh.tsv: correct it, or get "
                    "a newer terminology"
                ),
            ),
            settings=_MESH,
            files=_TERMS,
        ),
        # The name of a term is the mention's text; two neighbours are swapped.
        Bad(
            "[aspirin](Drug MESH:D999999) for [cancer](Sign MESH:D003101)",
            expect=(
                (
                    "1:1 concept identifier 'MESH:D999999' is not in mesh.tsv: 'MESH:D001241' "
                    "('Aspirin') is probably meant"
                ),
                (
                    "1:13 concept identifier 'MESH:D003101' is not in mesh.tsv: 'MESH:D003110' "
                    "('Colonic Neoplasms') is probably meant"
                ),
            ),
            settings=_MESH,
            files=_TERMS,
        ),
        # The schema says what a bare number is. Other mentions say what is meant by it.
        Bad(
            "[TP53](Gene 7157), [p53](Gene 7158), [mice](Species 10090)",
            expect=("1:7 concept identifier '7158' is not in genes.tsv: '7157' is probably meant",),
            settings="schema.mentions.Gene.namespaces = ['NCBIGene']\n"
            "terminologies.NCBIGene = 'genes.tsv'",
            files={"genes.tsv": "7157\n7058\n"},
        ),
        # Where one namespace of the type has no terminology, it may hold the identifier.
        Good(
            "[TP53](Gene 615700)",
            settings="schema.mentions.Gene.namespaces = ['NCBIGene', 'OMIM']\n"
            "terminologies.NCBIGene = 'genes.tsv'",
            files={"genes.tsv": "7157\n"},
        ),
        # Relations that have the right identifier, and other mentions, are part of the finding.
        Bad(
            "[Fits](Sign D012604) from [aspirin](Drug D001241)\n{Has D012640 D001241}",
            expect=(
                (
                    "1:1 concept identifier 'D012604' is not in mesh.tsv: 'D012640' ('Seizures') "
                    "is probably meant"
                ),
            ),
            settings=_MESH,
            files=_TERMS,
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether there are terminologies."""
        return bool(project.terminologies)

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each identifier that no terminology has, at its first mention."""
        found = doubts(document, project)
        if not found:
            return
        consequences = Consequences(document, project.schema.mentions)
        for doubt in found:
            if doubt.term is not None:
                continue
            (mention, number), *others = doubt.uses
            covers: list[Record] = [other for other, _ in others]
            for use, _ in doubt.uses:
                covers += consequences.of(use, doubt.identifier)
            yield self.diagnostic(
                mention,
                "concept",
                f"concept identifier {doubt.counted} is not in {doubt.files}: "
                + meant(document, project, doubt),
                item=number,
                related=tuple(
                    Related("here too", record=other, field="concept") for other, _ in others
                ),
                covers=tuple(covers),
            )
