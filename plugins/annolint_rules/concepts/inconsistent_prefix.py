"""CID005 inconsistent-prefix."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    CorpusRule,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Place,
    Preset,
    Question,
    Related,
    Relation,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._forms import Form, form_of, habit_from, habits, home, plain
from annolint_rules.concepts._prefixes import ARGUMENT, Owners, Slip, owners, resolved, slips
from annolint_rules.concepts._rewriting import with_identifiers
from annolint_rules.relations._arguments import doubtful

_MOST_LINES = 50
"""Lines that are remembered of one way of writing in one file, the first ones."""

_LED = " after the first of a composite"
"""Stands with the type for identifiers before which one with a prefix stands in the composite."""

Key = tuple[str, Form]
"""A type of mention, and how an identifier is written."""

Where = tuple[str, int]
"""A file and a line in it."""

Use = tuple[int, tuple[Where, ...]]
"""How often, and in which lines."""

Part = tuple[dict[str, set[str]], dict[str, tuple[Owners, dict[Key, Use]]]]
"""By home: the habits of its mentions; and when it is asked about, its identifiers."""

Verdict = dict[str, tuple[Owners, dict[Key, tuple[Slip, tuple[Where, ...]]]]]
"""By home: the slips, and their lines."""


class InconsistentPrefix(CorpusRule, frozen=True):
    """A concept identifier has a prefix and the others of its namespace in the file have not.

    Or the other way round, or it is spelt in another way: `D012640` among `MESH:D012640`,
    `Mesh:D012640`, `CVCL:0062` among `CVCL_0062`.

    ## Why is this bad?
    To a program that compares identifiers as they stand, `D012640` and `MESH:D012640` are two
    concepts: one mention fewer of either, a relation without its mention, a lookup that fails.

    ## What to do
    Write the identifier like the others. There is one finding for each way of writing in each file,
    at the first mention or relation, and it says how many more there are, and where.

    ## What it does not see
    Each file and each namespace stands for itself: bare MeSH beside `OMIM:` is consistent. A way of
    writing that is more than a seventh as frequent as the usual one is taken for a convention, and
    so is one that a type of mention prefers. A bare number can be anybody's; it is held against the
    prefixed ones that its own type of mention has (`OMIM:`), and a rare `NCBIGene:` or `NCBITaxon:`
    against bare numbers. The prefix of the first identifier of a composite may stand for all of
    them, so the others are held against those of other composites. What is no identifier without
    its prefix is `malformed-concept-id` (CID003).

    While it runs, the rule holds about 150 bytes for each way of writing that a mention type has in
    a file. A corpus with such a slip is read once more to find the lines.
    """

    code = "CID005"
    name = "inconsistent-prefix"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003")
    fixes = (Safety.UNSAFE,)
    source = "NCBI-disease, test set"

    examples = (
        # One beside seven, but not beside six.
        Bad(
            "[a](Sign MESH:D000001) " * 5 + "[b](Sign D000003) " + "[a](Sign MESH:D000001) " * 2,
            expect=(
                (
                    "1:11 1 of 8 MeSH identifiers in this file has no prefix, as 'D000003' here, "
                    "and "
                    "the others have 'MESH:': write 'MESH:D000003'"
                ),
            ),
            fixed=(
                "[a](Sign MESH:D000001) " * 5
                + "[b](Sign MESH:D000003) "
                + "[a](Sign MESH:D000001) " * 2
            ),
        ),
        Good("[a](Sign MESH:D000001) " * 6 + "[b](Sign D000003)"),
        # One finding for each way of writing, at the first line.
        Bad(
            "--- 1\n"
            + "[a](Sign D000001) " * 30
            + "\n--- 2\n[b](Sign MESH:D000003) [c](Sign D01O146) [c](Sign mesh:D000004)"
            "\n--- 3\n[c](Sign MESH:C000004)\n--- 4\n[c](Sign MESH:C000005)",
            expect=(
                (
                    "4:1 3 of 34 MeSH identifiers in this file have the prefix 'MESH:', as "
                    "'MESH:D000003' here, and the others have none: write 'D000003'"
                ),
                (
                    "4:5 1 of 34 MeSH identifiers in this file has the prefix 'mesh:', as "
                    "'mesh:D000004' here, and the others have none: write 'D000004'"
                ),
            ),
            fixed=(
                "--- 1\n"
                + "[a](Sign D000001) " * 30
                + "\n--- 2\n[b](Sign D000003) [c](Sign D01O146) [c](Sign D000004)"
                "\n--- 3\n[c](Sign C000004)\n--- 4\n[c](Sign C000005)"
            ),
        ),
        Bad(
            "[a](CellLine CVCL_0001) " * 10 + "[b](CellLine CVCL:0002)",
            expect=(
                (
                    "1:21 1 of 11 Cellosaurus identifiers in this file has the prefix 'CVCL:', as "
                    "'CVCL:0002' here, and the others have 'CVCL_': write 'CVCL_0002'"
                ),
            ),
            fixed="[a](CellLine CVCL_0001) " * 10 + "[b](CellLine CVCL_0002)",
        ),
        Bad(
            "[a](Sign ACME:a b) " * 10 + "[b](Sign Acme:1)",
            expect=(
                (
                    "1:21 1 of 11 acme identifiers in this file has the prefix 'Acme:', as "
                    "'Acme:1' "
                    "here, and the others have 'ACME:': write 'ACME:1'"
                ),
            ),
            fixed="[a](Sign ACME:a b) " * 10 + "[b](Sign ACME:1)",
        ),
        # In a composite, at the identifier; sentinels and malformed identifiers have no prefix.
        Bad(
            "1|t|Ear pain\n1|a|\n"
            + "1\t0\t8\tEar pain\tSign\tMESH:D000001|MESH:D000002\n" * 5
            + "1\t0\t8\tEar pain\tSign\t-1|MESH:D000002| D000003 \n"
            "1\t0\t3\tEar\tSign\tD00001\n1\t0\t3\tEar\tSign\n",
            expect=(
                (
                    "8:38 1 of 12 MeSH identifiers in this file has no prefix, as 'D000003' here, "
                    "and "
                    "the others have 'MESH:': write 'MESH:D000003'"
                ),
            ),
            fixed=(
                "1|t|Ear pain\n1|a|\n"
                + "1\t0\t8\tEar pain\tSign\tMESH:D000001|MESH:D000002\n" * 5
                + "1\t0\t8\tEar pain\tSign\t-1|MESH:D000002| MESH:D000003 \n"
                "1\t0\t3\tEar\tSign\tD00001\n1\t0\t3\tEar\tSign\n"
            ),
            format="pubtator",
        ),
        # The prefix of the first identifier of a composite may stand for all of them.
        Good("[a](Sign MESH:D000001) " * 20 + "[b](Sign MESH:D000002|D000003)"),
        Bad(
            "[a](Sign MESH:D000001|MESH:D000002) " * 10 + "[b](Sign MESH:D000002|D000003)",
            expect=(
                (
                    "1:21 1 of 22 MeSH identifiers in this file has no prefix, as 'D000003' here, "
                    "and the others have 'MESH:': write 'MESH:D000003'"
                ),
            ),
            fixed="[a](Sign MESH:D000001|MESH:D000002) " * 10
            + "[b](Sign MESH:D000002|MESH:D000003)",
        ),
        # Each namespace and each file for itself; a type with a habit of its own.
        Good("[a](Sign D000001) " * 20 + "[b](Sign OMIM:100100), [b](Sign MONDO:0005148)"),
        Good({"a": "[a](Sign MESH:D000001) " * 20, "b": "[a](Sign D000001)"}),
        Good("[a](Sign MESH:D000001) " * 20 + "[b](Drug D000001) " * 2 + "[b](Drug MESH:D000001)"),
        Bad(
            "[a](Sign MESH:D000001) " * 20 + "[b](Drug D000002) [b](Drug MESH:D000001)",
            expect=(
                (
                    "1:41 1 of 22 MeSH identifiers in this file has no prefix, as 'D000002' here, "
                    "and "
                    "the others have 'MESH:': write 'MESH:D000002'"
                ),
            ),
            fixed=(
                "[a](Sign MESH:D000001) " * 20 + "[b](Drug MESH:D000002) [b](Drug MESH:D000001)"
            ),
        ),
        # Bare numbers are what the type has with a prefix, if they fit it.
        Bad(
            "[a](Sign OMIM:100100) [a](Drug CHEBI:1) " * 20
            + "[a](Sign SNOMEDCT:22298006) [b](Sign 100200) [b](Sign 7157) [b](Drug 100201)",
            expect=(
                (
                    "1:83 1 of 21 OMIM identifiers in this file has no prefix, as '100200' here, "
                    "and "
                    "the others have 'OMIM:': write 'OMIM:100200'"
                ),
                (
                    "1:87 1 of 21 CHEBI identifiers in this file has no prefix, as '100201' here, "
                    "and "
                    "the others have 'CHEBI:': write 'CHEBI:100201'"
                ),
            ),
            fixed=(
                "[a](Sign OMIM:100100) [a](Drug CHEBI:1) " * 20
                + "[a](Sign SNOMEDCT:22298006) [b](Sign OMIM:100200) "
                + "[b](Sign 7157) [b](Drug CHEBI:100201)"
            ),
        ),
        Good("[a](Gene 7157) " * 20 + "[b](Gene HGNC:5), [b](Sign OMIM:100100)"),
        Bad(
            "[a](Gene 7157) [c](Species 9606) " * 10
            + "[b](Gene NCBIGene:672) [d](Species NCBITaxon:10090)",
            expect=(
                (
                    "1:41 1 of 11 NCBI Gene identifiers in this file has the prefix 'NCBIGene:', "
                    "as "
                    "'NCBIGene:672' here, and the others have none: write '672'"
                ),
                (
                    "1:43 1 of 11 NCBI Taxonomy identifiers in this file has the prefix "
                    "'NCBITaxon:', "
                    "as 'NCBITaxon:10090' here, and the others have none: write '10090'"
                ),
            ),
            fixed="[a](Gene 7157) [c](Species 9606) " * 10 + "[b](Gene 672) [d](Species 10090)",
        ),
        # What is left without the prefix is no identifier: CID003.
        Good("[a](Sign MONDO:0005148) " * 20 + "[b](Sign 0005149)"),
        # Arguments of relations, where they are written as mentions elsewhere.
        Bad(
            "[a](Sign D000001) [b](Drug D000002) " * 10
            + "\n{Is D000001 D000002}\n{Is MESH:D000002 D000001}",
            expect=(
                (
                    "3:1 1 of 24 MeSH identifiers in this file has the prefix 'MESH:', as "
                    "'MESH:D000002' here, and the others have none: write 'D000002'"
                ),
            ),
            fixed=(
                "[a](Sign D000001) [b](Drug D000002) " * 10
                + "\n{Is D000001 D000002}\n{Is D000002 D000001}"
            ),
        ),
        Good("[a](Sign MESH:D000001) " * 20 + "\n{Is D000001 D000001}"),
        Good(
            "[a](Sign D000001) [p](Gene 7157) " * 20
            + "\n{Is 7157 MESH:D000001}\n{Is MESH:D000001 D1}"
        ),
    )

    def collect(self, document: Document, question: Mapping[str, Owners] | None) -> Part | None:
        """Return what habits there are; in the second reading, how often and where."""
        path = home(document)
        if question is None:
            found = habits(document)
            if document.relations:
                found = found | _of_arguments(document)
            return ({path: set(found)}, {}) if found else None
        if path not in question:
            return None
        places: dict[tuple[str, Form], list[Where]] = {}
        for kind, form, record, _, _ in _identifiers(document, question[path]):
            places.setdefault((kind, form), []).append((document.path, record.line))
        uses = {key: (len(lines), tuple(lines[:_MOST_LINES])) for key, lines in places.items()}
        return ({}, {path: (question[path], uses)}) if uses else None

    def merge(self, into: Part, part: Part) -> Part:
        """Join habits, and add up uses."""
        for path, found in part[0].items():
            into[0].setdefault(path, set()).update(found)
        for path, (owned, uses) in part[1].items():
            known = into[1].setdefault(path, (owned, {}))[1]
            for key, (number, lines) in uses.items():
                before = known.get(key, (0, ()))
                first = sorted((*before[1], *lines))[:_MOST_LINES]
                known[key] = before[0] + number, tuple(first)
        return into

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask about files where a type has two ways of writing; then return the rare ones."""
        found, counted = part
        if counted:
            verdict = {path: (owned, _slipped(uses)) for path, (owned, uses) in counted.items()}
            return {path: each for path, each in verdict.items() if each[1]} or None
        about = {path: owners(each) for path, each in found.items()}
        mixed = {path: each for path, each in about.items() if each is not None}
        return Question(mixed) if mixed else None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a file of the part has a slip."""
        return not verdict.keys().isdisjoint(part[1])

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield each slip of the file that occurs here first; the others are repaired with it."""
        if home(document) not in verdict:
            return
        owned, slipped = verdict[home(document)]
        fixes = _fixes(document, owned, slipped)
        waiting = slipped
        for kind, form, record, number, identifier in _identifiers(document, owned):
            found = waiting.get((kind, form))
            if found is not None and (document.path, record.line) == found[1][0]:
                slip, lines = found
                waiting = {key: each for key, each in waiting.items() if each[0] != slip}
                yield self.diagnostic(
                    record,
                    "concept" if isinstance(record, Mention) else "argument",
                    _message(slip, identifier),
                    item=number,
                    related=tuple(
                        Related("here too", place=Place(*where))
                        for where in dict.fromkeys(lines)
                        if where != (document.path, record.line)
                    ),
                    fix=fixes.pop(slip, None),
                )
        for slip, fix in fixes.items():
            message = f"identifiers of {slip.namespace} have another prefix than the others"
            yield replace(self.diagnostic(None, "record", message, fix=fix), folded=True)


