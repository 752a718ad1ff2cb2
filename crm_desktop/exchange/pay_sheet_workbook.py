"""The pay sheet of a month as a workbook whose rows and columns are summed up by formulas."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from crm_desktop.exchange.pay_cells import TEXTS_STAY_TEXTS, Pen, worth
from crm_desktop.rewards.pay_sheet import PaySheet, sheet_text
from crm_desktop.texts import Message, _, shown

_FIRST = 4
"""The column of the salaries, the first that holds money."""

_MOST, _SIGNED, _AROUND = 40, 18, 4
"""Characters: of words before they wrap, for a signature, and the room beside a text."""


def sheet_workbook(sheet: PaySheet) -> bytes:
    """Return the workbook, to be printed across the page."""
    written = BytesIO()
    with Workbook(written, TEXTS_STAY_TEXTS) as book:
        _write_sheet(Pen(book, _("Pay sheet"), _widths(sheet)), sheet)
    return written.getvalue()


def _write_sheet(pen: Pen, sheet: PaySheet) -> None:
    pen.title(sheet.firm)
    pen.title(str(sheet.title), font_size=14)
    pen.row += 1
    pen.heads(*(shown(name) for name, _is_figure in sheet.heads()), words=_FIRST)
    top, last = pen.row, _FIRST + len(sheet.columns) + 1
    for number, row in enumerate(sheet.rows, 1):
        amounts = (row.salary, *row.amounts)
        for column, cell in enumerate((number, row.code, row.name, row.department, *amounts)):
            pen.put(column, cell, align="right" if column >= _FIRST else "left")
        cells = f"{xl_rowcol_to_cell(pen.row, _FIRST)}:{xl_rowcol_to_cell(pen.row, last - 1)}"
        pen.compute(last, f"SUM({cells})", worth(row.total))
        pen.put(last + 1, "", bottom=1)
        pen.row += 1
    _write_totals(pen, sheet, top)
    pen.sheet.freeze_panes(top, 3)
    pen.sheet.set_landscape()
    pen.sheet.repeat_rows(top - 1)


def _widths(sheet: PaySheet) -> list[int]:
    """Return the widths in which no figure and, within limits, no word is broken."""
    rows = [*sheet.cells(), sheet.total_cells()]
    found = []
    for (name, is_figure), *cells in zip(sheet.heads(), *rows, strict=True):
        texts = [sheet_text(cell) for cell, _is_figure in cells]
        words = max(map(len, shown(name).split()))
        longest = max(map(len, texts))
        wanted = max(words, longest if is_figure else min(longest, _MOST)) + _AROUND
        found.append(wanted)
    return [*found[:-1], max(found[-1], _SIGNED)]


def _write_totals(pen: Pen, sheet: PaySheet, top: int) -> None:
    for column, value in enumerate(("", "", Message("Total"), "")):
        pen.put(column, value, bold=True, top=1)
    for column, amount in enumerate(sheet.totals, _FIRST):
        if sheet.rows:
            cells = f"{xl_rowcol_to_cell(top, column)}:{xl_rowcol_to_cell(pen.row - 1, column)}"
            pen.compute(column, f"SUM({cells})", worth(amount), bold=True, top=1)
        else:
            pen.put(column, amount, bold=True, top=1)
