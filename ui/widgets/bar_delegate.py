"""Table cells that show a value and its bar under it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.widgets.progress_bar import BarState, paint_bar

Index = QModelIndex | QPersistentModelIndex
BarRole = Qt.ItemDataRole.UserRole + 1
"""A cell's ``BarState``, or None where it has no bar."""

_THICKNESS = 6
_MARGIN = theme.GRID


class BarDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = index.data(BarRole)
        if not isinstance(state, BarState):
            super().paint(painter, option, index)
            return
        text = self._paint_background(painter, option, index)
        inner = QRectF(option.rect).adjusted(_MARGIN, 3, -_MARGIN, -4)
        bar = QRectF(inner)
        bar.setTop(inner.bottom() - _THICKNESS)
        inner.setBottom(bar.top() - 1)
        painter.save()
        painter.setFont(theme.font(is_tabular=True))
        painter.setPen(option.palette.text().color())
        elided = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, round(inner.width())
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()
        paint_bar(painter, bar, state)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(max(size.width(), 112), theme.COMFORTABLE_ROW_HEIGHT)

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
