"""Marks that people give by hand: what is missing first, and the card of one beside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from crm_desktop import formats
from crm_desktop.domain.marks import MarkDraft, MarkRow, MarkVersion
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Access, Right
from crm_desktop.domain.quantity import Quantity
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.author_field import AuthorField
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.plans.listing import ListSection, RowCard
from ui.plans.marks_viewmodel import MarksRead, MarksViewModel
from ui.rights import needs
from ui.settings import window_settings
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_MOST_CHOICES = 21
_AUTHOR = "marks/author"


def state_of(row: MarkRow) -> str:
    """Return whether the mark is given, or since when it is asked for."""
    if row.given is not None and row.given.value is not None:
        return str(Message("by hand: {author}", author=row.given.author))
    if row.asked_since is None:
        return _("missing")
    if row.is_stale:
        return str(Message("missing, asked for since {day}", day=row.asked_since))
    return str(Message("missing, asked for from {day} on", day=row.asked_since))


def _key(row: MarkRow) -> tuple[str, SubjectRef]:
    return row.indicator, row.subject.ref


def _value(row: MarkRow) -> Decimal | None:
    return None if row.given is None else row.given.value


def _tone(row: MarkRow) -> Tone | None:
    if row.is_stale:
        return Tone.NEGATIVE
    return Tone.WARNING if _value(row) is None else None


_COLUMNS: tuple[Column[MarkRow], ...] = (
    Column(
        "subject", Message("Who"), lambda r: r.subject.name, width=150, stretch=1, is_strong=True
    ),
    Column("indicator", Message("Indicator"), lambda r: r.name, width=110, stretch=1),
    Column(
        "mark",
        Message("Mark"),
        lambda r: shows.number(_value(r)),
        _value,
        is_number=True,
        width=64,
    ),
    Column("state", Message("State"), state_of, tone=_tone, tip=state_of, width=160, stretch=1),
    Column(
        "reason",
        Message("Reason"),
        lambda r: "" if r.given is None else r.given.reason,
        width=96,
        stretch=2,
        tip=lambda r: "" if r.given is None else r.given.reason,
    ),
)


class MarksSection(ListSection):
    shortcuts = (
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the mark")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        kinds = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
        period = context.selection.period
        self.card = MarkCard(context.access)
        self._model = RowsModel(_COLUMNS)
        super().__init__(
            context,
            PeriodSelector(period, period.start, kinds=kinds),
            TableView("marks", self._model, title=_("Marks")),
            self.card,
        )
        self._fit = ColumnFit(self.table, self._model, "marks")
        self.viewmodel = MarksViewModel(context.services, context.tasks, context.changes, self)
        self.stale_button = LinkButton(_("Marks of earlier periods"), icon="bell")
        words = _("No profile asks for a mark in this period.")
        empty = EmptyState("star", words, _("To the KPI scheme"))
        self.table.set_empty(empty)
        self._waiting: Period | None = None
        self._keeps_order = False
        self._lay_out()
        self._connect(empty)

    def read(self) -> None:
        self.viewmodel.load(self.period.period, self.context.selection.employee_id)

    def show_card(self, row: MarkRow) -> None:
        self.card.show_row(row)
        self.viewmodel.read_history(row)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.period)
        head.addWidget(self.count, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.stale_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.beside, 1)
        self.stale_button.hide()

    def _connect(self, empty: EmptyState) -> None:
        self.period.changed.connect(self._on_period)
        self.stale_button.clicked.connect(self._on_stale)
        empty.accepted.connect(partial(self.context.navigate, "scheme", None))
        self.card.entered.connect(self.viewmodel.save)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.history_read.connect(self.card.show_history)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.writing.connect(self.card.setDisabled)
        self.context.selection.employee_changed.connect(self._on_employee)

    @Slot(object)
    def _on_period(self, _period: Period) -> None:
        self.beside.close_card()
        self.reload()

    @Slot()
    def _on_stale(self) -> None:
        if self._waiting is not None:
            self.period.choose(self._waiting)

    @Slot(object)
    def _on_loaded(self, read: MarksRead) -> None:
        self._show_rows(read.rows)
        self.card.zone, self.card.giver = read.zone, read.author
        missing = sum(_value(row) is None for row in read.rows)
        words = plural("{count} mark is missing", "{count} marks are missing", count=missing)
        self.count.setText(str(words) if missing else _("All marks are given"))
        self.count.setVisible(bool(read.rows))
        self._waiting = read.stale[0].period if read.stale else None
        self.stale_button.setVisible(bool(read.stale))
        if read.stale:
            asked = plural(
                "{count} mark of earlier periods is missing: to {period}",
                "{count} marks of earlier periods are missing: to {period}",
                count=len(read.stale),
                period=read.stale[0].period,
            )
            self.stale_button.setText(str(asked))
        self.states.show_figures()

    def _show_rows(self, rows: Sequence[MarkRow]) -> None:
        """Show ``rows``; after a save each stays where it was, so that the next is below it."""
        keeps_order, self._keeps_order = self._keeps_order, False
        current = self.table.current_row
        if keeps_order:
            places = {_key(row): place for place, row in enumerate(self._model.rows)}
            rows = sorted(rows, key=lambda row: places.get(_key(row), len(places)))
        self._model.set_rows(rows)
        self._fit.fit()
        keys = [_key(row) for row in self._model.rows]
        if current is not None and _key(current) in keys:
            self.table.setCurrentIndex(self._model.index(keys.index(_key(current)), 0))

    @Slot(object)
    def _on_saved(self, draft: MarkDraft) -> None:
        self._keeps_order = True  # of the rows that are read once the changes are told
        self.card.form.keep()
        self.close_card()
        if draft.value is None:
            self.context.say(_("The mark is taken away."))
        else:
            words = Message("The mark {mark} is given.", mark=Quantity(draft.value))
            self.context.say(str(words))

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, CrmError):
            self.card.show_error(error)
        else:
            self.context.report(error)

    @Slot(object)
    def _on_employee(self, _employee_id: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.reload()


class MarkCard(RowCard):
    """``entered`` carries a ``MarkDraft``."""

    entered = Signal(object)

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.zone = ZoneInfo("UTC")
        self.giver = ""
        self.title = Label(role=Role.TITLE, wraps=True)
        self.about = Label(role=Role.MUTED, wraps=True)
        self.choice, self.number = ChoiceBox(), DecimalEdit()
        self.reason = QLineEdit()
        self._author_field = AuthorField(access, _("Who gives the mark"))
        self.author = self._author_field.edit
        self.choice_field = Field("value", _("Mark"), self.choice)
        self.number_field = Field("number", _("Mark"), self.number)
        self.away_button = Button(_("Take away"), Kind.DANGER)
        self.history_title = Label(_("Given before"), Role.STRONG)
        self.history = Label(role=Role.MUTED, wraps=True)
        self._row: MarkRow | None = None
        self.form.add(self.choice_field)
        self.form.add(self.number_field)
        self.form.add(Field("reason", _("Reason"), self.reason))
        self.form.add(self._author_field)
        self.save_button = self.form.add_buttons(_("Save"), self.away_button)
        needs(access, Right.CALCULATE, self.save_button, self.away_button)
        for widget in (self.title, self.about, self.form, self.history_title, self.history):
            self.body.addWidget(widget)
        self.body.addStretch()
        self.form.submitted.connect(self._on_submitted)
        self.away_button.clicked.connect(self._on_away)

    def focus(self) -> None:
        (self.choice if self._is_chosen else self.number).setFocus()

    def show_error(self, error: CrmError) -> None:
        """Show what is wrong at its field."""
        if isinstance(error, InvalidInputError) and error.field == "value":
            field = self.choice_field if self._is_chosen else self.number_field
            field.show_error(str(error))
            field.editor.setFocus()
        else:
            self.form.show_error(error)

    def show_row(self, row: MarkRow) -> None:
        self._row = row
        self.title.setText(
            str(Message("{indicator} · {name}", indicator=row.name, name=row.subject.name))
        )
        lowest, highest = Quantity(row.lowest), Quantity(row.highest)
        self.about.setText(
            str(
                Message(
                    "{period}: a mark from {lowest} to {highest}, given by hand.",
                    period=row.period,
                    lowest=lowest,
                    highest=highest,
                )
            )
        )
        held = _value(row)
        choices = _choices(row)
        self.choice_field.setVisible(bool(choices))
        self.number_field.setVisible(not choices)
        self.choice.set_choices([(_("Choose…"), None), *choices])
        self.choice.choose(held, shows.number(held))
        self.number.show_number(held)
        self.reason.clear()
        self.author.setText(str(window_settings().value(_AUTHOR, "") or self.giver))
        self.away_button.setVisible(held is not None)
        self.history_title.hide()
        self.history.clear()
        self.form.clear_errors()
        self.form.keep()

    @Slot(object)
    def show_history(self, versions: Sequence[MarkVersion]) -> None:
        self.history_title.setVisible(bool(versions))
        self.history.setText("\n".join(map(self._version_words, versions)))

    @property
    def _is_chosen(self) -> bool:
        return self._row is not None and bool(_choices(self._row))

    def _version_words(self, version: MarkVersion) -> str:
        words = Message(
            "{moment}, {author}: {mark} — {reason}",
            moment=formats.moment(version.at.astimezone(self.zone)),
            author=version.author,
            mark=Quantity(version.value),
            reason=version.reason,
        )
        return str(words)

    def _value(self) -> Decimal:
        value = self.choice.choice() if self._is_chosen else self.number.number("value")
        if value is None:
            raise InvalidInputError("value", Message("Choose a mark."))
        return Decimal(value)

    def _send(self, value: Decimal | None) -> None:
        if self._row is not None:
            window_settings().setValue(_AUTHOR, self.author.text().strip())
            row = self._row
            reason, author = self.reason.text(), self._author_field.name()
            draft = MarkDraft(row.indicator, row.subject.ref, row.period, value, reason, author)
            self.entered.emit(draft)

    @Slot()
    def _on_submitted(self) -> None:
        try:
            value = self._value()
        except InvalidInputError as error:
            self.show_error(error)
        else:
            self._send(value)

    @Slot()
    def _on_away(self) -> None:
        self.form.clear_errors()
        self._send(None)


def _choices(row: MarkRow) -> list[tuple[str, Decimal]]:
    """Return the whole marks of ``row``, none where there are too many to choose from."""
    lowest, highest = row.lowest, row.highest
    is_whole = lowest == lowest.to_integral_value() and highest == highest.to_integral_value()
    if not is_whole or highest - lowest >= _MOST_CHOICES:
        return []
    marks = [Decimal(mark) for mark in range(int(lowest), int(highest) + 1)]
    return [
        (f"+{shows.number(mark)}" if mark > 0 and lowest < 0 else shows.number(mark), mark)
        for mark in reversed(marks)
    ]
