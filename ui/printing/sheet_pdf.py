"""The pay sheet of a month on paper, across the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtGui import QPageSize

from crm_desktop.rewards.pay_sheet import SHEET_SIGNATURES, PaySheet, sheet_text
from crm_desktop.texts import shown
from ui.printing.flow import Cell, Row, TextCell, table
from ui.printing.paper import paper
from ui.printing.pay_pdf import signatures
from ui.theme import Tone

_NARROW = (0.4, 0.8, 2.2, 1.4)
"""Number, code, name and department, in widths of a column of figures."""

_SIGNED = 1.5
"""The width of the column for signatures, in the same measure."""

_FITS_ON_A4 = 14
"""Columns; more of them need a larger sheet of paper."""


def sheet_pdf(sheet: PaySheet) -> bytes:
    """Return the sheet as PDF: A4, or A3 where it has many columns."""
    is_small = len(sheet.heads()) <= _FITS_ON_A4
    return paper(
        list(_rows(sheet)),
        title=str(sheet.title),
        foot=f"{sheet.firm} · {sheet.title}",
        size=QPageSize.PageSizeId.A4 if is_small else QPageSize.PageSizeId.A3,
        is_across=True,
    )


def _rows(sheet: PaySheet) -> Iterator[Row]:
    yield Row((TextCell(sheet.firm, 9, Tone.MUTED),), (1.0,), padding=0, keeps=True)
    yield Row((TextCell(str(sheet.title), 16, is_bold=True),), (1.0,), keeps=True)
    heads = sheet.heads()
    widths = (*_NARROW, *(1.0,) * (len(heads) - len(_NARROW) - 1), _SIGNED)
    shares = tuple(width / sum(widths) for width in widths)
    names = tuple(
        TextCell(shown(name), 7, Tone.MUTED, is_figure=is_figure) for name, is_figure in heads
    )
    head = Row(names, shares, keeps=True, is_ruled=True)
    yield from table(head, (_cells(row) for row in sheet.cells()), is_summed=True)
    yield Row(_cells(sheet.total_cells(), is_bold=True), shares, padding=6, head=head)
    yield from signatures(SHEET_SIGNATURES)


def _cells(row: Sequence[tuple[object, bool]], *, is_bold: bool = False) -> tuple[Cell, ...]:
    return tuple(
        TextCell(sheet_text(value), 7, is_bold=is_bold, is_figure=is_figure)
        for value, is_figure in row
    )
