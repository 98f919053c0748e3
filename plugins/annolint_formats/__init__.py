"""The formats that ship with annolint. They use annolint's public names only."""

from annolint import Format, hookimpl
from annolint_formats._deferred import deferred

_FORMATS = (
    ("pubtator", "PubTator", (".pubtator", ".pubtator3"), "pubtator:PubTator"),
    ("bioc-xml", "BioC XML", (".bioc.xml",), "bioc_xml:BioCXML"),
    ("bioc-json", "BioC JSON", (".bioc.json",), "bioc_json:BioCJSON"),
    ("pubannotation", "PubAnnotation JSON", (), "pubannotation:PubAnnotation"),
    ("bigbio", "BigBio KB", (), "bigbio:BigBio"),
    ("label-studio", "Label Studio", (), "label_studio:LabelStudio"),
    ("prodigy", "Prodigy", (), "prodigy:Prodigy"),
    ("spacy", "spaCy", (), "spacy:Spacy"),
    ("doccano", "doccano", (), "doccano:Doccano"),
    ("brat", "brat standoff", (".ann", ".a1"), "brat:Brat"),
    (
        "conll",
        "CoNLL (IOB, BIOES)",
        (".conll", ".iob", ".iob2", ".bio", ".bioes"),
        "conll:Conll",
    ),
)
"""Name, title, endings of file names, and where it is; the loosest come last."""


@hookimpl
def annolint_formats() -> list[type[Format]]:
    """Return the formats of this package; the first that recognises a file reads it."""
    return [deferred(*each) for each in _FORMATS]
