"""The question before what was entered is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from crm_desktop.texts import _


def ask_to_leave(parent: QWidget, leave: Callable[[], object]) -> QMessageBox:
    """Show the question and call ``leave`` on a yes."""
    question = QMessageBox(parent)
    question.setText(_("Leave without saving?"))
    question.setInformativeText(_("What you changed here will be lost."))
    stay = question.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
    question.addButton(_("Leave"), QMessageBox.ButtonRole.AcceptRole)
    question.setDefaultButton(stay)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.accepted.connect(leave)
    question.open()
    return question
