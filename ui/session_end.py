"""The end of the user's session: what is entered and not saved is asked about first."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QSessionManager

from crm_desktop import running
from crm_desktop.texts import _
from ui.main_window import MainWindow


class SessionEnd(QObject):
    """Lets the session end where nothing is lost.

    Else the question stands in the window, the desktop is told why it has to wait, and whoever
    wants to shut down all the same can.
    """

    def __init__(self, app: QGuiApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        app.commitDataRequest.connect(self.answer)

    @Slot(QSessionManager)
    def answer(self, session: QSessionManager) -> None:
        """Hold the session up if something would be lost and somebody is there to be asked."""
        desk = self._window.desk
        if desk is None or not self._window.isVisible() or not session.allowsInteraction():
            return
        if not desk.may_leave(self._window.close):
            session.cancel()
            words = _("Something that was entered is not saved yet.")
            running.explain_staying(self._window.winId(), words)
            self._window.come_forward()
        session.release()
