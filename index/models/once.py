"""Attributes computed on first use, once for all threads."""

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801 - a decorator
    """A cached_property with a lock, which the standard one lacks since Python 3.12.

    Threads that read the attribute at the same time wait for the first, and get its value.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        """`make`: the method that computes the value."""
        super().__init__(make)
        self._making = RLock()

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
        with self._making:
            return super().__get__(instance, owner)
