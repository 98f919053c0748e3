"""SPN003 out-of-bounds-span."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Preset,
    Rule,
    Safety,
    Severity,
)
from annolint_rules._places import Occurrences, advice, is_sound, shown, taken_spans
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.spans._realignment import realigned, relocated

_MANY = 10
"""More than this, and over half of the mentions, have one cause and are one finding."""


class OutOfBoundsSpan(Rule, frozen=True):
    """A mention ends after the end of the text.

    ## Why is this bad?
    There is nothing at such offsets: programs that cut the text there get a part of the mention or
    nothing, most of them without a word. Where most mentions of a document do so, they were taken
    from the full text and the file has only title and abstract.

    ## What to do
    Correct the offsets; the message says where the text of the mention stands. With the offsets of
    a full text, put the full text in, or take these mentions out.

    ## What it does not see
    Wrong offsets that lie inside the text are `span-text-mismatch` (SPN001). More than 10 such
    mentions that are over half of the document's are one finding, which speaks for all of them and
    for the mismatches beside them.
    """

    code = "SPN003"
    name = "out-of-bounds-span"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DOC005", "DUP001", "SPN002", "SPN004")
    fixes = (Safety.UNSAFE,)
    looks_at = "suspect_mentions"
    source = "https://github.com/weitechen/anafora/issues/52"

    examples = (
        Good("Take [aspirin](Chemical)"),
        Good("1|t|Take aspirin\n1|a|\n1\t6\t13\taspirin\tChemical\tD001241\n", format="pubtator"),
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t5\t15\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "3:5 the mention at 5-15 ends after the text, which ends at 13; "
                    "'aspirin' stands at 5-12: correct the offsets"
                ),
            ),
            fixed="1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t40\t45\twater\tChemical\t-\n",
            expect=(
                (
                    "3:6 the mention at 40-45 ends after the text, which ends at 13; "
                    "'water' stands nowhere in it: correct or remove the mention"
                ),
            ),
            format="pubtator",
        ),
        # Ten are ten findings; eleven are one, which also speaks for the mismatch in L4.
        Bad(
            "1|t|Take aspirin\n1|a|\n"
            + "".join(f"1\t{n}0\t{n}5\twater\tChemical\t-\n" for n in range(2, 12)),
            expect=tuple(
                f"{n + 1}:{5 + len(str(n))} the mention at {n}0-{n}5 ends after the text, "
                "which ends at 13; 'water' stands nowhere in it: correct or remove the mention"
                for n in range(2, 12)
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t0\t4\tTake\tVerb\t-\n1\t5\t12\tdaily\tAdverb\t-\n"
            + "".join(f"1\t{n}0\t{n}5\twater\tChemical\t-\n" for n in range(2, 13)),
            expect=(
                (
                    "5:6 11 of 13 mentions end after the text, which ends at 13: these look like "
                    "offsets of a full text over title and abstract; restore the full text or "
                    "remove them"
                ),
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield the mentions that end after the text, or one finding when most do."""
        size = len(document.text)
        outside = [
            mention
            for mention in document.suspect_mentions
            if any(span.end > size for span in mention.spans)
        ]
        count = len(outside)
        if count > _MANY and 2 * count > len(document.mentions):
            others = (
                mention
                for mention in document.suspect_mentions
                if mention is not outside[0] and not is_sound(document, mention)
            )
            yield self.diagnostic(
                outside[0],
                "end",
                f"{count} of {len(document.mentions)} mentions end after the text, which ends at "
                f"{size}: these look like offsets of a full text over title and abstract; "
                "restore the full text or remove them",
                covers=tuple(others),
            )
        elif outside:
            taken = taken_spans(document)
            known: Occurrences = {}
            places = realigned(document, known)
            for mention in outside:
                yield self.diagnostic(
                    mention,
                    "end",
                    f"the mention at {shown(mention)} ends after the text, which ends at {size}; "
                    + advice(document, mention, taken, known),
                    fix=relocated(document, mention, places.get(mention.index)),
                )
