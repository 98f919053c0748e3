"""The output formats that ship with annolint. They use annolint's public names only."""

from annolint import Reporter, hookimpl
from annolint_reporters.concise import Concise
from annolint_reporters.csv_table import Csv
from annolint_reporters.full import Full
from annolint_reporters.github import GitHub
from annolint_reporters.json_reports import Json, JsonLines


@hookimpl
def annolint_reporters() -> list[type[Reporter]]:
    """Return the reporters of this package."""
    return [Concise, Full, Json, JsonLines, GitHub, Csv]
