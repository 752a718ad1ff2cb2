"""What a picture is: the window, and what a user does in it before it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.gallery.stage import Stage

Step = Callable[[Stage], object]


class Room(StrEnum):
    """Which database the window stands on."""

    FIRM = "firm"
    EMPTY = "empty"
    FIRST = "first"
    NEW = "new"
    BROKEN = "broken"
    USERS = "users"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: what a user does, step by step, after the program has started.

    ``is_main`` is drawn in a small window too; ``is_hasty`` does not wait for what the last
    step asks for.
    """

    name: str
    steps: tuple[Step, ...] = ()
    room: Room = Room.FIRM
    is_main: bool = False
    is_hasty: bool = False

    @property
    def start(self) -> str:
        """The code of the page that the program starts at, empty for its own first one."""
        match self.steps[:1]:
            case (partial(func=func, args=(str(code),)),) if func is _open:
                return code
        return ""

    def goes_on(self, stood: tuple[Step, ...]) -> bool:
        """Return whether it begins with the steps ``stood``, which a scene ended with."""
        return bool(stood) and self.steps[: len(stood)] == stood


def page(code: str) -> Step:
    """Return the step to the page of ``code``."""
    return partial(_open, code)


def enter(field: QLineEdit, text: str) -> None:
    """Write ``text`` into ``field`` and press Enter."""
    field.setFocus()
    field.setText(text)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(field, key)


def _open(code: str, stage: Stage) -> None:
    stage.desk.open(code)
