"""The first page of the wizard: what the firm wants, by how much, and by when."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.catalogue import CATALOGUE, with_needs
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.goals import PURPOSES, main_indicator, smart
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.day_edit import DayEdit
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role
from ui.wizard.choice_card import ChoiceCard
from ui.wizard.goal_figure import GoalFigure
from ui.wizard.goal_smart import GoalSmart
from ui.wizard.step_view import StepView
from ui.wizard.viewmodel import WizardViewModel

_COLUMNS = 3
_HUNDRED = Decimal(100)
_ICONS = {
    Aim.MORE_SALES: "rising",
    Aim.HIGHER_MARGIN: "money",
    Aim.NEW_CUSTOMERS: "customers",
    Aim.RETENTION: "star",
    Aim.CASH_IN: "documents",
    Aim.SERVICE_QUALITY: "won",
    Aim.FAST_ANSWERS: "phone",
    Aim.OFFICE_ORDER: "check",
    Aim.MORE_LEADS: "bell",
}


class AimCard(ChoiceCard):
    """One aim; where it is chosen but not the main one, ``first`` makes it that."""

    def __init__(self, aim: Aim) -> None:
        super().__init__(_ICONS[aim], aim.shown(), str(PURPOSES[aim].sentence))
        self.first = LinkButton(_("Make it the main one"))
        self.first.setAccessibleDescription(aim.shown())
        self.first.hide()
        self.words.insertWidget(self.words.count() - 1, self.first)

    def show_place(self, place: int | None) -> None:
        """Show which of the aims it is, 0 the main one, None where it is not chosen."""
        self.setChecked(place is not None)
        self.show_badge(_("main") if place == 0 else "")
        self.first.setVisible(bool(place))


class GoalPage(StepView):
    step = WizardStep.GOAL
    heading = Message("What do you want to achieve?")
    sentence = Message(
        "People do what they are paid for. Say first what the firm wants, and every page after "
        "this one will suggest what leads there."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self._is_showing = False
        self.name, self.words = QLineEdit(), QLineEdit()
        self.growth = DecimalEdit("%")
        self.until = DayEdit(viewmodel.firm.today)
        self.aims = {aim: AimCard(aim) for aim in Aim}
        self.figure, self.smart = GoalFigure(), GoalSmart()
        self.fields = {
            "scheme.name": Field("scheme.name", _("Name of the scheme"), self.name),
            "goal.growth": Field(
                "goal.growth",
                _("How much better, in per cent"),
                self.growth,
                hint=_("20 is a fifth better: more sales, or less waiting"),
            ),
            "goal.until": Field("goal.until", _("By when"), self.until),
            "goal.words": Field(
                "goal.words",
                _("In your own words"),
                self.words,
                hint=_("One sentence that everybody in the firm would understand"),
            ),
        }
        self._lay_out()
        for aim, card in self.aims.items():
            card.clicked.connect(partial(self._on_aim, aim))
            card.first.clicked.connect(partial(self._on_first, aim))
        self.name.textEdited.connect(self._on_name)
        self.words.textEdited.connect(self._on_words)
        self.growth.textChanged.connect(self._on_numbers)
        self.until.textChanged.connect(self._on_numbers)
        self.figure.records_link.clicked.connect(self._on_records)
        viewmodel.past_read.connect(self._on_past)

    def show_draft(self, draft: WizardDraft) -> None:
        goal = draft.goal
        self._is_showing = True
        _put(self.name, draft.name)
        _put(self.words, goal.words)
        if self._typed("growth") != goal.growth:
            self.growth.show_number(None if goal.growth is None else goal.growth * _HUNDRED)
        if self._typed("until") != goal.until:
            self.until.show_day(goal.until)
        for aim, card in self.aims.items():
            card.show_place(goal.aims.index(aim) if aim in goal.aims else None)
        self._is_showing = False
        self._ask()
        self._show_past()

    def enter(self) -> None:
        self.name.setFocus()

    def show_problem(self, problem: SchemeProblem) -> bool:
        field = self.fields.get(problem.place)
        if field is None:
            return False
        field.show_error(str(problem.message))
        return True

    def clear_problems(self) -> None:
        for field in self.fields.values():
            field.show_error("")

    def problems(self) -> tuple[SchemeProblem, ...]:
        """Return what the core refuses, and what is typed but no number or day at all."""
        return (*self._unread(), *super().problems())

    def _lay_out(self) -> None:
        self.body.addWidget(self.fields["scheme.name"])
        choose = Label(
            _("Choose one to three. The first one is the main one: its figure is watched."),
            Role.MUTED,
            wraps=True,
        )
        self.body.addWidget(choose)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for number, card in enumerate(self.aims.values()):
            grid.addWidget(card, *divmod(number, _COLUMNS))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        wishes = Card(_("How much, and by when"))
        numbers = QHBoxLayout()
        numbers.setSpacing(2 * GRID)
        numbers.addWidget(self.fields["goal.growth"], 1)
        numbers.addWidget(self.fields["goal.until"], 1)
        wishes.body.addLayout(numbers)
        wishes.body.addWidget(self.fields["goal.words"])
        wishes.body.addStretch()
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(wishes, 1)
        column_of_live = QVBoxLayout()
        column_of_live.setSpacing(2 * GRID)
        column_of_live.addWidget(self.figure)
        column_of_live.addWidget(self.smart)
        column_of_live.addStretch()
        row.addLayout(column_of_live, 1)
        self.body.addLayout(row)
        self.body.addStretch()

    def _ask(self) -> None:
        """Read what the main figure was, once that is another one."""
        code = main_indicator(self.draft.goal)
        if code is None or CATALOGUE[code].parameters:
            return
        indicators = tuple(entry.indicator() for entry in with_needs((code,)))
        self.viewmodel.ask_past(indicators, PeriodKind.MONTH)

    @Slot()
    def _on_past(self) -> None:
        if self.isVisible():
            self._show_past()

    def _show_past(self) -> None:
        goal, past = self.draft.goal, self.viewmodel.past
        code = main_indicator(goal)
        row = past.row(COMPANY, code or "")
        entry = CATALOGUE.get(code or "")
        currency = self.viewmodel.firm.currency
        self.figure.show_row(entry, row, past.periods, growth=goal.growth, currency=currency)
        fed = [value if is_fed else None for value, is_fed in zip(row.values, row.fed, strict=True)]
        self.smart.show_checks(smart(goal, fed, self.viewmodel.firm.today))

    def _change(self, goal: Goal, gesture: str | None = None) -> None:
        self.viewmodel.change(replace(self.draft, goal=goal), gesture)

    def _on_aim(self, aim: Aim) -> None:
        goal = self.draft.goal
        left = tuple(one for one in goal.aims if one is not aim)
        self._change(replace(goal, aims=left if aim in goal.aims else (*left, aim)))

    def _on_first(self, aim: Aim) -> None:
        others = tuple(one for one in self.draft.goal.aims if one is not aim)
        self._change(replace(self.draft.goal, aims=(aim, *others)))
        self.aims[aim].setFocus()

    @Slot()
    def _on_records(self) -> None:
        self.context.navigate("deals", None)
        self.context.say(_("The deals are open in the main window, behind this one."))

    @Slot(str)
    def _on_name(self, text: str) -> None:
        self.viewmodel.change(self.draft.called(text), "name")

    @Slot(str)
    def _on_words(self, text: str) -> None:
        self._change(replace(self.draft.goal, words=text), "words")

    @Slot()
    def _on_numbers(self) -> None:
        if self._is_showing:
            return
        goal = self.draft.goal
        with suppress(InvalidInputError):
            goal = replace(goal, growth=self._growth())
        with suppress(InvalidInputError):
            goal = replace(goal, until=self.until.day("goal.until"))
        self._change(goal, "numbers")

    def _growth(self) -> Decimal | None:
        number = self.growth.number("goal.growth")
        return None if number is None else number / _HUNDRED

    def _typed(self, what: str) -> object:
        """Return what the field holds; the text itself where that says nothing yet."""
        try:
            return self._growth() if what == "growth" else self.until.day("goal.until")
        except InvalidInputError:
            return self.draft.goal.growth if what == "growth" else self.draft.goal.until

    def _unread(self) -> list[SchemeProblem]:
        found = []
        for read in (self._growth, partial(self.until.day, "goal.until")):
            try:
                read()
            except InvalidInputError as error:
                found.append(SchemeProblem(error.field, error.message))
        return found


def _put(edit: QLineEdit, text: str) -> None:
    """Write ``text`` unless it is there, so that whoever types keeps their place."""
    if edit.text() != text:
        edit.setText(text)
