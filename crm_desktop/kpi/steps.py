"""How each figure of a subject came about, in words; made when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP
from functools import partial

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import ALWAYS, Indicator, LessRule, Measure, Polarity, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Carried, FactPart
from crm_desktop.kpi.figures import Figure, Figures
from crm_desktop.kpi.scale_words import coefficient_in_words
from crm_desktop.kpi.sentence import equation, quotient
from crm_desktop.texts import Message


def why(figures: Figures, code: str, measure: Measure) -> Derivation:
    """Return how the ``measure`` of indicator ``code`` came about."""
    return _once(figures, _STEPS[measure], code)


def why_plan(figures: Figures, code: str) -> Derivation:
    """Return where the plan of indicator ``code`` comes from."""
    return _once(figures, _plan, code)


def why_scaled(figures: Figures, code: str, scale: str, label: Message | str) -> Derivation:
    """Return how ``figures.scaled`` came about, under ``label``."""
    return _once(figures, _scaled, code, scale, label)


def _once(figures: Figures, make: Callable[..., Derivation], *args: object) -> Derivation:
    """Return the one derivation that ``make`` gives with ``args`` for these figures."""
    known = figures.steps.get((make, *args))
    if known is None:
        known = Derivation.later(partial(make, figures, *args))
        figures.steps[make, *args] = known
    return known


def _fact(figures: Figures, code: str) -> Derivation:
    indicator, quantity = figures.rules.indicator(code), figures.fact(code).quantity
    if code in figures.rules.formulas:
        return _child(figures, indicator, quantity)
    fact = figures.measured(indicator)
    parts = tuple(_part(figures, part) for part in fact.parts)
    is_one_sum = len(parts) == 1
    return Derivation(
        label=indicator.name,
        value=quantity,
        sentence=fact.reason or _fact_sentence(parts, quantity),
        inputs=parts[0].inputs if is_one_sum else parts,
        records=parts[0].records if is_one_sum else None,
        rule=indicator.version,
    )


def _child(figures: Figures, indicator: Indicator, quantity: Quantity) -> Derivation:
    formula = figures.rules.formulas[indicator.code]
    used = {name: figures.fact(name).quantity for name in formula.names}
    shown = formula.with_values(used)
    reason = figures.fact(indicator.code).reason
    return Derivation(
        label=indicator.name,
        value=quantity,
        sentence=reason or equation(formula.text, equation(shown, quantity)),
        inputs=tuple(why(figures, name, Measure.FACT) for name in formula.names),
        rule=indicator.version,
    )


def _part(figures: Figures, part: FactPart) -> Derivation:
    if part.carried is not None:
        return _carried(figures, part, part.carried)
    period = figures.rules.period
    quantity = figures.in_unit(part.value, part.unit)
    sentence = Message("{what}, {period}", what=part.label, period=period)
    records = part.records(figures.subject.ref, period)
    return Derivation(part.label, quantity, sentence, records=records)


def _carried(figures: Figures, part: FactPart, carried: Carried) -> Derivation:
    """Return how the sum of the period's end follows from that of today."""
    today = _part(figures, replace(part, value=carried.so_far, carried=None))
    quantity = figures.in_unit(part.value, part.unit)
    at_its_pace = Message(
        "{fact} × working days {working_days}/{worked}",
        fact=today.value,
        working_days=carried.working_days,
        worked=carried.worked,
    )
    sentence = equation(at_its_pace, quantity)
    whole = part.value.to_integral_value(ROUND_HALF_UP)
    if part.unit is Unit.NUMBER and whole != part.value:
        sentence = Message("{equation}, about {whole}", equation=sentence, whole=Quantity(whole))
    return Derivation(part.label, quantity, sentence, (today,))


def _plan(figures: Figures, code: str) -> Derivation:
    name, found = figures.rules.indicator(code).name, figures.plan(code)
    label = Message("Plan of {indicator}", indicator=name)
    plan = figures.rules.plans.get((code, figures.subject.ref))
    if plan is not None:
        rule = Version(plan.valid_from)
        return Derivation(label, found.quantity, _set_by_plan(figures, rule), rule=rule)
    if figures.profile is None or found.value is None:
        return Derivation(label, found.quantity, found.reason)
    sentence = Message("set in the profile “{profile}”", profile=figures.profile.name)
    return Derivation(label, found.quantity, sentence, rule=figures.profile.version)


def _attainment(figures: Figures, code: str) -> Derivation:
    indicator, found = figures.rules.indicator(code), figures.attainment(code)
    in_figures = _attainment_in_figures(indicator, figures.fact(code), figures.plan(code))
    return Derivation(
        label=Message("Attainment of {indicator}", indicator=indicator.name),
        value=found.quantity,
        sentence=found.reason or equation(in_figures, found.quantity),
        inputs=(why(figures, code, Measure.FACT), why_plan(figures, code)),
    )


def _coefficient(figures: Figures, code: str) -> Derivation:
    entry, name = figures.entry(code), figures.rules.indicator(code).name
    label = Message("Coefficient of {indicator}", indicator=name)
    found = figures.coefficient(code)
    if entry is None or figures.profile is None:
        return Derivation(label, found.quantity, found.reason)
    if entry.scale is not None:
        return _scaled(figures, code, entry.scale, label)
    sentence = found.reason or Message(
        "without a scale the coefficient is the attainment {value}",
        value=figures.attainment(code).quantity,
    )
    inputs = (why(figures, code, Measure.ATTAINMENT),)
    return Derivation(label, found.quantity, sentence, inputs, rule=figures.profile.version)


def _scaled(figures: Figures, code: str, scale_code: str, label: Message | str) -> Derivation:
    scale, found = figures.rules.scale(scale_code), figures.scaled(code, scale_code)
    measured = figures.of(code, scale.measure)
    sentence = found.reason or coefficient_in_words(scale, measured.quantity, found.quantity)
    inputs = [why(figures, code, scale.measure)]
    if scale.measure is Measure.FACT and figures.plan(code).value is not None:
        inputs.append(why(figures, code, Measure.ATTAINMENT))
    return Derivation(label, found.quantity, sentence, tuple(inputs), rule=scale.version)


_STEPS: Mapping[Measure, Callable[[Figures, str], Derivation]] = {
    Measure.FACT: _fact,
    Measure.ATTAINMENT: _attainment,
    Measure.COEFFICIENT: _coefficient,
}


def _set_by_plan(figures: Figures, rule: Version) -> Message:
    subject = figures.subject.name
    if rule.valid_from == ALWAYS:
        return Message("set for {subject}", subject=subject)
    return Message("set for {subject} from {day} on", subject=subject, day=rule.valid_from)


def _fact_sentence(parts: tuple[Derivation, ...], value: Quantity) -> Message | None:
    if not parts:
        return Message("given from outside")
    if len(parts) == 1:
        return parts[0].sentence
    return equation(quotient(parts[0].value, parts[1].value), value)


def _attainment_in_figures(indicator: Indicator, fact: Figure, plan: Figure) -> Message:
    if indicator.polarity is Polarity.MORE:
        return quotient(fact.quantity, plan.quantity)
    if indicator.less_rule is LessRule.PLAN_OVER_FACT:
        return quotient(plan.quantity, fact.quantity)
    ratio = quotient(fact.quantity, plan.quantity)
    return Message.of("2 \N{MINUS SIGN} {ratio}", None, {"ratio": ratio})
