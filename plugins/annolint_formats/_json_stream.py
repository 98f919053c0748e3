"""A JSON file to the values in it that are documents: lines, arrays, and lists inside objects.

Values are read one at a time, so that memory is bounded by the largest of them. What is no JSON is
a problem, and reading goes on at the next value that looks like the others. Knows nothing of what
the values mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from typing import Any

import msgspec

from annolint import Place, Problem, Source, SourceFile
from annolint_formats._json import half_characters, line_value, no_numbers, tree
from annolint_formats._json_window import Window

_SHOWN = 200
_MARGIN = 16
"""Characters before the end of what is read in which an error may only say that it is cut."""

_NEXT_IN_LIST = re.compile(r"[\n,]\s*(?=[\[{])")
_NEXT_LINE = re.compile(r"\n[ \t]*(?=[\[{])")
_DEEPEST = 8
"""Lists in lists that are taken apart."""

_PATIENCE = 20
"""How often what follows damage may be an open string up to the end of what is held."""
_NO_COMMA = "a comma is missing: write one before this"
_CUT = "the value is cut off: the file ends, or a quotation mark is missing"


class Element(msgspec.Struct, frozen=True):
    """A value that may be a document, the part of the file that it stands in, and its problems."""

    value: Any
    source: SourceFile
    problems: tuple[Problem, ...] = ()


def elements(
    source: Source, head: bytes, lists: Container[str] = ()
) -> Iterator[Element | Problem]:
    """Yield the values of a file that may be documents.

    An array is taken apart, unless it begins with a string or a number; so is an object in which
    a key of `lists` has an array.

    Args:
        source: The file.
        head: What was read of it already.
        lists: Keys under which documents stand.
    """
    return iter(_Reader(source, head, lists))


class _DamageError(Exception):
    """The value is not sound: what is wrong, and where in the window."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class _Reader:
    """Reads one file; `_known` are the keys of the last sound value, by which others are known."""

    def __init__(self, source: Source, head: bytes, lists: Container[str]) -> None:
        self._window = Window(source, head)
        self._limit = source.max_record_size
        self._lists = lists
        self._known: frozenset[str] | None = None
        self._repeated = False
        self._has_no_numbers = False
        self._lost = False
        self._recovered = False
        self._depth = 0
        self._entered = False
        self._patience = _PATIENCE
        hooks: dict[str, Any] = {
            "object_pairs_hook": self._object,
            "parse_constant": self._no_number,
        }
        self._decode = json.JSONDecoder(**hooks).raw_decode
        self._lenient = json.JSONDecoder(**hooks, strict=False).raw_decode

    def __iter__(self) -> Iterator[Element | Problem]:
        window = self._window
        while character := window.skip_space():
            window.drop()
            if character in "[{":
                yield from self._value(_NEXT_LINE)
            elif not self._lost:
                message = "a JSON object or list should stand here"
                yield self._problem(message, window.position)
                self._recover(_NEXT_LINE)
            else:
                return

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self._repeated = True
        return made

    def _no_number(self, name: str) -> float:
        self._has_no_numbers = True
        return float(name)

    # Values.

    def _value(self, following: re.Pattern[str]) -> Iterator[Element | Problem]:
        """Yield what the value at the position comes to, and pass over it.

        `following` matches what stands before the next one, should this one be damaged.
        """
        window = self._window
        start = window.position
        character = window.text[start]
        if character == "[" and self._depth < _DEEPEST and self._is_list():
            self._depth += 1
            yield from self._list()
            self._depth -= 1
            return
        if character == "{" and self._lists and not self._entered:
            missing = self._enter_list()
            if missing is not None:
                yield from missing
                yield from self._inside_object()
                return
        try:
            value, end, problem = self._decoded()
        except _DamageError as error:
            yield self._problem(str(error), error.position)
            window.position = start
            self._recover(following)
            return
        if isinstance(value, dict):
            self._known = frozenset(value)
        yield self._element(value, start, end, problem)
        window.position = end

    def _is_list(self) -> bool:
        """Say whether the array at the position is one of documents, not a document itself."""
        window = self._window
        start = window.position
        window.position += 1
        character = window.skip_space()
        window.position = start
        return character in ("{", "[", "]", "")

    def _decoded(self) -> tuple[Any, int, Problem | None]:
        """Decode the value at the position; return it, its end, and what was passed over in it."""
        window = self._window
        self._repeated = self._has_no_numbers = False
        found = line_value(window.text, window.position)
        if found is not None and found[1] - window.position <= self._limit:
            return *found, None
        decode, problem = self._decode, None
        while True:
            self._repeated = self._has_no_numbers = False
            message, at = "", 0
            try:
                value, end = decode(window.text, window.position)
                whole = end < len(window.text) or window.complete
                if whole and end - window.position <= self._limit:
                    return value, end, problem
            except json.JSONDecodeError as error:
                message, at = error.msg, error.pos
                if message.startswith("Invalid control character"):
                    problem = self._problem(
                        "a line break or control character stands in a string: write it as an "
                        "escape such as \\n",
                        at,
                        at + 1,
                    )
                    decode = self._lenient
                    continue
            except RecursionError:
                raise _DamageError("it is nested too deep", window.position) from None
            except ValueError:  # from `int`, of a number with thousands of digits
                raise _DamageError("a number in it has too many digits", window.position) from None
            if len(window.text) - window.position > self._limit:
                words = f"it is larger than max-record-size ({self._limit} bytes)"
                raise _DamageError(words, window.position)
            is_cut = (
                not message
                or message.startswith("Unterminated")
                or len(window.text) - at <= _MARGIN
            )
            if window.complete or not is_cut:
                words = _in_words(message, window.text, at)
                # Of what is missing at the end, the place is behind what is there.
                held = len(window.text.rstrip()) if at >= len(window.text) else at
                raise _DamageError(words, max(held, window.position))
            window.fill()

    def _element(self, value: Any, start: int, end: int, problem: Problem | None) -> Element:
        window = self._window
        offset, line, column = window.where(start)
        text = window.text[start:end]
        data = text.encode("utf-8", "surrogateescape")
        source = SourceFile(window.path, offset, line, data, column)
        problems = [problem] if problem is not None else []
        if self._repeated:
            for key, first, last in tree(data).repeated():
                message = f"the key {json.dumps(key)} stands here twice in one object: keep one"
                problems.append(_placed(source, "FMT001", message, first, last))
        for first, last in no_numbers(text) if self._has_no_numbers else ():
            before = len(text[:first].encode("utf-8", "surrogateescape"))
            message = f"{text[first:last]} is no JSON: write null"
            problems.append(_placed(source, "FMT001", message, before, before + last - first))
        for first, last in half_characters(text):
            before = len(text[:first].encode("utf-8", "surrogateescape"))
            message = f"{text[first:last]} is half a character: write both halves, or the character"
            problems.append(_placed(source, "ENC001", message, before, before + last - first))
            break
        return Element(value, source, tuple(problems))

    # Lists of values.

    def _list(self) -> Iterator[Element | Problem]:
        """Yield what stands in the array at the position."""
        window = self._window
        line = window.where(window.position)[1]
        window.position += 1
        comma = None
        while character := window.skip_space():
            window.drop()
            if character == "]":
                if comma:
                    message = "a comma stands before the end of the list: remove it"
                    yield self._problem(message, window.position)
                window.position += 1
                return
            if character == ",":
                if comma or comma is None:
                    yield self._problem("a comma too many: remove it", window.position)
                comma = True
                window.position += 1
                continue
            if comma is False and not self._lost:
                yield self._problem(_NO_COMMA, window.position)
            self._recovered = False
            yield from self._value(_NEXT_IN_LIST)
            comma = self._recovered  # up to the next value, comma and all
        if not self._lost:
            message = f"the file ends within the list that begins in line {line}: write it anew"
            yield self._problem(message, window.position)
            self._lost = True

    def _enter_list(self) -> list[Problem] | None:
        """Go to the first array of documents in the object at the position, if it has one.

        What stands before it belongs to no document.

        Returns:
            What is wrong before it, or None if there is no such array.
        """
        window = self._window
        start = window.position
        problems: list[Problem] = []
        window.position += 1
        try:
            while window.skip_space() == '"' and (key := self._key()) is not None:
                if key in self._lists and window.skip_space() == "[":
                    return problems
                _, window.position, _ = self._decoded()
                if window.skip_space() == ",":
                    window.position += 1
                else:
                    problems.append(self._problem(_NO_COMMA, window.position))
        except _DamageError:
            pass  # it is found again, and reported, when the object is read as a document
        window.position = start
        return None

    def _key(self) -> str | None:
        """Read a key and its colon; None where there is no colon."""
        window = self._window
        key, window.position, _ = self._decoded()
        if window.skip_space() != ":":
            return None
        window.position += 1
        window.skip_space()
        return str(key)

    def _inside_object(self) -> Iterator[Element | Problem]:
        """Yield what stands in the arrays of documents of an object, from the position on."""
        window = self._window
        yield from self._documents()
        comma = False
        try:
            while character := window.skip_space():
                window.drop()
                if character == "}":
                    window.position += 1
                    return
                if character == ",":
                    window.position += 1
                    comma = True
                    continue
                if not comma and not self._lost:
                    yield self._problem(_NO_COMMA, window.position)
                comma = False
                if (key := self._key()) is None:
                    message = "this is no JSON: a colon should stand here"
                    yield self._problem(message, window.position)
                    self._recover(_NEXT_LINE)
                    return
                elif key in self._lists and window.skip_space() == "[":
                    yield from self._documents()
                else:
                    _, window.position, _ = self._decoded()
        except _DamageError as error:
            if not self._lost:
                yield self._problem(str(error), error.position)
            self._recover(_NEXT_LINE)
            return
        if not self._lost:
            yield self._problem("the file ends within an object: write it anew", window.position)
            self._lost = True

    def _documents(self) -> Iterator[Element | Problem]:
        """Yield what stands in an array of documents, in which no further such array is sought."""
        self._entered = True
        yield from self._list()
        self._entered = False

    # Damage.

    def _recover(self, following: re.Pattern[str]) -> None:
        """Pass over a damaged value, up to the next one that looks like the others.

        Damage may have turned strings inside out, so brackets cannot be trusted.
        """
        window = self._window
        keys = self._known or self._sound_keys()
        self._recovered = True
        while self._patience:
            match = following.search(window.text, window.position)
            if match is None:
                window.position = max(window.position, len(window.text.rstrip()) - 1)
                window.drop()
                if not window.fill():
                    break
                continue
            window.position = match.end()
            window.drop()
            start = window.position
            try:
                value, window.position, _ = self._decoded()
            except _DamageError as error:
                if _CUT in str(error):
                    self._patience -= 1
                window.position = start
            else:
                if self._resembles(value, keys):
                    window.position = start
                    return
        self._lost = True
        window.position = len(window.text)
        while window.fill():
            window.position = len(window.text)
            window.drop()

    def _sound_keys(self) -> frozenset[str]:
        """Return the keys of the damaged object at the position, as far as they can be read."""
        window = self._window
        start = window.position
        keys = set()
        window.position += 1
        try:
            while window.skip_space() == '"' and (key := self._key()) is not None:
                keys.add(key)
                _, window.position, _ = self._decoded()
                if window.skip_space() == ",":
                    window.position += 1
        except _DamageError:
            pass  # this is where the damage is
        window.position = start
        return frozenset(keys)

    def _resembles(self, value: Any, keys: frozenset[str]) -> bool:
        """Say whether a value is of the kind of the others; parts of them are not."""
        if not isinstance(value, dict):
            return not keys
        if self._known is None:
            return keys <= value.keys()
        return 2 * len(keys & value.keys()) > len(keys | value.keys())

    def _problem(self, message: str, start: int, end: int | None = None) -> Problem:
        """Return a problem at a position of the window."""
        window = self._window
        _, line, column = window.where(start)
        _, end_line, end_column = window.where(start if end is None else end)
        row = window.row(start)
        place = Place(window.path, line, column, end_line, end_column)
        return Problem("FMT001", message, place, source=row if len(row) <= _SHOWN else "")


def _placed(source: SourceFile, code: str, message: str, start: int, end: int) -> Problem:
    place = source.place(start, end)
    row = source.source_line(place.line)
    shown = row if len(row) <= _SHOWN and source.first_column(place.line) == 1 else ""
    return Problem(code, message, place, source=shown)


def _in_words(message: str, text: str, at: int) -> str:
    """Say what is wrong with JSON, from what the decoder says of it."""
    if at >= len(text) or message.startswith("Unterminated string"):
        return _CUT
    found = json.dumps(text[at], ensure_ascii=False)
    words = {
        "Expecting value": "a value",
        "Expecting property name enclosed in double quotes": "a key in double quotation marks",
        "Expecting ':' delimiter": "a colon",
        "Expecting ',' delimiter": "a comma or the closing bracket",
    }
    for known, wanted in words.items():
        if message.startswith(known):
            return f"this is no JSON: {wanted} should stand here, not {found}"
    return f"this is no JSON: {message[:1].lower()}{message[1:]}"
