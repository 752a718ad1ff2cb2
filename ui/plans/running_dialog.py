"""The question from when a plan holds that was changed in a running period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Split
from crm_desktop.texts import Message, _, plural, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.plans.grid import Grid
from ui.plans.preview import Preview
from ui.plans.running import Choice, Running, When, blend, own_later
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_WIDTH = 640
_ROWS = 6
_LETTERS = 18
_OUTCOME = 3


def split_words(split: Split) -> str:
    """Return by what a period is divided."""
    match split:
        case Split.DAYS:
            return _("by calendar days")
        case Split.WORKING_DAYS:
            return _("by working days")
        case Split.MONTHS:
            return _("by whole months")


class RunningDialog(QDialog):
    """Emits ``chosen`` with a ``Choice``; the figures of each answer are shown before."""

    chosen = Signal(object)

    def __init__(self, grid: Grid, running: Running, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._running = running
        self.setWindowTitle(_("A plan of a running period is changed"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.next = QRadioButton(
            str(Message("From the next period on: {period}", period=running.period.next()))
        )
        self.split = QRadioButton(_("Split this period"))
        self.whole = QRadioButton(_("For the whole period: the plan was entered by mistake"))
        self.day = DayEdit(grid.read.today)
        self.day.show_day(grid.read.today)
        self.day_field = Field("day", _("The new plan begins on"), self.day)
        self.by = ChoiceBox(_("Divided"))
        self.by.setMinimumContentsLength(_LETTERS)
        self.by.set_choices([(capital(split_words(one)), one) for one in running.splits()])
        self.later = Label("", wraps=True)
        self.table = self._table()
        self.save_button = Button(_("Save"), Kind.PRIMARY)
        self.cancel_button = Button(_("Cancel"))
        self._lay_out()
        self._connect()
        self.next.setChecked(True)
        self._show()

    def choice(self) -> Choice:
        """Return what is chosen.

        Raises:
            InvalidInputError: the day is none of the period.

        """
        if self.next.isChecked():
            return Choice(When.NEXT, self._grid.read.today)
        if self.whole.isChecked():
            return Choice(When.WHOLE, self._grid.read.today)
        return Choice(When.SPLIT, self._day(), self.by.choice())

    def _day(self) -> date:
        day, period = self.day.day("day"), self._running.period
        if day is None or day not in period:
            words = Message(
                "Enter a day from {first} to {last}.", first=period.start, last=period.last_day()
            )
            raise InvalidInputError("day", words)
        return day

    def _show(self) -> None:
        """Show what the choice makes of the plans."""
        is_split = self.split.isChecked()
        self.day_field.setEnabled(is_split)
        self.by.setEnabled(is_split)
        try:
            choice = self.choice()
        except InvalidInputError as error:
            self.day_field.show_error(str(error))
            self.save_button.setEnabled(False)
            return
        self.day_field.show_error("")
        self.save_button.setEnabled(True)
        self.later.setText(self._said_of_later(choice))
        for row, change in enumerate(self._running.changes):
            value = blend(self._grid, self._running, change, choice)
            for column, figure in enumerate((change.before, change.after, value), 1):
                text = self._figure(figure)
                self.table.show_figure(row, column, text, is_strong=column == _OUTCOME)

    def _said_of_later(self, choice: Choice) -> str:
        """Return what becomes of plans that were set for later periods; empty without any."""
        replaced, staying = own_later(self._grid, self._running, choice)
        following = self._running.period.next()
        said = []
        if replaced:
            said.append(
                plural(
                    "{count} plan that was set for {period} itself is replaced.",
                    "{count} plans that were set for {period} itself are replaced.",
                    count=replaced,
                    period=following,
                )
            )
        if staying:
            said.append(
                plural(
                    "{count} plan that was set for a later period stays.",
                    "{count} plans that were set for later periods stay.",
                    count=staying,
                )
            )
        return " ".join(map(str, said))

    def _figure(self, value: Decimal | None) -> str:
        return shows.DASH if value is None else shown(Brief(self._grid.read.quantity(value)))

    def _table(self) -> Preview:
        heads = (_("Who"), _("Plan so far"), _("New plan"), shown(self._running.period))
        names = [change.name for change in self._running.changes]
        table = Preview(_("What becomes of the plans"), heads, names)
        table.fit_rows(_ROWS)
        return table

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        period = self._running.period
        title = Message("{period} has begun. From when do the new plans hold?", period=period)
        layout.addWidget(Label(str(title), Role.TITLE, wraps=True))
        for button in (self.next, self.split):
            layout.addWidget(button)
        row = QHBoxLayout()
        row.setContentsMargins(3 * GRID, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.day_field)
        row.addWidget(Field("by", _("Divided"), self.by))
        layout.addLayout(row)
        layout.addWidget(self.whole)
        layout.addWidget(self.table)
        layout.addWidget(self.later)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        layout.addLayout(foot)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for button in (self.next, self.split, self.whole):
            group.addButton(button)
            button.toggled.connect(self._show)
        self.day.textChanged.connect(self._show)
        self.by.currentIndexChanged.connect(self._show)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._on_save)

    def _on_save(self) -> None:
        choice = self.choice()
        self.accept()
        self.chosen.emit(choice)
