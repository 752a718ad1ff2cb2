"""What is wrong with commissions for single records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from crm_desktop.domain import fields
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Filter, Who, conditions
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.problem import Problems, SchemeProblem, found
from crm_desktop.rewards.template import CommissionPremium
from crm_desktop.texts import Message

MEASURES = {
    Entity.DEAL: ("amount", "margin"),
    Entity.DOCUMENT: ("amount", "net", "margin"),
}
"""What a commission can be a rate of, by the kinds of records that earn some."""

_LONGEST_WAIT = 366


def commission_problems(commission: CommissionPremium, place: str) -> Problems:
    """Yield what is wrong with ``commission``, whose numbers are some."""
    if commission.entity not in MEASURES:
        message = Message("Commissions are paid for deals or documents.")
        yield SchemeProblem(f"{place}.entity", message)
        return
    yield from _measure_problems(commission, place)
    yield from _rate_problems(commission, place)
    yield from _earned_problems(commission, f"{place}.earned")
    yield from _stage_problems(commission, f"{place}.stages")
    if not 0 <= commission.safety_days <= _LONGEST_WAIT:
        message = Message("An event counts 0 to {most} days later.", most=_LONGEST_WAIT)
        yield SchemeProblem(f"{place}.safety_days", message)
    if commission.where is not None:
        yield from _filter_problems(commission.where, commission.entity, f"{place}.where")


def _measure_problems(commission: CommissionPremium, place: str) -> Problems:
    allowed = MEASURES[commission.entity]
    if commission.measure not in allowed:
        message = Message(
            "“{value}” cannot stand here: use one of {allowed}.",
            value=commission.measure,
            allowed=", ".join(allowed),
        )
        yield SchemeProblem(f"{place}.measure", message)


def _rate_problems(commission: CommissionPremium, place: str) -> Problems:
    given = [commission.rate, commission.amount, commission.scale]
    count = sum(one is not None for one in given)
    is_by_products = bool(commission.rates) and count == 0
    if count != 1 and not is_by_products:
        message = Message("A commission is a rate, a sum for each record, or a scale: one of them.")
        yield SchemeProblem(f"{place}.rate", message)
    elif commission.rates and commission.rate is None and not is_by_products:
        message = Message("Rates of products stand beside a rate, or alone.")
        yield SchemeProblem(f"{place}.rates", message)
    for number, rate in enumerate(commission.rates, 1):
        if (rate.product is None) == (rate.group is None):
            message = Message("A rate is that of a product or of a product group.")
            yield SchemeProblem(f"{place}.rates[{number}]", message)
    for at, paid in _paid_numbers(commission):
        if paid is not None and paid < 0:
            yield SchemeProblem(f"{place}.{at}", Message("A commission is not below zero."))
    named = Counter((rate.product, rate.group) for rate in commission.rates)
    for (product, group), times in named.items():
        if times > 1:
            message = Message("“{code}” is there twice.", code=product or group or "")
            yield SchemeProblem(f"{place}.rates", message)


def _paid_numbers(commission: CommissionPremium) -> Iterator[tuple[str, Decimal | None]]:
    """Yield what is paid, with its place; below zero it would be paid for what is given back."""
    yield "rate", commission.rate
    yield "amount", commission.amount
    for number, rate in enumerate(commission.rates, 1):
        yield f"rates[{number}].rate", rate.rate


def _earned_problems(commission: CommissionPremium, place: str) -> Problems:
    shares = [part.share for part in commission.earned]
    for number, share in enumerate(shares, 1):
        if share <= 0:
            message = Message("A part that an event earns is above zero.")
            yield SchemeProblem(f"{place}[{number}].share", message)
    whole = sum(shares, Decimal(0))
    if whole != 1:
        message = Message(
            "The parts add up to {share} instead of 100%: what is missing would never be paid.",
            share=Quantity(whole, Unit.PERCENT),
        )
        yield SchemeProblem(place, message)
    for event, times in Counter(part.event for part in commission.earned).items():
        if times > 1:
            yield SchemeProblem(place, Message("“{code}” is there twice.", code=event))


def _stage_problems(commission: CommissionPremium, place: str) -> Problems:
    for number, stage in enumerate(commission.stages, 1):
        if stage.share <= 0:
            message = Message("The part of a stage is above zero.")
            yield SchemeProblem(f"{place}[{number}].share", message)
    whole = sum((stage.share for stage in commission.stages), Decimal(0))
    if whole > 1:
        message = Message(
            "The parts of the stages are {share} together, more than the whole.",
            share=Quantity(whole, Unit.PERCENT),
        )
        yield SchemeProblem(place, message)
    for name, times in Counter(stage.stage for stage in commission.stages).items():
        if times > 1:
            yield SchemeProblem(place, Message("“{code}” is there twice.", code=name))


def _filter_problems(where: Filter, entity: Entity, place: str) -> Problems:
    yield from found(lambda: fields.checked(where, entity, place))
    if any(isinstance(value, Who) for one in conditions(where) for value in one.values):
        message = Message("A premium is paid to everybody: it does not know who “me” is.")
        yield SchemeProblem(place, message)
