"""Rows of any frozen value, shown through a tuple of declared columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from crm_desktop.texts import Message
from ui import icons, theme
from ui.theme import Tone
from ui.widgets.bar_delegate import BarRole
from ui.widgets.progress_bar import BarState

T = TypeVar("T")

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
SortRole = Qt.ItemDataRole.UserRole
"""The raw value of a cell."""

PAGE_SIZE = 5_000
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """How one column reads a row.

    ``code`` is an ASCII word, under which its width is remembered. ``sort_key`` gives
    the raw value, or None, which sorts last either way; without it a column sorts by
    its text, folded. ``tip`` explains a cell; ``width`` is in pixels. Where columns are
    fitted to their words, ``stretch`` is this column's part of the room that is left.
    """

    code: str
    header: Message | str
    text: Callable[[T], str]
    sort_key: Callable[[T], Any] | None = None
    is_number: bool = False
    is_strong: bool = False
    is_hidden: bool = False
    width: int | None = None
    stretch: int = 0
    tone: Callable[[T], Tone | None] | None = None
    bar: Callable[[T], BarState | None] | None = None
    icon: Callable[[T], str | None] | None = None
    tip: Callable[[T], str | None] | None = None

    def raw(self, row: T) -> Any:
        return self.text(row).casefold() if self.sort_key is None else self.sort_key(row)


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows ``PAGE_SIZE`` rows more whenever the view wants them.

    The model sorts, not a proxy: a proxy would know only the pages shown so far. Where
    more rows wait in storage (``has_more``), sorting is asked of them by
    ``sort_wanted`` (column code, is descending) and the next page by ``more_wanted``.
    """

    more_wanted = Signal()
    sort_wanted = Signal(str, bool)

    def __init__(self, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[T] = []
        self._shown = 0
        self._has_more = False
        self._is_asking = False
        self._order: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> tuple[T, ...]:
        """All rows in the order shown, those of pages not yet shown too."""
        return tuple(self._rows)

    def set_rows(self, rows: Iterable[T], *, has_more: bool = False) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._has_more = has_more
        self._is_asking = False
        self._sort_rows()
        self._shown = min(PAGE_SIZE, len(self._rows))
        self.endResetModel()

    def append_rows(self, rows: Iterable[T], *, has_more: bool) -> None:
        """Add the page that ``more_wanted`` asked for."""
        self._rows.extend(rows)
        self._has_more = has_more
        self._is_asking = False
        self._show_more()

    def row_at(self, index: Index | int) -> T:
        return self._rows[index if isinstance(index, int) else index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        read = _READERS.get(role)
        return None if read is None else read(self.columns[index.column()], self.row_at(index))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in {_Role.DisplayRole, _Role.ToolTipRole}:
            return str(column.header)
        if role == _Role.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and (
            self._shown < len(self._rows) or (self._has_more and not self._is_asking)
        )

    def fetchMore(self, parent: Index) -> None:
        if self._shown < len(self._rows):
            self._show_more()
        elif self._has_more and not self._is_asking:
            self._is_asking = True
            self.more_wanted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns):
            return
        self._order = (column, order)
        if self._has_more:
            is_descending = order is Qt.SortOrder.DescendingOrder
            self.sort_wanted.emit(self.columns[column].code, is_descending)
            return
        self.layoutAboutToBeChanged.emit()
        kept = [(index, id(self.row_at(index))) for index in self.persistentIndexList()]
        self._sort_rows()
        places = {id(row): place for place, row in enumerate(self._rows[: self._shown])}
        for index, row_id in kept:
            place = places.get(row_id)
            moved = QModelIndex() if place is None else self.index(place, index.column())
            self.changePersistentIndex(index, moved)
        self.layoutChanged.emit()

    def _sort_rows(self) -> None:
        if self._order is None or self._has_more:
            return
        column, order = self._order
        raw = self.columns[column].raw
        valued = [row for row in self._rows if raw(row) is not None]
        empty = [row for row in self._rows if raw(row) is None]
        valued.sort(key=raw, reverse=order is Qt.SortOrder.DescendingOrder)
        self._rows = valued + empty

    def _show_more(self) -> None:
        last = min(self._shown + PAGE_SIZE, len(self._rows)) - 1
        if last < self._shown:
            return
        self.beginInsertRows(QModelIndex(), self._shown, last)
        self._shown = last + 1
        self.endInsertRows()


def _bar(column: Column[Any], row: Any) -> BarState | None:
    return None if column.bar is None else column.bar(row)


def _tip(column: Column[Any], row: Any) -> str | None:
    return None if column.tip is None else column.tip(row)


def _colour(column: Column[Any], row: Any) -> Any:
    tone = None if column.tone is None else column.tone(row)
    return None if tone is None else theme.colour(tone)


def _icon(column: Column[Any], row: Any) -> Any:
    name = None if column.icon is None else column.icon(row)
    return None if name is None else icons.icon(name)


def _font(column: Column[Any], _row: Any) -> Any:
    if column.is_number or column.is_strong:
        return theme.font(is_bold=column.is_strong, is_tabular=column.is_number)
    return None


def _spoken(column: Column[Any], row: Any) -> str:
    bar = _bar(column, row)
    words = column.text(row)
    return words if bar is None else f"{words}; {bar.described()}"


_READERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    _Role.DisplayRole: lambda column, row: column.text(row),
    _Role.TextAlignmentRole: lambda column, _row: _RIGHT if column.is_number else _LEFT,
    _Role.ForegroundRole: _colour,
    _Role.FontRole: _font,
    _Role.ToolTipRole: _tip,
    _Role.DecorationRole: _icon,
    _Role.AccessibleTextRole: _spoken,
    SortRole: lambda column, row: column.raw(row),
    BarRole: _bar,
}
