"""annolint: a plugin-based linter for annotated text corpora.

The names in `__all__` are what plugins are written against; everything else may change.
"""

from annolint.diagnostic import (
    Diagnostic,
    Excerpt,
    Failure,
    Finding,
    PlacedEdit,
    PlacedFix,
    Related,
    RelatedPlace,
    Severity,
    quoted,
)
from annolint.fix import Change, Edit, Fix, LineEnds, Safety, TextChange
from annolint.format import Abilities, Beside, Format, Source
from annolint.hookspecs import hookimpl
from annolint.model import Document, Ignore, Problem, SourceFile, parse_ignore
from annolint.project import Project, Split, Term, Terminology
from annolint.records import (
    Argument,
    Attribute,
    Field,
    Mention,
    Passage,
    Place,
    Record,
    Relation,
    Sentence,
    Span,
    Token,
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
    Observation,
    Preset,
    Question,
    ReaderRule,
    Requirement,
    Rule,
    RuleHelp,
    option,
)
from annolint.schema import MentionType, RelationType, Schema
from annolint.tagging import TAGGING_SCHEMES, TaggingScheme, scheme_letters

__version__ = "0.1.0"

__all__ = [
    "TAGGING_SCHEMES",
    "Abilities",
    "Argument",
    "Attribute",
    "Bad",
    "Beside",
    "Change",
    "CorpusRule",
    "Diagnostic",
    "Document",
    "Edit",
    "Excerpt",
    "Failure",
    "Field",
    "Finding",
    "Fix",
    "Format",
    "Good",
    "Ignore",
    "LineEnds",
    "Mention",
    "MentionType",
    "Observation",
    "Passage",
    "Place",
    "PlacedEdit",
    "PlacedFix",
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
    "Requirement",
    "Rule",
    "RuleHelp",
    "Run",
    "Safety",
    "Schema",
    "Sentence",
    "Severity",
    "Source",
    "SourceFile",
    "Span",
    "Split",
    "Summary",
    "TaggingScheme",
    "Term",
    "Terminology",
    "TextChange",
    "Token",
    "hookimpl",
    "option",
    "parse_ignore",
    "printable",
    "quoted",
    "scheme_letters",
    "shown_characters",
]
