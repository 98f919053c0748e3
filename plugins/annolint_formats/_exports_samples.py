"""The first elements of a file, of which only the beginning is at hand.

The last of them is cut off somewhere. What is there of it is closed, so that a dialect can be told
by a document that is longer than what is looked at.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any

from annolint import Problem, Source
from annolint_formats._json_stream import elements

_MOST = 20
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_CUT_WORD = re.compile(r"[-+.\w]+\Z")


def samples(head: bytes) -> list[Any]:
    """Return the first elements of a file that begins with `head`."""
    found: list[Any] = []
    end = 0
    for element in elements(Source("", io.BytesIO()), head):
        if isinstance(element, Problem):
            continue
        found.append(element.value)
        end = element.source.offset + len(element.source.data)
        if len(found) == _MOST:
            return found
    rest = head[end:].decode("utf-8", "replace").lstrip(" \t\r\n,]}\ufeff")
    if rest:
        text = completed(rest)
        value = json.loads(text, strict=False) if text else None
        # Of an array of documents the first one; a pair of a text and its entities is one.
        while isinstance(value, list) and value and isinstance(value[0], dict | list):
            value = value[0]
        if value is not None:
            found.append(value)
    return found


def completed(text: str) -> str:
    """Close what is open in a value whose end is cut off; empty if it is none."""
    stack: list[str] = []
    end = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0][0]
        if mark in "{[":
            stack.append("}" if mark == "{" else "]")
        elif mark in "}]" and stack:
            stack.pop()
        end = match.end()
        if not stack:
            return text[:end] if _is_json(text[:end]) else ""
    if '"' in text[end:]:
        text = _CUT_ESCAPE.sub("", text) + '"'
    else:
        text = _CUT_WORD.sub("", text).rstrip(" \t\r\n").removesuffix(",")
    closing = "".join(reversed(stack))
    candidates = (f"{text}{middle}{closing}" for middle in ("", "null", ":null"))
    return next(filter(_is_json, candidates), "")


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True
