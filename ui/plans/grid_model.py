"""The plan grid as a table model: a row for each subject, and one below each unit that compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.planning import ControlSum
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui import theme
from ui.brief import Brief
from ui.plans import words
from ui.plans.grid import Cell, Edits, Grid, GridRead, Line, Made, Origin, Place
from ui.plans.viewmodel import FactsBy
from ui.scheme.profiles.amounts import amount_text
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
FactRole = _Role.UserRole + 1
"""What was measured in the period, as a second and quiet line; empty where nothing was."""

ChangedRole = _Role.UserRole + 2
"""Whether the cell is not yet saved."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOTHING: Mapping[Place, Made] = MappingProxyType({})
_INDENT = "\N{EM SPACE}"


class Kind(Enum):
    PLAN = auto()
    CONTROL = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """The plans of a subject, or how the plans of a unit's parts compare with its own."""

    kind: Kind
    line: Line
    title: str


class GridModel(QAbstractTableModel):
    """Tells what the user enters by ``entered``; it shows what it is then given."""

    entered = Signal(object)  # dict[Place, str]

    def __init__(self, *, is_editable: bool = True) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.grid: Grid | None = None
        self._is_editable = is_editable
        self._lines: Sequence[Line] = ()
        self._facts: FactsBy = {}
        self._mistakes: Mapping[Place, str] = {}

    @property
    def read(self) -> GridRead | None:
        return None if self.grid is None else self.grid.read

    def show_read(
        self,
        read: GridRead,
        lines: Sequence[Line],
        edits: Edits,
        made: Mapping[Place, Made] = _NOTHING,
    ) -> None:
        """Show ``lines`` of ``read`` with what was typed; the same cells stay where they are."""
        grid = Grid(read, edits, made)
        if self.read is None or _shape(self.read, self._lines) != _shape(read, lines):
            self.beginResetModel()
            self.grid, self._lines, self._mistakes = grid, lines, {}
            self.rows = tuple(_rows(grid, lines))
            self.endResetModel()
            return
        self.grid, self._mistakes = grid, {}
        self._show_rows(_rows(grid, lines))
        self._tell_all()

    def show_edits(self, edits: Edits, made: Mapping[Place, Made] = _NOTHING) -> None:
        if self.grid is not None:
            self.grid = self.grid.edited(edits, made)
            self._mistakes = {}
            self._show_rows(_rows(self.grid, self._lines))
            self._tell_all()

    def show_facts(self, facts: FactsBy) -> None:
        self._facts = facts
        self._tell_all()

    def show_mistakes(self, mistakes: Mapping[Place, str]) -> None:
        """Mark what was refused when it was saved."""
        self._mistakes = mistakes
        self._tell_all()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        read = self.read
        return 0 if parent.isValid() or read is None else len(read.periods) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        can_edit = self._is_editable and self.place_at(index) is not None
        return flags | Qt.ItemFlag.ItemIsEditable if can_edit else flags

    def place_at(self, index: Index) -> Place | None:
        """Return whose plan of which period the cell is, None for sums and comparisons."""
        if self.grid is None or not index.isValid():
            return None
        row, periods = self.rows[index.row()], self.grid.read.periods
        if row.kind is Kind.CONTROL or index.column() >= len(periods):
            return None
        return row.line.subject, periods[index.column()].start

    def index_of(self, place: Place) -> QModelIndex:
        """Return the cell of ``place``, none where its row is not shown."""
        subject, day = place
        read = self.read
        for number, row in enumerate(self.rows if read is not None else ()):
            if row.kind is Kind.PLAN and row.line.subject == subject and read is not None:
                days = [period.start for period in read.periods]
                return self.index(number, days.index(day)) if day in days else QModelIndex()
        return QModelIndex()

    def long_texts(self) -> tuple[list[str], list[str]]:
        """Return the longest texts that stand in the periods, and in the totals."""
        if self.grid is None:
            return [], []
        read, plans = self.grid.read, [row.line.subject for row in self.rows]
        cells = [cell for subject in plans for cell in self.grid.cells(subject)]
        typed = [cell.text for cell in cells if cell.mistake is not None]
        totals = [self.grid.total(subject) for subject in plans]
        lacking = [words.total(self.grid, subject) for subject in plans] if typed else []
        return (
            [*_long(read, (cell.value for cell in cells)), *typed],
            [*_long(read, totals), *lacking],
        )

    def cell_at(self, index: Index) -> Cell | None:
        place = self.place_at(index)
        if place is None or self.grid is None:
            return None
        return self.grid.cells(place[0])[index.column()]

    def control_at(self, index: Index) -> ControlSum | None:
        """Return what the comparison in the cell is made of."""
        if self.grid is None or not index.isValid():
            return None
        return self.grid.control(self.rows[index.row()].line.subject, index.column())

    def text_at(self, index: Index) -> str:
        """Return the plan as it is typed and copied."""
        cell = self.cell_at(index)
        if self.grid is None:
            return ""
        unit = self.grid.read.indicator.unit
        if cell is None:
            row = self.rows[index.row()]
            return self.total_text(row.line) if row.kind is Kind.PLAN else ""
        return cell.text if cell.mistake is not None else amount_text(cell.value, unit)

    def total_text(self, line: Line) -> str:
        """Return what the plans of ``line`` make together as it is typed, if all can be read."""
        if self.grid is None or not self.grid.is_readable(line.subject):
            return ""
        return amount_text(self.grid.total(line.subject), self.grid.read.indicator.unit)

    def said_of(self, index: Index) -> str:
        """Return all there is to say about the cell, as sentences."""
        if self.grid is None or not index.isValid():
            return ""
        row, read = self.rows[index.row()], self.grid.read
        control = self.control_at(index)
        if row.kind is Kind.CONTROL:
            return "" if control is None else str(words.compared(read, control))
        said = [self._said_of_plan(index)]
        if control is not None and control.difference:
            said.append(str(words.compared(read, control)))
        place = self.place_at(index)
        whereabouts = None if place is None else words.whereabouts(read, row.line, place[1])
        said += [str(known) for known in (whereabouts, row.line.ramp) if known is not None]
        if not row.line.is_measured:
            said.append(
                str(Message("Not in the profile of {name}: nothing counts it.", name=row.line.name))
            )
        return "\n".join(filter(None, said))

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self.grid is None or not index.isValid():
            return None
        match role:
            case _Role.DisplayRole:
                return self._shown(index)
            case _Role.EditRole:
                return self.text_at(index)
            case _Role.TextAlignmentRole:
                return _RIGHT
            case _Role.FontRole:
                cell = self.cell_at(index)
                return theme.font(is_bold=cell is not None and cell.is_changed, is_tabular=True)
            case _Role.ForegroundRole:
                return theme.colour(self._tone(index))
            case _Role.ToolTipRole | _Role.AccessibleDescriptionRole:
                return self.said_of(index) or None
            case _ if role == FactRole:
                return self._fact(index)
            case _ if role == ChangedRole:
                cell = self.cell_at(index)
                return cell is not None and cell.is_changed
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        read = self.read
        if read is None or section < 0:
            return None
        if orientation is Qt.Orientation.Vertical:
            return self._row_head(section, role)
        if role == _Role.TextAlignmentRole:
            return _RIGHT
        if role == _Role.DisplayRole:
            is_sum = section >= len(read.periods)
            return _("Total") if is_sum else words.heading(read.periods[section])
        if role == _Role.ToolTipRole:
            return _whole_name(read, section)
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        place = self.place_at(index)
        if role != _Role.EditRole or place is None:
            return False
        if str(value).strip() != self.text_at(index):
            self.entered.emit({place: str(value)})
        return True

    def _shown(self, index: Index) -> str:
        if self.grid is None:
            return ""
        row, read = self.rows[index.row()], self.grid.read
        if row.kind is Kind.CONTROL:
            return self._compared(read, self.control_at(index))
        cell = self.cell_at(index)
        if cell is None:
            return words.total(self.grid, row.line.subject) or shows.DASH
        return cell.text if cell.mistake is not None else words.amount(read, cell.value)

    def _compared(self, read: GridRead, control: ControlSum | None) -> str:
        if control is None:
            return ""
        return words.signed(read, -control.difference) if control.difference else "✓"

    def _tone(self, index: Index) -> Tone:
        if self.rows[index.row()].kind is Kind.CONTROL:
            control = self.control_at(index)
            if control is None or not control.difference:
                return Tone.POSITIVE
            return Tone.NEGATIVE if control.difference > 0 else Tone.WARNING
        cell = self.cell_at(index)
        if cell is None:
            return Tone.NEGATIVE if self._is_lacking(index) else Tone.TEXT
        if cell.mistake is not None or self.place_at(index) in self._mistakes:
            return Tone.NEGATIVE
        is_own = cell.origin in {Origin.OWN, Origin.BLENDED} or cell.is_changed
        return Tone.TEXT if is_own else Tone.MUTED

    def _is_lacking(self, index: Index) -> bool:
        """Return whether the row of a sum has a plan that cannot be read."""
        line = self.rows[index.row()].line
        return self.grid is not None and not self.grid.is_readable(line.subject)

    def _fact(self, index: Index) -> str:
        place, read = self.place_at(index), self.read
        value = None if place is None else self._measured(place)
        return "" if value is None or read is None else words.measured(read, value)

    def _measured(self, place: Place) -> Decimal | None:
        """Return the fact; nothing of who was not employed is no fact."""
        fact, read = self._facts.get(place), self.read
        return fact if fact or read is None or not read.is_away(place) else None

    def _said_of_plan(self, index: Index) -> str:
        cell, place, read = self.cell_at(index), self.place_at(index), self.read
        if cell is None or place is None or read is None:
            if self._is_lacking(index):
                return _("A plan of this row cannot be read: the sum is without it.")
            return "" if read is None or read.adds_up else _("These plans make no sum.")
        refused = self._mistakes.get(place)
        said = refused or words.said_of(read, cell)
        fact = self._measured(place)
        if fact is None:
            return said
        measured = Message("Measured: {fact}.", fact=Brief(read.quantity(fact)))
        return f"{said} {measured}"

    def _row_head(self, section: int, role: int) -> Any:
        read = self.read
        if read is None or section >= len(self.rows):
            return None
        row = self.rows[section]
        match role:
            case _Role.DisplayRole:
                return f"{_INDENT * row.line.depth}{row.title}"
            case _Role.TextAlignmentRole:
                return _LEFT
            case _Role.ToolTipRole:
                is_plan = row.kind is Kind.PLAN
                return "\n".join(words.said_of_line(read, row.line)) if is_plan else row.title
            case _Role.FontRole:
                is_unit = row.line.subject.level is not SubjectLevel.EMPLOYEE
                return theme.font(is_bold=is_unit and row.kind is Kind.PLAN)
            case _Role.ForegroundRole:
                is_quiet = row.kind is Kind.CONTROL or not row.line.is_measured
                return theme.colour(Tone.MUTED if is_quiet else Tone.TEXT)
            case _:
                return None

    def _show_rows(self, rows: Sequence[Row]) -> None:
        """Let rows that compare come and go; those of plans stay."""
        place = 0
        while tuple(rows) != self.rows:
            held = self.rows[place] if place < len(self.rows) else None
            wanted = rows[place] if place < len(rows) else None
            if held == wanted:
                pass
            elif held is not None and held.kind is Kind.CONTROL:
                self.beginRemoveRows(QModelIndex(), place, place)
                self.rows = (*self.rows[:place], *self.rows[place + 1 :])
                self.endRemoveRows()
                continue
            elif wanted is not None:
                self.beginInsertRows(QModelIndex(), place, place)
                self.rows = (*self.rows[:place], wanted, *self.rows[place:])
                self.endInsertRows()
            place += 1

    def _tell_all(self) -> None:
        if self.rows:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _shape(read: GridRead, lines: Sequence[Line]) -> tuple[object, ...]:
    return read.indicator, read.periods, tuple(lines)


