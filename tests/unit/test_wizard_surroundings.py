"""A draft among the rules of the firm, as editors and examples see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import ALWAYS, Plan, Profile, Split, Version
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.surroundings import surrounded

ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
OWN = replace(CATALOGUE["sales_volume"].indicator(), name="Own words")
LATER = Version(date(2026, 9, 1), 3)
PRESENT = Scheme(
    "Firm",
    "RUB",
    indicators=(
        CATALOGUE["sales_volume"].indicator(),
        replace(CATALOGUE["won_deals"].indicator(), version=LATER),
    ),
    profiles=(Profile("old", "Old", (), (ANNA,)),),
)


def test_the_draft_comes_before_what_the_firm_calls_the_same() -> None:
    draft = editing.with_definition(editing.empty_draft("New", "RUB"), OWN)
    found = {each.code: each for each in surrounded(draft, PRESENT).indicators}
    assert found["sales_volume"].name == "Own words"
    assert found["won_deals"].version == Version()


def test_nobody_is_measured_by_the_old_rules() -> None:
    assert surrounded(editing.empty_draft("New", "RUB"), PRESENT).profiles == ()


def test_a_team_without_indicators_spoils_no_example() -> None:
    draft = editing.with_team(editing.empty_draft("New", "RUB"), "Sellers", (ANNA,))
    found = surrounded(draft, PRESENT)
    assert found.profiles == ()
    assert [card.code for card in found.cards] == ["sellers"]


def test_plans_hold_as_if_they_always_had() -> None:
    plan = Plan("sales_volume", ANNA, Decimal(9), valid_from=date(2026, 9, 1), split=Split.DAYS)
    draft = editing.with_plans(editing.empty_draft("New", "RUB"), [plan])
    assert surrounded(draft, PRESENT).plans == (replace(plan, valid_from=ALWAYS, split=None),)
