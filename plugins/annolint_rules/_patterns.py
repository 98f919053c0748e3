"""Regular expressions that cost nothing until they are used.

Every run imports every rule, for its metadata, and most runs use few of the patterns; to compile
them all would be a tenth of the time that it takes to lint a small file.
"""

import re
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
