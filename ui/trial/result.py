"""What a trial came to: cost and share of the revenue, the table, and who reaches what."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from crm_desktop.rewards.trial import Trial, TrialRow
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.models.rows import RowsModel
from ui.theme import GRID, Tone
from ui.trial.columns import department_columns, person_columns
from ui.trial.findings import FindingsView
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.column_fit import ColumnFit
from ui.widgets.flow import FlowLayout
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role, set_tone

_TABLE_SHARE, _FINDINGS_SHARE = 5, 2


class ResultView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trial: Trial | None = None
        self.was = _Number(_("Pay: was"))
        self.would_be = _Number(_("Pay: would be"))
        self.difference = _Number(_("Difference"))
        self.share = _Number(_("Share of the revenue"))
        self.about = Label(role=Role.MUTED, wraps=True)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("By whom"))
        self.tabs.addTab(_("People"))
        self.tabs.addTab(_("Departments"))
        self.save_button = Button(_("Save as a workbook…"), icon="export")
        self.findings = FindingsView()
        self.table: TableView | None = None
        self._tables = QVBoxLayout()
        self._tables.setSpacing(GRID)
        above = QHBoxLayout()
        above.addWidget(self.tabs, 1)
        above.addWidget(self.save_button)
        self._tables.addLayout(above)
        self._lay_out()
        self.tabs.currentChanged.connect(self._show_table)

    def show_trial(self, trial: Trial) -> None:
        self.trial = trial
        whole = trial.whole.whole
        self.was.show_words(shows.money(whole.was, is_short=True))
        self.would_be.show_words(shows.money(whole.would_be, is_short=True))
        tone = None if not whole.difference else Tone.ACCENT
        self.difference.show_words(shows.signed(whole.difference), tone)
        was, would_be = shows.percent(trial.share_was, 1), shows.percent(trial.share_would_be, 1)
        self.share.show_words(str(Message("{now} → {then}", now=was, then=would_be)))
        self.about.setText(_about(trial))
        self.findings.show_trial(trial)
        self._show_table()

    @Slot()
    def _show_table(self) -> None:
        if self.trial is None:
            return
        if self.table is not None:
            self._tables.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        is_people = self.tabs.currentIndex() == 0
        columns = (person_columns if is_people else department_columns)(self.trial)
        model: RowsModel[TrialRow] = RowsModel(columns, self)
        name = "trial-people" if is_people else "trial-departments"
        self.table = TableView(name, model, title=_("Pay by this scheme"))
        model.set_rows(self.trial.people if is_people else self.trial.departments)
        ColumnFit(self.table, model, name).fit()
        self._tables.addWidget(self.table, 1)

    def _lay_out(self) -> None:
        numbers = Card()
        row = FlowLayout()
        row.setSpacing(3 * GRID)
        for number in (self.was, self.would_be, self.difference, self.share):
            row.addWidget(number)
        numbers.body.addLayout(row)
        numbers.body.addWidget(self.about)
        numbers.body.addWidget(
            Label(
                _(
                    "Decisions besides the rules, corrections and clawbacks are in what was "
                    "paid only."
                ),
                Role.TINY,
                wraps=True,
            )
        )
        below = QHBoxLayout()
        below.setSpacing(2 * GRID)
        below.addLayout(self._tables, _TABLE_SHARE)
        below.addWidget(self.findings, _FINDINGS_SHARE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(numbers)
        column.addLayout(below, 1)


class _Number(QWidget):
    """A big number with its caption above."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self.value = Label(role=Role.VALUE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label(caption, Role.MUTED))
        column.addWidget(self.value)

    def show_words(self, words: str, tone: Tone | None = None) -> None:
        self.value.setText(words)
        set_tone(self.value, tone)
        name = Message("{caption}: {value}", caption=self._caption, value=words)
        self.value.setAccessibleName(str(name))


def _about(trial: Trial) -> str:
    first, last = trial.months[0], trial.months[-1]
    months = first if first == last else Message("{first} – {last}", first=first, last=last)
    revenue = shows.money(trial.revenue, is_short=True)
    words = Message("{months}; revenue by deals won: {revenue}", months=months, revenue=revenue)
    if trial.name:
        words = Message("“{scheme}”: {words}", scheme=trial.name, words=words)
    return str(words)
