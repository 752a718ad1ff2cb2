"""The worked cases of the domain, each by its identifier; figures in major units.

Those that begin with records stand in ``tests/storage/test_worked_cases.py``.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money, Rounding
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
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    FixedPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RateScalePremium,
    SalaryPercentPremium,
)
from tests.unit.rewards.builders import (
    ANN,
    amounts,
    card,
    facts_of,
    indicator,
    scheme_of,
    statement_of,
    step,
    total,
)

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
