"""A page of several sections, one at a time, each built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from crm_desktop.texts import Message
from ui.context import Context, PageView
from ui.theme import GRID


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; ``factory`` is called when it is shown first."""

    code: str
    title: Message
    factory: Callable[[Context], PageView]


class TabbedPage(PageView):
    """``open_key`` takes the code of a section; ``name`` is what a screen reader calls the tabs."""

    def __init__(self, context: Context, sections: Sequence[Section], name: str) -> None:
        super().__init__()
        self.context = context
        self._sections = {section.code: section for section in sections}
        self._codes = list(self._sections)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(name)
        self._stack = QStackedWidget()
        self._views: dict[str, PageView] = {}
        for section in sections:
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
        return self.section(self._codes[self.tabs.currentIndex()])

    def section(self, code: str) -> PageView:
        """Return the section of ``code``, built if it was not yet visited."""
        if code not in self._views:
            view = self._views[code] = self.build(self._sections[code])
            self._stack.addWidget(view)
        return self._views[code]

    def build(self, section: Section) -> PageView:
        """Return the view of ``section``, which is shown for the first time."""
        return section.factory(self.context)

    def open_key(self, key: object) -> None:
        if key in self._codes:
            self.tabs.setCurrentIndex(self._codes.index(str(key)))

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
