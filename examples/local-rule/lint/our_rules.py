"""Rules of this project."""

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


class NoPronouns(Rule, frozen=True):
    """A mention is a pronoun.

    ## Why is this bad?
    The guidelines of this corpus leave coreference to another layer of annotation.

    ## What to do
    Remove the mention.

    ## What it does not see
    Noun phrases that refer back, such as "the drug".
    """

    code = "XAB001"
    name = "no-pronouns"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED

    pronouns: Annotated[tuple[str, ...], option("Words that no mention is, in lower case.")] = (
        "it",
        "they",
        "this",
    )

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Bad("Take [it](Chemical) daily", expect=("1:6 'it' is a pronoun: remove the mention",)),
        Bad(
            "[One](Chemical) a day",
            expect=("1:1 'One' is a pronoun: remove the mention",),
            settings='[rules.no-pronouns]\npronouns = ["one"]',
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention that is a pronoun."""
        for mention in document.mentions:
            if mention.text.lower() in self.pronouns:
                yield self.diagnostic(
                    mention, "text", f"'{mention.text}' is a pronoun: remove the mention"
                )


@hookimpl
def annolint_rules() -> list[type[Rule]]:
    """Return the rules of this file."""
    return [NoPronouns]
