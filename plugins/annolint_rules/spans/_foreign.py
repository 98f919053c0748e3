"""Annotations of another document, and names in the place of the words of the text.

Where hardly a mention reads what stands at its offsets, the edges of the spans tell two faults
apart: names that were written in the place of the words leave the spans as they were, at whole
words. The offsets of another document cut words anywhere.
"""

from collections.abc import Sequence

from annolint import Document
from annolint_rules._places import whole_words
from annolint_rules.spans._alignment import Case

_FEW = 10
"""One mention in so many agrees with a foreign text by chance."""

_TELLING = 5
"""Mentions of one passage that can speak for it alone."""

_SAMPLE = 200
_MANY_OUTSIDE = 10
"""More mentions than these outside the text are those of a full text (SPN003)."""

_ENOUGH = 3
"""Mentions inside the text that can speak for those outside: a full text has these as well."""


def foreign_part(
    document: Document, cases: Sequence[Case]
) -> tuple[str, str, Sequence[Case]] | None:
    """Return what has another one's annotations: the document, or one of its passages.

    What it is, what its text is called, and its mentions; None where nothing has.
    """
    if is_foreign(document, cases):
        return "document", "text", cases
    for passage in document.passages[1:] and reversed(document.passages):
        end = passage.end + 1 if passage is not document.passages[-1] else None
        inside = [
            case
            for case in cases
            if passage.start <= case.mention.spans[0].start
            and (end is None or case.mention.spans[0].start < end)
        ]
        if len(inside) >= _TELLING and is_foreign(document, inside, passage.text):
            return passage.kind, passage.kind, inside
    return None


def is_foreign(document: Document, cases: Sequence[Case], words: str | None = None) -> bool:
    """Say whether the mentions are those of another document.

    Hardly one is in its place, many stand nowhere in the text, and the offsets cut words. `words`
    is the part of the text that they are about, where it is not the whole.
    """
    wrong = [case.mention for case in cases if case.bits]
    inside = [mention for mention in wrong if mention.spans[-1].end <= len(document.text)]
    if (len(cases) - len(wrong)) * _FEW > len(inside):
        return False
    if len(inside) >= _ENOUGH:
        wrong = inside
    elif not inside or len(wrong) - len(inside) > _MANY_OUTSIDE:
        return False
    sample = wrong[:: len(wrong) // _SAMPLE + 1]
    text = (document.text if words is None else words).casefold()
    missing = sum(mention.text.casefold() not in text for mention in sample)
    cut = sum(not whole_words(document, mention) for mention in sample)
    return missing > max(1, len(sample) // 3) and 2 * cut > len(sample)
