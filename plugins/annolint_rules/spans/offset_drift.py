"""SPN002 offset-drift."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Preset,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    quoted,
)
from annolint_rules._places import have_one_place, is_sound, shown
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.spans._drift import Drift, evidence, explain, same_words
from annolint_rules.spans._foreign import foreign_part

_RELATED = 5


class OffsetDrift(Rule, frozen=True):
    """Many mentions of a document are in the wrong place, and one cause explains it.

    ## Why is this bad?
    Every one of them covers the wrong words, and nobody corrects dozens of offsets one by one. But
    offsets that went wrong together can be put right together: they were counted in another way
    than the text, or the text was changed after it was annotated.

    ## What to do
    The message says the cause, how many mentions it explains, and from which on. Let the program
    that writes the offsets count the characters of the text (Unicode code points, from 0, the end
    behind the last character), or put the text back that was annotated.

    Among the causes are: a character too many or too few between title and abstract; CRLF, byte
    order marks, UTF-8 bytes, UTF-16 units, character entities, tabs or Unicode forms counted
    otherwise; white space that is collapsed, cut off or not counted; offsets from 1; ends at the
    last character; offsets that begin anew in each passage or sentence; all offsets shifted;
    characters lost from the text or added to it; the annotations of another document; the same
    offsets for all mentions.

    ## What it does not see
    A single mention that is off by a few characters is a slip of the hand, which is
    `span-text-mismatch` (SPN001); so are several that have nothing in common. A cause is named when
    it explains what would be too great a coincidence as so many slips; mentions that it does not
    explain are reported one by one. Of two causes that explain the same mentions, such as UTF-8
    bytes and Unicode form NFD for "ä", the more usual one is named.
    """

    code = "SPN002"
    name = "offset-drift"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DOC005", "ENC004", "ENC006")
    fixes = (Safety.SAFE,)
    looks_at = "suspect_mentions"
    source = "https://github.com/lfurrer/bconv/issues/2"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        # One slip is a slip, and two that differ are two.
        Good("1|t|Take aspirin and tea\n1|a|\n1\t6\t13\taspirin\tDrug\t-\n", format="pubtator"),
        Good(
            "1|t|Take aspirin and tea\n1|a|\n1\t6\t13\taspirin\tDrug\t-\n1\t16\t19\ttea\tDrug\t-\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin and tea\n1|a|\n1\t6\t13\taspirin\tDrug\t-\n1\t18\t21\ttea\tDrug\t-\n",
            expect=(
                (
                    "3:3 2 of 2 mentions, from 'aspirin' at 6 on, stand 1 character too late: "
                    "offsets count from 1; subtract 1 from both offsets"
                ),
            ),
            fixed=(
                "1|t|Take aspirin and tea\n1|a|\n1\t5\t12\taspirin\tDrug\t-\n"
                "1\t17\t20\ttea\tDrug\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin today\n1|a|Take aspirin and tea\n"
            "1\t0\t7\tAspirin\tDrug\t-\n1\t18\t25\taspirin\tDrug\t-\n1\t30\t33\ttea\tDrug\t-\n",
            expect=(
                (
                    "4:3 2 of 3 mentions, from 'aspirin' at 18 on, stand 1 character too early: "
                    "offsets count no character between title and abstract; add 1 from the "
                    "abstract on"
                ),
            ),
            fixed=(
                "1|t|Aspirin today\n1|a|Take aspirin and tea\n1\t0\t7\tAspirin\tDrug\t-\n"
                "1\t19\t26\taspirin\tDrug\t-\n1\t31\t34\ttea\tDrug\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Naïve β-cells, café, IL-1β and IL-2β\n1|a|\n"
            "1\t0\t6\tNaïve\tCell\t-\n1\t7\t15\tβ-cells\tCell\t-\n1\t17\t22\tcafé\tDrug\t-\n"
            "1\t24\t30\tIL-1β\tGene\t-\n1\t35\t41\tIL-2β\tGene\t-\n",
            expect=(
                (
                    "3:3 5 of 5 mentions, from 'Naïve' at 0 on, stand 1 to 4 characters too late: "
                    "offsets count UTF-8 bytes; count the characters of the text"
                ),
            ),
            fixed=(
                "1|t|Naïve β-cells, café, IL-1β and IL-2β\n1|a|\n1\t0\t5\tNaïve\tCell\t-\n"
                "1\t6\t13\tβ-cells\tCell\t-\n1\t15\t19\tcafé\tDrug\t-\n"
                "1\t21\t26\tIL-1β\tGene\t-\n1\t31\t36\tIL-2β\tGene\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin, ibuprofen and tea help rats and mice\n1|a|\n"
            "1\t0\t7\tAspirin\tDrug\t-\n1\t9\t18\tibuprofen\tDrug\t-\n1\t24\t27\ttea\tDrug\t-\n"
            "1\t33\t37\trats\tSpecies\t-\n1\t43\t47\tmice\tSpecies\t-\n",
            expect=(
                (
                    "5:3 3 of 5 mentions, from 'tea' at 24 on, stand 1 to 2 characters too late: "
                    "characters were lost from the text; restore the text, or correct the offsets "
                    "after each such place"
                ),
            ),
            fixed=(
                "1|t|Aspirin, ibuprofen and tea help rats and mice\n1|a|\n"
                "1\t0\t7\tAspirin\tDrug\t-\n1\t9\t18\tibuprofen\tDrug\t-\n"
                "1\t23\t26\ttea\tDrug\t-\n1\t32\t36\trats\tSpecies\t-\n"
                "1\t41\t45\tmice\tSpecies\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin and tea\n1|a|\n"
            "1\t2\t6\trats\tSpecies\t-\n1\t11\t15\tmice\tSpecies\t-\n",
            expect=(
                (
                    "3:3 2 of 2 mentions do not stand at their offsets, and most stand nowhere in "
                    "the text: these look like annotations of another document; bring text and "
                    "annotations together"
                ),
            ),
            format="pubtator",
        ),
        # No offsets at all, it takes three mentions, and other texts: two for a place that is one.
        *(
            Bad(
                f"1|t|Aspirin and tea or milk\n1|a|\n1\t{place}\tAspirin\tDrug\t-\n"
                f"1\t{place}\ttea\tDrug\t-\n1\t{place}\t{third}\tDrug\t-\n",
                expect=(
                    (
                        f"3:3 all 3 mentions have the offsets {place.replace(tab, '-')}, which "
                        "cannot be: write the offsets of each"
                    ),
                ),
                format="pubtator",
            )
            for tab in ("\t",)
            for place, third in (("0\t0", "Tea"), ("0\t7", "milk"))
        ),
        Good(
            "1|t|Aspirin and tea or milk\n1|a|\n1\t0\t0\tAspirin\tDrug\t-\n1\t0\t0\ttea\tDrug\t-\n",
            format="pubtator",
        ),
        Good(
            "1|t|Aspirin and tea or milk\n1|a|\n1\t0\t7\tAspirin\tDrug\t-\n"
            "1\t0\t7\tAspirin\tAcid\t-\n1\t0\t7\ttea\tDrug\t-\n",
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield at most one diagnostic, which speaks for all mentions that its cause explains."""
        total = len(document.mentions)
        if have_one_place(document):
            first = document.mentions[0]
            yield self.diagnostic(
                first,
                "span",
                f"all {total} mentions have the offsets {shown(first)}, which cannot be: write the "
                "offsets of each",
                covers=document.mentions,
            )
            return
        cases = evidence(document)
        if drift := explain(document, cases):
            moves = _moves(drift)
            first = _plain(document, [move.mention for move in moves])
            yield self.diagnostic(
                first,
                "span",
                f"{len(moves)} of {total} mentions, from {quoted(first.text)} at "
                f"{first.spans[0].start} on, {_displaced(moves)}: {drift.cause.what}; "
                f"{drift.cause.remedy}",
                related=_related(moves),
                covers=drift.mentions + drift.by_chance,
                fix=_shifted(document, drift),
            )
        elif foreign := foreign_part(document, cases):
            what, text, part = foreign
            wrong = [each for case in part if case.bits for each in (case.mention, *case.copies)]
            yield self.diagnostic(
                wrong[0],
                "span",
                f"{len(wrong)} of {total} mentions do not stand at their offsets, and most stand "
                f"nowhere in the text: these look like annotations of another {what}; bring {text} "
                "and annotations together",
                covers=tuple(wrong),
            )


