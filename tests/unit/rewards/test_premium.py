from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import (
    Indicator,
    Measure,
    Plan,
    Profile,
    ProfileEntry,
    StepScale,
    Version,
)
from crm_desktop.rewards.accrual import Accrual, Earned
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
    PremiumCondition,
)
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    amounts,
    employee,
    facts_of,
    indicator,
    said,
    scheme_of,
    statement_of,
    statements_of,
    step,
)

SALES = indicator("sales")
SHARE = BonusTemplate("p", "P", PercentPremium(Decimal("0.05")), "sales")
COMMISSION = BonusTemplate(
    "c",
    "C",
    CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), rate=Decimal("0.05")),
)


def line_of(template: BonusTemplate, **facts: str) -> tuple[Decimal, str]:
    """Return what ``template`` pays Ann, whose plan of sales is 1,000, and its sentence."""
    scheme = scheme_of(template, indicators=(SALES,), plans=(Plan("sales", ANN, Decimal(1000)),))
    [line] = statement_of(scheme, facts_of(ANN, **facts)).lines
    assert line.derivation.sentence == line.formula
    return line.amount.as_decimal(), said(line)


@pytest.mark.parametrize(
    ("sales", "amount", "sentence"),
    [
        (
            "1400",
            "40",
            (
                "10% × RUB 400.00 = RUB 40.00, because RUB 1,400.00 is above the plan of "
                "RUB 1,000.00 by RUB 400.00"
            ),
        ),
        (
            "1000",
            "0",
            "RUB 0.00, because RUB 1,000.00 is not above the plan of RUB 1,000.00",
        ),
        ("200", "0", "RUB 0.00, because RUB 200.00 is not above the plan of RUB 1,000.00"),
    ],
)
def test_above_the_plan_the_slice_alone_is_paid(sales: str, amount: str, sentence: str) -> None:
    # Source: domain.md §6, percent of sales above plan.
    template = BonusTemplate("p", "P", AbovePlanPremium(Decimal("0.1")), "sales")
    assert line_of(template, sales=sales) == (Decimal(amount), sentence)


def test_without_a_plan_nothing_is_above_it() -> None:
    template = BonusTemplate("p", "P", AbovePlanPremium(Decimal("0.1")), "sales")
    [line] = statement_of(scheme_of(template, indicators=(SALES,)), facts_of(sales="5")).lines
    assert said(line) == "RUB 0.00, because “Sales” has no plan"


BOUNDED = replace(SHARE, floor=Decimal(30), cap=Decimal(60), minimum=Decimal(10))


@pytest.mark.parametrize(
    ("sales", "amount", "sentence"),
    [
        ("1000", "50", "5% × RUB 1,000.00 = RUB 50.00"),
        (
            "1400",
            "60",
            "RUB 60.00, because 5% × RUB 1,400.00 = RUB 70.00, and at most RUB 60.00 is due",
        ),
        (
            "400",
            "30",
            "RUB 30.00, because 5% × RUB 400.00 = RUB 20.00, and at least RUB 30.00 is due",
        ),
        (
            "199.8",
            "0",
            "RUB 0.00, because 5% × RUB 199.80 = RUB 9.99 is below the minimum of RUB 10.00",
        ),
    ],
)
def test_bounds_of_a_premium_say_what_they_changed(sales: str, amount: str, sentence: str) -> None:
    assert line_of(BOUNDED, sales=sales) == (Decimal(amount), sentence)


def test_a_floor_is_paid_only_where_the_conditions_hold() -> None:
    condition = PremiumCondition("sales", Operator.MORE, Decimal(5000))
    template = replace(BOUNDED, conditions=(condition,))
    amount, sentence = line_of(template, sales="1000")
    assert amount == 0
    assert "does not exceed" in sentence


