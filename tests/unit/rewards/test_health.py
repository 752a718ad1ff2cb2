"""Fines and small bonuses are found, what rewards is not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.kpi.definition import Step, StepScale
from crm_desktop.kpi.health import HealthCode, Severity
from crm_desktop.rewards.health import findings
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    ProductRate,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
)


def paying(premium: Premium) -> Scheme:
    return Scheme("Rewards", "RUB", templates=(BonusTemplate("one", "One", premium, "sales"),))


WON = (EarningPart(Event.WON),)
FINES = (
    FixedPremium(Decimal(-1)),
    PerUnitPremium(Decimal(-100)),
    PercentPremium(Decimal("-0.01")),
    SalaryPercentPremium(Decimal("-0.1")),
    CoefficientPremium(Decimal(-1), "scale"),
    AbovePlanPremium(Decimal("-0.1")),
    PoolPremium(Sharing.EQUAL, amount=Decimal(-5)),
    CommissionPremium(Entity.DEAL, WON, amount=Decimal(-5)),
    CommissionPremium(Entity.DEAL, WON, rates=(ProductRate(Decimal("-0.1"), "a"),)),
)


@pytest.mark.parametrize("premium", FINES)
def test_a_premium_that_takes_away_is_a_fine(premium: Premium) -> None:
    [found] = findings(paying(premium), ())
    assert (found.code, found.place, found.severity) == (
        HealthCode.FINES,
        "templates.one",
        Severity.WARNING,
    )


@pytest.mark.parametrize(
    "premium",
    [
        RateScalePremium("scale"),
        CoefficientPremium(Decimal(100), "scale"),
        CommissionPremium(Entity.DEAL, WON, scale="scale"),
    ],
)
@pytest.mark.parametrize(("lowest", "codes"), [("-0.01", [HealthCode.FINES]), ("0", [])])
def test_a_premium_by_a_scale_below_zero_is_a_fine(
    premium: Premium, lowest: str, codes: list[HealthCode]
) -> None:
    steps = (Step(None, Decimal(1), Decimal(lowest)), Step(Decimal(1), None, Decimal(1)))
    scheme = replace(paying(premium), scales=(StepScale("scale", "Scale", steps),))
    assert [found.code for found in findings(scheme, ())] == codes


@pytest.mark.parametrize(
    "premium",
    [
        FixedPremium(Decimal(0)),
        PerUnitPremium(Decimal(100)),
        RateScalePremium("scale"),
        FormulaPremium("salary * score"),
        CommissionPremium(Entity.DEAL, WON, rate=Decimal("0.1")),
    ],
)
def test_a_premium_that_gives_is_none(premium: Premium) -> None:
    assert not list(findings(paying(premium), ()))


def shares(*numbers: str) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def test_bonuses_under_a_fifth_of_the_salary_are_small() -> None:
    [found] = findings(Scheme("Rewards", "RUB"), shares("0.1", "0.28"))
    assert (found.code, found.severity) == (HealthCode.SMALL_BONUS, Severity.ADVICE)
    assert found.figure is not None
    assert found.figure.value == Decimal("0.19")


@pytest.mark.parametrize("paid", [(), ("0.2",), ("0", "0.4")])
def test_a_fifth_of_the_salary_motivates_and_nothing_paid_says_nothing(
    paid: tuple[str, ...],
) -> None:
    assert not list(findings(Scheme("Rewards", "RUB"), shares(*paid)))
