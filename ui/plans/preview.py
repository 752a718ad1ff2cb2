"""A small table of figures that are only looked at: names at the left, figures at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ui import theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROW_HEIGHT = 26


class Preview(QTableWidget):
    """The first column has words, which take the room that figures leave."""

    def __init__(
        self, title: str, heads: Sequence[str], names: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(len(names), len(heads), parent)
        self.setAccessibleName(title)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        mode = QHeaderView.ResizeMode
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(_RIGHT if column else _LEFT)
            self.setHorizontalHeaderItem(column, item)
            fitted = mode.ResizeToContents if column else mode.Stretch
            self.horizontalHeader().setSectionResizeMode(column, fitted)
        for row, name in enumerate(names):
            item = QTableWidgetItem(name)
            item.setToolTip(name)
            self.setItem(row, 0, item)

    def show_figure(self, row: int, column: int, text: str, *, is_strong: bool = False) -> None:
        item = QTableWidgetItem(text)
        item.setTextAlignment(_RIGHT)
        item.setFont(theme.font(is_bold=is_strong, is_tabular=True))
        self.setItem(row, column, item)

    def fit_rows(self, most: int) -> None:
        """Be as high as the rows are, but not higher than ``most`` of them."""
        rows = min(self.rowCount(), most)
        self.setFixedHeight(theme.CONTROL_HEIGHT + rows * _ROW_HEIGHT + 4)