def _fixes(
    document: Document, owned: Owners, slipped: Mapping[Key, tuple[Slip, tuple[Where, ...]]]
) -> dict[Slip, Fix]:
    """Return what gives the identifiers of a document the usual prefix, by slip."""
    records: dict[Slip, dict[int, Mention | Relation]] = {}
    changed: dict[tuple[Slip, int], list[str | None]] = {}
    for kind, form, record, number, identifier in _identifiers(document, owned):
        if (kind, form) in slipped:
            slip = slipped[kind, form][0]
            records.setdefault(slip, {})[id(record)] = record
            old = (
                record.concept_ids
                if isinstance(record, Mention)
                else [each.target for each in record.arguments]
            )
            usual = slip.found.usual + identifier.removeprefix(slip.found.way)
            changed.setdefault((slip, id(record)), list(old))[number] = usual
    fixes = {}
    for slip, found in records.items():
        changes = [_change(each, changed[slip, which]) for which, each in found.items()]
        fixes[slip] = Fix(tuple(filter(None, changes)), Safety.UNSAFE)
    return {slip: fix for slip, fix in fixes.items() if fix.changes}


def _change(record: Mention | Relation, names: list[str | None]) -> Change | None:
    if isinstance(record, Mention):
        mention = with_identifiers(record, names)
        return None if mention is None else Change(record, mention)
    pairs = zip(record.arguments, names, strict=True)
    arguments = tuple(replace(each, target=name or each.target) for each, name in pairs)
    return Change(record, replace(record, arguments=arguments))


