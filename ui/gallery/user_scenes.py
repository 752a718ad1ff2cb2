"""Users: signing in, who may what, and the window of people who may little."""

from __future__ import annotations

from functools import partial

from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.login.page import SignIn
from ui.people.page import PeoplePage
from ui.people.sections import ROLES, USERS

ADMINISTRATOR, HEAD, EMPLOYEE, GUEST = "admin", "head", "seller", "guest"
PASSWORD = "a long password"  # noqa: S105 - of the users of the pictures
_TRIES = 6


def _sign_in(login: str, password: str, stage: Stage) -> None:
    """Sign in, after whoever has signed in before has left."""
    if stage.window.desk is not None:
        stage.program.sign_out()
        stage.settle()
    step = stage.find(SignIn)
    step.login.setText(login)
    step.password.setText(password)
    step.form.submit()
    stage.settle()


def _try_again(stage: Stage) -> None:
    for _number in range(_TRIES):
        _sign_in(GUEST, PASSWORD[::-1], stage)


def _show_password(stage: Stage) -> None:
    step = stage.find(SignIn)
    step.login.setText(HEAD)
    step.password.setText(PASSWORD)
    step.show_box.click()


def _users(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(USERS)


def _user(login: str, stage: Stage) -> None:
    view = stage.find(PeoplePage).users
    view.open_key(next(one.row.id for one in view.model.rows if one.row.login == login))


def _new_user(stage: Stage) -> None:
    stage.find(PeoplePage).users.new_button.click()


def _type_differently(stage: Stage) -> None:
    card = stage.find(PeoplePage).users.card
    card.name.setText(ADMINISTRATOR)
    card.password.setText(PASSWORD)
    card.save_button.click()


def _demote_the_last(stage: Stage) -> None:
    card = stage.find(PeoplePage).users.card
    card.active.setChecked(False)
    card.save_button.click()


def _roles(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(ROLES)


def _role(code: str, stage: Stage) -> None:
    view = stage.find(PeoplePage).roles
    roles = stage.services.users.roles()
    view.open_key(next(one.id for one in roles if one.role.code == code))


def _copy_role(stage: Stage) -> None:
    stage.find(PeoplePage).roles.card.copy_button.click()


def _change_password(stage: Stage) -> None:
    stage.program.change_password()


_AS_ADMINISTRATOR, _AS_HEAD, _AS_EMPLOYEE = (
    partial(_sign_in, login, PASSWORD) for login in (ADMINISTRATOR, HEAD, EMPLOYEE)
)
_START = (_AS_ADMINISTRATOR, page("people"), _users)
_AT_ROLES = (*_START, _roles)

USER_SCENES: tuple[Scene, ...] = (
    Scene("users-empty", (page("people"), _users), room=Room.EMPTY),
    Scene("users-first", (page("people"), _users, _new_user), room=Room.EMPTY, is_main=True),
    Scene("sign-in", room=Room.USERS, is_main=True),
    Scene("sign-in-shown", (_show_password,), room=Room.USERS),
    Scene("sign-in-wrong", (partial(_sign_in, HEAD, "?"),), room=Room.USERS),
    Scene("sign-in-locked", (_try_again,), room=Room.USERS),
    Scene("users", _START, room=Room.USERS, is_main=True),
    Scene("user", (*_START, partial(_user, EMPLOYEE)), room=Room.USERS, is_main=True),
    Scene("user-last", (*_START, partial(_user, ADMINISTRATOR), _demote_the_last), Room.USERS),
    Scene("user-new", (*_START, _new_user), room=Room.USERS),
    Scene("user-error", (*_START, _new_user, _type_differently), room=Room.USERS),
    Scene("roles", _AT_ROLES, room=Room.USERS, is_main=True),
    Scene("role-built-in", (*_AT_ROLES, partial(_role, "head")), room=Room.USERS, is_main=True),
    Scene("role-copy", (*_AT_ROLES, partial(_role, "head"), _copy_role), room=Room.USERS),
    Scene("own-password", (_AS_EMPLOYEE, _change_password), room=Room.USERS),
    Scene("own-progress", (_AS_EMPLOYEE,), room=Room.USERS, is_main=True),
    Scene("own-pay", (_AS_EMPLOYEE, page("statements")), room=Room.USERS, is_main=True),
    Scene("head-team", (_AS_HEAD, page("team")), room=Room.USERS),
    Scene("head-pay", (_AS_HEAD, page("statements")), room=Room.USERS),
)
