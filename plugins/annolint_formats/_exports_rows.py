"""Rows that hold one text: what the dialects of doccano, Prodigy and spaCy have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from annolint import Mention, Token
from annolint_formats._exports_draft import Draft, Misfit, Path, shown, string
from annolint_formats._exports_units import Unit


def row_draft(value: Any, line: int, unit: Unit) -> Draft:
    """Return the draft of an object with a `text`.

    Raises:
        Misfit: It is no such object.
    """
    if not isinstance(value, dict):
        raise Misfit("FMT001", f"{shown(value)} is no object with a text")
    text = value.get("text")
    if type(text) is not str:
        if "text" in value:
            raise Misfit("FMT006", f"the text is {shown(text)}, no string", ("text",))
        raise Misfit("FMT006", "the row has no text: add it, or remove the row")
    draft = Draft(text, ("text",), line, unit)
    for name in ("id", "_id"):
        found = value.get(name)
        if type(found) in (str, int) and found != "":
            draft.id = string(found)
            draft.id_path = (name,)
            break
    return draft


def read_tokens(draft: Draft, tokens: Sequence[Any], path: Path) -> None:
    """Add the tokens of a row, unless one of them has no offsets: then that is a fault."""
    counted = draft.counted
    for index, token in enumerate(tokens):
        start = end = None
        if type(token) is dict:
            start, end = token.get("start"), token.get("end")
        if type(start) is not int or type(end) is not int:
            draft.fault("FMT003", f"token {index} has no offsets: correct it", (*path, index))
            return
        if counted is not None:
            start, end = counted.start(start), counted.end(end)
        text = token.get("text")
        text = text if type(text) is str else draft.text[start:end]
        draft.tokens.append(Token(index, draft.line, text, start, end, "", 0))
        draft.token_paths.append((*path, index))


def write_token(record: dict[str, Any], draft: Draft, old: Token, new: Token) -> None:
    """Write the offsets of a token, and its text where there is one."""
    if (new.start, new.end) != (old.start, old.end):
        record["start"] = draft.offset(new.start)
        record["end"] = draft.offset(new.end)
    if "text" in record and new.text != old.text:
        record["text"] = new.text


def write_span(
    record: Any,
    draft: Draft,
    old: Mention | None,
    new: Mention,
    names: tuple[str | int, str | int, str | int],
) -> None:
    """Write offsets and type of a mention, and its text and concept where there are such."""
    start, end, kind = names
    if new.spans and (old is None or new.spans != old.spans):
        record[start] = draft.offset(new.spans[0].start)
        record[end] = draft.offset(new.spans[-1].end)
    if old is None or new.type != old.type:
        record[kind] = new.type
    if isinstance(record, dict):
        if isinstance(record.get("text"), str) and (old is None or new.text != old.text):
            record["text"] = new.text
        if new.concept_field is not None and (
            old is None or new.concept_field != old.concept_field
        ):
            record["kb_id"] = new.concept_field


def under(path: Path, inner: Iterable[Path]) -> Sequence[Path]:
    """Return paths below another one."""
    return [(*path, *each) for each in inner]
