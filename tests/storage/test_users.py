"""Users, their roles, and signing in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.permissions import (
    BUILT_IN,
    EVERYBODY,
    NOBODY,
    Right,
    RoleDraft,
    RoleRow,
    Scope,
    UserDraft,
    UserRow,
)
from crm_desktop.errors import (
    DeniedError,
    InUseError,
    InvalidInputError,
    SignInNeededError,
    StaleRecordError,
)
from crm_desktop.services.users import WrongPasswordError
from crm_desktop.storage.models import UserRecord
from tests.storage.crm_builders import NOW, add_employee, firm_services, sessions_on

PASSWORD = "correct horse"  # noqa: S105 - of a firm that lasts as long as a test


@pytest.fixture
def services(database: str) -> Services:
    return firm_services(database)


def role(services: Services, code: str) -> RoleRow:
    return next(row for row in services.users.roles() if row.role.code == code)


def draft(services: Services, login: str, code: str = "administrator") -> UserDraft:
    return UserDraft(login, login.title(), role(services, code).id, password=PASSWORD)


def user(services: Services, login: str) -> UserRow:
    return next(row for row in services.users.users() if row.login == login)


@pytest.fixture
def kept(services: Services) -> Services:
    """Return the services of a firm with an administrator, Anna, who has signed in."""
    services.users.save_user(draft(services, "anna"))
    return services


def test_a_database_has_the_built_in_roles_and_no_users(services: Services) -> None:
    assert [row.role for row in services.users.roles()] == list(BUILT_IN)
    assert services.users.users() == []
    assert services.acting.access == EVERYBODY
    assert not services.users.needs_sign_in()


@pytest.mark.parametrize("code", ["owner", "head", "employee"])
def test_the_first_user_must_be_able_to_administer(services: Services, code: str) -> None:
    with pytest.raises(InvalidInputError, match="able to administer"):
        services.users.save_user(draft(services, "anna", code))
    assert not services.users.has_users()


def test_who_makes_the_first_user_is_that_user(services: Services, database: str) -> None:
    services.users.save_user(draft(services, "anna"))

    assert services.acting.access.user == user(services, "anna")
    others = open_services(database, fixed(NOW))
    assert others.users.needs_sign_in()
    assert others.acting.access == NOBODY
    with pytest.raises(SignInNeededError):
        others.payroll.list_statements(others.greeting.greeting().month)


def test_an_open_program_asks_who_is_there_once_there_are_users(
    services: Services, database: str
) -> None:
    firm = services.firm.firm()
    open_services(database, fixed(NOW)).users.save_user(draft(services, "anna"))

    with pytest.raises(SignInNeededError):
        services.firm.save_firm(firm)


def test_logins_know_no_case_and_no_spaces_around_them(kept: Services) -> None:
    kept.users.save_user(draft(kept, " Пётр ", "employee"))
    kept.users.sign_out()

    access = kept.users.sign_in("ПЕТР ", PASSWORD)
    assert access.user is not None
    assert (access.user.login, access.rights, access.scope) == (
        "Пётр",
        frozenset({Right.RECORDS}),
        Scope.OWN,
    )
    assert access.user.signed_in_at == NOW


def test_a_login_and_an_employee_have_one_user(kept: Services) -> None:
    clerk = add_employee(kept, "Clerk")
    kept.users.save_user(replace(draft(kept, "clerk", "employee"), employee_id=clerk))

    with pytest.raises(InvalidInputError, match="login “ANNA”") as taken:
        kept.users.save_user(draft(kept, "ANNA", "employee"))
    with pytest.raises(InvalidInputError, match="this employee already") as same:
        kept.users.save_user(replace(draft(kept, "other", "employee"), employee_id=clerk))
    assert (taken.value.field, same.value.field) == ("login", "employee_id")


@pytest.mark.parametrize(
    ("password", "reason"),
    [("", "at least 8"), ("1234567", "at least 8"), ("Boris-The-1St", "no password")],
)
def test_a_password_is_long_and_not_the_login(kept: Services, password: str, reason: str) -> None:
    with pytest.raises(InvalidInputError, match=reason) as refused:
        kept.users.save_user(replace(draft(kept, "boris-the-1st"), password=password))
    assert refused.value.field == "password"


def test_a_password_is_not_kept_as_it_is(kept: Services, database: str) -> None:
    with sessions_on(database)() as session:
        record = session.get_one(UserRecord, 1)
        assert record.password_hash.startswith("$argon2id$")
        assert PASSWORD not in record.password_hash


def _at(database: str, at: datetime) -> Services:
    return open_services(database, fixed(at))


def _try(services: Services, login: str, password: str = "wrong") -> str:  # noqa: S107 - and is
    with pytest.raises(WrongPasswordError) as refused:
        services.users.sign_in(login, password)
    return str(refused.value)


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_wrong_passwords_make_wait_and_do_not_tell_who_is_known(kept: Services, login: str) -> None:
    tries = [_try(kept, login) for _ in range(6)]

    assert tries == [
        *["The login or the password is wrong."] * 5,
        "Too many wrong passwords: wait 1 minute.",
    ]


def test_each_wrong_password_after_a_wait_makes_wait_longer(kept: Services, database: str) -> None:
    at, waits = NOW, []
    for _ in range(5):
        _try(_at(database, at), "anna")
    for _ in range(9):
        at += timedelta(minutes=60)
        later = _at(database, at)
        _try(later, "anna")
        waits.append(_try(later, "anna", PASSWORD).split("wait ")[1])

    assert waits == [
        *(f"{minutes} minutes." for minutes in (2, 4, 8, 16, 32, 60, 60, 60, 60)),
    ]
    assert _at(database, at + timedelta(minutes=60)).users.sign_in("anna", PASSWORD)


def test_a_right_password_forgets_the_wrong_ones(kept: Services) -> None:
    for _ in range(2):
        for _ in range(4):
            _try(kept, "anna")
        kept.users.sign_in("anna", PASSWORD)


def test_whoever_may_no_longer_sign_in_is_out_at_once(kept: Services, database: str) -> None:
    kept.users.save_user(draft(kept, "boris", "owner"))
    boris = _at(database, NOW)
    boris.users.sign_in("boris", PASSWORD)
    kept.users.deactivate(user(kept, "boris"))

    assert boris.acting.access == NOBODY
    with pytest.raises(SignInNeededError):
        boris.payroll.list_statements(boris.greeting.greeting().month)
    assert _try(boris, "boris", PASSWORD) == "The login or the password is wrong."


def test_the_last_administrator_stays(kept: Services) -> None:
    anna = user(kept, "anna")
    owner = role(kept, "owner").id
    without = UserDraft("anna", "Anna", owner)

    with pytest.raises(InvalidInputError, match="able to administer"):
        kept.users.deactivate(anna)
    with pytest.raises(InvalidInputError, match="able to administer"):
        kept.users.save_user(without, anna)
    assert user(kept, "anna") == anna

    kept.users.save_user(draft(kept, "boris"))
    kept.users.save_user(without, anna)
    with pytest.raises(DeniedError, match="users"):
        kept.users.users()


def test_a_role_that_administers_alone_keeps_that_right(kept: Services) -> None:
    keeper = RoleDraft("Keeper", frozenset({Right.ADMINISTER}), Scope.OWN)
    kept.users.save_role(keeper)
    row = role(kept, "keeper")
    anna = user(kept, "anna")
    kept.users.save_user(UserDraft("anna", "Anna", row.id), anna)

    with pytest.raises(InvalidInputError, match="able to administer"):
        kept.users.save_role(replace(keeper, rights=frozenset()), role(kept, "keeper"))
    assert kept.acting.access.rights == {Right.ADMINISTER}


def test_own_roles_are_kept_and_built_in_ones_never_change(kept: Services) -> None:
    mine = RoleDraft("Закупки", frozenset({Right.RECORDS, Right.PEOPLE}), Scope.DEPARTMENT)
    kept.users.save_role(mine)
    row = role(kept, "zakupki")
    assert (row.role.name, row.role.rights, row.role.scope, row.users) == (
        "Закупки",
        mine.rights,
        mine.scope,
        0,
    )
    kept.users.save_user(draft(kept, "boris", "zakupki"))

    with pytest.raises(InvalidInputError, match="built-in"):
        kept.users.save_role(mine, role(kept, "owner"))
    with pytest.raises(InvalidInputError, match="already"):
        kept.users.save_role(replace(mine, name="ЗАКУПКИ"))
    with pytest.raises(InvalidInputError, match="already"):
        kept.users.save_role(replace(mine, name="owner of the firm"))
    with pytest.raises(InUseError, match="Закупки"):
        kept.users.delete_role(role(kept, "zakupki"))
    kept.users.save_user(UserDraft("boris", "Boris", role(kept, "owner").id), user(kept, "boris"))
    kept.users.delete_role(role(kept, "zakupki"))
    assert [one.role for one in kept.users.roles()] == list(BUILT_IN)


def test_what_somebody_else_saved_is_not_lost(kept: Services) -> None:
    before = user(kept, "anna")
    named = UserDraft("anna", "Anna Smith", before.role_id)
    kept.users.save_user(named, before)

    with pytest.raises(StaleRecordError, match="Anna Smith"):
        kept.users.save_user(named, before)
    with pytest.raises(StaleRecordError):
        kept.users.set_password(before, PASSWORD)


def test_an_empty_password_leaves_the_old_one(kept: Services) -> None:
    kept.users.save_user(UserDraft("ann", "Ann", user(kept, "anna").role_id), user(kept, "anna"))

    assert kept.users.sign_in("ann", PASSWORD).user == user(kept, "ann")


def test_an_administrator_gives_a_new_password_and_ends_the_waiting(
    kept: Services, database: str
) -> None:
    kept.users.save_user(draft(kept, "boris", "employee"))
    for _ in range(5):
        _try(_at(database, NOW), "boris")

    kept.users.set_password(user(kept, "boris"), "another one")
    assert kept.users.sign_in("boris", "another one").scope is Scope.OWN


def test_people_change_their_own_password_if_they_know_it(kept: Services) -> None:
    with pytest.raises(InvalidInputError, match="not your password") as refused:
        kept.users.change_password("wrong", "another one")
    assert refused.value.field == "current"
    with pytest.raises(InvalidInputError, match="at least 8"):
        kept.users.change_password(PASSWORD, "short")

    kept.users.change_password(PASSWORD, "another one")
    kept.users.sign_out()
    with pytest.raises(SignInNeededError):
        kept.users.change_password("another one", PASSWORD)
    assert kept.users.sign_in("anna", "another one").may(Right.ADMINISTER)


def test_a_refusal_names_what_is_needed_and_who_has_it(kept: Services) -> None:
    kept.users.save_user(draft(kept, "clerk", "accountant"))
    kept.users.sign_in("clerk", PASSWORD)

    with pytest.raises(DeniedError) as refused:
        kept.plans.set_plans([])
    assert str(refused.value) == (
        "Your role does not let you change indicators, plans, scales, templates and cards. "
        "Roles that do: Administrator, Owner of the firm."
    )
