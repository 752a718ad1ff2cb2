"""The figures of one subject: fact, plan, attainment, coefficient, each with its derivation."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from crm_desktop.domain.people import Subject
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi import attainment as attaining
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.computed import Computed, is_computable
from crm_desktop.kpi.definition import (
    ALWAYS,
    Indicator,
    LessRule,
    Measure,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
    Version,
)
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Fact, FactPart, Facts
from crm_desktop.kpi.rulebook import Rulebook
from crm_desktop.kpi.scale_words import coefficient_in_words, outside
from crm_desktop.kpi.sentence import equation, quotient
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was computed, or the ``reason`` why not, and how."""

    derivation: Derivation
    reason: Message | None = None

    @property
    def value(self) -> Decimal | None:
        return self.derivation.value.value

    @property
    def quantity(self) -> Quantity:
        return self.derivation.value


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of ``subject``, computed when first asked for."""

    rules: Rulebook
    subject: Subject
    facts: Facts
    profile: Profile | None
    _known: dict[tuple[str, str], Figure] = field(default_factory=dict, compare=False, repr=False)

    def of(self, code: str, measure: Measure) -> Figure:
        """Return the ``measure`` of indicator ``code``.

        Raises:
            NotFoundError: there is no such indicator or scale.

        """
        match measure:
            case Measure.FACT:
                return self.fact(code)
            case Measure.ATTAINMENT:
                return self.attainment(code)
            case Measure.COEFFICIENT:
                return self.coefficient(code)

    def fact(self, code: str) -> Figure:
        known = self._known.get((code, "fact"))
        if known is None:
            known = self._known[code, "fact"] = self._fact(self.rules.indicator(code))
        return known

    def plan(self, code: str) -> Figure:
        """Return the plan that names the subject, else the profile's own."""
        known = self._known.get((code, "plan"))
        if known is None:
            known = self._known[code, "plan"] = self._plan(self.rules.indicator(code))
        return known

    def attainment(self, code: str) -> Figure:
        known = self._known.get((code, "attainment"))
        if known is None:
            known = self._known[code, "attainment"] = self._attainment(self.rules.indicator(code))
        return known

    def coefficient(self, code: str) -> Figure:
        """Return the coefficient by the profile's scale, or the attainment without one."""
        entry = self.entry(code)
        label = Message("Coefficient of {indicator}", indicator=self.rules.indicator(code).name)
        if entry is None or self.profile is None:
            reason = Message("“{code}” is not in the profile", code=code)
            return Figure(Derivation(label, Quantity(None, Unit.SCORE), reason), reason)
        if entry.scale is not None:
            return self.scaled(code, entry.scale, label)
        measured = self.attainment(code)
        sentence = measured.reason or Message(
            "without a scale the coefficient is the attainment {value}", value=measured.quantity
        )
        quantity = Quantity(measured.value, Unit.SCORE)
        rule = self.profile.version
        derivation = Derivation(label, quantity, sentence, (measured.derivation,), rule=rule)
        return Figure(derivation, measured.reason)

    def scaled(self, code: str, scale_code: str, label: Message | str) -> Figure:
        """Return what the scale gives for its measure of indicator ``code``."""
        scale = self.rules.scale(scale_code)
        measured = self.of(code, scale.measure)
        found = _on_scale(scale, measured)
        quantity = Quantity(found.value, Unit.SCORE)
        sentence = found.reason or coefficient_in_words(scale, measured.quantity, quantity)
        inputs = [measured.derivation]
        if scale.measure is Measure.FACT and self.plan(code).value is not None:
            inputs.append(self.attainment(code).derivation)
        derivation = Derivation(label, quantity, sentence, tuple(inputs), rule=scale.version)
        return Figure(derivation, found.reason)

    def entry(self, code: str) -> ProfileEntry | None:
        """Return the entry of indicator ``code`` in the profile, or None."""
        entries = self.profile.entries if self.profile else ()
        return next((entry for entry in entries if entry.indicator == code), None)

    def _fact(self, indicator: Indicator) -> Figure:
        if indicator.code in self.rules.formulas:
            return self._child(indicator)
        fact = self.facts.get((self.subject.ref, indicator.code)) or Fact(
            None, Message("“{indicator}” was not measured", indicator=indicator.name)
        )
        if fact.value is not None and not is_computable(fact.value):
            reason = Message("“{name}” is too large or too small to compute", name=indicator.name)
            fact = Fact(None, reason, fact.parts)
        quantity = self._quantity(indicator, None if fact.value is None else +fact.value)
        parts = tuple(self._part(part) for part in fact.parts)
        sentence = fact.reason or _fact_sentence(parts, quantity)
        is_one_sum = len(parts) == 1
        derivation = Derivation(
            label=indicator.name,
            value=quantity,
            sentence=sentence,
            inputs=() if is_one_sum else parts,
            records=parts[0].records if is_one_sum else None,
            rule=indicator.version,
        )
        return Figure(derivation, fact.reason)

    def _child(self, indicator: Indicator) -> Figure:
        formula = self.rules.formulas[indicator.code]
        inputs = {name: self.fact(name) for name in formula.names}
        found = formula.evaluate({name: figure.value for name, figure in inputs.items()})
        quantity = self._quantity(indicator, found.value)
        shown = formula.with_values({name: figure.quantity for name, figure in inputs.items()})
        derivation = Derivation(
            label=indicator.name,
            value=quantity,
            sentence=found.reason or equation(formula.text, equation(shown, quantity)),
            inputs=tuple(figure.derivation for figure in inputs.values()),
            rule=indicator.version,
        )
        return Figure(derivation, found.reason)

    def _part(self, part: FactPart) -> Derivation:
        quantity = self._in_unit(part.value, part.unit)
        sentence = Message("{what}, {period}", what=part.label, period=part.records.period)
        return Derivation(part.label, quantity, sentence, records=part.records)

    def _plan(self, indicator: Indicator) -> Figure:
        label = Message("Plan of {indicator}", indicator=indicator.name)
        plan = self.rules.plans.get((indicator.code, self.subject.ref))
        entry = self.entry(indicator.code)
        if plan is not None:
            quantity, rule = self._quantity(indicator, plan.value), Version(plan.valid_from)
            return Figure(Derivation(label, quantity, self._set_by_plan(rule), rule=rule))
        if self.profile is None or entry is None or entry.plan is None:
            reason = Message("“{indicator}” has no plan", indicator=indicator.name)
            return Figure(Derivation(label, self._quantity(indicator, None), reason), reason)
        sentence = Message("set in the profile “{profile}”", profile=self.profile.name)
        quantity = self._quantity(indicator, entry.plan)
        return Figure(Derivation(label, quantity, sentence, rule=self.profile.version))

    def _attainment(self, indicator: Indicator) -> Figure:
        fact, plan = self.fact(indicator.code), self.plan(indicator.code)
        found = _attained(indicator, fact, plan)
        quantity = Quantity(found.value, Unit.PERCENT)
        derivation = Derivation(
            label=Message("Attainment of {indicator}", indicator=indicator.name),
            value=quantity,
            sentence=found.reason
            or equation(_attainment_in_figures(indicator, fact, plan), quantity),
            inputs=(fact.derivation, plan.derivation),
        )
        return Figure(derivation, found.reason)

    def _set_by_plan(self, rule: Version) -> Message:
        if rule.valid_from == ALWAYS:
            return Message("set for {subject}", subject=self.subject.name)
        return Message(
            "set for {subject} from {day} on", subject=self.subject.name, day=rule.valid_from
        )

    def _quantity(self, indicator: Indicator, value: Decimal | None) -> Quantity:
        return self._in_unit(value, indicator.unit)

    def _in_unit(self, value: Decimal | None, unit: Unit) -> Quantity:
        return Quantity(value, unit, self.rules.currency if unit is Unit.MONEY else None)


