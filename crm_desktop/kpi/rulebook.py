"""All KPI definitions of a calculation, found by code, for one period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError, NotInForceError
from crm_desktop.kpi.amounts import amounts
from crm_desktop.kpi.assignment import Holders, departments_of, profiles_in_force
from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry, Scale
from crm_desktop.kpi.formula import Formula
from crm_desktop.kpi.order import children_in_order
from crm_desktop.kpi.plans import PlansInForce, plans_in_force
from crm_desktop.kpi.script import Script
from crm_desktop.texts import Message

T = TypeVar("T", bound=Indicator | Scale)

WEEKENDS_ALONE = WorkingCalendar()
"""The calendar of who names none."""

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
    @property
    def scripts(self) -> tuple[Script, ...]: ...


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The definitions for ``period``; their order in the scheme left no trace.

    What is in force on the day ``on`` holds for the whole of it. ``indicators`` and ``scales``
    have also those that begin later, which have a name only.
    ``entries`` are those of each profile in force, by its code and the indicator's; ``amounts``
    the indicators of which a part of the period needs a part of the plan.
    """

    period: Period
    on: date
    currency: str
    indicators: Mapping[str, Indicator]
    formulas: Mapping[str, Formula]
    scales: Mapping[str, Scale]
    profiles: Mapping[SubjectLevel, Holders[Profile]]
    plans: PlansInForce
    departments: Mapping[str, Subject]
    entries: Mapping[str, Mapping[str, ProfileEntry]]
    amounts: frozenset[str]
    calendar: WorkingCalendar = WEEKENDS_ALONE
    scripts: Mapping[str, Script] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        scheme: Definitions,
        subjects: Iterable[Subject],
        period: Period,
        calendar: WorkingCalendar = WEEKENDS_ALONE,
        *,
        on: date | None = None,
    ) -> Rulebook:
        """Return the rules of ``scheme``, with the departments among ``subjects``.

        Indicators, scales and profiles are those of the day ``on``, the first of ``period`` where
        none is named. Plans are split and reduced by the working days of ``calendar``.

        Raises:
            InvalidInputError: a formula is unsound or depends on itself.

        """
        formulas = children_in_order(scheme.indicators)
        departments = departments_of(subjects)
        on = on or period.start
        profiles = {
            level: profiles_in_force(scheme.profiles, level, period, on=on)
            for level in SubjectLevel
        }
        return cls(
            period=period,
            on=on,
            currency=scheme.currency,
            indicators={indicator.code: indicator for indicator in scheme.indicators},
            formulas=formulas,
            scales={scale.code: scale for scale in scheme.scales},
            profiles={level: Holders(held, departments) for level, held in profiles.items()},
            plans=plans_in_force(scheme.plans, period, calendar),
            departments=departments,
            entries=_entries(profiles.values()),
            amounts=amounts(scheme.indicators, formulas),
            calendar=calendar,
            scripts={script.code: script for script in scheme.scripts},
        )

    def profile_of(self, subject: Subject) -> Profile | None:
        """Return the profile that names ``subject`` most closely, or None."""
        return self.profiles[subject.ref.level].closest(subject)

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of this code.

        Raises:
            NotFoundError: there is none.
            NotInForceError: it begins later.

        """
        found = self.indicators.get(code)
        if found is not None and found.version.valid_from <= self.on:
            return found
        return self._in_force(self.indicators, code, _INDICATOR)

    def scale(self, code: str) -> Scale:
        """Return the scale of this code; see ``indicator`` for what it raises."""
        return self._in_force(self.scales, code, _SCALE)

    def _in_force(self, known: Mapping[str, T], code: str, kind: Message) -> T:
        found = known.get(code)
        if found is None:
            raise NotFoundError(kind, code)
        if found.version.valid_from > self.on:
            raise NotInForceError(found.name, found.version.valid_from)
        return found


def _entries(
    profiles: Iterable[Mapping[SubjectRef, Profile]],
) -> dict[str, dict[str, ProfileEntry]]:
    named = {profile.code: profile for holders in profiles for profile in holders.values()}
    return {
        code: {entry.indicator: entry for entry in profile.entries}
        for code, profile in named.items()
    }
