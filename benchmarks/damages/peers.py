"""What the peers say of a file: bioc's loader with its checks, bconv's loader."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

_REMEMBERED = 64


class Peer(NamedTuple):
    """Another reader of the format."""

    name: str
    read: Callable[[str], None]


def peers() -> list[Peer]:
    """Return the peers that are installed."""
    found = []
    with contextlib.suppress(ImportError):
        from bioc import pubtator  # noqa: PLC0415 - an extra

        def bioc(text: str) -> None:
            def say(message: str) -> None:
                print(message)

            for document in pubtator.loads(text):
                pubtator.validate(document, say)

        found.append(Peer("bioc", bioc))
    with contextlib.suppress(ImportError):
        from bconv.fmt.pubtator import PubTatorLoader  # noqa: PLC0415 - an extra

        def bconv(text: str) -> None:
            for document in PubTatorLoader().iter_documents(io.StringIO(text)):
                for _ in document.units("sentence"):
                    pass

        found.append(Peer("bconv", bconv))
    return found


class _Lines(logging.Handler):
    """Takes down what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def _listening(said: list[str]) -> Iterator[None]:
    out, handler = io.StringIO(), _Lines()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with (
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
        ):
            warnings.simplefilter("always")
            yield
    finally:
        root.removeHandler(handler)
        said += [*filter(None, out.getvalue().split("\n")), *handler.lines]
        said += [str(each.message) for each in warned]


@lru_cache(_REMEMBERED)
def verdict(peer: Peer, content: bytes) -> str:
    """Say what a peer does with a file: `raises`, `speaks`, or empty when it is silent."""
    said: list[str] = []
    try:
        with _listening(said):
            peer.read(content.decode("utf-8"))
    except Exception:  # noqa: BLE001 - whatever it raises, a user sees it
        return "raises"
    return "speaks" if said else ""
