"""A first start: where the records will be, and what is said when that cannot be."""

from __future__ import annotations

from functools import partial

from crm_desktop.errors import PasswordError
from crm_desktop.texts import Message
from ui.database_choice.page import DatabaseChoice
from ui.database_choice.password_box import KeepPassword
from ui.database_choice.password_page import ServerPassword
from ui.gallery.scene import Room, Scene, Step
from ui.gallery.stage import Stage

_HERE, _THERE = "firm.sqlite", "127.0.0.1"
_LOCATION = f"postgresql://crm@{_THERE}/crm"


def _name(path: str, stage: Stage) -> None:
    stage.find(DatabaseChoice).file_form.path.setText(path)


def _continue(stage: Stage) -> None:
    stage.find(DatabaseChoice).form.submit()


def _server(stage: Stage) -> None:
    page = stage.find(DatabaseChoice)
    page.there.setFocus()
    page.there.click()
    _with_safe(page.server_form.keep_password)


def _no_safe(stage: Stage) -> None:
    form = stage.find(DatabaseChoice).server_form
    form.explain.click()
    form.more.click()
    form.keep_password.show_possible(False)


def _type(stage: Stage) -> None:
    form = stage.find(DatabaseChoice).server_form
    for edit, text in (
        (form.host, _THERE),
        (form.port, "1"),
        (form.database, "crm"),
        (form.user, "crm"),
        (form.password, "crm"),
    ):
        edit.setText(text)


def _want_password(stage: Stage) -> None:
    chooser = stage.program.chooser
    if chooser is not None:
        words = Message("The server asks for the password of “{user}”.", user="crm")
        chooser.answers(PasswordError(_LOCATION, words))
        stage.settle()
        _with_safe(stage.find(ServerPassword).keep_password)


def _with_safe(keep_password: KeepPassword) -> None:
    keep_password.show_possible(True)
    keep_password.box.setChecked(True)


def _another(stage: Stage) -> None:
    chooser = stage.program.chooser
    if chooser is not None:
        chooser.begin()
        stage.settle()
        stage.find(DatabaseChoice).file_form.path.setText(_HERE)


_FILE: Step = partial(_name, _HERE)

FIRST_START_SCENES: tuple[Scene, ...] = (
    Scene("first-start", (_FILE,), room=Room.FIRST, is_main=True),
    Scene("first-start-share", (partial(_name, "//server/crm/firm.sqlite"),), room=Room.FIRST),
    Scene(
        "first-start-file-error",
        (partial(_name, "/nowhere/firm.sqlite"), _continue),
        room=Room.FIRST,
    ),
    Scene("first-start-server", (_FILE, _server), room=Room.FIRST, is_main=True),
    Scene("first-start-server-more", (_FILE, _server, _no_safe), room=Room.FIRST, is_main=True),
    Scene("first-start-server-error", (_FILE, _server, _type, _continue), room=Room.FIRST),
    Scene("first-start-password", (_want_password,), room=Room.FIRST, is_main=True),
    Scene("first-start-another", (_another,), room=Room.EMPTY),
)
