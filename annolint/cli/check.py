"""`annolint check`: lint files and report."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from annolint.cli.options import load_project, project_options, selectors
from annolint.cli.outputs import Output, Screen, Write, opened
from annolint.cli.streams import write_stderr, write_stdout
from annolint.config import Config, Overrides, resolve
from annolint.diagnostic import Failure, Finding, Severity
from annolint.errors import AnnolintError
from annolint.plan import Plan, make_plan, misfits
from annolint.reporter import Summary, printable
from annolint.rule import Preset
from annolint.runner import Outcome, Runner, needs_corpus

if TYPE_CHECKING:
    from annolint.fixer import Repairs
    from annolint.plugins import Registry

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
_LONG_RUN = 20_000_000
"""Bytes that take about two seconds to lint."""


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(readable=False))
@click.option("--select", multiple=True, callback=selectors, metavar="RULES",
              help="Rules that are on, instead of preset, select and ignore of the configuration: "
              "codes, prefixes of codes, names or ALL.")  # fmt: skip
@click.option("--extend-select", multiple=True, callback=selectors, metavar="RULES",
              help="Rules that are on as well.")  # fmt: skip
@click.option("--ignore", multiple=True, callback=selectors, metavar="RULES",
              help="Rules that are off.")  # fmt: skip
@click.option("--preset", type=click.Choice([preset.value for preset in Preset]),
              help="Set of rules to start from.")  # fmt: skip
@click.option("--scope", type=click.Choice(["document", "corpus", "all"]), default="all",
              show_default=True,
              help="Run rules about single documents, about the whole corpus, or both."
              )  # fmt: skip
@click.option("--fail-on", type=click.Choice([severity.value for severity in Severity]),
              help="Exit with 1 on findings of at least this severity; default: warning."
              )  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("--fix", is_flag=True, help="Repair what can be repaired without changing what the "
              "annotation means; report what is left.")  # fmt: skip
@click.option(
    "--unsafe-fixes",
    is_flag=True,
    help="Repair also where that may change what the annotation means, or the text.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Write no file; show what --fix would change, and exit with 1 if anything.",
)
@click.option("--fix-only", is_flag=True,
              help="Like --fix, but report nothing that is left, and exit with 0.")  # fmt: skip
@click.option("--interactive", is_flag=True, help="Like --fix, but ask before each repair.")
@click.option("--show-fixes", is_flag=True, help="List the repairs that are made.")
@click.option("--output-format", "outputs", multiple=True, metavar="FORMAT[=FILE]",
              help="How findings are written; repeatable. Default: full at a terminal, else "
              "concise.")  # fmt: skip
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="List the files and their formats; lint nothing.")
@click.option("--profile-rules", is_flag=True, help="Show the time that each rule takes.")
@click.option("--stdin-filename", metavar="FILE", help="What standard input (-) is called.")
@click.option("--ignore-unknown", is_flag=True,
              help="Pass over named files that no format recognises, as in folders.")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(min=0), metavar="N",
              help="Number of processes. Accepted for scripts; one process does the work so far."
              )  # fmt: skip
@click.option("--no-cache", is_flag=True,
              help="Compile terminologies anew, and keep nothing of them.")  # fmt: skip
@click.option("-q", "--quiet", count=True, help="Show no summary; twice: no findings either.")
@click.option("-v", "--verbose", is_flag=True, help="Say what is done; show tracebacks of plugins.")
@project_options
def check_command(**options: Any) -> int:
    """Lint files and folders; - is standard input.

    Without a PATH: `paths` of the configuration, else the working directory.
    """
    notes = _Notes(quiet=options["quiet"] > 0, verbose=options["verbose"])
    config, registry = _project(options, notes)
    notes.detail(f"configuration: {config.loaded.file or 'none'}")
    planned = make_plan(
        options["paths"],
        config,
        registry.formats,
        stdin_name=options["stdin_filename"],
        ignore_unknown=options["ignore_unknown"],
    )
    repairing = any(options[name] for name in ("fix", "fix_only", "diff", "interactive"))
    with contextlib.closing(planned) as plan:
        if not (options["config_file"] or options["isolated"]):
            notes.configs(plan, config)
        for message in misfits(plan, config) if plan.inputs and plan.whole_project else ():
            notes.warn(message)
        if options["show_files"]:
            if repairing:
                raise click.UsageError("--show-files lints nothing, and so repairs nothing")
            return _show_files(plan, notes)
        if plan.inputs and not plan.whole_corpus and options["scope"] != "document":
            _check_corpus_rules(config, options)
        if repairing:
            from annolint.cli import repairs  # noqa: PLC0415 - only when asked for

            for message in repairs.prepared(plan, options):
                notes.warn(message)
        return _lint(config, plan, registry, notes, options, repairing=repairing)


def _lint(
    config: Config,
    plan: Plan,
    registry: Registry,
    notes: _Notes,
    options: Mapping[str, Any],
    *,
    repairing: bool,
) -> int:
    screen = Screen()
    default = config.loaded.settings.output_format
    default = default or ("full" if sys.stdout.isatty() else "concise")
    write: Write | None = screen.write
    if repairing and any(item.spool is not None for item in plan.inputs):
        write = write_stderr  # what was read from standard input goes to standard output, repaired
    if options["quiet"] > 1 or options["diff"] or options["fix_only"]:
        write = None
    files = [item.path for item in plan.inputs if item.spool is None]
    read = {os.path.realpath(path) for path in (*files, config.loaded.file or "")}
    if plan.inputs and not config.per_file and not config.enabled(config.layers(None)):
        notes.warn("no rule is on: see select and ignore")
    changed = False
    with opened(options["outputs"] or (default,), registry, write, read) as outputs:
        if repairing:
            from annolint.cli import repairs  # noqa: PLC0415 - only when asked for

            made = repairs.repaired(config, plan, options)
            outcome, changed = made.outcome, bool(made.files)
            verb = "would be fixed" if options["diff"] else "fixed"
            for line in repairs.listed(made, config, verb) if options["show_fixes"] else ():
                click.echo(line, err=True)
            for output in outputs:
                _replay(output, made)
        else:
            outcome = _run(config, plan, outputs, screen, options)
    failures = (*outcome.failures, *(each.failure for each in outputs if each.failure))
    notes.outcome(plan, outcome, failures, options)
    if failures or _is_empty(plan, options):
        return 2
    if options["diff"] or options["fix_only"]:
        return int(changed and options["diff"] and not options["exit_zero"])
    return 1 if outcome.failing and not options["exit_zero"] else 0


def _replay(output: Output, made: Repairs) -> None:
    """Report what is left after repairs."""
    output.put(output.reporter.begin)
    for finding in made.findings:
        output.put(output.reporter.finding, finding)
    output.put(output.reporter.end, made.outcome.summary, made.outcome.failures)


def _project(options: Mapping[str, Any], notes: _Notes) -> tuple[Config, Registry]:
    """Load what the run goes by."""
    loaded, registry = load_project(options["paths"], options)
    if options["fail_on"]:
        replaced = msgspec.structs.replace(loaded.settings, fail_on=Severity(options["fail_on"]))
        loaded = msgspec.structs.replace(loaded, settings=replaced)
    overrides = Overrides(
        select=options["select"] or None,
        extend_select=options["extend_select"],
        ignore=options["ignore"],
        preset=Preset(options["preset"]) if options["preset"] else None,
    )
    config = resolve(
        loaded, registry, overrides, cached=not options["no_cache"], note=notes.progress
    )
    config.check_requirements()
    return config, registry


def _check_corpus_rules(config: Config, options: Mapping[str, Any]) -> None:
    """Refuse a rule that is asked for by code or name and cannot judge a part of the corpus."""
    asked = {*options["select"], *options["extend_select"]}
    for rule in config.rules.values():
        selector = config.decision(type(rule)).selector
        if needs_corpus(rule) and selector in asked and selector in (rule.code, rule.name):
            whole = " ".join(config.loaded.settings.paths)
            raise AnnolintError(
                f"{rule.code} {rule.name} judges the corpus as a whole, and the paths are only a "
                f"part of it: give no path, which takes all of {whole}"
            )


def _run(
    config: Config,
    plan: Plan,
    outputs: Sequence[Output],
    screen: Screen,
    options: Mapping[str, Any],
) -> Outcome:
    def report(finding: Finding) -> None:
        for output in outputs:
            output.put(output.reporter.finding, finding)

    for output in outputs:
        output.put(output.reporter.begin)
    total = sum(item.size for item in plan.inputs)
    # Documents make no cycles, so looking for some at every 700 new objects is 5 % of a run for
    # nothing; what plugins make is still found.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    shown = total >= _LONG_RUN and sys.stderr.isatty() and not options["quiet"]
    with screen.progress(total) if shown else contextlib.nullcontext() as progress:
        outcome = Runner(
            config,
            plan,
            report,
            scope=options["scope"],
            profile=options["profile_rules"],
            progress=progress,
        ).run()
    for output in outputs:
        output.put(output.reporter.end, outcome.summary, outcome.failures)
    return outcome


def _is_empty(plan: Plan, options: Mapping[str, Any]) -> bool:
    """Say whether there was nothing to lint although somebody expects something."""
    return not (plan.inputs or plan.excluded or options["ignore_unknown"])


def _show_files(plan: Plan, notes: _Notes) -> int:
    for item in plan.inputs:
        write_stdout(_line(f"{item.shown}: {item.format.name}"))
    for path in plan.skipped:
        write_stdout(_line(f"{path}: not read, no format recognises it"))
    for failure in plan.failures:
        notes.failure(failure)
    return 2 if plan.failures or not plan.inputs else 0


def _line(text: str) -> bytes:
    return f"{printable(text)}\n".encode()


class _Notes:
    """What annolint says on standard error."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose

    def _say(self, message: str) -> None:
        click.echo(f"annolint: {printable(message)}", err=True)

    def warn(self, message: str) -> None:
        if not self._quiet:
            self._say(message)

    def detail(self, message: str) -> None:
        if self._verbose:
            self._say(message)

    def progress(self, message: str, slow: bool) -> None:
        """Say what is done; without being asked only where it makes people wait."""
        if slow:
            self.warn(message)
        else:
            self.detail(message)

    def configs(self, plan: Plan, config: Config) -> None:
        """Name the configurations beside the data that are not used."""
        if config.loaded.file is None:
            why = "the paths have no configuration in common; --config names one"
        else:
            why = f"a run has one configuration, here {config.loaded.file}; --config names another"
        for path in () if self._quiet else plan.unused_configs:
            self._say(f"{path} is not used: {why}")

    def failure(self, failure: Failure) -> None:
        place = f"{failure.path}:{failure.line or 1}:1" if failure.path else "annolint"
        click.echo(printable(f"{place}: {failure.code} {failure.message}"), err=True)
        if self._verbose and failure.detail:
            click.echo(failure.detail, err=True)

    def outcome(
        self,
        plan: Plan,
        outcome: Outcome,
        failures: Sequence[Failure],
        options: Mapping[str, Any],
    ) -> None:
        """Say what was not done, then the figures."""
        for failure in failures:
            self.failure(failure)
        if outcome.unjudged and plan.inputs and not self._quiet:
            codes = ", ".join(outcome.unjudged)
            self._say(f"{codes} did not run: the paths are only a part of the corpus")
        if plan.inputs and not self._quiet:
            for code, advice in outcome.unmet.items():
                self._say(f"{code} did not run: {advice}")
        if plan.skipped and not self._quiet:
            files = _plural(len(plan.skipped), "file")
            self._say(f"{files} of no known format passed over (--show-files lists them)")
        if _is_empty(plan, options) and not plan.failures:
            hidden = f"; .gitignore hides {_plural(plan.ignored, 'name')}" if plan.ignored else ""
            self._say(f"nothing to lint: no file of a known format in the paths{hidden}")
        if options["statistics"]:
            for code, number in sorted(outcome.statistics.items()):
                click.echo(f"{number:8} {code}", err=True)
        if options["profile_rules"]:
            total = sum(outcome.seconds.values()) or 1.0
            for code, seconds in sorted(outcome.seconds.items(), key=lambda item: -item[1]):
                click.echo(f"{seconds:9.3f} s {seconds / total:6.1%} {code}", err=True)
        if not self._quiet:
            verb = "would be fixed" if options["diff"] else "fixed"
            click.echo(_figures(outcome.summary, verb), err=True)


def _figures(summary: Summary, verb: str) -> str:
    parts = [_plural(summary.errors, "error"), _plural(summary.warnings, "warning")]
    if summary.infos:
        parts.append(_plural(summary.infos, "info"))
    figures = f"{', '.join(parts)} in {_plural(summary.files, 'file')}"
    more = [f"{summary.fixed} {verb}"] if summary.fixed else []
    if summary.fixable:
        more.append(f"{summary.fixable} fixable with --fix")
    if summary.unsafely_fixable:
        more.append(f"{summary.unsafely_fixable} with --unsafe-fixes")
    return "; ".join([figures, *more])


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
