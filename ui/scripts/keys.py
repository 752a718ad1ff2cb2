"""Shortcuts of a widget and of all in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def connect_keys(widget: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
    """Let each of ``keys`` call what belongs to it while the keyboard is in ``widget``."""
    for sequence, call in keys.items():
        shortcut = QShortcut(QKeySequence(sequence), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(call)
