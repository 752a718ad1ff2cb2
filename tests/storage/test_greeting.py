"""With what the window begins, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from crm_desktop.composition import open_services
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotSetUpError
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityTypeRecord,
    DocumentRecord,
    PaymentRecord,
)
from tests.storage.crm_builders import (
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)
from tests.storage.kpi_scheme import SCHEME


def test_nobody_is_greeted_before_the_firm_is_set_up(database: str) -> None:
    with pytest.raises(NotSetUpError):
        open_services(database).greeting.greeting()


def test_the_window_begins_on_the_day_of_the_firms_zone(database: str) -> None:
    services = firm_services(database, datetime(2026, 3, 9, 21, tzinfo=UTC))

    assert services.greeting.greeting().today == date(2026, 3, 10)


def test_a_profile_measures_people(database: str) -> None:
    services = firm_services(database)
    assert not services.greeting.greeting().measures_people

    services.schemes.import_scheme(SCHEME)

    assert services.greeting.greeting().measures_people


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

    assert now.greeting.greeting().month == begins_in


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
    assert services.greeting.greeting().month == Period.month(2025, 6)

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
    assert services.greeting.greeting().month == Period.month(2025, 8)


def test_a_firm_without_records_begins_now(database: str) -> None:
    assert firm_services(database).greeting.greeting().month == Period.month(2026, 3)
