"""The rows of a sheet that is filled in like a spreadsheet, with an empty one below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from crm_desktop.texts import Message, _
from ui import icons, theme
from ui.scheme.cells import Line, Mistake, Sheet
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``choices`` (words, text of the cell) make a list to choose from, else one types.

    ``blank`` is what a new row begins with. Without entries ``is_optional`` makes room for others.
    What one types are numbers, unless ``is_text``.
    """

    header: str
    choices: tuple[tuple[str, str], ...] | None = None
    blank: str = ""
    width: int = 80
    stretches: bool = True
    is_optional: bool = False
    is_text: bool = False

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
        shown = self.columns[column]
        return _RIGHT if shown.choices is None and not shown.is_text else _LEFT

    def _said_of(self, row: int, column: int) -> str | None:
        note = self._notes.get(row)
        said = self._mistakes.get((row, column)) or (None if note is None else note[1])
        if said is None and self.columns[column].choices is not None:
            return self.columns[column].words(self._rows[row][column])  # it may be cut
        return said


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
