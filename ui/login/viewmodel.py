"""Signing in, and changing one's own password; knows no widget."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message
from ui.settings import remember_login, remembered_login
from ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.services.users import UserService


def refuse_unlike(password: str, again: str) -> None:
    """Refuse a new password that was typed in two ways.

    Raises:
        InvalidInputError: it was.

    """
    if password != again:
        raise InvalidInputError("again", Message("The two passwords differ: type them again."))


class SignInViewModel(QObject):
    """Remembers by ``database`` whose login was used last."""

    signed_in = Signal()
    failed = Signal(object)  # Exception

    def __init__(
        self, users: UserService, tasks: Tasks, database: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._users = users
        self._tasks = tasks
        self._database = database

    @property
    def login(self) -> str:
        """The login used last, empty where nobody has signed in yet."""
        return remembered_login(self._database)

    def sign_in(self, login: str, password: str) -> None:
        work = partial(self._users.sign_in, login, password)
        self._tasks.run(self, work, partial(self._on_signed_in, login), self.failed.emit)

    def _on_signed_in(self, login: str, _access: object) -> None:
        remember_login(self._database, login.strip())
        self.signed_in.emit()


class PasswordViewModel(QObject):
    changed = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, users: UserService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._users = users
        self._tasks = tasks

    def change(self, current: str, password: str, again: str) -> None:
        """Let whoever signed in do it with ``password`` from now on."""

        def work() -> None:
            refuse_unlike(password, again)
            self._users.change_password(current, password)

        self._tasks.run(self, work, self._on_changed, self.failed.emit)

    def _on_changed(self, _nothing: None) -> None:
        self.changed.emit()
