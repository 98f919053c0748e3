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
    writing that is more than a fifth as frequent as the usual one is taken for a convention, and so
    is one that a type of mention prefers. A bare number can be anybody's; it is held against
    prefixed ones that its own type of mention has (`OMIM:`), and where `NCBIGene:` or `NCBITaxon:`
    is rare, against the bare ones. What is no identifier without its prefix is
    `malformed-concept-id` (CID003).

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
        # As many as it takes, and one too few.
        Bad(
            "[A](Sign MESH:D000001) [b](Sign MESH:D000002) [c](Sign D000003) "
            "[d](Sign MESH:D000004) [e](Sign MESH:D000005) [f](Sign MESH:D000006)",
            expect=(
                (
                    "1:5 1 of 6 MeSH identifiers in this file has no prefix, as 'D000003' here, "
                    "and the others have 'MESH:': write 'MESH:D000003'"
                ),
            ),
        ),
        Good(
            "[A](Sign MESH:D000001) [b](Sign MESH:D000002) [c](Sign D000003) "
            "[d](Sign MESH:D000004) [e](Sign MESH:D000005)"
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
                path: {slip: sorted(set(lines)) for slip, lines in each.items()}
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
                    _message(slip, identifier),
                    item=number,
                    related=tuple(
                        Related("here too", place=Place(document.path, line))
                        for line in lines[1 : _MOST_RELATED + 1]
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
