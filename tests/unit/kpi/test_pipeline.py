from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Group, Match, Operator
from crm_desktop.kpi.pipeline import OpenDeals, PipelineForecast, open_deals
from crm_desktop.kpi.source import (
    Aggregate,
    Credit,
    FormulaSource,
    RatioSource,
    RecordSource,
    Source,
    Window,
)

WON = Condition("status", Operator.EQUAL, ("won",))
WEB = Condition("source", Operator.EQUAL, ("web",))
SALES = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", WON)
COUNT = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", None, WON)


def every(*parts: Filter) -> Group:
    return Group(Match.ALL, parts)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (SALES, OpenDeals(EVERYTHING, is_count=False)),
        (COUNT, OpenDeals(EVERYTHING, is_count=True)),
        (replace(SALES, where=every(WON, WEB)), OpenDeals(every(WEB), is_count=False)),
        (
            replace(COUNT, where=every(Condition("status", Operator.ONE_OF, ("won",)))),
            OpenDeals(EVERYTHING, is_count=True),
        ),
        (
            replace(SALES, credit=Credit.WITH_OVERLAYS),
            OpenDeals(EVERYTHING, is_count=False, credit=Credit.WITH_OVERLAYS),
        ),
    ],
)
def test_what_adds_up_won_deals_is_promised_by_open_ones(source: Source, found: OpenDeals) -> None:
    assert open_deals(source) == found


@pytest.mark.parametrize(
    "source",
    [
        replace(SALES, where=EVERYTHING),
        replace(SALES, where=WEB),
        replace(SALES, where=Group(Match.ANY, (WON, WEB))),
        replace(SALES, where=Condition("status", Operator.NOT_EQUAL, ("won",))),
        replace(SALES, where=Condition("status", Operator.ONE_OF, ("won", "lost"))),
        replace(SALES, where=every(WON, Condition("cycle", Operator.LESS, (Decimal(9),)))),
        replace(SALES, where=every(WON, Condition("is_first_purchase", Operator.EQUAL, (True,)))),
        replace(SALES, dated_by="created"),
        replace(SALES, window=Window.UNTIL_END),
        replace(SALES, measure="margin"),
        replace(SALES, aggregate=Aggregate.AVERAGE),
        RecordSource(Entity.DOCUMENT, Aggregate.SUM, "issued", "amount", WON),
        RatioSource(COUNT, COUNT),
        FormulaSource("sales * 2"),
    ],
)
def test_open_deals_promise_nothing_to_others(source: Source) -> None:
    assert open_deals(source) is None


def test_the_forecast_is_the_fact_and_what_is_promised() -> None:
    assert PipelineForecast(Decimal(300), Decimal("120.5")).value == Decimal("420.5")
