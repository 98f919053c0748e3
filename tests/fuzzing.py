"""How many examples hypothesis tries: a short run in CI, a long one by hand.

    ANNOLINT_FUZZ=100 pytest tests/test_pubtator_properties.py tests/test_text.py

tries a hundred times as many.
"""

import os

_FACTOR = int(os.environ.get("ANNOLINT_FUZZ", "1"))


def examples(count: int) -> int:
    """Return how many examples are tried where CI tries `count`."""
    return count * _FACTOR
