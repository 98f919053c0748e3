"""CID011 reordered-composite-id."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    CorpusRule,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Preset,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD, times
from annolint_rules.concepts._forms import composites
from annolint_rules.concepts._rewriting import with_identifiers

_DOMINANCE = 4
_SHORTEST_WORD = 4
"""Shorter ones are `and`, `or`, `of`."""

Order = tuple[str, ...]
"""The identifiers of a composite, in the order in which they stand."""

Part = dict[tuple[Order, str], int]
"""How many mentions have a composite, by its order and their text without case."""

_WORD = lazy(r"\w+")


class Slip(NamedTuple):
    """A composite out of order: the usual order, and how often either occurs."""

    usual: Order
    number: int
    total: int


Verdict = dict[tuple[Order, str], Slip]


class ReorderedCompositeId(CorpusRule, frozen=True):
    """The identifiers of a composite stand in another order than elsewhere.

    ## Why is this bad?
    To a program that takes the field as a whole, `D001943|D010051` and `D010051|D001943` are two
    concepts: counts are split, and what was learnt of one does not help with the other.

    ## What to do
    Write the identifiers in the usual order, and with them the strings in the seventh column.

    ## What it does not see
    An order that is not at least four times as frequent as the other one. An order that follows the
    text (`ovarian or breast cancer` beside `breast or ovarian cancer`): the mention has the words
    of a usual one, or two of its longer words in the same order.

    While it runs, the rule holds about 250 bytes for each composite and text that differ.
    """

    code = "CID011"
    name = "reordered-composite-id"
    severity = Severity.INFO
    preset = Preset.STRICT
    yields_to = (*BROKEN_RECORD, "CID003", "CID010", "CID012", "DUP001")
    fixes = (Safety.SAFE, Safety.UNSAFE)
    source = "NCBI-disease, training set"

    examples = (
        Bad(
            "[Eye or ear pain](Sign D000001|D000002) " * 2
            + "[Eye or Ear pain](Sign D000001;D000002) " * 2
            + "[eye or ear pain](Sign D000002|D000001)",
            expect=(
                (
                    "1:65 'D000002|D000001' stands in this order once and in the order "
                    "'D000001|D000002' 4 times: write it in the usual order"
                ),
            ),
            fixed=(
                "[Eye or ear pain](Sign D000001|D000002) " * 2
                + "[Eye or Ear pain](Sign D000001;D000002) " * 2
                + "[eye or ear pain](Sign D000001|D000002)"
            ),
        ),
        Good(
            "[Eye or ear pain](Sign D000001|D000002) " * 3
            + "[eye or ear pain](Sign D000002|D000001)"
        ),
        Bad(
            "--- 1\n[Skin or bone pain](Sign D000001|D000002)\n--- 2\n"
            "[Skin or bone pain](Sign D000001|D000002)\n--- 3\n"
            "[Skin or bone pain](Sign D000001|D000002)\n--- 4\n"
            "[Skin or bone pain](Sign D000001|D000002)\n--- 5\n"
            "[skin and bone loss](Sign D000002|D000001)",
            expect=(
                (
                    "10:1 'D000002|D000001' stands in this order once and in the order "
                    "'D000001|D000002' 4 times: write it in the usual order"
                ),
            ),
            fixed=(
                "--- 1\n[Skin or bone pain](Sign D000001|D000002)\n--- 2\n"
                "[Skin or bone pain](Sign D000001|D000002)\n--- 3\n"
                "[Skin or bone pain](Sign D000001|D000002)\n--- 4\n"
                "[Skin or bone pain](Sign D000001|D000002)\n--- 5\n"
                "[skin and bone loss](Sign D000001|D000002)"
            ),
        ),
        # Two longer words in the same order.
        Bad(
            "[Ocular or aural pain](Sign D000001|D000002) "
            * 8
            + "[ocular and aural tumours](Sign D000002|D000001), "
            "[tumours, ocular and aural](Sign D000002|D000001)",
            expect=(
                (
                    "1:169 'D000002|D000001' stands in this order twice and in the order "
                    "'D000001|D000002' 8 times: write it in the usual order"
                ),
                (
                    "1:195 'D000002|D000001' stands in this order twice and in the order "
                    "'D000001|D000002' 8 times: write it in the usual order"
                ),
            ),
            fixed=(
                "[Ocular or aural pain](Sign D000001|D000002) "
                * 8
                + "[ocular and aural tumours](Sign D000001|D000002), "
                "[tumours, ocular and aural](Sign D000001|D000002)"
            ),
        ),
        Good(
            "[Ocular or aural pain](Sign D000001|D000002) "
            * 9
            + "[aural or ocular pain](Sign D000002|D000001), "
            "[eye and ear pain](Sign D000002|D000001)"
        ),
        Good(
            "[eye and ear pain](Sign D000001|D000002) " * 4
            + "[ear and eye pain](Sign D000002|D000001)"
        ),
        # Other identifiers, and one that is repeated (CID012).
        Good(
            "[Eye or ear pain](Sign D000001|D000002) " * 4
            + "[Eye or ear pain](Sign D000003|D000001) [Eye or ear pain](Sign D000001)"
        ),
        Good(
            "[Eye or ear pain](Sign D000001|D000001|D000002) " * 4
            + "[Eye or ear pain](Sign D000002|D000001|D000001)"
        ),
        Bad(
            "1|t|Eye or ear pain\n1|a|\n"
            + "1\t0\t15\tEye or ear pain\tSign\tD000001|D000002\n" * 4
            + "1\t0\t15\tEye or ear pain\tSign\tD000002|D000001\tear pain|eye pain\n",
            expect=(
                (
                    "7:29 'D000002|D000001' stands in this order once and in the order "
                    "'D000001|D000002' 4 times: write it in the usual order, and its strings with "
                    "it"
                ),
            ),
            fixed=(
                "1|t|Eye or ear pain\n1|a|\n"
                + "1\t0\t15\tEye or ear pain\tSign\tD000001|D000002\n" * 4
                + "1\t0\t15\tEye or ear pain\tSign\tD000001|D000002\teye pain|ear pain\n"
            ),
            format="pubtator",
        ),
    )

    def collect(self, document: Document) -> Part | None:
        """Return the composites of a document."""
        return Counter(key for _, key in _composites(document)) or None

    def merge(self, into: Part, part: Part) -> Part:
        """Add up the counts."""
        for key, number in part.items():
            into[key] = into.get(key, 0) + number
        return into

    def judge(self, part: Part) -> Verdict | None:
        """Return the composites that are out of order; None if there are none."""
        groups: dict[Order, dict[Order, dict[str, int]]] = {}
        for (order, text), number in part.items():
            groups.setdefault(tuple(sorted(order)), {}).setdefault(order, {})[text] = number
        verdict: Verdict = {}
        for orders in groups.values():
            if len(orders) > 1:
                verdict |= _slips(orders)
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a document of the part has a composite out of order."""
        return not verdict.keys().isdisjoint(part)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield each composite that is out of order."""
        for mention, key in _composites(document):
            slip = verdict.get(key)
            if slip is not None:
                strings = ", and its strings with it" if mention.component_texts else ""
                yield self.diagnostic(
                    mention,
                    "concept",
                    f"{quoted(mention.concept_field or '')} stands in this order "
                    f"{times(slip.number)} "
                    f"and in the order {quoted('|'.join(slip.usual))} {times(slip.total)}: "
                    f"write it in the usual order{strings}",
                    fix=_fix(mention, key[0], slip.usual),
                )


def _fix(mention: Mention, order: Order, usual: Order) -> Fix | None:
    """Return the usual order of the identifiers, and of the strings where there is one for each.

    Unsafe with strings: perhaps only the identifiers were turned, and each has another's string.
    """
    turned = [order.index(identifier) for identifier in usual]
    identifiers, texts = mention.concept_ids, mention.component_texts
    if len(identifiers) != len(turned) or len(texts) not in (0, len(turned)):
        return None
    changed = with_identifiers(mention, [identifiers[number] for number in turned])
    if changed is None:
        return None
    if not texts:
        return Fix((Change(mention, changed),))
    changed = replace(changed, component_texts=tuple(texts[number] for number in turned))
    return Fix((Change(mention, changed),), Safety.UNSAFE)


def _composites(document: Document) -> Iterator[tuple[Mention, tuple[Order, str]]]:
    found = composites(document)
    for mention in document.mentions if found else ():
        order = found.get((mention.type, mention.concept_field), ())
        if order and len(set(order)) == len(order):
            yield mention, (order, mention.text.casefold())


def _slips(orders: Mapping[Order, Mapping[str, int]]) -> Verdict:
    """Return what is out of order among the orders of one composite: by order and text."""
    totals = {order: sum(texts.values()) for order, texts in orders.items()}
    usual = max(sorted(orders), key=lambda order: totals[order])
    known = [_words(text) for text in orders[usual]]
    return {
        (order, text): Slip(usual, totals[order], totals[usual])
        for order, texts in orders.items()
        if order != usual and totals[usual] >= _DOMINANCE * totals[order]
        for text in texts
        if any(_is_parallel(_words(text), words) for words in known)
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_parallel(words: Sequence[str], usual: Sequence[str]) -> bool:
    """Say whether two texts are the same, or have several words in the same order."""
    if words == usual:
        return True
    first = [word for word in words if word in usual and len(word) >= _SHORTEST_WORD]
    second = [word for word in usual if word in words and len(word) >= _SHORTEST_WORD]
    return len(first) > 1 and first == second
