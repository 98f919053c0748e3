"""The text of a proposed configuration: TOML with what was counted, and with questions.

What is written can be read back: every text from the corpus is escaped, in values and in comments.
This module decides nothing about the schema and opens no file.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annolint.reporter import printable

if TYPE_CHECKING:
    from annolint.evidence import Section
    from annolint.inference import Draft
    from annolint.layout import Layout
    from annolint.survey import Survey

_WIDTH = 100
_MOST_TABLES = 12
"""Of more types of mentions than this, each takes one line instead of a table of its own."""
_MOST_QUESTIONS = 10
"""So many questions of one section are asked; the linter reports the places of all."""
_BARE_KEY = re.compile("[A-Za-z0-9_-]+")
_QUESTION = "# question: "


def proposal(survey: Survey, draft: Draft, layout: Layout, version: str) -> str:
    """Return a configuration with the schema of `draft` for the files of `layout`."""
    blocks = [
        [*_head(survey), *_settings(draft, layout, version)],
        [*_table("formats", layout.formats), *_ungrouped(layout)],
        [*_table("splits", layout.splits), *_unplaced(layout)],
        list(_options(draft)),
        list(_schema(draft)),
        *_mentions(draft),
        *(list(_section("schema.relations", section)) for section in draft.relations),
        list(_questions(draft.relation_questions)),
    ]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def questions(text: str) -> int:
    """Return how many questions a proposal has."""
    return sum(line.startswith(_QUESTION) for line in text.splitlines())


def _head(survey: Survey) -> Iterator[str]:
    counts = ", ".join(
        f"{count:,} {noun}{'s' * (count != 1)}"
        for count, noun in (
            (survey.documents, "document"),
            (survey.mentions, "mention"),
            (survey.relations, "relation"),
        )
    )
    yield from _comment(
        f"Proposed by `annolint init` from {counts}. What the data show is set; what is rare in "
        "them is left out and asked for: look at each question, then change the line it is about "
        "or the data, and delete it. Until then annolint reports the places."
    )
    if survey.faulty:
        yield from _comment(
            f"Not counted are {survey.faulty:,} records with a fault in their line: annolint names "
            "them."
        )
    yield ""


def _settings(draft: Draft, layout: Layout, version: str) -> Iterator[str]:
    yield f"required-version = {_value(f'>={version}')}"
    yield f"paths = {_value(list(layout.paths))}"
    yield 'preset = "recommended"  # "strict" also reports what is only worth a look'
    strict = ["nested-mentions"] if draft.mentions else []
    if any(e.key == "concept" and e.value == "required" for s in draft.mentions for e in s.entries):
        strict.append("missing-concept-id")
    if strict:
        yield from _comment("Strict rules that the schema below makes exact:")
        yield f"extend-select = {_value(strict)}"


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    if values:
        yield f"[{name}]"
    for key, value in values.items():
        yield f"{_key(key)} = {_value(list(value) if isinstance(value, tuple) else value)}"


def _ungrouped(layout: Layout) -> Iterator[str]:
    if files := layout.ungrouped:
        yield from _question(
            f"the format of {len(files):,} files was told by what is in them, and no glob takes in "
            f"these only ({files[0]}): name their format under [formats]"
        )


def _unplaced(layout: Layout) -> Iterator[str]:
    if files := layout.unplaced:
        yield from _question(
            f"to which split do {', '.join(files[:3])}{_more(len(files) - 3)} belong?"
        )


def _options(draft: Draft) -> Iterator[str]:
    if draft.together:
        yield "[rules.conflicting-types]"
        yield from _comment("Types that one place has:")
        yield f"allow = {_value([list(pair) for pair in draft.together])}"


def _schema(draft: Draft) -> Iterator[str]:
    if draft.entries or draft.questions:
        yield "[schema]"
    for entry in draft.entries:
        yield _noted(f"{entry.key} = {_value(entry.value)}", entry.note)
    yield from _questions(draft.questions)


def _mentions(draft: Draft) -> Iterator[list[str]]:
    """Yield the tables of the mention types, or one table with a line for each of many types."""
    if len(draft.mentions) > _MOST_TABLES:
        lines = ["[schema.mentions]"]
        for section in draft.mentions:
            values = ", ".join(
                f"{_dotted(entry.key)} = {_value(entry.value)}" for entry in section.entries
            )
            lines.append(_noted(f"{_key(section.name)} = {{ {values} }}", section.note))
            lines += _questions(section.questions)
        yield lines
    else:
        yield from (list(_section("schema.mentions", section)) for section in draft.mentions)
    yield list(_questions(draft.mention_questions))


def _section(table: str, section: Section) -> Iterator[str]:
    yield _noted(f"[{table}.{_key(section.name)}]", section.note)
    for entry in section.entries:
        if entry.key == "arguments":
            yield "arguments = ["
            for signature, count in zip(entry.value, entry.note.split("\n"), strict=True):
                yield _noted(f"    {_value(signature)},", count)
            yield "]"
        else:
            yield _noted(f"{_dotted(entry.key)} = {_value(entry.value)}", entry.note)
    yield from _questions(section.questions)


def _questions(asked: Sequence[str]) -> Iterator[str]:
    for question in asked[:_MOST_QUESTIONS]:
        yield from _question(question)
    if more := asked[_MOST_QUESTIONS:]:
        yield from _comment(f"{len(more):,} more cases like these: annolint reports them.")


def _question(text: str) -> Iterator[str]:
    return _wrapped(_QUESTION, text)


def _comment(text: str) -> Iterator[str]:
    return _wrapped("# ", text)


def _wrapped(start: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        printable(text),
        _WIDTH,
        initial_indent=start,
        subsequent_indent="#   " if start == _QUESTION else start,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _noted(line: str, note: str) -> str:
    return f"{line}  # {printable(note)}" if note else line


def _more(count: int) -> str:
    return f" and {count:,} more" if count > 0 else ""


def _dotted(key: str) -> str:
    """Write a key that may have a name of the corpus behind its first dot."""
    table, dot, name = key.partition(".")
    return f"{table}.{_key(name)}" if dot else table


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _string(name)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return _string(value) if isinstance(value, str) else str(value).lower()


def _string(text: str) -> str:
    r"""Write a basic string of TOML; what would not be seen on a screen is escaped as `\uNNNN`."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return "".join(
        each
        if each.isprintable()
        else f"\\u{ord(each):04x}"
        if ord(each) < 0x10000  # noqa: PLR2004 - BMP
        else f"\\U{ord(each):08x}"
        for each in json.dumps(text, ensure_ascii=False)
    )
