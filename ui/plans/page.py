"""Plans: the grid and its cascade, the working calendar, who is away, and marks given by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.plans.cascade_section import CascadeSection
from ui.plans.grid import Place
from ui.plans.grid_section import PlanGridSection
from ui.plans.sections import GRID_CODE, SECTIONS
from ui.plans.viewmodel import GridQuestion
from ui.theme import GRID

_CODES = [section.code for section in SECTIONS]


class PlansPage(PageView):
    """``open_key`` takes the code of a section."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("Plans"))
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
            if isinstance(view, CascadeSection):
                view.divided.connect(self._on_divided)
            self._views[code] = view
            self._stack.addWidget(view)
        return self._views[code]

    def open_key(self, key: object) -> None:
        if key in _CODES:
            self.tabs.setCurrentIndex(_CODES.index(str(key)))

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

    @Slot(object, object, str)
    def _on_divided(self, question: GridQuestion, places: Mapping[Place, str], note: str) -> None:
        """Let the grid go on with what the cascade made."""
        grid = self.section(GRID_CODE)
        self.open_key(GRID_CODE)
        if isinstance(grid, PlanGridSection):
            take = partial(grid.take, question, places, note)
            if grid.may_leave(take):
                take()
