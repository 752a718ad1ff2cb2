"""Numbers and money as they are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop import formats


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.125", "RUB", "0.13\u00a0RUB"),
        ("-0.125", "RUB", "\N{MINUS SIGN}0.13\u00a0RUB"),
        ("2.5", "JPY", "3\u00a0JP¥"),
        ("-0.001", "RUB", "0.00\u00a0RUB"),
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
    assert formats.money(Decimal("999.999"), "RUB", is_short=True) == "1,000\u00a0RUB"
