"""CID005 inconsistent-prefix."""

from collections.abc import Collection, Iterator

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Mention,
    Place,
    Preset,
    Question,
    Related,
    Relation,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._forms import form_of, plain, written
from annolint_rules.concepts._prefixes import ARGUMENT, AS_MENTIONED, Slip, slips
from annolint_rules.relations._arguments import doubtful

_MOST_RELATED = 50

Habits = dict[str, dict[str, int]]
"""By path: how many mentions have a habit."""

Lines = dict[str, dict[Slip, list[int]]]
"""By path: the lines in which a slip occurs."""

Part = tuple[Habits, Lines]
"""What the first reading counts, and what the second one finds."""


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
    against bare numbers. What is no identifier without its prefix is `malformed-concept-id`
    (CID003).

    While it runs, the rule holds about 200 bytes for each way of writing that a mention type has in
    a file. A corpus with such a slip is read once more to find the lines.
    """

    code = "CID005"
    name = "inconsistent-prefix"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003")
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
        ),
        Bad(
            "[a](CellLine CVCL_0001) " * 10 + "[b](CellLine CVCL:0002)",
            expect=(
                (
                    "1:21 1 of 11 Cellosaurus identifiers in this file has the prefix 'CVCL:', as "
                    "'CVCL:0002' here, and the others have 'CVCL_': write 'CVCL_0002'"
                ),
            ),
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
            format="pubtator",
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
        ),
        # What is left without the prefix is no identifier: CID003.
        Good("[a](Sign MONDO:0005148) " * 20 + "[b](Sign 0005149)"),
        # Arguments of relations, where they are written as mentions elsewhere.
        Bad(
            "[a](Sign D000001) [b](Drug D000002) " * 10
            + "\n{Is D000001 D000002}\n{Is MESH:D000002 D000001}",
            expect=(
                (
                    "3:1 1 of 21 MeSH identifiers in this file has the prefix 'MESH:', as "
                    "'MESH:D000002' here, and the others have none: write 'D000002'"
                ),
            ),
        ),
        Good("[a](Sign MESH:D000001) " * 20 + "\n{Is D000001 D000001}"),
        Good(
            "[a](Sign D000001) [p](Gene 7157) " * 20
            + "\n{Is 7157 MESH:D000001}\n{Is MESH:D000001 D1}"
        ),
    )

    def collect(self, document: Document, question: Lines | None) -> Part | None:
        """Return how identifiers are written; in the second reading, the lines of the slips."""
        path = document.path
        if question is None:
            habits = dict(written(document).habits)
            if document.relations:
                _add_arguments(document, habits)
            return ({path: habits}, {}) if habits else None
        found: dict[Slip, list[int]] = {}
        for slip, record, _, _ in _occurrences(document, question.get(path, {})):
            found.setdefault(slip, []).append(record.line)
        return ({}, {path: found}) if found else None

    def merge(self, into: Part, part: Part) -> Part:
        """Add up habits, and join lines."""
        for path, habits in part[0].items():
            known = into[0].setdefault(path, {})
            for habit, number in habits.items():
                known[habit] = known.get(habit, 0) + number
        for path, found in part[1].items():
            for slip, lines in found.items():
                into[1].setdefault(path, {}).setdefault(slip, []).extend(lines)
        return into

    def judge(self, part: Part) -> Lines | Question | None:
        """Ask where the slips are; then return their lines, in order."""
        habits, found = part
        if found:
            return {
                path: {slip: sorted(lines) for slip, lines in each.items()}
                for path, each in found.items()
            }
        slipped = {path: dict.fromkeys(slips(each)) for path, each in habits.items()}
        about = {path: each for path, each in slipped.items() if each}
        return Question(about) if about else None

    def touches(self, part: Part, verdict: Lines) -> bool:
        """Say whether a file of the part has a slip."""
        return not verdict.keys().isdisjoint(part[1])

    def check(self, document: Document, verdict: Lines) -> Iterator[Diagnostic]:
        """Yield each slip of the file that occurs here first."""
        found = verdict.get(document.path, {})
        done = set()
        for slip, record, number, identifier in _occurrences(document, found):
            lines = found[slip]
            if record.line == lines[0] and slip not in done:
                done.add(slip)
                yield self.diagnostic(
                    record,
                    "concept" if isinstance(record, Mention) else "argument",
                    _message(slip, len(lines), identifier),
                    item=number,
                    related=tuple(
                        Related("here too", place=Place(document.path, line))
                        for line in list(dict.fromkeys(lines))[1 : _MOST_RELATED + 1]
                    ),
                )


def _add_arguments(document: Document, habits: dict[str, int]) -> None:
    """Count the arguments too, where one of them is not written as any mention is."""
    others = [target for _, _, target in doubtful(document)]
    if others:
        number = sum(len(relation.arguments) for relation in document.relations)
        habits["\t".join((ARGUMENT, "", *AS_MENTIONED))] = number - len(others)
        for target in others:
            if (form := form_of(target)) is not None:
                habit = "\t".join((ARGUMENT, "", *form))
                habits[habit] = habits.get(habit, 0) + 1


def _occurrences(
    document: Document, about: Collection[Slip]
) -> Iterator[tuple[Slip, Mention | Relation, int, str]]:
    """Yield where slips occur, in the order of the file: slip, record, item, identifier."""
    if not about:
        return
    places: list[tuple[str, Mention | Relation, int, str]] = [
        (plain(mention.type), mention, number, identifier)
        for mention in document.mentions
        for number, identifier in enumerate(mention.concept_ids)
    ]
    places += [(ARGUMENT, *each) for each in doubtful(document)]
    for kind, record, number, identifier in places:
        for slip in about:
            if slip.holds(kind, identifier):
                yield slip, record, number, identifier


def _message(slip: Slip, number: int, identifier: str) -> str:
    way, usual = slip.found.way, slip.found.usual
    total = slip.found.total - slip.found.number + number  # of bare numbers, some do not fit
    have = "has" if number == 1 else "have"
    here = f"the prefix {quoted(way)}" if way else "no prefix"
    elsewhere = quoted(usual) if usual else "none"
    return (
        f"{number:,} of {total:,} {slip.namespace} identifiers in this file {have} {here}, as "
        f"{quoted(identifier)} here, and the others have {elsewhere}: "
        f"write {quoted(usual + identifier.removeprefix(way))}"
    )
