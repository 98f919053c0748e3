"""CID006 foreign-namespace."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Preset,
    Project,
    Question,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._allowed import allowed_for, first_foreign
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._forms import (
    Habit,
    form_of,
    habit_of,
    habits,
    habits_of_mentions,
    plain,
)

_FEWEST = 1000
"""Identifiers that a type must have before one among them is rare enough to be wrong."""

_FEWEST_ELSEWHERE = 100
"""Identifiers that a type must have before its usual namespace is known."""

_MOST_PARTS = 2
"""Identifiers that mentions have on the average, at most."""

Part = tuple[int, dict[str, int], dict[Habit, int]]
"""How many mentions there are, how many documents have a habit, and how many mentions have it."""


Key = tuple[str, str]
"""A type of mention and a namespace."""


class Slip(NamedTuple):
    """How often a type has a namespace, of how many, and the type of which it is the usual one."""

    number: int
    total: int
    home: str


Verdict = dict[Key, Slip]


class ForeignNamespace(CorpusRule, frozen=True):
    """A concept identifier is of a namespace that does not suit the type of its mention.

    ## Why is this bad?
    Something was put in the wrong place: the identifier of the mention in the next line, or the
    type. A disease that is gene 7157 is found by nobody who looks for it.

    ## What to do
    Correct the identifier, or the type of the mention. If the type may have such identifiers, name
    the namespace in `[schema.mentions]`.

    ## What it does not see
    With a schema that names namespaces for the type, every identifier is looked at. Without, the
    corpus must show it: the type has at least a thousand identifiers, at most one in a thousand is
    of this namespace, and more than half of those of another type are. So a namespace is never
    foreign for being rare. A bare number is one namespace, whatever it counts: genes and species
    cannot be told apart.

    While it runs, the rule holds about 120 bytes for each way of writing that a mention type has.
    """

    code = "CID006"
    name = "foreign-namespace"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "CID005", "DUP001", "TYP001")
    source = "https://github.com/nlplab/brat/issues/1244"
    hooks: ClassVar[Mapping[str, str]] = {
        **CorpusRule.hooks,
        "check_schema": "annolint_check",  # what the schema says needs no corpus
    }

    examples = (
        Good(
            "[Pain](Sign D010146) [aches](Sign mesh:D010146) [SAD](Sign OMIM:608516) [sad](Sign)\n"
            "[TP53](Gene 7157) [p53](Gene 7157\\(Tax:9606\\)) [ache](Drug D010146) [rest](Rest -1)",
            settings='schema.mentions.Sign.namespaces = ["MeSH", "OMIM"]\n'
            'schema.mentions.Gene.namespaces = ["NCBIGene"]\n[schema.mentions.Drug]',
        ),
        Bad(
            "[Pain](Sign D010146) and [TP53](Gene D010146), [p53](Gene 7157) in [HeLa](Gene "
            "CVCL_0030)"
            " [mice](Gene NCBITaxon:10090)",
            expect=(
                (
                    "1:10 concept identifier 'D010146' is MeSH, and the schema has NCBIGene for "
                    "Gene: "
                    "correct the identifier, or the type"
                ),
                (
                    "1:23 concept identifier 'CVCL_0030' is Cellosaurus, and the schema has "
                    "NCBIGene "
                    "for Gene: correct the identifier, or the type"
                ),
                (
                    "1:28 concept identifier 'NCBITaxon:10090' is NCBI Taxonomy, and the schema "
                    "has "
                    "NCBIGene for Gene: correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.Gene.namespaces = ["NCBIGene"]',
        ),
        # Bare numbers; one finding for a mention, at the first identifier.
        Bad(
            "[Pain](Sign 7157), [ache](Sign -1|D010146|7157|P04637), [sad](Sign 608516)",
            expect=(
                (
                    "1:1 concept identifier '7157' is a bare number, and the schema has MESH, "
                    "OMIM for "
                    "Sign: correct the identifier, or the type"
                ),
                (
                    "1:7 concept identifier '7157' is a bare number, and the schema has MESH, "
                    "OMIM for "
                    "Sign: correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.Sign.namespaces = ["MESH", "OMIM"]',
        ),
        # A number of the wrong length, one digit too many or too few: malformed (CID003).
        Good(
            "[Sad](Sign 60851), [pain](Ache C0010674) [ache](Finding C012345) [no](Ache D01234)",
            settings='schema.mentions.Sign.namespaces = ["OMIM"]\n'
            'schema.mentions.Ache.namespaces = ["MESH"]\n'
            'schema.mentions.Finding.namespaces = ["UMLS"]',
        ),
        Bad(
            "[Pain](Finding D010146)",
            expect=(
                (
                    "1:1 concept identifier 'D010146' is MeSH, and the schema has UMLS for "
                    "Finding: "
                    "correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.Finding.namespaces = ["UMLS"]',
        ),
        # The project's own namespaces.
        Good(
            "[Pain](Sign House:1) [ache](Sign 12) [aches](Sign heart-1) [sad](Sign D010146)",
            settings='schema.mentions.Sign.namespaces = ["house"]',
        ),
        Bad(
            "[Pain](Sign hoose:1) [sad](Sign MESH:D010146)",
            expect=(
                (
                    "1:1 concept identifier 'hoose:1' is hoose, and the schema has house for Sign: "
                    "correct the identifier, or the type"
                ),
                (
                    "1:6 concept identifier 'MESH:D010146' is MeSH, and the schema has house for "
                    "Sign: "
                    "correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.Sign.namespaces = ["house"]',
        ),
        # Variants are at home where identifiers of variants are.
        Bad(
            "[L55M](SNP c.55C>T) [rs1](SNP rs1) [rs2](SNP RS:2) [L55M](Gene p.L55M)"
            " [rs3](Allele rs3)",
            expect=(
                (
                    "1:14 concept identifier 'p.L55M' is tmVar or HGVS, and the schema has "
                    "NCBIGene "
                    "for Gene: correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.SNP.namespaces = ["dbSNP"]\n'
            'schema.mentions.Gene.namespaces = ["NCBIGene"]\n'
            'schema.mentions.Allele.namespaces = ["HGVS"]',
        ),
        # Several types: what one of them has, and nothing where one of them may have anything.
        Bad(
            "1|t|DCTN4\n1|a|\n1\t0\t5\tDCTN4\tT116,T123\tD010146\n1\t0\t5\tDCTN4\tT116,T7\tD010146\n"
            "1\t0\t5\tDCTN4\tT116,T8\tD010146\n1\t0\t5\tDCTN4\tT123,T116\tC0010674\n",
            expect=(
                (
                    "3:23 concept identifier 'D010146' is MeSH, and the schema has UMLS, HGNC for "
                    "T116,T123: correct the identifier, or the type"
                ),
            ),
            settings='schema.mentions.T116.namespaces = ["UMLS"]\n'
            'schema.mentions.T123.namespaces = ["HGNC"]\n[schema.mentions.T7]',
            format="pubtator",
        ),
        # Without a schema: one among a thousand, usual for another type.
        Bad(
            "[a](Gene 7157) " * 999
            + "[b](Gene D010146) "
            + "[c](Sign D010146) " * 60
            + "[c](Sign OMIM:100100) " * 40,
            expect=(
                (
                    "1:1999 concept identifier 'D010146' is MeSH, like 1 of 1,000 of Gene and "
                    "most of "
                    "Sign: correct the identifier, or the type"
                ),
            ),
        ),
        Good("[a](Gene 7157) " * 998 + "[b](Gene D010146) " + "[c](Sign D010146) " * 100),
        Good("[a](Gene 7157) " * 999 + "[b](Gene D010146) " + "[c](Sign D010146) " * 99),
        Good(
            "[a](Gene 7157) " * 999
            + "[b](Gene MESH:D010146) "
            + "[c](Sign OMIM:100100) " * 200
            + "[c](Sign D010146) " * 200
        ),
        Bad(
            "[a](Gene 7157) " * 999
            + "[b](Gene MESH:D010146) [c](Sign D010146) "
            + "[c](Sign OMIM:100100) " * 100
            + "[c](Sign D010146) " * 100
            + "[d](Drug D010146) " * 102,
            expect=(
                (
                    "1:1999 concept identifier 'MESH:D010146' is MeSH, like 1 of 1,000 of Gene and "
                    "most of Drug: correct the identifier, or the type"
                ),
            ),
        ),
        Bad(
            "[a](Gene 7157) " * 1998
            + "[b](Gene MESH:D010146|D010147) "
            + "[c](Sign D010146) " * 100,
            expect=(
                (
                    "1:3997 concept identifier 'MESH:D010146' is MeSH, like 2 of 2,000 of Gene and "
                    "most of Sign: correct the identifier, or the type"
                ),
            ),
        ),
        Bad(
            "--- 1\n"
            + "[a](Gene 7157) " * 500
            + "\n--- 2\n"
            + "[a](Gene 7157) " * 499
            + "[c](Sign D010146) " * 99
            + "\n--- 3\n[b](Gene D010146) [c](Sign D010146)",
            expect=(
                (
                    "6:1 concept identifier 'D010146' is MeSH, like 1 of 1,000 of Gene and most of "
                    "Sign: correct the identifier, or the type"
                ),
            ),
        ),
        # What the schema says of a type is enough.
        Good(
            "[a](Gene 7157) " * 999 + "[b](Gene D010146) " + "[c](Sign D010146) " * 100,
            settings='schema.mentions.Gene.namespaces = ["NCBIGene", "MESH"]',
        ),
    )

    def check_schema(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each mention with an identifier that the schema does not allow."""
        types = project.schema.mentions
        if not types:
            return
        consequences = Consequences(document, types)
        for mention in document.mentions:
            namespaces = allowed_for(mention, types)
            found = first_foreign(mention.concept_ids, namespaces) if namespaces else None
            if found is not None:
                number, namespace = found
                yield self.diagnostic(
                    mention,
                    "concept",
                    f"concept identifier {quoted(mention.concept_ids[number])} is {namespace}, and "
                    f"the schema has {', '.join(namespaces)} for {mention.type}: correct the "
                    "identifier, or the type",
                    item=number,
                    covers=consequences.of_lost(mention),
                )

    def collect(self, document: Document, question: bool | None) -> Part:
        """Return in how many documents a habit occurs; in the second reading, how often."""
        if question:
            return 0, {}, Counter(habits_of_mentions(document))
        return len(document.mentions), dict.fromkeys(habits(document), 1), {}

    def merge(self, into: Part, part: Part) -> Part:
        """Add up the counts."""
        _, documents, exact = into
        for words, number in part[1].items():
            documents[words] = documents.get(words, 0) + number
        for habit, number in part[2].items():
            exact[habit] = exact.get(habit, 0) + number
        return into[0] + part[0], documents, exact

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask how frequent namespaces are, if one may be foreign; then return those that are."""
        mentions, documents, exact = part
        if exact:
            return _foreign_in(_by_key(exact)) or None
        counts = _by_key({habit_of(words): number for words, number in documents.items()})
        kinds = Counter(namespace for _, namespace in counts)
        suspected = any(
            number * _FEWEST <= _MOST_PARTS * mentions and kinds[namespace] > 1
            for (_, namespace), number in counts.items()
        )
        return Question(about=True) if suspected else None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a mention of the part has an identifier of a foreign namespace."""
        return not verdict.keys().isdisjoint(_by_key(part[2]))

    def check(self, document: Document, project: Project, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield each mention with an identifier of a namespace that is foreign to its type."""
        suspects = {kind for kind, _ in verdict}
        for mention in document.mentions:
            kind = plain(mention.type)
            if kind not in suspects or allowed_for(mention, project.schema.mentions):
                continue
            for number, identifier in enumerate(mention.concept_ids):
                form = form_of(identifier)
                slip = verdict.get((kind, form.namespace)) if form else None
                if form and slip:
                    yield self.diagnostic(
                        mention,
                        "concept",
                        f"concept identifier {quoted(identifier)} is {form.namespace}, like "
                        f"{slip.number:,} of {slip.total:,} of {kind} and most of {slip.home}: "
                        "correct the identifier, or the type",
                        item=number,
                    )
                    break


def _by_key(habits: Mapping[Habit, int]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for habit, number in habits.items():
        for form in habit.forms:
            counts[habit.type, form.namespace] += number
    return counts


def _foreign_in(counts: Mapping[Key, int]) -> Verdict:
    """Return the namespaces that hardly any identifier of a type has, and most of another type."""
    totals: Counter[str] = Counter()
    for (kind, _), number in counts.items():
        totals[kind] += number
    homes: dict[str, tuple[int, str]] = {}
    for (kind, namespace), number in counts.items():
        if totals[kind] >= _FEWEST_ELSEWHERE and number * 2 > totals[kind]:
            homes[namespace] = max(homes.get(namespace, (0, "")), (number, kind))
    return {
        (kind, namespace): Slip(number, totals[kind], homes[namespace][1])
        for (kind, namespace), number in counts.items()
        if namespace in homes and number * _FEWEST <= totals[kind]
    }
