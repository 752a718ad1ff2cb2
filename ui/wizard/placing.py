"""Where a window stands when it opens."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 40)
"""What the system lays around a window."""


def place(window: QWidget, size: QSize) -> None:
    """Let ``window`` be in the middle of the one behind, with its whole frame on the screen."""
    room = window.screen().availableGeometry()
    window.resize(size.boundedTo(room.size() - _FRAME))
    whole = QRect(QPoint(), window.size() + _FRAME)
    behind = window.parentWidget()
    around = room if behind is None else behind.window().frameGeometry()
    whole.moveCenter(around.center())
    whole.moveRight(min(whole.right(), room.right()))
    whole.moveBottom(min(whole.bottom(), room.bottom()))
    whole.moveLeft(max(whole.left(), room.left()))
    whole.moveTop(max(whole.top(), room.top()))
    window.move(whole.topLeft())
