"""Damage to the mention text; text and offsets are right."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from random import Random

from benchmarks.damages.gold import CONCEPT, START, TEXT, TYPE, Document, Mention
from benchmarks.damages.kinds import Case, Damaged, Prepare, kind


def with_word(*words: str) -> Prepare:
    """Make a document that has one of some words in its text, as a mention of its own."""

    def prepare(document: Document, chance: Random) -> Document | None:
        if not document.mentions:
            return None
        at = blank_outside(document, chance)
        model = chance.choice(document.mentions)
        if at is None or len(model.row) <= CONCEPT:
            return None
        word = chance.choice(words)
        longer = document.inserted(at, f" {word}")
        row = (
            document.id,
            str(at + 1),
            str(at + 1 + len(word)),
            word,
            *model.row[TYPE : CONCEPT + 1],
        )
        number = sum(each.end <= at for each in longer.mentions)
        rows = list(longer.rows)
        rows.insert(longer.mentions[number - 1].line - 1 if number else 0, row)
        return longer.with_text(longer.text, rows)

    return prepare


def blank_outside(document: Document, chance: Random, *, before: int = 0) -> int | None:
    """Return the place of a blank between two plain words outside all mentions.

    Args:
        document: Where to look.
        chance: Decides which.
        before: How many mentions must stand after it.
    """
    text, covered = document.text, document.covered
    starts = sorted(each.start for each in document.mentions)
    if len(starts) < before:
        return None
    last = starts[-before] if before else len(text)
    places = [
        at
        for at in range(2, min(last, len(text)) - 2)
        if text[at] == " "
        and text[at - 2 : at].isalpha()
        and text[at + 1 : at + 3].isalpha()
        and not covered & {at - 1, at, at + 1}
    ]
    return chance.choice(places) if places else None


def _changed(case: Case, mention: Mention | None, text: str) -> Damaged | None:
    """Write another mention text; the offsets, which disagree with it, may be named as well."""
    if mention is None or text == mention.text:
        return None
    return case.with_fields(mention, {START: mention.row[START], TEXT: text})


def _several(mention: Mention) -> bool:
    return len(mention.text) > 3


@kind("SPN012")
def text_in_other_case(case: Case) -> Damaged | None:
    """The mention text is written in another case."""
    mention = case.mention(_several)
    if mention is None:
        return None
    change = case.chance.choice((str.lower, str.upper, str.capitalize, str.swapcase))
    return _changed(case, mention, change(mention.text))


@kind("SPN012")
def texts_in_lower_case(case: Case) -> Damaged | None:
    """A tagger has written all mention texts of the document in lower case, five or more."""
    changed = [each for each in case.document.mentions if each.text.lower() != each.text]
    if len(changed) < 5 or any(len(each.text.lower()) != len(each.text) for each in changed):
        return None
    lines = list(case.document.lines)
    for each in changed:
        row = list(each.row)
        row[TEXT] = each.text.lower()
        lines[each.line] = "\t".join(row)
    return case.file(lines, (0, changed[0].line))


@kind("SPN012")
def hyphen_lost(case: Case) -> Damaged | None:
    """A hyphen of the mention text is lost or has become a blank."""
    mention = case.mention(lambda each: "-" in each.text.strip("-"))
    if mention is None:
        return None
    return _changed(case, mention, mention.text.replace("-", case.chance.choice(("", " ")), 1))


@kind("SPN012")
def blank_doubled_in_text(case: Case) -> Damaged | None:
    """A blank of the mention text is doubled or lost."""
    mention = case.mention(lambda each: " " in each.text)
    if mention is None:
        return None
    return _changed(case, mention, mention.text.replace(" ", case.chance.choice(("", "  ")), 1))


@kind("SPN012")
def punctuation_lost(case: Case) -> Damaged | None:
    """A bracket, apostrophe, comma or slash inside the mention text is lost."""
    mention = case.mention(lambda each: any(sign in each.text[1:-1] for sign in "()',/"))
    if mention is None:
        return None
    head, inside, tail = mention.text[0], mention.text[1:-1], mention.text[-1]
    sign = next(sign for sign in "()',/" if sign in inside)
    return _changed(case, mention, head + inside.replace(sign, "", 1) + tail)


@kind("SPN012")
def tokenised_text(case: Case) -> Damaged | None:
    """A tagger has put blanks around a hyphen or bracket of the mention text."""
    mention = case.mention(lambda each: any(sign in each.text[1:-1] for sign in "-(/"))
    if mention is None:
        return None
    sign = next(sign for sign in "-(/" if sign in mention.text[1:-1])
    return _changed(case, mention, mention.text.replace(sign, f" {sign} ").strip())


@kind("SPN012")
def dash_autocorrected(case: Case) -> Damaged | None:
    """A word processor has made a dash of a hyphen in the mention text."""
    mention = case.mention(lambda each: "-" in each.text)
    if mention is None:
        return None
    dash = case.chance.choice("\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{MINUS SIGN}")
    return _changed(case, mention, mention.text.replace("-", dash))


@kind("SPN012", prepare=with_word("Wilson's", "Crohn's", "5'UTR", "Huntington's"))
def quotation_mark_autocorrected(case: Case) -> Damaged | None:
    """A word processor has made a typographic quotation mark of an apostrophe."""
    mention = case.mention(lambda each: "'" in each.text)
    if mention is None:
        return None
    mark = "\N{RIGHT SINGLE QUOTATION MARK}"
    return _changed(case, mention, mention.text.replace("'", mark))


@kind(
    "SPN012", prepare=with_word("TNF-α", "β-globin", "IFN-γ", "Δ9-desaturase", "Behçet", "Sjögren")
)
def letters_folded_to_ascii(case: Case) -> Damaged | None:
    """Greek or accented letters of the mention text are written in ASCII."""
    names = {"α": "a", "β": "b", "γ": "gamma", "Δ": "delta", "ç": "c", "ö": "o"}
    mention = case.mention(lambda each: any(letter in each.text for letter in names))
    if mention is None:
        return None
    text = "".join(names.get(letter, letter) for letter in mention.text)
    return _changed(case, mention, text) if text.isascii() else None


@kind("SPN012", prepare=with_word("Behçet", "Sjögren", "Ménière", "naïve-like"))
def text_decomposed(case: Case) -> Damaged | None:
    """The mention text is in another Unicode form than the text."""
    mention = case.mention(lambda each: unicodedata.normalize("NFD", each.text) != each.text)
    if mention is None:
        return None
    return _changed(case, mention, unicodedata.normalize("NFD", mention.text))


@kind("SPN012", prepare=with_word("P<0.05", "R&D", "G>A", "β-globin"))
def text_with_entity(case: Case) -> Damaged | None:
    """A character of the mention text is written as an HTML entity."""
    entities = {
        "<": "&lt;",
        ">": "&gt;",
        "&": "&amp;",
        "β": case.chance.choice(("&beta;", "&#946;")),
    }
    mention = case.mention(lambda each: any(sign in each.text for sign in entities))
    if mention is None:
        return None
    text = "".join(entities.get(sign, sign) for sign in mention.text)
    return _changed(case, mention, text)


@kind("SPN001", "SPN012")
def text_quoted_by_spreadsheet(case: Case) -> Damaged | None:
    """A CSV export has put quotation marks around the mention text.

    The words are not those of the text, or the text has lost its punctuation.
    """
    mention = case.mention()
    return _changed(case, mention, f'"{mention.text}"') if mention else None


@kind("SPN001")
def other_word(case: Case) -> Damaged | None:
    """Another mention's text stands in the text column."""
    mention = case.mention()
    if mention is None:
        return None

    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, text)).casefold()

    other = case.mention(lambda each: letters(each.text) != letters(mention.text))
    return _changed(case, mention, other.text) if other else None


