"""Who is away and when: the list of a year, and the card of one absence beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMessageBox, QVBoxLayout

from crm_desktop import formats
from crm_desktop.changes import Changes
from crm_desktop.domain.people import AbsenceDraft, AbsenceKind, AbsenceRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError, InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.texts import Message, _, plural
from ui.brief import capital
from ui.context import Context, PageView
from ui.models.rows import Column, RowsModel
from ui.plans.absence_effect import Away, effect
from ui.plans.absences_viewmodel import AbsencesRead, AbsencesViewModel
from ui.records.beside import ListAndCard
from ui.scheme.leaving import ask_to_leave
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field, Form
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
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
        width=104,
    ),
    Column(
        "last",
        Message("Last day"),
        lambda r: formats.day(r.last_day()),
        lambda r: r.end_on,
        width=124,
    ),
    Column(
        "days",
        Message("Days"),
        lambda r: str((r.end_on - r.first_on).days),
        lambda r: (r.end_on - r.first_on).days,
        is_number=True,
        width=64,
    ),
    Column("note", Message("Note"), lambda r: r.note, tip=lambda r: r.note),
)


class AbsencesSection(PageView):
    shortcuts = (
        ("Ctrl+N", Message("Add absence")),
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the card")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = AbsencesViewModel(context.services, context.tasks, context.changes, self)
        year = Period.containing(context.selection.period.start, PeriodKind.YEAR)
        kinds = (PeriodKind.YEAR, PeriodKind.MONTH)
        self.period = PeriodSelector(year, year.start, kinds=kinds)
        self.count = Label(role=Role.MUTED)
        self.new_button = Button(_("Add absence"), Kind.PRIMARY, icon="add")
        self.table = TableView("absences", RowsModel(_COLUMNS), title=_("Absences"))
        self.table.set_empty(
            empty := EmptyState("calendar", _("Nobody is away in this period."), _("Add absence"))
        )
        self.states = States(self.table)
        self.card = AbsenceCard()
        self.beside = ListAndCard(self.states, Scroll(self.card))
        self.question: QMessageBox | None = None
        self._is_stale = True
        self._lay_out()
        self._connect(empty)

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load(self.period.period)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.beside.is_open or not self.card.form.is_changed():
            return True
        if self.question is None:
            self.question = ask_to_leave(self, partial(self._leave, then))
            self.question.finished.connect(self._on_answered)
        return False

    @Slot()
    def new(self) -> None:
        self._open(None)

    def _open(self, row: AbsenceRow | None) -> None:
        show = partial(self._show, row)
        if self.may_leave(show):
            show()

    def _show(self, row: AbsenceRow | None) -> None:
        self.card.show_row(row)
        self.beside.open_card()
        self.card.focus()

    def _leave(self, then: Callable[[], object]) -> None:
        self._on_closed()
        then()

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
        self.table.row_activated.connect(self._open)
        self.table.clicked.connect(self._on_clicked)
        self.card.entered.connect(self.viewmodel.save)
        self.card.unwanted.connect(self.viewmodel.delete)
        self.card.closed.connect(self._on_closed)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.deleted.connect(self._on_deleted)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.writing.connect(self.card.setDisabled)
        self.context.changes.happened.connect(self._on_changes)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.new)

    def _on_clicked(self) -> None:
        self._open(self.table.current_row)

    @Slot(object)
    def _on_loaded(self, read: AbsencesRead) -> None:
        self.period.show_today(read.today)
        model = self.table.model()
        if isinstance(model, RowsModel):
            model.set_rows(read.rows)
        words = plural("{count} absence", "{count} absences", count=len(read.rows))
        self.count.setText(str(words) if read.rows else "")
        self.card.show_read(read)
        self.states.show_figures()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(int)
    def _on_saved(self, _id: int) -> None:
        self.card.form.keep()
        self._on_closed()
        self.context.say(_("The absence is saved."))

    @Slot(object)
    def _on_deleted(self, row: AbsenceRow) -> None:
        self._on_closed()
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

    @Slot()
    def _on_closed(self) -> None:
        self.beside.close_card()
        self.table.setFocus()

    @Slot()
    def _on_answered(self) -> None:
        self.question = None

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & (Changes.PEOPLE | Changes.SETTINGS | Changes.SCHEME):
            self._is_stale = True
            if self.isVisible():
                self.reload()


class AbsenceCard(Card):
    """``entered`` carries the row that is changed, None for a new one, and the draft."""

    entered = Signal(object, object)
    unwanted = Signal(object)  # AbsenceRow
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
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
        self.form.left.connect(self.closed)
        self.delete_button.clicked.connect(self._on_delete)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.form.submit)

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

    def show_row(self, row: AbsenceRow | None) -> None:
        """Show an absence, or an empty card."""
        self._row = row
        self.title.setText(_("New absence") if row is None else row.employee)
        self.form.clear_errors()
        if row is None:
            today = None if self._read is None else self._read.today
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
