"""A line below the top bar that says which newer version lies ready, until it is put off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from crm_desktop.services.updates import ready, ready_in
from crm_desktop.texts import _
from ui.folders import not_shown, show_folder
from ui.theme import GRID, Tone
from ui.updates.viewmodel import UpdateViewModel
from ui.widgets.buttons import Button, Kind
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label, set_tone


class UpdateNotice(QFrame):
    """The program itself fetches nothing and starts nothing: it shows the folder."""

    def __init__(
        self,
        viewmodel: UpdateViewModel,
        show: Callable[[Path], bool] = show_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._viewmodel = viewmodel
        self._show = show
        self.setProperty("surface", "notice")
        self._label = Label(str(ready(viewmodel.version)), wraps=True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._icon = Icon("information", tone=Tone.ACCENT)
        self.show_button = Button(_("Show in folder"))
        self.show_button.setToolTip(viewmodel.folder)
        self.later_button = Button(_("Not now"), Kind.QUIET)
        self.setAccessibleName(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.show_button)
        layout.addWidget(self.later_button)
        self.show_button.clicked.connect(viewmodel.compare)
        self.later_button.clicked.connect(viewmodel.put_off)
        viewmodel.comparing.connect(self._on_comparing)
        viewmodel.compared.connect(self._on_compared)
        viewmodel.refused.connect(self._warn)
        viewmodel.gone.connect(self._go)

    @property
    def words(self) -> str:
        return self._label.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @Slot()
    def _go(self) -> None:
        self.hide()
        self.deleteLater()

    @Slot(bool)
    def _on_comparing(self, is_comparing: bool) -> None:
        """Keep the keyboard: the next button would take it, and a second Enter put off."""
        if is_comparing and self.show_button.hasFocus():
            self.setFocus()
        self.show_button.setDisabled(is_comparing)
        if not is_comparing and self.hasFocus():
            self.show_button.setFocus()

    @Slot(object)
    def _on_compared(self, folder: Path) -> None:
        if self._show(folder):
            self._say(str(ready_in(self._viewmodel.version, folder)), Tone.ACCENT)
        else:
            self._warn(str(not_shown(folder)))

    @Slot(str)
    def _warn(self, words: str) -> None:
        """Say in place of the good news why the folder is not opened."""
        self._say(words, Tone.WARNING)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _say(self, words: str, tone: Tone) -> None:
        self._label.setText(words)
        self.setAccessibleName(words)
        set_tone(self._label, tone if tone is Tone.WARNING else None)
        self._icon.tone = tone
        self._icon.update()
