"""Remembering the last answer: rules of one run ask about one document after the other."""

from collections.abc import Callable
from typing import TypeVar

from annolint import Document

Answer = TypeVar("Answer")


def latest(function: Callable[[Document], Answer]) -> Callable[[Document], Answer]:
    """Remember what a function says of the last document, for the next rule that asks.

    An `lru_cache` would hash the whole document, and keep several alive.
    """
    known: Document | None = None
    answer: Answer

    def remembering(document: Document) -> Answer:
        nonlocal known, answer
        if document is not known:
            answer = function(document)
            known = document
        return answer

    return remembering