def _of_arguments(document: Document) -> set[str]:
    """Return the habits of arguments that are not written as any mention is."""
    forms = [form_of(target) for _, _, target in doubtful(document)]
    return {habit_from(ARGUMENT, (form,)) for form in forms if form is not None}


def _identifiers(
    document: Document, owned: Owners
) -> Iterator[tuple[str, Form, Mention | Relation, int, str]]:
    """Yield each identifier of a document: type, form, record, item, and itself."""
    for mention in document.mentions:
        kind = plain(mention.type)
        first: Form | None = None
        for number, identifier in enumerate(mention.concept_ids):
            form = resolved(kind, identifier, owned)
            if form is None:
                continue
            # The prefix of the first may stand for all: a usage of its own.
            is_led = first is not None and first.prefix and first.namespace == form.namespace
            yield f"{kind}{_LED}" if is_led else kind, form, mention, number, identifier
            first = first or form
    for relation in document.relations:
        for number, argument in enumerate(relation.arguments):
            target = argument.target.strip()
            form = resolved(ARGUMENT, target, owned)
            if form is not None:
                yield ARGUMENT, form, relation, number, target


def _slipped(uses: Mapping[Key, Use]) -> dict[Key, tuple[Slip, tuple[Where, ...]]]:
    """Return the slips among the identifiers of a file, and their lines, by type and form."""
    found: dict[Key, tuple[Slip, tuple[Where, ...]]] = {}
    for slip in slips({key: number for key, (number, _) in uses.items()}):
        keys = [(kind, Form(slip.namespace, slip.found.way)) for kind in slip.found.types]
        lines = sorted(line for key in keys for line in uses[key][1])
        found |= dict.fromkeys(keys, (slip, tuple(lines[:_MOST_LINES])))
    return found


def _message(slip: Slip, identifier: str) -> str:
    way, usual, _, number, total = slip.found
    have = "has" if number == 1 else "have"
    here = f"the prefix {quoted(way)}" if way else "no prefix"
    elsewhere = quoted(usual) if usual else "none"
    return (
        f"{number:,} of {total:,} {slip.namespace} identifiers in this file {have} {here}, as "
        f"{quoted(identifier)} here, and the others have {elsewhere}: "
        f"write {quoted(usual + identifier.removeprefix(way))}"
    )
