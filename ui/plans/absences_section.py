"""Who is away and when: the list of a year, and the card of one absence beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from crm_desktop import formats
from crm_desktop.domain.people import AbsenceDraft, AbsenceKind, AbsenceRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError, InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.texts import Message, _, plural
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.plans.absence_effect import Away, effect
from ui.plans.absences_viewmodel import AbsencesRead, AbsencesViewModel
from ui.plans.listing import ListSection, RowCard
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.day_edit import DayEdit
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_ONE_DAY = timedelta(days=1)
_COLUMNS: tuple[Column[AbsenceRow], ...] = (
    Column("employee", Message("Employee"), lambda r: r.employee, width=170, is_strong=True),
    Column("kind", Message("Kind"), lambda r: capital(r.kind), width=104),
    Column(
        "first",
        Message("First day"),
        lambda r: formats.day(r.first_on),
        lambda r: r.first_on,
    ),
    Column(
        "last",
        Message("Last day"),
        lambda r: formats.day(r.last_day()),
        lambda r: r.end_on,
    ),
    Column(
        "days",
        Message("Days"),
        lambda r: str((r.end_on - r.first_on).days),
        lambda r: (r.end_on - r.first_on).days,
        is_number=True,
    ),
    Column("note", Message("Note"), lambda r: r.note, width=64, stretch=2, tip=lambda r: r.note),
)


class AbsencesSection(ListSection):
    shortcuts = (
        ("Ctrl+N", Message("Add absence")),
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the card")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        year = Period.containing(context.selection.period.start, PeriodKind.YEAR)
        kinds = (PeriodKind.YEAR, PeriodKind.MONTH)
        self.card = AbsenceCard()
        self._model = RowsModel(_COLUMNS)
        super().__init__(
            context,
            PeriodSelector(year, year.start, kinds=kinds),
            TableView("absences", self._model, title=_("Absences")),
            self.card,
        )
        self._fit = ColumnFit(self.table, self._model, "absences")
        self.viewmodel = AbsencesViewModel(context.services, context.tasks, context.changes, self)
        self.new_button = Button(_("Add absence"), Kind.PRIMARY, icon="add")
        self.table.set_empty(
            empty := EmptyState("calendar", _("Nobody is away in this period."), _("Add absence"))
        )
        self._lay_out()
        self._connect(empty)

    def read(self) -> None:
        self.viewmodel.load(self.period.period)

    @Slot()
    def new(self) -> None:
        self.open(None)

    def show_card(self, row: AbsenceRow | None) -> None:
        self.card.show_row(row, self.context.selection.employee_id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.period)
        head.addWidget(self.count, 1)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.beside, 1)

    def _connect(self, empty: EmptyState) -> None:
        self.period.changed.connect(self.reload)
        self.new_button.clicked.connect(self.new)
        empty.accepted.connect(self.new)
        self.card.entered.connect(self.viewmodel.save)
        self.card.unwanted.connect(self.viewmodel.delete)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.deleted.connect(self._on_deleted)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.writing.connect(self.card.setDisabled)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.activated.connect(self.new)
        needs(self.context.access, Right.PEOPLE, self.new_button, empty.button, shortcut)
        for button in (self.card.save_button, self.card.delete_button):
            needs(self.context.access, Right.PEOPLE, button)

    @Slot(object)
    def _on_loaded(self, read: AbsencesRead) -> None:
        self.period.show_today(read.today)
        self._model.set_rows(read.rows)
        self._fit.fit()
        words = plural("{count} absence", "{count} absences", count=len(read.rows))
        self.count.setText(str(words) if read.rows else "")
        self.card.show_read(read)
        self.states.show_figures()

    @Slot(int)
    def _on_saved(self, _id: int) -> None:
        self.card.form.keep()
        self.close_card()
        self.context.say(_("The absence is saved."))

    @Slot(object)
    def _on_deleted(self, row: AbsenceRow) -> None:
        self.close_card()
        draft = AbsenceDraft(row.employee_id, row.kind, row.first_on, row.end_on, row.note)
        words = Message("The absence of {name} is taken back.", name=row.employee)
        self.context.say(str(words), partial(self.viewmodel.save, None, draft))

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
            return
        self.card.form.show_error(error)
        if isinstance(error, StaleRecordError | NotFoundError):
            self.reload()


class AbsenceCard(RowCard):
    """``entered`` carries the row that is changed, None for a new one, and the draft."""

    entered = Signal(object, object)
    unwanted = Signal(object)  # AbsenceRow

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(role=Role.TITLE)
        self.employee, self.kind = ChoiceBox(), ChoiceBox()
        self.first, self.last = DayEdit(), DayEdit()
        self.note = QLineEdit()
        self.effect = Label(role=Role.MUTED, wraps=True)
        self.delete_button = Button(_("Take back"), Kind.DANGER, icon="delete")
        self._row: AbsenceRow | None = None
        self._read: AbsencesRead | None = None
        self.kind.set_choices([(capital(kind), kind) for kind in AbsenceKind])
        self.form.add(Field("employee_id", _("Who"), self.employee))
        self.form.add(Field("kind", _("Kind"), self.kind))
        self.form.add(
            Field("first_on", _("First day away"), self.first),
            Field("end_on", _("Last day away"), self.last),
        )
        self.form.add(Field("note", _("Note"), self.note))
        self.form.body.addWidget(self.effect)
        self.save_button = self.form.add_buttons(_("Save"), self.delete_button)
        self.body.addWidget(self.title)
        self.body.addWidget(self.form)
        self.body.addStretch()
        for box in (self.employee, self.kind):
            box.currentIndexChanged.connect(self._show_effect)
        for edit in (self.first, self.last):
            edit.textChanged.connect(self._show_effect)
        self.form.submitted.connect(self._on_submitted)
        self.delete_button.clicked.connect(self._on_delete)

    def focus(self) -> None:
        self.employee.setFocus()

    def show_read(self, read: AbsencesRead) -> None:
        """Offer the people of the firm; what is being entered stays."""
        was_changed = self.form.is_changed()
        self._read = read
        self.employee.set_choices([(row.name, row.id) for row in read.employees])
        for edit in (self.first, self.last):
            edit.today = read.today
        if not was_changed:
            self.form.keep()

    def show_row(self, row: AbsenceRow | None, employee_id: int | None = None) -> None:
        """Show an absence, or an empty card that begins with the employee of that id."""
        self._row = row
        self.title.setText(_("New absence") if row is None else row.employee)
        self.form.clear_errors()
        if row is None:
            today = None if self._read is None else self._read.today
            if self._read is not None and any(
                one.id == employee_id for one in self._read.employees
            ):
                self.employee.choose(employee_id)
            self.kind.setCurrentIndex(0)
            self.first.show_day(today)
            self.last.show_day(today)
            self.note.clear()
        else:
            self.employee.choose(row.employee_id, row.employee)
            self.kind.choose(row.kind)
            self.first.show_day(row.first_on)
            self.last.show_day(row.last_day())
            self.note.setText(row.note)
        self.delete_button.setVisible(row is not None)
        self.form.keep()
        self._show_effect()

    def draft(self) -> AbsenceDraft:
        """Return what is entered.

        Raises:
            InvalidInputError: it names the field.

        """
        employee, first, last = (
            self.employee.choice(),
            self.first.day("first_on"),
            self.last.day("end_on"),
        )
        if employee is None:
            raise InvalidInputError("employee_id", Message("Choose who is away."))
        if first is None:
            raise InvalidInputError("first_on", Message("Enter a day."))
        if last is None or last < first:
            words = Message("The last day is {day} or a later one.", day=first)
            raise InvalidInputError("end_on", words)
        return AbsenceDraft(employee, self.kind.choice(), first, last + _ONE_DAY, self.note.text())

    def _effects(self) -> Iterator[str]:
        if self._read is None:
            return
        draft = self.draft()
        subject = self._read.subject_of(draft.employee_id)
        if subject is not None:
            away = Away(draft.kind, draft.first_on, draft.end_on)
            yield from map(str, effect(away, subject, self._read.rules))

    @Slot()
    def _show_effect(self) -> None:
        try:
            words = "\n".join(self._effects())
        except InvalidInputError:  # the fields are not yet filled in
            words = ""
        self.effect.setText(words)

    @Slot()
    def _on_submitted(self) -> None:
        try:
            draft = self.draft()
        except InvalidInputError as error:
            self.form.show_error(error)
        else:
            self.entered.emit(self._row, draft)

    @Slot()
    def _on_delete(self) -> None:
        if self._row is not None:
            self.unwanted.emit(self._row)
