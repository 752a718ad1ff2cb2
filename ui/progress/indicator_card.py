"""One indicator: fact, plan, bar, next step, the last periods, coefficient and money."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import formats
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Polarity
from crm_desktop.texts import Message, _, plural, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.charts.sparkline import Sparkline
from ui.progress.figure import Figure
from ui.progress.figures import IndicatorFigures
from ui.theme import GRID, Tone
from ui.why.clickable import Clickable
from ui.widgets.card import Card
from ui.widgets.link_button import LinkButton
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.text import Label, Role

_WIDE = 700
_SIDE_WIDTH = 280
_NARROWEST = 240


class IndicatorCard(Card):
    """Emits ``asked`` with the ``Question`` of the figure that was pressed."""

    asked = Signal(object)

    def __init__(self, figures: IndicatorFigures, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.figures = figures
        name = figures.result.name
        self.setAccessibleName(name)
        self.setMinimumWidth(_NARROWEST)
        self.body.setContentsMargins(3 * GRID - 6, 2 * GRID - 4, 3 * GRID - 6, 2 * GRID - 6)
        self.fact = Clickable(name)
        self._fact_line = QHBoxLayout()
        self._fact_width = 0
        self.bar = Clickable(name)
        self.coefficient = Figure(_("Coefficient"), Role.VALUE)
        self.earned = Figure(_("In money"), Role.VALUE, align=Qt.AlignmentFlag.AlignRight)
        self.why_button = LinkButton(_("Why?"))
        self.why_button.setAccessibleName(str(Message("Why {name}?", name=name)))
        self._periods = _periods(figures.period_kind, len(figures.trend))
        words = Message("{name}: {periods}", name=name, periods=self._periods)
        self.trend = Sparkline(str(words))
        self._trend_box = self._trend_column()
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * GRID)
        self._row.addLayout(self._left(), 1)
        self._row.addWidget(self._trend_box)
        self._side_box = self._side()
        self._row.addWidget(self._side_box)
        self.body.addLayout(self._row)
        self._show_side()
        for button in (self.fact, self.bar, self.coefficient, self.earned, self.why_button):
            button.clicked.connect(self._on_clicked)

    def draw_trend(self) -> None:
        """Draw the line of the last periods, for which the plotting library is loaded."""
        if self.figures.trend:
            self.trend.show_values(self.figures.trend, self.figures.bar.tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE
        self._row.setDirection(_direction(is_row=is_wide))
        room = self.width() - 2 * self.body.contentsMargins().left()
        self._fact_line.setDirection(_direction(is_row=room >= self._fact_width))
        self._side_box.setSizePolicy(
            QSizePolicy.Policy.Fixed if is_wide else QSizePolicy.Policy.Preferred,
            QSizePolicy.Policy.Preferred,
        )
        self._trend_box.setVisible(is_wide and bool(self.figures.trend))

    def _left(self) -> QVBoxLayout:
        figures = self.figures
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(_inset(Label(figures.result.name, Role.TITLE, wraps=True)))
        column.addWidget(self._fact_row())
        column.addWidget(self._bar_row())
        hint = Label(capital(figures.hint), Role.TINY, wraps=True)
        if figures.pace is not None:
            words = Message("{hint}. {pace}", hint=capital(figures.hint), pace=figures.pace)
            hint.setText(str(words))
        column.addWidget(_inset(hint))
        for words in filter(None, (figures.pipeline, figures.by_hand)):
            column.addWidget(_inset(Label(capital(words), Role.TINY, wraps=True)))
        column.addStretch()
        return column

    def _fact_row(self) -> Clickable:
        result = self.figures.result
        value = Label(shown(Brief(result.fact)), Role.VALUE)
        row = self._fact_line
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(2 * GRID)
        row.addWidget(value)
        row.addWidget(Label(_of_plan(self.figures), Role.MUTED), 1, Qt.AlignmentFlag.AlignBottom)
        self.fact.hold(row)
        self._fact_width = row.sizeHint().width()
        self.fact.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.fact.setToolTip(capital(result.reason) if result.fact.value is None else "")
        words = Message(
            "{name}: {fact} {plan}",
            name=result.name,
            fact=Brief(result.fact),
            plan=_of_plan(self.figures),
        )
        self.fact.setAccessibleName(str(words))
        return self.fact

    def _bar_row(self) -> Clickable:
        figures = self.figures
        bar = ProgressBar(figures.result.name, figures.bar)
        box = QVBoxLayout()
        box.setContentsMargins(6, 3, 6, 3)
        box.addWidget(bar)
        self.bar.hold(box)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        no_bar = capital(figures.result.reason or figures.hint)
        described = figures.bar.described() if figures.bar.ratio is not None else no_bar
        self.bar.setToolTip(described)
        self.bar.setAccessibleDescription(described)
        return self.bar

    def _trend_column(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 4)
        column.addWidget(self.trend)
        column.addWidget(Label(str(self._periods), Role.TINY))
        column.addStretch()
        return box

    def _side(self) -> QWidget:
        box = QWidget()
        box.setMinimumWidth(_SIDE_WIDTH)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.coefficient, 0, 0)
        grid.addWidget(self.earned, 0, 1)
        grid.addWidget(self.why_button, 1, 0, 1, 2, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(2, 1)
        return box

    def _show_side(self) -> None:
        result, earned = self.figures.result, self.figures.earned
        if result.coefficient is None:
            self.coefficient.show_nothing(result.reason)
        else:
            words, why = formats.number(result.coefficient), _("Why this coefficient?")
            self.coefficient.show_value(words, tip=why)
        if earned is None:
            self.earned.show_nothing(_("No line of the statement is paid for this indicator."))
        else:
            tone = None if not earned else Tone.POSITIVE if earned.minor > 0 else Tone.NEGATIVE
            self.earned.show_value(shows.signed(earned), tone, _("Why this money?"))

    def _on_clicked(self) -> None:
        asked = self.sender()
        if asked is self.fact:
            self.asked.emit(self.figures.why_fact())
        elif asked is self.bar:
            self.asked.emit(self.figures.why_bar())
        elif asked is self.earned or (asked is self.why_button and self.figures.earned is not None):
            self.asked.emit(self.figures.why_earned())
        else:
            self.asked.emit(self.figures.why())


def _direction(*, is_row: bool) -> QBoxLayout.Direction:
    return QBoxLayout.Direction.LeftToRight if is_row else QBoxLayout.Direction.TopToBottom


def _of_plan(figures: IndicatorFigures) -> str:
    result = figures.result
    if result.plan.value is None:
        return _("no plan")
    if result.polarity is Polarity.LESS:
        return str(Message("of at most {plan}", plan=Brief(result.plan)))
    if result.tolerance is not None:
        tolerance = shows.percent(result.tolerance)
        return str(Message("of {plan} ± {share}", plan=Brief(result.plan), share=tolerance))
    return str(Message("of {plan}", plan=Brief(result.plan)))


def _inset(label: Label) -> Label:
    label.setContentsMargins(6, 0, 6, 0)
    return label


def _periods(kind: PeriodKind, count: int) -> Message:
    match kind:
        case PeriodKind.DAY:
            return plural("{count} day", "{count} days", count=count)
        case PeriodKind.WEEK:
            return plural("{count} week", "{count} weeks", count=count)
        case PeriodKind.MONTH:
            return plural("{count} month", "{count} months", count=count)
        case PeriodKind.QUARTER:
            return plural("{count} quarter", "{count} quarters", count=count)
        case PeriodKind.YEAR:
            return plural("{count} year", "{count} years", count=count)
        case _:
            return plural("{count} period", "{count} periods", count=count)
