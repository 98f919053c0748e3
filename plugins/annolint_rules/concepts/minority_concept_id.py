"""CID002 minority-concept-id."""

from collections import defaultdict
from collections.abc import Iterator
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
    Project,
    Related,
    Severity,
    option,
    quoted,
)
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
from annolint_rules.concepts._identity import comparable
from annolint_rules.concepts._terms import namespaces_of

Term = tuple[str, str, str]
"""Surface form, type, and species where it matters."""

Part = dict[tuple[Term, str], int]
"""A term and its identifiers, with the count of their mentions."""


class Usage(msgspec.Struct, frozen=True):
    """The usual identifiers of a term, their count, and all mentions."""

    usual: str
    count: int
    total: int


Verdict = dict[Term, Usage]


_TEXT = "[Pain](Sign D010146), [pain](Sign MESH:D010146), [sore](Sign D1), [pain](Sign D010146)"
_USUAL = ("--- 1\n" + _TEXT, *[_TEXT] * 2)
"""Three documents with nine mentions of pain as D010146."""

_NEXT = "\n--- 2\n"


class MinorityConceptId(CorpusRule, frozen=True):
    """A surface form has another concept identifier here than almost everywhere in the corpus.

    ## Why is this bad?
    Identifiers are looked up by hand, and a wrong line of the terminology is quickly taken. Two
    identifiers for the same words are two concepts to every program, and scores of normalization
    count the one or the other as wrong.

    ## What to do
    Compare the mention with the others of its words, and correct the identifier if the text means
    the same. The finding is at the first such mention of a document and names the others.

    ## What it does not see
    Forms that are rare or stand in few documents. Short abbreviations, which are short for another
    term in another document. Genes and proteins, unless the identifiers name the same species, and
    variants. Two identifiers for the same words in one document are `inconsistent-concept-id`
    (CID001). Prefixes and the order of a composite are no difference.

    While it runs, the rule holds about 320 bytes for each surface form of the corpus.
    """

    code = "CID002"
    name = "minority-concept-id"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        *BAD_CHARACTERS,
        "CID001",
        "CID003",
        "CID005",
        "CID006",
        "CID007",
        "CID008",
        "CID009",
        "CID010",
        "CID012",
        "COR002",
        "DUP001",
        "FMT010",
        "OVL004",
        "SPN012",
        "TYP002",
    )
    source = "NCBI Disease Corpus: hemochromatosis"

    least_share: Annotated[
        float,
        option("The share of its mentions that the usual identifier must have.", gt=0.5, le=1),
    ] = 0.9
    least_documents: Annotated[
        int, option("The documents in which a form must have its usual identifier.", ge=1)
    ] = 3
    across_species: Annotated[
        bool, option("Compare genes and proteins too, whatever species they may be of.")
    ] = False

    examples = (
        Bad(
            _NEXT.join((*_USUAL, "[ache](Sign), [PA](Sign D1), [Pain](Sign MESH:D009133)")),
            expect=(
                (
                    "8:11 'Pain' is 'D010146' 9 of 10 times in 3 documents, here 'MESH:D009133': "
                    "decide which is right"
                ),
            ),
        ),
        Bad(
            _NEXT.join((*_USUAL, "A [pain](Sign D009133), [pain](Sign D009133), [ache](Sign D1)")),
            expect=(
                (
                    "8:3 'pain' is 'D010146' 9 of 11 times in 3 documents, here 'D009133': decide "
                    "which is right"
                ),
            ),
            settings="[rules.minority-concept-id]\nleast-share = 0.8",
        ),
        # Not clear enough, not in enough documents, another type, no identifier.
        Good(_NEXT.join((*_USUAL, "[Pain](Sign D009133) and [pain](Sign D009133)"))),
        Good(
            _NEXT.join((*_USUAL, "[Pain](Sign D009133)")),
            settings="[rules.minority-concept-id]\nleast-documents = 4",
        ),
        Good(_NEXT.join((*_USUAL, "[Pain](Film D009133) and [pain](Sign)"))),
        # One document that has both is CID001's, and so is one that has two others.
        Good(_NEXT.join((*_USUAL, "[Pain](Sign D009133) and [pain](Sign D010146)"))),
        Good(
            _NEXT.join((*_USUAL, "[Pain](Sign D009133) and [pain](Sign D1)")),
            settings="[rules.minority-concept-id]\nleast-share = 0.6",
        ),
        # Short abbreviations; the order of a composite; genes, of which the species is not known.
        Good(
            _NEXT.join(
                (*_USUAL, "[PA](Sign D1) " * 9, "[PA](Sign D1)", "[PA](Sign D1)", "[PA](Sign D2)")
            )
        ),
        Good(
            _NEXT.join(
                (
                    *_USUAL,
                    "[bad pain](Sign D1|D2) " * 9,
                    "[bad pain](Sign D1|D2)",
                    "[bad pain](Sign D1|D2)",
                    "[bad pain](Sign D2|D1)",
                )
            )
        ),
        Good(
            _NEXT.join(
                (
                    *_USUAL,
                    "[insulin](Gene 1) " * 9,
                    "[insulin](Gene 1)",
                    "[insulin](Gene 1)",
                    "[insulin](Gene 2)",
                )
            )
        ),
        Bad(
            _NEXT.join(
                (
                    *_USUAL,
                    "[insulin](Gene 1) " * 9,
                    "[insulin](Gene 1)",
                    "[insulin](Gene 1)",
                    "[insulin](Gene 2)",
                )
            ),
            expect=(
                (
                    "14:1 'insulin' is '1' 11 of 12 times in 3 documents, here '2': decide which "
                    "is right"
                ),
            ),
            settings="[rules.minority-concept-id]\nacross-species = true",
        ),
        Bad(
            _NEXT.join(
                (
                    *_USUAL,
                    "[insulin](Gene 1) " * 9,
                    "[insulin](Gene 1)",
                    "[insulin](Gene 1)",
                    "[insulin](Gene 2)",
                )
            ),
            expect=(
                (
                    "14:1 'insulin' is '1' 11 of 12 times in 3 documents, here '2': decide which "
                    "is right"
                ),
            ),
            settings='[schema.mentions.Gene]\nnamespaces = ["OMIM"]',
        ),
    )

    def collect(self, document: Document, project: Project) -> Part:
        """Count the surface forms and identifiers of a document."""
        return count(self._terms(document, project).values())

    def _terms(self, document: Document, project: Project) -> dict[int, tuple[Term, str]]:
        """Return the term and the identifiers of each mention to compare, by its number."""
        found = {}
        for mention in document.mentions:
            if not mention.concept_ids:
                continue
            form = form_of(mention.text)
            if is_abbreviation(form):
                continue
            compared = comparable(
                mention.concept_ids,
                namespaces_of(project, mention),
                across_species=self.across_species,
                project=project,
            )
            if compared is not None:
                species, identifiers = compared
                term = (form, label_of(mention), species)
                found[mention.index] = term, "|".join(sorted(identifiers))
        return found

    def merge(self, into: Part, part: Part) -> Part:
        """Add the counts of a part."""
        return add(into, part)

    def judge(self, part: Part) -> Verdict | None:
        """Return the usual identifiers of terms that have others too; None if there are none."""
        terms: dict[Term, dict[str, int]] = defaultdict(dict)
        for (term, identifiers), number in part.items():
            terms[term][identifiers] = number
        verdict = {}
        for term, found in terms.items():
            usual = max(found, key=lambda each: (mentions_in(found[each]), each))
            total = sum(map(mentions_in, found.values()))
            if (
                len(found) > 1
                and mentions_in(found[usual]) >= self.least_share * total
                and documents_in(found[usual]) >= self.least_documents
            ):
                verdict[term] = Usage(usual, found[usual], total)
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether the part has a term with other identifiers than the usual."""
        return any(term in verdict and ids != verdict[term].usual for term, ids in part)

    def check(self, document: Document, project: Project, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield one finding for each term that has one identifier, and not the usual one."""
        found: dict[Term, dict[str, list[Mention]]] = {}
        for index, (term, identifiers) in self._terms(document, project).items():
            if term in verdict:
                mentions = found.setdefault(term, {}).setdefault(identifiers, [])
                mentions.append(document.mentions[index])
        for term, readings in found.items():
            if len(readings) == 1 and verdict[term].usual not in readings:
                (mentions,) = readings.values()
                usage = verdict[term]
                yield self.diagnostic(
                    mentions[0],
                    "concept",
                    f"{quoted(mentions[0].text)} is {quoted(usage.usual)} "
                    f"{evidence(usage.count, usage.total)}, here "
                    f"{quoted(mentions[0].concept_field or '')}: decide which is right",
                    related=tuple(
                        Related("and here", record=other, field="concept") for other in mentions[1:]
                    ),
                )
