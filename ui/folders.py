"""Folders, files and pages, shown by the programs of this computer that are meant for them.

Where Linux has none, Qt may not notice: who opens something also shows where it is.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.texts import Message

_log = logging.getLogger(__name__)


def show_folder(path: Path) -> bool:
    """Show the folder, or open the file, at ``path``; return whether the system had a way."""
    return show_page(QUrl.fromLocalFile(str(path)))


def show_page(address: QUrl) -> bool:
    """Open what is at ``address``; return whether the system had a way."""
    has_way = QDesktopServices.openUrl(address)
    if not has_way:
        _log.warning("the system has no program that shows %s", address.toDisplayString())
    return has_way


def not_shown(path: object) -> Message:
    """Return what to say where the system had none."""
    return Message("{path} could not be opened.", path=str(path))
