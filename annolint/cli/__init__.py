"""The command line: `main` is what the console script calls.

Each command lies in a module of its own, which is imported when the command is used.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from annolint import __version__
from annolint.cli.streams import Terminated, flush_stdout
from annolint.errors import AnnolintError
from annolint.reporter import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "check": "annolint.cli.check",
    "config": "annolint.cli.explain",
    "formats": "annolint.cli.explain",
    "init": "annolint.cli.propose",
    "new": "annolint.cli.develop",
    "plugins": "annolint.cli.explain",
    "rule": "annolint.cli.explain",
    "test": "annolint.cli.develop",
}
_DEFAULT = "check"
FAILED = 2
# What a shell says of a program that SIGINT, SIGPIPE or SIGTERM ended.
_INTERRUPTED = 130
_READER_GONE = 141
_TERMINATED = 143


class _ReaderGone(Exception):  # noqa: N818 - no error: whoever reads our output has seen enough
    """The pipe that we write to is closed."""


class Commands(click.Group):
    """Loads commands when they are used; whatever is no command is an argument of `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command by its name."""
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(_COMMANDS[cmd_name]), f"{cmd_name}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - every module keeps to it
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert `check` where the first argument is no command."""
        known = (*_COMMANDS, *ctx.help_option_names, "--version")
        completing = ctx.resilient_parsing and not args
        if not completing and (not args or args[0] not in known):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a closed pipe and Ctrl-C are kept from click, which says a word on them.

        Click would also end with 1 on a closed pipe, which means findings here.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error
        except KeyboardInterrupt as error:
            raise click.Abort from error

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the first word: a command, an option of `check`, or a file."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only in completion

        found = super().shell_complete(ctx, incomplete)
        check = self.get_command(ctx, _DEFAULT)
        if incomplete.startswith("-") and check is not None:
            return found + check.shell_complete(click.Context(check, parent=ctx), incomplete)
        # Files first: click's bash function forgets what it has when it comes to a file.
        return [CompletionItem(incomplete, type="file"), *found]


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`annolint PATH…` is short for `annolint check PATH…`; `annolint check --help` lists "
    "its options.",
)
@click.version_option(__version__, message="annolint %(version)s")
def command() -> None:
    """Lint annotated text corpora."""


def main(args: list[str] | None = None) -> None:
    """Run annolint and exit: 0 clean, 1 findings, 2 annolint could not do its job.

    Args:
        args: The command line; None takes that of the process, which then ends at once.
    """
    if sys.stdout is None:  # closed by the caller
        nowhere = os.open(os.devnull, os.O_WRONLY)
        sys.stdout = open(nowhere, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - for good
    try:
        status = _status(args)
    except (_ReaderGone, BrokenPipeError):
        status = _READER_GONE
    except (KeyboardInterrupt, click.Abort):
        status = _INTERRUPTED
    except Terminated:
        status = _TERMINATED
    if args is not None:
        sys.exit(status)
    # To take Python down would cost a tenth of a short run, and flush once more what failed before.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):
            stream.flush()
    os._exit(status)


def _status(args: list[str] | None) -> int:
    """Run the command line and return the exit code; what went wrong is said on standard error."""
    try:
        status: Any = command.main(args, prog_name="annolint", standalone_mode=False)
        flush_stdout()
    except (_ReaderGone, BrokenPipeError, click.Abort):
        raise
    except click.ClickException as error:
        error.show()
        return FAILED
    except AnnolintError as error:
        click.echo(f"annolint: {printable(str(error))}", err=True)
        return FAILED
    except Exception:  # noqa: BLE001 - Python would exit with 1, which means findings here
        traceback.print_exc()
        click.echo("annolint: this is a fault of annolint; please report it", err=True)
        return FAILED
    return status if isinstance(status, int) else 0
