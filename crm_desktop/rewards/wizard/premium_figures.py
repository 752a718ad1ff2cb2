"""The figures of a premium that a firm changes most: its rate, its sum, what it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Any

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Measure
from crm_desktop.rewards.health import LEAST_BONUS
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    FixedPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    SalaryPercentPremium,
)
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.texts import Message

_RATE, _AMOUNT, _CONDITION = "rate", "amount", "conditions"
_WITH_FIGURES = (
    AbovePlanPremium
    | CoefficientPremium
    | CommissionPremium
    | FixedPremium
    | PercentPremium
    | PerUnitPremium
    | PoolPremium
    | SalaryPercentPremium
)


@dataclass(frozen=True, slots=True)
class PremiumFigure:
    """``code`` names it within the template; a PERCENT has 1 for the whole."""

    code: str
    label: Message
    value: Decimal
    unit: Unit


def premium_figures(
    template: BonusTemplate, indicators: Mapping[str, Indicator]
) -> tuple[PremiumFigure, ...]:
    """Return the figures of ``template`` that can be changed by ``with_figure``."""
    return tuple(_figures(template, indicators))


def with_figure(template: BonusTemplate, code: str, value: Decimal) -> BonusTemplate:
    """Return ``template`` with another value of one figure.

    Raises:
        InvalidInputError: it is below zero.

    """
    if value < 0:
        raise InvalidInputError(code, Message("Write a number that is not below zero."))
    part, _, number = code.partition(".")
    if part != _CONDITION:
        changed: dict[str, Any] = {part: value}
        return replace(template, premium=replace(template.premium, **changed))
    conditions = list(template.conditions)
    conditions[int(number)] = replace(conditions[int(number)], value=value)
    return replace(template, conditions=tuple(conditions))


def _figures(
    template: BonusTemplate, indicators: Mapping[str, Indicator]
) -> Iterator[PremiumFigure]:
    premium = template.premium
    if isinstance(premium, _WITH_FIGURES):
        for code, label, unit in (
            (_RATE, Message("Rate"), Unit.PERCENT),
            (_AMOUNT, Message("Amount"), Unit.MONEY),
        ):
            value = getattr(premium, code, None)
            if isinstance(value, Decimal):
                yield PremiumFigure(code, label, value, unit)
    for number, condition in enumerate(template.conditions):
        known = indicators.get(condition.indicator)
        unit = Unit.NUMBER if known is None else known.unit
        if condition.measure is not Measure.FACT:
            unit = Unit.PERCENT
        label = Message(
            "If “{indicator}” {sign}",
            indicator=condition.indicator if known is None else known.name,
            sign=condition.operator,
        )
        yield PremiumFigure(f"{_CONDITION}.{number}", label, condition.value, unit)


SALES = "sales_volume"
"""The indicator of the catalogue that tells what people sell for."""


def typical_sales(past: WizardPast, people: Iterable[SubjectRef]) -> Decimal | None:
    """Return what one of ``people`` sells for in a period, None where nothing is known."""
    known = [past.row(ref, SALES).median for ref in people]
    found = [value for value in known if value]
    return median(found) if found else None


_MUCH, _WHOLE = Decimal("0.6"), Decimal(1)


class Stake(StrEnum):
    """How much of their pay people can move themselves."""

    NONE = "none"
    LITTLE = "little"
    RIGHT = "right"
    MUCH = "much"
    MOST = "most"

    @property
    def advice(self) -> Message:
        return _ADVICE[self]


_ADVICE = {
    Stake.NONE: Message("Nothing depends on results: nobody would notice the system."),
    Stake.LITTLE: Message("Under 20–30 % of the salary a bonus rarely motivates."),
    Stake.RIGHT: Message("A bonus of 20–30 % of the salary is worth the effort."),
    Stake.MUCH: Message(
        "So much of the pay moves with results that luck, a season or the work of others is felt "
        "in it: be sure that people can move the figures themselves."
    ),
    Stake.MOST: Message("Most of the pay depends on results: a bad month is hard on people."),
}


@dataclass(frozen=True, slots=True)
class BonusShare:
    """What is paid above the salaries, as a share of them, and what to think of it.

    ``share`` is None where there are no salaries.
    """

    share: Decimal | None
    stake: Stake


def bonus_share(rows: Iterable[tuple[Decimal, Decimal]]) -> BonusShare:
    """Return it for people of whom each has a salary and premiums.

    Source: domain.md §9.

    """
    found = list(rows)
    salaries = sum((salary for salary, _ in found), Decimal(0))
    premiums = sum((premium for _, premium in found), Decimal(0))
    if not premiums:
        return BonusShare(Decimal(0) if salaries else None, Stake.NONE)
    if not salaries:
        return BonusShare(None, Stake.MOST)
    share = premiums / salaries
    return BonusShare(share, stake_of(share))


def stake_of(share: Decimal) -> Stake:
    """Return what it means to people that a bonus is ``share`` of their salary."""
    if share <= 0:
        return Stake.NONE
    if share < LEAST_BONUS:
        return Stake.LITTLE
    if share > _WHOLE:
        return Stake.MOST
    return Stake.MUCH if share > _MUCH else Stake.RIGHT
