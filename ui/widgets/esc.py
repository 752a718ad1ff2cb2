"""Esc in an open list closes the list alone; the page behind it has Esc as a shortcut too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


def keep_esc(popup: QWidget) -> None:
    """Let no shortcut of a page take Esc while ``popup`` has the keys."""
    popup.installEventFilter(_EscKeeper(popup))


def is_shortcut_esc(event: QEvent) -> bool:
    """Return whether a shortcut is about to take Esc, unless ``event`` is accepted."""
    is_asked = event.type() is QEvent.Type.ShortcutOverride
    return is_asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


class _EscKeeper(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if is_shortcut_esc(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)
