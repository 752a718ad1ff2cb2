"""Fines and small bonuses are found, what rewards is not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Measure, Plan, Step, StepScale
from crm_desktop.kpi.health import HealthCode, Severity
from crm_desktop.rewards.health import Directories, findings
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
    StageShare,
)
from tests.unit.rewards.builders import indicator


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


def test_names_that_the_firm_lacks_are_told() -> None:
    rates = (
        ProductRate(Decimal("0.1"), product="ДВЕРЬ"),
        ProductRate(Decimal("0.1"), product="Gate"),
        ProductRate(Decimal("0.1"), group="Walls"),
    )
    stages = (StageShare("New", Decimal("0.2")), StageShare("Old", Decimal("0.2")))
    scheme = paying(CommissionPremium(Entity.DEAL, WON, Decimal(0), rates=rates, stages=stages))
    known = Directories({"дверь"}, {"окна"}, {"New"})

    found = list(findings(scheme, (), known))

    assert {(one.code, one.place) for one in found} == {(HealthCode.UNKNOWN_NAME, "templates.one")}
    assert [dict(one.message.args)["subject"] for one in found] == ["Gate", "Walls", "Old"]
    assert list(findings(scheme, ())) == []


QUARTERLY = Plan("sales", COMPANY, Decimal(1), PeriodKind.QUARTER)


@pytest.mark.parametrize(
    ("premium", "measure", "plans", "is_told"),
    [
        (AbovePlanPremium(Decimal("0.1")), Measure.FACT, (), True),
        (AbovePlanPremium(Decimal("0.1")), Measure.FACT, (QUARTERLY,), False),
        (
            AbovePlanPremium(Decimal("0.1")),
            Measure.FACT,
            (replace(QUARTERLY, period_kind=PeriodKind.MONTH),),
            True,
        ),
        (RateScalePremium("scale"), Measure.ATTAINMENT, (), True),
        (CoefficientPremium(Decimal(1), "scale"), Measure.ATTAINMENT, (QUARTERLY,), False),
        (CoefficientPremium(Decimal(1), "scale"), Measure.FACT, (), False),
        (PercentPremium(Decimal("0.1")), Measure.FACT, (), False),
    ],
)
def test_longer_periods_that_pay_by_a_plan_need_one_of_their_kind(
    premium: Premium, measure: Measure, plans: tuple[Plan, ...], *, is_told: bool
) -> None:
    scale = StepScale("scale", "Scale", (Step(None, None, Decimal(0)),), measure)
    scheme = replace(paying(premium), plans=plans, scales=(scale,))
    assert list(findings(scheme, ())) == []
    [template] = scheme.templates
    longer = replace(scheme, templates=(replace(template, period_kind=PeriodKind.QUARTER),))

    found = [(one.code, one.place) for one in findings(longer, ())]

    assert found == [(HealthCode.NO_LONGER_PLAN, "templates.one")] * is_told


@pytest.mark.parametrize(
    ("premium", "told"),
    [
        (PercentPremium(Decimal("0.015")), True),
        (AbovePlanPremium(Decimal("0.1")), True),
        (PoolPremium(Sharing.EQUAL, rate=Decimal("0.01"), of="sales"), True),
        (PoolPremium(Sharing.CONTRIBUTION, amount=Decimal(100)), False),
        (PerUnitPremium(Decimal(100)), False),
        (CommissionPremium(Entity.DEAL, WON, rate=Decimal("0.1")), False),
    ],
)
@pytest.mark.parametrize("unit", [Unit.NUMBER, Unit.MONEY])
def test_a_percentage_of_what_is_no_money_is_told(
    premium: Premium, unit: Unit, *, told: bool
) -> None:
    scheme = replace(paying(premium), indicators=(indicator("sales", unit),))

    found = [(one.code, one.place) for one in findings(scheme, ())]

    is_told = told and unit is not Unit.MONEY
    assert found == [(HealthCode.NOT_MONEY, "templates.one")] * is_told
