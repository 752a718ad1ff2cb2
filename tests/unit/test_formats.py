"""Numbers and money as they are shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop import formats


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.125", "RUB", "RUB\u00a00.13"),
        ("-0.125", "RUB", "\N{MINUS SIGN}RUB\u00a00.13"),
        ("2.5", "JPY", "JP¥3"),
        ("-0.001", "RUB", "RUB\u00a00.00"),
    ],
)
def test_money_is_rounded_as_statements_are_and_zero_has_no_sign(
    amount: str, currency: str, text: str
) -> None:
    assert formats.money(Decimal(amount), currency) == text


@pytest.mark.parametrize(("value", "text"), [("0.125", "0.13"), ("-0.001", "0"), ("2.50", "2.5")])
def test_numbers_are_rounded_half_up_and_zero_has_no_sign(value: str, text: str) -> None:
    assert formats.number(Decimal(value)) == text


def test_short_money_leaves_out_what_is_rounded_away() -> None:
    assert formats.money(Decimal("999.999"), "RUB", is_short=True) == "RUB\u00a01,000"


@pytest.mark.parametrize(
    ("language", "amount", "short", "share", "day"),
    [
        ("en", "\N{MINUS SIGN}£1,240.50", "£1,240", "21.4%", "04/03/2026"),
        ("ru", "\N{MINUS SIGN}1\xa0240,50\xa0£", "1\xa0240\xa0£", "21,4\xa0%", "04.03.2026"),
    ],
)
def test_figures_are_written_as_the_language_does(
    language: str, amount: str, short: str, share: str, day: str
) -> None:
    formats.use_locale(language)

    assert formats.money(Decimal("-1240.5"), "GBP") == amount
    assert formats.money(Decimal(1240), "GBP", is_short=True) == short
    assert formats.percent(Decimal("0.214")) == share
    assert formats.day(date(2026, 3, 4)) == day
