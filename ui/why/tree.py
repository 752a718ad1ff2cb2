"""The steps of a derivation as a tree that opens and closes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.texts import _, shown
from ui import theme
from ui.why.question import Question

Index = QModelIndex | QPersistentModelIndex
StepRole = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_INDENT = 12
_OPEN_DEPTH = 2
"""Steps deeper than this are closed at first."""


class DerivationTree(QTreeWidget):
    """Emits ``step_chosen`` with the ``Derivation`` of the current row; as high as its rows."""

    step_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.setAccessibleName(_("Steps of the calculation"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setWordWrap(True)
        self.setIndentation(_INDENT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(_Wrapping(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(self._on_current)
        self.itemExpanded.connect(self._fit)
        self.itemCollapsed.connect(self._fit)

    def show_question(self, question: Question) -> None:
        """Show all steps and choose the first that has records, or else the figure itself."""
        self.clear()
        root = _item(question.derivation, shown(question.figure))
        self.addTopLevelItem(root)
        for column in range(2):
            root.setFont(column, theme.font(is_bold=True, is_tabular=True))
        self.expandToDepth(_OPEN_DEPTH - 1)
        self.setCurrentItem(self._first_with_records() or root)
        self._fit()

    def rule_in_force(self) -> Version | None:
        """Return the edition of the chosen step, or of the nearest step above that names one."""
        item: QTreeWidgetItem | None = self.currentItem()
        while item is not None:
            step: Derivation = item.data(0, StepRole)
            if step.rule is not None:
                return step.rule
            item = item.parent()
        return None

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._rows_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._rows_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _first_with_records(self) -> QTreeWidgetItem | None:
        cursor = QTreeWidgetItemIterator(self)
        while (item := cursor.value()) is not None:
            if item.data(0, StepRole).records is not None:
                return item
            cursor += 1
        return None

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.step_chosen.emit(item.data(0, StepRole))

    def _fit(self, *_changed: object) -> None:
        self.doItemsLayout()
        self.setFixedHeight(self._rows_height())

    def _rows_height(self) -> int:
        item, bottom = self.topLevelItem(0), 0
        while item is not None:
            bottom = max(bottom, self.visualItemRect(item).bottom())
            item = self.itemBelow(item)
        return bottom + 2 * self.frameWidth() + 4


class _Wrapping(QStyledItemDelegate):
    """Makes a row as high as its words need in the width of the column."""

    def __init__(self, tree: DerivationTree) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        if index.column():
            return QSize(size.width() + theme.GRID, theme.ROW_HEIGHT)
        tree, above = self._tree, index
        room = tree.columnWidth(0) - 2 * theme.GRID
        while above.isValid():
            room -= tree.indentation()
            above = above.parent()
        box = QRect(0, 0, max(room, 48), 10_000)
        metrics = QFontMetrics(index.data(Qt.ItemDataRole.FontRole) or tree.font())
        words = str(index.data())
        needed = metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, words).height()
        return QSize(size.width(), max(theme.ROW_HEIGHT, needed + 2 * theme.GRID))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        plain = QStyleOptionViewItem(option)
        plain.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, plain, index)


def _item(step: Derivation, figure: str) -> QTreeWidgetItem:
    label = shown(step.label)
    item = QTreeWidgetItem([label, figure])
    item.setData(0, StepRole, step)
    item.setTextAlignment(1, _RIGHT)
    item.setFont(1, theme.font(is_tabular=True))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{label}: {figure}")
    if step.sentence is not None:
        for column in range(2):
            item.setToolTip(column, str(step.sentence))
    for source in step.inputs:
        item.addChild(_item(source, shown(source.value)))
    return item
