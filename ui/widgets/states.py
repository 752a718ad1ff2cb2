"""Figures, or what stands in their place: pale rows while they are read, or a sentence."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.skeleton import Skeleton

_PATIENCE_MS = 300


class States(QStackedWidget):
    """Keeps showing old figures while new ones are read, so that nothing flickers.

    Figures of something else than what is read go after a moment, before anyone takes them
    for the answer.
    """

    def __init__(self, figures: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = figures
        self._skeleton = Skeleton()
        self._empty: EmptyState | None = None
        self._is_of_others = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_skeleton)
        self.addWidget(figures)
        self.addWidget(self._skeleton)
        self.setCurrentWidget(self._skeleton)

    @property
    def has_figures(self) -> bool:
        """Whether figures are shown, and not what stands in their place."""
        return self.currentWidget() is self._figures

    @property
    def is_waiting(self) -> bool:
        """Whether the figures shown are of something else and will soon go."""
        return self._patience.isActive()

    @property
    def sentence(self) -> str:
        """The sentence that stands in place of the figures, empty while they are shown."""
        return self._empty.sentence if self._empty is not None else ""

    @property
    def button(self) -> Button | None:
        """The button below that sentence, None where there is none."""
        return self._empty.findChild(Button) if self._empty is not None else None

    def forget(self) -> None:
        """From now on what is shown is of something else, such as another period."""
        self._is_of_others = True

    def show_reading(self) -> None:
        if self.currentWidget() is not self._figures:
            self._show_skeleton()
        elif self._is_of_others:
            self._patience.start()

    def show_figures(self) -> None:
        self._come_to_rest()
        self._drop_empty()
        self.setCurrentWidget(self._figures)

    def show_sentence(self, icon: str, sentence: str, button: str | None = None) -> EmptyState:
        """Show ``sentence`` in place of the figures; its button is for the caller to connect."""
        self._come_to_rest()
        self._drop_empty()
        self._empty = EmptyState(icon, sentence, button)
        self.addWidget(self._empty)
        self.setCurrentWidget(self._empty)
        return self._empty

    def _show_skeleton(self) -> None:
        self.setCurrentWidget(self._skeleton)

    def _come_to_rest(self) -> None:
        self._is_of_others = False
        self._patience.stop()

    def _drop_empty(self) -> None:
        if self._empty is not None:
            self.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
