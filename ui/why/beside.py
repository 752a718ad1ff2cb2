"""A screen with “why this number” at its side, or in its place where there is no room for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from shiboken6 import isValid

from ui.theme import GRID

if TYPE_CHECKING:
    from ui.why.panel import WhyPanel
    from ui.why.question import Question

ROOM_FOR_BOTH = 640
_SHARES = (58, 42)


class BesideWhy(QSplitter):
    """``build`` makes the panel when a figure is asked for first.

    ``is_lasting`` keeps it when there is room: the screen always shows one figure's why.
    Closing gives the focus back to where it was when the figure was asked for; ``left`` is
    emitted instead where Esc was pressed in a panel that stays.
    """

    left = Signal()

    def __init__(
        self,
        content: QWidget,
        build: Callable[[], WhyPanel],
        *,
        is_lasting: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.content = content
        self._build = build
        self._panel: WhyPanel | None = None
        self._is_lasting = is_lasting
        self._is_asked = False
        self._focus_before: QWidget | None = None
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * GRID)
        self._add(content)

    @property
    def panel(self) -> WhyPanel:
        if self._panel is None:
            self._panel = self._build()
            self._panel.hide()
            self._panel.closed.connect(self.close_panel)
            self._add(self._panel)
        return self._panel

    @property
    def is_open(self) -> bool:
        return self._panel is not None and not self._panel.isHidden()

    def ask(self, question: Question) -> None:
        """Open the panel on ``question`` and let the keyboard go on there.

        A lasting panel that stands open already leaves the keyboard where it is.
        """
        if self._is_lasting and self.width() >= ROOM_FOR_BOTH:
            self.offer(question)
            return
        self._focus_before = QApplication.focusWidget()
        self.panel.ask(question)
        self._is_asked = True
        self._arrange()
        self.panel.tree.setFocus()

    def offer(self, question: Question) -> None:
        """Show ``question`` in a panel that is open, without leaving the screen."""
        self.panel.ask(question)
        self._arrange()

    def close_panel(self) -> None:
        if self.is_open and self._is_lasting and self.width() >= ROOM_FOR_BOTH:
            self.left.emit()
            return
        self._is_asked = False
        self._arrange()
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and self.content.isAncestorOf(before):
            before.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _add(self, widget: QWidget) -> None:
        place = self.count()
        self.addWidget(widget)
        self.setStretchFactor(place, _SHARES[place])

    def _arrange(self) -> None:
        if self._panel is None:
            return
        has_room = self.width() >= ROOM_FOR_BOTH
        has_question = self._panel.question is not None
        is_open = self._is_asked or (self._is_lasting and has_room and has_question)
        is_opening = is_open and self._panel.isHidden()
        self._panel.setVisible(is_open)
        self.content.setVisible(has_room or not is_open)
        if is_opening and has_room:
            self.setSizes([self.width() * share // 100 for share in _SHARES])
        self._panel.close_button.setVisible(not (self._is_lasting and has_room))
