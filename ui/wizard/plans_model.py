"""The plans of one indicator as a table: who, what they reached so far, and what they are to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.rewards.wizard.planned import PlanLine
from crm_desktop.texts import Message, _, shown
from ui import icons, theme
from ui.brief import Brief
from ui.scheme.profiles.amounts import amount_text
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
Edits = Mapping[SubjectRef | None, str]
"""What was typed as plans, by whose they are; None is the plan of the team."""

WHO, MEDIAN, BEST, SUGGESTED, PLAN, REACHED = range(6)
_Role = Qt.ItemDataRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PlansModel(QAbstractTableModel):
    """``entered`` carries what was typed, pasted or taken away; it shows what it is given."""

    entered = Signal(object)  # Edits

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[PlanLine, ...] = ()
        self._unit, self._currency = Unit.NUMBER, ""
        self._typed: Edits = {}
        self._mistakes: Edits = {}

    def show_lines(self, lines: Iterable[PlanLine], unit: Unit, currency: str) -> None:
        found = tuple(lines)
        who = [line.subject for line in found]
        if who == [line.subject for line in self.lines]:
            self.lines, self._unit, self._currency = found, unit, currency
            self._tell_all()
            return
        self.beginResetModel()
        self.lines, self._unit, self._currency = found, unit, currency
        self.endResetModel()

    def show_mistakes(self, typed: Edits, mistakes: Edits) -> None:
        """Keep what was ``typed`` and cannot be read, with why."""
        self._typed, self._mistakes = typed, mistakes
        self._tell_all()

    def amount(self, value: Decimal | None) -> str:
        """Return ``value`` in the unit of the indicator, a dash where there is none."""
        currency = self._currency if self._unit is Unit.MONEY else None
        return shown(Brief(Quantity(value, self._unit, currency), is_whole=True))

    def text_at(self, index: Index) -> str:
        """Return what is shown, a plan as one would type it."""
        line = self.lines[index.row()]
        if index.column() == PLAN:
            return self._typed.get(line.subject) or amount_text(line.own, self._unit)
        return str(self.data(index) or "")

    def enter(self, texts: Mapping[int, str]) -> None:
        """Tell what is entered as plans in the rows of ``texts``."""
        lines = ((self.lines[row], text) for row, text in texts.items())
        found = {line.subject: text for line, text in lines if not line.is_sum}
        if found:
            self.entered.emit(found)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(_HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() != PLAN or self.lines[index.row()].is_sum:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_HEADERS):
            return None
        if role in {_Role.DisplayRole, _Role.ToolTipRole}:
            return str((_HEADERS if role == _Role.DisplayRole else _TIPS)[section])
        return _alignment(section) if role == _Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        match role:
            case _Role.DisplayRole:
                return self._text(line, column)
            case _Role.EditRole if column == PLAN:
                return self.text_at(index)
            case _Role.TextAlignmentRole:
                return _alignment(column)
            case _Role.FontRole:
                is_bold = column == PLAN and (line.own is not None or line.subject is None)
                is_bold = is_bold or line.is_sum
                return theme.font(is_bold=is_bold, is_tabular=column != WHO)
            case _Role.ForegroundRole:
                return self._colour(line, column)
            case _Role.DecorationRole if column == REACHED and line.is_never:
                return icons.icon("warning", Tone.WARNING)
            case _Role.ToolTipRole | _Role.AccessibleDescriptionRole:
                return self._said(line, column)
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or index.column() != PLAN:
            return False
        if str(value) != self.text_at(index):
            self.enter({index.row(): str(value)})
        return True

    def _text(self, line: PlanLine, column: int) -> str:
        match column:
            case 0:
                return _who(line)
            case 1 | 2 | 3:
                figures = (line.median, line.best, line.suggested)
                return self.amount(figures[column - 1])
            case 4:
                return self._typed.get(line.subject) or self.amount(line.held)
            case _:
                return _reached(line)

    def _colour(self, line: PlanLine, column: int) -> Any:
        if column == PLAN and line.subject in self._mistakes:
            return theme.colour(Tone.NEGATIVE)
        if column == REACHED and line.is_never:
            return theme.colour(Tone.WARNING)
        is_quiet = column in {MEDIAN, BEST, SUGGESTED, REACHED} or (
            column == PLAN and line.own is None and not line.is_sum
        )
        return theme.colour(Tone.MUTED) if is_quiet else None

    def _said(self, line: PlanLine, column: int) -> str | None:
        if column == PLAN and line.is_sum:
            return _("What they have together")
        if column == PLAN:
            if line.subject in self._mistakes:
                return self._mistakes[line.subject]
            if line.subject is None:
                return _("This plan is for whoever has none of their own.")
            if line.own is None and line.held is not None:
                return _("The plan of the team; type a figure to set another one.")
        if column == REACHED and line.is_never:
            return _("Nobody works better for a plan that was never reached.")
        return self._text(line, column) if column == WHO else None

    def _tell_all(self) -> None:
        if self.lines:
            last = self.index(len(self.lines) - 1, len(_HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _alignment(column: int) -> Qt.AlignmentFlag:
    return _LEFT if column in {WHO, REACHED} else _RIGHT


def _who(line: PlanLine) -> str:
    if line.subject is None:
        return _("Each one, unless set below")
    return _("In no department") if line.is_sum and line.subject == COMPANY else line.name


def _reached(line: PlanLine) -> str:
    if line.reached is None or not line.reached.periods:
        return ""
    if line.is_never:
        return _("never")
    return str(
        Message("{times} of {periods}", times=line.reached.times, periods=line.reached.periods)
    )


_HEADERS: Sequence[Message] = (
    Message("Who"),
    Message("Usual"),
    Message("Best"),
    Message("Suggested"),
    Message("Plan"),
    Message("Reached"),
)
_TIPS: Sequence[Message] = (
    Message("Whose plan it is"),
    Message("The median of the last six periods: half of them were better, half worse"),
    Message("The best of the last six periods"),
    Message("What history suggests with the growth above"),
    Message("What is to be reached in each period"),
    Message("In how many of the last six periods this plan was reached"),
)
