"""The five letters of SMART for the goal, each with a sign and what holds or is to be done."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from crm_desktop.kpi.health import SmartCheck
from crm_desktop.texts import Message, _
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label


class GoalSmart(Card):
    def __init__(self) -> None:
        super().__init__(_("Is it a good goal?"))
        self.checks: tuple[SmartCheck, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID // 2)
        self.body.addLayout(self._lines)

    def show_checks(self, checks: Iterable[SmartCheck]) -> None:
        found = tuple(checks)
        if found == self.checks:
            return
        self.checks = found
        clear(self._lines)
        for check in found:
            icon, tone = ("check", Tone.POSITIVE) if check.holds else ("minus", Tone.WARNING)
            answer = _("holds") if check.holds else _("does not hold yet")
            words = Label(str(check.meaning), wraps=True)
            words.setAccessibleName(
                str(Message("{meaning}: {answer}", meaning=check.meaning, answer=answer))
            )
            sign = Icon(icon, 16, tone)
            sign.setToolTip(answer)
            row = QHBoxLayout()
            row.setSpacing(GRID)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            self._lines.addLayout(row)
