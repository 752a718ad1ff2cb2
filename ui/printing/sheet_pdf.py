"""The pay sheet of a month on paper, across the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_desktop.rewards.pay_sheet import SHEET_SIGNATURES, PaySheet, sheet_text
from crm_desktop.texts import shown
from ui.printing.flow import GAP, Cell, Row, TextCell, heading, table, text_width
from ui.printing.paper import paper, width_across, with_fonts
from ui.printing.pay_pdf import signatures
from ui.theme import Tone

_SIZES = (8, 7, 6)
"""Of the letters, the first that lets all columns stand side by side."""

_BEFORE = (0, 2)
"""The number and the name, which say again whose row it is where the table goes on below."""

_SIGNED, _LONGEST_WORD = 60.0, 110.0
"""Points: what a hand needs, and a word that is longer may be broken."""

_PARTS = 8
"""In how many steps equal widths are looked for."""

_HEAD_LINES = 2
"""How many lines the head has where there is room."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is read; nothing in it is broken at ``need``, nothing wraps at ``want``."""

    head: str
    is_figure: bool
    cells: tuple[str, ...]
    total: str
    need: float
    want: float


def sheet_pdf(sheet: PaySheet) -> bytes:
    """Return the sheet as PDF: A4, on which no figure and no word is broken.

    What is too wide is written smaller, then without columns of zeros, then as few tables as
    can be, below one another.
    """
    with_fonts()
    rows = list(_rows(sheet, width_across()))
    foot = f"{sheet.firm} · {sheet.title}"
    return paper(rows, title=str(sheet.title), foot=foot, is_across=True)


def _rows(sheet: PaySheet, width: float) -> Iterator[Row]:
    yield Row((TextCell(sheet.firm, 9, Tone.MUTED),), (1.0,), padding=0, keeps=True)
    yield Row((TextCell(str(sheet.title), 16, is_bold=True),), (1.0,), keeps=True)
    size, bands = _fitted(sheet, width)
    for number, band in enumerate(bands):
        if number:
            yield heading(str(sheet.title), 9)
        yield from _table(band, size, width)
    yield from signatures(SHEET_SIGNATURES)


def _fitted(sheet: PaySheet, width: float) -> tuple[int, list[list[_Column]]]:
    """Return the size of the letters, and the columns of each table."""
    for size in _SIZES:
        columns = _columns(sheet, size)
        if sum(column.need for column in columns) <= width:
            return size, [columns]
    fewer = sheet.without_zeros()
    tries = [(size, _bands(_columns(fewer, size), width)) for size in _SIZES]
    return min(tries, key=lambda found: len(found[1]))


def _bands(columns: Sequence[_Column], width: float) -> list[list[_Column]]:
    """Return the columns of tables no wider than ``width``: few, and about equally wide."""
    fewest = len(_filled(columns, width))
    even = sum(column.need for column in columns) / fewest
    limits = (even + (width - even) * part / _PARTS for part in range(_PARTS))
    tries = (_filled(columns, limit) for limit in (*limits, width))
    return next(bands for bands in tries if len(bands) == fewest)


def _filled(columns: Sequence[_Column], width: float) -> list[list[_Column]]:
    """Return tables that are each as wide as they can be."""
    before = [columns[place] for place in _BEFORE]
    bands: list[list[_Column]] = [[]]
    for column in columns:
        if sum(each.need for each in (*bands[-1], column)) > width:
            bands.append(list(before))
        bands[-1].append(column)
    return bands


def _columns(sheet: PaySheet, size: int) -> list[_Column]:
    heads, total = sheet.heads(), sheet.total_cells()
    bodies = zip(*sheet.cells(), strict=True) if sheet.rows else [()] * len(heads)
    found = []
    for (name, is_figure), (sum_, _is_figure), body in zip(heads, total, bodies, strict=True):
        cells = tuple(sheet_text(value) for value, _is_figure in body)
        found.append(_column(shown(name), cells, sheet_text(sum_), size, is_figure=is_figure))
    last = found[-1]
    signed = _Column(last.head, last.is_figure, last.cells, last.total, _SIGNED, _SIGNED)
    return [*found[:-1], signed]


def _column(
    head: str, cells: tuple[str, ...], total: str, size: int, *, is_figure: bool
) -> _Column:
    words = text_width([word for text in (head, *cells) for word in text.split(" ")], size)
    whole = text_width(cells, size)
    total_width = text_width([total], size, is_bold=True)
    head_width = text_width([head], size) / _HEAD_LINES
    need = max(min(words, _LONGEST_WORD), total_width, whole if is_figure else 0.0) + GAP
    return _Column(head, is_figure, cells, total, need, max(need, whole + GAP, head_width + GAP))


def _table(columns: Sequence[_Column], size: int, width: float) -> Iterator[Row]:
    shares = _shares(columns, width)
    names = _row_cells(columns, [column.head for column in columns], size, tone=Tone.MUTED)
    head = Row(names, shares, keeps=True, is_ruled=True)
    texts = zip(*(column.cells for column in columns), strict=True)
    yield from table(head, (_row_cells(columns, row, size) for row in texts), is_summed=True)
    totals = _row_cells(columns, [column.total for column in columns], size, is_bold=True)
    yield Row(totals, shares, padding=6, head=head)


def _shares(columns: Sequence[_Column], width: float) -> tuple[float, ...]:
    """Return the shares of ``width``: each column has what it needs, and more if there is room."""
    needs = [column.need for column in columns]
    more = [column.want - column.need for column in columns]
    spare = max(width - sum(needs), 0.0)
    part = min(spare / sum(more), 1.0) if sum(more) else 0.0
    widths = [need + part * wish for need, wish in zip(needs, more, strict=True)]
    rest = max(width - sum(widths), 0.0) / (len(widths) - 1)
    widths = [widths[0], *(each + rest for each in widths[1:])]  # the number stays by its row
    return tuple(each / sum(widths) for each in widths)


def _row_cells(
    columns: Sequence[_Column],
    texts: Sequence[str],
    size: int,
    *,
    tone: Tone = Tone.TEXT,
    is_bold: bool = False,
) -> tuple[Cell, ...]:
    return tuple(
        TextCell(text, size, tone, is_bold=is_bold, is_figure=column.is_figure)
        for column, text in zip(columns, texts, strict=True)
    )
