"""`annolint check --fix` and its kin: make repairs, write the files, or show what would change."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from annolint import loader, staging
from annolint.cli.streams import terminable, write_stdout
from annolint.diagnostic import Failure
from annolint.fixer import Fixer, Repairs, count_fixes
from annolint.pending import Repaired, RepairedInput
from annolint.reporter import printable
from annolint.writing import Replacement, WriteError, replace_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annolint.config import Config
    from annolint.plan import Input, Plan


def prepared(plan: Plan, options: Mapping[str, Any]) -> list[str]:
    """Undo what a killed run has left in the folders of a plan; return what was done.

    Raises:
        click.UsageError: Options contradict each other.
    """
    if options["diff"]:
        if options["interactive"]:
            raise click.UsageError("--diff shows every repair, --interactive asks: take one")
        return []
    if options["interactive"] and not sys.stdin.isatty():
        raise click.UsageError("--interactive asks at a terminal, and standard input is none")
    return staging.recover(
        os.path.dirname(os.path.realpath(item.path))  # noqa: PTH120 - of a real path
        for item in plan.inputs
        if item.spool is None
    )


def repaired(config: Config, plan: Plan, options: Mapping[str, Any]) -> Repairs:
    """Make the repairs in memory, then write or show them.

    What could not be written is a failure, and the other files are written.
    """
    approve = None
    if options["interactive"]:
        from annolint.cli.interactive import Dialogue  # noqa: PLC0415 - with rich, when asked for

        approve = Dialogue().approve
    repairs = Fixer(
        config, plan, scope=options["scope"], unsafe=options["unsafe_fixes"], approve=approve
    ).run()
    if options["diff"]:
        _show(repairs.files)
        return repairs
    with terminable():
        failures = tuple(_written(repairs.inputs))
    lost = {failure.path for failure in failures}
    inputs = tuple(each for each in repairs.inputs if each.item.shown not in lost)
    for item in plan.inputs:
        if item.spool is not None:
            _pass_on(item, inputs)
    summary = msgspec.structs.replace(repairs.outcome.summary, fixed=count_fixes(inputs))
    outcome = msgspec.structs.replace(
        repairs.outcome, failures=repairs.outcome.failures + failures, summary=summary
    )
    return msgspec.structs.replace(repairs, inputs=inputs, outcome=outcome)


def _written(inputs: Iterable[RepairedInput]) -> Iterator[Failure]:
    """Write what belongs together, one after the other; yield what could not be written."""
    for each in inputs:
        replacements = [
            Replacement(file.path, file.shown, file.after, file.stamp)
            for file in each.files
            if file.stamp is not None
        ]
        try:
            if replacements:
                replace_files(replacements)
        except WriteError as error:
            yield Failure("ANN905", "fix-abandoned", error.reason, each.item.shown)


def _pass_on(item: Input, inputs: Sequence[RepairedInput]) -> None:
    """Write standard input, as it should be, to standard output."""
    item.spool.seek(0)
    files = [file for each in inputs if each.item is item for file in each.files]
    after = next((file.after for file in files if file.shown == item.shown), None)
    if after is None:
        write_stdout(item.spool.read())
    else:
        write_stdout(loader.compressed(after, item.spool, item.shown))


def _show(files: Iterable[Repaired]) -> None:
    """Write what would change to standard output."""
    from annolint.cli.diffs import painted, unified  # noqa: PLC0415 - only with --diff

    for file in files:
        lines = unified(file.shown, file.before, file.after)
        if sys.stdout.isatty():
            lines = painted(lines)
        for line in lines:
            write_stdout(line)


def listed(repairs: Repairs, config: Config, verb: str) -> Iterator[str]:
    """Yield a line for each rule whose repairs were made in a file."""
    for each in repairs.inputs:
        for code, number in sorted(each.fixes.items()):
            path = printable(each.item.shown)
            yield f"{path}: {number} {verb}: {code} {config.rules[code].name}"
