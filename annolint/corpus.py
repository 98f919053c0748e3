"""Corpus rules: from the parts of the shards to verdicts, and which shards are read once more.

`collect` and `check` are calls on documents and belong to the engine; what stands here is the step
between the two readings. It holds no documents.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annolint.engine import Engine
from annolint.rule import CorpusRule, Question

Parts = Mapping[str, Any]
"""What one shard contributes: a part for each corpus rule, by code."""


_MOST_READINGS = 4
"""A rule that has more questions than this after each other would go on for ever."""

Collect = Callable[[Mapping[str, Any]], Sequence[Parts]]
"""Reads the corpus once more for rules that have a question, by code; gives parts by shard."""


def judge(engine: Engine, shards: Sequence[dict[str, Any]], collect: Collect) -> dict[str, Any]:
    """Merge the parts of all shards and return the verdicts, by code, of rules that have one.

    Rules that have a question get the parts that `collect` finds for it, in `shards` too. A rule
    that raised on a document has not seen the whole corpus and does not judge it.
    """
    verdicts: dict[str, Any] = {}
    codes = [code for code, rule in engine.rules.items() if isinstance(rule, CorpusRule)]
    for _ in range(_MOST_READINGS):
        judged = _judged(engine, shards, codes)
        questions = {c: each.about for c, each in judged.items() if isinstance(each, Question)}
        verdicts |= {code: each for code, each in judged.items() if code not in questions}
        if not questions:
            return verdicts
        codes = list(questions)
        for shard, parts in zip(shards, collect(questions), strict=True):
            for code in codes:
                shard.pop(code, None)
            shard.update(parts)
    for code in codes:
        engine.guarded(engine.rules[code], _give_up)
    return verdicts


def _judged(engine: Engine, shards: Sequence[Parts], codes: Sequence[str]) -> dict[str, Any]:
    """Return what the rules make of the whole corpus, by code, as far as it is something."""
    found = {}
    for code in codes:
        rule = engine.rules[code]
        parts = [shard[code] for shard in shards if code in shard]
        if parts and not engine.crashed(code):
            verdict = engine.guarded(rule, _judge, rule, parts)
            if verdict is not None:
                found[code] = verdict
    return found


def _give_up() -> None:
    raise RuntimeError(f"asked for more than {_MOST_READINGS} readings of the corpus")


def _judge(rule: CorpusRule, parts: Sequence[Any]) -> Any:
    return rule.judge(parts[0] if len(parts) == 1 else merged(rule, parts))


def merged(rule: CorpusRule, parts: Sequence[Any]) -> Any:
    """Merge parts into a new one; none of them is changed."""
    into = copy.deepcopy(parts[0])
    for part in parts[1:]:
        into = rule.merge(into, part)
    return into


def touched(engine: Engine, shard: Parts, verdicts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the verdicts that can concern the documents of a shard."""
    found = {}
    for code, verdict in verdicts.items():
        rule = engine.rules[code]
        if (
            isinstance(rule, CorpusRule)
            and code in shard
            and engine.guarded(rule, rule.touches, shard[code], verdict)
        ):
            found[code] = verdict
    return found
