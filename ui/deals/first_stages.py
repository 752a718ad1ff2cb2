"""The usual stages, offered to a firm that has none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui.changes_bus import ChangesBus
from ui.tasks import Tasks
from ui.theme import GRID
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.composition import Services


class FirstStagesViewModel(QObject):
    """Tells everyone by the changes once the stages are there."""

    failed = Signal(object)  # Exception

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes

    def add(self) -> None:
        work = self._services.first_steps.add_usual_stages
        self._tasks.run(self, work, self._changes.happened.emit, self.failed.emit)


class NoStages(QWidget):
    """Stands above a new deal that could begin nowhere; its button is for others to connect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = LinkButton(_("Start with the usual stages"), icon="stage")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(Label(no_stages_words(), Role.MUTED, wraps=True))
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)


def no_stages_words() -> str:
    return _("A deal goes through stages, and there are none yet.")
