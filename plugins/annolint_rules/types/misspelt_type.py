"""TYP002 misspelt-type."""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import NamedTuple

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
    Preset,
    Project,
    Question,
    Relation,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD, times
from annolint_rules._spelling import one_slip_apart
from annolint_rules.characters._characters import name

_FEWEST_LETTERS = 5
_MOST_USES = 3
_DOMINANCE = 100
_MOST_TYPES = 1000
"""Where there are more, they are no types, and to compare each with each takes long."""

Kind = tuple[str, str]
"""`mention` or `relation`; and a type."""

Part = tuple[set[str], set[str], dict[Kind, int]]
"""The types of mentions and those of relations; how often those occur that we were asked about."""


class Slip(NamedTuple):
    """A type that is probably misspelt: how often it is used, and what is meant how often."""

    number: int
    meant: str
    usual: int


class MisspeltType(CorpusRule, frozen=True):
    """A type is one letter away from another one that is used everywhere else.

    ## Why is this bad?
    A mention of the type `Chemcial` is in no count, no training and no score of `Chemical`, and a
    program that knows the types by name stops at it.

    ## What to do
    Correct the type. If it is one of its own, add it to `[schema.mentions]` or
    `[schema.relations]`.

    ## What it does not see
    A letter lost, added, exchanged, or swapped with its neighbour counts, and so does another case;
    a digit never does (`T098` and `T038` are two types), nor a character of a script without case.
    The longer of the two names has at least five letters, the wrong one is used three times at
    most, and the right one a hundred times as often: a corpus of thirty mentions proves nothing.
    With a schema, `undeclared-type` (TYP001) speaks instead. Corpora with more than a thousand
    types are left alone.

    While it runs, the rule holds about 100 bytes for each type. A corpus with two such types is
    read once more to count them.
    """

    code = "TYP002"
    name = "misspelt-type"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *BAD_CHARACTERS, "TYP001", "DUP001", "DUP002")
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Bad(
            "[A](Chemcial), [b](chemical), [c](Chemicals) " + "[d](Chemical) " * 200,
            expect=(
                "1:1 mention type 'Chemcial' is used once and 'Chemical' 200 times: correct it",
                "1:4 mention type 'chemical' is used once and 'Chemical' 200 times: correct it",
                "1:7 mention type 'Chemicals' is used once and 'Chemical' 200 times: correct it",
            ),
            fixed="[A](Chemical), [b](Chemical), [c](Chemical) " + "[d](Chemical) " * 200,
        ),
        # Two uses among two hundred, but for one; and one among a hundred, but for one.
        Bad(
            "[A](Chemcial) [a](Chemcial) " + "[d](Chemical) " * 200,
            expect=(
                "1:1 mention type 'Chemcial' is used twice and 'Chemical' 200 times: correct it",
                "1:3 mention type 'Chemcial' is used twice and 'Chemical' 200 times: correct it",
            ),
            fixed="[A](Chemical) [a](Chemical) " + "[d](Chemical) " * 200,
        ),
        Good("[A](Chemcial) [a](Chemcial) " + "[d](Chemical) " * 199),
        Good("[A](Chemcial) " + "[d](Chemical) " * 99),
        Bad(
            "[A](Virs) [b](Virus2) [c](Gene) " + "[d](Virus) [e](Genes) " * 300,
            expect=(
                "1:1 mention type 'Virs' is used once and 'Virus' 300 times: correct it",
                "1:5 mention type 'Gene' is used once and 'Genes' 300 times: correct it",
            ),
            fixed="[A](Virus) [b](Virus2) [c](Genes) " + "[d](Virus) [e](Genes) " * 300,
        ),
        Bad(
            "[A](Chemcal) [a](Chemcal) [a](Chemcal) " + "[d](Chemical) " * 1200,
            expect=(
                "1:1 mention type 'Chemcal' is used 3 times and 'Chemical' 1,200 times: correct it",
                "1:3 mention type 'Chemcal' is used 3 times and 'Chemical' 1,200 times: correct it",
                "1:5 mention type 'Chemcal' is used 3 times and 'Chemical' 1,200 times: correct it",
            ),
            fixed="[A](Chemical) [a](Chemical) [a](Chemical) " + "[d](Chemical) " * 1200,
        ),
        Good("[A](Chemcial) " * 4 + "[d](Chemical) " * 1200),
        # Short names, digits, and scripts of which a character is a word.
        Good(
            "[A](Gne) [b](RNA) [c](T098) [d](drug) "
            + "[e](Gene) [f](DNA) [g](T038) [g](Drug) " * 100
        ),
        Good("[A](上肢骨折损伤) [b](Group-2a) " + "[c](下肢骨折损伤) [d](Group-3a) " * 100),
        # Types of relations are no types of mentions; a column may list several.
        Bad(
            "[A](Treat D1)"
            + " [b](Cures D1) [c](Cause D1)" * 100
            + "\n{Couse D1 D1}\n{Cures D1 D1}"
            + "\n{Cause D1 D1}" * 99
            + "\n{Treats D1 D1}" * 100
            + "\n{Cause D1 D1 Novel}",
            expect=("2:1 relation type 'Couse' is used once and 'Cause' 100 times: correct it",),
            fixed=(
                "[A](Treat D1)"
                + " [b](Cures D1) [c](Cause D1)" * 100
                + "\n{Cause D1 D1}\n{Cures D1 D1}"
                + "\n{Cause D1 D1}" * 99
                + "\n{Treats D1 D1}" * 100
                + "\n{Cause D1 D1 Novel}"
            ),
        ),
        Bad(
            "1|t|Pain\n1|a|\n1\t0\t4\tPain\tSign, Finding\t-\n"
            + "1\t0\t4\tPain\tFindings,Sign\t-\n" * 100,
            expect=(
                "3:18 mention type 'Finding' is used once and 'Findings' 100 times: correct it",
            ),
            fixed=(
                "1|t|Pain\n1|a|\n1\t0\t4\tPain\tSign, Findings\t-\n"
                + "1\t0\t4\tPain\tFindings,Sign\t-\n" * 100
            ),
            format="pubtator",
        ),
        # A letter of another script, which looks the same. In a type outside ASCII it is at home.
        Bad(
            "[A](\u0421hemical) " + "[d](Chemical) " * 100,
            expect=(
                (
                    "1:1 mention type '\u0421hemical' is used once and 'Chemical' 100 times: "
                    "correct it; '\u0421' is U+0421 CYRILLIC CAPITAL LETTER ES"
                ),
            ),
            fixed="[A](Chemical) " + "[d](Chemical) " * 100,
        ),
        Bad(
            "[A](Prot\xe9in) " + "[d](Prot\xe9ine) " * 100,
            expect=(
                (
                    "1:1 mention type 'Prot\xe9in' is used once and 'Prot\xe9ine' 100 times: "
                    "correct it"
                ),
            ),
            fixed="[A](Prot\xe9ine) " + "[d](Prot\xe9ine) " * 100,
        ),
        # The most frequent of those that may be meant.
        Bad(
            "[A](Diseased) " + "[b](Diseases) " * 100 + "[c](Disease) " * 101,
            expect=(
                "1:1 mention type 'Diseased' is used once and 'Disease' 101 times: correct it",
            ),
            fixed="[A](Disease) " + "[b](Diseases) " * 100 + "[c](Disease) " * 101,
        ),
        Bad(
            "[A](Diseased) " + "[b](Diseases) " * 101 + "[c](Disease) " * 100,
            expect=(
                "1:1 mention type 'Diseased' is used once and 'Diseases' 101 times: correct it",
            ),
            fixed="[A](Diseases) " + "[b](Diseases) " * 101 + "[c](Disease) " * 100,
        ),
        Bad(
            "--- 1\n[A](Sign D1)\n{Couse D1 D1}\n--- 2\n[A](Sign D1)" + "\n{Cause D1 D1}" * 100,
            expect=("3:1 relation type 'Couse' is used once and 'Cause' 100 times: correct it",),
            fixed=(
                "--- 1\n[A](Sign D1)\n{Cause D1 D1}\n--- 2\n[A](Sign D1)" + "\n{Cause D1 D1}" * 100
            ),
        ),
        # A schema knows better.
        Good(
            "[A](Chemicals) " + "[d](Chemical) " * 100,
            settings="[schema.mentions.Chemical]\n[schema.mentions.Chemicals]",
        ),
    )

    def collect(self, document: Document, question: frozenset[Kind] | None) -> Part | None:
        """Return the types of a document; in the second reading, how often some are used."""
        if question is None:
            kinds = {kind for kind, _ in document.concept_uses}
            return kinds, {relation.type for relation in document.relations}, {}
        uses = Counter(kind for kind, _, _ in _uses(document))
        counts = {kind: number for kind, number in uses.items() if kind in question}
        return (set(), set(), counts) if counts else None

    def merge(self, into: Part, part: Part) -> Part:
        """Join types, and add up uses."""
        into[0].update(part[0])
        into[1].update(part[1])
        for kind, number in part[2].items():
            into[2][kind] = into[2].get(kind, 0) + number
        return into

    def judge(self, part: Part) -> dict[Kind, Slip] | Question | None:
        """Ask how often types are used that are alike; then return the slips among them."""
        mentions, relations, counts = part
        if counts:
            return _slips(counts) or None
        kinds = {("mention", name.strip()) for kind in mentions for name in kind.split(",")}
        pairs = _alike(kinds | {("relation", kind.strip()) for kind in relations})
        return Question(frozenset(kind for pair in pairs for kind in pair)) if pairs else None

    def touches(self, part: Part, verdict: dict[Kind, Slip]) -> bool:
        """Say whether a document of the part has a misspelt type."""
        return not verdict.keys().isdisjoint(part[2])

    def check(
        self, document: Document, project: Project, verdict: dict[Kind, Slip]
    ) -> Iterator[Diagnostic]:
        """Yield each use of a misspelt type that the schema does not have."""
        declared = {
            "mention": project.schema.mentions.keys(),
            "relation": project.schema.relations.keys(),
        }
        for kind, record, number in _uses(document):
            slip = verdict.get(kind)
            if slip is not None and kind[1] not in declared[kind[0]]:
                yield self.diagnostic(
                    record,
                    "type",
                    f"{kind[0]} type {quoted(kind[1])} is used {times(slip.number)} and "
                    f"{quoted(slip.meant)} {times(slip.usual)}: correct it"
                    + _foreign(kind[1], slip.meant),
                    item=number,
                    fix=_fix(record, kind[1], slip.meant),
                )


