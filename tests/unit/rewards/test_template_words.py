"""What a bonus template says as a sentence, for every kind of premium and every term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Measure, Step, StepScale
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
    StageShare,
)
from crm_desktop.rewards.template_words import in_words

D = Decimal
MARKS = ManualSource(D(0), D(10))
INDICATORS = {
    "sales": Indicator("sales", "Sales", MARKS, Unit.MONEY),
    "calls": Indicator("calls", "Calls", MARKS),
}
SCALES = {"steps": StepScale("steps", "Steps", (Step(None, None, D(1)),))}
ON_WIN = (EarningPart(Event.WON),)
FIVE = PercentPremium(D("0.05"))


def words(premium: Premium, indicator: str | None = "sales", **terms: Any) -> str:
    template = BonusTemplate("t", "T", premium, indicator, **terms)
    return str(in_words(template, INDICATORS, SCALES, "GBP"))


@pytest.mark.parametrize(
    ("premium", "sentence"),
    [
        (FixedPremium(D(500)), "£500.00"),
        (PerUnitPremium(D(10)), "£10.00 for each unit of “Sales”"),
        (FIVE, "5% of “Sales”"),
        (SalaryPercentPremium(D("0.1")), "10% of the salary"),
        (RateScalePremium("steps"), "“Sales” times the rate that the scale “Steps” has for it"),
        (
            CoefficientPremium(D(900), "steps"),
            "£900.00 times the coefficient of “Sales” on the scale “Steps”",
        ),
        (AbovePlanPremium(D("0.1")), "10% of what “Sales” is above its plan"),
        (
            FormulaPremium("max(0, sales - sales.plan) * 2 + salary"),
            "max(0, “Sales” - plan of “Sales”) * 2 + salary",
        ),
        (PoolPremium(Sharing.EQUAL, D(900)), "a part of £900.00, shared equally"),
        (
            PoolPremium(Sharing.SALARY, None, D("0.01"), "sales"),
            "a part of 1% of “Sales”, shared by salary",
        ),
        (
            ContestPremium((Prize(D(30)), Prize(D(20), "a book"), Prize(gift="a pen"))),
            (
                "prizes for the best by “Sales” "
                "(place 1: £30.00; place 2: £20.00 and a book; place 3: a pen)"
            ),
        ),
    ],
)
def test_each_premium_is_a_sentence(premium: Premium, sentence: str) -> None:
    assert words(premium) == sentence


@pytest.mark.parametrize(
    ("premium", "sentence"),
    [
        (
            CommissionPremium(Entity.DEAL, ON_WIN, D("0.04")),
            "4% of the amount of each deal, earned by: deal won",
        ),
        (
            CommissionPremium(Entity.DEAL, ON_WIN, amount=D(50)),
            "£50.00 for each deal, earned by: deal won",
        ),
        (
            CommissionPremium(
                Entity.DOCUMENT,
                (EarningPart(Event.INVOICED, D("0.5")), EarningPart(Event.FIRST_PAYMENT, D("0.5"))),
                scale="steps",
                measure="net",
                where=Condition("kind", Operator.ONE_OF, ("invoice",)),
                safety_days=14,
            ),
            (
                "a rate by the scale “Steps” of the amount of each document without tax "
                "(kind: invoice), earned by: document issued 50%; first payment 50%, 14 days later"
            ),
        ),
        (
            CommissionPremium(
                Entity.DEAL,
                ON_WIN,
                D("0.04"),
                rates=(ProductRate(D("0.1"), "Door"),),
                measure="margin",
                stages=(StageShare("Offer", D("0.2")),),
            ),
            (
                "4% of the margin of each deal, 1 product or group has a rate of its own, "
                "earned by: deal won, parts for who moved it into a stage: Offer 20%"
            ),
        ),
        (
            CommissionPremium(Entity.DEAL, ON_WIN, rates=(ProductRate(D("0.1"), "Door"),)),
            "the product’s rate of the amount of each deal, earned by: deal won",
        ),
    ],
)
def test_a_commission_says_of_what_and_when(premium: Premium, sentence: str) -> None:
    assert words(premium, None) == sentence


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"level": SubjectLevel.COMPANY}, "by the figures of the company"),
        ({"floor": D(100)}, "at least £100.00"),
        ({"cap": D(900)}, "at most £900.00"),
        ({"minimum": D(50)}, "nothing below £50.00"),
        ({"period_kind": PeriodKind.QUARTER}, "once a quarter"),
        ({"instalments": 3}, "in 3 monthly parts"),
        ({"clawback": Clawback(6)}, "taken back if it fails within 6 months"),
        (
            {"clawback": Clawback(1, is_pro_rata=True)},
            "taken back in part if it fails within 1 month",
        ),
        ({"until": date(2026, 7, 1)}, "for periods that begin before 01/07/2026"),
        (
            {
                "conditions": (
                    PremiumCondition("sales", Operator.MORE, D(1000)),
                    PremiumCondition("calls", Operator.AT_LEAST, D("0.8"), Measure.ATTAINMENT),
                    PremiumCondition("calls", Operator.LESS, D("1.2"), Measure.COEFFICIENT),
                )
            },
            (
                "if “Sales” exceeds £1,000.00, and attainment of “Calls” is at least 80%, "
                "and coefficient of “Calls” is below 1.2"
            ),
        ),
    ],
)
def test_each_term_follows_after_a_comma(terms: dict[str, Any], sentence: str) -> None:
    assert words(FIVE, **terms) == f"5% of “Sales”, {sentence}"


def test_a_premium_that_reads_no_figures_names_a_level_for_its_conditions_alone() -> None:
    premium = CommissionPremium(Entity.DEAL, ON_WIN, D("0.04"))
    condition = PremiumCondition("sales", Operator.MORE, D(1000))
    plain, judged = (
        words(premium, None, level=SubjectLevel.COMPANY, conditions=conditions)
        for conditions in ((), (condition,))
    )
    assert plain == "4% of the amount of each deal, earned by: deal won"
    assert judged == f"{plain}, if “Sales” exceeds £1,000.00, by the figures of the company"


def test_a_contest_is_held_within_its_level() -> None:
    premium = ContestPremium((Prize(D(30)),))
    said = words(premium, level=SubjectLevel.DEPARTMENT)
    assert said == "prizes for the best by “Sales” (place 1: £30.00), within the department"


def test_what_is_not_there_is_named_by_its_code() -> None:
    template = BonusTemplate("t", "T", RateScalePremium("gone"), "lost")
    said = str(in_words(template, {}, {}, "GBP"))
    assert said == "“lost” times the rate that the scale “gone” has for it"


def test_a_formula_that_cannot_be_read_stands_as_it_is_written() -> None:
    assert words(FormulaPremium("sales +")) == "sales +"


def test_terms_stand_in_the_same_order_whatever_the_premium() -> None:
    template = BonusTemplate("t", "T", FIVE, "sales", cap=D(900), floor=D(100))
    fixed = replace(template, premium=FixedPremium(D(500)), indicator=None)
    said = [str(in_words(one, INDICATORS, SCALES, "GBP")) for one in (template, fixed)]
    assert said == [
        "5% of “Sales”, at least £100.00, at most £900.00",
        "£500.00, at least £100.00, at most £900.00",
    ]
