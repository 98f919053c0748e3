"""SPN001 span-text-mismatch."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Preset,
    Rule,
    Safety,
    Severity,
    Span,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._places import (
    Occurrences,
    agrees,
    inside_word,
    nearest,
    shown,
    taken_spans,
    whole_words,
)
from annolint_rules._repairs import is_apart, resized, rewritten
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules.spans._realignment import Realigned, realigned, relocated
from annolint_rules.spans._words import split_at

_SHORTEST = 3
_LONGEST_ENDING = 3
"""Letters of a word that has an ending, and those of the ending, or of a short word."""

_MOST_WORDS = 5
"""Words that may be missing in the text of a mention; with more, its offsets are wrong."""

_WORD = lazy(r"\w+")

_FORM = "a form of it: correct the text of the mention"
_PLACE = "which stands at {}: correct the offsets"


class SpanTextMismatch(Rule, frozen=True):
    """The text of a mention is not what stands at its offsets.

    ## Why is this bad?
    Programs read the one or the other: what learns from the offsets learns the wrong words, and
    what reads the text finds them nowhere. It is the trace of a text that was changed after it was
    annotated, of offsets that count something else, or of a slip of the hand.

    ## What to do
    Correct the offsets, or the text of the mention where that was changed. The message names the
    nearest place where the text does stand: whole words and places without a mention come first.
    Where the two differ by an ending alone, the offsets are taken to be right.

    ## What it does not see
    The comparison is exact, but for two things: a blank and a line feed are the same at the joint
    of two passages, and the fragments of a discontinuous mention may be joined in any of the usual
    ways. A mention that stands at another occurrence of its own text than was meant is right here.
    Where one cause explains many mentions, `offset-drift` (SPN002) speaks for them, and
    `altered-mention-text` (SPN012) for texts that differ in case, spelling or punctuation alone.
    """

    code = "SPN001"
    name = "span-text-mismatch"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (
        *BROKEN_RECORD,
        *BAD_CHARACTERS,
        "DOC005",
        "DUP001",
        "SPN002",
        "SPN003",
        "SPN004",
        "SPN005",
        "SPN012",
    )
    fixes = (Safety.SAFE, Safety.UNSAFE)
    looks_at = "suspect_mentions"
    source = "https://github.com/nlplab/brat/issues/124"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Good(
            "1|t|Low calcium\n1|a|levels were seen.\n1\t4\t18\tcalcium levels\tFinding\t-\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t4\t11\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:3 ' aspiri' stands at 4-11, not 'aspirin', which stands at 5-12: "
                    "correct the offsets"
                ),
            ),
            fixed="1|t|Take aspirin daily\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        # The nearest place is taken, the next one is no word of its own, the third is meant.
        Bad(
            "1|t|A rat and other rats: moderate rat growth\n1|a|\n"
            "1\t2\t5\trat\tSpecies\t10116\n1\t6\t9\trat\tSpecies\t10116\n",
            expect=(
                "4:3 'and' stands at 6-9, not 'rat', which stands at 31-34: correct the offsets",
            ),
            fixed=(
                "1|t|A rat and other rats: moderate rat growth\n1|a|\n"
                "1\t2\t5\trat\tSpecies\t10116\n1\t31\t34\trat\tSpecies\t10116\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t5\t12\tibuprofen\tChemical\tD007052\n",
            expect=(
                (
                    "3:8 'aspirin' stands at 5-12, not 'ibuprofen', which stands nowhere "
                    "in the text: correct the text of the mention"
                ),
            ),
            fixed="1|t|Take aspirin daily\n1|a|\n1\t5\t12\taspirin\tChemical\tD007052\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Low calcium\n1|a|levels were seen.\n1\t5\t19\tcalcium levels\tFinding\t-\n",
            expect=(
                (
                    "3:3 'alcium\nlevels ' stands at 5-19, not 'calcium levels', "
                    "which stands at 4-18: correct the offsets"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t5\t12\t\tChemical\tD001241\n",
            expect=("3:8 the mention has no text, 'aspirin' stands at 5-12: write it",),
            fixed="1|t|Take aspirin daily\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        # Whole words, of which the text is a part: it may be either.
        Bad(
            "1|t|Take aspirin daily\n1|a|\n1\t5\t18\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:3 'aspirin daily' stands at 5-18, not 'aspirin', which stands at 5-12: "
                    "correct the offsets, or the text of the mention"
                ),
            ),
            fixed="1|t|Take aspirin daily\n1|a|\n1\t5\t18\taspirin daily\tChemical\tD001241\n",
            format="pubtator",
        ),
        # Another ending; but no part of a word, no place that is cut short, no other word.
        *(
            Bad(
                f"1|t|{there}, then {text}, seen\n1|a|\n1\t0\t{end}\t{text}\tSpecies\t-\n",
                expect=(f"3:{column} '{there[:end]}' stands at 0-{end}, not '{text}', {remedy}",),
                fixed=f"1|t|{there}, then {text}, seen\n1|a|\n1\t{fixed}\tSpecies\t-\n",
                format="pubtator",
            )
            for there, end, text, column, remedy, fixed in (
                ("Rat", 3, "Rats", 7, _FORM, "0\t3\tRat"),
                ("Patients", 8, "Patient", 7, _FORM, "0\t8\tPatients"),
                ("Rat", 2, "Rat", 3, _PLACE.format("0-3"), "0\t3\tRat"),
                ("Rat", 2, "Rats", 3, _PLACE.format("10-14"), "10\t14\tRats"),
                ("Rat", 3, "Ratings", 3, _PLACE.format("10-17"), "10\t17\tRatings"),
                ("Rat", 3, "Rat-x", 3, _PLACE.format("10-15"), "10\t15\tRat-x"),
                ("Of", 2, "Offs", 3, _PLACE.format("9-13"), "9\t13\tOffs"),
            )
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention that has a place, and another text there."""
        wrong = [
            mention
            for mention in document.suspect_mentions
            if mention.spans and not agrees(document, mention)
        ]
        if wrong:
            taken = taken_spans(document)
            known: Occurrences = {}
            places = realigned(document, known)
            for mention in wrong:
                place = nearest(document, mention, taken, known) if mention.text.strip() else None
                yield self._mismatch(document, mention, place, places.get(mention.index))

    def _mismatch(
        self, document: Document, mention: Mention, near: Span | None, free: Realigned | None
    ) -> Diagnostic:
        there = f"{quoted(document.covered_text(mention))} stands at {shown(mention)}"
        if not mention.text.strip():
            return self.diagnostic(
                mention,
                "text",
                f"the mention has no text, {there}: write it",
                fix=_rewritten(document, mention),
            )
        there += f", not {quoted(mention.text)}, "
        if near is not None and _has_other_ending(document, mention, near):
            return self.diagnostic(
                mention,
                "text",
                f"{there}a form of it: correct the text of the mention",
                fix=_rewritten(document, mention),
            )
        there += "which stands"
        if near is None:
            return self.diagnostic(
                mention,
                "text",
                f"{there} nowhere in the text: correct the text of the mention",
                fix=_rewritten(document, mention),
            )
        fix = None
        (span, *_) = mention.spans
        if span.start <= near.start and near.end <= span.end and whole_words(document, mention):
            return self.diagnostic(
                mention,
                "span",
                f"{there} at {near.start}-{near.end}: correct the offsets, or the text of the "
                "mention",
                fix=resized(document, mention, near)
                if _has_too_much(document, mention, near)
                else _rewritten(document, mention),
            )
        if free is not None:
            near = free.span
            safe = free.is_certain and _slipped(document.text, mention.spans[0], near)
            fix = relocated(document, mention, free, Safety.SAFE if safe else Safety.UNSAFE)
        return self.diagnostic(
            mention, "span", f"{there} at {near.start}-{near.end}: correct the offsets", fix=fix
        )


