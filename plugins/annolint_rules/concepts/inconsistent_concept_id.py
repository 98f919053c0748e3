"""CID001 inconsistent-concept-id."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Project,
    Related,
    Rule,
    Severity,
    option,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD, shared_ids, times
from annolint_rules.concepts._identifiers import (
    is_unplaced,
    judge,
    namespace_of,
    shaped_like,
)
from annolint_rules.concepts._identity import comparable
from annolint_rules.concepts._terms import namespaces_of

_LONGEST_ABBREVIATION = 5
_UMLS = lazy(r"C\d{7}")
_CLEAR = 4
"""So many mentions to one of another reading are no two senses of a word, even in UMLS."""
_MOST_SHOWN = 3


class InconsistentConceptId(Rule, frozen=True):
    """In one document, the same words of the same type have different concept identifiers.

    ## Why is this bad?
    Within one text a term hardly ever changes its meaning. Two identifiers for it mean that two
    sessions, or two people, decided differently, and a program that learns from it learns noise.

    ## What to do
    Decide which identifier is right and give it to all mentions. The finding is at the first
    mention that has a minority identifier, and names the other mentions.

    ## What it does not see
    Genes and proteins, unless both identifiers are known to be of the same species, from what they
    say (`1234(Tax:9606)`) or from the column `species` of a terminology: a symbol rightly stands
    for the human gene and for that of the mouse. Names of variants, since one allele name stands
    for many. Identifiers of UMLS, which has one for each sense of a word (`expression`
    of a gene, of a protein, of a face), unless one is four times as frequent as the others.
    Identifiers of single persons, places and things (Wikidata, `e1`, `Rome`), unless the schema
    names a namespace for the type: a text has more than one `he`. Mentions without
    an identifier, identifiers that differ only in their prefix or in the order of a composite,
    mentions inside a longer one of the same type (the shared head in `breast and ovarian cancers`),
    and two identifiers at the very same place (OVL004).
    Upper and lower case are the same but in short abbreviations.
    """

    code = "CID001"
    name = "inconsistent-concept-id"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (
        *BROKEN_RECORD,
        *BAD_CHARACTERS,
        "CID003",
        "CID006",
        "CID007",
        "CID008",
        "CID010",
        "DUP001",
        "OVL004",
        "SPN007",
    )
    source = "BC5CDR, development set"

    across_species: Annotated[
        bool, option("Compare genes and proteins too, whatever species they may be of.")
    ] = False

    examples = (
        Good("[Pain](Sign D010146) is [pain](Sign D010146), [pain](Drug D009133), [pain](Sign)"),
        Bad(
            "[Pain](Sign D010146) is [pain](Sign D009133), [pain](Sign D010146), "
            "[PAIN](Sign D010146) and [PAINS](Sign D005221)",
            expect=(
                (
                    "1:9 mention 'pain' is 'D009133' here and 'D010146' twice elsewhere: decide "
                    "which is right"
                ),
            ),
        ),
        # No majority: the identifier that comes later.
        Bad(
            "[Wilting pain](Sign X:1) is [wilting pain](Sign X:2), not [wilting pain](Sign X:3) or "
            "[wilting pain](Sign X:4)",
            expect=(
                (
                    "1:17 mention 'wilting pain' is 'X:2' here and 'X:1' once and 'X:3' once and "
                    "'X:4' once elsewhere: decide which is right"
                ),
            ),
        ),
        Bad(
            "[Bone pain](Sign X:1) [bone pain](Sign X:2) [bone pain](Sign X:3) "
            "[bone pain](Sign X:3) [bone pain](Sign X:3) [bone pain](Sign X:2)",
            expect=(
                (
                    "1:1 mention 'Bone pain' is 'X:1' here and 'X:3' 3 times and 'X:2' twice "
                    "elsewhere: decide which is right"
                ),
            ),
        ),
        Bad(
            "[Ache](Sign X:1) [ache](Sign X:2) [ache](Sign X:3) [ache](Sign X:4) [ache](Sign X:5) "
            "[ache](Sign X:1) [ache](Sign X:6)",
            expect=(
                (
                    "1:6 mention 'ache' is 'X:2' here and 'X:1' twice and 'X:3' once and 'X:4' "
                    "once and 2 more elsewhere: decide which is right"
                ),
            ),
        ),
        # Another order of a composite, another way of writing: the same identifiers.
        Good(
            "[Pain](Sign X:1|X:2), [pain](Sign X:2|X:1), "
            "[ache](Sign MESH:D012640) [ache](Sign D012640)"
        ),
        Bad(
            "[Renal pain](Sign X:1|X:2), [renal pain](Sign X:1)",
            expect=(
                (
                    "1:13 mention 'renal pain' is 'X:1' here and 'X:1|X:2' once elsewhere: decide "
                    "which is right"
                ),
            ),
        ),
        # A gene symbol stands for the genes of several species, and an allele for many variants.
        Good("[Pemt](Gene 10400), [PEMT](Gene NCBIGene:18618), [Pemt](Gene ENSG00000133027)"),
        Good("[A](SNP rs1), [A](SNP rs2), [A](SNP dbSNP:rs3)"),
        Good(
            "1|t|Tp53 and Tp53\n1|a|\n1\t0\t4\tTp53\tGene\t22059(Tax:10090)\n"
            "1\t9\t13\tTp53\tGene\t7157(Tax:9606)\n",
            format="pubtator",
        ),
        Good("[C](SNP c|SUB|T|1|C), [C](SNP c|SUB|T|2|C), [G](SNP RS#:662), [G](SNP RS#:663)"),
        Bad(
            "1|t|Tp53, Tp53, Tp53\n1|a|\n1\t0\t4\tTp53\tGene\t7157(Tax:9606)\n"
            "1\t6\t10\tTp53\tGene\t7158(Tax:9606)\n1\t12\t16\tTp53\tGene\t22059\n",
            expect=(
                (
                    "4:18 mention 'Tp53' is '7158(Tax:9606)' here and '7157(Tax:9606)' once "
                    "elsewhere: decide which is right"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "[Pemt](Gene 10400) and [Pemt](Gene 18618)",
            expect=(
                (
                    "1:10 mention 'Pemt' is '18618' here and '10400' once elsewhere: decide which "
                    "is right"
                ),
            ),
            settings="[rules.inconsistent-concept-id]\nacross-species = true",
        ),
        # The terminology says what species a gene is of.
        Bad(
            "[Pemt](Gene 10400) and [Pemt](Gene 10401), [Tp53](Gene 10400), [Tp53](Gene 18618)",
            expect=(
                (
                    "1:10 mention 'Pemt' is '10401' here and '10400' once elsewhere: decide which "
                    "is right"
                ),
            ),
            settings="[terminologies]\nNCBIGene = 'genes.tsv'",
            files={
                "genes.tsv": "id\tspecies\n10400\t9606\n10401\t9606\n18618\t10090\n",
            },
        ),
        # Identifiers of entities.
        Good("[He](Person e1) and [he](Person e2), [he](Person Q42), [he](Person Wikidata:Q90)"),
        Bad(
            "[Pain](Sign e1) and [pain](Sign e2)",
            expect=(
                "1:10 mention 'pain' is 'e2' here and 'e1' once elsewhere: decide which is right",
            ),
            settings='schema.mentions.Sign.namespaces = ["house"]',
        ),
        # UMLS tells senses apart that one text may mix.
        Good("[expression](Act C0017262) " * 3 + "[expression](Act UMLS:C1171362)"),
        Good("[expression](Act C0017262) " * 7 + "[expression](Act C1171362) " * 2),
        Bad(
            "[expression](Act C0017262) " * 4 + "[expression](Act UMLS:C1171362)",
            expect=(
                (
                    "1:45 mention 'expression' is 'UMLS:C1171362' here and 'C0017262' 4 times "
                    "elsewhere: decide which is right"
                ),
            ),
        ),
        Bad(
            "[expression](Act C0017262), [expression](Act D015870)",
            expect=(
                (
                    "1:13 mention 'expression' is 'D015870' here and 'C0017262' once elsewhere: "
                    "decide which is right"
                ),
            ),
        ),
        # Numbers are genes unless the schema says otherwise.
        Bad(
            "[Heart pain](Sign 100100) and [heart pain](Sign 100200)",
            expect=(
                (
                    "1:16 mention 'heart pain' is '100200' here and '100100' once elsewhere: "
                    "decide which is right"
                ),
            ),
            settings='[schema.mentions.Sign]\nnamespaces = ["OMIM"]',
        ),
        Good(
            "[Heart pain](Sign 100100) and [heart pain](Sign 100200)",
            settings='[schema.mentions.Sign]\nnamespaces = ["OMIM", "NCBIGene"]',
        ),
        Good(
            "[Heart pain](Sign X:1) and [heart pain](Sign NoID)",
            settings='schema.sentinels = ["NOID"]',
        ),
        # A short abbreviation is no word, and not another abbreviation either.
        Good("[SAD](Sign X:1) [sad](Sign X:2) [COUGH](Sign X:3) [cough](Sign X:4)"),
        Bad(
            "[GOITER](Sign X:1) and [goiter](Sign X:2)",
            expect=(
                (
                    "1:12 mention 'goiter' is 'X:2' here and 'X:1' once elsewhere: decide which is "
                    "right"
                ),
            ),
        ),
        # The shared head of two, and two identifiers at one place (OVL004).
        Good("[Breast](Sign X:1) and [ovarian [pains](Sign X:1)](Sign X:2), [pains](Sign X:3)"),
        Good("[bad [pains](Sign X:2)](Sign X:2), [pains](Sign X:3)"),
        Good("[[pain](Sign X:1)](Sign X:2), [pain](Sign X:2)"),
        Bad(
            "1|t|Bad and mad pains, mad pains\n1|a|\n1\t0\t11\tBad and mad\tSign\tX:1\n"
            "1\t8\t17\tmad pains\tSign\tX:2\n1\t12\t17\tpains\tSign\tX:2\n"
            "1\t19\t28\tmad pains\tSign\tX:3\n1\t23\t28\tpains\tSign\tX:3\n",
            expect=(
                (
                    "6:24 mention 'mad pains' is 'X:3' here and 'X:2' once elsewhere: decide which "
                    "is right"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "[[Pain](Sign X:1)](Sign X:1), [pain](Sign X:2), [bad [pain](Sign X:2)](Ache X:2)",
            expect=(
                "1:7 mention 'pain' is 'X:2' here and 'X:1' twice elsewhere: decide which is right",
            ),
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield one mention for each surface form with several identifiers."""
        surfaces = document.mention_texts.casefold().split("\n")
        if len(surfaces) != len(document.mentions):  # a mention over the joint of two passages
            surfaces = [mention.text.casefold() for mention in document.mentions]
        fields = [mention.concept_field for mention in document.mentions]
        last = dict(zip(surfaces, fields, strict=True))
        if list(map(last.__getitem__, surfaces)) == fields:  # each has one, the usual case
            return
        doubtful = {
            surface
            for surface, field in zip(surfaces, fields, strict=True)
            if last[surface] != field
        }
        groups: dict[tuple[str, ...], dict[frozenset[str], list[Mention]]] = {}
        passed_over = _passed_over(document)
        for mention in document.mentions:
            if mention.text.casefold() not in doubtful or mention.index in passed_over:
                continue
            namespaces = namespaces_of(project, mention)
            if not namespaces and any(map(_names_one, mention.concept_ids)):
                continue
            compared = comparable(
                mention.concept_ids,
                namespaces,
                across_species=self.across_species,
                project=project,
            )
            if compared is not None:
                species, identifiers = compared
                group = groups.setdefault((_folded(mention.text), species, *mention.types), {})
                group.setdefault(identifiers, []).append(mention)
        for group in groups.values():
            if len(group) > 1 and not _is_choice(group):
                yield self._disagreement(list(group.values()))

    def _disagreement(self, readings: Sequence[Sequence[Mention]]) -> Diagnostic:
        """Report mentions grouped by what they are taken to mean, in the order of the document."""
        usual = max(readings, key=len)  # the first of several that are equally frequent
        mention = next(reading for reading in readings if reading is not usual)[0]
        others = [reading for reading in readings if reading[0] is not mention]
        counts = [
            f"{_shown(reading[0])} {times(len(reading))}"
            for reading in sorted(others, key=len, reverse=True)
        ]
        if len(counts) > _MOST_SHOWN:
            counts[_MOST_SHOWN:] = [f"{len(counts) - _MOST_SHOWN} more"]
        said = " and ".join(counts)
        return self.diagnostic(
            mention,
            "concept",
            f"mention {quoted(mention.text)} is {_shown(mention)} here and {said} elsewhere: "
            "decide which is right",
            related=tuple(
                Related(f"{_shown(other)} here", record=other, field="concept")
                for reading in others
                for other in reading
            ),
        )


