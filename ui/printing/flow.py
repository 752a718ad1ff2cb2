"""Rows of cells that flow over pages: no row is cut, and a table's head comes again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
    QTextOption,
)

from ui import theme
from ui.theme import LIGHT, Tone

RULE = 0.5
_TRACK = 4.0
GAP = 6.0
"""Between two columns."""

_SPACE = 8


class Cell(Protocol):
    """What is drawn within a width; all lengths are points."""

    def height(self, width: float) -> float: ...

    def paint(self, painter: QPainter, rect: QRectF) -> None: ...


@dataclass(slots=True)
class TextCell:
    """Words that wrap, and break where a single one is too long."""

    text: str
    size: int = 9
    tone: Tone = Tone.TEXT
    is_bold: bool = False
    is_figure: bool = False
    indent: float = 0.0
    _known: tuple[float, QTextDocument] | None = field(default=None, repr=False)

    def height(self, width: float) -> float:
        return self._document(width).size().height() if self.text else 0.0

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        document = self._document(rect.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, QColor(getattr(LIGHT, self.tone)))
        context.palette = palette
        painter.save()
        painter.translate(rect.left() + self.indent, rect.top())
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _document(self, width: float) -> QTextDocument:
        if self._known is None or self._known[0] != width:
            self._known = width, self._laid_out(width)
        return self._known[1]

    def _laid_out(self, width: float) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setUseDesignMetrics(True)
        document.setDefaultFont(_font(self.size, is_bold=self.is_bold))
        side = Qt.AlignmentFlag.AlignRight if self.is_figure else Qt.AlignmentFlag.AlignLeft
        option = QTextOption(side)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setPlainText(self.text)
        document.setTextWidth(max(width - self.indent, 1.0))
        return document


@dataclass(frozen=True, slots=True)
class BarCell:
    """How much of a plan was reached, ``share`` from 0 to 1."""

    share: Decimal

    def height(self, width: float) -> float:
        del width
        return _TRACK + 2

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        for tone, share in ((LIGHT.track, 1.0), (LIGHT.accent, float(self.share))):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone))
            filled = QRectF(rect.left(), rect.top() + 2, rect.width() * share, _TRACK)
            painter.drawRoundedRect(filled, _TRACK / 2, _TRACK / 2)


@dataclass(frozen=True, slots=True)
class LineCell:
    """A line to sign on, with room for the hand above it."""

    room: float = 30.0

    def height(self, width: float) -> float:
        del width
        return self.room

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(LIGHT.text), RULE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


@dataclass(frozen=True, slots=True)
class ImageCell:
    """A picture, no larger than ``most`` and in its own proportions, at the right."""

    image: QImage
    most: tuple[float, float] = (150.0, 50.0)

    def height(self, width: float) -> float:
        return self._size(width)[1]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        width, height = self._size(rect.width())
        painter.drawImage(QRectF(rect.right() - width, rect.top(), width, height), self.image)

    def _size(self, width: float) -> tuple[float, float]:
        wide, high = self.image.width(), self.image.height()
        scale = min(min(self.most[0], width) / wide, self.most[1] / high)
        return wide * scale, high * scale


@dataclass(frozen=True, slots=True)
class Stack:
    """Cells one under another."""

    cells: tuple[Cell, ...]

    def height(self, width: float) -> float:
        return sum(cell.height(width) for cell in self.cells)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        top = rect.top()
        for cell in self.cells:
            height = cell.height(rect.width())
            cell.paint(painter, QRectF(rect.left(), top, rect.width(), height))
            top += height


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side; ``shares`` of the width add up to 1.

    A row that ``keeps`` stands on the page of the next one; ``head`` comes before it again
    where it begins a page. One that ``is_ruled`` has a fine line below.
    """

    cells: tuple[Cell, ...]
    shares: tuple[float, ...]
    padding: float = 3.0
    keeps: bool = False
    head: Row | None = None
    is_ruled: bool = False

    def height(self, width: float) -> float:
        cells = zip(self.cells, self._widths(width), strict=True)
        return max(cell.height(wide) for cell, wide in cells) + 2 * self.padding

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        left = rect.left()
        inner = rect.height() - 2 * self.padding
        for cell, wide, share in zip(
            self.cells, self._widths(rect.width()), self.shares, strict=True
        ):
            cell.paint(painter, QRectF(left, rect.top() + self.padding, wide, inner))
            left += share * rect.width()
        if self.is_ruled:
            painter.setPen(QPen(QColor(LIGHT.line), RULE))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _widths(self, width: float) -> Iterator[float]:
        last = len(self.shares) - 1
        for place, share in enumerate(self.shares):
            yield max(share * width - (GAP if place < last else 0), 1.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and how far its top is from that of the page."""

    row: Row
    top: float


def pages(rows: Sequence[Row], width: float, height: float) -> list[list[Placed]]:
    """Return the rows of each page, one page at least.

    A row that is higher than a page begins one, and its end is cut off.
    """
    found: list[list[Placed]] = [[]]
    top = 0.0
    for place, row in enumerate(rows):
        if top and top + _kept_height(rows[place:], width) > height:
            found.append([])
            top = 0.0
            if row.head is not None:
                found[-1].append(Placed(row.head, top))
                top += row.head.height(width)
        found[-1].append(Placed(row, top))
        top += row.height(width)
    return found


def heading(text: str, size: int = 12) -> Row:
    """Return the title of a section, which stays with what follows."""
    title = Stack((TextCell(" ", _SPACE), TextCell(text, size, is_bold=True)))
    return Row((title,), (1.0,), keeps=True)


def table(head: Row, body: Iterable[Sequence[Cell]], *, is_summed: bool = False) -> Iterator[Row]:
    """Yield the head, and each row of the body with the head to come again.

    The last row of a table that ``is_summed`` stays with the sum.
    """
    yield head
    rows = [tuple(cells) for cells in body]
    for number, cells in enumerate(rows, 1):
        keeps = is_summed and number == len(rows)
        yield Row(cells, head.shares, head=head, is_ruled=True, keeps=keeps)


def text_width(lines: Iterable[str], size: int, *, is_bold: bool = False) -> float:
    """Return what the widest of ``lines`` needs so that it is not broken."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    document.setDefaultFont(_font(size, is_bold=is_bold))
    document.setPlainText("\n".join(lines))
    return math.ceil(document.idealWidth()) + 1.0


def _kept_height(rows: Sequence[Row], width: float) -> float:
    """Return the height of the first row, and of those that it is kept with."""
    total = 0.0
    for row in rows:
        total += row.height(width)
        if not row.keeps:
            break
    return total


def _font(size: int, *, is_bold: bool) -> QFont:
    """Return the font of print, whose pixels are points; figures have equal widths."""
    font = QFont(theme.font(is_bold=is_bold, is_tabular=True))
    font.setPixelSize(size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
