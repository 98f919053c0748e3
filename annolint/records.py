"""The records that a document is made of: passages, tokens, mentions, relations; and places.

Units, once for all: offsets are 0-based, half-open and count Unicode code points of
`Document.text`. Lines and columns that people see start at 1; columns count code points. Readers
convert what their format counts, and say why.

Records can hold every mistake that a rule must find. Nothing in them raises on bad data, and
nothing is trimmed, guessed or repaired while reading: `Mention.text` is what the file says, which
may disagree with the document's text, and a mention whose offsets are no integers has no spans.
Undecodable bytes are kept as lone surrogates (`surrogateescape`).
"""

from typing import Literal, TypeAlias, get_args

import msgspec

Field: TypeAlias = Literal[
    "record",  # the whole line or element
    "document-id",
    "id",
    "kind",
    "type",
    "text",
    "start",
    "end",
    "span",  # start and end together
    "concept",  # item: number of the identifier in a composite
    "components",
    "trigger",
    "argument",  # item: number of the argument
    "attribute",  # item: number of the attribute
]
"""The parts of a record that a diagnostic can point at."""

FIELDS: frozenset[str] = frozenset(get_args(Field))


class Span(msgspec.Struct, frozen=True, gc=False, order=True):
    """Offsets into `Document.text`: code points, 0-based, half-open."""

    start: int
    end: int


class Attribute(msgspec.Struct, frozen=True, gc=False):
    """A name and value that a record carries besides its own fields.

    `id` is the annotation's own id where the format gives one, else empty.
    """

    name: str
    value: str
    id: str = ""
    line: int = 0
    file: int = 0
    index: int = 0


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence that the format marks; `offset` is the number that the file wrote."""

    start: int
    end: int
    offset: int | None = None


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A stretch of the document's text with a kind, such as title or abstract.

    `start` is where the text begins in `Document.text`; `offset` is the number that the file
    itself wrote for it, None where the format writes none.
    """

    index: int
    line: int
    kind: str
    start: int
    text: str
    offset: int | None = None
    file: int = 0
    sentences: tuple[Sentence, ...] = ()

    @property
    def end(self) -> int:
        """Where the passage ends in `Document.text`, exclusive."""
        return self.start + len(self.text)


class Token(msgspec.Struct, frozen=True, gc=False):
    """A token of a format that has tokens; `sentence` numbers sentences from 0."""

    index: int
    line: int
    text: str
    start: int
    end: int
    tag: str
    sentence: int
    file: int = 0


class Mention(msgspec.Struct, frozen=True, gc=False):
    """An annotated stretch of text.

    Attributes:
        index: Its number among the document's mentions; a mention is identified by it.
        line: The line of the file where its record starts, from 1.
        type: The annotation type as the file writes it; `types` are its parts where one field
            lists several (MedMentions' `T116,T123`).
        spans: Where it stands; several for a discontinuous mention, none when the offsets cannot
            be read.
        text: The surface form as the file writes it.
        concept_field: The concept identifiers as the file writes them; None without such a field.
        concept_ids: The identifiers in that field, without blanks around them; sentinels that
            stand for "no concept" (empty, `-`, `-1`) are not among them.
        component_texts: The strings that a composite mention stands for, one for each identifier.
        fragment_texts: The surface form of each span, where the file gives them separately.
        id: The annotation's own id; empty where the format has none.
    """

    index: int
    line: int
    type: str
    types: tuple[str, ...]
    spans: tuple[Span, ...]
    text: str
    concept_field: str | None = None
    concept_ids: tuple[str, ...] = ()
    component_texts: tuple[str, ...] = ()
    fragment_texts: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    id: str = ""
    file: int = 0


class Argument(msgspec.Struct, frozen=True, gc=False):
    """One argument of a relation.

    `target` is an annotation id (`kind` mention or relation) or a concept identifier (`kind`
    concept), as the file writes it. `role` is empty where the format names none.
    """

    target: str
    kind: Literal["mention", "relation", "concept"]
    role: str = ""


class Relation(msgspec.Struct, frozen=True, gc=False):
    """A relation or event; `trigger` is the id of the mention that an event hangs on."""

    index: int
    line: int
    type: str
    arguments: tuple[Argument, ...]
    attributes: tuple[Attribute, ...] = ()
    trigger: str = ""
    id: str = ""
    file: int = 0


Record: TypeAlias = Passage | Token | Mention | Relation


class Place(msgspec.Struct, frozen=True, gc=False, order=True):
    """A stretch of a file: lines and columns from 1, columns in code points, end exclusive."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0