@pytest.mark.parametrize(
    ("until", "amount"), [(date(2026, 3, 2), 5), (date(2026, 3, 1), 0), (date(2026, 1, 1), 0)]
)
def test_nothing_is_paid_for_periods_that_begin_at_the_end_or_later(
    until: date, amount: int
) -> None:
    template = BonusTemplate("p", "P", FixedPremium(Decimal(5)), until=until)
    found, sentence = line_of(template)
    assert found == amount
    assert ("it is not in force any more from" in sentence) is (amount == 0)


@pytest.mark.parametrize(
    ("kind", "month", "paid"),
    [
        (PeriodKind.QUARTER, "2026-03", True),
        (PeriodKind.QUARTER, "2026-02", False),
        (PeriodKind.HALF_YEAR, "2026-06", True),
        (PeriodKind.HALF_YEAR, "2026-03", False),
        (PeriodKind.YEAR, "2026-12", True),
        (PeriodKind.YEAR, "2026-06", False),
    ],
)
def test_a_longer_period_is_paid_in_its_last_month_by_its_own_figures(
    kind: PeriodKind, month: str, *, paid: bool
) -> None:
    scheme = scheme_of(replace(SHARE, period_kind=kind), indicators=(SALES,))
    found = statements_of(
        scheme,
        [employee()],
        facts_of(sales="100"),
        period=Period.parse(month),
        longer={kind: facts_of(sales="2000")},
    )["ann"]
    assert amounts(found) == ({"p": 100} if paid else {})


def test_a_head_is_paid_for_the_quarter_of_the_whole_company() -> None:
    template = replace(SHARE, period_kind=PeriodKind.QUARTER, level=SubjectLevel.COMPANY)
    people = [employee(), Subject(COMPANY, "Firm")]
    found = statements_of(
        scheme_of(template, indicators=(SALES,)),
        people,
        facts_of(COMPANY, sales="1"),
        longer={PeriodKind.QUARTER: facts_of(COMPANY, sales="5000")},
    )
    assert amounts(found["ann"]) == {"p": 250}


def test_a_longer_period_without_figures_is_told() -> None:
    scheme = scheme_of(replace(SHARE, period_kind=PeriodKind.QUARTER), indicators=(SALES,))
    [line] = statement_of(scheme, facts_of(sales="100")).lines
    assert said(line) == "RUB 0.00, because there are no figures of Q1 2026"


OF_QUARTERS = replace(SHARE, period_kind=PeriodKind.QUARTER)
BEGUN, NOT_YET = Version(date(2026, 3, 1)), Version(date(2026, 3, 2))
SCALED = replace(OF_QUARTERS, premium=CoefficientPremium(Decimal(100), "scale"), version=BEGUN)
SCALE = StepScale("scale", "Scale", (step(None, None, "1"),), Measure.FACT)


@pytest.mark.parametrize(
    ("template", "indicator", "scale", "paid"),
    [
        (replace(OF_QUARTERS, version=BEGUN), SALES, SCALE, 100),
        (replace(OF_QUARTERS, version=NOT_YET), SALES, SCALE, 0),
        (replace(OF_QUARTERS, until=date(2026, 3, 1)), SALES, SCALE, 0),
        (replace(OF_QUARTERS, until=date(2026, 3, 2)), SALES, SCALE, 100),
        (OF_QUARTERS, replace(SALES, version=BEGUN), SCALE, 100),
        (OF_QUARTERS, replace(SALES, version=NOT_YET), SCALE, 0),
        (SCALED, SALES, replace(SCALE, version=BEGUN), 100),
        (SCALED, SALES, replace(SCALE, version=NOT_YET), 0),
    ],
)
def test_the_month_that_pays_for_a_quarter_says_which_rules_hold(
    template: BonusTemplate, indicator: Indicator, scale: StepScale, paid: int
) -> None:
    scheme = scheme_of(template, indicators=(indicator,), scales=(scale,))
    longer = {PeriodKind.QUARTER: facts_of(sales="2000")}
    found = statements_of(scheme, [employee()], {}, longer=longer)["ann"]
    assert amounts(found) == {"p": paid}


