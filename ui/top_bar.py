"""The bar above the pages: search, period, look, whose progress is shown, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QWidget

from crm_desktop.texts import Message, _
from ui import theme
from ui.look_buttons import LookButtons, open_menu
from ui.selection import Selection
from ui.surroundings import Person
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.search_field import SearchField

_LONGEST_NAME, _LONGEST_OWN_NAME = 180, 120
"""How wide the names are in a narrow window; what it is wider lets them grow."""


class TopBar(QFrame):
    """``user`` is the name of who is signed in, empty where nobody has to sign in."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    password_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(
        self,
        search: SearchField,
        period: PeriodSelector,
        selection: Selection,
        *,
        user: str = "",
        more: Sequence[QAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._user = user
        self._more = tuple(more)
        self._people: tuple[Person, ...] = ()
        self.setProperty("surface", "bar")
        self.setFixedHeight(7 * GRID)
        self.looks = LookButtons()
        self._person = Button("", Kind.QUIET, icon="user")
        self._person.setAccessibleName(_("Employee"))
        self._person.clicked.connect(self._on_person)
        self.account_button = Button("", Kind.QUIET, icon="lock")
        self.account_button.setAccessibleName(_("Signed in"))
        self.account_button.clicked.connect(self._on_account)
        self._menu_button = IconButton("menu", _("Menu"))
        self._menu_button.clicked.connect(self._on_menu)
        self._lay_out(search, period)
        self._show_person()
        self._show_user()
        self.looks.theme_chosen.connect(self.theme_chosen)
        self.looks.language_chosen.connect(self.language_chosen)
        selection.employee_changed.connect(self._show_person)

    @property
    def last_button(self) -> QAbstractButton:
        """Where the keyboard leaves the bar."""
        return self._menu_button

    def show_theme(self) -> None:
        self.looks.show_theme()

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

    def account_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("Change my password…")).triggered.connect(self._on_password)
        menu.addAction(_("Sign out")).triggered.connect(self._on_sign_out)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_person()
        self._show_user()

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
        for button in (self.looks, self._person, self.account_button, self._menu_button):
            layout.addWidget(button)

    @Slot()
    def _show_person(self) -> None:
        """Show whose progress it is, unless that can only be who is signed in."""
        chosen = [p.name for p in self._people if p.id == self._selection.employee_id]
        name = chosen[0] if chosen else ""
        self._person.setVisible(len(self._people) > (1 if self._user else 0))
        metrics = self._person.fontMetrics()
        room = _LONGEST_NAME + self._spare_room()
        elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        words = Message("Progress: {name}", name=elided) if self._user and name else elided
        self._person.setText(f"{words} ▾")
        self._person.setToolTip(name)
        self._person.setAccessibleDescription(name)

    def _show_user(self) -> None:
        button = self.account_button
        metrics = button.fontMetrics()
        mode = Qt.TextElideMode.ElideRight
        is_narrow = self.width() < theme.NARROW_BELOW
        room = _LONGEST_OWN_NAME + self._spare_room()
        name = "" if is_narrow else metrics.elidedText(self._user, mode, room)
        button.setText(f"{name} ▾")
        button.setToolTip(self._user)
        button.setAccessibleDescription(self._user)
        button.setVisible(bool(self._user))

    def _spare_room(self) -> int:
        return max(0, self.width() - theme.NARROW_BELOW) // 3

    def _on_person(self) -> None:
        open_menu(self.people_menu(), self._person)

    def _on_account(self) -> None:
        open_menu(self.account_menu(), self.account_button)

    def _on_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions(self._more)
        open_menu(menu, self._menu_button)

    @Slot()
    def _on_password(self) -> None:
        self.password_wanted.emit()

    @Slot()
    def _on_sign_out(self) -> None:
        self.sign_out_wanted.emit()

    @Slot(QAction)
    def _on_person_chosen(self, action: QAction) -> None:
        self._selection.choose_employee(action.data())