def _fact_sentence(parts: tuple[Derivation, ...], value: Quantity) -> Message | None:
    if not parts:
        return Message("given from outside")
    if len(parts) == 1:
        return parts[0].sentence
    return equation(quotient(parts[0].value, parts[1].value), value)


def _attained(indicator: Indicator, fact: Figure, plan: Figure) -> Computed:
    if fact.value is None or plan.value is None:
        return Computed(None, fact.reason or plan.reason)
    return attaining.attainment(
        fact.value, plan.value, polarity=indicator.polarity, less_rule=indicator.less_rule
    )


def _attainment_in_figures(indicator: Indicator, fact: Figure, plan: Figure) -> Message:
    if indicator.polarity is Polarity.MORE:
        return quotient(fact.quantity, plan.quantity)
    if indicator.less_rule is LessRule.PLAN_OVER_FACT:
        return quotient(plan.quantity, fact.quantity)
    ratio = quotient(fact.quantity, plan.quantity)
    return Message.of("2 \N{MINUS SIGN} {ratio}", None, {"ratio": ratio})


def _on_scale(scale: Scale, measured: Figure) -> Computed:
    if measured.value is None:
        return Computed(None, measured.reason)
    value = scaling.coefficient(scale, measured.value)
    if value is None:
        return Computed(None, outside(scale, measured.quantity))
    return Computed(value)