def _rewritten(document: Document, mention: Mention) -> Fix | None:
    """Return the fix that writes what stands at the place of a mention, if those are words.

    Only the offsets speak for them, so that it is not safe; and none that other mentions cross.
    """
    fits = whole_words(document, mention) and is_apart(document, mention, mention.spans)
    return rewritten(document, [mention], Safety.UNSAFE) if fits else None


def _has_too_much(document: Document, mention: Mention, place: Span) -> bool:
    """Say whether a mention around a place of its text is too long, and its text not too short.

    It then takes in nothing more than punctuation and short words, or far more than one forgets.
    """
    text, span = document.text, mention.spans[0]
    if inside_word(text, place.start) or inside_word(text, place.end):
        return False
    words = _WORD.findall(f"{text[span.start : place.start]} {text[place.end : span.end]}")
    return len(words) > _MOST_WORDS or all(
        len(word) <= _LONGEST_ENDING and word.isalpha() and word.islower() for word in words
    )


def _slipped(text: str, span: Span, place: Span) -> bool:
    """Say whether a span is wrong for certain, and not the text of which the place is known.

    It cuts a word, and not where that is usual, as before an ending; or it is a part of the place.
    """
    cuts = [
        split_at(text, edge, other)
        for edge, other in ((span.start, span.end), (span.end, span.start))
        if inside_word(text, edge)
    ]
    overlaps = place.start < span.end and span.start < place.end
    holds = span.start <= place.start and place.end <= span.end
    if overlaps and not holds:
        return bool(cuts)
    return any(cut is None or not (cut.is_seam or cut.is_regular) for cut in cuts)


def _has_other_ending(document: Document, mention: Mention, place: Span) -> bool:
    """Say whether a mention's text, found elsewhere, is the word at its offsets but for its end."""
    covered, (span, *_) = document.covered_text(mention), mention.spans
    shorter, longer = sorted((covered, mention.text), key=len)
    ending = longer[len(shorter) :]
    apart = place.start >= span.end or span.start >= place.end
    return (
        apart
        and len(shorter) >= _SHORTEST
        and len(ending) <= _LONGEST_ENDING
        and ending.isalpha()
        and longer.startswith(shorter)
        and whole_words(document, mention)
    )
