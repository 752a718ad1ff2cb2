"""A list to choose one value from; long names are cut, never the room of others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_LETTERS = 12
_MARGIN = 4


class ChoiceBox(QComboBox):
    """The wheel scrolls the page, never the choice: a change is always meant."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Any] = []  # Qt would hand an enumeration back as plain text
        self.setAccessibleName(title)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        self.currentTextChanged.connect(self.setToolTip)

    def set_choices(self, choices: Iterable[tuple[str, Any]]) -> None:
        """Offer ``choices`` (words, value); what was chosen stays chosen if it is among them."""
        chosen = self.choice()
        self.blockSignals(True)
        self.clear()
        self._values.clear()
        for number, (words, value) in enumerate(choices):
            self.addItem(words)
            self._values.append(value)
            self.setItemData(number, words, Qt.ItemDataRole.ToolTipRole)
        self.blockSignals(False)
        self.setCurrentIndex(max(0, self._place(chosen)))
        self.setToolTip(self.currentText())

    def choice(self) -> Any:
        """Return the chosen value, None where there is nothing to choose from."""
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def choose(self, value: Any, words: str = "") -> None:
        """Choose ``value``, which joins the list as ``words`` where it is not in it."""
        if self._place(value) < 0:
            self._values.append(value)
            self.addItem(words)
        self.setCurrentIndex(self._place(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(
            control, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width() - _MARGIN
        )
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _place(self, value: Any) -> int:
        return self._values.index(value) if value in self._values else -1
