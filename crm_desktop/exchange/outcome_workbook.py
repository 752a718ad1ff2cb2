"""What a calculation answered, as an Excel workbook: who is paid what, and the figures behind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crm_desktop.domain.money import Money, minor_digits
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import UnwritableFileError
from crm_desktop.rewards.statement import Outcome
from crm_desktop.texts import Message, _, shown

Cell = Message | str | Money | Decimal | Quantity | None

# Names such as “=cmd()” and “1E5” are texts, whatever Excel would like them to be.
_ALL_TEXT = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_RATIO = "0.0000"
_WIDTH = 18
_DAY = 86_400
"""Seconds in a day, which is what a workbook counts times in."""


def write_workbook(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write the sheets Pay, for those who have a card, and Indicators, for everyone.

    Raises:
        CrmError: the file cannot be written.

    """
    written = BytesIO()
    with Workbook(written, _ALL_TEXT) as book:
        sheets = _Sheets(book)
        sheets.add(_("Pay"), *_pay(outcomes))
        sheets.add(_("Indicators"), *_indicators(outcomes))
    try:
        path.write_bytes(written.getvalue())
    except OSError as error:
        raise UnwritableFileError(path, error) from error


class _Sheets:
    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._formats: dict[str, Format] = {}

    def add(self, name: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headers) - 1, _WIDTH)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self._header)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                self._write(sheet, line, column, cell)

    def _write(self, sheet: Worksheet, line: int, column: int, cell: Cell) -> None:
        match cell:
            case Money():
                self._number(sheet, line, column, cell.as_decimal(), _money_format(cell.currency))
            case Quantity(value=Decimal() as value):
                number = value / _DAY if cell.unit is Unit.DURATION else value
                self._number(sheet, line, column, number, _quantity_format(cell))
            case Decimal():
                self._number(sheet, line, column, cell, _RATIO)
            case None | Quantity():
                sheet.write_blank(line, column, None)
            case _:
                sheet.write_string(line, column, shown(cell))

    def _number(self, sheet: Worksheet, line: int, column: int, value: Decimal, form: str) -> None:
        # A workbook knows no exact numbers: 15 digits is what it keeps.
        sheet.write_number(line, column, float(value), self._format(form))

    def _format(self, form: str) -> Format:
        if form not in self._formats:
            self._formats[form] = self._book.add_format({"num_format": form})
        return self._formats[form]


def _pay(outcomes: Sequence[Outcome]) -> tuple[list[str], list[list[Cell]]]:
    """Return a row for each employee with a card and a column for each line of any statement."""
    lines = {
        line.code: shown(line.label)
        for outcome in outcomes
        if outcome.statement
        for line in outcome.statement.lines
    }
    headers = [_("Employee"), _("Score"), _("Salary"), *lines.values(), _("Total"), _("Note")]
    rows: list[list[Cell]] = []
    for outcome in outcomes:
        name, score, statement = (
            outcome.result.subject.name,
            outcome.result.score,
            outcome.statement,
        )
        if statement is not None:
            amounts = {line.code: line.amount for line in statement.lines}
            paid: list[Cell] = [amounts.get(code) for code in lines]
            rows.append([name, score, statement.salary, *paid, statement.total, None])
        elif outcome.problem is not None:
            rows.append([name, score, None, *[None] * len(lines), None, outcome.problem])
    return headers, rows


def _indicators(outcomes: Sequence[Outcome]) -> tuple[list[str], list[list[Cell]]]:
    headers = [
        _("Subject"),
        _("Level"),
        _("Indicator"),
        _("Fact"),
        _("Plan"),
        _("Attainment"),
        _("Coefficient"),
        _("Weight"),
        _("Reason"),
    ]
    rows: list[list[Cell]] = [
        [
            outcome.result.subject.name,
            outcome.result.subject.ref.level.shown(),
            figure.name,
            figure.fact,
            figure.plan,
            Quantity(figure.attainment, Unit.PERCENT),
            figure.coefficient,
            figure.weight,
            figure.reason,
        ]
        for outcome in outcomes
        for figure in outcome.result.indicators
    ]
    return headers, rows


def _money_format(currency: str) -> str:
    digits = minor_digits(currency)
    return f"#,##0.{'0' * digits}" if digits else "#,##0"


def _quantity_format(quantity: Quantity) -> str:
    match quantity.unit:
        case Unit.MONEY:
            return _money_format(quantity.currency or "RUB")
        case Unit.PERCENT:
            return "0.0%"
        case Unit.DURATION:
            return "[h]:mm"
        case _:
            return "#,##0.####"