def _names_one(identifier: str) -> bool:
    """Say whether an identifier may name one person or place, of which a text has many.

    That is what Wikidata has, and what projects have that number or name their entities themselves.
    """
    reason = judge(identifier)
    if reason is not None:
        return is_unplaced(reason)
    namespace = shaped_like(identifier) or namespace_of(identifier.partition(":")[0])
    return namespace is not None and namespace == namespace_of("Wikidata")


def _is_choice(group: Mapping[frozenset[str], Sequence[Mention]]) -> bool:
    """Say whether the readings of a word may be senses that UMLS tells apart."""
    if not all(_UMLS.fullmatch(local) for reading in group for local in reading):
        return False
    numbers = [len(mentions) for mentions in group.values()]
    usual = max(numbers)
    return usual < _CLEAR * (sum(numbers) - usual)


def _shown(mention: Mention) -> str:
    return quoted(mention.concept_field or "")


def _folded(text: str) -> str:
    """Return what is compared: the words without their case, but for short abbreviations."""
    if len(text) <= _LONGEST_ABBREVIATION and text.isupper():
        return text
    return text.casefold()


def _passed_over(document: Document) -> frozenset[int]:
    """Return the numbers of mentions that are not compared.

    They stand inside another of their type, or in its place; of two at the same place both are
    returned, if their identifiers differ. Or the words are not those at their place, so that it is
    not known what has the identifier; nor is it where an annotation id names several mentions.
    """
    repeats = any(problem.code == "FMT009" for problem in document.problems)
    shared = shared_ids(document) if repeats else frozenset[str]()
    found = {mention.index for mention in document.mentions if mention.id in shared}
    found |= {
        mention.index
        for mention in document.suspect_mentions
        if document.covered_text(mention).casefold() != mention.text.casefold()
    }
    for group in document.overlap_groups:
        reach: dict[tuple[str, ...], tuple[int, Mention]] = {}
        for mention in group:  # by start, the longer first
            end = mention.spans[-1].end
            known = reach.get(mention.types)
            if known is None or known[0] < end:
                reach[mention.types] = end, mention
            elif known[1].spans != mention.spans:
                found.add(mention.index)
            elif known[1].concept_ids != mention.concept_ids:
                found |= {known[1].index, mention.index}
    return frozenset(found)
