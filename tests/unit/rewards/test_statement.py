from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.codec import from_plain, to_plain
from crm_desktop.kpi.definition import Measure, Plan, Profile, ProfileEntry, StepScale, Version
from crm_desktop.kpi.source import FormulaSource
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CoefficientPremium,
    FixedPremium,
    FormulaPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    Premium,
    PremiumCondition,
    RateScalePremium,
    SalaryPercentPremium,
)
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    amounts,
    card,
    department,
    employee,
    facts_of,
    indicator,
    outcome_of,
    scheme_of,
    statement_of,
    step,
    total,
)

SALES = indicator("sales")
DEALS = indicator("deals", Unit.NUMBER)
RATES = StepScale(
    "rates",
    "Rates",
    (step("0", "1000", "0.05"), step("1000", "2000", "0.07", is_marginal=True)),
)
PLAN = Plan("sales", ANN, Decimal(1000))


def premium_line(
    premium: Premium,
    *conditions: PremiumCondition,
    indicator_code: str | None = "sales",
    **facts: str,
) -> tuple[Decimal, str]:
    """Return the amount and the sentence of the one premium on Ann's card."""
    scheme = scheme_of(
        BonusTemplate("p", "P", premium, indicator_code, conditions),
        salary="40000",
        indicators=(SALES, DEALS),
        scales=(RATES, replace(RATES, code="by_plan", measure=Measure.ATTAINMENT)),
        plans=(PLAN,),
    )
    line = statement_of(scheme, facts_of(ANN, **facts)).lines[-1]
    assert line.derivation.sentence == line.formula
    return line.amount.as_decimal(), str(line.formula).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("premium", "facts", "amount", "sentence"),
    [
        (FixedPremium(Decimal(2500)), {}, "2500", "RUB 2,500.00"),
        (
            PerUnitPremium(Decimal(5)),
            {"sales": "12"},
            "60",
            "RUB 5.00 × RUB 12.00 = RUB 60.00",
        ),
        (
            PercentPremium(Decimal("0.05")),
            {"sales": "1240000"},
            "62000",
            "5% × RUB 1,240,000.00 = RUB 62,000.00",
        ),
        (
            SalaryPercentPremium(Decimal("0.1")),
            {},
            "4000",
            "10% × RUB 40,000.00 = RUB 4,000.00",
        ),
        (
            RateScalePremium("rates"),
            {"sales": "1500"},
            "85",
            (
                "5% × RUB 1,000.00 + 7% × RUB 500.00 = RUB 85.00, "
                "because RUB 1,500.00 is in the step from RUB 1,000.00 to below RUB 2,000.00"
            ),
        ),
        (
            RateScalePremium("rates"),
            {"sales": "2000"},
            "0",
            "RUB 0.00, because RUB 2,000.00 is outside the scale “Rates”",
        ),
        (
            CoefficientPremium(Decimal(100), "rates"),
            {"sales": "999"},
            "5",
            "RUB 100.00 × 0.05 = RUB 5.00",
        ),
        (
            FormulaPremium("salary * 0.1 + (sales if sales > 10 else 0)"),
            {"sales": "11"},
            "4011",
            "RUB 40,000.00 * 0.1 + (RUB 11.00 if RUB 11.00 > 10 else 0) = RUB 4,011.00",
        ),
        (
            PercentPremium(Decimal("0.05")),
            {},
            "0",
            "RUB 0.00, because “Sales” was not measured",
        ),
        (
            FormulaPremium("score * 5"),
            {},
            "0",
            "RUB 0.00, because “score” has no value",
        ),
        (
            RateScalePremium("by_plan"),
            {"sales": "999000"},
            "49950",
            (
                "5% × RUB 999,000.00 = RUB 49,950.00, "
                "because RUB 999,000.00 is in the step from RUB 0.00 to below RUB 1,000,000.00"
            ),
        ),
    ],
)
def test_each_kind_of_premium_says_what_it_did(
    premium: Premium, facts: dict[str, str], amount: str, sentence: str
) -> None:
    assert premium_line(premium, **facts) == (Decimal(amount), sentence)


