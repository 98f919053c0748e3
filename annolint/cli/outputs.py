"""Where reports go: standard output or files, beside a progress bar.

A report file appears whole or not at all. This module knows what a reporter looks like and no
output format.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annolint import __version__
from annolint.cli.streams import flush_stdout, terminable, write_stdout
from annolint.decoding import allowed
from annolint.diagnostic import Failure
from annolint.engine import described
from annolint.errors import AnnolintError, PluginError
from annolint.loader import reason
from annolint.plugins import RAISED
from annolint.reporter import Reporter, Run
from annolint.rule import RuleHelp, rule_help

if TYPE_CHECKING:
    from annolint.plugins import Registry
    from annolint.rule import Rule

Write = Callable[[bytes], None]

_WIDTH = 100
_OWN_HELP = {
    "ANN911": RuleHelp("An entry of [[suppress]] fits no finding."),
    "ANN912": RuleHelp("An entry of [[suppress]] has expired."),
}
_CLEAR_LINE = "\r\x1b[K"


class Output:
    """A reporter and where its text goes; a reporter that raises is given up, the others go on."""

    def __init__(self, reporter: Reporter, write: Write) -> None:
        self.reporter = reporter
        self.write = write
        self.failure: Failure | None = None

    def put(self, step: Callable[..., str], *arguments: Any) -> None:
        """Write what one step of the reporter returns."""
        if self.failure is not None:
            return
        try:
            text = step(*arguments)
            data = text.encode("utf-8", "backslashreplace")  # corpora hold every character
        except RAISED as error:  # a reporter may be a stranger's
            self.failure = Failure(
                code="ANN901",
                name="plugin-failed",
                message=f"output format {self.reporter.name} raised {described(error)}",
                detail="".join(traceback.format_exception(error)),
            )
        else:
            self.write(data)


class _Helps(Mapping[str, RuleHelp]):
    """The documentation of rules, read from a docstring when it is asked for."""

    def __init__(self, rules: Mapping[str, type[Rule]]) -> None:
        self._rules = rules

    def __getitem__(self, code: str) -> RuleHelp:
        return _OWN_HELP[code] if code in _OWN_HELP else rule_help(self._rules[code])

    def __iter__(self) -> Iterator[str]:
        return iter((*self._rules, *_OWN_HELP))

    def __len__(self) -> int:
        return len(self._rules) + len(_OWN_HELP)


@contextlib.contextmanager
def opened(
    wanted: Sequence[str], registry: Registry, to_stdout: Write | None, read: Collection[str] = ()
) -> Iterator[list[Output]]:
    """Open an output for each `FORMAT` or `FORMAT=FILE`; None instead of `to_stdout` is silence.

    `read` are the files that the run reads, with links followed: no output may take their place.

    Raises:
        AnnolintError: There is no such format, a place is named twice, or it cannot be written.
    """
    targets: set[str] = set()
    outputs = []
    with contextlib.ExitStack() as stack:
        if any("=" in each for each in wanted):
            stack.enter_context(terminable())
        for each in wanted:
            name, separator, file = each.partition("=")
            if name not in registry.reporters:
                hint = allowed(name, registry.reporters)
                raise AnnolintError(f'--output-format: there is no format "{name}"{hint}')
            if separator and not file:
                raise AnnolintError(f"--output-format: {each} names no file")
            target = os.path.realpath(file) if file else ""
            if target in targets:
                place = file or "standard output"
                raise AnnolintError(f"--output-format: two formats for {place}; name a FILE each")
            if target in read:
                raise AnnolintError(
                    f"--output-format: {file} is read in this run and would be lost; "
                    "name another FILE"
                )
            targets.add(target)
            if file:
                output = Output(_reporter(name, registry, at_terminal=False), _nowhere)
                output.write = stack.enter_context(_replacing(file, target, output))
                outputs.append(output)
            elif to_stdout is not None:
                reporter = _reporter(name, registry, at_terminal=sys.stdout.isatty())
                outputs.append(Output(reporter, to_stdout))
        yield outputs


def _reporter(name: str, registry: Registry, *, at_terminal: bool) -> Reporter:
    run = Run(
        version=__version__,
        help=_Helps(registry.rules),
        color=at_terminal and not os.environ.get("NO_COLOR"),
        width=shutil.get_terminal_size()[0] if at_terminal else _WIDTH,
    )
    try:
        return registry.reporters[name](run)
    except RAISED as error:  # a reporter may be a stranger's
        owner = registry.owners[f"reporter {name}"]
        raise PluginError(
            f"plugin {owner}: output format {name} raised {described(error)}"
        ) from error


def _nowhere(data: bytes) -> None:
    """Write to a file that is not open yet."""


@contextlib.contextmanager
def _replacing(shown: str, target: str, output: Output) -> Iterator[Write]:
    """Write a file that takes the place of `target` when all went well; devices stay in place."""
    place = f"--output-format: {shown}"
    final = Path(target)
    with contextlib.ExitStack() as stack:
        with _named(place):
            staging = None
            if final.is_file() or not final.exists():
                from annolint.staging import begun  # noqa: PLC0415 - only where files are written

                staging = stack.enter_context(begun(final.parent, 1))
            stream = staging.new(0).open("xb") if staging else final.open("wb")

        def write(data: bytes) -> None:
            with _named(place):
                stream.write(data)

        try:
            yield write
            with _named(place):
                stream.close()
                if staging is not None and output.failure is None:
                    if final.exists():
                        staging.new(0).chmod(final.stat().st_mode)
                    staging.new(0).replace(final)
        finally:
            with contextlib.suppress(OSError):  # what failed before fails again
                stream.close()


@contextlib.contextmanager
def _named(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AnnolintError(f"{place}: {reason(error)}") from error


class Screen:
    """Standard output, and a progress bar on standard error that makes room for it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._shared = sys.stdout.isatty()

    def write(self, data: bytes) -> None:
        """Write to standard output."""
        if self._bar is not None and self._shared and data:
            click.echo(_CLEAR_LINE, nl=False, err=True)
            write_stdout(data)
            flush_stdout()
        else:
            write_stdout(data)

    @contextlib.contextmanager
    def progress(self, total: int) -> Iterator[Callable[[int], None]]:
        """Show a progress bar and yield the function that says how far the work is."""
        step = max(total // 1000, 1)
        known = 0

        def update(done: int) -> None:
            nonlocal known
            if done - known >= step:
                self._bar.update(done - known)
                known = done

        with click.progressbar(length=total, label="linting", file=sys.stderr) as bar:
            self._bar = bar
            try:
                yield update
            finally:
                self._bar = None
