"""XDS001 dose-in-mention."""

import re
from collections.abc import Iterator
from typing import Annotated

from annolint import Bad, Diagnostic, Document, Good, Preset, Rule, Severity, option

_DOSE = re.compile(r"[0-9]+(\.[0-9]+)? ?(mg|g|ml)\b")


class DoseInMention(Rule, frozen=True):
    """A mention of a chemical takes its dose in.

    ## Why is this bad?
    The same chemical then has as many surface forms as it has doses, and none of them is found in a
    dictionary.

    ## What to do
    Move the offsets to the name of the chemical.

    ## What it does not see
    Doses that are written out in words.
    """

    code = "XDS001"
    name = "dose-in-mention"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = ("SPN001",)

    types: Annotated[tuple[str, ...], option("Annotation types that are looked at.")] = (
        "Chemical",
    )

    examples = (
        Good("Take 100 mg [aspirin](Chemical) daily"),
        Good("A [2 g portion](Food) of salt"),
        Bad(
            "Take [100 mg aspirin](Chemical) daily",
            expect=("1:6 the mention takes the dose '100 mg' in: leave only the name",),
        ),
        Bad(
            "A [2 g portion](Food) of salt",
            expect=("1:3 the mention takes the dose '2 g' in: leave only the name",),
            settings='[rules.dose-in-mention]\ntypes = ["Food"]',
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention of the types with a dose in its text."""
        for mention in document.mentions:
            if mention.type in self.types and (dose := _DOSE.search(mention.text)):
                yield self.diagnostic(
                    mention,
                    "text",
                    f"the mention takes the dose '{dose[0]}' in: leave only the name",
                )