@pytest.mark.parametrize(
    ("sign", "value", "sentence"),
    [
        (">", "1001", "RUB 50.05, because “Sales” (RUB 1,001.00) exceeds RUB 1,000.00"),
        (">", "1000", "RUB 0.00, because “Sales” (RUB 1,000.00) does not exceed RUB 1,000.00"),
        (">=", "1000", "RUB 50.00, because “Sales” (RUB 1,000.00) is at least RUB 1,000.00"),
        (">=", "999", "RUB 0.00, because “Sales” (RUB 999.00) is below RUB 1,000.00"),
        ("<", "999", "RUB 49.95, because “Sales” (RUB 999.00) is below RUB 1,000.00"),
        ("<", "1000", "RUB 0.00, because “Sales” (RUB 1,000.00) is at least RUB 1,000.00"),
        ("<=", "1000", "RUB 50.00, because “Sales” (RUB 1,000.00) does not exceed RUB 1,000.00"),
        ("<=", "1001", "RUB 0.00, because “Sales” (RUB 1,001.00) exceeds RUB 1,000.00"),
        ("=", "1000", "RUB 50.00, because “Sales” (RUB 1,000.00) equals RUB 1,000.00"),
        ("=", "999", "RUB 0.00, because “Sales” (RUB 999.00) differs from RUB 1,000.00"),
        ("!=", "999", "RUB 49.95, because “Sales” (RUB 999.00) differs from RUB 1,000.00"),
        ("!=", "1000", "RUB 0.00, because “Sales” (RUB 1,000.00) equals RUB 1,000.00"),
    ],
)
def test_a_condition_says_why_it_pays_or_not(sign: str, value: str, sentence: str) -> None:
    condition = PremiumCondition("sales", Operator(sign), Decimal(1000))
    _, found = premium_line(PercentPremium(Decimal("0.05")), condition, sales=value)
    assert found.rpartition(" = ")[2] == sentence


def test_all_conditions_must_hold_and_all_that_fail_are_named() -> None:
    conditions = (
        PremiumCondition("sales", Operator.MORE, Decimal(10)),
        PremiumCondition("sales", Operator.MORE, Decimal(2), Measure.ATTAINMENT),
        PremiumCondition("deals", Operator.MORE, Decimal(1)),
    )
    found = premium_line(FixedPremium(Decimal(5)), *conditions, sales="1000")
    assert found == (
        Decimal(0),
        (
            "RUB 0.00, because attainment of “Sales” (100%) does not exceed 200%, "
            "and “Deals” was not measured"
        ),
    )


def test_the_figures_behind_a_line_stand_under_it_once() -> None:
    condition = PremiumCondition("sales", Operator.MORE, Decimal(10))
    template = BonusTemplate(
        "p",
        "P",
        PercentPremium(Decimal("0.05")),
        "sales",
        (condition,),
        version=Version(date(2026, 3, 1), 4),
    )
    scheme = scheme_of(template, indicators=(SALES,))
    line = statement_of(scheme, facts_of(sales="1000")).lines[0]
    assert [part.label for part in line.derivation.inputs] == ["Sales"]
    assert line.derivation.rule is not None
    assert line.derivation.rule.number == 4


def test_a_premium_is_not_paid_before_it_is_in_force() -> None:
    template = BonusTemplate("p", "P", FixedPremium(Decimal(5)), version=Version(date(2026, 3, 2)))
    line = statement_of(scheme_of(template), {}).lines[0]
    assert line.amount == Money(0, "RUB")
    assert str(line.formula).endswith("because it is in force from 02/03/2026 on")


def test_a_premium_waits_for_what_it_reads() -> None:
    later = replace(SALES, version=Version(date(2026, 3, 2)))
    template = BonusTemplate("p", "P", PercentPremium(Decimal("0.05")), "sales")
    scheme = scheme_of(template, salary="100", indicators=(later,))

    statement = statement_of(scheme, facts_of(sales="1000"))

    assert statement.total == Money(100_00, "RUB")
    assert str(statement.lines[0].formula).endswith(
        "because “Sales” is in force from 02/03/2026 on"
    )


