"""The figures of one subject: fact, plan, attainment and coefficient of each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.people import Subject
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi import attainment as attaining
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.computed import LARGEST_EXPONENT, Computed
from crm_desktop.kpi.definition import (
    Indicator,
    Measure,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
)
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.overriding import NO_OVERRIDES, Overrides
from crm_desktop.kpi.plans import PlanInForce, Planning, Ramp
from crm_desktop.kpi.proration import Attendance, attendance, month_of_service
from crm_desktop.kpi.rollup import Measured
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


class Line(NamedTuple):
    """What an indicator comes to before any scale; ``reason`` is that of no attainment."""

    indicator: Indicator
    fact: Decimal | None
    plan: Decimal | None
    attainment: Decimal | None
    fact_reason: Message | None = None
    reason: Message | None = None

    @property
    def is_reached(self) -> bool | None:
        """Return whether the plan is reached, None without plan or fact."""
        if self.attainment is not None:
            return self.attainment >= 1
        found = self.indicator
        return attaining.is_reached(self.fact, self.plan, found.polarity, found.tolerance)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of ``subject``, computed when first asked for; ``kpi.steps`` tells how.

    ``entries`` are those of its profile and ``plans`` those that name the subject, by indicator;
    ``month`` is the one of service and ``attendance`` None where nothing of the period is missing.
    ``changed`` holds what a script put in the place of facts and coefficients.
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
    changed: Overrides = NO_OVERRIDES
    steps: dict[object, Derivation] = field(default_factory=dict, compare=False, repr=False)
    _lines: dict[str, Line] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of_subject(
        cls,
        rules: Rulebook,
        subject: Subject,
        facts: Facts,
        changed: Overrides = NO_OVERRIDES,
    ) -> Figures:
        """Return the figures of ``subject`` by the profile that names it most closely."""
        profile, period, presence = rules.profile_of(subject), rules.period, subject.presence
        plans = rules.plans.get(subject.ref, {})
        if profile is None:
            return cls(rules, subject, facts, None, {}, plans, changed=changed)
        entries = rules.entries[profile.code]
        found = attendance(profile.proration, period, presence, rules.calendar)
        return cls(
            rules,
            subject,
            facts,
            profile,
            entries,
            plans,
            month_of_service(presence, period),
            None if found.there == found.whole else found,
            changed,
        )

    def by(self, facts: Facts) -> Figures:
        """Return the figures that other ``facts`` of the same period make."""
        return Figures(  # by position: a trial has thousands
            self.rules,
            self.subject,
            facts,
            self.profile,
            self.entries,
            self.plans,
            self.month,
            self.attendance,
            self.changed,
        )

    @property
    def counted(self) -> Figures:
        """The same figures as if no script had changed them."""
        return replace(self, changed=NO_OVERRIDES, steps={}, _lines={})

    @property
    def is_usual(self) -> bool:
        """Return whether the plans of the profile hold as they stand."""
        return self.month is None and self.attendance is None

    def line(self, code: str) -> Line:
        """Return fact, plan and attainment of indicator ``code``."""
        known = self._lines.get(code)
        if known is None:
            known = self._lines[code] = self._line(code)
        return known

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
        line = self.line(code)
        return self._figure(line.indicator, line.fact, line.fact_reason)

    def number(self, code: str) -> Decimal | None:
        """Return the value of ``fact``; what records add up to is read as it was counted."""
        self.rules.indicator(code)
        facts = self.facts
        source = facts.of_records.get(code) if isinstance(facts, Measured) else None
        if code in self.changed.values:
            source = None
        return self.line(code).fact if source is None else source.number(self.subject.ref)

    def plan(self, code: str) -> Figure:
        """Return the plan that ``planning`` makes."""
        line = self.line(code)
        reason = _no_plan(line.indicator) if line.plan is None else None
        return self._figure(line.indicator, line.plan, reason)

    def attainment(self, code: str) -> Figure:
        line = self.line(code)
        return Figure(line.attainment, Unit.PERCENT, None, line.reason)

    def coefficient(self, code: str) -> Figure:
        """Return the coefficient by the profile, at most the cap that it names."""
        entry = self.entries.get(code)
        if entry is None:
            reason = Message("“{code}” is not in the profile", code=code)
            return Figure(None, Unit.SCORE, None, reason)
        found = self.uncapped(entry)
        return Figure(entry.capped(found.value), Unit.SCORE, None, found.reason)

    def uncapped(self, entry: ProfileEntry) -> Computed:
        """Return the coefficient by the scale of ``entry``, or the attainment without one."""
        change = self.changed.coefficients.get(entry.indicator)
        if change is not None:
            return Computed(change.after)
        if entry.scale is not None:
            return self._scaled(entry.indicator, self.rules.scale(entry.scale))
        line = self.line(entry.indicator)
        return Computed(line.attainment, line.reason)

    def scaled(self, code: str, scale_code: str) -> Figure:
        """Return what the scale gives for its measure of indicator ``code``.

        A coefficient by the scale of the profile that a script changed is the one that it set.
        """
        change, entry = self.changed.coefficients.get(code), self.entries.get(code)
        if change is not None and entry is not None and entry.scale == scale_code:
            return Figure(change.after, Unit.SCORE)
        value, reason = self._scaled(code, self.rules.scale(scale_code))
        return Figure(value, Unit.SCORE, None, reason)

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

    def planning(self, code: str) -> Planning:
        """Return what makes the plan: the one that names the subject, else the profile's own.

        In their first months of service employees have the plans of the entry's ramp, or the
        shares of the profile's where more is better; for a part of the period they have a part
        of the plan, if it is for something that grows with time.
        """
        entry, set_for = self.entries.get(code), self.plans.get(code)
        if entry is None:
            return Planning(set_for, None)
        ramp = None if self.month is None else self._ramp(entry, self.month)
        there = self.attendance if code in self.rules.amounts else None
        return Planning(set_for, entry.plan, ramp, there)

    def planned(self, code: str, entry: ProfileEntry | None) -> Decimal | None:
        """Return what ``planning`` comes to; ``entry`` is that of the profile."""
        if entry is not None and self.is_usual and code not in self.plans:
            return entry.plan
        return self.planning(code).value

    def measured(self, indicator: Indicator) -> Fact:
        """Return what was measured of an indicator that is no child of others."""
        fact = self.facts.get((self.subject.ref, indicator.code))
        if fact is None:
            return Fact(None, Message("“{indicator}” was not measured", indicator=indicator.name))
        value = fact.value
        if value is None or (value.is_finite() and abs(value.adjusted()) <= LARGEST_EXPONENT):
            return fact
        reason = Message("“{name}” is too large or too small to compute", name=indicator.name)
        return Fact(None, reason, fact.parts)

    def in_unit(self, value: Decimal | None, unit: Unit) -> Quantity:
        """Return ``value`` in ``unit``, money in the currency of the rules."""
        return Quantity(value, unit, self.rules.currency if unit is _MONEY else None)

    def _line(self, code: str) -> Line:
        indicator, entry = self.rules.indicator(code), self.entries.get(code)
        fact, missing = self._measure(indicator)
        plan = self.planned(code, entry)
        if plan is None or fact is None:
            return Line(indicator, fact, plan, None, missing, missing or _no_plan(indicator))
        plan = +plan
        attained, reason = attaining.attainment(
            fact,
            plan,
            polarity=indicator.polarity,
            less_rule=indicator.less_rule,
            tolerance=indicator.tolerance,
            base=None if entry is None else entry.base,
        )
        return Line(indicator, fact, plan, attained, None, reason)

    def _measure(self, indicator: Indicator) -> tuple[Decimal | None, Message | None]:
        change = self.changed.values.get(indicator.code)
        if change is not None:
            return +change.after, None
        formula = self.rules.formulas.get(indicator.code)
        if formula is not None:
            values: dict[str, Decimal | None] = {}
            for reference in formula.references:  # no comprehension: chains of formulas go deep
                values[reference] = self._value(reference)
            return formula.evaluate(values)
        fact = self.measured(indicator)
        return None if fact.value is None else +fact.value, fact.reason

    def _value(self, reference: str) -> Decimal | None:
        code, _, figure = reference.partition(".")
        line = self.line(code)
        if not figure:
            return line.fact
        return line.plan if figure == "plan" else line.attainment

    def _scaled(self, code: str, scale: Scale) -> Computed:
        if scale.measure is _ATTAINMENT:
            line = self.line(code)
            measured, reason = line.attainment, line.reason
        else:
            measured, _, _, reason = self.of(code, scale.measure)
        if measured is None:
            return Computed(None, reason)
        value = scaling.coefficient(scale, measured)
        if value is None:
            return Computed(None, outside(scale, self.of(code, scale.measure).quantity))
        return Computed(value)

    def _ramp(self, entry: ProfileEntry, month: int) -> Ramp | None:
        if entry.ramp:
            is_new = month <= len(entry.ramp)
            return Ramp(month, value=entry.ramp[month - 1]) if is_new else None
        shares = self.profile.ramp if self.profile is not None else ()
        is_more = self.rules.indicator(entry.indicator).polarity is Polarity.MORE
        return Ramp(month, share=shares[month - 1]) if is_more and month <= len(shares) else None

    def _figure(
        self, indicator: Indicator, value: Decimal | None, reason: Message | None
    ) -> Figure:
        unit = indicator.unit
        return Figure(value, unit, self.rules.currency if unit is _MONEY else None, reason)


_MONEY, _ATTAINMENT = Unit.MONEY, Measure.ATTAINMENT


def _no_plan(indicator: Indicator) -> Message:
    return Message("“{indicator}” has no plan", indicator=indicator.name)
