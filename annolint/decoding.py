"""Plain data to typed values: what a configuration says, checked against what it may say.

Every mistake is named by file, dotted key, what is allowed and the nearest spelling. This module
knows no key of any file.
"""

from __future__ import annotations

import enum
import re
import types
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from annolint.errors import ConfigError


def decode(value: Any, kind: Any, file: str, key: str = "") -> Any:
    """Convert plain data to `kind`, naming the file and the dotted key of the first mistake.

    Raises:
        ConfigError: `value` does not fit.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        decoded = decode(value, arguments[0], file, key)
        return _convert(decoded, kind, file, key) if _has_limits(arguments[1:]) else decoded
    if _is_struct(kind):
        return _decode_table(value, kind, file, key)
    if origin is dict:
        return {
            name: decode(entry, arguments[1], file, dotted(key, name))
            for name, entry in table(value, file, key).items()
        }
    if origin is tuple and arguments[1:] == (...,) and isinstance(value, list):
        return tuple(decode(v, arguments[0], file, f"{key}[{n}]") for n, v in enumerate(value, 1))
    if (
        origin is tuple
        and isinstance(arguments[0], type)
        and issubclass(arguments[0], msgspec.Struct)
    ):
        raise ConfigError(file, key, f"must be a list of tables, [[{key}]]")
    return _convert(value, kind, file, key)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _has_limits(metadata: Iterable[Any]) -> bool:
    """Say whether the metadata of a type do more than describe it."""
    return any(getattr(meta, name, None) is not None for meta in metadata for name in _LIMITS)


_LIMITS = ("ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern", "tz")


def table(value: Any, file: str, key: str) -> dict[str, Any]:
    """Return a value that must be a table."""
    if not isinstance(value, dict):
        raise ConfigError(file, key, f"must be a table, not {_shown(value)}")
    return value


def _decode_table(value: Any, kind: type[msgspec.Struct], file: str, key: str) -> Any:
    entries = table(value, file, key)
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in entries:
        if name not in fields:
            raise ConfigError(file, dotted(key, name), f"no such key{allowed(name, fields)}")
    values = {
        fields[name].name: decode(entry, fields[name].type, file, dotted(key, name))
        for name, entry in entries.items()
    }
    for name, field in fields.items():
        if field.required and name not in entries:
            raise ConfigError(file, dotted(key, name), "is missing")
    try:
        return kind(**values)
    except ValueError as error:  # what a rule's own `__post_init__` says about its options
        raise ConfigError(file, key, str(error)) from error


_EXPECTED = re.compile(r"Expected `([^`]+)`(.*?)(?:, got .*)?")
_WORDS = {
    "array": "a list",
    "bool": "true or false",
    "date": "a date such as 2026-12-31",
    "float": "a number",
    "int": "a whole number",
    "object": "a table",
    "str": "text",
}


def _convert(value: Any, kind: Any, file: str, key: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        choices = _choices(kind)
        if choices:
            hint = allowed(str(value), choices)
            raise ConfigError(file, key, f"{_shown(value)} is not allowed{hint}") from error
        message, _, _ = str(error).partition(" - at ")
        if expected := _EXPECTED.fullmatch(message):
            names = [name for name in expected[1].split(" | ") if name != "null"]
            wanted = " or ".join(_WORDS.get(name, name) for name in names) + expected[2]
        else:  # a string that is no date
            wanted = _WORDS["date"]
        raise ConfigError(file, key, f"must be {wanted}, not {_shown(value)}") from error


def _choices(kind: Any) -> list[str]:
    """Return the values that a type allows, if it lists them."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _choices(get_args(kind)[0])
    if origin is Literal:
        return [str(value) for value in get_args(kind)]
    if origin in (Union, types.UnionType):
        return [choice for inner in get_args(kind) for choice in _choices(inner)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [str(member.value) for member in kind]
    return []


def dotted(key: str, name: str) -> str:
    """Join keys as TOML writes them."""
    if not _BARE_KEY.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{key}.{name}" if key else name


_BARE_KEY = re.compile("[A-Za-z0-9_-]+")


def _shown(value: Any) -> str:
    """Name a value as the file writes it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    return "a table" if isinstance(value, dict) else str(value)


def allowed(word: str, choices: Iterable[str]) -> str:
    """Return the tail of a message: the nearest spelling and what is allowed."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    names = list(choices)
    by_letters = {name.lower(): name for name in reversed(names)}
    near = get_close_matches(word.lower(), by_letters, n=1)
    hint = f'; did you mean "{by_letters[near[0]]}"?' if near else ""
    return f"{hint} (allowed: {', '.join(names)})" if len(names) <= 40 else hint  # noqa: PLR2004
