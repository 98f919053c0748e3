"""CID007 unknown-concept-id."""

from collections.abc import Iterator, Sequence

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
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._meant import meant
from annolint_rules.concepts._terms import Doubt, doubts

_MANY = 10
"""Unknown identifiers of a document above which they are one finding, if most are unknown."""

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
    document is reported once, at the first of them; more than 10, and more than half of those of a
    document, are one finding, since then it is the file that is wrong.

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
        # Eleven of twelve; ten are ten findings, and so are eleven of twenty-two.
        Bad(
            " ".join(f"[w{n}](Sign D9999{n})" for n in range(10, 21)) + " [fits](Sign D012640)",
            expect=(
                (
                    "1:1 11 of 12 concept identifiers of the document are not in mesh.tsv, first "
                    "'D999910': it is another terminology than theirs, or not all of it"
                ),
            ),
            settings=_MESH,
            files=_TERMS,
        ),
        *(
            Bad(
                " ".join(f"[w{n}](Sign D9999{n})" for n in range(10, last))
                + "".join(f" [k{n}](Sign D0000{n})" for n in range(10, 10 + known)),
                expect=tuple(
                    f"1:{4 * (n - 10) + 1} concept identifier 'D9999{n}' is not in mesh.tsv: "
                    "correct it, or get a newer terminology"
                    for n in range(10, last)
                ),
                settings=_MESH,
                files={"mesh.tsv": "".join(f"D0000{n}\n" for n in range(10, 40))},
            )
            for last, known in ((20, 1), (21, 11))
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
        found = [doubt for doubt in doubts(document, project) if doubt.term is None]
        if not found:
            return
        consequences = Consequences(document, project.schema.mentions)
        if len(found) > _MANY and 2 * len(found) > len(document.concept_ids):
            yield self._one(document, found, consequences)
            return
        for doubt in found:
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

    def _one(
        self, document: Document, found: Sequence[Doubt], consequences: Consequences
    ) -> Diagnostic:
        """Make one diagnostic for all of them, at the first mention."""
        (mention, number), *_ = found[0].uses
        files = dict.fromkeys(doubt.files for doubt in found)
        covers: list[Record] = []
        for doubt in found:
            for use, _ in doubt.uses:
                covers += [use, *consequences.of(use, doubt.identifier)]
        return self.diagnostic(
            mention,
            "concept",
            f"{len(found)} of {len(document.concept_ids)} concept identifiers of the document are "
            f"not in {' or '.join(files)}, first {quoted(found[0].identifier)}: it is another "
            "terminology than theirs, or not all of it",
            item=number,
            covers=tuple(covers),
        )
