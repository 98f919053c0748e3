"""Options that several commands share, and the set-up that they ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from annolint import plugins
from annolint.config import discover

if TYPE_CHECKING:
    from annolint.plugins import Registry
    from annolint.settings import Loaded

Function = TypeVar("Function", bound=Callable[..., Any])


def selectors(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Split repeated and comma-separated selectors."""
    return tuple(part.strip() for each in value for part in each.split(",") if part.strip())


def project_options(function: Function) -> Function:
    """Add the options that say which configuration and plugins are used."""
    for option in (
        click.option("--config", "config_file", metavar="FILE", help="Use this configuration."),
        click.option("--isolated", is_flag=True, help="Use no configuration file."),
        click.option(
            "-p",
            "modules",
            multiple=True,
            metavar="MODULE",
            help="Load a plugin module; no:NAME blocks a plugin.",
        ),
        click.option(
            "--no-local-plugins",
            is_flag=True,
            help="Load no plugin files that the configuration names.",
        ),
    ):
        function = option(function)
    return function


def load_project(
    paths: Sequence[str], options: Mapping[str, Any], more_files: Sequence[Path] = ()
) -> tuple[Loaded, Registry]:
    """Find the configuration and load the plugins that it and the command line name.

    Plugin files of a configuration that lies beside the data, found neither by name nor from the
    working directory, are not loaded: linting must not run code that a corpus brings.
    `options` are those of `project_options`, `more_files` plugin files that the user named, as
    absolute paths.
    """
    config_file, isolated = options["config_file"], options["isolated"]
    if config_file is not None and isolated:
        raise click.UsageError("--config and --isolated contradict each other")
    loaded = discover(paths, config_file, isolated=isolated)
    files: Sequence[Path] = loaded.plugin_files
    if options["no_local_plugins"]:
        files = ()
    elif files and not loaded.trusted:
        click.echo(
            f"annolint: the plugins of {loaded.file} are not loaded; name it with --config to "
            "trust it",
            err=True,
        )
        files = ()
    more = [file for file in more_files if file not in files]
    return loaded, plugins.load(options["modules"], [*files, *more], root=loaded.root)
