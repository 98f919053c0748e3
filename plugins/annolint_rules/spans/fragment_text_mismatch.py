"""SPN013 fragment-text-mismatch."""

from collections.abc import Iterator, Sequence

from annolint import Bad, Diagnostic, Document, Good, Mention, Preset, Rule, Severity, quoted
from annolint_rules._patterns import lazy
from annolint_rules._places import MISPLACED
from annolint_rules._shared import BROKEN_RECORD

_WORD = lazy(r"\w+")
_NO_WORDS = frozenset(":;=#")
"""Characters of identifiers and attributes: a column that has them holds no part of a mention."""

_LINKS = frozenset(("in", "of", "the"))
"""Words that curators put in when they write a part out."""

_SHORTEST = 3
"""Letters of the beginning or end of a word that say which word it is."""


class FragmentTextMismatch(Rule, frozen=True):
    """The parts that a mention is said to consist of are not its parts.

    A discontinuous mention may carry the text of each fragment. A composite mention, such as
    "renal and hepatic failure", may carry the strings that it stands for, "renal failure" and
    "hepatic failure": all their words come from the mention.

    ## Why is this bad?
    Each part has an identifier or a place of its own. A part that belongs to another mention, or is
    misspelt, gives that identifier to the wrong words, and programs that train on the parts learn
    it.

    ## What to do
    Correct the parts, so that each is made of words of the mention, or there is one for each
    fragment.

    ## What it does not see
    A part of the right words in a wrong combination, and a missing one: their number is held
    against that of the identifiers by another rule. Words may differ in case and number. Columns
    that share no word with their mention, or hold identifiers or attributes, are taken for
    something else.
    """

    code = "SPN013"
    name = "fragment-text-mismatch"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, *MISPLACED, "DUP001", "SPN007", "SPN012")
    looks_at = "parted_mentions"
    source = "https://github.com/bigscience-workshop/biomedical/issues/738"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        *(
            Good(
                f"1|t|{surface}\n1|a|\n1\t0\t{len(surface)}\t{surface}\tDisease\tD1|D2\t{parts}\n",
                format="pubtator",
            )
            for surface, parts in (
                ("Renal and/or hepatic failure", "renal failure|hepatic failure"),
                ("Renal and hepatic failures", "failure hepatic|renal failure"),
                ("Renal toxicity and abscess", "renal toxicities|abscesses"),
                ("Renal and liver disease", "renal disease|disease of the liver in liver"),
                ("Cardio- and nephrotoxicities", "cardiotoxicity|nephrotoxicity"),
                # These columns hold something else.
                ("Renal and hepatic failure", ""),
                ("Renal and hepatic failure", "liver"),
                ("Renal and hepatic failure", "kidney|liver"),
                ("Renal and hepatic failure", "renal|Organ:liver"),
            )
        ),
        Bad(
            "1|t|Renal and hepatic failure\n1|a|\n"
            "1\t0\t25\tRenal and hepatic failure\tDisease\tD1|D2\trenal failure|renal colic\n",
            expect=(
                (
                    "3:48 'renal colic' is said to be a part of mention 'Renal and hepatic "
                    "failure', which has no 'colic': correct the part"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Renal and hepatic failure\n1|a|\n"
            "1\t0\t25\tRenal and hepatic failure\tDisease\tD1|D2\tunrenal fail|hepatic failure\n",
            expect=(
                (
                    "3:48 'unrenal fail' is said to be a part of mention 'Renal and hepatic "
                    "failure', which has no 'unrenal' and no 'fail': correct the part"
                ),
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention whose fragments or components are not its own."""
        for mention in document.parted_mentions:
            texts = mention.fragment_texts
            if texts and mention.spans and len(texts) != len(mention.spans):
                yield self.diagnostic(
                    mention,
                    "text",
                    f"mention {quoted(mention.text)} has {len(texts)} texts for its "
                    f"{len(mention.spans)} fragments: write one for each",
                )
            if mention.component_texts and (wrong := _wrong_component(mention)):
                part, words = wrong
                yield self.diagnostic(
                    mention,
                    "components",
                    f"{quoted(part)} is said to be a part of mention {quoted(mention.text)}, which "
                    f"has no {' and no '.join(map(quoted, words))}: correct the part",
                )


def _wrong_component(mention: Mention) -> tuple[str, list[str]] | None:
    """Return the first component with words that the mention does not have, and those words."""
    parts = mention.component_texts
    column = "".join(parts)
    if len(parts) < 2 or not _NO_WORDS.isdisjoint(column):  # noqa: PLR2004 - an enumeration
        return None
    own = [_singular(word) for word in _words(mention.text)]
    words = [_words(part) for part in parts]
    missing = [[word for word in each if not _is_made_of(_singular(word), own)] for each in words]
    if missing == words:
        return None
    return next(((part, lost) for part, lost in zip(parts, missing, strict=True) if lost), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _is_made_of(word: str, own: Sequence[str]) -> bool:
    """Say whether a word is one of these, or begins as one and ends as another.

    "Cardio- and nephrotoxicity" is made of cardiotoxicity and nephrotoxicity.
    """
    return (
        word in own
        or word in _LINKS
        or any(
            word.startswith(first) and any(last.endswith(word[len(first) :]) for last in own)
            for first in own
            if len(first) >= _SHORTEST <= len(word) - len(first)
        )
    )
