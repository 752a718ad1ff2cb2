"""Beside the table of a trial: who never and who always reaches a plan, and what to think of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.rewards.trial import Reach, Trial
from crm_desktop.texts import Message, _, plural, shown
from ui.brief import capital
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear
from ui.widgets.scroll import Scroll
from ui.widgets.text import ElidedLabel, Label, Role

_MOST = 12
_NARROWEST = 240


class FindingsView(Scroll):
    def __init__(self) -> None:
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, GRID, 0)
        self._column.setSpacing(2 * GRID)
        super().__init__(self._content)
        self.setMinimumWidth(_NARROWEST)

    def show_trial(self, trial: Trial) -> None:
        clear(self._column)
        self._column.addWidget(
            _reaches(_("Never reach"), trial.never, _("Everybody reached each plan at least once."))
        )
        self._column.addWidget(
            _reaches(_("Always reach"), trial.always, _("Nobody reached a plan in every month."))
        )
        if trial.problems:
            self._column.addWidget(_problems(trial))
        if trial.findings:
            self._column.addWidget(_warnings(trial))
        self._column.addStretch()


def _card(title: str) -> Card:
    card = Card(title)
    card.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    card.body.setSpacing(GRID // 2)
    return card


def _reaches(title: str, reaches: Sequence[Reach], nobody: str) -> Card:
    """Return each person with the goals that they reached in none, or in each, of the months."""
    card = _card(title)
    by_person: dict[str, list[str]] = {}
    for reach in reaches:
        by_person.setdefault(reach.subject.name, []).append(shown(reach.name))
    if not by_person:
        card.body.addWidget(Label(nobody, Role.MUTED, wraps=True))
    for name, goals in list(by_person.items())[:_MOST]:
        card.body.addWidget(ElidedLabel(name, Role.STRONG))
        card.body.addWidget(Label(", ".join(goals), Role.TINY, wraps=True))
    _say_more(card, len(by_person))
    return card


def _problems(trial: Trial) -> Card:
    card = _card(_("Not computed"))
    for month, subject, problem in trial.problems[:_MOST]:
        words = Message(
            "{name}, {month}: {problem}", name=subject.name, month=month, problem=problem
        )
        card.body.addWidget(Label(str(words), Role.TINY, tone=Tone.WARNING, wraps=True))
    _say_more(card, len(trial.problems))
    return card


def _warnings(trial: Trial) -> Card:
    card = _card(_("Health of this scheme"))
    for finding in trial.findings[:_MOST]:
        card.body.addWidget(Label(capital(finding.message), wraps=True))
        card.body.addWidget(Label(capital(finding.advice), Role.TINY, wraps=True))
    _say_more(card, len(trial.findings))
    return card


def _say_more(card: Card, count: int) -> None:
    if count > _MOST:
        more = plural("and {count} more", "and {count} more", count=count - _MOST)
        card.body.addWidget(Label(str(more), Role.TINY))
