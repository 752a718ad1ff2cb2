"""Values whose parts are made when somebody asks: everyone is computed, few are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self


class Later:
    """The base of a frozen dataclass with slots that can come without some of its parts."""

    __slots__ = ("_make",)

    _make: Callable[[], Self]

    @classmethod
    def later(cls, make: Callable[[], Self], **known: object) -> Self:
        """Return what ``make`` returns, which is called when an unknown part is first read.

        ``make`` gives the same each time, and the parts that are ``known`` already: two threads
        may call it.
        """
        found = object.__new__(cls)
        put = object.__setattr__
        put(found, "_make", make)
        for name, part in known.items():
            put(found, name, part)
        return found

    if not TYPE_CHECKING:  # a type checker would take every misspelt name for a part

        def __getattr__(self, name: str) -> object:
            """Return a part that has no value yet, and give all parts theirs."""
            parts = type(self).__slots__
            if name not in parts:
                raise AttributeError(name)
            made = self._make()
            for part in parts:
                object.__setattr__(self, part, getattr(made, part))
            return getattr(made, name)
