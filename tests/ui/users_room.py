"""A firm with two employees and the page of administration, for tests of users and roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import RoleRow, UserDraft, UserRow
from tests.storage.crm_builders import firm_services
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.people.page import PeoplePage
from ui.selection import Selection

PASSWORD = "a long password"  # noqa: S105 - of nobody


@dataclass
class UsersRoom:
    """``entered`` are the keys at which the window was to be built anew."""

    services: Services
    page: PeoplePage
    said: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    entered: list[object] = field(default_factory=list)

    def user(self, login: str) -> UserRow:
        return next(row for row in self.services.users.users() if row.login == login)

    def role(self, code: str) -> RoleRow:
        return role_of(self.services, code)


def people_services(database: str) -> Services:
    """Return the services on a firm where Anna and Boris work, without users."""
    services = firm_services(database)
    for code, name in (("anna", "Anna Bell"), ("boris", "Boris Cole")):
        services.people.create_employee(EmployeeDraft(code, name))
    return services


def role_of(services: Services, code: str) -> RoleRow:
    return next(row for row in services.users.roles() if row.role.code == code)


def add_user(services: Services, login: str, role: str, employee: str | None = None) -> None:
    """Add a user; the first one has signed in from then on."""
    people = {row.code: row.id for row in services.people.list_employees()}
    employee_id = None if employee is None else people[employee]
    draft = UserDraft(login, login.title(), role_of(services, role).id, employee_id, PASSWORD)
    services.users.save_user(draft)


def users_room(qtbot: QtBot, services: Services) -> UsersRoom:
    """Return the page of administration, shown, for whoever has signed in to ``services``."""
    said: list[str] = []
    errors: list[Exception] = []
    entered: list[object] = []
    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 3)),
        lambda code, key: None,
        lambda sentence, undo=None: said.append(sentence),
        errors.append,
        services.acting.access,
        entered.append,
    )
    page = PeoplePage(context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    with qtbot.waitActive(page):
        page.show()
    return UsersRoom(services, page, said, errors, entered)
