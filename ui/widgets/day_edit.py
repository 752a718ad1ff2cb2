"""A field for a day, written in figures or taken from a calendar; it may stay empty."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui import icons
from ui.widgets.esc import keep_esc

_FIGURES = re.compile(r"(\d{1,2})[.,/-](\d{1,2})[.,/-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_EXAMPLE = date(2026, 3, 31)
_CENTURY = 2000


def parsed(text: str) -> date | None:
    """Return the day that ``text`` is, such as 31.03.2026 or 2026-03-31; None for none."""
    plain = text.strip()
    parts: tuple[str, ...] = ()
    if found := _FIGURES.fullmatch(plain):
        parts = found.groups()[::-1]
    elif found := _ISO.fullmatch(plain):
        parts = found.groups()
    with suppress(ValueError):  # a day that no month has, or figures of no calendar
        year, month, day = map(int, parts)
        return date(year + _CENTURY if len(parts[0]) == 2 else year, month, day)
    return None


def no_such_day() -> Message:
    """Return what is said of a text that is no day."""
    return Message("There is no such day; days are written like {day}.", day=_EXAMPLE)


class DayEdit(QLineEdit):
    """Up and down step by a day, Alt+Down opens the calendar."""

    def __init__(self, today: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today or date.today()  # noqa: DTZ011 - where the calendar opens, no record
        self.calendar: QWidget | None = None
        self.setPlaceholderText(_("dd/mm/yyyy"))
        action = self.addAction(icons.icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(_("Choose in the calendar"))
        action.triggered.connect(self.open_calendar)

    def show_day(self, day: date | None) -> None:
        self.setText("" if day is None else formats.day(day))

    def day(self, field: str) -> date | None:
        """Return the day, None where the field is empty.

        Raises:
            InvalidInputError: what is written is no day; it names ``field``.

        """
        text = self.text().strip()
        day = parsed(text)
        if text and day is None:
            raise InvalidInputError(field, no_such_day())
        return day

    def open_calendar(self) -> QCalendarWidget:
        """Show a calendar below the field; a chosen day goes into it."""
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep_esc(popup)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(_("Calendar"))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        chosen = parsed(self.text()) or self.today
        calendar.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(calendar)
        calendar.activated.connect(self._on_chosen)
        calendar.clicked.connect(self._on_chosen)
        self.calendar = popup
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        calendar.setFocus()
        return calendar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None or self.isReadOnly():
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            self._step(step)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if (day := parsed(self.text())) is not None:
            self.show_day(day)
        super().focusOutEvent(event)

    def _step(self, days: int) -> None:
        day = parsed(self.text())
        with suppress(OverflowError):  # there is no day before the first
            self.show_day(self.today if day is None else day + timedelta(days))

    def _on_chosen(self, day: QDate) -> None:
        self.show_day(date(day.year(), day.month(), day.day()))
        if self.calendar is not None:
            self.calendar.close()
            self.calendar = None
        self.setFocus()
