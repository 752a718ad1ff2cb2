"""What a workbook of a statement tells of others, who share or compete for the same."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from crm_desktop.exchange.pay_workbook import statement_workbook
from tests.unit.exchange.pay_pages import HEADING
from tests.unit.exchange.test_pay_workbook import KINDS, formulas, rows


@pytest.mark.parametrize("kind", ["thirteenth salary", "a tie"])
def test_the_others_have_no_names(kind: str) -> None:
    found = rows(statement_workbook(KINDS[kind][0]), "Shares")
    names = {str(row[0]) for row in found}

    assert HEADING.employee in names
    assert {"Participant 2", "Participant 3"} & names
    assert not names & {"Ann", "Bob", "Cid", "Dan", "Eve"}


@pytest.mark.parametrize("kind", ["thirteenth salary", "a share of the firm", "a tie"])
def test_what_others_have_is_not_told_to_whom_it_is_none_of_their_business(kind: str) -> None:
    whole, code = KINDS[kind]
    workbook = statement_workbook(replace(whole, tells_others=False))
    found = rows(workbook, "Statement")
    [line] = [line for line in whole.lines if line.code == code]
    place = [row[0] for row in found].index(str(line.label))

    assert "Shares" not in CalamineWorkbook.from_filelike(BytesIO(workbook)).sheet_names
    assert found[place][2] == float(line.amount.as_decimal())
    assert f"C{place + 1}" in formulas(workbook)