def _plain(document: Document, mentions: Sequence[Mention]) -> Mention:
    """Return the first mention in and at which there is no character that nobody sees.

    Findings about such a character speak for the mention that has it, and not for the document.
    """
    return next(
        (
            mention
            for mention in mentions
            if "".join(f"{mention.text} {document.covered_text(mention)}".split()).isprintable()
        ),
        mentions[0],
    )


def _shifted(document: Document, drift: Drift) -> Fix | None:
    """Return the move of all explained mentions, and of those that are right only by chance."""
    changes = []
    for mention in drift.mentions + (drift.by_chance if drift.is_whole else ()):
        moved = replace(mention, spans=drift.place(mention))
        if not is_sound(document, moved):  # its text is spoilt besides
            if len(moved.spans) != 1:
                return None
            moved = replace(moved, spans=(same_words(document, moved),))
            moved = replace(moved, text=document.covered_text(moved))
        changes.append(Change(mention, moved))
    return Fix(tuple(changes))


class _Move(msgspec.Struct, frozen=True, order=True):
    """Where a mention belongs, and by how much its start and end are too large."""

    place: Span
    index: int
    mention: Mention
    start: int
    end: int


def _moves(drift: Drift) -> list[_Move]:
    """Return the explained mentions in the order of the text."""
    moves = []
    for mention in drift.mentions:
        place, span = drift.place(mention)[0], mention.spans[0]
        moves.append(
            _Move(place, mention.index, mention, span.start - place.start, span.end - place.end)
        )
    return sorted(moves)


def _displaced(moves: Sequence[_Move]) -> str:
    """Say where mentions stand: `stand 1 to 3 characters too late`."""
    verb = "stand" if any(move.start for move in moves) else "end"
    shifts = [move.start or move.end for move in moves]
    least, most = min(shifts), max(shifts)
    if least < 0 < most:
        return f"{verb} up to {-least} too early or {most} too late"
    low, high = sorted((abs(least), abs(most)))
    number = f"{high}" if low == high else f"{low} to {high}"
    return f"{verb} {number} character{'s' * (high > 1)} too {'late' if most > 0 else 'early'}"


def _related(moves: Sequence[_Move]) -> tuple[Related, ...]:
    """Name the mentions from which on the displacement is another one, or else the last mention."""
    turns = [
        Related(f"from here on they {_displaced([move])}", record=move.mention, field="span")
        for before, move in pairwise(moves)
        if (move.start, move.end) != (before.start, before.end)
    ]
    if not turns and len(moves) > 1:
        turns = [Related("the last of them", record=moves[-1].mention, field="span")]
    return tuple(turns[:_RELATED])
