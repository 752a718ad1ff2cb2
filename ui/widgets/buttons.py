"""Push buttons and tool buttons in the house's kinds; Enter presses them as Space does."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from ui import icons
from ui.theme import Tone
from ui.widgets.text import set_look


class Kind(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    QUIET = "quiet"
    LINK = "link"
    NAVIGATION = "nav"


_AIR = QSize(4, 0)
"""Room between an icon and its word."""

_ICON_TONES = {Kind.PRIMARY: Tone.ON_ACCENT, Kind.DANGER: Tone.NEGATIVE, Kind.LINK: Tone.ACCENT}


class Button(QPushButton):
    """A button with a word; at most one of a screen is PRIMARY."""

    def __init__(
        self,
        text: str,
        kind: Kind = Kind.PLAIN,
        *,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind.value)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon is not None:
            self.setIcon(icons.icon(icon, _ICON_TONES.get(kind, Tone.MUTED)))
            self.setIconSize(icons.SIZE + _AIR)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


def set_kind(button: Button, kind: Kind, *, icon: str) -> None:
    """Let ``button`` be of another kind, with its icon in the colour of that kind."""
    set_look(button, "kind", kind.value)
    button.setIcon(icons.icon(icon, _ICON_TONES.get(kind, Tone.MUTED)))


class IconButton(QToolButton):
    """A button that shows only an icon; ``name`` is its tool tip and what a reader says."""

    def __init__(
        self, icon: str, name: str, kind: Kind = Kind.QUIET, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind.value)
        self.setIcon(icons.icon(icon))
        self.setIconSize(icons.SIZE)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press ``button`` if ``event`` is Enter, which else the form around it would take."""
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    if is_enter and not event.isAutoRepeat():
        button.click()
    return is_enter
