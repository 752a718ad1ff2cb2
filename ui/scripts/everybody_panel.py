"""A script on everybody: whose value or pay would be another one, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _, plural, shown
from ui import format as shows
from ui.brief import capital
from ui.models.rows import Column, RowsModel
from ui.scripts.viewmodel import ScriptRead
from ui.tasks import WorkStoppedError
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.services.script_trials import TriedRow


def _tone(amount: Decimal | None) -> Tone | None:
    if not amount:
        return None
    return Tone.NEGATIVE if amount < 0 else Tone.POSITIVE


def _pay_more(row: TriedRow) -> Decimal | None:
    return None if row.pay_more is None else row.pay_more.as_decimal()


def _signed(value: Decimal | None) -> str:
    text = shows.number(value)
    return f"+{text}" if value is not None and value > 0 else text


def _columns() -> tuple[Column[TriedRow], ...]:
    return (
        Column(
            "name",
            Message("Person"),
            lambda r: r.subject.name,
            lambda r: folded(r.subject.name),
            width=136,
            is_strong=True,
            icon=lambda r: None if r.problem is None else "warning",
            tip=lambda r: r.subject.name if r.problem is None else str(r.problem),
        ),
        Column(
            "value_was",
            Message("Value: was"),
            lambda r: shown(r.value_was),
            lambda r: r.value_was.value,
            is_number=True,
            width=76,
        ),
        Column(
            "value_is",
            Message("would be"),
            lambda r: shown(r.value_is),
            lambda r: r.value_is.value,
            is_number=True,
            width=76,
        ),
        Column(
            "value_more",
            Message("Difference"),
            lambda r: _signed(r.value_more),
            lambda r: r.value_more,
            is_number=True,
            width=76,
            tone=lambda r: _tone(r.value_more),
        ),
        Column(
            "pay_was",
            Message("Pay: was"),
            lambda r: shows.money(r.pay_was, is_short=True),
            lambda r: None if r.pay_was is None else r.pay_was.minor,
            is_number=True,
            width=104,
        ),
        Column(
            "pay_is",
            Message("would be"),
            lambda r: shows.money(r.pay_is, is_short=True),
            lambda r: None if r.pay_is is None else r.pay_is.minor,
            is_number=True,
            width=104,
        ),
        Column(
            "pay_more",
            Message("Difference"),
            lambda r: shows.signed(r.pay_more),
            lambda r: None if r.pay_more is None else r.pay_more.minor,
            is_number=True,
            width=104,
            tone=lambda r: _tone(_pay_more(r)),
        ),
    )


_OF_VALUES = (1, 2, 3)


class EverybodyPanel(QWidget):
    """``run_wanted`` carries a Period; ``stop_wanted`` ends what runs."""

    run_wanted = Signal(object)
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[TriedRow, ...] = ()
        self.period_box = ChoiceBox(_("Period"))
        self.run_button = Button(_("Run on everybody"), icon="team")
        self.stop_button = Button(_("Stop"), icon="close")
        self.sentence = Label(role=Role.MUTED, wraps=True)
        self.aged = Label(
            _("The text has changed since: this is what an older one would have come to."),
            tone=Tone.WARNING,
            wraps=True,
        )
        self.total = Label(role=Role.STRONG, wraps=True)
        self.problems = Label(tone=Tone.WARNING, wraps=True)
        self.only_changed = QCheckBox(_("Only who has another value or pay"))
        self.model = RowsModel[Any](_columns())
        self.table = TableView("script-everybody", self.model, title=_("What would change"))
        self._lay_out()
        self._connect()
        self.clear()

    def offer(self, read: ScriptRead) -> None:
        """Offer the past periods, the last month first."""
        self.period_box.set_choices([(capital(shown(one)), one) for one in read.past_periods()])

    def clear(self) -> None:
        """Show nothing of another script."""
        self._rest()
        self._say(
            _(
                "Compare the text as it stands with the version in force: whose value or pay "
                "would be another one."
            )
        )
        self._show_rows(())

    @Slot()
    def show_running(self) -> None:
        self.run_button.setEnabled(False)
        self.stop_button.show()
        self._say(_("Everybody is worked out in the background. You can go on here."))

    def show_rows(self, rows: Sequence[TriedRow], kind: ScriptKind) -> None:
        """Show what would change."""
        self._rest()
        self.sentence.hide()
        for number in _OF_VALUES:
            self.table.setColumnHidden(number, kind is not ScriptKind.INDICATOR)
        self._show_rows(rows)

    def show_aged(self, *, is_aged: bool) -> None:
        """Say whether what is shown came of another text than the one that stands there now."""
        self.aged.setVisible(is_aged and bool(self.rows))

    def show_failed(self, error: Exception) -> None:
        """Say why there is nothing to compare."""
        self._rest()
        is_quiet = isinstance(error, WorkStoppedError)
        words = str(error) if isinstance(error, CrmError) else _("The script could not be run.")
        self._say(words, Tone.MUTED if is_quiet else Tone.NEGATIVE)

    def _say(self, words: str, tone: Tone = Tone.MUTED) -> None:
        self.sentence.setText(words)
        set_tone(self.sentence, tone)
        self.sentence.show()

    def _rest(self) -> None:
        self.run_button.setEnabled(True)
        self.stop_button.hide()

    def _show_rows(self, rows: Sequence[TriedRow]) -> None:
        self.rows = tuple(rows)
        self.aged.hide()
        self._filter()
        for widget in (self.table, self.total, self.only_changed):
            widget.setVisible(bool(rows))
        failed = [row for row in rows if row.problem is not None]
        self.problems.setVisible(bool(failed))
        if failed:
            words = plural(
                "{count} person has a problem: {name}: {problem}",
                "{count} people have problems, first {name}: {problem}",
                count=len(failed),
                name=failed[0].subject.name,
                problem=failed[0].problem,
            )
            self.problems.setText(str(words))
        self.total.setText(total_words(rows))

    @Slot()
    def _filter(self) -> None:
        is_all = not self.only_changed.isChecked()
        self.model.set_rows(row for row in self.rows if is_all or row.differs or row.problem)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.run_button, 1)
        buttons.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(Field("period", _("Period"), self.period_box))
        layout.addLayout(buttons)
        for widget in (self.sentence, self.aged, self.total, self.problems, self.only_changed):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(30 * GRID)
        layout.addStretch()

    def _connect(self) -> None:
        self.run_button.clicked.connect(self._on_run)
        self.stop_button.clicked.connect(self.stop_wanted)
        self.only_changed.toggled.connect(self._filter)

    @Slot()
    def _on_run(self) -> None:
        self.run_wanted.emit(self.period_box.choice())


def total_words(rows: Sequence[TriedRow]) -> str:
    """Return how many differ, how much more or less they are paid, and how many failed."""
    failed = sum(row.problem is not None for row in rows)
    changed = sum(row.differs for row in rows)
    people = plural(
        "{count} person of {all} differs",
        "{count} people of {all} differ",
        count=changed,
        all=len(rows) - failed,
    )
    amounts = [row.pay_more for row in rows if row.pay_more is not None]
    whole = sum(amounts[1:], amounts[0]) if amounts else None
    words = people if whole is None else _with_pay(people, whole)
    if not failed:
        return str(words)
    left_out = plural(
        "{count} person failed and is left out",
        "{count} people failed and are left out",
        count=failed,
    )
    if failed == len(rows):
        return str(left_out)
    return str(Message("{people}; {left_out}", people=words, left_out=left_out))


def _with_pay(people: Message, amount: Money) -> Message:
    return Message("{people}; pay in all: {amount}", people=people, amount=shows.signed(amount))
