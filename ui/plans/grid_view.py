"""The plan grid as a spreadsheet: type, Tab, Enter, copy, paste, fill right and down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.texts import Message, _
from ui import theme
from ui.plans.grid import Place
from ui.plans.grid_model import ChangedRole, FactRole, GridModel, Index, Kind
from ui.plans.saving import without_split
from ui.theme import GRID, Tone

_HEAD_WIDTH, _NARROW_HEAD_WIDTH, _NARROW_BELOW = 208, 160, 900
_LEAST_COLUMN = 62
_CONTROL_HEIGHT = 26
_CORNER = 7
_MARGIN = 8
_LONGEST = 20


class GridView(QTableView):
    """Shows ``grid``; ``fits_not`` tells how many pasted rows found no place.

    ``unsplit`` has the plans to be set and those to be ended so that a period is split no more.
    """

    fits_not = Signal(int)
    unsplit = Signal(list, list)

    def __init__(self, title: str, grid: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = grid
        grid.setParent(self)
        self.setModel(grid)
        self.setAccessibleName(title)
        self.setItemDelegate(_GridDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self._set_up_headers()
        for signal in (grid.modelReset, grid.rowsInserted, grid.rowsRemoved):
            signal.connect(self._size_rows)
        for signal in (grid.modelReset, grid.dataChanged):
            signal.connect(self._size_columns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case _ if event.matches(QKeySequence.StandardKey.Paste):
                self.paste()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
            case Qt.Key.Key_R if is_control:
                self.fill_right()
            case Qt.Key.Key_D if is_control:
                self.fill_down()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.clear_cells()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.state() is not QAbstractItemView.State.EditingState:  # else once it is kept
                    self._go_down()
            case Qt.Key.Key_Tab if self._is_at(self.grid.rowCount(), self.grid.columnCount()):
                self.focusNextChild()
            case Qt.Key.Key_Backtab if self._is_at(1, 1):
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu().popup(place)

    def menu(self) -> QMenu:
        """Return what can be done with the selected plans, and with the split of the current."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self.copy)
        index, grid = self.currentIndex(), self.grid.grid
        place = self.grid.place_at(index)
        if grid is None or place is None or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return menu
        menu.addAction(_("Paste"), self.paste)
        menu.addAction(_("Fill to the right"), self.fill_right)
        menu.addAction(_("Fill down"), self.fill_down)
        menu.addAction(_("Take plans away"), self.clear_cells)
        before = without_split(grid.read, place)
        if before is not None:
            menu.addSeparator()
            back = menu.addAction(_("Take the split back"), partial(self.unsplit.emit, *before))
            back.setEnabled(not grid.edits)  # else what was typed would be lost
        return menu

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_head()
        self._size_columns()

    def copy(self) -> None:
        """Put the selected plans on the clipboard, as a spreadsheet takes them."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda i: (i.row(), i.column())):
            if self._is_plan(index):
                lines.setdefault(index.row(), []).append(self.grid.text_at(index))
        text = "\n".join("\t".join(line) for line in lines.values())
        QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Enter what a spreadsheet copied; one value alone goes into all selected cells."""
        text = QGuiApplication.clipboard().text().rstrip("\r\n")
        block = [line.split("\t") for line in text.splitlines()]
        if not text or not self.currentIndex().isValid():
            return
        if len(block) == len(block[0]) == 1:
            self._enter(lambda _index: block[0][0])
            return
        selected = self.selectedIndexes() or [self.currentIndex()]
        row, column = min(i.row() for i in selected), min(i.column() for i in selected)
        places = [
            number
            for number in range(row, self.grid.rowCount())
            if self.grid.rows[number].kind is Kind.PLAN
        ]
        found: dict[Place, str] = {}
        for number, cells in zip(places, block, strict=False):
            for right, typed in enumerate(cells):
                place = self.grid.place_at(self.grid.index(number, column + right))
                if place is not None:
                    found[place] = typed
        self.grid.entered.emit(found)
        if len(block) > len(places):
            self.fits_not.emit(len(block) - len(places))

    def fill_right(self) -> None:
        """Let the first column of the selection go on to its end."""
        columns = [index.column() for index in self.selectedIndexes()]
        if columns:
            first = min(columns)
            self._enter(lambda index: self.grid.text_at(index.siblingAtColumn(first)))

    def fill_down(self) -> None:
        """Let the first row of the selection go on to its end."""
        rows = [index.row() for index in self.selectedIndexes() if self._is_plan(index)]
        if rows:
            first = min(rows)
            self._enter(lambda index: self.grid.text_at(index.siblingAtRow(first)))

    def clear_cells(self) -> None:
        self._enter(lambda _index: "")

    def select(self, place: Place) -> None:
        """Let the keyboard be at the cell of ``place``."""
        index = self.grid.index_of(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.setFocus()

    def _enter(self, text: Callable[[Any], str]) -> None:
        found: dict[Place, str] = {}
        for index in self.selectedIndexes():
            place = self.grid.place_at(index)
            if place is not None:
                found[place] = text(index)
        if found:
            self.grid.entered.emit(found)

    def _is_plan(self, index: Index) -> bool:
        return self.grid.rows[index.row()].kind is Kind.PLAN

    def _is_at(self, row: int, column: int) -> bool:
        """Return whether the keyboard is in that cell, counted from 1."""
        index = self.currentIndex()
        return not index.isValid() or (index.row() + 1, index.column() + 1) == (row, column)

    def _go_down(self) -> None:
        """Go to the next plan below."""
        index = self.currentIndex()
        for row in range(index.row() + 1, self.grid.rowCount()):
            if self.grid.rows[row].kind is Kind.PLAN:
                self.setCurrentIndex(self.grid.index(row, index.column()))
                return

    def _size_rows(self) -> None:
        for number, row in enumerate(self.grid.rows):
            is_control = row.kind is Kind.CONTROL
            height = _CONTROL_HEIGHT if is_control else theme.COMFORTABLE_ROW_HEIGHT
            self.setRowHeight(number, height)

    def _set_up_headers(self) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setMinimumSectionSize(48)
        down.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(_CONTROL_HEIGHT)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setAccessibleName(_("Whose plans"))
        down.setProperty("kind", "names")
        self._size_head()

    def _size_head(self) -> None:
        is_narrow = self.width() < _NARROW_BELOW
        self.verticalHeader().setFixedWidth(_NARROW_HEAD_WIDTH if is_narrow else _HEAD_WIDTH)

    def _size_columns(self) -> None:
        """Give all periods the width of the widest plan, and the total its own.

        What is left of the window beside whole columns goes to the total, so that none is cut.
        """
        count, room = self.grid.columnCount(), self.viewport().width()
        metrics = QFontMetrics(theme.font(is_bold=True, is_tabular=True))
        periods, totals = self.grid.long_texts()
        before = self.horizontalHeader().length()
        for column in range(count):
            head = str(self.grid.headerData(column, Qt.Orientation.Horizontal) or "")
            texts = [head, *(periods if column < count - 1 else totals)]
            widest = max(metrics.horizontalAdvance(text[:_LONGEST]) for text in texts)
            width = max(widest + 2 * GRID + 4, _LEAST_COLUMN)
            if column == count - 1 and 0 < room - width < column * self.columnWidth(0):
                width += (room - width) % self.columnWidth(0)
            if self.columnWidth(column) != width:
                self.setColumnWidth(column, width)
        if self.horizontalHeader().length() != before and self.currentIndex().isValid():
            self.updateGeometries()
            self.scrollTo(self.currentIndex())


class _GridDelegate(QStyledItemDelegate):
    """Paints the plan, below it quietly what was measured, and a corner on what is not saved."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        fact = str(index.data(FactRole) or "")
        text = self._paint_background(painter, option, index)
        inner = QRectF(option.rect).adjusted(_MARGIN, 3, -_MARGIN, -3)
        upper = QRectF(inner)
        if fact:
            upper.setBottom(inner.center().y() + 2)
            lower = QRectF(inner)
            lower.setTop(upper.bottom() - 1)
            self._write(painter, lower, fact, size=theme.TINY, tone=theme.colour(Tone.MUTED))
        self._write(painter, upper, text, font=index.data(Qt.ItemDataRole.FontRole), index=index)
        if index.data(ChangedRole):
            self._paint_corner(painter, QRectF(option.rect))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        name = index.model().headerData(index.row(), Qt.Orientation.Vertical)
        period = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        words = Message("{name}, {period}", name=str(name).strip(), period=str(period))
        editor.setAccessibleName(str(words))
        editor.setMinimumHeight(theme.ROW_HEIGHT)
        return editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.COMFORTABLE_ROW_HEIGHT)

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> str:
        """Paint the cell as empty, so that hover and selection look as elsewhere."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, option.widget)
        return text

    def _write(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        *,
        size: int = theme.BODY,
        font: Any = None,
        tone: Any = None,
        index: Index | None = None,
    ) -> None:
        painter.save()
        painter.setFont(font or theme.font(size, is_tabular=True))
        colour = tone if index is None else index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(colour)
        width = round(room.width())
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()

    def _paint_corner(self, painter: QPainter, rect: QRectF) -> None:
        corner = rect.topLeft()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Tone.ACCENT))
        points = (corner, corner + QPointF(_CORNER, 0), corner + QPointF(0, _CORNER))
        painter.drawPolygon(QPolygonF(points))
        painter.restore()
