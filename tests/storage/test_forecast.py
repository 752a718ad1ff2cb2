"""What open deals promise, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.filters import Condition, Group, Match, Operator
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.source import Aggregate, Credit
from crm_desktop.storage.models import DealCreditRecord, DealRecord, StageRecord
from tests.storage import kpi_scheme
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_rows import DealSketch, add_deals, add_firm

MARCH = Period.month(2026, 3)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WEB = Condition("source", Operator.EQUAL, ("web",))
WEB_SALES = kpi_scheme.money(
    "web", kpi_scheme.deals(Aggregate.SUM, Group(Match.ALL, (kpi_scheme.WON, WEB)))
)
WITH_OVERLAYS = kpi_scheme.money(
    "all_sales", replace(kpi_scheme.deals(Aggregate.SUM), credit=Credit.WITH_OVERLAYS)
)
SCHEME = replace(
    kpi_scheme.SCHEME,
    indicators=(*kpi_scheme.SCHEME.indicators, WEB_SALES, WITH_OVERLAYS),
)
OPEN = DealSketch(0, 500_00, "open", closed=None)
DEALS = (
    DealSketch(0, 1000_00),
    replace(OPEN, title="any day", source="web"),
    replace(OPEN, title="this month", minor=1000_00),
    replace(OPEN, title="next month", minor=700_00),
    replace(OPEN, owner=1, minor=1000_00, title="shared", credits=((1, 60), (2, 40))),
)
EXPECTED = {"this month": date(2026, 3, 31), "next month": date(2026, 4, 1)}


def department(number: int) -> SubjectRef:
    return SubjectRef(SubjectLevel.DEPARTMENT, f"d{number}")


def world(location: str, now: datetime = NOW) -> Services:
    """Return the services on e0 in d1 below d0, e1 in d0, e2 in none, and ``DEALS``.

    New deals are won in 40 % of cases, that of this month, in an offer, in 80 %.
    """
    with sessions_on(location).begin() as session:
        add_firm(session, departments=(None, 0), employees=(1, 0, None))
        session.execute(
            update(StageRecord).where(StageRecord.id == 1).values(probability_percent=40)
        )
        session.add(
            StageRecord(
                id=4, pipeline_id=1, name="Offer", position=9, status="open", probability_percent=80
            )
        )
        session.flush()
        add_deals(session, DEALS)
        session.flush()
        for title, day in EXPECTED.items():
            deal = update(DealRecord).where(DealRecord.title == title)
            session.execute(deal.values(expected_on=day))
        offer = update(DealRecord).where(DealRecord.title == "this month")
        session.execute(offer.values(stage_id=4))
        overlaid = session.scalars(select(DealRecord.id).where(DealRecord.title == "any day")).one()
        session.add(
            DealCreditRecord(
                deal_id=overlaid,
                employee_id=3,
                share=SHARE_UNITS // 2,
                base_minor=250_00,
                is_overlay=True,
            )
        )
    services = open_services(location, fixed(now))
    services.schemes.import_scheme(SCHEME)
    return services


def test_open_deals_are_weighted_by_their_stages(database: str) -> None:
    found = world(database).forecast.forecasts(None, MARCH)

    # e0: 500 × 40 % + 1 000 × 80 %; shared 1 000 × 40 %: 60 % for e1, 40 % for e2.
    expected = {
        kpi_scheme.employee(0): (1000, "1000", 1, "1.2"),
        kpi_scheme.employee(1): (0, "240", 0, "0.24"),
        kpi_scheme.employee(2): (0, "160", 0, "0.16"),
        department(1): (1000, "1000", 1, "1.2"),
        department(0): (1000, "1240", 1, "1.44"),
        COMPANY: (1000, "1400", 1, "1.6"),
    }
    for subject, (sales, promised, won, deals) in expected.items():
        of_sales, of_won = found[subject, "sales"], found[subject, "won"]
        assert [of_sales.fact, of_sales.expected] == [sales, Decimal(promised)]
        assert [of_won.fact, of_won.expected] == [won, Decimal(deals)]
        assert of_sales.value == sales + Decimal(promised)


def test_the_filter_of_an_indicator_holds_for_open_deals(database: str) -> None:
    found = world(database).forecast.forecasts(None, MARCH)

    assert found[kpi_scheme.employee(0), "web"].expected == 200
    assert found[COMPANY, "web"].expected == 200


def test_overlay_credits_promise_to_the_person_alone(database: str) -> None:
    found = world(database).forecast.forecasts(None, MARCH)

    # e2 has 160 of the shared deal and half of 500 × 40 % besides.
    assert found[kpi_scheme.employee(2), "all_sales"].expected == 260
    assert found[COMPANY, "all_sales"].expected == 1400


@pytest.mark.parametrize("number", range(3))
def test_one_employee_has_what_everybodys_forecasts_say(database: str, number: int) -> None:
    forecast = world(database).forecast
    ref = kpi_scheme.employee(number)

    found = forecast.forecasts(ref.code, MARCH)

    everybodys = forecast.forecasts(None, MARCH)
    assert found == {key: value for key, value in everybodys.items() if key[0] == ref}
    assert {code for _, code in found} == {"sales", "won", "web", "all_sales"}


def test_deals_of_next_month_are_promised_to_it(database: str) -> None:
    found = world(database).forecast.forecasts("e0", MARCH.next())

    # Any day 500 and the next month's 700, both of 40 %; nothing is won in April yet.
    sales = found[kpi_scheme.employee(0), "sales"]
    assert [sales.fact, sales.value] == [0, 480]


def test_a_period_that_is_over_is_not_foretold(database: str) -> None:
    services = world(database, datetime(2026, 3, 31, 21, tzinfo=UTC))
    assert services.forecast.forecasts(None, MARCH) == {}


def test_nobody_has_no_forecast(database: str) -> None:
    with pytest.raises(NotFoundError):
        world(database).forecast.forecasts("nobody", MARCH)
