"""Damage to characters and bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from random import Random

from benchmarks.damages.gold import Document, joined
from benchmarks.damages.kinds import Case, Damaged, Prepare, kind
from benchmarks.damages.surfaces import blank_outside, with_word

_FOREIGN = ("naïve", "Sjögren", "café", "Behçet", "Ménière", "20°C", "±", "µg")


def _with_text(*words: str) -> Prepare:
    """Make a document that has some words in its text, outside all mentions."""

    def prepare(document: Document, chance: Random) -> Document | None:
        at = blank_outside(document, chance)
        return None if at is None else document.inserted(at, f" {chance.choice(words)}")

    return prepare


def _in_text(case: Case, sign: str) -> Damaged | None:
    """Put a character into the text outside mentions, with offsets kept right."""
    at = blank_outside(case.document, case.chance)
    if at is None:
        return None
    document = case.document.inserted(at, sign)
    number = int(at > len(case.document.title))
    column = len(f"{document.id}|t|") + at - number * (len(document.title) + 1)
    return case.file(document.lines, number, (column, column + len(sign)))


def _in_mention(case: Case, sign: str) -> Damaged | None:
    """Put a character into a mention and its text, with offsets kept right.

    The text or the mention may be named.
    """
    mention = case.mention(lambda each: len(each.text) > 3 and each.text[:3].isalpha())
    if mention is None:
        return None
    document = case.document.inserted(mention.start + 2, sign)
    return case.with_document(document, (0, 1, mention.line))


@kind("ENC004")
def control_character_in_text(case: Case) -> Damaged | None:
    """A control character or line separator stands in the text, outside mentions."""
    return _in_text(case, case.chance.choice("\x02\x07\x0b\x0c\x1c\x1e\x7f\x85\u2028\u2029"))


@kind("ENC004")
def control_character_in_mention(case: Case) -> Damaged | None:
    """A control character or line separator stands in a mention and its text."""
    return _in_mention(case, case.chance.choice("\x02\x07\x0b\x0c\x1c\x1e\x7f\x85\u2028\u2029"))


@kind("ENC004")
def nul_in_text(case: Case) -> Damaged | None:
    """A NUL stands in the text, outside mentions."""
    return _in_text(case, "\0")


@kind("ENC005")
def replacement_character_in_text(case: Case) -> Damaged | None:
    """A character of the text was lost before: U+FFFD stands for it."""
    return _in_text(case, "\N{REPLACEMENT CHARACTER}")


@kind("ENC005")
def replacement_character_in_mention(case: Case) -> Damaged | None:
    """A character of a mention was lost before: U+FFFD stands for it in text and mention."""
    return _in_mention(case, "\N{REPLACEMENT CHARACTER}")


@kind("ENC006")
def zero_width_character_in_mention(case: Case) -> Damaged | None:
    """A zero-width character, soft hyphen or bidirectional control stands in a mention."""
    return _in_mention(case, case.chance.choice("\u200b\u00ad\ufeff\u2060\u200e\u202a"))


def _garbled(text: str) -> str:
    return text.encode().decode("cp1252")


@kind(
    "ENC007",
    prepare=_with_text("naïve", "Sjögren", "café", "Behçet", "Ménière", "5′-end", "2–3 weeks"),
)
def mojibake_in_text(case: Case) -> Damaged | None:
    """UTF-8 of a word of the text was read as Windows-1252, with offsets kept right."""
    return _garbled_word(case, inside=False)


@kind("ENC007", prepare=with_word("TNF-α", "β-globin", "Behçet", "Sjögren", "Ménière"))
def mojibake_in_mention(case: Case) -> Damaged | None:
    """UTF-8 of a mention and its text was read as Windows-1252, with offsets kept right."""
    return _garbled_word(case, inside=True)


def _garbled_word(case: Case, *, inside: bool) -> Damaged | None:
    document = case.document
    places = [at for at, sign in enumerate(document.text) if not sign.isascii()]
    at = case.pick([at for at in places if (at in document.covered) == inside])
    if at is None:
        return None
    sign = document.text[at]
    try:
        garbled = _garbled(sign)
    except UnicodeDecodeError:
        return None
    # The piece goes in behind the first letter, so that edges of mentions stay where they are.
    changed = document.replaced(at, at + 1, garbled)
    lines = {number for number, line in enumerate(changed.lines) if garbled in line}
    return case.with_document(changed, lines)


@kind("ENC008", prepare=_with_text(*_FOREIGN[:5]))
def text_not_composed(case: Case) -> Damaged | None:
    """A letter of the text is written as letter and combining accent; offsets are kept right."""
    document = case.document
    places = [
        at
        for at, sign in enumerate(document.text)
        if unicodedata.normalize("NFD", sign) != sign and at not in document.covered
    ]
    at = case.pick(places)
    if at is None:
        return None
    sign = unicodedata.normalize("NFD", document.text[at])
    return case.with_document(document.replaced(at, at + 1, sign), (0, 1))


def _bytes(case: Case, content: bytes, *lines: int) -> Damaged:
    return Damaged({case.name: content}, frozenset((case.name, line) for line in lines))


def _in_codec(case: Case, codec: str) -> Damaged | None:
    """Write one document of the file in another encoding, if that has all of its characters."""
    text = "\n".join(case.document.lines)
    try:
        changed = text.encode(codec)
    except UnicodeEncodeError:
        return None
    content = case.clean[case.name]
    if content.count(text.encode()) != 1:
        return None
    lines = [number for number, line in enumerate(case.document.lines) if not line.isascii()]
    numbers = [case.first_line + number for number in lines]
    return _bytes(case, content.replace(text.encode(), changed), *numbers)


@kind("ENC001", prepare=_with_text(*_FOREIGN))
def latin_1_bytes(case: Case) -> Damaged | None:
    """One document of the file is in Latin-1."""
    return _in_codec(case, "latin-1")


@kind("ENC001", prepare=_with_text("2–3 weeks", "“mild”", "Crohn’s", "25€"))
def windows_1252_bytes(case: Case) -> Damaged | None:
    """One document of the file is in Windows-1252."""
    return _in_codec(case, "cp1252")


@kind("ENC001", prepare=_with_text(*_FOREIGN))
def byte_lost(case: Case) -> Damaged | None:
    """One byte of a character that has several is lost."""
    content = case.clean[case.name]
    places = [at for at, byte in enumerate(content) if byte >= 0x80]
    at = case.pick(places)
    if at is None:
        return None
    return _bytes(case, content[:at] + content[at + 1 :], content.count(b"\n", 0, at) + 1)


@kind("ENC001")
def utf_16_file(case: Case) -> Damaged | None:
    """The file is UTF-16."""
    codec = case.chance.choice(("utf-16", "utf-16-le", "utf-16-be"))
    return _bytes(case, joined(case.neighbours).encode(codec), 1)


@kind("ENC002")
def byte_order_mark(case: Case) -> Damaged | None:
    """A byte order mark stands at the start of the file."""
    return _bytes(case, joined(case.neighbours).encode("utf-8-sig"), 1)


@kind("ENC003", "FMT001")
def carriage_returns_only(case: Case) -> Damaged | None:
    """All lines of the file end with CR alone.

    No line end is one that readers of the format know, so the file is one unreadable line.
    """
    return _bytes(case, case.clean[case.name].replace(b"\n", b"\r"), 1)


def _line_ends(case: Case, keep: Callable[[int], bool]) -> Damaged:
    """End some lines with CRLF; either kind of line may be named."""
    lines = case.clean[case.name].splitlines(keepends=True)
    content = b"".join(
        line if keep(number) else line.replace(b"\n", b"\r\n") for number, line in enumerate(lines)
    )
    return _bytes(case, content, *range(1, len(lines) + 1))


@kind("ENC003")
def one_line_with_crlf(case: Case) -> Damaged | None:
    """One line of the file ends with CRLF."""
    chosen = case.chance.randrange(joined(case.neighbours).count("\n") - 1)
    return _line_ends(case, lambda number: number != chosen)


@kind("ENC003")
def document_with_crlf(case: Case) -> Damaged | None:
    """One document of the file has CRLF, as an editor on Windows leaves it; most lines have not."""
    first = case.first_line - 1
    last = first + len(case.document.lines) + 1
    if 2 * (last - first) >= joined(case.neighbours).count("\n"):
        return None
    return _line_ends(case, lambda number: not first <= number < last)


@kind("ENC003")
def one_line_without_cr(case: Case) -> Damaged | None:
    """One line of a file with CRLF ends with LF."""
    chosen = case.chance.randrange(joined(case.neighbours).count("\n") - 1)
    damaged = _line_ends(case, lambda number: number == chosen)
    gold = {name: content.replace(b"\n", b"\r\n") for name, content in case.clean.items()}
    return damaged and replace(damaged, gold=gold)
