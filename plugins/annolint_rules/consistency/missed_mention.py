"""COR001 missed-mention."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated

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
    Span,
    option,
    quoted,
)
from annolint_rules._surfaces import (
    add,
    documents_in,
    evidence,
    form_of,
    is_abbreviation,
    mentions_in,
)
from annolint_rules.consistency import _usage
from annolint_rules.consistency._occurrences import Bare, Search
from annolint_rules.consistency._usage import Part, Usage, Verdict

_TEXT = "Take [aspirin](Drug) or [aspirin](Drug) for [pain](Sign)."
_USUAL = ("--- 1\n" + _TEXT, *[_TEXT] * 3)
"""Four documents with eight mentions of aspirin."""

_NEXT = "\n--- 2\n"


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
    elsewhere. Forms that may be anything, such as pronouns: no type has half of their mentions.
    Scripts without blanks between words.

    While it runs, the rule holds about 190 bytes for each surface form of the corpus, 40 for each
    character of the forms that it searches, and 200 for each word beside mentions of a type. It
    reads the corpus three times.
    """

    code = "COR001"
    name = "missed-mention"
    severity = Severity.INFO
    preset = Preset.STRICT
    fixes = (Safety.UNSAFE,)
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
            _NEXT.join((*_USUAL, "Take [rest](Drug) or aspirin for [pain](Sign).")),
            expect=(
                (
                    "10:14 'aspirin' is annotated as Drug 8 of 9 times in 4 documents, here it is "
                    "not: annotate it, or see whether it means something else"
                ),
            ),
        ),
        # The first of several places, in the second passage; a capital where a sentence begins.
        Bad(
            _NEXT.join(
                (*_USUAL, "[Rest](Drug)", "[Rest](Drug)\nAspirin for pain. Take aspirin for pain.")
            ),
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
            _NEXT.join((*_USUAL, "Take [rest](Drug) or aspirin for pain.")),
            settings="[rules.missed-mention]\nleast-mentions = 9",
        ),
        Good(
            _NEXT.join((*_USUAL, "Take [rest](Drug) or aspirin for pain.")),
            settings="[rules.missed-mention]\nleast-documents = 5",
        ),
        Good(
            _NEXT.join((*_USUAL, "Take [rest](Drug) or aspirin for pain.")),
            settings="[rules.missed-mention]\nleast-share = 0.9",
        ),
        # A document with no mention of the type; parts of words and of compounds; other mentions.
        Good(_NEXT.join((*_USUAL, "Take aspirin for [pain](Sign)."))),
        Good(
            _NEXT.join(
                (*_USUAL, "[Rest](Drug) or aspirins for aspirin-induced or anti-aspirin, aspirin's")
            )
        ),
        Good(_NEXT.join((*_USUAL, "[Rest](Drug) or [aspirin use](Habit) for [pain](Sign)."))),
        # Another word follows or precedes: a longer name, perhaps.
        Good(
            _NEXT.join(
                (
                    *_USUAL,
                    "[Rest](Drug) or aspirin factor.",
                    "[Rest](Drug) for Saint aspirin or pain.",
                )
            )
        ),
        # A capital within a sentence, and capitals throughout: a name, a heading.
        Good(
            _NEXT.join(
                (*_USUAL, "[Rest](Drug) or Aspirin for [pain](Sign). ASPIRIN for [pain](Sign).")
            )
        ),
        Bad(
            _NEXT.join(
                (
                    *_USUAL,
                    "Take [Aspirin](Drug) for [ill](Sign). [Rest](Drug) or Aspirin for [ill](Sign)",
                )
            ),
            expect=(
                (
                    "10:31 'Aspirin' is annotated as Drug 9 of 10 times in 5 documents, here it is "
                    "not: annotate it, or see whether it means something else"
                ),
            ),
            fixed=_NEXT.join((*_USUAL, "Take [Aspirin](Drug) for [ill](Sign). "))
            + "[Rest](Drug) or [Aspirin](Drug) for [ill](Sign)",
        ),
        Bad(
            "Or " + "[CODEINE](Drug) or " * 4 + "CODEINE or.",
            expect=(
                (
                    "1:48 'CODEINE' is annotated as Drug 4 of 5 times in one document, here it is "
                    "not: annotate it, or see whether it means something else"
                ),
            ),
            fixed="Or " + "[CODEINE](Drug) or " * 4 + "[CODEINE](Drug) or.",
        ),
        # The longest known form at a place.
        Good(_NEXT.join((*_USUAL, "[Aspirin or](Drug) pain.", "[Rest](Drug) or aspirin or pain."))),
        # Just enough: five mentions in three documents.
        Bad(
            "--- 1\n[Rest](Drug) or [aspirin](Drug) or [aspirin](Drug) or\n--- 2\n"
            "[Rest](Drug) or [aspirin](Drug) or [aspirin](Drug) or\n--- 3\n"
            "[Rest](Drug) or [aspirin](Drug) or\n--- 4\n[Rest](Drug) or aspirin or",
            expect=(
                (
                    "8:9 'aspirin' is annotated as Drug 5 of 6 times in 3 documents, here it is "
                    "not: annotate it, or see whether it means something else"
                ),
            ),
        ),
        # Enough mentions in one document; short abbreviations count there only.
        Bad(
            "Take [MS](Drug) or [MS](Drug) for [MS](Drug) or [MS](Drug) for pain, or MS for pain.",
            expect=(
                (
                    "1:41 'MS' is annotated as Drug 4 of 5 times in one document, here it is not: "
                    "annotate it, or see whether it means something else"
                ),
            ),
            fixed=(
                "Take [MS](Drug) or [MS](Drug) for [MS](Drug) or [MS](Drug) for pain, "
                "or [MS](Drug) for pain."
            ),
        ),
        Good(
            "Take [MS](Drug) or [MS](Drug) for [MS](Drug) or [MS](Drug) for pain, or MS for pain.",
            settings="[rules.missed-mention]\nleast-here = 5",
        ),
        Good(
            _NEXT.join(
                (
                    *_USUAL,
                    "[MS](Drug) or [MS](Drug)",
                    *["Take [MS](Drug) for"] * 4,
                    "[Rest](Drug) or MS for",
                )
            )
        ),
        # Bare too often in the document, though not in the corpus.
        Good(
            "--- 1\n"
            + "Or [MS](Drug) " * 12
            + "or\n--- 2\n"
            + "Or [MS](Drug) " * 4
            + "or MS or MS or"
        ),
        # A list of symbols.
        Good("Take [MS](Drug), [MS](Drug), [MS](Drug), [MS](Drug), [MS](Drug), (AB, MS), or."),
        # A type that few mentions of the form have is not named.
        Bad(
            _NEXT.join(
                (
                    *_USUAL,
                    "[Aspirin](Zest) or [aspirin](Zest)",
                    "[Aspirin](Firm)",
                    "[Rest](Drug) or aspirin for [pain](Sign).",
                )
            ),
            expect=(
                (
                    "14:9 'aspirin' is annotated as Drug or Zest 11 of 12 times in 4 documents, "
                    "here it is not: annotate it, or see whether it means something else"
                ),
            ),
        ),
        # A pronoun may stand for anything: no type has half of its mentions.
        Good(
            "[It](Drug) or [it](Drug) or [it](Drug) or [it](Sign) or [it](Sign) or [it](Firm) "
            "or [it](Firm) or it or"
        ),
        Bad(
            "Or [it](Drug) or [it](Drug) or [it](Drug) or [it](Sign) or [it](Sign) or [it](Firm) "
            "or it or",
            expect=(
                (
                    "1:40 'it' is annotated as Drug or Sign or Firm 6 of 7 times in one document, "
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
        part = _usage.forms(document)
        return part if question is None else part | _usage.places(document, question)

    def merge(self, into: Part, part: Part) -> Part:
        """Add the counts of a part."""
        return add(into, part)

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask where the forms are bare; then return those that are so only now and then."""
        search = _usage.searched(part, min(self.least_mentions, self.least_here))
        if search is None:
            return None
        if not _usage.was_asked(part):
            return Question(search)
        usage = _usage.used(part, search, self.least_share)
        return Verdict(search, usage, _usage.foreign(part)) if usage else None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether one of the forms is bare in the part."""
        return any(_usage.is_bare(part, form) for form in verdict.usage)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield one finding for each form that is bare here, and not because of the context."""
        places = _usage.eligible(document, verdict.search)
        here = Counter(form_of(mention.text) for mention in document.mentions) if places else {}
        bare_here = Counter(place.form for place in places)
        missed: dict[str, list[Bare]] = {}
        for place in places:
            form = place.form
            if (
                form in verdict.usage
                and self._is_evident(form, verdict.usage[form], here.get(form, 0), bare_here[form])
                and verdict.fits(document, place)
            ):
                missed.setdefault(form, []).append(place)
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
            fix=_fix(document, places),
        )


def _fix(document: Document, places: Sequence[Bare]) -> Fix | None:
    """Return the mentions that are missing, like those of the form that the document has.

    None where it has none, or they differ in type or identifier.
    """
    form = places[0].form
    models = {
        (mention.type, mention.concept_field): mention
        for mention in document.mentions
        if form_of(mention.text) == form
    }
    if len(models) != 1:
        return None
    (model,) = models.values()
    if model.component_texts or model.attributes:
        return None
    return Fix(
        tuple(
            Change(
                None,
                replace(
                    model,
                    index=0,
                    line=0,
                    id="",
                    spans=(Span(place.start, place.end),),
                    text=document.text[place.start : place.end],
                    fragment_texts=(),
                ),
            )
            for place in places
        ),
        Safety.UNSAFE,
    )
