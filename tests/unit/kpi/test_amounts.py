from __future__ import annotations

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.amounts import amounts
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.order import children_in_order
from crm_desktop.kpi.source import (
    Aggregate,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    StaffFigure,
    StaffSource,
    WeightedSource,
    Window,
)

SUM = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount")
COUNT = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed")


def grows(source: Source, unit: Unit = Unit.NUMBER) -> bool:
    known = [
        Indicator("sales", "Sales", SUM, Unit.MONEY),
        Indicator("deals", "Deals", COUNT),
        Indicator("share", "Share", RatioSource(COUNT, COUNT), Unit.PERCENT),
        Indicator("x", "X", source, unit),
    ]
    return "x" in amounts(known, children_in_order(known))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (SUM, True),
        (COUNT, True),
        (RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount"), False),
        (
            RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", window=Window.UNTIL_END),
            False,
        ),
        (WeightedSource(Entity.ACTIVITY, "done", ()), True),
        (RatioSource(COUNT, COUNT), False),
        (ExternalSource(), True),
        (ExternalSource(Aggregate.AVERAGE), False),
        (ManualSource(), False),
        (StaffSource(StaffFigure.HIRED), True),
        (StaffSource(StaffFigure.HEADCOUNT), False),
        (FormulaSource("sales + deals * 2"), True),
        (FormulaSource("sales / deals"), False),
        (FormulaSource("sales / deals * deals"), True),
        (FormulaSource("max(sales, 5) if deals > 0 else 0"), True),
        (FormulaSource("-sales * share"), True),
        (FormulaSource("share * 2"), False),
        (FormulaSource("sales.plan - sales"), True),
        (FormulaSource("sales.attainment"), False),
        (FormulaSource("5"), False),
    ],
)
def test_what_grows_with_time_does_and_nothing_else(source: Source, expected: bool) -> None:
    assert grows(source) is expected


def test_per_cent_never_grow_with_time() -> None:
    assert not grows(SUM, Unit.PERCENT)
