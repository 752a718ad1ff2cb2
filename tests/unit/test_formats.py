"""Numbers and money as they are shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop import formats, texts


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
    texts.activate(language)

    assert formats.money(Decimal("-1240.5"), "GBP") == amount
    assert formats.money(Decimal(1240), "GBP", is_short=True) == short
    assert formats.percent(Decimal("0.214")) == share
    assert formats.day(date(2026, 3, 4)) == day


@pytest.mark.parametrize(
    ("ratio", "told"),
    [
        ("0.99", "99%"),
        ("0.994", "99%"),
        ("0.9956", "99.6%"),
        ("0.9996", "99.96%"),
        ("0.999999", "99.99%"),
        ("1", "100%"),
        ("1.003", "100%"),
        ("0.9999999999999999999999999999", "100%"),
        ("0.797", "79.7%"),
        ("0.826", "83%"),
        ("1.1951", "119.5%"),
        ("0", "0%"),
        ("-0.003", "0%"),
    ],
)
def test_an_attainment_is_not_rounded_up_to_a_step_that_it_is_below(ratio: str, told: str) -> None:
    texts.activate("en")
    assert formats.attainment(Decimal(ratio)) == told


@pytest.mark.parametrize(
    ("ratio", "told"),
    [("0.99996", "99.996%"), ("0.9996", "99.96%"), ("0.24998", "25%"), ("1.00004", "100%")],
)
def test_no_percentage_is_rounded_up_to_the_whole(ratio: str, told: str) -> None:
    texts.activate("en")
    assert formats.percent(Decimal(ratio), 2) == told


@given(value=st.decimals(), currency=st.sampled_from(["RUB", "JPY"]), digits=st.integers(0, 10))
def test_every_number_can_be_shown(value: Decimal, currency: str, digits: int) -> None:
    texts = (
        formats.number(value, digits),
        formats.percent(value, digits),
        formats.attainment(value),
        formats.money(value, currency),
        formats.money(value, currency, is_short=True),
        formats.bare_money(value, currency),
    )
    assert all(texts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("99999999999999999999.99", "99,999,999,999,999,999,999.99"),
        ("-1E+400", "\N{MINUS SIGN}1.00E+400"),
        ("9" * 40, "1.00E+40"),
        ("1E-400", "0"),
        ("NaN", "NaN"),
        ("-Infinity", "\N{MINUS SIGN}Infinity"),
    ],
)
def test_what_no_firm_can_mean_is_shown_all_the_same(value: str, text: str) -> None:
    assert formats.number(Decimal(value)) == text
