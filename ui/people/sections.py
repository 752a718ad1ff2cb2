"""The parts of the page, as tabs in the head of each of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from crm_desktop.domain.permissions import Access, Right
from crm_desktop.texts import Message, _

EMPLOYEES, DEPARTMENTS, GROUPS, ACTIVITY_TYPES, FIRM, USERS, ROLES, SANDBOX = range(8)

_TITLES = (
    Message("Employees"),
    Message("Departments"),
    Message("Groups"),
    Message("Activity types"),
    Message("Firm"),
    Message("Users"),
    Message("Roles"),
    Message("Script sandbox"),
)


class Sections(QTabBar):
    """Always shows ``own`` as the current one; ``chosen`` tells that another is wanted.

    Users, roles and the sandbox are for those alone who administer.
    """

    chosen = Signal(int)

    def __init__(self, own: int, access: Access, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setAccessibleName(_("Administration"))
        for title in _TITLES:
            self.addTab(str(title))
        for place in (USERS, ROLES):
            self.setTabVisible(place, access.may(Right.ADMINISTER))
        sees_walls = access.may(Right.ADMINISTER) and access.may(Right.SCRIPTS)
        self.setTabVisible(SANDBOX, sees_walls)
        self.setCurrentIndex(own)
        self.currentChanged.connect(self._on_changed)

    def _on_changed(self, place: int) -> None:
        if place != self._own:
            self.setCurrentIndex(self._own)
            self.chosen.emit(place)
