"""Rewards: the pay of the month, what changed later, and all that people decide about it."""

from __future__ import annotations

from PySide6.QtCore import Slot

from crm_desktop.texts import Message, _
from ui.context import Context
from ui.rewards.acquaintance_section import AcquaintanceSection
from ui.rewards.adjustments_section import AdjustmentsSection
from ui.rewards.changes_section import ChangesSection
from ui.rewards.disputes_section import DisputesSection
from ui.statements.page import StatementsPage
from ui.tabbed_page import Section, TabbedPage

STATEMENTS = "statements"
SECTIONS: tuple[Section, ...] = (
    Section(STATEMENTS, Message("Statements"), StatementsPage),
    Section("changes", Message("Changes"), ChangesSection),
    Section("adjustments", Message("Adjustments"), AdjustmentsSection),
    Section("disputes", Message("Disputes"), DisputesSection),
    Section("acquaintance", Message("Acquaintance"), AcquaintanceSection),
)


class RewardsPage(TabbedPage):
    """``open_key`` takes the code of a section, or the id of an employee to show the pay of."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, SECTIONS, _("Rewards"))
        self.tabs.tabBarClicked.connect(self._on_clicked)

    def open_key(self, key: object) -> None:
        super().open_key(key)
        if isinstance(key, int):
            self.tabs.setCurrentIndex(0)
            self.section(STATEMENTS).open_key(key)

    def show_start(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.section(STATEMENTS).show_start()

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        """Lead back from one statement to all by the tab that is chosen already."""
        if place == self.tabs.currentIndex():
            self.shown.show_start()
