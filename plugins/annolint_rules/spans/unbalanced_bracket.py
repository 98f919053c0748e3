"""SPN009 unbalanced-bracket."""

import re
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
from annolint_rules._places import MISPLACED
from annolint_rules._repairs import resized
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.spans._edges import crossed, edged

_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("\uff08", "\uff09"),
    ("\u3010", "\u3011"),
    ("\u300c", "\u300d"),
)
"""The last are those of Chinese and Japanese text."""
_BRACKET = lazy(f"[{re.escape(''.join(map(''.join, _PAIRS)))}]")
_FAR = 500


class UnbalancedBracket(Rule, frozen=True):
    """A mention opens a bracket that the text closes right after it, or the other way round.

    ## Why is this bad?
    One of a pair of brackets is inside, the other outside: `Ca(2+`, `aspirin)`. An edge was missed
    by a character or two, and the surface form is like no other.

    ## What to do
    Take the other bracket in, or leave this one out.

    ## What it does not see
    Brackets that the text itself does not close, brackets in the middle of a mention whose other
    one stands in another word, `1)` and the like, and discontinuous mentions.
    """

    code = "SPN009"
    name = "unbalanced-bracket"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = (
        *BROKEN_RECORD,
        *MISPLACED,
        "DUP001",
        "SPN006",
        "SPN007",
        "SPN012",
    )
    fixes = (Safety.UNSAFE,)
    source = "AnatEM, test set"

    examples = (
        Good("The ([Ca(2+)](Chemical)) level of [1) pain](Sign)"),
        Bad(
            "The [Ca(2](Chemical)+) level",
            expect=(
                (
                    "1:5 mention 'Ca(2' opens a bracket that the text closes after it: take ')' "
                    "in, or leave '(' out"
                ),
            ),
            fixed="The [Ca(2+)](Chemical) level",
        ),
        Bad(
            "The drug (as [aspirin)](Chemical) helps",
            expect=(
                (
                    "1:14 mention 'aspirin)' closes a bracket that the text opens before it: take "
                    "'(' in, or leave ')' out"
                ),
            ),
            fixed="The drug (as [aspirin](Chemical)) helps",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention with half a pair of brackets."""
        if not _BRACKET.search(document.mention_texts):
            return
        for mention, start, end in edged(document):
            surface = mention.text
            if not _BRACKET.search(surface):
                continue
            before = document.text[max(start - _FAR, 0) : start].rpartition("\n")[2]
            after = document.text[end : end + _FAR].partition("\n")[0]
            for opening, closing in _PAIRS:
                if _is_half(surface[::-1], after, opening, closing):
                    taken_in = Span(start, end + _single(after, opening, closing) + 1)
                    fault = "opens a bracket that the text closes after it"
                    other, own = closing, opening
                elif _is_half(surface, before[::-1], closing, opening):
                    taken_in = Span(start - _single(before[::-1], closing, opening) - 1, end)
                    fault = "closes a bracket that the text opens before it"
                    other, own = opening, closing
                else:
                    continue
                yield self.diagnostic(
                    mention,
                    "text",
                    f"mention {quoted(surface)} {fault}: take {quoted(other)} in, or leave "
                    f"{quoted(own)} out",
                    covers=tuple(crossed(document, mention)),
                    fix=_fix(document, mention, taken_in, own),
                )
                break


def _fix(document: Document, mention: Mention, taken_in: Span, own: str) -> Fix | None:
    """Return other edges: a bracket at an edge is left out, else the other one is taken in."""
    start, end = mention.spans[0].start, mention.spans[0].end
    left_out = Span(start + mention.text.startswith(own), end - mention.text.endswith(own))
    return resized(document, mention, left_out) or resized(document, mention, taken_in)


def _is_half(inside: str, outside: str, own: str, other: str) -> bool:
    """Say whether a bracket of a mention has its other one outside.

    Both texts are read from the edge between them. Where the bracket is not the first or last
    character of the mention, only the word at the edge is looked at.
    """
    here = _single(inside, other, own)
    if here < 0:
        return False
    there = _single(outside, own, other)
    if there < 0:
        return False
    return here in (0, len(inside) - 1) or not any(map(str.isspace, outside[:there]))


def _single(text: str, opening: str, closing: str) -> int:
    """Return where a text closes the first bracket that it does not open; -1 if nowhere."""
    if closing not in text:
        return -1
    depth = 0
    for position, character in enumerate(text):
        if character == opening:
            depth += 1
        elif character == closing:
            if not depth:
                return position
            depth -= 1
    return -1
