"""Commands on users: who may sign in, and as what."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.cli import console
from crm_desktop.cli.signing_in import new_password
from crm_desktop.cli.upkeep import opened
from crm_desktop.cli.words import Words, one_of
from crm_desktop.composition import Services
from crm_desktop.domain.names import folded
from crm_desktop.domain.permissions import UserDraft, UserRow
from crm_desktop.errors import NotFoundError
from crm_desktop.texts import Message, _, shown


@dataclass(frozen=True, slots=True)
class NewUser:
    """``role`` and ``employee`` are codes; without an employee the user is none."""

    login: str
    name: str | None
    role: str
    employee: str | None


def list_users(words: Words) -> int:
    """Show all users, those too who may no longer sign in."""
    with opened(words) as services:
        users = services.users.users()
    console.show_table(
        [_("Login"), _("Full name"), _("Role"), _("Employee"), _("Active")],
        (
            (user.login, user.name, user.role.shown(), user.employee or "—", shown(user.is_active))
            for user in users
        ),
    )
    return 0


def add_user(words: Words, new: NewUser) -> int:
    with opened(words) as services:
        employee = None if new.employee is None else _employee(services, new.employee)
        name = new.name or (new.login if employee is None else employee[1])
        role_id = _role(services, new.role)
        services.users.save_user(
            UserDraft(
                new.login,
                name,
                role_id,
                None if employee is None else employee[0],
                new_password(),
            )
        )
    console.say(Message("{name} may sign in as “{login}”.", name=name, login=new.login))
    return 0


def set_password(words: Words, login: str) -> int:
    with opened(words) as services:
        user = _user(services, login)
        services.users.set_password(user, new_password())
    console.say(Message("{name} has a new password.", name=user.name))
    return 0


def set_role(words: Words, login: str, role: str) -> int:
    with opened(words) as services:
        user = _user(services, login)
        draft = UserDraft(
            user.login,
            user.name,
            _role(services, role),
            user.employee_id,
            is_active=user.is_active,
        )
        services.users.save_user(draft, user)
        became = next(one for one in services.users.roles() if one.id == draft.role_id)
    console.say(Message("{name} is now: {role}.", name=user.name, role=became.role))
    return 0


def _user(services: Services, login: str) -> UserRow:
    for user in services.users.users():
        if folded(user.login) == folded(login):
            return user
    raise NotFoundError(Message("User"), login)


def _role(services: Services, code: str) -> int:
    roles = {row.role.code: row.id for row in services.users.roles()}
    return roles[one_of(code, list(roles), option="--role")]


def _employee(services: Services, code: str) -> tuple[int, str]:
    for row in services.people.list_employees():
        if row.code == code:
            return row.id, row.name
    raise NotFoundError(Message("Employee"), code)
