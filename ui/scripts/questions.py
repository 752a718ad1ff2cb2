"""Questions before something is lost, one at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from crm_desktop.texts import _
from ui.scheme.leaving import ask_to_leave


class Questions(QObject):
    """``box`` is the question that is open, None where there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self.box: QMessageBox | None = None

    def leave(self, then: Callable[[], object]) -> None:
        """Ask whether what was entered may be lost; call ``then`` on a yes."""
        if self.box is None:
            self.box = ask_to_leave(self._around, then)
            self.box.finished.connect(self._on_answered)

    def ask(self, words: str, yes: str, then: Callable[[], object]) -> None:
        """Ask ``words`` with the answer ``yes``; call ``then`` on it."""
        if self.box is not None:
            return
        box = QMessageBox(self._around)
        box.setText(words)
        no = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(no)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(then)
        box.finished.connect(self._on_answered)
        self.box = box
        box.open()

    @Slot()
    def _on_answered(self) -> None:
        self.box = None  # Qt is about to delete it
