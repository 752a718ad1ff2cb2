"""Opens the windows of the wizard, one for each draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import StoredWizard
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import _
from ui.context import Context
from ui.settings import present_author
from ui.widgets.problems_dialog import ProblemsDialog
from ui.wizard.window import WizardWindow


class WizardOpening(QObject):
    """The windows go with ``window``; ``closed`` says that one of them was left."""

    closed = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.windows: list[WizardWindow] = []
        self.problems: ProblemsDialog | None = None

    def open(self, wizard_id: int) -> None:
        """Show the draft, in the window that it has already if it has one."""
        present = self._window_of(wizard_id)
        if present is not None:
            present.raise_()
            present.activateWindow()
            return
        services = self._context.services
        self._run(lambda: services.wizards.wizard(wizard_id))

    def open_all(self, wizard_ids: Iterable[int]) -> None:
        for wizard_id in wizard_ids:
            self.open(wizard_id)

    def drafts(self) -> tuple[int, ...]:
        """Return the drafts that have a window."""
        return tuple(one.viewmodel.row.id for one in self.windows if not one.is_published)

    def begin(self, make: Callable[[], WizardDraft]) -> None:
        """Keep the draft that ``make`` returns, and show it."""
        services, author = self._context.services, present_author()
        self._run(lambda: services.wizards.create(make(), author))

    def begin_stored(self, make: Callable[[], StoredWizard]) -> None:
        """Show the draft that ``make`` keeps."""
        self._run(make)

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether all is kept without the windows; else save, close, and call ``then``."""
        unsaved = [window for window in self.windows if not window.viewmodel.is_saved]
        if not unsaved:
            return True
        unsaved[0].leave(then)
        return False

    def _run(self, read: Callable[[], StoredWizard]) -> None:
        services = self._context.services

        def work() -> tuple[StoredWizard, WizardFirm]:
            firm = services.wizard_insights.firm()
            return read(), firm

        self._context.tasks.run(self, work, self._show, self._on_failed)

    def _show(self, found: tuple[StoredWizard, WizardFirm]) -> None:
        stored, firm = found
        if self._window_of(stored.row.id) is not None:
            return  # it was asked for twice
        window = WizardWindow(self._context, stored, firm, self._window)
        self.windows.append(window)
        window.closed.connect(self._on_closed)
        window.show()

    def _on_failed(self, error: Exception) -> None:
        """Say what is wrong with a file line by line, all else quietly."""
        if isinstance(error, CrmError) and "\n" in str(error):
            title = _("The scheme cannot be used")
            self.problems = ProblemsDialog(title, str(error), self._window.window())
            self.problems.open()
        else:
            self._context.report(error)

    def _window_of(self, wizard_id: int) -> WizardWindow | None:
        known = (window for window in self.windows if window.viewmodel.row.id == wizard_id)
        return next(known, None)

    @Slot()
    def _on_closed(self) -> None:
        self.windows = [window for window in self.windows if not window.is_left]
        self.closed.emit()
