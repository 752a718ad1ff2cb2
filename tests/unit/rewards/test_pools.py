from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Plan, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.rulebook import WEEKENDS_ALONE
from crm_desktop.kpi.working import Division, Operand, Part
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.ground import Ground, ground
from crm_desktop.rewards.keeping import Keeping
from crm_desktop.rewards.plain import from_plain, to_plain
from crm_desktop.rewards.pools import Pool
from crm_desktop.rewards.salaries import Salary
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.shared import Candidate, SharedPremiums
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    PoolPremium,
    PremiumCondition,
    Sharing,
)
from crm_desktop.rewards.terms import term_of
from crm_desktop.texts import Message
from tests.unit.rewards.builders import (
    MARCH,
    amounts,
    card,
    department,
    employee,
    facts_of,
    indicator,
    rub,
    said,
    scheme_of,
    statements_of,
)

SALES = indicator("sales")
FIRM = Subject(COMPANY, "Firm")
POOL = BonusTemplate(
    "pool",
    "Pool",
    PoolPremium(Sharing.EQUAL, amount=Decimal(100)),
    "sales",
    level=SubjectLevel.COMPANY,
)
TRIO = [employee("ann"), employee("bob"), employee("eve"), FIRM]
ALL = (Assignment(COMPANY),)


def scheme(template: BonusTemplate = POOL, **changes: object) -> Scheme:
    given = {
        "indicators": (SALES,),
        "cards": (card(template.code, salary="10", assignments=ALL),),
    }
    return scheme_of(template, salary="0", **(given | changes))


def sold(**sales: str) -> dict[tuple[SubjectRef, str], Fact]:
    """Return the facts of who sold how much."""
    found: dict[tuple[SubjectRef, str], Fact] = {}
    for code, value in sales.items():
        ref = COMPANY if code == "firm" else employee(code).ref
        found |= facts_of(ref, sales=value)
    return found


def parts(found: dict[str, Statement]) -> dict[str, Decimal]:
    return {code: amounts(statement)["pool"] for code, statement in found.items()}


def shared_by(sharing: Sharing) -> BonusTemplate:
    return replace(POOL, premium=PoolPremium(sharing, amount=Decimal(100)))


def test_an_equal_pool_gives_the_rest_to_the_first_code_whatever_the_order() -> None:
    there = parts(statements_of(scheme(), TRIO, {}))
    back = parts(statements_of(scheme(), TRIO[::-1], {}))
    assert (
        there == back == {"ann": Decimal("33.34"), "bob": Decimal("33.33"), "eve": Decimal("33.33")}
    )


def test_a_pool_by_contribution_weighs_the_own_fact() -> None:
    found = statements_of(
        scheme(shared_by(Sharing.CONTRIBUTION)), TRIO, sold(ann="30", bob="60", eve="-5")
    )
    assert parts(found) == {"ann": Decimal("33.33"), "bob": Decimal("66.67"), "eve": 0}
    assert said(found["bob"].lines[0]) == (
        "RUB 100.00 × 60 ÷ 90 = RUB 66.67, because 3 employees share the pool by contribution"
    )


def test_a_pool_by_attainment_weighs_how_much_of_the_own_plan_was_reached() -> None:
    plans = tuple(
        Plan("sales", employee(code).ref, Decimal(plan))
        for code, plan in (("ann", 10), ("bob", 30))
    )
    found = statements_of(
        scheme(shared_by(Sharing.ATTAINMENT), plans=plans), TRIO, sold(ann="10", bob="10", eve="5")
    )
    assert parts(found) == {"ann": 75, "bob": 25, "eve": 0}


def test_the_thirteenth_salary_is_shared_by_salary() -> None:
    # Source: domain.md §6, a pool in proportion to salary.
    template = shared_by(Sharing.SALARY)
    assignments = (
        Assignment(employee("ann").ref, Decimal(60000)),
        Assignment(employee("bob").ref, Decimal(40000)),
    )
    cards = (card("pool", assignments=assignments),)
    found = statements_of(scheme(template, cards=cards), TRIO, {})
    assert parts(found) == {"ann": 60, "bob": 40}


def test_a_pool_can_be_a_share_of_what_the_company_sold() -> None:
    template = replace(POOL, premium=PoolPremium(Sharing.EQUAL, rate=Decimal("0.1"), of="sales"))
    found = statements_of(scheme(template), TRIO, sold(firm="900"))
    assert parts(found) == {"ann": 30, "bob": 30, "eve": 30}
    line = found["ann"].lines[0]
    assert said(line) == "RUB 90.00 ÷ 3 = RUB 30.00, because 3 employees share the pool equally"
    assert str(line.derivation.inputs[0].sentence).replace("\u00a0", " ") == (
        "10% × RUB 900.00 = RUB 90.00"
    )


def test_who_does_not_qualify_leaves_more_to_the_others() -> None:
    condition = PremiumCondition("sales", Operator.AT_LEAST, Decimal(10))
    found = statements_of(
        scheme(replace(POOL, conditions=(condition,))), TRIO, sold(ann="10", bob="9")
    )
    assert parts(found) == {"ann": 100, "bob": 0, "eve": 0}
    assert said(found["bob"].lines[0]) == (
        "RUB 0.00, because “Sales” (RUB 9.00) is below RUB 10.00"
    )


