"""The KPI scheme: what is measured, by which scales, and whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.scheme.definitions import DefinitionsView
from ui.scheme.keys import SchemeKey
from ui.scheme.sections import SECTIONS
from ui.theme import GRID


class SchemePage(PageView):
    """``open_key`` takes a ``SchemeKey``."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("KPI scheme"))
        self._stack = QStackedWidget()
        self._views: dict[str, DefinitionsView] = {}
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
    def shown(self) -> DefinitionsView:
        """The section that is seen."""
        return self.section(SECTIONS[self.tabs.currentIndex()].code)

    def section(self, code: str) -> DefinitionsView:
        """Return the section of ``code``, built if it was not yet visited."""
        if code not in self._views:
            section = next(one for one in SECTIONS if one.code == code)
            view = section.factory(self.context)
            view.elsewhere.connect(self.open_key)
            self._views[code] = view
            self._stack.addWidget(view)
        return self._views[code]

    @Slot(object)
    def open_key(self, key: object) -> None:
        if isinstance(key, SchemeKey):
            codes = [section.code for section in SECTIONS]
            self.tabs.setCurrentIndex(codes.index(key.section))
            self.section(key.section).open_code(key.code)

    def reload(self) -> None:
        self.shown.reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        for code, view in self._views.items():
            if not view.may_leave(then):
                self.tabs.setCurrentIndex([section.code for section in SECTIONS].index(code))
                return False
        return True

    @Slot(int)
    def _on_section(self, _place: int) -> None:
        self._stack.setCurrentWidget(self.shown)
