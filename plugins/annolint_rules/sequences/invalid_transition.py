"""SEQ001 invalid-transition."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

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
    Token,
    quoted,
    scheme_letters,
)
from annolint_rules._shared import BROKEN_RECORD

_SCHEME = "tagging-scheme"
"""The metadata in which a format says the scheme of a file: that of most mentions comes first."""

_OUTSIDE = ("O", "0")

_BOUNDARIES_ONLY = ("iob1", "ioe1")
"""Schemes that mark where a mention begins or ends only where it touches one of its type."""


class InvalidTransition(Rule, frozen=True):
    """A tag cannot stand after, or before, the tag of its neighbour.

    ## Why is this bad?
    In IOB2 a mention begins with `B-`, so `I-PER` after `O` goes on with one that never began. Some
    programs stop at it, some drop the mention, some make one of it: figures that were computed with
    different programs cannot be compared.

    ## What to do
    Write the tag that the scheme wants. Look at the token before as well: perhaps it belongs to the
    mention and lost its tag, or the two have different types where one was meant.

    ## What it does not see
    A wrong tag that is allowed where it stands, such as `B-PER` in the middle of a name, which
    makes two mentions of one. The scheme is that of most mentions in the file, or the one that
    `[formats]` sets. Tags of another scheme are `mixed-tagging-scheme` (SEQ002).
    """

    code = "SEQ001"
    name = "invalid-transition"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "SEQ003")
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/mpsilfve/finer-data/issues/2"

    examples = (
        Good("Anna\tB-PER\nLind\tI-PER\nsang\tO\nin\tO\nLund\tB-LOC\n", format="conll"),
        Bad(
            "Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tI-LOC\nCity\tI-LOC\n",
            expect=("4:6 'I-LOC' after 'O' begins a mention: in IOB2 that is 'B-LOC'",),
            fixed="Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tB-LOC\nCity\tI-LOC\n",
            format="conll",
        ),
        Bad(
            "Lind\tI-PER\nin\tO\nLund\tB-LOC\n\nLund\tB-LOC\nUniversity\tI-ORG\n",
            expect=(
                (
                    "1:6 'I-PER' at the beginning of a sentence begins a mention: in IOB2 that is "
                    "'B-PER'"
                ),
                (
                    "6:12 'I-ORG' after 'B-LOC' begins a mention of another type: in IOB2 that is "
                    "'B-ORG'"
                ),
            ),
            fixed="Lind\tB-PER\nin\tO\nLund\tB-LOC\n\nLund\tB-LOC\nUniversity\tB-ORG\n",
            format="conll",
        ),
        # Neither in the middle of a mention nor at its end.
        Bad(
            "Anna\tB-PER\nMaria\tI-PER\nLind\tE-PER\nin\tO\nLund\tS-LOC\n\n"
            "Anna\tB-PER\nMaria\tI-PER\nLind\tI-PER\nin\tO\nLund\tB-LOC\n\n"
            "Maria\tI-PER\nLind\tE-PER\nin\tO\nLund\tS-LOC\n",
            expect=(
                "9:6 'I-PER' ends a mention: in BIOES that is 'E-PER'",
                "11:6 'B-LOC' is all of a mention: in BIOES that is 'S-LOC'",
                (
                    "13:7 'I-PER' at the beginning of a sentence begins a mention: in BIOES that "
                    "is 'B-PER'"
                ),
            ),
            fixed="Anna\tB-PER\nMaria\tI-PER\nLind\tE-PER\nin\tO\nLund\tS-LOC\n\n"
            "Anna\tB-PER\nMaria\tI-PER\nLind\tE-PER\nin\tO\nLund\tS-LOC\n\n"
            "Maria\tB-PER\nLind\tE-PER\nin\tO\nLund\tS-LOC\n",
            format="conll",
        ),
        # Letters of another scheme are the business of `mixed-tagging-scheme`.
        Good(
            "Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tM-LOC\nand\tO\nMalmo\tS-LOC\n", format="conll"
        ),
        # In IOB1 `B-` only parts mentions of one type that touch.
        Good(
            "Anna\tI-PER\nLind\tI-PER\nEva\tB-PER\nsang\tO\n\nLund\tI-LOC\nEva\tI-PER\n",
            format="conll",
        ),
        Bad(
            "Anna\tI-PER\nLind\tI-PER\nsang\tO\n\nEva\tI-PER\nin\tO\nLund\tB-LOC\n",
            expect=("7:6 'B-LOC' after 'O' touches no mention of its type: in IOB1 it is 'I-LOC'",),
            fixed="Anna\tI-PER\nLind\tI-PER\nsang\tO\n\nEva\tI-PER\nin\tO\nLund\tI-LOC\n",
            format="conll",
        ),
        Bad(
            "Anna\tI-PER\nLind\tE-PER\nEva\tI-PER\nsang\tO\n\nEva\tI-PER\nin\tO\nLund\tE-LOC\n"
            "\nIda\tI-PER\n",
            expect=("8:6 'E-LOC' after 'O' touches no mention of its type: in IOE1 it is 'I-LOC'",),
            fixed="Anna\tI-PER\nLind\tE-PER\nEva\tI-PER\nsang\tO\n\nEva\tI-PER\nin\tO\nLund\tI-LOC\n"
            "\nIda\tI-PER\n",
            format="conll",
        ),
        # What stands beside a tag that is none may well be right.
        Good("Anna\tX-PER\nLind\tI-PER\nsang\tO\nIda\tB-PER\nslept\t0\n", format="conll"),
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tChemical\tD001241\n", format="pubtator"),
        # Letters alone, and types alone.
        Bad(
            "p53\tB\ngene\tI\nof\tO\nmice\tI\nand\tO\nTNF\tB\n",
            expect=("4:6 'I' after 'O' begins a mention: in IOB2 that is 'B'",),
            fixed="p53\tB\ngene\tI\nof\tO\nmice\tB\nand\tO\nTNF\tB\n",
            format="conll",
        ),
        Bad(
            "p53\tb_gene\nof\t0\nmice\ti_species\n\nTNF\tb_gene\nalpha\ti_gene\n",
            expect=("3:6 'i_species' after '0' begins a mention: in IOB2 that is 'b_species'",),
            fixed="p53\tb_gene\nof\t0\nmice\tb_species\n\nTNF\tb_gene\nalpha\ti_gene\n",
            format="conll",
        ),
        Good("Anna\tPERSON\nLind\tPERSON\nsang\tO\nin\tO\nLund\tCITY\nagain\tO\n", format="conll"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each mention of which a tag is not the one that the scheme has for it."""
        schemes = [each.value for each in document.metadata if each.name == _SCHEME]
        if not document.mentions or not schemes:
            return
        sentences = _sentences(document)
        for mentions, tokens in sentences:
            places = _places(mentions, tokens)
            taken = {number for first, end in places for number in range(first, end)}
            for index, (mention, (first, end)) in enumerate(zip(mentions, places, strict=True)):
                own = tokens[first:end]
                letters = "".join([token.tag[:1] for token in own]).upper()
                follows = index > 0 and _touch(mentions, places, index - 1)
                precedes = index + 1 < len(mentions) and _touch(mentions, places, index)
                wanted = [
                    scheme_letters(scheme, len(own), follows=follows, precedes=precedes)
                    for scheme in schemes
                ]
                if not wanted[0] or letters == wanted[0]:
                    continue
                beside = [n for n in (first - 1, end) if 0 <= n < len(tokens)]
                if any(n not in taken and tokens[n].tag not in _OUTSIDE for n in beside):
                    continue  # what stands there is no tag
                previous = tokens[first - 1].tag if first else ""
                found = self._diagnostic(
                    mention, own, wanted[0], schemes[0], previous, outside=first - 1 not in taken
                )
                yield replace(found, folded=_is_foreign(letters, schemes[0], wanted[1:]))

    def _diagnostic(
        self,
        mention: Mention,
        own: Sequence[Token],
        wanted: str,
        scheme: str,
        previous: str,
        *,
        outside: bool,
    ) -> Diagnostic:
        tags = [_tag(token, letter) for token, letter in zip(own, wanted, strict=True)]
        number = next(n for n, token in enumerate(own) if token.tag != tags[n])
        before = f"after {quoted(previous)}" if previous else "at the beginning of a sentence"
        it = "that"
        if scheme in _BOUNDARIES_ONLY:
            what, it = f"{before} touches no mention of its type", "it"
        elif number == 0 and wanted[0] in "BI":
            what = f"{before} begins a mention"
            if not outside:
                what += " of another type"
        elif len(own) == 1:
            what = "is all of a mention"
        elif number == len(own) - 1:
            what = "ends a mention"
        else:
            what = "stands inside of a mention"
        return self.diagnostic(
            mention,
            "type",
            f"{quoted(own[number].tag)} {what}: in {scheme.upper()} {it} is {quoted(tags[number])}",
            item=number,
            fix=Fix(
                tuple(
                    Change(token, replace(token, tag=tag))
                    for token, tag in zip(own, tags, strict=True)
                    if token.tag != tag
                ),
                Safety.UNSAFE,
            ),
        )


