from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity, measures
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, BaseSums, Fact, Facts, RecordsQuery
from crm_desktop.kpi.recipe import base_sums
from crm_desktop.kpi.rollup import facts
from crm_desktop.kpi.source import (
    Aggregate,
    ExternalSource,
    FormulaSource,
    RatioSource,
    RecordSource,
    Source,
)

MARCH = Period.month(2026, 3)
WON = Condition("status", Operator.EQUAL, ("won",))
COUNT = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", where=WON)
SUM = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", WON)
AVERAGE = RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount", WON)
ALL = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed")
WON_COUNT = BaseSum(Entity.DEAL, "closed", None, WON)
WON_SUM = BaseSum(Entity.DEAL, "closed", "amount", WON)
ALL_COUNT = BaseSum(Entity.DEAL, "closed", None, ALL.where)

ANN = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "ann"), "Ann", "inner", ("night",))
BOB = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "bob"), "Bob", "outer")
EVE = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "eve"), "Eve")
INNER = Subject(SubjectRef(SubjectLevel.DEPARTMENT, "inner"), "Inner", "outer")
OUTER = Subject(SubjectRef(SubjectLevel.DEPARTMENT, "outer"), "Outer")
NIGHT = Subject(SubjectRef(SubjectLevel.GROUP, "night"), "Night")
FIRM = Subject(COMPANY, "Firm")
EVERYONE = (ANN, BOB, EVE, INNER, OUTER, NIGHT, FIRM)


def measured(source: Source, sums: BaseSums) -> dict[str, Fact]:
    """Return the fact of everyone, by the subject's name."""
    found = facts([Indicator("i", "I", source)], EVERYONE, sums)
    return {subject.name: found[subject.ref, "i"] for subject in EVERYONE}


def values(source: Source, sums: BaseSums) -> dict[str, Decimal | None]:
    return {name: fact.value for name, fact in measured(source, sums).items()}


def by_employee(**values: int) -> dict[str, Decimal]:
    return {code: Decimal(value) for code, value in values.items()}


def test_each_sum_is_asked_for_once() -> None:
    indicators = [
        Indicator("a", "A", COUNT),
        Indicator("b", "B", SUM),
        Indicator("c", "C", AVERAGE),
        Indicator("d", "D", RatioSource(COUNT, ALL)),
        Indicator("e", "E", FormulaSource("a + b")),
        Indicator("f", "F", ExternalSource()),
    ]
    assert base_sums(indicators) == {WON_COUNT, WON_SUM, ALL_COUNT}


def test_sums_add_up_through_departments_groups_and_the_company() -> None:
    sums = {WON_SUM: by_employee(ann=1, bob=10, eve=100, gone=1000)}
    assert values(SUM, sums) == {
        "Ann": 1,
        "Bob": 10,
        "Eve": 100,
        "Inner": 1,
        "Outer": 11,
        "Night": 1,
        "Firm": 1111,
    }


def test_without_records_counts_and_sums_are_zero() -> None:
    assert set(values(COUNT, {}).values()) == set(values(SUM, {}).values()) == {Decimal(0)}


def test_an_average_comes_from_the_records_not_from_personal_averages() -> None:
    sums = {WON_SUM: by_employee(ann=900, bob=100), WON_COUNT: by_employee(ann=1, bob=9)}
    found = values(AVERAGE, sums)
    assert found["Ann"] == 900
    assert found["Bob"] == Decimal(100) / 9
    assert found["Outer"] == 100


def test_an_average_of_nothing_has_no_value() -> None:
    fact = measured(AVERAGE, {})["Ann"]
    assert (fact.value, str(fact.reason)) == (None, "there are no records to average")


def test_a_ratio_with_a_zero_divisor_has_no_value() -> None:
    fact = measured(RatioSource(COUNT, ALL), {WON_COUNT: by_employee(ann=1)})["Ann"]
    assert fact.value is None
    assert str(fact.reason) == "Number of deals is zero, and nothing can be divided by zero"


def test_a_ratio_is_taken_last() -> None:
    sums = {WON_COUNT: by_employee(ann=1, bob=1), ALL_COUNT: by_employee(ann=1, bob=3)}
    found = values(RatioSource(COUNT, ALL), sums)
    assert found["Ann"] == 1
    assert found["Outer"] == Decimal("0.5")


def test_each_part_leads_to_its_records() -> None:
    part = measured(SUM, {WON_SUM: by_employee(ann=5)})["Outer"].parts[0]
    assert (str(part.label), part.unit) == ("Amount of deals (status: won)", Unit.MONEY)
    assert part.value == 5
    assert part.records(OUTER.ref, MARCH) == RecordsQuery(
        Entity.DEAL, "closed", WON, OUTER.ref, MARCH, "amount"
    )


@pytest.mark.parametrize("entity", Entity)
def test_every_sum_that_can_be_asked_for_has_a_name_of_its_own(entity: Entity) -> None:
    count = RecordSource(entity, Aggregate.COUNT, "day")
    sums = [RecordSource(entity, Aggregate.SUM, "day", measure) for measure in measures(entity)]
    parts = [measured(source, {})["Ann"].parts[0] for source in (count, *sums)]
    assert len({str(part.label) for part in parts}) == 1 + len(sums)


def test_children_and_given_facts_are_not_made_of_records() -> None:
    found: Facts = facts(
        [Indicator("a", "A", ExternalSource()), Indicator("b", "B", FormulaSource("a"))],
        EVERYONE,
        {},
    )
    assert found == {}


def test_a_circle_of_departments_counts_nobody_twice() -> None:
    loop = [
        Subject(SubjectRef(SubjectLevel.DEPARTMENT, "inner"), "Inner", "outer"),
        Subject(SubjectRef(SubjectLevel.DEPARTMENT, "outer"), "Outer", "inner"),
    ]
    found = facts([Indicator("i", "I", COUNT)], [ANN, *loop], {WON_COUNT: by_employee(ann=1)})
    assert [found[subject.ref, "i"].value for subject in loop] == [1, 1]


@given(st.dictionaries(st.sampled_from(["ann", "bob", "eve"]), st.integers(-99, 99)))
def test_people_add_up_to_the_company(given_: dict[str, int]) -> None:
    found = values(COUNT, {WON_COUNT: by_employee(**given_)})
    assert found["Firm"] == sum(given_.values())
