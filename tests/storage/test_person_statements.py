"""How the records of one person are sought: what one plan of a server for everybody rests on."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url

from benchmarks.kpi_scheme import OVERDUE, WON, both, flag, is_, records
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.recipe import base_sums
from crm_desktop.kpi.source import Source
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.fact_statements import Reach, Shape, sums
from crm_desktop.storage.walks import Frame, passes

WON_DEALS = records(Entity.DEAL, "closed", where=WON)
IS_WON = "(deal.status IN (__[POSTCOMPILE_status_1]))"


def asked(source: Source, reach: Reach = Reach.ONE, dialect: str = "postgresql") -> str:
    """Return the statement of the sums that an indicator by ``source`` takes."""
    found = passes(
        base_sums([Indicator("one", "One", source)]),
        [Frame(Period.month(2026, 3))],
        Surroundings(ZoneInfo("UTC"), "RUB", dialect),
        date(2026, 3, 16),
    )
    shape = Shape(tuple(one.walk for one in found), reach, dialect)
    driver = {"postgresql": "postgresql+psycopg"}.get(dialect, dialect)
    return str(sums(shape).compile(dialect=make_url(f"{driver}://").get_dialect()()))


def test_a_server_does_not_seek_what_stands_behind_the_days_of_one_person() -> None:
    assert f"{IS_WON} IS true" in asked(WON_DEALS)


@pytest.mark.parametrize(
    ("reach", "dialect"),
    [(Reach.EVERYBODY, "postgresql"), (Reach.SOME, "postgresql"), (Reach.ONE, "sqlite")],
)
def test_whatever_is_planned_once_anyway_seeks_by_all_it_can(reach: Reach, dialect: str) -> None:
    found = asked(WON_DEALS, reach, dialect)

    assert IS_WON.strip("()") in found
    assert f"{IS_WON} IS " not in found


def test_what_looks_into_another_table_can_still_be_joined() -> None:
    of_customer = asked(records(Entity.DEAL, "closed", where=is_("customer", "Romashka")))
    repeated = asked(records(Entity.DEAL, "closed", where=both(flag("is_repeat"))))

    assert "IN (SELECT customer.id" in of_customer
    assert ") IS true" not in of_customer
    assert "AND (EXISTS (SELECT" in repeated
    assert ") IS true" not in repeated


def test_what_stands_at_the_end_is_sought_by_the_day_that_parts_it() -> None:
    empty, later = asked(OVERDUE).split(" UNION ALL ")

    assert "document.paid_on IS NULL" in empty
    assert "AND document.paid_on >= %(paid_on_1)s::DATE AND" in later
    assert "(document.due_on < %(day_1_0)s::DATE) IS true" in later
