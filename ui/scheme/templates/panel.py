"""Beside a bonus template: what it says in words, and what it would have paid last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.brief import capital
from ui.context import Context
from ui.scheme.templates.panel_viewmodel import PremiumExampleViewModel
from ui.theme import GRID, Tone
from ui.widgets.card import Card, line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.premium_preview import PremiumExample

_NARROW, _WIDE = 264, 360
_PAUSE_MS = 400
_MOST_PROBLEMS = 3


class TemplatePanel(Card):
    """``card_wanted`` asks for a new reward card."""

    card_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.viewmodel = PremiumExampleViewModel(context.services, context.tasks, self)
        self.example: PremiumExample | None = None
        self._asked: tuple[BonusTemplate, Scheme, Period] | None = None
        self._chosen: SubjectRef | None = None
        self.setAccessibleName(_("In words, and an example"))
        self.setMinimumWidth(_NARROW)
        self.setMaximumWidth(_WIDE)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.words = Label(wraps=True)
        self.month = Label(role=Role.MUTED, wraps=True)
        self.person = ChoiceBox(_("Whose example"))
        self.amount = Label(role=Role.FIGURE)
        self.middle = Label(_("In the middle of those who get it"), Role.TINY, wraps=True)
        self.formula = Label(wraps=True)
        self.total = Label(role=Role.STRONG, wraps=True)
        self.note = Label(role=Role.TINY, wraps=True)
        self.problems = Label(role=Role.TINY, tone=Tone.WARNING, wraps=True)
        self._figures = QWidget()
        self.states = States(Scroll(self._figures))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.no_words()
        self._lay_out()
        self.person.activated.connect(self._on_person)
        self.viewmodel.computed.connect(self.show_example)
        self.viewmodel.failed.connect(self._on_failed)
        self._pause.timeout.connect(self.compute)

    def show_words(self, words: Message) -> None:
        self.words.setText(capital(words))

    def no_words(self) -> None:
        """Say that what is entered cannot be put into words yet."""
        self.words.setText(_("It stands here as a sentence once nothing is missing."))

    def ask(self, template: BonusTemplate, scheme: Scheme, month: Period) -> None:
        """Show in a moment what ``template`` would have paid in ``month``."""
        self._asked = (template, scheme, month)
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
        self._forget()
        self.states.show_sentence("rewards", sentence)

    def say_no_cards(self) -> None:
        """Lead to a new reward card: cards say whom a template pays."""
        self._forget()
        sentence = _("No reward card says yet whom a template pays.")
        state = self.states.show_sentence("rewards", sentence, _("Add reward card"))
        state.accepted.connect(self.card_wanted)

    @Slot(object)
    def show_example(self, example: PremiumExample) -> None:
        self.example = example
        middle = example.median
        if middle is None:
            self.say(str(Message("Nobody is paid by a card in {month}.", month=example.period)))
            return
        self.month.setText(
            str(Message("As it would have been in {month}", month=self._paid_for(example.period)))
        )
        people = sorted(example.rows, key=lambda row: folded(row.subject.name))
        self.person.set_choices([(row.subject.name, row.subject.ref) for row in people])
        if self._chosen not in {row.subject.ref for row in example.rows}:
            self.person.choose(middle.subject.ref)
        count = len(example.rows)
        everyone = plural("{count} person who has it", "{count} people who have it", count=count)
        if not example.has_template:
            everyone = plural(
                "{count} person with a card", "{count} people with a card", count=count
            )
        words = Message("{everyone}: {total}", everyone=everyone, total=example.total)
        self.total.setText(str(words))
        self.note.setText(_("It is on no card yet: this is as if all cards had it."))
        self.note.setVisible(not example.has_template)
        self._show_problems(example)
        self._show_person()
        self.states.show_figures()

    def _paid_for(self, month: Period) -> Period:
        """Return for which period the template pays at the end of ``month``, such as a quarter."""
        kind = PeriodKind.MONTH if self._asked is None else self._asked[0].period_kind
        return Period.containing(month.last_day(), kind)

    def _show_problems(self, example: PremiumExample) -> None:
        told = [
            str(Message("{name}: {problem}", name=subject.name, problem=problem))
            for subject, problem in example.problems[:_MOST_PROBLEMS]
        ]
        self.problems.setText("\n".join(told))
        self.problems.setVisible(bool(told))

    @Slot()
    def _on_person(self) -> None:
        self._chosen = self.person.choice()
        self._show_person()

    def _show_person(self) -> None:
        rows = () if self.example is None else self.example.rows
        for row in rows:
            if self.example is not None and row.subject.ref == self.person.choice():
                self.amount.setText(shows.money(row.amount, is_short=True))
                self.formula.setText(str(row.line.formula))
                self.middle.setVisible(bool(row.amount) and row is self.example.median)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CrmError):
            self.say(str(error))
        else:
            self.say(_("The example could not be computed."))
            self._context.report(error)

    def _forget(self) -> None:
        self._pause.stop()
        self._asked = self.example = None
        self.viewmodel.drop()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (self.month, self.person, self.middle, self.amount, self.formula, line()):
            column.addWidget(widget)
        for widget in (self.total, self.note, self.problems):
            column.addWidget(widget)
        column.addStretch()
        self.body.addWidget(Label(_("In words"), Role.TITLE))
        self.body.addWidget(self.words)
        self.body.addWidget(line())
        self.body.addWidget(Label(_("Example with last month"), Role.TITLE, wraps=True))
        self.body.addWidget(self.states, 1)
