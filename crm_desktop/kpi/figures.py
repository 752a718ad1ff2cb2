"""The figures of one subject: fact, plan, attainment and coefficient of each indicator."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from crm_desktop.domain.people import Subject
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi import attainment as attaining
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.computed import Computed, is_computable
from crm_desktop.kpi.definition import Indicator, Measure, Profile, ProfileEntry
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.rulebook import Rulebook
from crm_desktop.kpi.scale_words import outside
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Figure:
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

    ``steps`` holds what it told, so that figures made of the same ones share their derivations.
    All raise ``NotFoundError`` where there is no such indicator or scale.
    """

    rules: Rulebook
    subject: Subject
    facts: Facts
    profile: Profile | None
    steps: dict[object, Derivation] = field(default_factory=dict, compare=False, repr=False)
    _facts: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)
    _plans: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)
    _attainments: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)

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
        """Return the plan that names the subject, else the profile's own."""
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
        """Return the coefficient by the profile's scale, or the attainment without one."""
        entry = self.entry(code)
        if entry is None:
            reason = Message("“{code}” is not in the profile", code=code)
            return Figure(None, Unit.SCORE, reason=reason)
        if entry.scale is not None:
            return self.scaled(code, entry.scale)
        measured = self.attainment(code)
        return Figure(measured.value, Unit.SCORE, reason=measured.reason)

    def scaled(self, code: str, scale_code: str) -> Figure:
        """Return what the scale gives for its measure of indicator ``code``."""
        scale = self.rules.scale(scale_code)
        measured = self.of(code, scale.measure)
        if measured.value is None:
            return Figure(None, Unit.SCORE, reason=measured.reason)
        value = scaling.coefficient(scale, measured.value)
        reason = outside(scale, measured.quantity) if value is None else None
        return Figure(value, Unit.SCORE, reason=reason)

    def entry(self, code: str) -> ProfileEntry | None:
        """Return the entry of indicator ``code`` in the profile, or None."""
        for entry in self.profile.entries if self.profile else ():
            if entry.indicator == code:
                return entry
        return None

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
            found = formula.evaluate({name: self.fact(name).value for name in formula.names})
            return self._figure(indicator, found.value, found.reason)
        fact = self.measured(indicator)
        return self._figure(indicator, None if fact.value is None else +fact.value, fact.reason)

    def _plan(self, indicator: Indicator) -> Figure:
        plan = self.rules.plans.get((indicator.code, self.subject.ref))
        if plan is not None:
            return self._figure(indicator, plan.value)
        entry = self.entry(indicator.code)
        if entry is None or entry.plan is None:
            reason = Message("“{indicator}” has no plan", indicator=indicator.name)
            return self._figure(indicator, None, reason)
        return self._figure(indicator, entry.plan)

    def _attainment(self, indicator: Indicator) -> Figure:
        found = _attained(indicator, self.fact(indicator.code), self.plan(indicator.code))
        return Figure(found.value, Unit.PERCENT, reason=found.reason)

    def _figure(
        self, indicator: Indicator, value: Decimal | None, reason: Message | None = None
    ) -> Figure:
        return Figure(value, indicator.unit, self._currency(indicator.unit), reason)

    def _currency(self, unit: Unit) -> str | None:
        return self.rules.currency if unit is Unit.MONEY else None


def _attained(indicator: Indicator, fact: Figure, plan: Figure) -> Computed:
    if fact.value is None or plan.value is None:
        return Computed(None, fact.reason or plan.reason)
    return attaining.attainment(
        fact.value, plan.value, polarity=indicator.polarity, less_rule=indicator.less_rule
    )
