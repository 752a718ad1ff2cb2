"""A draft made of rules says the same as they do, until somebody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import closest, departments_of
from crm_desktop.kpi.definition import Profile, ProfileEntry
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, RewardCard
from crm_desktop.rewards.wizard.arriving import merged
from crm_desktop.rewards.wizard.taking_in import holders_of
from crm_desktop.rewards.wizard.taking_up import draft_of
from tests.storage.kpi_scheme import COUNT, PER_DEAL, PERCENT, SALES, employee

TOP, BELOW = (SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("top", "below"))
PEOPLE = (
    Subject(employee(0), "Anna", "top"),
    Subject(employee(1), "Boris", "below"),
    Subject(employee(2), "Vera", "below"),
    Subject(employee(3), "Gleb"),
)
EVERYONE = (*PEOPLE, Subject(TOP, "Top"), Subject(BELOW, "Below", "top"), Subject(COMPANY, "Firm"))
REFS = (*(each.ref for each in PEOPLE), TOP, BELOW, COMPANY)

salaries = st.none() | st.sampled_from([Decimal(10), Decimal(20)])
named = st.dictionaries(st.sampled_from(REFS), salaries, max_size=4)


def profile(code: str, indicator: str, refs: Mapping[SubjectRef, object]) -> Profile:
    return Profile(code, code.title(), (ProfileEntry(indicator),), tuple(refs))


def card(code: str, template: str, refs: Mapping[SubjectRef, Decimal | None]) -> RewardCard:
    assignments = tuple(Assignment(ref, salary) for ref, salary in refs.items())
    return RewardCard(code, code.title(), Decimal(1), (template,), assignments)


def pay(scheme: Scheme) -> dict[SubjectRef, tuple[Decimal, tuple[str, ...]]]:
    """Return the salary and the templates of everybody who has a card."""
    cards = {each.code: each for each in scheme.cards}
    refs = [(each.code, [one.subject for one in each.assignments]) for each in scheme.cards]
    found = {}
    for ref, code in holders_of(refs, SubjectLevel.EMPLOYEE, EVERYONE).items():
        by_ref = {one.subject: one for one in cards[code].assignments}
        subject = next(each for each in PEOPLE if each.ref == ref)
        held = closest(by_ref, subject, departments_of(EVERYONE))
        assert held is not None
        salary = cards[code].salary if held.salary is None else held.salary
        found[ref] = salary, cards[code].templates
    return found


def measures(scheme: Scheme) -> dict[SubjectRef, tuple[ProfileEntry, ...]]:
    entries = {each.code: each.entries for each in scheme.profiles}
    refs = [(each.code, each.assigned_to) for each in scheme.profiles]
    held = holders_of(refs, SubjectLevel.EMPLOYEE, EVERYONE)
    return {ref: entries[code] for ref, code in held.items()}


@given(
    measured=st.tuples(named, named),
    paid=st.tuples(named, named),
    codes=st.sampled_from([None, ("one",), ("two",)]),
)
def test_who_is_in_an_unchanged_draft_is_measured_and_paid_as_before(
    measured: tuple[Mapping[SubjectRef, object], Mapping[SubjectRef, object]],
    paid: tuple[Mapping[SubjectRef, Decimal | None], Mapping[SubjectRef, Decimal | None]],
    codes: tuple[str, ...] | None,
) -> None:
    others = {ref: salary for ref, salary in measured[1].items() if ref not in measured[0]}
    second = {ref: salary for ref, salary in paid[1].items() if ref not in paid[0]}
    present = Scheme(
        "Old",
        "RUB",
        indicators=(SALES, COUNT),
        profiles=(profile("one", "sales", measured[0]), profile("two", "won", others)),
        templates=(PERCENT, PER_DEAL),
        cards=(card("one", "percent", paid[0]), card("first", "per_deal", second)),
    )
    draft = draft_of(present, "New", EVERYONE, present=present, codes=codes)
    result = merged(draft, {date(2026, 6, 1): present}, EVERYONE)
    assert measures(result) == measures(present)
    assert pay(result) == pay(present)
    assert {*result.indicators} == {*present.indicators}
    assert {team.code for team in draft.teams} == {each.code for each in draft.scheme.profiles}
