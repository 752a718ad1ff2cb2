"""Cells of workbooks about pay: amounts with their format, formulas with what they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from textwrap import wrap
from typing import NamedTuple

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

_A4 = 9
_BOLD = 0.85
"""How many letters there is room for when they are bold."""
_LINE = 15
"""The height of a line of text in points."""

DAY = 86_400
"""Seconds in a day, which is what a workbook counts times in."""


class Computed(NamedTuple):
    """A formula, without a sign of equality, and what it gives.

    All of its ``digits`` are shown where they are more than figures have.
    """

    formula: str
    value: Quantity
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Minor:
    """The minor unit of a ``currency``, in which a workbook rounds."""

    currency: str

    @property
    def digits(self) -> int:
        return minor_digits(self.currency)

    @property
    def unit(self) -> Decimal:
        return Decimal(1).scaleb(-self.digits)

    @property
    def per_major(self) -> int:
        return int(10**self.digits)

    def money(self, amount: Decimal) -> Quantity:
        return Quantity(amount, Unit.MONEY, self.currency)

    def sum(self, left: str, right: str) -> str:
        """Return the formula that adds two cells without what binary fractions leave."""
        return f"ROUND({left}+{right},{self.digits})"


@dataclass(slots=True)
class Pen:
    """Writes values into a new sheet the way they are; ``row`` is the next free one."""

    book: Workbook
    name: str
    widths: Sequence[int]
    row: int = 0
    sheet: Worksheet = field(init=False)
    _formats: dict[tuple[object, ...], Format] = field(default_factory=dict)
    _lines: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheet = self.book.add_worksheet(self.name)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&P / &N")

    def style(self, **wanted: object) -> Format:
        wanted.setdefault("valign", "top")
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
                text = shown(value)
                wrapped = self.style(text_wrap=True, **look)
                self.sheet.write_string(self.row, column, text, wrapped)
                width = self.widths[column]
                self._make_room(text, int(width * _BOLD) if look.get("bold") else width)

    def title(self, text: str, **look: object) -> None:
        """Write a text over the columns to its right, and go to the next row."""
        self.sheet.write_string(self.row, 0, text, self.style(bold=True, **look))
        self.row += 1

    def compute(self, column: int, formula: str, value: Quantity, **look: object) -> None:
        """Write ``formula``, and what it gives for those who do not compute."""
        form = self.style(**{"num_format": _number_format(value), **look})
        cached = _cell_number(value, value.value or Decimal(0))
        self.sheet.write_formula(self.row, column, f"={formula}", form, cached)

    def line(self, *cells: object, **look: object) -> None:
        """Write ``cells``, values or what is ``Computed``, into the row, and go to the next."""
        for column, cell in enumerate(cells):
            if isinstance(cell, Computed):
                form = {} if cell.digits is None else {"num_format": f"0.{'0' * cell.digits}"}
                self.compute(column, cell.formula, cell.value, **look, **form)
            else:
                self.put(column, cell, **look)
        self.row += 1

    def heads(self, *names: str, words: int) -> None:
        """Write the head of a table, whose columns after ``words`` hold figures."""
        for column, name in enumerate(names):
            side = "left" if column < words else "right"
            self.put(column, name, bold=True, bottom=1, align=side)
        self.row += 1

    def place(self, column: int, row: int | None = None) -> str:
        """Return the address of a cell in ``row`` or the next one, as another sheet names it."""
        at = self.row if row is None else row
        return f"{quote_sheetname(self.name)}!{fixed(at, column)}"

    def range(self, column: int, first: int, last: int) -> str:
        name = quote_sheetname(self.name)
        return f"{name}!{xl_range_abs(first, column, last, column)}"

    def _make_room(self, text: str, width: int) -> None:
        """Make the row as high as ``text`` needs; programs do not agree on doing it themselves."""
        lines = sum(max(1, len(wrap(part, width))) for part in text.split("\n"))
        if lines > self._lines.get(self.row, 1):
            self._lines[self.row] = lines
            self.sheet.set_row(self.row, lines * _LINE)


def fixed(row: int, column: int) -> str:
    """Return the address of a cell that stays the same wherever the formula stands."""
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def worth(amount: Money) -> Quantity:
    """Return ``amount`` as figures are kept."""
    return Quantity.of_money(amount)


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
