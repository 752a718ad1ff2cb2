"""A draft in plain words: what will hold, who moves, and when it may begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue import with_needs
from crm_desktop.kpi.definition import Plan, Profile, ProfileEntry, Version
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, PercentPremium, RewardCard
from crm_desktop.rewards.wizard import editing, review
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.texts import shown

NO_GOAL = Goal()
TODAY = date(2026, 11, 21)
ANNA, BORIS, VERA = (SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("anna", "boris", "vera"))
SALES = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
DEALS = next(entry.indicator() for entry in with_needs(("won_deals",)))


def candidate(ref: SubjectRef, name: str, card: str | None = None) -> Candidate:
    return Candidate(Subject(ref, name, "sales"), "", {}, profile=card, card=card)


def firm(*, present: Scheme | None = None, settled_until: date | None = None) -> WizardFirm:
    return WizardFirm(
        name="Lugh",
        currency="RUB",
        today=TODAY,
        people=(
            candidate(ANNA, "Anna", "Old"),
            candidate(BORIS, "Boris", "Sellers"),
            candidate(VERA, "Vera"),
        ),
        units=(Subject(SALES, "Sales"),),
        paths={SALES: "Sales"},
        present=present or Scheme("", "RUB"),
        settled_until=settled_until,
    )


def draft(*, goal: Goal = NO_GOAL) -> WizardDraft:
    made = editing.with_team(
        editing.empty_draft("Plan 2027", "RUB"), "Sellers", (ANNA, BORIS, VERA)
    )
    made = editing.with_indicators(made, "sellers", ["won_deals"], [DEALS])
    made = editing.with_salary(made, "sellers", Decimal(40_000))
    made = editing.with_salary(made, "sellers", Decimal(50_000), VERA)
    share = BonusTemplate("share", "Share", PercentPremium(Decimal("0.05")), "won_deals")
    return replace(editing.with_template(made, "sellers", share), goal=goal)


def words(made: WizardDraft) -> str:
    told = review.sections(made, firm())
    return "\n".join(shown(each) for one in told for each in (one.heading, *one.sentences))


@pytest.mark.parametrize(
    "part",
    [
        "Sellers",
        "3 people: Anna, Boris, Vera",
        "“Won deals” with the weight 100%",
        "“Share”: 5% of “Won deals”.",
        "The salary is RUB\N{NO-BREAK SPACE}40,000.00.",
        "Salaries of their own: Vera RUB\N{NO-BREAK SPACE}50,000.00.",
    ],
)
def test_a_team_is_told_with_its_people_measures_premiums_and_salaries(part: str) -> None:
    assert part in words(draft())


@pytest.mark.parametrize(
    ("plans", "words_of_plans"),
    [
        ((6, 6, 6), "The plan of “Won deals” is 6."),
        ((6, 4, 9), "The plans of “Won deals” are from 4 to 9."),
    ],
)
def test_plans_are_told_as_one_or_as_a_range(plans: tuple[int, ...], words_of_plans: str) -> None:
    own = [
        Plan("won_deals", ref, Decimal(value))
        for ref, value in zip((ANNA, BORIS, VERA), plans, strict=True)
    ]
    assert words_of_plans in words(editing.with_plans(draft(), own))


@pytest.mark.parametrize(
    ("aim", "words_of_change"),
    [
        (Aim.MORE_SALES, "The main figure is to grow by 20%."),
        (Aim.FAST_ANSWERS, "The main figure is to fall by 20%."),
    ],
)
def test_the_goal_comes_first(aim: Aim, words_of_change: str) -> None:
    goal = Goal((aim,), "Grow", Decimal("0.2"), date(2027, 6, 30))
    first = review.sections(draft(goal=goal), firm())[0]
    assert [str(each) for each in first.sentences] == [
        f"The firm wants: {aim.shown()}.",
        "In its own words: “Grow”.",
        words_of_change,
        "This is to be reached by 30/06/2027.",
    ]


def test_without_a_goal_there_is_no_section_of_it() -> None:
    assert [one.heading for one in review.sections(draft(), firm())] == ["Sellers"]


def test_who_is_paid_by_a_card_of_another_name_moves() -> None:
    assert [str(one) for one in review.moves(draft(), firm())] == [
        "Anna: from “Old” to “Sellers”.",
        "Vera: so far paid by no card, now by “Sellers”.",
    ]


def test_a_department_as_a_whole_is_measured_and_pays_nobody() -> None:
    made = editing.with_team(
        editing.empty_draft("Plan", "RUB"), "Sales", (SALES,), level=SubjectLevel.DEPARTMENT
    )
    assert review.paid(made, firm()) == frozenset()
    assert "Nobody is paid by this: it is only measured." in words(made)


def test_the_announcement_names_no_salary() -> None:
    told = "\n".join(map(str, review.announcement(draft(), date(2026, 12, 1))))
    assert "“Share”: 5% of “Won deals”." in told
    assert "40,000" not in told
    assert "50,000" not in told


def test_it_begins_with_one_of_the_next_twelve_months() -> None:
    days = review.first_days(draft(), firm().today, None)
    assert (days[0], days[-1], len(days)) == (date(2026, 12, 1), date(2027, 11, 1), 12)


def test_it_never_begins_in_a_settled_month() -> None:
    settled = firm(settled_until=date(2027, 2, 1))
    assert review.first_days(draft(), settled.today, settled.settled_until)[0] == date(2027, 2, 1)


def test_what_counts_in_quarters_begins_with_a_quarter() -> None:
    made = editing.with_period_kind(draft(), "sellers", PeriodKind.QUARTER)
    assert review.first_days(made, firm().today, None) == (
        date(2027, 1, 1),
        date(2027, 4, 1),
        date(2027, 7, 1),
        date(2027, 10, 1),
    )


def others(code: str) -> Scheme:
    """Return rules by which somebody whom no draft takes in is measured by ``code``."""
    profile = Profile("fitters", "Fitters", (ProfileEntry(code, Decimal(1)),), ())
    known = replace(DEALS, code=code, unit=Unit.SCORE)
    return Scheme("", "RUB", indicators=(known,), profiles=(profile,))


def test_what_others_are_measured_by_is_named_where_its_meaning_changes() -> None:
    merged = replace(others("won_deals"), indicators=(DEALS,))
    told = review.redefined(draft(), firm(present=others("won_deals")), merged)
    assert [str(one) for one in told] == [
        "“Won deals” is changed, and others besides these teams are measured or paid by it."
    ]


def test_a_new_version_that_says_the_same_is_no_change() -> None:
    known = others("won_deals")
    later = tuple(replace(each, version=Version(date(2026, 12, 1))) for each in known.indicators)
    merged = replace(known, indicators=later)
    assert review.redefined(draft(), firm(present=known), merged) == ()


def test_what_only_the_teams_themselves_use_may_change() -> None:
    card = RewardCard("sellers", "Sellers", Decimal(1), (), (Assignment(ANNA),))
    own = replace(others("won_deals").profiles[0], code="sellers")
    present = replace(others("won_deals"), profiles=(own,), cards=(card,))
    merged = replace(present, indicators=(DEALS,))
    assert review.redefined(draft(), firm(present=present), merged) == ()
