"""Changed records to edits of the columns of a CoNLL file.

A mention is its tags: where it changes, the tags of its tokens are written anew, in the scheme of
the file. What tags cannot say (a mention that begins inside a token, two that overlap) and what a
column cannot hold comes to no edit at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from annolint import Change, Document, Edit, Mention, Passage, Token, scheme_letters
from annolint_formats._conll_draft import Table
from annolint_formats._conll_rows import spans, written

_start = attrgetter("start")

_BOUNDARIES_ONLY = ("iob1", "ioe1")
"""Schemes that mark where a mention begins or ends only where it touches another one."""

_NO_BOUNDARIES = ("io", "types")
"""Schemes in which mentions of one type that touch are one."""


class Inexpressible(Exception):  # noqa: N818 - it is no error: the file has no way to say it
    """A change that the format has no way to write."""


def table(document: Document) -> Table:
    """Return the rows of a document."""
    (file,) = document.files
    assert isinstance(file, Table)  # noqa: S101 - the reader makes no other
    return file


def token_span(document: Document, token: Token, *, tag: bool = False) -> tuple[int, int]:
    """Return where the text of a token, or its tag, stands in its row; the row if it is not there.

    Positions count code points from 0.
    """
    file = table(document)
    layout = file.layout
    row = file.source_line(token.line)
    found = spans(row, layout.separator, layout.size)
    value = token.tag if tag else token.text
    number = layout.tag if tag else layout.token
    if len(found) != layout.size:
        at = row.rfind(value) if tag else row.find(value)
        return (at, at + len(value)) if value and at >= 0 else (0, len(row))
    return found[number]


def tokens_between(document: Document, start: int, end: int) -> Sequence[Token]:
    """Return the tokens that begin in a stretch of the text."""
    tokens = document.tokens
    return tokens[bisect_left(tokens, start, key=_start) : bisect_left(tokens, end, key=_start)]


def mention_tokens(document: Document, mention: Mention) -> Sequence[Token]:
    """Return the tokens of a mention of the document."""
    return _tokens_at(document.tokens, mention)


def rendered(document: Document, changes: Sequence[Change]) -> list[Edit]:
    """Return the edits that changes of records come to; none where one of them cannot be said."""
    try:
        return _rendered(document, changes)
    except Inexpressible:
        return []


def _rendered(document: Document, changes: Sequence[Change]) -> list[Edit]:
    tokens = list(document.tokens)
    tags: dict[int, str] = {}
    texts: dict[int, str] = {}
    for change in changes:
        if isinstance(change.record, Token):
            if not isinstance(change.replacement, Token):
                raise Inexpressible
            index = change.record.index
            tokens[index] = change.replacement
            texts[index] = change.replacement.text
            tags[index] = change.replacement.tag
    mentions = [
        change for change in changes
        if isinstance(change.record or change.replacement, Mention)
    ]  # fmt: skip
    passages = [change for change in changes if isinstance(change.record, Passage)]
    for change in passages:
        _add_passage(document, change, tokens, texts)
    if mentions:
        tags |= _mention_tags(document, mentions, tokens, tags)
    return _edits(document, texts, tags)


def _add_passage(
    document: Document, change: Change, tokens: Sequence[Token], texts: dict[int, str]
) -> None:
    """Take the texts of the tokens of a sentence; with the changes of tokens they make it up."""
    old, new = change.record, change.replacement
    if not isinstance(old, Passage) or not isinstance(new, Passage):
        raise Inexpressible
    position = 0
    for before in tokens_between(document, old.start, old.end):
        token = tokens[before.index]
        position = new.text.find(token.text, position)
        if position < 0:
            raise Inexpressible
        position += len(token.text)
        texts[token.index] = token.text


def _mention_tags(
    document: Document,
    changes: Sequence[Change],
    tokens: Sequence[Token],
    given: Mapping[int, str],
) -> dict[int, str]:
    """Return the tags of tokens whose mentions change."""
    layout = table(document).layout
    tags: dict[int, str] = {}
    places: list[tuple[Sequence[Token], Mention]] = []
    kinds = _kinds(document, changes)
    touching = layout.schemes.main in (*_BOUNDARIES_ONLY, *_NO_BOUNDARIES)
    for change in changes:
        old, new = change.record, change.replacement
        if old == new:
            continue
        before = _tokens_at(document.tokens, old) if isinstance(old, Mention) else ()
        after = _tokens_at(tokens, new) if isinstance(new, Mention) else ()
        for token in before:
            tags.setdefault(token.index, layout.notation.outside[0])
        if not isinstance(new, Mention):
            continue
        if not after or any(token.index in kinds for token in after):
            raise Inexpressible
        kinds.update((token.index, new.type) for token in after)
        stays = [token.index for token in before] == [token.index for token in after]
        if isinstance(old, Mention) and stays and not (touching and old.type != new.type):
            tags |= _retyped(before, given, old, new)
        else:
            places.append((after, new))
            tags.update((token.index, "") for token in after)
    if layout.schemes.main in _BOUNDARIES_ONLY:
        places += _neighbours(document, changes, tokens, tags)
    for own, mention in places:
        before_it, after_it = own[0].index - 1, own[-1].index + 1
        follows = kinds.get(before_it) == mention.type and _same_sentence(tokens, before_it)
        precedes = kinds.get(after_it) == mention.type and _same_sentence(tokens, after_it - 1)
        if (follows or precedes) and layout.schemes.main in _NO_BOUNDARIES:
            raise Inexpressible
        letters = scheme_letters(layout.schemes.main, len(own), follows=follows, precedes=precedes)
        for number, token in enumerate(own):
            tags[token.index] = _tag(document, letters[number : number + 1], mention.type)
    return tags


def _neighbours(
    document: Document,
    changes: Sequence[Change],
    tokens: Sequence[Token],
    touched: Container[int],
) -> Iterator[tuple[Sequence[Token], Mention]]:
    """Yield the mentions beside those that change: their tags depend on what they touch."""
    changed = _changed(changes)
    for mention in document.mentions:
        own = _tokens_at(document.tokens, mention)
        beside = own and (own[0].index - 1 in touched or own[-1].index + 1 in touched)
        if beside and mention.index not in changed:
            yield tokens[own[0].index : own[-1].index + 1], mention


def _changed(changes: Iterable[Change]) -> set[int]:
    """Return the numbers of the mentions that do not stay as they are."""
    return {
        change.record.index
        for change in changes
        if isinstance(change.record, Mention) and change.record != change.replacement
    }


def _kinds(document: Document, changes: Sequence[Change]) -> dict[int, str]:
    """Return the types of the tokens of mentions that do not change."""
    changed = _changed(changes)
    return {
        token.index: mention.type
        for mention in document.mentions
        if mention.index not in changed
        for token in _tokens_at(document.tokens, mention)
    }


def _retyped(
    tokens: Sequence[Token], given: Mapping[int, str], old: Mention, new: Mention
) -> dict[int, str]:
    """Return the tags of a mention that stays where it is: letters are as they are."""
    tags = {}
    for token in tokens:
        tag = given.get(token.index, token.tag)
        if old.type != new.type:
            if not tag.endswith(old.type):
                raise Inexpressible  # a tag that is none
            tag = tag[: len(tag) - len(old.type)] + new.type
        tags[token.index] = tag
    return tags


def _same_sentence(tokens: Sequence[Token], number: int) -> bool:
    """Say whether a token and the one after it stand in one sentence."""
    return 0 <= number < len(tokens) - 1 and tokens[number].sentence == tokens[number + 1].sentence


def _tag(document: Document, letter: str, kind: str) -> str:
    """Write a tag in the manner of the file."""
    notation = table(document).layout.notation
    if not letter:
        return kind
    letter = letter.lower() if notation.small else letter
    return f"{letter}{notation.delimiters[0]}{kind}" if kind else letter


def _tokens_at(tokens: Sequence[Token], mention: Mention) -> Sequence[Token]:
    """Return the tokens that a mention consists of; none if they are no whole ones."""
    if len(mention.spans) != 1:
        return ()
    span = mention.spans[0]
    first = bisect_left(tokens, span.start, key=_start)
    end = first
    while end < len(tokens) and tokens[end].end <= span.end:
        end += 1  # past tokens without text as well
    found = tokens[first:end]
    whole = (
        found
        and found[0].start == span.start
        and found[-1].end == span.end
        and found[0].sentence == found[-1].sentence
    )
    return found if whole else ()


def _edits(document: Document, texts: Mapping[int, str], tags: Mapping[int, str]) -> list[Edit]:
    file = table(document)
    edits = []
    for values, is_tag in ((texts, False), (tags, True)):
        for index, value in values.items():
            token = document.tokens[index]
            row = file.source_line(token.line)
            start, end = token_span(document, token, tag=is_tag)
            if (start, end) == (0, len(row)):
                if value != (token.tag if is_tag else token.text):
                    raise Inexpressible
                continue
            column = written(value, file.layout.separator, row[start:end])
            if column is None:
                raise Inexpressible
            if column == row[start:end]:
                continue
            at = file.line_start(token.line)
            edits.append(
                Edit(
                    at + len(_encoded(row[:start])), at + len(_encoded(row[:end])),
                    _encoded(column),
                )
            )  # fmt: skip
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
