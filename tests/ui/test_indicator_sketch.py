"""What is entered of an indicator means that indicator, and is told in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Operator
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry
from crm_desktop.kpi.check_sources import source_problems
from crm_desktop.kpi.definition import Indicator, LessRule, Polarity
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
    Window,
)
from tests.storage.kpi_scheme import WON
from ui.scheme.indicators.sketch import IndicatorSketch, SourceKind, indicator_of, sketch_of
from ui.scheme.indicators.words import sentence

D = Decimal
DEALS = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", None, WON)
CALLS = Condition("kind", Operator.EQUAL, ("call_out",))
WEIGHTED = WeightedSource(
    Entity.ACTIVITY,
    "done",
    (
        Target("Calls", CALLS, D("0.5")),
        Target("All", EVERYTHING, D(3)),
    ),
    Window.PREVIOUS,
)
SOURCES: tuple[Source, ...] = (
    DEALS,
    replace(DEALS, window=Window.UNTIL_END, credit=Credit.WITH_OVERLAYS),
    RecordSource(Entity.DEAL, Aggregate.MAXIMUM, "created", "margin"),
    RecordSource(Entity.ACTIVITY, Aggregate.AVERAGE, "done", "handling", is_working_time=True),
    RecordSource(Entity.CUSTOMER, Aggregate.COUNT, "created"),
    WEIGHTED,
    RatioSource(WEIGHTED, DEALS),
    CalmSource(Entity.ACTIVITY, "done", EVERYTHING, is_working_time=True),
    StaffSource(StaffFigure.LEFT),
    FormulaSource("sales / won"),
    ManualSource(D(-2), D(5), None),
    ExternalSource(Aggregate.AVERAGE),
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_what_is_shown_of_an_indicator_means_that_indicator(source: Source) -> None:
    indicator = Indicator(
        "one",
        "One",
        source,
        Unit.SCORE,
        Polarity.CORRIDOR,
        LessRule.PLAN_OVER_FACT,
        "What it is",
        tolerance=D("0.055"),
    )

    assert indicator_of(sketch_of(indicator), "one", "One") == indicator


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_every_ready_indicator_can_be_edited_without_changing(entry: CatalogueEntry) -> None:
    ready = entry.indicator({parameter.code: "x" for parameter in entry.parameters})

    assert indicator_of(sketch_of(ready), ready.code, ready.name) == ready


@pytest.mark.parametrize("before", SourceKind)
@pytest.mark.parametrize("after", SourceKind)
def test_another_kind_is_sound_at_once(before: SourceKind, after: SourceKind) -> None:
    sketch = IndicatorSketch(formula="sales").with_kind(before).with_kind(after)

    problems = list(source_problems(indicator_of(sketch, "one", "One")))

    is_named = [problem.place for problem in problems] == ["indicators.one.source.targets[1].name"]
    assert is_named if after is SourceKind.WEIGHTED else not problems


@pytest.mark.parametrize("entity", Entity)
@pytest.mark.parametrize("kind", [SourceKind.RECORDS, SourceKind.RATIO, SourceKind.CALM])
def test_other_records_are_sound_at_once(entity: Entity, kind: SourceKind) -> None:
    sketch = IndicatorSketch().with_kind(kind)
    part = replace(sketch.part, aggregate=Aggregate.SUM, has_overlays=kind is SourceKind.RECORDS)

    changed = replace(sketch, part=part.of_entity(entity))

    assert not list(source_problems(indicator_of(changed, "one", "One")))


def test_the_unit_follows_what_is_taken_until_it_is_chosen_otherwise() -> None:
    count = IndicatorSketch()

    amount = count.with_unit(replace(count, part=replace(count.part, aggregate=Aggregate.SUM)))
    own = replace(amount, unit=Unit.SCORE)
    larger = own.with_unit(replace(own, part=replace(own.part, aggregate=Aggregate.MAXIMUM)))

    assert (count.unit, amount.unit, larger.unit) == (Unit.NUMBER, Unit.MONEY, Unit.SCORE)


def test_every_kind_says_its_figures_in_words() -> None:
    names = {"sales": "Sales", "won": "Won deals"}
    words = [str(sentence(Indicator("one", "One", source), names)[0]) for source in SOURCES]

    assert words == [
        "Number of deals (status: won)",
        "Number of deals, overlay credits included (status: won)",
        "Margin of deals: the largest",
        "Handling time of activities, in working time: the average",
        "Number of customers",
        "0.5 × “Calls” + 3 × “All” (all activities)",
        "(0.5 × “Calls” + 3 × “All” (all activities)) ÷ Number of deals (status: won)",
        "The longest time without: activities",
        "People who left",
        "“Sales” / “Won deals”",
        "Marks from −2 to 5",
        "Imported series: average",
    ]
