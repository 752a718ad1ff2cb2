"""The pay sheet of a month: who, what for, how much; and its CSV."""

from __future__ import annotations

import csv
from io import StringIO

from crm_desktop.domain.money import Money
from crm_desktop.exchange.pay_sheet import sheet_csv
from crm_desktop.rewards.pay_sheet import SheetPerson, pay_sheet
from crm_desktop.texts import shown
from tests.unit.exchange.pay_pages import FORMULA, MARCH, line, sheet, with_lines


def test_rows_and_columns_add_up() -> None:
    found = sheet()

    for row in found.rows:
        paid = [amount for amount in row.amounts if amount is not None]
        assert sum((amount.minor for amount in paid), row.salary.minor) == row.total.minor
    assert found.totals[-1].minor == sum(row.total.minor for row in found.rows)
    assert found.totals[0].minor == sum(row.salary.minor for row in found.rows)


def test_lines_of_one_kind_share_a_column() -> None:
    whole = with_lines(
        line("instalment:sales5:2026-01", "First", 100),
        line("correction:4", "Correction for February 2026", -500),
        line("instalment:sales5:2026-02", "Second", 30),
        line("correction:5", "Correction for January 2026", 200),
    )
    assert whole.statement is not None

    found = pay_sheet("Firm", MARCH, "RUB", [SheetPerson("1", "Anna", "", whole.statement)])

    named = dict(
        zip(
            (shown(column.label) for column in found.columns),
            found.rows[0].amounts,
            strict=True,
        )
    )
    assert named["Corrections"] == Money(-300, "RUB")
    assert named["Instalments of earlier months"] == Money(130, "RUB")


def test_columns_begin_with_the_templates_in_their_order() -> None:
    labels = [shown(column.label) for column in sheet().columns]

    assert labels[:2] == ["5 % продаж, если больше миллиона", "За сделку"]
    assert labels[-1] == "Corrections"


def test_the_csv_has_bare_amounts_and_no_formula() -> None:
    found = list(csv.reader(StringIO(sheet_csv(sheet())), delimiter=";"))

    assert found[0][:3] == ["No.", "Code", "Employee"]
    assert found[2][2] == f"'{FORMULA}"
    assert found[1][4] == "40000,00"
    assert found[1][-3] == "-5000,00"
    assert found[-1][-2] == "612093,13"
    assert {len(row) for row in found} == {len(found[0])}


def test_nobody_makes_an_empty_sheet() -> None:
    found = pay_sheet("Firm", MARCH, "RUB", [])

    assert found.totals == (Money.zero("RUB"), Money.zero("RUB"))
    assert sheet_csv(found).count("\r\n") == 2
