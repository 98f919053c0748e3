"""CID010 component-count-mismatch."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Mention, Preset, Rule, Severity
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._consequences import Consequences
from annolint_rules.concepts._variants import is_variant

_SEPARATOR = lazy(r"[|;,]")
_FEWEST = 3
"""Mentions that a document must have before one of a kind is odd."""


class ComponentCountMismatch(Rule, frozen=True):
    """A composite mention has more concept identifiers than strings for them, or fewer.

    ## Why is this bad?
    The first string goes with the first identifier, the second with the second. When one is missing
    all that follow are paired with a concept that they do not name, or the program that reads the
    file stops there.

    ## What to do
    Count identifiers and strings, and add what is missing or remove what is too many. An identifier
    that is not known is `-1`, and counts.

    ## What it does not see
    Whether the pairs are right. Mentions without strings, and mentions without any identifier. Two
    identifiers joined by `+` may go with two strings or, as one conjunction, with one. A column
    that holds other things than words of the mention, such as a number, a name or synonyms. Several
    strings of other words count beside one identifier where no other mention of the document has
    such.
    """

    code = "CID010"
    name = "component-count-mismatch"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "DUP001")
    looks_at = "parted_mentions"
    source = "BC5CDR, development set"

    examples = (
        Good(
            "1|t|Renal and/or hepatic pain\n1|a|\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674|D008107\tRenal pain|hepatic pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674|-1\tRenal pain|hepatic pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674|D008107\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\t-1\tRenal pain|hepatic pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674\t\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Renal and/or hepatic pain\n1|a|\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674|D008107\tRenal pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674\tRenal pain|hepatic pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674|-1|D008107\tRenal pain|Hepatic "
            "pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674|D008107\tRenal pain|hepatic "
            "pain|\n",
            expect=(
                "3:39 2 identifiers and 1 string for them: add a string or remove an identifier",
                "4:39 1 identifier and 2 strings for it: add an identifier or remove a string",
                "5:39 3 identifiers and 2 strings for them: add a string or remove an identifier",
                "6:39 2 identifiers and 3 strings for them: add an identifier or remove a string",
            ),
            format="pubtator",
        ),
        # `+`: two identifiers, or one conjunction of them.
        Bad(
            "1|t|Renal and/or hepatic pain\n1|a|\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674+D008107\tRenal and hepatic pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674+D008107\tRenal pain|hepatic pain\n"
            "1\t0\t25\tRenal and/or hepatic pain\tSign\tD007674+D008107\tRenal|hepatic|pain\n",
            expect=(
                "5:39 2 identifiers and 3 strings for them: add an identifier or remove a string",
            ),
            format="pubtator",
        ),
        # Variants, and a column that does not hold words of the mention.
        Good(
            "1|t|L55M and T6A\n1|a|\n1\t0\t12\tL55M and T6A\tSNP\tp|SUB|L|55|M\tL55M|T6A\n"
            "1\t0\t12\tL55M and T6A\tSNP\trs1\tp|SUB|L|55|M\n"
            "1\t0\t12\tL55M and T6A\tSNP\trs1|rs2\t0.98\n",
            format="pubtator",
        ),
        # Other words than the mention's: a slip in one mention, else what the column is for.
        Bad(
            "1|t|Ears, eyes, skin\n1|a|\n1\t0\t4\tEars\tPart\tD004423\tmen|women\n"
            "1\t6\t10\teyes\tPart\tD005123\tmen\n1\t12\t16\tskin\tPart\tD012867|D005123\n",
            expect=(
                "3:17 1 identifier and 2 strings for it: add an identifier or remove a string",
            ),
            format="pubtator",
        ),
        *(
            Good(
                "1|t|Ears, eyes, skin\n1|a|\n1\t0\t4\tEars\tPart\tD004423\tmen|women\n"
                f"1\t6\t10\teyes\tPart\tD005123{more}\n",
                format="pubtator",
            )
            for more in ("", "\tmen\n1\t12\t16\tskin\tPart\tD012867\thide|pelt")
        ),
        Good(
            "1|t|Ears, eyes, skin\n1|a|\n1\t0\t4\tEars\tPart\tD004423\t0.98|1\n"
            "1\t6\t10\teyes\tPart\tD005123|D004423\thide|pelt|men\n1\t12\t16\tskin\tPart\t-\n",
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention with another number of identifiers than of strings."""
        composites = [mention for mention in document.parted_mentions if mention.component_texts]
        if not composites:
            return
        consequences = Consequences(document)
        lists = [mention for mention in composites if _lists_other_words(mention)]
        odd = lists[0] if len(lists) == 1 and len(document.mentions) >= _FEWEST else None
        for mention in composites:
            strings = len(mention.component_texts)
            numbers = _numbers_of_identifiers(mention)
            own = _is_of_the_mention(mention)
            if numbers and strings not in numbers and (own or mention is odd):
                few = own and numbers[0] < strings
                yield self.diagnostic(
                    mention,
                    "concept",
                    _message(numbers[0], strings),
                    covers=consequences.of_lost(mention) if few else (),
                )


def _numbers_of_identifiers(mention: Mention) -> tuple[int, ...]:
    """Return how many identifiers, unknown ones among them, a mention may be said to have."""
    field = mention.concept_field or ""
    if not mention.concept_ids or is_variant(field):
        return ()
    separators = len(_SEPARATOR.findall(field))
    return (separators + 1,) if separators else (len(mention.concept_ids), 1)


def _is_of_the_mention(mention: Mention) -> bool:
    """Say whether the strings are made of the mention's words, and no other thing."""
    text = mention.text.casefold()
    strings = mention.component_texts
    return not is_variant("|".join(strings)) and any(
        string and all(word in text for word in string.casefold().split()) for string in strings
    )


def _lists_other_words(mention: Mention) -> bool:
    """Say whether several strings, none of them of the mention, stand beside one identifier."""
    strings = mention.component_texts
    return (
        len(strings) > 1
        and _numbers_of_identifiers(mention) == (1, 1)
        and not _is_of_the_mention(mention)
        and all("".join(string.split()).isalpha() for string in strings)
    )


def _message(identifiers: int, strings: int) -> str:
    first = "1 identifier" if identifiers == 1 else f"{identifiers} identifiers"
    second = "1 string" if strings == 1 else f"{strings} strings"
    them = "it" if identifiers == 1 else "them"
    remedy = "add a string or remove an identifier"
    if identifiers < strings:
        remedy = "add an identifier or remove a string"
    return f"{first} and {second} for {them}: {remedy}"
