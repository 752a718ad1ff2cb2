"""The days of a year in a table, chosen and changed by the keyboard alone if one likes."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QItemSelection, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.domain.calendar import DayKind, DayRow
from crm_desktop.domain.period import Period
from crm_desktop.texts import _
from ui import theme
from ui.plans.calendar_model import DAYS, HOURS, WORKED, Index, OwnRole, YearModel
from ui.theme import Tone

_MONTHS_WIDTH, _SUM_WIDTH = 76, 54
_ROW_HEIGHT = 27
_CORNER = 6
_WIDE_DAY = 20
_CHOSEN = 0.28
_KEYS = {
    Qt.Key.Key_O: DayKind.OFF,
    Qt.Key.Key_S: DayKind.SHORT,
    Qt.Key.Key_W: DayKind.WORKING,
    Qt.Key.Key_Delete: None,
    Qt.Key.Key_Backspace: None,
}


class YearView(QTableView):
    """``wanted`` carries the ``DayKind`` of the key that was pressed, None for Delete."""

    wanted = Signal(object)
    chosen = Signal()

    def __init__(self, year: YearModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year = year
        year.setParent(self)
        self.setModel(year)
        self.setAccessibleName(_("Days of the year"))
        self.setItemDelegate(_DayDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setMinimumSectionSize(12)
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        across.setProperty("kind", "days")
        down.setFixedWidth(_MONTHS_WIDTH)
        down.setHighlightSections(False)
        down.setMinimumSectionSize(_ROW_HEIGHT)
        down.setDefaultSectionSize(_ROW_HEIGHT)
        down.setAccessibleName(_("Months"))
        self.setFixedHeight(12 * _ROW_HEIGHT + theme.CONTROL_HEIGHT + 4)

    def days(self) -> list[DayRow]:
        """Return all days from the first that is selected to the last."""
        found = [self.year.day_at(index) for index in self.selectedIndexes()]
        selected = sorted(row.day for row in found if row is not None)
        if not selected:
            return []
        period = Period(selected[0], selected[-1] + timedelta(days=1))
        rows = [self.year.day_at(self.year.index_of(day)) for day in period.days()]
        return [row for row in rows if row is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.wanted.emit(_KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * _SUM_WIDTH
        for column in range(DAYS):
            self.setColumnWidth(column, (room * (column + 1)) // DAYS - (room * column) // DAYS)
        for column in (WORKED, HOURS):
            self.setColumnWidth(column, _SUM_WIDTH)


class _DayDelegate(QStyledItemDelegate):
    """Paints days without any air around them, and a corner on those that the firm set."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() >= DAYS or index.data() is None:
            super().paint(painter, option, index)
            return
        self._paint_day(painter, option, index)
        if index.data(OwnRole):
            corner = QRectF(option.rect).topRight()
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Tone.ACCENT))
            points = (corner, corner - QPointF(_CORNER, 0), corner + QPointF(0, _CORNER))
            painter.drawPolygon(QPolygonF(points))
            painter.restore()

    def _paint_day(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        tokens, room = theme.current(), QRectF(option.rect)
        painter.save()
        shade = index.data(Qt.ItemDataRole.BackgroundRole)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        is_narrow = room.width() < _WIDE_DAY
        if is_narrow:  # else the figures of two days would read as one
            painter.drawLine(room.topRight(), room.bottomRight())
        if is_selected:
            painter.fillRect(room, theme.mixed(tokens.accent, tokens.surface, _CHOSEN))
        elif shade is not None:
            painter.fillRect(room.adjusted(0.5, 0.5, -0.5, -0.5), shade)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour(Tone.ACCENT))
            painter.drawRect(room.adjusted(0.5, 0.5, -1, -1))
        font = QFont(index.data(Qt.ItemDataRole.FontRole))
        font.setPixelSize(theme.TINY if is_narrow else theme.BODY)
        painter.setFont(font)
        # No colour of a state is read on the colour of the selection; bold and line say it too.
        pen = QColor(tokens.text) if is_selected else index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(pen)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, index.data())
        painter.restore()
