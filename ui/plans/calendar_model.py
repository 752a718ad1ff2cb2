"""A year as a table: a row for each month, its days under the days of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from crm_desktop import formats
from crm_desktop.domain.calendar import DayKind, DayReason, DayRow
from crm_desktop.texts import Message, _, plural, shown
from ui import theme
from ui.brief import capital
from ui.plans import words
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
OwnRole = _Role.UserRole + 1
"""Whether the firm itself set the day."""

DAYS = 37
"""A month of 31 days that begins on a Sunday reaches the 37th column."""

WORKED, HOURS = DAYS, DAYS + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MINUTES = 60
_AIR = 2 * "\N{NO-BREAK SPACE}"
"""Names of days stand without any air; those of the sums end where their numbers do."""


class YearModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._days: dict[date, DayRow] = {}
        self.year = 0

    def show_days(self, days: Sequence[DayRow]) -> None:
        """Show the days of a whole year."""
        year = days[0].day.year
        if year != self.year:
            self.beginResetModel()
            self.year = year
            self._days = {row.day: row for row in days}
            self.endResetModel()
            return
        self._days = {row.day: row for row in days}
        self.dataChanged.emit(self.index(0, 0), self.index(11, HOURS))

    def day_at(self, index: Index) -> DayRow | None:
        """Return the day in the cell, None where there is none."""
        if not index.isValid() or index.column() >= DAYS:
            return None
        first = date(self.year, index.row() + 1, 1)
        day = first + timedelta(days=index.column() - first.weekday())
        return self._days.get(day) if day.month == first.month else None

    def index_of(self, day: date) -> QModelIndex:
        first = day.replace(day=1)
        return self.index(day.month - 1, first.weekday() + day.day - 1)

    def worked(self, month: int) -> tuple[int, int]:
        """Return the working days and minutes of ``month``, 0 being the whole year."""
        rows = [row for row in self._days.values() if month in {0, row.day.month}]
        return sum(row.kind is not DayKind.OFF for row in rows), sum(row.minutes for row in rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or not self.year else 12

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else HOURS + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_day = self.day_at(index) is not None
        return super().flags(index) if is_day else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.column() >= DAYS:
            return self._sum(index, role)
        row = self.day_at(index)
        return None if row is None else _shown(row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return words.month_name(section + 1) if role == _Role.DisplayRole else None
        if section >= DAYS:
            if role == _Role.TextAlignmentRole:
                return _RIGHT
            names = (_("Days"), _("Hours"))
            return names[section - DAYS] + _AIR if role == _Role.DisplayRole else None
        if role == _Role.DisplayRole:
            return words.weekday_name(section % 7)
        return (
            words.weekday_name(section % 7, is_short=False) if role == _Role.ToolTipRole else None
        )

    def _sum(self, index: Index, role: int) -> Any:
        days, minutes = self.worked(index.row() + 1)
        match role:
            case _Role.DisplayRole:
                return formats.number(days) if index.column() == WORKED else hours(minutes)
            case _Role.TextAlignmentRole:
                return _RIGHT
            case _Role.FontRole:
                return theme.font(is_tabular=True)
            case _Role.ToolTipRole | _Role.AccessibleTextRole:
                return str(worked_words(days, minutes))
            case _:
                return None


def _shown(row: DayRow, role: int) -> Any:
    """Return what a cell shows of its day."""
    match role:
        case _Role.DisplayRole:
            return str(row.day.day)
        case _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        case _Role.FontRole:
            font = QFont(theme.font(is_bold=row.reason is DayReason.HOLIDAY, is_tabular=True))
            font.setUnderline(row.kind is DayKind.SHORT)
            return font
        case _Role.ForegroundRole:
            return theme.colour(_tone(row))
        case _Role.BackgroundRole if row.kind is DayKind.OFF:
            return theme.mixed(theme.current().negative, theme.current().surface, 0.08)
        case _Role.ToolTipRole | _Role.AccessibleTextRole:
            return said_of(row)
        case _ if role == OwnRole:
            return row.reason is DayReason.OWN
        case _:
            return None


def hours(minutes: int) -> str:
    """Return minutes as hours with a decimal where they are not whole."""
    return formats.number(Decimal(minutes) / _MINUTES, 1)


def worked_words(days: int, minutes: int) -> Message:
    return plural(
        "{count} working day, {hours} hours",
        "{count} working days, {hours} hours",
        count=days,
        hours=hours(minutes),
    )


def said_of(row: DayRow) -> str:
    """Return what a day is and why, as a sentence."""
    name = row.name or row.reason.shown()
    if name == shown(row.kind):
        words = Message("{day}: {kind}", day=row.day, kind=row.kind)
    elif row.kind is DayKind.OFF:
        words = Message("{day}: {kind}, {name}", day=row.day, kind=row.kind, name=name)
    else:
        words = Message(
            "{day}: {kind} of {hours} hours, {name}",
            day=row.day,
            kind=row.kind,
            hours=hours(row.minutes),
            name=name,
        )
    is_own = row.reason is DayReason.OWN and row.name
    return str(Message("{words} (set by the firm)", words=words)) if is_own else capital(words)


def _tone(row: DayRow) -> Tone:
    if row.kind is DayKind.OFF:
        return Tone.NEGATIVE if row.reason is not DayReason.WEEKEND else Tone.MUTED
    return Tone.WARNING if row.kind is DayKind.SHORT else Tone.TEXT
