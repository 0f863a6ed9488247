"""Attributes that are made when they are first asked for, once for all threads."""

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801 - a decorator
    """A cached_property, which since Python 3.12 takes no lock, with one.

    Threads that ask at the same time wait for the first of them, and get what it made.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        super().__init__(make)
        self._making = RLock()

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
        with self._making:
            return super().__get__(instance, owner)
