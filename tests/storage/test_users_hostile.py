"""Users and signing in, by hostile input, in several windows and at other times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.permissions import NOBODY, Right, Scope, UserDraft, UserRow
from crm_desktop.errors import CrmError, InUseError, InvalidInputError, SignInNeededError
from crm_desktop.services.users import WrongPasswordError
from crm_desktop.storage.models import UserRecord
from tests.storage.crm_builders import NOW, add_employee, firm_services, sessions_on
from tests.storage.test_users import PASSWORD, draft, user


@pytest.fixture
def kept(database: str) -> Services:
    """Return the services of a firm with an administrator, Anna, who has signed in."""
    services = firm_services(database)
    services.users.save_user(draft(services, "anna"))
    return services


def _at(database: str, at: datetime) -> Services:
    return open_services(database, fixed(at))


def _try(services: Services, login: str, password: str) -> str:
    with pytest.raises(WrongPasswordError) as refused:
        services.users.sign_in(login, password)
    return str(refused.value)


@pytest.mark.parametrize(
    "login",
    ["a\x00b", "\ud800", "ﷺ" * 300, "x" * (1 << 20), "", "О'Нил; DROP TABLE role; --", "😀", "%"],
    ids=["zero", "half", "long-when-folded", "long", "empty", "sql", "emoji", "wildcard"],
)
def test_no_login_breaks_what_asks_for_it(kept: Services, login: str) -> None:
    tries = [_try(kept, login, PASSWORD) for _ in range(6)]

    assert tries[-1] == "Too many wrong passwords: wait 1 minute."
    assert kept.users.sign_in("anna", PASSWORD)


@pytest.mark.parametrize(
    "login",
    ["О'Нил; DROP TABLE role; --", "😀", "%", "ﷺ" * 100],
    ids=["sql", "emoji", "wildcard", "long-when-folded"],
)
def test_a_strange_login_is_that_of_its_user_alone(kept: Services, login: str) -> None:
    kept.users.save_user(draft(kept, login, "employee"))

    signed_in = kept.users.sign_in(login, PASSWORD).user
    assert signed_in is not None
    assert signed_in.login == login


def test_a_long_password_is_refused_and_costs_no_more_than_another(kept: Services) -> None:
    long = "x" * (1 << 20)

    assert _try(kept, "anna", long) == "The login or the password is wrong."
    kept.users.sign_in("anna", PASSWORD)
    with pytest.raises(InvalidInputError, match="at most 1,000"):
        kept.users.save_user(replace(draft(kept, "boris"), password=long))


def test_signing_in_does_not_make_an_open_form_stale(kept: Services, database: str) -> None:
    kept.users.save_user(draft(kept, "boris", "employee"))
    opened = user(kept, "boris")
    window = _at(database, NOW)
    _try(window, "boris", "wrong")
    window.users.sign_in("boris", PASSWORD)

    kept.users.save_user(replace(draft(kept, "boris", "head"), password=""), opened)

    assert window.acting.access.scope is Scope.BELOW
    assert user(kept, "boris").signed_in_at == NOW


def test_a_clock_that_was_ahead_makes_nobody_wait(kept: Services, database: str) -> None:
    ahead = _at(database, NOW + timedelta(days=400))
    for _ in range(5):
        _try(ahead, "anna", "wrong")

    assert _try(ahead, "anna", PASSWORD) == "Too many wrong passwords: wait 1 minute."
    assert _at(database, NOW).users.sign_in("anna", PASSWORD)


def test_who_has_the_id_of_another_after_a_restore_is_not_that_one(
    kept: Services, database: str
) -> None:
    window = _at(database, NOW)
    window.users.sign_in("anna", PASSWORD)
    with sessions_on(database).begin() as session:
        session.execute(update(UserRecord).values(created_at=NOW - timedelta(days=1)))

    assert window.acting.access == NOBODY
    assert window.users.sign_in("anna", PASSWORD).may(Right.ADMINISTER)


def test_two_windows_do_not_both_take_the_last_administrators_away(database: str) -> None:
    windows = [open_services(database, fixed(NOW)) for _ in range(2)]  # before there is a firm
    first = windows[0]
    for login in ("anna", "boris"):
        first.users.save_user(draft(first, login))
    windows[1].users.sign_in("boris", PASSWORD)
    rows = [user(first, login) for login in ("anna", "boris")]
    together = Barrier(2)

    def deactivate(window: Services, row: UserRow) -> bool:
        together.wait()
        try:
            window.users.deactivate(row)
        except CrmError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(deactivate, windows, rows[::-1]))

    with sessions_on(database)() as session:
        assert session.scalars(select(UserRecord.is_active)).all().count(True) == 1
    assert done.count(True) == 1


def test_one_first_user_is_made_of_two_windows(database: str) -> None:
    windows = [open_services(database, fixed(NOW)) for _ in range(2)]  # before there is a firm
    drafts = [draft(windows[0], login) for login in ("anna", "boris")]
    together = Barrier(2)

    def make(window: Services, wanted: UserDraft) -> bool:
        together.wait()
        try:
            window.users.save_user(wanted)
        except SignInNeededError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(make, windows, drafts))

    assert done.count(True) == 1


def test_an_employee_who_is_a_user_is_not_deleted(kept: Services) -> None:
    employee_id = add_employee(kept, "Boris")
    kept.users.save_user(replace(draft(kept, "boris", "employee"), employee_id=employee_id))
    row = next(one for one in kept.people.list_employees() if one.id == employee_id)

    with pytest.raises(InUseError):
        kept.people.delete_employee(row.id, row.version)
    assert user(kept, "boris").employee == "Boris"
