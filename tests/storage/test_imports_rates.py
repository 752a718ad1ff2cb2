"""Exchange rates taken in from a table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.changes import Changes
from crm_desktop.domain.firm import RateRow
from crm_desktop.errors import MissingRateError
from crm_desktop.exchange.import_fields import FIELDS, ImportKind
from crm_desktop.texts import shown
from tests.storage.import_tables import Desk, counts, desk_at, mapping_of, reasons

RATES = mapping_of('kind = "rates"\n[fields]\n', tuple(FIELDS[ImportKind.RATES]))
HEADER = "currency,on,rate\n"


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        yield desk


def test_rates_are_told_by_currency_and_day_and_mended_in_place(desk: Desk) -> None:
    table = HEADER + "USD,2026-01-01,80.5000\nUSD,2026-02-01,81\nEUR,2026-01-01,0.0000001\n"

    first, again = desk.take(table, RATES), desk.take(table, RATES)
    mended = desk.take(table.replace("81", "82"), RATES)

    assert [counts(first), counts(again)] == [(3, 0, 0, 0), (0, 0, 3, 0)]
    assert (counts(mended), mended.changes) == ((0, 1, 2, 0), Changes.SETTINGS)
    assert desk.services.firm.list_rates() == [
        RateRow("EUR", date(2026, 1, 1), Decimal("0.0000001")),
        RateRow("USD", date(2026, 2, 1), Decimal(82)),
        RateRow("USD", date(2026, 1, 1), Decimal("80.5")),
    ]


def test_a_rate_entered_by_hand_is_the_same_rate(desk: Desk) -> None:
    desk.services.firm.save_rate(RateRow("USD", date(2026, 1, 1), Decimal("80.50")))

    assert counts(desk.take(HEADER + "USD,2026-01-01,80.5", RATES)) == (0, 0, 1, 0)


def test_what_is_no_rate_of_another_currency_is_rejected(desk: Desk) -> None:
    rows = (
        "RUB,2026-01-01,1",
        "DOLLAR,2026-01-01,80",
        "USD,2026-01-01,0",
        "USD,2026-01-01,-80",
        f"USD,2026-01-01,80.{'1' * 40}",
        "USD,,80",
        "USD,2026-01-01,80",
        "USD,2026-01-01,81",
    )

    report = desk.take(HEADER + "\n".join(rows), RATES)

    assert reasons(report) == [
        (2, "currency", "RUB", "It is the firm's own currency."),
        (3, "currency", "DOLLAR", "“DOLLAR” is no currency code such as RUB."),
        (4, "rate", "0", "A rate is above zero."),
        (5, "rate", "-80", "“-80” is no rate, written as 90.5."),
        (6, "rate", f"80.{'1' * 40}", "The rate has too many digits."),
        (7, "on", "", "A value is required here."),
        (9, "", "", "The same record stands in line 8 already."),
    ]


def test_a_file_of_one_currency_leaves_the_code_to_the_mapping(desk: Desk) -> None:
    mapping = 'kind = "rates"\n[fields]\ncurrency = { text = "USD" }\non = "on"\nrate = "rate"\n'

    desk.take("on,rate\n2026-01-01,80", mapping)

    assert desk.services.firm.list_rates() == [RateRow("USD", date(2026, 1, 1), Decimal(80))]


def test_whoever_lacks_a_rate_is_told_how_to_bring_one() -> None:
    day = date(2026, 1, 1)
    assert str(MissingRateError("USD", day)) == (
        f"No rate of USD on {shown(day)}: `crm-desktop import FILE --kind rates` brings one, "
        "or choose another currency."
    )
