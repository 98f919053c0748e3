"""annolint: a plugin-based linter for annotated text corpora.

The names in `__all__` are what plugins are written against; everything else may change.
"""

from annolint.diagnostic import (
    Change,
    Diagnostic,
    Excerpt,
    Failure,
    Finding,
    Related,
    RelatedPlace,
    Severity,
    quoted,
)
from annolint.format import Edit, Format, Source
from annolint.hookspecs import hookimpl
from annolint.model import (
    Argument,
    Attribute,
    Document,
    Field,
    Mention,
    Passage,
    Place,
    Problem,
    Record,
    Relation,
    Sentence,
    SourceFile,
    Span,
    Token,
)
from annolint.project import (
    MentionType,
    Project,
    RelationType,
    Schema,
    Split,
    Term,
    Terminology,
)
from annolint.reporter import (
    Reporter,
    Run,
    Summary,
    printable,
    shown_characters,
)
from annolint.rule import (
    Bad,
    CorpusRule,
    Good,
    Preset,
    Question,
    ReaderRule,
    Rule,
    RuleHelp,
    option,
)

__version__ = "0.1.0"

__all__ = [
    "Argument",
    "Attribute",
    "Bad",
    "Change",
    "CorpusRule",
    "Diagnostic",
    "Document",
    "Edit",
    "Excerpt",
    "Failure",
    "Field",
    "Finding",
    "Format",
    "Good",
    "Mention",
    "MentionType",
    "Passage",
    "Place",
    "Preset",
    "Problem",
    "Project",
    "Question",
    "ReaderRule",
    "Record",
    "Related",
    "RelatedPlace",
    "Relation",
    "RelationType",
    "Reporter",
    "Rule",
    "RuleHelp",
    "Run",
    "Schema",
    "Sentence",
    "Severity",
    "Source",
    "SourceFile",
    "Span",
    "Split",
    "Summary",
    "Term",
    "Terminology",
    "Token",
    "hookimpl",
    "option",
    "printable",
    "quoted",
    "shown_characters",
]
