"""The figures of one subject: fact, plan, attainment and coefficient of each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.people import Subject
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi import attainment as attaining
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.computed import Computed, is_computable
from crm_desktop.kpi.definition import (
    Indicator,
    Measure,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
)
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.plans import PlanInForce, Planning, Ramp
from crm_desktop.kpi.proration import Attendance, attendance, month_of_service
from crm_desktop.kpi.rulebook import Rulebook
from crm_desktop.kpi.scale_words import outside
from crm_desktop.texts import Message


class Figure(NamedTuple):
    """A figure that was computed, or the ``reason`` why not."""

    value: Decimal | None
    unit: Unit
    currency: str | None = None
    reason: Message | None = None

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.value, self.unit, self.currency)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of ``subject``, computed when first asked for; ``kpi.steps`` tells how.

    ``entries`` are those of its profile and ``plans`` those that name the subject, by indicator;
    ``month`` is the one of service and ``attendance`` None where nothing of the period is missing.
    ``steps`` holds what it told, so that figures made of the same ones share their derivations.
    All raise ``NotFoundError`` where there is no such indicator or scale.
    """

    rules: Rulebook
    subject: Subject
    facts: Facts
    profile: Profile | None
    entries: Mapping[str, ProfileEntry]
    plans: Mapping[str, PlanInForce]
    month: int | None = None
    attendance: Attendance | None = None
    steps: dict[object, Derivation] = field(default_factory=dict, compare=False, repr=False)
    _facts: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)
    _plans: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)
    _attainments: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of_subject(cls, rules: Rulebook, subject: Subject, facts: Facts) -> Figures:
        """Return the figures of ``subject`` by the profile that names it most closely."""
        profile, period, presence = rules.profile_of(subject), rules.period, subject.presence
        plans = rules.plans.get(subject.ref, {})
        if profile is None:
            return cls(rules, subject, facts, None, {}, plans)
        there = None
        if presence is not None and profile.proration is not Proration.NONE:
            there = attendance(profile.proration, period, presence, rules.calendar)
        return cls(
            rules,
            subject,
            facts,
            profile,
            rules.entries[profile.code],
            plans,
            month_of_service(presence, period),
            None if there is None or there.share() == 1 else there,
        )

    def of(self, code: str, measure: Measure) -> Figure:
        """Return the ``measure`` of indicator ``code``."""
        match measure:
            case Measure.FACT:
                return self.fact(code)
            case Measure.ATTAINMENT:
                return self.attainment(code)
            case Measure.COEFFICIENT:
                return self.coefficient(code)

    def fact(self, code: str) -> Figure:
        known = self._facts.get(code)
        if known is None:
            known = self._facts[code] = self._fact(self.rules.indicator(code))
        return known

    def plan(self, code: str) -> Figure:
        """Return the plan that ``planning`` makes."""
        known = self._plans.get(code)
        if known is None:
            known = self._plans[code] = self._plan(self.rules.indicator(code))
        return known

    def attainment(self, code: str) -> Figure:
        known = self._attainments.get(code)
        if known is None:
            known = self._attainments[code] = self._attainment(self.rules.indicator(code))
        return known

    def coefficient(self, code: str) -> Figure:
        """Return the coefficient by the profile, at most the cap that it names."""
        found = self.uncapped(code)
        entry = self.entries.get(code)
        cap = None if entry is None else entry.cap
        if cap is None or found.value is None or found.value <= cap:
            return found
        return Figure(cap, Unit.SCORE)

    def uncapped(self, code: str) -> Figure:
        """Return the coefficient by the profile's scale, or the attainment without one."""
        entry = self.entries.get(code)
        if entry is None:
            reason = Message("“{code}” is not in the profile", code=code)
            return Figure(None, Unit.SCORE, reason=reason)
        if entry.scale is not None:
            return self.scaled(code, entry.scale)
        measured = self.attainment(code)
        return Figure(measured.value, Unit.SCORE, reason=measured.reason)

    def referred(self, reference: str) -> Figure:
        """Return what a formula reads as ``reference``: ``sales`` or ``sales.plan``."""
        code, _, figure = reference.partition(".")
        match figure:
            case "":
                return self.fact(code)
            case "plan":
                return self.plan(code)
            case _:
                return self.attainment(code)

    def is_reached(self, code: str) -> bool | None:
        """Return whether the plan of indicator ``code`` is reached, None without plan or fact."""
        indicator = self.rules.indicator(code)
        return attaining.is_reached(
            self.fact(code).value,
            self.plan(code).value,
            indicator.polarity,
            indicator.tolerance,
        )

    def scaled(self, code: str, scale_code: str) -> Figure:
        """Return what the scale gives for its measure of indicator ``code``."""
        scale = self.rules.scale(scale_code)
        measured = self.of(code, scale.measure)
        if measured.value is None:
            return Figure(None, Unit.SCORE, reason=measured.reason)
        value = scaling.coefficient(scale, measured.value)
        reason = outside(scale, measured.quantity) if value is None else None
        return Figure(value, Unit.SCORE, reason=reason)

    def planning(self, code: str) -> Planning:
        """Return what makes the plan: the one that names the subject, else the profile's own.

        In their first months of service employees have the plans of the entry's ramp, or the
        shares of the profile's where more is better; for a part of the period they have a part
        of the plan, if it is for something that grows with time.
        """
        entry, profile = self.entries.get(code), self.profile
        of_profile = None if entry is None else entry.plan
        if entry is None or profile is None:
            return Planning(self.plans.get(code), of_profile)
        there = self.attendance if code in self.rules.amounts else None
        return Planning(self.plans.get(code), of_profile, self._ramp(entry, profile), there)

    def measured(self, indicator: Indicator) -> Fact:
        """Return what was measured of an indicator that is no child of others."""
        fact = self.facts.get((self.subject.ref, indicator.code))
        if fact is None:
            return Fact(None, Message("“{indicator}” was not measured", indicator=indicator.name))
        if fact.value is not None and not is_computable(fact.value):
            reason = Message("“{name}” is too large or too small to compute", name=indicator.name)
            return Fact(None, reason, fact.parts)
        return fact

    def in_unit(self, value: Decimal | None, unit: Unit) -> Quantity:
        """Return ``value`` in ``unit``, money in the currency of the rules."""
        return Quantity(value, unit, self._currency(unit))

    def _fact(self, indicator: Indicator) -> Figure:
        formula = self.rules.formulas.get(indicator.code)
        if formula is not None:
            values = {name: self.referred(name).value for name in formula.references}
            found = formula.evaluate(values)
            return self._figure(indicator, found.value, found.reason)
        fact = self.measured(indicator)
        return self._figure(indicator, None if fact.value is None else +fact.value, fact.reason)

    def _plan(self, indicator: Indicator) -> Figure:
        value = self.planning(indicator.code).value
        if value is None:
            reason = Message("“{indicator}” has no plan", indicator=indicator.name)
            return self._figure(indicator, None, reason)
        return self._figure(indicator, +value)

    def _ramp(self, entry: ProfileEntry, profile: Profile) -> Ramp | None:
        month = self.month
        if month is None:
            return None
        if entry.ramp:
            is_new = month <= len(entry.ramp)
            return Ramp(month, value=entry.ramp[month - 1]) if is_new else None
        is_more = self.rules.indicator(entry.indicator).polarity is Polarity.MORE
        if is_more and month <= len(profile.ramp):
            return Ramp(month, share=profile.ramp[month - 1])
        return None

    def _attainment(self, indicator: Indicator) -> Figure:
        fact, plan = self.fact(indicator.code), self.plan(indicator.code)
        found = self._attained(indicator, fact, plan)
        return Figure(found.value, Unit.PERCENT, None, found.reason)

    def _attained(self, indicator: Indicator, fact: Figure, plan: Figure) -> Computed:
        if fact.value is None or plan.value is None:
            return Computed(None, fact.reason or plan.reason)
        entry = self.entries.get(indicator.code)
        return attaining.attainment(
            fact.value,
            plan.value,
            polarity=indicator.polarity,
            less_rule=indicator.less_rule,
            tolerance=indicator.tolerance,
            base=None if entry is None else entry.base,
        )

    def _figure(
        self, indicator: Indicator, value: Decimal | None, reason: Message | None = None
    ) -> Figure:
        return Figure(value, indicator.unit, self._currency(indicator.unit), reason)

    def _currency(self, unit: Unit) -> str | None:
        return self.rules.currency if unit is Unit.MONEY else None
