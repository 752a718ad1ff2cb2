"""What is refused about where facts come from: each mistake at its place, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay, Who
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.check_sources import source_problems, typed
from crm_desktop.kpi.definition import Indicator, Polarity
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    ExternalSource,
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

IS_CALL = Condition("kind", Operator.EQUAL, ("call_out",))
IS_ROUND = Condition("kind", Operator.EQUAL, ("round",))
BEFORE_TODAY = Condition("created", Operator.LESS, (RelativeDay(Anchor.PERIOD_START, -7),))
MINE = Condition("owner", Operator.EQUAL, (Who.ME,))
CYCLE = RecordSource(
    Entity.DEAL,
    Aggregate.AVERAGE,
    "closed",
    "cycle",
    BEFORE_TODAY,
    Window.PREVIOUS,
    is_working_time=True,
    credit=Credit.WITH_OVERLAYS,
)
BUYERS = RecordSource(Entity.DOCUMENT, Aggregate.CUSTOMERS, "posted")
CALLS = WeightedSource(
    Entity.ACTIVITY,
    "done",
    (Target("Calls", IS_CALL), Target("All", Condition("is_done", Operator.EQUAL, (True,)))),
    Window.UNTIL_END,
)
CALM = CalmSource(Entity.ACTIVITY, "done", IS_CALL, is_working_time=True)
MARKS = ManualSource()


def indicator(source: Source, **changes: object) -> Indicator:
    return replace(Indicator("x", "X", source), **changes)  # type: ignore[arg-type]


def places(found: Indicator) -> list[str]:
    return [problem.place for problem in source_problems(found)]


@pytest.mark.parametrize(
    "source",
    [
        CYCLE,
        BUYERS,
        CALLS,
        RatioSource(BUYERS, replace(BUYERS, window=Window.PREVIOUS)),
        RatioSource(CALLS, BUYERS),
        StaffSource(StaffFigure.LEFT),
        MARKS,
        replace(MARKS, stale_after=None),
        *(ExternalSource(one) for one in list(Aggregate)[1:5]),
        RecordSource(Entity.LINE, Aggregate.MAXIMUM, "shipped", "quantity"),
    ],
)
def test_sound_sources_have_no_problems(source: Source) -> None:
    assert places(indicator(source)) == []


def test_a_calm_time_is_sound_as_a_duration_alone() -> None:
    assert places(indicator(CALM, unit=Unit.DURATION)) == []
    assert places(indicator(CALM, unit=Unit.NUMBER)) == ["indicators.x.unit"]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (replace(CYCLE, measure="amount"), "working_time"),
        (replace(BUYERS, is_working_time=True), "working_time"),
        (
            RecordSource(Entity.ACTIVITY, Aggregate.SUM, "done", "duration", is_working_time=True),
            "working_time",
        ),
        (replace(BUYERS, credit=Credit.WITH_OVERLAYS), "credit"),
        (replace(BUYERS, measure="amount"), "measure"),
        (replace(BUYERS, aggregate=Aggregate.MINIMUM), "measure"),
        (replace(BUYERS, dated_by="closed"), "dated_by"),
        (replace(CYCLE, where=MINE), "where"),
        (replace(CALLS, targets=()), "targets"),
        (replace(CALLS, targets=CALLS.targets[:1] * 2), "targets"),
        (replace(CALLS, targets=(Target(" ", IS_CALL),)), "targets[1].name"),
        (replace(CALLS, targets=(Target("A", IS_ROUND),)), "targets[1].where.value"),
        (
            replace(CALLS, targets=(Target("A", IS_CALL, Decimal("NaN")),)),
            "targets[1].weight",
        ),
        (replace(CALLS, dated_by="closed"), "dated_by"),
        (RatioSource(CYCLE, BUYERS), "numerator.aggregate"),
        (RatioSource(BUYERS, replace(CALLS, targets=())), "denominator.targets"),
        (replace(MARKS, highest=MARKS.lowest), "manual.highest"),
        (replace(MARKS, lowest=Decimal("Infinity")), "manual.lowest"),
        (replace(MARKS, stale_after=-1), "manual.stale_after"),
        (replace(MARKS, stale_after=400), "manual.stale_after"),
        (ExternalSource(Aggregate.COUNT), "external.aggregate"),
    ],
)
def test_each_mistake_is_found_at_its_place(source: Source, place: str) -> None:
    assert places(indicator(source)) == [f"indicators.x.source.{place}"]


@pytest.mark.parametrize(
    "source", [replace(CALM, dated_by="closed"), replace(CALM, where=IS_ROUND)]
)
def test_a_calm_time_that_cannot_be_counted_is_refused(source: CalmSource) -> None:
    [place] = places(indicator(source, unit=Unit.DURATION))
    assert place in {"indicators.x.source.dated_by", "indicators.x.source.where.value"}


@pytest.mark.parametrize("tolerance", ["-0.01", "1.01", "NaN"])
def test_a_tolerance_is_a_share_of_the_plan(tolerance: str) -> None:
    corridor = indicator(MARKS, polarity=Polarity.CORRIDOR, tolerance=Decimal(tolerance))
    assert places(corridor) == ["indicators.x.tolerance"]


def test_a_tolerance_needs_a_corridor() -> None:
    tolerant = indicator(MARKS, tolerance=Decimal("0.1"))
    assert places(tolerant) == ["indicators.x.tolerance"]
    assert places(replace(tolerant, polarity=Polarity.CORRIDOR)) == []


def test_filters_of_every_source_take_the_types_of_their_fields() -> None:
    written = Condition("created", Operator.LESS, ("2026-03-01",))
    sources = (
        replace(CYCLE, where=written),
        replace(CALLS, entity=Entity.CUSTOMER, targets=(Target("A", written),)),
        RatioSource(replace(CYCLE, where=written), replace(CYCLE, where=written)),
        CalmSource(Entity.CUSTOMER, "created", written),
    )
    for source in sources:
        told = repr(typed(indicator(source)).source)
        assert "datetime.date(2026, 3, 1)" in told
        assert "'2026-03-01'" not in told
