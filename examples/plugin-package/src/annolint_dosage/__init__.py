"""A plugin for annolint: rules about doses.

A package states the version of the plugin API that it was written for, and implements the hooks
that it needs.
"""

from annolint import Rule, hookimpl
from annolint_dosage.dose_in_mention import DoseInMention

ANNOLINT_API = 1


@hookimpl
def annolint_rules() -> list[type[Rule]]:
    """Return the rules of this package."""
    return [DoseInMention]
