"""All KPI definitions of a calculation, found by code, for one period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError, NotInForceError
from crm_desktop.kpi.assignment import (
    PlanKey,
    closest,
    departments_of,
    plans_in_force,
    profiles_in_force,
)
from crm_desktop.kpi.definition import Indicator, Plan, Profile, Scale
from crm_desktop.kpi.formula import Formula
from crm_desktop.kpi.order import children_in_order
from crm_desktop.texts import Message

T = TypeVar("T", bound=Indicator | Scale)

_INDICATOR = Message("Indicator")
_SCALE = Message("Scale")


class Definitions(Protocol):
    """The part of a scheme that indicators, plans and scores come from."""

    @property
    def currency(self) -> str: ...
    @property
    def indicators(self) -> tuple[Indicator, ...]: ...
    @property
    def scales(self) -> tuple[Scale, ...]: ...
    @property
    def profiles(self) -> tuple[Profile, ...]: ...
    @property
    def plans(self) -> tuple[Plan, ...]: ...


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The definitions for ``period``; their order in the scheme left no trace.

    ``indicators`` and ``scales`` hold also those that begin later, which have a name only.
    """

    period: Period
    currency: str
    indicators: Mapping[str, Indicator]
    formulas: Mapping[str, Formula]
    scales: Mapping[str, Scale]
    profiles: Mapping[SubjectLevel, Mapping[SubjectRef, Profile]]
    plans: Mapping[PlanKey, Plan]
    departments: Mapping[str, Subject]

    @classmethod
    def of(cls, scheme: Definitions, subjects: Iterable[Subject], period: Period) -> Rulebook:
        """Return the rules of ``scheme``, with the departments among ``subjects``.

        Raises:
            InvalidInputError: a formula is unsound or depends on itself.

        """
        return cls(
            period=period,
            currency=scheme.currency,
            indicators={indicator.code: indicator for indicator in scheme.indicators},
            formulas=children_in_order(scheme.indicators),
            scales={scale.code: scale for scale in scheme.scales},
            profiles={
                level: profiles_in_force(scheme.profiles, level, period) for level in SubjectLevel
            },
            plans=plans_in_force(scheme.plans, period),
            departments=departments_of(subjects),
        )

    def profile_of(self, subject: Subject) -> Profile | None:
        """Return the profile that names ``subject`` most closely, or None."""
        return closest(self.profiles[subject.ref.level], subject, self.departments)

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of this code.

        Raises:
            NotFoundError: there is none.
            NotInForceError: it begins after the period does.

        """
        return self._in_force(self.indicators, code, _INDICATOR)

    def scale(self, code: str) -> Scale:
        """Return the scale of this code; see ``indicator`` for what it raises."""
        return self._in_force(self.scales, code, _SCALE)

    def _in_force(self, known: Mapping[str, T], code: str, kind: Message) -> T:
        found = known.get(code)
        if found is None:
            raise NotFoundError(kind, code)
        if found.version.valid_from > self.period.start:
            raise NotInForceError(found.name, found.version.valid_from)
        return found
