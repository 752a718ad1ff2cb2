"""Cells of workbooks about pay: amounts with their format, formulas with what they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from crm_desktop.domain.money import Money, minor_digits
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.texts import shown

TEXTS_STAY_TEXTS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""A name such as “=cmd()” is a text, whatever Excel would like it to be."""

DAY = 86_400
"""Seconds in a day, which is what a workbook counts times in."""


@dataclass(slots=True)
class Pen:
    """Writes values into a new sheet the way they are; ``row`` is the next free one."""

    book: Workbook
    name: str
    row: int = 0
    sheet: Worksheet = field(init=False)
    _formats: dict[tuple[object, ...], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheet = self.book.add_worksheet(self.name)

    def style(self, **wanted: object) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]

    def put(self, column: int, value: object, **look: object) -> None:
        """Write ``value`` into the row; None leaves the cell empty."""
        if isinstance(value, Money):
            value = worth(value)
        match value:
            case Quantity(value=Decimal() as number):
                form = self.style(num_format=_number_format(value), **look)
                self.sheet.write_number(self.row, column, _cell_number(value, number), form)
            case Decimal() | int():
                form = self.style(num_format="#,##0.####", **look)
                self.sheet.write_number(self.row, column, float(value), form)
            case date() if not isinstance(value, datetime):
                form = self.style(num_format="dd.mm.yyyy", **look)
                self.sheet.write_datetime(self.row, column, datetime.combine(value, time()), form)
            case None | Quantity():
                self.sheet.write_blank(self.row, column, None, self.style(**look))
            case _:
                wrapped = self.style(text_wrap=True, valign="top", **look)
                self.sheet.write_string(self.row, column, shown(value), wrapped)

    def compute(self, column: int, formula: str, value: Quantity, **look: object) -> None:
        """Write ``formula``, and what it gives for those who do not compute."""
        form = self.style(num_format=_number_format(value), **look)
        cached = _cell_number(value, value.value or Decimal(0))
        self.sheet.write_formula(self.row, column, f"={formula}", form, cached)

    def heads(self, *names: str) -> None:
        for column, name in enumerate(names):
            self.put(column, name, bold=True, bottom=1)
        self.row += 1

    def place(self, column: int) -> str:
        """Return the address of a cell in the row, as another sheet names it."""
        name = quote_sheetname(self.name)
        return f"{name}!{xl_rowcol_to_cell(self.row, column, row_abs=True, col_abs=True)}"

    def range(self, column: int, first: int, last: int) -> str:
        name = quote_sheetname(self.name)
        return f"{name}!{xl_range_abs(first, column, last, column)}"


def dress(pen: Pen, widths: Sequence[int]) -> None:
    """Give the sheet the widths of its columns and a page that it is printed on."""
    for column, width in enumerate(widths):
        pen.sheet.set_column(column, column, width)
    pen.sheet.set_paper(9)
    pen.sheet.fit_to_pages(1, 0)
    pen.sheet.set_footer("&P / &N")


def worth(amount: Money) -> Quantity:
    """Return ``amount`` as figures are kept."""
    return Quantity(amount.as_decimal(), Unit.MONEY, amount.currency)


def _cell_number(quantity: Quantity, value: Decimal) -> float:
    """Return what the cell holds: a workbook keeps 15 digits, and counts times in days."""
    return float(value / DAY if quantity.unit is Unit.DURATION else value)


def _number_format(quantity: Quantity) -> str:
    match quantity.unit:
        case Unit.MONEY:
            digits = minor_digits(quantity.currency or "RUB")
            return f"#,##0.{'0' * digits}" if digits else "#,##0"
        case Unit.PERCENT:
            return "0.00##%"
        case Unit.DURATION:
            return "[h]:mm"
        case _:
            return "#,##0.####"
