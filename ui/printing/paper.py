"""Rows on paper: a PDF with numbered pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from crm_desktop.texts import Message
from ui.printing.flow import Placed, Row, TextCell, pages
from ui.theme import Tone

_DPI = 1_200
_POINTS = 72
_MARGINS = QMarginsF(16, 14, 16, 12)
"""Millimetres; the number of the page stands within the lowest part."""

_FOOT = 22.0


def paper(
    rows: Sequence[Row],
    *,
    title: str,
    foot: str,
    is_across: bool = False,
) -> bytes:
    """Return the PDF of ``rows``; ``foot`` stands at the bottom of each page."""
    with_fonts()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("CRM Desktop")
    writer.setResolution(_DPI)
    layout = _layout(is_across=is_across)
    writer.setPageLayout(layout)
    area = layout.paintRect(QPageLayout.Unit.Point)
    found = pages(rows, area.width(), area.height() - _FOOT)
    painter = QPainter(writer)
    painter.scale(_DPI / _POINTS, _DPI / _POINTS)
    for number, page in enumerate(found, 1):
        if number > 1:
            writer.newPage()
        _paint(painter, page, area.width())
        words = Message(
            "{foot} · page {number} of {count}", foot=foot, number=number, count=len(found)
        )
        _paint_foot(painter, str(words), QRectF(0, area.height() - _FOOT, area.width(), _FOOT))
    painter.end()
    return bytes(buffer.data().data())


def width_across() -> float:
    """Return how many points a page that is turned has for its rows."""
    return _layout(is_across=True).paintRect(QPageLayout.Unit.Point).width()


def with_fonts() -> None:
    """Let there be fonts to print with, where no window was opened."""
    if QGuiApplication.instance() is None:
        screenless = ["-platform", "offscreen"] if sys.platform == "linux" else []
        _Kept.application = QGuiApplication(["crm-desktop", *screenless])


class _Kept:
    application: QGuiApplication | None = None


def _layout(*, is_across: bool) -> QPageLayout:
    turned = QPageLayout.Orientation.Landscape if is_across else QPageLayout.Orientation.Portrait
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, turned, _MARGINS, QPageLayout.Unit.Millimeter)


def _paint(painter: QPainter, page: Sequence[Placed], width: float) -> None:
    for placed in page:
        height = placed.row.height(width)
        placed.row.paint(painter, QRectF(0, placed.top, width, height))


def _paint_foot(painter: QPainter, words: str, rect: QRectF) -> None:
    cell = TextCell(words, 8, Tone.MUTED, is_figure=True)
    cell.paint(painter, rect.adjusted(0, rect.height() - cell.height(rect.width()), 0, 0))
