"""Corpus rules: from the parts of the shards to verdicts, and which shards are read once more.

`collect` and `check` are calls on documents and belong to the engine; what stands here is the step
between the two readings. It holds no documents.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from annolint.engine import Engine
from annolint.rule import CorpusRule

Parts = Mapping[str, Any]
"""What one shard contributes: a part for each corpus rule, by code."""


def judge(engine: Engine, shards: Sequence[Parts]) -> dict[str, Any]:
    """Merge the parts of all shards and return the verdicts, by code, of rules that have one.

    A rule that raised on a document has not seen the whole corpus and does not judge it.
    """
    verdicts = {}
    for code, rule in engine.rules.items():
        parts = [shard[code] for shard in shards if code in shard]
        if isinstance(rule, CorpusRule) and parts and not engine.crashed(code):
            verdict = engine.guarded(rule, _judge, rule, parts)
            if verdict is not None:
                verdicts[code] = verdict
    return verdicts


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
