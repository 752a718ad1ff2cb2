"""A table that is filled in like a spreadsheet: type, Tab, Enter, paste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.texts import Message, _
from ui import icons, theme
from ui.scheme.cells import Line, Mistake, Sheet
from ui.theme import Tone
from ui.widgets.choice_box import ChoiceBox

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_ROWS, _MOST_PASTED = 12, 500
_FRAME = 4


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``choices`` (words, text of the cell) make a list to choose from, else one types.

    ``blank`` is what a new row begins with.
    """

    header: str
    choices: tuple[tuple[str, str], ...] | None = None
    blank: str = ""
    width: int = 80
    stretches: bool = True

    def words(self, text: str) -> str:
        """Return what a user reads for the ``text`` of a cell."""
        if self.choices is None:
            return text
        return next((words for words, choice in self.choices if choice == text), text)

    def text(self, words: str) -> str:
        """Return the text of a cell for what a user wrote or pasted."""
        plain = words.strip()
        if self.choices is None:
            return plain
        wanted = plain.casefold()
        found = (
            text for shown, text in self.choices if wanted in {shown.casefold(), text.casefold()}
        )
        return next(found, plain)


class SheetModel(QAbstractTableModel):
    """Shows the rows and an empty one below; what is entered is told by ``edited``."""

    edited = Signal(object)  # Sheet

    def __init__(self, columns: Sequence[SheetColumn]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._rows: Sheet = ()
        self._mistakes: Mapping[tuple[int, int], str] = {}
        self._notes: Mapping[int, tuple[Tone, str]] = {}

    @property
    def rows(self) -> Sheet:
        return self._rows

    def set_columns(self, columns: Sequence[SheetColumn]) -> None:
        if tuple(columns) != self.columns:
            self.beginResetModel()
            self.columns = tuple(columns)
            self.endResetModel()

    def show_rows(
        self,
        rows: Sheet,
        mistakes: Sequence[Mistake] = (),
        notes: Mapping[int, tuple[Tone, str]] | None = None,
    ) -> None:
        """Show ``rows``; ``notes`` say what is to be thought of in a row, by its place."""
        before, after = self.rowCount(), len(rows) + 1
        self._mistakes = {(m.row, m.column): str(m.message) for m in mistakes}
        self._notes = notes or {}
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self._rows = rows
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self._rows = rows
            self.endRemoveRows()
        self._rows = rows
        last = self.index(after - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def blank(self) -> Line:
        return tuple(column.blank for column in self.columns)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def text_at(self, index: Index) -> str:
        """Return the text of a cell; the empty row has what a new one begins with."""
        row, column = index.row(), index.column()
        if row < len(self._rows):
            return self._rows[row][column]
        return self.columns[column].blank

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if row == len(self._rows):
            return self._of_new_row(column, role)
        match role:
            case _Role.DisplayRole:
                return self.columns[column].words(self.text_at(index))
            case _Role.EditRole:
                return self.text_at(index)
            case _Role.TextAlignmentRole:
                return self._alignment(column)
            case _Role.FontRole if self.columns[column].choices is None:
                return theme.font(is_tabular=True)
            case _Role.ForegroundRole if (row, column) in self._mistakes:
                return theme.colour(Tone.NEGATIVE)
            case _Role.DecorationRole if column == 0 and row in self._notes:
                return icons.icon("warning", self._notes[row][0])
            case _Role.ToolTipRole | _Role.AccessibleDescriptionRole:
                return self._said_of(row, column)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in {_Role.DisplayRole, _Role.ToolTipRole}:
            return self.columns[section].header
        if role == _Role.TextAlignmentRole:
            return self._alignment(section)
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole:
            return False
        if str(value) != self.text_at(index):
            self.put(index.row(), index.column(), ((str(value),),))
        return True

    def put(self, row: int, column: int, block: Sheet) -> None:
        """Enter ``block`` with its first cell at ``row`` and ``column``; rows are added for it."""
        rows = list(self._rows)
        for down, line in enumerate(block):
            if row + down >= len(rows):
                rows.append(self.blank())
            entered = list(rows[row + down])
            for right, words in enumerate(line[: len(self.columns) - column]):
                entered[column + right] = self.columns[column + right].text(words)
            rows[row + down] = tuple(entered)
        self.edited.emit(tuple(rows))

    def remove(self, places: set[int]) -> None:
        self.edited.emit(tuple(row for place, row in enumerate(self._rows) if place not in places))

    def _of_new_row(self, column: int, role: int) -> Any:
        match role:
            case _Role.DisplayRole:
                return _("New row") if column == 0 else ""
            case _Role.EditRole:
                return self.columns[column].blank
            case _Role.TextAlignmentRole:
                return self._alignment(column)
            case _Role.ForegroundRole:
                return theme.colour(Tone.MUTED)
            case _:
                return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return _RIGHT if self.columns[column].choices is None else _LEFT

    def _said_of(self, row: int, column: int) -> str | None:
        note = self._notes.get(row)
        said = self._mistakes.get((row, column)) or (None if note is None else note[1])
        if said is None and self.columns[column].choices is not None:
            return self.columns[column].words(self._rows[row][column])  # it may be cut
        return said


class SheetView(QTableView):
    """Enter goes down, Tab on; Delete empties cells, Ctrl+Delete takes rows out."""

    def __init__(
        self, title: str, columns: Sequence[SheetColumn], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
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

    def show_columns(self, columns: Sequence[SheetColumn]) -> None:
        self.sheet.set_columns(columns)
        header = self.horizontalHeader()
        for place, column in enumerate(columns):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                place, mode.Stretch if column.stretches else mode.Interactive
            )
            self.setColumnWidth(place, column.width)

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
            case Qt.Key.Key_Tab if self._is_at(self.sheet.rowCount() - 1, -1):
                self.focusNextChild()
            case Qt.Key.Key_Backtab if self._is_at(0, 0):
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def _is_at(self, row: int, column: int) -> bool:
        """Return whether the keyboard is in that cell; a column of −1 is the last one."""
        index = self.currentIndex()
        wanted = column % len(self.sheet.columns)
        return not index.isValid() or (index.row(), index.column()) == (row, wanted)

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
            editor.choose(index.data(_Role.EditRole), index.data() or "")
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, ChoiceBox):
            model.setData(index, editor.choice() or "")
        else:
            super().setModelData(editor, model, index)

    @Slot(QWidget)
    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _column(self, index: Index) -> SheetColumn:
        model = index.model()
        if not isinstance(model, SheetModel):
            raise TypeError(model)
        return model.columns[index.column()]


def mistakes_in_words(columns: Sequence[SheetColumn], mistakes: Sequence[Mistake]) -> str:
    """Return a line for each mistake that says where it is."""
    return "\n".join(
        str(
            Message(
                "Row {row}, {column}: {message}",
                row=mistake.row + 1,
                column=columns[mistake.column].header,
                message=mistake.message,
            )
        )
        for mistake in mistakes
    )
