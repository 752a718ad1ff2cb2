"""A screen with “why this number” at its side, or in its place where there is no room for both."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from shiboken6 import isValid

from ui.theme import GRID
from ui.why.panel import WhyPanel
from ui.why.question import Question

ROOM_FOR_BOTH = 640
_SHARES = (58, 42)


class BesideWhy(QSplitter):
    """``is_lasting`` keeps the panel when there is room: the screen always shows one figure's why.

    Closing gives the focus back to where it was when the figure was asked for.
    """

    def __init__(
        self,
        content: QWidget,
        panel: WhyPanel,
        *,
        is_lasting: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.content = content
        self.panel = panel
        self._is_lasting = is_lasting
        self._is_asked = False
        self._focus_before: QWidget | None = None
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * GRID)
        for place, (widget, share) in enumerate(zip((content, panel), _SHARES, strict=True)):
            self.addWidget(widget)
            self.setStretchFactor(place, share)
        panel.closed.connect(self.close_panel)
        self._arrange()

    @property
    def is_open(self) -> bool:
        return not self.panel.isHidden()

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
        self._is_asked = False
        self._arrange()
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and self.content.isAncestorOf(before):
            before.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        has_room = self.width() >= ROOM_FOR_BOTH
        has_question = self.panel.question is not None
        is_open = self._is_asked or (self._is_lasting and has_room and has_question)
        is_opening = is_open and self.panel.isHidden()
        self.panel.setVisible(is_open)
        self.content.setVisible(has_room or not is_open)
        if is_opening and has_room:
            self.setSizes([self.width() * share // 100 for share in _SHARES])
        self.panel.close_button.setVisible(not (self._is_lasting and has_room))
