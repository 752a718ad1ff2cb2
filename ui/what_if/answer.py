"""The answer of a what-if: pay, where it comes from, the bars, and the next steps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.theme import GRID, Tone
from ui.what_if.figures import ChangedBar, ChangedLine, WhatIfFigures
from ui.widgets.card import clear, line
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.text import Label, Role, set_tone


class AnswerView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.total = Label(role=Role.FIGURE, wraps=True)
        self.difference = Label(role=Role.STRONG, wraps=True)
        self.lines = QGridLayout()
        self.lines.setColumnStretch(0, 1)
        self.lines.setHorizontalSpacing(2 * GRID)
        self.steps = Label(role=Role.BODY, wraps=True)
        self.bars = QVBoxLayout()
        self.bars.setSpacing(2 * GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        column.addWidget(Label(_("Total now → then"), Role.MUTED, wraps=True))
        for widget in (self.total, self.difference):
            column.addWidget(widget)
        column.addLayout(self.lines)
        column.addWidget(self.steps)
        column.addWidget(line())
        column.addLayout(self.bars)
        column.addStretch()

    def show_figures(self, figures: WhatIfFigures) -> None:
        self._show_pay(figures)
        clear(self.lines)
        for row, one in enumerate(figures.lines):
            self._add_line(row, one)
        self.steps.setText("\n".join(capital(step) for step in figures.steps))
        self.steps.setVisible(bool(figures.steps))
        clear(self.bars)
        for bar in figures.bars:
            self.bars.addLayout(_bar(bar))

    def _show_pay(self, figures: WhatIfFigures) -> None:
        was, would_be = figures.before.statement, figures.after.statement
        difference = figures.difference
        if was is None or would_be is None or difference is None:
            problem = figures.after.outcome.problem or Message("No reward card is assigned.")
            self.total.setText(shows.DASH)
            self.difference.setText(capital(problem))
            set_tone(self.difference, Tone.MUTED)
            return
        now, then = (shows.money(each.total, is_short=True) for each in (was, would_be))
        words = Message("{now} → {then}", now=now, then=then) if difference else now
        self.total.setText(str(words))
        if not difference:
            self.difference.setText(_("Choose deals or enter an amount to see what they bring."))
            set_tone(self.difference, Tone.MUTED)
            return
        more = shows.signed(difference)
        self.difference.setText(str(Message("{amount} in pay", amount=more)))
        set_tone(self.difference, Tone.POSITIVE if difference.minor > 0 else Tone.NEGATIVE)

    def _add_line(self, row: int, one: ChangedLine) -> None:
        amount = Label(shows.signed(one.amount), Role.TINY)
        self.lines.addWidget(Label(shown(one.label), Role.TINY, wraps=True), row, 0)
        self.lines.addWidget(amount, row, 1, Qt.AlignmentFlag.AlignRight)


def _bar(bar: ChangedBar) -> QVBoxLayout:
    """Return an indicator: the fact now and then, the bar as it would be, and the next step."""
    before, after = bar.before.result, bar.after.result
    column, head = QVBoxLayout(), QHBoxLayout()
    column.setSpacing(2)
    head.setSpacing(GRID)
    head.addWidget(Label(after.name, Role.STRONG, wraps=True), 1)
    now, then = shown(Brief(before.fact, is_whole=True)), shown(Brief(after.fact, is_whole=True))
    fact = now if now == then else str(Message("{now} → {then}", now=now, then=then))
    head.addWidget(Label(fact), 0, Qt.AlignmentFlag.AlignBottom)
    column.addLayout(head)
    column.addWidget(ProgressBar(after.name, bar.after.bar, is_compact=True))
    column.addWidget(Label(_below(bar), Role.TINY, wraps=True))
    return column


def _below(bar: ChangedBar) -> str:
    was, would_be = bar.before.result.attainment, bar.after.result.attainment
    hint = capital(bar.after.hint)
    if was is None or was == would_be:
        return hint
    return str(Message("{percent} now. {hint}", percent=shows.attainment(was), hint=hint))
