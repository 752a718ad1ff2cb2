"""Why this number: a tree of frozen steps that screen, PDF and dispute read alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.texts import Message


class _Later:
    """Room for what makes the parts of a derivation; no part itself."""

    __slots__ = ("_make",)

    _make: Callable[[], Derivation]


@dataclass(frozen=True, slots=True)
class Derivation(_Later):
    """One figure: what it is, the sentence that makes it, and the figures that it came from.

    ``sentence`` has the values put in; ``rule`` is the edition of the definition that was in
    force; ``records`` leads to the records of the database behind the figure.
    """

    label: Message | str
    value: Quantity
    sentence: Message | None = None
    inputs: tuple[Derivation, ...] = ()
    records: RecordsQuery | None = None
    rule: Version | None = None

    @classmethod
    def later(cls, make: Callable[[], Derivation]) -> Derivation:
        """Return what ``make`` returns, which is called when one of its parts is first read.

        Everyone's figures are computed at once, and few of them are asked why. ``make`` gives
        the same each time: two threads may call it.
        """
        derivation = object.__new__(cls)
        object.__setattr__(derivation, "_make", make)
        return derivation

    if not TYPE_CHECKING:  # a type checker would take every misspelt name for a part

        def __getattr__(self, name: str) -> object:
            """Return a part that has no value yet, and give all parts theirs."""
            if name not in Derivation.__slots__:
                raise AttributeError(name)
            made = self._make()
            for part in Derivation.__slots__:
                object.__setattr__(self, part, getattr(made, part))
            return getattr(made, name)
