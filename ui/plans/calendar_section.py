"""The working calendar: the year at a glance, the firm's own days, and its working hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.changes import Changes
from crm_desktop.domain.calendar import DayKind
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _, plural
from ui.context import Context, PageView
from ui.plans.calendar_model import (
    YearModel,
    said_of,
    worked_words,
)
from ui.plans.calendar_viewmodel import CalendarRead, CalendarViewModel
from ui.plans.hours_form import HoursForm, minutes_of
from ui.plans.year_view import YearView
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import line
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Field
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role


class CalendarSection(PageView):
    shortcuts = (
        ("O", Message("Make the selected days off")),
        ("S", Message("Make them short")),
        ("W", Message("Make them working days")),
        ("Delete", Message("Let the public calendar hold again")),
        ("Ctrl+Z", Message("Undo")),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = CalendarViewModel(context.services, context.tasks, context.changes, self)
        year = Period.containing(context.selection.period.start, PeriodKind.YEAR)
        self.period = PeriodSelector(year, year.start, kinds=(PeriodKind.YEAR,))
        self.summary = Label(role=Role.MUTED, wraps=True)
        self.view = YearView(YearModel())
        self.said = Label(wraps=True)
        self.note = QLineEdit()
        self.minutes = QLineEdit()
        self.note_field = Field("note", _("Why (may stay empty)"), self.note)
        self.minutes_field = Field("minutes", _("Working time, if unusual"), self.minutes)
        self.buttons = {
            kind: Button(words)
            for kind, words in (
                (DayKind.OFF, _("Day off")),
                (DayKind.SHORT, _("Short day")),
                (DayKind.WORKING, _("Working day")),
                (None, _("As in the public calendar")),
            )
        }
        self.undo_button = IconButton("undo", _("Undo"))
        self.undo_button.setEnabled(False)
        self.hours = HoursForm()
        self._is_stale = True
        self.states = States(self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.states)
        self._connect()

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load(self.period.period.start.year)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    @Slot(object)
    def set_days(self, kind: DayKind | None) -> None:
        """Make the selected days of ``kind``."""
        days = self.view.days()
        self.minutes_field.show_error("")
        self.note_field.show_error("")
        if not days:
            self.context.say(_("Choose a day first."))
            return
        try:
            minutes = minutes_of(self.minutes, "minutes") if kind is not None else None
        except InvalidInputError as error:
            self._on_refused(error)
            return
        if len(days) == 1:
            period = Period.containing(days[0].day, PeriodKind.DAY)
        else:
            period = Period(days[0].day, days[-1].day + timedelta(days=1))
        is_off = kind is DayKind.OFF
        self.viewmodel.set_days(
            period, kind, minutes=None if is_off else minutes, note=self.note.text()
        )

    def _content(self) -> QWidget:
        content = QWidget()
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.period)
        head.addWidget(self.summary, 1)
        actions = FlowLayout()
        for button in (*self.buttons.values(), self.undo_button):
            actions.addWidget(button)
        fields = QHBoxLayout()
        fields.setSpacing(2 * GRID)
        fields.addWidget(self.note_field, 2)
        fields.addWidget(self.minutes_field, 1)
        self.minutes.setPlaceholderText(_("7:00"))
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.said)
        column.addLayout(fields)
        column.addLayout(actions)
        column.addWidget(self.view)
        column.addWidget(Label(_legend(), Role.TINY, wraps=True))
        column.addWidget(line())
        column.addWidget(Label(_("Working hours of the firm"), Role.TITLE))
        column.addWidget(self.hours)
        column.addStretch()
        return Scroll(content)

    def _connect(self) -> None:
        self.period.changed.connect(self.reload)
        self.view.wanted.connect(self.set_days)
        self.view.chosen.connect(self._show_chosen)
        for kind, button in self.buttons.items():
            button.clicked.connect(self._press(kind))
        self.undo_button.clicked.connect(self.viewmodel.undo)
        needs(self.context.access, Right.PEOPLE, *self.buttons.values(), self.undo_button)
        needs(self.context.access, Right.PEOPLE, self.hours.save_button)
        self.hours.entered.connect(self.viewmodel.save_hours)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.days_set.connect(self._on_days_set)
        self.viewmodel.hours_saved.connect(self._on_hours_saved)
        self.viewmodel.can_undo_changed.connect(self.undo_button.setEnabled)
        self.context.changes.happened.connect(self._on_changes)
        shortcut = QShortcut(QKeySequence("Ctrl+Z"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.viewmodel.undo)

    def _press(self, kind: DayKind | None) -> Callable[[], None]:
        def press() -> None:
            self.set_days(kind)

        return press

    @Slot()
    def _show_chosen(self) -> None:
        days = self.view.days()
        if len(days) < 2:
            self.said.setText(said_of(days[0]) if days else _("Choose days to change them."))
            return
        worked = sum(row.kind is not DayKind.OFF for row in days)
        words = plural(
            "From {first} to {last}: {count} working day",
            "From {first} to {last}: {count} working days",
            count=worked,
            first=days[0].day,
            last=days[-1].day,
        )
        self.said.setText(str(words))

    @Slot(object)
    def _on_loaded(self, read: CalendarRead) -> None:
        self.period.show_today(read.today)
        chosen = self.view.currentIndex()
        self.view.year.show_days(read.days)
        is_public = read.country is not None
        holidays = _("Public holidays are known.") if is_public else _("Only weekends are off.")
        worked = worked_words(*self.view.year.worked(0))
        words = Message("{worked}. {holidays}", worked=worked, holidays=holidays)
        self.summary.setText(str(words))
        if not chosen.isValid():
            today = read.today if read.today.year == read.days[0].day.year else read.days[0].day
            self.view.setCurrentIndex(self.view.year.index_of(today))
        self._show_chosen()
        self.hours.show_hours(read.hours)
        self.states.show_figures()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The calendar could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        fields = {field.code: field for field in (self.note_field, self.minutes_field)}
        if isinstance(error, InvalidInputError) and error.field in fields:
            fields[error.field].show_error(str(error))
            fields[error.field].editor.setFocus()
        elif isinstance(error, InvalidInputError) and self.hours.has(error.field):
            self.hours.show_error(error)
        else:
            self.context.report(error)

    @Slot(object)
    def _on_days_set(self, period: Period) -> None:
        self.note.clear()
        self.minutes.clear()
        days = (period.end - period.start).days
        words = plural(
            "{count} day of the calendar is changed.",
            "{count} days of the calendar are changed.",
            count=days,
        )
        self.context.say(str(words), self.viewmodel.undo)

    @Slot()
    def _on_hours_saved(self) -> None:
        self.hours.keep()
        self.context.say(_("The working hours are saved."))

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & Changes.SETTINGS:
            self._is_stale = True
            if self.isVisible():
                self.reload()


def _legend() -> str:
    return _(
        "Bold: public holiday. Shaded: day off. Underlined: short day. "
        "With a corner: set by the firm."
    )
