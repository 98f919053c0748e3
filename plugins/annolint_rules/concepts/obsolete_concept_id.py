"""CID008 obsolete-concept-id."""

from collections.abc import Iterator, Sequence

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Fix,
    Good,
    Preset,
    Project,
    Record,
    Related,
    Rule,
    Safety,
    Severity,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._rewriting import with_identifiers
from annolint_rules.concepts._terms import Doubt, Reading, doubts

_MESH = "terminologies.MESH = 'mesh.tsv'"
_TERMS = {
    "mesh.tsv": (
        "id\tname\treplaced-by\n"
        "D000001\tPain\t\nD000002\tAche\t\n"
        "C000001\tOld pain\tD000001\nC000002\tOlder pain\tC000001\n"
        "C000003\tPain and ache\tD000001|MESH:D000002\nC000004\tNo pain\t-\n"
        "C000005\tForeign pain\tUMLS:C0030193\nC000006\tRound pain\tC000006\n"
    )
}


class ObsoleteConceptId(Rule, frozen=True):
    """A concept identifier is obsolete in its terminology.

    ## Why is this bad?
    Terms are merged, split and given up. A corpus that keeps their identifiers cannot be joined
    with data of today, and two mentions of one concept have different identifiers.

    ## What to do
    Use the replacement that the message names. Where the terminology names several, or none,
    somebody must decide. An identifier that stands in several mentions of a document is reported
    once, at the first of them.

    ## What it does not see
    Identifiers of namespaces for which `[terminologies]` has no file, and identifiers without a
    prefix that may be of such a namespace. Identifiers that only a term's other identifiers list
    (`alt_id`) count as obsolete, and the term as the replacement.
    """

    code = "CID008"
    name = "obsolete-concept-id"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "DUP001")
    fixes = (Safety.UNSAFE,)
    source = "https://www.nlm.nih.gov/mesh"

    examples = (
        Good("[Pain](Sign D000001)", settings=_MESH, files=_TERMS),
        Good("[Pain](Sign C000001)"),
        Bad(
            "[Pain](Sign C000001) or [pain](Sign MESH:C000001)",
            expect=(
                (
                    "1:1 concept identifier 'C000001' (and in 1 more mention) is obsolete, "
                    "replaced by 'D000001' ('Pain')"
                ),
            ),
            fixed="[Pain](Sign D000001) or [pain](Sign D000001)",
            settings=_MESH,
            files=_TERMS,
        ),
        # What the replacement was replaced by; several; another namespace; nothing.
        Bad(
            "[Pain](Sign D000001|MESH:C000002), [pain](Sign C000003), [ouch](Sign C000004), "
            "[pain](Sign MESH:C000005), [pain](Sign C000006)",
            expect=(
                (
                    "1:1 concept identifier 'MESH:C000002' is obsolete, replaced by 'MESH:D000001' "
                    "('Pain')"
                ),
                (
                    "1:7 concept identifier 'C000003' is obsolete, replaced by 'D000001' ('Pain') "
                    "or 'D000002' ('Ache'): decide which is right"
                ),
                (
                    "1:13 concept identifier 'C000004' is obsolete, and mesh.tsv names no "
                    "replacement: find another"
                ),
                ("1:19 concept identifier 'MESH:C000005' is obsolete, replaced by 'UMLS:C0030193'"),
                (
                    "1:25 concept identifier 'C000006' is obsolete, and mesh.tsv names no "
                    "replacement: find another"
                ),
            ),
            fixed=(
                "[Pain](Sign D000001|MESH:C000002), [pain](Sign C000003), "
                "[ouch](Sign C000004), [pain](Sign UMLS:C0030193), [pain](Sign C000006)"
            ),
            settings=_MESH,
            files=_TERMS,
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether there are terminologies."""
        return bool(project.terminologies)

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each identifier that is obsolete, at its first mention."""
        found = doubts(document, project)
        if not found:
            return
        consequences = Consequences(document, project.schema.mentions)
        for doubt in found:
            if doubt.term is None:
                continue
            (mention, number), *others = doubt.uses
            covers: list[Record] = [other for other, _ in others]
            for use, _ in doubt.uses:
                covers += consequences.of(use, doubt.identifier, doubt.term.replaced_by)
            yield self.diagnostic(
                mention,
                "concept",
                f"concept identifier {doubt.counted} is obsolete{_remedy(doubt)}",
                item=number,
                related=tuple(
                    Related("here too", record=other, field="concept") for other, _ in others
                ),
                covers=tuple(covers),
                fix=_fix(doubt),
            )


def _fix(doubt: Doubt) -> Fix | None:
    """Return the replacement in every mention, if there is one and no more."""
    reading, term = doubt.reading, doubt.term
    assert term is not None  # noqa: S101 - it is obsolete
    replaced_by = _current(reading, term.replaced_by, {reading.local})
    if len(replaced_by) != 1:
        return None
    written = reading.written(replaced_by[0])
    mentions = {mention.index: mention for mention, _ in doubt.uses}
    changes = []
    for mention in mentions.values():
        numbers = {number for use, number in doubt.uses if use is mention}
        identifiers = [
            written if number in numbers else identifier
            for number, identifier in enumerate(mention.concept_ids)
        ]
        changed = with_identifiers(mention, identifiers)
        locals_ = {identifier.rpartition(":")[2] for identifier in identifiers}
        if changed is None or len(locals_) < len(identifiers):  # it would stand there twice
            return None
        changes.append(Change(mention, changed))
    return Fix(tuple(changes), Safety.UNSAFE)


def _remedy(doubt: Doubt) -> str:
    """Return the end of the message: what the terminology has instead."""
    reading, term = doubt.reading, doubt.term
    assert term is not None  # noqa: S101 - it is obsolete
    replaced_by = _current(reading, term.replaced_by, {reading.local})
    if replaced_by:
        choice = ": decide which is right" if replaced_by[1:] else ""
        return f", replaced by {_listed(reading, replaced_by)}{choice}"
    if term.consider:
        return f": {_listed(reading, term.consider)} may be right instead, decide which is"
    return f", and {doubt.files} names no replacement: find another"


def _current(reading: Reading, identifiers: Sequence[str], seen: set[str]) -> list[str]:
    """Return identifiers, each obsolete one among them replaced in its turn."""
    found = []
    for identifier in identifiers:
        if identifier in seen:
            continue
        seen.add(identifier)
        term = reading.find(identifier)
        if term is not None and term.obsolete and term.replaced_by:
            found += _current(reading, term.replaced_by, seen)
        else:
            found.append(identifier)
    return found


def _listed(reading: Reading, identifiers: Sequence[str]) -> str:
    return " or ".join(reading.named(identifier) for identifier in identifiers)
