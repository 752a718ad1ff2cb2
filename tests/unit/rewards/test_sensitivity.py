"""What a scheme would cost with other sales, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Measure, Profile, ProfileEntry, Step, StepScale
from crm_desktop.kpi.facts import BaseSum
from crm_desktop.kpi.rollup import facts
from crm_desktop.kpi.rulebook import WEEKENDS_ALONE
from crm_desktop.rewards.accrual import Accrual, Earnings
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.engine import NO_EARNINGS
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.sensitivity import SalesCase, Sensitivity, with_sales
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    EarningPart,
    Event,
    FormulaPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    RewardCard,
)
from tests.storage.kpi_scheme import AVERAGE, COUNT, DOUBLE, SALES, WON

D = Decimal
MAY = Period.month(2026, 5)
PEOPLE = tuple(Subject(SubjectRef(SubjectLevel.EMPLOYEE, code), code) for code in "ab")
AMOUNT = BaseSum(Entity.DEAL, "closed", "amount", WON)
NUMBER = BaseSum(Entity.DEAL, "closed", None, WON)
STEPS = StepScale(
    "steps",
    "Steps",
    (Step(None, D(1), D(0)), Step(D(1), None, D(1))),
    Measure.ATTAINMENT,
)
MEASURED = Profile("seller", "Seller", (ProfileEntry("sales", plan=D(1_050)),), (COMPANY,))
SHARE = BonusTemplate("share", "10 % of sales", PercentPremium(D("0.1")), "sales")
EACH = BonusTemplate("each", "50 a deal", PerUnitPremium(D(50)), "won")
TARGET = BonusTemplate("target", "300 for the plan", CoefficientPremium(D(300), "steps"), "sales")
BY_SCORE = BonusTemplate("by_score", "The score", FormulaPremium("salary * score"))
COMMISSION = BonusTemplate(
    "commission",
    "5 %",
    CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), D("0.05")),
)


def rub(amount: int) -> Money:
    return Money(amount * 100, "RUB")


def ground(
    sales: Mapping[str, Decimal], *templates: BonusTemplate, earnings: Earnings = NO_EARNINGS
) -> Ground:
    """Return a month in which each won two deals for ``sales``, paid by ``templates``."""
    indicators = (SALES, COUNT, AVERAGE, DOUBLE)
    codes = tuple(template.code for template in templates)
    scheme = Scheme(
        "S",
        "RUB",
        indicators=indicators,
        scales=(STEPS,),
        profiles=(MEASURED,),
        templates=templates,
        cards=(RewardCard("card", "Card", D(500), codes, (Assignment(COMPANY),)),),
    )
    measured = facts(indicators, PEOPLE, {AMOUNT: sales, NUMBER: dict.fromkeys(sales, D(2))})
    return Ground(
        scheme, PEOPLE, measured, MAY, WEEKENDS_ALONE, date(2026, 6, 1), earnings=earnings
    )


def told(month: Ground, factor: str, revenue: int = 1_000) -> Sensitivity:
    case = SalesCase(D(factor))
    case.count(case.month(month).outcomes)
    return case.sensitivity(rub(revenue))


@pytest.mark.parametrize(
    ("factor", "bonus"),
    [
        ("0.9", 90 + 100),
        ("1", 100 + 100),
        ("1.1", 110 + 100 + 300),
    ],
)
def test_sums_of_money_follow_sales_and_counts_do_not(factor: str, bonus: int) -> None:
    """“a” won two deals for 1 000 of a plan of 1 050, “b” nothing."""
    month = ground({"a": D(1_000)}, SHARE, EACH, TARGET)

    found = told(month, factor)

    assert found.bonus == rub(bonus)
    assert found.cost == rub(2 * 500 + bonus)
    assert found.revenue == Money(int(100_000 * D(factor)), "RUB")
    assert found.share == D(found.cost.minor) / found.revenue.minor
    assert found.without_bonus == 1


def test_averages_and_formulas_follow_from_sums() -> None:
    [a, _] = PEOPLE

    sold = with_sales(ground({"a": D(1_000)}), D("1.1")).facts

    assert sold[a.ref, "average"].value == D(550)
    assert sold[a.ref, "won"].value == D(2)
    assert sold[a.ref, "sales"].parts[0].value == D(1_100)


def test_commissions_of_a_rate_follow_sales_and_sums_for_each_record_do_not() -> None:
    """100 at 5 % of 2 000, and 7 for a record; 0.05 more rounds up."""
    of_rate = Accrual(
        "commission", Entity.DEAL, 1, "Deal", Event.WON, MAY.start, 2_000_00, D("0.05"), 100_05
    )
    of_record = of_rate._replace(record=2, rate=None, amount_minor=7_00)
    earned = Commissions({PEOPLE[0].ref: [of_rate, of_record]})

    found = told(ground({}, COMMISSION, earnings=earned), "0.9")

    assert found.bonus == Money(90_05 + 7_00, "RUB")


def test_what_a_month_leaves_comes_back_in_the_next_of_the_same_sales() -> None:
    """Half of 200 by 10 % of 2 000 is paid a month later; with a tenth more sales it is 110."""
    halves = replace(SHARE, instalments=2)
    case, april = SalesCase(D("1.1")), Period.month(2026, 4)
    before = replace(ground({"a": D(2_000)}, halves), period=april)

    case.month(before)
    case.count(case.month(ground({}, halves)).outcomes)

    assert case.sensitivity(rub(0)).bonus == rub(110)
    assert case.sensitivity(rub(0)).share is None


@pytest.mark.parametrize("pay_model", PayModel)
def test_figures_that_are_known_pay_the_same(pay_model: PayModel) -> None:
    """“a” sells 1 000 of a plan of 1 050: the score, and what pays by it, follow the sales."""
    usual = ground({"a": D(1_000)}, SHARE, TARGET, BY_SCORE)
    [card] = usual.scheme.cards
    usual = replace(
        usual, scheme=replace(usual.scheme, cards=(replace(card, pay_model=pay_model),))
    )
    alone, told_of = SalesCase(D("1.1")), SalesCase(D("1.1"))

    alone.count(alone.month(usual).outcomes)
    told_of.count(told_of.month(usual, usual.paid().terms).outcomes)

    assert told_of.cost == alone.cost != told(usual, "1").cost.minor
    assert told_of.gains == alone.gains


def test_a_result_without_scores_computes_its_own_when_asked() -> None:
    month = ground({"a": D(1_000)}, SHARE)

    scored, unscored = month.paid(), month.paid(has_scores=False)

    assert unscored.outcomes == scored.outcomes
    assert unscored.outcomes[0].result.score == D(1_000) / D(1_050)


amounts = st.decimals(0, 100_000, places=2)


@given(amounts, amounts, st.decimals("0.9", "1.5", places=2), st.decimals(1, 2, places=2))
def test_with_a_rising_scheme_more_sales_never_cost_less(
    a: Decimal, b: Decimal, factor: Decimal, more: Decimal
) -> None:
    month = ground({"a": a, "b": b}, SHARE, EACH, TARGET)

    lower, higher = told(month, str(factor)), told(month, str(factor * more))

    assert lower.cost.minor <= higher.cost.minor
    assert lower.without_bonus >= higher.without_bonus
