from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Polarity, Version
from crm_desktop.kpi.facts import Fact
from crm_desktop.rewards.contests import Won, placings
from crm_desktop.rewards.plain import from_plain, to_plain
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    ContestPremium,
    Prize,
    Ties,
)
from tests.unit.rewards.builders import (
    amounts,
    card,
    employee,
    facts_of,
    indicator,
    rub,
    said,
    scheme_of,
    statements_of,
)

DEALS = indicator("deals", Unit.NUMBER)
FIRM = Subject(COMPANY, "Firm")
PRIZES = (Prize(Decimal(1000)), Prize(Decimal(500)), Prize(Decimal(0), "A book"))
BEST = BonusTemplate(
    "best", "Best of the month", ContestPremium(PRIZES), "deals", level=SubjectLevel.COMPANY
)


def held(
    template: BonusTemplate = BEST, *, deals: Indicator = DEALS, **made: str
) -> dict[str, Statement]:
    """Return the statements after a contest of those who ``made`` deals, and of Zoe."""
    people = [*map(employee, (*made, "zoe")), FIRM]
    facts: dict[tuple[SubjectRef, str], Fact] = {}
    for code, value in made.items():
        facts |= facts_of(employee(code).ref, deals=value)
    scheme = scheme_of(
        template,
        indicators=(deals,),
        cards=(card("best", assignments=(Assignment(COMPANY),)),),
    )
    return statements_of(scheme, people, facts)


def prizes(found: dict[str, Statement]) -> dict[str, Decimal]:
    return {code: amounts(statement)["best"] for code, statement in found.items()}


def test_the_places_win_their_prizes_and_gifts() -> None:
    found = held(ann="5", bob="9", eve="1", max="0")
    assert prizes(found) == {"bob": 1000, "ann": 500, "eve": 0, "max": 0, "zoe": 0}
    assert found["eve"].gifts == ("A book",)
    assert [found[code].gifts for code in ("ann", "bob", "max", "zoe")] == [()] * 4
    assert said(found["bob"].lines[0]) == "RUB 1,000.00, because 9 is place 1 of 4"
    assert said(found["eve"].lines[0]) == (
        "RUB 0.00, because 1 is place 3 of 4, which wins in kind: A book"
    )
    assert said(found["max"].lines[0]) == (
        "RUB 0.00, because 0 is place 4 of 4, and only what is above zero wins"
    )
    assert said(found["zoe"].lines[0]) == "RUB 0.00, because “Deals” was not measured"


def test_a_place_after_the_last_prize_says_so() -> None:
    found = held(ann="5", bob="9", eve="3", max="1")
    assert said(found["max"].lines[0]) == (
        "RUB 0.00, because 1 is place 4 of 4, for which there is no prize"
    )


@pytest.mark.parametrize("ties", Ties)
def test_a_contest_that_nobody_played_has_no_winner(ties: Ties) -> None:
    found = held(replace(BEST, premium=ContestPremium(PRIZES, ties)), ann="0", bob="0", eve="-1")
    assert prizes(found) == {"ann": 0, "bob": 0, "eve": 0, "zoe": 0}
    assert [found[code].gifts for code in ("ann", "bob", "eve")] == [()] * 3
    assert said(found["bob"].lines[0]) == (
        "RUB 0.00, because 0 is place 1 of 3, and only what is above zero wins"
    )


def test_where_less_is_better_nothing_at_all_wins() -> None:
    found = held(deals=replace(DEALS, polarity=Polarity.LESS), ann="5", bob="0")
    assert prizes(found) == {"ann": 500, "bob": 1000, "zoe": 0}


def test_where_less_is_better_the_least_wins() -> None:
    found = held(deals=replace(DEALS, polarity=Polarity.LESS), ann="5", bob="9")
    assert prizes(found) == {"ann": 1000, "bob": 500, "zoe": 0}


def test_who_shares_places_shares_their_prizes() -> None:
    found = held(ann="5", bob="5", eve="1")
    assert prizes(found) == {"ann": 750, "bob": 750, "eve": 0, "zoe": 0}
    assert found["eve"].gifts == ("A book",)
    assert said(found["ann"].lines[0]) == (
        "RUB 750.00, because 5 is place 1 of 3, with 1 other who has as much: "
        "they share the prizes of their places"
    )


