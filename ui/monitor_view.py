"""The bars of one employee, and the period that they are of, for a window that shows no more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.clock import system_now
from crm_desktop.errors import CrmError
from crm_desktop.texts import shown
from ui.context import Context, PageView
from ui.surroundings import SurroundingsViewModel
from ui.theme import GRID
from ui.widgets.text import Label, Role
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from ui.changes_bus import ChangesBus
    from ui.errors import ErrorReporter
    from ui.program import Furniture
    from ui.selection import Selection
    from ui.tasks import Tasks

_REFRESH_MS = 5 * 60_000


class MonitorView(QWidget):
    """Reads again from time to time: others write to the database too.

    ``day_passed`` says that all must be opened again, since the day may begin another month;
    ``page_wanted`` names a page, and perhaps a record, that only the whole window shows.
    """

    day_passed = Signal()
    page_wanted = Signal(str, object)
    entered = Signal(object)

    def __init__(
        self,
        services: Services,
        furniture: Furniture,
        *,
        selection: Selection,
        tasks: Tasks,
        changes: ChangesBus,
        errors: ErrorReporter,
    ) -> None:
        super().__init__()
        around = furniture.surroundings
        self.user = "" if around.access.user is None else around.access.user.name
        self.toast = Toast(self)
        self._errors = errors
        self._selection = selection
        self._day = _today()
        self._period = Label(role=Role.STRONG)
        self._working_day = Label(role=Role.TINY)
        self._around = SurroundingsViewModel(
            around,
            selection,
            tasks=tasks,
            changes=changes,
            report=self._report,
            parent=self,
        )
        self._around.working_day_loaded.connect(self._working_day.setText)
        self._around.firm_loaded.connect(self.setWindowTitle)
        self.monitor = QWidget()
        if furniture.monitor is not None:
            self.monitor = furniture.monitor[1](
                Context(
                    services,
                    tasks,
                    changes,
                    selection,
                    self.page_wanted.emit,
                    self.toast.say,
                    self._report,
                    around.access,
                    self.entered.emit,
                )
            )
        self._lay_out()
        self._show_period()
        selection.period_changed.connect(self._show_period)
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self.read_again)
        self._refresh.start()
        self._around.load()

    def read_again(self) -> None:
        """Read all that may have become another; after midnight that is everything."""
        if _today() != self._day:
            self.day_passed.emit()
        else:
            self.reload()

    def reload(self) -> None:
        """Read the figures of the period that is shown."""
        self._around.load()
        if isinstance(self.monitor, PageView):
            self.monitor.reload()

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("surface", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addWidget(self._period, 1)
        row.addWidget(self._working_day)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.monitor, 1)
        self.setFocusProxy(self.monitor)

    @Slot()
    def _show_period(self) -> None:
        self._period.setText(shown(self._selection.period))

    def _report(self, error: Exception) -> None:
        """Say here what is expected; the whole window may stand beside this one."""
        if isinstance(error, CrmError):
            self.toast.say(str(error))
        else:
            self._errors.report(error)


def _today() -> date:
    """Return the day it is where the computer stands, which turns at its midnight."""
    return system_now().astimezone().date()
