"""`annolint init`: a first configuration, made from a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annolint import __version__, loader, settings
from annolint.cli.options import load_project, project_options
from annolint.cli.streams import write_stdout
from annolint.config import relative_path, resolve
from annolint.engine import described
from annolint.errors import AnnolintError, PluginError
from annolint.model import Document
from annolint.plan import Plan, make_plan
from annolint.plugins import RAISED
from annolint.reporter import printable
from annolint.runner import opened

if TYPE_CHECKING:
    from annolint.layout import Layout
    from annolint.plugins import Registry

_DEFAULT = ".annolint.toml"
_STDOUT = "-"


@click.command("init")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(readable=False))
@click.option("--output", default=_DEFAULT, show_default=True, metavar="FILE",
              help="File to write, which must not exist; - is standard output.")  # fmt: skip
@project_options
def init_command(paths: Sequence[str], output: str, **options: Any) -> None:
    """Propose a configuration: read a corpus and write down the schema that it shows.

    What is rare in the corpus is left out of the schema and becomes a question in a comment.
    Without a PATH: the working directory.
    """
    from annolint.inference import infer  # noqa: PLC0415 - nobody else needs it
    from annolint.proposal import proposal, questions  # noqa: PLC0415 - nobody else needs it
    from annolint.survey import Survey  # noqa: PLC0415 - nobody else needs it

    target = None if output == _STDOUT else settings.absolute(Path(output))
    root = target.parent if target is not None else Path.cwd()
    if target is not None:
        _check_target(target)
    if loader.STDIN in paths:
        raise click.UsageError("init reads files and folders, not standard input")
    loaded, registry = load_project(paths, options)
    plan = make_plan(paths or ["."], resolve(loaded, registry), registry.formats)
    _check_plan(plan, paths)
    survey = Survey(registry.rules.values())
    for document in _documents(plan, loaded.settings.max_record_size):
        survey.add(document)
    if not survey.documents:
        raise AnnolintError("nothing to go by: the files hold no document")
    text = proposal(survey, infer(survey), _layout(plan, paths, root, registry), __version__)
    asked = questions(text)
    said = f"{asked} question{'s' * (asked != 1)} in it" if asked else "no questions"
    if plan.skipped:
        files = f"{len(plan.skipped)} file{'s' * (len(plan.skipped) != 1)}"
        click.echo(f"annolint: {files} of no known format passed over", err=True)
    if target is None:
        write_stdout(text.encode())
    else:
        _write(target, text)
        click.echo(f"annolint: wrote {printable(settings.shown_path(target))}, {said}", err=True)


def _check_target(target: Path) -> None:
    """Refuse to overwrite a configuration, or to put one in front of another."""
    shown = settings.shown_path(target)
    if target.exists() or target.is_symlink():
        raise AnnolintError(f"{shown} exists already; --output names another file, - shows it")
    known = settings.config_in(target.parent) if target.name in settings.FILE_NAMES else None
    if known is not None:
        raise AnnolintError(
            f"{settings.shown_path(known)} is the configuration of this folder; --output names "
            "another file, - shows the proposal"
        )


def _check_plan(plan: Plan, paths: Sequence[str]) -> None:
    """Refuse to go by a part of what was named."""
    if plan.failures:
        raise AnnolintError(
            "; ".join(f"{each.path}: {each.code} {each.message}" for each in plan.failures)
        )
    if not plan.inputs:
        raise AnnolintError(f"no file of a known format in {', '.join(paths) or 'this folder'}")


def _documents(plan: Plan, max_record_size: int) -> Iterator[Document]:
    from annolint.format import Source  # noqa: PLC0415 - abc is slow to import

    for item in plan.inputs:
        with opened(item) as stream:
            try:
                for thing in item.format.read(Source(item.shown, stream, max_record_size)):
                    if isinstance(thing, Document):
                        yield thing
            except AnnolintError:
                raise
            except RAISED as error:  # a format may be a stranger's
                raise PluginError(
                    f"{item.shown}: format {item.format.name} raised {described(error)}"
                ) from error


def _layout(plan: Plan, paths: Sequence[str], root: Path, registry: Registry) -> Layout:
    from annolint.layout import File, layout  # noqa: PLC0415 - nobody else needs it

    files = [
        File(
            relative_path(item.shown, root),
            item.format.name,
            told=loader.format_by_name(item.shown, registry.formats) is item.format,
        )
        for item in plan.inputs
    ]
    files += [File(relative_path(path, root)) for path in plan.skipped]
    return layout(files, sorted({_named(path, root) for path in paths}))


def _named(path: str, root: Path) -> str:
    """Return a path of the command line as the configuration in `root` would name it."""
    absolute = settings.absolute(Path(path))
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(absolute)


def _write(target: Path, text: str) -> None:
    try:
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        shown = settings.shown_path(target)
        raise AnnolintError(f"{shown}: cannot be written: {loader.reason(error)}") from error
