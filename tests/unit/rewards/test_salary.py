from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import Presence
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Measure, Profile, ProfileEntry, Proration, StepScale
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.template import BonusTemplate, PayModel, SalaryPercentPremium
from tests.unit.rewards.builders import (
    ANN,
    amounts,
    card,
    employee,
    facts_of,
    indicator,
    outcome_of,
    scheme_of,
    step,
    total,
)

# June 2026 has 22 days from Monday to Friday; 15 to 22 June has 6 of them and 8 of 30 in all.
JUNE = Period.month(2026, 6)
AWAY = Presence(date(2020, 1, 1), absences=((date(2026, 6, 15), date(2026, 6, 23)),))
TENTH = BonusTemplate("tenth", "Tenth", SalaryPercentPremium(Decimal("0.1")))


def paid(presence: Presence | None, kind: Proration, **changes: object) -> Statement:
    """Return Ann's pay of June on a salary of 44,000 of which she has a tenth besides."""
    scheme = scheme_of(
        TENTH, cards=(card("tenth", salary="44000", proration=kind, **changes),),
        indicators=(indicator("sales", Unit.NUMBER),),
        scales=(StepScale("twice", "Twice", (step(None, None, "2"),), Measure.FACT),),
        profiles=(Profile("p", "P", (ProfileEntry("sales", scale="twice"),), (ANN,)),),
    )  # fmt: skip
    found = outcome_of(scheme, facts_of(sales="2"), replace(employee(), presence=presence), JUNE)
    assert found.statement is not None, found.problem
    return found.statement


@pytest.mark.parametrize(
    ("kind", "salary", "tenth"),
    [
        (Proration.NONE, "44000", "4400"),
        (Proration.WORKING_DAYS, "32000", "3200"),  # 44 000 × 16/22
        (Proration.CALENDAR_DAYS, "32266.67", "3226.67"),  # 44 000 × 22/30
        (Proration.WHOLE_MONTHS, "44000", "4400"),  # there on more than half of it
    ],
)
def test_who_was_away_has_a_part_of_the_salary_and_of_its_shares(
    kind: Proration, salary: str, tenth: str
) -> None:
    # Source: domain.md §4, absence and part months.
    found = paid(AWAY, kind)
    assert found.salary.as_decimal() == Decimal(salary)
    assert amounts(found) == {"tenth": Decimal(tenth)}
    assert total(found) == Decimal(salary) + Decimal(tenth)


def test_who_was_hired_or_left_within_the_month_has_a_part_of_the_salary() -> None:
    hired = paid(Presence(date(2026, 6, 15)), Proration.WORKING_DAYS)
    left = paid(Presence(date(2020, 1, 1), date(2026, 6, 14)), Proration.WORKING_DAYS)
    assert hired.salary.as_decimal() == 24_000  # 12 of 22 days
    assert left.salary.as_decimal() == 20_000  # 10 of 22 days


def test_how_a_part_of_the_salary_came_about_is_said() -> None:
    made = paid(AWAY, Proration.WORKING_DAYS).salary_derivation
    said = str(made.sentence).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "RUB 44,000.00 × working days present 16/22 = RUB 32,000.00"
    [whole] = made.inputs
    assert str(whole.sentence) == "set in the reward card “Card”"


@pytest.mark.parametrize("model", [PayModel.SCORE_ONLY, PayModel.SALARY_AND_SCORE])
def test_the_score_pays_on_the_part_of_the_salary(model: PayModel) -> None:
    found = paid(AWAY, Proration.WORKING_DAYS, pay_model=model)
    by_score = found.lines[0]
    assert by_score.amount.as_decimal() == 64_000  # 32 000 × 2
    assert by_score.derivation.inputs[0].value.value == 32_000


def test_the_cap_is_counted_in_salaries_of_the_period() -> None:
    found = paid(AWAY, Proration.WORKING_DAYS, total_cap=Decimal(1))
    assert total(found) == 32_000


@given(
    days=st.integers(0, 30), kind=st.sampled_from([Proration.WORKING_DAYS, Proration.CALENDAR_DAYS])
)
def test_the_parts_before_and_after_a_day_are_the_whole_salary(days: int, kind: Proration) -> None:
    cut = JUNE.start + timedelta(days=days)
    before = paid(Presence(date(2020, 1, 1), absences=((cut, JUNE.end),)), kind)
    after = paid(Presence(date(2020, 1, 1), absences=((JUNE.start, cut),)), kind)
    whole = before.salary.as_decimal() + after.salary.as_decimal()
    assert abs(whole - 44_000) <= Decimal("0.01")
