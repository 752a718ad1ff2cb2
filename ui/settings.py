"""What the window remembers between two runs: places and sizes, never records."""

from __future__ import annotations

from PySide6.QtCore import QSettings


def window_settings() -> QSettings:
    """Return the settings of this user on this machine; keys are ASCII words."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "crm-desktop", "window")
