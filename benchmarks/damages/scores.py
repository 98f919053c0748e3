"""Count what was found, hold it against the thresholds, and write it as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.damages.kinds import Kind

FOUND_OVERALL = 0.99
FOUND_EACH = 0.95
ALONE_OVERALL = 0.97
IDENTICAL = {"safe": 0.95, "unsafe": 0.85}
"""Least share of files that repairs make what they were."""


@dataclass(frozen=True)
class Repair:
    """What came of a damaged file that was repaired.

    Attributes:
        identical: It is the gold file again; where its text was damaged, each mention stands at its
            text in the gold.
        clean: annolint finds nothing more in it.
        abandoned: annolint took a repair back.
    """

    identical: bool
    clean: bool
    abandoned: bool

    @property
    def wrong(self) -> bool:
        """Whether nobody would notice that it is not the gold."""
        return self.clean and not self.identical


@dataclass(frozen=True)
class Try:
    """One damaged file.

    Attributes:
        named: A finding has a right code, wherever it stands.
        found: A finding has a right code and stands at a right line.
        field: The finding also points at the damaged field; None where no single field is.
        alone: It is found, and there is no other finding.
        peers: Whether each peer that is silent on the clean file says something.
        came: The findings, as line and code.
        safe: What safe repairs came to, where there was one.
        unsafe: What all repairs came to, where there was one.
    """

    corpus: str
    document: str
    lines: tuple[int, ...]
    named: bool
    found: bool
    field: bool | None
    alone: bool
    peers: dict[str, bool]
    came: tuple[str, ...]
    safe: Repair | None = None
    unsafe: Repair | None = None


@dataclass(frozen=True)
class Score:
    """All tries of one kind; `missing` says that no rule has any of its codes yet."""

    kind: Kind
    tries: tuple[Try, ...] = ()
    missing: bool = False
    peers: tuple[str, ...] = field(default=())

    @property
    def counts(self) -> bool:
        """Say whether the kind is held against the thresholds."""
        return not self.kind.unscored and not self.missing

    def share(self, attribute: str) -> float | None:
        """Return the share of tries of which an attribute is true, of those where it is known."""
        values = [getattr(each, attribute) for each in self.tries]
        return _mean([each for each in values if each is not None])

    def heard(self, peer: str) -> float | None:
        """Return the share of tries on which a peer speaks, of those where it was silent before."""
        return _mean([each.peers[peer] for each in self.tries if peer in each.peers])

    def repairs(self, kind: str) -> list[Repair]:
        """Return what came of `safe` repairs, or of all, which is `unsafe`."""
        found = [getattr(each, kind) for each in self.tries]
        return [each for each in found if each is not None]


def _mean(values: Collection[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def overall(scores: Sequence[Score], attribute: str) -> float | None:
    """Return the share over all tries of the kinds that count."""
    values = [getattr(each, attribute) for score in scores if score.counts for each in score.tries]
    return _mean([each for each in values if each is not None])


def below(scores: Sequence[Score]) -> list[str]:
    """Say what is below the thresholds."""
    wrong = []
    if (found := overall(scores, "found") or 0.0) < FOUND_OVERALL:
        wrong.append(f"{found:.1%} found over all kinds, not {FOUND_OVERALL:.0%}")
    if (alone := overall(scores, "alone") or 0.0) < ALONE_OVERALL:
        wrong.append(f"{alone:.1%} alone over all kinds, not {ALONE_OVERALL:.0%}")
    for kind, least in IDENTICAL.items():
        repairs = [each for score in scores for each in score.repairs(kind)]
        identical = _mean([each.identical for each in repairs])
        if identical is not None and identical < least:
            wrong.append(f"{identical:.1%} identical after {kind} repairs, not {least:.0%}")
    for score in scores:
        if any(each.wrong for each in score.repairs("safe")):
            wrong.append(f"{score.kind.name}: a safe repair was wrong")
        if not score.counts:
            continue
        share = score.share("found")
        if share is None:
            wrong.append(f"{score.kind.name}: no document gives it a chance")
        elif share < FOUND_EACH:
            wrong.append(f"{score.kind.name}: {share:.0%} found, not {FOUND_EACH:.0%}")
    return wrong


def failures(scores: Sequence[Score]) -> Iterator[str]:
    """Yield what was missed or not alone: corpus, document, lines, kind, what came instead."""
    for score in scores:
        for each in score.tries:
            if score.counts and not each.alone:
                what = "collateral" if each.found else "line" if each.named else "missed"
                lines = f"{min(each.lines)}" + (
                    f"-{max(each.lines)}" if len(each.lines) > 1 else ""
                )
                came = " ".join(each.came) or "nothing"
                yield f"{what} {score.kind.name} {each.corpus} {each.document}:{lines} {came}"
            for kind in IDENTICAL:
                repair = getattr(each, kind)
                if repair is not None and not repair.identical:
                    what = "abandoned" if repair.abandoned else "wrong" if repair.wrong else "left"
                    where = f"{each.corpus} {each.document}:{min(each.lines)}"
                    yield f"{what} after {kind} repairs {score.kind.name} {where}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}".removesuffix("%")


def _precisely(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.2f} %"


def tables(scores: Sequence[Score]) -> str:
    """Return the figures as Markdown: the kinds that are scored by family, then the others."""
    counted = [score for score in scores if score.counts and score.tries]
    tries = sum(len(score.tries) for score in counted)
    text = [
        f"{tries:,} tries of {len(counted)} kinds: **{_precisely(overall(scores, 'found'))} found**"
        f" under the right code at the right line, {_precisely(overall(scores, 'field'))} at the"
        f" right field, **{_precisely(overall(scores, 'alone'))} alone**."
        + "".join(
            f" {peer}: {_percent(_peer_overall(counted, peer))} %." for peer in _peers(scores)
        ),
        "",
    ]
    for family in dict.fromkeys(score.kind.family for score in counted):
        text += [f"### {family.capitalize()}", ""]
        text += _table([score for score in counted if score.kind.family == family], scores)
    text += ["### Repairs", "", *_repairs(scores), ""]
    unscored = [score for score in scores if score.kind.unscored and score.tries]
    text += ["### Not scored", "", *_unscored(unscored)]
    if missing := [score.kind.name for score in scores if score.missing]:
        text += ["", f"No rule yet: {', '.join(missing)}."]
    return "\n".join(text) + "\n"


def _peers(scores: Sequence[Score]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for score in scores for name in score.peers))


def _peer_overall(scores: Sequence[Score], peer: str) -> float | None:
    return _mean(
        [each.peers[peer] for score in scores for each in score.tries if peer in each.peers]
    )


def _table(scores: Sequence[Score], everything: Sequence[Score]) -> Iterator[str]:
    names = _peers(everything)
    yield (
        "| damage | code | needs | n | named | found | field | alone | " + " | ".join(names) + " |"
    )
    yield "|---|---|---|---|---|---|---|---|" + "---|" * len(names)
    for score in scores:
        kind = score.kind
        figures = [_percent(score.share(each)) for each in ("named", "found", "field", "alone")]
        figures += [_percent(score.heard(name)) for name in names]
        needs = ", ".join(sorted(kind.needs))
        yield (
            f"| {kind.says} (`{kind.name}`) | {' or '.join(kind.codes)} | {needs} "
            f"| {len(score.tries)} | {' | '.join(figures)} |"
        )
    yield ""


def _repairs(scores: Sequence[Score]) -> Iterator[str]:
    """Yield a table of what repairs made of the damaged files, by kind and over all."""
    yield "| damage | n | identical after safe repairs | wrong | n | identical after all | wrong |"
    yield "|---|---|---|---|---|---|---|"
    kinds = tuple(IDENTICAL)
    rows = [(f"`{score.kind.name}`", [score.repairs(kind) for kind in kinds]) for score in scores]
    rows = [row for row in rows if any(row[1])]
    everything = [[each for _, columns in rows for each in columns[n]] for n in range(len(kinds))]
    for name, columns in (*rows, ("**all**", everything)):
        cells = []
        for repairs in columns:
            identical = _mean([each.identical for each in repairs])
            wrong = sum(each.wrong for each in repairs)
            cells += [str(len(repairs)), _percent(identical), str(wrong)] if repairs else [""] * 3
        yield f"| {name} | {' | '.join(cells)} |"


def _unscored(scores: Sequence[Score]) -> Iterator[str]:
    yield "| damage | code | n | noticed | why it is not scored |"
    yield "|---|---|---|---|---|"
    for score in scores:
        kind = score.kind
        yield (
            f"| {kind.says} (`{kind.name}`) | {' or '.join(kind.codes)} | {len(score.tries)} "
            f"| {_percent(score.share('found'))} | {kind.unscored} |"
        )