@kind("SPN001")
def normalised_text(case: Case) -> Damaged | None:
    """The name of the concept stands in the text column instead of the words of the text."""
    mention = case.mention(_several)
    name = case.chance.choice(("Neoplasms", "Hypertension", "Glucose", "Diabetes Mellitus, Type 2"))
    if mention is None or name.casefold() in mention.text.casefold():
        return None
    return _changed(case, mention, name)


@kind("SPN001", "SPN012")
def text_misspelt(case: Case) -> Damaged | None:
    """Two letters of the mention text are exchanged, or one is lost.

    It is a copy fault all the same if the offsets are those of the word.
    """
    mention = case.mention(lambda each: len(each.text) > 5 and each.text.isalpha())
    if mention is None:
        return None
    at = case.chance.randrange(1, len(mention.text) - 2)
    head, pair, tail = mention.text[:at], mention.text[at : at + 2], mention.text[at + 2 :]
    return _changed(case, mention, head + case.chance.choice((pair[::-1], pair[0])) + tail)


@kind("SPN001", "SPN012")
def text_cut(case: Case) -> Damaged | None:
    """The mention text has lost its last word or its last letters, and the offsets have not.

    It is a copy fault all the same if the offsets are those of the word.
    """
    mention = case.mention(_several)
    if mention is None:
        return None
    head = mention.text.rpartition(" ")[0]
    return _changed(case, mention, head or mention.text[: -case.chance.randrange(1, 3)])


@kind("SPN001", prepare=with_word("MARCH1", "SEPT2", "DEC1", "OCT4", "SEPT9"))
def gene_turned_into_date(case: Case) -> Damaged | None:
    """A spreadsheet has made a date of a gene symbol."""
    dates = {
        "MARCH1": "1-Mar",
        "SEPT2": "2-Sep",
        "DEC1": "1-Dec",
        "OCT4": "4-Oct",
        "SEPT9": "9-Sep",
    }
    mention = case.mention(lambda each: each.text in dates)
    return _changed(case, mention, dates[mention.text]) if mention else None


@kind("SPN001", "SPN005", "FMT002")
def text_empty(case: Case) -> Damaged | None:
    """The mention text is empty.

    It is not the text at the offsets, it is nothing, and a column without a value.
    """
    return _changed(case, case.mention(), "")


@kind("SPN006", "SPN012", "FMT010", "SPN001")
def text_padded(case: Case) -> Damaged | None:
    """A blank stands before or after the mention text, and the offsets are right.

    It is padding, a field with blanks around it, and a copy with a blank too much. Where the text
    has that blank, the offsets may as well be too short.
    """
    mention = case.mention()
    if mention is None:
        return None
    padded = case.chance.choice((f" {mention.text}", f"{mention.text} "))
    made = _changed(case, mention, padded)
    if made is None or padded in case.document.text.replace("\n", " "):
        return made
    return replace(made, codes=("SPN006", "SPN012", "FMT010"))
