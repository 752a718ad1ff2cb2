"""The firm's settings and rates through their service, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.changes import Changes
from crm_desktop.composition import open_services
from crm_desktop.domain.calendar import WorkingHours
from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.errors import InvalidInputError, MissingRateError, NotSetUpError, StaleRecordError
from crm_desktop.services.firm import FirmService
from crm_desktop.storage.queries import firm as queries
from tests.storage import kpi_scheme
from tests.storage.crm_builders import (
    FIRM,
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)

EURO = RateRow("EUR", date(2026, 3, 10), Decimal("95.5"))


def test_a_new_database_says_that_the_firm_is_not_set_up(database: str) -> None:
    with pytest.raises(NotSetUpError):
        open_services(database).firm.firm()


def test_the_firm_comes_back_as_it_was_saved(database: str) -> None:
    services = firm_services(database)
    firm = replace(
        FIRM,
        name="Двери",
        rounding=Rounding.HALF_EVEN,
        rounding_place=RoundingPlace.TOTAL,
        country=None,
        currency="KZT",
        cut_limit=Decimal("0.29"),
    )

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
        ({"zone": "localtime"}, "zone"),
        ({"country": "XX"}, "country"),
        ({"cut_limit": Decimal("0.205")}, "cut_limit"),
        ({"cut_limit": Decimal("-0.01")}, "cut_limit"),
        ({"cut_limit": Decimal("1.01")}, "cut_limit"),
        ({"cut_limit": Decimal("NaN")}, "cut_limit"),
    ],
)
def test_what_no_firm_has_is_refused(database: str, entry: dict[str, Any], field: str) -> None:
    services = firm_services(database)

    with pytest.raises(InvalidInputError) as refused:
        services.firm.save_firm(replace(FIRM, **entry))
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


def test_settings_that_someone_else_changed_are_not_written_over(database: str) -> None:
    firm = firm_services(database).firm
    theirs = replace(FIRM, name="Двери")
    firm.save_firm(theirs, over=FIRM)

    with pytest.raises(StaleRecordError, match="Двери"):
        firm.save_firm(replace(FIRM, zone="Asia/Omsk"), over=FIRM)

    assert firm.firm() == theirs


def test_hours_that_changed_meanwhile_are_in_nobodys_way(database: str) -> None:
    services = firm_services(database)
    hours = WorkingHours(opens=600, closes=1140, pause=60, short_by=60)
    services.calendars.save_hours(hours)

    services.firm.save_firm(replace(FIRM, name="Двери"), over=FIRM)

    assert services.firm.firm() == replace(FIRM, name="Двери", hours=hours)


def test_it_is_known_whether_the_currency_can_change(database: str) -> None:
    services = firm_services(database)
    assert not services.firm.has_amounts()

    services.schemes.import_scheme(kpi_scheme.SCHEME)

    assert services.firm.has_amounts()


def test_a_second_rate_of_a_day_is_refused(database: str) -> None:
    firm = firm_services(database).firm
    assert firm.add_rate(EURO) is Changes.SETTINGS

    with pytest.raises(InvalidInputError, match="10/03/2026") as refused:
        firm.add_rate(replace(EURO, rate=Decimal(97)))

    assert refused.value.field == "on"
    assert firm.list_rates() == [EURO]


def test_a_rate_takes_the_place_of_another(database: str) -> None:
    firm = firm_services(database).firm
    firm.add_rate(EURO)
    for after in (replace(EURO, rate=Decimal(97)), RateRow("USD", date(2026, 1, 1), Decimal(80))):
        firm.change_rate(firm.list_rates()[0], after)

        assert firm.list_rates() == [after]


def test_a_rate_does_not_take_the_day_of_another(database: str) -> None:
    firm = firm_services(database).firm
    later = replace(EURO, on=date(2026, 3, 12))
    firm.add_rate(EURO)
    firm.add_rate(later)

    with pytest.raises(InvalidInputError):
        firm.change_rate(EURO, later)

    assert firm.list_rates() == [later, EURO]


def test_a_rate_goes(database: str) -> None:
    firm = firm_services(database).firm
    firm.add_rate(EURO)

    assert firm.delete_rate(EURO) is Changes.SETTINGS

    assert firm.list_rates() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda firm: firm.delete_rate(EURO),
        lambda firm: firm.change_rate(EURO, replace(EURO, rate=Decimal(98))),
    ],
)
def test_a_rate_that_someone_else_changed_stays(
    database: str, change: Callable[[FirmService], object]
) -> None:
    firm = firm_services(database).firm
    theirs = replace(EURO, rate=Decimal(97))
    firm.save_rate(theirs)

    with pytest.raises(StaleRecordError, match="EUR"):
        change(firm)

    assert firm.list_rates() == [theirs]


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 11)])
def test_c52_a_foreign_amount_is_worth_its_rate_on_its_date(database: str, day: date) -> None:
    # Source: case C52: 100 EUR at 95.50 are 9 550.00 RUB, until there is another rate.
    services = firm_services(database)
    for on, rate in ((date(2026, 3, 10), "95.50"), (date(2026, 3, 12), "97")):
        services.firm.save_rate(RateRow("EUR", on, Decimal(rate)))

    with sessions_on(database)() as session:
        worth = queries.worth(session, Money(100_00, "EUR"), services.firm.firm(), day)
    assert worth == Money(9_550_00, "RUB")


def test_c52_a_missing_rate_names_currency_and_date(database: str) -> None:
    services = firm_services(database)
    services.firm.save_rate(RateRow("EUR", date(2026, 3, 10), Decimal("95.50")))

    with sessions_on(database)() as session, pytest.raises(MissingRateError) as missing:
        queries.worth(session, Money(100_00, "EUR"), services.firm.firm(), date(2026, 3, 9))
    assert (missing.value.currency, missing.value.day) == ("EUR", date(2026, 3, 9))
    assert "No rate of EUR on 09/03/2026" in str(missing.value)


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
