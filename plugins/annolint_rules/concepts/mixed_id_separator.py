"""CID009 mixed-id-separator."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    CorpusRule,
    Diagnostic,
    Document,
    Fix,
    Good,
    Preset,
    Question,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._forms import (
    composites,
    habit_of,
    habits_of_composites,
    habits_of_mentions,
    home,
    plain,
)
from annolint_rules.concepts._minority import Minority, minorities

_DOMINANCE = 10
"""How many times as frequent the usual separator is at least, …"""

_FEW = 3
_OVERWHELMING = 100
"""… and how many times as frequent if the other one occurs more than a few times."""

Part = tuple[dict[str, set[str]], dict[str, dict[tuple[str, str], int]]]
"""By home: the habits of composites; and when it is asked about, how many composites of a mention
type have a separator."""


Verdict = dict[str, list[Minority]]
"""By home: the separators that are slips."""


class MixedIdSeparator(CorpusRule, frozen=True):
    """The identifiers of a composite are joined by another character than in the rest of the file.

    ## Why is this bad?
    A program that cuts `D007674|D008107` at `|` takes `D007674;D008107` for one identifier, and
    loses both.

    ## What to do
    Join them as in the rest of the file.

    ## What it does not see
    Separators that are not rare: the usual one must be ten times as frequent, a hundred times if
    the other one occurs more than three times, and must be the usual one of the mention type too,
    since genes may have `;` where diseases have `|`. `+` is no separator but a conjunction, which
    NCBI-disease writes beside `|`. Variants of tmVar hold all of these characters, and count as one
    identifier.

    While it runs, the rule holds about 150 bytes for each separator that a mention type has in a
    file.
    """

    code = "CID009"
    name = "mixed-id-separator"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "CID012", "DUP001")
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/ncbi/BioRED"

    examples = (
        Bad(
            "[a](Sign D000001|D000002) " * 10 + "[b](Sign D000003;D000004)",
            expect=(
                (
                    "1:21 'D000003;D000004' is joined by ';', as 1 of 11 composites in this file, "
                    "and "
                    "the others by '|': write '|' between the identifiers"
                ),
            ),
            fixed="[a](Sign D000001|D000002) " * 10 + "[b](Sign D000003|D000004)",
        ),
        Good("[a](Sign D000001|D000002) " * 9 + "[b](Sign D000003;D000004)"),
        # One or all of the separators of a composite; one finding.
        Bad(
            "1|t|Ear pain\n1|a|\n"
            + "1\t0\t3\tEar\tSign\tD000001,D000002\n" * 20
            + "1\t0\t3\tEar\tSign\tD000001,D000002;D000003\n"
            "\n2|t|Ear pain\n2|a|\n2\t0\t3\tEar\tSign \tD000001|D000002 ; D000003\n"
            "2\t0\t3\tEar\tSign\tD000001\n2\t0\t3\tEar\tSign\tD00001|D000002\n",
            expect=(
                (
                    "23:16 'D000001,D000002;D000003' is joined by ';', as 2 of 24 composites in "
                    "this "
                    "file, and the others by ',': write ',' between the identifiers"
                ),
                (
                    "27:17 'D000001|D000002 ; D000003' is joined by ';', as 2 of 24 composites in "
                    "this file, and the others by ',': write ',' between the identifiers"
                ),
            ),
            fixed=(
                "1|t|Ear pain\n1|a|\n"
                + "1\t0\t3\tEar\tSign\tD000001,D000002\n" * 20
                + "1\t0\t3\tEar\tSign\tD000001,D000002,D000003\n"
                "\n2|t|Ear pain\n2|a|\n2\t0\t3\tEar\tSign \tD000001,D000002 , D000003\n"
                "2\t0\t3\tEar\tSign\tD000001\n2\t0\t3\tEar\tSign\tD00001|D000002\n"
            ),
            format="pubtator",
        ),
        # More than three are a convention, unless the others are a hundred times as many.
        Good("[a](Sign D000001|D000002) " * 399 + "[b](Sign D000003;D000004) " * 4),
        Bad(
            "[a](Sign D000001|D000002) " * 400 + "[b](Sign D000003;D000004) " * 3 + "[b](Sign 1;2)",
            expect=(
                (
                    "1:801 'D000003;D000004' is joined by ';', as 4 of 404 composites in this "
                    "file, "
                    "and the others by '|': write '|' between the identifiers"
                ),
                (
                    "1:803 'D000003;D000004' is joined by ';', as 4 of 404 composites in this "
                    "file, "
                    "and the others by '|': write '|' between the identifiers"
                ),
                (
                    "1:805 'D000003;D000004' is joined by ';', as 4 of 404 composites in this "
                    "file, "
                    "and the others by '|': write '|' between the identifiers"
                ),
                (
                    "1:807 '1;2' is joined by ';', as 4 of 404 composites in this file, and the "
                    "others by '|': write '|' between the identifiers"
                ),
            ),
            fixed=(
                "[a](Sign D000001|D000002) " * 400
                + "[b](Sign D000003|D000004) " * 3
                + "[b](Sign 1|2)"
            ),
        ),
        Bad(
            "[a](Sign D000001|D000002) " * 30 + "[b](Sign D000003;D000004) " * 3,
            expect=tuple(
                f"1:{column} 'D000003;D000004' is joined by ';', as 3 of 33 composites in this "
                "file, and the others by '|': write '|' between the identifiers"
                for column in (61, 63, 65)
            ),
            fixed="[a](Sign D000001|D000002) " * 30 + "[b](Sign D000003|D000004) " * 3,
        ),
        # Another type, another file, another meaning; identifiers that hold separators.
        Good("[a](Sign D000001|D000002) " * 20 + "[b](Gene 1;2)"),
        Good({"a": "[a](Sign D000001|D000002) " * 20, "b": "[a](Sign D000001;D000002)"}),
        Good(
            "1|t|Ear pain\n1|a|\n"
            + "1\t0\t3\tEar\tSign\tD000001,D000002\n" * 20
            + "1\t0\t3\tEar\tSign\tD000001+D000002\n1\t0\t3\tEar\tSign\tc|DEL||32\n"
            "1\t0\t3\tEar\tSign\tp|SUB|L|55|M;RS#:1\n1\t0\t3\tEar\tSign\tear|ache\n",
            format="pubtator",
        ),
    )

    def collect(self, document: Document, question: frozenset[str] | None) -> Part | None:
        """Return the habits of composites; in the second reading, how often separators occur."""
        if not composites(document):
            return None
        path = home(document)
        if question is None:
            return {path: habits_of_composites(document)}, {}
        if path not in question:
            return None
        counts = Counter(
            (habit.type, separator)
            for habit in habits_of_mentions(document)
            for separator in habit.separators
        )
        return {}, {path: counts}

    def merge(self, into: Part, part: Part) -> Part:
        """Join habits, and add up the counts of a file."""
        for path, found in part[0].items():
            into[0].setdefault(path, set()).update(found)
        for path, counts in part[1].items():
            known = into[1].setdefault(path, {})
            for key, number in counts.items():
                known[key] = known.get(key, 0) + number
        return into

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask about files where a type has two separators; then return those that are slips."""
        found, counted = part
        if counted:
            rare = {path: minorities(counts, _DOMINANCE) for path, counts in counted.items()}
            verdict = {path: list(filter(_is_slip, each)) for path, each in rare.items()}
            return {path: each for path, each in verdict.items() if each} or None
        mixed = frozenset(path for path, each in found.items() if _is_mixed(each))
        return Question(mixed) if mixed else None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a file of the part has a slip."""
        return not verdict.keys().isdisjoint(part[1])

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield each composite that is joined in an unusual way."""
        slips = verdict.get(home(document), [])
        found = composites(document) if slips else {}
        for mention in document.mentions if found else ():
            field = mention.concept_field or ""
            if (mention.type, field) in found:
                kind = plain(mention.type)
                here = (slip for slip in slips if kind in slip.types and slip.way in field)
                for slip in islice(here, 1):
                    joined = replace(mention, concept_field=field.replace(slip.way, slip.usual))
                    fix = Fix((Change(mention, joined),), Safety.UNSAFE)
                    yield self.diagnostic(mention, "concept", _message(field, slip), fix=fix)


def _is_mixed(habits: Iterable[str]) -> bool:
    """Say whether a type of mention has several separators."""
    separators: dict[str, str] = {}
    for habit in map(habit_of, habits):
        separators[habit.type] = separators.get(habit.type, "") + habit.separators
    return any(len(set(each)) > 1 for each in separators.values())


def _is_slip(found: Minority) -> bool:
    usual = found.total - found.number
    return found.number <= _FEW or usual >= _OVERWHELMING * found.number


def _message(field: str, slip: Minority) -> str:
    usual = quoted(slip.usual)
    return (
        f"{quoted(field)} is joined by {quoted(slip.way)}, as {slip.number:,} of {slip.total:,} "
        f"composites in this file, and the others by {usual}: write {usual} between the identifiers"
    )
