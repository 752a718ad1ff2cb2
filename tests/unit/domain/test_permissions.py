"""What roles allow, as the documentation says, and how refusals read."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.domain.permissions import (
    ADMINISTRATOR,
    BUILT_IN,
    EVERYBODY,
    NOBODY,
    Access,
    Right,
    Role,
    Scope,
    UserDraft,
    UserRow,
)
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import DeniedError

_USERS = Path(__file__).resolve().parents[3] / "docs" / "users.md"


def _table() -> list[list[str]]:
    lines = _USERS.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_documentation_shows_what_each_role_may() -> None:
    heads, _, *rows, sight = _table()
    shown = {
        role: {row[0].strip("`") for row in rows if row[place] == "✓"}
        for place, role in enumerate(heads)
        if place > 1
    }

    assert [row[0].strip("`") for row in rows] == [right.value for right in Right]
    assert shown == {role.code: {right.value for right in role.rights} for role in BUILT_IN}
    assert sight[2:] == [str(role.scope.shown()) for role in BUILT_IN]


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_a_user_may_what_their_role_allows(role: Role) -> None:
    access = Access.of(UserRow(1, 1, "anna", "Anna", 1, role, employee_id=7))

    assert {right for right in Right if access.may(right)} == role.rights
    assert (access.sees_all(), access.employee_id) == (role.scope is Scope.ALL, 7)
    for right in set(Right) - role.rights:
        with pytest.raises(DeniedError, match=f"let you {right.deed()}\\."):
            access.require(right)


def test_without_users_everything_is_open_and_before_a_sign_in_nothing() -> None:
    assert EVERYBODY.rights == ADMINISTRATOR.rights
    assert EVERYBODY.sees_all()
    assert not NOBODY.may_any(frozenset(Right))
    with pytest.raises(DeniedError, match="everybody"):
        NOBODY.require_all()


def test_each_step_of_a_statement_has_a_right_of_its_own() -> None:
    assert [Right.of_step(state).value for state in StatementState] == [
        "calculate",
        "approve",
        "publish",
        "pay",
        "close",
    ]


def test_what_is_entered_about_a_user_is_told_without_the_password() -> None:
    assert "correct horse" not in repr(UserDraft("anna", "Anna", 1, None, "correct horse"))
