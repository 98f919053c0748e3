"""SPN012 altered-mention-text."""

from collections.abc import Iterator, Mapping, Sequence

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Related,
    Rule,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._places import agrees, shown, whole_words
from annolint_rules._repairs import rewritten
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD, broken_records
from annolint_rules.spans._alterations import KINDS, alteration, has_own_edges

_FEW = 3
"""More altered mentions than these in a document are one finding."""

_MOST = 0.8
"""The part of other words that must stand for whole words, for their places to be trusted."""

_RELATED = 5


def _altered(there: str, text: str, kinds: str) -> Bad:
    end = 5 + len(there)
    message = f"mention text '{text}' differs from '{there}' at 5-{end} in {kinds}"
    source = f"1|t|Take {there}\n1|a|\n1\t5\t{end}\t{{}}\tDrug\t-\n"
    return Bad(
        source.format(text),
        expect=(f"3:{6 + len(str(end))} {message}: write it as it stands there",),
        fixed=source.format(there),
        format="pubtator",
    )


class AlteredMentionText(Rule, frozen=True):
    """The text of a mention is a spoilt copy of what stands at its offsets.

    It differs only in case, Unicode form, character entities, the spelling of letters outside ASCII
    ("IL-1b" for "IL-1β"), punctuation or white space.

    ## Why is this bad?
    Programs that look the text up in a gazetteer or in the document do not find it, and counts by
    surface form split one form into several. It is the trace of a tagger that wrote its tokens in
    small letters, or of a file that went through the wrong encoding or a spreadsheet.

    ## What to do
    Write the text as it stands in the document. The offsets are right.

    ## What it does not see
    Texts that differ in letters or digits, and texts that stand just beside their offsets or at a
    part of them: there the place is wrong, which is `span-text-mismatch` (SPN001). More than 3
    altered texts in a document are one finding. So are other words in the place of more than half
    of a document's mentions, 3 at least, where the offsets cut whole words: names of concepts in
    the column of the text.
    """

    code = "SPN012"
    name = "altered-mention-text"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (
        *BROKEN_RECORD,
        *BAD_CHARACTERS,
        "DOC005",
        "DUP001",
        "SPN002",
        "SPN003",
        "SPN004",
        "SPN005",
    )
    fixes = (Safety.SAFE, Safety.UNSAFE)
    looks_at = "suspect_mentions"
    source = "https://github.com/clulab/reach/issues/21"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        # One too long, one too short, and beside it: the place is wrong, not the text.
        *(
            Good(f"1|t|Take aspirin, daily\n1|a|\n1\t{place}\taspirin\tDrug\t-\n", "pubtator")
            for place in ("5\t13", "5\t11", "4\t11", "4\t12", "6\t13")
        ),
        _altered("Aspirin", "aspirin", "case"),
        _altered("IL-1β", "IL-1b", "letters outside ASCII"),
        _altered("5-HT & tea", "5-HT &amp; tea", "character entities"),
        _altered("caf\u00e9", "cafe\u0301", "Unicode form"),
        _altered("beta-blocker", "beta\u2010blocker", "punctuation"),
        _altered("vitamin C", "vitaminC", "white space"),
        _altered('the "plus" form', "the  plus  form", "punctuation and white space"),
        _altered("CXCR-1", "cxcr 1", "case, punctuation and white space"),
        Bad(
            "1|t|Aspirin, Ibuprofen, Tea and Milk\n1|a|\n"
            "1\t0\t7\taspirin\tDrug\t-\n1\t9\t18\tibuprofen\tDrug\t-\n"
            "1\t20\t23\ttea\tDrug\t-\n1\t28\t32\tmil k\tDrug\t-\n",
            expect=(
                (
                    "3:7 4 of 4 mention texts differ from what stands at their offsets in case and "
                    "white space, first 'aspirin' from 'Aspirin': write them as they stand in the "
                    "text"
                ),
            ),
            fixed=(
                "1|t|Aspirin, Ibuprofen, Tea and Milk\n1|a|\n1\t0\t7\tAspirin\tDrug\t-\n"
                "1\t9\t18\tIbuprofen\tDrug\t-\n1\t20\t23\tTea\tDrug\t-\n"
                "1\t28\t32\tMilk\tDrug\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Tumours and heart attacks, cancer\n1|a|\n"
            "1\t0\t7\tNeoplasms\tDisease\t-\n1\t12\t25\tMyocardial Infarction\tDisease\t-\n"
            "1\t27\t33\tNeoplasms\tDisease\t-\n",
            expect=(
                (
                    "3:7 3 of 3 mention texts are other words than stand at their offsets, first "
                    "'Neoplasms' for 'Tumours', as if they were names of concepts: write what "
                    "stands in the text"
                ),
            ),
            fixed=(
                "1|t|Tumours and heart attacks, cancer\n1|a|\n1\t0\t7\tTumours\tDisease\t-\n"
                "1\t12\t25\theart attacks\tDisease\t-\n1\t27\t33\tcancer\tDisease\t-\n"
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each altered mention, or one diagnostic where there are many."""
        broken = broken_records(document)
        wrong = [
            mention
            for mention in document.suspect_mentions
            if mention.spans
            and mention.text.strip()
            and id(mention) not in broken
            and not agrees(document, mention)
        ]
        altered = {
            mention.index: kinds for mention in wrong if (kinds := alteration(document, mention))
        }
        others = [mention for mention in wrong if mention.index not in altered]
        if _are_names(document, others):
            yield self._one(
                document,
                wrong,
                f"{len(wrong)} of {len(document.mentions)} mention texts are other words than "
                f"stand at their offsets, first {quoted(wrong[0].text)} for "
                f"{quoted(document.covered_text(wrong[0]))}, as if they were names of concepts: "
                "write what stands in the text",
                Safety.UNSAFE,
            )
            return
        for safety, spoilt in _parted(document, altered):
            if len(spoilt) > _FEW:
                differences = {kind for mention in spoilt for kind in altered[mention.index]}
                shared = _listed([kind for kind in KINDS if kind in differences])
                yield self._one(
                    document,
                    spoilt,
                    f"{len(spoilt)} of {len(document.mentions)} mention texts differ from what "
                    f"stands at their offsets in {shared}, first {quoted(spoilt[0].text)} from "
                    f"{quoted(document.covered_text(spoilt[0]))}: write them as they stand in the "
                    "text",
                    safety,
                )
                continue
            for mention in spoilt:
                yield self.diagnostic(
                    mention,
                    "text",
                    f"mention text {quoted(mention.text)} differs from "
                    f"{quoted(document.covered_text(mention))} at {shown(mention)} in "
                    f"{_listed(altered[mention.index])}: write it as it stands there",
                    fix=rewritten(document, [mention], safety),
                )

    def _one(
        self, document: Document, mentions: Sequence[Mention], message: str, safety: Safety
    ) -> Diagnostic:
        """Make one diagnostic for all of them, at the first."""
        return self.diagnostic(
            mentions[0],
            "text",
            message,
            related=tuple(
                Related(
                    f"{quoted(mention.text)} for {quoted(document.covered_text(mention))}",
                    record=mention,
                    field="text",
                )
                for mention in mentions[1 : _RELATED + 1]
            ),
            covers=tuple(mentions[1:]),
            fix=rewritten(document, mentions, safety),
        )


def _parted(
    document: Document, altered: Mapping[int, Sequence[str]]
) -> Iterator[tuple[Safety, list[Mention]]]:
    """Yield the mentions whose offsets are certainly right, and those whose edges may be wrong."""
    parts: dict[Safety, list[Mention]] = {Safety.SAFE: [], Safety.UNSAFE: []}
    for index in altered:
        mention = document.mentions[index]
        certain = has_own_edges(mention.text, document.covered_text(mention))
        parts[Safety.SAFE if certain else Safety.UNSAFE].append(mention)
    yield from parts.items()


def _are_names(document: Document, others: Sequence[Mention]) -> bool:
    """Say whether most mentions have other words than stand at their offsets, which are words."""
    return (
        len(others) >= _FEW
        and 2 * len(others) > len(document.mentions)
        and sum(whole_words(document, mention) for mention in others) >= len(others) * _MOST
    )


def _listed(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
