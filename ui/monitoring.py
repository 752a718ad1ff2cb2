"""The KPI monitor as a window beside the whole one, or alone until that is wanted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot

from ui.app import application
from ui.monitor_view import MonitorView
from ui.monitor_window import MonitorWindow
from ui.program import Front, Program


class Monitoring(QObject):
    """Shows the monitor of ``program``; what must be done first is asked where the user is.

    The program ends with the last of its windows.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self.window = MonitorWindow()
        self._is_closed = False
        program.front = self._front
        program.window.painted.disconnect(program.open)
        program.emptied.connect(self.window.show_loading)
        program.opened.connect(self._fill)
        program.window.closed.connect(self._on_whole_closed)
        self.window.appeared.connect(self._begin)
        self.window.whole_wanted.connect(self._open_whole)
        self.window.sign_out_wanted.connect(program.sign_out)
        self.window.closed.connect(self._on_closed)
        application().aboutToQuit.connect(self.window.remember)  # the session ends

    def _front(self) -> Front:
        whole = self._program.window
        return whole if whole.isVisible() or self._is_closed else self.window

    @Slot()
    def _begin(self) -> None:
        if self._program.window.desk is None:
            self._program.open()
        else:
            self._fill()

    @Slot()
    def _fill(self) -> None:
        program = self._program
        if self._is_closed or program.contents is None or program.selection is None:
            return
        view = MonitorView(
            *program.contents,
            selection=program.selection,
            tasks=program.runner,
            changes=program.changes,
            errors=program.errors,
        )
        view.page_wanted.connect(self._open_whole)
        view.day_passed.connect(self._on_day_passed)
        view.entered.connect(program.enter_again, Qt.ConnectionType.QueuedConnection)
        self.window.show_figures(view)

    def _open_whole(self, code: str | None = None, key: object = None) -> None:
        """Show the whole window beside this one, at the page of ``code`` if one is named.

        What it asks for already stays as it is, with all that was entered.
        """
        whole = self._program.window
        was_visible = whole.isVisible()
        if whole.desk is not None and code is not None:
            whole.desk.open(code, key)
        elif whole.desk is None and self.window.has_figures:
            self._program.show_desk(code, key)
        whole.come_forward()
        if whole.desk is None and not was_visible:
            self._program.open()

    @Slot()
    def _on_whole_closed(self) -> None:
        """Ask here what the whole window was asking for."""
        if not self._is_closed and not self.window.has_figures:
            self._program.open()

    @Slot()
    def _on_day_passed(self) -> None:
        """Open all again; while somebody works in the whole window, read the figures alone."""
        view = self.window.content
        if not self._program.window.isVisible():
            self._program.open()
        elif isinstance(view, MonitorView):
            view.reload()

    @Slot()
    def _on_closed(self) -> None:
        self._is_closed = True
        self.window.show_loading()  # nothing is read any more for nobody
