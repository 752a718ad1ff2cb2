"""The question before a record goes for good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from crm_desktop.texts import Message, _


def ask_to_delete(
    parent: QWidget, name: str, words: str, delete: Callable[[], None]
) -> QMessageBox:
    """Show the question, with ``words`` below it, and call ``delete`` once it is agreed to."""
    question = QMessageBox(parent)
    question.setText(str(Message("Delete “{name}”?", name=name)))
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setInformativeText(words)
    keep = question.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
    question.addButton(_("Delete"), QMessageBox.ButtonRole.AcceptRole)
    question.setDefaultButton(keep)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.accepted.connect(delete)
    question.open()
    return question
