"""Folders and files of this computer, shown by the programs that are meant for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.texts import Message


def show_folder(path: Path) -> bool:
    """Show the folder, or open the file, at ``path``; return whether the system had a way."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def not_shown(path: Path) -> Message:
    """Return what to say where the system had none."""
    return Message("{path} could not be opened.", path=str(path))
