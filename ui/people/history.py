"""In which departments an employee was, and the way to take out what is a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crm_desktop.domain.people import StayRow
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.card import clear
from ui.widgets.text import Label, Role

_TIME, _DEPARTMENT, _REMOVE = range(3)


class DepartmentHistory(QWidget):
    """``removed`` carries ``StayRow.since`` of the stay that a user takes out."""

    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[tuple[str, str]] = []
        self.remove_buttons: list[IconButton] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(_DEPARTMENT, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(Label(_("Departments over time"), Role.TITLE))
        layout.addLayout(self._grid)

    def show_stays(self, stays: Sequence[StayRow], hired_on: date | None) -> None:
        """Show the latest first; ``hired_on`` is where the first begins, if it is known."""
        clear(self._grid)
        self.setVisible(bool(stays))
        firsts = [stay.since or hired_on for stay in stays]
        ends = [*firsts, None][1:]
        self.lines, self.remove_buttons = [], []
        for stay, first, end in reversed(list(zip(stays, firsts, ends, strict=True))):
            self._add(stay, _time(first, end), is_removable=len(stays) > 1)

    def _add(self, stay: StayRow, time: str, *, is_removable: bool) -> None:
        row, department = len(self.lines), stay.department or _("No department")
        self.lines.append((time, department))
        top = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(Label(time, Role.MUTED), row, _TIME, top)
        self._grid.addWidget(Label(department, wraps=True), row, _DEPARTMENT, top)
        if is_removable:
            name = Message(
                "Remove from the history: {department}, {time}", department=department, time=time
            )
            button = IconButton("close", str(name))
            button.clicked.connect(partial(self.removed.emit, stay.since))
            self.remove_buttons.append(button)
            self._grid.addWidget(button, row, _REMOVE, top)


def _time(first: date | None, end: date | None) -> str:
    """Return the days from ``first`` up to, and not on, ``end``; None is an open end."""
    last = None if end is None else end - timedelta(days=1)
    if first is None and last is None:
        return _("always")
    if first is None:
        return str(Message("until {day}", day=last))
    if last is None:
        return str(Message("since {day}", day=first))
    return str(Message("{first} – {last}", first=first, last=last))