def _fix(record: Mention | Relation, kind: str, meant: str) -> Fix | None:
    """Return the correction of a type, where it stands in a list of types too.

    None where the list has the right one already.
    """
    if isinstance(record, Mention) and meant in record.types:
        return None
    written = ",".join(
        each.replace(kind, meant) if each.strip() == kind else each
        for each in record.type.split(",")
    )
    changed: Mention | Relation = replace(record, type=written)
    if isinstance(changed, Mention):
        types = tuple(meant if each == kind else each for each in changed.types)
        changed = replace(changed, types=types)
    return Fix((Change(record, changed),), Safety.UNSAFE)


def _uses(document: Document) -> Iterator[tuple[Kind, Mention | Relation, int | None]]:
    """Yield each use of a type; and its number, where one field may list several."""
    for mention in document.mentions:
        for number, kind in enumerate(mention.types):
            yield ("mention", kind), mention, number
    for relation in document.relations:
        yield ("relation", relation.type.strip()), relation, None


def _foreign(kind: str, meant: str) -> str:
    """Name the characters outside ASCII that a type has for those of an ASCII one; they look alike.

    An empty string if there are none.
    """
    odd = [letter for letter in kind if not letter.isascii()] if meant.isascii() else []
    return "".join(f"; {quoted(letter)} is {name(letter)}" for letter in odd)