def _rows(grid: Grid, lines: Sequence[Line]) -> list[Row]:
    """Return the rows, one that compares below each unit where there is something to compare."""
    read = grid.read
    shared: dict[SubjectRef, set[SubjectLevel]] = {}
    for line in read.lines:
        for unit in read.units_of(line):
            shared.setdefault(unit, set()).add(line.subject.level)
    rows: list[Row] = []
    for line in lines:
        rows.append(Row(Kind.PLAN, line, line.name))
        columns = range(len(read.periods)) if line.subject in shared else ()
        if any(grid.control(line.subject, column) is not None for column in columns):
            rows.append(Row(Kind.CONTROL, line, _control_title(shared[line.subject])))
    return rows


def _long(read: GridRead, values: Iterable[Decimal | None]) -> list[str]:
    """Return the texts of the largest values, whole and broken, with the room of a sign."""
    known = [abs(value) for value in values if value is not None]
    broken = [value for value in known if value != int(value)]
    largest = (max(found) for found in (known, broken) if found)
    return [words.signed(read, value) for value in largest]


def _control_title(levels: set[SubjectLevel]) -> str:
    if len(levels) > 1:
        return _("Difference: departments and people")
    is_people = SubjectLevel.EMPLOYEE in levels
    return _("Difference: people") if is_people else _("Difference: departments")


def _whole_name(read: GridRead, section: int) -> str:
    period: Period = read.whole if section >= len(read.periods) else read.periods[section]
    days = Message(
        "{period}: {days} working days", period=period, days=read.calendar.working_days(period)
    )
    return shown(days)
