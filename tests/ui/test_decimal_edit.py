from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.errors import InvalidInputError
from ui.widgets.decimal_edit import DecimalEdit, parsed, without_currency


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("ru", "1 240 000,50", "1240000.50"),
        ("ru", "1\xa0240,5", "1240.5"),
        ("ru", "1240.5", "1240.5"),
        ("ru", "\N{MINUS SIGN}3", "-3"),
        ("ru", "1.240.000", None),
        ("ru", "1,240.5", "1240.5"),
        ("ru", "1,24.5", None),
        ("ru", "1,240", "1.240"),
        ("en", "1,240,000.50", "1240000.50"),
        ("en", "1240000.5", "1240000.5"),
        ("en", "1 240", "1240"),
        ("en", ".5", "0.5"),
        ("en", "1,5", None),
        ("en", "1,24,000", None),
        ("en", "1e5", None),
        ("en", "NaN", None),
        ("en", "", None),
        ("en", "9" * 31, None),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(
    language: str, text: str, number: str | None
) -> None:
    texts.activate(language)

    assert parsed(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("text", "currency", "number"),
    [
        ("120 000 ₽", "RUB", "120000"),
        ("RUB 120,000.00", "RUB", "120000.00"),
        ("120 000 руб.", "RUB", "120000"),
        ("\N{MINUS SIGN}\N{NO-BREAK SPACE}5 р", "RUB", "-5"),
        ("US$7", "USD", "7"),
        ("$7", "USD", "7"),
        ("$7", "RUB", None),
        ("₽", "RUB", None),
        ("5 ₽ 6", "RUB", None),
    ],
)
def test_an_amount_may_have_the_marks_of_its_currency(
    language: str, text: str, currency: str, number: str | None
) -> None:
    texts.activate(language)

    assert parsed(without_currency(text, currency)) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_shown_is_read_back(qtbot: QtBot, language: str) -> None:
    texts.activate(language)
    edit = DecimalEdit("₽", least_digits=2)
    qtbot.addWidget(edit)

    @given(value=st.decimals(-(10**12), 10**12, places=2))
    def law(value: Decimal) -> None:
        edit.show_number(value)
        assert edit.number("amount") == value

    law()


def test_money_keeps_its_last_zeros(qtbot: QtBot) -> None:
    edit = DecimalEdit("₽", least_digits=2)
    qtbot.addWidget(edit)

    edit.show_number(Decimal("1240.5"))

    assert edit.text() == "1,240.50"


def test_an_empty_field_is_no_number(qtbot: QtBot) -> None:
    edit = DecimalEdit()
    qtbot.addWidget(edit)

    assert edit.number("amount") is None


def test_what_is_no_number_is_refused_for_its_field(qtbot: QtBot) -> None:
    edit = DecimalEdit()
    qtbot.addWidget(edit)
    edit.setText("much")

    with pytest.raises(InvalidInputError, match=r"“much” is no number: write 1,234\.5") as refused:
        edit.number("amount")

    assert refused.value.field == "amount"


def test_a_number_that_no_firm_can_mean_stays_as_it_was_typed_and_is_refused(qtbot: QtBot) -> None:
    edit = DecimalEdit("₽", least_digits=2)
    qtbot.addWidget(edit)
    edit.setText("40702810900000000001")

    edit.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))

    assert edit.text() == "40702810900000000001"
    with pytest.raises(InvalidInputError, match="is out of range"):
        edit.number("salary")


@pytest.mark.parametrize("value", ["1E+400", "99999999999999999999", "NaN", "-Infinity"])
def test_what_was_kept_before_is_shown_whatever_its_size(qtbot: QtBot, value: str) -> None:
    edit = DecimalEdit("₽", least_digits=2)
    qtbot.addWidget(edit)

    edit.show_number(Decimal(value))

    with pytest.raises(InvalidInputError):
        edit.number("salary")


@pytest.mark.parametrize(
    ("currency", "sign", "shown"), [("RUB", "₽", "7,50"), ("JPY", "¥", "7,5"), ("EUR", "€", "7,50")]
)
def test_an_amount_is_asked_for_with_the_sign_and_the_digits_of_its_currency(
    qtbot: QtBot, currency: str, sign: str, shown: str
) -> None:
    texts.activate("ru")
    edit = DecimalEdit()
    qtbot.addWidget(edit)

    edit.set_currency(currency)
    edit.show_number(Decimal("7.5"))

    assert (edit.unit, edit.text()) == (sign, shown)
