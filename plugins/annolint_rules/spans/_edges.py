"""Mentions whose edges can be judged. Knows no rule."""

from collections.abc import Iterator

from annolint import Document, Mention


def edged(document: Document) -> Iterator[tuple[Mention, int, int]]:
    """Yield the mentions with one span that holds their own text, with its offsets."""
    suspects = {mention.index for mention in document.suspect_mentions}
    for mention in document.mentions:
        if mention.index not in suspects:
            span = mention.spans[0]
            yield mention, span.start, span.end


def crossed(document: Document, mention: Mention) -> Iterator[Mention]:
    """Yield the contiguous mentions that overlap a contiguous one in part."""
    start, end = mention.spans[0].start, mention.spans[0].end
    for group in document.overlap_groups:
        for other in group if mention in group else ():
            first, last = other.spans[0].start, other.spans[-1].end
            if first < start < last < end or start < first < end < last:
                yield other
