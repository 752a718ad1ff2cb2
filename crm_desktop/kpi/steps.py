"""How each figure of a subject came about, in words; made when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from crm_desktop.domain.filters import RelativeDay, conditions
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.scripts import ScriptChange
from crm_desktop.kpi.definition import Indicator, LessRule, Measure, Polarity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Carried, Fact, FactPart, RecordsQuery
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.plan_steps import plan_derivation
from crm_desktop.kpi.scale_words import coefficient_in_words
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.sentence import equation, joined, product, quotient
from crm_desktop.kpi.source import ScriptSource
from crm_desktop.texts import Message


def why(figures: Figures, code: str, measure: Measure) -> Derivation:
    """Return how the ``measure`` of indicator ``code`` came about."""
    return _once(figures, _STEPS[measure], code)


def why_plan(figures: Figures, code: str) -> Derivation:
    """Return where the plan of indicator ``code`` comes from."""
    return _once(figures, plan_derivation, code)


def why_referred(figures: Figures, reference: str) -> Derivation:
    """Return how what a formula reads as ``reference`` came about."""
    code, _, figure = reference.partition(".")
    if figure == "plan":
        return why_plan(figures, code)
    return why(figures, code, Measure.ATTAINMENT if figure else Measure.FACT)


def why_scaled(figures: Figures, code: str, scale: str, label: Message | str) -> Derivation:
    """Return how ``figures.scaled`` came about, under ``label``."""
    return _once(figures, _scaled, code, scale, label)


def capped(whole: Derivation, cap: Decimal) -> Derivation:
    """Return ``whole``, or how ``cap`` took its place where it is more."""
    if whole.value.value is None or whole.value.value <= cap:
        return whole
    limit = replace(whole.value, value=cap)
    sentence = Message("{value} is capped at {cap}", value=whole.value, cap=limit)
    return Derivation(whole.label, limit, sentence, (whole,), rule=whole.rule)


def _once(figures: Figures, make: Callable[..., Derivation], *args: object) -> Derivation:
    """Return the one derivation that ``make`` gives with ``args`` for these figures."""
    known = figures.steps.get((make, *args))
    if known is None:
        known = Derivation.later(partial(make, figures, *args))
        figures.steps[make, *args] = known
    return known


def _fact(figures: Figures, code: str) -> Derivation:
    change = figures.changed.values.get(code)
    if change is not None:
        return _changed(change, _fact(figures.counted, code), figures.fact(code).quantity)
    indicator, quantity = figures.rules.indicator(code), figures.fact(code).quantity
    if code in figures.rules.formulas:
        return _child(figures, indicator, quantity)
    fact = figures.measured(indicator)
    if isinstance(indicator.source, ScriptSource):
        return _by_script(figures, indicator, fact)
    parts = tuple(_part(figures, part) for part in fact.parts)
    is_one_sum = len(parts) == 1 and fact.parts[0].weight == 1 and fact.sentence is None
    sentence = fact.reason or fact.sentence
    if sentence is None:
        sentence = parts[0].sentence if is_one_sum else _made_of(fact, parts, quantity)
    return Derivation(
        label=indicator.name,
        value=quantity,
        sentence=sentence,
        inputs=parts[0].inputs if is_one_sum else parts,
        records=parts[0].records if is_one_sum else None,
        rule=indicator.version,
    )


def _changed(change: ScriptChange, whole: Derivation, value: Quantity) -> Derivation:
    """Return how a script put ``value`` in the place of what ``whole`` comes to."""
    sentence = Message(
        "changed by script from {before} to {after}, because {reason}",
        before=whole.value,
        after=value,
        reason=change.reason,
    )
    return Derivation(whole.label, value, sentence, (whole,))


def _by_script(figures: Figures, indicator: Indicator, fact: Fact) -> Derivation:
    """Return which script, in which version, made ``fact``, from what."""
    quantity = figures.in_unit(fact.value, indicator.unit)
    code = indicator.source.script if isinstance(indicator.source, ScriptSource) else ""
    script = figures.rules.scripts.get(code)
    made = Derivation(
        Message("Script “{script}”", script=code if script is None else script.name),
        quantity,
        fact.reason or fact.sentence,
        () if script is None else tuple(_read_by(figures, script)),
        rule=None if script is None else script.version,
    )
    sentence = fact.reason or Message("{value}, as the script worked out", value=quantity)
    return Derivation(indicator.name, quantity, sentence, (made,), rule=indicator.version)


def _read_by(figures: Figures, script: Script) -> Iterator[Derivation]:
    """Yield the figures that ``script`` asks for, and the records that it is given."""
    for code in script.reads:
        yield why(figures, code, Measure.FACT)
    for one in script.inputs:
        values = (value for each in conditions(one.where) for value in each.values)
        if any(isinstance(value, RelativeDay) for value in values):
            continue  # it depends on the day of the calculation, which figures do not know
        records = RecordsQuery(
            one.entity,
            one.dated_by,
            one.where,
            figures.subject.ref,
            figures.rules.period,
            window=one.window,
        )
        label = Message("Records “{name}”: {records}", name=one.name, records=one.entity)
        yield Derivation(label, Quantity(None), records=records)


def _child(figures: Figures, indicator: Indicator, quantity: Quantity) -> Derivation:
    formula = figures.rules.formulas[indicator.code]
    used = {name: figures.referred(name).quantity for name in formula.references}
    shown = formula.with_values(used)
    reason = figures.fact(indicator.code).reason
    return Derivation(
        label=indicator.name,
        value=quantity,
        sentence=reason or equation(formula.text, equation(shown, quantity)),
        inputs=tuple(why_referred(figures, name) for name in formula.references),
        rule=indicator.version,
    )


def _part(figures: Figures, part: FactPart) -> Derivation:
    if part.carried is not None:
        return _carried(figures, part, part.carried)
    period = figures.rules.period
    quantity = figures.in_unit(part.value, part.unit)
    sentence = part.sentence(period)
    records = part.records(figures.subject.ref, period)
    return Derivation(part.label, quantity, sentence, records=records)


def _carried(figures: Figures, part: FactPart, carried: Carried) -> Derivation:
    """Return how the sum of the period's end follows from that of today."""
    today = _part(figures, replace(part, value=carried.so_far, carried=None))
    quantity = figures.in_unit(part.value, part.unit)
    sentence = equation(_at_its_pace(today.value, carried), quantity)
    whole = part.value.to_integral_value(ROUND_HALF_UP)
    if part.unit is Unit.NUMBER and whole != part.value:
        sentence = Message("{equation}, about {whole}", equation=sentence, whole=Quantity(whole))
    return Derivation(part.label, quantity, sentence, (today,))


