"""The firm's settings and rates through their service, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from crm_desktop.composition import open_services
from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError, NotSetUpError
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityTypeRecord,
    DocumentRecord,
    PaymentRecord,
)
from tests.storage import kpi_scheme
from tests.storage.crm_builders import (
    FIRM,
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)


def test_a_new_database_says_that_the_firm_is_not_set_up(database: str) -> None:
    with pytest.raises(NotSetUpError):
        open_services(database).firm.firm()


def test_the_firm_comes_back_as_it_was_saved(database: str) -> None:
    services = firm_services(database)
    firm = replace(FIRM, name="Двери", rounding=Rounding.HALF_EVEN, country=None, currency="KZT")

    services.firm.save_firm(firm)

    assert services.firm.firm() == firm


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"name": ""}, "name"),
        ({"currency": "rub"}, "currency"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"zone": "../etc"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_no_firm_has_is_refused(database: str, entry: dict[str, str], field: str) -> None:
    services = firm_services(database)

    with pytest.raises(InvalidInputError) as refused:
        services.firm.save_firm(replace(FIRM, **entry))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert services.firm.firm() == FIRM


def test_the_currency_stays_once_amounts_are_recorded(database: str) -> None:
    services = firm_services(database)
    stages = add_stages(database)
    services.deals.create(deal_draft(add_employee(services, "Anna"), stages["Lead"]))

    with pytest.raises(InvalidInputError, match="RUB"):
        services.firm.save_firm(replace(FIRM, currency="EUR"))


def test_the_currency_stays_once_rules_pay_in_it(database: str) -> None:
    services = firm_services(database)
    services.schemes.import_scheme(kpi_scheme.SCHEME)

    with pytest.raises(InvalidInputError, match="RUB"):
        services.firm.save_firm(replace(FIRM, currency="EUR"))


def test_a_rate_is_mended_in_place(database: str) -> None:
    services = firm_services(database)
    day = date(2026, 1, 1)
    for rate in ("90", "91.123456789012345678"):
        services.firm.save_rate(RateRow("EUR", day, Decimal(rate)))

    assert services.firm.list_rates() == [RateRow("EUR", day, Decimal("91.123456789012345678"))]


@pytest.mark.parametrize(
    ("currency", "rate", "field"),
    [
        ("EUR", "0", "rate"),
        ("EUR", "-1", "rate"),
        ("EUR", "NaN", "rate"),
        ("EUR", "1e-50", "rate"),
        ("RUB", "1", "currency"),
        ("EURO", "1", "currency"),
    ],
)
def test_an_impossible_rate_is_refused(database: str, currency: str, rate: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        firm_services(database).firm.save_rate(RateRow(currency, date(2026, 1, 1), Decimal(rate)))
    assert refused.value.field == field


def test_the_day_is_that_of_the_firms_zone(database: str) -> None:
    services = firm_services(database, datetime(2026, 3, 9, 21, tzinfo=UTC))

    assert services.firm.today() == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("today", "begins_in"),
    [
        (date(2017, 12, 31), Period.month(2017, 12)),
        (date(2018, 3, 31), Period.month(2018, 3)),
        (date(2018, 4, 1), Period.month(2018, 1)),
        (date(2026, 3, 10), Period.month(2018, 1)),
    ],
)
def test_the_window_begins_in_the_last_month_of_records_that_ended_long_ago(
    database: str, today: date, begins_in: Period
) -> None:
    closing = datetime(2017, 12, 31, 21, 30, tzinfo=UTC)  # the new year in Moscow
    then = firm_services(database, closing)
    stages = add_stages(database)
    deal = then.deals.create(deal_draft(add_employee(then, "Anna"), stages["Lead"]))
    then.deals.mark_won(deal.id, then.deals.card(deal.id).row.version)

    now = firm_services(database, datetime.combine(today, time(9), UTC))

    assert now.firm.opening_month() == begins_in


def test_payments_and_done_activities_count_as_records(database: str) -> None:
    services = firm_services(database)
    anna, boris = (add_employee(services, name) for name in ("Anna", "Boris"))
    with sessions_on(database).begin() as session:
        kind = ActivityTypeRecord(name="Call")
        session.add(kind)
        session.flush()
        planned, done = (datetime(2025, month, 5, 9, tzinfo=UTC) for month in (9, 6))
        for employee, done_at in ((anna, done), (boris, None)):
            session.add(
                ActivityRecord(
                    type_id=kind.id, employee_id=employee, planned_at=planned, done_at=done_at
                )
            )
    assert services.firm.opening_month() == Period.month(2025, 6)

    with sessions_on(database).begin() as session:
        day = date(2025, 8, 5)
        money = {"amount_minor": 1, "base_minor": 1}
        invoice = DocumentRecord(
            kind="invoice",
            number="1",
            state="posted",
            issued_on=day,
            owner_id=boris,
            currency="RUB",
            **money,
        )
        session.add(invoice)
        session.flush()
        session.add(PaymentRecord(document_id=invoice.id, owner_id=boris, received_on=day, **money))
    assert services.firm.opening_month() == Period.month(2025, 8)


def test_a_firm_without_records_begins_now(database: str) -> None:
    assert firm_services(database).firm.opening_month() == Period.month(2026, 3)