def test_a_score_of_the_quarter_is_by_the_profile_of_the_month_that_pays() -> None:
    entries = (ProfileEntry("sales", Decimal(1), plan=Decimal(1000)),)
    kind = PeriodKind.QUARTER
    profile = Profile("p", "P", entries, (ANN,), version=BEGUN, period_kind=kind)
    template = BonusTemplate("p", "P", FormulaPremium("score * 10"), period_kind=kind)
    scheme = scheme_of(template, indicators=(SALES,), profiles=(profile,))
    longer = {kind: facts_of(sales="2000")}
    assert amounts(statements_of(scheme, [employee()], {}, longer=longer)["ann"]) == {"p": 20}


def test_a_premium_whose_figures_fail_leaves_the_others() -> None:
    broken = BonusTemplate("b", "B", FormulaPremium("100 / sales"))
    scheme = scheme_of(broken, SHARE, salary="7", indicators=(SALES,))
    statement = statement_of(scheme, facts_of(sales="0"))
    assert amounts(statement) == {"b": 0, "p": 0}
    assert "because" in said(statement.lines[0])


@dataclass(frozen=True)
class Books:
    """What Ann earned by the template ``c``."""

    found: tuple[Accrual, ...]

    def of(self, subject: SubjectRef, code: str) -> Earned:
        mine = [one for one in self.accruals(subject) if one.code == code]
        return Earned(sum(one.amount_minor for one in mine), len({one.record for one in mine}))

    def accruals(self, subject: SubjectRef) -> tuple[Accrual, ...]:
        return self.found if subject == ANN else ()


def accrual(record: int, base: int, amount: int, code: str = "c") -> Accrual:
    """Return what deal ``record`` earned on 5 March, in major units."""
    day, rate = date(2026, 3, 5), Decimal("0.05")
    return Accrual(
        code, Entity.DEAL, record, f"Deal {record}", Event.WON, day, base * 100, rate, amount * 100
    )


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (20, "5% × RUB 1,400.00 = RUB 70.00, because 2 records of RUB 1,400.00 in all earned it"),
        (19, "RUB 69.00, because 2 records of RUB 1,400.00 in all earned it"),
    ],
)
def test_a_commission_is_the_sum_of_its_records(amount: int, sentence: str) -> None:
    books = Books((accrual(1, 1000, 50), accrual(2, 400, amount), accrual(3, 9, 9, "other")))
    found = statements_of(scheme_of(COMMISSION), [employee()], {}, earnings=books)["ann"]
    assert [said(line) for line in found.lines] == [sentence]


def test_a_sum_for_each_record_has_no_base() -> None:
    premium = CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), amount=Decimal(250))
    books = Books((accrual(1, 0, 250),))
    scheme = scheme_of(replace(COMMISSION, premium=premium))
    [line] = statements_of(scheme, [employee()], {}, earnings=books)["ann"].lines
    assert said(line) == "RUB 250.00, because 1 record earned it"


def test_a_commission_without_records_says_so() -> None:
    [line] = statement_of(scheme_of(COMMISSION), {}).lines
    assert said(line) == "RUB 0.00, because no record earned anything"


def test_a_commission_waits_for_its_conditions() -> None:
    condition = PremiumCondition("sales", Operator.AT_LEAST, Decimal(10))
    scheme = scheme_of(replace(COMMISSION, conditions=(condition,)), indicators=(SALES,))
    books = Books((accrual(1, 1000, 50),))
    pays = [
        statements_of(scheme, [employee()], facts_of(sales=sales), earnings=books)["ann"].total
        for sales in ("9", "10")
    ]
    assert [pay.minor for pay in pays] == [0, 50_00]


def test_commissions_of_others_are_not_paid() -> None:
    scheme = scheme_of(COMMISSION)
    books = Books((accrual(1, 1000, 50),))
    bob = employee("bob")
    assigned = replace(scheme.cards[0].assignments[0], subject=bob.ref)
    cards = (replace(scheme.cards[0], assignments=(assigned,)),)
    found = statements_of(replace(scheme, cards=cards), [bob], {}, earnings=books, period=MARCH)
    assert amounts(found["bob"]) == {"c": 0}
