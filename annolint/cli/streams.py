"""Standard output: bytes as they are, and what to say when nobody can take them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from annolint.errors import AnnolintError
from annolint.loader import reason


class Terminated(BaseException):
    """SIGTERM ends the run, once files that are half written are gone."""


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does, so that no half of a file is left."""
    import signal  # noqa: PLC0415 - only where files are written

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise Terminated

    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:  # somebody else sees to it
        yield
        return
    with contextlib.suppress(ValueError):  # not in the main thread, which alone gets signals
        signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is end:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def write_stdout(data: bytes) -> None:
    """Write to standard output.

    Raises:
        AnnolintError: It takes no more, for example because a disk is full.
        BrokenPipeError: Whoever read it has seen enough.
    """
    with _named():
        sys.stdout.buffer.write(data)


def write_stderr(data: bytes) -> None:
    """Write to standard error."""
    sys.stderr.buffer.write(data)


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
