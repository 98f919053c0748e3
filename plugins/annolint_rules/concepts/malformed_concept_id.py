"""CID003 malformed-concept-id."""

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
    Schema,
    Severity,
    quoted,
)
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._identifiers import BARE_NAMES, is_unplaced, judge, placed
from annolint_rules.concepts._namespaces import namespace_for
from annolint_rules.concepts._own import Habits
from annolint_rules.concepts._sentinels import is_sentinel, looks_like_sentinel, says_none
from annolint_rules.concepts._terms import namespaces_of

WELL_FORMED: set[tuple[str, str | None]] = set()
"""Types and concept fields of mentions, as written, that are well formed by the last schema."""

_UNPLACED = f"concept identifier '{{}}' is malformed: no prefix, and no identifier of {BARE_NAMES}"

MOST_REMEMBERED = 1 << 16
_SCHEMA = [Schema()]


class MalformedConceptId(Rule, frozen=True):
    """A concept identifier is not written as its namespace writes identifiers.

    ## Why is this bad?
    A letter for a digit, a digit lost, a prefix misspelt: such an identifier stands for nothing. No
    terminology has it, and the mention is lost to everything that goes by concepts.

    ## What to do
    Correct the identifier. Where the slip can be told, the message says what was meant.

    ## What it does not see
    The namespace is the one of the prefix; without a prefix those that the schema names for the
    type, and without these any of the few whose identifiers corpora write bare. So a digit lost
    from a bare gene number is another gene. Prefixes that nobody knows are the project's own, and
    anything may follow them. So is what has no prefix and fits no namespace, where half of the
    other identifiers that the document has for the type are of that kind (`e1`, `R50.9`), or where
    there are no others and it looks like no slip of a known one. Words such as `CONCEPT_LESS` say
    that there is no concept. Whether an identifier exists takes a terminology. Blanks around an
    identifier are `padded-field` (FMT010). An identifier that is well formed but of another
    namespace than the schema has is `foreign-namespace` (CID006).
    """

    code = "CID003"
    name = "malformed-concept-id"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *BAD_CHARACTERS, "DUP001")
    source = "https://bioregistry.io"

    examples = (
        Good("[Pain](Sign MESH:D010146), [TP53](Gene 7157), [mice](Species 10090)"),
        Bad(
            "[Pain](Sign MESH:D01O146) and [aches](Sign MESH:D01014)",
            expect=(
                (
                    "1:1 concept identifier 'MESH:D01O146' is malformed: what follows the prefix "
                    "is not MeSH: C or D, then 6 or 9 digits; MESH:D010146 is probably meant"
                ),
                (
                    "1:10 concept identifier 'MESH:D01014' is malformed: what follows the prefix "
                    "is not MeSH: C or D, then 6 or 9 digits"
                ),
            ),
        ),
        # Each identifier of a composite is looked at; blanks around it are padding.
        Bad(
            "1|t|Pain\n1|a|\n1\t0\t4\tPain\tSign\tD010146 | MSEH:D010146\n"
            "1\t0\t4\tPain\tSign\tD010146|-1\n1\t0\t4\tPain\tSign\t-1\n1\t0\t4\tPain\tSign\n",
            expect=(
                (
                    "3:27 concept identifier 'MSEH:D010146' is malformed: the prefix 'MSEH' is "
                    "unknown; MESH:D010146 is probably meant"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Pain\n1|a|\n1\t0\t4\tPain\tSign\tD010146|\n",
            expect=(
                "3:25 an identifier is missing in 'D010146|': add it, or remove the separator",
            ),
            format="pubtator",
        ),
        # Of the variants of tmVar substitutions have all their parts, be they empty.
        Bad(
            "1|t|R215W\n1|a|\n1\t0\t5\tR215W\tSNP\tp|SUB|R|215\n"
            "1\t0\t5\tR215W\tSNP\tp|SUB|R|215|W\n1\t0\t5\tR215W\tSNP\tp|SUB|R||\n"
            "1\t0\t5\tR215W\tSNP\tp|DEL|215|\n1\t0\t5\tR215W\tSNP\tc|DUP|215\n"
            "1\t0\t5\tR215W\tSNP\ttmVar:p|SUB|R|215;RS#:1\n"
            "1\t0\t5\tR215W\tSNP\tp|SUB|215|W;CorrespondingGene:5\n",
            expect=tuple(
                f"{line}:17 concept identifier '{field}' is malformed: tmVar writes a "
                "substitution as c|SUB|G|1138|A, and a part is missing"
                for line, field in (
                    (3, "p|SUB|R|215"),
                    (9, "p|SUB|215|W;CorrespondingGene:5"),
                )
            ),
            format="pubtator",
        ),
        # The schema says what may stand without a prefix.
        Good("[Pain](Sign heart-1)", settings='schema.mentions.Sign.namespaces = ["house"]'),
        Bad(
            "[Pain](Sign D010146) and [TP53](Gene 07157), [p53](Gene D010146)",
            expect=(
                (
                    "1:10 concept identifier '07157' is malformed: no prefix, and not NCBI Gene: "
                    "digits without a leading zero"
                ),
            ),
            settings='schema.mentions.Gene.namespaces = ["NCBIGene"]',
        ),
        Bad(
            "[Pain](Sign heart-1) and [ache](Sign D010146)",
            expect=(f"1:1 {_UNPLACED.format('heart-1')}",),
            settings="[schema.mentions.Gene]",
        ),
        # Identifiers of the project's own.
        Good("[Pain](Sign heart-1) and [ache](Sign heart-2), [aches](Sign D010146)"),
        Bad(
            "[Fever](Sign R50.9) and [ache](Sign 52), [aches](Sign D010146), [TP53](Gene p-1)",
            expect=(f"1:1 {_UNPLACED.format('R50.9')}",),
        ),
        # No others of the type: a slip of a known one, a letter in a number, the mention itself.
        Good("[Pain](Sign heart-1) and [TP53](Gene 7157), [p73](Gene 7161)"),
        Bad(
            "[Pain](Sign F010146), [TP53](Gene heart-1)",
            expect=(f"1:1 {_UNPLACED.format('F010146')}",),
        ),
        Bad(
            "[Pain](Sign pain), [TP53](Gene 7S57), [mice](Species d-1), [man](Drug 1), "
            "[rat](Plant MESH:D010146), [cat](Disease OMIM:100100), [dog](Herb UMLS:C0010674)",
            expect=(
                f"1:1 {_UNPLACED.format('pain')}",
                f"1:7 {_UNPLACED.format('7S57')}",
            ),
        ),
        Good("[Pain](Sign pain), [TP53](Gene 7S57), [man](Drug 1)"),
        # A word that says that there is none.
        Good("[Pain](Sign CONCEPT_LESS), [aches](Sign NIL012), [ache](Sign D010146)"),
        # What the schema says stands for no concept is no identifier.
        *(
            Good(
                "[Pain](Sign Noid) and [aches](Sign NOID|D010146)",
                settings=f'schema.sentinels = ["noid"]\n{more}',
            )
            for more in ("", '[schema.mentions.Sign]\nnamespaces = ["MESH"]')
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each identifier that is malformed."""
        sentinels = project.schema.sentinels
        if _are_well_formed(document, project):
            return
        consequences = Consequences(document, project.schema.mentions)
        habits = Habits(document, sentinels)
        for mention in document.mentions:
            namespaces = namespaces_of(project, mention)
            for number, identifier in enumerate(mention.concept_ids):
                if not identifier:
                    reason = f"an identifier is missing in {quoted(mention.concept_field or '')}"
                    message = f"{reason}: add it, or remove the separator"
                elif is_sentinel(identifier, sentinels) or says_none(identifier):
                    continue
                elif reason := judge(identifier, namespaces) or "":
                    if is_unplaced(reason):
                        if habits.explain(mention, identifier):
                            continue
                        reason = placed(reason, identifier)
                    message = f"concept identifier {quoted(identifier)} is malformed: {reason}"
                else:
                    continue
                yield self.diagnostic(
                    mention,
                    "concept",
                    message,
                    item=number,
                    covers=consequences.of(mention, identifier),
                )

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield the namespace of each identifier; one whose namespace is not known is malformed."""
        for mention in document.mentions:
            for identifier in mention.concept_ids:
                if not is_sentinel(identifier) and not looks_like_sentinel(identifier):
                    for kind in mention.types:
                        namespace = namespace_for(identifier, kind)
                        yield Observation("namespaces", (kind, namespace), mention)


def _are_well_formed(document: Document, project: Project) -> bool:
    """Say whether all identifiers are well formed.

    Remembers the fields that are: to compare two sets is several times faster than to ask for each.
    """
    schema = project.schema
    if schema is not _SCHEMA[0]:
        WELL_FORMED.clear()
        _SCHEMA[0] = schema
    uses = document.concept_uses
    if uses <= WELL_FORMED:
        return True
    if len(WELL_FORMED) > MOST_REMEMBERED:
        WELL_FORMED.clear()
    for mention in document.mentions:
        use = mention.type, mention.concept_field
        if use not in WELL_FORMED:
            namespaces = namespaces_of(project, mention)
            if all(
                each and (is_sentinel(each, schema.sentinels) or judge(each, namespaces) is None)
                for each in mention.concept_ids
            ):
                WELL_FORMED.add(use)
    return uses <= WELL_FORMED
