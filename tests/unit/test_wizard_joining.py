"""Who joins a team leaves the others and keeps the salary that holds for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing, joining
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm

ANNA, BORIS, VERA = (SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("anna", "boris", "vera"))
SALES = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
FIFTY, SIXTY = Decimal(50_000), Decimal(60_000)


def person(ref: SubjectRef, salary: Decimal | None, department: str | None = "sales") -> Candidate:
    return Candidate(Subject(ref, ref.code, department), "", {}, salary=salary)


FIRM = WizardFirm(
    name="Firm",
    currency="RUB",
    today=date(2026, 3, 10),
    people=(person(ANNA, FIFTY), person(BORIS, SIXTY), person(VERA, FIFTY)),
    units=(Subject(SALES, "Sales"),),
    paths={SALES: "Sales", COMPANY: "Firm"},
    present=Scheme("Rules", "RUB"),
)


def teams(*names: str) -> WizardDraft:
    draft = editing.empty_draft("Pay", "RUB")
    for name in names:
        draft = editing.with_team(draft, name, ())
    return draft


def salaries(draft: WizardDraft, team: str) -> tuple[Decimal, dict[SubjectRef, Decimal]]:
    card = draft.card(team)
    assert card is not None
    return card.salary, joining.own_salaries(draft, team)


def test_a_team_takes_the_salary_that_most_have_and_the_others_keep_theirs() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (ANNA, BORIS, VERA), FIRM)
    assert draft.members("sellers") == (ANNA, BORIS, VERA)
    assert salaries(draft, "sellers") == (FIFTY, {BORIS: SIXTY})


def test_people_of_a_department_keep_their_salaries_too() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (SALES,), FIRM)
    assert draft.members("sellers") == (SALES,)
    assert salaries(draft, "sellers") == (FIFTY, {BORIS: SIXTY})


def test_who_comes_later_changes_nothing_for_those_who_are_there() -> None:
    draft = editing.with_salary(teams("Sellers"), "sellers", SIXTY)
    draft = joining.with_joined(draft, "sellers", (BORIS,), FIRM)
    draft = joining.with_joined(draft, "sellers", (ANNA,), FIRM)
    assert salaries(draft, "sellers") == (SIXTY, {ANNA: FIFTY})


def test_joining_one_team_is_leaving_the_other() -> None:
    draft = joining.with_joined(teams("Sellers", "Office"), "sellers", (ANNA, BORIS), FIRM)
    draft = joining.with_joined(draft, "office", (BORIS,), FIRM)
    assert draft.members("sellers") == (ANNA,)
    assert draft.members("office") == (BORIS,)


def test_joining_twice_is_joining_once() -> None:
    once = joining.with_joined(teams("Sellers"), "sellers", (ANNA, BORIS), FIRM)
    once = editing.with_salary(once, "sellers", Decimal(75_000), BORIS)
    assert joining.with_joined(once, "sellers", (BORIS,), FIRM) == once


def test_an_own_salary_gives_way_to_that_of_the_team() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (ANNA, BORIS, VERA), FIRM)
    assert salaries(joining.without_own_salary(draft, "sellers", BORIS), "sellers") == (FIFTY, {})


def test_people_become_their_departments_and_nobody_is_paid_by_these() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (ANNA, BORIS), FIRM)
    whole = joining.with_level(draft, "sellers", SubjectLevel.DEPARTMENT, FIRM)
    assert whole.members("sellers") == (SALES,)
    assert whole.card("sellers") is None

    again = joining.with_level(whole, "sellers", SubjectLevel.EMPLOYEE, FIRM)
    assert again.members("sellers") == (SALES,)
    assert salaries(again, "sellers") == (FIFTY, {BORIS: SIXTY})


def test_the_company_as_a_whole_takes_the_place_of_all() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (ANNA,), FIRM)
    whole = joining.with_level(draft, "sellers", SubjectLevel.COMPANY, FIRM)
    assert whole.members("sellers") == (COMPANY,)


def test_the_level_that_is_there_changes_nothing() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (ANNA,), FIRM)
    assert joining.with_level(draft, "sellers", SubjectLevel.EMPLOYEE, FIRM) is draft


def planned(*members: SubjectRef) -> WizardDraft:
    """Return a draft of two teams with plans for all of the firm, its department and itself."""
    draft = joining.with_joined(teams("Sellers", "Office"), "sellers", members, FIRM)
    deals = CATALOGUE["won_deals"].indicator()
    for team in draft.teams:
        draft = editing.with_indicators(draft, team.code, (deals.code,), (deals,))
    subjects = (ANNA, BORIS, VERA, SALES, COMPANY)
    return editing.with_plans(draft, [Plan(deals.code, ref, Decimal(5)) for ref in subjects])


def with_plans(draft: WizardDraft) -> set[SubjectRef]:
    return {plan.subject for plan in draft.scheme.plans}


def test_who_is_taken_out_leaves_with_their_plans() -> None:
    draft = joining.without_people(planned(ANNA, BORIS, VERA), (ANNA,), FIRM)
    assert draft.members("sellers") == (BORIS, VERA)
    assert with_plans(draft) == {BORIS, VERA, SALES, COMPANY}
    assert with_plans(joining.without_team(draft, "sellers", FIRM)) == set()


def test_who_moves_to_another_team_keeps_their_plans() -> None:
    draft = joining.with_joined(planned(ANNA, BORIS, VERA), "office", (ANNA,), FIRM)
    assert with_plans(draft) == {ANNA, BORIS, VERA, SALES, COMPANY}


def test_people_of_a_department_in_a_team_keep_their_plans() -> None:
    assert with_plans(joining.without_people(planned(SALES), (ANNA,), FIRM)) == {
        ANNA,
        BORIS,
        VERA,
        SALES,
        COMPANY,
    }


def test_who_leaves_takes_no_salary_of_others_along() -> None:
    draft = joining.with_joined(teams("Sellers", "Office"), "sellers", (SALES, ANNA), FIRM)
    assert salaries(draft, "sellers") == (FIFTY, {BORIS: SIXTY})
    assert salaries(joining.with_joined(draft, "office", (ANNA,), FIRM), "sellers") == (
        FIFTY,
        {BORIS: SIXTY},
    )


def test_who_is_moved_out_of_a_department_is_paid_by_the_other_card_alone() -> None:
    draft = joining.with_joined(teams("Sellers", "Office"), "sellers", (SALES,), FIRM)
    draft = joining.with_joined(draft, "office", (BORIS,), FIRM)
    assert salaries(draft, "sellers") == (FIFTY, {})
    assert salaries(draft, "office") == (SIXTY, {})


def test_own_salaries_leave_with_the_department() -> None:
    draft = joining.with_joined(teams("Sellers", "Office"), "sellers", (SALES,), FIRM)
    assert salaries(joining.without_people(draft, (SALES,), FIRM), "sellers") == (FIFTY, {})


def test_a_card_that_goes_takes_its_premiums_along() -> None:
    draft = joining.with_joined(teams("Sellers"), "sellers", (ANNA,), FIRM)
    tenth = BonusTemplate("tenth", "10 % of sales", PercentPremium(Decimal("0.1")), "sales")
    draft = editing.with_template(draft, "sellers", tenth)
    whole = joining.with_level(draft, "sellers", SubjectLevel.DEPARTMENT, FIRM)
    assert whole.scheme.templates == ()


def test_a_group_becomes_the_departments_of_its_people() -> None:
    stars = SubjectRef(SubjectLevel.GROUP, "stars")
    star = Candidate(Subject(ANNA, "anna", "sales", ("stars",)), "", {})
    firm = replace(FIRM, people=(star,), units=(*FIRM.units, Subject(stars, "Stars")))
    draft = joining.with_joined(teams("Sellers"), "sellers", (stars,), firm)
    whole = joining.with_level(draft, "sellers", SubjectLevel.DEPARTMENT, firm)
    assert whole.members("sellers") == (SALES,)