def test_a_head_is_paid_for_the_figures_of_the_department() -> None:
    condition = PremiumCondition("sales", Operator.AT_LEAST, Decimal(1), Measure.ATTAINMENT)
    template = BonusTemplate(
        "p",
        "P",
        PercentPremium(Decimal("0.01")),
        "sales",
        (condition,),
        level=SubjectLevel.DEPARTMENT,
    )
    whole = replace(
        template,
        code="w",
        premium=PerUnitPremium(Decimal(1)),
        conditions=(),
        level=SubjectLevel.COMPANY,
    )
    team = department("team")
    scheme = scheme_of(
        template, whole, indicators=(SALES,), plans=(Plan("sales", team.ref, Decimal(900)),)
    )
    facts = {
        **facts_of(sales="1"),
        **facts_of(team.ref, sales="1000"),
        **facts_of(COMPANY, sales="7"),
    }
    outcomes = calculate(
        scheme, [employee(department="team"), team, Subject(COMPANY, "Firm")], facts, MARCH
    )
    assert outcomes[0].statement is not None
    assert amounts(outcomes[0].statement) == {"p": 10, "w": 7}


def test_figures_of_a_department_that_is_not_there_pay_nothing() -> None:
    template = BonusTemplate(
        "p", "P", PerUnitPremium(Decimal(1)), "sales", level=SubjectLevel.DEPARTMENT
    )
    line = statement_of(scheme_of(template, indicators=(SALES,)), facts_of(sales="1")).lines[0]
    assert str(line.formula).endswith("because there are no figures of the department")


def test_pay_by_a_missing_score_is_zero_with_the_reason() -> None:
    scheme = scheme_of(
        indicators=(SALES,),
        profiles=(Profile("p", "P", (ProfileEntry("sales"),), (ANN,)),),
        cards=(card(salary="100", pay_model=PayModel.SALARY_AND_SCORE),),
    )
    statement = statement_of(scheme, facts_of(sales="5"))
    assert total(statement) == 100
    reason = "RUB 0.00, because there is no coefficient of Sales"
    assert str(statement.lines[0].formula).replace("\u00a0", " ") == reason


def test_premiums_below_zero_never_touch_the_salary() -> None:
    scheme = scheme_of(
        BonusTemplate("p", "P", PercentPremium(Decimal("0.1")), "sales"),
        BonusTemplate("q", "Q", FixedPremium(Decimal(30))),
        salary="500",
        indicators=(SALES,),
    )
    statement = statement_of(scheme, facts_of(sales="-1000"))
    assert amounts(statement) == {"p": -100, "q": 30, "floor": 70}
    assert total(statement) == 500
    sentence = str(statement.lines[-1].formula).replace("\u00a0", " ")
    assert sentence == "RUB 70.00, because premiums never reduce the salary"


def test_a_cap_that_is_not_reached_leaves_no_line() -> None:
    scheme = scheme_of(
        BonusTemplate("b", "B", FixedPremium(Decimal(100))),
        cards=(card("b", salary="50", total_cap=Decimal(3)),),
    )
    assert amounts(statement_of(scheme, {})) == {"b": 100}


def test_a_cap_says_what_it_is() -> None:
    scheme = scheme_of(
        BonusTemplate("b", "B", FixedPremium(Decimal(101))),
        cards=(card("b", salary="50", total_cap=Decimal(3)),),
    )
    line = statement_of(scheme, {}).lines[-1]
    assert str(line.formula).replace("\u00a0", " ") == (
        "\N{MINUS SIGN}RUB 1.00, because total pay is at most 3 × RUB 50.00 = RUB 150.00"
    )


@pytest.mark.parametrize(
    ("assignments", "salary"),
    [
        ((Assignment(COMPANY),), 100),
        ((Assignment(COMPANY), Assignment(ANN, Decimal(7))), 7),
        (
            (
                Assignment(SubjectRef(SubjectLevel.DEPARTMENT, "top"), Decimal(8)),
                Assignment(COMPANY),
            ),
            8,
        ),
        ((Assignment(SubjectRef(SubjectLevel.GROUP, "night"), Decimal(9)), Assignment(COMPANY)), 9),
    ],
)
def test_the_closest_assignment_gives_the_salary(
    assignments: tuple[Assignment, ...], salary: int
) -> None:
    scheme = scheme_of(cards=(card(salary="100", assignments=assignments),))
    people = [employee("ann", "team", ("night",)), department("team", "top"), department("top")]
    [outcome, *others] = calculate(scheme, people, {}, MARCH)
    assert outcome.statement is not None
    assert outcome.statement.salary == Money(salary * 100, "RUB")
    assert [other.statement for other in others] == [None, None]


