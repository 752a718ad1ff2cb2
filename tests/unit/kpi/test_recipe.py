from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Operator
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, Fact, FactPart, Gathered
from crm_desktop.kpi.recipe import Term, base_sums, recipe_of
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
)

WON = Condition("status", Operator.EQUAL, ("won",))
AMOUNT = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", WON)
TOTAL = BaseSum(Entity.DEAL, "closed", "amount", WON)
COUNT = replace(TOTAL, measure=None)
CALLS = WeightedSource(
    Entity.ACTIVITY, "done", (Target("a", EVERYTHING), Target("b", WON, Decimal(3)))
)


def test_an_average_of_what_every_record_has_shares_the_count_of_records() -> None:
    recipe = recipe_of(replace(AMOUNT, aggregate=Aggregate.AVERAGE))
    assert [term.base for term in recipe.terms] == [TOTAL, COUNT]
    assert recipe.dividends == 1


@pytest.mark.parametrize(
    ("entity", "measure"),
    [(Entity.DEAL, "cycle"), (Entity.ACTIVITY, "score"), (Entity.DOCUMENT, "quantity")],
)
def test_an_average_of_what_records_may_lack_counts_those_that_have_it(
    entity: Entity, measure: str
) -> None:
    source = RecordSource(entity, Aggregate.AVERAGE, "created", measure, is_working_time=True)
    _, count = recipe_of(source).terms
    assert (count.base.measure, count.base.gathered) == (measure, Gathered.HAVING)
    assert not count.base.is_working_time


def test_a_ratio_has_the_terms_of_both_sides() -> None:
    recipe = recipe_of(RatioSource(CALLS, AMOUNT))
    assert recipe.dividends == 2
    assert recipe.terms[1:] == (
        Term(BaseSum(Entity.ACTIVITY, "done", None, WON), Decimal(3), "b"),
        Term(TOTAL),
    )


def test_overlays_are_asked_for_beside_the_shares() -> None:
    overlaid = replace(AMOUNT, credit=Credit.WITH_OVERLAYS)
    with_overlays = replace(TOTAL, credit=Credit.WITH_OVERLAYS)
    assert base_sums([Indicator("i", "I", overlaid)]) == {TOTAL, with_overlays}


@pytest.mark.parametrize(
    "source", [ManualSource(), StaffSource(StaffFigure.HIRED), FormulaSource("a")]
)
def test_what_is_not_made_of_records_asks_for_none(
    source: ManualSource | StaffSource | FormulaSource,
) -> None:
    assert recipe_of(source).terms == ()


def test_calm_asks_for_moments() -> None:
    [term] = recipe_of(CalmSource(Entity.ACTIVITY, "planned", EVERYTHING)).terms
    assert term.base.gathered is Gathered.MOMENTS


def test_a_fact_follows_from_other_values_of_its_parts() -> None:
    parts = (FactPart(TOTAL, Decimal(6)), FactPart(COUNT, Decimal(2), weight=Decimal(3)))
    assert Fact(Decimal(0), None, parts).with_parts(parts).value == 12
    assert Fact(Decimal(0), None, parts, dividends=1).with_parts(parts).value == 1
    nothing = (parts[0], replace(parts[1], value=Decimal(0)))
    assert Fact(Decimal(0), None, parts, dividends=1).with_parts(nothing).value is None
    assert Fact(Decimal(5), sentence=parts[0].label).with_parts(parts).value == 5
