"""The formats that ship with annolint. They use annolint's public names only."""

from annolint import Format, hookimpl
from annolint_formats.bigbio import BigBio
from annolint_formats.bioc_json import BioCJSON
from annolint_formats.bioc_xml import BioCXML
from annolint_formats.brat import Brat
from annolint_formats.conll import Conll
from annolint_formats.doccano import Doccano
from annolint_formats.label_studio import LabelStudio
from annolint_formats.prodigy import Prodigy
from annolint_formats.pubannotation import PubAnnotation
from annolint_formats.pubtator import PubTator
from annolint_formats.spacy import Spacy


@hookimpl
def annolint_formats() -> list[type[Format]]:
    """Return the formats of this package; the first that recognises a file reads it."""
    return [
        PubTator,
        BioCXML,
        BioCJSON,
        PubAnnotation,
        BigBio,
        LabelStudio,
        Prodigy,
        Spacy,
        Doccano,
        Brat,
        Conll,
    ]
