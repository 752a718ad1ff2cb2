"""What is done to a draft: teams, weights that make one, and what leaves it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE, Role, with_needs
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft

ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
BORIS = SubjectRef(SubjectLevel.EMPLOYEE, "boris")
CODES = ("sales_volume", "won_deals", "nps", "average_deal")
percents = st.integers(0, 100).map(lambda number: Decimal(number) / 100)


def sellers(*codes: str) -> WizardDraft:
    draft = editing.empty_draft("Sales", "RUB")
    draft = editing.with_team(draft, "Sellers", (ANNA, BORIS), role=Role.SALES)
    found = [entry.indicator() for entry in with_needs(codes)]
    return editing.with_indicators(draft, "sellers", codes, found)


def weights(draft: WizardDraft) -> list[Decimal]:
    return [entry.weight for entry in draft.profile("sellers").entries]


def test_a_team_has_a_profile_and_a_card_of_its_code() -> None:
    draft = sellers()
    card = draft.card("sellers")
    assert draft.members("sellers") == (ANNA, BORIS)
    assert card is not None
    assert [each.subject for each in card.assignments] == [ANNA, BORIS]


def test_a_department_as_a_whole_is_not_paid() -> None:
    sales = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
    draft = editing.with_team(
        editing.empty_draft("Sales", "RUB"), "Sales", (sales,), level=SubjectLevel.DEPARTMENT
    )
    assert draft.card("sales") is None


def test_a_code_that_is_taken_is_not_given_again() -> None:
    draft = editing.with_team(sellers(), "Sellers", (), taken={"sellers-2"})
    assert [team.code for team in draft.teams] == ["sellers", "sellers-3"]


def test_a_new_indicator_weighs_as_much_as_the_others_on_average() -> None:
    assert weights(sellers(*CODES[:3])) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]


def test_an_indicator_that_goes_takes_its_plans_along() -> None:
    draft = editing.with_plans(
        sellers(*CODES[:2]),
        [Plan("won_deals", ANNA, Decimal(5)), Plan("sales_volume", ANNA, Decimal(9))],
    )
    draft = editing.without_indicator(draft, "sellers", "won_deals")
    assert [each.code for each in draft.scheme.indicators] == ["sales_volume"]
    assert [plan.indicator for plan in draft.scheme.plans] == ["sales_volume"]
    assert weights(draft) == [Decimal(1)]


def test_what_a_premium_counts_stays_when_no_profile_measures_it() -> None:
    template = BonusTemplate("five", "5 %", PercentPremium(Decimal("0.05")), "sales_volume")
    draft = editing.with_template(sellers(*CODES[:2]), "sellers", template)
    draft = editing.without_indicator(draft, "sellers", "sales_volume")
    assert {each.code for each in draft.scheme.indicators} == {"sales_volume", "won_deals"}
    draft = editing.without_template(draft, "sellers", "five")
    assert {each.code for each in draft.scheme.indicators} == {"won_deals"}
    assert draft.scheme.templates == ()


def test_who_leaves_a_team_takes_the_salary_along() -> None:
    draft = editing.with_salary(sellers(), "sellers", Decimal(40000), ANNA)
    draft = editing.with_members(draft, "sellers", (ANNA,))
    card = draft.card("sellers")
    assert card is not None
    assert [(each.subject, each.salary) for each in card.assignments] == [(ANNA, Decimal(40000))]


def test_plans_follow_the_kind_of_period() -> None:
    draft = editing.with_plans(sellers("won_deals"), [Plan("won_deals", ANNA, Decimal(5))])
    draft = editing.with_period_kind(draft, "sellers", PeriodKind.WEEK)
    assert draft.profile("sellers").period_kind is PeriodKind.WEEK
    assert [plan.period_kind for plan in draft.scheme.plans] == [PeriodKind.WEEK]


@pytest.mark.parametrize(
    ("kind", "sales", "deals", "nps"),
    [
        (PeriodKind.QUARTER, "3000", "21", "0.4"),
        (PeriodKind.YEAR, "12000", "84", "0.4"),
        # A week has 12 ÷ 52 of a month: of 1000 are 230.77, of 7 are 1.62.
        (PeriodKind.WEEK, "230.77", "1.62", "0.4"),
        # A day has 12 ÷ 365 of it: of 1000 are 32.88, of 7 are 0.23.
        (PeriodKind.DAY, "32.88", "0.23", "0.4"),
    ],
)
def test_plans_of_what_grows_with_time_grow_with_the_period_and_come_back(
    kind: PeriodKind, sales: str, deals: str, nps: str
) -> None:
    draft = editing.with_plans(
        sellers("sales_volume", "won_deals", "nps"),
        [Plan("sales_volume", ANNA, Decimal(1000)), Plan("nps", ANNA, Decimal("0.4"))],
    )
    entry = replace(draft.profile("sellers").entries[1], plan=Decimal(7))
    before = editing.with_entry(draft, "sellers", entry)
    after = editing.with_period_kind(before, "sellers", kind)
    assert {plan.indicator: plan.value for plan in after.scheme.plans} == {
        "sales_volume": Decimal(sales),
        "nps": Decimal(nps),
    }
    assert after.profile("sellers").entries[1].plan == Decimal(deals)
    assert editing.with_period_kind(after, "sellers", PeriodKind.MONTH) == before


def test_another_team_keeps_its_plans_when_periods_of_one_change() -> None:
    draft = editing.with_members(sellers("won_deals"), "sellers", (ANNA,))
    draft = editing.with_team(draft, "Others", (BORIS,))
    draft = editing.with_indicators(draft, "others", ("won_deals",), ())
    plans = [Plan("won_deals", ANNA, Decimal(5)), Plan("won_deals", BORIS, Decimal(5))]
    draft = editing.with_period_kind(
        editing.with_plans(draft, plans), "sellers", PeriodKind.QUARTER
    )
    assert {(plan.subject, plan.period_kind, plan.value) for plan in draft.scheme.plans} == {
        (ANNA, PeriodKind.QUARTER, Decimal(15)),
        (BORIS, PeriodKind.MONTH, Decimal(5)),
    }


def test_a_team_that_goes_takes_along_what_only_it_needed() -> None:
    draft = editing.without_team(sellers(*CODES), "sellers")
    assert draft == editing.empty_draft("Sales", "RUB")


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@given(changes=st.lists(st.tuples(st.integers(0, 3), percents), max_size=6))
def test_weights_always_make_one(count: int, changes: list[tuple[int, Decimal]]) -> None:
    draft = sellers(*CODES[:count])
    for place, weight in changes:
        code = CODES[place % count]
        draft = editing.with_weight(draft, "sellers", code, weight)
        assert count == 1 or weights(draft)[place % count] == weight
    assert sum(weights(draft)) == 1
    assert all(weight >= 0 for weight in weights(draft))


def test_every_catalogue_entry_can_be_chosen_and_left() -> None:
    plain = [code for code, entry in CATALOGUE.items() if not entry.parameters]
    draft = sellers(*plain)
    for code in plain:
        draft = editing.without_indicator(draft, "sellers", code)
    assert draft.scheme.indicators == ()


def test_a_team_has_the_plans_of_its_kind_of_period_alone() -> None:
    draft = editing.with_team(sellers("won_deals"), "Heads", (ANNA,))
    draft = editing.with_indicators(draft, "heads", ("won_deals",), ())
    draft = editing.with_period_kind(draft, "heads", PeriodKind.QUARTER)
    month, quarter = (
        Plan("won_deals", ANNA, Decimal(value), kind)
        for value, kind in ((5, PeriodKind.MONTH), (15, PeriodKind.QUARTER))
    )
    draft = editing.with_plans(draft, (month, quarter))
    assert draft.plan("sellers", "won_deals", ANNA) == month
    assert draft.plan("heads", "won_deals", ANNA) == quarter
    assert draft.plan("sellers", "won_deals", BORIS) is None