TEAM = department("team").ref


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        (Assignment(COMPANY), "set in the reward card “Seller”"),
        (Assignment(ANN, Decimal(7)), "set personally in the reward card “Seller”"),
        (Assignment(TEAM, Decimal(7)), "set for “Team” in the reward card “Seller”"),
        (
            Assignment(COMPANY, Decimal(7)),
            "set for the whole company in the reward card “Seller”",
        ),
    ],
)
def test_the_salary_says_what_gave_it(assignment: Assignment, sentence: str) -> None:
    version = Version(date(2026, 3, 1), 3)
    seller = card(salary="100", name="Seller", assignments=(assignment,), version=version)
    people = [employee("ann", "team"), department("team")]
    statement = calculate(scheme_of(cards=(seller,)), people, {}, MARCH)[0].statement
    assert statement is not None
    step = statement.salary_derivation
    assert (str(step.sentence), step.rule) == (sentence, version)
    assert step.value.value == statement.salary.as_decimal()


def test_where_the_score_alone_pays_the_salary_says_so() -> None:
    scheme = scheme_of(cards=(card(salary="100", pay_model=PayModel.SCORE_ONLY),))
    statement = statement_of(scheme, {})
    assert statement.salary == Money(0, "RUB")
    sentence = "by the reward card “Card” the score alone pays"
    assert str(statement.salary_derivation.sentence) == sentence


BY_DEALS = PremiumCondition("deals", Operator.MORE, Decimal(1))


@pytest.mark.parametrize(
    ("template", "indicator_code"),
    [
        (BonusTemplate("p", "P", PerUnitPremium(Decimal(1)), "sales", (BY_DEALS,)), "sales"),
        (BonusTemplate("p", "P", SalaryPercentPremium(Decimal(1)), None, (BY_DEALS,)), "deals"),
        (
            BonusTemplate("p", "P", FormulaPremium("score * sales"), None, (BY_DEALS,)),
            "sales",
        ),
        (BonusTemplate("p", "P", FormulaPremium("salary"), None, (BY_DEALS,)), "deals"),
        (BonusTemplate("p", "P", FixedPremium(Decimal(1))), None),
        (
            BonusTemplate(
                "p", "P", PerUnitPremium(Decimal(1)), "sales", level=SubjectLevel.COMPANY
            ),
            None,
        ),
    ],
)
def test_a_line_is_paid_for_one_indicator_of_the_person(
    template: BonusTemplate, indicator_code: str | None
) -> None:
    scheme = scheme_of(template, indicators=(SALES, DEALS))
    assert statement_of(scheme, {}).lines[0].indicator == indicator_code


def test_pay_by_the_score_is_paid_for_no_single_indicator() -> None:
    scheme = scheme_of(cards=(card(salary="100", pay_model=PayModel.SALARY_AND_SCORE),))
    assert [line.indicator for line in statement_of(scheme, {}).lines] == [None]


def test_without_a_card_there_is_no_statement_and_no_problem() -> None:
    outcome = outcome_of(scheme_of(), {}, employee("bob"))
    assert (outcome.statement, outcome.problem) == (None, None)


def test_a_card_that_is_not_in_force_pays_nothing() -> None:
    scheme = scheme_of(cards=(card(version=Version(date(2026, 3, 2))),))
    assert outcome_of(scheme, {}).statement is None


def test_a_card_pays_by_the_month() -> None:
    outcome = outcome_of(scheme_of(), {}, period=Period.parse("2026-Q1"))
    assert (outcome.statement, str(outcome.problem)) == (None, "“Card” pays by the month.")


def test_a_problem_of_one_does_not_stop_the_others() -> None:
    scheme = scheme_of(
        BonusTemplate("p", "P", PerUnitPremium(Decimal(10**6)), "sales"),
        indicators=(SALES,),
        cards=(card("p", assignments=(Assignment(COMPANY),)),),
    )
    facts = {
        **facts_of(sales="1e12"),
        **facts_of(employee("bob").ref, sales="2"),
    }
    rich, bob = calculate(scheme, [employee(), employee("bob")], facts, MARCH)
    assert (rich.statement, str(rich.problem)) == (None, "An amount is too large for a statement.")
    assert bob.statement is not None
    assert total(bob.statement) == 2_000_000