def test_each_department_shares_a_pool_of_its_own() -> None:
    people = [
        employee("ann", "north"),
        employee("bob", "north"),
        employee("eve", "far_north"),
        employee("zoe"),
        department("north"),
        department("far_north", "north"),
    ]
    template = replace(POOL, level=SubjectLevel.DEPARTMENT)
    found = statements_of(scheme(template), people, {})
    assert parts(found) == {"ann": 50, "bob": 50, "eve": 100, "zoe": 0}
    assert said(found["zoe"].lines[0]) == (
        "RUB 0.00, because there are no figures of the department"
    )


@pytest.mark.parametrize(
    ("template", "facts", "reason"),
    [
        (
            shared_by(Sharing.CONTRIBUTION),
            sold(ann="0", bob="-1"),
            "nobody has a share above zero to divide the pool by",
        ),
        (
            replace(POOL, premium=PoolPremium(Sharing.EQUAL, rate=Decimal(1), of="sales")),
            sold(ann="5"),
            "“Sales” was not measured",
        ),
        (
            replace(POOL, premium=PoolPremium(Sharing.EQUAL, rate=Decimal(1), of="sales")),
            sold(firm="-5"),
            "there is nothing in the pool",
        ),
    ],
)
def test_a_pool_that_cannot_be_shared_says_why(
    template: BonusTemplate, facts: dict[tuple[SubjectRef, str], Fact], reason: str
) -> None:
    found = statements_of(scheme(template), TRIO, facts)
    assert parts(found) == {"ann": 0, "bob": 0, "eve": 0}
    assert said(found["ann"].lines[0]) == f"RUB 0.00, because {reason}"


def test_a_share_of_a_company_without_figures_is_no_pool() -> None:
    template = replace(POOL, premium=PoolPremium(Sharing.EQUAL, rate=Decimal(1), of="sales"))
    [statement] = statements_of(scheme(template), [employee()], sold(ann="5")).values()
    assert said(statement.lines[0]) == "RUB 0.00, because there are no figures of the company"


def test_a_pool_waits_for_what_its_conditions_read() -> None:
    later = replace(SALES, version=Version(date(2026, 4, 1)))
    condition = PremiumCondition("sales", Operator.AT_LEAST, Decimal(1))
    template = replace(POOL, conditions=(condition,))
    found = statements_of(scheme(template, indicators=(later,)), TRIO, sold(ann="5"))
    assert parts(found) == {"ann": 0, "bob": 0, "eve": 0}
    assert said(found["ann"].lines[0]).endswith("“Sales” is in force from 01/04/2026 on")


def test_a_pool_is_counted_once_for_all() -> None:
    asked: list[str] = []

    def salary(code: str) -> Salary:
        asked.append(code)
        return Salary(Decimal(10), rub(10))

    template = shared_by(Sharing.SALARY)
    assert isinstance(template.premium, PoolPremium)
    term = term_of(figures_of(scheme(template), TRIO, {}, MARCH), MARCH)
    people = [Candidate(one, ("pool",), partial(salary, one.ref.code)) for one in TRIO[:3]]
    shared = SharedPremiums(people, {PeriodKind.MONTH: term}, rub)
    found = {id(shared.pool(template, template.premium, COMPANY)) for _ in people}
    assert len(found) == 1
    assert asked == ["ann", "bob", "eve"]


def test_only_those_whose_card_has_the_template_share() -> None:
    cards = (
        card("pool", code="a", assignments=(Assignment(employee("ann").ref),)),
        card(code="b", assignments=ALL),
    )
    found = statements_of(scheme(cards=cards), TRIO, {})
    assert amounts(found["ann"]) == {"pool": 100}
    assert amounts(found["bob"]) == {}


@pytest.mark.parametrize("sharing", Sharing)
def test_a_part_of_a_pool_can_be_kept_and_read_again(sharing: Sharing) -> None:
    statement = statements_of(scheme(shared_by(sharing)), TRIO, sold(ann="2", bob="1"))["ann"]
    assert from_plain(to_plain(statement)) == statement


weights = st.dictionaries(
    st.sampled_from("abcdefgh"), st.decimals(-(10**9), 10**9, places=3), max_size=8
)


@given(minor=st.integers(-100, 10**12), weights=weights)
def test_the_parts_are_the_pool_whatever_the_weights(
    minor: int, weights: dict[str, Decimal]
) -> None:
    refs = {employee(code).ref: weight for code, weight in weights.items()}
    step = Derivation("Pool", Quantity(None))
    pool = Pool.of(replace(rub(0), minor=minor), step, refs, currency="RUB")
    is_shared = minor > 0 and any(weight > 0 for weight in weights.values())
    assert sum(part.minor for part in pool.parts.values()) == (minor if is_shared else 0)
    assert all(part.minor >= 0 for part in pool.parts.values())
    assert (pool.reason is None) is is_shared


