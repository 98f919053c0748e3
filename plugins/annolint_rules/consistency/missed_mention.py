"""COR001 missed-mention."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Annotated

import msgspec

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Preset,
    Question,
    Severity,
    option,
    quoted,
)
from annolint_rules._surfaces import (
    add,
    count,
    counts,
    documents_in,
    evidence,
    form_of,
    is_abbreviation,
    label_of,
    mentions_in,
)
from annolint_rules.consistency._occurrences import (
    Bare,
    Search,
    bare,
    begins_sentence,
    is_searchable,
    words_around,
)

Part = dict[tuple[str, ...], int]
"""Form and type, with the count of their mentions. In the second reading, behind an empty text,
also what is counted there, as the functions below make the keys.
"""

_ASKED = ("",)
_AT_HOME = 2 / 3
"""A word is at home beside mentions of a type if it stands there, and not beside bare forms."""

_OTHER_TYPE = 0.1
"""A type with a smaller share of a form's mentions is not named."""


def _bare(form: str) -> tuple[str, ...]:
    return "", "bare", form


def _capital(form: str) -> tuple[str, ...]:
    return "", "capital", form


def _beside(what: str, label: str, before: str, after: str) -> list[tuple[str, ...]]:
    sides = (("before", before), ("after", after))
    return [("", what, label, side, word) for side, word in sides if word]


class Usage(msgspec.Struct, frozen=True):
    """How a surface form is annotated: its types, the count, all places, and its case.

    `capital` says that it is written with a capital within sentences, too.
    """

    labels: tuple[str, ...]
    count: int
    total: int
    capital: bool


class Verdict(msgspec.Struct, frozen=True):
    """What to look for, how the forms are used, and the words that are not at home beside them."""

    search: Search
    usage: dict[str, Usage]
    foreign: frozenset[tuple[str, ...]]


def _corpus(*rest: str) -> str:
    """Return four documents with eight mentions of aspirin, and others."""
    usual = "Take [aspirin](Drug) or [aspirin](Drug) for [pain](Sign)."
    return "\n".join(f"--- {number}\n{text}" for number, text in enumerate((*[usual] * 4, *rest)))


