"""Lets the window say that a newer version lies ready, once it is at rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from ui.main_window import MainWindow
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from ui.updates.viewmodel import UpdateViewModel


class UpdateWatch(QObject):
    """Looks once a start; what it found stands on each desk that the window shows afterwards."""

    def __init__(
        self,
        window: MainWindow,
        runner: TaskRunner,
        report: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._runner = runner
        self._report = report
        self.viewmodel: UpdateViewModel | None = None
        window.desk_shown.connect(self._on_desk)

    @Slot()
    def _on_desk(self) -> None:
        if self.viewmodel is None:
            once = Qt.ConnectionType.SingleShotConnection
            self._runner.idle.connect(self._begin, once)
        else:
            self._show()

    @Slot()
    def _begin(self) -> None:
        desk = self._window.desk
        if desk is None or self.viewmodel is not None:
            return  # it went before it was at rest, and the next one begins
        # The window is painted before the services are loaded.
        from ui.updates.viewmodel import UpdateViewModel  # noqa: PLC0415

        services = desk.context.services
        self.viewmodel = UpdateViewModel(
            services.updates,
            self._runner,
            today=services.firm.today,
            report=self._report,
            parent=self,
        )
        self.viewmodel.found.connect(self._show)
        self.viewmodel.begin()

    @Slot()
    def _show(self) -> None:
        # Hardly any start finds something.
        from ui.updates.notice import UpdateNotice  # noqa: PLC0415

        desk = self._window.desk
        if desk is not None and self.viewmodel is not None and self.viewmodel.version:
            desk.show_notice(UpdateNotice(self.viewmodel))