def test_each_of_a_place_can_have_its_prize_and_the_next_place_is_empty() -> None:
    template = replace(BEST, premium=ContestPremium(PRIZES, Ties.EACH))
    found = held(template, ann="5", bob="5", eve="1")
    assert prizes(found) == {"ann": 1000, "bob": 1000, "eve": 0, "zoe": 0}
    assert found["eve"].gifts == ("A book",)


def test_where_all_are_equal_they_share_all_prizes() -> None:
    found = held(ann="5", bob="5", eve="5", max="5")
    assert prizes(found) == {"ann": 375, "bob": 375, "eve": 375, "max": 375, "zoe": 0}
    assert [str(gift) for gift in found["max"].gifts] == ["A book, shared with 3 others"]


def test_a_contest_without_competitors_has_no_winner() -> None:
    assert prizes(held()) == {"zoe": 0}


def test_departments_compete_within_themselves() -> None:
    template = replace(BEST, level=SubjectLevel.DEPARTMENT)
    people = [employee("ann", "north"), employee("bob", "south"), employee("eve", "south")]
    facts = {
        key: fact
        for subject, deals in zip(people, ("1", "7", "9"), strict=True)
        for key, fact in facts_of(subject.ref, deals=deals).items()
    }
    scheme = scheme_of(
        template,
        indicators=(DEALS,),
        cards=(card("best", assignments=(Assignment(COMPANY),)),),
    )
    assert prizes(statements_of(scheme, people, facts)) == {"ann": 1000, "bob": 500, "eve": 1000}


def test_who_is_in_no_department_competes_with_nobody() -> None:
    template = replace(BEST, level=SubjectLevel.DEPARTMENT)
    found = held(template, ann="5")
    assert said(found["ann"].lines[0]) == (
        "RUB 0.00, because there are no figures of the department"
    )


def test_a_contest_waits_until_it_and_its_indicator_are_in_force() -> None:
    april = Version(date(2026, 4, 1))
    waiting = held(replace(BEST, version=april), ann="5")
    unmeasured = held(deals=replace(DEALS, version=april), ann="5")
    for found in (waiting, unmeasured):
        assert prizes(found) == {"ann": 0, "zoe": 0}
        assert found["ann"].gifts == ()
        assert said(found["ann"].lines[0]).endswith("in force from 01/04/2026 on")


def test_a_place_can_be_kept_and_read_again() -> None:
    statement = held(ann="5", bob="5", eve="1")["ann"]
    assert from_plain(to_plain(statement)) == statement


@pytest.mark.parametrize("ties", Ties)
def test_more_places_than_prizes_win_nothing(ties: Ties) -> None:
    facts = {employee(code).ref: Decimal(value) for code, value in (("a", 2), ("b", 1), ("c", 1))}
    found = placings(facts, [Won(rub(10))], ties)
    assert [found[ref].amount for ref in sorted(facts)] == [rub(10), rub(0), rub(0)]
    assert [found[ref].place for ref in sorted(facts)] == [1, 2, 2]


@given(
    facts=st.dictionaries(
        st.sampled_from("abcdefgh").map(lambda code: employee(code).ref),
        st.integers(0, 3).map(Decimal),
        min_size=1,
    ),
    prizes=st.lists(st.integers(0, 10**6), min_size=1, max_size=5),
    data=st.data(),
)
def test_shared_prizes_add_up_and_the_order_of_people_does_not_matter(
    facts: dict[SubjectRef, Decimal], prizes: list[int], data: st.DataObject
) -> None:
    won = [Won(replace(rub(0), minor=prize)) for prize in prizes]
    found = placings(facts, won, Ties.SHARED)
    assert sum(one.amount.minor for one in found.values()) == sum(
        prizes[: sum(fact > 0 for fact in facts.values())]
    )
    shuffled = dict(data.draw(st.permutations(list(facts.items()))))
    assert placings(shuffled, won, Ties.SHARED) == found
