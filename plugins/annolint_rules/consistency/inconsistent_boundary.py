"""COR002 inconsistent-boundary."""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Annotated

import msgspec

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Question,
    Severity,
    Span,
    option,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules._surfaces import add, count, evidence, label_of, lowered, mentions_in
from annolint_rules.consistency._occurrences import covered

Phrase = tuple[str, str]
"""The words of a mention, in lower case, and its type."""

Part = dict[tuple[Phrase, str], int]
"""A phrase and the words of it that are the mention, with the count of these mentions."""


class Usage(msgspec.Struct, frozen=True):
    """The words of a phrase that are the mention almost everywhere; their count, and all."""

    usual: str
    count: int
    total: int


Verdict = dict[Phrase, Usage]

_ASKED: tuple[Phrase, str] = ("", ""), ""
"""Stands in the parts of the second reading."""

# A word that is joined by one blank; where it begins is looked for in the characters before.
_BEFORE = lazy(r"(?<![\w'-])\w[\w'-]* \Z")
_AFTER = lazy(r" \w[\w'-]*")
_LONGEST_WORD = 40


_WHOLE = "\n".join(["Had [acute renal failure](Disease)"] * 5)
_PART = "\n".join(["Had severe [heart failure](Disease) once"] * 5)


class InconsistentBoundary(CorpusRule, frozen=True):
    """The same words are annotated with other edges almost everywhere else in the corpus.

    ## Why is this bad?
    Whether `acute` belongs to `acute renal failure` is a question for the guidelines. Where it is
    answered in both ways, exact-match scores measure the annotators' mood.

    ## What to do
    Compare the mention with the others of its words, and move its edges, or theirs.

    ## What it does not see
    Edges that differ by more than one word, and words that are not separated by one blank. A word
    beside the mention that belongs to another mention was not left out. The phrase has to be
    annotated often enough to tell what is usual; that is why most slips of this kind stay unseen.

    While it runs, the rule holds about 350 bytes for each surface form of several words, and reads
    the corpus three times.
    """

    code = "COR002"
    name = "inconsistent-boundary"
    severity = Severity.INFO
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        *BAD_CHARACTERS,
        "DUP001",
        "OVL001",
        "SPN006",
        "SPN007",
        "SPN008",
        "SPN009",
        "SPN012",
        "TYP002",
    )
    source = "Dickinson and Meurers, Detecting Errors in Part-of-Speech Annotation, EACL 2003"

    least_share: Annotated[
        float, option("The share of the mentions of a phrase with the usual edges.", gt=0.5, le=1)
    ] = 0.83
    least_mentions: Annotated[int, option("The mentions with the usual edges.", ge=1)] = 5

    examples = (
        Bad(
            f"{_WHOLE}\nAn Acute [Renal failure](Disease)",
            expect=(
                (
                    "6:10 in 'acute renal failure' the mention is 'acute renal failure' 5 of 6 "
                    "times in one document, here 'Renal failure': decide which edges are right"
                ),
            ),
        ),
        Bad(
            f"{_WHOLE}\n--- 2\n[acute renal](Disease) failure",
            expect=(
                (
                    "7:1 in 'acute renal failure' the mention is 'acute renal failure' 5 of 6 "
                    "times in one document, here 'acute renal': decide which edges are right"
                ),
            ),
        ),
        Bad(
            f"{_PART}\nA [severe heart failure](Disease)\n[heart failure once](Disease)",
            expect=(
                (
                    "6:3 in 'severe heart failure' the mention is 'heart failure' 5 of 6 times in "
                    "one document, here 'severe heart failure': decide which edges are right"
                ),
                (
                    "7:1 in 'heart failure once' the mention is 'heart failure' 5 of 6 times in "
                    "one document, here 'heart failure once': decide which edges are right"
                ),
            ),
        ),
        # Not often enough, or not clear enough.
        Good(
            f"{_WHOLE}\nacute [renal failure](Disease)",
            settings="[rules.inconsistent-boundary]\nleast-mentions = 6",
        ),
        Good(f"{_WHOLE}\nacute [renal failure](Disease)\nacute [renal failure](Disease)"),
        # Another type; a word of another mention; a hyphen; another word.
        Good(f"{_WHOLE}\nacute [renal failure](Sign), [acute](Time) [renal failure](Disease)"),
        Good(f"{_WHOLE}\nsub-acute [renal failure](Disease), acute-[renal failure](Disease)"),
        Good(f"{_WHOLE}\n[acute [renal failure](Disease)](Disease)"),
        Good(f"{_WHOLE}\nacute  [renal failure](Disease) acute\n[renal failure](Disease)"),
        # Mentions in the wrong place, and of one word.
        Good(
            "".join(
                f"{number}|t|Has acute renal failure\n{number}|a|\n"
                f"{number}\t4\t23\tacute renal failure\tDisease\n\n"
                for number in range(1, 6)
            )
            + "9|t|Has acute renal failure\n9|a|\n9\t10\t23\trenal failures\tDisease\n"
            "9\t23\t10\trenal failure\tDisease\n",
            format="pubtator",
        ),
    )

    def collect(self, document: Document, question: frozenset[Phrase] | None) -> Part:
        """Count the phrases that are mentions, then also those of which a mention is a part."""
        part = count(
            (phrase, words)
            for _, words, phrases in _readings(document, question or frozenset())
            for phrase in phrases
        )
        if question is not None:
            part[_ASKED] = 0
        return part

    def merge(self, into: Part, part: Part) -> Part:
        """Add the counts of a part."""
        return add(into, part)

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask for mentions that are a part of these phrases; then return what is usual."""
        if _ASKED not in part:
            return Question(frozenset(phrase for phrase, _ in part)) if part else None
        phrases: dict[Phrase, dict[str, int]] = defaultdict(dict)
        for (phrase, words), number in part.items():
            phrases[phrase][words] = number
        verdict = {}
        for phrase, readings in phrases.items():
            usual = max(readings, key=lambda words: (mentions_in(readings[words]), words))
            total = sum(map(mentions_in, readings.values()))
            enough = max(self.least_mentions, self.least_share * total)
            if len(readings) > 1 and mentions_in(readings[usual]) >= enough:
                verdict[phrase] = Usage(usual, readings[usual], total)
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether the part has a mention with other edges than the usual."""
        return any(phrase in verdict and verdict[phrase].usual != words for phrase, words in part)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield each mention whose words have other edges elsewhere."""
        for mention, words, phrases in _readings(document, verdict.keys()):
            odd = [each for each in phrases if each in verdict and verdict[each].usual != words]
            for phrase in odd[:1]:
                usage = verdict[phrase]
                yield self.diagnostic(
                    mention,
                    "span",
                    f"in {quoted(phrase[0])} the mention is {quoted(usage.usual)} "
                    f"{evidence(usage.count, usage.total)}, here {quoted(mention.text)}: decide "
                    "which edges are right",
                )


def _readings(
    document: Document, known: AbstractSet[Phrase]
) -> Iterator[tuple[Mention, str, list[Phrase]]]:
    """Yield sound mentions with their words and the phrases that these are the whole or a part of.

    A mention is a part of phrases in `known` only, with a word that belongs to no mention.
    """
    unsound = {mention.index for mention in document.suspect_mentions}
    text = document.text
    taken = bytearray()
    for mention in document.mentions:
        if mention.index in unsound or not mention.types:
            continue
        label = label_of(mention)
        words = lowered(mention.text)
        phrases = [(words, label)] if " " in words else []
        (span,) = mention.spans
        for low, high in _longer(text, span) if known else ():
            phrase = lowered(text[low:high]), label
            if phrase in known:
                taken = taken or covered(document)
                if not any(taken[low : span.start]) and not any(taken[span.end : high]):
                    phrases.append(phrase)
        yield mention, words, phrases


def _longer(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """Yield start and end of a stretch with one word more, before or after."""
    before = _BEFORE.search(text, max(span.start - _LONGEST_WORD, 0), span.start)
    if before:
        yield before.start(), span.end
    after = _AFTER.match(text, span.end)
    if after:
        yield span.start, after.end()
