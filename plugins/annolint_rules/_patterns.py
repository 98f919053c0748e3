"""Regular expressions that cost nothing until they are used.

Every run imports every rule, for its metadata, and most runs use few of the patterns; to compile
them all would be a tenth of the time that it takes to lint a small file.
"""

import re
from functools import lru_cache
from typing import Any, cast


class _Lazy:
    """Stands for a pattern, and compiles it when something is asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """Look a method up in the pattern, once."""
        value = getattr(re.compile(*self._arguments), name)
        setattr(self, name, value)
        return value


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what works as `re.compile(pattern, flags)` does; a mistake shows when it is used."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


def fits(pattern: str, text: str) -> bool:
    """Say whether all of a text fits a pattern, in which letters and digits are those of ASCII."""
    return compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern in which letters and digits are those of ASCII."""
    return re.compile(pattern, re.ASCII)
