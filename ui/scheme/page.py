"""The KPI scheme: designed ones, all its parts in turn, how healthy it is, and a trial."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from crm_desktop.changes import Changes
from crm_desktop.domain.permissions import Right, denied
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.scheme.definitions import DefinitionsView
from ui.scheme.health.view import HealthView
from ui.scheme.indicators.section import IndicatorsView
from ui.scheme.keys import CatalogueKey, NewScheme, OpenWizards, SchemeFile, SchemeKey
from ui.scheme.sections import SECTIONS
from ui.scheme_import import SchemeImport
from ui.theme import GRID
from ui.trial.view import TrialView
from ui.wizard.listing import WizardsView

_TRIAL_BEFORE_END, _HEALTH_BEFORE_END = 1, 2


class SchemePage(PageView):
    """``open_key`` takes a key of ``ui.scheme.keys``.

    Who may change the scheme finds those that were designed step by step first.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("KPI scheme"))
        self.health = HealthView(context)
        self._trial: TrialView | None = None
        self._stack = QStackedWidget()
        self._views: dict[str, DefinitionsView] = {}
        self.scheme_import: SchemeImport | None = None
        self.wizards: WizardsView | None = None
        if context.access.may(Right.SCHEME):
            self.wizards = WizardsView(context)
            self._stack.addWidget(self.wizards)
            self.tabs.addTab(_("Schemes"))
            self.wizards.counted.connect(self._on_reviews_counted)
        self._first = self.tabs.count()
        for section in SECTIONS:
            self.tabs.addTab(str(section.title))
        self.tabs.addTab(_("Health"))
        self.tabs.addTab(_("Trial"))
        self._stack.addWidget(self.health)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.tabs)
        layout.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._on_section)
        self.health.counted.connect(self._on_counted)
        self.health.elsewhere.connect(self.open_key)
        context.changes.happened.connect(self._on_changes)
        self._on_section(0)

    @property
    def shortcuts(self) -> tuple[tuple[str, Message], ...]:  # type: ignore[override]
        return self.shown.shortcuts

    @property
    def shown(self) -> WizardsView | DefinitionsView | HealthView | TrialView:
        """The section that is seen."""
        number, count = self.tabs.currentIndex(), self.tabs.count()
        if number == count - _HEALTH_BEFORE_END:
            return self.health
        if number == count - _TRIAL_BEFORE_END:
            return self.trial
        if self.wizards is not None and number < self._first:
            return self.wizards
        return self.section(SECTIONS[number - self._first].code)

    @property
    def trial(self) -> TrialView:
        """The trial of a scheme, built when it is first visited."""
        if self._trial is None:
            self._trial = TrialView(self.context)
            self._stack.addWidget(self._trial)
        return self._trial

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
            self.show_section(key.section)
            self.section(key.section).open_code(key.code)
        elif isinstance(key, CatalogueKey):
            self.show_section("indicators")
            indicators = self.shown
            if isinstance(indicators, IndicatorsView):
                indicators.open_catalogue()
        elif isinstance(key, NewScheme) and self.wizards is not None:
            self.tabs.setCurrentIndex(0)
            self.wizards.start(key.file)
        elif isinstance(key, OpenWizards) and self.wizards is not None:
            self.wizards.opening.open_all(key.ids)
        elif isinstance(key, SchemeFile):
            self._offer(key.path)

    def _offer(self, path: Path) -> None:
        if not self.context.access.may(Right.SCHEME):
            self.context.report(denied(Right.SCHEME))
            return
        if self.scheme_import is None:
            self.scheme_import = SchemeImport(self.context, self)
        self.scheme_import.viewmodel.look_into(path)

    def show_section(self, code: str) -> None:
        """Show the list of ``code``, or what is open in its place."""
        place = [section.code for section in SECTIONS].index(code)
        self.tabs.setCurrentIndex(self._first + place)

    def show_health(self) -> None:
        self.tabs.setCurrentIndex(self.tabs.count() - _HEALTH_BEFORE_END)

    def show_trial(self) -> None:
        self.tabs.setCurrentIndex(self.tabs.count() - _TRIAL_BEFORE_END)

    def reload(self) -> None:
        self.shown.reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        for code, view in self._views.items():
            if not view.may_leave(then):
                self.show_section(code)
                return False
        return self.wizards is None or self.wizards.may_leave(then)

    def own_windows(self) -> OpenWizards | None:
        drafts = () if self.wizards is None else self.wizards.opening.drafts()
        return OpenWizards(drafts) if drafts else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load_counts()

    def _load_counts(self) -> None:
        """Read what the names of tabs tell, also of those that are not seen."""
        self.health.load_if_stale()
        if self.wizards is not None:
            self.wizards.load_if_stale()

    @Slot(int)
    def _on_section(self, _place: int) -> None:
        self._stack.setCurrentWidget(self.shown)

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        """Say at the name of the section how much there is to think of."""
        words = Message("Health · {count}", count=count) if count else Message("Health")
        self.tabs.setTabText(self.tabs.count() - _HEALTH_BEFORE_END, str(words))

    @Slot(int)
    def _on_reviews_counted(self, count: int) -> None:
        """Say at the name of the list how many schemes wait for a review."""
        words = Message("Schemes · {count}", count=count) if count else Message("Schemes")
        self.tabs.setTabText(0, str(words))

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & Changes.SCHEME and self.isVisible():
            self._load_counts()
