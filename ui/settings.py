"""What the window remembers between two runs: places and sizes, never records."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from crm_desktop import config


def window_settings() -> QSettings:
    """Return the settings of this user on this machine; keys are ASCII words."""
    return QSettings(str(config.folder() / "window.ini"), QSettings.Format.IniFormat)
