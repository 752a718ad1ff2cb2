"""What holds in the firm once a draft is published: nothing changes for anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry
from crm_desktop.kpi.source import Aggregate, FormulaSource
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, PerUnitPremium, RewardCard
from crm_desktop.rewards.wizard.arriving import Days, arriving
from crm_desktop.rewards.wizard.arriving import merged as merged_on
from crm_desktop.rewards.wizard.draft import Team, WizardDraft
from crm_desktop.rewards.wizard.taking_in import holders_of
from tests.storage.kpi_scheme import (
    COUNT,
    DOUBLE,
    PER_DEAL,
    PERCENT,
    PLAN,
    SALES,
    SCALE,
    SCHEME,
    deals,
    employee,
)

TOP, BELOW = (SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("top", "below"))
GROUP = SubjectRef(SubjectLevel.GROUP, "juniors")
PEOPLE = (
    Subject(employee(0), "Anna", "top"),
    Subject(employee(1), "Boris", "below", ("juniors",)),
    Subject(employee(2), "Vera", "below"),
    Subject(employee(3), "Gleb"),
)
EVERYONE = (
    *PEOPLE,
    Subject(GROUP, "Juniors"),
    Subject(TOP, "Top"),
    Subject(BELOW, "Below", "top"),
    Subject(COMPANY, "Firm"),
)
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
REFS = (*(each.ref for each in PEOPLE), GROUP, TOP, BELOW, COMPANY)
OTHER_SALES = replace(SALES, source=deals(Aggregate.COUNT))


def profile(code: str, *named: SubjectRef, entry: str = "sales") -> Profile:
    return Profile(code, code.title(), (ProfileEntry(entry),), named)


def card(code: str, *named: SubjectRef, templates: tuple[str, ...] = ()) -> RewardCard:
    return RewardCard(code, code.title(), Decimal(1000), templates, tuple(map(Assignment, named)))


def draft(*named: SubjectRef, indicator: object = SALES) -> WizardDraft:
    scheme = Scheme(
        "New",
        "RUB",
        indicators=(indicator,),  # type: ignore[arg-type]
        profiles=(profile("new", *named),),
        cards=(card("new", *named),),
    )
    return WizardDraft(scheme, teams=(Team("new"),))


def firm(*profiles: Profile, cards: tuple[RewardCard, ...] = ()) -> Scheme:
    return Scheme("Old", "RUB", indicators=(SALES,), profiles=profiles, cards=cards)


def merged(draft: WizardDraft, present: Scheme, everyone: Sequence[Subject]) -> Scheme:
    return merged_on(draft, {JUNE: present}, everyone)


def measured_by(scheme: Scheme) -> dict[str, str]:
    named = [(each.code, each.assigned_to) for each in scheme.profiles]
    return {
        ref.code: code for ref, code in holders_of(named, SubjectLevel.EMPLOYEE, EVERYONE).items()
    }


def test_who_is_in_the_draft_leaves_what_named_them() -> None:
    present = firm(profile("old", employee(0), employee(1)), cards=(card("old", *REFS[:2]),))
    result = merged(draft(employee(0)), present, EVERYONE)
    assert measured_by(result) == {"e0": "new", "e1": "old"}
    assert [one.subject for one in result.cards[0].assignments] == [employee(1)]


def test_whom_a_closer_assignment_would_keep_is_named_themselves() -> None:
    present = firm(profile("old", BELOW), profile("young", GROUP), cards=(card("old", BELOW),))
    wanted = draft(TOP)
    [paid] = wanted.scheme.cards
    paid = replace(paid, assignments=(Assignment(TOP, Decimal(7)),))
    wanted = replace(wanted, scheme=replace(wanted.scheme, cards=(paid,)))
    result = merged(wanted, present, EVERYONE)
    assert measured_by(result) == dict.fromkeys(("e0", "e1", "e2"), "new")
    assert [each.code for each in result.profiles] == ["new"]
    [new] = result.cards
    assert {one.salary for one in new.assignments} == {Decimal(7)}


def test_a_profile_stays_while_somebody_is_left_in_it() -> None:
    present = firm(profile("old", COMPANY), profile("young", GROUP))
    result = merged(draft(employee(1)), present, EVERYONE)
    assert measured_by(result) == {"e0": "old", "e1": "new", "e2": "old", "e3": "old"}
    assert [each.code for each in result.profiles] == ["old", "new"]


def test_a_department_where_nobody_works_yet_keeps_its_profile() -> None:
    empty = SubjectRef(SubjectLevel.DEPARTMENT, "empty")
    everyone = (*EVERYONE, Subject(empty, "Empty"))
    result = merged(draft(employee(0)), firm(profile("old", empty)), everyone)
    assert [each.code for each in result.profiles] == ["old", "new"]


def test_profiles_of_another_period_and_level_are_left_alone() -> None:
    quarterly = replace(profile("quarter", employee(0)), period_kind=PeriodKind.QUARTER)
    whole = replace(profile("whole", TOP), level=SubjectLevel.DEPARTMENT)
    result = merged(draft(TOP), firm(quarterly, whole), EVERYONE)
    assert result.profiles[:2] == (quarterly, whole)


def test_an_indicator_that_others_need_is_not_changed_for_them() -> None:
    present = firm(profile("old", employee(1)))
    result = merged(draft(employee(0), indicator=OTHER_SALES), present, EVERYONE)
    assert {each.code: each.source for each in result.indicators} == {
        "sales": SALES.source,
        "sales_2": OTHER_SALES.source,
    }
    assert {each.code: each.entries[0].indicator for each in result.profiles} == {
        "old": "sales",
        "new": "sales_2",
    }


def test_an_indicator_that_nobody_else_needs_is_replaced() -> None:
    present = firm(profile("old", employee(0)))
    result = merged(draft(employee(0), indicator=OTHER_SALES), present, EVERYONE)
    assert [each.source for each in result.indicators] == [OTHER_SALES.source]


def test_what_the_draft_was_made_of_is_its_to_change() -> None:
    present = firm(profile("new", employee(0)), profile("old", employee(1)))
    wanted = replace(draft(employee(0), indicator=OTHER_SALES), takes_up=("profiles.new",))
    result = merged(wanted, present, EVERYONE)
    assert [each.source for each in result.indicators] == [OTHER_SALES.source]
    assert measured_by(result) == {"e0": "new", "e1": "old"}


def test_another_name_is_no_other_meaning() -> None:
    present = firm(profile("old", employee(1)))
    renamed = replace(SALES, name="Выручка", description="Сколько продано")
    assert merged(draft(employee(0), indicator=renamed), present, EVERYONE).indicators == (SALES,)


def test_a_code_that_once_meant_something_is_not_given_again() -> None:
    present, taken = firm(profile("old", employee(1))), {"indicators": {"sales_2"}}
    arrival = arriving(draft(employee(0), indicator=OTHER_SALES), {JUNE: present}, EVERYONE, taken)
    assert [each.code for each in arrival.written(present).indicators] == ["sales_3"]


def test_a_team_of_a_code_that_others_have_gets_another() -> None:
    present = firm(profile("new", employee(1)), cards=(card("new", employee(1)),))
    arrival = arriving(draft(employee(0)), {JUNE: present}, EVERYONE)
    assert [team.code for team in arrival.draft.teams] == ["new-2"]
    result = merged(draft(employee(0)), present, EVERYONE)
    assert measured_by(result) == {"e0": "new-2", "e1": "new"}
    assert [each.code for each in result.cards] == ["new", "new-2"]


def test_what_reads_a_renamed_indicator_reads_it_by_its_new_code() -> None:
    present = replace(SCHEME, profiles=(replace(SCHEME.profiles[0], assigned_to=(employee(1),)),))
    present = replace(
        present, cards=(replace(SCHEME.cards[0], assignments=(Assignment(employee(1)),)),)
    )
    own = profile("new", employee(0))
    scheme = replace(
        SCHEME,
        indicators=(OTHER_SALES, COUNT, DOUBLE),
        scales=(SCALE,),
        profiles=(replace(own, entries=(ProfileEntry("sales"), ProfileEntry("twice"))),),
        templates=(PERCENT, PER_DEAL),
        cards=(card("new", employee(0), templates=("percent", "per_deal")),),
        plans=(PLAN,),
    )
    result = merged(WizardDraft(scheme, teams=(Team("new"),)), present, EVERYONE)
    assert problems(result) == []
    by_code = {each.code: each for each in result.indicators}
    assert by_code["twice_2"].source == FormulaSource("sales_2 * 2")
    assert by_code["twice"] == DOUBLE
    templates = {each.code: each for each in result.templates}
    assert templates["percent-2"].indicator == "sales_2"
    assert templates["percent-2"].conditions[0].indicator == "sales_2"
    assert templates["per_deal"] == PER_DEAL
    assert result.cards[-1].templates == ("percent-2", "per_deal")
    assert result.plans[-1] == replace(PLAN, indicator="sales_2")


def test_a_plan_of_before_does_not_hold_for_who_is_in_the_draft() -> None:
    plans = (Plan("sales", employee(0), Decimal(5)), Plan("sales", employee(1), Decimal(6)))
    present = replace(firm(profile("old", employee(0), employee(1))), plans=plans)
    assert merged(draft(employee(0)), present, EVERYONE).plans == plans[1:]


def test_a_template_of_another_meaning_is_not_changed_for_others() -> None:
    other = replace(PER_DEAL, premium=PerUnitPremium(Decimal(1)))
    present = replace(
        firm(cards=(card("old", employee(1), templates=("per_deal",)),)),
        indicators=(COUNT,),
        templates=(PER_DEAL,),
    )
    wanted = draft(employee(0), indicator=COUNT)
    paid = card("new", employee(0), templates=("per_deal",))
    scheme = replace(wanted.scheme, templates=(other,), cards=(paid,))
    result = merged(replace(wanted, scheme=scheme), present, EVERYONE)
    assert {each.code: each.premium for each in result.templates} == {
        "per_deal": PER_DEAL.premium,
        result.cards[-1].templates[0]: other.premium,
    }


assignments = st.lists(st.sampled_from(REFS), unique=True, max_size=4).map(tuple)


@pytest.mark.parametrize("what", ["profiles", "cards"])
@given(first=assignments, second=assignments, ours=assignments)
def test_everybody_in_the_draft_is_in_it_and_nobody_else_moves(
    what: str,
    first: tuple[SubjectRef, ...],
    second: tuple[SubjectRef, ...],
    ours: tuple[SubjectRef, ...],
) -> None:
    second = tuple(ref for ref in second if ref not in first)
    present = firm(
        profile("one", *first),
        profile("two", *second),
        cards=(card("one", *first), card("two", *second)),
    )

    def held(scheme: Scheme) -> dict[SubjectRef, str]:
        if what == "profiles":
            named = [(each.code, each.assigned_to) for each in scheme.profiles]
        else:
            named = [
                (each.code, tuple(one.subject for one in each.assignments)) for each in scheme.cards
            ]
        return holders_of(named, SubjectLevel.EMPLOYEE, EVERYONE)

    before, wanted = held(present), held(draft(*ours).scheme)
    result = merged(draft(*ours), present, EVERYONE)
    assert held(result) == before | wanted
    named = [ref for each in result.profiles for ref in each.assigned_to]
    assert len(named) == len(set(named))


def test_plans_of_those_whom_no_team_takes_in_stay_behind() -> None:
    plans = tuple(Plan("sales", each.ref, Decimal(5)) for each in EVERYONE)
    new = draft(employee(0), BELOW)
    new = replace(new, scheme=replace(new.scheme, plans=plans))
    written = arriving(new, {JUNE: firm()}, EVERYONE).draft.scheme
    assert {plan.subject for plan in written.plans} == {*REFS} - {employee(3)}


def on_days(draft: WizardDraft, days: Days) -> dict[date, Scheme]:
    """Return what holds on each of the days once ``draft`` is published on the first of them."""
    arrival = arriving(draft, days, EVERYONE)
    return {day: arrival.on(present) for day, present in days.items()}


def named_by(scheme: Scheme) -> set[object]:
    return {*scheme.profiles, *scheme.cards, *scheme.indicators}


def team(code: str, *named: SubjectRef, indicator: Indicator = SALES) -> WizardDraft:
    found = draft(*named, indicator=indicator)
    made = replace(
        found.scheme,
        profiles=(replace(found.scheme.profiles[0], code=code),),
        cards=(replace(found.scheme.cards[0], code=code),),
    )
    return WizardDraft(made, teams=(Team(code),))


@given(first=assignments, second=assignments)
def test_a_revision_that_changes_nothing_leaves_all_days_as_they_are(
    first: tuple[SubjectRef, ...], second: tuple[SubjectRef, ...]
) -> None:
    june = merged(team("one", *first), firm(profile("old", COMPANY)), EVERYONE)
    days = {JUNE: june, AUGUST: merged(team("two", *second), june, EVERYONE)}
    own = [each for each in june.profiles if each.code == "one"]
    paid = tuple(each for each in june.cards if each.code == "one")
    revised = replace(team("one"), takes_up=("profiles.one", "cards.one"))
    revised = replace(revised, scheme=replace(revised.scheme, profiles=tuple(own), cards=paid))
    after = on_days(revised, days)
    assert {day: named_by(each) for day, each in after.items()} == {
        day: named_by(each) for day, each in days.items()
    }


@given(first=assignments, ours=assignments, other=st.booleans())
def test_what_begins_earlier_changes_nothing_later_for_whom_it_does_not_take_in(
    first: tuple[SubjectRef, ...], ours: tuple[SubjectRef, ...], *, other: bool
) -> None:
    june = firm(profile("old", COMPANY))
    later = merged(team("new", *first), june, EVERYONE)
    days = {JUNE: june, JULY: later}
    changed = OTHER_SALES if other else SALES
    after = on_days(draft(*ours, indicator=changed), days)
    known = {each.code: each for each in after[JULY].indicators}
    assert known["sales"] == SALES or [each.code for each in after[JULY].profiles] == ["new-2"]
    wanted = {ref.code for ref in holders_of([("new", ours)], SubjectLevel.EMPLOYEE, EVERYONE)}
    for day, present in days.items():
        held, was = measured_by(after[day]), measured_by(present)
        kept = {who: code for who, code in was.items() if who not in wanted}
        assert {who: code for who, code in held.items() if who not in wanted} == kept
        assert wanted <= {who for who, code in held.items() if code == "new-2"}