def _alike(kinds: AbstractSet[Kind]) -> list[tuple[Kind, Kind]]:
    """Return the pairs of types of which one may be a slip of the other."""
    long = sorted(kind for kind in kinds if len(kind[1]) >= _FEWEST_LETTERS - 1)
    if len(long) > _MOST_TYPES:
        return []
    return [
        (one, other)
        for one, other in combinations(long, 2)
        if one[0] == other[0] and _is_slip(one[1], other[1])
    ]


def _is_slip(one: str, other: str) -> bool:
    """Say whether one letter, or only the case, is between two names."""
    if max(sum(map(str.isalpha, one)), sum(map(str.isalpha, other))) < _FEWEST_LETTERS:
        return False
    if _without_case(one) != _without_case(other):
        return False
    return one.casefold() == other.casefold() or one_slip_apart(one.casefold(), other.casefold())


def _without_case(name: str) -> list[str]:
    """Return the digits of a name, and the characters of which each is a word or a syllable."""
    return [letter for letter in name if letter.isalnum() and letter.lower() == letter.upper()]


def _slips(counts: Mapping[Kind, int]) -> dict[Kind, Slip]:
    slips: dict[Kind, Slip] = {}
    for pair in _alike(counts.keys()):
        for kind, other in (pair, pair[::-1]):
            number, usual = counts[kind], counts[other]
            is_rare = number <= _MOST_USES and usual >= _DOMINANCE * number
            if is_rare and (kind not in slips or slips[kind].usual < usual):
                slips[kind] = Slip(number, other[1], usual)
    return slips
