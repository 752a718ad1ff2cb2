"""The bar above the pages: search, period, look, language, and whose progress is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from crm_desktop.texts import LANGUAGES, _, language
from ui import icons, theme
from ui.selection import Selection
from ui.surroundings import Person
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.search_field import SearchField

LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}
"""Each language in its own words, whatever the language in force."""

_LONGEST_NAME = 180


class TopBar(QFrame):
    theme_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(
        self,
        search: SearchField,
        period: PeriodSelector,
        selection: Selection,
        *,
        more: Sequence[QAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._more = tuple(more)
        self._people: tuple[Person, ...] = ()
        self.setProperty("surface", "bar")
        self.setFixedHeight(7 * GRID)
        self._theme = IconButton("theme-dark", _("Dark theme"))
        self._theme.clicked.connect(self._on_theme)
        self._language = IconButton("language", _("Language"))
        self._language.clicked.connect(self._on_language)
        self._person = Button("", Kind.QUIET, icon="user")
        self._person.setAccessibleName(_("Employee"))
        self._person.clicked.connect(self._on_person)
        self._menu_button = IconButton("menu", _("Menu"))
        self._menu_button.clicked.connect(self._on_menu)
        self._lay_out(search, period)
        self.show_theme()
        self._show_person()
        selection.employee_changed.connect(self._show_person)

    def show_theme(self) -> None:
        """Offer the theme that is not in force."""
        is_dark = theme.current() is theme.DARK
        name = _("Light theme") if is_dark else _("Dark theme")
        self._theme.setIcon(icons.icon("theme-light" if is_dark else "theme-dark"))
        self._theme.setToolTip(name)
        self._theme.setAccessibleName(name)

    @Slot(object)
    def show_people(self, people: Sequence[Person]) -> None:
        self._people = tuple(people)
        self._show_person()

    def people_menu(self) -> QMenu:
        menu = QMenu(self)
        for person in self._people:
            action = menu.addAction(person.name)
            action.setCheckable(True)
            action.setChecked(person.id == self._selection.employee_id)
            action.setData(person.id)
        menu.triggered.connect(self._on_person_chosen)
        return menu

    def language_menu(self) -> QMenu:
        menu = QMenu(self)
        for code in LANGUAGES:
            action = menu.addAction(LANGUAGE_NAMES[code])
            action.setCheckable(True)
            action.setChecked(code == language())
            action.setData(code)
        menu.triggered.connect(self._on_language_chosen)
        return menu

    def _lay_out(self, search: SearchField, period: PeriodSelector) -> None:
        search.setMinimumWidth(160)
        search.setMaximumWidth(360)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 0, 2 * GRID, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(search, 8)
        layout.addSpacing(2 * GRID)
        layout.addWidget(period)
        layout.addStretch(1)
        for button in (self._theme, self._language, self._person, self._menu_button):
            layout.addWidget(button)

    @Slot()
    def _show_person(self) -> None:
        chosen = [p.name for p in self._people if p.id == self._selection.employee_id]
        name = chosen[0] if chosen else ""
        self._person.setVisible(bool(self._people))
        metrics = self._person.fontMetrics()
        elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _LONGEST_NAME)
        self._person.setText(f"{elided} ▾")
        self._person.setToolTip(name)
        self._person.setAccessibleDescription(name)

    def _on_theme(self) -> None:
        is_dark = theme.current() is theme.DARK
        self.theme_chosen.emit("light" if is_dark else "dark")

    def _on_language(self) -> None:
        self._open(self.language_menu(), self._language)

    def _on_person(self) -> None:
        self._open(self.people_menu(), self._person)

    def _on_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions(self._more)
        self._open(menu, self._menu_button)

    def _open(self, menu: QMenu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        left = under.width() - menu.sizeHint().width()
        menu.popup(under.mapToGlobal(QPoint(left, under.height() + 4)))

    @Slot(QAction)
    def _on_person_chosen(self, action: QAction) -> None:
        self._selection.choose_employee(action.data())

    @Slot(QAction)
    def _on_language_chosen(self, action: QAction) -> None:
        if action.data() != language():
            self.language_chosen.emit(action.data())
