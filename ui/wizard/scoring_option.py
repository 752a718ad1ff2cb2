"""One of a few ways to choose from: what it is, its formula, and what it would give people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from ui import theme
from ui.theme import GRID
from ui.widgets.card import Card, clear
from ui.widgets.text import ElidedLabel, Label, Role, set_look

_LEAST_WIDTH = 27 * GRID


class OptionCard(Card):
    """A press anywhere on it chooses it."""

    def __init__(self, value: Any, name: str, *, formula: str, sentence: str) -> None:
        super().__init__()
        self.value = value
        self.radio = QRadioButton(name)
        self.radio.setFont(theme.font(is_bold=True))
        self.radio.setAccessibleDescription(f"{formula} {sentence}")
        self.note = Label(role=Role.TINY, wraps=True)
        self.figures: tuple[tuple[str, str], ...] = ()
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(GRID)
        self._figures.setVerticalSpacing(2)
        self._figures.setColumnStretch(0, 1)
        self.body.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        self.body.setSpacing(GRID // 2)
        self.body.addWidget(self.radio)
        self.body.addWidget(Label(formula, Role.STRONG, wraps=True))
        self.body.addWidget(Label(sentence, Role.MUTED, wraps=True))
        self.body.addStretch()
        self.body.addLayout(self._figures)
        self.body.addWidget(self.note)
        self.note.hide()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.radio.toggled.connect(self._show_chosen)

    def show_figures(self, rows: Sequence[tuple[str, str]], note: str = "") -> None:
        """Show who would get what, and how that came."""
        self.figures = tuple(rows)
        clear(self._figures)
        for number, (name, figure) in enumerate(rows):
            value = Label(figure, Role.STRONG)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._figures.addWidget(ElidedLabel(name), number, 0)
            self._figures.addWidget(value, number, 1)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.click()

    @Slot(bool)
    def _show_chosen(self, is_chosen: bool) -> None:
        set_look(self, "surface", "chosen" if is_chosen else "card")


class Options(QWidget):
    """``chosen`` carries the value that somebody chose; arrows go from one to the next.

    As many stand beside each other as there is room for, at most ``columns``.
    """

    chosen = Signal(object)

    def __init__(self, cards: Sequence[OptionCard], columns: int, name: str) -> None:
        super().__init__()
        self.cards = tuple(cards)
        self.setAccessibleName(name)
        self._most, self._columns = columns, 0
        self._group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID)
        for number, card in enumerate(cards):
            self._group.addButton(card.radio, number)
        self._place(columns)
        self._group.idClicked.connect(self._on_clicked)

    def choose(self, value: Any) -> None:
        """Show ``value`` as chosen."""
        for card in self.cards:
            card.radio.setChecked(card.value == value)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(max(card.minimumSizeHint().width() for card in self.cards), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = max(_LEAST_WIDTH, self.minimumSizeHint().width()) + GRID
        self._place(max(1, min(self._most, (event.size().width() + GRID) // needed)))

    def _place(self, columns: int) -> None:
        """Let ``columns`` cards stand beside each other."""
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(self._most):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self.cards[number].value)
