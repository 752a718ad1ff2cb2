"""Rewards: the pay of the month, what changed later, and all that people decide about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.rewards.acquaintance_section import AcquaintanceSection
from ui.rewards.adjustments_section import AdjustmentsSection
from ui.rewards.changes_section import ChangesSection
from ui.rewards.disputes_section import DisputesSection
from ui.statements.page import StatementsPage
from ui.theme import GRID


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; ``factory`` is called when it is shown first."""

    code: str
    title: Message
    factory: Callable[[Context], PageView]


STATEMENTS = "statements"
SECTIONS: tuple[Section, ...] = (
    Section(STATEMENTS, Message("Statements"), StatementsPage),
    Section("changes", Message("Changes"), ChangesSection),
    Section("adjustments", Message("Adjustments"), AdjustmentsSection),
    Section("disputes", Message("Disputes"), DisputesSection),
    Section("acquaintance", Message("Acquaintance"), AcquaintanceSection),
)
_CODES = [section.code for section in SECTIONS]


class RewardsPage(PageView):
    """``open_key`` takes the code of a section, or the id of an employee to show the pay of."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("Rewards"))
        self._stack = QStackedWidget()
        self._views: dict[str, PageView] = {}
        for section in SECTIONS:
            self.tabs.addTab(str(section.title))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.tabs)
        layout.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._on_section)
        self.tabs.tabBarClicked.connect(self._on_clicked)
        self._on_section(0)

    @property
    def shortcuts(self) -> tuple[tuple[str, Message], ...]:  # type: ignore[override]
        return self.shown.shortcuts

    @property
    def shown(self) -> PageView:
        """The section that is seen."""
        return self.section(_CODES[self.tabs.currentIndex()])

    def section(self, code: str) -> PageView:
        """Return the section of ``code``, built if it was not yet visited."""
        if code not in self._views:
            view = next(one for one in SECTIONS if one.code == code).factory(self.context)
            self._views[code] = view
            self._stack.addWidget(view)
        return self._views[code]

    def open_key(self, key: object) -> None:
        if key in _CODES:
            self.tabs.setCurrentIndex(_CODES.index(str(key)))
        elif isinstance(key, int):
            self.tabs.setCurrentIndex(0)
            self.section(STATEMENTS).open_key(key)

    def show_start(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.section(STATEMENTS).show_start()

    def reload(self) -> None:
        self.shown.reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        for code, view in self._views.items():
            if not view.may_leave(then):
                self.open_key(code)
                return False
        return True

    @Slot(int)
    def _on_section(self, _place: int) -> None:
        self._stack.setCurrentWidget(self.shown)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        """Lead back from one statement to all by the tab that is chosen already."""
        if place == self.tabs.currentIndex():
            self.shown.show_start()
