"""Damage to the edges of a mention by a sloppy drag: offsets and text agree, and are wrong."""

from __future__ import annotations

from benchmarks.damages.gold import END, START, TEXT, Document, Mention
from benchmarks.damages.kinds import Case, Damaged, kind


def _respanned(case: Case, mention: Mention, start: int, end: int) -> Damaged:
    """Give a mention other edges, and the text that stands there."""
    surface = case.document.text[start:end].replace("\n", " ")
    return case.with_fields(mention, {START: str(start), END: str(end), TEXT: surface})


def _free(document: Document, mention: Mention, start: int, end: int) -> bool:
    """Say whether a stretch touches no other mention."""
    return not any(
        each.start < end and start < each.end
        for each in document.mentions
        if each.line != mention.line
    )


@kind("SPN006")
def blank_taken_in(case: Case) -> Damaged | None:
    """The mention takes in the blank before it, after it, or both."""
    text = case.document.text
    mention = case.mention(lambda each: text[each.end : each.end + 1] == " ")
    if mention is None:
        return None
    before = mention.start > 0 and text[mention.start - 1] == " "
    left = before and case.chance.random() < 1 / 2
    right = not left or case.chance.random() < 1 / 4
    start, end = mention.start - left, mention.end + right
    return (
        _respanned(case, mention, start, end) if _free(case.document, mention, start, end) else None
    )


@kind("SPN008")
def punctuation_taken_in(case: Case) -> Damaged | None:
    """The mention takes in the comma, semicolon or full stop after it."""
    text = f"{case.document.text} "

    def fits(mention: Mention) -> bool:
        after = text[mention.end : mention.end + 2]
        return (
            len(after) == 2
            and after[0] in ",;."
            and after[1] in " \n"
            and mention.text[-2:].isalpha()
        )

    mention = case.mention(fits)
    if mention is None or not _free(case.document, mention, mention.start, mention.end + 1):
        return None
    return _respanned(case, mention, mention.start, mention.end + 1)


@kind("SPN008")
def hyphen_taken_in(case: Case) -> Damaged | None:
    """The mention takes in the hyphen that joins it to the next word."""
    text = case.document.text

    def fits(mention: Mention) -> bool:
        after = text[mention.end : mention.end + 2]
        return (
            len(after) == 2
            and after[0] == "-"
            and after[1].isalpha()
            and mention.text[-2:].isalpha()
        )

    mention = case.mention(fits)
    if mention is None or not _free(case.document, mention, mention.start, mention.end + 1):
        return None
    return _respanned(case, mention, mention.start, mention.end + 1)


@kind("SPN009")
def bracket_taken_in(case: Case) -> Damaged | None:
    """The mention takes in one of the two brackets around it."""
    text = case.document.text

    def fits(mention: Mention) -> bool:
        around = (
            text[max(mention.start - 1, 0) : mention.start] + text[mention.end : mention.end + 1]
        )
        return around in ("()", "[]") and not any(sign in mention.text for sign in "()[]")

    mention = case.mention(fits)
    if mention is None:
        return None
    left = case.chance.random() < 1 / 2
    return _respanned(case, mention, mention.start - left, mention.end + (not left))


@kind("SPN009")
def bracket_left_out(case: Case) -> Damaged | None:
    """The mention loses the bracket that it begins or ends with, and keeps the other."""

    def fits(mention: Mention) -> bool:
        surface = mention.text
        return (
            surface.count("(") == surface.count(")") == 1
            and len(surface) > 3
            and (surface[0] == "(" or surface[-1] == ")")
        )

    mention = case.mention(fits)
    if mention is None:
        return None
    left = mention.text[0] == "("
    return _respanned(case, mention, mention.start + left, mention.end - (not left))


def _is_plain(word: str) -> bool:
    """Say whether a word is of plain letters: no digits, no signs, no change of case."""
    return word.isascii() and word.isalpha() and (word.islower() or word.istitle())


@kind("SPN007")
def word_cut(case: Case) -> Damaged | None:
    """The mention stops three or more letters before the end of its last word."""
    text = case.document.text

    def fits(mention: Mention) -> bool:
        word = mention.text.rpartition(" ")[2]
        after = text[mention.end : mention.end + 1]
        return len(word) >= 9 and _is_plain(word) and not after.isalnum() and after != "-"

    mention = case.mention(fits)
    if mention is None:
        return None
    return _respanned(case, mention, mention.start, mention.end - case.chance.randrange(4, 6))


@kind("SPN007")
def word_begun_late(case: Case) -> Damaged | None:
    """The mention starts one to three letters inside its first word."""
    text = case.document.text

    def fits(mention: Mention) -> bool:
        word = mention.text.partition(" ")[0]
        before = text[max(mention.start - 1, 0) : mention.start]
        return len(word) >= 8 and _is_plain(word) and not before.isalnum() and before != "-"

    mention = case.mention(fits)
    if mention is None:
        return None
    return _respanned(case, mention, mention.start + case.chance.randrange(1, 4), mention.end)


@kind("SPN007")
def half_word_taken_in(case: Case) -> Damaged | None:
    """The mention takes in the first letters of the next word."""
    text = case.document.text

    def fits(mention: Mention) -> bool:
        if text[mention.end : mention.end + 1] != " ":
            return False
        word = text[mention.end + 1 :].partition(" ")[0]
        return len(word) >= 6 and _is_plain(word)

    mention = case.mention(fits)
    if mention is None:
        return None
    end = mention.end + 1 + case.chance.randrange(2, 4)
    return (
        _respanned(case, mention, mention.start, end)
        if _free(case.document, mention, mention.start, end)
        else None
    )


@kind("SPN010")
def abstract_taken_in(case: Case) -> Damaged | None:
    """The last mention of the title runs on to the first words of the abstract."""
    document = case.document
    size = len(document.title)
    within = [each for each in document.mentions if each.end <= size]
    if not within:
        return None
    mention = max(within, key=lambda each: each.end)
    word = document.abstract.partition(" ")[0]
    end = size + 1 + len(word)
    if not word.isalpha() or not _free(document, mention, mention.start, end):
        return None
    return _respanned(case, mention, mention.start, end)


@kind("OVL001")
def crossing_mention_added(case: Case) -> Damaged | None:
    """A second mention begins at the last word of a mention and ends one word later."""
    text = case.document.text

    def fits(mention: Mention) -> bool:
        if " " not in mention.text or text[mention.end : mention.end + 1] != " ":
            return False
        word = text[mention.end + 1 :].partition(" ")[0]
        end = mention.end + 1 + len(word)
        return word.isalpha() and _free(case.document, mention, mention.start, end)

    mention = case.mention(fits)
    if mention is None:
        return None
    start = mention.end - len(mention.text.rpartition(" ")[2])
    end = mention.end + 1 + len(text[mention.end + 1 :].partition(" ")[0])
    row = list(mention.row[:6])
    row[START : TEXT + 1] = [str(start), str(end), text[start:end]]
    lines = list(case.document.lines)
    lines.insert(mention.line + 1, "\t".join(row))
    return case.file(lines, (mention.line, mention.line + 1))