@given(order=st.permutations(TRIO))
def test_the_order_of_people_does_not_matter(order: list[Subject]) -> None:
    template, facts = shared_by(Sharing.CONTRIBUTION), sold(ann="1", bob="1", eve="1")
    expected = parts(statements_of(scheme(template), TRIO, facts))
    assert parts(statements_of(scheme(template), order, facts)) == expected


MORE_THAN_FIVE = (PremiumCondition("sales", Operator.MORE, Decimal(5)),)
SHARE_OF_FIRM = PoolPremium(Sharing.EQUAL, rate=Decimal("0.1"), of="revenue")


@pytest.mark.parametrize(
    ("revenue", "made", "problem"),
    [
        (replace(indicator("revenue"), version=Version(date(2026, 5, 1))), "100", None),
        (indicator("revenue"), "5" + "0" * 17, "An amount is too large for a statement."),
    ],
)
def test_who_does_not_qualify_is_saved_though_the_pool_cannot_be_computed(
    revenue: Indicator, made: str, problem: str | None
) -> None:
    template = replace(POOL, premium=SHARE_OF_FIRM, conditions=MORE_THAN_FIVE)
    rules = scheme(template, indicators=(SALES, revenue))
    facts = {**sold(ann="10", bob="1"), **facts_of(COMPANY, revenue=made)}
    of = Ground(rules, TRIO, facts, MARCH, WEEKENDS_ALONE, date(2026, 4, 1))
    paid = of.paid()
    keeping = Keeping(of, (1, 1), paid)
    ann, bob, *_ = paid.outcomes

    assert (None if ann.problem is None else str(ann.problem)) == problem
    assert bob.statement is not None
    for outcome in paid.outcomes[:3]:
        if outcome.statement is not None:
            told = json.loads(keeping.text(outcome))
            assert ground(told, rules, MARCH).outcomes()[0] == outcome


def test_a_colleague_whose_salary_cannot_be_computed_fails_alone() -> None:
    assignments = (
        Assignment(employee("ann").ref, Decimal(10)),
        Assignment(employee("bob").ref, Decimal(10) ** 15),
        Assignment(employee("eve").ref, Decimal(10)),
    )
    rules = scheme(shared_by(Sharing.SALARY), cards=(card("pool", assignments=assignments),))
    ann, bob, eve, _ = calculate(rules, TRIO, {}, MARCH)
    assert bob.problem is not None
    assert [amounts(one.statement)["pool"] for one in (ann, eve) if one.statement] == [50, 50]


def ann_of(rules: Scheme, **sales: str) -> tuple[Outcome, dict[str, Any]]:
    """Return Ann's outcome and what is kept of it."""
    of = Ground(rules, TRIO, sold(**sales), MARCH, WEEKENDS_ALONE, date(2026, 4, 1))
    paid = of.paid()
    return paid.outcomes[0], json.loads(Keeping(of, (1, 1), paid).text(paid.outcomes[0]))


def pool_table(outcome: Outcome) -> object:
    assert outcome.statement is not None
    working = outcome.statement.lines[0].derivation.working
    assert working is not None
    return working.operands[0].source


def test_all_sharers_are_kept_with_each_statement_and_have_no_names() -> None:
    rules = scheme(shared_by(Sharing.CONTRIBUTION))
    outcome, told = ann_of(rules, ann="1", bob="2", eve="2")

    assert told["shares"] == {
        "pool": ["1", "5", 3, 2000, [["2", 4000, 2], ["1", 2000, 1]]],
    }
    assert ground(told, rules, MARCH).outcomes()[0] == outcome
    assert pool_table(outcome) == Division(
        Operand(Quantity.of_money(rub(100)), Message("Pool")),
        (Part(Decimal(2), 4000, 2), Part(Decimal(1), 2000)),
        2,
        Unit.MONEY,
        "RUB",
    )


def test_a_share_that_was_kept_without_the_others_reads_on() -> None:
    rules = scheme(shared_by(Sharing.CONTRIBUTION))
    outcome, told = ann_of(rules, ann="1", bob="2", eve="2")
    told["shares"] = {"pool": told["shares"]["pool"][:4]}

    [found, *_] = ground(told, rules, MARCH).outcomes()

    assert found.statement is not None
    assert outcome.statement is not None
    assert found.statement.lines[0].formula == outcome.statement.lines[0].formula
    assert pool_table(found) is None


def test_one_of_many_sharers_is_read_as_it_was_calculated() -> None:
    people = [employee(f"e{number}") for number in range(300)]
    template = shared_by(Sharing.CONTRIBUTION)
    facts = sold(**{one.ref.code: str(number) for number, one in enumerate(people)})
    of = Ground(scheme(template), [*people, FIRM], facts, MARCH, WEEKENDS_ALONE, date(2026, 4, 1))
    paid = of.paid()
    told = json.loads(Keeping(of, (1, 1), paid).text(paid.outcomes[299]))

    assert told["shares"] == {"pool": ["299", "44850", 300, 67]}
    assert ground(told, of.scheme, MARCH).outcomes()[0] == paid.outcomes[299]
