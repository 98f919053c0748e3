"""The formats that ship with annolint. They use annolint's public names only."""

from annolint import Format, hookimpl
from annolint_formats.brat import Brat
from annolint_formats.pubtator import PubTator


@hookimpl
def annolint_formats() -> list[type[Format]]:
    """Return the formats of this package."""
    return [PubTator, Brat]
