"""Which rule for which file: one pure function over layers of selectors.

A selector is a code, a prefix of codes, a rule's name or `ALL`. In one layer the most specific
selector that fits a rule decides; on the same level `ignore` beats `select`. A higher layer that
has a fitting selector beats all lower ones. Below every layer lies the preset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from annolint.rule import Preset, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable


class Layer(msgspec.Struct, frozen=True):
    """Selectors from one place; `origin` names it for people."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    origin: str


class Decision(msgspec.Struct, frozen=True):
    """Whether a rule is on, and why; `selector` is what selected it, None for a preset."""

    on: bool
    reason: str
    selector: str | None = None


def specificity(selector: str, rule: type[Rule]) -> int:
    """Return how closely `selector` fits `rule`: -1 not at all, 0 `ALL`, else letters matched.

    A whole code and a name are equally specific and beat every prefix.
    """
    if selector == "ALL":
        return 0
    if selector in (rule.code, rule.name):
        return 1000
    return len(selector) if rule.code.startswith(selector) else -1


def decide(rule: type[Rule], preset: Preset | None, layers: Sequence[Layer]) -> Decision:
    """Say whether `rule` is on; `layers` go from the lowest to the highest."""
    for layer in reversed(layers):
        select, ignore = _best(layer.select, rule), _best(layer.ignore, rule)
        if select is None and ignore is None:
            continue
        if ignore is None or (select is not None and select[0] > ignore[0]):
            assert select is not None  # noqa: S101 - one of the two is there
            reason = f'"{select[1]}" selected by {layer.origin}'
            return Decision(on=True, reason=reason, selector=select[1])
        return Decision(on=False, reason=f'"{ignore[1]}" ignored by {layer.origin}')
    if preset is None:
        return Decision(on=False, reason="not selected")
    return Decision(
        on=rule.preset.rank <= preset.rank,
        reason=f"preset {preset}"
        if rule.preset.rank <= preset.rank
        else f"not in preset {preset}, but in {rule.preset}",
    )


def _best(selectors: Iterable[str], rule: type[Rule]) -> tuple[int, str] | None:
    fits = [(specificity(selector, rule), selector) for selector in selectors]
    best = max(fits, default=(-1, ""))
    return best if best[0] >= 0 else None


def path_matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a test for paths, relative to the project and with `/`, in `.gitignore` syntax.

    Raises:
        ValueError: A pattern has no meaning; the message names it.
    """
    if not patterns:
        return lambda _: False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most projects have no patterns

    for pattern in patterns:
        try:
            parts = GitIgnoreSpec.from_lines([pattern]).patterns
        except (ValueError, re.error):
            parts = ()
        if pattern.startswith("../") or all(part.include is None for part in parts):
            raise ValueError(f'"{pattern}" is no glob below this folder')
    return GitIgnoreSpec.from_lines(pattern.removeprefix("./") for pattern in patterns).match_file