def _at_its_pace(today: Quantity, carried: Carried) -> Message:
    whole, worked = carried.working_days, carried.worked
    if carried.is_own:
        return Message(
            "{fact} × working days present {working_days}/{worked}",
            fact=today,
            working_days=whole,
            worked=worked,
        )
    return Message(
        "{fact} × working days {working_days}/{worked}",
        fact=today,
        working_days=whole,
        worked=worked,
    )


def _attainment(figures: Figures, code: str) -> Derivation:
    indicator, found = figures.rules.indicator(code), figures.attainment(code)
    in_figures = _attainment_in_figures(figures, indicator)
    return Derivation(
        label=Message("Attainment of {indicator}", indicator=indicator.name),
        value=found.quantity,
        sentence=found.reason or equation(in_figures, found.quantity),
        inputs=(why(figures, code, Measure.FACT), why_plan(figures, code)),
    )


def _coefficient(figures: Figures, code: str) -> Derivation:
    entry, name = figures.entries.get(code), figures.rules.indicator(code).name
    label = Message("Coefficient of {indicator}", indicator=name)
    if entry is None or figures.profile is None:
        found = figures.coefficient(code)
        return Derivation(label, found.quantity, found.reason)
    change = figures.changed.coefficients.get(code)
    if change is not None:
        whole = _coefficient(figures.counted, code)
        return _changed(change, whole, figures.coefficient(code).quantity)
    value, reason = figures.uncapped(entry)
    if entry.scale is not None:
        whole = _scaled(figures, code, entry.scale, label)
    else:
        sentence = reason or Message(
            "without a scale the coefficient is the attainment {value}",
            value=figures.attainment(code).quantity,
        )
        inputs = (why(figures, code, Measure.ATTAINMENT),)
        quantity = Quantity(value, Unit.SCORE)
        whole = Derivation(label, quantity, sentence, inputs, rule=figures.profile.version)
    return whole if entry.cap is None else capped(whole, entry.cap)


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


def _made_of(fact: Fact, parts: tuple[Derivation, ...], value: Quantity) -> Message:
    """Return the equation of a fact: weighted parts, of which the later ones divide."""
    if not parts:
        return Message("given from outside")
    is_weighted = any(part.weight != 1 for part in fact.parts)
    terms: list[object] = [
        product(told.value, Quantity(part.weight)) if is_weighted else told.value
        for told, part in zip(parts, fact.parts, strict=True)
    ]
    if fact.dividends is None:
        return equation(_sum(terms), value)
    dividend, divisor = terms[: fact.dividends], terms[fact.dividends :]
    return equation(quotient(_factor(dividend), _factor(divisor)), value)


def _sum(terms: Sequence[object]) -> object:
    return terms[0] if len(terms) == 1 else joined("+", terms)


def _factor(terms: Sequence[object]) -> object:
    """Return the sum of ``terms`` as a part of a quotient."""
    if len(terms) == 1 and not isinstance(terms[0], Message):
        return terms[0]
    return Message.of("({sum})", None, {"sum": _sum(terms)})


def _attainment_in_figures(figures: Figures, indicator: Indicator) -> Message:
    fact, plan = figures.fact(indicator.code).quantity, figures.plan(indicator.code).quantity
    entry = figures.entries.get(indicator.code)
    if indicator.polarity is Polarity.CORRIDOR:
        return _corridor_in_figures(figures, indicator)
    if entry is not None and entry.base is not None:
        values = {"fact": fact, "plan": plan, "base": replace(plan, value=entry.base)}
        template = "({fact} \N{MINUS SIGN} {base}) ÷ ({plan} \N{MINUS SIGN} {base})"
        return Message.of(template, None, values)
    if indicator.polarity is Polarity.MORE:
        return quotient(fact, plan)
    if indicator.less_rule is LessRule.PLAN_OVER_FACT:
        return quotient(plan, fact)
    ratio = quotient(fact, plan)
    return Message.of("2 \N{MINUS SIGN} {ratio}", None, {"ratio": ratio})


def _corridor_in_figures(figures: Figures, indicator: Indicator) -> Message:
    values = {
        "fact": figures.fact(indicator.code).quantity,
        "plan": figures.plan(indicator.code).quantity,
        "tolerance": Quantity(indicator.tolerance, Unit.PERCENT),
    }
    if figures.attainment(indicator.code).value == 1:
        return Message("{fact} is within {plan} ± {tolerance}, so attainment", **values)
    template = (
        "1 \N{MINUS SIGN} (|{fact} \N{MINUS SIGN} {plan}| \N{MINUS SIGN} {plan} × {tolerance})"
        " ÷ {plan}"
    )
    return Message.of(template, None, values)
