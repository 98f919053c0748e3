"""The first version of a rule: `annolint new rule` writes it, and its examples pass at once.

This module makes text and vets names; it opens no file.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Sequence
from string import Template
from typing import TYPE_CHECKING

from annolint.errors import AnnolintError
from annolint.plugins import RULE_NAME

if TYPE_CHECKING:
    from annolint.plugins import Registry

_CODE = re.compile(r"X[A-Z]{2}[0-9]{3}")
_IMPORTED = frozenset(
    {"Annotated", "Bad", "Diagnostic", "Document", "Good", "Iterator", "Preset", "Rule", "Severity"}
)

_RULE = Template('''\
"""$code $name."""

from collections.abc import Iterator
from typing import Annotated

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Preset,
    Rule,
    Severity,
    hookimpl,
    option,
)


class $kind(Rule, frozen=True):
    """A mention has a surface form that the guidelines rule out.

    ## Why is this bad?
    Say here what goes wrong for those who use the corpus.

    ## What to do
    Remove the mention, or annotate the words that the guidelines ask for.

    ## What it does not see
    Say here what the rule leaves alone, so that nobody counts on it.
    """

    code = "$code"
    name = "$name"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED

    words: Annotated[
        tuple[str, ...], option("Surface forms that no mention has, in lower case.")
    ] = ("it", "this")

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Bad(
            "Take [this](Chemical) daily",
            expect=("1:6 'this' is no surface form to annotate: remove the mention",),
        ),
        Bad(
            "Take [that](Chemical) daily",
            expect=("1:6 'that' is no surface form to annotate: remove the mention",),
            settings='[rules.$name]\\nwords = ["that"]',
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention whose surface form is ruled out."""
        for mention in document.mentions:
            if mention.text.lower() in self.words:
                yield self.diagnostic(
                    mention,
                    "text",
                    f"'{mention.text}' is no surface form to annotate: remove the mention",
                )


@hookimpl
def annolint_rules() -> list[type[Rule]]:
    """Return the rules of this file."""
    return [$kind]
''')


def vet(name: str, code: str, registry: Registry) -> None:
    """Check that a new rule may be called so.

    Raises:
        AnnolintError: The name or code is malformed, or a rule has it.
    """
    if not RULE_NAME.fullmatch(name):
        raise AnnolintError(
            f'name "{name}" must be words in lower case joined by hyphens, such as '
            '"lone-question-mark"'
        )
    if not _CODE.fullmatch(code):
        raise AnnolintError(
            f'code "{code}" must be X, two more letters and three digits, such as "XAB001": the '
            "codes without X are annolint's own"
        )
    for key in (name, code):
        if key in registry.owners:
            raise AnnolintError(f"{key} is taken by a rule of {registry.owners[key]}")


def rule_text(name: str, code: str) -> str:
    """Return the file of a new rule with the name and code."""
    return _RULE.substitute(name=name, code=code, kind=class_name(name))


def class_name(name: str) -> str:
    """Return the class name of a rule: `padded-mention` is `PaddedMention`.

    A name that would hide what the file itself needs gets `Rule` at its end.
    """
    kind = "".join(word.capitalize() for word in name.split("-"))
    return f"{kind}Rule" if kind in _IMPORTED or keyword.iskeyword(kind) else kind


def plugins_line(files: Sequence[str]) -> str:
    """Return the line of the configuration that names plugin files."""
    return f"plugins = {json.dumps(list(files), ensure_ascii=False)}"
