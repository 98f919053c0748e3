"""CID012 repeated-component."""

from collections.abc import Collection, Iterator

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Preset,
    Rule,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.concepts._forms import composites
from annolint_rules.concepts._identity import key_of
from annolint_rules.concepts._rewriting import with_identifiers


class RepeatedComponent(Rule, frozen=True):
    """A composite has the same concept identifier twice.

    ## Why is this bad?
    The mention counts twice for one concept, or the second identifier was to be another one and was
    never typed.

    ## What to do
    Write the identifier that was meant, or remove the repetition.

    ## What it does not see
    Composites with a string for each identifier: `D020258|D020258|D020258` beside three strings
    names three things of one concept. Identifiers of variants, which repeat what they like.
    Composites with a malformed identifier, which are `malformed-concept-id` (CID003), and, until
    that is corrected, those with blanks around an identifier: they are `padded-field` (FMT010).
    """

    code = "CID012"
    name = "repeated-component"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "CID003", "DUP001", "FMT010")
    fixes = (Safety.SAFE, Safety.UNSAFE)
    source = "BC5CDR, training set"

    examples = (
        Good("[Renal pain](Sign D007674|D010146) and [pain](Sign D010146), [TP53](Gene 7157)"),
        Bad(
            "[Renal pain](Sign D007674|D007674) or [pain](Sign D010146;D007674;MESH:D010146)",
            expect=(
                (
                    "1:1 'D007674|D007674' has 'D007674' twice: write the identifier that was "
                    "meant, or remove the repetition"
                ),
                (
                    "1:15 'D010146;D007674;MESH:D010146' has 'MESH:D010146' twice: write the "
                    "identifier that was meant, or remove the repetition"
                ),
            ),
            fixed="[Renal pain](Sign D007674) or [pain](Sign D010146;D007674)",
        ),
        # At the repetition; one finding, however often an identifier is repeated.
        Bad(
            "1|t|Renal pain\n1|a|\n1\t0\t10\tRenal pain\tSign\tD007674| D010146 | "
            "D010146|D007674\n",
            expect=(
                (
                    "3:43 'D007674| D010146 | D010146|D007674' has 'D010146' twice: write the "
                    "identifier that was meant, or remove the repetition"
                ),
            ),
            fixed="1|t|Renal pain\n1|a|\n1\t0\t10\tRenal pain\tSign\tD007674| D010146\n",
            format="pubtator",
        ),
        # A string for each identifier, a sentinel, variants.
        Good(
            "1|t|Ear and eye pains\n1|a|\n"
            "1\t0\t17\tEar and eye pains\tSign\tD010146|D010146\tEar pains|eye pains\n"
            "1\t0\t17\tEar and eye pains\tSign\t-1|-1\n"
            "1\t0\t3\tEar\tSNP\tc|DUP||CAG|\n1\t0\t3\tEar\tSNP\tp|SUB|A|12|A;p|SUB|A|12|A\n",
            format="pubtator",
        ),
        Good("[Renal pain](Sign D00767|D00767), [pain](Sign OMIM:100100|HGNC:100100)"),
        Good("[Renal pain](Sign OMIM:10010|HGNC:10010), [pain](Sign MONDO:0005148|DOID:0005148)"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each composite in which an identifier stands twice."""
        found = composites(document)
        if not found:
            return
        suspects = {use for use, parts in found.items() if _repeats(parts)}
        for mention in document.mentions if suspects else ():
            if (mention.type, mention.concept_field) in suspects and not mention.component_texts:
                identifiers = mention.concept_ids
                for number, identifier in enumerate(identifiers):
                    if any(_is_same(identifier, other) for other in identifiers[:number]):
                        yield self.diagnostic(
                            mention,
                            "concept",
                            f"{quoted(mention.concept_field or '')} has {quoted(identifier)} "
                            "twice: "
                            "write the identifier that was meant, or remove the repetition",
                            item=number,
                            fix=_fix(mention),
                        )
                        break


def _fix(mention: Mention) -> Fix | None:
    """Return the removal of every identifier that stands earlier in the composite."""
    identifiers = mention.concept_ids
    kept = [
        None if any(_is_same(identifier, other) for other in identifiers[:number]) else identifier
        for number, identifier in enumerate(identifiers)
    ]
    changed = with_identifiers(mention, kept)
    if changed is None:
        return None
    # Of two equal ones in a row it does not matter which one goes; else the order or the prefix
    # depends on it.
    is_alike = all(
        identifier or identifiers[number] == identifiers[number - 1]
        for number, identifier in enumerate(kept)
    )
    return Fix((Change(mention, changed),), Safety.SAFE if is_alike else Safety.UNSAFE)


def _repeats(parts: Collection[str]) -> bool:
    return len({key_of(part)[1] for part in parts}) < len(parts)


def _is_same(identifier: str, other: str) -> bool:
    """Say whether two identifiers are one; a prefix may be written on one side only."""
    (namespace, local), (other_namespace, other_local) = key_of(identifier), key_of(other)
    return local == other_local and (
        namespace == other_namespace or not namespace or not other_namespace
    )
