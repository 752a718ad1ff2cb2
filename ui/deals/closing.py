"""Winning a deal, losing it for a reason that is asked for in place, opening it again."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.deals import DealStatus
from crm_desktop.texts import _
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.form import Field


class Closing(QWidget):
    """Emits what the user decided; the reason of a loss is not yet judged by the core."""

    won = Signal()
    lost = Signal(str)
    reopened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.won_button = Button(_("Won"), icon="won")
        self.lost_button = Button(_("Lost…"), icon="lost")
        self.reopen_button = Button(_("Reopen"), icon="undo")
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.reason.setMinimumContentsLength(12)
        self.field = Field("loss_reason", _("Why was the deal lost?"), self.reason)
        self.confirm_button = Button(_("Mark as lost"), Kind.DANGER, icon="lost")
        self.cancel_button = Button(_("Back"))
        self._asking = self._question()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button in (self.won_button, self.lost_button, self.reopen_button):
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(row)
        layout.addWidget(self._asking)
        self._connect()

    @property
    def is_asking(self) -> bool:
        """Whether the reason of a loss is being asked for."""
        return not self._asking.isHidden()

    def show_status(self, status: DealStatus, reasons: Iterable[str]) -> None:
        """Offer what can be done with a deal of ``status``; ``reasons`` were given before."""
        is_open = status is DealStatus.OPEN
        focused = QApplication.focusWidget()
        goes_on = focused is not None and self.isAncestorOf(focused)
        self.won_button.setVisible(is_open)
        self.lost_button.setVisible(is_open)
        self.reopen_button.setVisible(not is_open)
        self.reason.clear()
        self.reason.addItems(list(reasons))
        self.reason.setCurrentIndex(-1)
        self.reason.clearEditText()
        self.stop_asking()
        if goes_on:  # what was pressed may be hidden now, and the keyboard would leave the card
            (self.won_button if is_open else self.reopen_button).setFocus()

    def ask(self) -> None:
        self._asking.show()
        self.reason.setFocus()

    def stop_asking(self) -> None:
        self._asking.hide()
        self.field.show_error("")

    def show_error(self, words: str) -> None:
        self.ask()
        self.field.show_error(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_asking and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_confirm()
        else:
            super().keyPressEvent(event)

    def _question(self) -> QWidget:
        box = QWidget()
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.confirm_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addLayout(buttons)
        box.hide()
        return box

    def _connect(self) -> None:
        self.won_button.clicked.connect(self._on_won)
        self.lost_button.clicked.connect(self.ask)
        self.reopen_button.clicked.connect(self._on_reopen)
        self.confirm_button.clicked.connect(self._on_confirm)
        self.cancel_button.clicked.connect(self._on_cancel)

    def _on_won(self) -> None:
        self.won.emit()

    def _on_reopen(self) -> None:
        self.reopened.emit()

    def _on_confirm(self) -> None:
        self.field.show_error("")
        self.lost.emit(self.reason.currentText())

    def _on_cancel(self) -> None:
        self.stop_asking()
        self.lost_button.setFocus()
