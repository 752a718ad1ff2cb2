"""Beside a reward card: what it would have paid last month, person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.kpi.sentence import joined
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import RewardCard
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.context import Context
from ui.tasks import Latest, Tasks
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear, line
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import ElidedLabel, Label, Role

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.premium_preview import CardExample, CardRow

_NARROW, _WIDE = 264, 360
_PAUSE_MS = 400
_MOST_PEOPLE = 50
_MOST_PROBLEMS = 3


class CardExampleViewModel(QObject):
    """Asks what a card that is being edited would have paid; knows no widget."""

    computed = Signal(object)  # CardExample
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def compute(self, card: RewardCard, scheme: Scheme, month: Period) -> None:
        services = self._services

        def work() -> CardExample:  # the service is loaded off the GUI thread too
            return services.premium_preview.card(card, scheme, month)

        self._latest.run(work, self.computed.emit, self.failed.emit)

    def drop(self) -> None:
        """Wait no longer for an example of what is no longer entered."""
        self._latest.drop()


class CardPanel(Card):
    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = Label(_("What it pays: last month"), Role.TITLE, wraps=True)
        self.setAccessibleName(self.title.text())
        self._context = context
        self.viewmodel = CardExampleViewModel(context.services, context.tasks, self)
        self.example: CardExample | None = None
        self._asked: tuple[RewardCard, Scheme, Period] | None = None
        self.setMinimumWidth(_NARROW)
        self.setMaximumWidth(_WIDE)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.month = Label(role=Role.MUTED, wraps=True)
        self.total = Label(role=Role.FIGURE, wraps=True)
        self.count = Label(role=Role.MUTED, wraps=True)
        self.people = QGridLayout()
        self.more = Label(role=Role.TINY, wraps=True)
        self.problems = Label(role=Role.TINY, tone=Tone.WARNING, wraps=True)
        self._figures = QWidget()
        self.states = States(Scroll(self._figures))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self.viewmodel.computed.connect(self.show_example)
        self.viewmodel.failed.connect(self._on_failed)
        self._pause.timeout.connect(self.compute)

    def ask(self, card: RewardCard, scheme: Scheme, month: Period) -> None:
        """Show in a moment what ``card`` would have paid in ``month``."""
        self._asked = (card, scheme, month)
        self.states.show_reading()
        self._pause.start()

    @Slot()
    def compute(self) -> None:
        """Ask at once for the example that is waited for."""
        self._pause.stop()
        if self._asked is not None:
            self.viewmodel.compute(*self._asked)

    def say(self, sentence: str) -> None:
        """Show ``sentence`` in place of an example."""
        self._pause.stop()
        self._asked = self.example = None
        self.viewmodel.drop()
        self.states.show_sentence("team", sentence)

    @Slot(object)
    def show_example(self, example: CardExample) -> None:
        if not example.rows and not example.problems:
            words = Message("It would have paid nobody in {month}.", month=example.period)
            self.say(str(words))
            return
        self.example = example
        self.month.setText(str(Message("As it would have been in {month}", month=example.period)))
        self.total.setText(_was_now(example.was, example.total))
        count = len(example.rows)
        self.count.setText(str(plural("{count} person", "{count} people", count=count)))
        clear(self.people)
        for row in example.rows[:_MOST_PEOPLE]:
            self._add(row)
        more = count - _MOST_PEOPLE
        words = plural("and {count} person more", "and {count} people more", count=more)
        self.more.setText(str(words))
        self.more.setVisible(more > 0)
        told = [
            str(Message("{name}: {problem}", name=subject.name, problem=problem))
            for subject, problem in example.problems[:_MOST_PROBLEMS]
        ]
        self.problems.setText("\n".join(told))
        self.problems.setVisible(bool(told))
        self.states.show_figures()

    def _add(self, row: CardRow) -> None:
        """Add a person: name and total, below it what changed, and salary with premiums."""
        place = self.people.rowCount()
        total = Label(shows.money(row.total, is_short=True), Role.STRONG)
        right = Qt.AlignmentFlag.AlignRight
        self.people.addWidget(ElidedLabel(row.subject.name), place, 0)
        self.people.addWidget(total, place, 1, right)
        if row.difference is not None:
            tone = Tone.NEGATIVE if row.difference.minor < 0 else Tone.POSITIVE
            changed = Label(_was_now(row.was, row.total), Role.TINY, tone=tone)
            self.people.addWidget(changed, place + 1, 0, 1, 2, right)
        if row.premiums:
            parts = [shows.money(each, is_short=True) for each in (row.salary, row.premiums)]
            below = Label(str(joined("+", parts)), Role.TINY)
            below.setToolTip(_("Salary and premiums"))
            self.people.addWidget(below, place + 2, 0, 1, 2, right)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CrmError):
            self.say(str(error))
        else:
            self.say(_("The example could not be computed."))
            self._context.report(error)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (self.month, self.total, self.count, line()):
            column.addWidget(widget)
        self.people.setHorizontalSpacing(GRID)
        self.people.setVerticalSpacing(GRID // 2)
        self.people.setColumnStretch(0, 1)
        column.addLayout(self.people)
        for label in (self.more, self.problems):
            column.addWidget(label)
        column.addStretch()
        self.body.addWidget(self.title)
        self.body.addWidget(self.states, 1)


def _was_now(was: Money | None, now: Money) -> str:
    """Return ``now``, after what it ``was`` where that is known."""
    would_be = shows.money(now, is_short=True)
    if was is None:
        return would_be
    return str(
        Message("{was} → {would_be}", was=shows.money(was, is_short=True), would_be=would_be)
    )
