"""SPN008 edge-punctuation."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Rule,
    Safety,
    Severity,
    Span,
    quoted,
)
from annolint_rules._places import MISPLACED
from annolint_rules._repairs import resized
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.spans._edges import edged
from annolint_rules.spans._stops import HYPHENS, is_entity, is_full_stop, is_sign

_NEVER = ",;:"


class EdgePunctuation(Rule, frozen=True):
    """A mention takes in the punctuation after it, or before it.

    ## Why is this bad?
    `aspirin,` and `aspirin` are counted apart, and a model learns that a comma is a part of names.
    It comes from a selection that went one character too far, or from a tokenizer that leaves
    punctuation at the words.

    ## What to do
    Leave the punctuation out, and correct the text of the mention.

    ## What it does not see
    Full stops that may belong to an abbreviation (`Inc.`, `i.v.`, `et al.`), hyphens at which
    nothing goes on, signs of charges and alleles (`I-`, `O2-`, `G6PD A-`), quotation marks, and
    discontinuous mentions.
    """

    code = "SPN008"
    name = "edge-punctuation"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        "DUP001",
        "SPN006",
        "SPN007",
        "SPN009",
        "SPN012",
    )
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/explosion/spaCy/issues/10318"

    examples = (
        Good("Take [aspirin](Chemical), daily, from [Acme Inc.](Firm) in the [U.S.](Place)"),
        Good("[Hypo-](Sign) and [hyperthyroidism](Sign), [I-](Ion), [G6PD A-](Disease)"),
        Bad(
            "Take [aspirin,](Chemical) daily",
            expect=("1:6 mention 'aspirin,' ends with ',': leave it out",),
            fixed="Take [aspirin](Chemical), daily",
        ),
        Bad(
            "Take[, aspirin.](Chemical)",
            expect=("1:5 mention ', aspirin.' starts with ',' and ends with '.': leave them out",),
            fixed="Take, [aspirin](Chemical).",
        ),
        Bad(
            "An [SLE-](Disease)associated rash",
            expect=("1:4 mention 'SLE-' ends with '-': leave it out",),
            fixed="An [SLE](Disease)-associated rash",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention with punctuation at an edge that is not its own."""
        for mention, start, end in edged(document):
            surface = mention.text
            if not (surface[0].isalnum() and surface[-1].isalnum()):
                starts = _starts_wrong(document.text, start, surface)
                ends = _ends_wrong(document, mention, end)
                faults = [f"starts with {quoted(surface[0])}"] if starts else []
                faults += [f"ends with {quoted(surface[-1])}"] if ends else []
                if faults:
                    fault = " and ".join(faults)
                    them = "it" if len(faults) == 1 else "them"
                    message = f"mention {quoted(surface)} {fault}: leave {them} out"
                    inner = surface[starts : len(surface) - ends]
                    first = end - ends - len(inner.lstrip())
                    fix = resized(document, mention, Span(first, first + len(inner.strip())))
                    yield self.diagnostic(mention, "text", message, fix=fix)


def _starts_wrong(text: str, start: int, surface: str) -> bool:
    mark, following = surface[0], surface[1:2]
    if mark in _NEVER:
        return following.isspace() or following.isalpha()
    if mark == ".":
        return following.isspace()
    return mark in HYPHENS and following.isalpha() and text[start - 1 : start].isalnum()


def _ends_wrong(document: Document, mention: Mention, end: int) -> bool:
    surface, text = mention.text, document.text
    mark = surface[-1]
    if mark in _NEVER:
        return not is_entity(surface)
    if mark in HYPHENS:
        return text[end : end + 1].isalnum() and not is_sign(surface)
    return mark == "." and is_full_stop(document, mention, end)
