"""The pay sheet of a month as a workbook whose rows and columns are summed up by formulas."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from crm_desktop.exchange.pay_cells import TEXTS_STAY_TEXTS, Pen, dress, worth
from crm_desktop.exchange.pay_sheet import PaySheet
from crm_desktop.texts import Message, _, shown

_FIRST = 4
"""The column of the salaries, the first that holds money."""


def sheet_workbook(sheet: PaySheet) -> bytes:
    """Return the workbook, to be printed across the page."""
    written = BytesIO()
    with Workbook(written, TEXTS_STAY_TEXTS) as book:
        _write_sheet(Pen(book, _("Pay sheet")), sheet)
    return written.getvalue()


def _write_sheet(pen: Pen, sheet: PaySheet) -> None:
    pen.put(0, sheet.firm, bold=True)
    pen.row += 1
    pen.put(0, sheet.title, bold=True, font_size=14)
    pen.row += 2
    pen.heads(*(shown(name) for name, _is_figure in sheet.heads()))
    top, last = pen.row, _FIRST + len(sheet.columns) + 1
    for number, row in enumerate(sheet.rows, 1):
        amounts = (row.salary, *row.amounts)
        for column, cell in enumerate((number, row.code, row.name, row.department, *amounts)):
            pen.put(column, cell)
        cells = f"{xl_rowcol_to_cell(pen.row, _FIRST)}:{xl_rowcol_to_cell(pen.row, last - 1)}"
        pen.compute(last, f"SUM({cells})", worth(row.total))
        pen.put(last + 1, "", bottom=1)
        pen.row += 1
    _write_totals(pen, sheet, top)
    dress(pen, (6, 10, 30, 22, *(15,) * (last - _FIRST + 1), 18))
    pen.sheet.freeze_panes(top, 3)
    pen.sheet.set_landscape()
    pen.sheet.repeat_rows(top - 1)


def _write_totals(pen: Pen, sheet: PaySheet, top: int) -> None:
    pen.put(2, Message("Total"), bold=True, top=1)
    for column, amount in enumerate(sheet.totals, _FIRST):
        if sheet.rows:
            cells = f"{xl_rowcol_to_cell(top, column)}:{xl_rowcol_to_cell(pen.row - 1, column)}"
            pen.compute(column, f"SUM({cells})", worth(amount), bold=True, top=1)
        else:
            pen.put(column, amount, bold=True, top=1)
