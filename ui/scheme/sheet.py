"""A table that is filled in like a spreadsheet: type, Tab, Enter, paste."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.texts import Message
from ui import theme
from ui.scheme.sheet_model import Index, SheetColumn, SheetModel
from ui.widgets.choice_box import ChoiceBox

_Role = Qt.ItemDataRole
_MOST_ROWS, _MOST_PASTED = 12, 500
_FRAME = 4


class SheetView(QTableView):
    """Enter goes down, Tab on; Delete empties cells, Ctrl+Delete takes rows out.

    Where there is no room for whole names, optional columns without entries are hidden, unless
    ``set_all_shown`` wants them. ``fitted`` says whether there are such columns.
    """

    fitted = Signal(bool)

    def __init__(
        self, title: str, columns: Sequence[SheetColumn], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._are_all_shown = False
        self.sheet = SheetModel(columns)
        self.sheet.setParent(self)
        self.setAccessibleName(title)
        self.setModel(self.sheet)
        self.setItemDelegate(_SheetDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)  # Tab goes on by our own hand, and out after the last cell
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(theme.ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.show_columns(columns)
        for signal in (self.sheet.rowsInserted, self.sheet.rowsRemoved, self.sheet.modelReset):
            signal.connect(self.updateGeometry)
        self.sheet.dataChanged.connect(self._fit)

    def show_columns(self, columns: Sequence[SheetColumn]) -> None:
        self.sheet.set_columns(columns)
        header = self.horizontalHeader()
        for place, column in enumerate(columns):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                place, mode.Stretch if column.stretches else mode.Interactive
            )
            self.setColumnWidth(place, column.width)
        self._fit()

    @property
    def are_all_shown(self) -> bool:
        return self._are_all_shown

    def set_all_shown(self, are_shown: bool) -> None:
        self._are_all_shown = are_shown
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def begin_row(self) -> None:
        """Let the keyboard go on in the empty row."""
        self.setFocus()
        self.setCurrentIndex(self.sheet.index(self.sheet.rowCount() - 1, 0))

    def remove_rows(self) -> None:
        self.sheet.remove({index.row() for index in self.selectedIndexes()})

    def sizeHint(self) -> QSize:
        rows = min(self.sheet.rowCount(), _MOST_ROWS)
        height = self.horizontalHeader().sizeHint().height() + rows * theme.ROW_HEIGHT + _FRAME
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case _ if event.matches(QKeySequence.StandardKey.Paste):
                self._paste()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self._copy()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if is_control:
                self.remove_rows()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._empty()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.state() is not QAbstractItemView.State.EditingState:  # else once it is kept
                    self._go_down()
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go to the next cell by Tab, or out where there is none."""
        if self._is_at(*((self.sheet.rowCount() - 1, -1) if is_next else (0, 0))):
            return super().focusNextPrevChild(is_next)
        action = QAbstractItemView.CursorAction
        self._go(action.MoveNext if is_next else action.MovePrevious)
        return True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    @Slot()
    def _fit(self) -> None:
        columns, rows = self.sheet.columns, self.sheet.rows
        if not any(column.is_optional for column in columns):
            return
        needed = [
            self.sizeHintForColumn(place) if column.stretches else column.width
            for place, column in enumerate(columns)
        ]
        room = self.viewport().width()
        spare = [
            place
            for place, column in enumerate(columns)
            if column.is_optional and not any(line[place].strip() for line in rows)
        ]
        is_narrow = sum(needed) > room
        for place, column in enumerate(columns):
            if column.is_optional:
                is_spare = is_narrow and place in spare
                self.setColumnHidden(place, is_spare and not self._are_all_shown)
        self._fit_first(needed, room)
        self.fitted.emit(is_narrow and bool(spare))

    def _fit_first(self, needed: Sequence[int], room: int) -> None:
        """Let the names in the first column be whole where those that stretch share too little."""
        columns, header = self.sheet.columns, self.horizontalHeader()
        seen = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        fixed = sum(needed[place] for place in seen if not columns[place].stretches)
        sharing = sum(columns[place].stretches for place in seen)
        mode = QHeaderView.ResizeMode
        if sharing * needed[0] <= room - fixed:
            header.setSectionResizeMode(0, mode.Stretch)
        else:
            header.setSectionResizeMode(0, mode.Fixed)
            others = (sharing - 1) * columns[0].width
            self.setColumnWidth(0, max(columns[0].width, min(needed[0], room - fixed - others)))

    def _is_at(self, row: int, column: int) -> bool:
        """Return whether the keyboard is in that cell; a column of −1 is the last one seen."""
        index = self.currentIndex()
        places = range(len(self.sheet.columns))
        seen = [place for place in places if not self.isColumnHidden(place)]
        return not index.isValid() or (index.row(), index.column()) == (row, seen[column])

    def _go(self, action: QAbstractItemView.CursorAction) -> None:
        self.setCurrentIndex(self.moveCursor(action, Qt.KeyboardModifier.NoModifier))

    def _go_down(self) -> None:
        index = self.currentIndex()
        below = min(index.row() + 1, self.sheet.rowCount() - 1)
        self.setCurrentIndex(self.sheet.index(below, index.column()))

    def _empty(self) -> None:
        cells = {(index.row(), index.column()) for index in self.selectedIndexes()}
        rows = [
            tuple(
                self.sheet.columns[column].blank if (row, column) in cells else text
                for column, text in enumerate(line)
            )
            for row, line in enumerate(self.sheet.rows)
        ]
        self.sheet.edited.emit(tuple(rows))

    def _copy(self) -> None:
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            if index.row() < len(self.sheet.rows):
                lines.setdefault(index.row(), []).append(str(index.data()))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text().rstrip("\r\n")
        index = self.currentIndex()
        if text and index.isValid():
            lines = text.splitlines()[:_MOST_PASTED]
            block = tuple(tuple(line.split("\t")) for line in lines)
            self.sheet.put(index.row(), index.column(), block)


class _CellChoice(ChoiceBox):
    """Is done once its list was closed."""

    done = Signal(QWidget)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._is_done = False

    def hidePopup(self) -> None:
        super().hidePopup()
        if not self._is_done:
            self._is_done = True
            self.done.emit(self)


class _SheetDelegate(QStyledItemDelegate):
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._column(index)
        if column.choices is None:
            editor = super().createEditor(parent, option, index)
        else:
            choice = _CellChoice(parent)
            choice.set_choices(column.choices)
            choice.done.connect(self._finish, Qt.ConnectionType.QueuedConnection)
            QTimer.singleShot(0, choice, choice.showPopup)
            editor = choice
        row = index.row() + 1
        editor.setAccessibleName(str(Message("{column}, row {row}", column=column.header, row=row)))
        editor.setMinimumHeight(theme.ROW_HEIGHT)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, ChoiceBox):
            text = index.data(_Role.EditRole)
            editor.setCurrentIndex(-1)  # an empty cell is no choice
            if text or any(choice == text for _words, choice in self._column(index).choices or ()):
                editor.choose(text, index.data() or "")
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, ChoiceBox):
            model.setData(index, editor.choice() or "")
        else:
            super().setModelData(editor, model, index)

    @Slot(QWidget)
    def _finish(self, editor: QWidget) -> None:
        if editor.isHidden():  # the view has closed it meanwhile, as another cell was gone to
            return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _column(self, index: Index) -> SheetColumn:
        model = index.model()
        if not isinstance(model, SheetModel):
            raise TypeError(model)
        return model.columns[index.column()]
