"""A property that is worked out once: what several rules want to know of a document."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")


class fact(Generic[_Value]):  # noqa: N801 - used like `property`
    """A property that is worked out once.

    As `functools.cached_property` does it, but for the lock that it takes in Python 3.11: a
    document asks for ten such facts, and belongs to one thread.
    """

    def __init__(self, function: Callable[[Any], _Value]) -> None:
        self._function = function
        self._name = function.__name__
        self.__doc__ = function.__doc__

    def __get__(self, instance: Any, owner: type) -> _Value:
        value = self._function(instance)
        instance.__dict__[self._name] = value
        return value
