"""Asks for the first and the last day of a period of one's own."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field

_WIDTH = 400
_CALENDAR = Period(date(1900, 1, 1), date(2200, 1, 1))
_MOST_DAYS = 3_660


class RangeDialog(QDialog):
    """Emits ``chosen`` with a Period of both days and all between; says in place what is wrong."""

    chosen = Signal(object)

    def __init__(self, period: Period, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Custom period"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.first, self.last = DayEdit(today), DayEdit(today)
        self.first.show_day(period.start)
        self.last.show_day(period.last_day())
        self.fields = {
            "first": Field("first", _("First day"), self.first),
            "last": Field("last", _("Last day, included"), self.last),
        }
        self.show_button = Button(_("Show"), Kind.PRIMARY)
        self.show_button.setDefault(True)
        self.show_button.clicked.connect(self._on_show)
        self.cancel_button = Button(_("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()

    def period(self) -> Period:
        """Return what is entered.

        Raises:
            InvalidInputError: a day is missing or none, or they make no period to look at.

        """
        first, last = self.first.day("first"), self.last.day("last")
        if first is None:
            raise InvalidInputError("first", Message("Which day does it begin with?"))
        if last is None:
            raise InvalidInputError("last", Message("Which day does it end with?"))
        return refuse_beyond(Period.of_days(first, last), "last")

    def _lay_out(self) -> None:
        days, buttons = QHBoxLayout(), QHBoxLayout()
        days.setSpacing(2 * GRID)
        for field in self.fields.values():
            days.addWidget(field, 1)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(days)
        column.addLayout(buttons)

    def _on_show(self) -> None:
        try:
            period = self.period()
        except InvalidInputError as error:
            field = self.fields[error.field]
            field.show_error(str(error))
            field.editor.setFocus()
            self.adjustSize()  # the words need their lines
        else:
            self.chosen.emit(period)
            self.accept()


def is_within_calendar(period: Period) -> bool:
    """Tell whether there is anything to look at: no firm has records of other centuries."""
    return _CALENDAR.start <= period.start and period.end <= _CALENDAR.end


def refuse_beyond(period: Period, field: str) -> Period:
    """Return ``period``.

    Raises:
        InvalidInputError: it is of another age or too long; it names ``field``.

    """
    if not is_within_calendar(period):
        first, last = _CALENDAR.start, _CALENDAR.last_day()
        message = Message("Choose days from {first} to {last}.", first=first, last=last)
        raise InvalidInputError(field, message)
    if (period.end - period.start).days > _MOST_DAYS:
        raise InvalidInputError(field, Message("Choose ten years at most."))
    return period