def test_a_card_that_names_what_is_not_there_is_a_problem_of_its_people_alone() -> None:
    ann = card("gone")
    bob = card(code="b", assignments=(Assignment(employee("bob").ref),))
    people = [employee(), employee("bob")]
    lost, paid = calculate(scheme_of(cards=(ann, bob)), people, {}, MARCH)
    assert (lost.statement, str(lost.problem)) == (None, "Bonus template gone does not exist.")
    assert paid.statement is not None


def test_lines_are_rounded_before_they_are_added() -> None:
    thirds = [BonusTemplate(code, code, FormulaPremium("10 / 3")) for code in ("a", "b", "c")]
    assert total(statement_of(scheme_of(*thirds), {})) == Decimal("9.99")


@given(
    salary=st.decimals(0, 10**6, places=2),
    values=st.lists(st.decimals(-(10**5), 10**5, places=3), max_size=5),
    cap=st.none() | st.integers(1, 5).map(Decimal),
    model=st.sampled_from(PayModel),
)
def test_the_total_is_the_salary_plus_the_lines_within_floor_and_cap(
    salary: Decimal, values: list[Decimal], cap: Decimal | None, model: PayModel
) -> None:
    templates = [BonusTemplate(f"t{n}", "T", FixedPremium(v)) for n, v in enumerate(values)]
    codes = [template.code for template in templates]
    scheme = scheme_of(
        *templates, cards=(card(*codes, salary=str(salary), total_cap=cap, pay_model=model),)
    )
    statement = statement_of(scheme, {})
    assert total(statement) == statement.salary.as_decimal() + sum(amounts(statement).values())
    assert total(statement) >= statement.salary.as_decimal()
    if cap is not None:
        assert total(statement) <= cap * salary


@given(st.data())
def test_the_order_of_definitions_does_not_matter(data: st.DataObject) -> None:
    child = replace(indicator("child"), source=FormulaSource("sales * 2"))
    templates = (
        BonusTemplate("a", "A", PercentPremium(Decimal("0.1")), "child"),
        BonusTemplate("b", "B", RateScalePremium("rates"), "sales"),
    )
    scheme = scheme_of(*templates, indicators=(child, SALES, DEALS), scales=(RATES,))
    other = card(code="other", assignments=(Assignment(COMPANY),))
    scheme = replace(scheme, cards=(*scheme.cards, other))
    shuffled = replace(
        scheme,
        indicators=tuple(data.draw(st.permutations(scheme.indicators))),
        templates=tuple(data.draw(st.permutations(scheme.templates))),
        cards=tuple(data.draw(st.permutations(scheme.cards))),
    )
    facts = facts_of(sales="1500")
    assert outcome_of(shuffled, facts) == outcome_of(scheme, facts)


@given(less=st.decimals(0, 3000, places=2), more=st.decimals(0, 3000, places=2))
def test_more_sales_never_pay_less_on_a_rising_scale(less: Decimal, more: Decimal) -> None:
    less, more = sorted((less, more))
    rising = replace(RATES, steps=(*RATES.steps, step("2000", None, "0.07")))
    scheme = scheme_of(
        BonusTemplate("p", "P", RateScalePremium("rates"), "sales"),
        indicators=(SALES,),
        scales=(rising,),
    )
    pays = [total(statement_of(scheme, facts_of(sales=str(sales)))) for sales in (less, more)]
    assert pays[0] <= pays[1]


def test_every_derivation_of_a_statement_can_be_stored() -> None:
    condition = PremiumCondition("sales", Operator.MORE, Decimal(10), Measure.ATTAINMENT)
    scheme = scheme_of(
        BonusTemplate("p", "P", RateScalePremium("rates"), "sales", (condition,)),
        indicators=(SALES,),
        scales=(RATES,),
        plans=(PLAN,),
        profiles=(Profile("p", "P", (ProfileEntry("sales", scale="rates"),), (ANN,)),),
        cards=(card("p", salary="100", pay_model=PayModel.SALARY_AND_SCORE),),
    )
    statement = statement_of(scheme, facts_of(sales="1500"))
    for line in statement.lines:
        assert from_plain(to_plain(line.derivation)) == line.derivation
