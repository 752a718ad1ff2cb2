"""Figures, or what stands in their place: pale rows while they are read, or a sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.skeleton import Skeleton


class States(QStackedWidget):
    """Keeps showing old figures while new ones are read, so that nothing flickers."""

    def __init__(self, figures: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = figures
        self._skeleton = Skeleton()
        self._empty: EmptyState | None = None
        self.addWidget(figures)
        self.addWidget(self._skeleton)
        self.setCurrentWidget(self._skeleton)

    @property
    def sentence(self) -> str:
        """The sentence that stands in place of the figures, empty while they are shown."""
        return self._empty.sentence if self._empty is not None else ""

    @property
    def button(self) -> Button | None:
        """The button below that sentence, None where there is none."""
        return self._empty.findChild(Button) if self._empty is not None else None

    def show_reading(self) -> None:
        if self.currentWidget() is not self._figures:
            self.setCurrentWidget(self._skeleton)

    def show_figures(self) -> None:
        self._drop_empty()
        self.setCurrentWidget(self._figures)

    def show_sentence(self, icon: str, sentence: str, button: str | None = None) -> EmptyState:
        """Show ``sentence`` in place of the figures; its button is for the caller to connect."""
        self._drop_empty()
        self._empty = EmptyState(icon, sentence, button)
        self.addWidget(self._empty)
        self.setCurrentWidget(self._empty)
        return self._empty

    def _drop_empty(self) -> None:
        if self._empty is not None:
            self.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
