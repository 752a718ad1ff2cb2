"""What is taller than its room scrolls, so that nothing is clipped on a small screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_AROUND = 16


class Scroll(QScrollArea):
    """As wide as its content wants to be, scrolled only up and down."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        if content.property("surface") is None:
            content.setProperty("surface", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def bring_up(self, widget: QWidget) -> None:
        """Let all of ``widget`` be seen, once it has its place."""

        def show() -> None:
            self.ensureVisible(0, self._top_of(widget) + widget.height(), 0, _AROUND)
            self.ensureVisible(0, self._top_of(widget), 0, _AROUND)

        QTimer.singleShot(0, widget, show)

    def _top_of(self, widget: QWidget) -> int:
        return widget.mapTo(self._content, QPoint(0, 0)).y()

    def sizeHint(self) -> QSize:
        wanted = self._content.sizeHint()
        return wanted + QSize(self.verticalScrollBar().sizeHint().width(), 0)

    def minimumSizeHint(self) -> QSize:
        width = self._content.minimumSizeHint().width()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), 120)
