"""Figures of one subject that a reward script put in the place of those that were counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crm_desktop.domain.scripts import Changed, ScriptChange


@dataclass(frozen=True, slots=True)
class Overrides:
    """The last change of each fact and of each coefficient, by the indicator's code."""

    values: Mapping[str, ScriptChange] = field(default_factory=dict)
    coefficients: Mapping[str, ScriptChange] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Iterable[ScriptChange]) -> Overrides:
        """Return those among ``changes``, in the order made; the later ones hold."""
        values: dict[str, ScriptChange] = {}
        coefficients: dict[str, ScriptChange] = {}
        for change in changes:
            if change.what is Changed.VALUE:
                values[change.code] = change
            elif change.what is Changed.COEFFICIENT:
                coefficients[change.code] = change
        return cls(values, coefficients) if values or coefficients else NO_OVERRIDES


NO_OVERRIDES = Overrides()
