"""How a plan came about: who set it, what was blended, a newcomer's ramp, and attendance."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import ALWAYS, Plan, Proration, Split, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.plans import Planning, PlanPart, Ramp
from crm_desktop.kpi.proration import Attendance, attended
from crm_desktop.kpi.sentence import equation, joined, product
from crm_desktop.texts import Message


def plan_derivation(figures: Figures, code: str) -> Derivation:
    """Return where the plan of indicator ``code`` comes from, each step an input of the next."""
    planning = figures.planning(code)
    found = _usual(figures, code, planning)
    if planning.ramp is not None:
        found = _ramped(figures, found, planning.ramp)
    if planning.attendance is not None and planning.adapted is not None:
        found = _attended(figures, found, planning.attendance, planning.value)
    return found


def _usual(figures: Figures, code: str, planning: Planning) -> Derivation:
    name, unit = figures.rules.indicator(code).name, figures.rules.indicator(code).unit
    label = Message("Plan of {indicator}", indicator=name)
    quantity = figures.in_unit(planning.usual, unit)
    if planning.set_for is None:
        return _of_profile(figures, label, quantity)
    parts = planning.set_for.parts
    if not parts:
        return _set_for(figures, label, planning.set_for.plan, quantity)
    whole = figures.in_unit(planning.of_profile, unit)
    inputs = tuple(
        _of_profile(figures, label, whole)
        if part.plan is None
        else _set_for(figures, label, part.plan, figures.in_unit(part.plan.value, unit))
        for part in parts
    )
    terms = [product(told.value, _share(part)) for part, told in zip(parts, inputs, strict=True)]
    sentence = Message(
        "{equation} (parts of the period by {split})",
        equation=equation(joined("+", terms), quantity),
        split=_SPLITS[planning.set_for.plan.split or Split.DAYS],
    )
    return Derivation(label, quantity, sentence, inputs)


_SPLITS = {
    Split.DAYS: Message("days"),
    Split.WORKING_DAYS: Message("working days"),
    Split.MONTHS: Message("months"),
}


def _share(part: PlanPart) -> Message:
    return Message.of("{held}/{whole}", None, {"held": part.held, "whole": part.whole})


def _of_profile(figures: Figures, label: Message, quantity: Quantity) -> Derivation:
    if figures.profile is None or quantity.value is None:
        return Derivation(label, quantity, Message("no plan is set"))
    sentence = Message("set in the profile “{profile}”", profile=figures.profile.name)
    return Derivation(label, quantity, sentence, rule=figures.profile.version)


def _set_for(figures: Figures, label: Message, plan: Plan, quantity: Quantity) -> Derivation:
    rule, subject = Version(plan.valid_from), figures.subject.name
    sentence = Message("set for {subject} from {day} on", subject=subject, day=plan.valid_from)
    if plan.until is not None:
        days = figures.rules.period
        sentence = Message("set for {subject}, {period}", subject=subject, period=days)
    elif plan.valid_from == ALWAYS:
        sentence = Message("set for {subject}", subject=subject)
    if plan.note:
        sentence = Message("{sentence}: {note}", sentence=sentence, note=plan.note)
    return Derivation(label, quantity, sentence, rule=rule)


def _ramped(figures: Figures, usual: Derivation, ramp: Ramp) -> Derivation:
    rule = None if figures.profile is None else figures.profile.version
    if ramp.share is None:
        quantity = Quantity(ramp.value, usual.value.unit, usual.value.currency)
        sentence = Message("set for month {month} of service", month=ramp.month)
        return Derivation(usual.label, quantity, sentence, rule=rule)
    value = None if usual.value.value is None else usual.value.value * ramp.share
    quantity = Quantity(value, usual.value.unit, usual.value.currency)
    sentence = Message(
        "{equation}, the share of month {month} of service",
        equation=equation(product(usual.value, Quantity(ramp.share, Unit.PERCENT)), quantity),
        month=ramp.month,
    )
    return Derivation(usual.label, quantity, sentence, (usual,), rule=rule)


def _attended(
    figures: Figures, whole: Derivation, there: Attendance, value: Decimal | None
) -> Derivation:
    quantity = Quantity(value, whole.value.unit, whole.value.currency)
    kind = Proration.NONE if figures.profile is None else figures.profile.proration
    sentence = attended(kind, there, whole.value, quantity)
    return Derivation(whole.label, quantity, sentence, (whole,), rule=whole.rule)