def _sentences(document: Document) -> Iterator[tuple[list[Mention], Sequence[Token]]]:
    """Yield the sentences that have mentions, with these and with all tokens."""
    tokens, mentions = document.tokens, document.mentions
    start = number = 0
    while number < len(mentions):
        at = mentions[number].spans[0].start
        while tokens[start].start < at:
            start += 1
        sentence = tokens[start].sentence
        first = end = start
        while first and tokens[first - 1].sentence == sentence:
            first -= 1
        while end < len(tokens) and tokens[end].sentence == sentence:
            end += 1
        last = tokens[end - 1].end
        own = []
        while number < len(mentions) and mentions[number].spans[0].end <= last:
            own.append(mentions[number])
            number += 1
        yield own, tokens[first:end]
        start = end


def _places(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the first token of each mention, and the one after its last."""
    places = []
    position = 0
    for mention in mentions:
        span = mention.spans[0]
        while tokens[position].start < span.start:
            position += 1
        first = position
        while position < len(tokens) and tokens[position].end <= span.end:
            position += 1
        places.append((first, position))
    return places


def _touch(mentions: Sequence[Mention], places: Sequence[tuple[int, int]], index: int) -> bool:
    """Say whether a mention and the next one touch and have one type."""
    return (
        places[index][1] == places[index + 1][0]
        and mentions[index].type == mentions[index + 1].type
    )


def _tag(token: Token, letter: str) -> str:
    tag = token.tag
    return (letter.lower() if tag[:1].islower() else letter) + tag[1:]


def _is_foreign(letters: str, scheme: str, others: Sequence[str]) -> bool:
    """Say whether a mention has letters that its scheme does not know, or those of another one."""
    own = scheme_letters(scheme, 1) + scheme_letters(scheme, 3, follows=True, precedes=True)
    return not set(letters) <= set(own) or letters in others
