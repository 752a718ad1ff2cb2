"""My progress: the pay of the period and a card for each indicator of the chosen employee."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.kpi.definition import ALWAYS, Profile
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.progress.figures import ProgressFigures
from ui.progress.indicator_card import IndicatorCard
from ui.progress.pay_card import PayCard
from ui.progress.viewmodel import ProgressRead, ProgressViewModel
from ui.records.beside import ListAndCard
from ui.rewards.reading_line import ReadingLine
from ui.theme import GRID
from ui.what_if.panel import WhatIfPanel
from ui.why.beside import BesideWhy
from ui.why.panel import WhyPanel
from ui.why.question import Question
from ui.widgets.card import clear
from ui.widgets.link_button import LinkButton
from ui.widgets.states import States
from ui.widgets.text import Label, Role

_NARROWEST = 312


class ProgressPage(KpiPage):
    """``open_key`` takes the id of an employee."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.viewmodel = ProgressViewModel(context.services, context.tasks, self)
        self._title = Label(_("My progress"), Role.PAGE, wraps=True)
        self._subtitle = Label(role=Role.MUTED, wraps=True)
        self.pay = PayCard()
        self.cards: list[IndicatorCard] = []
        self._shown: ProgressFigures | None = None
        self._cards = QVBoxLayout()
        self._cards.setSpacing(GRID + 4)
        self._reason = Label(role=Role.MUTED, wraps=True)
        self.team_button = LinkButton(_("Open the team"), icon="team")
        self.reading = ReadingLine(context)
        self.beside = BesideWhy(self._figures(), partial(WhyPanel, context))
        self._room = ListAndCard(self.beside, QWidget())
        self._what_if: WhatIfPanel | None = None
        self.states = States(self._room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._subtitle)
        layout.addWidget(self.reading)
        layout.addSpacing(GRID)
        layout.addWidget(self.states, 1)
        self.pay.asked.connect(self._on_asked)
        self.pay.imagined.connect(self.ask_what_if)
        self.team_button.clicked.connect(self._on_team)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)

    def open_key(self, key: object) -> None:
        if isinstance(key, int):
            self.context.selection.choose_employee(key)

    def load(self) -> None:
        selection = self.context.selection
        self.viewmodel.load(selection.employee_id, selection.period)

    @property
    def what_if(self) -> WhatIfPanel:
        """The panel beside the figures, built when it is first asked for."""
        if self._what_if is None:
            self._what_if = WhatIfPanel(self.context)
            self._what_if.closed.connect(self.close_what_if)
            self._room.add_side(self._what_if)
        return self._what_if

    @Slot()
    def ask_what_if(self) -> None:
        """Let the user see what more deals would bring, in the place of any “why”."""
        if self._shown is None:
            return
        self.beside.close_panel()
        self.what_if.ask(self._shown.employee, self._shown.outcome.result.period)
        self._room.open_side(self.what_if)
        self.what_if.amount.setFocus()

    @Slot()
    def close_what_if(self) -> None:
        if self._what_if is not None:
            self._what_if.forget()
        if self._room.is_open:
            self._room.close_card()
            self.pay.what_if_button.setFocus()

    @Slot(object)
    def _on_asked(self, question: Question) -> None:
        self.close_what_if()
        self.beside.ask(question)

    def _figures(self) -> QScrollArea:
        inside = QWidget()
        inside.setMinimumWidth(_NARROWEST)
        inside.setProperty("surface", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.pay)
        column.addWidget(self._reason)
        column.addWidget(self.team_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._cards)
        column.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumWidth(_NARROWEST)
        return area

    @Slot(object)
    def _on_loaded(self, read: ProgressRead) -> None:
        figures = read.figures
        if figures is None:
            self._shown = None
            self.reading.hide()
            self._subtitle.setText("")
            self.explain_nothing(self.states, self._ask_whom)
            return
        self.reading.ask(figures.employee.id, figures.outcome.result.period)
        if figures != self._shown:  # else the focus and the open “why” stay where they are
            self._show(figures)
        if figures.indicators or figures.statement is not None:
            self.states.show_figures()
        else:
            self.explain_nothing(self.states, self.states.show_figures)

    def _ask_whom(self) -> None:
        words = _("Choose whose progress to show.")
        state = self.states.show_sentence("user", words, _("Open the team"))
        state.accepted.connect(self._on_team)

    def _show(self, figures: ProgressFigures) -> None:
        before, self._shown = self._shown, figures
        self._title.setText(self._title_of(figures))
        self._subtitle.setText(_about(figures))
        self.pay.show_figures(figures)
        self._say_why_empty(figures)
        self._show_cards(figures)
        self.beside.close_panel()
        if self._room.is_open:
            self._renew_what_if(before, figures)

    def _title_of(self, figures: ProgressFigures) -> str:
        """Say whose progress it is where somebody else has signed in."""
        access, employee = self.context.access, figures.employee
        if access.user is None or access.employee_id == employee.id:
            return _("My progress")
        return str(Message("Progress: {name}", name=employee.name))

    def _renew_what_if(self, before: ProgressFigures | None, figures: ProgressFigures) -> None:
        """Ask anew of the same employee and period; of others nobody asked."""
        whose = figures.employee.id, figures.outcome.result.period
        if before and whose == (before.employee.id, before.outcome.result.period):
            self.what_if.ask(figures.employee, whose[1])
        else:
            self.close_what_if()

    def _say_why_empty(self, figures: ProgressFigures) -> None:
        reason = figures.outcome.result.reason
        is_empty = not figures.indicators and reason is not None
        if is_empty:
            words = Message(
                "{reason}: the indicators of the others are in the team.", reason=capital(reason)
            )
            self._reason.setText(str(words))
        self._reason.setVisible(is_empty)
        self.team_button.setVisible(is_empty)

    def _show_cards(self, figures: ProgressFigures) -> None:
        clear(self._cards)
        self.cards = [IndicatorCard(one) for one in figures.indicators]
        for card in self.cards:
            card.asked.connect(self._on_asked)
            self._cards.addWidget(card)
        QTimer.singleShot(0, self, self._draw_trends)  # the figures are painted first

    def _draw_trends(self) -> None:
        for card in self.cards:
            card.draw_trend()

    def _on_failed(self, error: Exception) -> None:
        state = self.states.show_sentence("warning", self.words_of(error), _("Try again"))
        state.accepted.connect(self.reload)

    def _on_team(self) -> None:
        self.context.navigate("team", None)


def _about(figures: ProgressFigures) -> str:
    name, period = figures.employee.name, figures.outcome.result.period
    if figures.profile is None:
        return str(Message("{name} · {period}", name=name, period=period))
    return str(
        Message(
            "{name} · {period} · profile “{profile}”, {rules}",
            name=name,
            period=period,
            profile=figures.profile.name,
            rules=_rules(figures.profile),
        )
    )


def _rules(profile: Profile) -> Message:
    version = profile.version
    if version.valid_from == ALWAYS:
        return Message("rules of version {number}", number=version.number)
    day = formats.long_day(version.valid_from)
    return Message(
        "rules of version {number}, in force since {day}", number=version.number, day=day
    )