class MissedMention(CorpusRule, frozen=True):
    """A surface form that is annotated almost everywhere is no mention here.

    ## Why is this bad?
    Annotators overlook mentions, above all in long documents and in titles. A program that learns
    from the corpus is told that the words mean nothing here, and a score counts it as wrong when it
    finds them all the same.

    ## What to do
    Annotate the words, or see that they mean something else here. The finding is at the first bare
    place of a document and says how many more there are.

    ## What it does not see
    Forms that are rare in the corpus and in the document. Parts of compounds (`aspirin-induced`)
    and of other mentions. Places where the word before or after hardly ever stands beside a mention
    of the type (`tumor necrosis factor`), because the words are then part of a longer term.
    Documents without any mention of the type: they may have been annotated for something else. A
    short abbreviation is judged by its document alone, since it may be short for something else
    elsewhere. Scripts without blanks between words.

    While it runs, the rule holds about MEMORY bytes for each surface form of the corpus, and reads
    the corpus three times.
    """

    code = "COR001"
    name = "missed-mention"
    severity = Severity.INFO
    preset = Preset.STRICT
    source = "https://github.com/nlplab/brat/issues/643"

    least_share: Annotated[
        float, option("The share of the places of a form that are mentions.", gt=0.5, le=1)
    ] = 0.8
    least_mentions: Annotated[int, option("The mentions of a form in the corpus.", ge=1)] = 5
    least_documents: Annotated[int, option("The documents with such a mention.", ge=1)] = 3
    least_here: Annotated[
        int, option("The mentions in the document that are enough by themselves.", ge=1)
    ] = 4

    examples = (
        Bad(
            _corpus("Take [rest](Drug) or aspirin for [pain](Sign)."),
            expect=(
                (
                    "10:14 'aspirin' is annotated as Drug 8 of 9 times in 4 documents, here it is "
                    "not: annotate it, or see whether it means something else"
                ),
            ),
        ),
        # The first of several places, in the second passage; a capital where a sentence begins.
        Bad(
            _corpus("[Rest](Drug)", "[Rest](Drug)\nAspirin for pain. Take aspirin for pain."),
            expect=(
                (
                    "13:1 'Aspirin' is annotated as Drug 8 of 10 times in 4 documents, here it is "
                    "not (and at one more place): annotate it, or see whether it means something "
                    "else"
                ),
            ),
        ),
        # Too rare, in too few documents, or bare too often.
        Good(
            _corpus("Take [rest](Drug) or aspirin for pain."),
            settings="[rules.missed-mention]\nleast-mentions = 9",
        ),
        Good(
            _corpus("Take [rest](Drug) or aspirin for pain."),
            settings="[rules.missed-mention]\nleast-documents = 5",
        ),
        Good(
            _corpus("Take [rest](Drug) or aspirin for pain."),
            settings="[rules.missed-mention]\nleast-share = 0.9",
        ),
        # A document with no mention of the type; parts of words and of compounds; other mentions.
        Good(_corpus("Take aspirin for [pain](Sign).")),
        Good(_corpus("[Rest](Drug) or aspirins for aspirin-induced or anti-aspirin, aspirin's")),
        Good(_corpus("[Rest](Drug) or [aspirin use](Habit) for [pain](Sign).")),
        # Another word follows or precedes: a longer name, perhaps.
        Good(_corpus("[Rest](Drug) or aspirin factor.", "[Rest](Drug) for Saint aspirin or pain.")),
        # A capital within a sentence, and capitals throughout: a name, a heading.
        Good(_corpus("[Rest](Drug) or Aspirin for [pain](Sign). ASPIRIN for [pain](Sign).")),
        Bad(
            _corpus(
                "Take [Aspirin](Drug) for [pain](Sign). [Rest](Drug) or Aspirin for [pain](Sign)."
            ),
            expect=(
                (
                    "10:32 'Aspirin' is annotated as Drug 9 of 10 times in 5 documents, here it is "
                    "not: annotate it, or see whether it means something else"
                ),
            ),
        ),
        # The longest known form at a place.
        Good(_corpus("[Aspirin plus](Drug) for pain.", "[Rest](Drug) or aspirin plus for pain.")),
        # Enough mentions in one document; short abbreviations count there only.
        Bad(
            "Take [MS](Drug) or [MS](Drug) for [MS](Drug) or [MS](Drug) for pain, or MS for pain.",
            expect=(
                (
                    "1:41 'MS' is annotated as Drug 4 of 5 times in one document, here it is not: "
                    "annotate it, or see whether it means something else"
                ),
            ),
        ),
        Good(
            "Take [MS](Drug) or [MS](Drug) for [MS](Drug) or [MS](Drug) for pain, or MS for pain.",
            settings="[rules.missed-mention]\nleast-here = 5",
        ),
        Good(
            _corpus(
                "[MS](Drug) or [MS](Drug)", *["Take [MS](Drug) for"] * 4, "[Rest](Drug) or MS for"
            )
        ),
        # A list of symbols.
        Good("Take [MS](Drug), [MS](Drug), [MS](Drug), [MS](Drug), [MS](Drug), (AB, MS), or."),
        # A type that few mentions of the form have is not named.
        Bad(
            _corpus(
                "[Aspirin](Brand) or [aspirin](Brand)",
                "[Aspirin](Firm)",
                "[Rest](Drug) or aspirin for [pain](Sign).",
            ),
            expect=(
                (
                    "14:9 'aspirin' is annotated as Drug or Brand 11 of 12 times in 4 documents, "
                    "here it is not: annotate it, or see whether it means something else"
                ),
            ),
        ),
        # A mention in a wrong place stands somewhere else, and a broken line may be the mention.
        Good(
            "".join(
                f"{number}|t|Take aspirin for pain\n{number}|a|\n{number}\t5\t12\taspirin\tDrug\n\n"
                for number in range(1, 6)
            )
            + "8|t|Rest and aspirin for pain\n8|a|\n8\t0\t4\tRest\tDrug\n"
            "8\t4\t11\taspirin\tDrug\n\n"
            "9|t|Rest and aspirin for pain\n9|a|\n9\t0\t4\tRest\tDrug\n"
            "9\tnine\t16\taspirin\tDrug\n",
            format="pubtator",
        ),
    )

    def collect(self, document: Document, question: Search | None) -> Part:
        """Count the forms of a document; then, also, where they are bare, and what is beside."""
        part: Part = count(
            (form, label_of(mention))
            for mention in document.mentions
            if mention.types and is_searchable(form := form_of(mention.text))
        )
        if question is not None:
            part |= _second(document, question)
        return part

    def merge(self, into: Part, part: Part) -> Part:
        """Add the counts of a part."""
        return add(into, part)

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask where the forms are bare; then return those that are so only now and then."""
        forms: dict[str, dict[str, int]] = defaultdict(dict)
        for key, number in part.items():
            if key[0]:
                form, label = key
                forms[form][label] = number
        least = min(self.least_mentions, self.least_here)
        labels = {
            form: _labels(found) if sum(map(mentions_in, found.values())) >= least else ()
            for form, found in forms.items()
        }
        search = Search(labels)
        if _ASKED not in part:
            return Question(search) if any(labels.values()) else None
        usage = {}
        for form, found in forms.items():
            if bare_places := part.get(_bare(form), 0):
                mentions = sum(map(mentions_in, found.values()))
                total = mentions + bare_places
                capital = part.get(_capital(form), 0) >= _OTHER_TYPE * mentions
                if mentions >= self.least_share * total:
                    documents = max(map(documents_in, found.values()))
                    counted = counts(mentions, documents)
                    usage[form] = Usage(labels[form], counted, total, capital)
        return Verdict(search, usage, _foreign(part)) if usage else None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether one of the forms is bare in the part."""
        return any(_bare(form) in part for form in verdict.usage)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield one finding for each form that is bare here, and not because of the context."""
        places = _eligible(document, verdict.search)
        if not places:
            return
        here = Counter(form_of(mention.text) for mention in document.mentions)
        bare_here = Counter(place.form for place in places)
        missed: dict[str, list[Bare]] = {}
        for place in places:
            usage = verdict.usage.get(place.form)
            if (
                usage is not None
                and self._is_evident(place.form, usage, here[place.form], bare_here[place.form])
                and _fits(document, place, usage, verdict.foreign)
            ):
                missed.setdefault(place.form, []).append(place)
        for form, found in missed.items():
            yield self._finding(document, found, verdict.usage[form])

    def _is_evident(self, form: str, usage: Usage, here: int, bare_here: int) -> bool:
        """Say whether there are enough mentions, in the corpus or in the document itself."""
        if here >= self.least_here and here >= self.least_share * (here + bare_here):
            return True
        return (
            not is_abbreviation(form)
            and mentions_in(usage.count) >= self.least_mentions
            and documents_in(usage.count) >= self.least_documents
        )

    def _finding(self, document: Document, places: list[Bare], usage: Usage) -> Diagnostic:
        first = places[0]
        passage = next(each for each in document.passages if first.start < each.end)
        others = len(places) - 1
        more = f" (and at {others} more places)" if others else ""
        more = " (and at one more place)" if others == 1 else more
        return self.diagnostic(
            passage,
            "text",
            f"{quoted(document.text[first.start : first.end])} is annotated as "
            f"{' or '.join(usage.labels)} {evidence(usage.count, usage.total)}, here it is "
            f"not{more}: annotate it, or see whether it means something else",
            at=first.start - passage.start,
            length=first.end - first.start,
        )


def _labels(found: dict[str, int]) -> tuple[str, ...]:
    """Return the types of a form that are worth naming, the most frequent first."""
    total = sum(map(mentions_in, found.values()))
    ordered = sorted(found, key=lambda label: (-mentions_in(found[label]), label))
    return tuple(label for label in ordered if mentions_in(found[label]) >= _OTHER_TYPE * total)


def _eligible(document: Document, search: Search) -> list[Bare]:
    """Return the bare places of forms of which the document has a type."""
    here = {label_of(mention) for mention in document.mentions}
    return [
        place for place in bare(document, search) if not here.isdisjoint(search.labels[place.form])
    ]


def _second(document: Document, search: Search) -> Part:
    """Count the bare forms of a document, and the words beside them and beside mentions."""
    keys: list[tuple[str, ...]] = []
    for place in _eligible(document, search):
        label = search.labels[place.form][0]
        keys += [_bare(place.form), *_beside("bare", label, place.before, place.after)]
    unsound = {mention.index for mention in document.suspect_mentions}
    for mention in document.mentions:
        if mention.index not in unsound:
            (span,) = mention.spans
            before, after = words_around(document.text, span.start, span.end)
            keys += _beside("mention", label_of(mention), before, after)
            if mention.text[0].isupper() and not begins_sentence(document.text, span.start):
                keys.append(_capital(form_of(mention.text)))
    return {_ASKED: 0, **Counter(keys)}


def _foreign(part: Part) -> frozenset[tuple[str, ...]]:
    """Return type, side and word of words that stand beside bare forms rather than mentions."""
    found = []
    for key, number in part.items():
        if key[:2] == ("", "bare") and len(key) > len(_bare("")):
            mentions = part.get(("", "mention", *key[2:]), 0)
            if mentions < _AT_HOME * (mentions + number):
                found.append(key[2:])
    return frozenset(found)


def _fits(
    document: Document, place: Bare, usage: Usage, foreign: frozenset[tuple[str, ...]]
) -> bool:
    """Say whether the words are written as elsewhere, and stand where mentions of the type do."""
    text = document.text
    if not (usage.capital or is_abbreviation(place.form)) and (
        text[place.start : place.end].isupper()  # a heading
        or (text[place.start].isupper() and not begins_sentence(text, place.start))
    ):
        return False
    label = usage.labels[0]
    return (label, "before", place.before) not in foreign and (
        label,
        "after",
        place.after,
    ) not in foreign
