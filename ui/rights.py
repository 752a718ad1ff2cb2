"""Buttons that only some may press: for all others they are off, and say which right is missing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.permissions import Access, Right, denied


def needs(access: Access, right: Right, *widgets: QWidget | QShortcut) -> None:
    """Let ``widgets`` be used with ``right`` alone, whatever else switches them on and off.

    A later call for another right takes the place of the earlier one.
    """
    for widget in widgets:
        if isinstance(widget, QShortcut):
            widget.setEnabled(access.may(right))
            continue
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for lock in widget.findChildren(_Lock, options=direct):
            lock.open()
        if not access.may(right):
            _Lock(widget, str(denied(right)))


class _Lock(QObject):
    """Switches ``widget`` off again whenever it is switched on, and says why."""

    def __init__(self, widget: QWidget, reason: str) -> None:
        super().__init__(widget)
        self._widget = widget
        self._said = widget.toolTip(), widget.accessibleDescription()
        widget.setEnabled(False)
        widget.setToolTip(reason)
        widget.setAccessibleDescription(reason)
        widget.installEventFilter(self)

    def open(self) -> None:
        """Give ``widget`` back as it was."""
        self._widget.removeEventFilter(self)
        self._widget.setEnabled(True)
        tip, description = self._said
        self._widget.setToolTip(tip)
        self._widget.setAccessibleDescription(description)
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.EnabledChange and self._widget.isEnabled():
            self._widget.setEnabled(False)
        return super().eventFilter(watched, event)
