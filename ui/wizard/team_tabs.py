"""The teams of a draft above a page, one of which the page is about."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QTabBar, QWidget

from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.texts import _
from ui.wizard.viewmodel import WizardViewModel


class TeamTabs(QTabBar):
    """``chosen`` carries the code of the team that was gone to; all pages share the choice.

    Where there is one team alone there is nothing to choose, so nothing is shown.
    """

    chosen = Signal(str)

    def __init__(self, viewmodel: WizardViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewmodel = viewmodel
        self._codes: tuple[str, ...] = ()
        self._is_showing = False
        self.setAccessibleName(_("Teams"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.currentChanged.connect(self._on_current)

    @property
    def team(self) -> str:
        """The code of the team that is shown, empty where there is none."""
        kept, codes = self._viewmodel.team, [each.code for each in self._viewmodel.draft.teams]
        return kept if kept in codes else next(iter(codes), "")

    def show_teams(self, draft: WizardDraft) -> None:
        """Show the teams of ``draft``; the one that was chosen last stays."""
        self._is_showing = True
        self._codes = tuple(team.code for team in draft.teams)
        while self.count() > len(self._codes):
            self.removeTab(self.count() - 1)
        while self.count() < len(self._codes):
            self.addTab("")
        for place, code in enumerate(self._codes):
            name = draft.profile(code).name
            self.setTabText(place, name.replace("&", "&&"))
            self.setTabToolTip(place, name)
        if self.team in self._codes:
            self.setCurrentIndex(self._codes.index(self.team))
        self.setVisible(len(self._codes) > 1)
        self._is_showing = False

    @Slot(int)
    def _on_current(self, place: int) -> None:
        if not self._is_showing and 0 <= place < len(self._codes):
            self._viewmodel.team = self._codes[place]
            self.chosen.emit(self._codes[place])
