"""The table of plans, filled in like a spreadsheet: type, Enter, paste, fill down."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.texts import Message, _
from ui import theme
from ui.theme import GRID
from ui.wizard.plans_model import PLAN, WHO, Index, PlansModel

_MOST_ROWS, _LEAST_ROWS = 9, 4
_FRAME = 4
_NAME_WIDTH, _FIGURE_WIDTH = 120, 74
_MEASURED_ROWS = 60
"""How many rows the widths of columns are taken from: hundreds would hold up the window."""


class PlansTable(QTableView):
    """Only plans can be entered. Ctrl+D lets the first selected plan go on to the last one."""

    def __init__(self, title: str, plans: PlansModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plans = plans
        plans.setParent(self)
        self.setModel(plans)
        self.setAccessibleName(title)
        self.setItemDelegate(_PlanDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(theme.ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_FIGURE_WIDTH)
        header.setResizeContentsPrecision(_MEASURED_ROWS)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(WHO, QHeaderView.ResizeMode.Stretch)
        plans.modelReset.connect(self._on_reset)

    def sizeHint(self) -> QSize:
        rows = max(_LEAST_ROWS, min(self.plans.rowCount(), _MOST_ROWS))
        height = self.horizontalHeader().sizeHint().height() + rows * theme.ROW_HEIGHT + _FRAME
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case _ if event.matches(QKeySequence.StandardKey.Paste):
                self.paste()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
            case Qt.Key.Key_D if is_control:
                self.fill_down()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._enter(dict.fromkeys(self._rows(), ""))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.state() is not QAbstractItemView.State.EditingState:  # else once it is kept
                    self._go_down()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the selected plans."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self.copy)
        menu.addAction(_("Paste"), self.paste)
        menu.addAction(_("Fill down"), self.fill_down)
        menu.addAction(_("Take plans away"), self.take_away)
        return menu

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def commit(self) -> None:
        """Take over what is still being typed in a cell."""
        editor = self.viewport().findChild(QLineEdit)
        if editor is not None and self.state() is QAbstractItemView.State.EditingState:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a spreadsheet takes them, without sums."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda one: (one.row(), one.column())):
            if not self.plans.lines[index.row()].is_sum:
                lines.setdefault(index.row(), []).append(self.plans.text_at(index))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def paste(self) -> None:
        """Enter what a spreadsheet copied as plans from here down; one value goes into all."""
        texts = [
            line.rpartition("\t")[2]
            for line in QGuiApplication.clipboard().text().rstrip("\r\n").splitlines()
        ]
        rows = self._rows()
        if not texts or not rows:
            return
        if len(texts) == 1:
            self._enter(dict.fromkeys(rows, texts[0]))
            return
        lines = self.plans.lines
        below = [row for row in range(rows[0], len(lines)) if not lines[row].is_sum]
        self._enter(dict(zip(below, texts, strict=False)))

    def fill_down(self) -> None:
        """Let the first plan of the selection go on to its end."""
        rows = self._rows()
        if rows:
            line = self.plans.lines[rows[0]]
            text = self.plans.text_at(self.plans.index(rows[0], PLAN))
            self._enter(dict.fromkeys(rows, text or self.plans.amount(line.held)))

    def take_away(self) -> None:
        """Let those selected have no plan of their own."""
        self._enter(dict.fromkeys(self._rows(), ""))

    def _rows(self) -> list[int]:
        indexes: Iterable[Index] = self.selectedIndexes() or [self.currentIndex()]
        rows = {index.row() for index in indexes if index.isValid()}
        return sorted(row for row in rows if not self.plans.lines[row].is_sum)

    def _enter(self, texts: dict[int, str]) -> None:
        if texts:
            self.plans.enter(texts)

    def _go_down(self) -> None:
        below = min(self.currentIndex().row() + 1, self.plans.rowCount() - 1)
        self.setCurrentIndex(self.plans.index(below, PLAN))

    def _on_reset(self) -> None:
        self.updateGeometry()
        if self.plans.rowCount():
            self.setCurrentIndex(self.plans.index(0, PLAN))


class _PlanDelegate(QStyledItemDelegate):
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        who = index.model().index(index.row(), WHO).data()
        editor.setAccessibleName(str(Message("Plan of {name}", name=who)))
        editor.setMinimumHeight(theme.ROW_HEIGHT)
        return editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + GRID, theme.ROW_HEIGHT)
