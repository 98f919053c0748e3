"""REL001 relation-without-mention."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Related,
    Relation,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules._spelling import nearest_slip
from annolint_rules.relations._arguments import unresolved

_MOST_SLIPS = 100
"""Where more identifiers than this name nothing, a slip in each is not the cause."""


class RelationWithoutMention(Rule, frozen=True):
    """An argument of a relation names nothing that the document holds.

    ## Why is this bad?
    A relation is between things that the text speaks of. Programs look the arguments up among the
    mentions; one that is not there breaks the lookup, or the relation is dropped without a word.

    ## What to do
    Correct the identifier in the relation, or annotate the mention that is missing. Where an
    identifier of the document differs by one slip, the message names it. An identifier that several
    relations of a document use is reported once, at the first of them.

    ## What it does not see
    An argument is as good as any way of naming a mention: one part of a composite, the whole in
    another order or with other separators, with or without its prefix or species, and the parts
    that PubTator3 takes from the identifier of a variant. Whether the mention is the right one, or
    of a right type, nobody can tell from here. Empty arguments are `wrong-argument-count` (REL005).
    An identifier that stands in a line which could not be read is taken as given, and so is one
    that a line may have lost with its columns.
    """

    code = "REL001"
    name = "relation-without-mention"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (
        *BROKEN_RECORD,
        *BAD_CHARACTERS,
        "CID003",
        "CID004",
        "CID006",
        "CID007",
        "CID008",
        "CID010",
        "DUP002",
    )
    looks_at = "relations"
    source = "https://github.com/nlplab/brat/issues/678"

    examples = (
        Good("[Aspirin](Drug D001241) for [pain](Sign D010146)\n{Cures D001241 D010146}"),
        Bad(
            "[Aspirin](Drug D001241) for [pain](Sign D010146)\n{Cures D001241 D006261}",
            expect=(
                "2:1 argument 2 'D006261' names no mention: correct it, or annotate the mention",
            ),
        ),
        # An identifier of the document is one slip away; several relations are one finding.
        Bad(
            "[Aspirin](Drug D001241) for [pain](Sign D010146)\n"
            "{Cures D001214 D010146}\n{Eases D001214 D010146}\n{Helps D010146 D001214}",
            expect=(
                (
                    "2:1 argument 1 'D001214' (and in 2 more relations) names no mention: "
                    "'D001241' is probably meant"
                ),
            ),
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A X}\n{Eases A X}",
            expect=(
                (
                    "2:1 argument 2 'X' (and in 1 more relation) names no mention: 'A' is probably "
                    "meant"
                ),
            ),
        ),
        # One part of a composite, the whole in another order, with and without prefixes.
        Good(
            "[Renal and hepatic failure](Disease MESH:D051437|MESH:D017093)\n"
            "{Is MESH:D017093 MESH:D017093;MESH:D051437}\n{Is D017093 D051437+D017093}",
        ),
        Good(
            "1|t|Pain, TP53\n1|a|\n1\t0\t4\tPain\tSign\tD010146\n"
            "1\t6\t10\tTP53\tGene\t7157(Tax:9606)\n1\tIs\tMESH:D010146\t7157\n",
            format="pubtator",
        ),
        Bad(
            "[Pain](Sign D010146), [TP53](Gene 7157), [mice](Species NCBITaxon:10090)\n"
            "{Is MSEH:D010146 OMIM:7157}\n{Is D010146|7157 MESH:10090}\n{Is ACME:7157 7157}",
            expect=(
                (
                    "2:1 argument 1 'MSEH:D010146' names no mention: correct it, or annotate the "
                    "mention"
                ),
                "2:1 argument 2 'OMIM:7157' names no mention: correct it, or annotate the mention",
                (
                    "3:1 argument 1 'D010146|7157' names no mention: correct it, or annotate the "
                    "mention"
                ),
                "3:1 argument 2 'MESH:10090' names no mention: correct it, or annotate the mention",
                "4:1 argument 1 'ACME:7157' names no mention: correct it, or annotate the mention",
            ),
        ),
        # PubTator3 names a variant by some of the parts of its identifier, in any order.
        Bad(
            "1|t|L55M\n1|a|\n"
            "1\t0\t4\tL55M\tProteinMutation\ttmVar:p|SUB|L|55|M;HGVS:p.L55M;VariantGroup:0;"
            "CorrespondingGene:5444;RS#:854560\n"
            "1\t0\t4\tL55M\tSNP\tp|SUB|L|55|M\tRSID:662\n"
            "1\t0\t4\tL55M\tDNA\ttmVar:c|SUB|G|1138|A,C;VariantGroup:1;CorrespondingGene:2261\n"
            "1\tIs\tc|SUB|G|1138|A,C;CorrespondingGene:2261\tRS#:662\n"
            "1\tIs\tRS#:854560;HGVS:p.L55M;CorrespondingGene:5444\trs854560\n"
            "1\tIs\trs662\tp.L55M\n"
            "1\tIs\tHGVS:p.L55M;CorrespondingGene:5445\tRS#:855;HGVS:p.L55M\n",
            expect=(
                (
                    "9:6 argument 1 'HGVS:p.L55M;CorrespondingGene:5445' names no mention: correct "
                    "it, or annotate the mention"
                ),
                (
                    "9:41 argument 2 'RS#:855;HGVS:p.L55M' names no mention: correct it, or "
                    "annotate the mention"
                ),
            ),
            format="pubtator",
        ),
        # What stands for no concept is an argument as long as a mention has it.
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\t-1 \n1\tIs\t-1\t-\n1\tIs\t -1\t\n",
            expect=(
                (
                    "4:9 argument 2 '-' stands for no concept: name a mention's identifier, or "
                    "remove the relation"
                ),
            ),
            format="pubtator",
        ),
        # But a relation of nothing but these is none, whoever has them.
        Bad(
            "[Aspirin](Drug -) for [pain](Sign D010146)\n"
            "{Cures - -}\n{Eases - X9}\n{Is -}\n{Is X9 X9}",
            expect=(
                (
                    "2:1 argument 1 '-' stands for no concept: name a mention's identifier, or "
                    "remove the relation"
                ),
                (
                    "3:1 argument 2 'X9' (and in 1 more relation) names no mention: correct it, or "
                    "annotate the mention"
                ),
            ),
        ),
        # A line that has lost its identifier explains one argument, and no more.
        Good(
            "1|t|Aspirin, pain\n1|a|\n1\t0\t7\tAspirin\n1\t9\t13\tpain\tSign\tD010146\n"
            "1\tIs\tD001241\tD010146\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin, pain\n1|a|\n1\t0\t7\tAspirin\n1\t9\t13\tpain\tSign\tD010146\n"
            "1\tIs\tD001241\tD010147\n",
            expect=(
                ("5:6 argument 1 'D001241' names no mention: correct it, or annotate the mention"),
                "5:14 argument 2 'D010147' names no mention: 'D010146' is probably meant",
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin, pain\n1|a|\n1\t7\tAspirin\tDrug\tD001242\n"
            "1\t9\t13\tpain\tSign\tD010146\n1\tIs\tD001241\tD010146\n",
            expect=("5:6 argument 1 'D001241' names no mention: 'D001242' is probably meant",),
            format="pubtator",
        ),
        # A role may be the type of no mention.
        Good(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tD001241\n"
            "1\tIs\tDrug|D001241\tRemedy|D001241\n",
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each argument that names nothing, once for all relations that use it."""
        arguments = [*unresolved(document), *_of_nothing(document)] if document.relations else ()
        if not arguments:
            return
        broken = {id(problem.record) for problem in document.problems}
        found: dict[tuple[str, str], dict[int, tuple[Relation, int]]] = {}
        for relation, number, target in arguments:
            if id(relation) not in broken:
                users = found.setdefault((relation.arguments[number].kind, target), {})
                users.setdefault(relation.index, (relation, number))
        if len(found) <= _lost_identifiers(document):
            return
        identifiers = dict.fromkeys(each for m in document.mentions for each in m.concept_ids)
        for (kind, target), users in found.items():
            (relation, number), *others = users.values()
            argument = f"argument {number + 1} {quoted(target)}"
            if others:
                argument += f" (and in {len(others)} more relation{'s' if others[1:] else ''})"
            known = identifiers if len(found) <= _MOST_SLIPS else ()
            yield self.diagnostic(
                relation,
                "argument",
                argument + _fault(kind, target, nearest_slip(target, known)),
                item=number,
                related=tuple(
                    Related("here too", record=other, field="argument") for other, _ in others
                ),
            )


def _of_nothing(document: Document) -> Iterator[tuple[Relation, int, str]]:
    """Yield the first argument of each relation of what stands for no concept with itself.

    A mention may have the same sign, but which one is meant nobody can tell.
    """
    for relation in document.suspect_relations:
        targets = [argument.target.strip() for argument in relation.arguments]
        if len(targets) > 1 and all(map(_stands_for_nothing, targets)):
            yield relation, 0, targets[0]


def _stands_for_nothing(target: str) -> bool:
    return target.rstrip("0123456789") == "-"


def _lost_identifiers(document: Document) -> int:
    """Return how many lines have lost columns, and with them perhaps an identifier."""
    return sum(
        problem.code == "FMT002"
        and not (isinstance(problem.record, Mention) and problem.record.concept_ids)
        for problem in document.problems
    )


def _fault(kind: str, target: str, near: str) -> str:
    if kind != "concept":
        return " is the id of no annotation: correct it, or annotate what is missing"
    if _stands_for_nothing(target):
        return " stands for no concept: name a mention's identifier, or remove the relation"
    remedy = f"{quoted(near)} is probably meant" if near else "correct it, or annotate the mention"
    return f" names no mention: {remedy}"
