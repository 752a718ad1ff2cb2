"""Users and roles as their lists and cards need them; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.permissions import RoleDraft, RoleRow, Scope, UserDraft, UserRow
from crm_desktop.errors import NotFoundError
from crm_desktop.texts import Message
from ui.records.card_viewmodel import CardViewModel
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm_desktop.composition import Services
    from crm_desktop.domain.permissions import Access

_FIRST, _USUAL = "administrator", "employee"
"""The codes of the roles that are suggested for the first user, and for all later ones."""


@dataclass(frozen=True, slots=True)
class UsersKey:
    """The key of the list of users."""


@dataclass(frozen=True, slots=True)
class RolesKey:
    """The key of the table of roles."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """The key of a user who is not yet there."""


@dataclass(frozen=True, slots=True)
class NewRole:
    """The key of a role that is not yet there, and the one that it begins as."""

    like: RoleRow | None = None


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user, and the time zone in which the last sign-in is told."""

    row: UserRow
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class UserRead:
    """``row`` is None for a new user; ``employees`` are those whom no other user is.

    ``is_first`` says that nobody has to sign in yet.
    """

    row: UserRow | None
    roles: tuple[RoleRow, ...]
    employees: tuple[EmployeeRow, ...]
    zone: ZoneInfo
    is_first: bool

    @property
    def id(self) -> int | None:
        return None if self.row is None else self.row.id

    @property
    def version(self) -> int:
        return 0 if self.row is None else self.row.version

    @property
    def name(self) -> str:
        return "" if self.row is None else self.row.name

    def employee_name(self, employee_id: int | None) -> str:
        return next((one.name for one in self.employees if one.id == employee_id), "")

    def role_name(self, role_id: int) -> str:
        return next((one.role.shown() for one in self.roles if one.id == role_id), "")

    def usual_role(self) -> int:
        """Return the id of the role that is suggested for a new user."""
        wanted = _FIRST if self.is_first else _USUAL
        return next(one.id for one in self.roles if one.role.code == wanted)


@dataclass(frozen=True, slots=True)
class RoleRead:
    """``row`` is None for a new role."""

    row: RoleRow | None

    @property
    def id(self) -> int | None:
        return None if self.row is None else self.row.id

    @property
    def version(self) -> int:
        return 0 if self.row is None else self.row.version

    @property
    def name(self) -> str:
        return "" if self.row is None else self.row.role.shown()


class UserCardViewModel(CardViewModel[UserRead, UserDraft]):
    is_deletable = False

    def read_record(self, record_id: int | None) -> UserRead:
        services = self._services
        users = services.users.users()
        row = None if record_id is None else _user(users, record_id)
        others = {one.employee_id for one in users if one.id != record_id}
        today = services.firm.today()
        employed = {one.id for one in services.people.list_employees(on=today)}
        if row is not None and row.employee_id is not None:
            employed.add(row.employee_id)
        return UserRead(
            row=row,
            roles=tuple(services.users.roles()),
            employees=tuple(
                one
                for one in services.people.list_employees()
                if one.id in employed and one.id not in others
            ),
            zone=services.firm.firm().time_zone(),
            is_first=not users,
        )

    def draft_of(self, read: UserRead) -> UserDraft:
        row = read.row
        if row is None:
            return UserDraft("", "", read.usual_role())
        return UserDraft(row.login, row.name, row.role_id, row.employee_id, is_active=row.is_active)

    def create(self, draft: UserDraft) -> Saved:
        return self._services.users.save_user(draft)

    def write(self, record_id: int, version: int, draft: UserDraft) -> Changes:
        row = _user(self._services.users.users(), record_id)
        return self._services.users.save_user(draft, replace(row, version=version)).changes


class RoleCardViewModel(CardViewModel[RoleRead, RoleDraft]):
    def read_record(self, record_id: int | None) -> RoleRead:
        return RoleRead(None if record_id is None else self._row(record_id))

    def draft_of(self, read: RoleRead) -> RoleDraft:
        if read.row is None:
            return RoleDraft("", frozenset(), Scope.OWN)
        role = read.row.role
        return RoleDraft(role.shown(), role.rights, role.scope)

    def create(self, draft: RoleDraft) -> Saved:
        return self._services.users.save_role(draft)

    def write(self, record_id: int, version: int, draft: RoleDraft) -> Changes:
        row = replace(self._row(record_id), version=version)
        return self._services.users.save_role(draft, row).changes

    def remove(self, record_id: int, version: int) -> Changes:
        return self._services.users.delete_role(replace(self._row(record_id), version=version))

    def _row(self, record_id: int) -> RoleRow:
        found = next((one for one in self._services.users.roles() if one.id == record_id), None)
        if found is None:
            raise NotFoundError(Message("Role"), record_id)
        return found


class UsersViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # tuple[UserLine, ...]
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def _read(self) -> tuple[UserLine, ...]:
        zone = self._services.firm.firm().time_zone()
        return tuple(UserLine(row, zone) for row in self._services.users.users())


class RolesViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # tuple[RoleRow, ...]
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def _read(self) -> tuple[RoleRow, ...]:
        return tuple(self._services.users.roles())


class AccessViewModel(QObject):
    """``changed`` tells that what the user may is not what the window was built for."""

    changed = Signal()

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        *,
        built_for: Access,
        report: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._built_for = built_for
        self._report = report

    def ask(self) -> None:
        """Look whether it changed."""
        self._tasks.run(self, lambda: self._services.acting.access, self._on_read, self._report)

    def _on_read(self, access: Access) -> None:
        if access != self._built_for:
            self.changed.emit()


def _user(users: list[UserRow], user_id: int) -> UserRow:
    found = next((one for one in users if one.id == user_id), None)
    if found is None:
        raise NotFoundError(Message("User"), user_id)
    return found
