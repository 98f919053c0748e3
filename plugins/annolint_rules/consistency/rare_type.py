"""COR003 rare-type."""

from collections.abc import Iterator
from typing import Annotated

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Preset,
    Severity,
    option,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules._standing import path_order, place

Part = dict[str, tuple[int, str, int]]
"""For each type, how many mentions it has, and path and place of the first document with one."""

Verdict = dict[tuple[str, int], dict[str, int]]
"""Path and place of a document; then the rare types that begin in it, and their mentions."""


class RareType(CorpusRule, frozen=True):
    """A type has hardly any mentions in the whole corpus.

    ## Why is this bad?
    Nothing can be learnt from a handful of mentions, and a score on them is chance. Often the type
    is a slip, or a leaving of an earlier version of the guidelines.

    ## What to do
    See that the type is meant; if so, annotate more of it, or give it up. The finding is at the
    first mention of the type.

    ## What it does not see
    Types of relations, and types that are declared in the schema and never used. A type that is
    nearly spelt like a frequent one is `misspelt-type` (TYP002).

    While it runs, the rule holds about 200 bytes for each type.
    """

    code = "COR003"
    name = "rare-type"
    severity = Severity.INFO
    preset = Preset.ALL
    yields_to = (
        *BROKEN_RECORD,
        "TYP001",
        "TYP002",
    )
    source = "https://github.com/explosion/spaCy/issues/8266"

    minimum: Annotated[int, option("Mentions that a type should have in the corpus.", ge=2)] = 5

    examples = (
        Good("[A](Drug), [B](Drug), [C](Drug), [D](Drug) and [E](Drug)"),
        Bad(
            "--- 1\n[A](Drug) and [B](Drug), [C](Sign)\n--- 2\n[D](Drug), [E](Sign), [F](Drug)",
            expect=(
                "2:1 type 'Drug' has only 4 mentions in the corpus: see that it is meant",
                "2:10 type 'Sign' has only 2 mentions in the corpus: see that it is meant",
            ),
        ),
        Bad(
            {
                "b": "[A](Drug), [B](Sign)",
                "a": "--- 1\n[C](Drug)\n--- 2\n[D](Odd), [E](Sign), [F](Sign)",
            },
            expect=(
                "a:2:1 type 'Drug' has only 2 mentions in the corpus: see that it is meant",
                "a:4:1 type 'Odd' has only 1 mention in the corpus: see that it is meant",
            ),
            settings="[rules.rare-type]\nminimum = 3",
        ),
        # Several types in one column count one by one.
        Bad(
            "1|t|DCTN4 and TP53\n1|a|\n1\t0\t5\tDCTN4\tT116,T123\tC1\n1\t10\t14\tTP53\tT123\tC2\n",
            expect=("3:13 type 'T116' has only 1 mention in the corpus: see that it is meant",),
            format="pubtator",
            settings="[rules.rare-type]\nminimum = 2",
        ),
    )

    def collect(self, document: Document) -> Part | None:
        """Return how often the document uses each type."""
        counts: dict[str, int] = {}
        for mention in document.mentions:
            for name in mention.types:
                counts[name] = counts.get(name, 0) + 1
        where = document.path, place(document)
        return {name: (count, *where) for name, count in counts.items()} or None

    def merge(self, into: Part, part: Part) -> Part:
        """Add the counts; of two documents the first stays."""
        for name, found in part.items():
            known = into.get(name)
            if known is not None:
                first = min(known, found, key=lambda each: (path_order(each[1]), each[2]))
                found = (known[0] + found[0], *first[1:])  # noqa: PLW2901 - both
            into[name] = found
        return into

    def judge(self, part: Part) -> Verdict | None:
        """Return the rare types by the document in which they begin; None if there are none."""
        verdict: Verdict = {}
        for name, (count, path, where) in part.items():
            if count < self.minimum:
                verdict.setdefault((path, where), {})[name] = count
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a rare type begins in a document of the part."""
        return any((path, where) in verdict for _, path, where in part.values())

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield the first mention of each rare type that begins in the document."""
        rare = dict(verdict.get((document.path, place(document)), ()))
        for mention in document.mentions if rare else ():
            for name in mention.types:
                count = rare.pop(name, None)
                if count is not None:
                    mentions = "1 mention" if count == 1 else f"{count} mentions"
                    yield self.diagnostic(
                        mention,
                        "type",
                        f"type {quoted(name)} has only {mentions} in the corpus: see that it is "
                        "meant",
                    )
