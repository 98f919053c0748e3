"""Standard output: bytes as they are, and what to say when nobody can take them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from annolint.errors import AnnolintError
from annolint.loader import reason


class Terminated(BaseException):
    """SIGTERM ends the run, once files that are half written are gone."""


def write_stdout(data: bytes) -> None:
    """Write to standard output.

    Raises:
        AnnolintError: It takes no more, for example because a disk is full.
        BrokenPipeError: Whoever read it has seen enough.
    """
    with _named():
        sys.stdout.buffer.write(data)


def flush_stdout() -> None:
    """Write what is still buffered; raises what `write_stdout` does."""
    with _named():
        sys.stdout.flush()


@contextlib.contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnnolintError(f"standard output: {reason(error)}") from error
