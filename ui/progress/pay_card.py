"""Salary, bonus, forecast and total at the head of the progress."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.rewards.statement import Statement
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.brief import capital
from ui.progress.figure import Figure
from ui.progress.figures import ProgressFigures
from ui.statements.questions import bonus_of, why_bonus, why_salary, why_total
from ui.theme import GRID, Tone
from ui.widgets.card import Card
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_NARROWEST = 240


class PayCard(Card):
    """Emits ``asked`` with the ``Question`` of the figure that was pressed.

    ``imagined`` is emitted when the user wants to see what more deals would bring.
    """

    asked = Signal(object)
    imagined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(_("Pay"))
        self.setMinimumWidth(_NARROWEST)
        self._arranged = 0, 0  # columns and figures
        self._foretells = True
        self._statement: Statement | None = None
        self._projected: Statement | None = None
        self.salary = Figure(_("Salary"))
        self.bonus = Figure(_("Bonus now"))
        self.forecast = Figure(_("Bonus forecast"))
        self.total = Figure(_("Total now"))
        self._problem = Label(role=Role.MUTED, wraps=True)
        self.what_if_button = LinkButton(_("What if I win more?"), icon="rising")
        self.what_if_button.clicked.connect(self.imagined)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GRID)
        self.body.setContentsMargins(3 * GRID - 6, 2 * GRID - 4, 3 * GRID - 6, 2 * GRID - 4)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._problem)
        self.body.addWidget(self.what_if_button, 0, Qt.AlignmentFlag.AlignLeft)
        for figure in self._figures:
            figure.clicked.connect(self._on_clicked)
        self._arrange(columns=4)

    def show_figures(self, figures: ProgressFigures) -> None:
        self._statement, self._projected = figures.statement, figures.forecast
        problem = figures.outcome.problem or Message("No reward card is assigned.")
        self._problem.setText("" if figures.statement else capital(problem))
        self._problem.setVisible(figures.statement is None)
        self._speak_of(is_over=figures.is_over)
        self.what_if_button.setVisible(not figures.is_over)
        if figures.statement is None:
            for figure in self._figures:
                figure.show_nothing(problem)
            return
        statement = figures.statement
        self.salary.show_value(shows.money(statement.salary, is_short=True))
        bonus = bonus_of(statement)
        self.bonus.show_value(shows.money(bonus, is_short=True), _tone(bonus.minor))
        if rest := figures.unattributed():
            words = Message("Of it {amount} for no single indicator below.", amount=rest)
            self.bonus.setToolTip(str(words))
            self.bonus.setAccessibleDescription(str(words))
        self.total.show_value(shows.money(statement.total, is_short=True), Tone.ACCENT)
        if figures.forecast is None:
            self.forecast.show_nothing(
                Message("The period is not under way, so there is no pace to carry on.")
            )
        else:
            self.forecast.show_value(shows.money(bonus_of(figures.forecast), is_short=True))
        self._arrange(columns=self._columns_for(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(columns=self._columns_for(event.size().width()))

    @property
    def _figures(self) -> tuple[Figure, ...]:
        return (self.salary, self.bonus, self.forecast, self.total)

    def _speak_of(self, *, is_over: bool) -> None:
        """Say “now” and foretell only while the period lasts."""
        self.bonus.set_caption(_("Bonus") if is_over else _("Bonus now"))
        self.total.set_caption(_("Total") if is_over else _("Total now"))
        self._foretells = not is_over
        self.forecast.setVisible(self._foretells)

    def _columns_for(self, width: int) -> int:
        margins = self.body.contentsMargins()
        room = width - margins.left() - margins.right()
        widest = max(figure.sizeHint().width() for figure in self._figures)
        spacing = self._grid.horizontalSpacing()
        return next(n for n in (4, 2, 1) if n == 1 or n * widest + (n - 1) * spacing <= room)

    def _arrange(self, *, columns: int) -> None:
        shown = [one for one in self._figures if self._foretells or one is not self.forecast]
        if (columns, len(shown)) == self._arranged:
            return
        self._arranged = columns, len(shown)
        for place, figure in enumerate(shown):
            self._grid.addWidget(figure, *divmod(place, columns))
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _on_clicked(self) -> None:
        asked, statement = self.sender(), self._statement
        if asked is self.forecast and self._projected is not None:
            self.asked.emit(why_bonus(self._projected))
        elif statement is not None:
            why = {self.salary: why_salary, self.bonus: why_bonus, self.total: why_total}
            self.asked.emit(why[asked](statement))  # type: ignore[index]


def _tone(minor: int) -> Tone | None:
    if minor == 0:
        return None
    return Tone.POSITIVE if minor > 0 else Tone.NEGATIVE
