"""The worked cases of the domain, each by its identifier; figures in major units.

Those that begin with records stand in ``tests/storage/test_worked_cases.py``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Measure,
    Plan,
    Profile,
    ProfileEntry,
    ScoringModel,
    Step,
    StepScale,
)
from crm_desktop.rewards.balances import clawed
from crm_desktop.rewards.correction import correction
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, Failed, Opening
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    FixedPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    PremiumCondition,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
)
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    amounts,
    card,
    employee,
    facts_of,
    indicator,
    opened,
    rub,
    scheme_of,
    statement_of,
    statements_of,
    step,
    total,
)
from tests.unit.rewards.test_premium import COMMISSION, Books, accrual

SALES = indicator("sales")


def on(code: str, sign: str, value: str, measure: Measure = Measure.FACT) -> PremiumCondition:
    return PremiumCondition(code, Operator(sign), Decimal(value), measure)


@pytest.mark.parametrize(
    ("model", "pay_model", "sales", "receivables", "pay"),
    [
        (ScoringModel.MULTIPLICATIVE, PayModel.SALARY_AND_SCORE, "250000", "60000", "44700"),
        (ScoringModel.MULTIPLICATIVE, PayModel.SALARY_AND_SCORE, "200000", "25000", "40500"),
        (ScoringModel.ADDITIVE, PayModel.SCORE_ONLY, "250000", "60000", "42000"),
        (ScoringModel.ADDITIVE, PayModel.SCORE_ONLY, "200000", "25000", "36000"),
        (ScoringModel.ADDITIVE, PayModel.SALARY_AND_SCORE, "250000", "60000", "72000"),
        (ScoringModel.ADDITIVE, PayModel.SALARY_AND_SCORE, "200000", "25000", "66000"),
    ],
)
def test_c1_three_pay_models(
    model: ScoringModel, pay_model: PayModel, sales: str, receivables: str, pay: str
) -> None:
    # Source: domain.md §5, RegionSoft's article on KPI.
    def scale(code: str, *bounds: str) -> StepScale:
        ends = [None, *bounds, None]
        values = ["0", "0.5", "0.7", "1"]
        steps = [step(*found) for found in zip(ends, ends[1:], values, strict=False)]
        return StepScale(code, code, tuple(steps), bound=Bound.UPPER_INCLUSIVE)

    scheme = scheme_of(
        indicators=(SALES, indicator("receivables")),
        scales=(scale("s", "100000", "200000", "300000"), scale("r", "10000", "20000", "60000")),
        profiles=(
            Profile(
                "seller",
                "Seller",
                (ProfileEntry("sales", scale="s"), ProfileEntry("receivables", scale="r")),
                (ANN,),
                model=model,
            ),
        ),
        cards=(card(salary="30000", pay_model=pay_model),),
    )
    statement = statement_of(scheme, facts_of(sales=sales, receivables=receivables))
    assert total(statement) == Decimal(pay)


def test_c2_relative_and_absolute_bonuses_on_top_of_the_salary() -> None:
    # Source: domain.md §6, S + Σ(bi·S) + ΣBi.
    scheme = scheme_of(
        BonusTemplate("a", "A", SalaryPercentPremium(Decimal("0.10"))),
        BonusTemplate("b", "B", SalaryPercentPremium(Decimal("0.05"))),
        BonusTemplate("c", "C", FixedPremium(Decimal(3000))),
        BonusTemplate("d", "D", FixedPremium(Decimal(2500))),
        salary="40000",
    )
    statement = statement_of(scheme, {})
    assert statement.total == Money(51_500_00, "RUB")
    assert amounts(statement) == {"a": 4000, "b": 2000, "c": 3000, "d": 2500}


SEVEN_INDICATORS = (
    SALES,
    indicator("deals", Unit.NUMBER),
    indicator("average_growth", Unit.PERCENT),
    indicator("conversion", Unit.PERCENT),
    indicator("repeat_sales"),
    indicator("nps", Unit.SCORE),
    indicator("new_customers", Unit.NUMBER),
)
SEVEN_RULES = (
    BonusTemplate(
        "r1", "1", PercentPremium(Decimal("0.05")), "sales", (on("sales", ">", "1000000"),)
    ),
    BonusTemplate("r2", "2", PerUnitPremium(Decimal(5000)), "deals"),
    BonusTemplate(
        "r3", "3", PercentPremium(Decimal("0.02")), "sales", (on("average_growth", ">=", "0.10"),)
    ),
    BonusTemplate(
        "r4", "4", PercentPremium(Decimal("0.03")), "sales", (on("conversion", ">", "0.20"),)
    ),
    BonusTemplate("r5", "5", PercentPremium(Decimal("0.01")), "repeat_sales"),
    BonusTemplate("r6", "6", FixedPremium(Decimal(10000)), None, (on("nps", ">", "70"),)),
    BonusTemplate("r7", "7", PerUnitPremium(Decimal(3000)), "new_customers"),
)
SEVEN_FACTS = {
    "sales": "1200000",
    "deals": "12",
    "average_growth": "0.10",
    "conversion": "0.21",
    "repeat_sales": "300000",
    "nps": "72",
    "new_customers": "4",
}


def seven_rules(**changes: str) -> dict[str, Decimal]:
    scheme = scheme_of(*SEVEN_RULES, indicators=SEVEN_INDICATORS)
    statement = statement_of(scheme, facts_of(**(SEVEN_FACTS | changes)))
    return {**amounts(statement), "total": total(statement)}


def test_c5_the_seven_rules_every_firm_asks_for() -> None:
    # Source: domain.md §6, table of premium rules for sales managers.
    assert seven_rules() == {
        "r1": 60000,
        "r2": 60000,
        "r3": 24000,
        "r4": 36000,
        "r5": 3000,
        "r6": 10000,
        "r7": 12000,
        "total": 205000,
    }


@pytest.mark.parametrize(("sales", "pay"), [("1000000.00", "0.00"), ("1000000.01", "50000.00")])
def test_c5a_exceeding_a_sum_is_strict(sales: str, pay: str) -> None:
    assert seven_rules(sales=sales)["r1"] == Decimal(pay)


def test_c5b_exceeding_a_share_and_a_score_is_strict() -> None:
    lines = seven_rules(conversion="0.20", nps="70")
    assert lines["r4"] == lines["r6"] == 0


def pay_by_rates(steps: tuple[Step, ...], sales: str, **changes: object) -> Decimal:
    rates = replace(StepScale("rates", "Rates", steps), **changes)  # type: ignore[arg-type]
    scheme = scheme_of(
        BonusTemplate("share", "Share", RateScalePremium("rates"), "sales"),
        indicators=(SALES,),
        scales=(rates,),
        plans=(Plan("sales", ANN, Decimal(33000)),),
    )
    return total(statement_of(scheme, facts_of(sales=sales)))


THREE_RATES = (
    step(None, "300000", "0.03"),
    step("300000", "600000", "0.05"),
    step("600000", None, "0.07"),
)


@pytest.mark.parametrize(
    ("sales", "pay"), [("750000", "34500"), ("600000", "24000"), ("650000", "27500")]
)
def test_c8_marginal_rates_pay_each_slice(sales: str, pay: str) -> None:
    # Source: public commission calculator; domain.md §6.
    steps = tuple(replace(step, is_marginal=True) for step in THREE_RATES)
    assert pay_by_rates(steps, sales) == Decimal(pay)


@pytest.mark.parametrize(("sales", "pay"), [("600000", "42000"), ("599999.99", "30000.00")])
def test_c9_a_retroactive_rate_pays_on_everything(sales: str, pay: str) -> None:
    assert pay_by_rates(THREE_RATES, sales) == Decimal(pay)


@pytest.mark.parametrize(
    ("sales", "pay"), [("16000", "800"), ("16500", "1650"), ("33000", "3300"), ("40000", "4700")]
)
def test_c13_decelerator_and_accelerator_around_a_quota(sales: str, pay: str) -> None:
    # Source: accelerator and decelerator example, quota 33 000.
    steps = (
        step(None, "0.5", "0.05"),
        step("0.5", "1", "0.10"),
        step("1", None, "0.20", is_marginal=True),
    )
    assert pay_by_rates(steps, sales, measure=Measure.ATTAINMENT) == Decimal(pay)


def test_c14a_there_is_no_hole_between_neighbouring_steps() -> None:
    steps = (step("0", "1000", "0.05"), step("1000", "2000", "0.07"))
    assert pay_by_rates(steps, "1000.50") == Decimal("70.04")


@pytest.mark.parametrize(
    ("percent", "pay"),
    [("69", 0), ("85", 5000), ("100", 10000), ("120", 14000), ("150", 20000), ("160", 20000)],
)
def test_c16_a_payout_curve_with_threshold_and_cap(percent: str, pay: int) -> None:
    # Source: payout-curve guide; domain.md §6 gives 120 % → 14 000 for "twice as steep".
    curve = CurveScale("curve", "Curve", tuple(CurvePoint(Decimal(x), Decimal(y)) for x, y in C16))
    scheme = scheme_of(
        BonusTemplate("t", "T", CoefficientPremium(Decimal(10000), "curve"), "sales"),
        indicators=(SALES,),
        scales=(curve,),
        plans=(Plan("sales", ANN, Decimal(1000)),),
    )
    sales = str(Decimal(percent) * 10)
    assert total(statement_of(scheme, facts_of(sales=sales))) == pay


C16 = (("0.7", "0"), ("1", "1"), ("1.5", "2"))


def test_c18_total_pay_is_capped_in_salaries() -> None:
    # Source: compensation policy.
    scheme = scheme_of(
        BonusTemplate("b", "B", FixedPremium(Decimal(130000))),
        cards=(card("b", salary="50000", total_cap=Decimal("3.0")),),
    )
    statement = statement_of(scheme, {})
    assert total(statement) == 150000
    cap = statement.lines[-1]
    assert (str(cap.label), cap.amount) == (
        "Capped by RUB\u00a030,000.00",
        Money(-30_000_00, "RUB"),
    )


@pytest.mark.parametrize(
    ("rounding", "amount", "printed"),
    [
        (Rounding.HALF_EVEN, "558.125", "558.12"),
        (Rounding.HALF_EVEN, "558.135", "558.14"),
        (Rounding.HALF_UP, "558.125", "558.13"),
        (Rounding.HALF_UP, "558.135", "558.14"),
    ],
)
def test_c49_a_line_is_rounded_as_the_scheme_says(
    rounding: Rounding, amount: str, printed: str
) -> None:
    scheme = scheme_of(BonusTemplate("f", "F", FixedPremium(Decimal(amount))), rounding=rounding)
    assert total(statement_of(scheme, {})) == Decimal(printed)


def by_two_instalments() -> tuple[Opening, BonusTemplate]:
    """Return what April begins with after the first 500 of a commission of 1,000 in March."""
    template = replace(COMMISSION, instalments=2, clawback=Clawback(12))
    books = Books((accrual(1, 20_000, 1000),))
    march = statements_of(scheme_of(template), [employee()], {}, earnings=books)["ann"]
    assert amounts(march) == {"c": 500}
    return Opening(carries=march.carries), template


@pytest.mark.parametrize(("paid", "clawed_back"), [(500, -500), (0, None)])
def test_c36_a_cancelled_deal_takes_back_what_was_paid_of_its_instalments(
    paid: int, clawed_back: int | None
) -> None:
    # Source: clawback of what was paid; the second 500 is not paid any more.
    opening, template = by_two_instalments()
    about = "c", Entity.DEAL, 1, "Deal 1"
    failed = Failed(*about, rub(paid), MARCH.start, date(2026, 4, 2), rub(paid))
    bonus = BonusTemplate("b", "B", FixedPremium(Decimal(800)))
    april = opened(
        scheme_of(template, bonus, salary="100"),
        replace(opening, failed=(failed,)),
        MARCH.next(),
    )
    found = amounts(april)
    assert found["instalment:c:2026-03"] == 0
    assert found.get("clawback") == clawed_back


@pytest.mark.parametrize(("failed_on", "back"), [(date(2025, 7, 15), 5000), (date(2026, 1, 15), 0)])
def test_c37_a_clawback_pro_rata_takes_the_months_that_were_not_served(
    failed_on: date, back: int
) -> None:
    # Six of twelve months are served on 15 July; 15 January is the day after the window.
    found = clawed(rub(10_000), date(2025, 1, 15), failed_on, Clawback(12, is_pro_rata=True))
    assert found == rub(back)


def test_c38_a_recoverable_advance_over_six_months() -> None:
    # Source: draw scenario, domain.md §6.
    carries: tuple[Carry, ...] = ()
    month, paid, debts = Period.month(2026, 1), [], []
    for earned in (2750, 3000, 1500, 2375, 3000, 2750):
        premium = BonusTemplate("p", "P", FixedPremium(Decimal(earned)))
        cards = (card("p", advance=Advance(Decimal(2000))),)
        statement = opened(scheme_of(premium, cards=cards), Opening(carries=carries), month)
        carries, month = statement.carries, month.next()
        paid.append(total(statement))
        debts.append(sum((carry.amount.as_decimal() for carry in carries), Decimal(0)))
    assert paid == [2750, 3000, 2000, 2000, 2875, 2750]
    assert debts == [0, 0, 500, 125, 0, 0]


def test_c40_a_premium_in_three_monthly_instalments() -> None:
    sixty = BonusTemplate("p", "P", FixedPremium(Decimal(60)), instalments=3)
    first = statement_of(scheme_of(sixty), {})
    paid, month = [total(first)], MARCH
    for _ in range(3):
        month = month.next()
        due = tuple(carry for carry in first.carries if carry.due_on == month.start)
        paid.append(total(opened(scheme_of(), Opening(due), month)))
    assert paid == [20, 20, 20, 0]


def test_c47_the_past_stays_and_the_correction_is_a_line_of_the_open_month() -> None:
    # March paid 62 000; in May a March deal drops by 100 000 at 5 %.
    share = BonusTemplate("share", "Share", PercentPremium(Decimal("0.05")), "sales")
    scheme = scheme_of(share, salary="42000", indicators=(SALES,))
    march = statement_of(scheme, facts_of(sales="400000"))
    found = correction(march, statement_of(scheme, facts_of(sales="300000")))
    assert found is not None
    accepted = AcceptedCorrection(1, found.period, found.amount)
    may = opened(scheme, Opening(corrections=(accepted,)), Period.month(2026, 5), sales="400000")
    assert total(march) == 62_000
    assert amounts(may) == {"share": 20_000, "correction:1": -5000}
    assert str(may.lines[-1].label) == "Correction for March 2026"


@pytest.mark.parametrize(
    ("rounding", "pay"), [(Rounding.HALF_EVEN, "1116.26"), (Rounding.HALF_UP, "1116.26")]
)
def test_c49_a_total_is_rounded_once(rounding: Rounding, pay: str) -> None:
    # 558.125 + 558.135 = 1 116.260: by lines half-up it would be 1 116.27.
    premiums = (
        BonusTemplate("f", "F", FixedPremium(Decimal("558.125"))),
        BonusTemplate("g", "G", FixedPremium(Decimal("558.135"))),
    )
    scheme = scheme_of(*premiums, rounding=rounding, rounding_place=RoundingPlace.TOTAL)
    by_lines = replace(scheme, rounding_place=RoundingPlace.LINE, rounding=Rounding.HALF_UP)
    assert total(statement_of(scheme, {})) == Decimal(pay)
    assert total(statement_of(by_lines, {})) == Decimal("1116.27")


def test_c51_a_pool_in_three_equal_parts() -> None:
    pool = BonusTemplate(
        "pool",
        "Pool",
        PoolPremium(Sharing.EQUAL, amount=Decimal(100)),
        level=SubjectLevel.COMPANY,
    )
    cards = (card("pool", assignments=(Assignment(COMPANY),)),)
    people = [*map(employee, ("ann", "bob", "eve")), Subject(COMPANY, "Firm")]
    found = statements_of(scheme_of(pool, cards=cards), people, {})
    assert [total(one) for one in found.values()] == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]
