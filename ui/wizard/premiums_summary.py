"""What a team would have got last month by all that is chosen, and what to think of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.rewards.wizard.premium_figures import Stake, bonus_share
from crm_desktop.texts import Message, _, plural, shown
from ui import format as shows
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear, line
from ui.widgets.icon_label import Icon
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import ElidedLabel, Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.premium_preview import CardExample

_WIDTH = 33 * GRID
_LOOKS = {
    Stake.NONE: ("warning", Tone.WARNING),
    Stake.LITTLE: ("warning", Tone.WARNING),
    Stake.RIGHT: ("check", Tone.POSITIVE),
    Stake.MUCH: ("information", Tone.MUTED),
    Stake.MOST: ("warning", Tone.WARNING),
}


class PremiumsSummary(Card):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Last month by these rules"))
        self.example: CardExample | None = None
        self.setFixedWidth(_WIDTH)
        self.month = Label(role=Role.MUTED, wraps=True)
        self.share = Label(role=Role.FIGURE)
        self.advice = Label(wraps=True)
        self._icon = QHBoxLayout()
        self._totals, self._people = QGridLayout(), QGridLayout()
        figures = QWidget()
        column = QVBoxLayout(figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        said = QHBoxLayout()
        said.setSpacing(GRID)
        said.addLayout(self._icon)
        said.addWidget(self.advice, 1)
        column.addWidget(self.month)
        column.addLayout(self._totals)
        column.addWidget(line())
        column.addWidget(Label(_("Premiums to salaries"), Role.MUTED))
        column.addWidget(self.share)
        column.addLayout(said)
        column.addWidget(line())
        column.addLayout(self._people)
        column.addStretch()
        for grid in (self._totals, self._people):
            grid.setHorizontalSpacing(GRID)
            grid.setVerticalSpacing(GRID // 2)
            grid.setColumnStretch(0, 1)
        self.states = States(Scroll(figures))
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.body.addWidget(Label(self.accessibleName(), Role.TITLE, wraps=True))
        self.body.addWidget(self.states, 1)

    def show_example(self, example: CardExample) -> None:
        self.example = example
        if not example.rows:
            self.states.show_sentence("rewards", _("Nobody of the team was there last month."))
            return
        self.month.setText(shown(example.period))
        zero = Money.zero(example.total.currency)
        salaries = sum((row.salary for row in example.rows), zero)
        premiums = sum((row.premiums for row in example.rows), zero)
        everyone = plural("{count} person", "{count} people", count=len(example.rows))
        _fill(
            self._totals,
            [
                (_("Salaries"), salaries, Role.BODY),
                (_("Premiums"), premiums, Role.BODY),
                (shown(Message("All, {people}", people=everyone)), example.total, Role.STRONG),
            ],
        )
        found = bonus_share(
            (row.salary.as_decimal(), row.premiums.as_decimal()) for row in example.rows
        )
        self.share.setText(shows.percent(found.share))
        self.advice.setText(shown(found.stake.advice))
        clear(self._icon)
        icon, tone = _LOOKS[found.stake]
        self._icon.addWidget(Icon(icon, 18, tone), 0, Qt.AlignmentFlag.AlignTop)
        _fill(self._people, [(row.subject.name, row.total, Role.BODY) for row in example.rows])
        self.states.show_figures()

    def show_sentence(self, sentence: str) -> None:
        """Say why there are no figures."""
        self.example = None
        self.states.show_sentence("rewards", sentence)


def _fill(grid: QGridLayout, rows: list[tuple[str, Money, Role]]) -> None:
    clear(grid)
    for number, (name, amount, role) in enumerate(rows):
        figure = Label(shows.money(amount, is_short=True), role)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(ElidedLabel(name, role), number, 0)
        grid.addWidget(figure, number, 1)
