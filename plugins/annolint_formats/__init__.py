"""The formats that ship with annolint. They use annolint's public names only."""

from annolint import Format, hookimpl
from annolint_formats.bioc_json import BioCJSON
from annolint_formats.bioc_xml import BioCXML
from annolint_formats.pubtator import PubTator


@hookimpl
def annolint_formats() -> list[type[Format]]:
    """Return the formats of this package."""
    return [PubTator, BioCXML, BioCJSON]
